"""How far a match reaches: the values of a rule's `until` (rules/README.md has one line for each)."""

from __future__ import annotations

from collections.abc import Callable

from beritaclean.border import headline_end
from beritaclean.document import Line, Page
from beritaclean.lazy import Lazy
from beritaclean.shapes import (
    FARTHEST,
    core,
    ends_sentence,
    is_headline,
    is_listed,
    is_loose_headline,
    is_prose,
    is_quoted,
    lower_words,
    title_ratio,
    words,
)
from beritaclean.topics import Names, heads_next, subjects
from beritaclean.words import compiled, openers

MOST_HEADLINES = 8
"""A list of teasers below a lone marker is never longer than this, in lines."""

LONGEST_TITLE = 80
"""What is glued to the next sentence and longer than this, in characters, may be a headline and a subheading."""

SECOND_TITLE = 9
"""A second headline below a marker for one has so many words and more."""

HEADING = 9
"""A subheading has no more words than this."""

LONGEST_LAST = 80
"""The paragraph below a prompt to watch a video is never longer than this, in words."""
_LONGER = Lazy(rf"(?:\s*+\S++){{{LONGEST_LAST + 1}}}")

NEAREST = 1000
"""The next marker is looked for in so many characters behind a marker."""

_NEXT = r"""(?x)\L<offers>
    |(?:Baca|BACA|Simak|Lihat|Tonton|Saksikan|SIMAK|LIHAT)[ ]?(?:Juga|juga|JUGA|Artikel|Selengkapnya)\b
    |Baca[ ]?:|Pilihan[ ](?:Editor|editor)|Halaman[ ](?:Selanjutnya|Berikutnya|\d)|\b\d+[ ]dari[ ]\d+[ ]halaman
    |(?<=\s)\d{1,2}\.[ ](?=\p{Lu}\p{Ll})
    |ADVERTISEMENT|SCROLL[ ]TO|Advertisement\b|\[Gambas:|\([^\W\d]{2,5}/[^\W\d]{2,5}\)|Video:|Saksikan[ ]Video
    |(?:Editor|Pewarta|Penulis|Reporter|Redaktur|Sumber|Foto|Copyright|COPYRIGHT)[ ]?[:©]|Copyright[ ]©
    """
_SENTENCE = Lazy(r"""[.!?…]["”’)]{0,2}(?=\s|$|["“]?\p{Lu}\p{Ll})""")
_GLUED = Lazy(r"(?<=\p{Ll}{2})\p{Lu}\p{Ll}{2}")
_PARTED = Lazy(r"\p{Ll}{3}[.!?][\"”]? ?\p{Lu}\p{Ll}")
_WORDS = Lazy(r"\S+")
_CLOCK = Lazy(r"\d{1,2}[.:]\d{2}")
_JUNK = " \t:;-–—|>»•"


def _match(page: Page, start: int, end: int) -> int | None:
    """`match`: what the pattern matches, no more."""
    return end


def _line(page: Page, start: int, end: int) -> int | None:
    """`line`: to the end of the line, where no sentence follows."""
    line = page.line_at(max(start, end - 1))
    rest = page.text[end : min(line.end, end + FARTHEST)]
    return None if is_prose(rest.strip()) else line.end


def _sentence(page: Page, start: int, end: int) -> int | None:
    """`sentence`: to the end of the sentence that the match begins, within its line."""
    line = page.line_at(max(start, end - 1))
    match = _SENTENCE.search(page.text, max(start, end - 1), min(line.end, end + 400))
    if match:
        return int(match.end())
    return line.end if line.end - end <= 250 else None


def _headline(page: Page, start: int, end: int) -> int | None:
    """`headline`: the headline after the marker, in its line or, where the marker is alone, below it."""
    line = page.line_at(max(start, end - 1))
    after = end
    while after < line.end and page.text[after] in _JUNK:
        after += 1
    if after >= line.end:
        return _below(page, line, end, 1 if ":" in page.text[start : line.end] else MOST_HEADLINES)
    whole = line.end
    while page.text[whole - 1].isspace():
        whole -= 1
    rest = page.text[after : min(whole, after + FARTHEST)]
    before = page.text[line.start : min(start, line.start + FARTHEST)].strip()
    if not before and whole - after <= FARTHEST and _is_title(rest):
        return whole
    limit = whole
    # What follows further on changes nothing: no title of so few words is so long.
    if following := compiled(_NEXT).search(page.text, after + 1, min(whole, after + NEAREST)):
        limit = following.start()
    if (
        limit - after <= FARTHEST
        and _is_title(page.text[after:limit].rstrip())
        and (not _mixed(page.text[after:limit]) or (limit < whole and _is_short_title(page.text[after:limit])))
        and (limit < whole or not ends_sentence(page.text[max(after, whole - NEAREST) : whole]))
    ):
        return after + len(page.text[after:limit].rstrip())
    many = ":" not in page.text[start:after]
    border, sure = headline_end(page.text, after, limit, openers(), names=Names(page.text, after), many=many)
    if not sure:
        return None
    glued = border < line.end and not page.text[border].isspace()
    if glued and border - after > LONGEST_TITLE and not _GLUED.search(page.text, after, border):
        return _above_heading(page.text, after, border, line.end)
    return border


def _above_heading(text: str, start: int, border: int, end: int) -> int:
    """Where the headline from `start` to `border` ends, a subheading being run together with it.

    A subheading is glued to the paragraph that takes up two of its words and more ("… Keluarga Saya Sifat Amanah
    PemimpinSifat amanah seorang pemimpin …"). What stands before those words is left, too: it may belong to it.
    """
    below = subjects(" ".join(words(text[border : min(end, border + 300)])[:25]))
    found = [match.span() for match in _WORDS.finditer(text, start, border)]
    shared = [number for number, (at, to) in enumerate(found) if number > 3 and subjects(text[at:to]) & below]
    shared = [number for number in shared if number >= len(found) - HEADING]
    if len(shared) < 2:
        return border
    last = max(3, shared[0] - 2)
    while last > 3 and text[found[last][0]].isdigit():
        last -= 1  # "10 Cara …"
    return found[last][1]


def _bare_headline(page: Page, start: int, end: int) -> int | None:
    """`bare headline`: as `headline`, but a marker without a colon may have lost its headline.

    Where the words after it could open a sentence, or the border is not sure, the marker goes alone.
    """
    line = page.line_at(max(start, end - 1))
    rest = page.text[end : min(line.end, end + FARTHEST)].strip()
    first = core(words(rest)[0]) if rest else ""
    opens = openers().get(first, (-12, 0))[0] > 5
    if opens or is_quoted(rest) or is_prose(" ".join(words(rest)[:5]) + "."):
        return end
    return _headline(page, start, end) or end


def _is_title(text: str) -> bool:
    """Whether all of `text` is one headline: short, without a sentence inside or a full stop at its end."""
    if not 2 <= len(words(text)) <= 26 or _GLUED.search(text) or _PARTED.search(text):
        return False
    if text.endswith(".") and not text.endswith("...") and lower_words(text):
        return False
    return lower_words(text) == 0 or not ends_sentence(text) or text.endswith(("?", "!", "..."))


def _is_short_title(text: str) -> bool:
    """Whether a text before the next marker is too short to hold a headline and a sentence without its stop."""
    return len(words(text)) <= 14 and not ends_sentence(text) and not text.rstrip().endswith((",", '"', "”"))


def _mixed(text: str) -> bool:
    """Whether a text opens like a headline in title case and goes on with small words, as a sentence would."""
    return lower_words(text) > 0 and ("  " in text.strip() or lower_words(" ".join(words(text)[:4])) == 0)


def _below(page: Page, line: Line, end: int, most: int) -> int:
    """The headlines below a lone marker; the marker alone where none follows, or none is sure.

    A marker with a colon announces one headline, one without announces a list; a longer one that is no subheading
    follows the one as well.
    """
    rows = page.filled
    at = page.filled_index(line.start) + 1
    taken, last = end, line.number
    for count, row in enumerate(rows[at : at + MOST_HEADLINES]):
        text = row.stripped.lstrip("-•·*– ")
        gap = row.number - last
        if count >= most and not _is_second(page, at + count, gap):
            break
        if count and gap > (1 if taken == end else 2):
            break
        following = rows[at + count + 1].stripped if at + count + 1 < len(rows) else ""
        if not (_sure(text, count) or (not count and _likely(text, following))):
            break
        taken, last = row.end, row.number
    return taken


def _is_second(page: Page, at: int, gap: int) -> bool:
    """Whether the filled line `at` is one more headline: a longer one between blank lines, or the last line.

    `gap` is how many lines lie between it and the headline above.
    """
    row, below = page.filled[at], page.filled[at + 1 : at + 2]
    apart = not below or (gap > 1 and below[0].number > row.number + 1)
    return apart and len(words(row.text)) >= SECOND_TITLE and not heads_next(page, row.start, row.end)


def _sure(text: str, count: int) -> bool:
    if is_listed(text) or (count and (len(words(text)) < 5 or _CLOCK.search(text))):
        return False
    return is_headline(text) and not is_prose(text) and not (is_quoted(text) and ends_sentence(text))


def _likely(text: str, following: str) -> bool:
    """Whether the first line below a marker is a headline in sentence case: no stop, and prose goes on after."""
    if is_listed(text) or not is_loose_headline(text) or is_prose(text) or len(words(text)) < 5:
        return False
    opens = following[:1]
    return title_ratio(text) >= 0.35 and (not opens or opens.isupper() or opens in "\"“'‘" or opens.isdigit())


def _headlines(page: Page, start: int, end: int) -> int | None:
    """`headlines`: to the end of the line, and the lines below it as long as they are headlines."""
    line = page.line_at(max(start, end - 1))
    return max(_below(page, line, line.end, MOST_HEADLINES), line.end)


def _last_paragraph(page: Page, start: int, end: int) -> int | None:
    """`last paragraph`: to the end of the text, where one paragraph follows at most; else the match alone."""
    line = page.line_at(max(start, end - 1))
    below = len(page.filled) - 1 - page.filled_index(line.end)
    longer = below > 1 or _LONGER.match(page.text, end) is not None
    return end if longer else len(page.text.rstrip())


REACHES: dict[str, Callable[[Page, int, int], int | None]] = {
    "match": _match,
    "line": _line,
    "sentence": _sentence,
    "headline": _headline,
    "bare headline": _bare_headline,
    "headlines": _headlines,
    "last paragraph": _last_paragraph,
}
"""The vocabulary of `until`: from a page and a match's offsets to the offset where the removal ends."""
