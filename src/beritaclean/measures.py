"""What a guard finds at a match, in words: whether it holds is asked of the guards themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from beritaclean.document import Page
from beritaclean.guards import around, holds, neighbours
from beritaclean.shapes import ends_sentence, is_prose, title_ratio, words

_MOST = 32
"""Characters that are quoted of a text."""


def measured(page: Page, start: int, end: int, guard: str, value: Any) -> str:
    """What the guard finds for the match from `start` to `end` (offsets in characters): "5 words", "line end"."""
    return _MEASURES[guard](page, start, end, value)


def _looks(text: str) -> str:
    """A text's shape, as the guards see it."""
    if not text:
        return "nothing stands there"
    count = len(words(text))
    said = f"{count} word{'' if count == 1 else 's'}, {100 * title_ratio(text):.0f} % in capitals"
    said += f", {'a' if ends_sentence(text) else 'no'} stop at the end"
    return f"{said}, prose" if is_prose(text) else said


def _quoted(text: str, *, end: bool = False) -> str:
    text = " ".join(text.split())
    if not text:
        return "nothing"
    if len(text) > _MOST:
        text = f"…{text[-_MOST:]}" if end else f"{text[:_MOST]}…"
    return f"“{text}”"


def _position(page: Page, start: int, end: int, value: Any) -> str:
    found = [name for name in ("top", "body", "end") if holds(page, start, end, "position", name)]
    return f"it stands {' and '.join('in the body' if name == 'body' else f'at the {name}' for name in found)}"


def _after(page: Page, start: int, end: int, value: Any) -> str:
    before = around(page, start, end)[0]
    return f"{_quoted(before, end=True)} stands before it" if before else "the line starts there"


def _before(page: Page, start: int, end: int, value: Any) -> str:
    after = around(page, start, end)[1]
    return f"{_quoted(after)} follows" if after else "the line ends there"


def _neighbour(place: int) -> Callable[[Page, int, int, Any], str]:
    def look(page: Page, start: int, end: int, value: Any) -> str:
        text = neighbours(page, start, end)[place]
        return f"{_quoted(text)}: {_looks(text)}" if text else _looks(text)

    return look


def _between(page: Page, start: int, end: int, value: Any) -> str:
    above, below = neighbours(page, start, end)
    return f"above {_quoted(above)}, below {_quoted(below)}"


def _blank_around(page: Page, start: int, end: int, value: Any) -> str:
    first, last = page.line_at(start).number, page.line_at(max(start, end - 1)).number
    above = first > 1 and bool(page.lines[first - 2].text.strip())
    below = last < len(page.lines) and bool(page.lines[last].text.strip())
    found = [side for side, filled in (("above", above), ("below", below)) if filled]
    return f"a filled line stands right {' and '.join(found)}" if found else "blank lines on both sides"


def _count(page: Page, start: int, end: int, value: Any) -> str:
    count = len(words(page.text[start:end]))
    return f"{count} word{'' if count == 1 else 's'}"


def _habit(page: Page, start: int, end: int, value: Any) -> str:
    return "the page does" if holds(page, start, end, "habit", value) else "the page does not"


def _unless(page: Page, start: int, end: int, value: Any) -> str:
    asked = value if isinstance(value, list) else [value]
    found = [name for name in asked if not holds(page, start, end, "unless", name)]
    return f"it is: {', '.join(found)}" if found else "it is none of these"


_MEASURES: dict[str, Callable[[Page, int, int, Any], str]] = {
    "position": _position,
    "after": _after,
    "before": _before,
    "shape": lambda page, start, end, value: _looks(page.text[start:end].strip()),
    "above": _neighbour(0),
    "below": _neighbour(1),
    "between": _between,
    "blank_around": _blank_around,
    "min_words": _count,
    "max_words": _count,
    "habit": _habit,
    "min_per_document": lambda page, start, end, value: "",
    "unless": _unless,
}
"""One for each guard; what `min_per_document` counts is known to who looks at all matches."""
