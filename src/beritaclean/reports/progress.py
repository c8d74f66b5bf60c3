"""How far a run is: a bar on a terminal, plain lines from time to time elsewhere."""

from __future__ import annotations

import sys
import time
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

EVERY = 5.0
"""Seconds between two plain lines."""


class Totals(Protocol):
    """Counts so far; `characters` before cleaning, `removed` of them taken away."""

    documents: int
    bytes: int
    characters: int
    removed: int
    failed: int


class Meter:
    """Shows the counts of a run of `total` bytes; `live` draws a bar on standard error."""

    def __init__(self, total: int, *, live: bool, color: str = "auto", every: float = EVERY) -> None:
        self.live = live
        self._total = total
        self._every = every
        self._began = self._last = time.monotonic()
        self._failed = 0
        self._bar: Progress | None = None
        if live:
            console = Console(file=sys.stderr, no_color=True if color == "never" else None, markup=False)
            self._bar = Progress(
                TextColumn("{task.percentage:>3.0f} %"),
                BarColumn(),
                TextColumn("{task.description}", markup=False),
                TimeRemainingColumn(),
                console=console,
                transient=True,
            )
            self._task = self._bar.add_task("", total=max(total, 1))
            self._bar.start()

    def advance(self, counts: Totals, done: int) -> None:
        """Show the counts, and that `done` bytes of the sources are done."""
        if self._bar:
            self._bar.update(self._task, completed=done, description=self._line(counts))
            return
        now = time.monotonic()
        if now - self._last >= self._every:
            self._last = now
            left = (now - self._began) * (self._total - done) / done if done else None
            eta = f", {left:,.0f} s left" if left is not None else ""
            share = 100 * done / self._total if self._total else 100.0
            print(f"beritaclean: {share:.0f} %: {self._line(counts)}{eta}", file=sys.stderr, flush=True)

    def say(self, message: str) -> None:
        """A line above the bar."""
        if self._bar:
            self._bar.console.print(Text(message), soft_wrap=True)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()
        self.live = False

    def _line(self, counts: Totals) -> str:
        seconds = max(time.monotonic() - self._began, 1e-9)
        share = 100 * counts.removed / counts.characters if counts.characters else 0.0
        return (
            f"{counts.documents:,} documents, {counts.documents / seconds:,.0f}/s, "
            f"{counts.bytes / 1e6 / seconds:,.2f} MB/s, {share:.1f} % removed, {counts.failed:,} failed"
        )
