"""Paragraphs that are printed twice: the second copy of a line, or a line that an earlier one holds whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import regex

from beritaclean.document import Page
from beritaclean.shapes import ends_sentence, is_headline, is_listed, words
from beritaclean.topics import is_verse

_KEY = regex.compile(r"[\p{L}\p{N}]+")
LONG = 12
"""A line held by a longer one must have this many words; a short sentence may well be said twice."""

NEAR = 4
"""A copy within so many filled lines of the first is one, even if it stands alone."""

LAST = 3
"""A copy among so many filled lines at the end is one: outlets print the lead again below the article."""

HEAD = 8
"""Within so many filled lines at the top, a line of four words and more that stands twice is the headline."""


def _key(text: str) -> str:
    """Letters and digits alone, without blanks, because scrapes lose blanks at links."""
    return "".join(_KEY.findall(text)).casefold()


def title_again(page: Page, title: str) -> list[tuple[int, int]]:
    """The lines (start, end in characters) among the first `HEAD` filled ones that say `title`, which is known.

    A title of less than four words may well be a line of the story.
    """
    key = _key(title)
    if len(words(title)) < 4:
        return []
    return [(line.start, line.end) for line in page.filled[:HEAD] if _key(line.stripped) == key]


def repeats(page: Page, pattern: regex.Pattern[str], least: int) -> list[tuple[int, int]]:
    """The lines (start, end in characters) of at least `least` words that stand above already.

    A line counts as a copy when an earlier line has the same letters and digits, or holds them as a
    whole run of sentences, or begins with them (a copy that breaks off). A line without a stop at its end
    counts only with `LONG` words and more, and not among verses; the row of a list counts as well only
    when it is so long. A copy that stands alone in the midst of the story, far from the first, is the
    writer's own: it must be near the first one, beside another copy, or among the last lines.
    """
    rows = page.filled
    seen: list[tuple[str, int]] = []
    known: dict[str, int] = {}
    copies: dict[int, int] = {}
    for number, line in enumerate(rows):
        key = _key(line.stripped)
        if (first := _first(page, number, key, known, seen, pattern, least)) is not None:
            copies[number] = first
            continue
        count = len(words(line.stripped))
        if count >= least or number < HEAD:
            known[key] = number
            if count >= LONG:
                seen.append((key, number))
    return [
        (rows[number].start, rows[number].end)
        for number, first in copies.items()
        if number - first <= NEAR
        or number < HEAD
        or number >= len(rows) - LAST
        or number - 1 in copies
        or number + 1 in copies
    ]


def _first(
    page: Page,
    number: int,
    key: str,
    known: Mapping[str, int],
    seen: Sequence[tuple[str, int]],
    pattern: regex.Pattern[str],
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
            for old, place in seen:
                if len(old) > len(key) and (old.startswith(key) or (closed and key in old)):
                    return place
    if number < HEAD and is_headline(text):
        return known.get(key)
    return None
