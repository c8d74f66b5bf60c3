"""What a line looks like: prose, a headline, a fragment; the measures that guards are made of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from beritaclean.lazy import Lazy
from beritaclean.words import word_list

SMALL = word_list("small")
"""Words that headlines in title case leave small."""

FUNCTION = SMALL | word_list("function")
"""Words that only sentences have many of."""

REMEMBERED = 4096
"""Texts whose measures are kept, so that guards need not take them again within a page."""

VOCABULARY = 32768
"""Words whose measures are kept: the same ones come again and again."""

FARTHEST = 4000
"""Characters of a line that its measures and the guards look at, so that their cost does not grow with the line."""

STEP = 16
"""Words that are looked at in one go."""

_CORE = Lazy(r"^\P{L}*(\p{L}(?:[\p{L}\p{M}'’\-]*[\p{L}\p{M}])?)")
_END = Lazy(r"""[.!?…:;]['"”’)\]»*~]*$""")
_STOPS = frozenset(".!?…")
_CLOSERS = "'\"”’)]»*~"
_LIST = Lazy(r"^(?:[-•·*▪●‣–—»]|\(?\d{1,3}[.)](?!\d)|\(?[a-zA-Z][.)]) ?")
_ADDRESS = Lazy(r"\p{L}\.\p{L}|[@/]")
_QUOTE = Lazy(r"""^["“”'‘’«]""")


@lru_cache(maxsize=REMEMBERED)
def _known_words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def words(text: str) -> tuple[str, ...]:
    """The words of `text`, parted by blanks, punctuation and all; those of a long one are not kept."""
    return _known_words(text) if len(text) < FARTHEST else tuple(text.split())


@lru_cache(maxsize=VOCABULARY)
def core(word: str) -> str:
    """A word without the punctuation around it ('"Kami,' gives 'Kami'); "" where it has no letter."""
    if word.isalpha():
        return word
    match = _CORE.match(word)
    return match[1] if match else ""


def ends_sentence(text: str) -> bool:
    """Whether `text` ends as a sentence does: a full stop, "!", "?" or "…", quotes and brackets apart."""
    return text.rstrip().rstrip(_CLOSERS)[-1:] in _STOPS


def is_listed(text: str) -> bool:
    """Whether a line opens with a bullet or a number, as the rows of lists do."""
    return _LIST.match(text.lstrip()) is not None


def is_quoted(text: str) -> bool:
    """Whether a line opens with a quotation mark."""
    return _QUOTE.match(text.lstrip()) is not None


@lru_cache(maxsize=REMEMBERED)
def title_ratio(text: str) -> float:
    """The share of words in capitals among the words that a headline in title case would write so.

    Small words ("di", "yang", …), numbers and words of one letter do not count; 0.0 where none is left.
    """
    counted = capital = 0
    for word in words(text):
        letters = core(word)
        if len(letters) < 2 or (letters.lower() in SMALL and letters.islower()):
            continue
        counted += 1
        capital += letters[0].isupper()
    return capital / counted if counted else 0.0


@lru_cache(maxsize=REMEMBERED)
def lower_words(text: str) -> int:
    """How many content words of `text` are written small: prose has many, headlines none."""
    return _lower(words(text))


def _lower(found: Sequence[str]) -> int:
    try:
        return sum(map(_LOWER.__getitem__, found))
    except KeyError:
        if len(_LOWER) > VOCABULARY:
            _LOWER.clear()
        return sum([_LOWER.setdefault(word, _is_lower(word)) for word in found])


_LOWER: dict[str, bool] = {}
"""Words that were asked for: is it a content word written small?"""


def _is_lower(word: str) -> bool:
    letters = core(word)
    return len(letters) > 1 and letters.islower() and letters not in SMALL and not _ADDRESS.search(word)


@lru_cache(maxsize=REMEMBERED)
def is_prose(text: str) -> bool:
    """Whether a line is a sentence or more of running text.

    Eight words of which three are small content words and a stop at the end; a longer line may do
    without the stop.
    """
    text = text[:FARTHEST]
    found = text.split()
    count = len(found)
    closed = count >= 5 and ends_sentence(text)
    if not closed and count < 12:
        return False
    least = max(2 if closed else 5, (count + 3) // 4)
    small = 0
    for at in range(0, count, STEP):
        small += _lower(found[at : at + STEP])
        if small >= least:  # long before the end, as a rule
            return True
    return False


@lru_cache(maxsize=REMEMBERED)
def is_headline(text: str) -> bool:
    """Whether a line has the shape of a headline in title case: four to twenty words, no full stop."""
    text = text.strip()
    found = words(text)
    if not 4 <= len(found) <= 22 or (is_listed(text) and not text[:1].isdigit()):
        return False
    if text.endswith((".", ",", ":", ";")) and not text.endswith(("...", ". .")):
        return False
    return title_ratio(text) >= 0.8


@lru_cache(maxsize=REMEMBERED)
def is_loose_headline(text: str) -> bool:
    """Whether a line could be a headline, in title case or in sentence case: 3 to 24 words, no stop."""
    text = text.strip()
    found = words(text)
    if not 3 <= len(found) <= 24:
        return False
    if text.endswith((".", ",", ":", ";")) and not text.endswith("..."):
        return False
    first = core(found[0])
    return not first or first[0].isupper() or found[0][0].isdigit()
