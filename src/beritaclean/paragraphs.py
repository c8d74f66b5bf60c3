"""The paragraphs of a dump: its rows put together where links broke them, each with its score and the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from beritaclean.codes import I, X
from beritaclean.dumps import Kind, Profile, kinds
from beritaclean.lazy import Lazy
from beritaclean.rejoin import breaks
from beritaclean.shapes import core, ends_sentence, is_headline, is_listed, is_prose, lower_words, words

SMALL_SHARE = 0.4
"""The share of words in small letters that running text has at least; headlines in title case have less."""

LONG = 14
"""Words of a paragraph that needs no stop at its end."""

WHOLE = 50
"""Words of a flattened article or a part of one, of which half as many small words are enough."""

_CODE = Lazy(r"(?<!\s)\s*+[(\[][a-z]{2,6}(?:/[a-z\d]{1,8}){0,4}[)\]]$")
_SPACED = Lazy(r" (?=[,.;:!?%)\]”’](?:\s|\W|$))")
_BARE = Lazy(r"(?i)(?:baca|simak|lihat|tonton|saksikan)(?: juga| pula)?(?: video)? ?:?(?: ?[\"“])?")
_CREDIT = Lazy(
    r"""\((?!\d)[^()]*(?:/|\b(?:foto|photo|dok|ist|istimewa|afp|ap|reuters|antara|getty|shutterstock|pixabay|instagram|
    twitter|youtube|ilustrasi|sumber|net)\b|\.com?\b|\.id\b)[^()]*\)[.]?$
    |\b(?:foto|photo)[ ]?[:/][^.]{0,60}[.]?$|(?-i:\bDok\b)[^.]{0,60}[.]?$""",
    X | I,
)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that are one paragraph: `first` to `last` (both in), their text joined, their score."""

    first: int
    last: int
    text: str
    score: float
    reason: str
    kind: Kind | None

    @property
    def prose(self) -> bool:
        """Whether it is a paragraph of running text."""
        return self.kind is None and is_running(_CODE.sub("", self.text))


@dataclass(frozen=True, slots=True)
class Dump:
    """A page as the finder sees it: its rows, their kinds, its paragraphs, and the rows whose line end is mended."""

    rows: tuple[str, ...]
    told: tuple[Kind | None, ...]
    groups: tuple[Group, ...]
    joined: tuple[bool, ...]


def dump(rows: Sequence[str], known: Profile) -> Dump:
    """The page that filled rows (without blanks at their ends) are."""
    told = kinds(rows, known)
    bars = {at for at, kind in enumerate(told) if kind} | _titles(rows, told) | _captions(told)
    joined = breaks(rows, bars)
    return Dump(tuple(rows), told, _groups(rows, told, joined, known), joined)


def is_running(text: str) -> bool:
    """Whether a paragraph is running text: prose, or a sentence of which many words, function words too, are small."""
    if is_prose(text):
        return True
    found = [core(word) for word in words(text)]
    small = sum(word.islower() for word in found)
    if ends_sentence(text) and len(found) < WHOLE:
        return len(found) >= 6 and small >= SMALL_SHARE * len(found)
    if len(found) >= WHOLE:
        return small * 2 >= SMALL_SHARE * len(found)
    return len(found) >= LONG and small >= SMALL_SHARE * len(found)


def is_bare_marker(text: str) -> bool:
    """Whether a row is the marker of a link alone: "Baca juga:"."""
    return _BARE.fullmatch(text) is not None


def is_credited(text: str) -> bool:
    """Whether a credit ends a line, as captions have it: "(Foto: Antara/Budi)"."""
    return _CREDIT.search(text) is not None


def _titles(rows: Sequence[str], told: Sequence[Kind | None]) -> set[int]:
    """The rows that are the title of a link: the one below a bare marker ("Baca juga:")."""
    found = set()
    for at, kind in enumerate(told[:-2]):
        if kind and kind.id == "link" and is_bare_marker(rows[at]):
            below = at + 2 if rows[at + 1] == ":" else at + 1
            if not is_prose(rows[below]):
                found |= {at + 1, below}
    return found


def _captions(told: Sequence[Kind | None]) -> set[int]:
    """The rows below the button of a photo: a caption, or a credit."""
    return {at + 1 for at, kind in enumerate(told[:-1]) if kind and kind.id == "photo"}


def _groups(
    rows: Sequence[str], told: Sequence[Kind | None], joined: Sequence[bool], known: Profile
) -> tuple[Group, ...]:
    found: list[Group] = []
    start = 0
    for at in range(len(rows)):
        if at < len(joined) and joined[at]:
            continue
        text = _SPACED.sub("", " ".join(rows[start : at + 1]))
        kind = told[start] if start == at else None
        found.append(Group(start, at, text, *_score(_CODE.sub("", text), kind, known), kind))
        start = at + 1
    return tuple(found)


def _score(text: str, kind: Kind | None, known: Profile) -> tuple[float, str]:
    if kind:
        return kind.score, kind.reason
    count = len(words(text))
    if is_running(text):
        return known.score["prose"] + known.score["word"] * min(count, known.score["words"]), "prose"
    if ends_sentence(text) and count >= 3 and lower_words(text):
        return known.score["sentence"], "a short sentence"
    if is_listed(text):
        return known.score["listed"], "the row of a list"
    if count >= 4 and is_headline(text):
        return known.score["headline"], "a headline"
    return known.score["short"], "a short line"
