"""Find all literals of all rules in a text at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import ahocorasick_rs

WORTH = 1_000_000
"""Characters to scan that make up for the time that the faster automaton takes to build (some 15 ms)."""


class Scanner:
    """Literals in order, each of which is known by its place, and what `index.heads` gives for them."""

    def __init__(self, literals: Sequence[str], begin: Sequence[str], ends: Sequence[int]) -> None:
        self.literals = literals
        self._left = WORTH
        self._last: tuple[str, Sequence[tuple[int, int]]] = ("", ())
        self._find = self._by_heads(begin, ends)

    def scan(self, text: str) -> Sequence[tuple[int, int]]:
        """Where literals stand in `text`, overlapping ones too: (place in `literals`, offset in characters)."""
        last, found = self._last
        if last is not text:
            if self._left > 0:
                self._left -= len(text)
                if self._left <= 0:
                    self._find = self._by_all()
            found = self._find(text)
            self._last = (text, found)
        return found

    def _by_heads(self, begin: Sequence[str], ends: Sequence[int]) -> Callable[[str], list[tuple[int, int]]]:
        """A search that is soon ready."""
        kind = ahocorasick_rs.Implementation.NoncontiguousNFA
        automaton = ahocorasick_rs.AhoCorasick(begin, implementation=kind, store_patterns=False)
        literals, starts = self.literals, (0, *ends)

        def find(text: str) -> list[tuple[int, int]]:
            return [
                (place, start)
                for head, start, _ in automaton.find_matches_as_indexes(text, overlapping=True)
                for place in range(starts[head], ends[head])
                if text.startswith(literals[place], start)
            ]

        return find

    def _by_all(self) -> Callable[[str], list[tuple[int, int]]]:
        """A search that is fast."""
        kind = ahocorasick_rs.Implementation.DFA
        automaton = ahocorasick_rs.AhoCorasick(list(self.literals), implementation=kind, store_patterns=False)

        def find(text: str) -> list[tuple[int, int]]:
            matches = automaton.find_matches_as_indexes(text, overlapping=True)
            return [(literal, start) for literal, start, _ in matches]

        return find
