"""What the user is told while a run goes on and at its end; all of it on standard error, previews apart."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from beritaclean.reports.visible import printable

if TYPE_CHECKING:
    from beritaclean.batch.choice import Skipped
    from beritaclean.batch.counts import Counts
    from beritaclean.batch.jobs import Shown
    from beritaclean.batch.listener import Summary
    from beritaclean.reports.progress import Meter

Show = Callable[["Shown"], None]


class Telling:
    """Listens to a run; `show` takes the cleaned documents of a preview, `meter` the progress."""

    def __init__(self, *, quiet: bool, verbose: bool, show: Show | None = None, meter: Meter | None = None) -> None:
        self.quiet = quiet
        self.verbose = verbose
        self._show = show
        self._meter = meter

    def say(self, message: str) -> None:
        """One line to standard error, above the progress, whatever is in it; no work ends because nobody hears it."""
        message = printable(message)
        with suppress(OSError):
            if self._meter and self._meter.live:
                self._meter.say(f"beritaclean: {message}")
            else:
                click.echo(f"beritaclean: {message}", err=True)

    def warn(self, name: str, message: str) -> None:
        """A warning about a file that is cleaned all the same."""
        if not self.quiet:
            self.say(f"{name}: {message}")

    def failed(self, name: str, message: str) -> None:
        """A file or record that is not cleaned."""
        self.say(f"{name}: {message}")

    def field(self, name: str, field: str) -> None:
        """The field that a file's text was guessed to be in."""
        self.warn(name, f"cleaning the field {field!r}; --field names another")

    def done(self, name: str, removals: int) -> None:
        """A file that is done."""
        if self.verbose and self._show is None:
            self.say(f"{name}: {removals} removals")

    def shown(self, shown: Shown) -> None:
        """A cleaned document, in a run that shows them."""
        if self._show:
            self._show(shown)

    def advance(self, total: Counts, done: int) -> None:
        """The counts so far, and the bytes of the files that are done."""
        if self._meter:
            self._meter.advance(total, done)


def summarize(summary: Summary, skipped: Skipped, say: Callable[[str], None]) -> None:
    """Say in a few lines what a run did, and name each failure."""
    counts = summary.counts
    seconds = max(summary.seconds, 1e-9)
    share = 100 * counts.removed / counts.characters if counts.characters else 0.0
    say(
        f"{_many(counts.files, 'file')}, {_many(counts.documents, 'document')}, {counts.bytes / 1e6:,.1f} MB "
        f"in {summary.seconds:,.1f} s ({counts.documents / seconds:,.0f} documents/s, "
        f"{counts.bytes / 1e6 / seconds:,.2f} MB/s)"
    )
    say(
        f"{counts.changed:,} changed, {_many(counts.rules.total(), 'removal')}, {share:.1f} % of the characters removed"
    )
    if summary.resumed:
        say(f"{_many(summary.resumed, 'file')} of these had been done by an earlier run")
    if skipped.counts:
        said = ", ".join(f"{number:,} {reason}" for reason, number in sorted(skipped.counts.items()))
        say(f"left out: {said} (--hidden, --no-ignore and --follow take them)")
    if summary.failures:
        say(f"{_many(len(summary.failures), 'failure')}:")
        for name, message in summary.failures:
            say(f"  {name}: {message}")


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def stats(summary: Summary, version: str) -> bytes:
    """The counts of a run as a JSON object."""
    import json  # late: few runs are asked for it

    row = {
        "version": version,
        "seconds": round(summary.seconds, 3),
        "resumed": summary.resumed,
        **summary.counts.as_json(),
        "failures": [{"path": name, "message": message} for name, message in summary.failures],
    }
    return (json.dumps(row, ensure_ascii=True, indent=2) + "\n").encode()
