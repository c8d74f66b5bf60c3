"""The tool's worst files, streams and terminals: what docs/reliability.md says of each."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT
from test_batch import _no_privileges, start
from test_cli import CLEAN, RAW, run

from beritaclean.batch import plan, write
from beritaclean.formats import jsonl, size_of

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks at what Linux does")
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="gives files to other users, which root alone may")
OTHER = 12345


def made(path: Path, text: str = RAW) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.beritaclean.tmp*"))


# Files


@ROOT_ONLY
def test_owner_and_mode_are_kept(tmp_path: Path) -> None:
    path = made(tmp_path / "a.txt")
    os.chown(path, OTHER, OTHER)
    path.chmod(0o2640)
    assert run("-i", "--backup", ".orig", path).returncode == 0
    for each in (path, tmp_path / "a.txt.orig"):
        found = each.stat()
        assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (OTHER, OTHER, 0o2640)


def test_rights_never_grow_where_the_owner_cannot_be_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = made(tmp_path / "a.txt")
    path.chmod(0o6674)
    old = path.stat()
    lost = os.stat_result((old.st_mode, old.st_ino, old.st_dev, 1, OTHER, OTHER, *old[6:]))
    monkeypatch.setattr(write.os, "fchown", lambda *_: (_ for _ in ()).throw(PermissionError(1, "no")))
    with open(path, "rb") as file:
        write._as_before(file.fileno(), lost)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


@LINUX
def test_attributes_are_kept(tmp_path: Path) -> None:
    path = made(tmp_path / "a.txt")
    try:
        os.setxattr(path, "user.sumber", b"arsip")
    except OSError:
        pytest.skip("this file system has no attributes")
    assert run("-i", path).returncode == 0
    assert os.getxattr(path, "user.sumber") == b"arsip"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    made(tmp_path / "far" / "a.txt")
    (tmp_path / "l.txt").symlink_to("far/a.txt")
    assert run("-i", tmp_path / "l.txt").returncode == 0
    assert (tmp_path / "l.txt").is_symlink()
    assert (tmp_path / "far" / "a.txt").read_text(encoding="utf-8") == CLEAN


def test_hard_links_are_told(tmp_path: Path) -> None:
    for name, data in (("a.txt", RAW), ("b.jsonl", json.dumps({"isi": RAW}) + "\n")):
        path = made(tmp_path / name, data)
        os.link(path, tmp_path / f"{name}.lain")
        done = run("-i", path)
        assert done.returncode == 0
        assert f"{name}: has another name (hard links), where the old text stays".encode() in done.stderr
        assert (tmp_path / f"{name}.lain").read_text(encoding="utf-8") == data


@LINUX
def test_a_read_only_file_is_not_replaced(tmp_path: Path) -> None:
    path = made(tmp_path / "a.txt")
    path.chmod(0o444)
    for arguments in (("-i", path), (made(tmp_path / "b.txt"), "-o", path)):
        process = start(*arguments, preexec_fn=_no_privileges)
        _, said = process.communicate()
        assert (process.returncode, b"a.txt: it is read-only" in said) == (3, True), said
    assert path.read_text(encoding="utf-8") == RAW and left(tmp_path) == []


@pytest.mark.parametrize("how", ["source", "target", "report"])
def test_pipes_and_devices_are_refused(tmp_path: Path, how: str) -> None:
    source, fifo = made(tmp_path / "a.txt"), tmp_path / "f"
    os.mkfifo(fifo)
    arguments = {"source": [fifo], "target": [source, "-o", fifo], "report": [source, "--report", fifo]}[how]
    done = run(*arguments)
    assert (done.returncode, b"it is a pipe or a device" in done.stderr) == (3, True)
    assert stat.S_ISFIFO(fifo.stat().st_mode)


@pytest.mark.parametrize("option", ["--report", "--stats", "--html"])
def test_a_report_overwrites_no_text(tmp_path: Path, option: str) -> None:
    source, target = made(tmp_path / "a.txt"), tmp_path / "b.txt"
    for path, said in ((source, b"is a source"), (target, b"would be written there, too")):
        done = run(source, "-o", target, option, path)
        assert (done.returncode, said in done.stderr) == (2, True)
    assert source.read_text(encoding="utf-8") == RAW and not target.exists()


def test_learn_and_restore_overwrite_nothing_that_they_read(tmp_path: Path) -> None:
    source = made(tmp_path / "a.txt")
    for titles in ([], ["--titles"]):
        done = run("learn", *titles, source, "-o", source, "-q")
        assert (done.returncode, b"is a source" in done.stderr) == (2, True)
    assert source.read_text(encoding="utf-8") == RAW
    clean, report = tmp_path / "b.txt", tmp_path / "r.jsonl"
    assert run(source, "-o", clean, "--report", report).returncode == 0
    before = report.read_bytes()
    done = run("restore", report, clean, "-o", report)
    assert (done.returncode, b"the report would be overwritten" in done.stderr) == (2, True)
    assert report.read_bytes() == before


@LINUX
def test_learn_goes_on_after_what_it_cannot_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipa.txt")
    made(tmp_path / "a.txt")
    done = run("learn", tmp_path / "pipa.txt", tmp_path / "a.txt", "--format", "json")
    assert done.returncode == 3 and b"pipa.txt: cannot be read: it is a pipe" in done.stderr
    assert b"1 texts" in done.stderr


def test_names_that_are_too_long(tmp_path: Path) -> None:
    made(tmp_path / "a.txt")
    long = "x" * 300
    for arguments in ([long], ["a.txt", "-o", long], ["a.txt", "-o", f"{long}/b.txt"]):
        done = run(*arguments, cwd=tmp_path)
        assert done.returncode in (2, 3) and b"File name too long" in done.stderr and b"Traceback" not in done.stderr
    most = "y" * 251 + ".txt"
    made(tmp_path / most)
    assert run("-i", most, cwd=tmp_path).returncode == 0
    done = run("-i", "--backup", ".orig", most, cwd=tmp_path)
    assert done.returncode == 0
    assert (tmp_path / most).read_text(encoding="utf-8") == CLEAN


ODD = [b"bukan-\xff-utf8.txt", b"baris\nbaru.txt", b"warna\x1b[31m\x1b]0;judul\x07.txt", "arah\u202etxt.".encode()]


@LINUX
def test_odd_names_are_shown_and_kept(tmp_path: Path) -> None:
    for name in ODD:
        with open(os.path.join(os.fsencode(tmp_path), b"n-" + name), "wb") as file:
            file.write(RAW.encode())
    for arguments in (["-o", "out", "-v", "--report", "r"], ["-n"], ["--diff", "-v"], ["--check"]):
        done = run(tmp_path, *arguments, "--exclude", "/r", cwd=tmp_path.parent)
        assert done.returncode in (0, 1), done.stderr
        said = done.stderr if "--diff" in arguments else done.stdout + done.stderr  # a diff is for patch, byte for byte
        for shown in (
            rb"bukan-\xff-utf8.txt",
            rb"baris\nbaru.txt",
            rb"warna\x1b[31m\x1b]0;judul\x07",
            rb"arah\u202etxt",
        ):
            assert shown in said, arguments
        assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]|\xe2\x80\xae", said)
    made_names = {os.fsencode(name) for name in os.listdir(tmp_path.parent / "out")}
    assert made_names == {b"n-" + name for name in ODD}
    paths = [json.loads(line)["path"] for line in (tmp_path.parent / "r").read_text(encoding="utf-8").splitlines()]
    assert {os.path.basename(os.fsencode(path)) for path in paths} == made_names


def test_names_that_differ_only_by_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = [made(tmp_path / "raw" / "Kota.txt").parent]
    made(tmp_path / "raw" / "kota.txt")
    if len(list(sources[0].iterdir())) == 1:
        pytest.skip("this file system does not tell case apart")
    assert not plan.folds(str(tmp_path))
    assert len(plan.plan(sources, tmp_path / "out")) == 2
    monkeypatch.setattr(plan, "folds", lambda folder: True)
    with pytest.raises(plan.PlanError, match="differs only by case"):
        plan.plan(sources, tmp_path / "out")


def test_a_list_with_nuls(tmp_path: Path) -> None:
    done = run("--files-from", "-", "-o", "out", data=b"a\0b.txt\n", cwd=tmp_path)
    assert (done.returncode, b"give -0" in done.stderr) == (2, True)


@pytest.mark.parametrize("suffix", ["", "/x", "a/b"])
def test_a_backup_needs_a_suffix(tmp_path: Path, suffix: str) -> None:
    path = made(tmp_path / "a.txt")
    assert run("-i", "--backup", suffix, path).returncode == 2
    assert path.read_text(encoding="utf-8") == RAW


def test_a_backup_that_cannot_be_made_leaves_the_file(tmp_path: Path) -> None:
    path = made(tmp_path / "a.txt")
    (tmp_path / "a.txt.orig").mkdir()
    done = run("-i", "--backup", ".orig", path)
    assert (done.returncode, b"is there and no file" in done.stderr) == (3, True)
    assert path.read_text(encoding="utf-8") == RAW and left(tmp_path) == []


def test_a_source_that_changes_is_not_overwritten(tmp_path: Path) -> None:
    path = made(tmp_path / "a.txt")
    from beritaclean.batch.jobs import Stamp
    from beritaclean.batch.run import Run

    (task,) = plan.plan([path], None, in_place=True)
    now = path.stat()
    work = Run.__new__(Run)
    work.in_place = True
    work._same(task, Stamp(now.st_size, now.st_mtime_ns, ""))
    with pytest.raises(OSError, match="changed while it was cleaned"):
        work._same(task, Stamp(now.st_size, now.st_mtime_ns - 1, ""))


# Shared folders


@LINUX
def test_nobody_foresees_a_name_in_a_shared_folder(tmp_path: Path) -> None:
    private, shared = tmp_path / "p", tmp_path / "s"
    private.mkdir()
    shared.mkdir()
    shared.chmod(0o1777)
    assert write.temporary(str(private / "a"), "x1") == write.temporary(str(private / "a"), "x2")
    assert write.temporary(str(shared / "a"), "x1") != write.temporary(str(shared / "a"), "x2")
    assert len({write.new_token() for _ in range(9)}) == 9
    trap = made(tmp_path / "korban.txt", "penting")
    (shared / ".b.txt.beritaclean.tmp").symlink_to(trap)
    assert run(made(private / "a.txt"), "-o", shared / "b.txt").returncode == 0
    assert trap.read_text(encoding="utf-8") == "penting"
    assert (shared / "b.txt").read_text(encoding="utf-8") == CLEAN


@LINUX
@ROOT_ONLY
def test_another_users_link_is_not_followed_in_a_shared_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    victim = made(tmp_path / "x" / "korban.txt", "penting")
    link = tmp_path / "b.txt"
    link.symlink_to(victim)
    os.lchown(link, OTHER, OTHER)
    done = run(made(tmp_path / "x" / "a.txt"), "-o", link)
    assert (done.returncode, b"another user's link" in done.stderr) == (3, True)
    assert victim.read_text(encoding="utf-8") == "penting"


def test_a_private_text_is_never_open_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path / "a.txt")
    path.chmod(0o600)
    seen: list[int] = []
    opened = os.open

    def spy(name: str, flags: int, mode: int = 0o777, **more: object) -> int:
        handle = opened(name, flags, mode)
        if str(name).endswith(write.TEMPORARY):
            seen.append(stat.S_IMODE(os.fstat(handle).st_mode))
        return handle

    monkeypatch.setattr(write.os, "open", spy)
    write.write(path, b"baru", backup=".orig")
    assert seen == [0o600, 0o600]
    assert stat.S_IMODE((tmp_path / "a.txt.orig").stat().st_mode) == 0o600


# Sizes


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv"])
@pytest.mark.parametrize("packed", ["", ".gz"])
def test_a_document_beyond_the_limit_is_refused(tmp_path: Path, name: str, packed: str) -> None:
    long = "a" * 3_000_000
    data = {"a.txt": long, "a.jsonl": f'{{"isi":"{long}"}}\n', "a.csv": f"isi\n{long}\n"}[name].encode()
    path = tmp_path / (name + packed)
    path.write_bytes(gzip.compress(data) if packed else data)
    assert not packed or len(data) > 500 * path.stat().st_size
    out = tmp_path / f"b{path.suffixes[0]}{packed}"
    done = run(path, "-o", out, "--max-document", "1M")
    assert (done.returncode, out.exists(), left(tmp_path)) == (3, False, [])
    assert b"has more than 1M bytes; --max-document allows more" in done.stderr
    format = {"a.txt": "text", "a.jsonl": "jsonl", "a.csv": "csv"}[name]
    done = run("--format", format, "--max-document", "1M", data=data)
    assert (done.returncode, done.stdout) == (3, b"isi\n" if format == "csv" else b"")
    assert b"has more than 1M bytes" in done.stderr


def test_the_limit_is_exact_whatever_the_chunk() -> None:
    line = b'{"isi":"xxxx"}\n'
    for size in (1, 7, 1000):
        pieces = list(jsonl.chunks(io.BytesIO(line * 5), size, len(line) - 1))
        assert b"".join(piece.data for piece in pieces) == line * 5
        with pytest.raises(ValueError, match="record 1 has more than 13 bytes"):
            list(jsonl.chunks(io.BytesIO(line * 5), size, len(line) - 2))


def test_a_parquet_row_beyond_the_limit(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="the parquet extra is not installed")
    import pyarrow.parquet

    pyarrow.parquet.write_table(pa.table({"isi": ["a" * 100, "b" * 3_000_000]}), tmp_path / "a.parquet")
    done = run(tmp_path / "a.parquet", "-o", tmp_path / "b.parquet", "--max-document", "1M")
    assert (done.returncode, b"record 2 has more than 1M bytes" in done.stderr) == (3, True)


def test_a_parquet_file_that_holds_a_text_once_for_all_rows(tmp_path: Path) -> None:
    """A dictionary is kept for a column, so that some kilobytes can be gigabytes of texts."""
    pa = pytest.importorskip("pyarrow", reason="the parquet extra is not installed")
    import pyarrow.parquet

    from beritaclean.formats import parquet

    text = "Hujan turun di Kudus sejak pagi tadi. " * 2_700
    rows = pa.DictionaryArray.from_arrays(pa.array([0] * 500 + [None] + [1], pa.int32()), pa.array([text, "Kudus."]))
    for stored in (False, True):  # with the schema, the column stays a dictionary
        path = tmp_path / f"{stored}.parquet"
        pyarrow.parquet.write_table(pa.table({"isi": rows}), path, store_schema=stored, compression="zstd")
        assert path.stat().st_size < len(text)
        with path.open("rb") as file:
            chunks = list(parquet.chunks(file, 1_000_000))
        found = [pa.ipc.open_stream(chunk.data).read_next_batch().column("isi") for chunk in chunks]
        assert max(len(each) for each in found) == 9
        assert [value for each in found for value in each.to_pylist()] == [text] * 500 + [None, "Kudus."]
        assert [chunk.first for chunk in chunks] == [1 + 9 * number for number in range(56)]


@pytest.mark.parametrize("text", ["", "0", "x", "-1", "1T", "1.5M", "M", "9" * 40])
def test_sizes_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="give a size"):
        size_of(text)
    assert run("--max-document", text, data=b"").returncode == 2


# Streams


@pytest.mark.parametrize("arguments", [["x.jsonl"], ["-n", "x.jsonl"], ["--diff", "x.jsonl"]])
def test_a_reader_that_goes_ends_it_in_silence(tmp_path: Path, arguments: list[str]) -> None:
    made(tmp_path / "x.jsonl", "".join(json.dumps({"isi": f"{n}. {RAW}", "x": "y" * 3000}) + "\n" for n in range(2000)))
    with start(*arguments, "-q", cwd=tmp_path) as process:
        assert process.stdout and process.stderr
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 128 + signal.SIGPIPE


@pytest.mark.parametrize(
    ("streams", "status", "said"),
    [
        ("<&-", 3, b"<stdin>: cannot be read: Bad file descriptor"),
        ("a.txt >&-", 3, b"cannot write the standard output: Bad file descriptor"),
        ("-n a.txt >&-", 3, b"cannot write the standard output: Bad file descriptor"),
        ("a.txt -o b.txt -v 2>&-", 0, b""),
        ("raw.txt a.txt -o b -v 2>&-", 2, b""),
        ("a.txt -o b.txt -v <&- >&- 2>&-", 0, b""),
    ],
)
def test_closed_streams(tmp_path: Path, streams: str, status: int, said: bytes) -> None:
    made(tmp_path / "a.txt")
    command = f"{sys.executable} -m beritaclean {streams}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, cwd=tmp_path)
    assert (done.returncode, said in done.stderr) == (status, True), done.stderr
    assert b"Traceback" not in done.stderr and b"ignored" not in done.stderr
    if "b.txt" in streams:
        assert (tmp_path / "b.txt").read_text(encoding="utf-8") == CLEAN


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [["-n", "a.txt"], ["--diff", "a.txt"], ["rules", "list"], ["--help"]])
def test_a_preview_to_a_full_disk(tmp_path: Path, arguments: list[str]) -> None:
    made(tmp_path / "a.txt")
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "beritaclean", *arguments]
        done = subprocess.run(command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 3
    assert done.stderr == b"beritaclean: cannot write the standard output: No space left on device\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_messages_that_cannot_be_written_stop_no_work(tmp_path: Path) -> None:
    made(tmp_path / "raw" / "a.txt")
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "beritaclean", "raw", "-o", "out", "-v"]
        assert subprocess.run(command, cwd=tmp_path, stderr=full).returncode == 0
    assert (tmp_path / "out" / "a.txt").read_text(encoding="utf-8") == CLEAN


def test_a_slow_producer_is_heard_line_by_line() -> None:
    with start("--format", "jsonl", "--field", "isi", "--line-buffered", stdin=subprocess.PIPE) as process:
        assert process.stdin and process.stdout
        for number in range(3):
            process.stdin.write(json.dumps({"isi": RAW, "n": number}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline()) == {"isi": CLEAN, "n": number}  # before the next is written
        process.stdin.close()
    assert process.returncode == 0
    assert run("--line-buffered", data=b"").returncode == 2


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_signal_keeps_what_is_finished(tmp_path: Path, number: int, status: int, jobs: str) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    for n in range(300):
        made(raw / f"{n}.txt", f"Berita {n}. {RAW}")
    made(raw / "z.jsonl", "".join(json.dumps({"isi": f"{n}. {RAW}"}) + "\n" for n in range(3000)))
    arguments = (raw, "-o", out, "-j", jobs, "--chunk-size", "1", "--fsync")
    process = start(*arguments, start_new_session=True)
    while not (out / "0.txt").exists():
        assert process.poll() is None
        time.sleep(0.005)
    os.killpg(process.pid, number)  # as a terminal and a cluster do
    _, said = process.communicate(timeout=60)
    assert process.returncode == status, said
    assert f"stopped by {signal.Signals(number).name}; what is finished is kept".encode() in said
    assert b"Traceback" not in said and b"died" not in said
    for path in out.glob("*.txt"):
        assert path.read_text(encoding="utf-8").endswith(CLEAN)
    assert not (out / "z.jsonl").exists()
    assert [name for name in left(out) if not name.startswith(".z.jsonl")] == []
    assert run(*arguments, "--resume").returncode == 0
    assert len(list(out.iterdir())) == 302 and left(out) == []


def test_a_signal_in_place_leaves_an_account(tmp_path: Path) -> None:
    raw, report = tmp_path / "raw", tmp_path / "r.jsonl"
    for n in range(300):
        made(raw / f"{n}.txt", f"Berita {n}. {RAW}")
    process = start("-i", raw, "-j", "2", "--report", report, "--chunk-size", "1")
    while "ADVERTISEMENT" in (raw / "0.txt").read_text(encoding="utf-8"):
        assert process.poll() is None
        time.sleep(0.002)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 143
    process.communicate()
    clean = {path.name for path in raw.iterdir() if "ADVERT" not in path.read_text(encoding="utf-8")}
    rows = [json.loads(line)["path"] for line in report.read_text(encoding="utf-8").splitlines()]
    assert {os.path.basename(path) for path in rows} == clean
    assert left(tmp_path) == []


def test_an_ignored_signal_stays_ignored(tmp_path: Path) -> None:
    made(tmp_path / "a.jsonl", "".join(json.dumps({"isi": f"{n}. {RAW}"}) + "\n" for n in range(400)))
    command = f"trap '' INT; exec {sys.executable} -m beritaclean a.jsonl -o b.jsonl -q --chunk-size 1"
    process = subprocess.Popen(["bash", "-c", command], cwd=tmp_path)
    while not left(tmp_path) and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    assert process.wait() == 0


# Terminals and tables

ESCAPES = "\x1b[31mmerah\x1b[0m \x1b]0;judul\x07 \x9b31m [bold]tebal[/bold] [link=http://x]y[/link]"


@pytest.mark.parametrize("arguments", [[], ["-n"], ["-n", "-v"]])
def test_an_articles_escapes_are_not_obeyed(arguments: list[str]) -> None:
    done = run(*arguments, "--color", "never", data=f"Kata dia, {ESCAPES}.\n{RAW}".encode())
    assert done.returncode == 0
    # The tab before the reason is the only one.
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", done.stdout.decode())
    assert "-n" in arguments or b"[bold]tebal[/bold]" in done.stdout


def test_a_fields_name_is_shown_not_obeyed(tmp_path: Path) -> None:
    made(tmp_path / "a.csv", "\x1b[2Jid,[red]x\n1,2\n")
    done = run(tmp_path / "a.csv")
    assert done.returncode == 3
    assert rb"(fields: \x1b[2Jid, [red]x)" in done.stderr and b"\x1b" not in done.stderr


def test_a_table_stays_a_table_whatever_is_in_it(tmp_path: Path) -> None:
    odd = ['=1+1"; "\n', "@SUM(A1)", "+62\r\nx", "-a,b", '"', '""', "\0x", "a\0b", "\tx", "ADVERTISEMENT\n", "'; DROP"]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["isi", "x"], *[[f"{RAW}{each}", each] for each in odd]])
    source = made(tmp_path / "a.csv", "")
    source.write_bytes(out.getvalue().encode())
    assert run(source, "-o", tmp_path / "b.csv", "-q").returncode == 0
    rows = list(csv.reader(io.StringIO((tmp_path / "b.csv").read_bytes().decode(), newline="")))
    assert [row[1:] for row in rows[1:]] == [[each] for each in odd]
    assert all(row[0].startswith(CLEAN.rstrip("\n")) for row in rows[1:])
    made(tmp_path / "c.csv", 'isi\nADVERTISEMENT\n"Harga naik di Solo, kata dia."\n')
    assert run(tmp_path / "c.csv", "-q").stdout == b'isi\n""\n"Harga naik di Solo, kata dia."\n'


# The table


def test_every_test_that_the_table_names_exists() -> None:
    text = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)::(test_\w+)`", text))
    assert len(named) > 40
    for module, name in named:
        source = (ROOT / "tests" / f"{module}.py").read_text(encoding="utf-8")
        assert f"def {name}(" in source, f"{module}::{name}"
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| fault")]
    assert all("::" in row for row in rows)
    ours = set(re.findall(r"^def (test_\w+)\(", Path(__file__).read_text(encoding="utf-8"), re.MULTILINE))
    assert {name for module, name in named if module == "test_trust"} >= ours - {
        "test_every_test_that_the_table_names_exists"
    }
