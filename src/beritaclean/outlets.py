"""Which outlet a text comes from: what the user says, its URL, or its own signs."""

from __future__ import annotations

from collections.abc import Callable

import regex

from beritaclean.limits import Limited
from beritaclean.rulebook import Outlet, Rulebook, RuleError
from beritaclean.words import compiled

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


def by_signs(text: str, rulebook: Rulebook) -> str | None:
    """The key of the outlet whose sign stands earliest in the text's ends, or None."""
    ends = text if len(text) <= HEAD + TAIL else f"{text[:HEAD]}\n{text[-TAIL:]}"
    best: tuple[int, str] | None = None
    for known in rulebook.outlets:
        for sign in known.signs:
            match = sign_of(known, sign).search(ends)
            if match and (best is None or match.start() < best[0]):
                best = (match.start(), known.key)
    return best[1] if best else None


def sign_of(outlet: Outlet, sign: str) -> regex.Pattern[str] | Limited:
    """A sign of an outlet, ready to be searched for; one from outside has a time limit."""
    pattern = compiled(sign)
    return pattern if outlet.trusted else Limited(pattern, f"outlet {outlet.key}: sign {sign!r}")
