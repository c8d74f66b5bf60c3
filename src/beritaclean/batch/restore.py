"""Restoring: cleaned files and what a report says of them become the repaired sources again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from beritaclean.account import AccountError, digest
from beritaclean.batch.jobs import Outcome
from beritaclean.batch.matching import Restoring
from beritaclean.batch.output import Growing
from beritaclean.batch.plan import Manner, Task
from beritaclean.batch.source import CHUNK, chunks_of
from beritaclean.batch.source import digest as digest_of_bytes
from beritaclean.batch.work import opened, read, rewrite, unpacked
from beritaclean.batch.write import commit, new_token, write
from beritaclean.formats import TEXT, Fields, FormatError, Hands, Kind, Record, RecordError, kind_of, packing
from beritaclean.reports.reading import Account, Failed, accounts

CHANGED = "has changed since it was cleaned: left as it is"


@dataclass(slots=True)
class Restored:
    """What became of a file: how many documents were put back or were whole already, and what went wrong."""

    documents: int = 0
    changed: int = 0
    problems: tuple[str, ...] = ()


def restore(report: Path, job: Restoring, out: IO[bytes] | None, *, in_place: bool, dry: bool) -> Restored:
    """Restore one file: to its target, in place, to `out`, or nowhere (`dry`). Raises BrokenPipeError."""
    try:
        if not job.stretches:
            return Restored(problems=("is not in the report",))
        work = _text if job.stretches[-1].format == TEXT else _records
        return work(report, job, None if dry else out, None if dry else job.cleaned if in_place else job.target)
    except BrokenPipeError:
        raise
    except (FormatError, AccountError) as error:
        return Restored(problems=(str(error),))
    except Exception as error:
        if isinstance(error, OSError) and error.errno and error.filename:
            return Restored(problems=(f"{os.fsdecode(error.filename)}: {error.strerror}",))
        said = packing.complaint(error)
        if said is None:
            raise
        return Restored(problems=(said,))


def _undone(text: str, said: Iterable[Account | None]) -> str:
    """The source of a clean text, by the accounts of all runs over it, the last one first.

    Each account that fits is undone, so that text that was cleaned twice comes back as it was at first. Raises
    AccountError where none fits.
    """
    known = False
    now = digest(text)
    for account in said:
        if account and now == account.text:
            text, now, known = account.undone(text), account.source, True
        elif account and now == account.source:
            known = True  # it has been restored before
    if not known:
        raise AccountError(CHANGED)
    return text


def _text(report: Path, job: Restoring, out: IO[bytes] | None, target: str | None) -> Restored:
    data = _stdin().read() if job.cleaned == "-" else unpacked(read(job.cleaned)[0], kind_of(job.cleaned))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise AccountError(CHANGED) from None
    said = (next(accounts(report, stretch)) for stretch in reversed(job.stretches))
    found = _undone(text, (account if isinstance(account, Account) else None for account in said))
    done = Restored(1, int(found != text))
    if target and not (target == job.cleaned and found == text):
        write(target, packing.pack(found.encode("utf-8"), kind_of(target).packing))
    elif out:
        out.write(found.encode("utf-8"))
        out.flush()
    return done


class _Told:
    """The accounts of a stretch, asked for by ever larger numbers of records in the cleaned file."""

    def __init__(self, rows: Iterator[Account | Failed]) -> None:
        self._rows = rows
        self._next = next(rows, None)
        self._left_out = 0

    def of(self, number: int) -> tuple[int, Account | Failed | None]:
        """The number that a record had in the source, and what is said of it there."""
        while self._next and (self._next.record or 0) <= number + self._left_out:
            said = self._next
            left_out = isinstance(said, Failed) and not said.kept
            if said.record == number + self._left_out and not left_out:
                return number + self._left_out, said
            self._left_out += left_out
            self._next = next(self._rows, None)
        return number + self._left_out, None


def _records(report: Path, job: Restoring, out: IO[bytes] | None, target: str | None) -> Restored:
    last = job.stretches[-1]
    name = job.cleaned if job.cleaned != "-" else last.name
    kind = Kind(last.format, kind_of(name).packing if job.cleaned != "-" else None)
    pack = kind_of(target).packing if target else kind.packing if out else None
    task = Task(job.cleaned, target, name, kind, pack, 0, Manner(encoding=last.encoding))
    fields = Fields(text=last.field)
    told = [_Told(accounts(report, stretch)) for stretch in reversed(job.stretches)]
    done = Restored()
    problems: list[str] = []

    def said_of(number: int) -> list[Account | Failed]:
        found = []
        for stretch in told:  # what one run read, the one before it has written
            number, said = stretch.of(number)
            found += [said] if said else []
        return found

    def undo(record: Record) -> str:
        found = said_of(record.number)
        said = [each for each in found if isinstance(each, Account)]
        if not said and (found or not record.text):
            return record.text  # it was not cleaned
        if not said:
            raise RecordError("is not in the report")
        try:
            text = _undone(record.text, said)
        except AccountError as error:
            raise RecordError(str(error)) from None
        done.documents += 1
        done.changed += text != record.text
        return text

    def broken(number: int, message: str) -> bool:
        found = said_of(number)
        if not found or not all(isinstance(each, Failed) for each in found):
            problems.append(f"record {number}: {message}")
        return True

    with _stdin() if job.cleaned == "-" else opened(job.cleaned) as file:
        token = new_token()
        growing = Growing.start(task, target, out, None, digest_of_bytes(), token, rows=False)
        try:
            for chunk in chunks_of(task, CHUNK, file):
                data = rewrite(chunk, kind, fields, last.encoding, Hands(undo, broken, empty=True))
                if target or out:
                    growing.add(Outcome(name, data=packing.pack(data, pack) if data else b""))
            same = target == job.cleaned and not done.changed
            if (target or out) and not same and (staged := growing.finish()) and target:
                commit(staged, target, token)
        finally:
            growing.stop(keep=False)
    done.problems = tuple(problems)
    return done


def _stdin() -> IO[bytes]:
    import sys

    return sys.stdin.buffer
