"""What is done to one chunk of work, a group of small files or some records of a large one, in any process."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Sequence
from typing import IO

from beritaclean.batch.jobs import Order, Outcome, Records, Shown, Stamp, Texts
from beritaclean.batch.plan import Task
from beritaclean.batch.write import stage
from beritaclean.cleaner import Cleaned, Cleaner
from beritaclean.decode import DecodeError, decode
from beritaclean.document import Document
from beritaclean.formats import (
    JSONL,
    MOST,
    PARQUET,
    Chunk,
    Fields,
    FormatError,
    Hands,
    Kind,
    Record,
    RecordError,
    fitted,
    too_large,
)
from beritaclean.limits import RunawayPattern
from beritaclean.reports.place import Place
from beritaclean.rulebook import RuleError


def do(job: Texts | Records, cleaners: Sequence[Cleaner], order: Order) -> list[Outcome]:
    """Carry out a job; one outcome a file, or one for a chunk.

    Without cleaners (one died of this job) no record is cleaned: each one is broken, and kept or skipped.
    """
    if isinstance(job, Records):
        return [_records(job, _cleaner(job.task, cleaners), order)]
    return [_text(task, job.data, _cleaner(task, cleaners), order) for task in job.tasks]


def _cleaner(task: Task, cleaners: Sequence[Cleaner]) -> Cleaner | None:
    return cleaners[task.manner.number] if cleaners else None


def opened(path: str) -> IO[bytes]:
    """A file, open for reading. Raises OSError, also for what may never end: a pipe, a device."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        _regular(os.stat(path))  # first: the mere opening of a device may do something
        file = os.fdopen(os.open(path, flags), "rb")
    except ValueError:
        raise FileNotFoundError(errno.ENOENT, "no file can have this name") from None
    try:
        _regular(os.fstat(file.fileno()))
    except OSError:
        file.close()
        raise
    return file


def _regular(found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is a pipe or a device, not a file; give it as the standard input")


def read(path: str, most: int = MOST) -> tuple[bytes, Stamp]:
    """A file's bytes and its stamp.

    Raises OSError, also where it changes while it is read, and FormatError where it has more than `most` bytes.
    """
    with opened(path) as file:
        before = os.fstat(file.fileno())
        if before.st_size > most:
            raise FormatError(too_large("the document", most))
        data = file.read(before.st_size + 1)
        after = os.fstat(file.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise OSError(None, "changed while it was read")
    return data, Stamp(after.st_size, after.st_mtime_ns, digest(data))


def digest(data: bytes) -> str:
    """What tells two contents apart."""
    import hashlib  # late: a text through a pipe is not told apart from others

    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _text(task: Task, data: bytes | None, cleaner: Cleaner | None, order: Order) -> Outcome:
    began = time.perf_counter()
    outcome = Outcome(task.source)
    outcome.counts.files = 1
    try:
        if cleaner is None:
            raise RecordError("not cleaned: the worker process died twice over it")
        if data is None:
            data, outcome.stamp = read(task.source, order.most)
        outcome.counts.bytes = len(data)
        decoded = decode(unpacked(data, task.kind, order.most), task.manner.encoding)
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
    place = Place(task.source, task.name, order.only_changed, encoding=decoded.encoding)
    _account(outcome, cleaned, order, place, cleaned.text, decoded.text)
    if order.shown:
        patchable = not (task.packing or task.kind.packing or decoded.encoding.startswith(("utf-16", "utf-32")))
        before = data if patchable else decoded.text.encode("utf-8", "surrogatepass")
        after = cleaned.text.encode("utf-8")
        outcome.shown.append(Shown(task.source, None, before, after, patchable, cleaned, changed))
    if order.stage and not changed and order.only_changed:
        return outcome
    try:
        outcome.data = _packed(cleaned.text.encode("utf-8"), task.packing)
        outcome.out_size = len(outcome.data)
        if order.stage and task.target:
            outcome.staged = stage(task.target, outcome.data, order.token, sync=order.sync)
            outcome.data = b""
    except FormatError as error:
        outcome.error = str(error)
    except OSError as error:
        outcome.error = f"cannot write {task.target}: {error.strerror}"
    outcome.seconds = time.perf_counter() - began
    return outcome


def unpacked(data: bytes, kind: Kind, most: int = MOST) -> bytes:
    """A file's bytes without the compression around them. Raises FormatError."""
    if len(data) > most:
        raise FormatError(too_large("the document", most))
    if not kind.packing:
        return data
    from io import BytesIO

    from beritaclean.formats import packing  # late: most texts are not packed

    try:
        with packing.unpacked(BytesIO(data), kind.packing) as stream:
            text = stream.read(most + 1)
    except Exception as error:
        said = packing.complaint(error)
        if said is None:
            raise
        raise FormatError(said) from error
    if len(text) > most:
        raise FormatError(too_large("the document, unpacked,", most))
    return text


def _packed(data: bytes, how: str | None) -> bytes:
    if not how:
        return data
    from beritaclean.formats import packing  # late, as above

    return packing.pack(data, how)


def _records(job: Records, cleaner: Cleaner | None, order: Order) -> Outcome:
    task = job.task
    outcome = Outcome(task.source)
    counts = outcome.counts
    counts.bytes = len(job.chunk.data)
    field = job.fields.into or job.fields.text
    place = Place(
        task.source,
        task.name,
        order.only_changed,
        task.kind.format,
        task.manner.encoding or "utf-8",
        field=field,
    )

    def clean(record: Record) -> str:
        name = f"{task.source}:{record.number}"
        if cleaner is None:
            raise RecordError("not cleaned: the worker process died twice over it or one beside it")
        cleaned = cleaned_record(cleaner, record, name)
        text = fitted(cleaned.text, record.text)
        _account(outcome, cleaned, order, place._replace(record=record.number), text, record.text)
        if order.shown:
            before, after = record.text.encode("utf-8", "surrogatepass"), text.encode("utf-8")
            changed = text != record.text
            outcome.shown.append(Shown(task.source, record.number, before, after, False, cleaned, changed))
        return text

    def broken(number: int, message: str) -> bool:
        counts.documents += 1
        counts.failed += 1
        outcome.broken.append(f"record {number}: {message}")
        kept = order.on_error == "keep"
        if order.rows:
            from beritaclean.reports import jsonl as account  # late, as below

            outcome.rows += account.failed(place._replace(record=number), message, kept=kept) + "\n"
        return kept

    try:
        data = rewrite(job.chunk, task.kind, job.fields, task.manner.encoding, Hands(clean, broken))
        outcome.data = _packed(data, task.packing) if data else b""
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


def _account(outcome: Outcome, cleaned: Cleaned, order: Order, place: Place, text: str, raw: str) -> None:
    outcome.counts.add(cleaned, changed=text != raw)
    if order.rows:
        from beritaclean.reports import jsonl as account  # late: most runs write no report

        outcome.rows += "".join(f"{row}\n" for row in account.rows(place, cleaned, text, raw))
    if order.gather:
        from beritaclean.reports.html.gathering import Gathered  # late: most runs write no page

        outcome.gathered = outcome.gathered or Gathered(order.gather)
        outcome.gathered.add(place.path, place.record, cleaned, changed=text != raw)
