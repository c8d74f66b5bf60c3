"""`beritaclean explain FILE[:LINE]`: why a line goes or stays."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from beritaclean.cli.options import RULE_OPTIONS, VIEW_OPTIONS, some

if TYPE_CHECKING:
    from beritaclean.batch.plan import Manner
    from beritaclean.explain import Explanation
    from beritaclean.formats import Record


@click.command(
    context_settings={
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
        "ignore_unknown_options": True,  # -:3 is a line of the standard input
    }
)
@click.argument("place", metavar="FILE[:LINE]")
@some(*RULE_OPTIONS, "config", "isolated", "format", "field", "url_field", "outlet_field", "title_field")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for scripts.")
@some(*VIEW_OPTIONS)
def explain(
    place: str,
    config: Path | None,
    isolated: bool,
    format: str | None,
    as_json: bool,
    color: str,
    pager: str,
    **given: object,
) -> None:
    """Tell why a line was cut or kept: the rules that match on it, their guards, and which one won.

    FILE alone gives a short verdict on each line, FILE:LINE everything about one (lines count from 1). Of a file of
    records, FILE:RECORD and FILE:RECORD:LINE. - is standard input. Configuration files hold as in a run.
    """
    from beritaclean import explain as core
    from beritaclean.cli.config import Configuration
    from beritaclean.document import Document
    from beritaclean.limits import RunawayPattern
    from beritaclean.rulebook import RuleError

    if place.startswith("-") and not re.fullmatch(r"-(?::\d+)*", place):
        raise click.NoSuchOption(place)
    name, numbers = placed(place)
    context = click.get_current_context()
    said = [name for name in given if context.get_parameter_source(name) is not ParameterSource.DEFAULT]
    configuration = Configuration(given, said, isolated=isolated, only=config)
    manner = configuration.manner(None if name == "-" else name)
    cleaner = configuration.cleaners[manner.number]
    path, number, record, line = _record(name, numbers, format, manner)
    text, url, title = record.text, record.url, record.title
    try:
        try:
            told = core.explain(cleaner, Document(text, path, url, record.outlet, title))
        except RuleError:  # as in a run: an outlet without rules is no mistake in a corpus
            told = core.explain(cleaner, Document(text, path, url, title=title))
    except RunawayPattern as error:
        raise click.ClickException(str(error)) from None
    if line is not None and not 1 <= line <= len(told.lines):
        raise click.UsageError(f"{path}: no line {line}, the last one is {len(told.lines)}")
    _print(path, number, told, line, as_json=as_json, color=color, pager=pager)


def placed(place: str) -> tuple[str, tuple[int, ...]]:
    """A file's name and the numbers behind it: as few as leave the name of a file that is there.

    Names may hold colons. Raises UsageError where there is no such file.
    """
    name, numbers = place, tuple[int, ...]()
    while name != "-" and not Path(name).exists():
        name, colon, number = name.rpartition(":")
        if not colon or not number.isdecimal() or len(numbers) == 2:
            raise click.UsageError(f"{place}: no such file")
        numbers = (int(number), *numbers)
    return name, numbers


def _record(
    name: str, numbers: tuple[int, ...], format: str | None, manner: Manner
) -> tuple[str, int | None, Record, int | None]:
    """The file, the record's number, the document, and the line asked for. Raises UsageError, ClickException."""
    from beritaclean.batch.pick import pick
    from beritaclean.batch.plan import Task
    from beritaclean.decode import DecodeError
    from beritaclean.formats import FormatError, kind_of

    piped = name == "-"
    kind = kind_of("" if piped else name, format)
    path = "<stdin>" if piped else name
    if not piped and Path(name).is_dir():
        raise click.UsageError(f"{name} is a folder: name a file")
    if kind.records and not numbers:
        raise click.UsageError(f"{path} holds records: name one, {name}:1")
    if not kind.records and len(numbers) > 1:
        raise click.UsageError(f"{path} is one text: give {name}:LINE")
    number = numbers[0] if kind.records else 1
    line = numbers[-1] if len(numbers) > kind.records else None
    task = Task(path, None, path, kind, None, 0, manner=manner)
    try:
        record = pick(task, number, sys.stdin.buffer if piped else None)
    except IndexError as error:
        raise click.UsageError(f"{path}: {error}") from None
    except (FormatError, DecodeError) as error:
        raise click.ClickException(f"{path}: {error}") from None
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be read: {error.strerror or error}") from None
    return path, number if kind.records else None, record, line


def _print(
    path: str, record: int | None, told: Explanation, line: int | None, *, as_json: bool, color: str, pager: str
) -> None:
    from beritaclean.cli.paging import paged
    from beritaclean.cli.showing import paint_for, print_out
    from beritaclean.reports import explained
    from beritaclean.reports.lines import place
    from beritaclean.reports.paint import Paint

    paint = paint_for(color)
    name = place(path, record)
    if as_json:
        rows = [explained.as_json(path, record, told, line)]
    elif line is not None:
        rows = list(explained.one(name, told, line, paint or Paint(sys.maxsize, False)))
    elif paint:
        rows = list(explained.overview(name, told, paint))
    else:
        rows = list(explained.lines(name, told))
    with paged(pager if paint and not as_json else "never"):
        print_out(rows)
