"""Which outlet a text comes from: what the user says, its URL, or its own signs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from beritaclean.limits import Limited
from beritaclean.rulebook import Outlet, Rulebook, RuleError
from beritaclean.words import compiled

if TYPE_CHECKING:
    import regex

HEAD = 3000
TAIL = 1500
"""Signs are looked for in this many characters at the two ends of a text."""


def detect(
    text: str,
    rulebook: Rulebook,
    outlet: str | None = None,
    url: str | None = None,
    *,
    shown: Callable[[str], str | None] | None = None,
) -> str | None:
    """The key of the outlet that `text` comes from, or None where nothing shows it.

    `outlet` (a key or a domain) goes first, then the host of `url`, then the signs in the text: the
    outlet whose sign stands earliest (`shown` may tell that in a faster way). Raises RuleError for an outlet
    without a rule file, and RunawayPattern for a sign of the user's that takes too long.
    """
    if outlet:
        key = outlet.lower()
        if any(known.key == key for known in rulebook.outlets):
            return key
        if found := _by_host(key, rulebook):
            return found
        raise RuleError(f"no outlet is called {outlet!r}: see `beritaclean rules list --outlets`")
    if url and (found := _by_host(_host(url), rulebook)):
        return found
    return shown(text) if shown else by_signs(text, rulebook)


def named(rulebook: Rulebook, outlet: str | None, url: str | None) -> tuple[str, tuple[str, ...]]:
    """What an outlet is called by, one without rules too, and its names in small letters.

    It is the key of its rules; without any, what `outlet` says, or the host of `url`; "" where both are None.
    """
    given = (outlet or _host(url or "")).lower().removeprefix("www.")
    key = _by_host(given, rulebook) or given
    for known in rulebook.outlets:
        if known.key == key:
            names = {key, known.name.lower(), *known.domains, *(each.split(".")[0] for each in known.domains)}
            return key, tuple(sorted(names))
    return given, (given, given.split(".")[0]) if given else ()


def _host(url: str) -> str:
    from urllib.parse import urlsplit  # late: it imports much

    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""  # "https://[foto]": it tells no outlet, the text may


def _by_host(host: str, rulebook: Rulebook) -> str | None:
    host = host.lower().rstrip(".")
    for known in rulebook.outlets:
        if any(host == domain or host.endswith(f".{domain}") for domain in known.domains):
            return known.key
    return None


class Sign(NamedTuple):
    """What shows an outlet in a text: the pattern, where it stands (offset in characters), and what is there."""

    outlet: str
    pattern: str
    start: int
    text: str


def by_signs(text: str, rulebook: Rulebook) -> str | None:
    """The key of the outlet whose sign stands earliest in the text's ends, or None."""
    best = sign(text, rulebook)
    return best.outlet if best else None


def sign(text: str, rulebook: Rulebook) -> Sign | None:
    """The sign that stands earliest in the text's ends, or None."""
    whole = len(text) <= HEAD + TAIL
    ends = text if whole else f"{text[:HEAD]}\n{text[-TAIL:]}"
    best: tuple[int, str, str, str] | None = None
    for known in rulebook.outlets:
        for pattern in known.signs:
            match = sign_of(known, pattern).search(ends)
            if match and (best is None or match.start() < best[0]):
                best = (match.start(), known.key, pattern, match[0])
    if best is None:
        return None
    start, outlet, pattern, found = best
    return Sign(outlet, pattern, start if whole or start <= HEAD else start - HEAD - 1 + len(text) - TAIL, found)


def sign_of(outlet: Outlet, sign: str) -> regex.Pattern[str] | Limited:
    """A sign of an outlet, ready to be searched for; one from outside has a time limit."""
    pattern = compiled(sign)
    return pattern if outlet.trusted else Limited(pattern, f"outlet {outlet.key}: sign {sign!r}")
