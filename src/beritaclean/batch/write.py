"""Writes that are whole or not at all: to a file beside the target, which is then renamed."""

from __future__ import annotations

import os
from contextlib import suppress
from io import BufferedRandom
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TEMPORARY = ".beritaclean.tmp"
"""The suffix of a file that is being written; its name starts with a dot."""


def temporary(path: str) -> str:
    """The file beside `path` that is written before it takes its name: always the same, so that a run that was
    killed leaves nothing that the next one does not overwrite."""
    folder, name = os.path.split(os.path.realpath(path))
    if len(os.fsencode(name)) > 200:  # file systems allow 255 bytes
        import hashlib  # late: names are seldom so long

        name = hashlib.blake2b(os.fsencode(name), digest_size=16).hexdigest()
    return os.path.join(folder, f".{name}{TEMPORARY}")


def stage(path: str, data: bytes, *, sync: bool) -> str:
    """Write `data` beside `path`, with the mode bits that `path` has; the name of the file. Raises OSError."""
    name = temporary(path)
    os.makedirs(os.path.dirname(name), exist_ok=True)
    try:
        with fresh(name, path) as file:
            file.write(data)
            if sync:
                file.flush()
                os.fsync(file.fileno())
    except BaseException:
        discard(name)
        raise
    return name


def fresh(name: str, path: str) -> BufferedRandom:
    """A new file `name` for what is to become `path`, open for writing, with the mode bits of `path`."""
    discard(name)
    handle = os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    file = os.fdopen(handle, "r+b")
    try:
        mode = os.stat(path).st_mode & 0o7777
    except OSError:
        return file  # a new file: the mask has been applied to it
    if hasattr(os, "fchmod"):
        os.fchmod(file.fileno(), mode)
    return file


def commit(name: str, path: str, backup: str | None = None) -> None:
    """Give the file `name` the name `path`, of which symbolic links are followed. Raises OSError.

    With `backup` the old file stays under its name with that suffix; a backup that is there already is the
    older original and stays as it is.
    """
    path = os.path.realpath(path)
    saved = f"{path}{backup}"
    if backup and not os.path.exists(saved):
        with open(path, "rb") as old:
            os.replace(stage(saved, old.read(), sync=True), saved)
        os.chmod(saved, os.stat(path).st_mode & 0o7777)
    os.replace(name, path)


def discard(name: str) -> None:
    """Remove a file that may be there."""
    with suppress(FileNotFoundError):
        os.unlink(name)


def write(path: Path | str, data: bytes, backup: str | None = None) -> None:
    """Write `data` to `path`, whole or not at all, safe from a power cut. Raises OSError."""
    name = stage(str(path), data, sync=True)
    try:
        commit(name, str(path), backup)
    except BaseException:
        discard(name)
        raise
