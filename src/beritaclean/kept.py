"""What is kept for the next start, in a file of the user's own: whole, checked, and nobody else's.

The folder is the user's cache folder. A file there is read only where it and its folder are the user's alone; it is
written whole or not at all. BERITACLEAN_CACHE=off does without.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import accumulate
from typing import Any
from zlib import crc32

MAGIC = b"beritaclean kept 2 %s\n" % sys.byteorder.encode()
"""What a file begins with: it holds numbers as this machine has them."""
MARSHAL = 4
"""The format that all Pythons from 3.4 on read."""

OLD = 30 * 24 * 3600
"""Seconds after which the file of another installation is taken for forgotten."""


def place(kind: str) -> str | None:
    """Where a kind of data is kept for this installation; None where nothing is to be kept."""
    if os.environ.get("BERITACLEAN_CACHE") == "off":
        return None
    if sys.platform == "win32":
        root = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        root = "~/Library/Caches"
    else:
        root = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    folder = os.path.join(os.path.expanduser(root), "beritaclean")
    if not os.path.isabs(folder):
        return None  # no home folder is known
    return os.path.join(folder, f"{kind}-{crc32(__file__.encode(errors='surrogateescape')):08x}.bin")


class Packed(Mapping[Any, memoryview]):
    """Stretches of one block of bytes, by key: what few starts need all of is not taken apart before it is asked for.

    `ends` holds, as unsigned integers of 32 bits, where the stretches end, in the order of `keys`; None: 0, 1, 2 ...
    """

    def __init__(self, keys: Sequence[Any] | None, block: memoryview, ends: bytes) -> None:
        count = len(ends) // 4
        self._places = range(count) if keys is None else dict(zip(keys, range(count), strict=True))
        self._block = block
        self._ends = memoryview(ends).cast("I")

    def __getitem__(self, key: Any) -> memoryview:
        place = self._places[key]
        return self._block[self._ends[place - 1] if place else 0 : self._ends[place]]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: object) -> bool:
        return key in self._places


def wrapped(data: dict[str, Any], packed: Mapping[str, Mapping[Any, bytes]] | None = None) -> bytes:
    """Data (of marshal's own types) as `unwrapped` reads them; those of `packed` are `Packed` then."""
    from array import array  # late: only the making of a file needs it

    blocks, ends = [], {}
    for name, each in (packed or {}).items():
        blocks.append(b"".join(each.values()))
        keys = None if list(each) == list(range(len(each))) else list(each)
        ends[name] = (keys, array("I", accumulate(map(len, each.values()))).tobytes(), len(blocks[-1]))
    front = marshal.dumps({**data, "packed": ends}, MARSHAL)
    body = b"%08x%s%s" % (len(front), front, b"".join(blocks))
    return MAGIC + b"%08x\n" % crc32(body) + body


def unwrapped(data: bytes) -> dict[str, Any] | None:
    """The data again; None where they are not whole, or another version's."""
    head = len(MAGIC) + 9
    if not data.startswith(MAGIC) or data[len(MAGIC) : head] != b"%08x\n" % crc32(body := memoryview(data)[head:]):
        return None
    try:
        at = 8 + int(bytes(body[:8]), 16)
        found = marshal.loads(body[8:at])
        for name, (keys, ends, size) in found.pop("packed").items():
            found[name] = Packed(keys, body[at : at + size], ends)
            at += size
    except (EOFError, TypeError, ValueError, AttributeError, KeyError):
        return None
    return found if isinstance(found, dict) else None


def read(path: str | None) -> dict[str, Any] | None:
    """The data of a file in the user's cache folder; None where there are none, or where they may be another's."""
    if path is None or not is_mine(path):
        return None
    try:
        with open(path, "rb") as file:
            return unwrapped(file.read())
    except OSError:
        return None


def is_mine(path: str) -> bool:
    """Whether a file and its folder belong to the user alone."""
    if not hasattr(os, "getuid"):
        return True  # on Windows the folder is inside the user's profile
    try:
        stats = [os.stat(os.path.dirname(path)), os.stat(path)]
    except OSError:
        return False
    return all(stat.st_uid == os.getuid() and not stat.st_mode & 0o022 for stat in stats)


def write(path: str | None, data: bytes) -> None:
    """Keep data for the next start, if that can be done, and clear away what no start has asked for in a long time."""
    if path is None:
        return
    folder, name = os.path.split(path)
    temporary = os.path.join(folder, f".{name}.{os.getpid()}")
    try:
        os.makedirs(os.path.dirname(folder), exist_ok=True)
        with suppress(FileExistsError):
            os.mkdir(folder, 0o700)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
        os.replace(temporary, path)
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name != name and entry.is_file() and entry.stat().st_mtime < time.time() - OLD:
                    os.unlink(entry.path)
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)
