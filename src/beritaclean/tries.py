"""Try a rule's pattern where it can match: at candidates, as few as can be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf
from typing import TYPE_CHECKING

from beritaclean import engine
from beritaclean.copies import may_repeat
from beritaclean.guards import holds
from beritaclean.index import Loose
from beritaclean.needs import Hit, Need, backwards, has, members
from beritaclean.rule import Rule, Scope
from beritaclean.sheet import Sheet
from beritaclean.topics import links_early
from beritaclean.ways import Way
from beritaclean.words import compiled

if TYPE_CHECKING:
    import regex

NEAR = 4
"""Up to so many places in a row are tried one by one; of more, those with the right first character."""

WIDE = 2000
"""A literal so far from where its match may begin, in characters, does not lead to it."""

INDENTS = (" ", "\t")

Place = tuple[int, Hit]
"""A literal in a text: its offset, and what it tells of a match."""


def takes(way: Way, sheet: Sheet, places: Sequence[Place], lines: Sequence[int]) -> list[tuple[int, int]]:
    """What the rule takes from the text (start, end): the same as `engine.stretches`, from fewer tries.

    `places` are those of its literals; for a rule of the scope `line`, `lines` are those that it can match. Raises
    RunawayPattern.
    """
    rule = way.rule
    if way.plain and way.asked and not sheet.holds_one(rule.triggers):
        return []
    if sheet.folds and way.folds and not way.plain:
        sheet.matched.add(way.number)
        return engine.stretches(rule, sheet.page) if _told(way, sheet) else []
    if (
        rule.scope is Scope.REPEAT
        and not sheet.folds
        and not may_repeat(sheet.text, sheet.stripped, int(rule.when.get("min_words", 8)))
    ):
        return []
    if way.plain and rule.scope is not Scope.REPEAT:
        sheet.matched.add(way.number)
    if way.plain:
        return engine.stretches(rule, sheet.page)
    if "habit" in rule.when and not (links_early(sheet.text) or links_early(sheet.source)):
        return []
    if rule.scope is Scope.LINE:
        spans = _line_spans(way, sheet, sorted({*lines}))
        if not spans or not _told(way, sheet):
            return []
        sheet.matched.add(way.number)
        return engine.taken(rule, sheet.page, spans)
    starts = _starts(way, sheet, places)
    if starts is None:
        sheet.matched.add(way.number)
        return engine.stretches(rule, sheet.page) if _told(way, sheet) else []
    matches = _matches(rule.pattern, sheet.text, starts) if starts else []
    if not matches or not _told(way, sheet):
        return []
    sheet.matched.add(way.number)
    return engine.taken(rule, sheet.page, engine.accepted(rule, sheet.text, matches))


def _told(way: Way, sheet: Sheet) -> bool:
    """Whether a trigger stands in the text; asked last, because that takes longer than most tries."""
    return not way.asked or sheet.holds_one(way.rule.triggers)


def _matches(pattern: str, text: str, starts: Iterable[int]) -> list[regex.Match[str]]:
    """The matches that begin at one of `starts` (in order), without overlap."""
    match, reached, matches = compiled(pattern).match, 0, []
    for start in starts:
        if start >= reached and (found := match(text, start)):
            matches.append(found)
            reached = found.end()
    return matches


def _line_spans(way: Way, sheet: Sheet, lines: Sequence[int]) -> list[tuple[int, int]]:
    """The lines among `lines` that the pattern matches whole."""
    rule, spans = way.rule, []
    position = rule.when.get("position")
    low = sheet.end if position == "end" else 0
    high = sheet.top if position == "top" else sheet.last
    for number in lines:
        if low <= number <= high:
            start, end = sheet.body(number)
            if _measures(rule, sheet, number, start, end) and compiled(rule.pattern).fullmatch(sheet.text, start, end):
                spans.append((start, end))
    return spans


def can_be(needed: Need, line: str) -> bool:
    """Whether a line has the width and the ends of a match."""
    return needed.least <= len(line) <= needed.most and ends(needed, line)


def ends(needed: Need | Loose, line: str) -> bool:
    """Whether a match can begin and end as a line does."""
    last, tails = line[-2:], needed.tails
    return (
        has(needed.first, line[0])
        and has(needed.last, last[-1])
        and (not tails or any(tail.endswith(last) or last.endswith(tail) for tail in tails))
    )


def _measures(rule: Rule, sheet: Sheet, number: int, start: int, end: int) -> bool:
    """Whether the guards that measure the match alone hold for a line: they cost less than most patterns."""
    when = rule.when
    if "max_words" in when and sheet.counts[number] > when["max_words"]:
        return False
    if "min_words" in when and sheet.counts[number] < when["min_words"]:
        return False
    return "shape" not in when or holds(sheet.page, start, end, "shape", when["shape"])


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
    needed = way.need
    if needed.opening:
        return [0] if not way.hits or any(hit.least <= at <= hit.most for at, hit in places) else []
    if not way.hits:
        return _line_starts(way, sheet) if needed.anchored else _ending_starts(way, sheet)
    found: set[int] = set()
    wide: list[tuple[int, int]] = []
    filled: dict[str, tuple[int, int, int]] = {}
    text, starts = sheet.text, sheet.starts
    for at, hit in places:
        number = sheet.line_of(at)
        if not (hit.wraps or needed.wraps) and not _fits(way, sheet, number):
            continue
        low = 0 if hit.wraps else starts[number]
        if hit.most != inf:
            low = max(low, at - int(hit.most))
        high = at - hit.least
        if high - low >= NEAR and hit.fill and not needed.anchored:
            low = _filled_from(hit.fill, text, low, at, filled)
        if hit.wraps and high - low > WIDE:
            return None  # a pattern's own search is linear; a match each would look for its literals anew
        if needed.anchored:
            first = sheet.line_of(low) if hit.wraps else number
            last = sheet.line_of(high) if hit.wraps else number
            found.update(start for start in starts[first : last + 1] if low <= start <= high)
        elif high - low < NEAR:
            found.update(start for start in range(low, high + 1) if has(needed.first, text[start]))
        elif not needed.first:
            return None
        else:
            wide.append((low, high + 1))
    for low, end in _joined(wide):
        found.update(one.start() for one in members(needed.first or "").finditer(text, low, end))
    return sorted(found)


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges of offsets in order, those that overlap as one: the literals of one line may lead to all of it each."""
    joined: list[tuple[int, int]] = []
    for low, end in sorted(ranges):
        if joined and low <= joined[-1][1]:
            low, end = joined[-1][0], max(end, joined.pop()[1])
        joined.append((low, end))
    return joined


def _filled_from(fill: str, text: str, low: int, at: int, known: dict[str, tuple[int, int, int]]) -> int:
    """From where on (not before `low`) all characters up to `at` are in the set `fill`.

    `known` keeps for a set what was last asked, and the answer: no stretch is gone through twice.
    """
    asked, until, since = known.get(fill, (0, 0, 0))
    further = asked <= low <= until <= at
    found = backwards(fill).match(text, until if further else low, at)
    start = int(found.start()) if found else at
    if further and start == until:
        start = max(low, since)
    known[fill] = (low, at, start)
    return start


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
    if needed.closing and needed.last and not needed.final and not sheet.ending_with(needed.last):
        return []
    if needed.echo:
        shared = {starts[number] for number, shared in sheet.echoes if shared >= min(needed.echo, 16)}
        starts = [start for start in starts if start in shared or text[start : start + 1] in INDENTS]
    return [start for start in starts if start < len(text) and has(needed.first, text[start])]


def _ending_starts(way: Way, sheet: Sheet) -> list[int]:
    """The places for the first character in lines that end as the pattern does."""
    needed, found = way.need, []
    for number in sheet.ending_with(needed.last or "") if not needed.final else [sheet.last]:
        if _in_region(way, sheet, number) or way.rule.scope in (Scope.HEAD, Scope.TAIL):
            low = sheet.starts[number]
            high = low + len(sheet.lines[number])
            found += [one.start() for one in members(needed.first or "").finditer(sheet.text, low, high)]
    return found
