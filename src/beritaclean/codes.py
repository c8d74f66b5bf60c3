"""Patterns, compiled by `regex` or put together from what an earlier compilation left: its compiler is Python and slow.

What is kept of a pattern is what `regex` pickles of it. That holds for one version of `regex` alone, so `recall` takes
no other; what is not known is compiled. Patterns are the same either way.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib.machinery import ExtensionFileLoader, PathFinder
from importlib.util import module_from_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import regex

I, M, S, X, V1 = 0x2, 0x8, 0x10, 0x40, 0x100  # noqa: E741 (regex's own names)
"""The flags of `regex` that are used here."""


Key = tuple[str, int]
"""A pattern and its flags."""

Code = bytes | memoryview
"""What marshal makes of flags, code, groups by name, names of the lists, the lists in the code's order, the text that a
match must hold (offset, characters, flags), number of groups; in the code's order, a list that is used as given goes
by its name."""

_CODES: dict[str, Mapping[Key, Code]] = {}
"""What was kept, by the version of `regex` that made it."""
_MADE: dict[Key, regex.Pattern[str]] = {}
_FRESH: set[Key] = set()


def compiled(pattern: str, flags: int = 0, lists: Mapping[str, frozenset[str]] | None = None) -> regex.Pattern[str]:
    """What `regex.compile` gives, with named `lists`, which must be the same for a pattern each time."""
    key = (pattern, int(flags))
    if (known := _MADE.get(key)) is not None:
        return known
    kept = _kept()
    if key in kept:
        found = _assembled(pattern, kept[key], lists or {})
    else:
        import regex

        found = regex.compile(pattern, flags, **(lists or {}))  # type: ignore[arg-type]
        _FRESH.add(key)
    _MADE[key] = found
    return found


def recall(version: str, codes: Mapping[Key, Code]) -> bool:
    """Take over the code of patterns that `version` of `regex` made; tell whether it is the one at work."""
    _CODES[version] = codes
    return version == regex_version()


def _kept() -> Mapping[Key, Code]:
    return _CODES.get(regex_version(), {})


def made() -> dict[Key, bytes]:
    """The code of all patterns so far, as far as it is certain that they can be put together from it."""
    found = {key: bytes(code) for key, code in _kept().items()}
    for key in _MADE.keys() - found.keys():
        pattern = _MADE[key]
        known = code(pattern)
        if known is not None and code(_assembled(pattern.pattern, known, pattern.named_lists)) == known:
            found[key] = known
    return found


def has_fresh() -> bool:
    """Whether `regex` had to compile a pattern."""
    return bool(_FRESH)


def code(pattern: regex.Pattern[str]) -> bytes | None:
    """What is kept of a pattern; None where `regex` pickles it in a way that is not known here."""
    from copyreg import dispatch_table

    import regex

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
    flags, words, groups, names, ordered, *required = marshal.loads(found)
    by_number = {number: name for name, number in groups.items()}
    named = {name: lists[name] for name in names}
    items = [lists[of] if isinstance(of, str) else of for of in ordered]
    make: Any = vars(_extension())["compile"]
    made: regex.Pattern[str] = make(pattern, flags, words, groups, by_number, named, items, *required)
    return made


@cache
def regex_version() -> str:
    """The version of `regex`, which is read without importing it where that can be done."""
    if "regex" not in sys.modules and (folders := _folders()):
        with suppress(OSError, IndexError), open(os.path.join(folders[0], "_main.py"), "rb") as file:
            return file.read().split(b'\n__version__ = "', 1)[1].split(b'"', 1)[0].decode()
    import regex

    return regex.__version__


@cache
def _extension() -> Any:
    """The part of `regex` in C, which matches. The other one, the compiler, takes five times as long to import, and
    patterns that are compiled do not need it; whatever does imports it then, and finds this part in its place."""
    if "regex" not in sys.modules and (folders := _folders()):
        spec = PathFinder.find_spec(_EXTENSION, folders)
        if spec and isinstance(spec.loader, ExtensionFileLoader):
            module = module_from_spec(spec)
            sys.modules[_EXTENSION] = module
            try:
                spec.loader.exec_module(module)
                return module
            except ImportError:
                del sys.modules[_EXTENSION]
    from regex import _regex

    return _regex


_EXTENSION = "regex._regex"


@cache
def _folders() -> list[str]:
    """Where the package `regex` is; [] where only importing it can tell."""
    spec = PathFinder.find_spec("regex")
    return list(spec.submodule_search_locations or ()) if spec else []
