"""Write an index of headlines, sorted in runs on disk, so that memory does not grow with their number."""

from __future__ import annotations

import heapq
import os
import sys
from array import array
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from beritaclean.batch.write import commit, discard, fresh, new_token, temporary
from beritaclean.titles import HEAD, HEADER, MAGIC, VERSION, entry

RUN = 1 << 20
"""Headlines that are sorted in memory at a time (some 80 MB)."""

_BLOCK = 1 << 13


class _Sorted:
    """Numbers of 64 bits, given in any order and read back sorted, each one once."""

    def __init__(self, size: int, folder: str) -> None:
        self._size, self._folder = size, folder
        self._held: list[int] = []
        self._runs: list[IO[bytes]] = []

    def add(self, number: int) -> None:
        self._held.append(number)
        if len(self._held) >= self._size:
            file = TemporaryFile(dir=self._folder)  # noqa: SIM115 (it is read later, and goes when it is closed)
            self._runs.append(file)
            array("Q", sorted(set(self._held))).tofile(file)
            self._held.clear()

    def __iter__(self) -> Iterator[int]:
        last = -1
        for number in heapq.merge(sorted(set(self._held)), *map(_read, self._runs)):
            if number != last:
                yield number
            last = number

    def close(self) -> None:
        for file in self._runs:
            file.close()


def _read(file: IO[bytes]) -> Iterator[int]:
    file.seek(0)
    while data := file.read(8 * _BLOCK):
        yield from array("Q", data)


def write_index(path: Path, titles: Iterable[str], *, run: int = RUN) -> int:
    """Write the index of repaired `titles` to `path`, whole or not at all; the number of headlines in it.

    Titles that are too short or too long to be told are left out. Equal sets of titles give equal files. Raises
    OSError.
    """
    token = new_token()
    name = temporary(str(path), token)
    folder = os.path.dirname(name)
    os.makedirs(folder, exist_ok=True)
    heads, wholes = _Sorted(run, folder), _Sorted(run, folder)
    try:
        for title in titles:
            if found := entry(title):
                heads.add(found[0])
                wholes.add(found[1])
        with fresh(name, str(path)) as file:
            file.write(bytes(HEADER.size))
            digest = blake2b(digest_size=16)
            counts = [_append(file, numbers, digest) for numbers in (heads, wholes)]
            file.seek(0)
            file.write(HEADER.pack(MAGIC, VERSION, HEAD, *counts, digest.digest()))
            file.flush()
            os.fsync(file.fileno())
        commit(name, str(path), token)
    except BaseException:
        discard(name)
        raise
    finally:
        heads.close()
        wholes.close()
    return counts[1]


def _append(file: IO[bytes], numbers: Iterable[int], digest: blake2b) -> int:
    count = 0
    block = array("Q")

    def flush() -> None:
        if sys.byteorder == "big":
            block.byteswap()
        data = block.tobytes()
        digest.update(data)
        file.write(data)

    for number in numbers:
        count += 1
        block.append(number)
        if len(block) == _BLOCK:
            flush()
            block = array("Q")
    flush()
    return count
