"""Measure the batch: `python benchmarks/batch.py [--megabytes 200] [--files 20000] [--memory 1000] [WHAT]...`.

WHAT is some of: overhead (over the pure cleaner), jobs (two against one, on JSON lines), files (two against one, on
small files, beside the floor of reading and writing them), memory (the peak of all processes together).
The articles are the samples, over and over, each with a line of its own. Figures depend on the machine and on who
else uses it; the shares do less so.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from beritaclean import Cleaner

ROOT = Path(__file__).parents[1]
WORKING = ("overhead", "jobs", "files", "memory")


def articles() -> Iterator[str]:
    """Articles without end."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "samples").rglob("*.txt"))]
    for number in count():
        text = texts[number % len(texts)].rstrip("\n")
        yield f"{text}\nDemikian warta nomor {number} dari kota itu, kata seorang warga.\n"


def make(path: Path, megabytes: float) -> int:
    """A JSONL file of about that size; the number of its records."""
    size, number = 0, 0
    with open(path, "w", encoding="utf-8") as file:
        for number, text in enumerate(articles(), 1):
            size += file.write(json.dumps({"id": number, "isi": text, "url": None}, ensure_ascii=False) + "\n")
            if size >= megabytes * 1e6:
                break
    return number


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "beritaclean", "-q", *map(str, arguments)]


def seconds(*arguments: object) -> tuple[float, float, float]:
    """Wall time of a run of the command line, CPU time of all its processes, and of the first one alone."""
    began = time.perf_counter()
    process = subprocess.Popen(command(*arguments))
    spent: dict[int, float] = {}
    with watching(process.pid, lambda pids: spent.update((pid, cpu(pid) or spent.get(pid, 0.0)) for pid in pids)):
        if process.wait():
            raise SystemExit(f"exit {process.returncode}")
    return time.perf_counter() - began, sum(spent.values()), spent.get(process.pid, 0.0)


@contextmanager
def watching(pid: int, look: Callable[[list[int]], object]) -> Iterator[None]:
    """Call `look` with a process and all below it, again and again."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            look(family(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def cpu(pid: int) -> float:
    """The CPU time in seconds that a process has used, 0 for one that is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def overhead(work: Path, megabytes: float) -> None:
    """CPU time of the batch over that of the pure cleaner on the same texts, both less their start."""
    source, empty = work / "a.jsonl", work / "empty.jsonl"
    make(source, megabytes)
    make(empty, 0)
    with open(source, encoding="utf-8") as file:
        texts = [json.loads(line)["isi"] for line in file]
    cleaner = Cleaner()
    for text in texts[:200]:
        cleaner.clean(text)
    began = time.process_time()
    for text in texts:
        cleaner.clean(text)
    pure = time.process_time() - began
    size = source.stat().st_size / 1e6
    print(f"pure cleaner      {pure:8.2f} s CPU  {size / pure:6.2f} MB/s")
    for number in (1, 2):
        cold = seconds(empty, "-o", work / "b.jsonl", "-j", number)[1]
        spent = seconds(source, "-o", work / "b.jsonl", "-j", number)[1] - cold
        print(f"batch, -j {number}       {spent:8.2f} s CPU  {100 * (spent / pure - 1):+6.1f} %  (allowed: 25 %)")


def jobs(work: Path, megabytes: float) -> None:
    """Wall time of two jobs against one, on one JSONL file."""
    source = work / "a.jsonl"
    make(source, megabytes)
    one, two = (seconds(source, "-o", work / f"{number}.jsonl", "-j", number) for number in (1, 2))
    same = (work / "1.jsonl").read_bytes() == (work / "2.jsonl").read_bytes()
    size = source.stat().st_size / 1e6
    times = one[0] / two[0]
    print(f"{size:.0f} MB of JSON lines: {one[0]:.1f} s, with two jobs {two[0]:.1f} s: {times:.2f} times (least: 1.85)")
    print(f"CPU time: {one[1]:.1f} s, with two jobs {two[1]:.1f} s, of which the parent's {two[2]:.1f} s")
    print(f"the same bytes: {same}")


def files(work: Path, many: int) -> None:
    """Wall time of two jobs against one, on small files, and of reading and writing them alone."""
    raw = work / "raw"
    for at, text in zip(range(many), articles(), strict=False):
        path = raw / f"{at // 500:03}" / f"{at}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    began = time.perf_counter()
    for path in sorted(raw.rglob("*.txt")):
        target = work / "floor" / path.relative_to(raw)
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".tmp")
        part.write_bytes(path.read_bytes())
        os.replace(part, target)
    floor = time.perf_counter() - began
    one, two = (seconds(raw, "-o", work / f"out{number}", "-j", number) for number in (1, 2))
    print(f"{many} files: {one[0]:.1f} s, with two jobs {two[0]:.1f} s: {one[0] / two[0]:.2f} times (least: 1.5)")
    print(f"CPU time: {one[1]:.1f} s, with two jobs {two[1]:.1f} s, of which the parent's {two[2]:.1f} s")
    print(f"the floor, reading, writing and renaming them: {floor:.1f} s")


def memory(work: Path, megabytes: float, *options: str) -> None:
    """The peak of the memory that belongs to the run's processes (shared pages parted between them)."""
    source = work / "a.jsonl"
    make(source, megabytes)
    process = subprocess.Popen(command(source, "-o", work / "b.jsonl", "-j", 2, *options))
    peaks = [0]
    with watching(process.pid, lambda pids: peaks.append(max(peaks.pop(), sum(map(proportional, pids))))):
        process.wait()
    peak = peaks[0]
    print(f"{megabytes:.0f} MB of JSON lines, two jobs: {peak / 1024:.0f} MB at most in all processes (allowed: 250)")


def family(pid: int) -> list[int]:
    """A process and all below it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found, level = [pid], [pid]
    while level:
        level = [child for each in level for child in parents.get(each, [])]
        found += level
    return found


def proportional(pid: int) -> int:
    """The proportional set size of a process in KiB."""
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(row.split()[1]) for row in rows if row.startswith("Pss:")), 0)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", choices=[[], *WORKING], default=list(WORKING))
    parser.add_argument("--megabytes", type=float, default=200)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--memory", type=float, default=1000)
    parser.add_argument("--select", help="for memory: only these rules, to have it done sooner")
    given = parser.parse_args()
    for what in given.what or WORKING:
        work = Path(tempfile.mkdtemp())
        try:
            if what == "overhead":
                overhead(work, given.megabytes / 10)
            elif what == "jobs":
                jobs(work, given.megabytes)
            elif what == "files":
                files(work, given.files)
            else:
                memory(work, given.memory, *(["--select", given.select] if given.select else []))
        finally:
            shutil.rmtree(work)


if __name__ == "__main__":
    main()
