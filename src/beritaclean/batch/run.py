"""A run: jobs go out, outcomes come back in order and become files, a report, a manifest and a summary."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from typing import IO, TYPE_CHECKING, Any

from beritaclean.batch import pool, source
from beritaclean.batch.counts import Counts
from beritaclean.batch.jobs import Begin, End, Entry, Failed, Job, Order, Outcome, Records, Stamp, Texts
from beritaclean.batch.listener import Listener, Summary
from beritaclean.batch.plan import Task
from beritaclean.batch.source import Reading
from beritaclean.batch.stop import whole
from beritaclean.batch.work import do
from beritaclean.batch.write import commit, discard, names, temporary
from beritaclean.cleaner import Cleaner

if TYPE_CHECKING:
    from beritaclean.batch.manifest import Manifest
    from beritaclean.batch.output import Growing, Report
    from beritaclean.reports.html.gathering import Gathered

MOST_TOLD = 20
"""Broken records of one file that are told one by one; all are counted."""


class Run:
    """A run and what it needs; `out` takes what has no target (None: nothing is written), `gathered` what a page
    tells of the files that are done."""

    def __init__(
        self,
        cleaners: Sequence[Cleaner],
        order: Order,
        reading: Reading,
        listener: Listener,
        workers: int = 1,
        *,
        backup: str | None = None,
        in_place: bool = False,
    ) -> None:
        self.cleaners = cleaners
        self.order = order
        self.reading = reading
        self.listener = listener
        self.workers = workers
        self.backup = backup
        self.in_place = in_place
        self.out: IO[bytes] | None = None
        self.manifest: Manifest | None = None
        self.report: Report | None = None
        self.gathered: Gathered | None = None
        self.summary = Summary()
        self._growing: Growing | None = None
        self._out: deque[Texts] = deque()
        self._told = 0
        self._bytes = 0
        self._fields: set[str] = set()

    def go(self, tasks: Sequence[Task], stdin: IO[bytes] | None = None) -> Summary:
        """Clean all tasks. With `stdin`, the one task is read from there.

        Raises BrokenPipeError, and whatever stops it from outside: what is done by then is kept, and nothing half.
        """
        began = time.monotonic()
        jobs: Iterator[Job] = source.jobs(tasks, self.reading)
        if stdin and tasks[0].kind.records:
            jobs = source.records(tasks[0], self.reading, stdin)
        elif stdin:
            jobs = source.text(tasks[0], self.reading, stdin)
        jobs = self._noted(jobs)
        pairs = pool.ordered(jobs, do, (self.cleaners, self.order), self.workers, inline=_inline, dead=self._dead)
        try:
            for job, outcomes in pairs:
                self._take(job, outcomes)
                self.listener.advance(self._so_far(), self._bytes + (job.place if isinstance(job, Records) else 0))
        finally:
            pairs.close()  # type: ignore[attr-defined]
            if self._growing:
                self._growing.stop(keep=self.manifest is not None)
            for job in self._out:
                self._discard(job)
            self.summary.seconds = time.monotonic() - began
        return self.summary

    def _noted(self, jobs: Iterator[Job]) -> Iterator[Job]:
        """The jobs; texts are noted until they are taken, as their files may be staged by then."""
        for job in jobs:
            if isinstance(job, Texts):
                self._out.append(job)
            yield job

    def _discard(self, job: Texts) -> None:
        for task in job.tasks if self.order.stage else ():
            if task.target:
                discard(temporary(task.target, self.order.token))

    def _so_far(self) -> Counts:
        total = Counts()
        total.merge(self.summary.counts)
        if self._growing:
            total.merge(self._growing.counts)
        return total

    def _take(self, job: Job, outcomes: list[Outcome]) -> None:
        if isinstance(job, Texts):
            for task, outcome in zip(job.tasks, outcomes, strict=True):
                self._hear(outcome)
                with whole() if outcome.staged else nullcontext():
                    self._text(task, outcome)
                self._bytes += task.size
            self._out.popleft()
        elif isinstance(job, Records):
            self._records(job, outcomes[0])
        elif isinstance(job, Begin):
            self._begin(job)
        elif isinstance(job, End):
            self._end(job)
        elif isinstance(job, Failed):
            self._give_up(job.task, job.message)
        else:
            self.summary.counts.merge(job.entry.counts)
            self.summary.resumed += 1
            self._tell_records(job.task, job.entry.counts)
            self._bytes += job.task.size

    def _text(self, task: Task, outcome: Outcome) -> None:
        if outcome.error:
            self.fail(task.source, outcome.error)
            return
        if outcome.staged and task.target:
            try:
                self._same(task, outcome.stamp)
                self._many_names(task)
                commit(outcome.staged, task.target, self.order.token, self.backup)
            except OSError as error:
                discard(outcome.staged)
                self.fail(task.source, f"cannot write {task.target}: {error.strerror}")
                return
        elif self.out and not self.order.stage:
            try:
                self.out.write(outcome.data)
                self.out.flush()
            except BrokenPipeError:
                raise
            except OSError as error:
                self.fail(task.source, f"cannot write the standard output: {error.strerror}")
                return
        self._report(lambda report: report.add(outcome.rows.encode("utf-8", "backslashreplace")))
        self._gather(outcome.gathered)
        self.summary.counts.merge(outcome.counts)
        self.listener.done(task.source, outcome.counts.rules.total())
        if outcome.stamp:
            self._note(task, Entry(outcome.stamp, outcome.out_size, outcome.counts, self._place()), outcome.seconds)

    def _begin(self, job: Begin) -> None:
        from beritaclean.batch.output import Growing  # late: a text's output does not grow

        self._told = 0
        if job.fields.text and not job.task.manner.fields.text and job.fields.text not in self._fields:
            self._fields.add(job.fields.text)
            self.listener.field(job.task.source, job.fields.text)
        if job.part:
            message = f"goes on after {job.part.counts.documents:,} records that an earlier run has done"
            self.listener.warn(job.task.source, message)
        try:
            target = job.task.target if self.order.stage else None
            place = (job.task, target, self.out, job.part, job.out)
            self._growing = Growing.start(*place, self.order.token, rows=self.order.rows)
        except OSError as error:
            self._give_up(job.task, f"cannot write {job.task.target}: {error.strerror}")

    def _records(self, job: Records, outcome: Outcome) -> None:
        growing = self._growing
        if growing is None:
            return  # the file has failed; this chunk was on its way already
        self._hear(outcome)
        if outcome.error:
            self._give_up(job.task, outcome.error)
            return
        for message in outcome.broken:
            self._told += 1
            if self._told <= MOST_TOLD:
                self.listener.failed(job.task.source, message)
        try:
            growing.add(outcome)
        except BrokenPipeError:
            raise
        except OSError as error:
            self._give_up(job.task, f"cannot write {growing.name}: {error.strerror}", keep=bool(self.manifest))
            return
        if self.manifest and growing.target:
            part = growing.part(job.chunk.end, job.seen)
            self._write_manifest(lambda manifest: manifest.part(job.task, part))
            if growing.sync_due():
                self._write_manifest(lambda manifest: growing.sync())
                self._write_manifest(lambda manifest: manifest.sync())

    def _end(self, job: End) -> None:
        growing = self._growing
        if growing is None:
            return
        counts = growing.counts
        counts.files = 1
        try:
            staged = growing.finish() if not self.in_place or counts.changed else None
            with whole():
                self._finish(job, growing, staged)
        except BrokenPipeError:
            raise
        except Exception as error:
            said = error.strerror if isinstance(error, OSError) else str(error)
            self._give_up(job.task, f"cannot write {growing.name}: {said}")

    def _finish(self, job: End, growing: Growing, staged: str | None) -> None:
        """Give a file of records its name, and note that it is done. Raises OSError."""
        counts = growing.counts
        if staged and growing.target:
            self._same(job.task, job.stamp)
            self._many_names(job.task)
            commit(staged, growing.target, self.order.token, self.backup)
        if rows := growing.rows:
            self._report(lambda report: report.add_file(rows))
        self._gather(growing.gathered)
        growing.stop(keep=False)
        self._growing = None
        self.summary.counts.merge(counts)
        self._bytes += job.task.size
        self.listener.done(job.task.source, counts.rules.total())
        self._tell_records(job.task, counts)
        if job.stamp:
            self._note(
                job.task, Entry(job.stamp, growing.size, counts, self._place()), time.monotonic() - growing.began
            )

    def _same(self, task: Task, stamp: Stamp | None) -> None:
        """Raises OSError where a source that is to be overwritten is no longer what was read."""
        if self.in_place and stamp:
            now = os.stat(task.source)
            if (now.st_size, now.st_mtime_ns) != (stamp.size, stamp.mtime_ns):
                raise OSError(None, "it changed while it was cleaned")

    def _many_names(self, task: Task) -> None:
        count = names(task.target) if self.order.stage and task.target else 1
        if count > 1:
            others = "another name" if count == 2 else f"{count - 1} other names"
            self.listener.warn(task.target or "", f"has {others} (hard links), where the old text stays")

    def _tell_records(self, task: Task, counts: Counts) -> None:
        if counts.failed:
            more = f" ({counts.failed - MOST_TOLD} of them not told one by one)" if counts.failed > MOST_TOLD else ""
            what = "kept as they were" if self.order.on_error == "keep" else "left out"
            message = f"{counts.failed} of {counts.documents} records not cleaned, {what}{more}"
            self.summary.failures.append((task.source, message))

    def _give_up(self, task: Task, message: str, *, keep: bool = False) -> None:
        growing, self._growing = self._growing, None
        self.reading.abandoned.add(task.source)
        if growing:
            growing.stop(keep=keep)
        self.fail(task.source, f"{message}; with --resume it goes on from there" if keep else message)

    def fail(self, name: str, message: str) -> None:
        """Count and tell a failure."""
        self.summary.counts.files += 1
        self.trouble(name, message)

    def trouble(self, name: str, message: str) -> None:
        """Tell a failure that is not a source's own."""
        self.summary.failures.append((name, message))
        self.listener.failed(name, message)

    def _hear(self, outcome: Outcome) -> None:
        for warning in outcome.warnings:
            self.listener.warn(outcome.name, warning)
        for shown in outcome.shown:
            self.listener.shown(shown)

    def _gather(self, more: Gathered | None) -> None:
        if self.gathered and more:
            self.gathered.merge(more)

    def _report(self, write: Callable[[Report], None]) -> None:
        """Write to the report. Where that fails, there is none, and from here on nothing counts as done."""
        if self.report is None:
            return
        try:
            write(self.report)
            self.report.flush()
        except OSError as error:
            self.trouble(str(self.report.path), f"cannot write the report: {error.strerror}")
            self.report.stop(keep=self.manifest is not None)
            self.report = None
            if self.manifest:
                self.manifest.close(keep=True)
                self.manifest = None

    def _place(self) -> int:
        return self.report.size if self.report else 0

    def _note(self, task: Task, entry: Entry, seconds: float) -> None:
        self._write_manifest(lambda manifest: manifest.done(task, entry, seconds))

    def _write_manifest(self, line: Callable[[Manifest], Any]) -> None:
        """Write to the manifest; where that fails, the run goes on without one."""
        if self.manifest is None or self.in_place:
            return
        try:
            line(self.manifest)
        except OSError as error:
            message = f"cannot be written: {error.strerror}; --resume will do the rest again"
            self.trouble(str(self.manifest.path), message)
            self.manifest.close(keep=True)
            self.manifest = None

    def _dead(self, job: Any, worker: str, given_up: bool) -> list[Outcome] | None:
        """What is said, and at last done, about a job that a worker died of."""
        if isinstance(job, Records):
            name = job.task.source
            what = f"records from {job.chunk.first} on"
        else:
            name = job.tasks[0].source
            what = f"{len(job.tasks)} files from this one on" if len(job.tasks) > 1 else "it"
        if not given_up:
            self.listener.warn(name, f"{worker} died at {what}, which another one does again")
            return None
        self.listener.failed(name, f"{worker} died at {what} for the second time: not cleaned")
        if isinstance(job, Texts):
            self._discard(job)
        return do(job, (), self.order)


def _inline(job: Job) -> list[Outcome] | None:
    return None if isinstance(job, (Texts, Records)) else []
