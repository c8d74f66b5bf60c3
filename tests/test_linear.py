"""No shipped pattern takes the square of a text's time: those that once did, on the texts that showed it.

`benchmarks/linear.py` looks for more, over all patterns.
"""

from __future__ import annotations

import time

import pytest

from beritaclean import Cleaner, dumps
from beritaclean.rule import Scope
from beritaclean.words import compiled

SIZE = 60_000
"""Characters of an attack: the square of a pattern that was mended took half a minute and more on them."""

SECONDS = 10.0
"""The time a pattern may take at most; a mended one takes some hundredths."""

ATTACKS = {
    "byline/report-by-inline": "Laporan Wartawan Tribun" + "A" * SIZE,
    "caption/caption-bracketed-inline": "Suasana Pasar Kliwon (F" + "1" * SIZE,
    "follow/follow-channel": "ikuti " * (SIZE // 6),
    "meta/stamps-at-end": "Selasa, 22 Juli 2031 22:27 Wib " * (SIZE // 31) + "?",
    "nav/letters": "XS" + "\n" * SIZE,
    "pager/page-numbers": "Halaman" + " " * SIZE,
    "pager/pages-of": ("Page 1 of 3" + "1" * 40) * (SIZE // 51),
    "tags/tags-inline": "Tags: kudus " * (SIZE // 12) + "?",
    "video/stream-link": ">" * SIZE,
    "antaranews/links-at-end": "Baca juga: Polisi minta warga waspadai banjir lahar di " + "\n" * SIZE + "Kudus",
    "suara/related-hyphens": "\n" * SIZE + "-",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_rule_is_linear(name: str) -> None:
    rule = next(rule for rule in Cleaner().rulebook.rules if rule.id == name)
    found, text = compiled(rule.pattern), ATTACKS[name]
    assert rule.scope not in (Scope.LINE, Scope.REPEAT)
    assert list(found.finditer(text, timeout=SECONDS)) == []


@pytest.mark.parametrize("outlet", [None, *dumps.outlets()])
def test_the_kinds_of_a_pages_lines_are_linear(outlet: str | None) -> None:
    """Days run together could once be parted in more ways than could ever be tried."""
    for pattern, _ in dumps.profile(outlet).patterns:
        for text in ("senin" * 39, "minggu" * 33 + "!", "Kudus, " * 28, "1" * 200, "a." * 100):
            compiled(pattern).fullmatch(text, timeout=SECONDS)


def test_the_signs_of_outlets_are_linear() -> None:
    for outlet in Cleaner().rulebook.outlets:
        for sign in outlet.signs:
            for text in ("- " + "1" * SIZE, "(Foto: " * (SIZE // 100), "A" * SIZE, "\n" * SIZE):
                compiled(sign).search(text, timeout=SECONDS)


ARTICLES = {
    "copies": "A. " * 70_000,
    "names and blanks": "Foto: Rina Kusum" + " " * SIZE + "awati/detikJateng",
    "prompts in one line": "Ikuti berita POS-MURIA.COM lain di GOOGLE NEWS " * 350,
}


@pytest.mark.parametrize("name", ARTICLES)
def test_cleaning_is_linear(name: str) -> None:
    """Such texts once took half a minute and more, and take at most some seconds now."""
    cleaner = Cleaner(shape="article")
    began = time.thread_time()
    cleaner.clean(ARTICLES[name])
    assert time.thread_time() - began < SECONDS
