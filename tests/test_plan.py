"""The plan means what the engine says: the same marks, texts and removals, whatever the text."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from beritaclean import Cleaner, engine, outlets, plan
from beritaclean.copies import may_repeat
from beritaclean.document import Page
from beritaclean.examples import frames
from beritaclean.literals import need, needs
from beritaclean.needs import Need, has
from beritaclean.outlets import HEAD, TAIL
from beritaclean.plan import Plans
from beritaclean.repair import repair
from beritaclean.repeats import repeats
from beritaclean.rule import Rule, Scope
from beritaclean.rulebook import Outlet, Rulebook, load
from beritaclean.words import compiled, word_lists

BOOK = load()
PLANS = Plans(BOOK)
OUTLETS = [None, *sorted({rule.outlet for rule in BOOK.rules if rule.outlet})]


def same(text: str, outlet: str | None, source: str = "") -> None:
    assert PLANS.mark(text, outlet, source) == engine.mark(text, BOOK.for_outlet(outlet), source)


def texts_of_rules() -> Iterator[tuple[str, str | None]]:
    for rule in BOOK.rules:
        for example in rule.removes:
            for _, before, after in frames(rule):
                yield f"{before}{example}{after}", rule.outlet
        for example in rule.keeps:
            yield example, rule.outlet


@pytest.mark.parametrize("outlet", OUTLETS)
def test_marks_are_the_same_on_every_rules_proof(outlet: str | None) -> None:
    for number, (text, own) in enumerate(texts_of_rules()):
        if own == outlet or (own is None and number % 12 == 0):
            same(text, outlet)


PARTS = st.sampled_from([text for text, _ in texts_of_rules()])
GAPS = st.sampled_from(["\n", "\n\n", " ", "", "\n  ", " \n \n", ".", ")", "\t"])


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(PARTS, GAPS), max_size=6), st.sampled_from(OUTLETS))
def test_marks_are_the_same_on_text_that_hits_rules(parts: list[tuple[str, str]], outlet: str | None) -> None:
    same("".join(part + gap for part, gap in parts), outlet)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(PARTS, GAPS, st.integers(0, 60), st.integers(0, 60)), max_size=5), st.sampled_from(OUTLETS))
def test_marks_are_the_same_on_broken_text(parts: list[tuple[str, str, int, int]], outlet: str | None) -> None:
    text = "".join(part[start : len(part) - end] + gap for part, gap, start, end in parts)
    same(text, outlet)
    assert PLANS.shown(text) == outlets.by_signs(text, BOOK)


ODD = st.text("aA.\n (kſKßı\xa0\x1cﬁ\u2028“")


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(st.one_of(PARTS, ODD), max_size=3).map("".join)))
def test_marks_are_the_same_on_any_text(text: str) -> None:
    same(text, None)
    same(text, "viva")


def rule(scope: str, pattern: str, outlet: str | None = None, **when: object) -> Rule:
    return Rule(f"mine/{pattern}", "ad", Scope(scope), pattern, "why", (), (), outlet=outlet, when=when)


TRICKY = Rulebook(
    (
        rule("line", "[A-Z][.)]"),  # lines as short as what they are looked up by
        rule("line", "[a-z]+ng"),
        rule("line", "[a-z ]+[;:]", max_words=3),
        rule("line", r"[0-9]+", position="top"),
        rule("line", r"[*]+", position="end"),
        rule("line", "[A-Z][a-z A-Z]+", habit="links between paragraphs"),
        rule("line", "X+", "tricky"),
        rule("span", "(?i:klik sini)"),
        rule("span", "^[0-9]{2}"),
        rule("span", "[0-9][a-z]"),
        rule("head", r"[^\s!-~]$"),
        rule("span", "Halaman", min_per_document=2),
        rule("span", r"Lanjut\n"),
        rule("block", r"Tag\n+[a-z]+\n"),
        rule("tail", r"Editor\s*\Z", before="text end"),
        rule("repeat", ".+"),
    ),
    (),
)
PROSE = "Petugas menutup jalan itu sejak pagi, kata camat kepada wartawan."
LINK = "Harga Cabai Naik Tajam di Pasar Kliwon"
SCRAPS = [
    *["A!", "A.", "B)", "AB", "dag", "dang", "satu dua tiga;", "satu dua tiga empat;", "12", "7", "*", "kata\x1c"],
    *["klik sini", "\u212aLIK SINI", "KliK \u017fini", "12 kata.", "kata 1a.", "Tag", "abc", "Editor", "X", "Lanjut"],
    *["Halaman", "", PROSE, LINK],
]


@pytest.mark.parametrize("outlet", [None, "tricky"])
def test_marks_are_the_same_on_rules_with_bounds_of_every_kind(outlet: str | None) -> None:
    plans, rules = Plans(TRICKY), TRICKY.for_outlet(outlet)
    for scraps in product(SCRAPS, repeat=2):
        for text in ("\n".join(scraps), "\n".join([*scraps, PROSE, *scraps])):
            assert plans.mark(text, outlet) == engine.mark(text, rules)


@pytest.mark.parametrize("end", ["", "\n", "\n\n", "t\n"])
def test_marks_are_the_same_whatever_was_asked_before(end: str) -> None:
    for text in [*SCRAPS, "KLIK SIN", "Edito"]:
        ways = list(product([None, "tricky"], ["", f"{PROSE}\n\n{LINK}\n\n{text}{end}"]))
        for before, (outlet, source) in product(ways, ways):
            plans = Plans(TRICKY)
            plans.mark(text, *before)
            assert plans.mark(text + end, outlet, source) == engine.mark(text + end, TRICKY.for_outlet(outlet), source)


def test_every_letter_that_can_stand_for_one_of_ascii_is_told() -> None:
    letters = [chr(code) for code in range(0x80, 0x20000)]
    folding = {letter for letter in letters if any(map(str.isascii, letter.casefold()))}
    folding |= set(regex.findall("(?i)[a-z]", "".join(letters)))
    assert folding <= set(plan._FOLDING)
    assert not any(plan._folds(letter) for letter in "éÉøΩяあ")


BLIND = Outlet("kabar", "Kabar", (), ("MURIA", "^[0-9]{2}[./][0-9]{2}$", r"\bharian"))
ENDED = Outlet("muria", "Muria", (), ("MURIA – ", r"Kudus\n"))


@pytest.mark.parametrize("known", [(BLIND,), (BLIND, ENDED)])
@pytest.mark.parametrize("length", [40, HEAD, HEAD + TAIL - 1, HEAD + TAIL, HEAD + TAIL + 1, HEAD + 2 * TAIL])
def test_signs_are_seen_where_they_count_whatever_was_asked_before(length: int, known: tuple[Outlet, ...]) -> None:
    book = Rulebook(TRICKY.rules, known)
    plans = Plans(book)
    signs = ["MURIA", "MURIA – Kudus", "12/12", "\n12/12\n", "harian", "xharian", "MURIA – x harian", "di Kudus"]
    for sign, edge in product(signs, {0, HEAD, length - TAIL, length}):
        for place in range(max(0, edge - 8), min(edge + 8, length - len(sign)) + 1):
            text = (f"{'x ' * place}"[:place] + sign).ljust(length, "-")
            for asked in (text, f"{text}\n"):
                assert plans.shown(asked) == outlets.by_signs(asked, book)


def test_a_sign_may_need_the_last_line_end() -> None:
    plans = Plans(Rulebook(TRICKY.rules, (BLIND, ENDED)))
    texts = ["di Kudus", "di Kudus\n", "di Kudu", "di Kudus\n"]
    assert [plans.shown(text) for text in texts] == [None, "muria", None, "muria"]


def test_all_is_the_same_on_the_corpus(corpus: Path, request: pytest.FixtureRequest) -> None:
    step = 1 if request.config.getoption("--whole-corpus") else 40
    cleaner = Cleaner()
    with gzip.open(corpus, "rt", encoding="utf-8") as file:
        for number, row in enumerate(file):
            if number % step == 0:
                text = json.loads(row)["text"]
                source = repair(text)
                outlet = outlets.by_signs(source, BOOK)
                assert PLANS.shown(source) == outlet
                same(source, outlet, source)
                cleaned = cleaner.clean(text)
                same(cleaned.text, outlet, source)
                same(cleaned.remainder, outlet, source)


def test_nearly_every_rule_has_literals_or_ends() -> None:
    whole = PLANS.plan(None)
    assert [rule.id for number, rule in enumerate(whole.rules) if whole.ways[number].plain] == [
        "repeat/paragraph-twice"
    ]


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("Baca(?: juga)?:", {"Baca:", "Baca juga:"}),
        ("[Bb]aca", {"Baca", "baca"}),
        ("(?i:dok)\\d", {"DOK", "DOk", "DoK", "Dok", "dOK", "dOk", "doK", "dok"}),
        ("\\p{Lu}{3,9}(?:/ilustrasi|\\(dok\\))", {"/ilustrasi", "(dok)"}),
        ("(?:se|dua)? tiga", {" tiga"}),
        ("x(?=[^\\n]*Google News)", {"Google News"}),
        ("(?:Iklan|\\d+)", set()),
        ("(?<=Iklan)\\d", set()),
        ("(?!Iklan)\\d", set()),
        ("[[a-z]--[aeiou]]xyz", set()),
        ("(?:foo){e<=1}bar", set()),
    ],
)
def test_literals_of_a_pattern(pattern: str, literals: set[str]) -> None:
    assert {hit.text for hit in need(pattern, {}).hits} == literals


def holds(found: Need, text: str, start: int, end: int) -> bool:
    """Whether what is said of every match is true of this one."""
    width, line_end = end - start, text.find("\n", end)
    match, rest = text[start:end], text[end : line_end if line_end >= 0 else len(text)]
    solid = match.rstrip()
    return all(
        [
            found.least <= width <= found.most,
            found.wraps or "\n" not in match,
            not match or has(found.first, match[0]),
            not solid or has(found.last, solid[-1]),
            all(has(found.chars, char) for char in match),
            not found.anchored or start == 0 or text[start - 1] == "\n",
            not found.opening or start == 0,
            not found.closing or not rest.strip(),
            not found.final or not text[end:].strip(),
            not found.tails or match.endswith(tuple(found.tails)),
            all(sign in match for sign in found.signs),
            not found.hits or any(stands(hit, text, start) for hit in found.hits),
        ]
    )


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_a_blind_pattern_matches_nothing_more_before_a_line_end(rule) -> None:  # type: ignore[no-untyped-def]
    if need(rule.pattern, word_lists()).blind:
        for text, own in texts_of_rules():
            if own == rule.outlet and not text.endswith("\n"):
                starts = {found.start() for found in compiled(rule.pattern).finditer(text, overlapped=True)}
                longer = compiled(rule.pattern).finditer(f"{text}\n", overlapped=True)
                assert {found.start() for found in longer} <= starts


def stands(hit, text: str, start: int) -> bool:  # type: ignore[no-untyped-def]
    at = text.find(hit.text, start + hit.least)
    while at >= 0 and at - start <= hit.most:
        between = text[start:at]
        if (hit.wraps or "\n" not in between) and all(has(hit.fill, char) for char in between):
            return True
        at = text.find(hit.text, at + 1)
    return False


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_what_a_pattern_needs_is_true_of_its_matches(rule) -> None:  # type: ignore[no-untyped-def]
    whole, branches = need(rule.pattern, word_lists()), needs(rule.pattern, word_lists())
    for number, (text, own) in enumerate(texts_of_rules()):
        if own != rule.outlet and number % 12:
            continue
        for found in compiled(rule.pattern).finditer(text):
            assert holds(whole, text, *found.span())
            assert any(holds(branch, text, *found.span()) for branch in branches)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Satu dua tiga", "empat lima enam", ".", "\n", " ", "-", "é", "Ia pulang lagi"]), max_size=40
    )
)
def test_texts_without_copies_are_told(parts: list[str]) -> None:
    text = "".join(parts)
    if not may_repeat(text, list(map(str.strip, text.split("\n"))), 8):
        assert repeats(Page(text), regex.compile(".+"), 8) == []


SENTENCES = [
    "Warga menunggu air surut di balai desa sejak pagi.",
    "Air naik lagi kata Kepala Desa Rina Kusuma pada Senin (1/2)!",
    "Rp1.000 per kg… Harga itu naik",
    'Mereka pulang?"',
    "Ia di sini",
    "Café Muria tutup.",
    "Di x.com ramai.",
    "...",
]


@settings(max_examples=600, deadline=None)
@given(
    st.lists(st.sampled_from(SENTENCES), min_size=6, max_size=14),
    st.integers(0, 6),
    st.integers(1, 8),
    st.sampled_from([" ", "", "  "]),
)
def test_lines_that_run_again_are_told(some: list[str], start: int, count: int, joint: str) -> None:
    sentences = [*some[:start], *some[start : start + count], *some[start : start + count], *some[start + count :]]
    line = joint.join(sentences)
    if not may_repeat(line, [line.strip()], 8):
        assert repeats(Page(line), regex.compile(".+"), 8) == []
