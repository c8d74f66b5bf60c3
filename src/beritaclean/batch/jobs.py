"""What a run is made of: what is done to all documents, the jobs, what becomes of them, what is known of a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from beritaclean.batch.counts import Counts
from beritaclean.batch.plan import Task
from beritaclean.batch.write import new_token
from beritaclean.cleaner import Cleaned
from beritaclean.formats import MOST, Chunk, Fields


@dataclass(frozen=True, slots=True)
class Order:
    """What a run does with every document.

    `encoding` reads it; `on_error` is "keep", "skip" or "fail"; `rows` asks for the report's rows, `shown` for
    the cleaned documents themselves; `stage` writes texts beside their targets, `sync` to the disk; `token` is for
    the names of temporary files. `most` is the size of the largest document, in bytes.
    """

    encoding: str | None = None
    on_error: str = "keep"
    rows: bool = False
    shown: bool = False
    stage: bool = False
    only_changed: bool = False
    sync: bool = False
    most: int = MOST
    token: str = field(default_factory=new_token)


@dataclass(frozen=True, slots=True)
class Texts:
    """Files of one text each; `data` is given for the standard input."""

    tasks: tuple[Task, ...]
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Records:
    """A chunk of records of one file; `seen` digests the source up to its end, `place` is the bytes read for it."""

    task: Task
    chunk: Chunk
    fields: Fields
    seen: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Stamp:
    """A file's content: its size in bytes, its time of change in nanoseconds, a digest of its bytes."""

    size: int
    mtime_ns: int
    digest: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that is done: what its source and its output were, what was counted, and how long the report was."""

    stamp: Stamp
    out_size: int
    counts: Counts
    report: int


@dataclass(frozen=True, slots=True)
class Part:
    """How far a large file is: offsets and digests of the source as it is unpacked, and of the output.

    `rows` are the bytes of the report's rows for it, which lie beside the output.
    """

    at: int
    at_digest: str
    out: int
    out_digest: str
    rows: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class Begin:
    """A file of records starts, or goes on after `part`; `out` has digested the output so far."""

    task: Task
    fields: Fields
    part: Part | None
    out: Any


@dataclass(frozen=True, slots=True)
class End:
    """A file of records has been read to its end."""

    task: Task
    stamp: Stamp | None


@dataclass(frozen=True, slots=True)
class Failed:
    """A file cannot be read, or not any further."""

    task: Task
    message: str


@dataclass(frozen=True, slots=True)
class Done:
    """A file that an earlier run has done."""

    task: Task
    entry: Entry


Job = Texts | Records | Begin | End | Failed | Done


@dataclass(slots=True)
class Outcome:
    """What became of one file or chunk.

    `error` says why a whole file failed; `broken` lists what is wrong with single records; `warnings` what the
    user should know; `data` is the output, or `staged` the file that holds it.
    """

    name: str
    counts: Counts = field(default_factory=Counts)
    rows: str = ""
    error: str | None = None
    broken: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    shown: list[tuple[str, Cleaned, bool]] = field(default_factory=list)
    data: bytes = b""
    staged: str | None = None
    stamp: Stamp | None = None
    out_size: int = 0
    seconds: float = 0.0
