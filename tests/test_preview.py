"""What --dry-run and --diff show, on a terminal and piped on; and that `patch` and `git apply` take the diff."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from beritaclean import Cleaner
from beritaclean.reports.paint import Paint, cropped, fitting, wrapped
from beritaclean.reports.summary import summary
from beritaclean.reports.tally import Tally
from beritaclean.reports.terminal import document
from beritaclean.reports.visible import one_line, visible

RAW = "Harga turun di Kudus, kata pedagang itu.\nADVERTISEMENT\nHarga naik di Solo, kata pedagang lain.\n"
SAMPLES = sorted((ROOT / "samples").rglob("*.txt"))
KAPAL = ROOT / "samples" / "viva" / "latihan-kapal-rumah-sakit.txt"
PAGE = ROOT / "samples" / "detik" / "halaman-jembatan-kaca-ditutup.txt"
COMMAND = [sys.executable, "-m", "beritaclean"]


def run(*arguments: str | Path, data: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(command, input=data, capture_output=True, cwd=cwd, env={**os.environ, "NO_COLOR": "1"})


def terminal(*arguments: str | Path, columns: int = 80, cwd: Path | None = None, **environment: str) -> tuple[int, str]:
    """The exit code, and what a terminal so wide gets to see."""
    pty = pytest.importorskip("pty")
    import fcntl
    import struct
    import termios

    given = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR", "PAGER", "LESS")}
    inner, outer = pty.openpty()
    fcntl.ioctl(outer, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdin=outer,
        stdout=outer,
        stderr=outer,
        cwd=cwd,
        env={**given, "TERM": "xterm", **environment},
    )
    os.close(outer)
    seen = b""
    while True:
        try:
            data = os.read(inner, 1 << 16)
        except OSError:  # how Linux tells that the other end is closed
            break
        if not data:
            break
        seen += data
    os.close(inner)
    return process.wait(), seen.decode().replace("\r\n", "\n")


def test_a_terminal_sees_the_line_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(RAW, encoding="utf-8")
    code, seen = terminal("-n", "--pager", "never", tmp_path / "a.txt", columns=60, NO_COLOR="1")
    assert code == 0
    rows = seen.split("\n")
    assert rows[0] == f"{tmp_path}/a.txt"
    assert rows[1:] == [
        "  1 removal · 7 % of 15 words",
        "   1  │ Harga turun di Kudus, kata pedagang itu.",
        "   2 -│ ADVERTISEMENT                       ad/advertisement",
        "   3  │ Harga naik di Solo, kata pedagang lain.",
        "",
        "1 removal in 1 document, 6.7 % of the words",
        "family and rule      removals   documents   words   % words",
        "───────────────────────────────────────────────────────────",
        "ad                          1           1       1       6.7",
        "  ad/advertisement          1           1       1       6.7",
        "",
    ]


def test_colours_show_the_family_and_no_brackets() -> None:
    code, seen = terminal("-n", "--pager", "never", ROOT / "samples" / "kompas" / "pustaka-keliling-becak.txt")
    assert code == 0
    assert "\x1b[9;35mBaca juga: Kisah" in seen  # struck out, in the colour of teasers
    assert "[-" not in seen
    assert "\x1b[3;35mteaser/read-also\x1b[0m" in seen


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_row_is_wider_than_the_terminal_and_all_that_goes_is_shown(width: int) -> None:
    cleaner, paint = Cleaner(), Paint(width, False)
    tally = Tally()
    for sample in SAMPLES:
        cleaned = cleaner.clean(sample.read_text(encoding="utf-8"))
        tally.add(cleaned, changed=cleaned.changed)
        for whole in (False, True):
            rows = list(document(sample.name, cleaned, paint, whole=whole))
            assert max(map(cell_len, rows)) <= width
            if not whole:
                continue
            shown = "".join("".join(rows).split())
            assert all(removal.rule in shown for removal in cleaned.removals)
            rows = [row.partition("│ ")[2] for row in rows if row[5:7] in ("-│", "~│") or row[6:8] in ("-│", "~│")]
            shown = "".join("".join(rows).split())
            for removal in cleaned.removals:
                for line in removal.text.split("\n"):
                    assert "".join(visible(line).split())[:30] in shown
    assert max(map(cell_len, summary(tally, paint).split("\n"))) <= width


def test_far_cuts_of_one_line_have_a_row_each() -> None:
    story = "Ia pulang ke Solo pada hari itu juga. Di sana pasar sudah sepi, dan pedagang beras berkemas lebih awal."
    text = f"Harga naik. ADVERTISEMENT {story} ADVERTISEMENT Ia lega.\n"
    rows = list(document("x", Cleaner().clean(text), Paint(96, False)))
    assert rows[1:] == [
        "   1 ~│ Harga naik. [-ADVERTISEMENT-] Ia pulang ke Solo pada hari itu juga. …   ad/advertisement",
        "     ~│ … pedagang beras berkemas lebih awal. [-ADVERTISEMENT-] Ia lega.        ad/advertisement",
    ]


def test_a_region_is_folded_and_unfolded() -> None:
    seen = terminal("-n", "--pager", "never", PAGE, NO_COLOR="1")[1]
    assert "⋮ -│ 36 more lines" in seen
    assert "Kirim Tulisan" not in seen
    seen = terminal("-n", "-v", "--pager", "never", PAGE, NO_COLOR="1")[1]
    assert "more line" not in seen
    assert "│ Berita Terkait\n     " in seen
    rows = [row.partition("│ ")[2] for row in seen.split("\n")]
    assert rows[rows.index("Berita Terkait") + 1] == "-15.0 a line that stands below articles"
    assert rows[rows.index("Sepakbola") + 1] == "-1.5 a line of menus and footers"


def test_a_pager_is_used_on_a_terminal_only(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(RAW, encoding="utf-8")
    pager = "sed s/^/@/"
    assert "@   2" in terminal("-n", tmp_path / "a.txt", BERITACLEAN_PAGER=pager, PAGER="false", NO_COLOR="1")[1]
    assert "@   2" in terminal("-n", tmp_path / "a.txt", PAGER=pager, NO_COLOR="1")[1]
    assert "@-ADVERTISEMENT" in terminal("--diff", tmp_path / "a.txt", PAGER=pager, NO_COLOR="1")[1]
    for arguments in (["-n", "--pager", "never"], ["--check"]):
        assert "@" not in terminal(*arguments, tmp_path / "a.txt", PAGER=pager, NO_COLOR="1")[1]
    for pager in ("", "cat"):
        code, seen = terminal("-n", tmp_path / "a.txt", PAGER=pager, NO_COLOR="1")
        assert (code, "   2 -│ ADVERTISEMENT" in seen) == (0, True)
    code, seen = terminal("-n", tmp_path / "a.txt", PAGER="no-such-pager", NO_COLOR="1")
    assert (code, "the pager no-such-pager cannot be run" in seen, "ADVERTISEMENT" in seen) == (0, True, True)
    done = subprocess.run(
        [*COMMAND, "-n", tmp_path / "a.txt"], capture_output=True, env={**os.environ, "PAGER": "sed s/^/@/"}
    )
    assert not done.stdout.startswith(b"@")


def test_leaving_the_pager_early_ends_the_run_in_silence(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    for number in range(300):
        (tmp_path / "raw" / f"{number}.txt").write_text(RAW * 9, encoding="utf-8")
    code, seen = terminal("-n", "-j", "2", tmp_path / "raw", PAGER="head -n 3", NO_COLOR="1")
    assert code == 0
    assert seen.count("\n") == 3


def test_workers_do_not_keep_the_pager_waiting(tmp_path: Path) -> None:
    for number in range(70):
        (tmp_path / f"{number}.txt").write_text(RAW, encoding="utf-8")
    (tmp_path / "z.txt").write_bytes("Kata dia, “ayo”.\nADVERTISEMENT\n".encode("cp1252"))
    code, seen = terminal("-n", "-j", "2", tmp_path, PAGER="sed s/^/@/", NO_COLOR="1")
    assert code == 0
    assert seen.count("@   2 -│ ADVERTISEMENT") == 71
    rows = seen.strip().split("\n")
    assert "read as Windows-1252" in rows[-1]  # what is said beside it comes when the pager is left
    assert rows[-2].startswith("@  ad/advertisement")


@pytest.mark.skipif(not shutil.which("less"), reason="less is not installed")
def test_less_gets_its_options(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(RAW, encoding="utf-8")
    code, seen = terminal("-n", tmp_path / "a.txt")  # F: it ends where all fits on the screen
    assert code == 0
    assert "\x1b[31mADVERTISEMENT" in seen  # R: colours pass


def test_piped_on_it_is_one_line_a_removal(tmp_path: Path) -> None:
    name = "nama: aneh\n.txt"
    (tmp_path / name).write_text("Harga naik.\nBaca Juga\nHarga Beras di Solo Turun Lagi Jelang Lebaran\nIa pulang.\n")
    done = run("-n", name, cwd=tmp_path)
    assert done.stdout.decode() == (
        "nama: aneh\\n.txt:2: teaser/read-also-lone: Baca Juga\\nHarga Beras di Solo Turun Lagi Jelang Lebaran\n"
    )
    assert b"1 removal in 1 document" in done.stderr
    assert run("-nq", name, cwd=tmp_path).stderr == b""
    done = run("-nq", "-v", data=RAW.encode())
    assert done.stdout == b"<stdin>:2: ad/advertisement: ADVERTISEMENT\tthe mark of an advertisement\n"


RECORDS = [{"isi": "Satu."}, {"isi": RAW, "url": "https://viva.co.id/1"}, {"isi": RAW}]


def records(folder: Path, suffix: str) -> Path:
    path = folder / f"berita.{suffix}"
    if suffix == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in RECORDS), encoding="utf-8")
    elif suffix == "csv":
        path.write_text("isi\n" + "".join('"' + row["isi"] + '"\n' for row in RECORDS), encoding="utf-8")
    else:
        pa = pytest.importorskip("pyarrow")
        pq = pytest.importorskip("pyarrow.parquet")
        pq.write_table(pa.table({"isi": [row["isi"] for row in RECORDS]}), path)
    return path


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_records_are_named_by_number(suffix: str, tmp_path: Path) -> None:
    name = records(tmp_path, suffix).name
    done = run("-nq", name, cwd=tmp_path)
    assert done.stdout.decode() == "".join(f"{name}:{n}:2: ad/advertisement: ADVERTISEMENT\n" for n in (2, 3))
    diff = run("--diff", "-q", name, cwd=tmp_path).stdout.decode()
    assert diff == "".join(
        f"=== {name}:{n}\n@@@ -1,3 +1,2 @@@\n {RAW.split(chr(10))[0]}\n-ADVERTISEMENT\n {RAW.split(chr(10))[2]}\n"
        for n in (2, 3)
    )
    seen = terminal("-nq", "--pager", "never", tmp_path / name, NO_COLOR="1")[1]
    assert f"{name}:3" in seen


def test_what_a_terminal_would_obey_is_spelled_out(tmp_path: Path) -> None:
    evil = "Baca juga: \u202eKisah [bold]Merah[/bold] \x1b]0;judul\x07 Jelang שלום Lebaran Ini"
    (tmp_path / "a\x1b[31m.txt").write_text(f"Harga naik di Solo.\n{evil}\nIa pulang ke Solo.\n", encoding="utf-8")
    for arguments in (["-n"], ["-nv"], ["--diff"]):
        code, seen = terminal(*arguments, "--pager", "never", tmp_path, NO_COLOR="1")
        assert code == 0
        seen = seen.replace("\x1b[0m", "")
        assert not {"\x1b", "\x07", "\u202e"} & set(seen)
        assert ("a\\033[31m.txt" if arguments == ["--diff"] else "a\\x1b[31m.txt") in seen
        assert "\\u202e" in seen
        assert "[bold]Merah[/bold]" in seen
    plain = run("-nq", tmp_path).stdout.decode()
    assert not {"\x1b", "\x07", "\u202e"} & set(plain)
    assert "a\\x1b[31m.txt:2: " in plain


@given(st.text())
def test_nothing_invisible_is_left(text: str) -> None:
    for shown in (visible(text), one_line(text)):
        assert not any(ord(char) < 0x20 and char not in "\n\t" for char in shown)
        shown.encode("utf-8")
    assert "\n" not in one_line(text)
    assert visible(visible(text)) == visible(text)


@given(st.text(alphabet="ab カ文é \n".replace("\n", "")), st.integers(2, 30))
def test_wrapping_keeps_all_but_blanks_at_breaks(text: str, width: int) -> None:
    rows = [text[start:end] for start, end in wrapped(text, width)]
    assert all(cell_len(row) <= width for row in rows)
    assert "".join("".join(rows).split()) == "".join(text.split())
    assert cell_len(cropped(text, width)) <= width
    assert cell_len(text[: fitting(text, width)]) <= width


# The diff.

ODD = {
    "biasa.txt": RAW.encode(),
    "tanpa akhir.txt": RAW.rstrip("\n").encode(),
    "windows.txt": RAW.replace("\n", "\r\n").encode(),
    "tanda.txt": b"\xef\xbb\xbf" + RAW.encode(),
    "lama.txt": "Kata dia, “ayo”.\nADVERTISEMENT\nIa pulang.\n".encode("cp1252"),
    "rusak.txt": b"Kata\xc2\xa0dia &amp; saya: \xc3\xa2\xe2\x82\xac\xc5\x93ayo\xc3\xa2\xe2\x82\xac\xc2\x9d. Ia  pulang.Dia tidur.  \n\n\n\nLalu.",
    "kosong.txt": b"ADVERTISEMENT\n",
    "mac.txt": b"Harga naik.\rADVERTISEMENT\rIa pulang.\r",
    'sub folder/b "c".txt': RAW.encode(),
    "sub folder/é – ñ.txt": RAW.encode(),
    "sub folder/tab\there.txt": RAW.encode(),
    "minus.txt": b"-- Harga naik di Solo.\n++ Ia pulang.\nADVERTISEMENT\n@@ -1 +1 @@\n",
    "bersih.txt": b"Harga naik di Solo.\n",
}


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    for name, data in ODD.items():
        path = tmp_path / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


APPLY = {
    "patch -p1": ["patch", "-p1", "--no-backup-if-mismatch", "-s"],
    "git apply": ["git", "apply", "--whitespace=nowarn"],
}


@pytest.mark.parametrize("how", APPLY)
def test_the_diff_does_what_cleaning_in_place_does(how: str, odd: Path) -> None:
    if not shutil.which(APPLY[how][0]):
        pytest.skip(f"{APPLY[how][0]} is not installed")
    shutil.copytree(odd / "raw", odd / "want" / "raw")
    assert run("-i", "-q", "raw", cwd=odd / "want").returncode == 0
    diff = run("--diff", "-q", "raw", cwd=odd).stdout
    done = subprocess.run(APPLY[how], input=diff, cwd=odd, capture_output=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert contents(odd / "raw") == contents(odd / "want" / "raw")
    assert run("--diff", "-q", "raw", cwd=odd).stdout == b""


@pytest.mark.skipif(not shutil.which("patch"), reason="patch is not installed")
@pytest.mark.parametrize("arguments", [["-p0", "raw/biasa.txt"], ["-p2", "-d", "raw"]], ids=" ".join)
def test_patch_takes_it_by_other_names_too(arguments: list[str], odd: Path) -> None:
    diff = run("--diff", "raw/biasa.txt", cwd=odd).stdout
    subprocess.run(["patch", "-s", *arguments], input=diff, cwd=odd, check=True)
    assert (odd / "raw" / "biasa.txt").read_text() == RAW.replace("ADVERTISEMENT\n", "")


@pytest.mark.parametrize("how", APPLY)
def test_what_is_no_file_of_its_own_is_passed_over(how: str, odd: Path) -> None:
    if not shutil.which(APPLY[how][0]):
        pytest.skip(f"{APPLY[how][0]} is not installed")
    raw = odd / "raw"
    lines = [{"isi": RAW}, {"isi": "--- a\nADVERTISEMENT\n+++ b\n3d\nIa pulang."}]
    for name in ("a.jsonl", "z.jsonl"):
        (raw / name).write_text("".join(json.dumps(row) + "\n" for row in lines), encoding="utf-8")
    (raw / "c.txt").write_bytes(RAW.encode("utf-16"))
    left = {name: data for name, data in contents(raw).items() if name in ("a.jsonl", "z.jsonl", "c.txt")}
    diff = run("--diff", "-q", "raw", cwd=odd).stdout
    for name in left:
        assert f"\n=== raw/{name}" in f"\n{diff.decode(errors='replace')}"
    done = subprocess.run(APPLY[how], input=diff, cwd=odd, capture_output=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {**contents(raw), **left} == contents(raw)
    assert "ADVERTISEMENT" not in (raw / "windows.txt").read_text()


def test_a_terminal_sees_gits_colours(odd: Path) -> None:
    seen = terminal("--diff", "--pager", "never", odd / "raw" / "windows.txt")[1]
    assert "\x1b[36m@@ -1,3 +1,2 @@\x1b[0m\n" in seen
    assert "\x1b[31m-ADVERTISEMENT\\r\x1b[0m\n" in seen
    assert "\x1b[32m+Harga turun di Kudus, kata pedagang itu.\x1b[0m\n" in seen
    assert "\x1b" not in terminal("--diff", "--pager", "never", "--color", "never", odd / "raw" / "windows.txt")[1]


def test_the_guide_shows_what_a_terminal_sees(tmp_path: Path) -> None:
    from test_guides import blocks, sh

    guide = ROOT / "docs" / "preview.md"
    (screen,) = blocks(guide, "text")
    for line in blocks(guide, "console")[0].splitlines():
        sh(line.removeprefix("$ "), tmp_path)
    seen = terminal("--dry-run", "--pager", "never", "mentah/beras.txt", columns=70, NO_COLOR="1", cwd=tmp_path)
    assert seen == (0, screen)
