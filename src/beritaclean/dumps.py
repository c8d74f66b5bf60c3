"""Full-page dumps: the data that tells them from articles (rules/pages), and what kind of line each line is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from beritaclean.dateline import is_dateline
from beritaclean.rejoin import is_closing, starts_low, unfinished
from beritaclean.shapes import ends_sentence, is_prose, words
from beritaclean.words import compiled, page, pages

BULLETS = " \t•·▪●◦*-–—»›>"
"""What dumps put before the items of menus and lists."""

LONGEST = 200
"""Characters of the longest line that can be of a kind."""


class Kind(NamedTuple):
    """A kind of line around articles: what it adds to the body's sum, and whether articles end above it."""

    id: str
    score: float
    reason: str
    ends: bool


class Profile(NamedTuple):
    """The numbers and the kinds of lines that hold for one outlet's pages, the common ones among them."""

    shape: Mapping[str, float]
    score: Mapping[str, float]
    place: Mapping[str, float]
    lines: Mapping[str, Kind]
    patterns: tuple[tuple[str, Kind], ...]

    def kind(self, text: str) -> Kind | None:
        """The kind of a line (without blanks at its ends), None for the lines of articles."""
        if len(text) > LONGEST:
            return None
        text = text.lstrip(BULLETS) or text
        found = self.lines.get(text.casefold())
        if found is None:
            found = next((kind for pattern, kind in self.patterns if compiled(pattern).fullmatch(text)), None)
        return found


@cache
def outlets() -> tuple[str, ...]:
    """The keys of the outlets whose pages have a profile."""
    return tuple(sorted(pages() - {"common"}))


@cache
def profile(outlet: str | None = None) -> Profile:
    """The profile of an outlet's pages; the common one for None and for outlets that have none."""
    common = page("common")
    tables = list(common["kind"])
    if outlet in outlets():
        tables += page(str(outlet)).get("kind", [])
    kinds: dict[str, Kind] = {}
    lines: dict[str, Kind] = {}
    patterns: list[tuple[str, Kind]] = []
    for table in tables:
        name = table["id"]
        if name not in kinds:
            kinds[name] = Kind(name, table["score"], table["reason"], table.get("ends", False))
        lines.update(dict.fromkeys(table.get("lines", ()), kinds[name]))
        patterns += [(pattern, kinds[name]) for pattern in table.get("patterns", ())]
    return Profile(common["shape"], common["score"], common["place"], lines, tuple(patterns))


def signed(text: str) -> str | None:
    """The outlet whose profile's signs stand in a page, None where no profile knows it."""
    for outlet in outlets():
        if any(compiled(sign).search(text) for sign in page(outlet).get("signs", ())):
            return outlet
    return None


class Measures(NamedTuple):
    """What tells a dump from an article: filled lines, those that are no prose, different ones of menus and footers."""

    lines: int
    short: int
    furniture: int


def is_dump(text: str) -> bool:
    """Whether a text is a dump of a whole page, no article: many lines, mostly short, menus and footers among them."""
    asked: Mapping[str, float] = page("common")["shape"]
    found = measures(text)
    return (
        found.lines >= asked["lines"]
        and found.short >= asked["short"] * found.lines
        and found.furniture >= asked["furniture"]
    )


def measures(text: str) -> Measures:
    """What a text measures that may be a dump."""
    common = profile()
    rows = [row for row in (line.strip() for line in text.split("\n")) if row]
    found = set()
    short = 0
    for row in rows:
        short += not (len(row) > LONGEST or is_prose(row))
        if len(row) <= LONGEST and (kind := common.lines.get(row.lstrip(BULLETS).casefold())) and kind.id in FURNITURE:
            found.add(row.casefold())
    return Measures(len(rows), short, len(found))


FURNITURE = frozenset({"menu", "footer", "end", "stop"})
"""The kinds of lines that show a page; links, ads, bylines and dates stand in scraped articles, too."""


def kinds(rows: Sequence[str], known: Profile) -> tuple[Kind | None, ...]:
    """The kind of each row, None for a row that could be the article's.

    A word of the menus that stands within a sentence ("di akun / Twitter / , katanya") is the article's.
    """
    found = [known.kind(row) for row in rows]
    for at, kind in enumerate(found):
        if kind is None:
            continue
        above = rows[at - 1] if at and found[at - 1] is None else ""
        below = rows[at + 1] if at + 1 < len(rows) and found[at + 1] is None else ""
        if not above or not below or ends_sentence(above) or above.endswith(":"):
            continue
        going_on = is_closing(below) or starts_low(below)
        if rows[at][0] in "-–—" and is_dateline(above):
            found[at] = None
        elif kind.ends:
            found[at] = None if unfinished(above) and going_on else kind
        elif unfinished(above) or (going_on and (starts_low(rows[at]) or len(words(above)) >= 5)):
            found[at] = None
    return tuple(found)
