"""Measure speed, start-up and memory, and write benchmarks/RESULTS.md: `python benchmarks/run.py [SHARED]`.

All is CPU time of one core, the median of several rounds in which the contenders take turns, so that ratios hold on a
busy machine too. Peers run in environments of their own, set up from PyPI under `--envs`; one that cannot be set up is
named in the results.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections import Counter
from datetime import date
from importlib.metadata import version
from pathlib import Path

from peers import REQUIREMENTS

from beritaclean import Cleaner, plan, tries
from beritaclean.plan import Plans
from beritaclean.rulebook import Rulebook, load
from beritaclean.ways import way

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"


def main() -> None:
    """Measure and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", nargs="?", type=Path, default=HERE.parents[1] / "shared")
    parser.add_argument("--every", type=int, default=10, help="every how many articles of the corpus")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--envs", type=Path, default=HERE / ".envs", help="where the peers' environments are kept")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--big", type=float, default=100, metavar="MB", help="size of the large documents; 0: none")
    options = parser.parse_args()
    with gzip.open(options.shared / "corpus" / "raw.jsonl.gz", "rt", encoding="utf-8") as file:
        texts = [json.loads(row)["text"] for number, row in enumerate(file) if number % options.every == 0]
    size = sum(len(text.encode()) for text in texts) / 1e6
    lines = _head(options, len(texts), size)
    lines += _throughput(texts, size, options)
    lines += _curve(texts, size, options.rounds)
    lines += _large(texts, size, options.big)
    lines += _start_up(options.rounds)
    lines += _rules(texts)
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


def _head(options: argparse.Namespace, count: int, size: float) -> list[str]:
    packages = ", ".join(f"{name} {version(name)}" for name in ("ahocorasick-rs", "click", "ftfy", "regex"))
    return [
        "# Measured",
        "",
        f"Written by `benchmarks/run.py` on {date.today()}: {platform.machine()}, {platform.system()}, "
        f"{platform.python_implementation()} {platform.python_version()}, {packages}. "
        f"{count} articles ({size:.1f} MB), medians of {options.rounds} rounds, one core, CPU time. Trust the ratios.",
    ]


def _throughput(texts: list[str], size: float, options: argparse.Namespace) -> list[str]:
    names = ["floor", *([] if options.no_peers else REQUIREMENTS)]
    pythons, missing = {"floor": Path(sys.executable)}, {}
    for name in names[1:]:
        try:
            pythons[name] = _environment(options.envs / name.replace(" ", "-"), REQUIREMENTS[name])
        except subprocess.CalledProcessError as error:
            missing[name] = (error.stderr or b"").decode(errors="replace").strip().split("\n")[-1][:120]
    cleaner = Cleaner()
    for text in texts:
        cleaner.clean(text)  # patterns compile, the automaton is built
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.json"
        path.write_text(json.dumps(texts), encoding="utf-8")
        plain = Path(folder) / "texts.txt"
        plain.write_text("\n".join(texts), encoding="utf-8")
        script = Path(folder) / "lines.sed"
        script.write_text(_sed(), encoding="utf-8")
        for _ in range(options.rounds):
            start = time.process_time()
            for text in texts:
                cleaner.clean(text)
            times.setdefault("beritaclean", []).append(time.process_time() - start)
            times.setdefault("sed -E, line rules", []).append(_child(["sed", "-E", "-f", str(script), str(plain)]))
            for name, python in list(pythons.items()):
                # -P: the folder holds a profile.py, which is not the one that peers import
                command = [str(python), "-P", str(HERE / "peers.py"), name, str(path)]
                done = subprocess.run(command, capture_output=True, text=True)
                if done.returncode:
                    missing[name] = done.stderr.strip().split("\n")[-1][:120]
                    del pythons[name]
                else:
                    times.setdefault(name, []).append(float(done.stdout.split()[-1]))
    own = statistics.median(times["beritaclean"])
    rows = ["", "## Throughput", "", "| | MB/s | beritaclean is |", "|---|---|---|"]
    for name, found in sorted(times.items(), key=lambda item: statistics.median(item[1])):
        seconds = statistics.median(found)
        ratio = "" if name == "beritaclean" else f"{seconds / own:.2f} ×"
        rows.append(f"| {name} | {size / seconds:.2f} | {ratio} |")
    return [*rows, "", *(f"Not measured: {name} ({why})" for name, why in missing.items())]


def _environment(folder: Path, requirements: list[str]) -> Path:
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    ready = folder / "ready"
    if not ready.exists() or ready.read_text(encoding="utf-8") != "\n".join(requirements):
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *requirements], check=True, capture_output=True)
        ready.write_text("\n".join(requirements), encoding="utf-8")
    return python


def _sed() -> str:
    """The rules for lines as far as sed can: one command for each literal that opens a line."""
    openings = set()
    for number, rule in enumerate(load().rules):
        openings.update(hit.text for branch in way(rule, number).branches for hit in branch.hits if hit.most == 0)
    quoted = (re.sub(r"([\\/.*\[\]^$+?(){}|])", r"\\\1", text) for text in sorted(openings) if "\n" not in text)
    return "".join(f"/^{text}/d\n" for text in quoted)


def _child(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _curve(texts: list[str], size: float, rounds: int) -> list[str]:
    """Throughput with 1, 2 and 4 times the rules: copies whose words are spelt backwards, or in turn otherwise."""
    book = load()
    cleaners = {}
    for times in (1, 2, 4):
        rules = [rule for number in range(times) for rule in (_respelt(rule, number) for rule in book.rules)]
        cleaners[times] = Cleaner()
        cleaners[times].__dict__["rulebook"] = Rulebook(tuple(rules), book.outlets).chosen()
        for text in texts:
            cleaners[times].clean(text)
    found: dict[int, list[float]] = {}
    for _ in range(rounds):
        for times, cleaner in cleaners.items():
            start = time.process_time()
            for text in texts:
                cleaner.clean(text)
            found.setdefault(times, []).append(time.process_time() - start)
    own = statistics.median(found[1])
    rows = ["", "## More rules", "", "| rules | MB/s | of the speed |", "|---|---|---|"]
    for times, seconds in found.items():
        median = statistics.median(seconds)
        rows.append(f"| {times * len(book.rules)} | {size / median:.2f} | {own / median:.0%} |")
    return rows


def _respelt(rule, number: int):  # type: ignore[no-untyped-def]
    if not number:
        return rule

    def spell(match: re.Match[str]) -> str:
        word = match[0]
        return word[::-1] if number == 1 else word[number - 1 :] + word[: number - 1]

    pattern = re.sub(r"(?<![\\{<=\w])[A-Za-z]{4,}", spell, rule.pattern)
    triggers = tuple(re.sub(r"[a-z]{4,}", spell, trigger) for trigger in rule.triggers)
    return rule._replace(id=f"{rule.id}-{number}", pattern=pattern, triggers=triggers)


def _large(texts: list[str], size: float, megabytes: float) -> list[str]:
    """Documents of many megabytes, in one line and in many: the speed against the corpus', and the memory."""
    if not megabytes:
        return []
    rows = [
        "",
        "## Large documents",
        "",
        "| | MB | MB/s | of corpus' speed | memory, MB |",
        "|---|---|---|---|---|",
    ]
    corpus = None
    shapes = (("the corpus' articles", "articles"), ("one line", "line"), ("short lines", "lines"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.json"
        path.write_text(json.dumps(texts), encoding="utf-8")
        for title, shape in shapes:
            command = [sys.executable, str(HERE / "large.py"), shape, str(path), str(megabytes)]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                rows.append(f"| {title} | | failed: {done.stderr.strip()[-80:]} | | |")
                continue
            measured, seconds, memory = map(float, done.stdout.split())
            speed = measured / seconds
            corpus = corpus or speed
            rows.append(f"| {title} | {measured:.0f} | {speed:.2f} | {speed / corpus:.2f} | {memory:.0f} |")
    return rows


def _start_up(rounds: int) -> list[str]:
    command = Path(sys.executable).with_name("beritaclean")
    article = (HERE.parent / "samples" / "viva" / "latihan-kapal-rumah-sakit.txt").read_bytes()
    runs = {
        "`python -c pass`": ([sys.executable, "-c", "pass"], b""),
        "`python -c 'import regex'`": ([sys.executable, "-c", "import regex"], b""),
        "`python -c 'import click'`": ([sys.executable, "-c", "import click"], b""),
        "`beritaclean --version`": ([str(command), "--version"], b""),
        "one article through a pipe": ([str(command)], article),
    }
    # As installed: pip writes the bytecode, and what the first run keeps is there for the next ones.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    walls: dict[str, list[float]] = {name: [] for name in runs}
    cpus: dict[str, list[float]] = {name: [] for name in runs}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(max(20, rounds) + 1):
            for name, (arguments, data) in runs.items():
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                start = time.perf_counter()
                subprocess.run(
                    arguments, input=data, stdout=subprocess.DEVNULL, check=True, cwd=folder, env=environment
                )
                wall = time.perf_counter() - start
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                if number:
                    walls[name].append(wall)
                    cpus[name].append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    rows = ["", "## Start-up", "", "| | ms | × `python -c pass` | in CPU time |", "|---|---|---|---|"]
    least, idle = (statistics.median(found["`python -c pass`"]) for found in (walls, cpus))
    for name in runs:
        wall, cpu = statistics.median(walls[name]), statistics.median(cpus[name])
        rows.append(f"| {name} | {wall * 1e3:.1f} | {wall / least:.1f} | {cpu / idle:.1f} |")
    return rows


def _rules(texts: list[str]) -> list[str]:
    """Where the rules' time goes."""
    plans = Plans(load())
    outlets = [plans.shown(text) for text in texts]
    spent: Counter[str] = Counter()
    tried: Counter[str] = Counter()

    def takes(one, *rest):  # type: ignore[no-untyped-def]
        start = time.perf_counter()
        found = tries.takes(one, *rest)
        spent[one.rule.id] += time.perf_counter() - start
        tried[one.rule.id] += 1
        return found

    original, plan.takes = plan.takes, takes
    try:
        for _ in range(2):
            spent.clear()
            tried.clear()
            for text, outlet in zip(texts, outlets, strict=True):
                plans.mark(text, outlet, text)
    finally:
        plan.takes = original
    rows = ["", "## The costliest rules", "", "| rule | µs an article | tried in |", "|---|---|---|"]
    for name, seconds in spent.most_common(15):
        rows.append(f"| {name} | {seconds / len(texts) * 1e6:.1f} | {tried[name] / len(texts):.0%} |")
    return rows


if __name__ == "__main__":
    main()
