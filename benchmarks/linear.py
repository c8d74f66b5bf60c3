"""Attack every pattern, and the cleaner as a whole, with growing texts: time must grow with them, not with a square.

`python benchmarks/linear.py [--whole] [NAME]...` takes CPU time at lengths of which each is four times the one before,
and names what takes more than `GUILTY` times as long for it, best of several runs. The exit code is 1 where one takes
more than `HANGS` seconds. Attacks are of each pattern's own examples and literals: whole, their beginnings, their ends
left off, with a run of one character inside or behind, repeated with and without breaks.
`--whole` sends them through the whole cleaner; by default each pattern of rules, signs, pages and modules runs alone.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf
from typing import Any

import regex

import beritaclean
from beritaclean import Cleaner, Document, dumps
from beritaclean.lazy import Lazy
from beritaclean.repair import repair
from beritaclean.rule import Scope
from beritaclean.rulebook import load
from beritaclean.ways import needed
from beritaclean.words import compiled

SIZES = (100, 400, 1_600, 6_400)
"""Characters of an attack: from few on, because the worst patterns never end on many."""
HANGS = 1.0
"""Seconds, at the largest size at most, that end the run with an error."""
TIMEOUT = 5.0
"""Seconds after which a pattern is guilty whatever its growth."""
SUSPECT, GUILTY = 7.0, 8.0
"""So many times the time for four times the text: 4 is linear, 16 quadratic."""
LEAST = 0.002
"""Seconds below which nothing is judged."""

RUNS = ["a", "A", "Aa ", "1", " ", "\t", "\n", ".", "(", '"', "“", "a.", "A. ", "-", ":", ",", "Kata kata ", "#a ", "é"]


@dataclass(frozen=True, slots=True)
class Suspect:
    """One thing to attack: its name, what it does with a text, and what its attacks are made of."""

    name: str
    run: Callable[[str], object]
    seeds: tuple[str, ...]


def attacks(seeds: tuple[str, ...]) -> Iterator[Callable[[int], str]]:
    """Texts for a length in characters: the builders, each of one manner."""
    for run in RUNS:
        yield lambda size, run=run: (run * size)[:size]
        yield lambda size, run=run: (run * size)[:size] + "!\x00"
    for seed in seeds:
        for piece in {seed, seed[: len(seed) // 2], seed[:12], seed.split(" ")[0], seed[:-1]} - {""}:
            for gap in ("", " ", "\n"):
                yield lambda size, piece=piece, gap=gap: ((piece + gap) * (size // len(piece) + 1))[:size]
        for run in RUNS[:9]:
            yield lambda size, seed=seed, run=run: seed[:12] + (run * size)[:size]
            yield lambda size, seed=seed, run=run: seed[: len(seed) // 2] + (run * size)[:size] + seed[len(seed) // 2 :]


def patterns() -> Iterator[Suspect]:
    """All patterns that ship: of rules, signs and pages, and those in the modules."""
    book = load()
    for rule in book.rules:
        seeds = (*rule.removes[:3], *(hit.text for hit in needed(rule.pattern).hits[:4]))
        yield Suspect(rule.id, _rule_run(rule.pattern, rule.scope), seeds)
    for outlet in book.outlets:
        for number, sign in enumerate(outlet.signs, 1):
            seeds = tuple(hit.text for hit in needed(sign).hits[:4])
            yield Suspect(f"{outlet.key}: sign {number}", compiled(sign).search, (*seeds, f"{outlet.name} – "))
    for name in (None, *dumps.outlets()):
        for number, (pattern, kind) in enumerate(dumps.profile(name).patterns, 1):
            words = tuple(re.findall(r"[A-Za-z]{3,}[ :]?", pattern)[:6])
            yield Suspect(f"page {name or 'common'}: {kind.id} {number}", _rule_run(pattern, Scope.LINE), words)
    for info in pkgutil.walk_packages(beritaclean.__path__, "beritaclean."):
        if "__main__" in info.name or "adapters" in info.name:
            continue
        module = importlib.import_module(info.name)
        for name, value in sorted(vars(module).items()):
            if isinstance(value, (Lazy, re.Pattern, regex.Pattern)):
                text = value.pattern if isinstance(value.pattern, str) else value.pattern.decode("latin-1")
                words = tuple(re.findall(r"[A-Za-z]{3,}[ :]?", text)[:6])
                searched = not name.startswith("_") or _searches(name, inspect.getsource(module))
                yield Suspect(f"{info.name[12:]}.{name}", _module_run(value, searched), words)


def _rule_run(pattern: str, scope: Scope) -> Callable[[str], object]:
    """As the engine and the plan run it: whole lines, or all matches in the text."""
    found = compiled(pattern)
    if scope in (Scope.LINE, Scope.REPEAT):
        return lambda text: [found.fullmatch(line, timeout=TIMEOUT) for line in text.split("\n") if line]
    return lambda text: sum(1 for _ in found.finditer(text, timeout=TIMEOUT))


def _searches(name: str, source: str) -> bool:
    """Whether a module looks for its pattern anywhere in a text, and not at a place or in whole lines alone."""
    return re.search(rf"\b{name}\.(search|finditer|findall|subn?|split)\b", source) is not None


def _module_run(
    found: Lazy | re.Pattern[str] | re.Pattern[bytes] | regex.Pattern[str], searched: bool
) -> Callable[[str], object]:
    if isinstance(found.pattern, bytes):
        return lambda text: sum(1 for _ in found.finditer(text.encode()))  # type: ignore[arg-type]
    limit: dict[str, Any] = {} if isinstance(found, re.Pattern) else {"timeout": TIMEOUT}

    def run(text: str) -> None:
        if searched:
            for _ in found.finditer(text, **limit):  # type: ignore[arg-type]
                pass
        found.match(text, **limit)  # type: ignore[arg-type]
        for line in text.split("\n"):
            found.fullmatch(line, **limit)  # type: ignore[arg-type]

    return run


def whole() -> Iterator[Suspect]:
    """The cleaner, for each rule's examples; then as it takes pages, and repair alone."""
    cleaner, page = Cleaner(), Cleaner(shape="page")
    for rule in cleaner.rulebook.rules:

        def run(text: str, outlet: str | None = rule.outlet) -> object:
            return cleaner.clean(Document(text, outlet=outlet))

        yield Suspect(f"clean {rule.id}", run, rule.removes[:2])
    lines = sorted(dumps.common().lines) if hasattr(dumps, "common") else ["Home", "Redaksi", "Baca juga:"]
    yield Suspect("page", page.clean, tuple(lines[:40]))
    yield Suspect("repair", repair, ("&amp;", "Ã©", "\x1b[", "\x1b]0;", "Â ", "e\u0301", "\ud83d"))


def seconds(run: Callable[[str], object], text: str, times: int = 1) -> float:
    """The CPU time of the quickest of several runs."""
    best = float("inf")
    for _ in range(times):
        began = time.thread_time()
        run(text)
        best = min(best, time.thread_time() - began)
    return best


def worst(suspect: Suspect) -> tuple[float, str, float, int] | None:
    """Of the slowest attack that is worse than linear: growth, its beginning, seconds and characters."""
    found: tuple[float, str, float, int] | None = None
    for build in attacks(suspect.seeds):
        before = LEAST
        for size in SIZES:
            try:
                taken = seconds(suspect.run, build(size))
                if taken > SUSPECT * max(before, LEAST / 4):
                    less, more = seconds(suspect.run, build(size // 4), 3), seconds(suspect.run, build(size), 3)
                    growth = more / max(less, LEAST / 20)
                    if growth > GUILTY and (found is None or more > found[2]):
                        found = (growth, build(40), more, size)
            except TimeoutError:
                return inf, build(40), TIMEOUT, size
            if taken > HANGS:
                break
            before = taken
    return found


def main() -> int:
    """Name what is not linear."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="*", help="only what has this in its name")
    parser.add_argument("--whole", action="store_true")
    given = parser.parse_args()
    guilty = hanging = count = 0
    for suspect in whole() if given.whole else patterns():
        if given.name and not any(name in suspect.name for name in given.name):
            continue
        count += 1
        if found := worst(suspect):
            growth, attack, taken, size = found
            guilty += 1
            hanging += taken > HANGS
            print(f"{suspect.name:40} x{growth:.1f} for x4, {taken:.3f} s at {size:,}: {attack!r}", flush=True)
    print(f"{count} looked at, {guilty} worse than linear, {hanging} take more than {HANGS} s")
    return 1 if hanging else 0


if __name__ == "__main__":
    sys.exit(main())
