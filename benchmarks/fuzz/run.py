"""Fuzz the tool, guided by the branches its code takes: `python benchmarks/fuzz/run.py [TARGET]... [--seconds N]`.

Needs atheris (`pip install -e '.[fuzz]'`; Linux, CPython 3.11 to 3.13). Each target of `targets.py` runs for N seconds
in a process of its own, which goes on after a finding. What raises is kept in the folder of `--keep`, smallest first
found of its kind, as the bytes of the input and the traceback; `--replay FILE` runs such bytes again. `--corpus` is a
folder in which inputs that reach new branches are kept from run to run. Exit 1 where anything was found.

A finding becomes a test in `tests/test_found.py`, minimised and with text of its own, and is mended at the root.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """Run the targets one after the other; print executions and findings of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", nargs="*")
    parser.add_argument("--seconds", type=int, default=30, help="for each target, at most")
    parser.add_argument("--runs", type=int, default=-1, help="of each target; the same ones each time")
    parser.add_argument("--keep", type=Path, help="folder for findings")
    parser.add_argument("--corpus", type=Path, help="folder for inputs that reach new branches")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replay", type=Path, help="run one target on the bytes of a file")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.target[0], given.keep, given.corpus, given)
        return 0
    sys.path.insert(0, str(HERE))
    from targets import TARGETS

    if given.replay:
        TARGETS[given.target[0]](given.replay.read_bytes())
        return 0
    TARGETS["clean"](b"")  # the compact form of the rules is made here and not under the fuzzer's eyes
    with tempfile.TemporaryDirectory() as scratch:
        keep = given.keep or Path(scratch) / "found"
        found = [
            run(name, keep / name, given.corpus or Path(scratch) / "corpus", given) for name in given.target or TARGETS
        ]
    return 1 if any(found) else 0


def run(name: str, keep: Path, corpus: Path, given: argparse.Namespace) -> int:
    """Run one target in a process of its own; the number of its findings."""
    keep.mkdir(parents=True, exist_ok=True)
    (corpus / name).mkdir(parents=True, exist_ok=True)
    before = set(keep.glob("*.txt"))
    command = [sys.executable, __file__, name, "--child", "--keep", keep, "--corpus", corpus / name]
    command += ["--seconds", str(given.seconds), "--seed", str(given.seed), "--runs", str(given.runs)]
    # Sets in one order, so that the same seed leads to the same inputs.
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, errors="replace", env=environment)
    units = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    new = sorted(set(keep.glob("*.txt")) - before)
    died = not units or done.returncode != 0
    print(f"{name:10} {int(units[1]) if units else 0:10,} runs, {len(new)} findings", flush=True)
    for path in new:
        print(f"  {path}\n    " + path.read_text(encoding="utf-8", errors="replace").strip().replace("\n", "\n    "))
    if died:
        print(f"  ended with {done.returncode}:\n" + done.stderr[-1500:], flush=True)
    return len(new) + died


def child(name: str, keep: Path, corpus: Path, given: argparse.Namespace) -> None:
    """Fuzz one target; does not return."""
    import atheris

    with atheris.instrument_imports(include=["beritaclean"], enable_loader_override=False):
        sys.path.insert(0, str(HERE))
        import targets

        from beritaclean import body, dumps, headline, rejoin  # noqa: F401 (loaded late elsewhere)
    known: set[str] = set()
    target = targets.TARGETS[name]

    def one(data: bytes) -> None:
        try:
            target(data)
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            kind = f"{type(error).__name__}-{Path(frames[-1].filename).stem}-{frames[-1].lineno}"
            if kind not in known:
                known.add(kind)
                (keep / f"{kind}.bin").write_bytes(data)
                (keep / f"{kind}.txt").write_text("".join(traceback.format_exception(error)[-6:]), "utf-8", "replace")

    for number, seed_bytes in enumerate(targets.seeds(name)):
        (corpus / f"seed-{number:04}").write_bytes(seed_bytes)
    limits = ["-max_len=4096", "-timeout=60", "-rss_limit_mb=4096", f"-max_total_time={given.seconds}"]
    limits += [f"-seed={given.seed}", f"-runs={given.runs}"]
    arguments = [sys.argv[0], *limits, "-print_final_stats=1", f"-artifact_prefix={keep}/", str(corpus)]
    atheris.Setup(arguments, one)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
