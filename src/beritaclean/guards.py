"""The closed vocabulary of `when`: what must hold around a match (rules/README.md explains each)."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from beritaclean.codes import X
from beritaclean.document import Page
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
    words,
)
from beritaclean.topics import heads_next, is_fact_check, is_verse, links_early
from beritaclean.words import common

TOP_LINES = 12
"""`position = "top"` holds in no more than this many filled lines."""

_OPENS = Lazy(r"""["“”'‘(\[•\-–—*]*\s*[\p{Lu}\p{N}@#"“(\[]""")


_DATELINE = Lazy(
    r"""(?:(?:\p{Lu}[\p{L}.'’/()]*[,.]?[ ]){1,5}|\p{Lu}[\p{L}.'’]*[,/])?[(]?
    (?:[\p{L}\d-]+\.(?i:com|co\.id|id|co|net|tv)|\p{Lu}[\p{L}]+(?:[ ](?:Indonesia|Times|News|TV|Online))?)[)]?
    (?:,[ ]?\p{Lu}[\p{L}. ]{2,40})?(?:[ ]{0,2}(?:--|[–—])[ ]?|[ ]{1,2}-[ ]?|-[ ]|(?<=\p{Lu}{3})-)(?=["“(\p{Lu}\d]|$)
    |\p{Lu}[\p{Lu}-]{4,}\.(?:COM|CO\.ID|ID)\b(?:,[ ]?\p{Lu}[\p{Lu} ]{2,30})?[ ](?=["“\p{Lu}])""",
    X,
)
"""An outlet's name and a place before the first sentence: "KUDUS, KABARMURIA.com - ", "Jakarta, CNN Indonesia -- "."""


class Guard(NamedTuple):
    """One guard: `holds(page, start, end, value)` for a match, `complaint(value)` for a rule file."""

    holds: Callable[[Page, int, int, Any], bool]
    complaint: Callable[[Any], str]


def _one_of(*values: str, several: bool = False) -> Callable[[Any], str]:
    def complaint(value: Any) -> str:
        given = value if several and isinstance(value, list) else [value]
        wrong = [item for item in given if item not in values]
        return f"{wrong[0]!r} is none of {', '.join(values)}" if wrong else ""

    return complaint


def _number(value: Any) -> str:
    return "" if type(value) is int and value > 0 else f"{value!r} is not a whole number above 0"


def _yes(value: Any) -> str:
    return "" if value is True else "write true, or leave the guard out"


def around(page: Page, start: int, end: int) -> tuple[str, str]:
    """The text before and after the match in its own line(s)."""
    first, last = page.line_at(start), page.line_at(max(start, end - 1))
    before = page.text[max(first.start, start - FARTHEST) : start]
    return before.strip(), page.text[end : min(last.end, end + FARTHEST)].strip()


def neighbours(page: Page, start: int, end: int) -> tuple[str, str]:
    """The filled lines above and below the match ("" at the text's ends)."""
    rows = page.filled
    above = page.filled_index(page.line_at(start).start) - 1
    below = page.filled_index(page.line_at(max(start, end - 1)).start) + 1
    return (
        rows[above].stripped if above >= 0 else "",
        rows[below].stripped if below < len(rows) else "",
    )


def _position(page: Page, start: int, end: int, value: str) -> bool:
    top, last = _is_top(page, start), _is_end(page, start, end)
    return {"top": top, "end": last, "body": not top and not last}[value]


def _is_top(page: Page, start: int) -> bool:
    line = page.line_at(start)
    above = page.filled_index(line.start)
    if above > TOP_LINES or is_prose(page.text[line.start : min(start, line.start + FARTHEST)].strip()):
        return False
    return not any(is_prose(row.stripped) for row in page.filled[:above])


def _is_end(page: Page, start: int, end: int) -> bool:
    line = page.line_at(max(start, end - 1))
    if is_prose(page.text[end : min(line.end, end + FARTHEST)].strip()):
        return False
    return page.filled_index(line.start) >= _last_prose(page)


@lru_cache(maxsize=4)
def _last_prose(page: Page) -> int:
    """The place in `filled` of the last paragraph (-1: none)."""
    rows = page.filled
    return next((at for at in range(len(rows) - 1, -1, -1) if is_prose(rows[at].stripped)), -1)


def _after(page: Page, start: int, end: int, value: str) -> bool:
    before = around(page, start, end)[0]
    if value == "line start":
        return not before
    if value == "text":
        return bool(before)
    return not before or ends_sentence(before) or before[-1] in ')]”"»'


def _before(page: Page, start: int, end: int, value: str) -> bool:
    after = around(page, start, end)[1]
    if value == "line end":
        return not after
    if value == "dateline":
        return _DATELINE.match(after) is not None
    if value == "text end":
        return not after and end >= _stop(page)
    return not after.strip("'\"”’)") or _OPENS.match(after) is not None


def _begin(page: Page) -> int:
    """The offset of the first character that is no blank."""
    first = page.filled[0]
    return first.end - len(first.text.lstrip())


def _stop(page: Page) -> int:
    """The offset behind the last character that is no blank."""
    last = page.filled[-1]
    return last.start + len(last.text.rstrip())


def _shape(page: Page, start: int, end: int, value: str) -> bool:
    return _has_shape(page.text[start:end].strip(), value)


def _has_shape(text: str, value: str) -> bool:
    match value:
        case "none":
            return not text
        case "prose":
            return is_prose(text)
        case "not prose":
            return not is_prose(text)
        case "headline":
            return is_headline(text) and not is_quoted(text)
        case "loose headline":
            return is_loose_headline(text)
        case "small words":
            return lower_words(text) == len([w for w in words(text) if len(core(w)) > 1])
        case "caption block":
            first = text.split("\n", 1)[0]
            return len(words(first)) <= 30 and (not is_prose(first) or len(words(first)) <= 16)
        case "bulleted headline":
            return is_headline(text.lstrip("-•·*▪ "))
        case "sentence":
            return ends_sentence(text)
        case "names":
            return not any(core(word).lower() in common() for word in words(text))
        case "dateline":
            return _DATELINE.match(text) is not None and is_prose(text)
        case _:
            return len(words(text)) <= 6


SHAPE_NAMES = (
    "none",
    "prose",
    "not prose",
    "headline",
    "loose headline",
    "small words",
    "sentence",
    "dateline",
    "short",
    "caption block",
    "bulleted headline",
    "names",
)


def _any_shape(text: str, value: Any) -> bool:
    return any(_has_shape(text, item) for item in (value if isinstance(value, list) else [value]))


def _between(page: Page, start: int, end: int, value: str) -> bool:
    above, below = neighbours(page, start, end)
    return all(map(_is_paragraph, (above, below))) and not any(map(is_listed, (above, below)))


def _is_paragraph(text: str) -> bool:
    """A paragraph of the story: prose, or a quotation that a sentence ends."""
    return is_prose(text) or (is_quoted(text) and lower_words(text) >= 2)


def _blank_around(page: Page, start: int, end: int, value: bool) -> bool:
    first, last = page.line_at(start).number, page.line_at(max(start, end - 1)).number
    above = page.lines[first - 2].text.strip() if first > 1 else ""
    below = page.lines[last].text.strip() if last < len(page.lines) else ""
    return not above and not below


def _unless(page: Page, start: int, end: int, value: Any) -> bool:
    tests = {
        "heads the next paragraph": lambda: heads_next(page, start, end),
        "fact check": lambda: is_fact_check(page),
        "verse": lambda: is_verse(page, start),
        "title": lambda: start <= _begin(page) and is_headline(page.text[start:end].split("\n", 1)[0]),
        "listed": lambda: is_listed(page.text[start:end]),
    }
    return not any(tests[name]() for name in (value if isinstance(value, list) else [value]))


GUARDS: dict[str, Guard] = {
    "position": Guard(_position, _one_of("top", "body", "end")),
    "after": Guard(_after, _one_of("sentence", "line start", "text")),
    "before": Guard(_before, _one_of("sentence", "line end", "text end", "dateline")),
    "shape": Guard(_shape, _one_of(*SHAPE_NAMES)),
    "above": Guard(lambda p, s, e, v: _any_shape(neighbours(p, s, e)[0], v), _one_of(*SHAPE_NAMES, several=True)),
    "below": Guard(lambda p, s, e, v: _any_shape(neighbours(p, s, e)[1], v), _one_of(*SHAPE_NAMES, several=True)),
    "between": Guard(_between, _one_of("paragraphs")),
    "blank_around": Guard(_blank_around, _yes),
    "min_words": Guard(lambda p, s, e, v: len(words(p.text[s:e])) >= v, _number),
    "max_words": Guard(lambda p, s, e, v: len(words(p.text[s:e])) <= v, _number),
    "habit": Guard(
        lambda p, s, e, v: links_early(p.text) or links_early(p.source), _one_of("links between paragraphs")
    ),
    "min_per_document": Guard(lambda p, s, e, v: True, _number),
    "unless": Guard(
        _unless, _one_of("heads the next paragraph", "fact check", "verse", "listed", "title", several=True)
    ),
}
"""The guards; `min_per_document` is counted by the engine over the matches that hold otherwise."""


def holds(page: Page, start: int, end: int, guard: str, value: Any) -> bool:
    """Whether a guard holds for the match from `start` to `end` (offsets in characters)."""
    return GUARDS[guard].holds(page, start, end, value)
