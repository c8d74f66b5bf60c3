"""A run of `beritaclean [SOURCE]...`: what the options mean for it, what is shown of it, and its exit code."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

import click

from beritaclean import __version__
from beritaclean.cli.options import Batch, Options, listed
from beritaclean.reports.visible import printable

if TYPE_CHECKING:
    from pathlib import Path

    from beritaclean.batch.choice import Skipped
    from beritaclean.batch.manifest import Manifest
    from beritaclean.batch.output import Report
    from beritaclean.batch.plan import Task
    from beritaclean.batch.run import Run
    from beritaclean.cli.config import Configuration
    from beritaclean.cli.showing import Preview
    from beritaclean.reports.progress import Meter

DONE, FOUND, USAGE, FAILED = 0, 1, 2, 3


def run(
    configuration: Configuration, sources: tuple[Path, ...], options: Options, batch: Batch, report: Path | None
) -> int:
    """Clean what the user means, and tell about it. The exit code."""
    from beritaclean.batch.choice import Skipped
    from beritaclean.batch.jobs import Order
    from beritaclean.batch.run import Run
    from beritaclean.batch.source import Reading
    from beritaclean.batch.write import new_token
    from beritaclean.cli.telling import Telling, stats, summarize

    skipped = Skipped()
    piped = batch.piped(sources)
    tasks = _tasks(sources, options, batch, configuration, report, skipped, piped=piped)
    to_files = bool(options.output or options.in_place) and not options.preview
    many = len(tasks) > 1 or any(task.kind.records for task in tasks)
    order = Order(
        on_error=batch.on_error,
        rows=report is not None,
        gather=batch.html_limit if batch.html else None,
        shown=options.preview,
        stage=to_files,
        only_changed=options.in_place,
        sync=batch.fsync or options.in_place or len(tasks) == 1,
        most=batch.max_document,
        token=new_token(),
    )
    meter = _meter(options, sum(task.size for task in tasks)) if many else None
    preview = _preview(options)
    telling = Telling(quiet=options.quiet, verbose=options.verbose, show=preview.show if preview else None, meter=meter)
    manifest = None
    if options.output and to_files and many and not piped:
        manifest = _manifest(tasks, options, batch, configuration, report)
    done = manifest if batch.resume else None
    reading = Reading(batch.chunk_size * 1024, done, set(), batch.max_document, batch.line_buffered)
    work = Run(
        tuple(configuration.cleaners),
        order,
        reading,
        telling,
        1 if batch.line_buffered else batch.workers,
        backup=options.backup,
        in_place=options.in_place,
    )
    work.manifest = manifest
    work.out = None if options.preview or to_files else sys.stdout.buffer
    for name, message in skipped.named:
        (work.fail if "cannot be read" in message else telling.warn)(name, message)
    work.report = _report(report, work, resume=manifest.report if manifest and batch.resume else 0)
    if batch.html:
        from beritaclean.reports.html.gathering import Gathered

        work.gathered = Gathered(batch.html_limit)
    if many:
        gc.freeze()
        gc.enable()
    clean_end = ended = False
    try:
        with _paged(options, preview):
            summary = work.go(tasks, sys.stdin.buffer if piped else None)
            if preview:
                preview.end()
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
    if batch.html:
        _page(work, batch.html)
    if batch.stats:
        from beritaclean.batch.write import write

        target = batch.stats
        _written(work, target, "stats", lambda: write(target, stats(summary, __version__)))
    if (many or skipped.counts) and to_files and not options.quiet:
        summarize(summary, skipped, telling.say)
    if summary.failures:
        return FAILED
    return FOUND if options.check and summary.counts.changed else DONE


def _tasks(
    sources: tuple[Path, ...],
    options: Options,
    batch: Batch,
    configuration: Configuration,
    report: Path | None,
    skipped: Skipped,
    *,
    piped: bool,
) -> tuple[Task, ...]:
    from beritaclean.batch.choice import Choice
    from beritaclean.batch.plan import PlanError, apart, plan, stdin_task
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
            tasks = (stdin_task(options.output, batch.format, configuration.manner(None)),)
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
                manner=configuration.manner,
            )
        apart(tasks, [path for path in (report, batch.stats, batch.html) if path])
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
    tasks: tuple[Task, ...], options: Options, batch: Batch, configuration: Configuration, report: Path | None
) -> Manifest | None:
    from beritaclean.batch.manifest import Manifest, ManifestError
    from beritaclean.batch.output import Report

    assert options.output is not None
    single = len(tasks) == 1 and tasks[0].target == str(options.output)
    folder = options.output.parent if single else options.output
    key = {"format": batch.format, "on_error": batch.on_error, "chunk": batch.chunk_size, "report": report is not None}
    manifest = Manifest(str(folder), configuration.fingerprints(key), batch.shard)
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


def _page(run: Run, path: Path) -> None:
    from beritaclean.batch.write import write
    from beritaclean.reports.html.page import page

    assert run.gathered is not None
    data = page(run.gathered, run.summary.failures, __version__)
    _written(run, path, "page", lambda: write(path, data))


def _meter(options: Options, total: int) -> Meter | None:
    live = sys.stderr.isatty() and not options.quiet and (options.output is not None or options.in_place)
    if not live and not options.verbose:
        return None
    from beritaclean.reports.progress import Meter

    return Meter(total, live=live, color=options.color)


def _paged(options: Options, preview: Preview | None) -> AbstractContextManager[None]:
    if preview is None:
        return nullcontext()
    from beritaclean.cli.paging import paged

    return paged(options.pager if preview.paged else "never")


def _preview(options: Options) -> Preview | None:
    if not options.preview:
        return None
    from beritaclean.cli.showing import Preview

    return Preview(options)
