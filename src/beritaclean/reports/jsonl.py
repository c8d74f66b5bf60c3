"""The account as JSON lines: one object a document, and one for each of its removals; docs/report.md describes them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from beritaclean import __version__
from beritaclean.account import digest, tidying
from beritaclean.cleaner import Cleaned
from beritaclean.reports.place import Place

SCHEMA = 1
"""The version of the lines; it grows when a field goes or changes its meaning, not when one is added."""

DOCUMENT, REMOVAL, FAILED = "document", "removal", "failed"
"""The kinds of lines."""


def rows(place: Place, cleaned: Cleaned, text: str, raw: str) -> Iterator[str]:
    """The lines of one document: itself, then its removals in order.

    `text` is the clean text as it is written, `raw` what the repaired source was before.
    """
    head = place.as_json()
    source = cleaned.source
    yield _dumped(
        {
            "schema": SCHEMA,
            "kind": DOCUMENT,
            **head,
            "version": __version__,
            **_target(place),
            "outlet": cleaned.outlet,
            "page": cleaned.page is not None,
            "repaired": source != raw,
            "source": {"length": len(source), "digest": digest(source)},
            "text": {"length": len(text), "digest": digest(text)},
            "removals": len(cleaned.removals),
            "tidied": [list(edit) for edit in tidying(cleaned, text)],
        }
    )
    for removal in cleaned.removals:
        yield _dumped(
            {
                "schema": SCHEMA,
                "kind": REMOVAL,
                **head,
                "line": removal.line,
                "column": removal.column,
                "end_line": removal.end_line,
                "end_column": removal.end_column,
                "start": removal.start,
                "end": removal.end,
                "rule": removal.rule,
                "family": removal.family,
                "reason": removal.reason,
                "text": removal.text,
            }
        )


def failed(place: Place, reason: str, *, kept: bool) -> str:
    """The line of a record that could not be cleaned."""
    head = {"schema": SCHEMA, "kind": FAILED, **place.as_json(), "version": __version__}
    return _dumped({**head, **_target(place), "reason": reason, "kept": kept})


def _target(place: Place) -> dict[str, Any]:
    field = {} if place.record is None else {"field": place.field}
    return {"name": place.name, "in_place": place.in_place, "format": place.format, **field, "encoding": place.encoding}


def _dumped(row: Mapping[str, Any]) -> str:
    line = json.dumps(row, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:  # a file's name that is not UTF-8: an escape keeps it
        return json.dumps(row)
    return line
