"""The manifest beside the output: what is done, under which key, so that a run that was stopped can go on."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from beritaclean.batch.counts import Counts
from beritaclean.batch.jobs import Entry, Part, Stamp
from beritaclean.batch.plan import Task
from beritaclean.words import rules_folder

NAME = "_beritaclean"


class ManifestError(ValueError):
    """A manifest that cannot be used; the message says what to do."""


class Manifest:
    """The lines of one manifest, read and written.

    Each line is an object, `file` (done), `part` (so far) or `run` (a start), with a `key`: what its result depends
    on. `keys` are those of the run's manners, by their numbers.
    """

    def __init__(self, folder: str, keys: Sequence[str], shard: tuple[int, int]) -> None:
        part = "" if shard[1] == 1 else f".{shard[0]}-of-{shard[1]}"
        self.path = Path(folder, f"{NAME}{part}.jsonl")
        self.keys = tuple(keys)
        self.files: dict[str, bytes] = {}
        self.parts: dict[str, tuple[str, Part]] = {}
        self.existed = self.path.exists()
        self.report = 0
        self._out: IO[bytes] | None = None

    def read(self) -> None:
        """Take in what earlier runs with these keys have done, those of other shards too.

        Lines that cannot be read (a run was killed while it wrote one) are passed over.
        """
        others = sorted(self.path.parent.glob(f"{NAME}*.jsonl"))
        for path in [each for each in others if each != self.path] + [self.path] * self.path.exists():
            with open(path, "rb") as file:
                for line in file:
                    try:
                        row = json.loads(line)
                        if row["key"] in self.keys:
                            self._take(row, line, own=path == self.path)
                    except (ValueError, KeyError, TypeError):
                        continue

    def _take(self, row: Mapping[str, Any], line: bytes, *, own: bool) -> None:
        report = int(row.get("report", 0)) if own else 0
        if "file" in row:
            self.files[row["file"]] = line
            self.parts.pop(row["file"], None)
        elif "part" in row:
            place = (int(row["at"]), row["at_digest"], int(row["out"]), row["out_digest"], int(row["rows_size"]))
            self.parts[row["part"]] = row["key"], Part(*place, Counts.from_json(row))
        if own:
            self.report = max(self.report, report)

    def entry(self, name: str, manner: int) -> Entry | None:
        """What earlier runs say of a file that was cleaned in this manner; read when asked for, as there may be
        millions of files."""
        try:
            row = json.loads(self.files[name])
            if row["key"] != self.keys[manner]:
                return None
            report = int(row.get("report", 0))
            return Entry(Stamp(**row["source"]), int(row["out_size"]), Counts.from_json(row), report)
        except (KeyError, TypeError, ValueError):
            return None

    def part_of(self, name: str, manner: int) -> Part | None:
        """How far earlier runs came with a file in this manner."""
        key, part = self.parts.get(name, ("", None))
        return part if key == self.keys[manner] else None

    def forget(self) -> None:
        """Take everything as not done: the report of the earlier runs is gone."""
        self.files.clear()
        self.parts.clear()
        self.report = 0

    def start(self, options: Mapping[str, Any]) -> None:
        """Open the manifest to add lines. Raises OSError, and ManifestError where another run has it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._out = open(self.path, "a+b", buffering=0)  # noqa: SIM115 (it stays open)
        _lock(self._out, self.path)
        if self._out.seek(0, 2):
            self._out.seek(-1, 2)
            if self._out.read(1) != b"\n":  # a line that a killed run has not finished
                self._out.write(b"\n")
        self._write(self.keys[0] if self.keys else "", {"run": dict(options)})

    def done(self, task: Task, entry: Entry, seconds: float) -> None:
        """Note that a file is done."""
        row = {"file": task.name, "source": entry.stamp._asdict(), "out_size": entry.out_size, "report": entry.report}
        self._write(self.keys[task.manner.number], {**row, "seconds": round(seconds, 3), **entry.counts.as_json()})

    def part(self, task: Task, part: Part) -> None:
        """Note how far a file is."""
        place = {"at": part.at, "at_digest": part.at_digest, "out": part.out, "out_digest": part.out_digest}
        row = {"part": task.name, **place, "rows_size": part.rows, **part.counts.as_json()}
        self._write(self.keys[task.manner.number], row)

    def sync(self) -> None:
        """Make the lines safe from a power cut."""
        if self._out:
            os.fsync(self._out.fileno())

    def close(self, *, keep: bool) -> None:
        """Close the manifest, and remove it if it is not to be kept and was not there before."""
        if self._out:
            self._out.close()
            self._out = None
            if not keep and not self.existed:
                self.path.unlink(missing_ok=True)

    def _write(self, key: str, row: Mapping[str, Any]) -> None:
        if self._out:
            line = json.dumps({"key": key, **row}).encode() + b"\n"
            if self._out.write(line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _lock(file: IO[bytes], path: Path) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ManifestError(f"{path}: another run is writing here; give it another output, or use --shard") from None
    except OSError:
        return  # a file system without locks


def key(version: str, options: Mapping[str, Any], rules: Sequence[Path]) -> str:
    """What a result depends on besides its source: the version, the options and the text of all rules.

    `rules` are the user's own rule files and folders.
    """
    found = hashlib.blake2b(json.dumps([version, options], sort_keys=True, default=str).encode(), digest_size=16)
    for root in (rules_folder(), *rules):
        files = sorted(path for path in root.rglob("*") if path.is_file()) if root.is_dir() else [root]
        for path in files:
            data = path.read_bytes()
            found.update(f"{path.relative_to(root)} {len(data)}\n".encode())
            found.update(data)
    return found.hexdigest()
