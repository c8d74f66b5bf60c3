"""Who is told what happens in a run, and what is told at its end."""

from __future__ import annotations

from typing import Protocol

from beritaclean.batch.counts import Counts
from beritaclean.batch.jobs import Shown


class Listener(Protocol):
    """Who is told what happens: the command line."""

    def warn(self, name: str, message: str) -> None:
        """A warning about a file that is cleaned all the same."""

    def failed(self, name: str, message: str) -> None:
        """A file or record that is not cleaned."""

    def field(self, name: str, field: str) -> None:
        """The field that a file's text was guessed to be in."""

    def done(self, name: str, removals: int) -> None:
        """A file that is done."""

    def shown(self, shown: Shown) -> None:
        """A cleaned document, in a run that shows them."""

    def advance(self, total: Counts, done: int) -> None:
        """The counts so far, and the bytes of the files that are done."""


class Summary:
    """What a run did: its counts, the failures by name, and the files that an earlier run had done."""

    __slots__ = ("counts", "failures", "resumed", "seconds")

    def __init__(self) -> None:
        self.counts = Counts()
        self.failures: list[tuple[str, str]] = []
        self.resumed = 0
        self.seconds = 0.0
