"""How a rule finds its candidates: by its literals, by how its lines begin or end, or else plainly."""

import marshal
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Any, NamedTuple

from beritaclean import engine
from beritaclean.lazy import Lazy
from beritaclean.needs import Hit, Need, commonness
from beritaclean.rule import Rule, Scope
from beritaclean.words import word_lists

RARE = 0.002
"""Literals that stand more often in a text, per character, say less than how a pattern's line begins or ends."""


LEAST_ECHO = 4
"""So many characters that come again say more than a literal."""


_FOLDS = Lazy(r"\(\?[a-z]*i")
SHORT = 0.0003
"""The same for literals of one or two characters in a branch of a rule for lines."""

OPENING = 3
"""Characters by which the openings of lines are looked up."""


class Found(NamedTuple):
    """What is found out about a rule's pattern; `Way` tells what it means."""

    need: Need
    plain: bool
    asked: bool
    hits: tuple[Hit, ...] = ()
    branches: tuple[Need, ...] = ()


class Way(NamedTuple):
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


_READY: dict[tuple[str, Scope, tuple[str, ...]], tuple[Mapping[int, memoryview], int]] = {}
"""Where stands what was found out before: plain tuples, packed by marshal, under a number."""


def recall(rules: Iterable[Rule], packed: Mapping[int, memoryview]) -> None:
    """Take over what was found out before about rules, in their order."""
    _READY.update((_key(rule), (packed, number)) for number, rule in enumerate(rules))


def _key(rule: Rule) -> tuple[str, Scope, tuple[str, ...]]:
    """All of a rule that `found_out` looks at."""
    return rule.pattern, rule.scope, rule.triggers


# As `_make` does, without asking each of thousands of tuples for its length: the file is checked as a whole.
_hit: Callable[[Any], Hit] = partial(tuple.__new__, Hit)
_as_need: Callable[[Any], Need] = partial(tuple.__new__, Need)


def _need(raw: Any) -> Need:
    return _as_need((tuple(map(_hit, raw[0])), *raw[1:])) if raw[0] else _as_need(raw)


@cache
def needed(sign: str) -> Need:
    """What a pattern needs, with the word lists that ship."""
    from beritaclean.literals import need  # late: what ships is known

    return need(sign, word_lists())


def way(rule: Rule, number: int) -> Way:
    """How `rule`, the one at place `number`, is run."""
    turn = engine.turn(rule)
    if not rule.trusted or rule.scope is Scope.REPEAT:
        return Way(rule, number, turn, Need(), True, bool(rule.triggers))
    return Way(rule, number, turn, *_found(*_key(rule)))


@cache
def _found(pattern: str, scope: Scope, triggers: tuple[str, ...]) -> Found:
    if ready := _READY.get((pattern, scope, triggers)):
        packed, number = ready
        whole, plain, asked, hits, branches = marshal.loads(packed[number])
        return Found(_need(whole), plain, asked, tuple(map(_hit, hits)), tuple(map(_need, branches)))
    return found_out(pattern, scope, triggers)


def found_out(pattern: str, scope: Scope, triggers: tuple[str, ...]) -> Found:
    """What the pattern of a trusted rule, with the word lists that ship, tells about where it can match."""
    from beritaclean.literals import need, needs  # late, as above

    found = need(pattern, word_lists())
    bare = found._replace(hits=(), chars=None)  # what only a larger pattern's analysis, or what follows, asks for
    if not found.least:
        return Found(bare, True, bool(triggers))
    if scope is Scope.LINE:
        branches = tuple(_without_weak(one)._replace(chars=None) for one in needs(pattern, word_lists()))
        told = all(branch.hits for branch in branches) and all(_tells(triggers, branch.hits) for branch in branches)
        return Found(bare, False, bool(triggers) and not told, (), branches)
    hits = _without_common(found).hits if found.anchored or _closes(found) else found.hits
    if found.echo >= LEAST_ECHO:
        hits = ()
    else:
        bare = bare._replace(echo=0)
    plain = not (hits or found.anchored or _closes(found))
    asked = bool(triggers) and not (hits and _tells(triggers, hits))
    return Found(bare, plain, asked, hits)


def _closes(found: Need) -> bool:
    """Whether the pattern stays in one line, whose end it tells, and tells its own first character."""
    return found.closing and not found.wraps and bool(found.first and found.last)


def _tells(triggers: tuple[str, ...], hits: tuple[Hit, ...]) -> bool:
    return all(any(trigger in hit.text.lower() for trigger in triggers) for hit in hits)


def _without_common(needed: Need) -> Need:
    """The same without literals, where these stand too often in a text to say much."""
    return needed._replace(hits=()) if sum(commonness(hit.text) for hit in needed.hits) > RARE else needed


def _without_weak(branch: Need) -> Need:
    """A branch of a rule for lines without literals that say less than how its lines begin and end.

    Literals that open a line are looked up there, so it does not matter how often they stand elsewhere.
    """
    short = any(len(hit.text) < OPENING and (opens(hit) or commonness(hit.text) > SHORT) for hit in branch.hits)
    common = sum(commonness(hit.text) for hit in branch.hits if not opens(hit)) > RARE
    return branch._replace(hits=()) if short or common else branch


def opens(hit: Hit) -> bool:
    """Whether a literal of a line rule can only stand at the line's start."""
    return hit.most == 0
