"""Mark and cut, as defined: the readable engine that every faster one must equal.

A pass looks at one text and marks what the rules take from it. Rules come in three turns, and a pass
stops after the first turn that marks anything, because one cut shows another its place:

1. rules that know a marker (all without `between`, `habit`, `min_per_document` or the scope
   `repeat`),
2. rules that judge by shape and place,
3. repeats.

Marks that overlap are settled by their order: the earlier start first, then the longer one, then the
outlet's own rule before a common one, then the order of the files. What a mark shares with one before it
is taken from the later one; a mark inside another is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from beritaclean.document import Page, View
from beritaclean.guards import holds
from beritaclean.limits import Limited, per_document
from beritaclean.reach import REACHES
from beritaclean.repeats import repeats
from beritaclean.rule import Rule, Scope
from beritaclean.words import compiled

if TYPE_CHECKING:
    import regex


class Mark(NamedTuple):
    """A stretch of a text (offsets in characters) that a rule takes away."""

    start: int
    end: int
    rule: Rule


Watch = Callable[[View, Sequence[Rule], Sequence[Mark]], None]
"""Is told of a pass: the text it looks at, the rules that it asks, and what it marks."""


def turn(rule: Rule) -> int:
    """In which turn of a pass a rule is tried."""
    if rule.scope is Scope.REPEAT:
        return 3
    return 2 if {"between", "habit", "min_per_document"} & set(rule.when) else 1


def mark(text: str, rules: Sequence[Rule], source: str = "") -> tuple[Mark, ...]:
    """What one pass of `rules` takes from `text`, in order and without overlap; `source` is the text before any cut."""
    page = Page(text, source)
    for now in (1, 2, 3):
        found = [
            Mark(start, end, rule)
            for rule in rules
            if turn(rule) == now and triggered(rule, page)
            for start, end in stretches(rule, page)
        ]
        if found:
            return settle(found)
    return ()


def triggered(rule: Rule, page: Page) -> bool:
    """Whether one of the rule's triggers, if it has any, stands in the text."""
    return not rule.triggers or any(trigger in page.folded for trigger in rule.triggers)


def stretches(rule: Rule, page: Page) -> list[tuple[int, int]]:
    """What a rule takes (start, end in characters), the text being searched as a whole. Raises RunawayPattern."""
    with per_document():
        if rule.scope is Scope.REPEAT:
            return repeats(page, _pattern(rule), int(rule.when.get("min_words", 8)))
        return taken(rule, page, matches(rule, page))


def _pattern(rule: Rule) -> regex.Pattern[str] | Limited:
    pattern = compiled(rule.pattern)
    return pattern if rule.trusted else Limited(pattern, f"rule {rule.id}")


def taken(rule: Rule, page: Page, matches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """What a rule takes, given all stretches that its pattern matches: those whose guards hold, with their reach."""
    found = [stretch for start, end in matches if (stretch := reached(rule, page, start, end))]
    return found if len(found) >= int(rule.when.get("min_per_document", 0)) else []


def reached(rule: Rule, page: Page, start: int, end: int) -> tuple[int, int] | None:
    """What a rule takes for one match of its pattern; None where a guard fails, or it reaches nothing."""
    if not all(holds(page, start, end, guard, rule.when[guard]) for guard in rule.when):
        return None
    reach = REACHES[rule.until](page, start, end)
    if reach is None:
        return None
    start, end = _bounds(rule, page, start, reach)
    return (start, end) if start < end else None


def matches(rule: Rule, page: Page) -> Iterator[tuple[int, int]]:
    """The stretches that the pattern of a rule matches where its scope wants them. Raises RunawayPattern."""
    return _line_matches(rule, page) if rule.scope is Scope.LINE else _text_matches(rule, page)


def _line_matches(rule: Rule, page: Page) -> Iterator[tuple[int, int]]:
    pattern = _pattern(rule)
    for line in page.filled:
        start = line.start + len(line.text) - len(line.text.lstrip())
        end = start + len(line.stripped)
        if pattern.fullmatch(page.text, start, end):
            yield start, end


def _text_matches(rule: Rule, page: Page) -> Iterator[tuple[int, int]]:
    yield from accepted(rule, page.text, _pattern(rule).finditer(page.text))


def accepted(rule: Rule, text: str, matches: Iterable[regex.Match[str]]) -> Iterator[tuple[int, int]]:
    """The stretches of those matches that stand where the rule's scope wants them, in the order of the matches."""
    for match in matches:
        start, end = match.span("cut") if "cut" in match.re.groupindex else match.span()
        if start >= end:
            continue
        if rule.scope is Scope.SPAN and not _at_border(text, start, end):
            continue
        if rule.scope is Scope.BLOCK and not _whole_lines(text, start, end):
            continue
        yield start, end
        if rule.scope in (Scope.HEAD, Scope.TAIL):
            return


def _at_border(text: str, start: int, end: int) -> bool:
    """Whether a span begins and ends between words; "kataBaca juga" is glue, so it does too."""
    if start and (text[start - 1].isalnum() and text[start].isalnum()):
        capitals = text[start - 2 : start].isupper() and text[start + 1 : start + 2].islower()  # "WIBBaca juga"
        glued = text[start].isupper() and (text[start - 1].islower() or text[start - 1].isdigit() or capitals)
        if not glued:
            return False
    if end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        return (text[end].isupper() and text[end + 1 : end + 2].islower()) or (
            text[end - 1].islower() and text[end].isupper()
        )
    return True


def _whole_lines(text: str, start: int, end: int) -> bool:
    line_end = text.find("\n", end)
    before, after = text[text.rfind("\n", 0, start) + 1 : start], text[end : line_end if line_end >= 0 else len(text)]
    return not before.strip() and not after.strip()


def _bounds(rule: Rule, page: Page, start: int, end: int) -> tuple[int, int]:
    """The removal's ends: to the text's start or end for `head` and `tail`, without blanks around it."""
    if rule.scope is Scope.HEAD:
        start = 0
    elif rule.scope is Scope.TAIL:
        end = len(page.text)
    found = page.text[start:end]
    return end - len(found.lstrip()), start + len(found.rstrip())


def settle(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Marks in order and without overlap (the order is described at the top)."""
    settled: list[Mark] = []
    reached = 0
    for found in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        start = max(found.start, reached)
        if start < found.end:
            settled.append(Mark(start, found.end, found.rule))
            reached = found.end
    return tuple(settled)


def whole_lines(source: str, marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """The marks, those that leave nothing of a line reaching over its line end, so that no blank line is left.

    A mark that ends with a line end stays as it is: it took its line along before, and a blank line below is its own.
    """
    result: list[Mark] = []
    empty = True  # nothing is kept of the line so far, nor of the line above where a mark joins the two
    reached = 0
    for number, found in enumerate(marks):
        line_start = source.rfind("\n", reached, found.start) + 1  # 0: no line end is kept behind the mark before
        empty = (empty or line_start > 0) and not source[max(line_start, reached) : found.start].strip()
        reached = found.end
        last = number + 1 == len(marks)
        end = source.find("\n", found.end, len(source) if last else marks[number + 1].start) + 1
        if last and not end:
            end = len(source)
        if empty and end and source[found.end - 1] != "\n" and not source[found.end : end].strip():
            result.append(Mark(found.start, end, found.rule))
        else:
            result.append(found)
    return tuple(result)


def cut(source: str, marks: Sequence[Mark]) -> View:
    """The source minus the marks (in order, without overlap)."""
    parts: list[str] = []
    pieces: list[tuple[int, int]] = []
    seams: list[int] = []
    at = gone = 0
    for found in marks:
        parts.append(source[at : found.start])
        pieces.append((at - gone, at))
        seams.append(found.start - gone)
        at = found.end
        gone += found.end - found.start
    parts.append(source[at:])
    pieces.append((at - gone, at))
    return View("".join(parts), tuple(pieces), tuple(dict.fromkeys(seams)))
