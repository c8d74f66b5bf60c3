"""What is true of a pattern's parts, and of parts in a row, in a choice and in a repetition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import regex

from beritaclean.needs import Hit, Need, commonness

MOST = 200
"""Texts that one literal part of a pattern may stand for; a part that stands for more is cut in two."""

ENDINGS = 60
"""Texts that a match may end with, at most, for them to be told."""

SHIFT = 3
"""So many characters may stand before a literal inside another one that it makes superfluous."""

_BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)


@dataclass(frozen=True, slots=True)
class Part:
    """What holds of a part of a pattern.

    `exact` are all the texts it stands for, if they are few; `void` tells that it may stand for blanks alone, or for
    nothing; `group` is its name.
    """

    exact: frozenset[str] | None
    need: Need
    void: bool = False
    group: str = ""
    pieces: tuple[Part, ...] = ()
    options: tuple[Part, ...] = ()


EMPTY = Need(most=0, wraps=False, last="", chars="", blind=True, steady=True)
NOTHING = Part(frozenset({""}), EMPTY, void=True)
BACK = Part(frozenset({""}), EMPTY._replace(steady=False), void=True)


def as_hits(texts: frozenset[str] | None, start: Need | None = None, after: str | None = None) -> tuple[Hit, ...]:
    """The texts as hits behind what matches `start` and before one of the characters in `after`."""
    if not texts or "" in texts:
        return ()
    before = start or EMPTY
    return _lean(
        tuple(Hit(text, before.least, before.most, before.wraps, before.chars, after) for text in sorted(texts))
    )


def tails_of(part: Part) -> frozenset[str]:
    """Texts with one of which a part ends; none where they are not known, or are too many."""
    texts = part.exact if part.exact is not None else part.need.tails
    return texts if texts and "" not in texts and len(texts) <= ENDINGS else frozenset()


def _lean(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The same hits without those that hold another one near their start, which then tells of them, too."""
    kept: dict[str, Hit] = {}
    for hit in sorted(hits, key=lambda hit: len(hit.text)):
        inside = next((text for text in kept if 0 <= hit.text.find(text) <= SHIFT), None)
        if inside is None:
            kept[hit.text] = hit
            continue
        old, at = kept[inside], hit.text.find(inside)
        wraps = old.wraps or hit.wraps or "\n" in hit.text[:at]
        fill = _union([old.fill, hit.fill, members_of(hit.text[:at])])
        after = (
            _union([old.after, hit.after]) if hit.text.endswith(inside) and at + len(inside) == len(hit.text) else None
        )
        kept[inside] = Hit(inside, min(old.least, hit.least + at), max(old.most, hit.most + at), wraps, fill, after)
    return tuple(kept.values())


def better(one: tuple[Hit, ...], two: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Of two sets of hits, both of which hold, the one that lets fewer places through."""
    return min((hits for hits in (one, two) if hits), key=_cost, default=())


def _cost(hits: tuple[Hit, ...]) -> float:
    width = max(hit.most - hit.least for hit in hits)
    return sum(commonness(hit.text) for hit in hits) * (1 + min(width, 300) / 10) + 2e-6 * len(hits)


def chain(parts: list[Part]) -> Part:
    """Parts one after another."""
    whole: frozenset[str] | None = frozenset({""})
    run, start = frozenset({""}), EMPTY  # the literal part, and what stands before it
    hits: tuple[Hit, ...] = ()
    before = EMPTY
    void = True
    for part in parts:
        inner = tuple(
            hit._replace(
                least=hit.least + before.least,
                most=hit.most + before.most,
                wraps=hit.wraps or before.wraps,
                fill=_union([before.chars, hit.fill]),
            )
            for hit in part.need.hits
        )
        hits = better(hits, inner)
        whole = _product(whole, part.exact)
        longer = _product(run, part.exact)
        if longer is None:
            after = part.need.first if part.need.least else None
            hits = better(hits, as_hits(run, start, after))
            start = before if part.exact is not None else _joined(before, part)
            run = part.exact if part.exact is not None else frozenset({""})
        else:
            run = longer
        before = _joined(before, part)
        void = void and part.void
    hits = better(hits, as_hits(run, start))
    return Part(whole, before._replace(hits=hits, echo=_echo(parts), tails=_ending(parts)), void, "", tuple(parts))


def _ending(parts: list[Part]) -> frozenset[str]:
    """The tails of parts in a row."""
    tails = frozenset({""})
    for part in reversed(parts):
        longer = _product(part.exact, tails)
        if longer is None or len(longer) > ENDINGS:
            texts = tails_of(part) if part.exact is None else frozenset()
            return _product(texts, tails) or frozenset() if texts else tails - {""} if "" not in tails else frozenset()
        tails = longer
    return tails if "" not in tails else frozenset()


def _echo(parts: list[Part]) -> int:
    """The least width of a group at a line's start that comes again at the start of the next filled line."""
    for number, part in enumerate(parts):
        if part.group and part.need.most and not part.need.wraps:
            above, rest = parts[:number], parts[number + 1 :]
            again = next((at for at, other in enumerate(rest) if other.group == f"={part.group}"), 0)
            blanks = rest[:again]
            if (
                any(other.need.anchored for other in above)
                and all(other.need.most == 0 or _indents(other) for other in above)
                and all(other.need.last == "" and other.void for other in blanks)
                and any(other.exact == frozenset("\n") for other in blanks)
            ):
                return part.need.least
    return max((part.need.echo for part in parts), default=0) if len(parts) == 1 else 0


def _indents(part: Part) -> bool:
    """Whether a part stands for nothing but blanks in a line."""
    return part.void and part.need.last == "" and not part.need.wraps


def _joined(one: Need, part: Part) -> Need:
    """The widths, the start and the end of two parts in a row."""
    two = part.need
    if one.most == 0:
        first = two.first if one.first is None else one.first  # a lookahead tells the first character, too
    elif one.least:
        first = one.first
    else:
        first = _union([one.first, two.first])
    return Need(
        least=one.least + two.least,
        most=one.most + two.most,
        wraps=one.wraps or two.wraps,
        first=first,
        anchored=one.anchored or (one.most == 0 and two.anchored),
        opening=one.opening or (one.most == 0 and two.opening),
        last=_union([one.last, two.last]) if part.void else two.last,
        closing=two.closing or (one.closing and two.most == 0),
        final=two.final or (one.final and two.most == 0),
        chars=_union([one.chars, two.chars]),
        signs="".join(sorted({*one.signs, *two.signs})),
        blind=two.blind and (two.least > 0 or (one.blind and (two.steady or not one.wraps))),
        steady=one.steady and two.steady,
    )


def _union(sets: Iterable[str | None]) -> str | None:
    found = list(dict.fromkeys(sets))
    return None if None in found else "".join(char_set for char_set in found if char_set)


def _product(one: frozenset[str] | None, two: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or two is None or len(one) * len(two) > MOST:
        return None
    return frozenset(left + right for left in one for right in two)


def either(parts: list[Part]) -> Part:
    """One of several parts."""
    if len(parts) == 1:
        return parts[0]
    needs = [part.need for part in parts]
    exact: frozenset[str] | None = frozenset()
    hits: list[Hit] | None = []
    for part in parts:
        exact = None if exact is None or part.exact is None else exact | part.exact
        mine = better(part.need.hits, as_hits(part.exact))
        hits = [*hits, *mine] if hits is not None and mine else None
    return Part(
        exact if exact is not None and len(exact) <= MOST else None,
        Need(
            hits=_lean(tuple(hits or ())),
            least=min(one.least for one in needs),
            most=max(one.most for one in needs),
            wraps=any(one.wraps for one in needs),
            first=_union(one.first for one in needs),
            anchored=all(one.anchored for one in needs),
            opening=all(one.opening for one in needs),
            last=_union(one.last for one in needs),
            closing=all(one.closing for one in needs),
            final=all(one.final for one in needs),
            chars=_union(one.chars for one in needs),
            signs="".join(sorted(set.intersection(*({*one.signs} for one in needs)))),
            blind=all(one.blind for one in needs),
            steady=all(one.steady for one in needs),
            tails=frozenset().union(*map(tails_of, parts)) if all(map(tails_of, parts)) else frozenset(),
        ),
        any(part.void for part in parts),
        options=tuple(parts),
    )


_LOOSE: dict[str, Any] = {
    "anchored": False,
    "opening": False,
    "closing": False,
    "final": False,
    "tails": frozenset(),
    "signs": "",
}
"""What does not hold of a part that may be left out."""


def repeated(part: Part, least: int, most: float) -> Part:
    if least == 0 and part.need.most == 0:
        return NOTHING
    if (least, most) == (0, 1):
        if part.exact is not None and len(part.exact) < MOST:
            blind = part.need.blind or part.exact == frozenset("\n")
            return Part(part.exact | {""}, part.need._replace(hits=(), least=0, blind=blind, **_LOOSE), True)
    elif most <= 3 and least == most:
        return chain([part] * least)
    width = 0 if part.need.most == 0 else part.need.most * most
    mine = better(part.need.hits, as_hits(part.exact)) if least else ()
    blind = part.need.blind or (part.need.least == part.need.most == 1 and not least)
    changed = part.need._replace(hits=mine, least=part.need.least * least, most=width, echo=0, blind=blind)
    return Part(None, changed if least else changed._replace(**_LOOSE), part.void or not least)


def one_of(source: str | None, wraps: bool, *, solid: bool = True) -> Part:
    """One character of a set; `solid` tells that not all of them are blanks."""
    void = source is None or regex.search(f"[{source}]", _BLANKS, regex.V1) is not None
    last = source if solid else ""
    one = Need(least=1, most=1, wraps=wraps, first=source, last=last, chars=source)
    return Part(None, one._replace(blind=not wraps, steady=True), void)


def letter(char: str, folds: bool) -> Part:
    texts = {char.lower(), char.upper()} if folds else {char}
    if folds and not char.isascii():
        return one_of(None, False)
    source = members_of(texts)
    blank = char.isspace()
    last = "" if blank else source
    wraps = char == "\n"
    one = Need(least=1, most=1, wraps=wraps, first=source, last=last, chars=source, blind=not wraps, steady=True)
    one = one._replace(signs="" if blank or char.isalnum() else char)
    return Part(frozenset(texts), one, blank)


def members_of(chars: Iterable[str]) -> str:
    return "".join(regex.escape(char, special_only=False) for char in sorted(set(chars)))
