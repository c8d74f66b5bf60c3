"""Paragraphs that are printed twice: the second copy of a line, or a line that an earlier one holds whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from beritaclean.document import Page
from beritaclean.lazy import Lazy
from beritaclean.limits import Limited
from beritaclean.reruns import reruns
from beritaclean.shapes import ends_sentence, is_headline, is_listed, words
from beritaclean.topics import is_verse

if TYPE_CHECKING:
    import regex

_KEY = Lazy(r"[\p{L}\p{N}]+")
LONG = 12
"""A line held by a longer one must have this many words; a short sentence may well be said twice."""

NEAR = 1
"""A copy so many filled lines below the first is one, even if it stands alone."""

LAST = 3
"""A copy among so many filled lines at the end is one: outlets print the lead again below the article."""

GRAM = 10
"""The length, in characters, of the stretches of a line by which a longer one that holds it is looked up."""

HEAD = 8
"""Within so many filled lines at the top, a line of four words and more that stands twice is the headline."""


def _key(text: str) -> str:
    """Letters and digits alone, without blanks, because scrapes lose blanks at links.

    Capitals count: a paragraph that comes again in other capitals was written twice.
    """
    return "".join(_KEY.findall(text))


def _grams(key: str) -> Iterator[str]:
    """Stretches of a key by which a longer one that holds it is found: those that begin with "an"."""
    at = key.find("an")
    while 0 <= at <= len(key) - GRAM:
        yield key[at : at + GRAM]
        at = key.find("an", at + 1)


def title_again(page: Page, title: str) -> list[tuple[int, int]]:
    """The lines (start, end in characters) among the first `HEAD` filled ones that say `title`, which is known.

    A title of less than four words may well be a line of the story.
    """
    if len(words(title)) < 4:
        return []
    key = _key(title)
    return [(line.start, line.end) for line in page.filled[:HEAD] if _key(line.stripped) == key]


def repeats(page: Page, pattern: regex.Pattern[str] | Limited, least: int) -> list[tuple[int, int]]:
    """The lines (start, end in characters) of at least `least` words that stand above already.

    A line counts as a copy when an earlier line has the same letters and digits, or holds them as a
    whole run of sentences, or begins with them (a copy that breaks off). A line without a stop at its end
    counts only with `LONG` words and more, and not among verses; the row of a list counts as well only
    when it is so long. A copy that stands alone in the midst of the story, far from the first, is the
    writer's own: it must be near the first one, beside another copy, or among the last lines and
    of the lead.
    """
    rows = page.filled
    keys = [_key(line.stripped) for line in rows]
    grams = {gram for key in keys if (gram := next(_grams(key), ""))}
    seen: dict[str, list[tuple[str, int]]] = {"": []}
    known: dict[str, int] = {}
    copies: dict[int, int] = {}
    rest, origin = "", 0  # what an earlier line goes on with behind the copy that broke off, and that line's number
    for number, line in enumerate(rows):
        key = keys[number]
        if (first := _first(page, number, key, known, seen, pattern, least)) is not None:
            copies[number] = first
            rest, origin = keys[first].removeprefix(key), first
            continue
        if key and len(rest) < len(keys[origin]) and rest.startswith(key) and number - 1 in copies:
            copies[number], rest = origin, rest[len(key) :]  # a link broke the copy over lines
            continue
        count = len(words(line.stripped))
        if count >= least or number < HEAD:
            known[key] = number
            if count >= LONG:
                seen[""].append((key, number))
                for gram in grams.intersection(_grams(key)):
                    seen.setdefault(gram, []).append((key, number))
    lines = [
        (rows[number].start, rows[number].end)
        for number, first in copies.items()
        if number - first <= NEAR
        or number < HEAD
        or (number >= len(rows) - LAST and first < HEAD)
        or number - 1 in copies
        or number + 1 in copies
    ]
    return lines or reruns(page)


def copied(page: Page, number: int) -> int | None:
    """The nearest line above line `number` (from 1) that holds its letters and digits, or None."""
    mine = _key(page.lines[number - 1].text)
    above = reversed(page.lines[: number - 1]) if mine else ()
    return next((line.number for line in above if mine in _key(line.text)), None)


def _first(
    page: Page,
    number: int,
    key: str,
    known: Mapping[str, int],
    seen: Mapping[str, Sequence[tuple[str, int]]],
    pattern: regex.Pattern[str] | Limited,
    least: int,
) -> int | None:
    """The number of the line that line `number` is a copy of; None where it is none."""
    line = page.filled[number]
    text = line.stripped
    count = len(words(text))
    if count >= (LONG if is_listed(text) else least) and pattern.fullmatch(text):
        closed = ends_sentence(text)
        sure = closed or (count >= LONG and not is_verse(page, line.start))
        if sure and key in known:
            return known[key]
        if sure and count >= LONG:
            # A line that holds this one holds its first gram, too: one without any is looked for in all.
            for old, place in seen.get(next(_grams(key), ""), ()):
                if len(old) > len(key) and (old.startswith(key) or (closed and key in old)):
                    return place
    below = page.filled[number + 1 : number + 2]
    above = page.filled[number - 1].stripped if number else ""
    # A piece of a sentence that a link broke over lines?
    linked = above.endswith(",") or (bool(below) and below[0].stripped[:1].islower())
    if number < HEAD and is_headline(text) and not linked:
        return known.get(key)
    return None
