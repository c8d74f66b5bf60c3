"""Reads a report: which files it is about, and what leads from each clean text back to its source."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from beritaclean.account import AccountError, Edit, digest, edits, restored
from beritaclean.formats import FORMATS
from beritaclean.reports.jsonl import DOCUMENT, FAILED, REMOVAL, SCHEMA


class ReportError(ValueError):
    """A report that cannot be used; the message names the file, the line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Account:
    """What was done to one document: digests of its repaired source and of its clean text, and the edits between."""

    record: int | None
    source: str
    text: str
    changes: tuple[Edit, ...]

    def undone(self, text: str) -> str:
        """The repaired source of the clean text `text`. Raises AccountError where the edits do not fit it."""
        found = restored(text, self.changes)
        if digest(found) != self.source:
            raise AccountError("its edits give another text than the source")
        return found


@dataclass(frozen=True, slots=True)
class Failed:
    """A record that could not be cleaned, and whether it was kept."""

    record: int
    kept: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """The lines of a report that are about one file, as one run wrote them: from byte `start` up to `end`."""

    path: str
    name: str
    in_place: bool
    format: str
    encoding: str
    field: str | None
    start: int
    end: int


def stretches(report: Path) -> Iterator[Stretch]:
    """All stretches of a report, in order, each line being looked at. Raises ReportError and OSError."""
    place: Stretch | None = None
    start = last = 0
    with open(report, "rb") as file:
        for number, at, row in _rows(report, file):
            if row["kind"] == REMOVAL:
                raise ReportError(f"{report}: line {number}: a removal without its document")
            names = (row["path"], row["name"], row["in_place"], row["format"], row["encoding"])
            here = Stretch(*names, row.get("field"), start=0, end=0)
            record = row.get("record")
            if here != place or record is None or record <= last:
                if place:
                    yield replace(place, start=start, end=at)
                place, start = here, at
            last = record or 0
        if place:
            yield replace(place, start=start, end=file.tell())


def accounts(report: Path, stretch: Stretch) -> Iterator[Account | Failed]:
    """What a stretch says, in its order. Raises ReportError and OSError."""
    with open(report, "rb") as file:
        file.seek(stretch.start)
        for _, _, row in _rows(report, file, stretch.end):
            yield row["read"]


def _rows(report: Path, file: IO[bytes], end: int | None = None) -> Iterator[tuple[int, int, Mapping[str, Any]]]:
    """The lines of documents and failures with their number and offset; "read" is what each one says."""
    number = 0
    while end is None or file.tell() < end:
        at = file.tell()
        line = file.readline()
        if not line:
            return
        number += 1
        if not line.strip():
            continue
        row = _row(report, number, line)
        first = number
        removals = []
        try:
            if row["kind"] == DOCUMENT:
                for _ in range(row["removals"]):
                    number += 1
                    below = _row(report, number, file.readline())
                    if below["kind"] != REMOVAL or _key(below) != _key(row):
                        raise ReportError(f"{report}: line {number}: is no removal of the document in line {first}")
                    removals.append((int(below["start"]), str(below["text"])))
                tidied = [Edit(int(start), str(text), str(put)) for start, text, put in row["tidied"]]
                said = (row.get("record"), row["source"]["digest"], row["text"]["digest"])
                row["read"] = Account(*said, tuple(edits(removals, tidied)))
            elif row["kind"] == FAILED:
                row["read"] = Failed(int(row["record"]), bool(row["kept"]))
            if row["kind"] != REMOVAL:
                _check(row)
        except (KeyError, TypeError, ValueError) as error:
            if isinstance(error, ReportError):
                raise
            raise ReportError(f"{report}: line {first}: is not as docs/report.md says: {error!r}") from None
        yield first, at, row


def _check(row: Mapping[str, Any]) -> None:
    """Raises ValueError or KeyError for a line that does not say where its text went."""
    texts = [row["path"], row["name"], row["encoding"], *([row["field"]] if "record" in row else [])]
    if not all(isinstance(text, str) for text in texts) or row["format"] not in FORMATS:
        raise ValueError("path, name, encoding, field or format")
    if not isinstance(row["in_place"], bool) or not isinstance(row.get("record", 1), int):
        raise ValueError("in_place or record")


def _key(row: Mapping[str, Any]) -> tuple[object, object]:
    return row["path"], row.get("record")


def _row(report: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        raise ReportError(f"{report}: line {number}: is no JSON, or cut off") from None
    if not isinstance(row, dict) or "schema" not in row:
        raise ReportError(f"{report}: line {number}: is no line of a report (or of one before schema 1)")
    if row["schema"] != SCHEMA:
        raise ReportError(f"{report}: line {number}: has schema {row['schema']!r}; this beritaclean reads {SCHEMA}")
    if row.get("kind") not in (DOCUMENT, REMOVAL, FAILED):
        raise ReportError(f"{report}: line {number}: has the kind {row.get('kind')!r}")
    return row
