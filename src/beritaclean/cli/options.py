"""What the user asks `beritaclean [SOURCE]...` for, and the options about many documents."""

import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

if TYPE_CHECKING:
    from pathlib import Path

Command = TypeVar("Command", bound=Callable[..., Any])


class FilePath(click.Path):
    """A path as `pathlib` has it, which `--version` need not import."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "Path":
        """The path that is given."""
        from pathlib import Path

        return Path(os.fsdecode(super().convert(value, param, ctx)))


class Options(NamedTuple):
    """What the user asked for, apart from the sources and the rules."""

    output: "Path | None"
    dry_run: bool
    show_diff: bool
    check: bool
    in_place: bool
    backup: str | None
    quiet: bool
    verbose: bool
    color: str
    pager: str

    @property
    def preview(self) -> bool:
        """Whether nothing is written."""
        return self.dry_run or self.show_diff or self.check


class Batch(NamedTuple):
    """What the user asked for about many documents."""

    format: str | None
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
    stats: "Path | None"
    html: "Path | None"
    html_limit: int
    fsync: bool
    chunk_size: int
    max_document: int
    line_buffered: bool

    def piped(self, sources: "tuple[Path, ...]") -> bool:
        """Whether the text comes from the standard input."""
        return not self.files_from and (not sources or list(map(str, sources)) == ["-"])

    @property
    def workers(self) -> int:
        """The number of processes to use."""
        if self.jobs:
            return self.jobs
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _names(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The names in the values of an option, which may hold several, parted by commas."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def _rules_and_families(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """For completion: what can stand behind the last comma of --select and --ignore."""
    from beritaclean import compact
    from beritaclean.rule import FAMILIES

    head, comma, last = incomplete.rpartition(",")
    book = compact.load()
    known = sorted({*FAMILIES, *(rule.id for rule in (*book.rules, *book.regions) if "/" in last)})
    return [f"{head}{comma}{name}" for name in known if name.startswith(last)]


def _outlet_keys(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """For completion: the outlets that have rules."""
    from beritaclean import compact

    return sorted(known.key for known in compact.load().outlets if known.key.startswith(incomplete))


def _choice(option: str, help: str) -> Callable[[Command], Command]:
    """An option that names families and rules."""
    return click.option(
        option, multiple=True, callback=_names, shell_complete=_rules_and_families, metavar="NAMES", help=help
    )


def _shard(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[int, int]:
    if value is None:
        return 1, 1
    first, slash, last = value.partition("/")
    if not (slash and first.isdecimal() and last.isdecimal() and 1 <= int(first) <= int(last)):
        raise click.BadParameter("give I/N, such as 3/8: the third of eight parts")
    return int(first), int(last)


def _size(context: click.Context, parameter: click.Parameter, value: str) -> int:
    try:
        from beritaclean.formats import size_of

        return size_of(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


Decorators = Mapping[str, Callable[[Any], Any]]
"""Options by the names of their parameters."""

RULE_OPTIONS: Decorators = {
    "outlet": click.option(
        "--outlet", shell_complete=_outlet_keys, help="The outlet all texts come from: a key (viva) or a domain."
    ),
    "shape": click.option(
        "--shape",
        type=click.Choice(["auto", "article", "page"]),
        default="auto",
        show_default=True,
        help="Whether the texts are articles or dumps of whole pages; by default each text is looked at.",
    ),
    "select": _choice("--select", "Only these families or rules."),
    "ignore": _choice("--ignore", "Not these families or rules."),
    "extend_select": _choice("--extend-select", "Also these, beside those that hold."),
    "extend_ignore": _choice("--extend-ignore", "Not these either, beside those that hold."),
    "rules": click.option(
        "--rules",
        multiple=True,
        type=FilePath(exists=True),
        help="Also the rules of a file or folder.",
    ),
    "titles": click.option(
        "--titles",
        type=FilePath(exists=True, dir_okay=False),
        metavar="FILE.idx",
        help="Find links by the corpus' own headlines: an index made by `beritaclean learn --titles`.",
    ),
    "encoding": click.option("--encoding", help="The sources' encoding, instead of UTF-8."),
}

VIEW_OPTIONS: Decorators = {
    "color": click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True),
    "pager": click.option(
        "--pager",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Whether what is shown goes through a pager; only on a terminal.",
    ),
}

BATCH_OPTIONS: Decorators = {
    "format": click.option(
        "--format",
        type=click.Choice(["text", "jsonl", "csv", "tsv", "parquet"]),
        help="The sources' format; by default their names tell.",
    ),
    "field": click.option(
        "--field", metavar="NAME", help="The field that holds the text; by default a guess, which is shown."
    ),
    "url_field": click.option(
        "--url-field", metavar="NAME", help="The field with the article's URL, which tells the outlet."
    ),
    "outlet_field": click.option(
        "--outlet-field", metavar="NAME", help="The field with the outlet: a key or a domain."
    ),
    "title_field": click.option(
        "--title-field", metavar="NAME", help="The field with the title, which is then cut from the text."
    ),
    "into": click.option("--into", metavar="NAME", help="Write the clean text into this field, beside the text."),
    "on_error": click.option(
        "--on-error",
        type=click.Choice(["keep", "skip", "fail"]),
        default="keep",
        show_default=True,
        help="What becomes of a record that cannot be cleaned; fail gives up its file.",
    ),
    "include": click.option("--include", multiple=True, metavar="GLOB", help="Of a folder, only files that match."),
    "exclude": click.option("--exclude", multiple=True, metavar="GLOB", help="Of a folder, not the files that match."),
    "hidden": click.option("--hidden/--no-hidden", help="Also hidden files and folders."),
    "no_ignore": click.option(
        "--no-ignore/--use-ignore-files", "no_ignore", help="Also what .gitignore and .ignore files leave out."
    ),
    "follow": click.option("-L", "--follow/--no-follow", help="Follow links to folders."),
    "files_from": click.option(
        "--files-from", metavar="FILE", help="Clean the files listed here, one a line; - is standard input."
    ),
    "null": click.option("-0", "--null", is_flag=True, help="The list of --files-from has NULs between the names."),
    "jobs": click.option(
        "-j", "--jobs", type=click.IntRange(1), metavar="N", help="Processes to use; by default all cores."
    ),
    "shard": click.option(
        "--shard", metavar="I/N", callback=_shard, help="Do the I-th of N parts of the files, for a cluster's array."
    ),
    "resume": click.option(
        "--resume", is_flag=True, help="Go on where an earlier run of the same command was stopped."
    ),
    "stats": click.option("--stats", type=FilePath(), metavar="FILE.json", help="Write the counts of the run."),
    "html": click.option(
        "--html",
        type=FilePath(dir_okay=False, writable=True),
        metavar="FILE.html",
        help="Write a page that shows what was cut.",
    ),
    "html_limit": click.option(
        "--html-limit",
        type=click.IntRange(1),
        default=2000,
        show_default=True,
        metavar="N",
        help="Documents that the page lists; of more, it lists a sample and tells the totals of all.",
    ),
    "fsync": click.option("--fsync", is_flag=True, help="Make each file safe from a power cut before the next one."),
    "chunk_size": click.option(
        "--chunk-size",
        type=click.IntRange(1),
        default=512,
        show_default=True,
        metavar="KIB",
        help="Size of the pieces in which a large file is worked through.",
    ),
    "max_document": click.option(
        "--max-document",
        metavar="SIZE",
        callback=_size,
        default="100M",
        show_default=True,
        help="Size of the largest text or record, unpacked; a larger one is refused.",
    ),
    "line_buffered": click.option(
        "--line-buffered", is_flag=True, help="Of JSON lines, write each record as soon as it is read."
    ),
    "config": click.option(
        "--config",
        type=FilePath(exists=True, dir_okay=False),
        metavar="FILE.toml",
        help="Take the settings of this file, not of those near the sources.",
    ),
    "isolated": click.option("--isolated", is_flag=True, help="Read no configuration file."),
    "show_config": click.option(
        "--show-config", is_flag=True, help="Show the settings and where each is from; do nothing."
    ),
}


def some(*names: str) -> Callable[[Command], Command]:
    """Add some of the options to a command, in this order."""
    known = {**RULE_OPTIONS, **VIEW_OPTIONS, **BATCH_OPTIONS}

    def add(command: Command) -> Command:
        for name in reversed(names):
            command = known[name](command)
        return command

    return add


def batch_of(given: dict[str, Any]) -> Batch:
    """The batch options among all that are given. Raises UsageError for ones that do not fit."""
    options = Batch(**{name: given[name] for name in Batch._fields})
    if options.null and not options.files_from:
        raise click.UsageError("-0 goes with --files-from")
    if options.html and options.resume:
        raise click.UsageError("--html tells of one whole run: leave --resume out, or write the page with --dry-run")
    return options


def options_of(given: dict[str, Any]) -> Options:
    """The other options among all that are given."""
    return Options(**{name: given[name] for name in Options._fields})


def listed(options: Batch) -> "tuple[Path, ...]":
    """The files of --files-from. Raises UsageError where the list cannot be read."""
    from pathlib import Path

    try:
        data = sys.stdin.buffer.read() if options.files_from == "-" else Path(options.files_from or "").read_bytes()
    except OSError as error:
        raise click.UsageError(f"{options.files_from}: {error.strerror}") from None
    if b"\0" in data and not options.null:
        raise click.UsageError(f"{options.files_from}: there are NULs in the list: give -0")
    names = data.split(b"\0") if options.null else data.splitlines()
    return tuple(Path(os.fsdecode(name)) for name in names if name)
