"""What of a text could be boilerplate: its lines and sentences, the markers they open with, the codes they end with.

A phrase is known by its parts: what differs between two prints of the same boilerplate (numbers, names, codes, the
outlet's own name) is a slot, the rest is literal, whatever its case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

from beritaclean.document import Line, Page
from beritaclean.guards import holds
from beritaclean.lazy import Lazy
from beritaclean.shapes import FUNCTION
from beritaclean.words import common, cues, word_lists

WHOLE, BEGIN, END = "whole", "begin", "end"

MOST_WORDS = 40
"""Words of the longest phrase."""

MOST_NAMED = 14
"""A longer phrase is a sentence, in which names are words like others."""

MOST_MARKER = 6
"""Words of the longest marker."""

_PART = Lazy(
    r"""(?x)(?P<digits>\d+(?:[.,:/]\d+)*)
    |(?P<code>(?<=[(\[/|])\p{Ll}{2,6}(?=[)\]/|]))
    |(?P<word>[\p{L}\p{M}]+(?:['’.-][\p{L}\p{M}]+)*)
    |(?P<gap>[^\p{L}\p{M}\d]+)"""
)
_SENTENCE = Lazy(r"""\S(?:[^.!?…\n]|[.!?…](?!["”’)]{0,2}(?:\s|["“‘(]?\p{Lu}\p{Ll}|$)))*[.!?…]*["”’)]{0,2}""")
_MARK = Lazy(r"(?:\S+[ \t]+){0,5}?\S*\w[ \t]?[:|»>](?=[ \t]*[\p{Lu}\d\"“'‘@#(])")
_CAPITALS = Lazy(r"(?:\p{Lu}{2,}[ \t]+){0,5}\p{Lu}{3,}(?=[ \t]*(?:\p{Lu}\p{Ll}|[\"“\d]))")
_CODE = Lazy(r"[(\[][^()\[\]\n]{2,40}[)\]][ \t]*$")
_BLANK = Lazy(r"\s+")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a phrase: "word", "gap" (what parts words), or a slot: "digits", "name", "code", "outlet"."""

    kind: str
    text: str

    @property
    def key(self) -> str:
        """The piece as far as it counts when phrases are compared."""
        if self.kind == "word":
            return self.text.casefold()
        if self.kind == "gap":
            return _BLANK.sub("", self.text) or " "
        return f"<{self.kind}>"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase in a text: its kind, its parts, its place (offsets in characters), whether it has a line of its own."""

    kind: str
    parts: tuple[Part, ...]
    start: int
    end: int
    alone: bool

    def known_by(self, outlet: str) -> int:
        """The number that tells the phrase, as one of an outlet's, from others."""
        text = "\0".join((outlet, self.kind, *(part.key for part in self.parts)))
        return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def parts(text: str, names: Sequence[str] = ()) -> tuple[Part, ...]:
    """The parts of a phrase; `names` are those of its outlet, in small letters."""
    found = [Part(match.lastgroup or "gap", match[0]) for match in _PART.finditer(text.strip())]
    found = [Part("outlet", part.text) if part.text.casefold() in names else part for part in found]
    if len(found) <= 2 * MOST_NAMED and (named := _named(found)) and any(part.kind == "word" for part in named):
        return tuple(named)
    return tuple(found)


def _named(found: list[Part]) -> list[Part]:
    """The parts with each run of names as one."""
    result: list[Part] = []
    for number, part in enumerate(found):
        if part.kind != "word" or not (_is_name(part.text) or _is_first_name(found, number)):
            result.append(part)
        elif len(result) > 1 and result[-1].text in (" ", ". ") and result[-2].kind == "name":
            gap = result.pop()
            result[-1] = Part("name", result[-1].text + gap.text + part.text)
        else:
            result.append(Part("name", part.text) if number else part)
    return result


def _is_first_name(found: list[Part], at: int) -> bool:
    """Whether a word that prose writes small is a name, too: behind a colon or a bar, before one ("Bagus Prakoso")."""
    if not (0 < at < len(found) - 2 and found[at].text[0].isupper() and found[at + 1].text == " "):
        return False
    before, after = found[at - 1].text.strip(), found[at + 2]
    return before[-1:] in tuple(":|/(") and after.kind == "word" and _is_name(after.text)


def _is_name(word: str) -> bool:
    small = word.lower()
    return word[0].isupper() and small not in common() and small not in FUNCTION and small not in _keys()


@cache
def _keys() -> frozenset[str]:
    """Words that boilerplate prints before names, or instead of them."""
    lists = word_lists()
    entries = lists["byline_keys"] | lists["channels"] | lists["months"] | lists["sections"]
    words = {word.lower() for entry in entries for word in entry.split()}
    return frozenset(words.union(*cues().values()))


def phrases(page: Page, names: Sequence[str] = ()) -> Iterator[Phrase]:
    """The phrases of a text, a kind and a key once only."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for phrase in _all(page, names):
        known = (phrase.kind, tuple(part.key for part in phrase.parts))
        if known not in seen and any(part.kind in ("word", "code", "outlet") for part in phrase.parts):
            seen.add(known)
            yield phrase


def _all(page: Page, names: Sequence[str]) -> Iterator[Phrase]:
    def phrase(kind: str, start: int, end: int, *, alone: bool) -> Phrase:
        return Phrase(kind, parts(page.text[start:end], names), start, end, alone)

    for number, line in enumerate(page.filled):
        below = page.filled[number + 1].stripped if number + 1 < len(page.filled) else ""
        start = line.start + len(line.text) - len(line.text.lstrip())
        end = start + len(line.stripped)
        sentences = _sentences(line)
        if len(line.stripped.split()) <= MOST_WORDS and not _is_piece(line.stripped, below):
            yield phrase(WHOLE, start, end, alone=True)
        for at, to in sentences:
            own = at == start
            if len(sentences) > 1 and len(page.text[at:to].split()) <= MOST_WORDS:
                yield phrase(WHOLE, at, to, alone=False)
            if (mark := _MARK.match(page.text, at, to) or _CAPITALS.match(page.text, at, to)) and mark.end() < to:
                yield phrase(BEGIN, at, mark.end(), alone=own)
            elif length := _titled(page.text[at : min(to, at + 80)]):
                yield phrase(BEGIN, at, at + length, alone=own)
        code = _CODE.search(page.text, max(start, end - 48), end)
        if code and code.start() > start:
            yield phrase(END, code.start(), end, alone=False)


def _is_piece(text: str, below: str) -> bool:
    """Whether a line is a piece of a sentence that a link broke, or of a dateline."""
    if text[0] in ",.;)" or text[-1] in ",(–—-":
        return True
    return below[:1].islower() or below[:1] in (",", ".", ";", ")", "-", "–", "—") or below[:2] == "(/"


def _sentences(line: Line) -> list[tuple[int, int]]:
    return [(line.start + match.start(), line.start + match.end()) for match in _SENTENCE.finditer(line.text)]


def _titled(text: str) -> int:
    """The length of a marker without a colon: two words and more in capitals that prose writes small ("Baca Juga")."""
    length = count = 0
    for word in text.split(" ")[:MOST_MARKER]:
        if not (word.isalpha() and word[0].isupper() and word.lower() in common()):
            break
        count += 1
        length += len(word) + 1
    rest = text[length:]
    return length - 1 if 2 <= count <= 3 and rest[:1].isupper() else 0


def position(page: Page, phrase: Phrase) -> str:
    """Where a phrase stands: "top" (no paragraph above), "end" (none below) or "body"."""
    for where in ("end", "top"):
        if holds(page, phrase.start, phrase.end, "position", where):
            return where
    return "body"


def identity(page: Page) -> int:
    """What two prints of the same article share: its longest sentences, whatever stands around them."""
    sentences = [page.text[at:to] for line in page.filled for at, to in _sentences(line)]
    longest = sorted(sorted(sentences), key=len, reverse=True)[:3]
    text = "\0".join(_BLANK.sub("", sentence).casefold() for sentence in longest)
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
