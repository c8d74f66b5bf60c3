"""The data beside the rules: their folder, word lists, lexicons and pages, and patterns compiled with them."""

from __future__ import annotations

import marshal
import os
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from beritaclean import codes, toml
from beritaclean.codes import V1, M

if TYPE_CHECKING:
    from pathlib import Path

    import regex

LEXICONS = frozenset({"openers", "closers", "common", "cues"})
"""The files of `rules/words/` that no pattern names: counted on real text, or tables; they are read when asked for."""


@cache
def rules_root() -> str:
    """The path of the folder of the rules that ship with the package (in a checkout: `rules/` at its top)."""
    here = os.path.dirname(os.path.abspath(__file__))
    inside = os.path.join(here, "rules")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(os.path.dirname(here)), "rules")


def rules_folder() -> Path:
    """The same, as `pathlib` has it."""
    from pathlib import Path  # late: a start finds all in the compact file

    return Path(rules_root())


FEW = 100
"""So many words are looked up one by one, as long as a text or two need; for more it pays to take the list apart."""


class Lexicon:
    """Many words, one a line; looking one up takes some microseconds at first, and none to speak of later."""

    def __init__(self, rows: str) -> None:
        self._rows = f"\n{rows}\n"
        self._asked = 0
        self._words: frozenset[str] | None = None

    def __contains__(self, word: str) -> bool:
        if self._words is None:
            self._asked += 1
            if self._asked < FEW:
                return f"\n{word}\n" in self._rows and "\n" not in word
            self._words = frozenset(self.rows.split("\n"))
        return word in self._words

    @property
    def rows(self) -> str:
        """The words, one a line."""
        return self._rows[1:-1]


_READY: dict[str, Mapping[str, Any]] = {}
"""What was read before: the word lists, and by name, packed by marshal, the lexicons and pages."""


def recall(lists: Mapping[str, Any], lexicons: Mapping[str, Any], pages: Mapping[str, Any]) -> None:
    """Take over what was read in an earlier start."""
    _READY.update(lists=lists, lexicons=lexicons, pages=pages)


def lexicons() -> dict[str, Any]:
    """The lexicons that texts are judged by."""
    return {"openers": openers(), "closers": closers(), "common": common().rows}


@cache
def word_lists() -> Mapping[str, frozenset[str]]:
    """The named word lists of `rules/words/`, for `\\L<name>` in patterns."""
    if "lists" in _READY:
        return _READY["lists"]
    files = sorted(name for name in os.listdir(os.path.join(rules_root(), "words")) if name.endswith(".txt"))
    stems = [name.removesuffix(".txt") for name in files]
    return {stem.replace("-", "_"): frozenset(_entries(stem)) for stem in stems if stem not in LEXICONS}


def word_list(name: str) -> frozenset[str]:
    """One of them, for what is asked before all are known."""
    return _READY["lists"][name] if "lists" in _READY else frozenset(_entries(name.replace("_", "-")))


@cache
def openers() -> Mapping[str, tuple[int, int]]:
    """The lexicon of sentence openings: `rules/words/openers.txt`."""
    if "lexicons" in _READY:
        known: dict[str, tuple[int, int]] = marshal.loads(_READY["lexicons"]["openers"])
        return known
    table: dict[str, tuple[int, int]] = {}
    for row in _entries("openers"):
        word, opens, follows = row.split("\t")
        table[word] = (int(opens), int(follows))
    return table


@cache
def closers() -> Mapping[str, int]:
    """The lexicon of headline endings: `rules/words/closers.txt`."""
    if "lexicons" in _READY:
        known: dict[str, int] = marshal.loads(_READY["lexicons"]["closers"])
        return known
    rows = (row.split("\t") for row in _entries("closers"))
    return {word: int(weight) for word, weight in rows}


@cache
def common() -> Lexicon:
    """The words that prose writes small: `rules/words/common.txt`."""
    if "lexicons" in _READY:
        return Lexicon(marshal.loads(_READY["lexicons"]["common"]))
    return Lexicon("\n".join(_entries("common")))


@cache
def pages() -> frozenset[str]:
    """The names of the files in `rules/pages/`."""
    known = _READY["pages"] if "pages" in _READY else (path.stem for path in (rules_folder() / "pages").glob("*.toml"))
    return frozenset(known)


@cache
def page(name: str) -> Mapping[str, Any]:
    """What a file of `rules/pages/` holds."""
    if "pages" in _READY:
        known: dict[str, Any] = marshal.loads(_READY["pages"][name])
        return known
    return toml.parsed((rules_folder() / "pages" / f"{name}.toml").read_bytes())


@cache
def cues() -> Mapping[str, frozenset[str]]:
    """The words that tell a family, in small letters: `rules/words/cues.txt`."""
    rows = (row.split("\t") for row in _entries("cues"))
    return {family: frozenset(words.split()) for family, words in rows}


def _entries(stem: str) -> list[str]:
    with open(os.path.join(rules_root(), "words", f"{stem}.txt"), encoding="utf-8") as file:
        rows = file.read().split("\n")
    return [row for row in rows if row and not row.startswith("#")]


@cache
def compiled(pattern: str) -> regex.Pattern[str]:
    """A rule's pattern, compiled with the word lists it names; `^` and `$` stand for line ends."""
    lists = {name: words for name, words in word_lists().items() if f"\\L<{name}>" in pattern}
    return codes.compiled(pattern, V1 | M, lists)
