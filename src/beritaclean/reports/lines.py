"""The account as plain lines, one a removal, for grep and editors: `path:line: rule: text`."""

from __future__ import annotations

from collections.abc import Iterator

from beritaclean.cleaner import Cleaned
from beritaclean.reports.visible import one_line


def place(path: str, record: int | None) -> str:
    """What a document is called: its file, and in a file of records the record's number (from 1)."""
    return path if record is None else f"{path}:{record}"


def rows(path: str, cleaned: Cleaned, record: int | None = None, *, reasons: bool = False) -> Iterator[str]:
    """One line a removal: `path:line: rule: text`, or `path:record:line: rule: text`; lines count from 1.

    Breaks, tabs, backslashes and control characters of the text are escaped. With `reasons`, a tab and the rule's
    reason follow.
    """
    name = one_line(place(path, record))
    for removal in cleaned.removals:
        why = f"\t{removal.reason}" if reasons else ""
        yield f"{name}:{removal.line}: {removal.rule}: {one_line(removal.text.strip())}{why}"
