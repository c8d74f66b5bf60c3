"""What a rule is and what it takes away."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple


class Scope(StrEnum):
    """Where a rule's pattern stands: see rules/README.md."""

    LINE = "line"
    BLOCK = "block"
    SPAN = "span"
    HEAD = "head"
    TAIL = "tail"
    REPEAT = "repeat"


FAMILIES = (
    "teaser",
    "credit",
    "caption",
    "video",
    "pager",
    "ad",
    "byline",
    "meta",
    "tags",
    "share",
    "follow",
    "copyright",
    "syndication",
    "embed",
    "nav",
    "repeat",
    "page",
    "dateline",
)
"""The families of boilerplate; `dateline` is off unless selected, because a place is content."""

OFF = frozenset({"dateline"})

SHAPES = ("line", "inline", "glued")
"""The shapes real text comes in: on its own line, inside a flattened line, glued without blanks."""


_NOTHING: Mapping[str, Any] = {}


# Without the future import, which would have each annotation of these tuples parsed when a run starts.


class Rule(NamedTuple):
    """One kind of boilerplate, with its proof.

    `id` is the full id, "common file or outlet/name"; `outlet` is None for rules that hold everywhere;
    `when` maps a guard's name to its value; `until` says how far a match reaches; a rule with `dumps` holds on
    full-page dumps only, before their sentences are rejoined.
    """

    id: str
    family: str
    scope: Scope
    pattern: str
    reason: str
    removes: tuple[str, ...]
    keeps: tuple[str, ...]
    outlet: str | None = None
    until: str = "match"
    when: Mapping[str, Any] = _NOTHING
    shapes: tuple[str, ...] = SHAPES
    triggers: tuple[str, ...] = ()
    audited: Mapping[str, Any] = _NOTHING
    trusted: bool = True
    dumps: bool = False


class Removal(NamedTuple):
    """A stretch of the repaired text that a rule takes away.

    `start` and `end` are offsets in characters; `line` and `end_line` count from 1; `column` and
    `end_column` count characters from 1 in their lines, the end column being the first one kept.
    """

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    rule: str
    family: str
    reason: str
    text: str
