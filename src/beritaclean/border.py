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

from beritaclean.plain import plain_case
from beritaclean.shapes import SMALL, core
from beritaclean.tokens import Token
from beritaclean.tokens import tokens as tokens_of
from beritaclean.weights import STRONG, UNKNOWN, place
from beritaclean.words import common

LONGEST = 260
"""A headline is never longer than this, in characters."""

MARGIN = 1.3
"""How much worse than the best place (in nats) an earlier one may be and still be taken."""

DOUBT = 2.0
"""The same where the best place is no good one, below `SURE`."""

SURE = 0.8
"""A place of this weight (in nats) is a good one."""

SECOND = 8
"""So many words between two joints are a second headline; subheadings are shorter."""

LATER = 10
"""So many words behind the first small one an opener may still show that the headline goes on until there."""

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

_QUESTIONS = frozenset({"Apa", "Apakah", "Bagaimana", "Berapa", "Kapan", "Kenapa", "Mengapa", "Siapa"})
_POINTERS = frozenset({"Alasan", "Begini", "Ini", "Itu", "Sebab", "Soal", "Tentang"})


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
        return plain_case(tokens, openers, start, cut, names)
    first, last = (3, small) if many else _line_end(tokens, small)
    places = [
        (i, place(tokens, i, small, openers, names))
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
    return tokens[_before_question(tokens, chosen) - 1].end, True


def _before_question(tokens: list[Token], at: int) -> int:
    """The border `at`, or the one before a question that begins without a mark and ends there.

    "… Selama Mudik Bagaimana Modusnya?": a subheading may follow the headline.
    """
    if tokens[at - 1].text.endswith("?"):
        for asks in range(at - 2, max(4, at - 6), -1):
            if tokens[asks].text in _QUESTIONS and tokens[asks - 1].text[-1].isalnum():
                before = core(tokens[asks - 1].text)
                return at if before in _POINTERS or before in SMALL else asks
    return at


def _later(tokens: list[Token], small: int, openers: Mapping[str, tuple[int, int]], names: Container[str]) -> int:
    """The opener in capitals that no stop precedes, a few words behind the first small word; 0 where none is.

    No sentence writes "Menurut" so in its midst: what stands before it is the headline, small words and all.
    """
    for at in range(small + 1, min(small + LATER, len(tokens))):
        before, letters = tokens[at - 1], core(tokens[at].text)
        if before.text[-1] in '.,!?…:;"”’)' or before.text[0] in '"“':
            return 0
        if openers.get(letters, UNKNOWN)[0] >= STRONG and tokens[at].text[0].isupper() and letters not in names:
            return at
    return 0


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
