"""The headlines of a corpus as an index on disk, and where a text prints one of them.

A headline is known by its letters and digits alone, in small letters and without blanks, because scrapes lose blanks
at links. The file holds two sorted runs of 64-bit numbers (little-endian): *heads*, each a hash of a headline's first
`HEAD` letters with the headline's length in the lowest byte, and hashes of whole headlines. So a text is asked once
for each place at which a headline could begin, and hashed further only where one does begin so.
"""

from __future__ import annotations

import mmap
import re
import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

from beritaclean.lazy import Lazy

HEAD = 20
"""Letters and digits by which the beginning of a headline is known; shorter ones are not indexed."""

LONGEST = 255
"""Letters and digits of the longest headline that is indexed."""

FEWEST = 4
"""Words of the shortest headline that is indexed."""

MAGIC = b"BCTITLES"
VERSION = 1
HEADER = struct.Struct("<8sIIQQ16s")
"""Magic, version, `HEAD`, numbers of heads and of headlines, digest of all that follows."""

_NO_LETTER = re.compile(r"[\W_]+")
_LETTER = re.compile(r"[^\W_]")
# A capital or a digit where a headline could begin: not behind a word or a comma and one blank, as names stand, but
# for markers that have no colon; glued to a word, but not inside one.
_START = re.compile(
    r"[A-Z0-9](?:(?<![\w,] .)(?:(?<![A-Za-z0-9].)|(?<=[a-z].)|(?<=[0-9][A-Z])|(?<=[A-Z]{2}.)(?=[a-z]))"
    r"|(?<=[Uu][Gg][Aa] .)|(?<=[Dd]eh .)|(?<=[Nn]ih .))"
)
_GLUED = Lazy(r"(?<=\p{Ll}|\p{N}|\p{Lu}{2})(?:\p{Lu}|(?<=\p{L})\p{N})")


class TitlesError(ValueError):
    """An index of headlines that cannot be used; the message names the file."""


def key(text: str) -> str:
    """What a headline is known by: its letters and digits in small letters.

    >>> key("Harga Cabai Naik 10%, Pedagang: “Sepi”")
    'hargacabainaik10pedagangsepi'
    """
    return _NO_LETTER.sub("", text).casefold()


def entry(title: str) -> tuple[int, int] | None:
    """The two numbers (head, whole) of a repaired headline; None for one too short or too long to be told."""
    letters = key(title)
    if not HEAD <= len(letters) <= LONGEST or len(title.split()) < FEWEST:
        return None
    return _head(letters) | len(letters), _hash(letters)


def _hash(letters: str) -> int:
    return int.from_bytes(blake2b(letters.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _head(letters: str) -> int:
    return _hash(letters[:HEAD]) & ~0xFF


class Titles:
    """An index of headlines, mapped into memory, so that processes share it; it closes with the process.

    Raises TitlesError where the file is none, and OSError where it cannot be read.
    """

    def __init__(self, path: str | Path) -> None:
        with open(path, "rb") as file:
            header = file.read(HEADER.size)
            size = file.seek(0, 2)
            if len(header) < HEADER.size or header[: len(MAGIC)] != MAGIC:
                raise TitlesError(f"{path}: not an index of headlines; `beritaclean learn --titles` makes one")
            _, version, head, heads, count, digest = HEADER.unpack(header)
            if (version, head) != (VERSION, HEAD):
                raise TitlesError(f"{path}: an index of version {version}, and this is {VERSION}: make it anew")
            if size != HEADER.size + 8 * (heads + count):
                raise TitlesError(f"{path}: cut off or damaged: make it anew")
            numbers = _numbers(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        self.digest: str = digest.hex()
        self._heads, self._wholes = numbers[:heads], numbers[heads:]

    def __len__(self) -> int:
        return len(self._wholes)

    def __contains__(self, title: object) -> bool:
        return isinstance(title, str) and _holds(self._wholes, _hash(key(title)))

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Where `text` prints headlines (start, end in characters), in order and without overlap, the longest first.

        Punctuation at a headline's ends is not in them.
        """
        reached = 0
        for match in _START.finditer(text):
            if (start := match.start()) >= reached and (end := self._end(text, start)):
                yield start, end
                reached = end
                while (following := _LETTER.search(text, reached, reached + 8)) and (  # one headline after the other
                    end := self._end(text, following.start())
                ):
                    yield following.start(), end
                    reached = end

    def _end(self, text: str, start: int) -> int:
        """Where the longest headline that begins at `start` ends; 0 where none does."""
        letters = key(text[start : start + 3 * HEAD])
        if len(letters) < HEAD:
            return 0
        head = _head(letters)
        at = bisect_left(self._heads, head)
        lengths: list[int] = []
        while at < len(self._heads) and self._heads[at] & ~0xFF == head:
            lengths.append(self._heads[at] & 0xFF)
            at += 1
        if not lengths:
            return 0
        ends = _ends(text, start, lengths[-1])
        for length in reversed(lengths):
            end = ends.get(length)
            if end and _is_border(text, end) and _holds(self._wholes, _hash(key(text[start:end]))):
                return end
        return 0


def _ends(text: str, start: int, most: int) -> dict[int, int]:
    """For each number of letters and digits from `start` on, up to `most`: the offset behind the last of them."""
    ends: dict[int, int] = {}
    count = 0
    for match in _LETTER.finditer(text, start, start + 4 * most):
        count += len(match[0].casefold())
        ends[count] = match.end()
        if count >= most:
            break
    return ends


def _is_border(text: str, end: int) -> bool:
    """Whether a word ends before `end`, or is glued to the next one there."""
    return not _LETTER.match(text, end) or _GLUED.match(text, end) is not None


def _holds(numbers: Sequence[int], number: int) -> bool:
    at = bisect_left(numbers, number)
    return at < len(numbers) and numbers[at] == number


def _numbers(data: mmap.mmap) -> Sequence[int]:
    if sys.byteorder == "little":
        return memoryview(data)[HEADER.size :].cast("Q")
    numbers = array("Q", data[HEADER.size :])
    numbers.byteswap()
    return numbers
