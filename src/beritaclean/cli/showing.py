"""What a preview prints: for people at a terminal, or as plain lines for other programs."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from beritaclean.cli.options import Options
from beritaclean.reports.tally import Tally, plain
from beritaclean.reports.visible import printable

if TYPE_CHECKING:
    from beritaclean.batch.jobs import Shown
    from beritaclean.reports.paint import Paint


def paint_for(color: str) -> Paint | None:
    """How to paint standard output, with `color` "auto", "always" or "never"; None where plain lines are due."""
    live = sys.stdout.isatty()
    if not live and color != "always":
        return None
    from beritaclean.reports.paint import WIDEST, Paint

    wished = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size().columns if live or os.environ.get("COLUMNS") else 80
    return Paint(min(width, WIDEST), color == "always" or (color == "auto" and wished))


class Preview:
    """Shows the documents of a run that writes nothing; made before a pager takes standard output over."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.tally = Tally()
        self._paint = paint_for(options.color) if options.dry_run or options.show_diff else None
        self._shown = 0

    @property
    def paged(self) -> bool:
        """Whether there is anything to page."""
        return self._paint is not None

    def show(self, shown: Shown) -> None:
        """Print one document, as far as something of it would change."""
        options = self.options
        if options.dry_run:
            self._dry_run(shown)
        elif options.verbose:
            _warn(f"{shown.name}: {len(shown.cleaned.removals)} removals")
        if options.show_diff:
            self._diff(shown)
        if options.check and shown.changed and not options.quiet:
            _warn(f"{shown.name}: would change")

    def end(self) -> None:
        """Print what all documents lose: on a terminal below them, else on standard error."""
        if not self.options.dry_run or self.options.quiet or not self.tally.documents:
            return
        if self._paint:
            from beritaclean.reports.summary import summary

            print_out([summary(self.tally, self._paint).rstrip()])
        else:
            for line in plain(self.tally):
                _warn(line)

    def _dry_run(self, shown: Shown) -> None:
        cleaned, verbose = shown.cleaned, self.options.verbose
        self.tally.add(cleaned, changed=shown.changed)
        if self._paint is None:
            from beritaclean.reports.lines import rows

            print_out(rows(shown.path, cleaned, shown.record, reasons=verbose))
        elif cleaned.removals or verbose:
            from beritaclean.reports.terminal import document

            print_out([*document(shown.name, cleaned, self._paint, whole=verbose, changed=shown.changed), ""])

    def _diff(self, shown: Shown) -> None:
        from beritaclean.reports.diff import diff, painted

        if not shown.changed:
            return
        text = diff(shown.name, shown.before, shown.after, patch=shown.patchable)
        if self._paint:
            print_out(painted(text, self._paint))
        else:
            print_out([text] if text else [], end="")


def print_out(lines: Iterable[str], end: str = "\n") -> None:
    """Lines to standard output, as UTF-8 on every system; bytes that were no UTF-8 are themselves again."""
    text = "".join(f"{line}{end}" for line in lines)
    sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
    sys.stdout.buffer.flush()


def _warn(message: str) -> None:
    click.echo(f"beritaclean: {printable(message)}", err=True)
