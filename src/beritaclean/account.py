"""The account as edits of the repaired source, and the way back: from the clean text and the edits to the source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from beritaclean.cleaner import Cleaned


class AccountError(ValueError):
    """Edits that do not fit the text that is to be restored; the message says where."""


class Edit(NamedTuple):
    """A change of the source at the offset `start`, in characters: `text` was taken away, `put` stands instead."""

    start: int
    text: str
    put: str = ""


def digest(text: str) -> str:
    """What tells two texts apart: BLAKE2b of their UTF-8 bytes, 16 bytes long, in hexadecimal digits."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def tidying(cleaned: Cleaned, text: str) -> tuple[Edit, ...]:
    """What was changed besides the removals: blanks, line ends, and breaks that were mended inside a page.

    `text` is the clean text as it is written, which may lack the final line end of `cleaned.text`. With the
    removals these are all edits that lead from `cleaned.source` to `text`.
    """
    source, removals = cleaned.source, cleaned.removals
    found: list[Edit] = []
    number = 0  # the first removal that is not passed yet
    pieces = ((0, 0), *cleaned.pieces, (len(cleaned.text), len(source)))  # the first one may lead to a later place
    for (place, origin), (next_place, next_origin) in pairwise(pieces):
        kept = text[place : min(next_place, len(text))]
        put, at = "", origin + len(kept)
        if at > next_origin or not source.startswith(kept, origin):
            put, at = kept, origin
        while number < len(removals) and removals[number].start < next_origin:
            _add(found, Edit(at, source[at : removals[number].start]))
            at = removals[number].end
            number += 1
        _add(found, Edit(at, source[at:next_origin], put))
    return tuple(found)


def _add(found: list[Edit], edit: Edit) -> None:
    """Add an edit that changes something; one with the edit before it, if they touch."""
    if found and found[-1].start + len(found[-1].text) == edit.start:
        before = found.pop()
        edit = Edit(before.start, before.text + edit.text, before.put + edit.put)
    if edit.text or edit.put:
        found.append(edit)


def edits(removals: Iterable[tuple[int, str]], tidied: Iterable[Edit]) -> list[Edit]:
    """All edits in order: removals, as offsets and texts, and what tidying changed."""
    return sorted([*(Edit(start, text) for start, text in removals), *tidied], key=lambda edit: edit.start)


def restored(text: str, changes: Sequence[Edit]) -> str:
    """The source that `changes`, in order, made `text` of. Raises AccountError where they do not fit."""
    parts: list[str] = []
    at = done = 0  # how far the text has been read, and the source been written
    for start, taken, put in changes:
        end = at + start - done
        if start < done or end > len(text) or not text.startswith(put, end):
            raise AccountError(f"the edit at character {start} of the source does not fit")
        parts += (text[at:end], taken)
        at, done = end + len(put), start + len(taken)
    parts.append(text[at:])
    return "".join(parts)
