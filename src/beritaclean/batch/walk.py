"""The files of a folder, as ripgrep finds them: no hidden ones, none that the ignore files name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from beritaclean.batch.choice import Choice, Skipped

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE_FILES = (".gitignore", ".ignore")
"""The former counts only inside a git repository, the latter everywhere and after it."""

MANIFEST = re.compile(r"_beritaclean(\.\d+-of-\d+)?\.jsonl")
"""What a run leaves beside its output, which is not data."""

CONFIGURATION = ("beritaclean.toml", "pyproject.toml")
"""Settings, which are no data either."""

EXCLUDE = os.path.join(".git", "info", "exclude")


class _Rules(NamedTuple):
    """An ignore file: the folder it stands in, and what it says."""

    folder: str
    spec: GitIgnoreSpec


class _Folder(NamedTuple):
    """A folder to go through: its path, its real path, its path below the root, and what holds in it."""

    path: str
    real: str
    below: str
    rules: tuple[_Rules, ...]
    inside: bool
    above: frozenset[tuple[int, int]]


def walk(root: Path, output: Path | None, choice: Choice, skipped: Skipped) -> Iterator[str]:
    """The paths of the files below `root`, in a fixed order: a folder's files, then its folders.

    `output` and hidden, ignored and excluded entries are left out, links to folders too unless they are to be
    followed; a folder that holds itself is entered once. Pipes and devices are named in `skipped`.
    """
    include, exclude = _spec(choice.include), _spec(choice.exclude)
    inside = not choice.ignored and _repository(root.resolve())
    rules = () if choice.ignored else _above(root.resolve(), inside)
    avoid = os.path.realpath(output) if output else None
    stack = [_Folder(str(root), os.path.realpath(root), "", rules, inside, frozenset())]
    while stack:
        folder, real, below, rules, inside, above = stack.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
            here = os.stat(folder)
        except OSError as error:
            skipped.named.append((folder, f"cannot be read: {error.strerror}"))
            continue
        if not choice.ignored:
            names = {entry.name for entry in entries}
            inside = inside or ".git" in names
            if os.path.isfile(os.path.join(folder, EXCLUDE)):
                rules += (_read(folder, real, EXCLUDE),)
            said = (name for name in IGNORE_FILES if name in names and (inside or name != ".gitignore"))
            rules += tuple(_read(folder, real, name) for name in said)
        deeper: list[tuple[str, str, str]] = []
        for entry in entries:
            path, place = os.path.join(folder, entry.name), os.path.join(real, entry.name)
            inner = f"{below}{entry.name}"
            is_folder = entry.is_dir()
            if MANIFEST.fullmatch(entry.name):
                skipped.counts["manifest"] += 1
            elif entry.name in CONFIGURATION:
                skipped.counts["configuration"] += 1
            elif entry.name.startswith(".") and not choice.hidden:
                skipped.counts["hidden"] += 1
            elif _ignored(place, is_folder, rules) or entry.name == ".git":
                skipped.counts["ignored"] += 1
            elif exclude and exclude.match_file(inner + "/" * is_folder):
                skipped.counts["excluded"] += 1
            elif is_folder:
                if avoid and os.path.realpath(path) == avoid:
                    skipped.counts["output"] += 1
                elif entry.is_symlink() and not choice.follow:
                    skipped.counts["link to a folder"] += 1
                else:
                    deeper.append((path, place, f"{inner}/"))
            elif include and not include.match_file(inner):
                skipped.counts["not included"] += 1
            elif entry.is_file() or entry.is_symlink():
                yield path
            else:
                skipped.named.append((path, "is neither a file nor a folder"))
        key = (here.st_dev, here.st_ino)
        for path, place, inner in reversed(deeper):
            try:
                found = os.stat(path)
            except OSError:
                found = here
            if (found.st_dev, found.st_ino) in above | {key}:
                skipped.counts["loop"] += 1
            else:
                stack.append(_Folder(path, place, inner, rules, inside, above | {key}))


def _spec(globs: Sequence[str]) -> GitIgnoreSpec | None:
    if not globs:
        return None
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(globs)


def _repository(folder: Path) -> bool:
    return any((each / ".git").exists() for each in (folder, *folder.parents))


def _above(folder: Path, inside: bool) -> tuple[_Rules, ...]:
    """The ignore files of the folders around `folder`, outermost first, up to the repository's top.

    A pattern that names the folder itself, or one around it, does not count: the user named the folder.
    """
    found: list[_Rules] = []
    for each in folder.parents if not (folder / ".git").exists() else ():
        for name in reversed(IGNORE_FILES):
            if (each / name).is_file() and (name != ".gitignore" or inside):
                found.append(_read(str(each), str(each), name, folder.relative_to(each).as_posix() + "/"))
        if (each / ".git").exists():
            if (each / EXCLUDE).is_file():
                found.append(_read(str(each), str(each), EXCLUDE, folder.relative_to(each).as_posix() + "/"))
            break
    return tuple(reversed(found))


def _read(folder: str, real: str, name: str, within: str | None = None) -> _Rules:
    from pathspec import GitIgnoreSpec

    text = Path(folder, name).read_text(encoding="utf-8", errors="replace")
    spec = GitIgnoreSpec.from_lines(text.splitlines())
    if within:
        spec = GitIgnoreSpec([each for each in spec.patterns if each.match_file(within) is None])
    return _Rules(real, spec)


def _ignored(place: str, is_folder: bool, rules: Sequence[_Rules]) -> bool:
    """What the innermost ignore file that speaks of an entry says."""
    for each in reversed(rules):
        path = place[len(each.folder.rstrip(os.sep)) + 1 :].replace(os.sep, "/") + "/" * is_folder
        verdict = each.spec.check_file(path).include
        if verdict is not None:
            return verdict
    return False
