"""What a pattern cannot match without: literals, their place in the match, its width, how it starts.

A pattern is read once, by a small parser that knows the syntax rules are written in, and never says more than
is true of every match. What the parser does not know (nested sets, fuzzy matching, recursion …) makes it give up,
and the rule runs the plain way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, reduce
from math import inf
from typing import Any

import regex

from beritaclean.lazy import Lazy

MOST = 200
"""Texts that one literal part of a pattern may stand for; a part that stands for more is cut in two."""

BRANCHES = 80
"""Branches of a pattern that are looked at by themselves, at most."""

ENDINGS = 60
"""Texts that a match may end with, at most, for them to be told."""

SHIFT = 3
"""So many characters may stand before a literal inside another one that it makes superfluous."""

_COMMON = {
    **dict(zip("aniertkusgdmpbhloyjcwvfzqx", (159, 74, 64, 64, 46, 42, 39, 37, 33, 33, 33, 32, 25), strict=False)),
    **dict.fromkeys("bhloyjcw", 18),
    **dict.fromkeys(" ", 132),
    **dict.fromkeys('().,-"/\n:', 8),
    **dict.fromkeys("ASKPMBDITJN", 3),
    **dict.fromkeys("CEFGHLORUVWY0123456789", 2),
}
"""How often a character stands in Indonesian news, in thousandths."""
_RARE = 0.2

_QUANTIFIER = Lazy(r"(?:([?*+])|\{(\d*)(,?)(\d*)\})([?+]?)")
_GROUP = Lazy(r"\?(?:P?<(?![=!])\w+>|P=\w+\)|:|>|<?[=!]|#[^)]*\)|[imsx]+[:)])")
_ESCAPE = Lazy(r"\\(?:[pP]\{[^}]*\}|L<\w+>|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[1-9]|.)", regex.S)
_BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}


class _Unknown(Exception):
    """The parser does not know this syntax."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A literal, and how many characters of the match stand before it; `wraps`: line ends may be among them.

    `fill` are the characters that can stand there, `after` those that can stand right behind the literal (members of a
    set in regex syntax; None: any).
    """

    text: str
    least: int
    most: float
    wraps: bool
    fill: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What holds of every match of a pattern.

    - `hits`: one of these stands in or right after the match (empty: not known).
    - `least`, `most`: its width in characters; `wraps`: it can hold a line end.
    - `first`: its first character; `last`: the last one that is no blank; `chars`: all of them; as members of a set in
      regex syntax (None: not known).
    - `anchored`: it begins where a line does; `opening`: where the text does.
    - `closing`: only blanks stand between its end and its line's; `final`: and the text's.
    - `echo`: so many characters of the line that it begins with open the next filled line, too.
    - `tails`: it ends with one of these texts (empty: not known).
    - `blind`: wherever the pattern matches in a text that ends with a line end, it matches without that, too;
      `steady`: it never looks back from where it is.
    """

    hits: tuple[Hit, ...] = ()
    least: int = 0
    most: float = inf
    wraps: bool = True
    first: str | None = None
    anchored: bool = False
    opening: bool = False
    last: str | None = None
    closing: bool = False
    final: bool = False
    echo: int = 0
    chars: str | None = None
    tails: frozenset[str] = frozenset()
    blind: bool = False
    steady: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """What holds of a part of a pattern.

    `exact` are all the texts it stands for, if they are few; `void` tells that it may stand for blanks alone, or for
    nothing; `group` is its name.
    """

    exact: frozenset[str] | None
    need: Need
    void: bool = False
    group: str = ""
    pieces: tuple[_Part, ...] = ()
    options: tuple[_Part, ...] = ()


_EMPTY = Need(most=0, wraps=False, last="", chars="", blind=True, steady=True)
_NOTHING = _Part(frozenset({""}), _EMPTY, void=True)
_BACK = _Part(frozenset({""}), replace(_EMPTY, steady=False), void=True)


def need(pattern: str, lists: Mapping[str, frozenset[str]]) -> Need:
    """What every match of `pattern` (version 1, MULTILINE) holds; `lists` are the named lists it may name."""
    return _whole(_read(pattern, lists))


def needs(pattern: str, lists: Mapping[str, frozenset[str]]) -> tuple[Need, ...]:
    """The same for each branch that the pattern begins with: every match is one of one of them."""
    part = _read(pattern, lists)
    branches = _branches(part)
    return tuple(map(_whole, branches if len(branches) <= BRANCHES else [part]))


def _whole(part: _Part) -> Need:
    return replace(part.need, hits=_better(part.need.hits, _as_hits(part.exact)), tails=_tails(part))


def _read(pattern: str, lists: Mapping[str, frozenset[str]]) -> _Part:
    reader = _Reader(pattern, lists)
    try:
        part = reader.alternatives(False)
        return part if reader.at == len(pattern) else _Part(None, Need())
    except _Unknown:
        return _Part(None, Need())


def _branches(part: _Part) -> list[_Part]:
    if part.options:
        return [branch for option in part.options for branch in _branches(option)]
    if part.pieces and part.pieces[0].options:
        first, *rest = part.pieces
        return [_chain([option, *rest]) for option in _branches(first)]
    return [part]


def commonness(text: str) -> float:
    """Roughly how often a literal stands in a text, per character: words are likelier than their letters tell."""
    text = text.replace("\n", "") or "\n"  # a line end comes with what stands beside it
    alone = reduce(lambda chance, char: chance * _COMMON.get(char, _RARE) / 1000, text, 1.0)
    return max(alone, 2e-3 * 0.6 ** len(text) * (1.0 if text.islower() else 0.2)) if len(text) > 1 else alone


@cache
def members(of: str) -> regex.Pattern[str]:
    """The set of `Need.first` or `Need.last`, compiled."""
    return regex.compile(f"[{of}]", regex.V1)


@cache
def has(of: str | None, char: str) -> bool:
    """Whether a character is in such a set; where nothing is known it may be."""
    if not of:
        return True
    if not char.isascii():
        return members(of).match(char) is not None
    return char != "" and bool(mask(of) >> ord(char) & 1)


def mask(of: str) -> int:
    """The characters of ASCII in such a set, as bits."""
    if of not in _MASKS:
        found = members(of).findall(_ASCII)
        _MASKS[of] = sum(1 << ord(char) for char in found)
    return _MASKS[of]


def remember(masks: Mapping[str, int]) -> None:
    """Take over masks that were computed before, so that no set need be compiled."""
    _MASKS.update(masks)


_ASCII = "".join(map(chr, range(128)))
_MASKS: dict[str, int] = {}


def _as_hits(texts: frozenset[str] | None, start: Need | None = None, after: str | None = None) -> tuple[Hit, ...]:
    """The texts as hits behind what matches `start` and before one of the characters in `after`."""
    if not texts or "" in texts:
        return ()
    before = start or _EMPTY
    return _lean(
        tuple(Hit(text, before.least, before.most, before.wraps, before.chars, after) for text in sorted(texts))
    )


def _tails(part: _Part) -> frozenset[str]:
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
        fill = _union([old.fill, hit.fill, _members(hit.text[:at])])
        after = (
            _union([old.after, hit.after]) if hit.text.endswith(inside) and at + len(inside) == len(hit.text) else None
        )
        kept[inside] = Hit(inside, min(old.least, hit.least + at), max(old.most, hit.most + at), wraps, fill, after)
    return tuple(kept.values())


def _better(one: tuple[Hit, ...], two: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Of two sets of hits, both of which hold, the one that lets fewer places through."""
    return min((hits for hits in (one, two) if hits), key=_cost, default=())


def _cost(hits: tuple[Hit, ...]) -> float:
    width = max(hit.most - hit.least for hit in hits)
    return sum(commonness(hit.text) for hit in hits) * (1 + min(width, 300) / 10) + 2e-6 * len(hits)


def _chain(parts: list[_Part]) -> _Part:
    """Parts one after another."""
    whole: frozenset[str] | None = frozenset({""})
    run, start = frozenset({""}), _EMPTY  # the literal part, and what stands before it
    hits: tuple[Hit, ...] = ()
    before = _EMPTY
    void = True
    for part in parts:
        inner = tuple(
            replace(
                hit,
                least=hit.least + before.least,
                most=hit.most + before.most,
                wraps=hit.wraps or before.wraps,
                fill=_union([before.chars, hit.fill]),
            )
            for hit in part.need.hits
        )
        hits = _better(hits, inner)
        whole = _product(whole, part.exact)
        longer = _product(run, part.exact)
        if longer is None:
            after = part.need.first if part.need.least else None
            hits = _better(hits, _as_hits(run, start, after))
            start = before if part.exact is not None else _joined(before, part)
            run = part.exact if part.exact is not None else frozenset({""})
        else:
            run = longer
        before = _joined(before, part)
        void = void and part.void
    hits = _better(hits, _as_hits(run, start))
    return _Part(whole, replace(before, hits=hits, echo=_echo(parts), tails=_ending(parts)), void, "", tuple(parts))


def _ending(parts: list[_Part]) -> frozenset[str]:
    """The tails of parts in a row."""
    tails = frozenset({""})
    for part in reversed(parts):
        longer = _product(part.exact, tails)
        if longer is None or len(longer) > ENDINGS:
            texts = _tails(part) if part.exact is None else frozenset()
            return _product(texts, tails) or frozenset() if texts else tails - {""} if "" not in tails else frozenset()
        tails = longer
    return tails if "" not in tails else frozenset()


def _echo(parts: list[_Part]) -> int:
    """The least width of a group at a line's start that comes again at the start of the next filled line."""
    for number, part in enumerate(parts):
        if part.group and part.need.most and not part.need.wraps:
            above, rest = parts[:number], parts[number + 1 :]
            again = next((at for at, other in enumerate(rest) if other.group == f"={part.group}"), 0)
            blanks = rest[:again]
            if (
                any(other.need.anchored for other in above)
                and all(other.need.most == 0 for other in above)
                and all(other.need.last == "" and other.void for other in blanks)
                and any(other.exact == frozenset("\n") for other in blanks)
            ):
                return part.need.least
    return max((part.need.echo for part in parts), default=0) if len(parts) == 1 else 0


def _joined(one: Need, part: _Part) -> Need:
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


def _either(parts: list[_Part]) -> _Part:
    """One of several parts."""
    if len(parts) == 1:
        return parts[0]
    needs = [part.need for part in parts]
    exact: frozenset[str] | None = frozenset()
    hits: list[Hit] | None = []
    for part in parts:
        exact = None if exact is None or part.exact is None else exact | part.exact
        mine = _better(part.need.hits, _as_hits(part.exact))
        hits = [*hits, *mine] if hits is not None and mine else None
    return _Part(
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
            blind=all(one.blind for one in needs),
            steady=all(one.steady for one in needs),
            tails=frozenset().union(*map(_tails, parts)) if all(map(_tails, parts)) else frozenset(),
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
}
"""What does not hold of a part that may be left out."""


def _repeated(part: _Part, least: int, most: float) -> _Part:
    if least == 0 and part.need.most == 0:
        return _NOTHING
    if (least, most) == (0, 1):
        if part.exact is not None and len(part.exact) < MOST:
            blind = part.need.blind or part.exact == frozenset("\n")
            return _Part(part.exact | {""}, replace(part.need, hits=(), least=0, blind=blind, **_LOOSE), True)
    elif most <= 3 and least == most:
        return _chain([part] * least)
    width = 0 if part.need.most == 0 else part.need.most * most
    mine = _better(part.need.hits, _as_hits(part.exact)) if least else ()
    blind = part.need.blind or (part.need.least == part.need.most == 1 and not least)
    changed = replace(part.need, hits=mine, least=part.need.least * least, most=width, echo=0, blind=blind)
    return _Part(None, changed if least else replace(changed, **_LOOSE), part.void or not least)


class _Reader:
    """A pattern and how far it is read."""

    def __init__(self, pattern: str, lists: Mapping[str, frozenset[str]]) -> None:
        self.pattern = pattern
        self.lists = lists
        self.at = 0

    def alternatives(self, folds: bool) -> _Part:
        """Branches up to a closing bracket or the end; `folds`: case does not count."""
        branches = [self.sequence(folds)]
        while self.pattern.startswith("|", self.at):
            self.at += 1
            branches.append(self.sequence(folds))
        return _either(branches)

    def sequence(self, folds: bool) -> _Part:
        parts: list[_Part] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            part = self.item(folds)
            while found := _QUANTIFIER.match(self.pattern, self.at):
                self.at = found.end()
                part = _repeated(part, *_times(found))
            parts.append(part)
        return _chain(parts)

    def item(self, folds: bool) -> _Part:
        char = self.pattern[self.at]
        if char == "(":
            return self.group(folds)
        if char == "[":
            return self.set(folds)
        if char == "\\":
            return self.escape(folds)
        if char in "{}*+?":
            raise _Unknown
        self.at += 1
        if char == "^":
            return _Part(frozenset({""}), replace(_EMPTY, anchored=True, steady=False), True)
        if char == "$":
            return _Part(frozenset({""}), replace(_EMPTY, closing=True), True)
        return _char(r"[^\n]", False) if char == "." else _literal(char, folds)

    def group(self, folds: bool) -> _Part:
        start = self.at
        self.at += 1
        found = _GROUP.match(self.pattern, self.at)
        if self.pattern.startswith(("?", "*"), self.at) and not found:
            raise _Unknown
        kind = found[0] if found else ""
        self.at += len(kind)
        if kind.startswith("?P="):
            return _Part(None, Need(), True, kind[2:-1])
        if kind.startswith("?#"):
            return _NOTHING
        if kind[1:2].isalpha() and kind[1] != "P":
            if "x" in kind or "s" in kind or kind.endswith(")"):
                raise _Unknown
            folds = folds or "i" in kind
        inside = self.alternatives(folds)
        if not self.pattern.startswith(")", self.at):
            raise _Unknown
        self.at += 1
        if kind == "?=":
            first = inside.need.first if inside.need.least else None
            hits = _better(inside.need.hits, _as_hits(inside.exact))
            ends = inside.need.last == "" and inside.void
            closing, final = ends and inside.need.closing, ends and inside.need.final
            hits = tuple(replace(hit, fill=None) for hit in hits)
            blind = inside.need.blind
            changed = replace(_EMPTY, hits=hits, first=first, closing=closing, final=final, blind=blind)
            return _Part(frozenset({""}), changed, True)
        if kind == "?!":
            # What is forbidden at the text's end is so before a line end, unless it asks for the text's end.
            blind = "\\z" not in self.pattern[start : self.at].lower()
            return replace(_NOTHING, need=replace(_EMPTY, blind=blind))
        if kind in ("?<=", "?<!"):
            return _BACK
        return (
            replace(inside, pieces=(), options=(), group=kind[kind.index("<") + 1 : -1])
            if kind.endswith(">") and "<" in kind
            else inside
        )

    def set(self, folds: bool) -> _Part:
        start = self.at
        self.at += 1
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        members: list[str | None] = []
        while not self.pattern.startswith("]", self.at) or self.at == start + 1 + negated:
            if self.at >= len(self.pattern) or self.pattern[self.at] == "[":
                raise _Unknown
            if self.pattern[self.at : self.at + 2] in ("--", "&&", "||", "~~"):
                raise _Unknown
            char = self.member()
            if self.pattern.startswith("-", self.at) and not self.pattern.startswith("-]", self.at):
                self.at += 1
                last = self.member()
                if char is None or last is None:
                    raise _Unknown
                members += map(chr, range(ord(char), min(ord(last), ord(char) + 64) + 1))
                members += [None] if ord(last) > ord(char) + 64 else []
            else:
                members.append(char)
        self.at += 1
        source = self.pattern[start : self.at]
        chars = {char for char in members if char is not None}
        if negated or None in members or len(chars) > 6 or (folds and not "".join(chars).isascii()):
            wraps = regex.match(source, "\n", regex.V1) is not None
            solid = negated or None in members or not "".join(chars).isspace()
            return _char(None if folds else source, wraps, solid=solid)
        return _either([_literal(char, folds) for char in sorted(chars)])

    def member(self) -> str | None:
        """One member of a set; None for a class of characters."""
        if self.pattern[self.at] != "\\":
            self.at += 1
            return self.pattern[self.at - 1]
        found = _escape(self.pattern, self.at)
        self.at = found.end()
        if found[0][1] in "pPdDwWsS":
            return None
        return _meant(found[0])

    def escape(self, folds: bool) -> _Part:
        found = _escape(self.pattern, self.at)
        self.at = found.end()
        name = found[0][1]
        if name == "L":
            words = self.lists.get(found[0][3:-1], frozenset())
            exact = words if 0 < len(words) <= MOST and not folds else None
            sizes = [len(word) for word in words] or [0]
            wraps = any("\n" in word for word in words)
            first = last = None
            if words and not folds:
                first, last = _members(word[:1] for word in words), _members(word.rstrip()[-1:] for word in words)
            most = max(sizes) * (2 if folds else 1)
            chars = None if folds else _members(char for word in words for char in word)
            one = Need(least=min(sizes), most=most, wraps=wraps, first=first, last=last, chars=chars, steady=True)
            one = replace(one, blind=not wraps)
            return _Part(exact, one, not all(sizes))
        if name in "bB":
            return _BACK
        if name in "zZ":
            return _Part(frozenset({""}), replace(_EMPTY, closing=True, final=name == "z"), True)
        if name == "A":
            return _Part(frozenset({""}), replace(_EMPTY, anchored=True, opening=True, steady=False), True)
        if name in "pPdDwWsS":
            wraps = regex.match(found[0], "\n", regex.V1) is not None
            return _char(None if folds else found[0], wraps, solid=name != "s")
        if name.isdigit():
            return _Part(None, Need(), True)
        return _literal(_meant(found[0]), folds)


def _escape(pattern: str, at: int) -> regex.Match[str]:
    found = _ESCAPE.match(pattern, at)
    if not found:
        raise _Unknown
    return found


def _meant(escape: str) -> str:
    """The character that an escape stands for."""
    name = escape[1]
    if name in "xu":
        return chr(int(escape[2:], 16))
    if name in _CONTROLS:
        return _CONTROLS[name]
    if name.isalnum():
        raise _Unknown
    return name


def _char(source: str | None, wraps: bool, *, solid: bool = True) -> _Part:
    """One character of a set; `solid` tells that not all of them are blanks."""
    void = source is None or regex.search(f"[{source}]", _BLANKS, regex.V1) is not None
    last = source if solid else ""
    one = Need(least=1, most=1, wraps=wraps, first=source, last=last, chars=source)
    return _Part(None, replace(one, blind=not wraps, steady=True), void)


def _members(chars: Iterable[str]) -> str:
    return "".join(regex.escape(char, special_only=False) for char in sorted(set(chars)))


def _literal(char: str, folds: bool) -> _Part:
    texts = {char.lower(), char.upper()} if folds else {char}
    if folds and not char.isascii():
        return _char(None, False)
    source = _members(texts)
    blank = char.isspace()
    last = "" if blank else source
    wraps = char == "\n"
    one = Need(least=1, most=1, wraps=wraps, first=source, last=last, chars=source, blind=not wraps, steady=True)
    return _Part(frozenset(texts), one, blank)


def _times(found: regex.Match[str]) -> tuple[int, float]:
    sign, least, comma, most, _ = found.groups()
    if sign:
        return {"?": (0, 1.0), "*": (0, inf), "+": (1, inf)}[sign]
    if not least and not most:
        raise _Unknown
    low = int(least or 0)
    return low, (float(most) if most else inf) if comma else float(low)
