"""What many documents lose, in numbers: by family, by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from beritaclean.cleaner import Cleaned


class Row(NamedTuple):
    """One family, or (`rule` is not "") one of its rules: removals, documents that have some, words in them."""

    family: str
    rule: str
    removals: int
    documents: int
    words: int


@dataclass
class Tally:
    """Counts over many documents, of which none is kept; words are those of the repaired sources.

    `changed` counts the documents that would change, `mended` those among them that lose nothing to a rule.
    """

    documents: int = 0
    changed: int = 0
    mended: int = 0
    words: int = 0
    removed: int = 0
    removals: Counter[tuple[str, str]] = field(default_factory=Counter)
    holding: Counter[tuple[str, str]] = field(default_factory=Counter)
    lost: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, cleaned: Cleaned, *, changed: bool) -> None:
        """Count one document."""
        self.documents += 1
        self.changed += changed
        self.mended += changed and not cleaned.removals
        self.words += len(cleaned.source.split())
        names = set()
        for removal in cleaned.removals:
            words = len(removal.text.split())
            self.removed += words
            for name in ((removal.family, removal.rule), (removal.family, "")):
                self.removals[name] += 1
                self.lost[name] += words
                names.add(name)
        self.holding.update(names)

    @property
    def share(self) -> float:
        """The share of the words that goes, in percent."""
        return self.percent(self.removed)

    def percent(self, words: int) -> float:
        """What share of all words `words` are, in percent."""
        return 100 * words / self.words if self.words else 0.0

    def headline(self) -> str:
        """The tally in one sentence."""
        said = f"{many(self.removals_in_all, 'removal')} in {many(self.documents, 'document')}, "
        said += f"{self.share:.1f} % of the words"
        if self.mended:
            said += f"; {self.mended:,} more would only be mended or tidied"
        return said

    @property
    def removals_in_all(self) -> int:
        """The number of removals."""
        return sum(row.removals for row in self.rows() if not row.rule)

    def rows(self) -> Iterator[Row]:
        """Each family, the one with the most removals first, and below it its rules."""
        order = sorted(self.removals.items(), key=lambda item: (-item[1], item[0]))
        families = [family for (family, rule), _ in order if not rule]
        for family in families:
            for name in ((family, ""), *(name for name, _ in order if name[0] == family and name[1])):
                yield Row(*name, self.removals[name], self.holding[name], self.lost[name])


def many(number: int, noun: str) -> str:
    """A number and its noun: "1 removal", "1,200 removals"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def plain(tally: Tally) -> Iterator[str]:
    """The tally as lines without any style."""
    yield tally.headline()
    for row in tally.rows():
        yield f"{row.removals:>8,}  {f'  {row.rule}' if row.rule else row.family}"
