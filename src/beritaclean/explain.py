"""Why each line of a document goes or stays: the passes of the cleaner, watched."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from beritaclean import dumps, engine, outlets
from beritaclean.body import Judged
from beritaclean.cleaner import Cleaned, Cleaner
from beritaclean.document import Document, Line, Page, View, split_lines
from beritaclean.engine import Mark
from beritaclean.guards import holds
from beritaclean.measures import measured
from beritaclean.outlets import Sign
from beritaclean.repeats import copied
from beritaclean.rule import Removal, Rule, Scope

KEPT, CUT, PARTLY, BLANK, DROPPED = "kept", "cut", "cut in part", "blank", "dropped"
"""What becomes of a line; a blank line may be dropped by tidying."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One guard of a rule at one match: its value in the rule's file, whether it holds, what was found there."""

    guard: str
    value: Any
    holds: bool
    found: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """A match of a rule's pattern, and what came of it.

    `start` and `end` are the match's place in the repaired text, `taken` what the rule would take for it (offsets in
    characters), None where it takes nothing; `guards` are all its guards. `won` tells whether the rule took it in
    pass `number` (from 1; 0: inside a dump, before its sentences are rejoined), `to` which other rule did.
    """

    rule: Rule
    number: int
    start: int
    end: int
    guards: tuple[Verdict, ...]
    taken: tuple[int, int] | None
    won: bool
    to: str | None = None

    @property
    def failed(self) -> tuple[Verdict, ...]:
        """The guards that do not hold."""
        return tuple(verdict for verdict in self.guards if not verdict.holds)


@dataclass(frozen=True, slots=True)
class Told:
    """One line: its number (from 1), its text before and after repair, what is left of it, and why.

    `removals` are those that take from it, `attempts` the matches of rules that touch it; where the outlet is not
    known, `elsewhere` are those of outlets' own rules that would take from what is left of it. `mended` tells that
    repair changed it, `tidied` that tidying did, `joined` that its end stood inside a sentence. `judged` is what the
    finder of the body made of it in a dump, `copy` the number of the line above that it says again, for a repeat.
    """

    number: int
    raw: str
    text: str
    left: str
    verdict: str
    removals: tuple[Removal, ...]
    attempts: tuple[Attempt, ...]
    elsewhere: tuple[Attempt, ...]
    mended: bool
    tidied: bool
    joined: bool
    judged: Judged | None
    copy: int | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A document explained: how its outlet was found (`sign`: by a pattern), what it was taken for, its lines.

    `by` is "named", "url", "sign" or None; `shape` is what was asked for: "auto", "article" or "page". `measures`
    are what tells a dump from an article, `asked` what a dump must have of it.
    """

    cleaned: Cleaned
    by: str | None
    sign: Sign | None
    shape: str
    measures: dumps.Measures
    lines: tuple[Told, ...]

    @property
    def asked(self) -> tuple[int, float, int]:
        """What a dump has at least: filled lines, the share that is no prose, lines of menus and footers."""
        shape = dumps.profile().shape
        return int(shape["lines"]), float(shape["short"]), int(shape["furniture"])

    @property
    def is_dump(self) -> bool:
        """Whether the text measures like a dump."""
        return dumps.is_dump(self.cleaned.source)

    def line_of(self, offset: int) -> int:
        """The number of the line that holds a character of the repaired text."""
        return self.cleaned.source.count("\n", 0, offset) + 1


def explain(cleaner: Cleaner, document: Document) -> Explanation:
    """Clean a document and tell about each of its lines. Raises what cleaning raises."""
    passes: list[tuple[View, Sequence[Rule], Sequence[Mark]]] = []
    cleaned = cleaner.clean(document, lambda *seen: passes.append(seen))
    source = cleaned.source
    found: dict[tuple[str, int, int], Attempt] = {}
    number = 0
    for view, rules, marks in passes[:-1]:
        number += any(not rule.dumps for rule in rules)
        for attempt in _attempts(view, rules, marks, source, number):
            key = (attempt.rule.id, attempt.start, attempt.end)
            if key not in found or not found[key].won:
                found[key] = attempt
    by, sign = _outlet(cleaner, document, cleaned)
    final = passes[-1][0]
    unknown = all(rule.outlet is None for _, rules, _ in passes for rule in rules)
    others = [rule for rule in cleaner.rulebook.rules if rule.outlet and unknown and not rule.dumps]
    elsewhere = tuple(it for it in _attempts(final, others, (), source, number + 1) if it.taken and not it.failed)
    lines = tuple(_lines(document.text, cleaned, final, tuple(found.values()), elsewhere))
    return Explanation(cleaned, by, sign, cleaner.shape, dumps.measures(source), lines)


def _outlet(cleaner: Cleaner, document: Document, cleaned: Cleaned) -> tuple[str | None, Sign | None]:
    if cleaned.outlet is None:
        return None, None
    if document.outlet or cleaner.outlet:
        return "named", None
    if document.url and outlets.detect("", cleaner.rulebook, url=document.url) == cleaned.outlet:
        return "url", None
    return "sign", outlets.sign(cleaned.source, cleaner.rulebook)


def _attempts(view: View, rules: Sequence[Rule], marks: Sequence[Mark], source: str, number: int) -> Iterator[Attempt]:
    """The matches of all rules whose turn came in a pass, in terms of the source."""
    page = Page(view.text, source)
    if not page.filled:
        return
    last = max((engine.turn(mark.rule) for mark in marks), default=3)
    for rule in rules:
        if engine.turn(rule) > last or not engine.triggered(rule, page):
            continue
        tries: list[tuple[tuple[int, int], tuple[int, int] | None]]
        if rule.scope is Scope.REPEAT:
            tries = [(stretch, stretch) for stretch in engine.stretches(rule, page)]
        else:
            tries = [(match, engine.reached(rule, page, *match)) for match in engine.matches(rule, page)]
        good = sum(taken is not None for _, taken in tries)
        enough = good >= int(rule.when.get("min_per_document", 0))
        for match, taken in tries:
            won, to = _settled(rule, taken, marks) if enough else (False, None)
            yield Attempt(
                rule,
                number,
                *view.span(*match),
                _verdicts(rule, page, match, good, enough=enough),
                view.span(*taken) if taken else None,
                won,
                to,
            )


def _verdicts(rule: Rule, page: Page, match: tuple[int, int], good: int, *, enough: bool) -> tuple[Verdict, ...]:
    if rule.scope is Scope.REPEAT:
        return ()
    found = []
    for guard, value in rule.when.items():
        if guard == "min_per_document":
            found.append(Verdict(guard, value, enough, f"{good} such in the text"))
        else:
            said = measured(page, *match, guard, value)
            found.append(Verdict(guard, value, holds(page, *match, guard, value), said))
    return tuple(found)


def _settled(rule: Rule, taken: tuple[int, int] | None, marks: Sequence[Mark]) -> tuple[bool, str | None]:
    """Whether a rule's mark is among those of its pass; if it is not, the rule whose mark took its place."""
    if taken is None:
        return False, None
    over = [mark.rule for mark in marks if mark.start < taken[1] and mark.end > taken[0]]
    if rule in over:
        return True, None
    return False, over[0].id if over else None


def _lines(
    raw: str, cleaned: Cleaned, final: View, attempts: Sequence[Attempt], elsewhere: Sequence[Attempt]
) -> Iterator[Told]:
    source = cleaned.source
    lines = split_lines(source)
    before = raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    left = _left(final, lines)
    page = Page(source)
    joins = cleaned.page.joins if cleaned.page else frozenset()
    ends = {final.origin(at) for at, char in enumerate(final.text) if char == "\n"} | {len(source)}
    judged = {one.line: one for one in cleaned.page.judged} if cleaned.page else {}
    for line, was, now in zip(lines, before, left, strict=True):
        removals = tuple(it for it in cleaned.removals if it.start < line.end and it.end > line.start)
        kept = _minus(line, removals)
        touching = tuple(each for each in attempts if _touches(each, line))
        repeat = any(each.won and each.rule.scope is Scope.REPEAT for each in touching)
        yield Told(
            number=line.number,
            raw=was,
            text=line.text,
            left=now,
            verdict=_verdict(line, removals, kept, ends),
            removals=removals,
            attempts=touching,
            elsewhere=tuple(each for each in elsewhere if _touches(each, line)),
            mended=was != line.text,
            tidied=bool(kept.strip()) and now != kept,
            joined=line.end in joins and bool(now),
            judged=judged.get(line.number),
            copy=copied(page, line.number) if repeat else None,
        )


def _touches(attempt: Attempt, line: Line) -> bool:
    spans = [(attempt.start, attempt.end)]
    if attempt.won and attempt.taken:
        spans.append(attempt.taken)
    return any(start < line.end and end > line.start for start, end in spans)


def _verdict(line: Line, removals: Sequence[Removal], kept: str, ends: Set[int]) -> str:
    if removals:
        return PARTLY if kept.strip() else CUT
    if line.text.strip():
        return KEPT
    return BLANK if line.end in ends else DROPPED


def _minus(line: Line, removals: Sequence[Removal]) -> str:
    """What the removals leave of a line."""
    parts = []
    at = line.start
    for removal in removals:
        parts.append(line.text[at - line.start : max(at, removal.start) - line.start])
        at = max(at, removal.end)
    return "".join((*parts, line.text[at - line.start :]))


def _left(final: View, lines: Sequence[Line]) -> list[str]:
    """What stands of each line in the clean text."""
    starts = [line.start for line in lines]
    left = [""] * len(lines)
    places = [*final.pieces, (len(final.text), 0)]
    for (at, origin), (end, _) in pairwise(places):
        for piece in final.text[at:end].split("\n"):
            left[bisect_right(starts, origin) - 1] += piece
            origin += len(piece) + 1
    return left
