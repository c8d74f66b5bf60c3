"""What is done to one chunk of work, a group of small files or some records of a large one, in any process."""

from __future__ import annotations

import hashlib
import os
import time

from beritaclean.batch.jobs import Order, Outcome, Records, Stamp, Texts
from beritaclean.batch.plan import Task, regular
from beritaclean.batch.write import stage
from beritaclean.cleaner import Cleaned, Cleaner
from beritaclean.decode import DecodeError, decode
from beritaclean.document import Document
from beritaclean.formats import (
    JSONL,
    PARQUET,
    Chunk,
    Fields,
    FormatError,
    Hands,
    Kind,
    Record,
    RecordError,
    fitted,
    packing,
)
from beritaclean.limits import RunawayPattern
from beritaclean.reports import jsonl as account
from beritaclean.rulebook import RuleError


def do(job: Texts | Records, cleaner: Cleaner | None, order: Order) -> list[Outcome]:
    """Carry out a job; one outcome a file, or one for a chunk.

    Without a cleaner (one that died of this job) no record is cleaned: each one is broken, and kept or skipped.
    """
    if isinstance(job, Records):
        return [_records(job, cleaner, order)]
    return [_text(task, job.data, cleaner, order) for task in job.tasks]


def read(path: str) -> tuple[bytes, Stamp]:
    """A file's bytes and its stamp. Raises OSError, also where it changes while it is read."""
    if not regular(path):
        raise OSError(None, "is not a regular file")
    with open(path, "rb") as file:
        before = os.fstat(file.fileno())
        data = file.read()
        after = os.fstat(file.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise OSError(None, "changed while it was read")
    return data, Stamp(after.st_size, after.st_mtime_ns, digest(data))


def digest(data: bytes) -> str:
    """What tells two contents apart."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _text(task: Task, data: bytes | None, cleaner: Cleaner | None, order: Order) -> Outcome:
    began = time.perf_counter()
    outcome = Outcome(task.source)
    outcome.counts.files = 1
    try:
        if cleaner is None:
            raise RecordError("not cleaned: the worker process died twice over it")
        if data is None:
            data, outcome.stamp = read(task.source)
        outcome.counts.bytes = len(data)
        decoded = decode(_unpacked(data, task.kind), order.encoding)
        if decoded.warning:
            outcome.warnings.append(decoded.warning)
        cleaned = cleaned_record(cleaner, Record(1, decoded.text), task.source)
    except (DecodeError, RecordError, FormatError) as error:
        outcome.error = str(error)
        return outcome
    except OSError as error:
        outcome.error = f"cannot be read: {error.strerror or error}"
        return outcome
    changed = cleaned.text != decoded.text
    _account(outcome, cleaned, order, task.source, None, changed)
    if order.stage and not changed and order.only_changed:
        return outcome
    try:
        outcome.data = packing.pack(cleaned.text.encode("utf-8"), task.packing)
        outcome.out_size = len(outcome.data)
        if order.stage and task.target:
            outcome.staged = stage(task.target, outcome.data, sync=order.sync)
            outcome.data = b""
    except FormatError as error:
        outcome.error = str(error)
    except OSError as error:
        outcome.error = f"cannot write {task.target}: {error.strerror}"
    outcome.seconds = time.perf_counter() - began
    return outcome


def _unpacked(data: bytes, kind: Kind) -> bytes:
    if not kind.packing:
        return data
    from io import BytesIO

    try:
        with packing.unpacked(BytesIO(data), kind.packing) as stream:
            return stream.read()
    except Exception as error:
        said = packing.complaint(error)
        if said is None:
            raise
        raise FormatError(said) from error


def _records(job: Records, cleaner: Cleaner | None, order: Order) -> Outcome:
    task = job.task
    outcome = Outcome(task.source)
    counts = outcome.counts
    counts.bytes = len(job.chunk.data)

    def clean(record: Record) -> str:
        name = f"{task.source}:{record.number}"
        if cleaner is None:
            raise RecordError("not cleaned: the worker process died twice over it or one beside it")
        cleaned = cleaned_record(cleaner, record, name)
        text = fitted(cleaned.text, record.text)
        _account(outcome, cleaned, order, task.source, record.number, text != record.text)
        return text

    def broken(number: int, message: str) -> bool:
        counts.documents += 1
        counts.failed += 1
        outcome.broken.append(f"record {number}: {message}")
        return order.on_error == "keep"

    try:
        data = rewrite(job.chunk, task.kind, job.fields, order.encoding, Hands(clean, broken))
        outcome.data = packing.pack(data, task.packing) if data else b""
    except FormatError as error:
        outcome.error = str(error)
        return outcome
    if outcome.broken and order.on_error == "fail":
        outcome.error = f"{outcome.broken[0]} (--on-error fail)"
    outcome.out_size = len(outcome.data)
    return outcome


def cleaned_record(cleaner: Cleaner, record: Record, name: str) -> Cleaned:
    """A record, cleaned with what its other fields tell. Raises RecordError where that cannot be done."""
    document = Document(record.text, name, record.url, record.outlet, record.title)
    try:
        try:
            return cleaner.clean(document)
        except RuleError:
            # An outlet that no rule file is for is no mistake in a corpus: the text and the URL may still tell.
            return cleaner.clean(Document(record.text, name, record.url, title=record.title))
    except RunawayPattern as error:
        raise RecordError(str(error)) from None
    except Exception as error:  # one text that the cleaner cannot take must not end a run of millions
        raise RecordError(f"the cleaner failed ({type(error).__name__}: {error}); please report it") from error


def rewrite(chunk: Chunk, kind: Kind, fields: Fields, encoding: str | None, hands: Hands) -> bytes:
    """A chunk with its texts cleaned, in the format of its file."""
    from beritaclean.formats import jsonl, parquet, table

    if kind.format == JSONL:
        return jsonl.rewrite(chunk, fields, encoding, hands)
    if kind.format == PARQUET:
        return parquet.rewrite(chunk, fields, encoding, hands)
    return table.rewrite(chunk, fields, encoding, hands, kind.format)


def _account(outcome: Outcome, cleaned: Cleaned, order: Order, name: str, record: int | None, changed: bool) -> None:
    outcome.counts.add(cleaned, changed=changed)
    if order.rows:
        outcome.rows += "".join(f"{row}\n" for row in account.rows(name, cleaned, record))
    if order.shown:
        outcome.shown.append((name if record is None else f"{name}:{record}", cleaned, changed))
