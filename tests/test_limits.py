"""Patterns from outside: one time limit a document, for lines, texts, repeats and signs; the culprit is named."""

from __future__ import annotations

from pathlib import Path
from time import thread_time

import pytest

from beritaclean import Cleaner, Document, limits
from beritaclean.dateline import opens
from beritaclean.limits import RunawayPattern

SLOW = "(?:a|aa)+(?:[bd]|e)$"
LINE = "a" * 22 + "c"
"""A line on which SLOW takes some milliseconds: far below the limit, but not in thousands of lines."""


def rules(tmp_path: Path, scope: str, pattern: str, more: str = "") -> Path:
    file = tmp_path / "mine.toml"
    file.write_text(
        f"[[rule]]\nid='slow'\nfamily='ad'\nscope='{scope}'\npattern='{pattern}'\nreason='x'\nshapes=['line']\n"
        f"triggers=['a']\nremoves=['aab']\nkeeps=['ab c']\n{more}"
    )
    return file


@pytest.mark.parametrize("scope", ["line", "block", "span", "head", "tail", "repeat"])
def test_a_runaway_is_named_in_every_scope(tmp_path: Path, scope: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TIME_LIMIT", 0.2)
    text = f"{'a' * 60}c satu dua tiga empat lima enam tujuh delapan\n" * 3
    pattern = SLOW.replace("$", " ") + "x.*" if scope == "repeat" else SLOW
    with pytest.raises(RunawayPattern, match="rule mine/slow"):
        Cleaner(rules=[rules(tmp_path, scope, pattern)]).clean(text if scope == "repeat" else "a" * 60 + "c")


def test_the_limit_is_the_documents_and_not_each_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cleaner = Cleaner(rules=[rules(tmp_path, "line", SLOW)])
    assert cleaner.clean(LINE).removals == ()
    monkeypatch.setattr(limits, "TIME_LIMIT", 0.3)
    with pytest.raises(RunawayPattern, match="rule mine/slow"):
        cleaner.clean("\n".join([LINE] * 50_000))
    assert cleaner.clean("Harga turun.\n").text == "Harga turun.\n"


def test_all_passes_over_a_document_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    import regex

    pattern = limits.Limited(regex.compile(SLOW), "rule x")
    monkeypatch.setattr(limits, "TIME_LIMIT", 0.05)
    with limits.per_document():
        with limits.per_document(), pytest.raises(RunawayPattern):
            pattern.search("a" * 60 + "c")
        with pytest.raises(RunawayPattern):
            pattern.fullmatch("")
    assert pattern.fullmatch("") is None


def test_a_runaway_sign_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TIME_LIMIT", 0.2)
    file = rules(tmp_path, "line", "x")
    file.write_text(f"name='Mine'\nsigns=['''{SLOW}''']\n" + file.read_text())
    cleaner = Cleaner(rules=[file])
    with pytest.raises(RunawayPattern, match="outlet mine: sign "):
        cleaner.clean(Document("a" * 60 + "c"))
    assert cleaner.clean(Document("aab")).outlet == "mine"


def test_a_pattern_that_fills_the_memory_is_named() -> None:
    import regex

    class Full:
        def search(self, text: str, timeout: float) -> None:
            raise MemoryError

    pattern = limits.Limited(Full(), "rule x")  # type: ignore[arg-type]
    with pytest.raises(RunawayPattern, match=r"rule x: .* memory"):
        pattern.search("a")
    assert limits.Limited(regex.compile("a"), "rule x").search("ba")


def test_capitals_without_end_open_no_dateline() -> None:
    """Five words of capitals could once be parted in a hundred million ways; now there is one."""
    began = thread_time()
    assert not opens(["A" * 300 + "😀", "-"], 0)
    assert not opens(["AAA" * 100 + "!", "-"], 0)
    cleaned = Cleaner(shape="page").clean("A" * 300 + "😀\n" + "A" * 300 + "/" + "A" * 300 + "!\nSatu dua tiga.\n")
    assert "AAA" in cleaned.text
    assert thread_time() - began < 5
