"""After the rules: blanks, blank lines, the final newline, and a blank where scrapers glued sentences."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache

from beritaclean.codes import I, X
from beritaclean.document import View
from beritaclean.lazy import Lazy

# What is more than one blank, or another one than " ".
_SPACES = Lazy(r" [^\S\n]+|[^\S\n ][^\S\n]*")
_GLUE = Lazy(
    r"""(?<=\p{Ll}{2}|\p{Ll}{2}[)”"’]|\d\)|\p{Lu}{3}\)|%)   # the end of a word in small letters
        [.!?]["”’)]{0,2}()                                   # the stop, then the place of the blank
        (?=["“‘(]?\p{Lu}(?:\p{Ll}{1,}|\p{Lu}*[^\S\n]))    # a sentence's first word
    """,
    X,
)
# Every place of _GLUE has one of these.
_GLUED = Lazy(r"""[.?!]["”’)]{0,2}["“‘(]?[^\W\d_a-z]""")
_QUOTE = Lazy('"')
_BEHIND = frozenset([" ", "\n", "", *".0123456789"])
_BLANK, _BLANK_BEFORE = Lazy(r"\s"), Lazy(r"(?r)\s")
LONGEST_NAME = 2000
"""A name, an URL above all, is looked at so many characters from a stop in it to either side."""
_ASCII_BLANKS = "\t\v\f\r\x1c\x1d\x1e\x1f"
_SOLID = bytes(range(0x21, 0x7F)) + b" \n"
_NAME = Lazy(r"[\w.-]*\.(?:com|id|co|net|org|tv|news|go|info|co\.id|go\.id)\b", I)
_TITLE = Lazy(r"(?:[A-Z][a-z]?|Drs|Dra|Prof|Ust|Kol|Letkol|Kompol)\.(?:[A-Z]|$)|(?:[A-Z][a-z]{0,2}\.){2}")


def edits(text: str) -> list[tuple[int, int, str]]:
    """What tidying changes: (start, end, replacement) in characters, in order, without overlap."""
    lines = text.split("\n")
    odd = _other_blanks(text)
    glued = _glued(text)
    if not odd and "  " not in text and _has_tidy_lines(text, lines):
        return _ending(text, _parted_in(text, glued))
    found: list[tuple[int, int, str]] = []
    line_start = 0
    blank_before = True  # nothing stands above: leading blank lines go
    for line in lines:
        end = line_start + len(line)
        body = line.strip()
        if not body:
            if blank_before:
                found.append((line_start, min(end + 1, len(text)), ""))
            elif line:
                found.append((line_start, end, ""))
            blank_before = True
        else:
            blank_before = False
            lead = len(line) - len(line.lstrip())
            tail = len(line.rstrip())
            if lead:
                found.append((line_start, line_start + lead, ""))
            stops = glued[bisect_left(glued, line_start) : bisect_left(glued, end)] if glued else []
            if stops or odd or "  " in body:
                found.extend(_inside(text, line_start + lead, line_start + tail, stops))
            if tail < len(line):
                found.append((line_start + tail, end, ""))
        line_start = end + 1
    return _ending(text, found)


def _glued(text: str) -> list[int]:
    """The stops that sentences may be glued at: nearly all others have a blank behind them."""
    found = []
    for stop in ".?!":
        at = text.find(stop)
        while at >= 0:
            if text[at + 1 : at + 2] not in _BEHIND and _GLUED.match(text, at):
                found.append(at)
            at = text.find(stop, at + 1)
    return sorted(found)


def _parted_in(text: str, stops: Iterable[int]) -> list[tuple[int, int, str]]:
    """What tidying changes in lines that need nothing but blanks behind some of the stops at `stops` (in order)."""
    found: list[tuple[int, int, str]] = []
    start = reached = 0
    for stop in stops:
        if stop >= reached:
            start, end = text.rfind("\n", 0, stop) + 1, text.find("\n", stop)
            reached = end if end >= 0 else len(text)
        if parted := _unglued(text, stop, start, reached):
            found.append(parted)
    return found


def _has_tidy_lines(text: str, lines: list[str]) -> bool:
    """Whether no line has blanks at its ends, and no blank line is one too many, the text's end apart."""
    return lines[0] != "" and "\n\n\n" not in text and list(map(str.strip, lines)) == lines


def _other_blanks(text: str) -> bool:
    """Whether a text holds other blanks than " " and "\\n"."""
    if text.isascii():
        return any(blank in text for blank in _ASCII_BLANKS)
    odd = text.encode("utf-8", "surrogatepass").translate(None, _SOLID)
    return any(map(str.isspace, frozenset(odd.decode("utf-8", "surrogatepass"))))


def _inside(text: str, start: int, end: int, stops: Iterable[int]) -> list[tuple[int, int, str]]:
    """What tidying changes within a line from `start` to `end`, where sentences may be glued at `stops`."""
    blanks = [(match.start(), match.end(), " ") for match in _SPACES.finditer(text, start, end)]
    return sorted([*blanks, *(parted for stop in stops if (parted := _unglued(text, stop, start, end)))])


def _unglued(text: str, stop: int, start: int, end: int) -> tuple[int, int, str] | None:
    """The blank behind a stop that glues two sentences of the line from `start` to `end`; None where it does not."""
    if not (match := _GLUE.match(text, stop, end)):
        return None
    at = match.end()
    if text[at - 1] == '"' and bisect_left(_quotes(text, start, end), at - 1) % 2 == 0:
        at -= 1  # an even number of quotes stands before it, so this one opens the next sentence
    return None if _is_name(text, stop, match.end(), start, end) else (at, at, " ")


@lru_cache(maxsize=2)
def _quotes(text: str, start: int, end: int) -> list[int]:
    """The places of the quotes in a line: counted anew at each stop, they would make a long line quadratic."""
    return [match.start() for match in _QUOTE.finditer(text, start, end)]


def _is_name(text: str, stop: int, after: int, start: int, end: int) -> bool:
    """Whether the stop belongs to a name: KOMPAS.com, S.Pd.I, a URL, a handle."""
    low, high = max(start, stop - LONGEST_NAME), min(end, after + LONGEST_NAME)
    before, behind = _BLANK_BEFORE.search(text, low, stop), _BLANK.search(text, after, high)
    left = before.end() if before else low
    word = text[left : behind.start() if behind else high]
    if "://" in word or "@" in word or word.lower().startswith("www."):
        return True
    name = _NAME.match(word)
    if after - stop == 1 and name and name.end() > stop - left:
        return True
    return _TITLE.match(word) is not None


def _ending(text: str, found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Blank lines at the end go; a text that is not empty ends with one newline."""
    body = len(text.rstrip())
    kept = [edit for edit in found if edit[0] < body]
    if not body:
        return [(0, len(text), "")] if text else []
    if text[body:] != "\n":
        kept.append((body, len(text), "\n"))
    return kept


def tidy(text: str) -> str:
    """`text` with single blanks, at most one blank line in a row, glued sentences parted, one final newline."""
    return _apply(text, edits(text))


def _apply(text: str, changes: Iterable[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    at = 0
    for start, end, new in changes:
        parts += (text[at:start], new)
        at = end
    parts.append(text[at:])
    return "".join(parts)


def tidied(view: View) -> View:
    """The view as tidying leaves it, its characters still knowing where they come from."""
    changes = edits(view.text)
    return edited(view, sorted([*changes, *_parted(view, {start for start, _, new in changes if new == " "})]))


def edited(view: View, changes: Sequence[tuple[int, int, str]]) -> View:
    """The view with `changes` made: (start, end, "" or a character) in its characters, in order, without overlap."""
    if not changes:
        return view
    pieces: list[tuple[int, int]] = []
    rest = iter(view.pieces)
    following = next(rest, None)
    at = shift = 0  # `shift`: how far the characters behind `at` have moved
    for start, end, new in [*changes, (len(view.text), len(view.text), "")]:
        pieces.append((at + shift, view.origin(at)))
        while following and following[0] <= start:
            if following[0] > at:
                pieces.append((following[0] + shift, following[1]))
            following = next(rest, None)
        if new:
            pieces.append((start + shift, view.origin(start)))
        shift += len(new) - (end - start)
        at = end
    pieces.append((at + shift, view.origin(at)))
    return View(_apply(view.text, changes), tuple(pieces))


def _parted(view: View, have: set[int]) -> list[tuple[int, int, str]]:
    """A blank where a cut has glued two words, and none where tidying puts one already (`have`)."""
    text = view.text
    return [
        (at, at, " ")
        for at in view.seams
        if 0 < at < len(text)
        and at not in have
        and not text[at].isspace()
        and not text[at - 1].isspace()
        and text[at] not in ".,;:!?)”’"
    ]
