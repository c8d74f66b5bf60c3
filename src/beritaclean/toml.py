"""TOML files: the home of tomllib, which is imported when the first one is read, and where in them a key stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

# Compiled when used: most starts read no such file.
_HEADER = r"\s*\[\[?([^\[\]]+|(?:[^\"']|\"[^\"]*\"|'[^']*')+?)\]\]?\s*(?:#.*)?$"
_KEYS = r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""
_KEY = r"""[\w-]+|"[^"]*"|'[^']*'"""


class TomlError(ValueError):
    """A file that is not TOML; the message says where."""


def parsed(data: bytes) -> dict[str, Any]:
    """What a TOML file holds. Raises TomlError."""
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TomlError(f"not a TOML file: {error}") from None


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
