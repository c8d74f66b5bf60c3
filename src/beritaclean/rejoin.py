"""Sentences that a dump broke at links and emphasis: which line breaks to mend, and the view with them mended."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from itertools import accumulate

from beritaclean.dateline import DASHES, is_dateline, opens
from beritaclean.document import View
from beritaclean.lazy import Lazy
from beritaclean.shapes import FUNCTION, SMALL, core, ends_sentence, is_listed, is_prose, lower_words, words
from beritaclean.tidy import edited
from beritaclean.words import word_lists

HANGING = (SMALL - {"ini", "itu", "usai", "jadi", "para"}) | {
    *("setelah", "sebelum", "ketika", "sehingga", "sementara", "tetapi", "namun"),
    *("adalah", "beberapa", "bahwa", "ialah", "menurut", "mengatakan", "para", "sebuah", "seorang", "seperti"),
}
"""Small words that no sentence ends with."""

SHORT = 6
"""A link or an emphasised name has up to so many words."""

HANGS = 6
"""Words of a line without a stop that is no subheading but a sentence broken off."""

VERSE = 8
"""Words of the longest line of a song."""

AROUND = 9
"""More short lines than this in a row, none of them a piece of a sentence, are a song, a table or a menu."""

RUN = 4
"""So many short lines in capitals may stand in a row between two pieces of one sentence."""

_CLOSING = Lazy(r"""(?:[,;:!?%)\]”’]|\.(?!\w)|"(?:[\s,.;:!?)]|$))""")
_OPENING = Lazy(r"""[(\[“‘]$""")
_DASH = Lazy(r"[-–—](?:\s|$)")
_LINE_ENDS = Lazy(r"[^\S\n]*\n\s*")
_ENDS_DASH = Lazy(r"(?:^|\s|\w)[-–—]$")


def starts_low(text: str) -> bool:
    """Whether a line goes on with a sentence: a small letter opens it."""
    return text[:1].islower() and not is_listed(text)


def is_closing(text: str) -> bool:
    """Whether a line opens with what ends a clause: ",", ".", ")", a closing quotation mark."""
    return _CLOSING.match(text) is not None


def unfinished(text: str) -> bool:
    """Whether a line cannot be the end of a sentence: a function word, a comma, a bracket or a dash ends it."""
    if text.endswith((",", "(", "“", "‘", "/", "&")) or _ENDS_DASH.search(text):
        return True
    last = text.rsplit(None, 1)[-1]
    return last in HANGING


def is_fragment(text: str) -> bool:
    """Whether a line could be a link's or an emphasised name's text: few words, no stop, no bullet."""
    return len(words(text)) <= SHORT and not ends_sentence(text) and not text.endswith(":") and not is_listed(text)


def breaks(rows: Sequence[str], bars: Collection[int] = ()) -> tuple[bool, ...]:
    """For each row but the last, whether the break after it stands inside a sentence.

    `rows` are filled lines without blanks at their ends; `bars` are rows that belong to no sentence (markers,
    menus, headlines of links). A break is mended where the next row cannot begin a sentence (a comma, a small
    letter), where this one cannot end it (a function word, an open bracket), and around the short rows in
    capitals that links leave between such pieces. Nothing is joined to a dateline from above. Small letters alone
    do not part lists from sentences: a chain of rows that they hold together must read like a sentence.
    """
    openers = {at for at in range(len(rows)) if at not in bars and opens(rows, at)}
    walls = {at for at in range(len(rows) - 1) if at in bars or at + 1 in bars or at + 1 in openers}
    walls |= _verses(rows)
    joined = [at not in walls and (at in openers or _joins(rows[at], rows[at + 1])) for at in range(len(rows) - 1)]
    _bridge(rows, joined, walls)
    _unchain(rows, joined, openers)
    return tuple(joined)


def _verses(rows: Sequence[str]) -> set[int]:
    """The rows of songs, poems and tables: short ones all around, of which none ends or goes on as sentences do."""
    plain = [
        len(words(row)) <= VERSE and not ends_sentence(row) and not is_closing(row) and not unfinished(row)
        for row in rows
    ]
    found: set[int] = set()
    start = 0
    for at in range(len(rows) + 1):
        if at < len(rows) and plain[at]:
            continue
        if at - start > AROUND:
            found.update(range(start, at))
        start = at + 1
    return found


def _joins(here: str, below: str) -> bool:
    if is_closing(below):
        return below != '"' or here.count('"') % 2 == 1
    if _OPENING.search(here) or here == '"':
        return True
    if below in DASHES or here in DASHES:
        return len(words(here)) <= SHORT and not ends_sentence(here)
    if _DASH.match(below):
        return is_dateline(here.lstrip(", "))
    if ends_sentence(here) or here.endswith(":") or is_listed(below):
        return False
    if starts_low(below):
        return True
    return unfinished(here) and not (below[0] in "“‘" or (here.endswith(",") and below[0] == '"'))


def _bridge(rows: Sequence[str], joined: list[bool], walls: Collection[int]) -> None:
    """Join the short rows in capitals that stand between the pieces of a sentence."""
    for at in range(len(joined)):
        if joined[at] or at in walls or ends_sentence(rows[at]) or rows[at].endswith(":"):
            continue
        end = at + 1
        while end < len(joined) and end - at <= RUN and not joined[end] and end not in walls and _is_name(rows[end]):
            end += 1
        within = at > 0 and joined[at - 1]
        leads_on = end < len(joined) and joined[end] and _is_name(rows[end])
        closes = (within and (end > at + 1 or _is_name(rows[at]))) or (end > at + 1 and _hangs(rows[at]))
        closes = closes and _goes_on(rows[end]) and end - 1 not in walls
        if (leads_on and _may_lead(rows[at], within)) or closes:
            joined[at:end] = [True] * (end - at)


def _hangs(text: str) -> bool:
    """Whether a sentence seems to break off: small words, no stop, and its last word no verb of speech ("ujarnya")."""
    last = core(words(text)[-1])
    return len(words(text)) >= HANGS and lower_words(text) >= 2 and last.islower() and not last.endswith("nya")


def _is_name(text: str) -> bool:
    return is_fragment(text) and not starts_low(text)


def _goes_on(below: str) -> bool:
    """Whether a row can follow a link within a sentence: it is long, and neither a list's row nor a quotation."""
    return not is_listed(below) and below[0] not in '"“' and not is_fragment(below)


def _may_lead(text: str, joined: bool) -> bool:
    """Whether a name may follow a row: the row is a piece of a sentence, a role, or one word that begins it."""
    found = [core(word) for word in words(text)]
    title = all(word[:1].isupper() or word in FUNCTION for word in found if word)
    role = found[0] in word_lists()["roles"]
    return joined or role or len(found) == 1 or (len(found) >= HANGS and not title)


def _unchain(rows: Sequence[str], joined: list[bool], openers: Collection[int]) -> None:
    """Part the chains of rows that do not read like a sentence: tags, the rows of a list."""
    start = 0
    for at in range(len(rows)):
        if at < len(joined) and joined[at]:
            continue
        if at > start:
            text = " ".join(rows[start : at + 1])
            if not (ends_sentence(text) or is_prose(text) or is_prose(rows[start]) or text.endswith((":", ","))):
                for place in range(start, at):
                    joined[place] = is_closing(rows[place + 1]) or start in openers
        start = at + 1


def rejoined(view: View, joins: Collection[int]) -> View:
    """The view with the line ends at the source offsets `joins` made blanks, or nothing before punctuation.

    Blank lines between two pieces go with them; where one of the line ends is not in `joins`, all of them stay.
    """
    if not joins:
        return view
    text = view.text
    changes: list[tuple[int, int, str]] = []
    begin = 0  # where the paragraph starts
    for match in _LINE_ENDS.finditer(text):
        start, end = match.span()
        if all(view.origin(place) in joins for place in range(start, end) if text[place] == "\n"):
            changes.append((start, end, "" if _tight(text[begin:start], text[end : end + 2]) else " "))
        else:
            begin = end
    starts = [start for start, _, _ in changes]
    moved = [0, *accumulate(end - start - len(new) for start, end, new in changes)]
    seams = tuple(seam - moved[bisect_left(starts, seam)] for seam in view.seams)
    return edited(view, changes)._replace(seams=seams)


def _tight(line: str, right: str) -> bool:
    """Whether no blank stands where two pieces meet: before closing punctuation, behind an opening bracket."""
    if not line or not right:
        return True
    if line[-1] in "([“‘" or right[0] in ",;:!?%)]”’" or (right[0] == "." and not right[1:2].isalnum()):
        return True
    if right[0] == '"' and right[1:2] in ("", " ", ",", ".", "\n"):
        return line.count('"') % 2 == 1
    return line[-1] == '"' and line.count('"') % 2 == 1 and (len(line) == 1 or line[-2].isspace())
