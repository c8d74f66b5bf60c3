"""One document of a file: its text, or one record of many, as the cleaner needs it."""

from __future__ import annotations

from typing import IO

from beritaclean.batch import source
from beritaclean.batch.jobs import Failed, Records
from beritaclean.batch.plan import Task
from beritaclean.batch.work import read, rewrite, unpacked
from beritaclean.decode import decode
from beritaclean.formats import FormatError, Hands, Record


def pick(task: Task, number: int, stdin: IO[bytes] | None = None) -> Record:
    """The text of a file as record 1, or the record `number` of a file of records.

    Raises FormatError and DecodeError for what cannot be read, OSError, and IndexError where there are not so many.
    """
    if task.kind.records:
        return _record(task, number, source.Reading(source.CHUNK, None, set()), stdin)
    data = stdin.read() if stdin else read(task.source)[0]
    return Record(1, decode(unpacked(data, task.kind), task.manner.encoding).text)


def _record(task: Task, number: int, reading: source.Reading, stdin: IO[bytes] | None) -> Record:
    held: Records | None = None
    for job in source.records(task, reading, stdin):
        if isinstance(job, Failed):
            raise FormatError(job.message)
        if isinstance(job, Records):
            if job.chunk.first > number:
                break
            held = job
    found: list[Record] = []

    def clean(record: Record) -> str:
        if record.number == number:
            found.append(record)
        return record.text

    def broken(at: int, message: str) -> bool:
        if at == number:
            raise FormatError(message)
        return True

    if held:
        rewrite(held.chunk, task.kind, held.fields, task.manner.encoding, Hands(clean, broken))
    if not found:
        raise IndexError(f"no record {number} with a text")
    return found[0]
