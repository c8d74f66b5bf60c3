"""How each rule is run where a literal of it stands: the candidates for its pattern, as few as can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import inf

import regex

from beritaclean import engine
from beritaclean.document import Page
from beritaclean.guards import TOP_LINES, holds
from beritaclean.literals import Need, commonness, has, need
from beritaclean.literals import members as _set
from beritaclean.rule import Rule, Scope
from beritaclean.sheet import Sheet
from beritaclean.topics import links_early
from beritaclean.words import compiled, word_lists

RARE = 0.004
"""The same for a pattern that shows how its line ends, which says more than a literal."""

TOO_COMMON = 0.02
"""Literals that stand so often in a text, per character, say nothing: the rule is tried on each line instead."""

NEAR = 4
"""Up to so many places in a row are tried one by one; of more, those with the right first character."""

MEASURES = ("max_words", "min_words", "shape")
"""The guards that look at nothing but the match."""

Place = tuple[int, int, float, bool]
"""A literal in a text: its offset, how many characters of a match stand before it (least, most), and whether line
ends may be among them."""


@dataclass(frozen=True, slots=True)
class Way:
    """A rule with what its pattern needs; `number` is its place among the rules, `told` means that each of its literals
    holds one of its triggers."""

    rule: Rule
    number: int
    turn: int
    need: Need
    told: bool
    literals: tuple[tuple[str, int, float, bool], ...]

    @property
    def plain(self) -> bool:
        """Whether the rule is run over the whole text: its pattern is from outside, or says too little."""
        scope = self.rule.scope
        if not self.rule.trusted or scope is Scope.REPEAT or not self.need.least:
            return True
        if self.literals or scope is Scope.LINE or self.need.anchored:
            return False
        return not _closes(self.rule, self.need)

    @property
    def heads_lines(self) -> bool:
        """Whether its literals can only open a line."""
        return self.rule.scope is Scope.LINE and bool(self.literals) and all(most == 0 for _, _, most, _ in self.literals)


def _closes(rule: Rule, needed: Need) -> bool:
    """Whether the pattern stays in one line, whose end it tells, and tells its own first character."""
    return needed.closing and not needed.wraps and bool(needed.first and needed.last)


@cache
def needed(pattern: str) -> Need:
    """What a rule's pattern needs, with the word lists that ship."""
    return need(pattern, word_lists())


def way(rule: Rule, number: int) -> Way:
    """How `rule`, the one at place `number`, is run."""
    found = needed(rule.pattern) if rule.trusted else Need()
    literals = tuple((hit.text, hit.least, hit.most, hit.wraps) for hit in found.hits)
    by_line = rule.scope is Scope.LINE or found.anchored
    chance = sum(commonness(hit.text) for hit in found.hits)
    if chance > (TOO_COMMON if by_line else RARE if _closes(rule, found) else 1):
        literals = ()
    told = bool(literals) and all(any(trigger in text.lower() for trigger in rule.triggers) for text, *_ in literals)
    return Way(rule, number, engine.turn(rule), found, told, literals)


def takes(way: Way, sheet: Sheet, places: Sequence[Place]) -> list[tuple[int, int]]:
    """What the rule takes from the text (start, end): the same as `engine.stretches`, from fewer tries.

    `places` are those of its literals. Raises RunawayPattern.
    """
    rule = way.rule
    if way.need.final and not has(way.need.last, sheet.ending) and rule.trusted:
        return []
    if not way.told and rule.triggers and not sheet.holds_one(rule.triggers):
        return []
    if way.plain:
        return engine.stretches(rule, sheet.page)
    if "habit" in rule.when and not (links_early(sheet.text) or links_early(sheet.source)):
        return []
    if rule.scope is Scope.LINE:
        spans = _line_spans(way, sheet, places)
    else:
        starts = _starts(way, sheet, places)
        if starts is None:
            return engine.stretches(rule, sheet.page)
        spans = engine.accepted(rule, sheet.text, _matches(rule.pattern, sheet.text, starts)) if starts else ()
    return engine.taken(rule, sheet.page, spans)


def _matches(pattern: str, text: str, starts: Iterable[int]) -> Iterator[regex.Match[str]]:
    """The matches that begin at one of `starts` (in order), without overlap."""
    match, reached = compiled(pattern).match, 0
    for start in starts:
        if start >= reached and (found := match(text, start)):
            yield found
            reached = found.end()


def _line_spans(way: Way, sheet: Sheet, places: Sequence[Place]) -> Iterator[tuple[int, int]]:
    """The filled lines that the pattern matches whole."""
    needed, text = way.need, sheet.text
    if way.literals:
        numbers: Iterable[int] = sorted({sheet.line_of(at) for at, *_ in places})
    else:
        numbers = sheet.filled
        if way.rule.when.get("position") == "top":
            numbers = numbers[: TOP_LINES + 1]
    for number in numbers:
        line = sheet.stripped[number]
        if not needed.least <= len(line) <= needed.most:
            continue
        if not (has(needed.first, line[0]) and has(needed.last, line[-1])):
            continue
        start, end = sheet.body(number)
        if way.literals and not any(start + least <= at <= start + most for at, least, most, _ in places):
            continue
        if not (_in_region(way, sheet, number) and _measures(way.rule, sheet.page, start, end)):
            continue
        if compiled(way.rule.pattern).fullmatch(text, start, end):
            yield start, end


def _measures(rule: Rule, page: Page, start: int, end: int) -> bool:
    """Whether the guards that measure the match alone hold for a line: they cost less than most patterns."""
    return all(holds(page, start, end, guard, rule.when[guard]) for guard in MEASURES if guard in rule.when)


def _in_region(way: Way, sheet: Sheet, number: int) -> bool:
    """Whether the guards for the place in the text can hold for a match in line `number` alone."""
    when = way.rule.when
    if when.get("before") == "text end" and number < sheet.last:
        return False
    position = when.get("position")
    if position == "end":
        return number >= sheet.end
    return position != "top" or number <= sheet.top


def _starts(way: Way, sheet: Sheet, places: Sequence[Place]) -> list[int] | None:
    """Where a match can begin, in order; None where that would be nearly everywhere."""
    needed, starts = way.need, sheet.starts
    if needed.opening:
        return [0] if not places or any(least <= at <= most for at, least, most, _ in places) else []
    if not way.literals:
        return _line_starts(way, sheet) if needed.anchored else _ending_starts(way, sheet)
    found: set[int] = set()
    text = sheet.text
    for at, least, most, wraps in places:
        number = sheet.line_of(at)
        if not (wraps or needed.wraps) and not _fits(way, sheet, number):
            continue
        low = 0 if wraps else starts[number]
        if most != inf:
            low = max(low, at - int(most))
        high = at - least
        if needed.anchored:
            first = sheet.line_of(low) if wraps else number
            last = sheet.line_of(high) if wraps else number
            found.update(start for start in starts[first : last + 1] if low <= start <= high)
        elif high - low < NEAR:
            found.update(start for start in range(low, high + 1) if has(needed.first, text[start]))
        elif not needed.first:
            return None
        else:
            found.update(one.start() for one in _set(needed.first).finditer(text, low, high + 1))
    return sorted(found)


def _fits(way: Way, sheet: Sheet, number: int) -> bool:
    """Whether a match that stays in line `number` can hold there."""
    needed = way.need
    if needed.final and number != sheet.last:
        return False
    if needed.closing and not has(needed.last, sheet.stripped[number][-1:]):
        return False
    return way.rule.scope in (Scope.HEAD, Scope.TAIL) or _in_region(way, sheet, number)


def _line_starts(way: Way, sheet: Sheet) -> list[int]:
    """The starts of the lines that a pattern without literals can begin in."""
    needed, text, starts = way.need, sheet.text, sheet.starts
    if needed.echo:
        shared = {starts[number] for number, shared in sheet.echoes if shared >= min(needed.echo, 16)}
        starts = [start for start in starts if start in shared or text[start : start + 1].isspace()]
    return [start for start in starts if start < len(text) and has(needed.first, text[start])]


def _ending_starts(way: Way, sheet: Sheet) -> list[int]:
    """The places for the first character in lines that end as the pattern does."""
    needed, found = way.need, []
    for number in sheet.ending_with(needed.last or "") if not needed.final else [sheet.last]:
        if _in_region(way, sheet, number) or way.rule.scope in (Scope.HEAD, Scope.TAIL):
            low = sheet.starts[number]
            high = low + len(sheet.lines[number])
            found += [one.start() for one in _set(needed.first or "").finditer(sheet.text, low, high)]
    return found


