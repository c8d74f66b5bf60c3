"""What many documents lose, as a table for people at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from beritaclean.reports.paint import FAMILIES, Paint
from beritaclean.reports.tally import Tally

if TYPE_CHECKING:
    from rich.table import Table


def summary(tally: Tally, paint: Paint) -> str:
    """The tally as a table, with the share of the words for each family and rule."""
    from io import StringIO

    from rich.console import Console

    text = StringIO()
    console = Console(
        file=text,
        width=min(paint.width, 80),
        force_terminal=paint.color,
        color_system="standard" if paint.color else None,
        no_color=not paint.color,
        markup=False,
        highlight=False,
        emoji=False,
    )
    console.print(tally.headline(), style="bold", soft_wrap=True)
    if tally.removals:
        console.print(_table(tally, paint))
    return "\n".join(line.rstrip() for line in text.getvalue().split("\n"))


def _table(tally: Tally, paint: Paint) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="dim")
    table.add_column("family and rule", overflow="fold")
    for name in ("removals", "documents", "words", "% words"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in tally.rows():
        style = FAMILIES.get(row.family, "red")
        share = f"{tally.percent(row.words):.1f}"
        label = Text(f"  {row.rule}") if row.rule else Text(row.family, style=f"bold {style}")
        numbers = (f"{row.removals:,}", f"{row.documents:,}", f"{row.words:,}", share)
        table.add_row(label, *numbers, style="dim" if row.rule else "")
    return table
