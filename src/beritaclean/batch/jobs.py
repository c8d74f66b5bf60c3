"""What a run is made of: what is done to all documents, the jobs, what becomes of them, what is known of a file."""

from typing import TYPE_CHECKING, Any, NamedTuple

from beritaclean.batch.counts import Counts
from beritaclean.batch.plan import Task
from beritaclean.cleaner import Cleaned
from beritaclean.formats import MOST, Chunk, Fields

if TYPE_CHECKING:
    from beritaclean.reports.html.gathering import Gathered


class Order(NamedTuple):
    """What a run does with every document.

    `on_error` is "keep", "skip" or "fail"; `rows` asks for the report's rows, `shown` for
    the cleaned documents themselves, `gather` for what a page tells that lists so many documents; `stage` writes
    texts beside their targets, `sync` to the disk; `token` is for the names of temporary files. `most` is the size of
    the largest document, in bytes.
    """

    on_error: str = "keep"
    rows: bool = False
    shown: bool = False
    gather: int | None = None
    stage: bool = False
    only_changed: bool = False
    sync: bool = False
    most: int = MOST
    token: str = ""


class Shown(NamedTuple):
    """A cleaned document of a run that shows them: its file, and in a file of records its number (from 1).

    `before` are the bytes it has and `after` those it would have: the file's own where `patchable`, else those of
    its text alone (a record's field, what was compressed, what was UTF-16), as UTF-8.
    """

    path: str
    record: int | None
    before: bytes
    after: bytes
    patchable: bool
    cleaned: Cleaned
    changed: bool

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.path if self.record is None else f"{self.path}:{self.record}"


# The jobs are plain classes: nobody compares them, and named tuples take a start ten times as long to make.


class Texts:
    """Files of one text each; `data` is given for the standard input."""

    __slots__ = ("data", "tasks")

    def __init__(self, tasks: tuple[Task, ...], data: bytes | None = None) -> None:
        self.tasks = tasks
        self.data = data


class Records:
    """A chunk of records of one file; `seen` digests the source up to its end, `place` is the bytes read for it."""

    __slots__ = ("chunk", "fields", "place", "seen", "task")

    def __init__(self, task: Task, chunk: Chunk, fields: Fields, seen: str = "", place: int = 0) -> None:
        self.task = task
        self.chunk = chunk
        self.fields = fields
        self.seen = seen
        self.place = place


class Stamp(NamedTuple):
    """A file's content: its size in bytes, its time of change in nanoseconds, a digest of its bytes."""

    size: int
    mtime_ns: int
    digest: str


class Entry(NamedTuple):
    """A file that is done: what its source and its output were, what was counted, and how long the report was."""

    stamp: Stamp
    out_size: int
    counts: Counts
    report: int


class Part(NamedTuple):
    """How far a large file is: offsets and digests of the source as it is unpacked, and of the output.

    `rows` are the bytes of the report's rows for it, which lie beside the output.
    """

    at: int
    at_digest: str
    out: int
    out_digest: str
    rows: int
    counts: Counts


class Begin:
    """A file of records starts, or goes on after `part`; `out` has digested the output so far."""

    __slots__ = ("fields", "out", "part", "task")

    def __init__(self, task: Task, fields: Fields, part: Part | None, out: Any) -> None:
        self.task = task
        self.fields = fields
        self.part = part
        self.out = out


class End:
    """A file of records has been read to its end."""

    __slots__ = ("stamp", "task")

    def __init__(self, task: Task, stamp: Stamp | None) -> None:
        self.task = task
        self.stamp = stamp


class Failed:
    """A file cannot be read, or not any further."""

    __slots__ = ("message", "task")

    def __init__(self, task: Task, message: str) -> None:
        self.task = task
        self.message = message


class Done:
    """A file that an earlier run has done."""

    __slots__ = ("entry", "task")

    def __init__(self, task: Task, entry: Entry) -> None:
        self.task = task
        self.entry = entry


Job = Texts | Records | Begin | End | Failed | Done


class Outcome:
    """What became of one file or chunk.

    `error` says why a whole file failed; `broken` lists what is wrong with single records; `warnings` what the
    user should know; `data` is the output, or `staged` the file that holds it.
    """

    def __init__(self, name: str, data: bytes = b"") -> None:
        self.name = name
        self.counts = Counts()
        self.rows = ""
        self.error: str | None = None
        self.broken: list[str] = []
        self.warnings: list[str] = []
        self.shown: list[Shown] = []
        self.gathered: Gathered | None = None
        self.data = data
        self.staged: str | None = None
        self.stamp: Stamp | None = None
        self.out_size = 0
        self.seconds = 0.0
