"""Every text of files and folders, one after the other, to be read and not written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from beritaclean.batch.jobs import Begin, Failed, Records, Texts
from beritaclean.batch.listener import Listener
from beritaclean.batch.pick import pick
from beritaclean.batch.plan import Task
from beritaclean.batch.source import Reading, jobs
from beritaclean.batch.work import rewrite
from beritaclean.decode import DecodeError
from beritaclean.formats import FormatError, Hands, Record


def records(tasks: Sequence[Task], reading: Reading, listener: Listener) -> Iterator[tuple[Task, Record, int]]:
    """Each record with its task and the bytes read of that task so far, 0 where they are not known.

    What cannot be read is told and passed over; a text is a record with the number 1.
    """
    told: set[str] = set()
    for job in jobs(tasks, reading):
        if isinstance(job, Texts):
            for task in job.tasks:
                if (record := _text(task, listener)) is not None:
                    yield task, record, task.size
        elif isinstance(job, Failed):
            listener.failed(job.task.source, job.message)
        elif isinstance(job, Begin):
            field = job.fields.text
            if field and not job.task.manner.fields.text and field not in told:
                told.add(field)
                listener.field(job.task.source, field)
        elif isinstance(job, Records):
            yield from ((job.task, record, job.place) for record in _records(job, reading, listener))


def _text(task: Task, listener: Listener) -> Record | None:
    try:
        return pick(task, 1)
    except (DecodeError, FormatError) as error:
        listener.failed(task.source, str(error))
    except OSError as error:
        listener.failed(task.source, f"cannot be read: {error.strerror or error}")
    return None


def _records(job: Records, reading: Reading, listener: Listener) -> list[Record]:
    """The records of a chunk. The formats hand them over as for cleaning; that nothing changes is told back."""
    found: list[Record] = []

    def take(record: Record) -> str:
        found.append(record)
        return record.text

    def broken(number: int, message: str) -> bool:
        listener.failed(job.task.source, f"record {number}: {message}")
        return True

    try:
        rewrite(job.chunk, job.task.kind, job.fields, job.task.manner.encoding, Hands(take, broken))
    except FormatError as error:
        listener.failed(job.task.source, str(error))
        reading.abandoned.add(job.task.source)
    return found
