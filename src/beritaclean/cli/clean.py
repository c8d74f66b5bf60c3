"""`beritaclean [SOURCE]...`: clean a pipe, files or a folder, or show what would go."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from beritaclean import __version__
from beritaclean.cli.options import Batch, Options, batch_options, taken


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
@batch_options
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

    SOURCE is a text, a file of records (.jsonl, .csv, .tsv, .parquet; compressed ones too) or a folder. With no
    SOURCE (or with -), standard input is read. Clean text goes to standard output, or with -o to a file or a
    folder. Exit codes: 0 done, 1 --check found something, 2 wrong usage, 3 some
    documents failed and the others are done.
    """
    batch = taken(given)
    options = Options(**given)  # type: ignore[arg-type]
    _refuse(options, batch, source)
    from beritaclean.cleaner import Cleaner
    from beritaclean.cli.running import run
    from beritaclean.rulebook import RuleError

    try:
        cleaner = Cleaner(outlet, select=select, ignore=ignore, rules=paths, shape=shape)
    except (RuleError, OSError) as error:
        raise click.UsageError(str(error)) from None
    key = {"outlet": outlet, "shape": shape, "select": sorted(select), "ignore": sorted(ignore), "rules": list(paths)}
    sys.exit(run(cleaner, source, options, batch, report, key))


def _refuse(options: Options, batch: Batch, source: tuple[Path, ...]) -> None:
    piped = batch.piped(source)
    if batch.files_from and source:
        raise click.UsageError("--files-from names the sources: give no others")
    if batch.resume and (options.in_place or options.preview or piped or not options.output):
        raise click.UsageError("--resume goes with -o and files; cleaning in place again changes nothing that is clean")
    if batch.shard[1] > 1 and piped:
        raise click.UsageError("--shard parts files, not the standard input")
    if options.in_place and (piped or options.output):
        raise click.UsageError("-i overwrites files: give files or folders, and no -o")
    if options.backup is not None and not options.in_place:
        raise click.UsageError("--backup goes with -i")
    if options.backup is not None and (not options.backup or os.path.basename(options.backup) != options.backup):
        raise click.UsageError("--backup takes a suffix such as .orig")
    if options.in_place and options.preview:
        raise click.UsageError("-i writes; --dry-run, --diff and --check do not: choose one")
