"""What a pattern cannot match without: literals, their place in the match, its width, how it starts.

A pattern is read once, by a small parser that knows the syntax rules are written in, and never says more than
is true of every match. What the parser does not know (nested sets, fuzzy matching, recursion …) makes it give up,
and the rule runs the plain way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import inf

import regex

from beritaclean.lazy import Lazy
from beritaclean.needs import Need
from beritaclean.parts import (
    BACK,
    EMPTY,
    MOST,
    NOTHING,
    Part,
    as_hits,
    better,
    chain,
    either,
    letter,
    members_of,
    one_of,
    repeated,
    tails_of,
)

BRANCHES = 80
"""Branches of a pattern that are looked at by themselves, at most."""

_QUANTIFIER = Lazy(r"(?:([?*+])|\{(\d*)(,?)(\d*)\})([?+]?)")
_GROUP = Lazy(r"\?(?:P?<(?![=!])\w+>|P=\w+\)|:|>|<?[=!]|#[^)]*\)|[imsx]+[:)])")
_ESCAPE = Lazy(r"\\(?:[pP]\{[^}]*\}|L<\w+>|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[1-9]|.)", regex.S)
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}


class _Unknown(Exception):
    """The parser does not know this syntax."""


def need(pattern: str, lists: Mapping[str, frozenset[str]]) -> Need:
    """What every match of `pattern` (version 1, MULTILINE) holds; `lists` are the named lists it may name."""
    return _whole(_read(pattern, lists))


def needs(pattern: str, lists: Mapping[str, frozenset[str]]) -> tuple[Need, ...]:
    """The same for each branch that the pattern begins with: every match is one of one of them."""
    part = _read(pattern, lists)
    branches = _branches(part)
    return tuple(map(_whole, branches if len(branches) <= BRANCHES else [part]))


def _whole(part: Part) -> Need:
    return part.need._replace(hits=better(part.need.hits, as_hits(part.exact)), tails=tails_of(part))


def _read(pattern: str, lists: Mapping[str, frozenset[str]]) -> Part:
    reader = _Reader(pattern, lists)
    try:
        part = reader.alternatives(False)
        return part if reader.at == len(pattern) else Part(None, Need())
    except _Unknown:
        return Part(None, Need())


def _branches(part: Part) -> list[Part]:
    if part.options:
        return [branch for option in part.options for branch in _branches(option)]
    if part.pieces and part.pieces[0].options:
        first, *rest = part.pieces
        return [chain([option, *rest]) for option in _branches(first)]
    return [part]


class _Reader:
    """A pattern and how far it is read."""

    def __init__(self, pattern: str, lists: Mapping[str, frozenset[str]]) -> None:
        self.pattern = pattern
        self.lists = lists
        self.at = 0

    def alternatives(self, folds: bool) -> Part:
        """Branches up to a closing bracket or the end; `folds`: case does not count."""
        branches = [self.sequence(folds)]
        while self.pattern.startswith("|", self.at):
            self.at += 1
            branches.append(self.sequence(folds))
        return either(branches)

    def sequence(self, folds: bool) -> Part:
        parts: list[Part] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            part = self.item(folds)
            while found := _QUANTIFIER.match(self.pattern, self.at):
                self.at = found.end()
                part = repeated(part, *_times(found))
            parts.append(part)
        return chain(parts)

    def item(self, folds: bool) -> Part:
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
            return Part(frozenset({""}), EMPTY._replace(anchored=True, steady=False), True)
        if char == "$":
            return Part(frozenset({""}), EMPTY._replace(closing=True), True)
        return one_of(r"[^\n]", False) if char == "." else letter(char, folds)

    def group(self, folds: bool) -> Part:
        start = self.at
        self.at += 1
        found = _GROUP.match(self.pattern, self.at)
        if self.pattern.startswith(("?", "*"), self.at) and not found:
            raise _Unknown
        kind = found[0] if found else ""
        self.at += len(kind)
        if kind.startswith("?P="):
            return Part(None, Need(), True, kind[2:-1])
        if kind.startswith("?#"):
            return NOTHING
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
            hits = better(inside.need.hits, as_hits(inside.exact))
            ends = inside.need.last == "" and inside.void
            closing, final = ends and inside.need.closing, ends and inside.need.final
            hits = tuple(hit._replace(fill=None) for hit in hits)
            blind = inside.need.blind
            changed = EMPTY._replace(hits=hits, first=first, closing=closing, final=final, blind=blind)
            return Part(frozenset({""}), changed, True)
        if kind == "?!":
            # What is forbidden at the text's end is so before a line end, unless it asks for the text's end.
            blind = "\\z" not in self.pattern[start : self.at].lower()
            return replace(NOTHING, need=EMPTY._replace(blind=blind))
        if kind in ("?<=", "?<!"):
            return BACK
        return (
            replace(inside, pieces=(), options=(), group=kind[kind.index("<") + 1 : -1])
            if kind.endswith(">") and "<" in kind
            else inside
        )

    def set(self, folds: bool) -> Part:
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
            return one_of(None if folds else source, wraps, solid=solid)
        return either([letter(char, folds) for char in sorted(chars)])

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

    def escape(self, folds: bool) -> Part:
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
                first, last = members_of(word[:1] for word in words), members_of(word.rstrip()[-1:] for word in words)
            most = max(sizes) * (2 if folds else 1)
            chars = None if folds else members_of(char for word in words for char in word)
            one = Need(least=min(sizes), most=most, wraps=wraps, first=first, last=last, chars=chars, steady=True)
            one = one._replace(blind=not wraps)
            return Part(exact, one, not all(sizes))
        if name in "bB":
            return BACK
        if name in "zZ":
            return Part(frozenset({""}), EMPTY._replace(closing=True, final=name == "z"), True)
        if name == "A":
            return Part(frozenset({""}), EMPTY._replace(anchored=True, opening=True, steady=False), True)
        if name in "pPdDwWsS":
            wraps = regex.match(found[0], "\n", regex.V1) is not None
            return one_of(None if folds else found[0], wraps, solid=name != "s")
        if name.isdigit():
            return Part(None, Need(), True)
        return letter(_meant(found[0]), folds)


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


def _times(found: regex.Match[str]) -> tuple[int, float]:
    sign, least, comma, most, _ = found.groups()
    if sign:
        return {"?": (0, 1.0), "*": (0, inf), "+": (1, inf)}[sign]
    if not least and not most:
        raise _Unknown
    low = int(least or 0)
    return low, (float(most) if most else inf) if comma else float(low)
