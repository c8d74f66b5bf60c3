"""What must hold, on generated articles of all shapes and all damages, and on a slice of damaged samples."""

from __future__ import annotations

import importlib.util
import random
import sys

import pytest
from conftest import ROOT
from hypothesis import given, settings
from properties import check_cleaning, check_plan, check_repair
from strategies import articles, damaged_bytes

from beritaclean import Cleaner, Document
from beritaclean.decode import DecodeError, decode
from beritaclean.repair import repair

CLEANER, PAGES = Cleaner(), Cleaner(shape="page")
SAMPLES = sorted((ROOT / "samples").rglob("*.txt"))


@settings(max_examples=150, deadline=None)
@given(articles())
def test_any_article_is_cleaned_and_accounted_for(article: tuple[str, str | None]) -> None:
    text, outlet = article
    check_cleaning(CLEANER, Document(text, outlet=outlet))
    check_cleaning(CLEANER, Document(text, url=text[:30], title=text.partition("\n")[0]))


@settings(max_examples=60, deadline=None)
@given(articles())
def test_any_article_as_a_page(article: tuple[str, str | None]) -> None:
    check_cleaning(PAGES, Document(article[0], outlet=article[1]), stable=False)


@settings(max_examples=100, deadline=None)
@given(articles())
def test_plan_engine_and_repair_agree(article: tuple[str, str | None]) -> None:
    text, outlet = article
    check_repair(text)
    check_plan(CLEANER, repair(text), outlet)


@settings(max_examples=100, deadline=None)
@given(damaged_bytes())
def test_any_bytes_are_cleaned_or_refused(data: bytes) -> None:
    try:
        text = decode(data).text
    except DecodeError as error:
        assert str(error)
    else:
        check_cleaning(CLEANER, Document(text))


def loaded(name: str, path: str):  # type: ignore[no-untyped-def]
    spec = importlib.util.spec_from_file_location(name, ROOT / path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_damaged_samples() -> None:
    damage = loaded("damage", "benchmarks/damage.py")
    seen = set()
    for number, path in enumerate(SAMPLES):
        data = damage.damaged(path.read_bytes(), random.Random(f"7/{number}"))
        seen.add(damage.outcome(CLEANER, data))
    assert seen == {"refused", "with removals", "without removals"}


def test_every_target_of_the_fuzzer_runs_on_its_seeds() -> None:
    pytest.importorskip("pyarrow")
    targets = loaded("targets", "benchmarks/fuzz/targets.py")
    for name, target in targets.TARGETS.items():
        seeds = list(targets.seeds(name))
        assert seeds
        for seed in seeds[:: 1 + len(seeds) // 12]:
            target(seed)
