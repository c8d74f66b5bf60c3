"""The jobs of a run, read from the files in order: groups of small files, chunks of files of records."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from beritaclean.batch.jobs import Begin, Done, End, Entry, Failed, Job, Part, Records, Stamp, Texts
from beritaclean.batch.plan import Task
from beritaclean.batch.work import opened, read
from beritaclean.batch.write import shared, temporary
from beritaclean.formats import (
    JSONL,
    MOST,
    PARQUET,
    Chunk,
    Fields,
    FormatError,
    chosen,
)

if TYPE_CHECKING:
    from beritaclean.batch.manifest import Manifest

CHUNK = 512 * 1024
"""Bytes of records that a worker takes at a time."""

GROUP = 32
"""Small files that a worker takes at a time, as long as they are not larger than a chunk."""


def digest() -> Any:
    """A digest to be fed with bytes."""
    import hashlib  # late: texts need none

    return hashlib.blake2b(digest_size=16)


class Reading(NamedTuple):
    """How files are read: the size of a chunk, what is done already.

    `abandoned` is filled by the reader of the jobs with the sources of which no more is wanted. `most` is the size of
    the largest record, in bytes; `by_line` makes a chunk of each line of JSON lines as it comes.
    """

    size: int
    done: Manifest | None
    abandoned: set[str]
    most: int = MOST
    by_line: bool = False


def jobs(tasks: Sequence[Task], reading: Reading) -> Iterator[Job]:
    """All jobs, in the order of the tasks."""
    group: list[Task] = []
    for task in tasks:
        entry = _finished(task, reading)
        plain = not (entry or task.kind.records)
        if group and (not plain or len(group) == GROUP or sum(each.size for each in group) + task.size > reading.size):
            yield Texts(tuple(group))
            group = []
        if entry:
            yield Done(task, entry)
        elif plain:
            group.append(task)
        else:
            yield from records(task, reading)
    if group:
        yield Texts(tuple(group))


def _finished(task: Task, reading: Reading) -> Entry | None:
    """What the manifest says of a file, if its source and its output still are what it says."""
    entry = reading.done.entry(task.name, task.manner.number) if reading.done else None
    if entry is None or task.target is None:
        return None
    try:
        found = os.stat(task.source)
        if os.stat(task.target).st_size != entry.out_size or found.st_size != entry.stamp.size:
            return None
        if found.st_mtime_ns == entry.stamp.mtime_ns:
            return entry
        if task.kind.records:
            return None
        return entry if read(task.source, reading.most)[1].digest == entry.stamp.digest else None
    except (OSError, FormatError):
        return None


def text(task: Task, reading: Reading, stdin: IO[bytes]) -> Iterator[Job]:
    """The one job, or the failure, of a text that comes from the standard input."""
    try:
        yield Texts((task,), stdin.read(reading.most + 1))
    except OSError as error:
        yield Failed(task, f"cannot be read: {error.strerror}")


def records(task: Task, reading: Reading, stdin: IO[bytes] | None = None) -> Iterator[Job]:
    """The jobs of one file of records: Begin, chunks, then End or Failed."""
    try:
        if stdin:
            yield from _stream(task, reading, stdin, None)
            yield End(task, None)
            return
        part = reading.done.part_of(task.name, task.manner.number) if reading.done else None
        with opened(task.source) as file:
            before = os.fstat(file.fileno())
            yield from _stream(task, reading, file, part)
            after = os.fstat(file.fileno())
        if task.source in reading.abandoned:
            return
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            yield Failed(task, "changed while it was read")
        else:
            yield End(task, Stamp(after.st_size, after.st_mtime_ns, ""))
    except Exception as error:
        from beritaclean.formats import packing  # late, as all of a format's modules: most texts need none

        said = packing.complaint(error)
        if said is None:
            raise
        yield Failed(task, said)


def _stream(task: Task, reading: Reading, file: IO[bytes], part: Part | None) -> Iterator[Job]:
    size = 1 if reading.by_line and task.kind.format == JSONL else reading.size
    chunks = chunks_of(task, size, file, reading.most)
    chunk = next(chunks, None)
    fields = _fields(task, file, chunk)
    seen = digest()
    out = _written(task, part) if part else None
    if part and out:
        # The source's first chunks are read again, to see that they are the same, but not cleaned.
        at = 0
        while chunk and chunk.end <= part.at:
            seen.update(chunk.data)
            at = chunk.end
            chunk = next(chunks, None)
        if (at, seen.hexdigest()) != (part.at, part.at_digest):
            file.seek(0)
            yield from _stream(task, reading, file, None)
            return
        yield Begin(task, fields, part, out)
    else:
        yield Begin(task, fields, None, digest())
    while chunk and task.source not in reading.abandoned:
        seen.update(chunk.data)
        place = file.tell() if file.seekable() and task.kind.format != PARQUET else 0
        yield Records(task, chunk, fields, seen.hexdigest(), place)
        chunk = next(chunks, None)


def chunks_of(task: Task, size: int, file: IO[bytes], most: int = MOST) -> Iterator[Chunk]:
    """The records of a file in chunks of about `size` bytes, none of more than `most`. Raises FormatError."""
    from beritaclean.formats import jsonl, packing, parquet, table

    if task.kind.format == PARQUET:
        return parquet.chunks(file, size, most)
    stream = packing.unpacked(file, task.kind.packing)
    if task.kind.format == JSONL:
        return jsonl.chunks(stream, size, most)
    return table.chunks(stream, size, task.kind.format, most)


def _fields(task: Task, file: IO[bytes], chunk: Chunk | None) -> Fields:
    """The fields to use, with a guess where the user named none. Raises FormatError."""
    fields, encoding = task.manner.fields, task.manner.encoding
    if chunk is None:
        return fields
    from beritaclean.formats import jsonl, parquet, table

    if task.kind.format == JSONL:
        known = jsonl.names(chunk, encoding)
        text = fields.text
        if text and known and text not in known and text.partition(".")[0] not in known:
            raise FormatError(f"no field {text!r} in the first records (fields: {', '.join(known)})")
        return chosen(fields, [name for name, holds_text in known.items() if holds_text])
    if task.kind.format == PARQUET:
        return chosen(fields, parquet.names(file))
    return chosen(fields, table.names(chunk, encoding, task.kind.format))


def _written(task: Task, part: Part) -> Any:
    """The digest of the output so far, or None where it is not what the manifest says."""
    if task.target is None:
        return None
    out = digest()
    left = part.out
    name = temporary(task.target, "")
    if shared(os.path.dirname(name)):
        return None
    try:
        with open(name, "rb") as file:
            while left and (data := file.read(min(left, 1 << 20))):
                out.update(data)
                left -= len(data)
        if part.rows and os.path.getsize(f"{name}.rows") < part.rows:
            return None
    except OSError:
        return None
    return out if not left and out.hexdigest() == part.out_digest else None
