"""How a rule finds its candidates: by its literals, by how its lines begin or end, or else plainly."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from beritaclean import engine
from beritaclean.literals import need, needs
from beritaclean.needs import Hit, Need, commonness
from beritaclean.rule import Rule, Scope
from beritaclean.words import word_lists

RARE = 0.002
"""Literals that stand more often in a text, per character, say less than how a pattern's line begins or ends."""


LEAST_ECHO = 4
"""So many characters that come again say more than a literal."""


_FOLDS = re.compile(r"\(\?[a-z]*i")
SHORT = 0.0003
"""The same for literals of one or two characters in a branch of a rule for lines."""

OPENING = 3
"""Characters by which the openings of lines are looked up."""


@dataclass(frozen=True, slots=True)
class Way:
    """A rule and how it is run; `number` is its place among the rules.

    Exactly one of these leads to the places where its pattern is tried:

    - `plain`: none, the whole text is searched.
    - `hits`, for rules of a scope other than `line`: literals.
    - `branches`, for rules of the scope `line`: for each branch of the pattern literals, or nothing but its ends.
    - none of them: the starts of lines (`need.anchored`), or the lines that end as the pattern does (`need.closing`).

    `asked` means that one of its triggers must be looked for, because its literals hold none.
    """

    rule: Rule
    number: int
    turn: int
    need: Need
    plain: bool
    asked: bool
    hits: tuple[Hit, ...] = ()
    branches: tuple[Need, ...] = ()

    @property
    def at_end(self) -> bool:
        """Whether its literals, for a match that counts, stand no higher than the last paragraph."""
        return self.rule.when.get("position") == "end" and self.rule.scope in (Scope.SPAN, Scope.LINE) and self.local

    @property
    def folds(self) -> bool:
        """Whether case does not count in a part of its pattern."""
        return _FOLDS.search(self.rule.pattern) is not None

    @property
    def blind(self) -> bool:
        """Whether the rule matches nothing more because of a line end at the text's end."""
        if self.rule.scope is Scope.LINE or self.rule.scope is Scope.REPEAT:
            return self.rule.trusted
        return self.need.blind

    @property
    def local(self) -> bool:
        """Whether its matches stay in a line, with all its literals."""
        return not self.need.wraps and not any(hit.wraps for hit in self.literals)

    @property
    def loose(self) -> tuple[Need, ...]:
        """Branches that have no literal."""
        return tuple(branch for branch in self.branches if not branch.hits)

    @property
    def literals(self) -> tuple[Hit, ...]:
        """All its literals."""
        return self.hits + tuple(hit for branch in self.branches for hit in branch.hits)


_RAW: dict[str, Any] = {}
"""What was found out about patterns before, not yet read."""
_READERS: list[Callable[[Any], Need]] = []


def known_needs(raw: Mapping[str, Any], reader: Callable[[Any], Need]) -> None:
    """Take over what was found out about patterns before: for each the whole and the branches, for `reader` to read."""
    _RAW.update(raw)
    _READERS[:] = [reader]


@cache
def parts_of(pattern: str, by_branch: bool) -> tuple[Need, tuple[Need, ...]]:
    """What a rule's pattern needs, with the word lists that ship, as a whole and, if asked for, by branch."""
    if pattern in _RAW:
        whole, branches = _RAW[pattern]
        if branches or not by_branch:
            read = _READERS[0]
            return read(whole), tuple(map(read, branches)) if by_branch else ()
    return need(pattern, word_lists()), needs(pattern, word_lists()) if by_branch else ()


def needed(pattern: str) -> Need:
    """What a pattern needs."""
    return parts_of(pattern, False)[0]


def way(rule: Rule, number: int) -> Way:
    """How `rule`, the one at place `number`, is run."""
    turn = engine.turn(rule)
    if not rule.trusted or rule.scope is Scope.REPEAT:
        return Way(rule, number, turn, Need(), True, bool(rule.triggers))
    found, parts = parts_of(rule.pattern, rule.scope is Scope.LINE)
    if not found.least:
        return Way(rule, number, turn, found, True, bool(rule.triggers))
    if rule.scope is Scope.LINE:
        branches = tuple(map(_without_weak, parts))
        told = all(branch.hits for branch in branches) and all(_tells(rule, branch.hits) for branch in branches)
        return Way(rule, number, turn, found, False, bool(rule.triggers) and not told, branches=branches)
    hits = _without_common(found).hits if found.anchored or _closes(found) else found.hits
    if found.echo >= LEAST_ECHO:
        hits = ()
    else:
        found = replace(found, echo=0)
    plain = not (hits or found.anchored or _closes(found))
    asked = bool(rule.triggers) and not (hits and _tells(rule, hits))
    return Way(rule, number, turn, found, plain, asked, hits)


def _closes(found: Need) -> bool:
    """Whether the pattern stays in one line, whose end it tells, and tells its own first character."""
    return found.closing and not found.wraps and bool(found.first and found.last)


def _tells(rule: Rule, hits: tuple[Hit, ...]) -> bool:
    return all(any(trigger in hit.text.lower() for trigger in rule.triggers) for hit in hits)


def _without_common(needed: Need) -> Need:
    """The same without literals, where these stand too often in a text to say much."""
    return replace(needed, hits=()) if sum(commonness(hit.text) for hit in needed.hits) > RARE else needed


def _without_weak(branch: Need) -> Need:
    """A branch of a rule for lines without literals that say less than how its lines begin and end.

    Literals that open a line are looked up there, so it does not matter how often they stand elsewhere.
    """
    short = any(len(hit.text) < OPENING and (opens(hit) or commonness(hit.text) > SHORT) for hit in branch.hits)
    common = sum(commonness(hit.text) for hit in branch.hits if not opens(hit)) > RARE
    return replace(branch, hits=()) if short or common else branch


def opens(hit: Hit) -> bool:
    """Whether a literal of a line rule can only stand at the line's start."""
    return hit.most == 0
