"""How well a sentence could begin at a word of a flattened line: the evidence, weighed in nats."""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import lru_cache

from beritaclean.lazy import Lazy
from beritaclean.shapes import SMALL, VOCABULARY, core
from beritaclean.tokens import Token, is_speech
from beritaclean.words import closers, common, word_lists

TITLED = -3.0
"""What a word that prose writes small costs (in nats) when it stands in capitals behind a sentence's first word."""

STRONG = 25
"""A word of this weight in the lexicon opens a sentence nearly always ("Sementara", "Namun", "Menurut")."""

UNKNOWN = (-12, 6)
"""The weights of a word that the lexicon does not have: names follow an opening word."""

STOP = Lazy(r"""[.!?…]["”’')]*$""")
"""The end of a sentence, or of a headline with a mark of its own."""

_VERB = Lazy(r"(?:Me[mnl]|Ber|Ter|Di[a-z])\p{Ll}{3,}")  # in capitals it belongs to a headline
_NOUN = Lazy(r"(?:Pe[mnr]?|Ke)\p{Ll}{4,}an(?:nya)?|\p{Lu}\p{Ll}{4,}nya")
_OPEN_END = Lazy(r"""(?:[!?…]|\.\.\.)["”’)]*$""")
_SHORT_NAME = Lazy(r"\(\p{Lu}[\p{L}-]{1,14}\)[,.]?$")
_FULL_STOP = Lazy(r"\p{L}{3}\.[\"”]?$")
_DAYS = frozenset({"Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Jum'at", "Sabtu", "Minggu", "Ahad"})
_WITH = frozenset({"Bersamaan", "Bertepatan", "Sehubungan", "Seiring", "Sejalan", "Sesuai", "Terkait"})
_POINTERS = frozenset({"Ini", "Itu", "Para", "Sang", "Begini"})
_SPANS = frozenset({"Hari", "Malam", "Pagi", "Siang", "Sore", "Pekan", "Minggu", "Bulan", "Tahun", "Saat", "Kali"})


def place(
    tokens: list[Token], at: int, small: int, openers: Mapping[str, tuple[int, int]], names: Container[str]
) -> float:
    """How well a sentence could begin at token `at`, the first small content word being `small`."""
    token, before, roles = tokens[at], tokens[at - 1], word_lists()["roles"]
    letters = core(token.text)
    score = openers.get(letters, UNKNOWN)[0] / 10
    score += _named(tokens, at, small, names, score)
    if token.quoted:
        score = max(score, 0.0) + (7.0 if is_speech(tokens, at) else 1.5)
    elif not letters:
        score = -2.0
    capitals = titled = 0.0
    for between in tokens[at + 1 : small]:
        inside = core(between.text)
        if inside not in openers and inside[:1].isupper() and inside.lower() in common():
            titled += TITLED
        elif inside[:1].isupper():
            verb = inside not in openers and _VERB.match(inside)
            capitals += (-2.0 if verb else openers.get(inside, UNKNOWN)[1] / 10) - 0.8
        elif inside not in SMALL:
            capitals -= 0.5
    # "Sementara itu, Kepala Dinas Sosial Kabupaten …": a strong opener stands many capitals.
    score += max(capitals, -3.0) if openers.get(letters, UNKNOWN)[0] >= STRONG else capitals
    score += titled
    if token.glued:
        score += 5.0
    elif token.gap > 1:
        score += 3.0
    if any(_same(tokens, at, length) for length in (1, 2, 3)):
        score += 4.0  # "… Film Malam Kelam Malam Kelam bercerita": the sentence takes up the headline's last words
    if STOP.search(before.text):
        score += 1.0 if before.text.endswith((".", ".”")) and not before.text.endswith("..") else 3.0
    tail = core(before.text)
    score += max(-3.0, min(1.5, closers().get(tail, 0) / 10))
    if (tail in SMALL and tail.islower()) or before.text.endswith((",", ":", "-", "–", "&", "/", "(")):
        score -= 9.0
    plain = letters.lower() in common() or _NOUN.fullmatch(letters)
    if at == small - 1 and plain and letters not in roles:
        # "… Kerja Sama | Kasus ini berawal": prose writes it small, so it opens the sentence or is none of it.
        score += 2.0
    if any(passed.quoted and is_speech(tokens, number) for number, passed in enumerate(tokens[1:at], 1)):
        score -= 8.0  # speech has begun: the sentence opens with it
    if letters in _WITH and at < small and tokens[at + 1].text == "dengan":
        score = max(score, 2.5)  # "Terkait dengan bonus itu, …"
    if letters in ("Ini", "Itu") and tail in _SPANS:
        score -= 9.0
    if before.text.replace(".", "").isdigit() and len(before.text) != 4 and letters.lower() in common():
        score -= 3.0  # "1.800 | Orang"
    if tail in _POINTERS or (not letters and before.text[-1].isdigit()):
        score -= 4.0
    if any(_has_full_stop(passed.text) for passed in tokens[: at - 1]):
        score -= 6.0  # a headline holds no full stop
    if _in_date(before.text, token.text):
        score -= 6.0
    if any(_has_open_end(inside.text) for inside in tokens[at:small]):
        score -= 12.0  # "… Vitamin D? Ini Penjelasannya...": the headline has not ended yet
    score -= 0.5 * max(0, 5 - at) + 0.25 * max(0, at - 14)
    return score


@lru_cache(maxsize=VOCABULARY)
def _has_full_stop(word: str) -> bool:
    return word.endswith((".", '."', ".”")) and _FULL_STOP.search(word) is not None


@lru_cache(maxsize=VOCABULARY)
def _has_open_end(word: str) -> bool:
    return _OPEN_END.search(word) is not None


def _in_date(before: str, word: str) -> bool:
    """Whether two words belong to one date ("16 | Desember", "Desember | 2031", "Jumat | 16")."""
    months = word_lists()["months"]
    if core(word) in months:
        return before.strip("(,").isdigit()
    return word[0].isdigit() and (core(before) in months or core(before) in _DAYS)


def _named(tokens: list[Token], at: int, small: int, names: Container[str], score: float) -> float:
    """What names and roles add to a place of the weight `score`.

    A role opens a sentence with its name ("Presiden Prabowo meminta"), so the name behind it does not; an
    abbreviation in brackets explains the words from its first letter on.
    """
    roles = word_lists()["roles"]
    before = tokens[at - 1].text
    behind = {core(token.text) for token in tokens[max(0, at - 4) : at]} & roles
    if core(before) in roles or _SHORT_NAME.match(before):
        return -3.0
    for short in range(at + 2, min(small + 1, at + 9)):
        if _SHORT_NAME.match(tokens[short].text) and tokens[short].text[1] == tokens[at].text[0]:
            return 3.0
    letters = core(tokens[at].text)
    if f"{core(before)} {letters}" in names:
        return 0.0
    if letters in roles:
        named = any(core(token.text) in names for token in tokens[at + 1 : small])
        return max(0.0, 1.0 - score) + (1.5 if named else 0.0)
    if letters in names and core(before) not in names and not behind and score < 2.0:
        return 2.0 - min(score, 0.0)
    return 0.0


def _same(tokens: list[Token], at: int, length: int) -> bool:
    """Whether the `length` words before token `at` come again right after it."""
    before, after = tokens[max(0, at - length) : at], tokens[at : at + length]
    return len(before) == len(after) == length and all(
        core(one.text) == core(two.text) != "" for one, two in zip(before, after, strict=True)
    )
