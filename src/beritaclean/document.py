"""What a text is to the rules: a repaired text, its lines, and a view of what is left of it."""

from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple


class Document(NamedTuple):
    """One article as it came in.

    `text` is the decoded text; `name` is what messages call it (a path, a record's number);
    `url` and `outlet` (an outlet's file name, such as "viva") help to choose the rules; `title` is the headline
    where it stands apart from the text.
    """

    text: str
    name: str = "<text>"
    url: str | None = None
    outlet: str | None = None
    title: str | None = None


class Line(NamedTuple):
    """One line of a text: its number (from 1), its place (offsets in characters) and its text."""

    # A tuple, because pages are made of many and a frozen dataclass takes four times as long to make.

    number: int
    start: int
    end: int
    text: str

    @property
    def stripped(self) -> str:
        """The line without blanks at its ends."""
        return self.text.strip()


def split_lines(text: str) -> tuple[Line, ...]:
    """The lines of `text`, parted by "\\n" alone, without their line ends."""
    lines: list[Line] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        lines.append(Line(number, start, start + len(line), line))
        start += len(line) + 1
    return tuple(lines)


class Page:
    """A text as one pass of the rules sees it; what is costly is computed once, when asked for.

    `source` is the text before any cut ("": the same), for what the page as a whole tells.
    """

    def __init__(self, text: str, source: str = "") -> None:
        self.text = text
        self.source = source

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All lines, blank ones too."""
        return split_lines(self.text)

    @cached_property
    def filled(self) -> tuple[Line, ...]:
        """The lines that hold more than blanks."""
        return tuple(line for line in self.lines if line.text and not line.text.isspace())

    @cached_property
    def folded(self) -> str:
        """The text in lower case, to look for triggers in; its offsets need not fit `text`."""
        return self.text.lower()

    @cached_property
    def _starts(self) -> list[int]:
        return [line.start for line in self.lines]

    @cached_property
    def _filled_starts(self) -> list[int]:
        return [line.start for line in self.filled]

    def line_at(self, offset: int) -> Line:
        """The line that holds the character at `offset`."""
        return self.lines[bisect_right(self._starts, offset) - 1]

    def filled_index(self, offset: int) -> int:
        """The place in `filled` of the last filled line that starts at or before `offset` (-1: none)."""
        return bisect_right(self._filled_starts, offset) - 1


class View(NamedTuple):
    """What is left of a source, with the way back.

    `pieces` are pairs of a place in the text and one in the source, in order: from each on, both run in step up to
    the next. A character that was put in (the blank that parts glued sentences) is a piece by itself, with the origin
    of the one after it; the last piece leads to the source's end. `seams` are the places where a cut joined what
    stood apart.
    """

    text: str
    pieces: tuple[tuple[int, int], ...] = ((0, 0),)
    seams: tuple[int, ...] = ()

    def origin(self, at: int) -> int:
        """The source offset of the character at `at`; for the text's end, the source's."""
        place, origin = self.pieces[bisect_right(self.pieces, at, key=_place) - 1]
        return origin + at - place

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the source that characters `start` to `end` of the view come from."""
        origin = self.origin(start)
        return (origin, self.origin(end - 1) + 1) if start < end else (origin, origin)


def _place(piece: tuple[int, int]) -> int:
    return piece[0]
