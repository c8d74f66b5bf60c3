"""The account for people: each removed line with its number, rule and family, and a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.text import Text

from beritaclean.body import Judged
from beritaclean.cleaner import Cleaned
from beritaclean.rule import Removal

AROUND = 40
"""Characters of the kept text shown on each side of a removed span."""


def show(console: Console, name: str, cleaned: Cleaned, *, reasons: bool = False) -> None:
    """Print the removals of one document."""
    lines = cleaned.source.split("\n")
    count = len(cleaned.removals)
    head = Text(name, style="bold")
    head.append(f"  {count} removal{'s' if count != 1 else ''}", style="dim")
    if cleaned.outlet:
        head.append(f"  ({cleaned.outlet})", style="dim")
    console.print(head, soft_wrap=True)
    why = {judged.line: judged for judged in cleaned.page.judged} if cleaned.page else {}
    for removal in cleaned.removals:
        for row in _folded(removal, why if reasons else {}) if removal.family == "page" else _rows(removal, lines):
            console.print(row, soft_wrap=True)
        if reasons:
            console.print(Text(f"          {removal.reason}", style="dim"), soft_wrap=True)


def _rows(removal: Removal, lines: Sequence[str]) -> Iterable[Text]:
    for number, text in enumerate(removal.text.rstrip().split("\n"), removal.line):
        if not text.strip():
            continue
        row = Text(f"{number:>6}  ", style="cyan")
        row.append(f"{removal.rule} ", style="magenta")
        row.append(f"[{removal.family}]  ", style="dim")
        line = lines[number - 1]
        at = removal.column - 1 if number == removal.line else 0
        before, after = line[:at].lstrip(), line[at + len(text) :].rstrip()
        if before:
            row.append(("…" if len(before) > AROUND else "") + before[-AROUND:], style="not dim")
        row.append(f"[-{text}-]" if before or after else text.strip(), style="red strike")
        if after:
            row.append(after[:AROUND] + ("…" if len(after) > AROUND else ""), style="not dim")
        yield row


def _folded(removal: Removal, why: Mapping[int, Judged]) -> Iterable[Text]:
    """A region of a page as one row; with `why`, each of its lines below, with its score and the reason."""
    texts = [(number, text.strip()) for number, text in enumerate(removal.text.split("\n"), removal.line)]
    texts = [(number, text) for number, text in texts if text]
    row = Text(f"{f'{removal.line}–{removal.end_line}':>6}  ", style="cyan")
    row.append(f"{removal.rule} ", style="magenta")
    row.append(f"[{removal.family}]  {len(texts)} lines: ", style="dim")
    first, last = texts[0][1][:AROUND], texts[-1][1][:AROUND]
    row.append(first if len(texts) == 1 else f"{first} … {last}", style="red strike")
    yield row
    for number, text in texts:
        if number in why:
            row = Text(f"{number:>10}  ", style="cyan")
            row.append(f"{why[number].score:+5.1f} {why[number].reason}: ", style="dim")
            row.append(text[: 2 * AROUND])
            yield row


@dataclass
class Tally:
    """Counts over many documents, of which none is kept."""

    documents: int = 0
    words: int = 0
    removed: int = 0
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, cleaned: Cleaned) -> None:
        """Count one document's words and removals."""
        before = len(cleaned.source.split())
        self.documents += 1
        self.words += before
        self.removed += before - len(cleaned.text.split())
        self.rules.update((removal.family, removal.rule) for removal in cleaned.removals)


def summary(console: Console, tally: Tally) -> None:
    """Print how many removals each family and rule made, and the share of words removed."""
    families: Counter[str] = Counter()
    for (family, _), count in tally.rules.items():
        families[family] += count
    share = 100 * tally.removed / tally.words if tally.words else 0.0
    console.print(
        Text(f"{families.total()} removals in {tally.documents} documents, {share:.1f} % of the words", style="bold"),
        soft_wrap=True,
    )
    for family, count in families.most_common():
        console.print(Text(f"{count:>6}  {family}"), soft_wrap=True)
        for (of, rule), times in tally.rules.most_common():
            if of == family:
                console.print(Text(f"        {times:>6}  {rule}", style="dim"), soft_wrap=True)
