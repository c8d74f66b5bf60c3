"""Where a headline in sentence case ends inside a flattened line: its capitals are names, or the next sentence."""

from __future__ import annotations

from collections.abc import Container, Mapping

from beritaclean.lazy import Lazy
from beritaclean.shapes import FUNCTION, SMALL, core
from beritaclean.tokens import Token, is_speech
from beritaclean.weights import STOP, STRONG, UNKNOWN
from beritaclean.words import common, word_lists

OPENS = 10
"""A word of this weight in the lexicon may well open a sentence, behind a small word of a headline in sentence case."""

SHORT_PLAIN = 13
"""Behind so many words, a headline in sentence case more likely ended at the first name that could open a sentence."""

LONGEST_PLAIN = 22
"""A headline in sentence case is never longer than this, in words."""

_TELLS = Lazy(
    r"(?:m[ae][mn]?(?:ngata|nyata|njelas|nutur|nyampai|ngungkap|nambah|negas|nyebut|nilai|ngaku|minta|mbenar|ndorong"
    r"|mberi|ngimbau|ngingat|mastik|masti)(?:kan)?|berharap|berujar|juga|pun|sendiri|adalah|merupakan|sebelumnya"
    r"|kata|ujar|tutur)\b"
)


def plain_case(
    tokens: list[Token], openers: Mapping[str, tuple[int, int]], start: int, cut: bool, names: Container[str]
) -> tuple[int, bool]:
    """The end of a headline in sentence case, whose capitals are names.

    It ends before a quotation, at glue, a stop or a strong opener; before a word in capitals that prose writes
    small, because only a sentence's first word is written so; and before names that tell or do something
    ("… di Kudus | Rina Kusuma mengatakan"). Names that follow on names are not parted: the headline's last ones stay.
    """
    doubt = 0  # where the first name stands that could open the sentence
    for i in range(4, min(len(tokens), LONGEST_PLAIN)):
        token, before = tokens[i], tokens[i - 1]
        if not (token.capital or token.quoted):
            continue
        letters = core(token.text)
        weight = openers.get(letters, UNKNOWN)[0]
        closed = STOP.search(before.text) is not None
        if closed and before.text.rstrip('"”’)').endswith(".") and not before.text.endswith(".."):
            if len(core(before.text)) > 2:
                return start, False  # a headline has no full stop: a whole sentence was passed
            continue
        linked = (core(before.text) in SMALL and before.text.islower()) or before.text.endswith(
            (":", "-", "–", "/", "(")
        )
        if token.glued or is_speech(tokens, i) or (token.gap > 1 and weight > 0):
            return before.end, True
        if linked or token.quoted or not letters:
            continue
        plain = letters[1:].islower() and (letters.lower() in common() or letters.lower() in FUNCTION)
        if weight >= STRONG or (closed and (plain or weight > 0)):
            return before.end, True
        if before.text.endswith(","):
            continue
        if plain:
            return (before.end if i <= SHORT_PLAIN else doubt or before.end), True
        if before.capital and len(core(before.text)) > 1:
            continue
        doubt = doubt or before.end
        if weight >= OPENS or letters in word_lists()["roles"] or letters in names:
            return doubt, True
        after = next((k for k in range(i + 1, len(tokens)) if not tokens[k].capital), None)
        if after is not None and after - i <= 7 and _TELLS.match(tokens[after].text):
            return before.end, True
    if not cut and len(tokens) <= 20 and not STOP.search(tokens[-1].text):
        return tokens[-1].end, True
    return start, False
