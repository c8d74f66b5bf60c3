"""Long runs: workers that die, runs that are killed and resumed, disks and files that fail."""

from __future__ import annotations

import contextlib
import ctypes
import gzip
import json
import os
import pty
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_cli import CLEAN, RAW, run

from beritaclean.batch import pool, work

SEED = 20240817


def start(*arguments: str | Path, cwd: Path | None = None, **more: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "beritaclean", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=cwd, **more)  # type: ignore[call-overload, no-any-return]


@pytest.fixture(scope="module")
def corpus_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small texts in sub-folders, one large JSONL, one packed and one broken record."""
    root = tmp_path_factory.mktemp("corpus") / "raw"
    dice = random.Random(SEED)
    for number in range(60):
        path = root / f"{number % 4}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Berita nomor {number}. {RAW}" * dice.randint(1, 3), encoding="utf-8")
    rows = [json.dumps({"id": n, "isi": f"Warta {n} dari kota. {RAW}"}) for n in range(150)]
    rows[70] = "rusak"
    (root / "besar.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (root / "padat.jsonl.gz").write_bytes(gzip.compress(("\n".join(rows[:60]) + "\n").encode(), mtime=0))
    (root / "tabel.csv").write_text("id,isi\n" + "".join(f'{n},"{RAW}"\n' for n in range(40)), encoding="utf-8")
    return root


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "_beritaclean.jsonl"
    }


BATCH = ("--chunk-size", "1", "--resume", "-q")


@pytest.fixture(scope="module")
def whole(corpus_folder: Path) -> tuple[dict[str, bytes], bytes]:
    """What a run that nothing disturbs gives: the files and the report."""
    out = corpus_folder.parent / "whole"
    done = run(corpus_folder, "-o", out, *BATCH, "-j", "1", "--report", out.parent / "whole.report")
    assert done.returncode == 3 and b"besar.jsonl: record 71" in done.stderr
    found = contents(out)
    assert len(found) == 63
    return found, (out.parent / "whole.report").read_bytes()


def descendants(pid: int) -> list[int]:
    """The processes below `pid`, deepest last."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found, level = [], [pid]
    while level:
        level = [child for each in level for child in parents.get(each, [])]
        found += level
    return found


def lines(out: Path) -> int:
    """How many lines the manifest has: two more mean that a run is at work."""
    manifest = out / "_beritaclean.jsonl"
    return manifest.read_bytes().count(b"\n") if manifest.exists() else 0


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_kill_the_run_at_any_point(
    corpus_folder: Path, whole: tuple[dict[str, bytes], bytes], tmp_path: Path, jobs: str
) -> None:
    dice = random.Random(f"{SEED}-{jobs}")
    kills = 0
    for attempt in range(100):
        if kills >= 15:
            break
        out, report = tmp_path / f"out{attempt}", tmp_path / f"report{attempt}"
        for _ in range(40):
            before = lines(out)
            process = start(corpus_folder, "-o", out, *BATCH, "-j", jobs, "--report", report)
            if dice.random() < 0.8:  # else while it starts
                while process.poll() is None and lines(out) < before + 2:
                    time.sleep(0.002)
            try:
                process.communicate(timeout=dice.uniform(0, 0.3))
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                kills += 1
                for path, data in contents(out).items() if out.exists() else ():
                    # Whatever has its name is whole, at any moment.
                    assert Path(path).name.startswith(".") or data == whole[0][path]
                continue
            break
        else:
            process = start(corpus_folder, "-o", out, *BATCH, "-j", jobs, "--report", report)
            process.communicate()
        assert process.returncode == 3
        assert contents(out) == whole[0]
        assert report.read_bytes() == whole[1]
    assert kills >= 15


@needs_proc
def test_no_process_outlives_a_killed_run(corpus_folder: Path, tmp_path: Path) -> None:
    process = start(corpus_folder, "-o", tmp_path / "out", *BATCH, "-j", "2")
    below: list[int] = []
    while process.poll() is None and len(below) < 4:
        below = descendants(process.pid)
    process.kill()
    process.communicate()
    assert len(below) >= 4
    deadline = time.monotonic() + 20
    while any(_alive(pid) for pid in below) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in below if _alive(pid)] == []


def _alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


@needs_proc
def test_kill_a_worker_at_any_point(corpus_folder: Path, whole: tuple[dict[str, bytes], bytes], tmp_path: Path) -> None:
    dice = random.Random(SEED)
    kills = told = 0
    for attempt in range(40):
        if kills >= 12:
            break
        out, report = tmp_path / f"out{attempt}", tmp_path / f"report{attempt}"
        process = start(corpus_folder, "-o", out, "--chunk-size", "1", "-j", "2", "--report", report)
        workers: list[int] = []
        while process.poll() is None and len(workers) < 2:
            workers = [pid for pid in descendants(process.pid) if _parent(pid) != process.pid]
        if dice.random() < 0.7:  # else while it starts
            while process.poll() is None and not lines(out):
                time.sleep(0.002)
        time.sleep(dice.uniform(0, 0.3))
        if workers and process.poll() is None:
            with contextlib.suppress(ProcessLookupError):  # it was done
                os.kill(dice.choice(workers), signal.SIGKILL)
                kills += 1
        _, said = process.communicate()
        assert process.returncode == 3, said.decode()
        assert contents(out) == whole[0]
        assert report.read_bytes() == whole[1]
        told += b"died at" in said and b"which another one does again" in said
    assert kills >= 12
    assert told >= kills // 2  # one that had nothing to do is not missed


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _work(job: int, poison: int, folder: str) -> int:
    if job == poison:
        with open(os.path.join(folder, "deaths"), "a") as file:
            file.write("x")
        os.kill(os.getpid(), signal.SIGKILL)
    return job * job


def test_a_job_that_kills_its_worker_twice_is_given_up(tmp_path: Path) -> None:
    said: list[tuple[int, bool]] = []

    def dead(job: int, worker: str, given_up: bool) -> int | None:
        assert worker.startswith("worker ")
        said.append((job, given_up))
        return -1 if given_up else None

    setup = (11, str(tmp_path))
    pairs = list(pool.ordered(range(40), _work, setup, 3, inline=lambda job: None, dead=dead))
    assert pairs == [(job, -1 if job == 11 else job * job) for job in range(40)]
    assert said == [(11, False), (11, True)]
    assert (tmp_path / "deaths").read_text() == "xx"


def test_no_more_jobs_are_taken_than_the_window_holds(tmp_path: Path) -> None:
    taken: list[int] = []

    def jobs() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    pairs = pool.ordered(jobs(), _work, (-1, ""), 2, inline=lambda job: None, dead=lambda *_: None)
    for count, (job, _) in enumerate(pairs, 1):
        assert job == count - 1
        assert len(taken) <= count + pool.WINDOW * 2
    assert count == 100


def test_resume_skips_what_is_done_and_redoes_what_changed(tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    for name in ("a", "b", "c"):
        (raw / f"{name}.txt").write_text(RAW, encoding="utf-8")
    assert run(raw, "-o", out, "--resume").returncode == 0
    assert (out / "_beritaclean.jsonl").exists()
    before = {path.name: path.stat().st_mtime_ns for path in out.glob("*.txt")}
    (raw / "b.txt").write_text(f"Baru dari kota itu kemarin.\n{RAW}", encoding="utf-8")
    (out / "c.txt").unlink()
    os.utime(raw / "a.txt")  # only touched: its content tells
    done = run(raw, "-o", out, "--resume")
    assert b"1 file of these had been done" in done.stderr
    assert (out / "a.txt").stat().st_mtime_ns == before["a.txt"]
    assert (out / "b.txt").read_text(encoding="utf-8").startswith("Baru")
    assert (out / "c.txt").read_text(encoding="utf-8") == CLEAN
    done = run(raw, "-o", out, "--resume", "--ignore", "ad")
    assert b"had been done" not in done.stderr
    assert (out / "a.txt").read_text(encoding="utf-8") == RAW
    rules = tmp_path / "mine.toml"
    head = "[[rule]]\nid='promo'\nfamily='ad'\nscope='line'\nreason='x'\nshapes=['line']\n"
    head += "removes=['PROMO KAMI']\nkeeps=['Promo.']\n"
    for pattern, skipped in (("PROMO.*", False), ("PROMO.*", True), ("PROMO.+", False)):
        rules.write_text(f"{head}pattern='{pattern}'\n", encoding="utf-8")
        done = run(raw, "-o", out, "--resume", "--rules", rules)
        assert (b"had been done" in done.stderr) is skipped


def test_a_run_that_ends_well_leaves_no_manifest_unless_asked(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "raw" / name).write_text(RAW, encoding="utf-8")
    out = tmp_path / "out"
    assert run(tmp_path / "raw", "-o", out).returncode == 0
    assert sorted(path.name for path in out.iterdir()) == ["a.txt", "b.txt"]
    (tmp_path / "raw" / "z.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    assert run(tmp_path / "raw", "-o", out).returncode == 3
    rows = [json.loads(line) for line in (out / "_beritaclean.jsonl").read_text().splitlines()]
    assert [row.get("file") for row in rows] == [None, "a.txt", "b.txt"]
    assert rows[1]["rules"] == {"ad/advertisement": 1} and rows[1]["documents"] == 1
    assert rows[1]["seconds"] >= 0 and rows[1]["source"]["size"] == len(RAW)


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path) -> None:
    import fcntl

    for name in ("raw/a.txt", "raw/b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(RAW, encoding="utf-8")
    (tmp_path / "out").mkdir()
    with open(tmp_path / "out" / "_beritaclean.jsonl", "ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = run(tmp_path / "raw", "-o", tmp_path / "out")
    assert done.returncode == 2
    assert b"another run is writing here" in done.stderr


def _small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))


def test_a_full_disk_leaves_nothing_half(tmp_path: Path) -> None:
    """A limit on the size of files does what a full disk does, for whoever runs the tests."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (raw / "a.txt").write_text(RAW, encoding="utf-8")
    long = "".join(f"Kalimat ke-{number} bercerita tentang kota itu. " for number in range(200))
    (raw / "b.txt").write_text(long, encoding="utf-8")
    rows = "".join(json.dumps({"isi": RAW, "n": n}) + "\n" for n in range(100))
    (raw / "c.jsonl").write_text(rows, encoding="utf-8")
    (raw / "d.txt").write_text(RAW, encoding="utf-8")
    process = start(raw, "-o", out, "--chunk-size", "1", "-j", "2", preexec_fn=_small_files)
    _, said = process.communicate()
    assert process.returncode == 3, said.decode()
    for name in (b"b.txt", b"c.jsonl"):
        assert name + b": cannot write" in said
    seen = [path.name for path in out.iterdir() if not path.name.startswith((".", "_"))]
    assert sorted(seen) == ["a.txt", "d.txt"]
    done = run(raw, "-o", out, "--chunk-size", "1", "--resume")
    assert done.returncode == 0
    assert run(raw, "-o", tmp_path / "whole", "--chunk-size", "1").returncode == 0
    assert contents(out) == contents(tmp_path / "whole")


def test_a_report_that_fills_the_disk(tmp_path: Path) -> None:
    raw, out, report = tmp_path / "raw", tmp_path / "out", tmp_path / "r.jsonl"
    raw.mkdir()
    for n in range(40):
        (raw / f"{n}.txt").write_text(RAW, encoding="utf-8")
    arguments = (raw, "-o", out, "--report", report)
    process = start(*arguments, preexec_fn=_small_files)
    _, said = process.communicate()
    assert process.returncode == 3 and b"r.jsonl: cannot write the report: File too large" in said
    assert b"Traceback" not in said and not report.exists()
    assert len(list(out.glob("*.txt"))) == 40  # the texts are done all the same
    assert run(*arguments, "--resume").returncode == 0
    rows = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    paths = sorted(str(path) for path in raw.iterdir())
    assert [sorted(row["path"] for row in rows if row["kind"] == kind) for kind in ("document", "removal")] == [
        paths
    ] * 2


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    try:
        mounted = subprocess.run(command, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("a file system cannot be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_is_full(tmp_path: Path, tiny_disk: Path) -> None:
    rows = "".join(json.dumps({"isi": RAW * 3, "n": n}) + "\n" for n in range(600))
    (tmp_path / "a.jsonl").write_text(rows, encoding="utf-8")
    done = run(tmp_path / "a.jsonl", "-o", tiny_disk / "b.jsonl", "-j", "2", "--chunk-size", "4")
    assert done.returncode == 3
    assert b"No space left on device" in done.stderr
    assert not (tiny_disk / "b.jsonl").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("format", ["jsonl", "text"])
def test_a_standard_output_that_is_full(format: str) -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "beritaclean", "--format", format]
        data = json.dumps({"isi": RAW}).encode()
        done = subprocess.run(command, input=data, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 3
    assert b"cannot write the standard output: No space left" in done.stderr


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    rows = "".join(json.dumps({"isi": f"Kabar {n}. {RAW}"}) + "\n" for n in range(300)).encode()
    packed = gzip.compress(rows)
    (raw / "baik.txt").write_text(RAW, encoding="utf-8")
    (raw / "hilang.txt").symlink_to("tidak-ada")
    (raw / "potong.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    (raw / "rusak.jsonl.gz").write_bytes(packed[:500] + b"\0" * 50 + packed[550:])
    (raw / "rusak.txt.xz").write_bytes(b"\xfd7zXZ\0 bukan")
    (raw / "bukan.jsonl.bz2").write_bytes(b"teks biasa")
    for jobs in ("1", "2"):
        done = run(raw, "-o", out, "--chunk-size", "1", "-j", jobs)
        assert done.returncode == 3
        summary = done.stderr.decode().partition("failures:")[2]
        for name, why in (
            ("hilang.txt", "No such file"),
            ("potong.jsonl.gz", "cut off"),
            ("rusak.jsonl.gz", "broken compressed data"),
            ("rusak.txt.xz", "broken compressed data"),
            ("bukan.jsonl.bz2", "broken compressed data"),
        ):
            assert f"{raw / name}: {why}" in summary or f"{raw / name}: cannot be read: {why}" in summary, name
        assert sorted(path.name for path in out.iterdir()) == ["_beritaclean.jsonl", "baik.txt"]


def _no_privileges() -> None:
    """What is started reads no more than the mode bits allow, even as root."""
    libc = ctypes.CDLL(None)
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


@pytest.mark.skipif(sys.platform != "linux", reason="drops privileges as Linux does")
def test_what_is_not_allowed_is_named(tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    for name in ("a.txt", "b.txt", "c.jsonl", "d/e.txt"):
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        (raw / name).write_text(RAW, encoding="utf-8")
    (raw / "a.txt").chmod(0)
    (raw / "c.jsonl").chmod(0)
    (raw / "d").chmod(0)
    process = start(raw, "-o", out, preexec_fn=_no_privileges)
    _, said = process.communicate()
    (raw / "d").chmod(0o755)
    assert process.returncode == 3
    for name in ("a.txt", "c.jsonl", "d"):
        assert f"  {raw / name}: cannot be read: Permission denied".encode() in said
    assert sorted(path.name for path in out.iterdir()) == ["_beritaclean.jsonl", "b.txt"]
    (out / "x").mkdir()
    (out / "x").chmod(0o500)
    process = start(raw / "b.txt", "-o", out / "x" / "b.txt", preexec_fn=_no_privileges)
    _, said = process.communicate()
    assert (process.returncode, b"cannot write" in said, b"Permission denied" in said) == (3, True, True)


def test_a_large_file_goes_on_from_its_last_chunk(tmp_path: Path) -> None:
    source, out = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    source.write_text("".join(json.dumps({"isi": f"{n}. {RAW}"}) + "\n" for n in range(600)), encoding="utf-8")
    arguments = (source, "-o", out, "--chunk-size", "1", "--resume", "-j", "2")
    part = tmp_path / ".b.jsonl.beritaclean.tmp"
    process = start(*arguments)
    while not (part.exists() and part.stat().st_size > 20_000):
        assert process.poll() is None
        time.sleep(0.002)
    process.kill()
    process.communicate()
    held, manifest = part.read_bytes(), (tmp_path / "_beritaclean.jsonl").read_bytes()
    assert not out.exists()
    part.write_bytes(held + b"what was written after the last line of the manifest" * 4000)
    done = run(*arguments)
    assert done.returncode == 0
    assert b"goes on after" in done.stderr
    clean = "".join(json.dumps({"isi": f"{n}. {CLEAN}"}) + "\n" for n in range(600))
    assert out.read_text(encoding="utf-8") == clean
    for spoil in ("source", "part"):  # not what the manifest says: from the start
        out.unlink()
        (tmp_path / "_beritaclean.jsonl").write_bytes(manifest)
        part.write_bytes(held.replace(b"0. Harga", b"1. Harga", 1) if spoil == "part" else held)
        if spoil == "source":
            source.write_text(source.read_text().replace("0. Harga", "9. Harga", 1), encoding="utf-8")
            clean = clean.replace("0. Harga", "9. Harga", 1)
        done = run(*arguments)
        assert b"goes on after" not in done.stderr
        assert out.read_text(encoding="utf-8") == clean


def test_a_small_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text(RAW, encoding="utf-8")
    assert work.read(str(path))[0] == RAW.encode()
    fstat = os.fstat

    def late(handle: int) -> os.stat_result:
        found = fstat(handle)
        with open(path, "a") as file:
            file.write("x")
        return found

    monkeypatch.setattr(work.os, "fstat", late)
    with pytest.raises(OSError, match="changed while it was read"):
        work.read(str(path))


@pytest.mark.parametrize("how", ["delete", "append", "replace"])
def test_a_file_that_changes_under_way(tmp_path: Path, how: str) -> None:
    """The large file is at work when the one behind it, and itself, change."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    row = json.dumps({"isi": f"Kabar dari kota. {RAW}"}) + "\n"
    (raw / "a.jsonl").write_text(row * 400, encoding="utf-8")
    (raw / "b.txt").write_text(RAW, encoding="utf-8")
    process = start(raw, "-o", out, "--chunk-size", "1", "-j", "1")
    part = out / ".a.jsonl.beritaclean.tmp"
    while not (part.exists() and part.stat().st_size):
        assert process.poll() is None
        time.sleep(0.005)
    if how == "append":
        with open(raw / "a.jsonl", "a") as file:
            file.write(row)
    else:
        (raw / "a.jsonl").unlink()
        (raw / "b.txt").unlink()
        if how == "replace":
            (raw / "a.jsonl").write_text("lain\n", encoding="utf-8")
    _, said = process.communicate()
    assert process.returncode == 3, said.decode()
    seen = sorted(path.name for path in out.iterdir())
    if how == "append":
        assert b"a.jsonl: changed while it was read" in said
        assert seen == ["_beritaclean.jsonl", "b.txt"]
    else:
        # The open file is whole, whatever becomes of its name.
        assert b"b.txt: cannot be read: No such file" in said
        assert seen == ["_beritaclean.jsonl", "a.jsonl"]
        assert len((out / "a.jsonl").read_text(encoding="utf-8").splitlines()) == 400


def test_progress_says_what_matters(capsys: pytest.CaptureFixture[str]) -> None:
    from beritaclean.batch.counts import Counts
    from beritaclean.reports.progress import Meter

    meter = Meter(1000, live=False, every=0)
    meter.advance(Counts(documents=5, failed=2, bytes=300, characters=300, removed=30), 250)
    line = capsys.readouterr().err
    assert "25 %: 5 documents" in line and "10.0 % removed, 2 failed" in line and "s left" in line


def test_a_bar_on_a_terminal(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.jsonl").write_text((json.dumps({"isi": RAW}) + "\n") * 30, encoding="utf-8")
    (raw / "b.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "beritaclean", str(raw), "-o", str(tmp_path / "out"), "--chunk-size", "1"]
    process = subprocess.Popen(command, stderr=theirs, stdout=subprocess.DEVNULL, env={**os.environ, "TERM": "xterm"})
    os.close(theirs)
    said = b""
    try:
        while data := os.read(ours, 65536):
            said += data
    except OSError:  # Linux says so that the other side has gone
        pass
    os.close(ours)
    assert process.wait() == 3
    assert b"\x1b[" in said and b"documents, " in said and b"% removed" in said
    assert b"b.txt: looks like a PNG image" in said
