"""What repair mends, what it leaves, and the proof that the gate changes nothing."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest
import regex
from ftfy import TextFixerConfig, chardata, fix_text_segment
from ftfy.badness import BADNESS_RE
from hypothesis import example, given, settings
from hypothesis import strategies as st

from beritaclean import repair as module
from beritaclean.repair import dropped, repair, repair_ungated

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "raw.jsonl.gz"
QUICK = settings(max_examples=300, deadline=None)

CHANGES = [
    ("satu\r\ndua\rtiga\n", "satu\ndua\ntiga\n"),
    ("satu\x0bdua\x0ctiga\u2028empat\u2029lima\x1cenam", "satu dua tiga empat lima enam"),
    ("lalu\x85", "lalu…"),
    ("a&#10;b&NewLine;c&#13;d&#x2028;e", "a b c d e"),
    ("Tom &amp;amp; Jerry &lt;b&gt; <i> &eacute;", "Tom & Jerry <b> <i> é"),
    ("&" + "amp;" * 10_000 + "lt;", "<"),
    ("kata&nbsp;dia\xa0lagi\u202fdan\u3000itu", "kata dia lagi dan itu"),
    ("ka\xadta\u200b\u2060\ufeff", "kata"),
    ("kulitnya\u20632 siung", "kulitnya 2 siung"),
    ("â€œKataâ€\x9d â€“ CitroÃ«n, Â±3 mÂ²", "“Kata” – Citroën, ±3 m²"),
    ("anti\xc2\xadperundungan", "antiperundungan"),
    ("Ã© cafÀ\nbaris dua", "é cafÀ\nbaris dua"),
    ("Ã© cafÀ&#10;", "é cafÀ "),
    ("Ã© cafÀ&amp;#10;", "é cafÀ "),
    ("â€¨\xa0â\x80¨", "   "),
    ("Ã\tla carte", "à la carte"),
    ("\x1b[1;31mMerah\x1b[0m \x1b]8;;https://a.id\x1b\\taut\x1b]8;;\x07", "Merah taut"),
    ("\x1b]8;;kata yang tidak selesai", "]8;;kata yang tidak selesai"),
    ("\x1bKapal \x1b(Bandung)\x1b(B\x1b[m", "Kapal (Bandung)"),
    ("a\x00b\x08c\x7f", "abc"),
    ("e\u0301", "é"),
    ("\ud83d\ude00 \ud83d", "😀 \ufffd"),
    ("\u202a0821\u202c\u200e", "0821"),
    ("\u0627\u200c \u200cb\u200d", "\u0627 b"),
    ("a\x81\x90b", "ab"),
    ("Â", ""),
    ("kata.Â", "kata."),
    ("10Â ribu, 5%Â dan", "10 ribu, 5% dan"),
    ("zionis israelÂ kepada", "zionis israel kepada"),
]
SAME = [
    "“Harga” – ‘beras’ — naik… • ﬁlm ＡＢＣ 10³ ™ © 5°",
    "[QS. Âli `Imrân: 96-97]",
    "YÂ AYYUHÂ, DU'Â dan AL-Â di sini",
    'huruf "Â" (Â)',
    "CÂU CHUYỆN",
    "👩\u200d🚀 🏳\ufe0f\u200d🌈 👩🏽\u200d⚕\ufe0f",
    "نمی\u200cخواهم \u200fكتاب\u200e",
    "क\u094d\u200dष",
    "AT&T; R&D &tidakada; ?id=1&copy=2",
    "\tlekuk  dua blanko \n\n\nakhir",
    "Erdoğan, Citroën, São Paulo, Łódź, café",
]


@pytest.mark.parametrize(("text", "mended"), CHANGES)
def test_damage_is_mended(text: str, mended: str) -> None:
    assert repair(text) == repair_ungated(text) == repair(mended) == mended


@pytest.mark.parametrize("text", SAME)
def test_what_is_meant_stays(text: str) -> None:
    assert repair(text) == repair_ungated(text) == text


def test_every_blank_of_unicode_becomes_one_and_nothing_else_does() -> None:
    chars = [chr(code) for code in (*range(0x20, 0x250), *range(0x1670, 0x1690), *range(0x1FF0, 0x2070), 0x3000)]
    blanks = {char for char in chars if unicodedata.category(char) in {"Zs", "Zl", "Zp"}} | {"\u2063"}
    for mend in (repair, repair_ungated):
        assert {char for char in chars if mend(f"a{char}b") == "a b"} == blanks


@pytest.mark.parametrize(
    "shown",
    [
        "satu\n[Â]\nkata.[Â]\ndua\n[Â]\n",
        "ka[\u200b\u200b]ta\n[\u200b]dia\n\ndia[\xad\xad\xad]",
        "CafÃ©\nka\u200bta\u200b\nkata\xa0dia\nkata[Â] dia",
    ],
)
def test_what_repairing_only_drops_is_told(shown: str) -> None:
    text = re.sub(r"[][]", "", shown)
    for start, end in reversed(dropped(text)):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    assert text == shown


# --- generated text -------------------------------------------------------------------------------------

FRAGMENTS = [
    *"\r\n\t\x0b\x0c\x1b\x00\x85\x9d\x81\xa0\xad\u2028\u200b\u200c\u200d\u2060\u2063\ufeff\u200e\u202a\u3000",
    *"ÂÃâÀÐØÙ€œ™¢£°²“”‘’…–•—é öü&;#<>[]0(B ﬁＡß\ufffd\u0301\ufe0f\ud83d\ude00",
    *["👩", "🚀", "🏽", "ا", "ل", "\u064e", "क", "\u094d", "א", "П", "в"],
    *["&amp;", "&lt;", "&nbsp;", "&#10;", "&#x2028;", "&#13;", "&Acirc;", "&eacute;", "&zwj;", "amp;"],
    *["\x1b[0m", "\x1b]8;;https://a.id\x07", "\x1b[", "\x1b]0;", "\x1b\\", "\r\n", "Â ", "â€œ", "Ã©"],
    *(text.encode().decode("latin-1") for text in ("“", "é", "\xa0", "😀", "ا", "\xad", "…")),
    *("“é…😀".encode().decode("latin-1").encode().decode("latin-1"), "kata", "Kota", "9", "e"),
]
TANGLES = st.lists(st.sampled_from(FRAGMENTS) | st.characters(), max_size=25).map("".join)


@given(TANGLES)
@example("Ã© cafÀ\nbaris dua")
@settings(max_examples=2000, deadline=None)
def test_the_gate_changes_nothing_and_repair_is_stable(text: str) -> None:
    mended = repair(text)
    assert mended == repair_ungated(text)
    assert repair(mended) == repair_ungated(mended) == mended
    assert mended.count("\n") == text.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    assert unicodedata.is_normalized("NFC", mended)
    assert not regex.search(r"[\p{Cc}\p{Zl}\p{Zp}\p{Cs}--[\t\n]]|[\p{Zs}--[ ]]", mended, regex.V1)


WORDS = st.from_regex(r"[A-Za-z0-9]{1,8}", fullmatch=True)
BETWEEN = st.sampled_from(
    [
        *[" ", ", ", ". ", "\n", "\r\n", "\x0c", "\u2028", "\xa0", "Â ", " Â", "\u200b ", "\u2063", "\u3000"],
        *["\x1b[1m ", " \x1b]8;;https://a.id\x07", "&nbsp;", " &amp; ", "” “", "… ", " – ", " é ", " Ã© "],
        *[" â€œ", "\x85 ", " À\n", " < ", "\x1b ", " \x9d", " ا\u200c ", " 👩\u200d🚀 ", " œ", "ﬁ "],
        *["？", "? ", "\x00 ", " Å "],
    ]
)
WORD = re.compile("[A-Za-z0-9]+")


@given(st.lists(st.tuples(WORDS, BETWEEN), max_size=20))
@settings(max_examples=400, deadline=None)
def test_no_word_is_lost(pairs: Sequence[tuple[str, str]]) -> None:
    assert WORD.findall(repair("".join(map("".join, pairs)))) == [word for word, _ in pairs]


PIECES = st.sampled_from(["kata", "Kota", "5", "“", ".", ",", "é", "2,5%"])


@given(st.lists(PIECES, min_size=1), st.booleans())
@QUICK
def test_what_is_left_of_a_hard_space_is_mended(words: list[str], trimmed: bool) -> None:
    whole = "\xa0".join(words) + "\xa0"
    broken = whole.encode().decode("cp1252").replace("\xa0", " ")
    mended = repair(broken.rstrip(" ") if trimmed else broken)
    assert "Â" not in mended
    assert mended.split() == [word for word in words if word.strip()]


@given(st.from_regex(r"[A-Z]{0,3}[A-Z'-]?Â|Â[a-z]{1,5}|[A-Z]+Â[A-Z]+|\"Â\"|\(Â\)", fullmatch=True))
@QUICK
def test_a_letter_that_is_meant_stays(word: str) -> None:
    if word != "Â":
        assert repair(f"{word}\n{word}") == f"{word}\n{word}"


def test_lone_letters_go_only_after_what_no_such_word_ends_with() -> None:
    gone = {char for char in map(chr, range(0x20, 0x3000)) if module._LONE.sub("", f"{char}Â") == char}
    assert not any(unicodedata.category(char) in {"Lu", "Lt", "Lo", "Lm", "Mn", "Mc", "Me"} for char in gone)
    assert gone.isdisjoint("'’‘`´-‐") and gone.issuperset(' .,:;!?)”"%0123456789abcxyzé')


def test_a_long_line_is_mended_in_pieces_that_part_no_damage() -> None:
    prose = "warga menunggu air surut sejak pagi hari di balai desa "
    line = (prose * 50 + "kata dia: â€œairnya dalamâ€\x9d " + prose * 120 + "di CafÃ© Muria ") * 3
    pieces = list(module._pieces(line))
    assert len(pieces) > 3
    assert "".join(pieces) == line
    assert all(piece[-2:-1].islower() and piece.endswith(" ") for piece in pieces[:-1])
    mended = (prose * 50 + "kata dia: “airnya dalam” " + prose * 120 + "di Café Muria ") * 3
    assert repair(line) == repair_ungated(line) == mended == repair(mended)


# --- the gate's proof -----------------------------------------------------------------------------------

SAFE = {*module._SAFE, *(chr(code) for first, last in module._PICTURES for code in range(first, last + 1))}
FREE = sorted({*map(chr, module._PLAIN), *SAFE, *module._LIGHT} - {"\n"})
CONFIG = TextFixerConfig(
    unescape_html=False,
    fix_line_breaks=False,
    uncurl_quotes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    explain=False,
)


def _matches(item: Iterable[tuple[Any, Any]], char: str) -> bool:
    """Whether a class of characters, as parsed, may take `char`; yes where that is not plain."""
    code = ord(char)
    for kind, value in item:
        if kind is _constants.LITERAL:
            if code == value:
                return True
        elif kind is not _constants.RANGE or value[0] <= code <= value[1]:
            return True
    return False


def _needs_more(pattern: Iterable[tuple[Any, Any]]) -> bool:
    """Whether every match of a parsed pattern holds a character that the gate stops at."""
    for kind, value in pattern:
        if kind is _constants.LITERAL and chr(value) not in FREE:
            return True
        if kind is _constants.IN and not any(_matches(value, char) for char in FREE):
            return True
        if kind is _constants.BRANCH and all(map(_needs_more, value[1])):
            return True
        if kind is _constants.SUBPATTERN and _needs_more(value[-1]):
            return True
        if kind is _constants.MAX_REPEAT and value[0] and _needs_more(value[2]):
            return True
    return False


def test_every_alternative_of_ftfys_badness_needs_a_character_that_the_gate_stops_at() -> None:
    assert not _needs_more(_parser.parse("[a-z][“”]|[éa]“"))
    assert _needs_more(_parser.parse("[a-z][éß]|Ã“|x(?:é|ö?ß)+"))
    assert _needs_more(_parser.parse(BADNESS_RE.pattern, BADNESS_RE.flags))


def test_the_gates_other_facts_about_ftfy() -> None:
    assert chardata.HTML_ENTITY_RE.pattern == module._ENTITY.pattern
    assert not set(map(ord, {*map(chr, module._PLAIN), *SAFE})) & set(chardata.CONTROL_CHARS)
    for char in FREE:
        assert fix_text_segment(char, CONFIG) in (char, module._LIGHT.get(char), "\u2002", "\u2003")
        assert unicodedata.combining(char) == 0
        assert repair_ungated(char) == module._LIGHT.get(char, char)
        assert not module._RTL.search(char)


def test_pairs_and_triples_of_free_characters_are_left_alone() -> None:
    some = [char for char in FREE if ord(char) < 0x2600 and not char.isascii()]
    some += [*"aZ9 .,:;?!\"'(-<&\t", "✅", "\ufe0f", "𝐀", "😀", "🇮"]
    everything = "".join(map("".join, product(some, FREE)))
    everything += "".join(map("".join, product(some, repeat=3)))
    for line in (everything, everything[1:] + "x"):
        light = "".join(module._LIGHT.get(char, char) for char in line)
        assert not BADNESS_RE.search(line)
        assert not BADNESS_RE.search(light)
        assert unicodedata.normalize("NFC", light) == light
        assert repair(line) == light


def test_the_definition_leaves_them_alone_too() -> None:
    # Of the characters that ftfy's pattern does not name, a few stand for all.
    some = [char for char in FREE if char in BADNESS_RE.pattern and not char.isascii()]
    some += [*'aZ9 .:"\t', "\u200b", "\u2003", "\u200e", "\ufe0f", "😀", "🇮"]
    line = "".join(map("".join, product(some, FREE))) + "".join(map("".join, product(some, repeat=3)))
    light = "".join(module._LIGHT.get(char, char) for char in line)
    assert not BADNESS_RE.search(line)
    assert unicodedata.is_normalized("NFC", light)
    assert repair_ungated(line) == repair(line) == light


@given(st.lists(st.sampled_from(FREE), max_size=60).map("".join))
@settings(max_examples=800, deadline=None)
def test_free_text_is_left_alone_but_for_light_mending(line: str) -> None:
    if not module._ENTITY.search(line):
        assert repair_ungated(line) == repair(line) == "".join(module._LIGHT.get(char, char) for char in line)


def test_clean_text_does_not_import_ftfy() -> None:
    code = (
        "import sys; from beritaclean.repair import repair; repair('“Kata”\\xa0– dia…\\r\\nR&D'); "
        "sys.exit('ftfy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of raw articles is not beside the repository")
def test_on_the_corpus_the_gate_changes_nothing_and_repair_is_stable() -> None:
    with gzip.open(CORPUS, "rt", encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]
    # Both functions mend each line by itself, so each different line need be shown once.
    meant: dict[str, str] = {}
    for text in texts:
        for line in module._unix(text).split("\n"):
            if line not in meant:
                meant[line] = repair_ungated(line)
    for text in texts:
        mended = repair(text)
        assert mended == "\n".join(meant[line] for line in module._unix(text).split("\n"))
        assert repair(mended) == mended
