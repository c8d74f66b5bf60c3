"""Marks, cuts, and the properties that every cleaning has."""

from __future__ import annotations

import gzip
import json
import pickle
import re
from itertools import pairwise
from pathlib import Path

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import check_cleaning

from beritaclean import Cleaner, Document, clean, engine
from beritaclean.document import View
from beritaclean.engine import Mark, cut, settle, whole_lines
from beritaclean.limits import RunawayPattern
from beritaclean.rule import Rule, Scope
from beritaclean.rulebook import load
from beritaclean.tidy import edits, tidied, tidy

CLEANER = Cleaner()
RULE = load().rules[0]


def check(text: str) -> None:
    check_cleaning(CLEANER, Document(text))


PARTS = st.sampled_from(
    [rule.removes[0] for rule in load().rules]
    + [rule.keeps[0] for rule in load().rules]
    + ["Petugas menutup jalan itu sejak pagi, kata camat.", "VIVA – Harga beras turun di Kudus, kata dia.", "Kudus"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(PARTS, st.sampled_from(["\n", "\n\n", " ", ""])), max_size=9))
def test_properties_on_text_that_hits_rules(parts: list[tuple[str, str]]) -> None:
    check("".join(part + gap for part, gap in parts))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_properties_on_any_text(text: str) -> None:
    check(text)


def test_properties_on_the_corpus(corpus: Path) -> None:
    with gzip.open(corpus, "rt", encoding="utf-8") as file:
        for row in file:
            check(json.loads(row)["text"])


def test_ignoring_everything_only_repairs_and_tidies() -> None:
    text = "ADVERTISEMENT\r\n\r\n\r\nHarga  turun,&nbsp;kata dia.\nBaca juga: Harga Naik di Kudus Lagi\n"
    cleaned = Cleaner(ignore=["all"]).clean(text)
    assert cleaned.removals == ()
    assert cleaned.text == "ADVERTISEMENT\n\nHarga turun, kata dia.\nBaca juga: Harga Naik di Kudus Lagi\n"


def rule(scope: str, pattern: str, **when: object) -> Rule:
    return Rule("mine/rule", "ad", Scope(scope), pattern, "it is in the way", (), (), when=when)


def marked(text: str, *rules: Rule) -> str:
    """The text, with brackets around what one pass takes."""
    for mark in reversed(engine.mark(text, rules)):
        text = f"{text[: mark.start]}[{text[mark.start : mark.end]}]{text[mark.end :]}"
    return text


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("Baca", "[Baca] dulu, [Baca] lagi"),
        ("Baca", "kata[Baca] juga"),
        ("BACA", "a[BACA] juga"),
        ("Baca", "pukul 5[Baca] juga"),
        ("Baca", "10.00 WIB[Baca] juga"),
        ("Baca", "radioFM[Baca] juga"),
        ("TvOne", "WIB[TvOne] tayang"),
        ("Baca", "tOBaca juga"),
        ("BACA", "WIBBACA juga"),
        ("baca", "membaca, lalu [baca] lagi"),
        ("Baca:", "[Baca:]kata itu"),
        ("IKLAN", "[IKLAN]TvOne tayang"),
        ("Iklan", "[Iklan]KUDUS dan [Iklan]Solo"),
        ("RCTi", "[RCTi]KUDUS"),
        ("IKLAN", "IKLANKUDUS"),
        ("Iklan", "Iklannya, lalu [Iklan] lagi"),
    ],
)
def test_a_span_stands_between_words_or_where_scrapers_glued_two(pattern: str, wanted: str) -> None:
    assert marked(re.sub(r"[][]", "", wanted), rule("span", pattern)) == wanted


@pytest.mark.parametrize(
    ("scope", "pattern", "wanted"),
    [
        ("block", "IKLAN", " [IKLAN] \nkata\n\t[IKLAN]"),
        ("block", "IKLAN", "- IKLAN\nkata\n-IKLAN\n[IKLAN]\n"),
        ("block", "IKLAN", "IKLAN satu\ndua IKLAN\nIKLAN."),
        ("head", "VIVA –", "[Kudus, VIVA –] Harga VIVA – naik"),
        ("head", "(?:VIVA –)?", "[Kudus, VIVA –] Harga naik"),
        ("tail", "Editor:", "Kata dia. [Editor: Budi\nEditor: Ani] \n"),
        ("span", " IKLAN\n+", "satu [IKLAN]\n\ndua"),
        ("span", "\n+", "satu\n\n"),
    ],
)
def test_a_scope_tells_what_counts_and_what_goes_along(scope: str, pattern: str, wanted: str) -> None:
    assert marked(re.sub(r"[][]", "", wanted), rule(scope, pattern)) == wanted


def test_blanks_alone_are_no_match_that_counts() -> None:
    promo = rule("span", "PROMO|\n\n", min_per_document=2)
    assert marked("satu PROMO\n\ndua", promo) == "satu PROMO\n\ndua"
    assert marked("satu PROMO\n\nPROMO", promo) == "satu [PROMO]\n\n[PROMO]"


def test_markers_go_before_what_stands_alone_and_repeats_come_last() -> None:
    lead = "Harga beras turun di Kudus, kata pedagang itu kepada pembeli.\n"
    rules = rule("repeat", ".+"), rule("line", "JUDUL", min_per_document=1), rule("line", "IKLAN")
    assert marked(f"{lead}IKLAN\nJUDUL\n{lead}", *rules) == f"{lead}[IKLAN]\nJUDUL\n{lead}"
    assert marked(f"{lead}JUDUL\n{lead}", *rules) == f"{lead}[JUDUL]\n{lead}"
    assert marked(f"{lead}{lead}", *rules) == f"{lead}[{lead[:-1]}]\n"


def test_a_paragraph_of_eight_words_said_twice_is_a_repeat() -> None:
    eight, seven = "Harga beras turun di pasar Kudus hari ini.\n", "Harga beras turun di pasar Kudus kini.\n"
    assert marked(eight + eight, rule("repeat", ".+")) == f"{eight}[{eight[:-1]}]\n"
    assert marked(seven + seven, rule("repeat", ".+")) == seven + seven


def test_overlaps_are_settled_by_start_then_length() -> None:
    marks = [Mark(4, 9, RULE), Mark(0, 6, RULE), Mark(0, 3, RULE), Mark(5, 6, RULE), Mark(7, 9, RULE)]
    assert [(mark.start, mark.end) for mark in settle(marks)] == [(0, 6), (6, 9)]


def test_a_line_that_is_gone_takes_its_line_end_along() -> None:
    source = "satu\nADA IKLAN\ndua\n"
    assert [(m.start, m.end) for m in whole_lines(source, [Mark(5, 14, RULE)])] == [(5, 15)]
    assert [(m.start, m.end) for m in whole_lines(source, [Mark(5, 8, RULE)])] == [(5, 8)]
    assert cut(source, whole_lines(source, [Mark(5, 14, RULE)])).text == "satu\ndua\n"


def test_a_line_that_several_marks_empty_goes_too() -> None:
    source = "satu IKLAN\nPROMO VIDEO\ndua\n"
    marks = [Mark(5, 16, RULE), Mark(17, 22, RULE)]
    assert cut(source, whole_lines(source, marks)).text == "satu  \ndua\n"
    marks = [Mark(11, 16, RULE), Mark(17, 22, RULE)]
    assert cut(source, whole_lines(source, marks)).text == "satu IKLAN\n dua\n"
    marks = [Mark(11, 17, RULE), Mark(17, 22, RULE)]
    assert cut(source, whole_lines(source, marks)).text == "satu IKLAN\ndua\n"


TAKEN = re.compile(r"^((?:[^\S\n]*[\0\1])*[^\S\n]*\0)[^\S\n]*(?:\n|\Z)", re.M)
"""Nothing but marks and blanks, from one kept line end to the next: \\1 stands for marks that end with a line end."""


@settings(max_examples=500, deadline=None)
@given(st.text(" \nab", max_size=16), st.lists(st.integers(0, 16), max_size=8, unique=True).map(sorted))
def test_lines_of_which_nothing_is_left_go_and_no_other(source: str, places: list[int]) -> None:
    ends = [place for place in places if place <= len(source)]
    marks = [Mark(start, end, RULE) for start, end in zip(ends[::2], ends[1::2], strict=False)]
    whole = whole_lines(source, marks)
    shown = source
    for mark in reversed(marks):
        sign = "\1" if source[mark.end - 1] == "\n" else "\0"
        shown = f"{shown[: mark.start]}{sign}{shown[mark.end :]}"
    assert cut(source, whole).text == re.sub("[\0\1]", "", TAKEN.sub(r"\1", shown))
    assert [mark.start for mark in whole] == [mark.start for mark in marks]
    assert all(one.end <= two.start for one, two in pairwise(whole))
    assert whole_lines(source, whole) == whole


def test_a_mark_around_an_earlier_one_does_not_join_its_line_to_the_next() -> None:
    source = "satu IKLAN\nPROMO\nVIDEO\ndua\n"
    marks = [Mark(5, 11, RULE), Mark(11, 17, RULE), Mark(17, 22, RULE)]
    assert cut(source, whole_lines(source, marks)).text == "satu \ndua\n"


def test_a_blank_line_below_a_cut_stays_however_many_passes_there_are() -> None:
    first = "Petugas menutup jalan itu sejak pagi, kata camat kepada wartawan."
    second = "Harga beras turun di Kudus, kata pedagang itu kepada pembeli."
    once = f"{first}\nADVERTISEMENT\n\n{second}\n"
    assert clean(once) == clean(f"{once}{first}\n") == f"{first}\n\n{second}\n"


def test_removals_count_lines_and_columns_from_one() -> None:
    cleaned = CLEANER.clean(
        "Harga turun di Kudus, kata dia.\n\nHarga naik, katanya. ADVERTISEMENT Ia pulang ke Solo.\n"
    )
    (removal,) = cleaned.removals
    assert (removal.line, removal.column, removal.end_line, removal.end_column) == (3, 22, 3, 35)
    assert removal.rule == "ad/advertisement"
    assert removal.family == "ad"


def test_words_that_a_cut_glues_are_parted() -> None:
    view = tidied(cut("kata diaBACAMenurut", [Mark(8, 12, RULE)]))
    assert view.text == "kata dia Menurut\n"
    assert isinstance(view, View)
    assert tidied(cut("5BACAMenurut", [Mark(1, 5, RULE)])).text == "5 Menurut\n"


def test_rules_of_one_outlet_stay_with_it() -> None:
    text = (
        "Petugas menutup jalan itu sejak pagi, kata camat kepada wartawan.\n\n"
        "Wali Kota Solo Resmikan Taman Baca, Warga Antusias Datang\n\n"
        "Jalan itu dibuka lagi pada sore hari, kata dia kepada wartawan.\n"
    )
    assert "Taman Baca" in clean(text)
    assert "Taman Baca" in clean(text, outlet="kompas")
    assert "Taman Baca" not in clean(text, outlet="viva")
    assert "Taman Baca" not in CLEANER.clean(Document(text, url="https://www.viva.co.id/berita/1")).text


def test_a_cleaner_can_be_pickled() -> None:
    cleaner = pickle.loads(pickle.dumps(Cleaner("viva", ignore=["byline"])))
    assert cleaner.clean("Harga turun, kata dia.\n").outlet == "viva"


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("tutupnya.Dia pulang", "tutupnya. Dia pulang\n"),
        ("...tutupnya.Dia pulang", "...tutupnya. Dia pulang\n"),
        ('kata dia."Kami pulang," ujarnya.', 'kata dia. "Kami pulang," ujarnya.\n'),
        ('"Kami pulang."Ia lalu pergi.', '"Kami pulang." Ia lalu pergi.\n'),
        ("di KOMPAS.com dan Rp1.000", "di KOMPAS.com dan Rp1.000\n"),
        ("Drs. H. Budi, S.Pd.I dan M.Si. hadir", "Drs. H. Budi, S.Pd.I dan M.Si. hadir\n"),
        ("laman https://a.go.id/Daftar.Hadir itu", "laman https://a.go.id/Daftar.Hadir itu\n"),
        ("  satu  \n\n\n\n dua\t tiga \n\n", "satu\n\ndua tiga\n"),
        ("", ""),
        (" \n\n ", ""),
        (
            "surel ke redaksi@kantor.Kota dan www.kantor.Kota itu",
            "surel ke redaksi@kantor.Kota dan www.kantor.Kota itu\n",
        ),
        ("kepada KOMPAS.com.Dia lalu pulang", "kepada KOMPAS.com. Dia lalu pulang\n"),
        ("\nsatu\n", "satu\n"),
        ('"Kami pulang.""Kami juga," ujarnya.', '"Kami pulang." "Kami juga," ujarnya.\n'),
        ('Layar 5" itu\nkata dia."Kami pulang," ujarnya.', 'Layar 5" itu\nkata dia. "Kami pulang," ujarnya.\n'),
        ('Layar  5" itu\nkata dia."Kami pulang," ujarnya.', 'Layar 5" itu\nkata dia. "Kami pulang," ujarnya.\n'),
    ],
)
def test_tidy(raw: str, wanted: str) -> None:
    assert Cleaner(ignore=["all"]).clean(raw).text == tidy(raw) == wanted


TIDIED = regex.compile(r"(?!\s)(?:(?:\S+ )*+\S+\n\n?)*(?<!\n\n)")
BLANKS = st.sampled_from([" ", "  ", "\t", "\xa0", "\u3000 ", "\n", "\n\n", "\n\n\n", " \n", "\n ", "\r\n", ""])
TEXTS = st.sampled_from(["kata", "Kota", "dia.", "dia.Kota", '."', '."Kami', '."”Kami', "é", "a.id", "5)", "?", '"'])


@settings(max_examples=500, deadline=None)
@given(st.lists(st.tuples(BLANKS, TEXTS), max_size=9), BLANKS)
def test_tidying_moves_nothing_but_blanks_and_knows_the_way_back(parts: list[tuple[str, str]], last: str) -> None:
    text = "".join(map("".join, parts)) + last
    view = tidied(View(text))
    assert TIDIED.fullmatch(view.text)
    assert view.text == tidy(text) == tidy(view.text)
    assert all(text[start:end] != new for start, end, new in edits(text))
    assert "".join(view.text.split()) == "".join(text.split())
    assert all(text[view.origin(at)] == char for at, char in enumerate(view.text) if not char.isspace())
    assert view.origin(len(view.text)) == len(text)


def test_min_per_document_wants_several_matches(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        "[[rule]]\nid='promo'\nfamily='ad'\nscope='line'\npattern='PROMO [0-9]'\nreason='x'\nshapes=['line']\n"
        "when={min_per_document=2}\nremoves=['PROMO 1']\nkeeps=['Promo.']\n"
    )
    cleaner = Cleaner(rules=[file])
    prose = "Harga turun di Kudus, kata pedagang itu.\n"
    assert cleaner.clean(f"{prose}PROMO 1\n{prose.replace('turun', 'naik')}").removals == ()
    assert len(cleaner.clean(f"{prose}PROMO 1\nPROMO 2\n").removals) == 2


@pytest.mark.parametrize(
    ("until", "text", "wanted"),
    [
        ("line", "Harga naik.\nPROMO: kopi dan gula\nHarga turun.", "Harga naik.\nHarga turun.\n"),
        ("line", "PROMO: kopi. Warga Kudus mulai membeli beras di pasar.", None),  # a sentence follows
        ("sentence", "Harga naik. PROMO: kopi dan gula murah. Harga turun.", "Harga naik. Harga turun.\n"),
        ("sentence", "Harga naik. PROMO: kopi dan gula murah", "Harga naik.\n"),
        ("sentence", "Harga naik. PROMO: " + "kopi dan gula " * 20, None),  # no end in sight
    ],
)
def test_how_far_a_match_reaches(tmp_path: Path, until: str, text: str, wanted: str | None) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        "[[rule]]\nid='promo'\nfamily='ad'\nscope='span'\npattern='PROMO:'\ntriggers=['promo']\nreason='x'\n"
        f"until='{until}'\nremoves=['PROMO: kopi']\nkeeps=['Promo.']\n"
    )
    assert Cleaner(rules=[file], select=["mine/promo"]).clean(text).text == (wanted or tidy(text))


@pytest.mark.parametrize("scope", ["line", "block"])
def test_a_runaway_pattern_of_the_user_is_reported_by_name(tmp_path: Path, scope: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        f"[[rule]]\nid='slow'\nfamily='ad'\nscope='{scope}'\npattern='(?:a|aa)+(?:[bd]|e)$'\nreason='x'\nshapes=['line']\n"
        "removes=['aab']\nkeeps=['ab c']\n"
    )
    with pytest.raises(RunawayPattern, match="mine/slow"):
        Cleaner(rules=[file]).clean("a" * 60 + "c")
