"""How long a pattern from outside may take on one document, however many lines and passes that has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from beritaclean.codes import S
from beritaclean.lazy import Lazy

if TYPE_CHECKING:
    import regex

TIME_LIMIT = 2.0
"""Seconds that a pattern from outside may take on one document."""

LONGEST_PATTERN = 1_000_000
"""Characters of a pattern from outside, its repetitions written out; each takes some fifty bytes."""

# What a pattern is made of, as far as its length is concerned: escapes and sets count as one character.
_TOKEN = Lazy(
    r"\\(?:[pPN]\{[^}]*\}|L<[^>]*>|.)|\[\^?\]?(?:\\.|[^\]\\])*\]"
    r"|\{(?P<least>\d{0,300})(?:,(?P<most>\d{0,300}))?\}|.",
    S,
)

_spent: ContextVar[dict[str, float] | None] = ContextVar("spent", default=None)


class RunawayPattern(RuntimeError):
    """A pattern of the user's took too long; the message names the rule or the sign."""


@contextmanager
def per_document() -> Iterator[None]:
    """What patterns from outside take inside counts together; inside another one: with that one."""
    if _spent.get() is not None:
        yield
        return
    token = _spent.set({})
    try:
        yield
    finally:
        _spent.reset(token)


class Limited(NamedTuple):
    """A compiled pattern from outside that raises RunawayPattern where it takes too long; `what` is its name."""

    pattern: regex.Pattern[str]
    what: str

    def fullmatch(self, text: str, *span: int) -> regex.Match[str] | None:
        """As of a compiled pattern."""
        found: regex.Match[str] | None = self._timed(self.pattern.fullmatch, text, *span, timeout=self._left())
        return found

    def search(self, text: str) -> regex.Match[str] | None:
        """As of a compiled pattern."""
        found: regex.Match[str] | None = self._timed(self.pattern.search, text, timeout=self._left())
        return found

    def finditer(self, text: str) -> Iterator[regex.Match[str]]:
        """As of a compiled pattern."""
        matches = self.pattern.finditer(text, timeout=self._left())
        while (match := self._timed(next, matches, None)) is not None:
            yield match

    def _left(self) -> float:
        left = TIME_LIMIT - (_spent.get() or {}).get(self.what, 0.0)
        if left <= 0:
            raise self._runaway()
        return left

    def _timed(self, call: Callable[..., Any], *given: Any, **named: Any) -> Any:
        began = monotonic()
        try:
            return call(*given, **named)
        except TimeoutError:
            raise self._runaway() from None
        except MemoryError:  # of the regex module's own stack, which endless recursion fills: "(?R)?"
            raise RunawayPattern(f"{self.what}: its pattern takes too much memory; simplify it") from None
        finally:
            if (spent := _spent.get()) is not None:
                spent[self.what] = spent.get(self.what, 0.0) + monotonic() - began

    def _runaway(self) -> RunawayPattern:
        return RunawayPattern(f"{self.what}: its pattern takes more than {TIME_LIMIT} s; simplify it")


def written_out(pattern: str) -> float:
    """The length of a pattern with its repetitions written out: `regex` writes those of letters out, in memory.

    >>> written_out("a(?:bc{10}){20}") > 200
    True
    """
    sizes, last, at = [0.0], 0.0, 0
    closed = pattern.rfind("]")  # behind it no set ends, and none is looked for
    while at < len(pattern):
        token = None if pattern[at] == "[" and at > closed else _TOKEN.match(pattern, at)
        at = token.end() if token else at + 1
        found = token[0] if token else ""
        if found == "(":
            sizes.append(0.0)
            last = 0.0
        elif found == ")" and len(sizes) > 1:
            last = sizes.pop()
            sizes[-1] += last
        elif token and token["least"] is not None:
            times = max(float(token["least"] or 0), float(token["most"] or 0), 1.0)
            sizes[-1] += last * (times - 1)
            last *= times
        else:
            last = 1.0
            sizes[-1] += last
    return sum(sizes)
