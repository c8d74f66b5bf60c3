"""What fuzzing found, each case minimised and kept."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from properties import check_cleaning, check_repair

from beritaclean import Cleaner, Document, RuleError
from beritaclean.batch.work import cleaned_record
from beritaclean.formats import Fields, FormatError, Hands, Record, RecordError, parquet
from beritaclean.rulebook import read

CLEANER = Cleaner()


@pytest.mark.parametrize(
    "text",
    [
        "an.Z\ta",  # the tab became a blank, and only then the stop parted two sentences
        "Úˆâ\t‚",  # with a blank for the tab ftfy saw mojibake in what cleaning had left
        "Úˆâ  ‚ kata dia",
        "@\tia.Ah",  # a tab parts the handle from the word with the stop, as the blank does that it becomes
        ".\nÂBacajuga:",  # the cut left "Â" at a line's end, where it is damage
        "Kata dia.ÂBaca juga: Harga Cabai Naik di Pasar Kliwon\nHarga turun di Kudus, kata pedagang itu.\n",
    ],
)
def test_a_second_pass_changes_nothing(text: str) -> None:
    check_repair(text)
    check_cleaning(CLEANER, Document(text))


def test_a_title_that_a_cut_leaves_alone_goes_in_the_same_run() -> None:
    title = "Ia pernah bekerja di Advertisement Agency milik pamannya di Jakarta."
    text = f"{title}\n{title} [ADVERTISEMENT]\nHarga turun di Kudus, kata pedagang itu.\n"
    cleaned = check_cleaning(CLEANER, Document(text, title=title))
    assert cleaned.text == "Harga turun di Kudus, kata pedagang itu.\n"


@pytest.mark.parametrize("url", ["https://[foto] ADVERTISEMENT", "//[", "http://[::1", "[", "//a]b"])
def test_an_url_that_is_none_tells_no_outlet(url: str) -> None:
    cleaned = CLEANER.clean(Document("VIVA – Harga beras turun di Kudus, kata dia.\n", url=url))
    assert cleaned.outlet == "viva"


def test_a_record_with_an_unknown_outlet_fails_as_a_record(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(RULE.replace("X", "(?:a|aa)+(?:[bd]|e)$"))
    with pytest.raises(RecordError, match="mine/odd"):
        cleaned_record(Cleaner(rules=[file]), Record(1, "a" * 60 + "c", outlet="tidak-ada"), "x")


RULE = """
[[rule]]
id = 'odd'
family = 'ad'
scope = 'line'
pattern = 'X'
reason = 'x'
shapes = ['line']
removes = ['X']
keeps = ['Y']
"""


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (RULE, "rule = [5]\n", "double brackets"),
        ("[[rule]]", f"name = 0x{'f' * 5000}\n[[rule]]", "more than 64 bits"),
        ("[[rule]]", f"name = {'1' * 5000}\n[[rule]]", "not a TOML file"),
        ("id = 'odd'", f"id = [0x{'f' * 5000}]", "more than 64 bits"),
        ("[[rule]]", f"about = {'[' * 5000}{']' * 5000}\n[[rule]]", "nested too deeply"),
        ("[[rule]]", f"{'a.' * 200_000}b = 1\n[[rule]]", "hundred dots"),
        ("[[rule]]", "'a' . " * 50_000 + "b = 1\n[[rule]]", "hundred dots"),
        ("[[rule]]", "#" * 1_100_000 + "\n[[rule]]", "larger than"),
        ("reason", "until = []\nreason", "until"),
        ("reason", "when = 5\nreason", "when must be a table"),
        ("reason", "when = { position = ['top', 'end'] }\nreason", "position"),
        ("reason", "when = { min_words = true }\nreason", "min_words"),
        ("reason", "when = { unless = [[]] }\nreason", "unless"),
        ("reason", "audited = 5\nreason", "audited"),
        ("'X'\n", "'(?R)'\n", "calls itself"),
        ("'X'\n", "'(a(?1)?)'\n", "calls itself"),
        ("'X'\n", "'a{99999999}'\n", "repetitions written out"),
        ("'X'\n", "'(?:(?:a{0,999}){999}){999}'\n", "repetitions written out"),
        ("'X'\n", f"'{'(?:' * 900}a{')' * 900}'\n", "does not compile"),
        ("'X'\n", r"'\L<tidak_ada>'" + "\n", "does not compile"),
    ],
)
def test_an_odd_rule_file_is_refused_by_name(tmp_path: Path, old: str, new: str, reason: str) -> None:
    file = tmp_path / "mine.toml"
    assert old in RULE
    file.write_text(RULE.replace(old, new, 1))
    with pytest.raises(RuleError) as error:
        read(file, trusted=False)
    assert str(file) in str(error.value)
    assert reason in str(error.value)
    assert len(str(error.value)) < 10_000


@pytest.mark.parametrize("kind", ["string", "large_string", "dictionary"])
def test_a_text_in_parquet_that_is_not_utf8_fails_alone(kind: str) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    value = pa.large_string() if kind == "large_string" else pa.string()
    raw = [b"satu", b"\xff\xfe", None, b"dua"]
    column = pa.array(raw, pa.large_binary()).cast(value, safe=False)
    file, parts, out = io.BytesIO(), io.BytesIO(), io.BytesIO()
    pq.write_table(pa.table({"teks": column.dictionary_encode() if kind == "dictionary" else column}), file)
    told: list[tuple[int, str]] = []
    hands = Hands(lambda record: record.text.upper(), lambda *message: told.append(message) is None)
    for chunk in parquet.chunks(file, 1 << 20):
        parts.write(parquet.rewrite(chunk, Fields("teks"), None, hands))
    parquet.finish(parts, file, out)
    (found,) = pq.read_table(out).column("teks").chunks
    if kind == "dictionary":
        found = found.dictionary_decode()
    assert found.cast(pa.large_binary()).to_pylist() == [b"SATU", b"\xff\xfe", None, b"DUA"]
    assert told == [(2, "not UTF-8")]


def test_a_name_in_parquet_that_is_not_utf8_is_told() -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    file = io.BytesIO()
    pq.write_table(pa.table({"teksteks": ["satu"]}), file, store_schema=False)
    with pytest.raises(FormatError):
        parquet.names(io.BytesIO(file.getvalue().replace(b"teksteks", b"\xfftekste\xff")))
