"""Which headlines of the corpus a text prints as links, and where a link's headline ends when it is known.

A headline that stands in a text is evidence, not proof: it may be the article's own, a heading of a round-up, quoted
by name, or the opening words of a sentence. So the place must speak for a link, too: a marker before it; a line of its
own in the midst of the story; or two sentences around it that it belongs to neither of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from beritaclean.document import Page
from beritaclean.engine import Mark, settle
from beritaclean.guards import holds
from beritaclean.lazy import Lazy
from beritaclean.rule import Rule
from beritaclean.shapes import FARTHEST, core, ends_sentence, is_headline, is_prose, lower_words, words
from beritaclean.titles import Titles, key
from beritaclean.topics import is_fact_check, subjects
from beritaclean.words import common, compiled, openers

SURE = 6
"""A headline of so many words needs no marker; a shorter one may well be a subheading or a phrase."""

SURE_INSIDE = 8
"""The same inside a line, where subheadings are glued, too."""

LEAD = 600
"""Characters of the article's opening, which takes up the words of its own headline."""

ROW = (25, 160)
"""Characters of a headline between two known ones."""

OPENS = 5
"""A word of this weight in the lexicon can open a sentence."""

TAIL = 3
"""So many words behind a known headline, at the line's end, belong to it: it is then another, longer one."""

REACHES = ("headline", "bare headline")
"""The reaches (`until`) of rules that look for a headline's end."""

_CLOSING = Lazy(r"""(?: ?[?!](?!\w)|\.{3}|[?!…])*[”’»]*(?:\.(?![.\p{L}\p{N}]))?""")
_OPENING = Lazy(r"""[\s•*►▪●>»"“'‘(\[–—-]*$""")
_BETWEEN = Lazy(r"""[\s•*►▪●>»|,–—-]*$""")
_GOES_ON = Lazy(r"\s*[,;:/&%)\]–—-]|\s*\p{Ll}")
_NUMBERED = Lazy(r"(?<!\d)\d{1,3}[.)][ \t]*\Z|\n[ \t]*(?:\d{1,3}[.)]|[-–•*])\s*\Z|^\s*[-–•*]\s*\Z")
_LABEL = Lazy(
    r"[\s•*►▪●>»–-]*(?!(?i:sumber|referensi|judul|narasi|klaim)\b)\p{Lu}[\p{L}]+(?: [\p{L}]+){0,2} ?: *[\"“'‘]?"
)
_LIST = Lazy(r"\s*\(?\d{1,3}[.)]\s*\p{L}")
_STOP = Lazy(r"""[.!?…]["”’)]{0,2}(?=\s|["“]?\p{Lu}\p{Ll})""")
_PAIRS = {'"': '"', "'": "'", ")": "(", "]": "["}


@dataclass(frozen=True, slots=True)
class _Place:
    """A headline of the corpus in a text: offsets in characters, `end` behind its closing marks."""

    start: int
    end: int
    before: str
    after: str

    @property
    def alone(self) -> bool:
        """Whether it is a whole line, but for what opens one: a bullet, a label of up to three words and a colon."""
        opened = _OPENING.fullmatch(self.before) or _LABEL.fullmatch(self.before)
        return not self.after.strip() and opened is not None


def teased(
    text: str, titles: Titles, rule: Rule | None, found: Sequence[Mark] = (), title: str | None = None
) -> tuple[Mark, ...]:
    """The marks `found` in `text`, their headlines ending where known ones do, and marks of `rule` for other links.

    Without a rule no other links are marked. `title` is the article's own headline, where it is known apart from
    the text.
    """
    places = [_place(text, start, end) for start, end in titles.find(text)]
    if not places:
        return tuple(found)
    exact = [_exact(text, mark, places) for mark in found]
    return settle((*exact, *(_links(text, places, rule, key(title or "")) if rule else ())))


def _place(text: str, start: int, end: int) -> _Place:
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    closing = _CLOSING.match(text, end, len(text) if line_end < 0 else line_end)
    end = closing.end() if closing else end
    while _PAIRS.get(mark := text[end : end + 1], ""):
        opened, inside = text[max(line_start, start - 1) : start], text[start:end]
        odd = inside.count(mark) % 2 if mark in "\"'" else inside.count(_PAIRS[mark]) > inside.count(mark)
        if not odd and opened != _PAIRS[mark]:
            break
        end += 1
    after = text[end : min(end + FARTHEST, len(text) if line_end < 0 else line_end)]
    return _Place(start, end, text[max(line_start, start - FARTHEST) : start], after)


def _exact(text: str, mark: Mark, places: list[_Place]) -> Mark:
    """A mark whose headline ends where the known headline behind its marker does."""
    if mark.rule.until not in REACHES:
        return mark
    for place in places:
        if place.start > mark.end + 3:
            break
        if place.start <= mark.start or _GOES_ON.match(place.after):
            continue
        marker = compiled(mark.rule.pattern).match(text, mark.start, place.start)
        if marker is None or not _OPENING.fullmatch(text[marker.end() : place.start].lstrip(":;|")):
            continue
        rest = text[place.end : mark.end]
        if not rest.strip("\"'”’)]» "):
            return Mark(mark.start, max(mark.end, place.end), mark.rule)
        if "\n" in rest:
            return mark  # a list of links
        at_end = not text[mark.end : mark.end + len(place.after)].split("\n")[0].strip()
        longer = at_end and rest[0].isspace() and len(words(rest)) <= TAIL
        listed = any(place.end <= other.start < mark.end for other in places)
        return mark if longer or listed else Mark(mark.start, place.end, mark.rule)
    return mark


def _links(text: str, places: list[_Place], rule: Rule, own: str) -> Iterator[Mark]:
    page = Page(text)
    marker = compiled(rule.pattern)
    mine = {own}
    last: _Place | None = None
    announced = False
    for place in places:
        found = None
        letters = key(text[place.start : place.end])
        row = last is not None and _is_row(text, last, place)
        chained = last is not None and (row or _BETWEEN.fullmatch(text[last.end : place.start]) is not None)
        start = place.start
        if last and row:
            start = last.end
        elif found := marker.search(place.before):
            start = place.start - len(place.before) + found.start()
        elif place.alone:
            start = place.start - len(place.before)
        if holds(page, place.start, place.end, "position", "top") and not found and not chained:
            mine.add(letters)  # the article's own, above its first paragraph
            last = None
            continue
        announced = bool(found) or (chained and announced)
        known = letters in mine or (not announced and _is_own(text, place))
        if not known and _is_link(page, place, announced=announced, chained=chained):
            yield Mark(start, place.end, rule)
            last = place
        else:
            last = None


def _is_row(text: str, one: _Place, other: _Place) -> bool:
    """Whether one more headline stands between two, glued to both: a list of links run together."""
    between = text[one.end : other.start]
    if not ROW[0] <= len(between) <= ROW[1] or between != between.strip() or ends_sentence(between):
        return False
    return not _STOP.search(between) and not _GOES_ON.match(between)


def _is_link(page: Page, place: _Place, *, announced: bool, chained: bool) -> bool:
    """Whether a headline of another article is a link where it stands."""
    if _GOES_ON.match(place.after):
        return False
    if announced:
        return True
    text = page.text[place.start : place.end]
    count = len(words(text))
    if is_fact_check(page) or count < SURE or (text.endswith(".") and not text.endswith("...")):
        return False
    if _NUMBERED.search(page.text[max(0, place.start - 12) : place.start]) or _LIST.match(place.after):
        return False
    if place.alone:
        return holds(page, place.start, place.end, "unless", ["heads the next paragraph", "verse"])
    return _is_parted(text, place, count, chained=chained) and not _heads(text, place.after)


def _is_parted(text: str, place: _Place, count: int, *, chained: bool) -> bool:
    """Whether a headline inside a line belongs neither to what stands before it nor to what follows."""
    before, after = place.before.rstrip(), place.after
    glued = bool(before) and before == place.before
    titled = is_headline(text) and not lower_words(text)
    if (before and before[-1] in "\"“'‘(") or (before and not after.strip() and not (ends_sentence(before) or chained)):
        return False
    closed = not before or ends_sentence(before) or before[-1] in ')]”"»'
    bound = not after.strip() or not after[0].isspace()  # nothing, or glue, follows
    if not (chained or (count >= SURE_INSIDE and (closed or (glued and titled and bound)))):
        return False
    if bound or titled:
        return True
    if text.endswith(("?", "!")):
        return False
    first = core(words(after)[0])
    return bool(first) and (openers().get(first, (-12, 0))[0] > OPENS or first.lower() in common())


def _is_own(text: str, place: _Place) -> bool:
    """Whether the article's opening takes up the words of a headline, as it does with its own."""
    lead = f"{text[: place.start][:LEAD]} {text[place.end :][: max(0, LEAD - place.start)]}"
    return _shared(text[place.start : place.end], subjects(lead))


def _heads(text: str, after: str) -> bool:
    """Whether what follows takes up the words of a headline, as the paragraph below a subheading does."""
    if not is_prose(after.strip()):
        return False
    return _shared(text, subjects(" ".join(words(after)[:30])))


def _shared(text: str, topic: Set[str]) -> bool:
    """Whether three in five of the topic words of a headline are among those of another text."""
    mine = subjects(text)
    return len(mine & topic) * 5 >= len(mine) * 3
