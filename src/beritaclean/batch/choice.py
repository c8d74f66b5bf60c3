"""Which files of a folder a command means, and what was left out."""

from collections import Counter
from typing import NamedTuple


class Choice(NamedTuple):
    """Which files of a folder are meant; the globs are those of .gitignore, from the folder down."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    hidden: bool = False
    ignored: bool = False
    follow: bool = False


class Skipped:
    """What a walk left out, by reason; `named` are the entries that a user may miss, with their reason."""

    __slots__ = ("counts", "named")

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.named: list[tuple[str, str]] = []
