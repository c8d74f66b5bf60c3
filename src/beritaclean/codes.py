"""Patterns, compiled by `regex` or put together from what an earlier compilation left: its compiler is Python and slow.

What is kept of a pattern is what `regex` pickles of it. That holds for one version of `regex` alone, so `recall` takes
no other; what is not known is compiled. Patterns are the same either way.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from copyreg import dispatch_table
from typing import Any

import regex

VERSION = regex.__version__

Key = tuple[str, int]
"""A pattern and its flags."""

Code = bytes
"""What marshal makes of flags, code, groups by name, names of the lists, the lists in the code's order, the text that a
match must hold (offset, characters, flags), number of groups; in the code's order, a list that is used as given goes
by its name."""

_CODES: dict[Key, Code] = {}
_MADE: dict[Key, regex.Pattern[str]] = {}
_FRESH: set[Key] = set()


def compiled(pattern: str, flags: int = 0, lists: Mapping[str, frozenset[str]] | None = None) -> regex.Pattern[str]:
    """What `regex.compile` gives, with named `lists`, which must be the same for a pattern each time."""
    key = (pattern, int(flags))
    if (known := _MADE.get(key)) is not None:
        return known
    if key in _CODES:
        found = _assembled(pattern, _CODES[key], lists or {})
    else:
        found = regex.compile(pattern, flags, **(lists or {}))  # type: ignore[arg-type]
        _FRESH.add(key)
    _MADE[key] = found
    return found


def recall(version: str, codes: Mapping[Key, Code]) -> bool:
    """Take over the code of patterns that `version` of `regex` made; tell whether it is the one at work."""
    if version == VERSION:
        _CODES.update(codes)
    return version == VERSION


def made() -> dict[Key, Code]:
    """The code of all patterns so far, as far as it is certain that they can be put together from it."""
    found = dict(_CODES)
    for key in _MADE.keys() - found.keys():
        pattern = _MADE[key]
        known = code(pattern)
        if known is not None and code(_assembled(pattern.pattern, known, pattern.named_lists)) == known:
            found[key] = known
    return found


def has_fresh() -> bool:
    """Whether `regex` had to compile a pattern."""
    return bool(_FRESH)


def code(pattern: regex.Pattern[str]) -> Code | None:
    """What is kept of a pattern; None where `regex` pickles it in a way that is not known here."""
    reduce: Any = dispatch_table.get(regex.Pattern)
    try:
        _, parts = reduce(pattern)
        _, flags, words, groups, _, lists, ordered, *required = parts
        names = {words: name for name, words in lists.items()}
        ordered = tuple(names.get(items, items) for items in ordered)
        return marshal.dumps((flags, words, groups, tuple(lists), ordered, *required), 2)
    except (TypeError, ValueError):
        return None


def _assembled(pattern: str, found: Code, lists: Mapping[str, frozenset[str]]) -> regex.Pattern[str]:
    from regex import _regex

    flags, words, groups, names, ordered, *required = marshal.loads(found)
    by_number = {number: name for name, number in groups.items()}
    named = {name: lists[name] for name in names}
    items = [lists[of] if isinstance(of, str) else of for of in ordered]
    make: Any = vars(_regex)["compile"]
    made: regex.Pattern[str] = make(pattern, flags, words, groups, by_number, named, items, *required)
    return made
