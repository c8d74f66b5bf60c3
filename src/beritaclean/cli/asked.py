"""What the user asked for: the values of all options, and the files of --files-from."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, NamedTuple

import click


class Options(NamedTuple):
    """What the user asked for, apart from the sources and the rules."""

    output: Path | None
    dry_run: bool
    show_diff: bool
    check: bool
    in_place: bool
    backup: str | None
    encoding: str | None
    quiet: bool
    verbose: bool
    color: str

    @property
    def preview(self) -> bool:
        """Whether nothing is written."""
        return self.dry_run or self.show_diff or self.check


class Batch(NamedTuple):
    """What the user asked for about many documents."""

    format: str | None
    field: str | None
    url_field: str | None
    outlet_field: str | None
    title_field: str | None
    into: str | None
    on_error: str
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    hidden: bool
    no_ignore: bool
    follow: bool
    files_from: str | None
    null: bool
    jobs: int | None
    shard: tuple[int, int]
    resume: bool
    stats: Path | None
    fsync: bool
    chunk_size: int

    def piped(self, sources: tuple[Path, ...]) -> bool:
        """Whether the text comes from the standard input."""
        return not self.files_from and (not sources or sources == (Path("-"),))

    @property
    def workers(self) -> int:
        """The number of processes to use."""
        if self.jobs:
            return self.jobs
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_PATHS = ("output", "stats")


def taken(given: dict[str, Any]) -> tuple[Options, Batch]:
    """The values of all options. Raises UsageError for ones that do not fit."""
    given = {**given, **{name: Path(given[name]) for name in _PATHS if given[name] is not None}}
    batch = Batch(**{name: given.pop(name) for name in Batch._fields})
    if batch.null and not batch.files_from:
        raise click.UsageError("-0 goes with --files-from")
    return Options(**given), batch


def listed(options: Batch) -> tuple[Path, ...]:
    """The files of --files-from. Raises UsageError where the list cannot be read."""
    try:
        data = sys.stdin.buffer.read() if options.files_from == "-" else Path(options.files_from or "").read_bytes()
    except OSError as error:
        raise click.UsageError(f"{options.files_from}: {error.strerror}") from None
    names = data.split(b"\0") if options.null else data.splitlines()
    return tuple(Path(os.fsdecode(name)) for name in names if name)
