"""The pipeline on one screen: repair, choose the rules, mark until nothing is left to mark, cut, tidy."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from beritaclean import compact, engine, opening, outlets, rulebook
from beritaclean.document import Document, Page, View
from beritaclean.engine import Mark, Watch
from beritaclean.limits import per_document
from beritaclean.opening import Opened
from beritaclean.plan import Plans
from beritaclean.repair import dropped, repair
from beritaclean.repeats import title_again
from beritaclean.rule import Removal, Rule, Scope
from beritaclean.tidy import tidied

if TYPE_CHECKING:
    from pathlib import Path

    from beritaclean.titles import Titles

MOST_PASSES = 30
"""Passes after which a text is taken as it is; real texts need two to six."""

_STATE = ("outlet", "shape", "_arguments", "_per_outlet", "_titles")
"""What goes along to another process."""


class Cleaned(NamedTuple):
    """What cleaning gave: the text, and the account of it.

    `source` is the repaired text that the removals point into; `outlet` the key of the outlet whose rules
    were used, or None. `source` minus `removals` is `remainder`, and `text` is that, tidied. In a dump of a
    page, the line ends at the source offsets `page.joins` are mended first; `page` is None for an article.
    `pieces` leads from the text back to the source, as in `View`.
    """

    text: str
    source: str
    removals: tuple[Removal, ...]
    remainder: str
    outlet: str | None = None
    page: Opened | None = None
    pieces: tuple[tuple[int, int], ...] = ((0, 0),)

    @property
    def changed(self) -> bool:
        """Whether the text differs from the repaired source."""
        return self.text != self.source


def _paths(given: Iterable[str | Path]) -> tuple[Path, ...]:
    paths = tuple(given)
    if not paths:
        return ()
    from pathlib import Path  # late: most cleaners are given none

    return tuple(map(Path, paths))


class Cleaner:
    """Cleans documents with one choice of rules; it can be pickled and used in other processes.

    Args:
        outlet: key or domain of the outlet all documents come from; by default each document tells.
        select: families and rule ids to use alone. ignore: families and rule ids to leave out.
        rules: files or folders with rules of your own, beside the ones that ship.
        shape: "article", "page" (a dump of all text of a page), or "auto": each text is looked at.
        per_outlet: for the key or domain of an outlet, the (select, ignore) that hold for its texts instead.
        titles: an index of headlines (`beritaclean learn --titles`), by which links to their articles are found.

    Raises:
        RuleError: for a rule file that cannot be used, or a name that no outlet, family or rule has.
        TitlesError: for a file that is no index of headlines. OSError: for a file that cannot be read.

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
        shape: str = "auto",
        per_outlet: Mapping[str, tuple[Sequence[str], Sequence[str]]] = MappingProxyType({}),
        titles: str | Path | None = None,
    ) -> None:
        self.outlet = outlet
        self.shape = opening.known(shape)
        self._titles = _paths([titles])[0] if titles else None
        _ = self.titles
        self._arguments = (tuple(select), tuple(ignore), _paths(rules))
        if outlet:
            outlets.detect("", self.rulebook, outlet)
        else:
            _ = self.rulebook
        self._per_outlet = {outlets.detect("", self.rulebook, name): choice for name, choice in per_outlet.items()}
        for choice in self._per_outlet.values():
            self._all.chosen(*choice)

    def __getstate__(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in _STATE}

    @cached_property
    def _all(self) -> rulebook.Rulebook:
        return compact.load(self._arguments[2])

    @cached_property
    def rulebook(self) -> rulebook.Rulebook:
        """The rules in use."""
        select, ignore, _ = self._arguments
        return self._all.chosen(select, ignore)

    @cached_property
    def titles(self) -> Titles | None:
        """The headlines of the corpus, if there is an index of them."""
        if self._titles is None:
            return None
        from beritaclean.titles import Titles  # late: most runs have none

        return Titles(self._titles)

    @cached_property
    def plans(self) -> Plans:
        """The same rules, compiled."""
        return Plans(self.rulebook)

    @cached_property
    def _own_plans(self) -> dict[str | None, Plans]:
        return {}

    def plans_for(self, outlet: str | None) -> Plans:
        """The rules for texts of an outlet, which may have a choice of its own, compiled."""
        if outlet not in self._per_outlet:
            return self.plans
        if outlet not in self._own_plans:
            self._own_plans[outlet] = Plans(self._all.chosen(*self._per_outlet[outlet]))
        return self._own_plans[outlet]

    def clean(self, document: Document | str, watch: Watch | None = None) -> Cleaned:
        """Clean one document; `watch` is told of each pass, and at the end of the text without rules or marks.

        Raises RuleError for an outlet without rules, RunawayPattern for a slow pattern of the user's.

        >>> Cleaner().clean("Baca juga: Harga Cabai Turun di Pasar Kliwon\\n").text
        ''
        """
        with per_document():
            return self._clean(Document(document) if isinstance(document, str) else document, watch)

    def _clean(self, document: Document, watch: Watch | None) -> Cleaned:
        source = repair(document.text)
        title = repair(document.title) if document.title else None
        named = document.outlet or self.outlet
        detect = partial(outlets.detect, rulebook=self.rulebook, outlet=named, url=document.url, shown=self.plans.shown)
        outlet = now = detect(source)
        plans = self.plans_for(outlet)
        page = opening.opened(source, outlet, plans.rulebook, self.shape, watch)
        titles = _title_marks(source, title, plans.rulebook)
        marks = engine.settle((*(page.marks if page else ()), *titles))
        joins = page.joins if page else frozenset()
        remainder = engine.cut(source, marks)
        view = _rejoined(remainder, joins) if page else tidied(remainder) if marks else remainder
        for number in range(MOST_PASSES):
            found = plans.mark(view.text, now, source)
            if self.titles:
                found = _teased(view.text, self.titles, plans.rulebook.teased, found, title)
            if watch:
                watch(view, plans.plan(now).rules, found)
            found = found or _uncovered(view, marks)
            if not found and marks:
                found = _title_marks(view.text, title, plans.rulebook)  # a line may say it alone by now
            if not found and number:
                # What shows the outlet may be gone, and what is left may show another: its rules hold, too.
                other = detect(view.text)
                if other in (now, None):
                    break
                now = other
                continue
            marks = _merged(source, marks, view, found)
            remainder = engine.cut(source, marks)
            view = tidied(_rejoined(remainder, joins))
        if watch:
            watch(view, (), ())
        return Cleaned(
            view.text,
            source,
            _removals(source, marks),
            remainder.text,
            outlet,
            page,
            view.pieces,
        )


def _rejoined(view: View, joins: Collection[int]) -> View:
    if not joins:
        return view
    from beritaclean.rejoin import rejoined  # late: articles need nothing of it

    return rejoined(view, joins)


def _teased(
    text: str, titles: Titles, rule: Rule | None, found: tuple[Mark, ...], title: str | None
) -> tuple[Mark, ...]:
    """The marks of a pass, with what the headlines of the corpus tell."""
    from beritaclean.teased import teased  # late: most runs have no index

    return teased(text, titles, rule, found, title)


def _title_marks(source: str, title: str | None, rules: rulebook.Rulebook) -> tuple[Mark, ...]:
    """Marks for the lines that say a title (repaired) which stands apart, if the rules cut what is printed twice."""
    if not title:
        return ()
    rule = next((rule for rule in rules.rules if rule.scope is Scope.REPEAT), None)
    if rule is None:
        return ()
    found = title_again(Page(source), title)
    return engine.whole_lines(source, [Mark(start, end, rule) for start, end in found])


def _uncovered(view: View, marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Marks for what only a cut shows to be damage, as the same rules' as the cuts beside it."""
    found = []
    for start, end in dropped(view.text) if marks else ():
        at = bisect_right(marks, view.origin(start), key=lambda mark: mark.start)
        found.append(Mark(start, end, marks[min(at, len(marks) - 1)].rule))
    return tuple(found)


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


def _removals(source: str, marks: Iterable[Mark]) -> tuple[Removal, ...]:
    removals = []
    line, start, at = 1, 0, 0  # the line that holds `at`, and where it starts
    for mark in marks:
        text = source[mark.start : mark.end]
        stop = mark.start + len(text.rstrip())
        places = []
        for offset in (mark.start, max(mark.start, stop - 1)):
            line += source.count("\n", at, offset)
            start = max(start, source.rfind("\n", at, offset) + 1)
            at = offset
            places.append((line, start))
        (first, first_start), (last, last_start) = places
        removals.append(
            Removal(
                start=mark.start,
                end=mark.end,
                line=first,
                column=mark.start - first_start + 1,
                end_line=last,
                end_column=stop - last_start + 1,
                rule=mark.rule.id,
                family=mark.rule.family,
                reason=mark.rule.reason,
                text=text,
            )
        )
    return tuple(removals)


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
