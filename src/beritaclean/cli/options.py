"""The options of `beritaclean [SOURCE]...` about many documents, as click shows and reads them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def _shard(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[int, int]:
    if value is None:
        return 1, 1
    first, slash, last = value.partition("/")
    if not (slash and first.isdecimal() and last.isdecimal() and 1 <= int(first) <= int(last)):
        raise click.BadParameter("give I/N, such as 3/8: the third of eight parts")
    return int(first), int(last)


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
    click.option("--stats", type=click.Path(), metavar="FILE.json", help="Write the counts of the run."),
    click.option("--fsync", is_flag=True, help="Make each file safe from a power cut before the next one."),
    click.option(
        "--chunk-size",
        type=click.IntRange(1),
        default=512,
        show_default=True,
        metavar="KIB",
        help="Size of the pieces in which a large file is worked through.",
    ),
)


def batch_options(command: Command) -> Command:
    """Add the options to a command."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command
