"""What a page is about and how it goes on: does a line head the next paragraph, is this a fact check, a poem?"""

from __future__ import annotations

from functools import lru_cache

from beritaclean.codes import M
from beritaclean.document import Page
from beritaclean.lazy import Lazy
from beritaclean.shapes import FUNCTION, core, ends_sentence, is_headline, is_listed, is_prose, words

_FACT_CHECK = Lazy(
    r"\b(?:cek fakta|pemeriksaan fakta|hasil (?:periksa|cek|penelusuran) fakta|turnbackhoax|kategori:? "
    r"(?:hoaks|hoax|disinformasi)|narasi ?:|\[?(?:salah|hoax|hoaks|klarifikasi)\] ?:|misleading content|"
    r"false context|fabricated content|impostor content|konten yang menyesatkan|tim periksa fakta)"
)
FACT_WORDS = (
    *("cek fakta", "pemeriksaan fakta", "hasil periksa fakta", "hasil cek fakta", "hasil penelusuran fakta"),
    *("tim periksa fakta", "turnbackhoax", "kategori hoaks", "kategori: hoaks", "kategori hoax", "kategori: hoax"),
    *("kategori disinformasi", "kategori: disinformasi", "narasi:", "narasi :", "salah]:", "salah] :", "hoax]:"),
    *("hoax] :", "hoaks]:", "hoaks] :", "klarifikasi]:", "klarifikasi] :", "misleading content", "false context"),
    *("fabricated content", "impostor content", "konten yang menyesatkan"),
)
"""One of these stands in each match of _FACT_CHECK."""

BEFORE = 40
"""Characters before a word that tell one place from another."""

_LYRICS = Lazy(r"\b(?:lirik|chord|kunci gitar)\b")
_NAME = r"""(\p{Lu}[\p{L}'’-]+(?:[ ]\p{Lu}[\p{L}'’-]+)?)(?=[ ]\p{Ll}{3,}|[.,"”])"""
# One for each way to begin, because the alternatives in one pattern take three times as long.
_SUBJECTS = (
    Lazy(rf"""^["“]?{_NAME}""", M),
    Lazy(rf"""[.!?…]["”’)]{{0,2}}[ ]?["“]?{_NAME}"""),
    Lazy(
        rf"""\b(?:kata|ujar|tutur|ucap|ungkap|jelas|imbuh|tambah|sebut|papar|terang|tandas|tegas)(?:nya)?[ ]{_NAME}"""
    ),
)
_HUMP = Lazy(r"(?<=\p{Ll})\p{Lu}(?=\p{Ll})")
_CARD = Lazy(r"(?m)^img_title$")
_STEM = Lazy(r"(?:nya|lah|kah|pun|an|kan|i)$")


def is_fact_check(page: Page) -> bool:
    """Whether the page checks a claim: it then quotes boilerplate as evidence."""
    return _is_fact_check(page.text)


TEXTS = 2
"""Texts whose measures are kept: the one in work and its source; more would keep large documents in memory."""


@lru_cache(maxsize=TEXTS)
def _is_fact_check(text: str) -> bool:
    folded = text.lower()
    if not any(word in folded for word in FACT_WORDS):
        return False
    found = set()
    for match in _FACT_CHECK.finditer(folded):
        found.add(match[0])
        if len(found) > 1:
            return True
    return bool(found) and folded.count("hoaks") + folded.count("hoax") >= 3


def is_verse(page: Page, start: int) -> bool:
    """Whether the text around `start` is a poem, a song or a list: four short lines in a row without a stop.

    A page that names lyrics or chords twice is one as a whole.
    """
    if _sings(page.text):
        return True
    at = page.filled_index(start)
    rows = page.filled[max(0, at - 3) : at + 4]
    run = 0
    for row in rows:
        text = row.stripped
        run = run + 1 if len(words(text)) <= 8 and not ends_sentence(text) else 0
        if run >= 4:
            return True
    return False


@lru_cache(maxsize=TEXTS)
def _sings(text: str) -> bool:
    return len(_LYRICS.findall(text.lower())) > 1


@lru_cache(maxsize=TEXTS)
def links_early(text: str) -> bool:
    """Whether the page prints links between its first paragraphs, as outlets with that habit do.

    A lone headline stands between blank lines below the first or the second paragraph, or the card of another
    article at the end: pages that print no links have subheadings further down only.
    """
    page = Page(text)
    if _CARD.search(text):
        return True
    paragraphs = 0
    for number, row in enumerate(page.filled):
        if is_prose(row.stripped):
            paragraphs += 1
            if paragraphs > 2:
                return False
        elif paragraphs and len(words(row.stripped)) >= 5 and is_headline(row.stripped):
            below = page.filled[number + 1 : number + 2]
            above = page.lines[row.number - 2].text
            if not is_listed(row.stripped) and not above.strip() and (not below or below[0].number > row.number + 1):
                return True
    return False


def subjects(text: str) -> set[str]:
    """The words of `text` that carry its topic, roughly stemmed."""
    found = set()
    for word in words(text):
        letters = core(word).lower()
        if len(letters) >= 4 and letters not in FUNCTION:
            found.add(_STEM.sub("", letters) if len(letters) > 6 else letters)
    return found


def heads_next(page: Page, start: int, end: int) -> bool:
    """Whether the line is taken up by the paragraph below it, as a subheading is.

    A subheading has two to eight words and shares one of its topic words with the opening 25 words of
    the next paragraph; a longer one must share half of them. A line that names what the headline or the
    paragraph above names says nothing, so those words do not count unless the line is short.
    """
    rows = page.filled
    at = page.filled_index(page.line_at(start).start)
    if at + 1 >= len(rows):
        return False
    mine = subjects(page.text[start:end])
    if not mine:
        return True
    below = subjects(" ".join(words(rows[at + 1].stripped)[:30]))
    shared = mine & below
    count = len(words(page.text[start:end]))
    if count <= 6:
        return bool(shared)
    return len(shared) * 2 >= len(mine) if count <= 8 else len(shared) * 5 >= len(mine) * 3


AROUND = 20_000
"""So many characters before and behind a place two words are looked for that stand side by side elsewhere."""


class Names:
    """The names of a text, looked for when a word is first asked for: many borders are clear without them.

    `at` is the place, in characters, that they are asked for.
    """

    __slots__ = ("_at", "_text")

    def __init__(self, text: str, at: int = 0) -> None:
        self._text = text
        self._at = at

    def __contains__(self, word: object) -> bool:
        if not isinstance(word, str) or word.islower():
            return False
        # Two words that stand side by side elsewhere, too, are one name.
        return word in names(self._text) or (" " in word.strip() and self._beside(word))

    def _beside(self, pair: str) -> bool:
        return self._text.count(pair, max(0, self._at - AROUND), self._at + AROUND) > 1


@lru_cache(maxsize=TEXTS)
def names(text: str) -> frozenset[str]:
    """The words, and pairs of words, that `text` uses as names of whom it speaks of.

    They open a sentence right before a small word, or stand behind a verb of speech; words with a capital
    inside count where they stand in two places that differ, because glue does not come twice but in a copy.
    """
    found: set[str] = set()
    for subject in _SUBJECTS:
        for match in subject.finditer(text):
            found.update((match[1], *match[1].split()))
    seen: dict[str, str] = {}
    end = 0
    for match in _HUMP.finditer(text):
        if match.start() < end:
            continue  # the same word
        start, end = match.start() - 1, match.end()
        while start and text[start - 1].isalpha():
            start -= 1
        while end < len(text) and text[end].isalpha():
            end += 1
        if start and text[start - 1].isdecimal():
            continue
        before = text[max(0, start - BEFORE) : start]
        if seen.setdefault(text[start:end], before) != before:
            found.add(text[start:end])
    return frozenset(found)
