"""Which files a command means: globs, hidden and ignored ones, lists, links, shards."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from test_cli import CLEAN, RAW, run

from beritaclean.batch.choice import Choice, Skipped
from beritaclean.batch.plan import plan


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(RAW, encoding="utf-8")


def found(root: Path, output: Path | None = None, **choice: object) -> list[str]:
    tasks = plan([root], output, choice=Choice(**choice))  # type: ignore[arg-type]
    return [Path(task.source).relative_to(root).as_posix() for task in tasks]


def test_the_order_is_fixed_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "a/z.txt", "a/b/c.txt", "c.txt", ".h/x.txt", ".x.txt")
    assert found(tmp_path) == ["b.txt", "c.txt", "a/z.txt", "a/b/c.txt"]
    assert set(found(tmp_path, hidden=True)) == {"b.txt", "c.txt", "a/z.txt", "a/b/c.txt", ".h/x.txt", ".x.txt"}


def test_manifests_are_no_data(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "_beritaclean.jsonl", "b/_beritaclean.2-of-8.jsonl", "_beritaclean.lain.jsonl")
    assert found(tmp_path) == ["_beritaclean.lain.jsonl", "a.txt"]


def test_globs(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "b.html", "draf/c.txt", "d/e.txt")
    assert found(tmp_path, include=("*.txt",)) == ["a.txt", "d/e.txt", "draf/c.txt"]
    assert found(tmp_path, exclude=("draf/", "*.html")) == ["a.txt", "d/e.txt"]
    assert found(tmp_path, include=("/d/**",)) == ["d/e.txt"]
    assert found(tmp_path, include=("*.txt", "!e.txt")) == ["a.txt", "draf/c.txt"]


def test_ignore_files_hold_as_in_ripgrep(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    make(root, "a.txt", "b.log", "keep.log", "sub/c.txt", "sub/d.log", "sub/e.tmp", "out/x.txt")
    (root / ".gitignore").write_text("*.log\n!keep.log\n/out/\n")
    (root / "sub" / ".ignore").write_text("*.tmp\n!d.log\n")
    every = ["a.txt", "b.log", "keep.log", "out/x.txt", "sub/c.txt", "sub/d.log"]
    assert found(root) == every  # no repository: .gitignore does not count, .ignore does
    (root / ".git").mkdir()
    assert found(root) == ["a.txt", "keep.log", "sub/c.txt", "sub/d.log"]
    assert found(root, ignored=True) == [*every, "sub/e.tmp"]
    assert found(root / "sub") == ["c.txt", "d.log"]
    assert found(root / "out") == ["x.txt"]  # the user named it
    (root / ".git" / "info").mkdir()
    (root / ".git" / "info" / "exclude").write_text("a.txt\nout/x.txt\n")
    assert found(root) == ["keep.log", "sub/c.txt", "sub/d.log"]
    assert found(root / "out") == []


def test_links_and_loops(tmp_path: Path) -> None:
    root = tmp_path / "raw"
    make(root, "a/x.txt")
    make(tmp_path, "elsewhere/y.txt")
    (root / "a" / "loop").symlink_to(root)
    (root / "link").symlink_to(tmp_path / "elsewhere")
    (root / "l.txt").symlink_to(root / "a" / "x.txt")
    assert found(root) == ["l.txt", "a/x.txt"]
    assert found(root, follow=True) == ["l.txt", "a/x.txt", "link/y.txt"]


def test_a_pipe_in_a_folder_does_not_block(tmp_path: Path) -> None:
    make(tmp_path, "raw/a.txt")
    os.mkfifo(tmp_path / "raw" / "b.txt")
    done = run(tmp_path / "raw", "-o", tmp_path / "out")
    assert done.returncode == 0
    assert b"b.txt: is neither a file nor a folder" in done.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.txt"]


def test_output_inside_the_source_is_left_out_and_said(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "out/a.txt")
    skipped = Skipped()
    tasks = plan([tmp_path], tmp_path / "out", skipped=skipped)
    assert [Path(task.source).name for task in tasks] == ["a.txt"]
    assert skipped.counts["output"] == 1
    assert b"1 output" in run(tmp_path, "-o", tmp_path / "out").stderr


def test_the_source_is_never_the_output(tmp_path: Path) -> None:
    make(tmp_path, "raw/a.txt")
    (tmp_path / "same").symlink_to(tmp_path / "raw")
    done = run(tmp_path / "raw", "-o", tmp_path / "same")
    assert (done.returncode, b"would overwrite the source" in done.stderr) == (2, True)
    assert (tmp_path / "raw" / "a.txt").read_text(encoding="utf-8") == RAW


def test_in_place_takes_a_linked_file_once(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    (tmp_path / "b.txt").symlink_to("a.txt")
    assert run("-i", "--backup", ".orig", tmp_path).returncode == 0
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == CLEAN
    assert (tmp_path / "a.txt.orig").read_text(encoding="utf-8") == RAW
    assert (tmp_path / "b.txt").is_symlink()


@pytest.mark.parametrize("null", [False, True])
def test_files_from(tmp_path: Path, null: bool) -> None:
    make(tmp_path, "x/a b.txt", "y.txt", "z.txt")
    names = ["x/a b.txt", "y.txt", "gone.txt"]
    data = ("\0" if null else "\n").join(names).encode()
    done = run("--files-from", "-", *(["-0"] if null else []), "-o", "out", data=data, cwd=tmp_path)
    assert done.returncode == 3
    assert b"gone.txt: cannot be read: No such file" in done.stderr
    made = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.txt"))
    assert made == ["x/a b.txt", "y.txt"]
    assert run("--files-from", "-", "-o", "out", data=b"../x.txt", cwd=tmp_path).returncode == 2


def test_shards_part_the_files(tmp_path: Path) -> None:
    names = [f"{number}.txt" for number in range(7)]
    make(tmp_path / "raw", *names)
    parts = [[Path(task.source).name for task in plan([tmp_path / "raw"], None, shard=(part, 3))] for part in (1, 2, 3)]
    assert [len(part) for part in parts] == [3, 2, 2]
    assert sorted(name for part in parts for name in part) == names
    for part in (1, 2, 3):
        assert run(tmp_path / "raw", "-o", tmp_path / "out", "--shard", f"{part}/3", "--resume").returncode == 0
    made = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert made == sorted([*names, *(f"_beritaclean.{part}-of-3.jsonl" for part in (1, 2, 3))])
    done = run(tmp_path / "raw", "-o", tmp_path / "out", "--resume")
    assert b"7 files of these had been done" in done.stderr


def test_a_mixed_folder(tmp_path: Path) -> None:
    make(tmp_path, "raw/a.txt", "raw/d/b.txt")
    rows = "".join(json.dumps({"isi": RAW, "n": n}) + "\n" for n in range(5))
    (tmp_path / "raw" / "c.jsonl").write_text(rows, encoding="utf-8")
    (tmp_path / "raw" / "d.csv").write_text(f'isi,n\n"{RAW}",1\n', encoding="utf-8")
    stats = tmp_path / "s.json"
    results = []
    for jobs in ("1", "2", "3"):
        out = tmp_path / f"out{jobs}"
        report = tmp_path / f"r{jobs}"
        more = ["--report", report, "--stats", stats, "--jobs", jobs, "--chunk-size", "1"]
        assert run(tmp_path / "raw", "-o", out, *more).returncode == 0
        results.append([(path.relative_to(out), path.read_bytes()) for path in sorted(out.rglob("*.*"))])
        results[-1].append((Path("report"), report.read_bytes()))
    assert results[0] == results[1] == results[2]
    assert len(results[0]) == 5
    counts = json.loads(stats.read_text(encoding="utf-8"))
    assert (counts["files"], counts["documents"], counts["changed"]) == (4, 8, 8)
    assert counts["rules"] == {"ad/advertisement": 8} and counts["families"] == {"ad": 8}
    assert counts["failures"] == [] and counts["removed"] == 8 * len("ADVERTISEMENT\n")
