"""The headline of a page, looked for above its body, and the deck below it."""

from __future__ import annotations

from collections import Counter

from beritaclean.dumps import Profile
from beritaclean.paragraphs import Dump, is_credited
from beritaclean.shapes import is_headline, is_prose, words
from beritaclean.topics import subjects

LEAD = 60
"""Words of the body's opening that a headline shares its topic with."""

OPENING = 6
"""Paragraphs that those words are taken from."""


def headline(page: Dump, start: int, known: Profile) -> int | None:
    """The row of the headline above the paragraph `start`; None where no row is good enough.

    What counts: topic words that the lead takes up, a copy further up (the page's title), title case, dates and
    bylines below it. A sentence, a credit or a photo's button above speak against it, and so does distance.
    """
    first = page.groups[start].first
    opening = " ".join(group.text for group in page.groups[start : start + OPENING])
    lead = subjects(" ".join(words(opening)[:LEAD]))
    copies = Counter(row.casefold() for row in page.rows[: first + 1])
    best: tuple[float, int] | None = None
    dated = signed = False
    for at in range(first - 1, max(-1, first - 1 - int(known.place["headline"])), -1):
        row, kind = page.rows[at], page.told[at]
        if kind:
            dated, signed = dated or kind.id == "stamp", signed or kind.id == "byline"
            continue
        if not 3 <= len(words(row)) <= 25:
            continue
        mine = subjects(row)
        score = 4.0 * len(mine & lead) / max(3, len(mine)) - 0.05 * (first - at) + 4.0 * dated + 1.5 * signed
        score += 2.0 * (copies[row.casefold()] > 1) + 1.0 * is_headline(row)
        above = page.told[at - 1] if at else None
        score -= 6.0 * (above is not None and above.id == "byline")  # a writer's name
        score -= 2.0 * any(above and above.id == "photo" for above in page.told[max(0, at - 2) : at])
        score -= 2.0 * (row.endswith(".") or is_credited(row)) + 2.0 * is_prose(row) + 4.0 * row.endswith(("-", "–"))
        if best is None or score > best[0]:
            best = (score, at)
    if best and best[0] >= known.place["headline_score"]:
        return best[1]
    return next(
        (at for at in range(min(3, first)) if is_headline(page.rows[at]) and subjects(page.rows[at]) & lead), None
    )


def deck(page: Dump, headline: int | None, first: int) -> int | None:
    """The row of a deck: a sentence right below the headline, above the body's `first` row."""
    at = -1 if headline is None else headline + 1
    if 0 < at < first and page.told[at] is None and is_prose(page.rows[at]) and not is_credited(page.rows[at]):
        return at
    return None
