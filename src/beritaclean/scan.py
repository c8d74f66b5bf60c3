"""Find all literals of all rules in a text at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import ahocorasick_rs


class Scanner:
    """A set of literals; `number` maps each to its place in `literals`."""

    def __init__(self, literals: Iterable[str]) -> None:
        self.literals = sorted(set(literals))
        self.number = {text: place for place, text in enumerate(self.literals)}
        self._automaton = ahocorasick_rs.AhoCorasick(self.literals, store_patterns=False)
        self._last: tuple[str, Sequence[tuple[int, int]]] = ("", ())

    def scan(self, text: str) -> Sequence[tuple[int, int]]:
        """Where literals stand in `text`, overlapping ones too: (place in `literals`, offset in characters)."""
        if self._last[0] is not text:
            found = self._automaton.find_matches_as_indexes(text, overlapping=True)
            self._last = (text, [(literal, start) for literal, start, _ in found])
        return self._last[1]
