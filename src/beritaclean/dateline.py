"""Datelines in the rows of a dump: a place and an outlet that open an article, often parted by links."""

from __future__ import annotations

from collections.abc import Sequence

from beritaclean.lazy import Lazy
from beritaclean.shapes import core, words

MOST = 6
"""Words of the longest dateline."""

DASHES = ("-", "–", "—", "--")

_SITE = r"[\p{L}\d-]{1,63}+\.(?i:com|co\.id|id|co|net|tv)"
_TOWN = r"\p{Lu}[\p{L}. ]{2,40}"
_NAMES = r"(?:\p{Lu}[\p{L}.()/'’-]*+[ ,]{1,2})"
_THEN = r"(?:[ ]{1,2}(?:-{1,2}|[–—])[ ]?|(?:-{1,2}|[–—])[ ])"
_ALONE = Lazy(
    rf"(?:\p{{Lu}}[\p{{L}}./() ]{{1,40}},?[ ])?(?:{_SITE}|\p{{Lu}}{{3,}})(?:,[ ]{_TOWN})?"
    r"|\p{Lu}{3}[\p{Lu}., ]{0,40}"
)
_PLACE = Lazy(rf"(?:\p{{Lu}}[\p{{L}}.'’()/-]*+,?[ ]?){{1,5}}|(?:{_TOWN},[ ])?{_SITE}(?:,[ ]{_TOWN})?")
_OUTLET_PLACE = Lazy(rf"{_SITE},[ ]{_TOWN}|(?:\p{{Lu}}{{3,40}}+[ ]?){{1,4}},[ ]{_SITE}")
_DASH = Lazy(r"[-–—](?:\s|$)")
_OPENING = Lazy(
    rf"(?:{_NAMES}{{0,5}}(?:{_SITE}|VIVA\w{{0,30}}+|\p{{Lu}}{{4,40}}+|\(?ANTARA\)?)(?:,?[ ]?\(?{_TOWN}\)?)?"
    rf"|\p{{Lu}}[\p{{L}}.]+(?:[ ,]{{1,2}}\p{{Lu}}[\p{{L}}.]+){{0,3}}){_THEN}(?=[\"“'‘(\p{{L}}\d])"
    r"|\p{Lu}{4,}(?:[ ]\p{Lu}{3,})*[-–—](?=\p{Lu}\p{Ll})"
    rf"|(?:{_TOWN},[ ])?[\p{{L}}\d-]{{1,63}}+\.(?i:com|co\.id)"
    r"(?:,[ ]\p{Lu}[\p{L}.]+(?:[ ]\p{Lu}[\p{L}.]+)?)?[ ](?=[\"“\p{Lu}])"
)
_OUTLET = Lazy(
    rf"{_NAMES}{{0,4}}\(?(?:[\p{{L}}\d-]{{1,63}}+\.(?:com|COM|co\.id|CO\.ID)|VIVA\w{{0,30}}+|ANTARA)\)?"
    rf"(?:,[ ]{_TOWN})?{_THEN}"
)


def is_dateline(text: str) -> bool:
    """Whether a line is a place and an outlet alone, as links leave them: "JAKARTA, KOMPAS.com", "VIVA"."""
    return len(words(text)) <= MOST and _ALONE.fullmatch(text.rstrip(" -–—")) is not None


def opens(rows: Sequence[str], at: int, *, named: bool = False) -> bool:
    """Whether a row begins a dateline: a place or an outlet, with the dash at its end or in the row below.

    Links part datelines in many ways: "Jakarta" / "-", "VIVA" / "– Ketua", "BOGOR" / ", KOMPAS.com" / "- Ketua".
    With `named`, a name and a dash in one row is none, as bylines have it ("Budi Santoso -").
    """
    text = rows[at].rstrip()
    below = rows[at + 1] if at + 1 < len(rows) else ""
    bare = text.rstrip(" -–—")
    if _OUTLET_PLACE.fullmatch(bare):
        return True
    if not _PLACE.fullmatch(bare) or len(words(bare)) > MOST:
        return False
    if below in DASHES:
        return True
    if bare != text:
        return not named or is_dateline(bare)
    if _DASH.match(below):
        return is_dateline(bare)
    after = rows[at + 2] if at + 2 < len(rows) else ""
    parts = below.lstrip(", ").rstrip(" -–—")
    return below[:1] == "," and is_dateline(parts) and (parts != below.lstrip(", ") or _DASH.match(after) is not None)


def has_dateline(text: str) -> bool:
    """Whether a paragraph opens with a dateline: an outlet's name, or a place and a dash."""
    return _OPENING.match(text) is not None


def names_outlet(text: str) -> bool:
    """Whether a line opens with an outlet's dateline and goes on as a sentence, though links may have parted it."""
    match = _OUTLET.match(text)
    return match is not None and any(core(word).islower() for word in words(text[match.end() :])[1:])
