"""A text as the plan sees it: its lines, and where its story begins and ends, measured when asked for."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from beritaclean.document import Page
from beritaclean.guards import TOP_LINES
from beritaclean.needs import has
from beritaclean.shapes import is_prose


class Sheet:
    """One text in one pass; lines count from 0 here, offsets are in characters.

    `lines` are all lines without their ends, `stripped` the same without blanks around them, `starts` their offsets.
    `filled` are the lines that hold more than blanks, `last` the last of them (-1: none); `endings` are their last
    characters, `ending` that of the text. `matched` gathers the rules whose patterns match somewhere.
    `folds` tells that letters beyond ASCII may stand for those of ASCII where case does not count.
    """

    def __init__(self, text: str, source: str = "", *, folds: bool = False) -> None:
        self.text = text
        self.source = source
        self.folds = folds
        self.lines = lines = text.split("\n")
        self.stripped = stripped = [line.strip() for line in lines]
        self.filled = filled = [number for number, line in enumerate(stripped) if line]
        self.last = filled[-1] if filled else -1
        self.endings = frozenset([stripped[number][-1] for number in filled])
        self.ending = stripped[self.last][-1] if filled else ""
        self.starts = starts = [0]
        at = 0
        for line in lines:
            at += len(line) + 1
            starts.append(at)
        starts.pop()
        self.matched: set[int] = set()
        self._triggers: dict[tuple[str, ...], bool] = {}

    @cached_property
    def page(self) -> Page:
        """The same text for guards and reaches."""
        return Page(self.text, self.source)

    @cached_property
    def indented(self) -> bool:
        """Whether a line begins with a blank."""
        return self.text.startswith((" ", "\t")) or "\n " in self.text or "\n\t" in self.text

    def ending_with(self, of: str) -> list[int]:
        """The filled lines whose last character is in a set (its members in regex syntax)."""
        good = {char for char in self.endings if has(of, char)}
        return [number for number in self.filled if self.stripped[number][-1] in good] if good else []

    def holds_one(self, triggers: tuple[str, ...]) -> bool:
        """Whether one of the literals (in lower case) stands in the text, in any case."""
        if (known := self._triggers.get(triggers)) is None:
            known = any(trigger in self.text for trigger in triggers)
            if not known:
                folded = self.page.folded
                known = any(trigger in folded for trigger in triggers)
            self._triggers[triggers] = known
        return known

    @cached_property
    def counts(self) -> list[int]:
        """How many words each line has."""
        return [len(line.split()) for line in self.stripped]

    @cached_property
    def top(self) -> int:
        """The last line that `position = "top"` can hold for: the first paragraph, or the last of the top lines."""
        for count, number in enumerate(self.filled):
            if count == TOP_LINES or is_prose(self.stripped[number]):
                return number
        return self.last

    @cached_property
    def end(self) -> int:
        """The first line that `position = "end"` can hold for: the last paragraph."""
        for number in reversed(self.filled):
            if is_prose(self.stripped[number]):
                return number
        return 0

    @cached_property
    def echoes(self) -> list[tuple[int, int]]:
        """Filled lines that open as the next filled line does: (line, how many characters they share: 4 to 16)."""
        found = []
        texts = [self.stripped[number] for number in self.filled]
        heads = [line[:4] for line in texts]
        for one, above, below, head, following in zip(self.filled, texts, texts[1:], heads, heads[1:], strict=False):
            if head == following:
                shared = next((at for at in range(16) if above[at : at + 1] != below[at : at + 1]), 16)
                found.append((one, min(shared, len(above), len(below))))
        return found

    def line_of(self, offset: int) -> int:
        """The line that holds the character at `offset`."""
        return bisect_right(self.starts, offset) - 1

    def body(self, number: int) -> tuple[int, int]:
        """Start and end of a filled line without the blanks around it."""
        line, stripped = self.lines[number], self.stripped[number]
        start = self.starts[number]
        if len(line) != len(stripped):
            start += len(line) - len(line.lstrip())
        return start, start + len(stripped)
