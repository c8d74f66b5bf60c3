"""Did you mean: the known name that is nearest to a wrong one."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str:
    """ "; did you mean 'byline'?" for a name that is nearly a known one, "" for others; to be put behind a message.

    >>> nearest("bylin", ["ad", "byline"])
    "; did you mean 'byline'?"
    """
    from difflib import get_close_matches  # late: only mistakes need it

    found = get_close_matches(name.lower().replace("_", "-"), sorted(known), 1, 0.6)
    return f"; did you mean {found[0]!r}?" if found else ""
