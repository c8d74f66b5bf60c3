"""What the user asks `beritaclean [SOURCE]...` for, and the options about many documents."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import click

from beritaclean.formats import size_of

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Options:
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


@dataclass(frozen=True, slots=True)
class Batch:
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
    max_document: int
    line_buffered: bool

    def piped(self, sources: tuple[Path, ...]) -> bool:
        """Whether the text comes from the standard input."""
        return not self.files_from and (not sources or sources == (Path("-"),))

    @property
    def workers(self) -> int:
        """The number of processes to use."""
        if self.jobs:
            return self.jobs
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _shard(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[int, int]:
    if value is None:
        return 1, 1
    first, slash, last = value.partition("/")
    if not (slash and first.isdecimal() and last.isdecimal() and 1 <= int(first) <= int(last)):
        raise click.BadParameter("give I/N, such as 3/8: the third of eight parts")
    return int(first), int(last)


def _size(context: click.Context, parameter: click.Parameter, value: str) -> int:
    try:
        return size_of(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


OPTIONS = (
    click.option(
        "--format",
        type=click.Choice(["text", "jsonl", "csv", "tsv", "parquet"]),
        help="The sources' format; by default their names tell.",
    ),
    click.option("--field", metavar="NAME", help="The field that holds the text; by default a guess, which is shown."),
    click.option("--url-field", metavar="NAME", help="The field with the article's URL, which tells the outlet."),
    click.option("--outlet-field", metavar="NAME", help="The field with the outlet: a key or a domain."),
    click.option("--title-field", metavar="NAME", help="The field with the title, which is then cut from the text."),
    click.option("--into", metavar="NAME", help="Write the clean text into this field, beside the text."),
    click.option(
        "--on-error",
        type=click.Choice(["keep", "skip", "fail"]),
        default="keep",
        show_default=True,
        help="What becomes of a record that cannot be cleaned; fail gives up its file.",
    ),
    click.option("--include", multiple=True, metavar="GLOB", help="Of a folder, only files that match."),
    click.option("--exclude", multiple=True, metavar="GLOB", help="Of a folder, not the files that match."),
    click.option("--hidden", is_flag=True, help="Also hidden files and folders."),
    click.option("--no-ignore", is_flag=True, help="Also what .gitignore and .ignore files leave out."),
    click.option("-L", "--follow", is_flag=True, help="Follow links to folders."),
    click.option("--files-from", metavar="FILE", help="Clean the files listed here, one a line; - is standard input."),
    click.option("-0", "--null", is_flag=True, help="The list of --files-from has NULs between the names."),
    click.option("-j", "--jobs", type=click.IntRange(1), metavar="N", help="Processes to use; by default all cores."),
    click.option(
        "--shard", metavar="I/N", callback=_shard, help="Do the I-th of N parts of the files, for a cluster's array."
    ),
    click.option("--resume", is_flag=True, help="Go on where an earlier run of the same command was stopped."),
    click.option("--stats", type=click.Path(path_type=Path), metavar="FILE.json", help="Write the counts of the run."),
    click.option("--fsync", is_flag=True, help="Make each file safe from a power cut before the next one."),
    click.option(
        "--chunk-size",
        type=click.IntRange(1),
        default=512,
        show_default=True,
        metavar="KIB",
        help="Size of the pieces in which a large file is worked through.",
    ),
    click.option(
        "--max-document",
        metavar="SIZE",
        callback=_size,
        default="100M",
        show_default=True,
        help="Size of the largest text or record, unpacked; a larger one is refused.",
    ),
    click.option("--line-buffered", is_flag=True, help="Of JSON lines, write each record as soon as it is read."),
)


def batch_options(command: Command) -> Command:
    """Add the options to a command."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def taken(given: dict[str, Any]) -> Batch:
    """The batch options among all that are given, which loses them. Raises UsageError for ones that do not fit."""
    options = Batch(**{each.name: given.pop(each.name) for each in fields(Batch)})
    if options.null and not options.files_from:
        raise click.UsageError("-0 goes with --files-from")
    return options


def listed(options: Batch) -> tuple[Path, ...]:
    """The files of --files-from. Raises UsageError where the list cannot be read."""
    try:
        data = sys.stdin.buffer.read() if options.files_from == "-" else Path(options.files_from or "").read_bytes()
    except OSError as error:
        raise click.UsageError(f"{options.files_from}: {error.strerror}") from None
    if b"\0" in data and not options.null:
        raise click.UsageError(f"{options.files_from}: there are NULs in the list: give -0")
    names = data.split(b"\0") if options.null else data.splitlines()
    return tuple(Path(os.fsdecode(name)) for name in names if name)
