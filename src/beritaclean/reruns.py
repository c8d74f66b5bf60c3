"""Paragraphs that are printed twice inside a flattened line: a run of sentences that the line holds already."""

from __future__ import annotations

import sys

from beritaclean.document import Line, Page
from beritaclean.lazy import Lazy
from beritaclean.topics import is_fact_check, is_verse

_SENTENCE = Lazy(r"""\S(?:[^.!?…\n]|[.!?…](?!["”’)]{0,2}(?:\s|["“‘(]?\p{Lu}\p{Ll}|$)))*[.!?…]*["”’)]{0,2}""")
_KEY = Lazy(r"[\p{L}\p{N}.!?]+")

TAIL = 40
"""Two sentences are compared where they share this many letters, digits and stops at their ends."""

LONG_LINE = 200
"""A line of so many characters may be a flattened text."""

LEAST = 12
"""A run of this many words that follows right on itself is a copy."""


def reruns(page: Page) -> list[tuple[int, int]]:
    """The runs of sentences (start, end in characters) that the same line holds already.

    A writer says a sentence again further on, and a page that checks a claim quotes its sources twice: so a copy
    counts only where it follows right on what it copies. Its last sentence may break off.
    """
    if is_fact_check(page):
        return []
    return [
        found
        for line in page.filled
        if len(line.stripped) > LONG_LINE and not is_verse(page, line.start)
        for found in _in_line(line)
    ]


def _in_line(line: Line) -> list[tuple[int, int]]:
    sentences = [match.span() for match in _SENTENCE.finditer(line.text)]
    texts = [line.text[start:end] for start, end in sentences]
    keys = [sys.intern("".join(_KEY.findall(text))) for text in texts]  # so that lists of them compare fast
    sizes = [len(text.split()) for text in texts]
    first: dict[str, int] = {}
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(keys):
        old = first.get(keys[at][-TAIL:]) if keys[at].strip(".!?") else None
        count = at - old if old is not None and _comes_again(keys, old, at) else 0
        if count and sum(sizes[at : at + count]) >= LEAST:
            found.append((line.start + sentences[at][0], line.start + sentences[at + count - 1][1]))
            at += count
            continue
        first.setdefault(keys[at][-TAIL:], at)
        at += 1
    return found


def _comes_again(keys: list[str], old: int, at: int) -> bool:
    """Whether the sentences from `old` on stand again from `at` on, right behind the last of them.

    The first of them may hold a mark before it, and where the line ends with the copy, its last may break off.
    """
    end = 2 * at - old
    if end > len(keys) or not keys[old].endswith(keys[at]) or keys[old + 1 : at - 1] != keys[at + 1 : end - 1]:
        return False
    whole, copy = keys[at - 1], keys[end - 1]
    return at - old == 1 or whole == copy or (end == len(keys) and len(copy) > 20 and whole.startswith(copy))
