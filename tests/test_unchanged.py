"""Hard negatives: invented articles without boilerplate that look as if they had some; not a character may go."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT

from beritaclean import Cleaner, Document

CLEANER = Cleaner()
ARTICLES = sorted((ROOT / "tests" / "unchanged").glob("*.txt"))


@pytest.mark.parametrize("outlet", [None, "viva", "tribunnews", "inews", "jpnn", "detik"])
@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_unchanged(path: Path, outlet: str | None) -> None:
    text = path.read_text(encoding="utf-8")
    cleaned = CLEANER.clean(Document(text, outlet=outlet))
    assert [removal.text for removal in cleaned.removals] == []
    assert cleaned.text == text


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_flattened_loses_no_word(path: Path) -> None:
    """The same article in one line, as many scrapers write it."""
    text = " ".join(path.read_text(encoding="utf-8").split())
    assert CLEANER.clean(text).text.split() == text.split()
