"""Files of records: only the text changes, and every other byte survives."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import sys
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_cli import CLEAN, RAW, removals, run

from beritaclean.formats import Chunk, Fields, FormatError, Hands, Record, chosen, jsonl, kind_of, packing, table


def rewrite(line: str, fields: Fields, clean: str = "BERSIH", encoding: str | None = None) -> tuple[str, list[str]]:
    said: list[str] = []
    hands = Hands(lambda record: clean, lambda number, message: not said.append(f"{number}: {message}"))
    data = jsonl.rewrite(Chunk(line.encode(encoding or "utf-8"), 1, 0), fields, encoding, hands)
    return data.decode(encoding or "utf-8"), said


ISI = Fields(text="isi")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"id": 1.50e+3, "isi":"x",  "z":[1, 2 ]}\n', '{"id": 1.50e+3, "isi":"BERSIH",  "z":[1, 2 ]}\n'),
        ('{"z": "\\u00e9\\/", "isi" : "x"}', '{"z": "\\u00e9\\/", "isi" : "BERSIH"}'),
        ('\ufeff{"isi": "x"}\r\n', '\ufeff{"isi": "BERSIH"}\r\n'),
        (' {"isi": "y", "isi": "x" } \n', ' {"isi": "y", "isi": "BERSIH" } \n'),
        ('{"big": 123456789012345678901234567890.0, "isi": "x", "n": NaN}\n',)
        + ('{"big": 123456789012345678901234567890.0, "isi": "BERSIH", "n": NaN}\n',),
        ('{"isi": null}\n\n  \n', '{"isi": null}\n\n  \n'),
        ('{"isi": "a\tb", "k": "\t"}\n', '{"isi": "BERSIH", "k": "\t"}\n'),
    ],
)
def test_only_the_value_changes(line: str, expected: str) -> None:
    assert rewrite(line, ISI) == (expected, [])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("oops", "not a JSON object"),
        ('{"isi": "x"', "cut off"),
        ('{"isi": "x"} {"isi": "y"}', "more than one value"),
        ('{"isi": 5}', "is not text"),
        ('{"id": "5"}', "no field 'isi'"),
        ('{"isi": "x",}', "not JSON"),
        ('{"isi": "x" "b": 1}', "not JSON"),
        ("[" * 100_000, "not a JSON object"),
        ('{"a": ' + "[" * 100_000, "nested too deeply"),
    ],
)
def test_broken_records_are_told_and_kept(line: str, message: str) -> None:
    data, said = rewrite(f'{{"isi": "x"}}\n{line}\n{{"isi": "x"}}\n', ISI)
    assert data == f'{{"isi": "BERSIH"}}\n{line}\n{{"isi": "BERSIH"}}\n'
    assert len(said) == 1 and said[0].startswith("2: ") and message in said[0]


def test_bad_bytes_make_one_record_broken() -> None:
    said: list[str] = []
    hands = Hands(lambda record: "B", lambda number, message: bool(said.append(message)))
    data = jsonl.rewrite(Chunk(b'{"isi":"\xe9"}\n{"isi":"x"}\n', 7, 0), ISI, None, hands)
    assert data == b'{"isi":"B"}\n'
    assert said == ["not UTF-8 (byte 0xE9 at offset 8)"]


def test_escapes_are_written_as_they_were_read() -> None:
    assert rewrite('{"isi": "caf\\u00e9 a\\/b"}', ISI, "é a/b")[0] == '{"isi": "\\u00e9 a\\/b"}'
    assert rewrite('{"isi": "café a/b"}', ISI, "é a/b")[0] == '{"isi": "é a/b"}'
    assert rewrite('{"isi": "x\\ud83d"}', ISI, "y\ud83d")[0] == '{"isi": "y\\ud83d"}'
    assert rewrite('{"isi": "é"}', ISI, "ü", "latin-1")[0] == '{"isi": "ü"}'
    assert "cannot be written" in rewrite('{"isi": "é"}', ISI, "ę", "latin-1")[1][0]


def test_into_writes_beside() -> None:
    fields = Fields(text="isi", into="bersih")
    assert rewrite('{"isi":"x","z":1}\n', fields)[0] == '{"isi":"x","z":1,"bersih":"BERSIH"}\n'
    assert rewrite('{"isi": "x", "z": 1 }\n', fields)[0] == '{"isi": "x", "z": 1, "bersih": "BERSIH" }\n'
    assert rewrite('{"bersih": 0, "isi": "x"}\n', fields)[0] == '{"bersih": "BERSIH", "isi": "x"}\n'


def test_a_path_names_a_field_inside() -> None:
    line = '{"isi": 1, "artikel": {"judul": "j", "isi": "x"}, "b": 2}'
    assert rewrite(line, Fields(text="artikel.isi"))[0] == line.replace('"x"', '"BERSIH"')
    assert rewrite('{"a.b": "x"}', Fields(text="a.b"))[0] == '{"a.b": "BERSIH"}'


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=4), values, max_size=5), st.text(), st.booleans(), st.sampled_from(["", " "]))
def test_any_record_keeps_its_other_values(record: dict[str, object], text: str, ascii: bool, gap: str) -> None:
    row = {**record, "isi": "lama"}
    line = json.dumps(row, ensure_ascii=ascii, separators=(f",{gap}", f":{gap}"))
    data, said = rewrite(line, ISI, text)
    assert said == []
    assert data == json.dumps({**row, "isi": text}, ensure_ascii=ascii, separators=(f",{gap}", f":{gap}")) or (
        json.loads(data)["isi"] == text and data.startswith(line[: line.rindex('"isi"')])
    )


def table_rewrite(
    data: str, fields: Fields, size: int, format: str = "csv", clean: str = "BERSIH"
) -> tuple[str, list[str]]:
    said: list[str] = []
    seen: list[Record] = []
    hands = Hands(lambda r: seen.append(r) or clean, lambda n, m: not said.append(f"{n}: {m}"))  # type: ignore[func-returns-value]
    pieces = list(table.chunks(BytesIO(data.encode()), size, format))
    assert b"".join(piece.data for piece in pieces).decode() == data
    assert len(pieces) > 0
    return b"".join(table.rewrite(piece, fields, None, hands, format) for piece in pieces).decode(), said


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_table_keeps_its_other_bytes(size: int) -> None:
    raw = 'id,isi,"x"\r\n1,"a ""b"",\nc\r\nd", 5" pipa\r\n"2",x,"q"\r\n3,,\r\n4,y,z'
    clean = 'id,isi,"x"\r\n1,"BERSIH", 5" pipa\r\n"2",BERSIH,"q"\r\n3,,\r\n4,BERSIH,z'
    assert table_rewrite(raw, ISI, size) == (clean, [])
    into = table_rewrite(raw, Fields(text="isi", into="b"), size)
    assert into == (
        'id,isi,"x",b\r\n1,"a ""b"",\nc\r\nd", 5" pipa,BERSIH\r\n"2",x,"q",BERSIH\r\n3,,,\r\n4,y,z,BERSIH',
        [],
    )


def test_a_value_that_needs_quotes_gets_them() -> None:
    assert table_rewrite("isi;b\nx;1\n", ISI, 99, clean="a;b")[0] == 'isi;b\n"a;b";1\n'
    assert table_rewrite("isi;b\nx;1\n", ISI, 99, clean='a "b"')[0] == 'isi;b\n"a ""b""";1\n'
    assert table_rewrite("isi\tb\nx, y\t1\n", ISI, 99, "tsv", clean="a, b")[0] == "isi\tb\na, b\t1\n"


def test_broken_rows_are_told_and_kept() -> None:
    raw = 'id,isi\n1,x\n2,x,3\n3,"x"y\n4,x\n5,"x\n'
    data, said = table_rewrite(raw, ISI, 3)
    assert data == 'id,isi\n1,BERSIH\n2,x,3\n3,"x"y\n4,BERSIH\n5,"x\n'
    assert [each.split(":")[0] for each in said] == ["2", "3", "5"]
    assert "3 fields, and the header has 2" in said[0]
    assert "never closed" in said[2]


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r"))


@given(st.lists(st.tuples(cells, cells, cells), min_size=1), st.sampled_from([1, 10, 10_000]))
def test_any_table_that_python_writes(rows: list[tuple[str, str, str]], size: int) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([("a", "isi", "c"), *rows])
    data, said = table_rewrite(out.getvalue(), ISI, size)
    assert said == []
    assert list(csv.reader(io.StringIO(data)))[1:] == [[a, "BERSIH" if isi else "", c] for a, isi, c in rows]


def test_the_field_is_guessed() -> None:
    assert chosen(Fields(), ["Judul", "Content", "Isi"]).text == "Isi"
    assert chosen(Fields(text="x"), []).text == "x"
    with pytest.raises(FormatError, match=r"fields: judul, sub\); name it with --field"):
        chosen(Fields(), ["judul", "sub"])


@pytest.mark.parametrize("suffix", ["gz", "bz2", "xz", "zst"])
def test_packed_bytes_come_back(suffix: str) -> None:
    if suffix == "zst" and sys.version_info < (3, 14):
        pytest.importorskip("backports.zstd", reason="the zstd extra is not installed")
    data = packing.pack(b"satu\n", suffix) + packing.pack(b"dua\n", suffix)
    assert kind_of(f"a.jsonl.{suffix}").packing == suffix
    with packing.unpacked(BytesIO(data), suffix) as stream:
        assert stream.read() == b"satu\ndua\n"


def write_jsonl(path: Path, count: int = 3) -> None:
    path.write_text("".join(json.dumps({"id": n, "isi": RAW}) + "\n" for n in range(count)), encoding="utf-8")


def test_jsonl_from_pipe_to_pipe() -> None:
    data = (json.dumps({"isi": RAW, "id": 1}) + "\n").encode()
    done = run("--format", "jsonl", data=data)
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"isi": CLEAN, "id": 1}
    assert b"cleaning the field 'isi'" in done.stderr


@pytest.mark.parametrize(("suffix", "open_"), [("gz", gzip.open), ("bz2", bz2.open), ("xz", lzma.open)])
def test_packed_files(tmp_path: Path, suffix: str, open_: object) -> None:
    plain, packed = tmp_path / "a.jsonl", tmp_path / f"a.jsonl.{suffix}"
    write_jsonl(plain, 30)
    packed.write_bytes(packing.pack(plain.read_bytes(), suffix))
    out = tmp_path / "out"
    out.mkdir()
    assert run(packed, "-o", out / f"b.jsonl.{suffix}", "--chunk-size", "1", "-q").returncode == 0
    assert run(plain, "-o", out / "b.jsonl", "-q").returncode == 0
    with open_(out / f"b.jsonl.{suffix}", "rb") as file:  # type: ignore[operator]
        assert file.read() == (out / "b.jsonl").read_bytes()
    assert json.loads((out / "b.jsonl").read_text().splitlines()[29]) == {"id": 29, "isi": CLEAN}


def test_a_packed_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(RAW.encode()))
    assert run(tmp_path / "a.txt.gz", "-o", tmp_path / "b.txt.gz").returncode == 0
    assert gzip.decompress((tmp_path / "b.txt.gz").read_bytes()).decode() == CLEAN


def test_on_error(tmp_path: Path) -> None:
    source, target = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    source.write_text(f"{json.dumps({'isi': RAW})}\noops\n{json.dumps({'isi': RAW})}\n", encoding="utf-8")
    clean = json.dumps({"isi": CLEAN})
    for choice, expected in (("keep", f"{clean}\noops\n{clean}\n"), ("skip", f"{clean}\n{clean}\n")):
        done = run(source, "-o", target, "--on-error", choice)
        assert done.returncode == 3
        assert f"{source}: record 2: not a JSON object".encode() in done.stderr
        assert target.read_text(encoding="utf-8") == expected
    target.unlink()
    done = run(source, "-o", target, "--on-error", "fail")
    assert (done.returncode, target.exists()) == (3, False)
    assert b"(--on-error fail)" in done.stderr


def test_report_names_the_record(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "a.jsonl")
    report = tmp_path / "r.jsonl"
    assert run(tmp_path / "a.jsonl", "-o", tmp_path / "b.jsonl", "--report", report).returncode == 0
    rows = removals(report)
    assert [(row["path"], row["record"], row["line"]) for row in rows] == [
        (str(tmp_path / "a.jsonl"), number, 2) for number in (1, 2, 3)
    ]


def test_url_and_outlet_fields_choose_the_rules(tmp_path: Path) -> None:
    rows = [{"text": RAW, "url": "https://viva.co.id/1", "o": "x"}, {"text": RAW, "url": None, "o": "kabarburung"}]
    source = tmp_path / "a.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    report = tmp_path / "r.jsonl"
    done = run("--dry-run", source, "--url-field", "url", "--outlet-field", "o", "--report", report)
    assert done.returncode == 0
    rows = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    told = [(row["record"], row["outlet"], row["removals"]) for row in rows if row["kind"] == "document"]
    assert told == [(1, "viva", 1), (2, None, 1)]


def test_a_title_that_stands_apart_goes_from_the_text(tmp_path: Path) -> None:
    title = "Harga cabai rawit &amp; beras naik di Kudus"
    text = f"{title.replace('&amp;', '&')}\n\nHarga naik di Kudus, kata pedagang itu.\n"
    rows = [{"judul": title, "isi": text}, {"judul": "Harga naik", "isi": "Harga naik\n\nKata dia begitu.\n"}]
    source = tmp_path / "a.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = [json.loads(line)["isi"] for line in run(source, "--title-field", "judul", "-q").stdout.splitlines()]
    assert found == ["Harga naik di Kudus, kata pedagang itu.\n", "Harga naik\n\nKata dia begitu.\n"]
    kept = run(source, "--title-field", "judul", "-q", "--ignore", "repeat").stdout.splitlines()
    assert json.loads(kept[0])["isi"] == text
    assert run(source, "-q").stdout.splitlines() == kept


def test_in_place_records(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "a.jsonl")
    before = (tmp_path / "a.jsonl").read_bytes()
    assert run("-i", "--backup", ".orig", tmp_path / "a.jsonl").returncode == 0
    assert (tmp_path / "a.jsonl.orig").read_bytes() == before
    after = (tmp_path / "a.jsonl").read_text(encoding="utf-8")
    assert [json.loads(line)["isi"] for line in after.splitlines()] == [CLEAN] * 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "a.jsonl.orig"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.jsonl", "-o", "b.csv"], b"one is not turned into the other"),
        (["--resume", "a.jsonl"], b"--resume goes with -o"),
        (["--shard", "3/2", "a.jsonl"], b"give I/N"),
        (["-0", "a.jsonl"], b"-0 goes with --files-from"),
        (["a.parquet"], b"Parquet goes from a file to a file"),
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: list[str], message: bytes) -> None:
    write_jsonl(tmp_path / "a.jsonl")
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_field_that_no_record_has_fails_at_once(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "a.jsonl")
    done = run(tmp_path / "a.jsonl", "-o", tmp_path / "b.jsonl", "--field", "ixi")
    assert done.returncode == 3
    assert b"no field 'ixi' in the first records (fields: id, isi)" in done.stderr
    assert not (tmp_path / "b.jsonl").exists()


def test_the_guess_looks_at_more_than_one_record(tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl"
    source.write_text(f'{{"id": "1"}}\n{{"isi": null}}\n{json.dumps({"isi": RAW})}\n', encoding="utf-8")
    done = run(source)
    assert json.loads(done.stdout.splitlines()[2]) == {"isi": CLEAN}
    assert b"record 1: no field 'isi'" in done.stderr


def test_a_file_without_the_field_fails(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,judul\n1,x\n", encoding="utf-8")
    done = run(tmp_path / "a.csv", "-o", tmp_path / "b.csv")
    assert done.returncode == 3
    assert b"no field looks like the text (fields: id, judul)" in done.stderr
    assert not (tmp_path / "b.csv").exists()
