"""The command line, as a user meets it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

RAW = "Harga turun di Kudus, kata pedagang itu.\nADVERTISEMENT\nHarga naik di Solo, kata pedagang lain.\n"
CLEAN = "Harga turun di Kudus, kata pedagang itu.\nHarga naik di Solo, kata pedagang lain.\n"


def run(*arguments: str | Path, data: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "beritaclean", *map(str, arguments)]
    return subprocess.run(command, input=data, capture_output=True, cwd=cwd, env={**os.environ, "NO_COLOR": "1"})


def removals(report: Path) -> list[dict[str, Any]]:
    """The lines of a report that are about removals."""
    rows = [json.loads(line) for line in report.read_text(encoding="utf-8").split("\n") if line]
    return [row for row in rows if row["kind"] == "removal"]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    raw = tmp_path / "raw"
    (raw / "b").mkdir(parents=True)
    (raw / "a.txt").write_text(RAW, encoding="utf-8")
    (raw / "b" / "c.txt").write_text(CLEAN, encoding="utf-8")
    (raw / ".hidden").write_text(RAW, encoding="utf-8")
    return raw


def test_pipe() -> None:
    done = run(data=RAW.encode())
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, CLEAN, b"")


def test_version_and_help() -> None:
    assert run("--version").stdout.startswith(b"beritaclean, version ")
    assert b"Exit codes" in run("--help").stdout
    assert b"check" in run("rules", "--help").stdout


def test_folder_keeps_its_tree(tree: Path, tmp_path: Path) -> None:
    out = tmp_path / "clean"
    assert run(tree, "-o", out).returncode == 0
    assert (out / "a.txt").read_text(encoding="utf-8") == CLEAN
    assert (out / "b" / "c.txt").read_text(encoding="utf-8") == CLEAN
    assert sorted(path.name for path in out.iterdir()) == ["a.txt", "b"]


def test_output_inside_the_source_is_not_read_again(tree: Path) -> None:
    for _ in range(2):
        assert run(tree, "-o", tree / "clean").returncode == 0
    assert not (tree / "clean" / "clean").exists()


def test_dry_run_shows_lines_and_writes_nothing(tree: Path) -> None:
    done = run("--dry-run", tree)
    assert done.returncode == 0
    assert done.stdout.decode() == f"{tree}/a.txt:2: ad/advertisement: ADVERTISEMENT\n"
    assert b"1 removal in 2 documents" in done.stderr
    assert (tree / "a.txt").read_text(encoding="utf-8") == RAW


def test_dry_run_marks_a_span_in_its_line() -> None:
    done = run("-n", "-v", "--color", "always", data=b"Harga naik, katanya. ADVERTISEMENT Ia pulang ke Solo.\n")
    text = re.sub(r"\x1b\[[\d;]*m", "", done.stdout.decode())
    assert "Harga naik, katanya. ADVERTISEMENT Ia pulang ke Solo." in text
    assert "\x1b[9;31mADVERTISEMENT\x1b[0m Ia pulang" in done.stdout.decode()
    assert "the mark of an advertisement" in text


def test_diff() -> None:
    assert b"\n-ADVERTISEMENT\n" in run("--diff", data=RAW.encode()).stdout


def test_check(tree: Path) -> None:
    assert run("--check", tree).returncode == 1
    assert run("--check", tree / "b").returncode == 0


def test_in_place_with_backup(tree: Path) -> None:
    (tree / "a.txt").chmod(0o600)
    assert run("-i", "--backup", ".orig", tree).returncode == 0
    assert (tree / "a.txt").read_text(encoding="utf-8") == CLEAN
    assert (tree / "a.txt.orig").read_text(encoding="utf-8") == RAW
    assert (tree / "a.txt").stat().st_mode & 0o777 == 0o600
    assert not (tree / "b" / "c.txt.orig").exists()


def test_backups_are_the_originals_however_often(tree: Path) -> None:
    for _ in range(2):
        assert run("-i", "--backup", ".orig", tree).returncode == 0
    (tree / "a.txt").write_text(CLEAN + "ADVERTISEMENT\n", encoding="utf-8")
    assert run("-i", "--backup", ".orig", tree).returncode == 0
    assert (tree / "a.txt").read_text(encoding="utf-8") == CLEAN
    assert (tree / "a.txt.orig").read_text(encoding="utf-8") == RAW
    assert sorted(path.name for path in tree.iterdir()) == [".hidden", "a.txt", "a.txt.orig", "b"]


def test_report(tree: Path, tmp_path: Path) -> None:
    report = tmp_path / "removed.jsonl"
    assert run(tree, "-o", tmp_path / "out", "--report", report).returncode == 0
    (row,) = removals(report)
    assert row["path"].endswith("a.txt")
    assert (row["line"], row["rule"], row["family"], row["text"]) == (2, "ad/advertisement", "ad", "ADVERTISEMENT\n")
    assert RAW[row["start"] : row["end"]] == row["text"]


def test_a_report_that_cannot_be_written_is_told(tree: Path, tmp_path: Path) -> None:
    done = run(tree, "-o", tmp_path / "out", "--report", tree / "a.txt" / "removed.jsonl")
    assert done.returncode == 3
    assert b"cannot write the report" in done.stderr
    assert (tmp_path / "out" / "a.txt").read_text(encoding="utf-8") == CLEAN


def test_output_is_utf8_on_every_system() -> None:
    data = "Kata dia, “ayo”. ADVERTISEMENT Ia pulang – lalu tidur di Solo.\n".encode()
    command = [sys.executable, "-m", "beritaclean", "--dry-run", "--color", "always"]
    done = subprocess.run(command, input=data, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Ia pulang – lalu" in done.stdout.decode()


def test_ignore_and_select() -> None:
    assert run("--ignore", "ad", data=RAW.encode()).stdout.decode() == RAW
    assert run("--ignore", "ad/advertisement", data=RAW.encode()).stdout.decode() == RAW
    assert run("--select", "teaser,ad", data=RAW.encode()).stdout.decode() == CLEAN
    done = run("--ignore", "adverts", data=RAW.encode())
    assert done.returncode == 2
    assert b"no family or rule is called 'adverts'" in done.stderr


def test_own_rules(tmp_path: Path) -> None:
    rules = tmp_path / "mine.toml"
    rules.write_text(
        "[[rule]]\nid='promo'\nfamily='ad'\nscope='line'\npattern='PROMO.*'\nreason='x'\nshapes=['line']\n"
        "removes=['PROMO KAMI']\nkeeps=['Promo.']\n"
    )
    done = run("--rules", rules, data=b"PROMO HARI INI\nHarga turun di Kudus, kata dia.\n")
    assert done.stdout == b"Harga turun di Kudus, kata dia.\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.txt"], b"nowhere.txt: no such file or folder"),
        (["raw"], b"give -o FOLDER"),
        (["--backup", ".x", "raw"], b"--backup goes with -i"),
        (["-i"], b"-i overwrites files"),
        (["-i", "--check", "raw"], b"choose one"),
        (["--outlet", "kabarburung"], b"no outlet is called 'kabarburung'"),
        (["raw/a.txt", "-o", "raw/a.txt"], b"use -i to clean in place"),
    ],
)
def test_wrong_usage(tree: Path, arguments: list[str], message: bytes) -> None:
    done = run(*arguments, cwd=tree.parent)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_bad_document_ends_no_batch(tree: Path, tmp_path: Path) -> None:
    (tree / "a0.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (tree / "z.txt").write_bytes("Kata dia, “ayo”.\n".encode("cp1252"))
    done = run(tree, "-o", tmp_path / "out")
    assert done.returncode == 3
    assert b"a0.png: looks like a PNG image" in done.stderr
    assert b"read as Windows-1252" in done.stderr
    assert (tmp_path / "out" / "a.txt").exists()
    assert (tmp_path / "out" / "z.txt").read_text(encoding="utf-8") == "Kata dia, “ayo”.\n"


def test_a_closed_pipe_is_silent(tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    big.write_text(RAW * 5000, encoding="utf-8")
    command = f"{sys.executable} -m beritaclean {big} | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True)
    assert (done.stdout, done.stderr) == (b"H", b"")


def test_rules_commands() -> None:
    assert b"teaser/read-also" in run("rules", "list").stdout
    assert b"viva.co.id" in run("rules", "list", "--outlets").stdout
    assert b"removes" in run("rules", "show", "teaser/read-also").stdout
    assert b"no rule is called" in run("rules", "show", "x/y").stderr
    assert run("rules", "check").returncode == 0


PAGE = Path(__file__).parents[1] / "samples" / "detik" / "halaman-jembatan-kaca-ditutup.txt"


def test_shape_article_takes_a_page_as_it_is() -> None:
    text = run("--shape", "article", PAGE).stdout.decode()
    assert "Pedoman Media Siber" in text
    assert "Pedoman Media Siber" not in run("--shape", "page", PAGE).stdout.decode()
    assert run("--shape", "dump", PAGE).returncode == 2


def test_the_report_has_one_row_for_a_region(tmp_path: Path) -> None:
    report = tmp_path / "removed.jsonl"
    run(PAGE, "--report", report)
    rows = removals(report)
    assert [row["rule"] for row in rows if row["family"] == "page"] == [
        *("page/before-body", "page/below-headline", "page/after-body"),
    ]
    assert rows[0]["line"] == 1
    assert rows[0]["end_line"] == 40


def test_the_regions_are_listed_and_shown() -> None:
    assert "page/after-body" in run("rules", "list", "--family", "page").stdout.decode()
    shown = run("rules", "show", "page/after-body").stdout.decode()
    assert "found by score" in shown
    assert "below the article" in shown


def loaded(*arguments: str, cwd: Path, data: bytes = b"") -> frozenset[str]:
    """The modules that a run of the command line has imported at its end."""
    code = "import atexit, sys; atexit.register(lambda: print(*sys.modules, sep='\\n', file=sys.stderr)); "
    code += "from beritaclean.cli import main; sys.argv = ['beritaclean', *sys.argv[1:]]; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], input=data, capture_output=True, check=True, cwd=cwd
    )
    return frozenset(done.stderr.decode().split())


def test_the_version_costs_no_library_but_click(tmp_path: Path) -> None:
    found = loaded("--version", cwd=tmp_path)
    assert "click" in found
    heavy = {"rich", "ftfy", "regex", "pyarrow", "pathspec", "ahocorasick_rs", "concurrent.futures", "multiprocessing"}
    assert not found & (heavy | {"tomllib", "json", "hashlib", "importlib.metadata"})


def test_a_pipe_imports_what_one_plain_article_needs(tmp_path: Path) -> None:
    loaded(cwd=tmp_path, data=RAW.encode())  # where no form of the rules is kept yet, the first run makes it
    found = loaded(cwd=tmp_path, data=RAW.encode())
    assert "beritaclean.plan" in found
    heavy = {"rich", "ftfy", "pyarrow", "pathspec", "concurrent.futures", "multiprocessing", "subprocess", "tempfile"}
    assert not found & (heavy | {"tomllib", "json", "hashlib", "importlib.metadata"})
    # Patterns are put together, not compiled, and nothing is taken apart.
    assert not found & {"regex._regex_core", "beritaclean.literals", "beritaclean.parts", "beritaclean.body"}
