"""`beritaclean restore`: what was removed comes back to the last blank, whatever the format, and nothing is guessed."""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from jsonschema import Draft202012Validator
from test_cli import CLEAN, RAW, run
from test_folders import make

from beritaclean.account import digest
from beritaclean.repair import repair

ODD = "Harga  turun.\n\n\n\nADVERTISEMENT\n  Pedagang lega.Dia pulang.\t\nBaca juga: Harga Cabai Naik di Kudus"
PAGE = ROOT / "samples" / "detik" / "halaman-jembatan-kaca-ditutup.txt"
TEXTS = [RAW, CLEAN, ODD, "ADVERTISEMENT", "", "Kata&nbsp;dia: â€œHarga naikâ€\x9d.\r\nADVERTISEMENT\r\n"]


def rows(report: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in report.read_text(encoding="utf-8").split("\n") if line]


def tree(root: Path) -> Path:
    for number, text in enumerate([*TEXTS, PAGE.read_text(encoding="utf-8")]):
        path = root / "raw" / ("d" * (number % 2)) / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    records = "".join(json.dumps({"id": n, "isi": text}) + "\n" for n, text in enumerate(TEXTS))
    (root / "raw" / "a.jsonl").write_bytes(records.encode())
    (root / "raw" / "b.jsonl.gz").write_bytes(gzip.compress(records.encode(), mtime=0))
    table = io.StringIO()
    csv.writer(table).writerows([["isi", "n"], *([repair(text), n] for n, text in enumerate(TEXTS))])
    (root / "raw" / "c.csv").write_bytes(table.getvalue().encode("utf-8"))
    return root / "raw"


def repaired(folder: Path) -> dict[str, bytes]:
    """What a folder's files hold, the texts in them being repaired."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        if path.suffix == ".txt":
            data = repair(data.decode("utf-8")).encode("utf-8")
        elif ".jsonl" in path.name:
            lines = [json.loads(line) for line in data.splitlines()]
            data = json.dumps([{**line, "isi": repair(line["isi"])} for line in lines]).encode()
        found[path.relative_to(folder).as_posix()] = data
    return found


def test_a_folder_comes_back(tmp_path: Path) -> None:
    raw = tree(tmp_path)
    report = tmp_path / "r.jsonl"
    assert run(raw, "-o", tmp_path / "clean", "-q", "--report", report, "-j", "2").returncode == 0
    assert repaired(tmp_path / "clean") != repaired(raw)
    done = run("restore", report, tmp_path / "clean", "-o", tmp_path / "back")
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"files: 10, documents: 24, put back: 17" in done.stderr
    assert repaired(tmp_path / "back") == repaired(raw)
    for path in (tmp_path / "back").rglob("*.txt"):
        data = path.read_bytes().decode("utf-8")
        assert data == repair((raw / path.relative_to(tmp_path / "back")).read_bytes().decode("utf-8"))


def test_the_same_bytes_where_nothing_was_repaired(tmp_path: Path) -> None:
    raw = tree(tmp_path)
    (raw / "5.txt").unlink(missing_ok=True)
    report = tmp_path / "r.jsonl"
    assert run(raw, "-o", tmp_path / "clean", "-q", "--report", report).returncode == 0
    assert run("restore", report, tmp_path / "clean", "-i", "-q").returncode == 0
    whole = {row["path"]: row["repaired"] for row in rows(report) if row["kind"] == "document" and "record" not in row}
    assert set(whole.values()) == {False, True}
    for path, mended in whole.items():
        source = Path(path)
        assert (source.read_bytes() == (tmp_path / "clean" / source.relative_to(raw)).read_bytes()) is not mended
    assert (raw / "c.csv").read_bytes() == (tmp_path / "clean" / "c.csv").read_bytes()


def test_every_line_is_as_the_schema_says(tmp_path: Path) -> None:
    raw = tree(tmp_path)
    (raw / "e.jsonl").write_text('rusak\n{"isi": "Hujan."}\n', encoding="utf-8")
    report = tmp_path / "r.jsonl"
    assert run(raw, "-o", tmp_path / "clean", "-q", "--report", report).returncode == 3
    schema = json.loads(run("restore", "--schema").stdout)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    found = rows(report)
    assert {row["kind"] for row in found} == {"document", "removal", "failed"}
    for row in found:
        assert [error.message for error in validator.iter_errors(row)] == []
        for key in row:
            less = {name: value for name, value in row.items() if name != key}
            # Whether a line is about a record is for the writer to say; all else must be there.
            assert validator.is_valid(less) == (key == "record" and row["kind"] != "failed") or key == "field"


def test_the_report_says_what_the_texts_were(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(ODD.encode("cp1252"))
    report = tmp_path / "r.jsonl"
    text = run("--encoding", "cp1252", "a.txt", "--report", report, cwd=tmp_path).stdout.decode()
    document, *removals = rows(report)
    assert (document["path"], document["name"], document["in_place"]) == ("a.txt", "a.txt", False)
    assert (document["encoding"], document["repaired"], document["removals"]) == ("cp1252", False, len(removals))
    assert document["source"] == {"length": len(ODD), "digest": digest(ODD)}
    assert document["text"] == {"length": len(text), "digest": digest(text)}
    assert [ODD[row["start"] : row["end"]] for row in removals] == [row["text"] for row in removals]
    assert [ODD[start : start + len(taken)] for start, taken, _ in document["tidied"]] == [
        taken for _, taken, _ in document["tidied"]
    ]


def test_one_file_goes_through_a_pipe(tmp_path: Path) -> None:
    report = tmp_path / "r.jsonl"
    text = run("--report", report, data=ODD.encode()).stdout
    (tmp_path / "clean.txt").write_bytes(text)
    assert run("restore", report, tmp_path / "clean.txt").stdout.decode() == ODD
    assert run("restore", report, "-", data=text).stdout.decode() == ODD
    data = (json.dumps({"isi": ODD}) + "\n").encode()
    clean = run("--format", "jsonl", "-q", "--report", report, data=data).stdout
    assert run("restore", report, "-", data=clean).stdout == data != clean


def test_in_place_and_back(tmp_path: Path) -> None:
    raw = tree(tmp_path)
    before = repaired(raw)
    report = tmp_path / "r.jsonl"
    assert run("-i", raw, "-q", "--report", report).returncode == 0
    after = repaired(raw)
    assert after != before
    assert run("restore", report, "--check").returncode == 0 and repaired(raw) == after
    done = run("restore", report, "-i")
    assert done.returncode == 0 and repaired(raw) == before
    again = run("restore", report, "-i")  # a restoring that was stopped may be done again
    assert b"put back: 0" in again.stderr and again.returncode == 0 and repaired(raw) == before


def test_reports_one_after_the_other(tmp_path: Path) -> None:
    """Text that was cleaned twice comes back as it was at first; files of two runs are told apart."""
    raw = tree(tmp_path)
    (raw / "d").rename(tmp_path / "d2")
    before = repaired(raw), repaired(tmp_path / "d2")
    parts = []
    for number, (folder, more) in enumerate(
        [(raw, ["--ignore", "teaser"]), (raw, []), (raw, []), (tmp_path / "d2", [])]
    ):
        parts.append(tmp_path / f"r{number}.jsonl")
        assert run("-i", folder, "-q", *more, "--report", parts[-1]).returncode == 0
    report = tmp_path / "all.jsonl"
    report.write_bytes(b"".join(part.read_bytes() for part in parts))
    assert run("restore", report, "-i", "-q").returncode == 0
    assert (repaired(raw), repaired(tmp_path / "d2")) == before


def test_what_has_changed_is_named_and_left(tmp_path: Path) -> None:
    raw = tree(tmp_path)
    report = tmp_path / "r.jsonl"
    clean = tmp_path / "clean"
    assert run(raw, "-o", clean, "-q", "--report", report).returncode == 0
    (clean / "0.txt").write_text(CLEAN + "Tambahan.\n", encoding="utf-8")
    (clean / "2.txt").write_bytes(b"\xff\xfe")
    (clean / "baru.txt").write_text(CLEAN, encoding="utf-8")
    lines = (clean / "a.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    lines[0] = lines[0].replace("Harga", "Hargo")
    (clean / "a.jsonl").write_text("".join(lines), encoding="utf-8")
    (clean / "b.jsonl.gz").write_bytes(b"\x1f\x8b rusak sekali")
    done = run("restore", report, clean, "-o", tmp_path / "back")
    said = done.stderr.decode()
    assert done.returncode == 3
    for name, what in [
        ("0.txt", "has changed since it was cleaned"),
        ("2.txt", "has changed since it was cleaned"),
        ("baru.txt", "is not in the report"),
        ("a.jsonl", "record 1: has changed since it was cleaned"),
        ("b.jsonl.gz", "broken compressed data"),
    ]:
        assert f"{clean / name}: {what}" in said
    back, whole = repaired(tmp_path / "back"), repaired(raw)
    assert {name for name in whole if back.get(name) == whole[name]} == whole.keys() - {
        "0.txt",
        "2.txt",
        "a.jsonl",
        "b.jsonl.gz",
    }
    assert back.keys() == whole.keys() - {"0.txt", "2.txt", "b.jsonl.gz"}
    found = [json.loads(line)["isi"] for line in (tmp_path / "back" / "a.jsonl").read_bytes().splitlines()]
    assert found[0] == json.loads(lines[0])["isi"] and found[1:] == [repair(text) for text in TEXTS[1:]]
    before = (clean / "0.txt").read_bytes()
    assert run("restore", report, clean, "--check").returncode == 1
    assert run("restore", report, clean, "-i").returncode == 3
    assert (clean / "0.txt").read_bytes() == before
    assert not list(tmp_path.rglob("*.beritaclean.tmp"))


def test_files_are_found_by_the_end_of_their_path(tmp_path: Path) -> None:
    make(tmp_path, "raw/a.txt", "raw/d/a.txt")
    (tmp_path / "raw" / "d" / "a.txt").write_text(ODD, encoding="utf-8")
    assert run("raw", "-o", "clean", "-q", "--report", "clean/r.jsonl", cwd=tmp_path).returncode == 0
    assert run("restore", "clean/r.jsonl", "clean/d/a.txt", cwd=tmp_path).stdout.decode() == ODD
    assert run("restore", "../r.jsonl", "a.txt", cwd=tmp_path / "clean" / "d").stdout.decode() == ODD
    assert run("restore", "clean/r.jsonl", "clean/a.txt", cwd=tmp_path).stdout.decode() == RAW
    assert run("restore", "clean/r.jsonl", "clean", "-o", "back", cwd=tmp_path).returncode == 0
    assert repaired(tmp_path / "back") == repaired(tmp_path / "raw")


@pytest.mark.parametrize("format", ["jsonl", "csv"])
def test_records_that_were_left_out_or_kept(tmp_path: Path, format: str) -> None:
    texts = [RAW, ODD, CLEAN, "ADVERTISEMENT", ""]
    if format == "jsonl":
        lines = [json.dumps({"isi": text}) + "\n" for text in texts]
        head, bad = "", ["rusak\n", '{"isi": 3}\n', "\n"]
    else:
        lines = ["".join(f'{n},"{text}"\n') for n, text in enumerate(texts)]
        head, bad = "n,isi\n", ["satu\n", "1,2,3\n", "\n"]
    raw = tmp_path / f"a.{format}"
    raw.write_text(head + bad[0] + lines[0] + bad[2] + bad[1] + "".join(lines[1:]) + bad[0], encoding="utf-8")
    for how in ("keep", "skip"):
        out, report = tmp_path / f"{how}.{format}", tmp_path / f"{how}.report"
        done = run(raw, "-o", out, "--report", report, "-q", "--field", "isi", "--on-error", how)
        assert done.returncode == 3
        assert [row["kept"] for row in rows(report) if row["kind"] == "failed"] == [how == "keep"] * 3
        done = run("restore", report, out)
        wanted = raw.read_bytes() if how == "keep" else (head + lines[0] + bad[2] + "".join(lines[1:])).encode()
        assert (done.returncode, done.stderr, done.stdout) == (0, b"", wanted)


def test_into_a_field_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f'isi\n"{RAW}"\n', encoding="utf-8")
    assert run("a.csv", "-o", "b.csv", "-q", "--into", "bersih", "--report", "r", cwd=tmp_path).returncode == 0
    assert run("restore", "r", "b.csv", cwd=tmp_path).stdout.decode() == f'isi,bersih\n"{RAW}","{RAW}"\n'


def test_parquet(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = arrow.table({"isi": [*map(repair, TEXTS), None], "n": range(len(TEXTS) + 1)})
    parquet.write_table(table, tmp_path / "a.parquet")
    report = tmp_path / "r.jsonl"
    assert run(tmp_path / "a.parquet", "-o", tmp_path / "b.parquet", "-q", "--report", report).returncode == 0
    assert parquet.read_table(tmp_path / "b.parquet") != table
    assert b"Parquet goes from a file to a file" in run("restore", report, tmp_path / "b.parquet").stderr
    assert run("restore", report, tmp_path / "b.parquet", "-o", tmp_path / "c.parquet").returncode == 0
    assert parquet.read_table(tmp_path / "c.parquet") == table
    assert run("restore", report, tmp_path / "b.parquet", "-i").returncode == 0
    assert parquet.read_table(tmp_path / "b.parquet") == table


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    name = b"\xff.txt"
    (tmp_path / "raw").mkdir()
    try:
        Path(str(tmp_path).encode().decode() + "/raw/" + name.decode("utf-8", "surrogateescape")).write_text(RAW)
    except OSError:
        pytest.skip("this file system takes no such names")
    report = tmp_path / "r.jsonl"
    assert run("raw", "-o", "clean", "-q", "--report", report, cwd=tmp_path).returncode == 0
    assert run("restore", report, "clean", "-o", "back", "-q", cwd=tmp_path).returncode == 0
    assert [path.read_text() for path in (tmp_path / "back").iterdir()] == [RAW]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text[:-30], "line 5: is no JSON, or cut off"),
        (lambda text: text.replace('"schema": 1', '"schema": 2', 1), "line 1: has schema 2; this beritaclean reads 1"),
        (lambda text: "".join(text.splitlines(keepends=True)[1:]), "line 1: a removal without its document"),
        (
            lambda text: text.replace('"removals": 1', '"removals": 2', 1),
            "line 3: is no removal of the document in line 1",
        ),
        (lambda text: text.replace('"removal"', '"penghapusan"', 1), "line 2: has the kind 'penghapusan'"),
        (lambda text: text.replace('"tidied": []', '"tidied": [3]', 1), "line 1: is not as docs/report.md says"),
        (lambda text: text.replace('"format": "text"', '"format": "html"', 1), "line 1: is not as docs/report.md says"),
        (lambda text: '{"path": "a.txt", "line": 2}\n' + text, "line 1: is no line of a report"),
        (lambda text: "[]\n", "line 1: is no line of a report"),
    ],
)
def test_a_broken_report_is_refused(tmp_path: Path, change: Any, message: str) -> None:
    make(tmp_path, "raw/a.txt", "raw/b.txt")
    (tmp_path / "raw" / "c.txt").write_text(CLEAN, encoding="utf-8")
    report = tmp_path / "r.jsonl"
    assert run("raw", "-o", "clean", "-q", "--report", report, cwd=tmp_path).returncode == 0
    report.write_text(change(report.read_text(encoding="utf-8")), encoding="utf-8")
    done = run("restore", report, "clean", "-o", "back", cwd=tmp_path)
    assert (done.returncode, (tmp_path / "back").exists()) == (2, False)
    assert message in done.stderr.decode()


@pytest.mark.parametrize("field", ['"text": "ADVERTISEMENT', '"start": 41'])
def test_edits_that_were_changed_restore_nothing(tmp_path: Path, field: str) -> None:
    make(tmp_path, "raw/a.txt", "raw/b.txt")
    report = tmp_path / "r.jsonl"
    assert run("raw", "-o", "clean", "-q", "--report", report, cwd=tmp_path).returncode == 0
    text = report.read_text(encoding="utf-8")
    report.write_text(text.replace(field, field[:-1] + "7", 1), encoding="utf-8")
    assert report.read_text(encoding="utf-8") != text
    done = run("restore", report, "clean", "-o", "back", cwd=tmp_path)
    assert (done.returncode, [path.name for path in (tmp_path / "back").iterdir()]) == (3, ["b.txt"])
    assert b"clean/a.txt: " in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["clean"], b"several files: give -o FOLDER"),
        ([], b"not about files cleaned in place"),
        (["clean", "-i", "--check"], b"choose one"),
        (["clean", "-o", "clean"], b"use -i to restore in place"),
        (["raw2"], b"speaks of none of its files"),
        (["raw2/z.txt"], b"raw2/z.txt: the report does not speak of it"),
        (["clean", "-o", "r.jsonl"], b"r.jsonl is a file"),
        (["-i", "-"], b"the report does not speak of it"),
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: list[str], message: bytes) -> None:
    make(tmp_path, "raw/a.txt", "raw/b.txt", "raw2/z.txt")
    assert run("raw", "-o", "clean", "-q", "--report", "r.jsonl", cwd=tmp_path).returncode == 0
    done = run("restore", "r.jsonl", *arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert message in done.stderr


def test_a_resumed_run_has_the_same_report(tmp_path: Path) -> None:
    raw = tree(tmp_path)
    assert run(raw, "-o", tmp_path / "clean", "-q", "--resume", "--report", tmp_path / "r").returncode == 0
    whole = (tmp_path / "r").read_bytes()
    shutil.rmtree(tmp_path / "clean" / "d")
    assert run(raw, "-o", tmp_path / "clean", "-q", "--resume", "--report", tmp_path / "r").returncode == 0
    assert run("restore", tmp_path / "r", tmp_path / "clean", "-o", tmp_path / "back", "-q").returncode == 0
    assert repaired(tmp_path / "back") == repaired(raw)
    assert (tmp_path / "r").read_bytes().startswith(whole[:100])
