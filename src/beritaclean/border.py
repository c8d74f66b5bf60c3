"""Where a headline ends inside a flattened line: `Baca juga: Judul Berita Lain Presiden mengatakan …`.

The border is looked for among the words in capitals before the first small content word, because a
headline in title case has none and a sentence soon has one. Each place is weighed: does its word open
sentences (a lexicon counted on real text), how many capitals follow before the sentence shows itself,
could the headline end there, is there glue ("LainPresiden"), a double blank or a "?" before it. The
earliest place that is nearly as good as the best one is taken, so that doubt leaves words of the
headline behind and never takes a word of the article.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import lru_cache

from beritaclean.lazy import Lazy
from beritaclean.shapes import FUNCTION, SMALL, VOCABULARY, core
from beritaclean.tokens import Token
from beritaclean.tokens import tokens as tokens_of
from beritaclean.words import closers, common, word_lists

LONGEST = 260
"""A headline is never longer than this, in characters."""

MARGIN = 1.3
"""How much worse than the best place (in nats) an earlier one may be and still be taken."""

TITLED = -3.0
"""What a word that prose writes small costs (in nats) when it stands in capitals behind a sentence's first word."""

SECOND = 8
"""So many words between two joints are a second headline; subheadings are shorter."""

DOUBT = 2.0
"""The same where the best place is no good one, below `SURE`."""

SURE = 0.8
"""A place of this weight (in nats) is a good one."""

STRONG = 25
"""A word of this weight in the lexicon opens a sentence nearly always ("Sementara", "Namun", "Menurut")."""

# A verb in capitals belongs to a headline.
_TELLS = Lazy(
    r"(?:m[ae][mn]?(?:ngata|nyata|njelas|nutur|nyampai|ngungkap|nambah|negas|nyebut|nilai|ngaku|minta|mbenar|ndorong"
    r"|mberi|ngimbau|ngingat|mastik|masti)(?:kan)?|berharap|berujar|juga|pun|sendiri|adalah|merupakan|sebelumnya"
    r"|kata|ujar|tutur)\b"
)
_NOUN = Lazy(r"(?:Pe[mnr]?|Ke)\p{Ll}{4,}an(?:nya)?|\p{Lu}\p{Ll}{4,}nya")
_VERB = Lazy(r"(?:Me[mnl]|Ber|Ter|Di[a-z])\p{Ll}{3,}")
_STOP = Lazy(r"""[.!?…]["”’')]*$""")
_OPEN_END = Lazy(r"""(?:[!?…]|\.\.\.)["”’)]*$""")
_SHORT_NAME = Lazy(r"\(\p{Lu}[\p{L}-]{1,14}\)[,.]?$")
OPENS = 10
"""A word of this weight in the lexicon may well open a sentence, behind a small word of a headline in sentence case."""

SHORT_PLAIN = 13
"""Behind so many words, a headline in sentence case more likely ended at the first name that could open a sentence."""

LONGEST_PLAIN = 22
"""A headline in sentence case is never longer than this, in words."""

LATER = 10
"""So many words behind the first small one an opener may still show that the headline goes on until there."""

_DAYS = frozenset({"Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Jum'at", "Sabtu", "Minggu", "Ahad"})
_CLOSING = Lazy(r"""[,.!?]?["”][,.]?$""")
_FULL_STOP = Lazy(r"\p{L}{3}\.[\"”]?$")
_LINKS = frozenset(
    (
        "setelah",
        "jika",
        "terkait",
        "asal",
        "melalui",
        "gegara",
        "via",
        "ketika",
        "selama",
        "sebelum",
        "sesama",
    )
)
"""Small words that headlines in title case hold now and then."""

_POINTERS = frozenset({"Ini", "Itu", "Para", "Sang", "Begini"})
_SPANS = frozenset({"Hari", "Malam", "Pagi", "Siang", "Sore", "Pekan", "Minggu", "Bulan", "Tahun", "Saat", "Kali"})
_UNKNOWN = (-12, 6)
"""The weights of a word that the lexicon does not have: names follow an opening word."""


def _place(
    tokens: list[Token], at: int, small: int, openers: Mapping[str, tuple[int, int]], names: Container[str]
) -> float:
    """How well a sentence could begin at token `at`, the first small content word being `small`."""
    token, before, roles = tokens[at], tokens[at - 1], word_lists()["roles"]
    letters = core(token.text)
    score = openers.get(letters, _UNKNOWN)[0] / 10
    score += _named(tokens, at, small, names, score)
    if token.quoted:
        score = max(score, 0.0) + (7.0 if _is_speech(tokens, at) else 1.5)
    elif not letters:
        score = -2.0
    capitals = titled = 0.0
    for between in tokens[at + 1 : small]:
        inside = core(between.text)
        if inside not in openers and inside[:1].isupper() and inside.lower() in common():
            titled += TITLED
        elif inside[:1].isupper():
            verb = inside not in openers and _VERB.match(inside)
            capitals += (-2.0 if verb else openers.get(inside, _UNKNOWN)[1] / 10) - 0.8
        elif inside not in SMALL:
            capitals -= 0.5
    # "Sementara itu, Kepala Dinas Sosial Kabupaten …": a strong opener stands many capitals.
    score += max(capitals, -3.0) if openers.get(letters, _UNKNOWN)[0] >= STRONG else capitals
    score += titled
    if token.glued:
        score += 5.0
    elif token.gap > 1:
        score += 3.0
    if any(_same(tokens, at, length) for length in (1, 2, 3)):
        score += 4.0  # "… Film Malam Kelam Malam Kelam bercerita": the sentence takes up the headline's last words
    if _STOP.search(before.text):
        score += 1.0 if before.text.endswith((".", ".”")) and not before.text.endswith("..") else 3.0
    tail = core(before.text)
    score += max(-3.0, min(1.5, closers().get(tail, 0) / 10))
    if (tail in SMALL and tail.islower()) or before.text.endswith((",", ":", "-", "–", "&", "/", "(")):
        score -= 9.0
    plain = letters.lower() in common() or _NOUN.fullmatch(letters)
    if at == small - 1 and plain and letters not in roles:
        score += (
            2.0  # "… Kerja Sama | Kasus ini berawal": prose writes it small, so it opens the sentence or is none of it
        )
    if any(passed.quoted and _is_speech(tokens, number) for number, passed in enumerate(tokens[1:at], 1)):
        score -= 8.0  # speech has begun: the sentence opens with it
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


def _later(tokens: list[Token], small: int, openers: Mapping[str, tuple[int, int]], names: Container[str]) -> int:
    """The opener in capitals that no stop precedes, a few words behind the first small word; 0 where none is.

    No sentence writes "Menurut" so in its midst: what stands before it is the headline, small words and all.
    """
    for at in range(small + 1, min(small + LATER, len(tokens))):
        before, letters = tokens[at - 1], core(tokens[at].text)
        if before.text[-1] in '.,!?…:;"”’)' or before.text[0] in '"“':
            return 0
        if openers.get(letters, _UNKNOWN)[0] >= STRONG and tokens[at].text[0].isupper() and letters not in names:
            return at
    return 0


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
        return -2.0
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


def headline_end(
    text: str,
    start: int,
    limit: int,
    openers: Mapping[str, tuple[int, int]],
    *,
    names: Container[str] = frozenset(),
    many: bool = False,
) -> tuple[int, bool]:
    """Where the headline that begins at `start` ends, and whether that is sure.

    `limit` is the offset that it cannot pass (the line's end, the next marker). The end lies after the
    headline's last character; with False, nothing of the headline should be taken. `names` are words that
    the article uses as names; `many` allows several headlines glued to one another.
    """
    limit = min(limit, start + LONGEST)
    tokens = tokens_of(text, start, limit, names)
    if not tokens:
        return start, False
    cut = limit == start + LONGEST
    small = next((i for i, token in enumerate(tokens) if i and token.small and not _in_title(tokens, i)), None)
    if small is None:
        if not many and (glue := next((i for i, token in enumerate(tokens) if token.glued and i > 3), None)):
            return tokens[glue - 1].end, True
        return (tokens[-1].end, True) if not cut and len(tokens) <= 26 else (start, False)
    if small <= 3:
        return _plain_case(tokens, openers, start, cut, names)
    first, last = (3, small) if many else _line_end(tokens, small)
    places = [
        (i, _place(tokens, i, small, openers, names))
        for i in range(first, last + 1)
        if tokens[i].capital or tokens[i].quoted
    ]
    if not places:
        return start, False
    best = max(score for _, score in places)
    if best < SURE and (opener := _later(tokens, small, openers, names)):
        return tokens[opener - 1].end, True
    if best < -4.5:
        return start, False
    chosen = next(i for i, score in places if score >= best - (MARGIN if best >= SURE else DOUBT))
    return tokens[chosen - 1].end, True


def _in_title(tokens: list[Token], at: int) -> bool:
    """Whether the small word `at` links two parts of a headline: the next one is in capitals where prose is small."""
    if tokens[at].text not in _LINKS or at + 1 >= len(tokens):
        return False
    return tokens[at + 1].text[0].isupper() and core(tokens[at + 1].text).lower() in common()


def _line_end(tokens: list[Token], small: int) -> tuple[int, int]:
    """Between which tokens the border lies, a lost line end (glue, a double blank) being where it is at the latest.

    What stands behind one may be a subheading, glued in its turn; of `SECOND` words and more, three of which no
    sentence writes in capitals, it is a second headline.
    """
    ends = [i for i in range(4, small + 1) if tokens[i].glued or tokens[i].gap > 1]
    if not ends:
        return 3, small
    rest = (ends[1] if len(ends) > 1 else small) - ends[0]
    if rest >= SECOND and tokens[ends[0]].glued:
        if len(ends) > 1:
            return 3, ends[1]
        if (
            sum(
                core(token.text)[:1].isupper() and core(token.text).lower() in common()
                for token in tokens[ends[0] + 1 : small]
            )
            > 2
        ):
            return ends[0] + 5, small
    return 3, ends[0]


def _plain_case(
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
        weight = openers.get(letters, _UNKNOWN)[0]
        closed = _STOP.search(before.text) is not None
        if closed and before.text.rstrip('"”’)').endswith(".") and not before.text.endswith(".."):
            if len(core(before.text)) > 2:
                return start, False  # a headline has no full stop: a whole sentence was passed
            continue
        linked = (core(before.text) in SMALL and before.text.islower()) or before.text.endswith(
            (":", "-", "–", "/", "(")
        )
        if token.glued or _is_speech(tokens, i) or (token.gap > 1 and weight > 0):
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
    if not cut and len(tokens) <= 20 and not _STOP.search(tokens[-1].text):
        return tokens[-1].end, True
    return start, False


def _is_speech(tokens: list[Token], at: int) -> bool:
    """Whether token `at` opens a quotation that a comma or a stop closes, as speech does and a title does not."""
    if tokens[at].text[0] not in '"“':
        return False
    for token in tokens[at : at + 60]:
        if _CLOSING.search(token.text):
            return token.text.rstrip('"”')[-1:] in tuple(",.!?") or token.text[-1] in ",."
    return len(tokens) - at > 12
