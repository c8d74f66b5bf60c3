"""Which files a command means, and where each one's clean text goes."""

import os
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from beritaclean.batch.choice import Choice, Skipped
from beritaclean.formats import PARQUET, Fields, Kind, kind_of

if TYPE_CHECKING:
    from pathlib import Path


class PlanError(ValueError):
    """Sources and targets that do not fit together; the message says what to do."""


class Manner(NamedTuple):
    """How a file is cleaned: by which of the run's cleaners, in which encoding, and what its fields are called."""

    number: int = 0
    encoding: str | None = None
    fields: Fields = Fields()


class Task(NamedTuple):
    """One file to clean: its path, where the result goes (None: nowhere, or to standard output), and its kind.

    `name` is the target's path inside the output folder, the key of the manifest (in place: the path inside the
    source); `size` is in bytes, 0
    where it cannot be told.
    """

    source: str
    target: str | None
    name: str
    kind: Kind
    packing: str | None
    size: int
    manner: Manner = Manner()


def plan(
    sources: "Sequence[Path]",
    output: "Path | None",
    *,
    in_place: bool = False,
    backup: str | None = None,
    choice: Choice | None = None,
    format: str | None = None,
    shard: tuple[int, int] = (1, 1),
    listed: bool = False,
    skipped: Skipped | None = None,
    manner: Callable[[str], Manner] = lambda file: Manner(),
) -> tuple[Task, ...]:
    """The tasks for files and folders, in a fixed order.

    A folder keeps its tree in `output`. With `listed` (a list of files), `output` is a folder, in which each
    file keeps its path as it was given. `shard` (i, n) leaves every n-th task, from the i-th.
    `manner` says how each file is cleaned.
    Raises PlanError where the output is one of the sources, or one file is to take several texts.
    """
    folders = [source for source in sources if source.is_dir()]
    if output and not folders and len(sources) > 1 and not listed:
        raise (
            PlanError(f"several files go to one output: {output} must be a folder that exists")
            if (not output.is_dir())
            else PlanError("give the files' folder as the source to keep their names")
        )
    if output and output.exists() and not output.is_dir() and (folders or listed):
        raise PlanError(f"{output} is a file: several texts need a folder")
    tasks: list[Task] = []
    taken: dict[str, str] = {}
    folded: set[int] = set()
    same: set[str] = set()
    for number, (source, file) in enumerate(_files(sources, output, backup, choice or Choice(), skipped, listed)):
        if in_place:
            real = os.path.realpath(file)
            if real in same:
                continue  # the same file once more, by another name
            same.add(real)
        target = file if in_place else _target(source, file, output, listed)
        if target is not None and not in_place:
            _check(file, target, taken if len(sources) > 1 else None)
            folded_name = hash(unicodedata.normalize("NFC", target).casefold())
            if folded_name in folded and folds(str(output)):
                raise PlanError(f"{target}: another target's name differs only by case, which is the same there")
            folded.add(folded_name)
        if number % shard[1] == shard[0] - 1:
            task = _task(file, target, output, folders or listed, format, manner(file))
            tasks.append(task._replace(name=_below(source, file)) if in_place and not listed else task)
    return tuple(tasks)


def apart(tasks: Sequence[Task], others: "Sequence[Path]") -> None:
    """See that what a run writes beside the texts (report, counts, page) is none of them. Raises PlanError."""
    targets = {os.path.realpath(task.target) for task in tasks if task.target} if others else set()
    real = [os.path.realpath(path) for path in others]
    if len(set(real)) < len(real):
        raise PlanError(f"{others[0]}: two files would be written there")
    for path, name in zip(others, real, strict=True):
        if name in targets:
            raise PlanError(f"{path}: a clean text would be written there, too")
        try:
            found = os.stat(path)
        except OSError:
            continue
        for task in tasks:
            if task.size == found.st_size and os.path.exists(task.source) and os.path.samefile(task.source, path):
                raise PlanError(f"{path} is a source, which would be overwritten")


def _files(
    sources: "Sequence[Path]",
    output: "Path | None",
    backup: str | None,
    choice: Choice,
    skipped: Skipped | None,
    listed: bool,
) -> "Iterator[tuple[Path, str]]":
    from beritaclean.batch.walk import walk  # late: most runs have no folder

    for source in sources:
        if listed or not source.is_dir():
            yield source, str(source)
            continue
        for file in walk(source, output, choice, skipped or Skipped()):
            if not (backup and file.endswith(backup)):
                yield source, file


def _check(file: str, target: str, taken: dict[str, str] | None) -> None:
    if os.path.exists(target) and os.path.exists(file) and os.path.samefile(file, target):
        raise PlanError(f"{file}: the output would overwrite the source; use -i to clean in place")
    if taken is None:
        return  # the files of one folder have names of their own
    if target in taken:
        raise PlanError(f"{taken[target]} and {file} would both be written to {target}")
    taken[target] = file


def _task(
    file: str, target: str | None, output: "Path | None", tree: object, format: str | None, manner: Manner
) -> Task:
    kind = kind_of(file, format)
    name = target or file
    packing = kind.packing
    if target and output:
        name = os.path.relpath(target, output if tree else os.path.dirname(target) or ".")
        goal = kind_of(target)
        packing = goal.packing
        if kind.records and goal.records and goal.format != kind.format and not format:
            raise PlanError(f"{file} is {kind.format} and {target} {goal.format}: one is not turned into the other")
    if kind.format == PARQUET and (packing or kind.packing):
        raise PlanError(f"{file}: Parquet is compressed inside; leave the second suffix out")
    try:
        size = os.stat(file).st_size
    except (OSError, ValueError):
        size = 0
    return Task(file, target, name, kind, packing, size, manner)


def _below(source: "Path", file: str) -> str:
    return os.path.relpath(file, source) if source.is_dir() else os.path.basename(file)


def _target(source: "Path", file: str, output: "Path | None", listed: bool) -> str | None:
    if output is None:
        return None
    if listed:
        from pathlib import Path

        path = Path(file)
        if path.is_absolute() or ".." in path.parts:
            raise PlanError(f"{file}: with --files-from and -o, paths stay below the current folder")
        return str(output / path)
    if source.is_dir():
        return os.path.join(output, os.path.relpath(file, source))
    return str(output / os.path.basename(file)) if output.is_dir() else str(output)


def folds(folder: str) -> bool:
    """Whether upper and lower case are one in the names of a folder, as on macOS and Windows."""
    while not os.path.isdir(folder):
        folder = os.path.dirname(os.path.abspath(folder))
    import tempfile

    try:
        with tempfile.TemporaryDirectory(prefix=".beritaclean-a", dir=folder) as made:
            return os.path.exists(os.path.join(folder, os.path.basename(made).upper()))
    except OSError:
        return False


def stdin_task(output: "Path | None", format: str | None, manner: Manner) -> Task:
    """The task for standard input, which is text unless `format` says otherwise. Raises PlanError."""
    target = str(output) if output else None
    if output and output.is_dir():
        raise PlanError(f"{output} is a folder: name a file for the standard input")
    packing = kind_of(output.name).packing if output else None
    return Task("<stdin>", target, "<stdin>", Kind(format or "text"), packing, 0, manner)
