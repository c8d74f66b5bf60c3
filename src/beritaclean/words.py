"""The data beside the rules: their folder, the word lists and the lexicon, and patterns compiled with them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import regex

LEXICONS = frozenset({"openers", "closers", "common", "cues"})
"""The files of `rules/words/` that no pattern names: counted on real text, or tables; they are read when asked for."""


@cache
def rules_folder() -> Path:
    """The folder of the rules that ship with the package (in a checkout: `rules/` at its top)."""
    inside = Path(__file__).with_name("rules")
    return inside if inside.is_dir() else Path(__file__).parents[2] / "rules"


@cache
def word_lists() -> Mapping[str, frozenset[str]]:
    """The named word lists of `rules/words/`, for `\\L<name>` in patterns."""
    lists: dict[str, frozenset[str]] = {}
    for path in sorted((rules_folder() / "words").glob("*.txt")):
        if path.stem not in LEXICONS:
            lists[path.stem.replace("-", "_")] = frozenset(_entries(path))
    return lists


@cache
def openers() -> Mapping[str, tuple[int, int]]:
    """The lexicon of sentence openings: `rules/words/openers.txt`."""
    table: dict[str, tuple[int, int]] = {}
    for row in _entries(rules_folder() / "words" / "openers.txt"):
        word, opens, follows = row.split("\t")
        table[word] = (int(opens), int(follows))
    return table


@cache
def closers() -> Mapping[str, int]:
    """The lexicon of headline endings: `rules/words/closers.txt`."""
    rows = (row.split("\t") for row in _entries(rules_folder() / "words" / "closers.txt"))
    return {word: int(weight) for word, weight in rows}


@cache
def common() -> frozenset[str]:
    """The words that prose writes small: `rules/words/common.txt`."""
    return frozenset(_entries(rules_folder() / "words" / "common.txt"))


@cache
def cues() -> Mapping[str, frozenset[str]]:
    """The words that tell a family, in small letters: `rules/words/cues.txt`."""
    rows = (row.split("\t") for row in _entries(rules_folder() / "words" / "cues.txt"))
    return {family: frozenset(words.split()) for family, words in rows}


def _entries(path: Path) -> list[str]:
    rows = path.read_text(encoding="utf-8").split("\n")
    return [row for row in rows if row and not row.startswith("#")]


@cache
def compiled(pattern: str) -> regex.Pattern[str]:
    """A rule's pattern, compiled with the word lists it names; `^` and `$` stand for line ends."""
    lists: Mapping[str, Any] = {name: words for name, words in word_lists().items() if f"\\L<{name}>" in pattern}
    return regex.compile(pattern, regex.V1 | regex.MULTILINE, **lists)
