"""`beritaclean [SOURCE]...`: clean a pipe, files or a folder, or show what would go."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from beritaclean import __version__
from beritaclean.cli.options import BATCH_OPTIONS, RULE_OPTIONS, VIEW_OPTIONS, FilePath, batch_of, options_of, some

if TYPE_CHECKING:
    from pathlib import Path

    from beritaclean.cli.options import Batch, Options


@click.command(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="More commands, each with --help: beritaclean explain, rules, learn, restore, completion.",
)
@click.argument("source", nargs=-1, type=FilePath(allow_dash=True))
@click.option("-o", "--output", type=FilePath(), help="Write here: a file, or a folder for a folder.")
@click.option("-n", "--dry-run", is_flag=True, help="Show what would be removed; write nothing.")
@click.option("--diff", "show_diff", is_flag=True, help="Show the changes as a diff for patch; write nothing.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a text would change.")
@click.option("-i", "--in-place", is_flag=True, help="Overwrite the sources.")
@click.option("--backup", metavar="SUFFIX", help="With -i: keep the old file under its name and SUFFIX (.orig).")
@some(*RULE_OPTIONS)
@click.option(
    "--report",
    type=FilePath(),
    metavar="FILE.jsonl",
    help="Write what was removed, for `beritaclean restore`.",
)
@click.option("-q", "--quiet", is_flag=True, help="No warnings and no summary.")
@click.option("-v", "--verbose", is_flag=True, help="Name each file; give each removal's reason.")
@some(*VIEW_OPTIONS, *BATCH_OPTIONS)
@click.version_option(__version__, prog_name="beritaclean")
def clean(
    source: tuple[Path, ...],
    report: Path | None,
    config: Path | None,
    isolated: bool,
    show_config: bool,
    **given: object,
) -> None:
    """Strip boilerplate from scraped Indonesian news text.

    SOURCE is a text, a file of records (.jsonl, .csv, .tsv, .parquet; compressed ones too) or a folder. With no
    SOURCE (or with -), standard input is read. Clean text goes to standard output, or with -o to a file or a
    folder. Exit codes: 0 done, 1 --check found something, 2 wrong usage, 3 some
    documents failed and the others are done.
    """
    _refuse(options_of(given), batch_of(given), source)
    from beritaclean import compact  # what --version and --help can do without is imported from here on
    from beritaclean.cli.config import Configuration, shown
    from beritaclean.cli.running import run

    context = click.get_current_context()
    told = [name for name in given if context.get_parameter_source(name) is not ParameterSource.DEFAULT]
    configuration = Configuration(given, told, isolated=isolated, only=config)
    if show_config:
        click.echo(shown(configuration, source), nl=False)
        return
    given |= configuration.run(source)
    code = run(configuration, source, options_of(given), batch_of(given), report)
    compact.learn()
    sys.exit(code)


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
