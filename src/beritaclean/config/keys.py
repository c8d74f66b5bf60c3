"""Which settings there are, where they may stand, and what they may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TEXT, TEXTS, FLAG, COUNT = "a text", "a list of texts", "true or false", "a whole number from 1 on"

Kind = str | tuple[str, ...]
"""One of the above, or the texts to choose from."""

RULES: Mapping[str, Kind] = {"select": TEXTS, "ignore": TEXTS}
"""Which rules are used; these settings may also stand in a table for one outlet."""

FILE: Mapping[str, Kind] = {
    "outlet": TEXT,
    "shape": ("auto", "article", "page"),
    **RULES,
    "rules": TEXTS,
    "titles": TEXT,
    "encoding": TEXT,
    "field": TEXT,
    "url-field": TEXT,
    "outlet-field": TEXT,
    "title-field": TEXT,
    "into": TEXT,
}
"""How a file is cleaned; these settings may also stand in a table for some paths."""

RUN: Mapping[str, Kind] = {
    "format": ("text", "jsonl", "csv", "tsv", "parquet"),
    "on-error": ("keep", "skip", "fail"),
    "include": TEXTS,
    "exclude": TEXTS,
    "hidden": FLAG,
    "no-ignore": FLAG,
    "follow": FLAG,
    "jobs": COUNT,
    "chunk-size": COUNT,
}
"""How a run goes about its files."""

DEFAULTS: Mapping[str, Any] = {"shape": "auto", "on-error": "keep", "chunk-size": 512}

EXTEND = "extend-"
"""Before the name of a list: what is added to the list that holds so far, instead of taking its place."""


def extended(kinds: Mapping[str, Kind]) -> dict[str, Kind]:
    """The settings of `kinds`, and those that add to the lists among them."""
    return dict(kinds) | {f"{EXTEND}{name}": kind for name, kind in kinds.items() if kind == TEXTS}


def complaint(value: object, kind: Kind) -> str | None:
    """What is wrong with a value, or None."""
    if isinstance(kind, tuple):
        return None if value in kind else f"must be one of {', '.join(map(repr, kind))}, not {value!r}"
    good = {
        TEXT: isinstance(value, str) and bool(value),
        TEXTS: isinstance(value, list) and all(isinstance(each, str) and each for each in value),
        FLAG: isinstance(value, bool),
        COUNT: isinstance(value, int) and not isinstance(value, bool) and value >= 1,
    }
    return None if good[kind] else f"must be {kind}, not {value!r}"
