"""Writes that are whole or not at all: to a file beside the target, which is then renamed."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedRandom
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TEMPORARY = ".beritaclean.tmp"
"""The suffix of a file that is being written; its name starts with a dot."""

_EFFECTIVE = os.access in os.supports_effective_ids


def new_token() -> str:
    """What nobody can foresee, for the names of one run's temporary files."""
    return os.urandom(8).hex()


def shared(folder: str) -> bool:
    """Whether every user of the machine may write into a folder, as into /tmp."""
    with suppress(OSError):
        return os.name == "posix" and bool(os.stat(folder).st_mode & stat.S_IWOTH)
    return False


def temporary(path: str, token: str) -> str:
    """The file beside `path` that is written before it takes its name.

    It is always the same, so that a run that was killed leaves nothing that the next one does not overwrite; but
    in a shared folder the run's `token` is part of it, as whoever foresees a name there can lie in wait.
    """
    folder, name = os.path.split(os.path.realpath(path))
    if len(os.fsencode(name)) > 200:  # file systems allow 255 bytes
        import hashlib  # late: names are seldom so long

        name = hashlib.blake2b(os.fsencode(name), digest_size=16).hexdigest()
    if shared(folder):
        name += f".{token}"
    return os.path.join(folder, f".{name}{TEMPORARY}")


def stage(path: str, data: bytes, token: str, *, sync: bool, like: str | None = None) -> str:
    """Write `data` beside `path`, for the owner and with the mode bits that `like` (`path`) has.

    The name of the file. Raises OSError, also where `path` may not be replaced.
    """
    os.makedirs(os.path.dirname(os.path.realpath(path)), exist_ok=True)
    name = temporary(path, token)
    try:
        with fresh(name, path, like) as file:
            file.write(data)
            if sync:
                file.flush()
                os.fsync(file.fileno())
    except BaseException:
        discard(name)
        raise
    return name


def fresh(name: str, path: str, like: str | None = None) -> BufferedRandom:
    """A new file `name` for what is to become `path`, open for writing, as `stage` says. Raises OSError."""
    _may_replace(path)
    discard(name)
    try:
        old = os.stat(like or path)
    except FileNotFoundError:
        old = None
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    # The old file's mode comes later: until then nobody else reads what he could not read before.
    handle = os.open(name, flags, 0o666 if old is None else 0o600)
    try:
        if old is not None and hasattr(os, "fchmod"):
            _as_before(handle, old)
            _attributes(handle, like or path)
        return os.fdopen(handle, "r+b")
    except BaseException:
        os.close(handle)
        raise


def _may_replace(path: str) -> None:
    """Raises OSError for a target that is no file, is read-only, or a link that another user laid."""
    folder = os.path.dirname(path) or "."
    try:
        link = os.lstat(path)
        if stat.S_ISLNK(link.st_mode) and shared(folder) and link.st_uid not in (os.geteuid(), os.stat(folder).st_uid):
            raise PermissionError(errno.EACCES, "another user's link in a folder that everybody writes to")
        found = os.stat(path)
    except FileNotFoundError:
        return
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is a pipe or a device, which a file cannot replace")
    if not (os.access(path, os.W_OK, effective_ids=True) if _EFFECTIVE else os.access(path, os.W_OK)):
        raise PermissionError(errno.EACCES, "it is read-only")


def _as_before(handle: int, old: os.stat_result) -> None:
    """Give a file the owner and the mode of an old one, as far as that is allowed; never more rights than before."""
    with suppress(OSError):
        os.fchown(handle, -1, old.st_gid)
    with suppress(OSError):
        os.fchown(handle, old.st_uid, -1)
    new = os.fstat(handle)
    mode = old.st_mode & 0o7777
    if new.st_uid != old.st_uid:
        mode &= ~stat.S_ISUID
    if new.st_gid != old.st_gid:  # another group gets what everybody has
        mode = mode & ~(stat.S_ISGID | stat.S_IRWXG) | (mode & stat.S_IRWXO) << 3
    os.fchmod(handle, mode)


def _attributes(handle: int, path: str) -> None:
    """Keep a file's access list and the attributes that its users gave it, where the system has such."""
    if not hasattr(os, "listxattr"):
        return
    with suppress(OSError):
        for name in os.listxattr(path):
            if name == "system.posix_acl_access" or name.startswith("user."):
                os.setxattr(handle, name, os.getxattr(path, name))


def commit(name: str, path: str, token: str, backup: str | None = None) -> None:
    """Give the file `name` the name `path`, of which symbolic links are followed. Raises OSError.

    With `backup` the old file stays under its name with that suffix; a backup that is there already is the
    older original and stays as it is.
    """
    path = os.path.realpath(path)
    saved = f"{path}{backup}"
    if backup and not os.path.isfile(saved):
        if os.path.lexists(saved):
            raise OSError(errno.EEXIST, f"the backup {saved} is there and no file")
        with open(path, "rb") as old:
            os.replace(stage(saved, old.read(), token, sync=True, like=path), saved)
    os.replace(name, path)


def names(path: str) -> int:
    """How many names (hard links) a file has, of which only this one gets the new text."""
    try:
        return os.stat(path).st_nlink
    except OSError:
        return 1


def discard(name: str) -> None:
    """Remove a file that may be there."""
    with suppress(FileNotFoundError):
        os.unlink(name)


@contextmanager
def discarding(*files: str) -> Iterator[None]:
    """Remove the files where what is done in the meantime fails or is stopped."""
    try:
        yield
    except BaseException:
        for name in files:
            discard(name)
        raise


def write(path: Path | str, data: bytes, backup: str | None = None) -> None:
    """Write `data` to `path`, whole or not at all, safe from a power cut. Raises OSError."""
    token = new_token()
    name = stage(str(path), data, token, sync=True)
    with discarding(name):
        commit(name, str(path), token, backup)
