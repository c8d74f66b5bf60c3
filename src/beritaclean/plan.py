"""The engine, compiled: one scan finds every literal of every rule, and a rule runs only where one of its own stands.

`Plans.mark` and `Plans.shown` give what `engine.mark` and `outlets.by_signs` give, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

from beritaclean import engine
from beritaclean.engine import Mark
from beritaclean.literals import Hit, has
from beritaclean.outlets import HEAD, TAIL
from beritaclean.rule import Rule
from beritaclean.rulebook import Rulebook
from beritaclean.scan import Scanner
from beritaclean.sheet import Sheet
from beritaclean.tries import Place, takes
from beritaclean.ways import Way, needed, opens, way
from beritaclean.words import compiled

# Letters that fold to ASCII ones, so that a literal's case could be undone by them, and separators that only
# str.strip takes for blanks. Repair leaves none of the latter.
_ODD = re.compile("[\x1c-\x1f\xdf\u0130\u0131\u0149\u017f\u01f0\u1e96-\u1e9e\u212a\ufb00-\ufb06]")


@lru_cache(maxsize=2)
def _odd(text: str) -> bool:
    return not text.isascii() and _ODD.search(text) is not None


class Plans:
    """The plans of a rulebook, one for each outlet, made when first needed; they share one scanner."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._plans: dict[str | None, Plan] = {}

    @cached_property
    def _signs(self) -> list[tuple[str, str]]:
        return [(known.key, sign) for known in self.rulebook.outlets for sign in known.signs]

    @cached_property
    def scanner(self) -> Scanner:
        """The scanner for the literals of all rules and signs."""
        ways = [way(rule, number) for number, rule in enumerate(self.rulebook.rules)]
        hits = [hit for one in ways for hit in _scanned(one)]
        hits += [hit for _, sign in self._signs for hit in needed(sign).hits]
        return Scanner(hit.text for hit in hits)

    @cached_property
    def _sign_literals(self) -> tuple[list[list[int]], list[int]]:
        """For each literal the signs that have it, and the signs that have none."""
        table: list[list[int]] = [[] for _ in self.scanner.literals]
        others = []
        for number, (_, sign) in enumerate(self._signs):
            hits = needed(sign).hits
            for hit in hits:
                table[self.scanner.number[hit.text]].append(number)
            if not hits or any("\n" in hit.text for hit in hits):
                others.append(number)
        return table, others

    def plan(self, outlet: str | None) -> Plan:
        """The plan for texts of one outlet."""
        if outlet not in self._plans:
            self._plans[outlet] = Plan(self.rulebook.for_outlet(outlet), self.scanner)
        return self._plans[outlet]

    def mark(self, text: str, outlet: str | None, source: str = "") -> tuple[Mark, ...]:
        """What `engine.mark` gives with the rules for `outlet`."""
        plan = self.plan(outlet)
        if _odd(source or text):
            return engine.mark(text, plan.rules, source)
        return plan.mark(text, source)

    def shown(self, text: str) -> str | None:
        """The outlet whose sign stands earliest in the text's ends."""
        table, others = self._sign_literals
        tail = len(text) - TAIL
        whole = len(text) <= HEAD + TAIL
        wanted = set(others)
        for literal, at in self.scanner.scan(text):
            if table[literal] and (whole or at < HEAD or at >= tail):
                wanted.update(table[literal])
        if not wanted:
            return None
        ends = text if whole else f"{text[:HEAD]}\n{text[-TAIL:]}"
        best: tuple[int, str] | None = None
        for number in sorted(wanted):
            key, sign = self._signs[number]
            match = compiled(sign).search(ends)
            if match and (best is None or match.start() < best[0]):
                best = (match.start(), key)
        return best[1] if best else None


def _scanned(one: Way) -> list[Hit]:
    """The literals that are looked for in the whole text."""
    return [hit for hit in one.literals if not (one.branches and opens(hit))]


class Plan:
    """The rules of one rulebook for one outlet, ready to run."""

    def __init__(self, rules: Sequence[Rule], scanner: Scanner) -> None:
        self.rules = tuple(rules)
        self._scanner = scanner
        self._ways = [way(rule, number) for number, rule in enumerate(self.rules)]
        self._table: list[list[tuple[int, Hit]]] = [[] for _ in scanner.literals]
        self._openings: dict[str, list[tuple[str, int]]] = {}
        for one in self._ways:
            for hit in _scanned(one):
                self._table[scanner.number[hit.text]].append((one.number, hit))
            for hit in {hit for hit in one.literals if one.branches and opens(hit)}:
                self._openings.setdefault(hit.text[:3], []).append((hit.text, one.number))
        self._sizes = sorted(set(map(len, self._openings)))
        always = [one for one in self._ways if one.plain or one.loose or not one.literals]
        self._always = [one.number for one in always if not (one.need.final and one.need.last)]
        self._final = [one for one in always if one.need.final and one.need.last]
        self._by_ending: dict[str, list[int]] = {}

    def mark(self, text: str, source: str = "") -> tuple[Mark, ...]:
        """What `engine.mark` gives with these rules."""
        sheet = Sheet(text, source)
        places = self._places(sheet)
        lines = self._opened(sheet)
        numbers = sorted({*self._always, *self._ending(sheet.ending), *places, *lines})
        ways = self._ways
        for now in (1, 2, 3):
            found = [
                Mark(start, end, ways[number].rule)
                for number in numbers
                if ways[number].turn == now
                for start, end in takes(ways[number], sheet, places.get(number, ()), lines.get(number, ()))
            ]
            if found:
                return engine.settle(found)
        return ()

    def _ending(self, char: str) -> list[int]:
        """The rules without literals whose matches end the text, where its last character is `char`."""
        if char not in self._by_ending:
            self._by_ending[char] = [one.number for one in self._final if has(one.need.last, char)]
        return self._by_ending[char]

    def _places(self, sheet: Sheet) -> dict[int, list[Place]]:
        """For each rule of which a literal stands in the text: where."""
        places: dict[int, list[Place]] = {}
        table = self._table
        for literal, at in self._scanner.scan(sheet.text):
            for number, hit in table[literal]:
                if number in places:
                    places[number].append((at, hit))
                else:
                    places[number] = [(at, hit)]
        return places

    def _opened(self, sheet: Sheet) -> dict[int, list[int]]:
        """For each rule for lines: the lines that one of its literals opens."""
        lines: dict[int, list[int]] = {}
        openings = self._openings
        for size in self._sizes:
            for line, stripped in enumerate(sheet.stripped):
                if stripped[:size] in openings:
                    for text, number in openings[stripped[:size]]:
                        if stripped.startswith(text):
                            lines.setdefault(number, []).append(line)
        return lines
