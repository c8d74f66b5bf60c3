"""Where each literal, opening and ending of the rules leads: tables that are made once and that many starts read."""

import marshal
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from beritaclean.needs import Hit, commonness
from beritaclean.rulebook import Rulebook
from beritaclean.ways import OPENING, Way, needed, opens, way

HEAD = 6
"""The first automaton knows so many characters of each literal, which builds in a third of the time; what follows is
compared."""


def heads(literals: Sequence[str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """What literals (in order) begin with, and for each of these the first place behind the literals that do."""
    ends = {literal[:HEAD]: place for place, literal in enumerate(literals, 1)}
    return tuple(ends), tuple(ends.values())


class Loose(NamedTuple):
    """A branch of a rule for lines that has no literal: what is known of such a line.

    `rule` is the number of the rule; `first`, `last`, `tails`, `least` and `most` are as in `Need`; `sign` is a
    character that the line holds ("": none is known), `place` where it stands ("top", "end", or "" for anywhere),
    `words` how many it may have (0: any number).
    """

    rule: int
    first: str | None
    last: str | None
    tails: frozenset[str]
    least: int
    most: float
    sign: str
    place: str
    words: int


class Index(NamedTuple):
    """What leads to the rules of a rulebook, which count from 0 here, and to the signs of its outlets.

    - `literals`, in order, what they begin with (`heads`), and for each of them in `leads`, packed (see `unpacked`),
      the rules that have it.
    - `signs`: the signs (numbers, in the order of `Rulebook.outlets`) of each literal that has some; `silent`: those
      that are tried on every text; `blind`: no sign can show only by a line end at the text's end.
    - `openings`: the literals that open lines, by their first characters, and the rule of each.
    - `loose`: branches without literals. `always`: rules that are tried on every text; `echoing`: on those with lines
      that open alike; `shown`: on those with lines, or with an end (True), that end in a set of characters.
    - `folding`: rules in which case does not count.
    """

    literals: tuple[str, ...]
    heads: tuple[tuple[str, ...], tuple[int, ...]]
    leads: Sequence[bytes] | Mapping[int, memoryview]
    signs: Mapping[int, tuple[int, ...]]
    silent: tuple[int, ...]
    blind: bool
    openings: Mapping[str, tuple[tuple[str, int], ...]]
    loose: tuple[Loose, ...]
    always: tuple[int, ...]
    echoing: tuple[int, ...]
    shown: tuple[tuple[int, bool, str | None], ...]
    folding: tuple[int, ...]


_KNOWN: list[tuple[Index, dict[int, int], Rulebook]] = []
"""The index of the rules that ship, their numbers by identity, and the rules themselves, which keeps these valid."""


def recall(raw: Iterable[Any], leads: Mapping[int, memoryview], book: Rulebook) -> None:
    """Take over the index of `book`, made before, as plain tuples, with what its literals lead to."""
    found = Index(*raw)
    found = found._replace(leads=leads, loose=tuple(map(Loose._make, found.loose)))
    _KNOWN[:] = [(found, {id(rule): number for number, rule in enumerate(book.rules)}, book)]


def of(book: Rulebook) -> tuple[Index, dict[int, int]]:
    """An index for all rules of `book`, and perhaps for more; the numbers that the rules have in it, by identity."""
    for index, numbers, known in _KNOWN:
        if book.outlets is known.outlets and all(id(rule) in numbers for rule in book.rules):
            return index, numbers
    return made(book), {id(rule): number for number, rule in enumerate(book.rules)}


def made(book: Rulebook) -> Index:
    """The index of all rules and signs of a rulebook."""
    ways = [way(rule, number) for number, rule in enumerate(book.rules) if not rule.dumps]
    signs = [needed(sign) for outlet in book.outlets for sign in outlet.signs]
    leads: dict[str, list[tuple[int, tuple[Any, ...], bool]]] = {}
    openings: dict[str, list[tuple[str, int]]] = {}
    for one in ways:
        for hit in one.literals:
            if not (one.branches and opens(hit)):
                leads.setdefault(hit.text, []).append((one.number, tuple(hit), one.at_end))
        for text in sorted({hit.text for hit in one.literals if one.branches and opens(hit)}):
            openings.setdefault(text[:OPENING], []).append((text, one.number))
    told: dict[str, list[int]] = {}
    for number, sign in enumerate(signs):
        for hit in sign.hits:
            told.setdefault(hit.text, []).append(number)
    literals = sorted({*leads, *told})
    rest = [one for one in ways if not one.branches and not one.hits]
    return Index(
        literals=tuple(literals),
        heads=heads(literals),
        leads=tuple(marshal.dumps(tuple(leads.get(literal, ()))) for literal in literals),
        signs={number: tuple(told[literal]) for number, literal in enumerate(literals) if literal in told},
        silent=tuple(
            number for number, one in enumerate(signs) if not one.hits or any("\n" in hit.text for hit in one.hits)
        ),
        blind=all(one.blind for one in signs),
        openings={head: tuple(found) for head, found in openings.items()},
        loose=tuple(found for one in ways for found in _loose(one)),
        always=tuple(one.number for one in rest if not (one.need.echo or _shows(one))),
        echoing=tuple(one.number for one in rest if one.need.echo),
        shown=tuple((one.number, one.need.final, one.need.last) for one in rest if _shows(one)),
        folding=tuple(one.number for one in ways if one.folds),
    )


def unpacked(lead: bytes | memoryview) -> list[tuple[int, Hit, bool]]:
    """What a literal leads to: rules, how it stands in them, and whether it counts in the last lines only."""
    return [(number, Hit(*hit), at_end) for number, hit, at_end in marshal.loads(lead)]


def _loose(one: Way) -> Iterable[Loose]:
    """The branches of a rule that have no literal."""
    when = one.rule.when
    place = str(when.get("position", ""))
    for branch in one.loose:
        yield Loose(
            one.number,
            branch.first,
            branch.last,
            branch.tails,
            branch.least,
            branch.most,
            min(branch.signs, key=commonness, default=""),
            place if place != "body" else "",
            int(when.get("max_words", 0)),
        )


def _shows(one: Way) -> bool:
    """Whether a rule without literals shows how its lines end."""
    return one.need.closing and bool(one.need.last) and not one.plain and not one.need.echo
