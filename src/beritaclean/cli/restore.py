"""`beritaclean restore REPORT`: put back what was removed, as the report of the run says."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from beritaclean.reports.visible import printable

if TYPE_CHECKING:
    from beritaclean.batch.matching import Restoring


def _schema(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        from importlib.resources import files

        click.echo(files("beritaclean.reports").joinpath("report.schema.json").read_text(encoding="utf-8"), nl=False)
        context.exit()


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("report", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("cleaned", nargs=-1, type=click.Path(path_type=Path, exists=True, allow_dash=True))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write here: a file, or a folder for a folder.")
@click.option("-i", "--in-place", is_flag=True, help="Overwrite the cleaned files.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if something cannot be put back.")
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
@click.option(
    "--schema", is_flag=True, is_eager=True, expose_value=False, callback=_schema, help="Print the lines' JSON Schema."
)
def restore(
    report: Path, cleaned: tuple[Path, ...], output: Path | None, in_place: bool, check: bool, quiet: bool
) -> None:
    """Put back what was removed.

    REPORT is what --report wrote, or several of these, one after the other. CLEANED are the cleaned files, or the
    folder they are in; without any, the files that were cleaned in place. What comes back is the source as it was
    after its characters were repaired, to the last blank. A text that has changed since it was cleaned is named
    and left as it is. One file goes to standard output, or with -o to a file; several go to a folder. Exit codes:
    0 done, 1 --check found something, 2 wrong usage, 3 something could not be put back, and the rest is.
    """
    if sum(map(bool, (output, in_place, check))) > 1:
        raise click.UsageError("-o, -i and --check: choose one")
    from beritaclean.batch import restore as batch
    from beritaclean.batch.matching import MatchError, matched
    from beritaclean.reports.reading import ReportError

    try:
        jobs = list(matched(report, cleaned, output))
    except (ReportError, MatchError) as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.UsageError(f"{report}: cannot be read: {error.strerror}") from None
    _refuse(report, jobs, cleaned, output, in_place=in_place, check=check)
    out = None if output or in_place or check else sys.stdout.buffer
    documents = changed = files = failures = 0
    for job in jobs:
        done = batch.restore(report, job, out, in_place=in_place, dry=check)
        for problem in done.problems:
            click.echo(f"beritaclean: {printable(f'{job.cleaned}: {problem}')}", err=True)
        documents, changed, failures = (
            documents + done.documents,
            changed + done.changed,
            failures + bool(done.problems),
        )
        files += not done.problems
    if not quiet and out is None:
        verb = "can be put back" if check else "put back"
        click.echo(f"beritaclean: files: {files:,}, documents: {documents:,}, {verb}: {changed:,}", err=True)
    sys.exit((1 if check else 3) if failures else 0)


def _refuse(
    report: Path, jobs: list[Restoring], cleaned: tuple[Path, ...], output: Path | None, *, in_place: bool, check: bool
) -> None:
    if not jobs:
        raise click.UsageError("the report is not about files cleaned in place: name what was cleaned")
    if in_place and any(job.cleaned == "-" for job in jobs):
        raise click.UsageError("-i overwrites files: give files or folders")
    if not (output or in_place or check):
        if len(jobs) > 1 or any(path.is_dir() for path in cleaned):
            raise click.UsageError("several files: give -o FOLDER, -i, or --check")
        if jobs[0].only_to_files:
            raise click.UsageError(f"{jobs[0].cleaned}: Parquet goes from a file to a file: give -o or -i")
    if output and output.is_file() and (len(jobs) > 1 or any(path.is_dir() for path in cleaned)):
        raise click.UsageError(f"{output} is a file: several texts need a folder")
    for job in jobs:
        if _same(job.target, job.cleaned):
            raise click.UsageError(f"{job.cleaned}: would be overwritten; use -i to restore in place")
        if _same(job.target, report) or (in_place and _same(job.cleaned, report)):
            raise click.UsageError(f"{report}: the report would be overwritten")


def _same(one: str | None, two: str | Path) -> bool:
    return one is not None and os.path.exists(one) and os.path.exists(two) and os.path.samefile(one, two)
