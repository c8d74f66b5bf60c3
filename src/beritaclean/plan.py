"""The engine, compiled: one scan finds every literal of every rule, and a rule runs only where one of its own stands.

`Plans.mark` and `Plans.shown` give what `engine.mark` and `outlets.by_signs` give, byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from beritaclean import engine, index
from beritaclean.engine import Mark
from beritaclean.index import Index
from beritaclean.needs import Hit, has
from beritaclean.outlets import HEAD, TAIL, sign_of
from beritaclean.rule import Rule
from beritaclean.rulebook import Outlet, Rulebook
from beritaclean.scan import Scanner
from beritaclean.sheet import Sheet
from beritaclean.tries import Place, can_be, ends, takes
from beritaclean.ways import OPENING, Way, way

# Letters that fold to ASCII ones: where case does not count, they can stand for these.
_FOLDING = "\xdf\u0130\u0131\u0149\u017f\u01f0\u212a" + "".join(
    map(chr, [*range(0x1E96, 0x1E9F), *range(0xFB00, 0xFB07)])
)
# Separators that only str.strip takes for blanks; repair leaves none of them.
_SEPARATORS = "\x1c\x1d\x1e\x1f"


@lru_cache(maxsize=2)
def _folds(text: str) -> bool:
    return not text.isascii() and any(char in text for char in _FOLDING)


class _Quiet(NamedTuple):
    """A text that no mark was found in, and the rules whose patterns matched all the same.

    Tidying mostly adds a line end, nothing else: what such a text is asked for again can be kept short.
    """

    plan: Plan | None
    text: str
    source: str
    matched: frozenset[int]


class Plans:
    """The plans of a rulebook, one for each outlet, made when first needed; they share one scanner."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._plans: dict[str | None, Plan] = {}
        self._quiet = _Quiet(None, "", "", frozenset())
        self._none_shown: str | None = None

    @cached_property
    def _signs(self) -> list[tuple[Outlet, str]]:
        return [(known, sign) for known in self.rulebook.outlets for sign in known.signs]

    @cached_property
    def _indexed(self) -> tuple[Index, dict[int, int]]:
        return index.of(self.rulebook)

    @cached_property
    def scanner(self) -> Scanner:
        """The scanner for the literals of all rules and signs."""
        return Scanner(self._indexed[0].literals, self._indexed[0].heads)

    def plan(self, outlet: str | None) -> Plan:
        """The plan for texts of one outlet."""
        if outlet not in self._plans:
            self._plans[outlet] = Plan(self.rulebook.for_outlet(outlet), self.scanner, *self._indexed)
        return self._plans[outlet]

    def mark(self, text: str, outlet: str | None, source: str = "") -> tuple[Mark, ...]:
        """What `engine.mark` gives with the rules for `outlet`."""
        plan = self.plan(outlet)
        if any(char in text for char in _SEPARATORS):
            return engine.mark(text, plan.rules, source)
        quiet = self._quiet
        again = plan is quiet.plan and source == quiet.source and _only_ends(text, quiet.text)
        marks, matched = plan.mark(text, source, quiet.matched if again else None)
        if not marks:
            self._quiet = _Quiet(plan, text, source, matched)
        return marks

    def shown(self, text: str) -> str | None:
        """The outlet whose sign stands earliest in the text's ends."""
        whole = len(text) <= HEAD + TAIL
        shown = self._none_shown
        if whole and shown is not None and _only_ends(text, shown):
            return None
        signs = self._indexed[0].signs
        tail = len(text) - TAIL
        wanted = set(self._indexed[0].silent)
        for literal, at in self.scanner.scan(text):
            if literal in signs and (whole or at < HEAD or at >= tail):
                wanted.update(signs[literal])
        ends = text if whole else f"{text[:HEAD]}\n{text[-TAIL:]}"
        best: tuple[int, str] | None = None
        for number in sorted(wanted):
            known, sign = self._signs[number]
            match = sign_of(known, sign).search(ends)
            if match and (best is None or match.start() < best[0]):
                best = (match.start(), known.key)
        if not best:
            self._none_shown = text if self._indexed[0].blind else None
            return None
        return best[1]


def _only_ends(text: str, before: str) -> bool:
    """Whether a text is another one with a line end."""
    return len(text) == len(before) + 1 and text.endswith("\n") and text.startswith(before)


class _Ways(dict[int, Way]):
    """The ways of rules by their numbers, each made when first asked for."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules

    def __missing__(self, number: int) -> Way:
        self[number] = found = way(self._rules[number], number)
        return found


class _Leads(dict[int, list[tuple[int, Hit, bool]]]):
    """What each literal (its place) leads to: the rules, as a plan numbers them, each looked up when first asked."""

    def __init__(self, leads: Sequence[bytes] | Mapping[int, memoryview], numbers: dict[int, int]) -> None:
        self._leads = leads
        self._numbers = numbers

    def __missing__(self, literal: int) -> list[tuple[int, Hit, bool]]:
        numbers = self._numbers
        every = index.unpacked(self._leads[literal])
        self[literal] = found = [(numbers[rule], hit, at_end) for rule, hit, at_end in every if rule in numbers]
        return found


class Plan:
    """The rules of one rulebook for one outlet, ready to run."""

    def __init__(self, rules: Sequence[Rule], scanner: Scanner, known: Index, places: dict[int, int]) -> None:
        self.rules = tuple(rules)
        self._scanner = scanner
        self.ways = _Ways(self.rules)
        mine = {places[id(rule)]: number for number, rule in enumerate(self.rules)}
        self._table = _Leads(known.leads, mine)
        self._openings = {
            head: found
            for head, every in known.openings.items()
            if (found := [(text, mine[rule]) for text, rule in every if rule in mine])
        }
        self._folding = [mine[rule] for rule in known.folding if rule in mine]
        self._loose = [one._replace(rule=mine[one.rule]) for one in known.loose if one.rule in mine]
        self._loose_at: dict[str, list[tuple[int, int, float, str, str, int]]] = {}
        self._always = [mine[rule] for rule in known.always if rule in mine]
        self._echoing = [mine[rule] for rule in known.echoing if rule in mine]
        self._shown = [(mine[rule], final, last) for rule, final, last in known.shown if rule in mine]
        self._shown_at: dict[tuple[str, frozenset[str]], list[int]] = {}

    def mark(
        self, text: str, source: str = "", matched: frozenset[int] | None = None
    ) -> tuple[tuple[Mark, ...], frozenset[int]]:
        """What `engine.mark` gives with these rules, and the rules whose patterns matched.

        `matched` is what was told of the text without the line end at its end, where no mark was found.
        """
        sheet = Sheet(text, source, folds=_folds(source or text))
        if sheet.last < 0:
            return (), frozenset()
        ways = self.ways
        lines = self._lines(sheet)
        places = self._places(sheet, lines)
        numbers = sorted({*self._unasked(sheet), *places, *lines})
        if sheet.folds:
            numbers = sorted({*numbers, *self._folding})
        if matched is not None:
            numbers = [number for number in numbers if number in matched or not ways[number].blind]
        turns: dict[int, list[Way]] = {1: [], 2: [], 3: []}
        for number in numbers:
            turns[ways[number].turn].append(ways[number])
        for turn in turns.values():
            found = [
                Mark(start, end, one.rule)
                for one in turn
                for start, end in takes(one, sheet, places.get(one.number, ()), lines.get(one.number, ()))
            ]
            if found:
                return engine.settle(found), frozenset()
        return (), frozenset(sheet.matched)

    def _unasked(self, sheet: Sheet) -> list[int]:
        """The rules without literals that the ends of the text and its lines let through."""
        key = (sheet.ending, sheet.endings)
        if (shown := self._shown_at.get(key)) is None:
            shown = self._shown_at[key] = [
                rule
                for rule, final, last in self._shown
                if (has(last, sheet.ending) if final else any(has(last, char) for char in sheet.endings))
            ]
        return [*self._always, *shown, *(self._echoing if sheet.echoes or sheet.indented else ())]

    def _places(self, sheet: Sheet, lines: dict[int, list[int]]) -> dict[int, list[Place]]:
        """For each rule of which a literal stands in the text: where; for rules of lines, add the lines to `lines`."""
        places: dict[int, list[Place]] = {}
        table, ways, text = self._table, self.ways, sheet.text
        for literal, at in self._scanner.scan(text):
            for number, hit, at_end in table[literal]:
                if hit.after and not has(hit.after, text[(end := at + len(hit.text)) : end + 1]):
                    continue
                if at_end and at < sheet.starts[sheet.end]:
                    continue
                if ways[number].branches:
                    line = sheet.line_of(at)
                    before = at - sheet.body(line)[0]
                    if hit.least <= before <= hit.most and can_be(ways[number].need, sheet.stripped[line]):
                        lines.setdefault(number, []).append(line)
                else:
                    places.setdefault(number, []).append((at, hit))
        return places

    def _lines(self, sheet: Sheet) -> dict[int, list[int]]:
        """For each rule for lines: the lines that a literal of it opens, or that end as a branch without one does."""
        lines: dict[int, list[int]] = {}
        openings, loose_at, ways = self._openings, self._loose_at, self.ways
        counts, top, end = sheet.counts, sheet.top, sheet.end
        for number in sheet.filled:
            line = sheet.stripped[number]
            if (key := line[:OPENING]) in openings:
                for text, rule in openings[key]:
                    if line.startswith(text) and can_be(ways[rule].need, line):
                        lines.setdefault(rule, []).append(number)
            key = line[0] + line[-2:]
            if (loose := loose_at.get(key)) is None:
                loose = loose_at[key] = [
                    (one.rule, one.least, one.most, one.sign, one.place, one.words)
                    for one in self._loose
                    if ends(one, line)
                ]
            width = len(line)
            for rule, least, most, sign, place, words in loose:
                if (
                    least <= width <= most
                    and sign in line
                    and (not words or counts[number] <= words)
                    and (not place or (number <= top if place == "top" else number >= end))
                ):
                    lines.setdefault(rule, []).append(number)
        return lines
