"""The body finder: where in a dump of a page the article stands, and why each line is in or out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from beritaclean.document import Line
from beritaclean.dumps import Kind, Profile
from beritaclean.edges import begin, finish, largest
from beritaclean.headline import deck, headline
from beritaclean.paragraphs import dump


@dataclass(frozen=True, slots=True)
class Judged:
    """What the finder made of one line: its number (from 1), what it adds to the body's sum, and why."""

    line: int
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Body:
    """The article in a page, in places of its filled lines: from `first` to `last` (both in).

    `outside` are the stretches around it and its headline as (rule's id, first, last); `joins` are the lines whose
    end stands inside a sentence; `judged` tells about every line.
    """

    first: int
    last: int
    outside: tuple[tuple[str, int, int], ...]
    joins: tuple[int, ...]
    judged: tuple[Judged, ...]


def find(lines: Sequence[Line], known: Profile) -> Body | None:
    """The article among the filled `lines` of a page; None where no paragraph of prose stands.

    1. Lines are told by kind (menus, stamps, end marks), sentences broken at links are put together.
    2. Each paragraph adds to a sum: prose its length, everything else takes away; the stretch with the largest
       sum is the body.
    3. A dateline near its top moves the beginning there; lists and tables down to an end mark move the end.
    4. The headline is looked for above.
    """
    page = dump([line.stripped for line in lines], known)
    best = largest(page.groups, known)
    if best is None:
        return None
    start, end = begin(page, *best, known), finish(page.groups, best[1], known)
    first, last = page.groups[start].first, page.groups[end].last
    title = headline(page, start, known)
    return Body(
        first,
        last,
        _outside(title, deck(page, title, first), first, last, page.told),
        tuple(at for at in range(first, last) if page.joined[at]),
        tuple(
            Judged(lines[at].number, group.score, group.reason)
            for group in page.groups
            for at in range(group.first, group.last + 1)
        ),
    )


def _outside(
    headline: int | None, deck: int | None, first: int, last: int, told: Sequence[Kind | None]
) -> tuple[tuple[str, int, int], ...]:
    """The stretches around the body; above and below it, one without any line of a known kind is left alone."""
    found = []
    top = headline if headline is not None else first
    if any(told[:top]):
        found.append(("page/before-body", 0, top - 1))
    below = first if headline is None else (headline if deck is None else deck) + 1
    if below < first and (any(told[:first]) or any(told[last + 1 :])):
        found.append(("page/below-headline", below, first - 1))
    if any(told[last + 1 :]):
        found.append(("page/after-body", last + 1, len(told) - 1))
    return tuple(found)
