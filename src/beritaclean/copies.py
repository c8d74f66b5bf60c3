"""Whether a text can hold a paragraph twice: a proof that it does not, at a tenth of what looking for copies costs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from beritaclean.lazy import Lazy
from beritaclean.repeats import HEAD, LONG
from beritaclean.reruns import LONG_LINE

SHORT = 4
"""Words that a headline has at least."""

MANY = 500
"""Lines from which on this is no longer cheap."""

_KEPT = b"0123456789abcdefghijklmnopqrstuvwxyz\n"
_OTHERS = bytes(set(range(256)) - set(_KEPT) - set(_KEPT.upper()))
# Where a sentence of `reruns` ends.
_END = Lazy(r"""[.!?…]["”’)]{0,2}(?=\s|["“‘(]?\p{Lu}\p{Ll}|$)""")
# The same more loosely, in bytes: each stop ends one, and letters beyond ASCII do not count.
_TOLD = "“”‘’–—•"
_STOP = bytes.maketrans(b"!?", b"..")
_WITHOUT_STOPS = bytes(set(_OTHERS) - set(b".!?"))
_OTHER = Lazy(r"[\W_]+")
NEAR_END = 40
"""So many characters before its end tell most sentences apart."""
SHARED = 20
"""So many letters at the ends of two sentences are compared."""
ENOUGH = 8
"""So many sentences that come again in a row tell that more may."""
OFTEN = 8
"""A sentence that comes more often is left to `reruns`, which is linear."""


def may_repeat(text: str, stripped: Sequence[str], least: int) -> bool:
    """Whether `repeats` could find a line of `least` words and more; `stripped` are the text's lines, stripped.

    Two keys of `repeats` that are equal, or of which one holds the other, are so without their letters beyond ASCII,
    too. A word and the blank after it take two characters.
    """
    data = text.encode("utf-8", "surrogatepass").translate(None, _OTHERS)
    keys = data.split(b"\n")
    if len(keys) > MANY:
        return True  # to look for each line in all above it would be quadratic; `repeats` has an index
    starts = accumulate((len(key) + 1 for key in keys), initial=0)
    seen: set[bytes] = set()
    filled = 0
    for key, line, start in zip(keys, stripped, starts, strict=False):
        if not line:
            continue
        width = len(line)
        if not key:
            if width >= 2 * least - 1:
                return True
        elif key in seen:
            if len(line.split()) >= (SHORT if filled < HEAD else least):
                return True
        elif width >= 2 * LONG - 1 and data.find(key, 0, start) >= 0 and len(line.split()) >= LONG:
            return True
        seen.add(key)
        filled += 1
    return any(len(line) > LONG_LINE and _may_rerun(line) for line in stripped)


def _may_rerun(line: str) -> bool:
    """Whether `reruns` could find a run of sentences in `line` that follows right on one that ends in its letters."""
    if not _is_untold(line):
        parts = line.encode("utf-8").translate(_STOP, _WITHOUT_STOPS).split(b".")
        ends = [part[-SHARED:] for part in parts if part]
        if len(set(ends)) == len(ends):
            return False
    tails = [tail for sentence in _END.split(line) if (tail := _tail(sentence))]
    if len(set(tails)) == len(tails):
        return False
    places: dict[str, list[int]] = {}
    for at, tail in enumerate(tails):
        olds = places.setdefault(tail, [])
        if len(olds) > OFTEN or any(_again(tails, old, at) for old in olds):
            return True
        olds.append(at)
    return False


def _is_untold(line: str) -> bool:
    """Whether a line holds characters beyond ASCII other than the usual marks."""
    if not line.isascii():
        for mark in _TOLD:
            line = line.replace(mark, "")
    return not line.isascii()


def _again(tails: Sequence[str], old: int, at: int) -> bool:
    """Whether all between the sentences `old` and `at` may come again behind `at`; the last of all may break off."""
    if 2 * at - old > len(tails):
        return False
    end = min(at, old + ENOUGH, old + len(tails) - 1 - at)
    return all(tails[place] == tails[place + at - old] for place in range(old + 1, end))


def _tail(sentence: str) -> str:
    """The last letters and digits of a sentence."""
    tail = _OTHER.sub("", sentence[-NEAR_END:])
    if len(tail) < SHARED and len(sentence) > NEAR_END:
        tail = _OTHER.sub("", sentence)
    return tail[-SHARED:]
