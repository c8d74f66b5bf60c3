"""Configuration files: where one is found, what stands in it, and in the files that it extends."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from beritaclean import toml
from beritaclean.config import ConfigError
from beritaclean.config.keys import EXTEND, FILE, RULES, RUN, Kind, complaint, extended
from beritaclean.config.layers import Layer
from beritaclean.spelling import nearest

OWN, PROJECT = "beritaclean.toml", "pyproject.toml"
"""The names of configuration files; the former goes first where both are in a folder."""

TABLE = ("tool", "beritaclean")
"""The table of pyproject.toml that is read."""

_ABOUT_US = rb"""tool["'\s]*\]|tool.*beritaclean"""
"""What stands in a file with that table, however it is written; many name us only among what they depend on."""

DEEPEST = 16
"""Files in the longest chain of `extends`."""

EXTENDS, PER_OUTLET, PER_PATH = "extends", "per-outlet", "per-path"


def find(folder: str, known: dict[str, str | None]) -> str | None:
    """The configuration file that holds in an absolute folder: its own, or that of the nearest folder above.

    `known` keeps what has been found for each folder. A pyproject.toml without [tool.beritaclean] does not count.
    Raises ConfigError for one that cannot be read.
    """
    above = []
    while folder not in known:
        above.append(folder)
        if (own := _own(folder)) or os.path.dirname(folder) == folder:
            known[folder] = own
            break
        folder = os.path.dirname(folder)
    for each in above:
        known[each] = known[folder]
    return known[folder]


def _own(folder: str) -> str | None:
    path = os.path.join(folder, OWN)
    if os.path.isfile(path):
        return path
    path = os.path.join(folder, PROJECT)
    if not os.path.isfile(path):
        return None
    data = _bytes(path)
    # Most projects are not about us: their files need no parser.
    return path if re.search(_ABOUT_US, data) and _table(path, data) is not None else None


def read(path: str) -> tuple[Layer, ...]:
    """The layers of a configuration file, those of the files that it extends before its own. Raises ConfigError."""
    return _read(os.path.abspath(path), ())


def _read(path: str, below: tuple[str, ...]) -> tuple[Layer, ...]:
    shown = shortened(path)
    data = _bytes(path)
    table = _table(path, data)
    if table is None:
        raise ConfigError(f"{shown}: has no table [{'.'.join(TABLE)}]")
    prefix = TABLE if os.path.basename(path) == PROJECT else ()
    at = _Place(shown, data.decode("utf-8-sig", "replace"), prefix)
    folder = os.path.dirname(path)
    layers: tuple[Layer, ...] = ()
    if EXTENDS in table:
        layers = _read(_base(table[EXTENDS], folder, (*below, path), at), (*below, path))
    outlets, paths = (_tables(table, name, at) for name in (PER_OUTLET, PER_PATH))
    known = {**extended(FILE), **extended(RUN)}
    others = (EXTENDS, PER_OUTLET, PER_PATH)
    top = {key: value for key, value in table.items() if key not in others}
    layers += (Layer(*_checked(top, known, folder, at, (), others)),)
    for glob, values in paths.items():
        said = _checked(values, extended(FILE), folder, at, (PER_PATH, glob))
        layers += (Layer(*said, folder=folder, glob=glob),)
    for outlet, values in outlets.items():
        said = _checked(values, extended(RULES), folder, at, (PER_OUTLET, outlet))
        layers += (Layer(*said, outlet=outlet),)
    return layers


class _Place:
    """Tells where in a file a key stands."""

    def __init__(self, name: str, text: str, prefix: tuple[str, ...]) -> None:
        self._name, self._text, self._prefix = name, text, prefix

    def __call__(self, *keys: str) -> str:
        return f"{self._name}:{toml.line_of(self._text, *self._prefix, *keys)}"


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise ConfigError(f"{shortened(path)}: cannot be read: {error.strerror}") from None


def _table(path: str, data: bytes) -> Mapping[str, Any] | None:
    """The settings in a file; None for a pyproject.toml that has none."""
    try:
        table: Any = toml.parsed(data)
    except toml.TomlError as error:
        raise ConfigError(f"{shortened(path)}: {error}") from None
    for key in TABLE if os.path.basename(path) == PROJECT else ():
        table = table.get(key) if isinstance(table, Mapping) else None
    if table is not None and not isinstance(table, Mapping):
        raise ConfigError(f"{shortened(path)}: {'.'.join(TABLE)} must be a table")
    return table


def _base(value: object, folder: str, chain: tuple[str, ...], at: _Place) -> str:
    """The absolute path of the file that is extended."""
    if not isinstance(value, str) or not value:
        raise ConfigError(f"{at(EXTENDS)}: {EXTENDS} must be the path of a .toml file, not {value!r}")
    path = os.path.normpath(os.path.join(folder, os.path.expanduser(value)))
    if not path.endswith(".toml"):
        raise ConfigError(f"{at(EXTENDS)}: {EXTENDS} must be the path of a .toml file, not {value!r}")
    if not os.path.isfile(path):
        raise ConfigError(f"{at(EXTENDS)}: there is no file {value!r} to extend")
    for number, each in enumerate(chain):
        if os.path.samefile(each, path):
            circle = " extends ".join(shortened(name) for name in (*chain[number:], path))
            raise ConfigError(f"{at(EXTENDS)}: files extend each other in a circle: {circle}")
    if len(chain) >= DEEPEST:
        raise ConfigError(f"{at(EXTENDS)}: more than {DEEPEST} files extend each other")
    return path


def _tables(table: Mapping[str, Any], name: str, at: _Place) -> Mapping[str, Mapping[str, Any]]:
    found = table.get(name, {})
    if not isinstance(found, Mapping):
        raise ConfigError(f"{at(name)}: {name} must be a table of tables")
    for key, value in found.items():
        if not isinstance(value, Mapping):
            raise ConfigError(f"{at(name, key)}: write [{name}.{key!r}] and the settings below it")
    return found


def _checked(
    values: Mapping[str, Any],
    known: Mapping[str, Kind],
    folder: str,
    at: _Place,
    inside: tuple[str, ...],
    others: tuple[str, ...] = (),
) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of a table with their places; files and folders are named from `folder` on."""
    found: dict[str, Any] = {}
    places: dict[str, str] = {}
    for key, value in values.items():
        place = at(*inside, key)
        if key not in known:
            everywhere = {*extended(FILE), *extended(RUN)}
            said = "is no setting for this table" if key in everywhere else "is no setting"
            raise ConfigError(f"{place}: {key!r} {said}{nearest(key, (*known, *others))}")
        if wrong := complaint(value, known[key]):
            raise ConfigError(f"{place}: {key} {wrong}")
        if key.removeprefix(EXTEND) == "rules":
            value = [_from(folder, each) for each in value]
            for each in value:
                if not os.path.exists(each):
                    raise ConfigError(f"{place}: there are no rules at {shortened(each)}")
        elif key == "titles":
            value = _from(folder, value)
            if not os.path.isfile(value):
                raise ConfigError(f"{place}: there is no index of headlines at {shortened(value)}")
        found[key], places[key] = value, place
    return found, places


def _from(folder: str, path: str) -> str:
    return os.path.normpath(os.path.join(folder, os.path.expanduser(path)))


def shortened(path: str) -> str:
    """A path as it is shown: from the current folder on, where it is below that."""
    here = os.getcwd().rstrip(os.sep) + os.sep
    return path.removeprefix(here)
