"""Which cleaned files a report speaks of, and where what is restored of them goes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from beritaclean.batch.walk import MANIFEST
from beritaclean.batch.write import TEMPORARY
from beritaclean.formats import PARQUET
from beritaclean.reports.reading import Stretch, stretches


@dataclass(frozen=True, slots=True)
class Restoring:
    """A cleaned file, where its source goes (None: to a stream, or nowhere), and what the report says of it."""

    cleaned: str
    target: str | None
    stretches: tuple[Stretch, ...]

    @property
    def only_to_files(self) -> bool:
        """Whether what is restored cannot go to a stream."""
        return bool(self.stretches) and self.stretches[-1].format == PARQUET


class MatchError(ValueError):
    """A cleaned file that the report does not speak of; the message names it."""


def matched(report: Path, cleaned: Sequence[Path], output: Path | None) -> Iterator[Restoring]:
    """The files to restore. A folder's files are found by their names in it, a file by the end of its path, or as
    the only one that the report speaks of. Without `cleaned`: the files that were cleaned in place.

    `output` is the folder for what is restored, or its file where there is one. Raises MatchError;
    ReportError and OSError for the report.
    """
    by_name: dict[str, list[Stretch]] = {}
    by_path: dict[str, list[Stretch]] = {}
    for stretch in stretches(report):
        by_name.setdefault(os.path.normpath(stretch.name), []).append(stretch)
        by_path.setdefault(stretch.path, []).append(stretch)
    found: dict[str, tuple[str, list[Stretch]]] = {}
    for path, said in () if cleaned else by_path.items():
        if own := [stretch for stretch in said if stretch.in_place]:
            found[path] = (own[0].name, own)
    for given in cleaned:
        if given.is_dir():
            files = {os.path.relpath(path, given): path for path in _files(given, report)}
            if not files.keys() & by_name.keys():
                raise MatchError(f"{given}: the report speaks of none of its files")
            for name, path in files.items():
                found[path] = (name, by_name.get(name, []))
        else:
            names = (os.path.join(*given.absolute().parts[at:]) for at in range(1, len(given.absolute().parts)))
            name = next((name for name in names if name in by_name), given.name)
            said = by_name.get(name) or (next(iter(by_path.values())) if len(by_path) == 1 else [])
            if not said:
                raise MatchError(f"{given}: the report does not speak of it")
            found[str(given)] = (name, said)
    many = len(found) > 1 or any(given.is_dir() for given in cleaned) or bool(output and output.is_dir())
    for path, (name, said) in found.items():
        yield Restoring(path, _goal(output, name, many=many), tuple(said))


def _goal(output: Path | None, name: str, *, many: bool) -> str | None:
    if output is None:
        return None
    return os.path.join(output, name) if many else str(output)


def _files(folder: Path, report: Path) -> Iterator[str]:
    own = os.path.realpath(report)
    for path, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            file = os.path.join(path, name)
            if not (MANIFEST.fullmatch(name) or name.endswith(TEMPORARY) or os.path.realpath(file) == own):
                yield file
