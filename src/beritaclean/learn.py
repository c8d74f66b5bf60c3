"""What a corpus repeats: the phrases that many of its articles print, outlet by outlet, with the evidence for each.

Two passes, so that memory does not grow with the corpus. The first one (`Sketch`) counts phrases by hash and forgets
rare ones when there are too many; the second one (`Evidence`) looks at those that may be frequent again and keeps what
they look like. An article that stands in the corpus twice counts once in both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from beritaclean.border import headline_end
from beritaclean.candidates import Candidate, Seen, candidates
from beritaclean.document import Page
from beritaclean.phrases import BEGIN, Phrase, identity, phrases, position
from beritaclean.shapes import is_headline, is_loose_headline, is_prose, is_quoted, title_ratio, words
from beritaclean.topics import Names
from beritaclean.words import openers

MOST_COUNTED = 1_000_000
"""Phrases that are counted at a time (some 100 bytes each); with more, the rarest are forgotten."""

MOST_LOOKED_AT = 20_000
"""Phrases whose evidence is gathered, the most frequent ones."""

MOST_VALUES = 12
"""Values that are kept of one slot."""

MOST_EXAMPLES = 3
"""Examples that are kept of a phrase."""

MOST_NEIGHBOURS = 32
"""Different surroundings of a phrase that are told apart."""

MOST_BESIDE = 64
"""Paragraphs right above or below a phrase that are counted."""

CONTEXT = 60
"""Characters of an example's surroundings."""

REST = 200
"""What a marker announces in its line is not longer than this, in characters."""

OPENING = 6
"""Words behind a marker that show whether a headline follows."""

TITLED = 0.7
"""A headline has at least this share of capitals among its words."""

_TWINS = 1 << 26


@dataclass(frozen=True, slots=True)
class Text:
    """One article: its repaired text, its outlet, and the names of the outlet in small letters."""

    text: str
    outlet: str = ""
    names: Sequence[str] = ()


class Twins:
    """Tells articles that were seen before, in 8 MB: two in a hundred are mistaken for one at 1.4 million articles."""

    def __init__(self) -> None:
        self._bits = bytearray(_TWINS // 8)

    def seen(self, page: Page) -> bool:
        """Whether an article was seen before; from now on it was."""
        at = identity(page) % _TWINS
        before = bool(self._bits[at >> 3] >> (at & 7) & 1)
        self._bits[at >> 3] |= 1 << (at & 7)
        return before


class Sketch:
    """The first pass: how often phrases occur, about.

    Phrases are forgotten by lossy counting: whenever there are more than `most`, `lost` grows by one and those that
    have not been seen more often since they came go. So a count is too low by `lost` at most, which is the number of
    phrases (some fifty an article) divided by `most`, or less.
    """

    def __init__(self, most: int = MOST_COUNTED) -> None:
        self._most = most
        self._counts: dict[int, int] = {}
        self._before: dict[int, int] = {}
        self._twins = Twins()
        self.lost = 0
        self.documents: Counter[str] = Counter()
        self.doubled = 0

    def add(self, text: Text) -> None:
        """Count the phrases of one article."""
        page = Page(text.text)
        if self._twins.seen(page):
            self.doubled += 1
            return
        self.documents[text.outlet] += 1
        counts = self._counts
        for phrase in phrases(page, text.names):
            number = phrase.known_by(text.outlet)
            if number in counts:
                counts[number] += 1
            else:
                counts[number] = 1
                if self.lost:
                    self._before[number] = self.lost
        while len(counts) > self._most:
            self._forget()

    def _forget(self) -> None:
        self.lost += 1
        before = self._before
        for number in [key for key, count in self._counts.items() if count + before.get(key, 0) <= self.lost]:
            del self._counts[number]
            before.pop(number, None)

    def frequent(self, least: int) -> frozenset[int]:
        """The phrases that may occur in `least` articles, at most `MOST_LOOKED_AT`."""
        able = ((count, key) for key, count in self._counts.items() if count + self._before.get(key, 0) >= least)
        return frozenset(key for _, key in sorted(able, reverse=True)[:MOST_LOOKED_AT])


class Evidence:
    """The second pass: what the frequent phrases look like. It must see the articles in the order of the first one."""

    def __init__(self, frequent: frozenset[int]) -> None:
        self._frequent = frequent
        self._twins = Twins()
        self._seen: dict[int, Seen] = {}

    def wanted(self, text: Text) -> list[tuple[int, Phrase]]:
        """The frequent phrases of an article; none where it was seen before."""
        page = Page(text.text)
        if self._twins.seen(page):
            return []
        numbered = [(phrase.known_by(text.outlet), phrase) for phrase in phrases(page, text.names)]
        return [(number, phrase) for number, phrase in numbered if number in self._frequent]

    def asks(self, found: Iterable[tuple[int, Phrase]], enough: int = 50) -> bool:
        """Whether it is worth knowing what the rules take from an article: a phrase was met with too few times."""
        return any(number not in self._seen or self._seen[number].asked < enough for number, _ in found)

    def add(
        self, text: Text, found: Iterable[tuple[int, Phrase]], removed: Sequence[tuple[int, int]] | None = None
    ) -> None:
        """Take in the phrases `found` in an article; `removed` is what the rules take from it (None: not known)."""
        page = Page(text.text)
        for number, phrase in found:
            seen = self._seen.get(number)
            if seen is None:
                seen = self._seen[number] = Seen(text.outlet, phrase.kind, phrase.parts)
                seen.values = [Counter() for _ in phrase.parts]
            _take(seen, page, phrase, removed)

    def candidates(self, documents: Mapping[str, int], least: int) -> list[Candidate]:
        """The phrases that may be boilerplate, outlet by outlet, the likeliest first."""
        return candidates(self._seen.values(), documents, least)


def _take(seen: Seen, page: Page, phrase: Phrase, removed: Sequence[tuple[int, int]] | None) -> None:
    text = page.text
    seen.documents += 1
    seen.alone += phrase.alone
    seen.places[position(page, phrase)] += 1
    if removed is not None:
        seen.asked += 1
        seen.covered += any(start <= phrase.start and phrase.end <= end + 1 for start, end in removed)
    for values, part in zip(seen.values, phrase.parts, strict=True):
        if len(values) < MOST_VALUES or part.text in values:
            values[part.text] += 1
    line = page.line_at(phrase.start)
    if len(seen.around) < MOST_NEIGHBOURS:
        at = page.filled_index(line.start)
        near = page.filled[max(0, at - 2) : at + 3]
        around = "\0".join(row.stripped[:80] for row in near if row.start != line.start or not phrase.alone)
        seen.around.add(_hash(around))
    at = page.filled_index(line.start)
    for row in (*page.filled[max(0, at - 1) : at], *page.filled[at + 1 : at + 2]):
        if is_prose(row.stripped) and (
            (number := _hash(row.stripped)) in seen.beside or len(seen.beside) < MOST_BESIDE
        ):
            seen.beside[number] += 1
    below = page.filled[at + 1 : at + 2]
    seen.above += bool(below) and phrase.alone and is_headline(below[0].stripped) and not is_prose(below[0].stripped)
    if len(seen.prints) < 2 and (printed := text[phrase.start : phrase.end]) not in seen.prints:
        seen.prints.append(printed)
    end = _rest(seen, page, phrase, line.end) if phrase.kind == BEGIN else phrase.end
    taken = text[phrase.start : end].strip()
    if len(seen.examples) < MOST_EXAMPLES and taken not in [example for _, example, _ in seen.examples]:
        seen.examples.append((text[max(0, phrase.start - CONTEXT) : phrase.start], taken, text[end : end + CONTEXT]))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _rest(seen: Seen, page: Page, phrase: Phrase, line_end: int) -> int:
    """Take in what follows a marker in its line; where what it announces ends, or the marker where that is not sure."""
    text = page.text
    rest = text[phrase.end : line_end].strip()
    opening = " ".join(words(rest)[:OPENING])
    short = phrase.alone and len(rest) <= REST and not is_prose(rest)
    seen.headlines += not is_quoted(rest) and (title_ratio(opening) >= TITLED or (short and is_loose_headline(rest)))
    seen.rest += short
    if len(seen.rests) < MOST_NEIGHBOURS:
        seen.rests.add(opening)
    if short:
        seen.longest = max(seen.longest, len(rest))
        return line_end
    start = phrase.end + len(text[phrase.end :]) - len(text[phrase.end :].lstrip())
    border, sure = headline_end(text, start, line_end, openers(), names=Names(text))
    return border if sure else phrase.end
