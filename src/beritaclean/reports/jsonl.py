"""The account as JSON lines: one object a removal."""

from __future__ import annotations

import json
from collections.abc import Iterator

from beritaclean.cleaner import Cleaned


def rows(name: str, cleaned: Cleaned, record: int | None = None) -> Iterator[str]:
    """One JSON object a removal: path, line and column (from 1), start and end (characters), rule, family, text.

    In a file of records `record` is the record's number (from 1), and lines are those of its text.
    """
    place = {"path": name} if record is None else {"path": name, "record": record}
    for removal in cleaned.removals:
        row = {
            **place,
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
        yield json.dumps(row, ensure_ascii=False)
