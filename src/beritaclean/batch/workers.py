"""Worker processes: each an executor of its own, so that a death has one name, and started anew when it dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from beritaclean.batch.pool import WINDOW

Job = TypeVar("Job")
Result = TypeVar("Result")

_SETUP: tuple[Any, ...] = ()


def _start(setup: tuple[Any, ...]) -> None:
    """A worker keeps what every job needs, leaves signals to the parent, and goes when the parent is gone."""
    global _SETUP
    _SETUP = setup
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()


def _leave_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


def _run(work: Callable[..., Result], job: Any) -> Result:
    return work(job, *_SETUP)


@dataclass(slots=True)
class _Worker:
    """An executor of one process, so that a death has one name; `out` are its jobs, the one at work first."""

    number: int
    setup: tuple[Any, ...]
    out: list[_Item[Any, Any]] = field(default_factory=list)
    executor: ProcessPoolExecutor | None = None
    pid: Future[int] | None = None

    def submit(self, work: Callable[..., Any], item: _Item[Any, Any]) -> None:
        if self.executor is None:
            self.executor = ProcessPoolExecutor(1, _context(), _start, (self.setup,))
            self.pid = self.executor.submit(os.getpid)
        self.out.append(item)
        try:
            item.future = self.executor.submit(_run, work, item.job)
        except BrokenProcessPool as error:
            item.future = Future()
            item.future.set_exception(error)

    def close(self) -> None:
        if self.executor:
            self.executor.shutdown(wait=True, cancel_futures=True)
        self.executor = None


@dataclass(slots=True, eq=False)
class _Item(Generic[Job, Result]):
    job: Job
    future: Future[Result] | None = None
    tries: int = 0
    done: bool = False
    result: Result | None = None


def _context() -> Any:
    """Processes that share no thread or lock with this one, started from one that has imported the cleaner."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["beritaclean.batch.work", "beritaclean.formats.jsonl", "beritaclean.formats.table"])
    _serve()
    return context


def _serve() -> None:
    """Start the server of workers with signals blocked, as its children are then from their first moment: Ctrl-C and
    the SIGTERM of a cluster reach all processes of a run, but are the parent's business."""
    from multiprocessing import forkserver, resource_tracker

    resource_tracker.ensure_running()  # it unblocks them when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def in_parallel(
    source: Iterator[Job],
    work: Callable[..., Result],
    setup: tuple[Any, ...],
    workers: int,
    inline: Callable[[Job], Result | None],
    dead: Callable[[Job, str, bool], Result | None],
) -> Iterator[tuple[Job, Result]]:
    """What `pool.ordered` gives, from `workers` processes."""
    team = [_Worker(number, setup) for number in range(1, workers + 1)]
    try:
        yield from _in_turn(source, work, team, inline, dead)
    finally:
        for worker in team:
            worker.close()


def _in_turn(
    source: Iterator[Job],
    work: Callable[..., Result],
    team: list[_Worker],
    inline: Callable[[Job], Result | None],
    dead: Callable[[Job, str, bool], Result | None],
) -> Iterator[tuple[Job, Result]]:
    waiting: deque[_Item[Job, Result]] = deque()
    more = True
    while more or waiting:
        while more and len(waiting) < WINDOW * len(team) and any(len(worker.out) < 2 for worker in team):
            job = next(source, None)
            if job is None:
                more = False
                break
            item: _Item[Job, Result] = _Item(job)
            waiting.append(item)
            item.result = inline(job)
            item.done = item.result is not None
            if not item.done:
                min(team, key=lambda worker: len(worker.out)).submit(work, item)
        while waiting and waiting[0].done:
            item = waiting.popleft()
            yield item.job, item.result  # type: ignore[misc]
        out = [item.future for worker in team for item in worker.out[:1] if item.future]
        if out and (waiting or more):
            wait(out, return_when=FIRST_COMPLETED)
            for worker in team:
                _collect(worker, work, dead)


def _collect(worker: _Worker, work: Callable[..., Result], dead: Callable[[Any, str, bool], Result | None]) -> None:
    """Take what a worker has done, and start it anew where it has died."""
    while worker.out and (future := worker.out[0].future) and future.done():
        item = worker.out[0]
        try:
            item.result = future.result()
        except BrokenProcessPool:
            _revive(worker, work, dead)
            continue
        item.done = True
        worker.out.pop(0)


def _revive(worker: _Worker, work: Callable[..., Result], dead: Callable[[Any, str, bool], Result | None]) -> None:
    again = worker.out
    worker.out = []
    worker.close()
    item = again[0]
    item.tries += 1
    known = worker.pid and worker.pid.done() and not worker.pid.exception()
    name = f"worker {worker.number}" + (f" (process {worker.pid.result()})" if worker.pid and known else "")
    if item.tries > 1:
        item.result = dead(item.job, name, True)
        item.done = True
        again = again[1:]
    else:
        dead(item.job, name, False)
    for each in again:
        worker.submit(work, each)
