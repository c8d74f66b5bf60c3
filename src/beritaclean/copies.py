"""Whether a text can hold a paragraph twice: a proof that it does not, at a tenth of what looking for copies costs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from beritaclean.repeats import HEAD, LONG
from beritaclean.reruns import LONG_LINE

MANY = 500
"""Lines from which on this is no longer cheap."""

_KEPT = b"0123456789abcdefghijklmnopqrstuvwxyz\n"
_OTHERS = bytes(set(range(256)) - set(_KEPT) - set(_KEPT.upper()))
_STOPPED = bytes(set(_OTHERS) - set(b".!?"))
_ENDS = re.compile(rb"[a-z0-9A-Z]{0,12}[.!?]")


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
            if width >= 2 * least - 1 or filled < HEAD:
                return True
        elif width >= 2 * LONG - 1 and data.find(key, 0, start) >= 0:
            return True
        seen.add(key)
        filled += 1
    return any(len(line) > LONG_LINE and _may_rerun(line) for line in stripped)


def _may_rerun(line: str) -> bool:
    """Whether `reruns` could find that `line` holds a sentence twice: two stops stand behind the same letters."""
    if "…" in line:
        return True
    ends = _ENDS.findall(line.encode("utf-8", "surrogatepass").translate(None, _STOPPED))
    return len(set(ends)) < len(ends)
