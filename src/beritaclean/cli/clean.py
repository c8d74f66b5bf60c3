"""`beritaclean [SOURCE]...`: clean a pipe, files or a folder, or show what would go."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from beritaclean import __version__

if TYPE_CHECKING:
    from rich.console import Console

    from beritaclean.cleaner import Cleaned, Cleaner
    from beritaclean.reports.terminal import Tally

DONE, FOUND, USAGE, FAILED = 0, 1, 2, 3


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


def _names(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


@click.command(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="See also: beritaclean rules --help.",
)
@click.argument("source", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write here: a file, or a folder for a folder.")
@click.option("-n", "--dry-run", is_flag=True, help="Show each line that would be removed; write nothing.")
@click.option("--diff", "show_diff", is_flag=True, help="Show the changes as a diff; write nothing.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a text would change.")
@click.option("-i", "--in-place", is_flag=True, help="Overwrite the sources.")
@click.option("--backup", metavar="SUFFIX", help="With -i: keep the old file under its name and SUFFIX (.orig).")
@click.option("--outlet", help="The outlet all texts come from: a key (viva) or a domain.")
@click.option(
    "--shape",
    type=click.Choice(["auto", "article", "page"]),
    default="auto",
    show_default=True,
    help="Whether the texts are articles or dumps of whole pages; by default each text is looked at.",
)
@click.option("--select", multiple=True, callback=_names, metavar="NAMES", help="Only these families or rules.")
@click.option("--ignore", multiple=True, callback=_names, metavar="NAMES", help="Not these families or rules.")
@click.option(
    "--rules",
    "paths",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="Also the rules of a file or folder.",
)
@click.option("--encoding", help="The sources' encoding, instead of UTF-8.")
@click.option(
    "--report", type=click.Path(path_type=Path), metavar="FILE.jsonl", help="Write one JSON object a removal."
)
@click.option("-q", "--quiet", is_flag=True, help="No warnings and no summary.")
@click.option("-v", "--verbose", is_flag=True, help="Name each file; give each removal's reason.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.version_option(__version__, prog_name="beritaclean")
def clean(
    source: tuple[Path, ...],
    outlet: str | None,
    shape: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    paths: tuple[Path, ...],
    report: Path | None,
    **given: object,
) -> None:
    """Strip boilerplate from scraped Indonesian news text.

    With no SOURCE (or with -), a text is read from standard input. Clean text goes to standard output, or
    with -o to a file or a folder. Exit codes: 0 done, 1 --check found something, 2 wrong usage, 3 some
    documents failed and the others are done.
    """
    options = Options(**given)  # type: ignore[arg-type]
    piped = not source or source == (Path("-"),)
    _refuse(options, piped)
    from beritaclean.cleaner import Cleaner
    from beritaclean.rulebook import RuleError

    try:
        cleaner = Cleaner(outlet, select=select, ignore=ignore, rules=paths, shape=shape)
    except (RuleError, OSError) as error:
        raise click.UsageError(str(error)) from None
    sys.exit(_run(cleaner, source, options, report, piped=piped))


def _refuse(options: Options, piped: bool) -> None:
    if options.in_place and (piped or options.output):
        raise click.UsageError("-i overwrites files: give files or folders, and no -o")
    if options.backup and not options.in_place:
        raise click.UsageError("--backup goes with -i")
    if options.in_place and options.preview:
        raise click.UsageError("-i writes; --dry-run, --diff and --check do not: choose one")


def _run(cleaner: Cleaner, sources: tuple[Path, ...], options: Options, report: Path | None, *, piped: bool) -> int:
    tally = _tally() if options.dry_run else None
    rows: list[str] = []
    failed = 0
    changed = False
    for name, target, data in _inputs(sources, options, piped):
        cleaned = None if data is None else _clean(cleaner, name, data, options)
        if cleaned is None:
            failed += 1
            continue
        changed = changed or cleaned[1]
        if report:
            from beritaclean.reports import jsonl

            rows += jsonl.rows(name, cleaned[0])
        if tally:
            tally.add(cleaned[0])
        try:
            _deliver(name, target, *cleaned, options)
        except BrokenPipeError:
            raise
        except OSError as error:
            _warn(f"{name}: cannot write {target}: {error.strerror}")
            failed += 1
    if report:
        from beritaclean.batch import write

        try:
            write(report, "".join(f"{row}\n" for row in rows))
        except OSError as error:
            _warn(f"cannot write the report {report}: {error.strerror}")
            failed += 1
    if tally and tally.documents and not options.quiet:
        from beritaclean.reports import terminal

        terminal.summary(_console(options, sys.stdout), tally)
    if failed:
        return FAILED
    return FOUND if options.check and changed else DONE


def _tally() -> Tally:
    from beritaclean.reports.terminal import Tally

    return Tally()


def _inputs(
    sources: tuple[Path, ...], options: Options, piped: bool
) -> Iterator[tuple[str, Path | None, bytes | None]]:
    if piped:
        yield "<stdin>", options.output, sys.stdin.buffer.read()
        return
    from beritaclean.batch import PlanError, plan

    for path in sources:
        if not path.exists():
            raise click.UsageError(f"{path}: no such file or folder")
        if path.is_dir() and not (options.output or options.in_place or options.preview):
            raise click.UsageError(f"{path} is a folder: give -o FOLDER, -i, or --dry-run")
    try:
        tasks = plan(sources, options.output, in_place=options.in_place, backup=options.backup)
    except PlanError as error:
        raise click.UsageError(str(error)) from None
    for task in tasks:
        try:
            data = task.source.read_bytes()
        except OSError as error:
            _warn(f"{task.source}: cannot be read: {error.strerror}")
            yield str(task.source), None, None
            continue
        yield str(task.source), task.target, data


def _clean(cleaner: Cleaner, name: str, data: bytes, options: Options) -> tuple[Cleaned, bool] | None:
    """The cleaned document and whether its text changes, or None after an error that has been told."""
    from beritaclean.decode import DecodeError, decode
    from beritaclean.document import Document
    from beritaclean.engine import RunawayPattern

    try:
        decoded = decode(data, options.encoding)
        cleaned = cleaner.clean(Document(decoded.text, name))
    except (DecodeError, RunawayPattern) as error:
        _warn(f"{name}: {error}")
        return None
    if decoded.warning and not options.quiet:
        _warn(f"{name}: {decoded.warning}")
    return cleaned, cleaned.text != decoded.text


def _deliver(name: str, target: Path | None, cleaned: Cleaned, changed: bool, options: Options) -> None:
    if options.verbose and not options.dry_run:
        _warn(f"{name}: {len(cleaned.removals)} removals")
    if options.dry_run:
        from beritaclean.reports import terminal

        terminal.show(_console(options, sys.stdout), name, cleaned, reasons=options.verbose)
    if options.show_diff:
        from beritaclean.reports.diff import diff

        _out(diff(name, cleaned))
    if options.check and changed and not options.quiet:
        _warn(f"{name}: would change")
    if options.preview:
        return
    if target is None:
        _out(cleaned.text)
        return
    from beritaclean.batch import write

    if not options.in_place or changed:
        write(target, cleaned.text, options.backup)


def _out(text: str) -> None:
    """Text to standard output, as UTF-8 on every system."""
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def _warn(message: str) -> None:
    click.echo(f"beritaclean: {message}", err=True)


def _console(options: Options, file: TextIO) -> Console:
    from rich.console import Console

    forced = {"always": True, "never": False, "auto": None}[options.color]
    return Console(
        file=file,
        force_terminal=forced,
        no_color=True if options.color == "never" else None,
        markup=False,
        highlight=False,
        emoji=False,
    )
