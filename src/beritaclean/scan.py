"""Find all literals of all rules in a text at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import ahocorasick_rs

WORTH = 1_000_000
"""Characters to scan that make up for the time that the faster automaton takes to build (some 15 ms)."""


class Scanner:
    """A set of literals; `number` maps each to its place in `literals`."""

    def __init__(self, literals: Iterable[str]) -> None:
        self.literals = sorted(set(literals))
        self.number = {text: place for place, text in enumerate(self.literals)}
        self._automaton = self._built(ahocorasick_rs.Implementation.NoncontiguousNFA)
        self._left = WORTH
        self._last: tuple[str, Sequence[tuple[int, int]]] = ("", ())

    def _built(self, kind: ahocorasick_rs.Implementation) -> ahocorasick_rs.AhoCorasick:
        return ahocorasick_rs.AhoCorasick(self.literals, implementation=kind, store_patterns=False)

    def scan(self, text: str) -> Sequence[tuple[int, int]]:
        """Where literals stand in `text`, overlapping ones too: (place in `literals`, offset in characters)."""
        last, found = self._last
        if last is not text:
            if self._left > 0:
                self._left -= len(text)
                if self._left <= 0:
                    self._automaton = self._built(ahocorasick_rs.Implementation.DFA)
            matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
            found = [(literal, start) for literal, start, _ in matches]
            self._last = (text, found)
        return found
