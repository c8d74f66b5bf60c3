"""Open a dump of a page: is the text one, and if so, what goes from around the article and which breaks are mended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from beritaclean import engine
from beritaclean.document import Line, View, split_lines
from beritaclean.engine import Mark, Watch
from beritaclean.lazy import Lazy
from beritaclean.rulebook import Rulebook
from beritaclean.tidy import edited
from beritaclean.words import page

if TYPE_CHECKING:
    from beritaclean.body import Judged

MOST_PASSES = 5
"""Passes of the rules for blocks; real pages need two."""

_BLANKS = Lazy(r"^\s+|[^\S\n]*\n\s*")

SHAPES = ("auto", "article", "page")


class Opened(NamedTuple):
    """A page with its article found: the marks around it, the source offsets of the line ends to mend, the reasons."""

    marks: tuple[Mark, ...]
    joins: frozenset[int]
    judged: tuple[Judged, ...]


def known(shape: str) -> str:
    """`shape`, where it is one. Raises ValueError."""
    if shape not in SHAPES:
        raise ValueError(f"no shape is called {shape!r}; choose from {', '.join(SHAPES)}")
    return shape


def opened(
    source: str, outlet: str | None, rules: Rulebook, shape: str = "auto", watch: Watch | None = None
) -> Opened | None:
    """The page that `source` (repaired) is; None for an article, and where no body can be found.

    `outlet` is the key of its outlet, None where it is not known: then the page's own signs choose the profile.
    """
    regions = {rule.id: rule for rule in rules.regions if rule.family == "page"}
    if shape == "article" or not regions or (shape == "auto" and _is_short(source)):
        return None
    from beritaclean import dumps  # what only dumps need is not loaded for articles

    if shape == "auto" and not dumps.is_dump(source):
        return None
    from beritaclean import body

    known = dumps.profile(outlet if outlet in dumps.outlets() else dumps.signed(source))
    lines = tuple(line for line in split_lines(source) if line.text and not line.text.isspace())
    found = body.find(lines, known)
    if found is None:
        return None
    marks = [
        Mark(lines[first].start, lines[last].end, regions[name])
        for name, first, last in found.outside
        if name in regions
    ]
    whole = engine.whole_lines(source, marks)
    return Opened(
        _inside(source, whole, rules, watch),
        _line_ends(source, lines, found.joins),
        found.judged,
    )


def _is_short(source: str) -> bool:
    """Whether a text has too few filled lines for a dump, as nearly all articles have."""
    least: float = page("common")["shape"]["lines"]
    return source.count("\n") + 1 < least or sum(map(bool, map(str.strip, source.split("\n")))) < least


def _inside(source: str, marks: tuple[Mark, ...], rules: Rulebook, watch: Watch | None) -> tuple[Mark, ...]:
    """The marks around the article and those of the rules for blocks inside it, which one cut after the other shows."""
    for _ in range(MOST_PASSES):
        view = engine.cut(source, marks)
        found = []
        view = _dense(view)
        seen = engine.mark(view.text, rules.for_dumps, source)
        if watch:
            watch(view, rules.for_dumps, seen)
        for mark in seen:
            start, end = view.span(mark.start, mark.end)
            if not any(start < other.end and other.start < end for other in marks):
                found.append(Mark(start, end, mark.rule))
        if not found:
            break
        marks = engine.whole_lines(source, sorted([*marks, *found], key=lambda mark: mark.start))
    return marks


def _dense(view: View) -> View:
    """The view without blank lines and blanks at the ends of lines, so that blocks are blocks in every dump."""
    blanks = _BLANKS.finditer(view.text)
    return edited(view, [(*match.span(), "\n" if match.start() else "") for match in blanks if match[0] != "\n"])


def _line_ends(source: str, lines: Sequence[Line], joins: Sequence[int]) -> frozenset[int]:
    """The offsets of all line ends between a row and the next filled one, so that blank lines do not part them."""
    return frozenset(
        place for at in joins for place in range(lines[at].end, lines[at + 1].start) if source[place] == "\n"
    )
