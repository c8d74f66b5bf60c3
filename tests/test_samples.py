"""The samples: invented articles in each outlet's manner, raw and clean."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT

from beritaclean import Cleaner

CLEANER = Cleaner()
SAMPLES = sorted(path for path in (ROOT / "samples").rglob("*.txt") if not path.name.endswith(".clean.txt"))
MISSES = frozenset((ROOT / "tests" / "known_misses.txt").read_text(encoding="utf-8").split("\n"))


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def cases() -> list[object]:
    missed = pytest.mark.xfail(reason="known and not solved", strict=True)
    return [pytest.param(path, id=name(path), marks=[missed] if name(path) in MISSES else []) for path in SAMPLES]


@pytest.mark.parametrize("raw", cases())
def test_sample(raw: Path, request: pytest.FixtureRequest) -> None:
    wanted = raw.with_name(f"{raw.stem}.clean.txt")
    text = CLEANER.clean(raw.read_text(encoding="utf-8")).text
    if request.config.getoption("--update-samples") and name(raw) not in MISSES:
        wanted.write_text(text, encoding="utf-8")
    assert text == wanted.read_text(encoding="utf-8")


@pytest.mark.parametrize("raw", SAMPLES, ids=name)
def test_no_sample_loses_much(raw: Path) -> None:
    """Whatever is left behind, the article's own words stay: at most one word in 25 may be lost."""
    kept = raw.with_name(f"{raw.stem}.clean.txt").read_text(encoding="utf-8").split()
    words = set(CLEANER.clean(raw.read_text(encoding="utf-8")).text.split())
    assert sum(word not in words for word in kept) * 25 <= len(kept)


def test_there_are_samples() -> None:
    assert len(SAMPLES) >= 70
    assert len({path.parent for path in SAMPLES}) >= 16
