"""What grows while a run goes on: the output of a large file, and the report."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from beritaclean.batch.counts import Counts
from beritaclean.batch.jobs import Outcome, Part
from beritaclean.batch.plan import Task
from beritaclean.batch.write import discard, discarding, fresh, shared, temporary
from beritaclean.formats import PARQUET, packing, parquet

if TYPE_CHECKING:
    from beritaclean.reports.html.gathering import Gathered

ROWS, SECOND = ".rows", ".2"
"""Suffixes of what lies beside a temporary file: the rows for the report, and a Parquet file that is put together."""

SYNC_SECONDS = 1.0
"""How often, at most, what has been written of a large file is made safe from a power cut."""


@dataclass(slots=True)
class Growing:
    """The output of a file of records: a temporary file beside the target, or a stream (or nothing at all)."""

    task: Task
    target: str | None
    file: IO[bytes] | None
    digest: Any
    counts: Counts
    token: str
    rows: IO[bytes] | None = None
    gathered: Gathered | None = None
    size: int = 0
    began: float = field(default_factory=time.monotonic)
    _synced: float = field(default_factory=time.monotonic)

    @classmethod
    def start(
        cls,
        task: Task,
        target: str | None,
        stream: IO[bytes] | None,
        part: Part | None,
        digest: Any,
        token: str,
        *,
        rows: bool,
    ) -> Growing:
        """Open the output, and go on after `part` where that is given; `rows` are spooled. Raises OSError."""
        if target is None:
            import tempfile  # late: it imports much

            return cls(task, None, stream, digest, Counts(), token, tempfile.TemporaryFile() if rows else None)
        os.makedirs(os.path.dirname(os.path.realpath(target)), exist_ok=True)
        name = temporary(target, token)
        if part is None:
            with discarding(name, name + ROWS):
                begun = fresh(name + ROWS, target) if rows else None
                return cls(task, target, fresh(name, target), digest, Counts(), token, begun)
        spool = _at(name + ROWS, part.rows) if rows else None
        return cls(task, target, _at(name, part.out), digest, part.counts, token, spool, size=part.out)

    @property
    def name(self) -> str:
        """What a message calls the output."""
        return self.target or "the standard output"

    def add(self, outcome: Outcome) -> None:
        """Write a chunk's data. Raises OSError."""
        self.counts.merge(outcome.counts)
        if outcome.gathered:
            from beritaclean.reports.html.gathering import Gathered  # late: most runs write no page

            self.gathered = self.gathered or Gathered(outcome.gathered.limit)
            self.gathered.merge(outcome.gathered)
        if self.file:
            self.file.write(outcome.data)
            self.file.flush()
        if self.rows:
            self.rows.write(outcome.rows.encode("utf-8", "backslashreplace"))
            self.rows.flush()
        self.digest.update(outcome.data)
        self.size += len(outcome.data)

    def part(self, at: int, seen: str) -> Part:
        """How far the file is, with `at` and `seen` for its source."""
        return Part(at, seen, self.size, self.digest.hexdigest(), self.rows.tell() if self.rows else 0, self.counts)

    def sync_due(self) -> bool:
        """Whether it is time to sync."""
        return time.monotonic() - self._synced > SYNC_SECONDS

    def sync(self) -> None:
        """Make what is written safe from a power cut."""
        self._synced = time.monotonic()
        if self.file and self.target:
            os.fsync(self.file.fileno())

    def finish(self) -> str | None:
        """Write the rest; the file that is to take the target's name, if there is one.

        Raises OSError, and FormatError for a Parquet source that has gone bad.
        """
        if not self.file:
            return None
        if not self.size and self.task.packing:
            self.file.write(packing.pack(b"", self.task.packing))
        if self.target is None:
            self.file.flush()
            return None
        name = temporary(self.target, self.token)
        if self.task.kind.format == PARQUET:
            name += SECOND
            with open(self.task.source, "rb") as source, fresh(name, self.target) as file:
                parquet.finish(self.file, source, file)
                self.file.close()
                self.file = file
                self.sync()
            discard(temporary(self.target, self.token))
        else:
            self.sync()
        self.size = os.path.getsize(name)
        self.file.close()
        return name

    def stop(self, *, keep: bool) -> None:
        """Close the output without giving it its name; what is there is kept to go on from, or removed."""
        for file in (self.rows, self.file if self.target else None):
            if file:
                with suppress(OSError):  # what could not be written is not in the manifest either
                    file.close()
        if self.target is None:
            return
        name = temporary(self.target, self.token)
        keep = keep and not shared(os.path.dirname(name))  # there nobody finds it again
        for each in (f"{name}{SECOND}",) if keep else (f"{name}{SECOND}", name, name + ROWS):
            discard(each)


def _at(name: str, size: int) -> IO[bytes]:
    file = open(name, "r+b")  # noqa: SIM115 (it stays open)
    file.truncate(size)
    file.seek(size)
    return file


class Report:
    """The report of a run: rows are added to a temporary file, which takes its name at the end.

    With `resume`, an earlier report is gone on with, after its first `resume` bytes.
    Raises OSError where it cannot be written.
    """

    def __init__(self, path: Path, token: str, resume: int = 0) -> None:
        self.path = path
        self._name = temporary(str(path), token)
        if resume:
            if not os.path.exists(self._name):
                os.replace(path, self._name)
            self._file: IO[bytes] = _at(self._name, resume)
        else:
            os.makedirs(os.path.dirname(os.path.realpath(path)), exist_ok=True)
            self._name = temporary(str(path), token)
            self._file = fresh(self._name, str(path))
        self.size = resume

    @staticmethod
    def has(path: Path, size: int) -> bool:
        """Whether an earlier report of at least `size` bytes is there."""
        found = temporary(str(path), "")
        found = found if os.path.exists(found) and not shared(os.path.dirname(found)) else str(path)
        return size == 0 or (os.path.exists(found) and os.path.getsize(found) >= size)

    def add(self, rows: bytes) -> None:
        """Add rows."""
        self._file.write(rows)
        self.size += len(rows)

    def add_file(self, rows: IO[bytes]) -> None:
        """Add all rows of a spool."""
        rows.seek(0)
        while data := rows.read(1 << 20):
            self.add(data)

    def flush(self) -> None:
        """Hand the rows over to the system."""
        self._file.flush()

    def finish(self) -> None:
        """Give the report its name. Raises OSError."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        os.replace(self._name, os.path.realpath(self.path))

    def stop(self, *, keep: bool) -> None:
        """Close an unfinished report."""
        with suppress(OSError):
            self._file.close()
        if not keep or shared(os.path.dirname(self._name)):
            discard(self._name)
