"""Files in and out: which files a command means, and writes that are whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


class PlanError(ValueError):
    """Sources and targets that do not fit together; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Task:
    """One file to clean, and where its text goes (None: nowhere, or to standard output)."""

    source: Path
    target: Path | None


def plan(
    sources: Sequence[Path], output: Path | None, *, in_place: bool = False, backup: str | None = None
) -> tuple[Task, ...]:
    """The tasks for files and folders, in a fixed order.

    A folder is walked with its sub-folders, hidden files and those with the suffix `backup` left out; with
    `output` it keeps its tree there.
    Raises PlanError where the output is one of the sources, or one file is to take several texts.
    """
    folders = [source for source in sources if source.is_dir()]
    if output and not folders and len(sources) > 1:
        raise (
            PlanError(f"several files go to one output: {output} must be a folder that exists")
            if (not output.is_dir())
            else PlanError("give the files' folder as the source to keep their names")
        )
    tasks: list[Task] = []
    taken: dict[Path, Path] = {}
    for source in sources:
        for file in _files(source, output, backup):
            target = file if in_place else _target(source, file, output)
            if target is not None:
                key = target.resolve()
                if not in_place and key == file.resolve():
                    raise PlanError(f"{file}: the output would overwrite the source; use -i to clean in place")
                if key in taken:
                    raise PlanError(f"{taken[key]} and {file} would both be written to {target}")
                taken[key] = file
            tasks.append(Task(file, target))
    return tuple(tasks)


def _files(source: Path, output: Path | None, backup: str | None) -> Iterator[Path]:
    if not source.is_dir():
        yield source
        return
    skipped = output.resolve() if output else None
    for folder, names, files in os.walk(source):
        here = Path(folder)
        names[:] = sorted(name for name in names if not name.startswith(".") and (here / name).resolve() != skipped)
        for name in sorted(files):
            if not name.startswith(".") and not (backup and name.endswith(backup)):
                yield here / name


def _target(source: Path, file: Path, output: Path | None) -> Path | None:
    if output is None:
        return None
    if source.is_dir():
        return output / file.relative_to(source)
    return output / file.name if output.is_dir() else output


def write(path: Path, text: str, backup: str | None = None) -> None:
    """Write `text` as UTF-8 to `path`, whole or not at all: to a file beside it, then renamed.

    Symbolic links are followed and mode bits kept. With `backup` the old file stays under its name with that
    suffix; a backup that is there already is the older original and stays as it is. Raises OSError.
    """
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        mode = path.stat().st_mode & 0o7777
        saved = path.with_name(f"{path.name}{backup}")
        if backup and not saved.exists():
            _replace(saved, path.read_bytes(), mode)
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    _replace(path, text.encode("utf-8"), mode)


def _replace(path: Path, data: bytes, mode: int) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
