"""The account replays both ways: clean text and edits give the repaired source, character by character."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_engine import PARTS
from test_samples import SAMPLES, name

from beritaclean import Cleaner, Document
from beritaclean.account import AccountError, Edit, edits, restored, tidying
from beritaclean.formats import fitted
from beritaclean.repair import repair

CLEANER = Cleaner()
GAPS = st.sampled_from(["\n", "\n\n", " ", "", "\n  ", " \n \n", ".", "\t", "\xa0", "\r\n", "\n\n\n\n", "&nbsp;"])


def replays(document: Document) -> int:
    """How many edits besides the removals there are; the source is what edits and text say, ended or not."""
    cleaned = CLEANER.clean(document)
    assert cleaned.source == repair(document.text)
    count = 0
    for text in {cleaned.text, fitted(cleaned.text, document.text)}:
        found = tidying(cleaned, text)
        count = len(found)
        # Nothing but blanks is tidied: whatever else went is a removal, with its reason.
        assert all(not edit.text.strip() and not edit.put.strip() for edit in found)
        removed = [(removal.start, removal.text) for removal in cleaned.removals]
        assert restored(text, edits(removed, found)) == cleaned.source
    return count


@pytest.mark.parametrize("path", SAMPLES, ids=name)
def test_samples(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    replays(Document(text))
    replays(Document(" ".join(text.split())))
    replays(Document(text, title=text.strip().partition("\n")[0]))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(PARTS, GAPS), max_size=9))
def test_text_that_hits_rules(parts: list[tuple[str, str]]) -> None:
    replays(Document("".join(part + gap for part, gap in parts)))


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=200), st.text("aB.? \n\t\r\xa0\u2028é“", max_size=60)))
def test_any_text(text: str) -> None:
    replays(Document(text))


def test_the_corpus(corpus: Path, request: pytest.FixtureRequest) -> None:
    step = 1 if request.config.getoption("--whole-corpus") else 40
    tidied = 0
    with gzip.open(corpus, "rt", encoding="utf-8") as file:
        for number, row in enumerate(file):
            if number % step == 0:
                article = json.loads(row)
                tidied += replays(Document(article["text"], url=article.get("url"), title=article.get("title"))) > 0
    assert tidied > 0


def test_edits_that_do_not_fit() -> None:
    assert restored("satu dua\n", [Edit(4, "\t", " "), Edit(8, "", "\n")]) == "satu\tdua"
    for wrong in ([Edit(4, "", "x")], [Edit(40, "x")], [Edit(3, "xx"), Edit(4, "x")]):
        with pytest.raises(AccountError, match="does not fit"):
            restored("satu dua\n", wrong)
