"""Work goes out in order and comes back in order, from this process or from others, and outlives one that dies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

WINDOW = 4
"""Jobs a worker that may be out or waiting for their turn: this bounds the memory."""


def ordered(
    jobs: Iterable[Job],
    work: Callable[..., Result],
    setup: tuple[Any, ...],
    workers: int,
    *,
    inline: Callable[[Job], Result | None],
    dead: Callable[[Job, str, bool], Result | None],
) -> Iterator[tuple[Job, Result]]:
    """Each job with `work(job, *setup)`, in the order of the jobs.

    One job, or one worker, is done in this process. `inline` gives the result of a job that needs no work (else
    None). When a worker dies, `dead` is called with the job it was at, what to call the worker, and whether the
    job is given up: first with False, and the job is done once more; then with True, for a result.
    """
    source = iter(jobs)
    first = list(islice(source, 2))
    if workers < 2 or len(first) < 2:
        for job in chain(first, source):
            done = inline(job)
            yield job, (work(job, *setup) if done is None else done)
        return
    from beritaclean.batch.workers import in_parallel  # late: a single text needs no processes

    yield from in_parallel(chain(first, source), work, setup, workers, inline, dead)
