"""`beritaclean learn SOURCE...`: what a corpus repeats, as rules to review; or an index of its headlines."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from beritaclean.cli.options import some
from beritaclean.reports.visible import printable

if TYPE_CHECKING:
    from beritaclean.batch.plan import Task
    from beritaclean.candidates import Candidate
    from beritaclean.cleaner import Cleaner
    from beritaclean.formats import Record
    from beritaclean.learn import Text

FAILED = 3


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("source", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead of to standard output."
)
@click.option(
    "--format",
    "shown",
    type=click.Choice(["toml", "table", "json"]),
    default="toml",
    show_default=True,
    help="What is written; with toml, a table goes to standard error.",
)
@click.option(
    "--min-documents",
    type=click.IntRange(2),
    default=5,
    show_default=True,
    metavar="N",
    help="Only phrases of N texts and more.",
)
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=40,
    show_default=True,
    metavar="N",
    help="The N likeliest of each outlet.",
)
@click.option("--outlet", help="Only texts of this outlet; those that do not tell theirs count as its.")
@click.option("--titles", is_flag=True, help="Write an index of the corpus' headlines, for `beritaclean --titles`.")
@click.option(
    "--title-field",
    metavar="NAME",
    default="title",
    show_default=True,
    help="With --titles: the field with the headline.",
)
@some("encoding")
@click.option(
    "--input-format",
    "format",
    type=click.Choice(["text", "jsonl", "csv", "tsv", "parquet"]),
    help="The sources' format; by default their names tell.",
)
@click.option("-q", "--quiet", is_flag=True, help="No table, no warnings, no progress.")
@some("field", "url_field", "outlet_field", "include", "exclude", "hidden", "no_ignore", "follow")
def learn(source: tuple[Path, ...], output: Path | None, titles: bool, **given: Any) -> None:
    """List what many texts of a corpus print, as candidates for rules.

    SOURCE is a file or folder of texts, or of records (.jsonl, .csv, .tsv, .parquet; compressed ones too). The
    candidates are never applied by themselves: fill in what each of them must keep, then give the file to --rules.
    """
    from beritaclean.batch.choice import Choice
    from beritaclean.batch.plan import Manner, PlanError, apart, plan
    from beritaclean.formats import Fields

    choice = Choice(*(given[name] for name in ("include", "exclude", "hidden", "no_ignore", "follow")))
    fields = ("title_field",) if titles else ("field", "url_field", "outlet_field")
    manner = Manner(0, given["encoding"], Fields(*(given[name] for name in fields)))
    try:
        tasks = plan(source, None, choice=choice, format=given["format"], manner=lambda _: manner)
        apart(tasks, [output] if output else [])
    except PlanError as error:
        raise click.UsageError(str(error)) from None
    corpus = _Corpus(tasks, quiet=given["quiet"], passes=1 if titles else 2)
    if titles:
        if output is None:
            raise click.UsageError("--titles writes a file of numbers: name it with -o")
        _index(corpus, output, given)
    else:
        _candidates(corpus, output, given)
    sys.exit(FAILED if corpus.failures else 0)


class _Corpus:
    """The sources, read once or twice; it hears what is said of them, and says it once."""

    def __init__(self, tasks: tuple[Task, ...], *, quiet: bool, passes: int) -> None:
        self.failures = 0
        self.quiet = quiet
        self._tasks = tasks
        self._told: set[tuple[str, str]] = set()
        total = passes * sum(task.size for task in tasks)
        live = sys.stderr.isatty() and not quiet
        self._bar: Any = (
            click.progressbar(length=max(total, 1), file=sys.stderr, update_min_steps=1 << 16) if live else None
        )
        self.progress: Any = self._bar or nullcontext()

    def records(self) -> Iterator[tuple[Task, Record]]:
        from beritaclean.batch.records import records
        from beritaclean.batch.source import CHUNK, Reading

        reading = Reading(CHUNK, None, set())
        at = 0
        of: Task | None = None
        for task, record, place in records(self._tasks, reading, self):
            if task is not of:
                at, of = 0, task
            if self._bar and place > at:
                self._bar.update(place - at)
            at = max(at, place)
            yield task, record

    def _tell(self, name: str, message: str) -> bool:
        new = (name, message) not in self._told
        self._told.add((name, message))
        if new:
            click.echo(f"beritaclean: {printable(f'{name}: {message}')}", err=True)
        return new

    def failed(self, name: str, message: str) -> None:
        self.failures += self._tell(name, message)

    def warn(self, name: str, message: str) -> None:
        if not self.quiet:
            self._tell(name, message)

    def field(self, name: str, field: str) -> None:
        self.warn(name, f"reading the field {field!r}; --field names another")

    def done(self, name: str, removals: int) -> None: ...
    def shown(self, shown: Any) -> None: ...
    def advance(self, total: Any, done: int) -> None: ...


def _index(corpus: _Corpus, output: Path, given: dict[str, Any]) -> None:
    from beritaclean.batch.index import write_index
    from beritaclean.repair import repair
    from beritaclean.shapes import is_loose_headline, is_prose

    def titles() -> Iterator[str]:
        for task, record in corpus.records():
            title = repair(record.text).strip()
            if not task.kind.records:  # a text's first line, if it looks like a headline
                title = title.split("\n", 1)[0].strip()
                if not is_loose_headline(title) or is_prose(title):
                    continue
            yield title

    try:
        with corpus.progress:
            count = write_index(output, titles())
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror}") from None
    if not corpus.quiet:
        click.echo(f"beritaclean: {output}: {count:,} headlines, {output.stat().st_size:,} bytes", err=True)


def _candidates(corpus: _Corpus, output: Path | None, given: dict[str, Any]) -> None:
    from beritaclean.cleaner import Cleaner
    from beritaclean.document import Document
    from beritaclean.learn import Evidence, Sketch

    cleaner, least = Cleaner(), given["min_documents"]

    def texts() -> Iterator[tuple[Text, str | None]]:
        for _, record in corpus.records():
            if (text := _text(record, cleaner, given["outlet"])) is not None:
                yield text, record.url

    with corpus.progress:
        sketch = Sketch()
        for text, _ in texts():
            sketch.add(text)
        evidence = Evidence(sketch.frequent(least))
        for text, url in texts():
            if not (found := evidence.wanted(text)):
                continue
            removed = None
            if evidence.asks(found):
                removals = cleaner.clean(Document(text.text, url=url)).removals
                removed = [(removal.start, removal.end) for removal in removals]
            evidence.add(text, found, removed)
    ranked = evidence.candidates(sketch.documents, least)
    places: Counter[str] = Counter()
    chosen = [each for each in ranked if (places.update([each.outlet]) or places[each.outlet]) <= given["limit"]]
    _write(chosen, sketch.documents, output, given)
    if not corpus.quiet:
        count, doubled = (
            sketch.documents.total(),
            f", {sketch.doubled:,} of them more than once" if sketch.doubled else "",
        )
        lost = f"; a phrase may be missed that stands in {sketch.lost + least:,} or fewer" if sketch.lost else ""
        click.echo(
            f"beritaclean: {count + sketch.doubled:,} texts{doubled}; {len(chosen):,} candidates{lost}", err=True
        )


def _text(record: Record, cleaner: Cleaner, wanted: str | None) -> Text | None:
    """A record as a text of its outlet; None where another one is wanted."""
    from beritaclean import outlets
    from beritaclean.learn import Text
    from beritaclean.repair import repair

    text = repair(record.text)
    tells = record.outlet or record.url
    outlet, names = outlets.named(cleaner.rulebook, record.outlet or (None if tells else wanted), record.url)
    if not tells and not wanted and (shown := cleaner.plans.shown(text)):
        outlet, names = outlets.named(cleaner.rulebook, shown, None)
    if wanted and outlet != outlets.named(cleaner.rulebook, wanted, None)[0]:
        return None
    return Text(text, outlet, names)


def _write(chosen: list[Candidate], documents: Counter[str], output: Path | None, given: dict[str, Any]) -> None:
    from beritaclean.reports import candidates as report

    shown = given["shown"]
    if shown == "toml" and not given["quiet"]:
        click.echo(report.table(chosen), err=True, nl=False)
    if shown == "table":
        text = report.table(chosen)
    elif shown == "json":
        text = report.as_json(chosen, documents)
    else:
        text = report.as_toml(chosen, documents, _complaints(chosen))
    data = text.encode("utf-8", "replace")
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    from beritaclean.batch.write import write

    try:
        write(output, data)
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror}") from None


def _complaints(chosen: list[Candidate]) -> dict[str, str]:
    """What a candidate's own examples show to be wrong with it."""
    from beritaclean.examples import complaints
    from beritaclean.rule import Rule, Scope

    found: dict[str, str] = {}
    for each in chosen:
        rule = Rule(
            each.id, each.family, Scope(each.scope), each.pattern, "", each.removes, (each.removes[0],),
            until=each.until, when=each.when, shapes=each.shapes, triggers=each.triggers,
        )  # fmt: skip
        wrong = next((each for each in complaints(rule) if "does not remove" in each), None)
        if wrong:
            found[each.id] = wrong.partition(": ")[2].rpartition("): ")[0].partition("): ")[0] + ")"
    return found
