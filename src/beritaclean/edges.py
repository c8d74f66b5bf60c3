"""Where the body of a page begins and ends: the stretch with the largest sum, moved to datelines and end marks."""

from __future__ import annotations

from collections.abc import Sequence

from beritaclean.dateline import has_dateline, names_outlet, opens
from beritaclean.dumps import Profile
from beritaclean.lazy import Lazy
from beritaclean.paragraphs import Dump, Group, is_bare_marker, is_credited
from beritaclean.rejoin import is_closing, starts_low, unfinished
from beritaclean.shapes import core, is_headline, is_listed, lower_words, words

GAPS = frozenset({"menu", "stamp", "link", "ad", "pager"})
"""Kinds whose lines stand in tables and between paragraphs, too: in a row they take away no more than a gap."""

PATIENCE = 3
"""So many short lines may part the rows of a list below the last paragraph where no end mark is in sight."""

PIECES = 8
"""So many lines above the first paragraph may be pieces of it."""

VERSES = 12
"""So many short lines below the last paragraph are a song or a table, no tags."""

FEW = 5
"""So many are, if two of three begin in capitals and go on in small letters, as tags do not."""

LINKS = 3
"""So many headlines in a row are links."""

OPENERS = frozenset({"kemudian", "selain", "lalu", "namun", "sementara", "selanjutnya", "menurut", "berikut"})
"""Words that open sentences and hardly ever headlines."""

_SITE = Lazy(r"[\p{L}\d-]+\.(?i:com|co\.id|id|co|net|tv)")
_ROW = Lazy(r"""^[\p{L} .&/()'-]{3,40}: ?\S|^[^\d\n]*+\d.*\p{L}|^[^\p{L}\n]*+\p{L}.*\d|^\d+$""")
_DIGITS = Lazy(r"\d+")
_TIMED = Lazy(r"\d{1,2}[.:]\d{2}\b")


def largest(groups: Sequence[Group], known: Profile) -> tuple[int, int] | None:
    """The stretch of groups with the largest sum (Kadane); it begins and ends with a paragraph of prose."""
    best: tuple[float, int, int] | None = None
    total = gap = 0.0
    start = 0
    for at, group in enumerate(groups):
        if group.kind and group.kind.id == "stop" and best and best[0] >= known.place["enough"]:
            break  # what stands below, comments for one, may be prose, too
        if group.prose or group.score > 0:
            gap = 0.0
        score = group.score
        if score < 0 and (group.kind is None or group.kind.id in GAPS):
            score = max(score, known.score["gap"] - gap)
            gap += score
        if total <= 0:
            total, start = 0.0, at
        total += score
        if group.prose and (best is None or total > best[0]):
            best = (total, start, at)
    if best is None:
        return None
    _, start, end = best
    while not groups[start].prose:
        start += 1
    return start, end


def begin(page: Dump, start: int, end: int, known: Profile) -> int:
    """Where the body begins: at the dateline near the top of the stretch, or else below captions and bylines."""
    groups = page.groups
    top = max(0, start - int(known.place["above"]))
    paragraphs, limit = 0, start
    while limit < end and paragraphs < known.place["dateline"]:
        paragraphs += groups[limit].prose
        limit += 1
    near = [at for at in range(top, limit + 1) if groups[at].kind is None]
    for at in near:
        if opens(page.rows, groups[at].first, named=True):
            return at
    for at in near:
        above = sum(groups[place].prose for place in range(start, at))
        if names_outlet(groups[at].text) or (above < 2 and groups[at].score > 0 and has_dateline(groups[at].text)):
            return at
    at = start
    while at < end and _is_caption(groups, at):
        at = next(place for place in range(at + 1, end + 1) if groups[place].prose)
    return _lead(groups, _first_sentence(groups, at))


def _first_sentence(groups: Sequence[Group], at: int) -> int:
    """The topmost of the sentences above the paragraph `at`, links and advertisements between them apart."""
    top = place = at
    while place > 0:
        place -= 1
        group = groups[place]
        if group.kind is None and group.score > 0 and not is_credited(group.text):
            top = place
        elif not (group.kind and group.kind.id in ("link", "ad", "pager")) and not (place and _is_title(groups, place)):
            break
    return top


def _lead(groups: Sequence[Group], at: int) -> int:
    """Where the lead begins whose first paragraph is at `at`: links may have parted its first words from it.

    All that stands between it and the nearest button, date or byline above are such pieces, but for the name or the
    caption that comes first there; far from them, only what a sentence goes on from.
    """
    top = at
    while top > 0 and groups[top - 1].kind is None and at - top < PIECES:
        top -= 1
    above = groups[top - 1] if top else None
    if above and above.kind and above.kind.id in ("photo", "byline", "share", "stamp", "ad"):
        named = above.kind.id == "byline" and len(words(above.text)) > 2
        top += above.kind.id == "photo" or (above.kind.id == "byline" and not named)
        return next((place for place in range(top, at) if not is_credited(groups[place].text)), at)
    while at > top:
        piece = groups[at - 1]
        goes_on = starts_low(groups[at].text) or is_closing(groups[at].text) or unfinished(piece.text)
        if not goes_on and (piece.score <= 0 or is_credited(piece.text)):
            break
        at -= 1
    return at


def _is_caption(groups: Sequence[Group], at: int) -> bool:
    """Whether the first paragraph is a photo's caption: a credit ends it, or a button or byline stands below it."""
    above = groups[at - 1] if at else None
    below = groups[at + 1]
    credited = is_credited(groups[at].text)
    marked = above is not None and above.kind is not None and above.kind.id in ("byline", "share", "photo")
    closed = below.kind is not None and below.kind.id in ("byline", "share", "photo", "stamp")
    return closed or (credited and marked)


def finish(groups: Sequence[Group], end: int, known: Profile) -> int:
    """Where the body ends: all prose above the next end mark belongs to it, and lists and tables above that mark.

    Without a mark in sight, only rows that a sentence ends or a bullet opens do, right below the last paragraph.
    """
    limit = min(len(groups), end + 1 + int(known.place["tail"]))
    mark = next((at for at in range(end + 1, limit) if (kind := groups[at].kind) and kind.ends), None)
    if mark is None:
        return _trail(groups, end, limit, sure=False)
    for at in range(end + 1, mark):
        kind = groups[at].kind
        if kind and kind.id in ("footer", "share", "photo", "byline"):
            break
        if groups[at].prose:
            end = at
    return _trail(groups, end, mark, sure=True)


def _trail(groups: Sequence[Group], end: int, limit: int, *, sure: bool) -> int:
    """The last group of the article among those below its last paragraph, up to `limit` (not in).

    With an end mark in sight (`sure`), rows that look like a list's or a table's belong to the article, those
    above a page's number too, and a long run of short lines, as songs have it; few short lines are tags.
    """
    below = range(end + 1, limit)
    rows = [at for at in below if groups[at].kind is None and not _is_title(groups, at)]
    stop = next((at for at in below if (kind := groups[at].kind) and kind.id not in GAPS), limit)
    stop = min(stop, _links(groups, rows))
    pages = [at for at in below if (kind := groups[at].kind) and kind.id == "pager" and at < stop]
    colon = groups[end].text.endswith(":")
    last, waiting = end, 0
    for at in (at for at in rows if at < stop):
        text = groups[at].text
        row = groups[at].score > 0 or is_listed(text) or _is_long(text) or (sure and _ROW.search(text) is not None)
        if row or colon or (sure and any(page > at for page in pages)):
            if waiting > PATIENCE and not sure:
                break
            last, waiting = at, 0
            colon = colon or text.endswith(":")
        else:
            waiting += 1
    verses = [at for at in rows if last < at < stop]
    if sure and len(verses) >= FEW:
        sung = sum(groups[at].text[0].isupper() and lower_words(groups[at].text) > 0 for at in verses)
        many = len(verses) >= VERSES and sum(is_headline(groups[at].text) for at in verses) * 3 <= len(verses)
        if many or sung * 3 >= len(verses) * 2:
            last = max((at for at in verses if not _SITE.fullmatch(groups[at].text)), default=last)
    return last


def _links(groups: Sequence[Group], rows: Sequence[int]) -> int:
    """Where among the `rows` a list of links begins: three headlines in a row that do not begin alike, as rows do."""
    run: list[int] = []
    for at in rows:
        text = groups[at].text
        link = is_headline(text) and len(words(text)) >= 6 and not _TIMED.search(text) and text[0] not in "[("
        run = [*run, at] if link else []
        if len(run) >= LINKS and len({_DIGITS.sub("", words(groups[place].text)[0]) for place in run}) == len(run):
            return run[0]
    return len(groups)


def _is_title(groups: Sequence[Group], at: int) -> bool:
    """Whether a group is the title below a bare marker of a link."""
    above = groups[at - 1].kind
    return above is not None and above.id == "link" and is_bare_marker(groups[at - 1].text)


def _is_long(text: str) -> bool:
    """Whether a line without a stop is a sentence all the same: many small words, a colon, a word that opens one."""
    found = words(text)
    if text.endswith(":"):
        return len(found) >= 4 and lower_words(text) >= 2
    return len(found) >= 12 and (lower_words(text) >= 3 or core(found[0]).lower() in OPENERS)
