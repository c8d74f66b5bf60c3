"""What the page tells, gathered document by document and merged over processes: totals of all, a sample to list."""

from __future__ import annotations

import hashlib
import heapq
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from beritaclean.cleaner import Cleaned
from beritaclean.rule import Removal

MOST_CHARACTERS = 100_000
"""Characters of one document that a page holds; a page with 2,000 documents is to open fast."""


class Listed(NamedTuple):
    """A document that may be listed: its place in a shuffle of all names, and itself as JSON in ASCII."""

    rank: bytes
    row: str


@dataclass(slots=True)
class Totals:
    """Counts over documents, in words that blanks part; an outlet that is not known is "".

    `documents` and `words` (of the repaired sources) are by outlet, `removed` words by outlet and family;
    `removals`, `rule_words` and `rule_documents` are by rule, of which `rules` has the family and the reason.
    """

    changed: int = 0
    documents: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    removed: Counter[tuple[str, str]] = field(default_factory=Counter)
    removals: Counter[str] = field(default_factory=Counter)
    rule_words: Counter[str] = field(default_factory=Counter)
    rule_documents: Counter[str] = field(default_factory=Counter)
    rules: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, cleaned: Cleaned, *, changed: bool) -> int:
        """Count one document; the words that it lost."""
        outlet = cleaned.outlet or ""
        self.changed += changed
        self.documents[outlet] += 1
        self.words[outlet] += len(cleaned.source.split())
        lost = 0
        for removal in cleaned.removals:
            words = len(removal.text.split())
            lost += words
            self.removed[outlet, removal.family] += words
            self.removals[removal.rule] += 1
            self.rule_words[removal.rule] += words
            self.rules[removal.rule] = (removal.family, removal.reason)
        self.rule_documents.update({removal.rule for removal in cleaned.removals})
        return lost

    def merge(self, other: Totals) -> None:
        """Count what `other` has counted."""
        self.changed += other.changed
        for name in ("documents", "words", "removed", "removals", "rule_words", "rule_documents", "rules"):
            getattr(self, name).update(getattr(other, name))

    def as_json(self) -> dict[str, Any]:
        """The totals as an object of JSON: outlets by their documents, rules by their removals, the most first."""
        outlets = []
        for outlet in sorted(self.documents, key=lambda key: (-self.documents[key], key)):
            families = {family: words for (of, family), words in sorted(self.removed.items()) if of == outlet}
            row = {"outlet": outlet, "documents": self.documents[outlet], "words": self.words[outlet]}
            outlets.append({**row, "families": families})
        rules = []
        for rule in sorted(self.rules, key=lambda id: (-self.removals[id], id)):
            family, reason = self.rules[rule]
            row = {"rule": rule, "family": family, "reason": reason, "removals": self.removals[rule]}
            rules.append({**row, "words": self.rule_words[rule], "documents": self.rule_documents[rule]})
        return {"changed": self.changed, "outlets": outlets, "rules": rules}


@dataclass(slots=True)
class Gathered:
    """Totals, and at most `limit` documents to list: of more, those that come first in a shuffle of their names.

    What is listed depends on the names alone, not on who gathers what in which order; `merge` takes what comes
    later in the run, and holds no more than twice the limit.
    """

    limit: int
    totals: Totals = field(default_factory=Totals)
    sample: list[Listed] = field(default_factory=list)
    _last: bytes = b"\xff" * 9

    def add(self, name: str, record: int | None, cleaned: Cleaned, *, changed: bool) -> None:
        """Gather one document; `record` is its number in the file called `name`."""
        lost = self.totals.add(cleaned, changed=changed)
        rank = hashlib.blake2b(f"{name}\0{record}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
        self._take([Listed(rank, _row(name, record, cleaned, lost))] if rank <= self._last else [])

    def merge(self, other: Gathered) -> None:
        """Gather what `other` has gathered, which comes after all that is here."""
        self.totals.merge(other.totals)
        self._take([each for each in other.sample if each.rank <= self._last])

    def listed(self) -> list[str]:
        """The documents to list as JSON, in the order of the run."""
        self._trim()
        return [each.row for each in self.sample]

    def _take(self, more: list[Listed]) -> None:
        self.sample += more
        if len(self.sample) > 2 * self.limit:
            self._trim()

    def _trim(self) -> None:
        if len(self.sample) > self.limit:
            ranks = [(each.rank, place) for place, each in enumerate(self.sample)]
            kept = heapq.nsmallest(self.limit, ranks)
            self._last = kept[-1][0]
            self.sample = [self.sample[place] for place in sorted(place for _, place in kept)]


def _row(name: str, record: int | None, cleaned: Cleaned, lost: int) -> str:
    """A document as JSON: its text in pieces, so that no offset is needed, which Python and browsers count
    differently: kept, then rule and removed and kept for each removal. Without what is beyond the bound."""
    parts: list[str] = []
    at = 0
    for removal in cleaned.removals:
        if removal.start >= MOST_CHARACTERS:
            break
        parts += (cleaned.source[at : removal.start], removal.rule, _bounded(removal))
        at = removal.end
    parts.append(cleaned.source[at : max(at, MOST_CHARACTERS)])
    row: dict[str, Any] = {"name": name, "words": len(cleaned.source.split()), "lost": lost, "parts": parts}
    if record is not None:
        row["record"] = record
    if cleaned.outlet:
        row["outlet"] = cleaned.outlet
    if cleaned.page:
        row["page"] = True
    if (left := len(cleaned.source) - MOST_CHARACTERS) > 0:
        row["left"] = left
    return json.dumps(row)


def _bounded(removal: Removal) -> str:
    return removal.text[: max(0, MOST_CHARACTERS - removal.start)]
