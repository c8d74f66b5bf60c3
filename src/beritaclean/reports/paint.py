"""Colours and widths of a terminal: text in a style, cut and wrapped by the cells it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.style import Style

WIDEST = 132
"""Columns that are used of a wider terminal, so that a rule stands near its line."""

FAMILIES = {
    **dict.fromkeys(("teaser", "pager"), "magenta"),
    **dict.fromkeys(("credit", "caption", "video", "embed"), "blue"),
    **dict.fromkeys(("byline", "meta", "dateline"), "yellow"),
    **dict.fromkeys(("share", "follow", "tags"), "cyan"),
    **dict.fromkeys(("copyright", "syndication"), "green"),
    **dict.fromkeys(("ad", "nav", "page"), "red"),
    "repeat": "bright_magenta",
}
"""The colour of each family, kin in one colour: sixteen colours are all that every terminal has."""


@dataclass(frozen=True, slots=True)
class Paint:
    """What the terminal can show: its width in cells, and whether it shows colours."""

    width: int
    color: bool

    def __call__(self, text: str, style: str) -> str:
        """`text` in a style of rich's, such as "bold red"; as it is where there are no colours, or it is ""."""
        return _style(style).render(text) if self.color and style and text.strip() else text


@cache
def _style(style: str) -> Style:
    from rich.style import Style  # late: what is piped on has no style

    return Style.parse(style)


def cells(text: str) -> int:
    """The width of a text on a terminal."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def fitting(text: str, width: int) -> int:
    """How many characters of the text fit into `width` cells."""
    if text[:width].isascii():
        return min(width, len(text))
    from rich.cells import get_character_cell_size

    return sum(1 for reached in accumulate(map(get_character_cell_size, text[: width + 1])) if reached <= width)


def cropped(text: str, width: int) -> str:
    """The text's beginning, with "…" where it is longer than `width` cells."""
    return text if cells(text) <= width else text[: fitting(text, max(0, width - 1))].rstrip() + "…"


def wrapped(text: str, width: int) -> Sequence[tuple[int, int]]:
    """The rows (start, end in characters) that a text takes, broken at blanks where that leaves no short row."""
    rows = []
    start = 0
    while len(text) - start > width or cells(text[start:]) > width:
        end = start + max(1, fitting(text[start : start + width + 1], width))
        blank = text.rfind(" ", start + width // 3, end + 1)
        stop = blank if blank > start else end
        rows.append((start, stop))
        start = stop + (text[stop : stop + 1] == " ")
    return [*rows, (start, len(text))]
