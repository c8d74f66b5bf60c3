"""What a run counts: documents, characters, removals by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from beritaclean.cleaner import Cleaned

_NUMBERS = ("files", "documents", "changed", "failed", "bytes", "characters", "removed")


class Counts:
    """Counts over documents; `characters` of the repaired sources, `removed` of them taken away by rules.

    `bytes` are those of the sources, unpacked where they hold records; `failed` documents are counted among
    `documents` where they are records of a file.
    """

    __slots__ = (*_NUMBERS, "families", "rules")

    def __init__(
        self,
        files: int = 0,
        documents: int = 0,
        changed: int = 0,
        failed: int = 0,
        bytes: int = 0,
        characters: int = 0,
        removed: int = 0,
        rules: Counter[str] | None = None,
        families: Counter[str] | None = None,
    ) -> None:
        self.files = files
        self.documents = documents
        self.changed = changed
        self.failed = failed
        self.bytes = bytes
        self.characters = characters
        self.removed = removed
        self.rules: Counter[str] = rules or Counter()
        self.families: Counter[str] = families or Counter()

    def add(self, cleaned: Cleaned, *, changed: bool) -> None:
        """Count one document."""
        self.documents += 1
        self.changed += changed
        self.characters += len(cleaned.source)
        for removal in cleaned.removals:
            self.removed += removal.end - removal.start
            self.rules[removal.rule] += 1
            self.families[removal.family] += 1

    def merge(self, other: Counts) -> None:
        """Count what `other` has counted."""
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.rules.update(other.rules)
        self.families.update(other.families)

    def as_json(self) -> dict[str, Any]:
        """The counts as an object of JSON; rules and families by number of removals."""
        plain = {name: getattr(self, name) for name in _NUMBERS}
        return {**plain, "families": dict(self.families.most_common()), "rules": dict(self.rules.most_common())}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Counts:
        """The counts that `as_json` gave; keys that are not counts are passed over. Raises KeyError, TypeError."""
        numbers = {name: int(row[name]) for name in _NUMBERS}
        return cls(**numbers, rules=Counter(row["rules"]), families=Counter(row["families"]))
