"""TOML files: the home of tomllib, which is imported when the first one is read, and where in them a key stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

# Compiled when used: most starts read no such file.
_HEADER = r"\s*\[\[?([^\[\]]+|(?:[^\"']|\"[^\"]*\"|'[^']*')+?)\]\]?\s*(?:#.*)?$"
_KEYS = r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""
_KEY = r"""[\w-]+|"[^"]*"|'[^']*'"""

LARGEST = 1024 * 1024
"""Bytes of the largest file that is read; the largest one with rules that ships has a tenth of that."""

# Longer keys take tomllib a time that grows with their square.
_LONG_KEY = r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){99}"""


class TomlError(ValueError):
    """A file that is not TOML; the message says where."""


def parsed(data: bytes) -> dict[str, Any]:
    """What a TOML file holds. Raises TomlError, also for what would take a reader's memory or time."""
    import tomllib

    if len(data) > LARGEST:
        raise TomlError(f"larger than {LARGEST:,} bytes: no rules or settings are; part it")
    try:
        text = data.decode("utf-8-sig")
        if re.search(_LONG_KEY, text):
            raise TomlError("a key with a hundred dots: no rule or setting has one")
        table = tomllib.loads(text)
    except RecursionError:
        raise TomlError("not a TOML file that can be read: nested too deeply") from None
    except TomlError:
        raise
    except ValueError as error:  # of TOML, of UTF-8, or of a number with too many digits
        raise TomlError(f"not a TOML file: {error}") from None
    if _holds_long_number(table):
        raise TomlError("not a TOML file: a number of more than 64 bits")
    return table


def _holds_long_number(table: dict[str, Any]) -> bool:
    """Whether there is a number longer than TOML's 64 bits: Python reads it and then cannot print it."""
    rest: list[Any] = [table]
    while rest:
        value = rest.pop()
        if isinstance(value, int) and value.bit_length() > 64:
            return True
        rest.extend(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
    return False


def line_of(text: str, *keys: str) -> int:
    """The line (from 1) on which the key at the end of the path `keys` is written; for one that no line shows,
    as in an inline table, the line of what holds it, or 1."""
    best, depth = 1, 0
    for number, path in _paths(text):
        same = 0
        while same < min(len(path), len(keys)) and path[same] == keys[same]:
            same += 1
        if same > depth:
            best, depth = number, same
    return best


def _paths(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if keys := re.match(_KEYS, line):
            yield number, table + _parts(keys[1])
        elif header := re.match(_HEADER, line):
            table = _parts(header[1])
            yield number, table


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_KEY, dotted))
