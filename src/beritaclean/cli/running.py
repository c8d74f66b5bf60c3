"""A run of `beritaclean [SOURCE]...`: what the options mean for it, what is shown of it, and its exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from beritaclean import __version__
from beritaclean.cli.options import Batch, Options, listed
from beritaclean.reports.printable import printable

if TYPE_CHECKING:
    from rich.console import Console

    from beritaclean.batch.manifest import Manifest
    from beritaclean.batch.output import Report
    from beritaclean.batch.plan import Task
    from beritaclean.batch.run import Run
    from beritaclean.batch.walk import Skipped
    from beritaclean.cleaner import Cleaned, Cleaner
    from beritaclean.reports.progress import Meter
    from beritaclean.reports.terminal import Tally

DONE, FOUND, USAGE, FAILED = 0, 1, 2, 3


def run(
    cleaner: Cleaner,
    sources: tuple[Path, ...],
    options: Options,
    batch: Batch,
    report: Path | None,
    key: dict[str, Any],
) -> int:
    """Clean what the user means, and tell about it. The exit code."""
    from beritaclean.batch.jobs import Order
    from beritaclean.batch.run import Run
    from beritaclean.batch.source import Reading
    from beritaclean.batch.walk import Skipped
    from beritaclean.cli.telling import Telling, stats, summarize
    from beritaclean.formats import Fields

    skipped = Skipped()
    piped = batch.piped(sources)
    tasks = _tasks(sources, options, batch, report, skipped, piped=piped)
    to_files = bool(options.output or options.in_place) and not options.preview
    many = len(tasks) > 1 or any(task.kind.records for task in tasks)
    fields = Fields(batch.field, batch.url_field, batch.outlet_field, batch.title_field, batch.into)
    order = Order(
        encoding=options.encoding,
        on_error=batch.on_error,
        rows=report is not None,
        shown=options.preview,
        stage=to_files,
        only_changed=options.in_place,
        sync=batch.fsync or options.in_place or len(tasks) == 1,
        most=batch.max_document,
    )
    meter = _meter(options, sum(task.size for task in tasks)) if many else None
    tally = _tally() if options.dry_run else None
    show = partial(_show, options, tally) if options.preview else None
    telling = Telling(quiet=options.quiet, verbose=options.verbose, show=show, meter=meter)
    manifest = None
    if options.output and to_files and many and not piped:
        manifest = _manifest(tasks, options, batch, key, report)
    done = manifest if batch.resume else None
    size = batch.chunk_size * 1024
    reading = Reading(fields, options.encoding, size, done, set(), batch.max_document, batch.line_buffered)
    workers = 1 if batch.line_buffered else batch.workers
    work = Run(cleaner, order, reading, telling, workers, backup=options.backup, in_place=options.in_place)
    work.manifest = manifest
    work.out = None if options.preview or to_files else sys.stdout.buffer
    for name, message in skipped.named:
        (work.fail if "cannot be read" in message else telling.warn)(name, message)
    work.report = _report(report, work, resume=manifest.report if manifest and batch.resume else 0)
    clean_end = ended = False
    try:
        summary = work.go(tasks, sys.stdin.buffer if piped else None)
        clean_end = not summary.failures
        ended = True
    finally:
        if work.report and not ended and work.manifest:
            work.report.stop(keep=True)
        elif work.report and not ended:  # nothing goes on from here: what is done is accounted for
            _written(work, work.report.path, "report", work.report.finish)
        if meter:
            meter.close()
        if work.manifest:
            work.manifest.close(keep=batch.resume or not clean_end)
    if work.report:
        _written(work, work.report.path, "report", work.report.finish)
    if batch.stats:
        from beritaclean.batch.write import write

        target = batch.stats
        _written(work, target, "stats", lambda: write(target, stats(summary, __version__)))
    if tally and tally.documents and not options.quiet:
        from beritaclean.reports import terminal

        terminal.summary(_console(options, sys.stdout), tally)
    if (many or skipped.counts) and to_files and not options.quiet:
        summarize(summary, skipped, telling.say)
    if summary.failures:
        return FAILED
    return FOUND if options.check and summary.counts.changed else DONE


def _tasks(
    sources: tuple[Path, ...],
    options: Options,
    batch: Batch,
    report: Path | None,
    skipped: Skipped,
    *,
    piped: bool,
) -> tuple[Task, ...]:
    from beritaclean.batch.plan import PlanError, apart, plan, stdin_task
    from beritaclean.batch.walk import Choice
    from beritaclean.formats import JSONL, PARQUET

    if not batch.files_from and not piped:
        for path in sources:
            try:
                path.stat()
            except OSError as error:
                missing = "no such file or folder" if isinstance(error, FileNotFoundError) else error.strerror
                raise click.UsageError(printable(f"{path}: {missing}")) from None
            if path.is_dir() and not (options.output or options.in_place or options.preview):
                raise click.UsageError(f"{path} is a folder: give -o FOLDER, -i, or --dry-run")
    tasks: tuple[Task, ...]
    try:
        if piped:
            tasks = (stdin_task(options.output, batch.format),)
        else:
            tasks = plan(
                listed(batch) if batch.files_from else sources,
                options.output,
                in_place=options.in_place,
                backup=options.backup,
                choice=Choice(batch.include, batch.exclude, batch.hidden, batch.no_ignore, batch.follow),
                format=batch.format,
                shard=batch.shard,
                listed=bool(batch.files_from),
                skipped=skipped,
            )
        apart(tasks, [path for path in (report, batch.stats) if path])
    except PlanError as error:
        raise click.UsageError(printable(str(error))) from None
    except OSError as error:
        raise click.UsageError(printable(f"{error.filename}: {error.strerror}")) from None
    for task in tasks:
        if task.kind.format == PARQUET and not (options.preview or (task.target and not piped)):
            raise click.UsageError(printable(f"{task.source}: Parquet goes from a file to a file: give -o or -i"))
        if batch.line_buffered and task.kind.format != JSONL:
            raise click.UsageError("--line-buffered goes with JSON lines: give --format jsonl")
    return tasks


def _manifest(
    tasks: tuple[Task, ...], options: Options, batch: Batch, key: dict[str, Any], report: Path | None
) -> Manifest | None:
    from beritaclean.batch.manifest import Manifest, ManifestError
    from beritaclean.batch.manifest import key as key_of
    from beritaclean.batch.output import Report

    assert options.output is not None
    single = len(tasks) == 1 and tasks[0].target == str(options.output)
    folder = options.output.parent if single else options.output
    rules = key.pop("rules")
    key |= {name: getattr(batch, name) for name in ("format", "field", "url_field", "outlet_field", "title_field")}
    key |= {"into": batch.into, "on_error": batch.on_error, "chunk": batch.chunk_size, "report": report is not None}
    key |= {"encoding": options.encoding}
    manifest = Manifest(str(folder), key_of(__version__, key, rules), batch.shard)
    try:
        if batch.resume:
            manifest.read()
            if report and not Report.has(report, manifest.report):
                manifest.forget()
        manifest.start(key)
    except ManifestError as error:
        if batch.resume or not single:
            raise click.UsageError(str(error)) from None
        return None  # another run writes another file here: that is fine, only this one cannot be resumed
    except OSError as error:
        raise click.UsageError(f"{manifest.path}: {error.strerror}") from None
    return manifest


def _report(path: Path | None, run: Run, resume: int) -> Report | None:
    if path is None:
        return None
    from beritaclean.batch.output import Report

    try:
        return Report(path, run.order.token, resume)
    except OSError as error:
        run.trouble(str(path), f"cannot write the report {path}: {error.strerror}")
        return None


def _written(run: Run, path: Path, what: str, write: Callable[[], None]) -> None:
    try:
        write()
    except OSError as error:
        run.trouble(str(path), f"cannot write the {what} {path}: {error.strerror}")


def _meter(options: Options, total: int) -> Meter | None:
    live = sys.stderr.isatty() and not options.quiet and (options.output is not None or options.in_place)
    if not live and not options.verbose:
        return None
    from beritaclean.reports.progress import Meter

    return Meter(total, live=live, color=options.color)


def _tally() -> Tally:
    from beritaclean.reports.terminal import Tally

    return Tally()


def _show(options: Options, tally: Tally | None, name: str, cleaned: Cleaned, changed: bool) -> None:
    """Show a document of a preview."""
    if tally:
        from beritaclean.reports import terminal

        tally.add(cleaned)
        terminal.show(_console(options, sys.stdout), printable(name), cleaned, reasons=options.verbose)
    elif options.verbose:
        _warn(f"{name}: {len(cleaned.removals)} removals")
    if options.show_diff:
        from beritaclean.reports.diff import diff

        _out(diff(printable(name), cleaned))
    if options.check and changed and not options.quiet:
        _warn(f"{name}: would change")


def _out(text: str) -> None:
    """Text to standard output, as UTF-8 on every system."""
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def _warn(message: str) -> None:
    click.echo(f"beritaclean: {printable(message)}", err=True)


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
