"""What all tests share: where things are, and the options of the suite."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--whole-corpus", action="store_true", help="compare engine and plan on every article")
    parser.addoption("--update-samples", action="store_true", help="rewrite samples/*.clean.txt; review the diff")


@pytest.fixture(scope="session")
def corpus() -> Path:
    path = ROOT.parent / "shared" / "corpus" / "raw.jsonl.gz"
    if not path.exists():
        pytest.skip("the corpus of real articles is not here")
    return path
