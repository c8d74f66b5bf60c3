"""Paragraphs that are printed twice: the second copy of a line, or a line that an earlier one holds whole."""

from __future__ import annotations

import regex

from beritaclean.document import Page
from beritaclean.shapes import ends_sentence, is_headline, words
from beritaclean.topics import is_verse

_KEY = regex.compile(r"[\p{L}\p{N}]+")
LONG = 12
"""A line held by a longer one must have this many words; a short sentence may well be said twice."""

HEAD = 8
"""Within so many filled lines at the top, a line of four words and more that stands twice is the headline."""


def _key(text: str) -> str:
    """Letters and digits alone, without blanks, because scrapes lose blanks at links."""
    return "".join(_KEY.findall(text)).casefold()


def repeats(page: Page, pattern: regex.Pattern[str], least: int) -> list[tuple[int, int]]:
    """The lines (start, end in characters) of at least `least` words that stand above already.

    A line counts as a copy when an earlier line has the same letters and digits, or holds them as a
    whole run of sentences, or begins with them (a copy that breaks off). A line without a stop at its end
    counts only with `LONG` words and more, and not among verses.
    """
    seen: list[str] = []
    known: set[str] = set()
    found: list[tuple[int, int]] = []
    for number, line in enumerate(page.filled):
        text = line.stripped
        count = len(words(text))
        key = _key(text)
        if count >= least and pattern.fullmatch(text):
            closed = ends_sentence(text)
            if key in known and (closed or (count >= LONG and not is_verse(page, line.start))):
                found.append((line.start, line.end))
                continue
            # A copy that is cut off in mid-sentence is one, too.
            if count >= LONG and any(
                len(old) > len(key) and (old.startswith(key) or (closed and key in old)) for old in seen
            ):
                found.append((line.start, line.end))
                continue
        if number < HEAD and key in known and is_headline(text):
            found.append((line.start, line.end))
            continue
        if count >= least or number < HEAD:
            known.add(key)
            if count >= LONG:
                seen.append(key)
    return found
