"""The pipeline on one screen: repair, choose the rules, mark until nothing is left to mark, cut, tidy."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from beritaclean import engine, outlets, rulebook
from beritaclean.document import Document, Page, View
from beritaclean.engine import Mark
from beritaclean.repair import repair
from beritaclean.repeats import title_again
from beritaclean.rule import Removal, Scope
from beritaclean.tidy import tidied

MOST_PASSES = 30
"""Passes after which a text is taken as it is; real texts need two to six."""


@dataclass(frozen=True)
class Cleaned:
    """What cleaning gave: the text, and the account of it.

    `source` is the repaired text that the removals point into; `outlet` the key of the outlet whose rules
    were used, or None. `source` minus `removals` is `remainder`, and `text` is that, tidied.
    """

    text: str
    source: str
    removals: tuple[Removal, ...]
    remainder: str
    outlet: str | None = None

    @property
    def changed(self) -> bool:
        """Whether the text differs from the repaired source."""
        return self.text != self.source


class Cleaner:
    """Cleans documents with one choice of rules; it can be pickled and used in other processes.

    Args:
        outlet: key or domain of the outlet all documents come from; by default each document tells.
        select: families and rule ids to use alone. ignore: families and rule ids to leave out.
        rules: files or folders with rules of your own, beside the ones that ship.

    Raises:
        RuleError: for a rule file that cannot be used, or a name that no outlet, family or rule has.

    >>> cleaner = Cleaner(ignore=["byline"])
    >>> cleaner.clean("Hujan turun di Kudus sejak pagi tadi.\\nADVERTISEMENT\\n").text
    'Hujan turun di Kudus sejak pagi tadi.\\n'
    """

    def __init__(
        self,
        outlet: str | None = None,
        *,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        rules: Iterable[str | Path] = (),
    ) -> None:
        self.outlet = outlet
        self._arguments = (tuple(select), tuple(ignore), tuple(Path(path) for path in rules))
        if outlet:
            outlets.detect("", self.rulebook, outlet)
        else:
            _ = self.rulebook

    def __getstate__(self) -> dict[str, object]:
        return {"outlet": self.outlet, "_arguments": self._arguments}

    @cached_property
    def rulebook(self) -> rulebook.Rulebook:
        """The rules in use."""
        select, ignore, paths = self._arguments
        return rulebook.load(paths).chosen(select, ignore)

    def clean(self, document: Document | str) -> Cleaned:
        """Clean one document.

        >>> Cleaner().clean("Baca juga: Harga Cabai Turun di Pasar Kliwon\\n").text
        ''
        """
        if isinstance(document, str):
            document = Document(document)
        source = repair(document.text)
        named = document.outlet or self.outlet
        outlet = now = outlets.detect(source, self.rulebook, named, document.url)
        marks = self._title_marks(source, document.title)
        view = remainder = View(source, range(len(source) + 1))
        if marks:
            remainder = engine.cut(source, marks)
            view = tidied(remainder)
        for number in range(MOST_PASSES):
            found = engine.mark(view.text, self.rulebook.for_outlet(now), source)
            if not found and number:
                # What shows the outlet may be gone, and what is left may show another: its rules hold, too.
                other = outlets.detect(view.text, self.rulebook, named, document.url)
                if other in (now, None):
                    break
                now = other
                continue
            marks = _merged(source, marks, view, found)
            remainder = engine.cut(source, marks)
            view = tidied(remainder)
        page = Page(source)
        return Cleaned(
            view.text,
            source,
            tuple(_removal(page, mark) for mark in marks),
            remainder.text,
            outlet,
        )

    def _title_marks(self, source: str, title: str | None) -> tuple[Mark, ...]:
        """Marks for the lines that say a title which stands apart, if the rules cut what is printed twice."""
        rule = next((rule for rule in self.rulebook.rules if rule.scope is Scope.REPEAT), None)
        if not title or rule is None:
            return ()
        found = title_again(Page(source), repair(title))
        return engine.whole_lines(source, [Mark(start, end, rule) for start, end in found])


def _merged(source: str, marks: tuple[Mark, ...], view: View, found: Iterable[Mark]) -> tuple[Mark, ...]:
    """`marks` and the marks found in the view, the latter in terms of the source and without what is gone."""
    merged = list(marks)
    for mark in found:
        at, end = view.span(mark.start, mark.end)
        for old in marks[max(0, bisect_right(marks, at, key=lambda old: old.start) - 1) :]:
            if old.start >= end:
                break
            if old.end > at:
                if at < old.start:
                    merged.append(Mark(at, old.start, mark.rule))
                at = max(at, old.end)
        if at < end:
            merged.append(Mark(at, end, mark.rule))
    merged = [mark for mark in merged if source[mark.start : mark.end].strip()]
    return engine.whole_lines(source, sorted(merged, key=lambda mark: mark.start))


def _removal(page: Page, mark: Mark) -> Removal:
    text = page.text[mark.start : mark.end]
    first = page.line_at(mark.start)
    last = page.line_at(max(mark.start, mark.start + len(text.rstrip()) - 1))
    stop = mark.start + len(text.rstrip())
    return Removal(
        start=mark.start,
        end=mark.end,
        line=first.number,
        column=mark.start - first.start + 1,
        end_line=last.number,
        end_column=stop - last.start + 1,
        rule=mark.rule.id,
        family=mark.rule.family,
        reason=mark.rule.reason,
        text=text,
    )


_CLEANERS: dict[str | None, Cleaner] = {}


def clean(text: str, outlet: str | None = None) -> str:
    """`text` without boilerplate, mended and tidied.

    Args:
        text: one article. outlet: key or domain of its outlet; by default the text's own signs tell.

    Raises:
        RuleError: for an outlet without rules.

    >>> clean("Baca juga: Harga Beras Naik di Tiga Kota\\nHarga gula turun, kata pedagang di Solo.\\n")
    'Harga gula turun, kata pedagang di Solo.\\n'
    """
    if outlet not in _CLEANERS:
        _CLEANERS[outlet] = Cleaner(outlet)
    return _CLEANERS[outlet].clean(text).text
