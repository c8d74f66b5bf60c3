"""The account for people at a terminal: what goes, in its place among the lines that stay."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from beritaclean.cleaner import Cleaned
from beritaclean.reports.paint import FAMILIES, Paint, cells, cropped, wrapped
from beritaclean.reports.pieces import Piece, cuts, is_whole, windows
from beritaclean.reports.tally import many
from beritaclean.reports.visible import visible
from beritaclean.rule import Removal

AROUND = 40
"""Characters of the kept text shown on each side of a removed span."""

FOLDED = 6
"""A removal of more filled lines than this is folded."""

ENDS = 2
"""Lines that are shown at both ends of a fold."""

MOST_ROWS = 6
"""Rows of the terminal that a removed line may take."""

_GAP = "⋮"


def document(name: str, cleaned: Cleaned, paint: Paint, *, whole: bool = False, changed: bool = False) -> Iterator[str]:
    """The lines that show one document; `whole` adds reasons and folds nothing."""
    lines = cleaned.source.split("\n")
    yield from _head(name, cleaned, paint, changed=changed)
    touched = cuts(cleaned.removals, lines)
    filled = [number for number, line in enumerate(lines, 1) if line and not line.isspace()]
    folded = {} if whole else _folds(cleaned.removals, touched)
    shown = {*touched, *_context(touched, filled)}.difference(*folded.values())
    gutter = Gutter(len(str(len(lines))) + 1, paint)
    scores = {judged.line: judged for judged in cleaned.page.judged} if whole and cleaned.page else {}
    told: set[int] = set()
    before = None
    for number in sorted({*shown, *folded}):
        at = bisect_left(filled, number)
        if before is not None and at > before + 1 and number not in folded:
            yield gutter(_GAP, " ", "", "dim")
        if number in folded:
            yield gutter(_GAP, "-", paint(many(len(folded[number]), "more line"), "dim italic"), "dim")
            before = bisect_left(filled, folded[number][-1])
            continue
        before = at
        if number not in touched:
            text = visible(lines[number - 1].strip().expandtabs(4))
            yield gutter(str(number), " ", paint(cropped(text, gutter.room), "dim"), "dim")
            continue
        yield from _cut(number, touched[number], gutter, told, reasons=whole)
        if number in scores:
            yield gutter("", " ", paint(f"{scores[number].score:+.1f} {scores[number].reason}", "dim italic"), "dim")


class Gutter:
    """What stands before each row: the line's number and a sign; `room` cells are left for the text."""

    def __init__(self, width: int, paint: Paint) -> None:
        self.width = max(4, width)
        self.paint = paint
        self.room = max(20, paint.width - self.width - 4)

    def __call__(self, number: str, sign: str, text: str, style: str) -> str:
        edge = self.paint("│", "dim")
        mark = self.paint(sign, "bold red" if sign == "-" else "bold yellow")
        return f"{self.paint(number.rjust(self.width), style)} {mark}{edge} {text}".rstrip()


def _head(name: str, cleaned: Cleaned, paint: Paint, *, changed: bool) -> Iterator[str]:
    count = len(cleaned.removals)
    words = len(cleaned.source.split())
    gone = sum(len(removal.text.split()) for removal in cleaned.removals)
    facts = [cleaned.outlet] if cleaned.outlet else []
    facts += ["page"] if cleaned.page else []
    if count:
        facts += [many(count, "removal"), f"{100 * gone / words if words else 0:.0f} % of {many(words, 'word')}"]
    else:
        facts += ["nothing to remove, only to mend or tidy" if changed else "clean"]
    said = " · ".join(facts)
    name = visible(name)
    if cells(name) + 2 + cells(said) <= paint.width:
        yield f"{paint(name, 'bold')}  {paint(said, 'dim')}"
    else:
        yield from (paint(name, "bold"), f"  {paint(said, 'dim')}")


def _folds(removals: Sequence[Removal], touched: Mapping[int, object]) -> dict[int, list[int]]:
    """For each removal of many lines those in its midst, by the first of them."""
    found = {}
    for removal in removals:
        lines = [number for number in range(removal.line, removal.end_line + 1) if number in touched]
        if len(lines) > FOLDED:
            found[lines[ENDS]] = lines[ENDS:-ENDS]
    return found


def _context(touched: Mapping[int, object], filled: Sequence[int]) -> Iterator[int]:
    """The filled lines right above and below the ones that are touched."""
    for number in touched:
        at = bisect_left(filled, number)
        yield from filled[max(0, at - 1) : at + 2]


def _cut(number: int, pieces: Sequence[Piece], gutter: Gutter, told: set[int], *, reasons: bool) -> Iterator[str]:
    """The rows of a line that loses something; a removal of several lines is named at the first (`told`)."""
    whole = is_whole(pieces)
    sign = "-" if whole else "~"
    label = str(number)
    for window in [pieces] if whole else windows(pieces, AROUND):
        found = {id(piece.removal): piece.removal for piece in window if piece.removal}
        new = [removal for key, removal in found.items() if key not in told]
        told.update(found)
        rows = _rows(window, gutter, whole=whole, most=None if reasons else MOST_ROWS)
        rules = list(dict.fromkeys((removal.rule, removal.family) for removal in new))
        for row in _beside(rows, rules, gutter):
            yield gutter(label, sign, row, "")
            label = ""
        for removal in new if reasons else ():
            for text in _split(removal.reason, gutter.room - 2):
                yield gutter("", sign, paint_reason(gutter.paint, text), "dim")


def paint_reason(paint: Paint, text: str) -> str:
    """A rule's reason, below what it took."""
    return "  " + paint(text, "dim italic")


def _split(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end in wrapped(text, width)]


def _rows(window: Sequence[Piece], gutter: Gutter, *, whole: bool, most: int | None) -> list[tuple[str, int]]:
    """A line's rows, painted, each with its width in cells."""
    paint = gutter.paint
    brackets = not whole and not paint.color
    parts: list[tuple[str, str]] = []
    for piece in window:
        text = visible(piece.text.expandtabs(4))
        if piece.removal is None:
            parts.append((text, ""))
        else:
            style = FAMILIES.get(piece.removal.family, "red") + ("" if whole else " strike")
            parts.append((f"[-{text}-]" if brackets else text, style))
    if whole:
        parts = [(text.strip() if len(parts) == 1 else text, style) for text, style in parts]
    plain = "".join(text for text, _ in parts)
    places = list(wrapped(plain, gutter.room))
    more = places[most - 1 :] if most and len(places) > most else []
    if more:
        places = places[: (most or 0) - 1]
    rows = [(_painted(parts, start, end, paint), cells(plain[start:end])) for start, end in places]
    if more:
        said = f"… {many(more[-1][1] - more[0][0], 'more character')}"
        rows.append((paint(said, "dim italic"), cells(said)))
    return rows


def _painted(parts: Sequence[tuple[str, str]], start: int, end: int, paint: Paint) -> str:
    found = []
    at = 0
    for text, style in parts:
        found.append(paint(text[max(0, start - at) : max(0, end - at)], style))
        at += len(text)
    return "".join(found)


def _beside(rows: Sequence[tuple[str, int]], rules: Sequence[tuple[str, str]], gutter: Gutter) -> Iterator[str]:
    """The rows with the rules at the right edge: beside the last rows that leave room, else below."""
    waiting = list(rules)
    for row, width in rows[:-1]:
        if waiting and width + 2 + cells(waiting[0][0]) <= gutter.room:
            yield row + right(waiting.pop(0), gutter, width)
        else:
            yield row
    last, width = rows[-1]
    if waiting and width + 2 + cells(waiting[0][0]) <= gutter.room:
        last += right(waiting.pop(0), gutter, width)
    yield last
    for rule in waiting:
        yield right(rule, gutter, 0)


def right(rule: tuple[str, str], gutter: Gutter, used: int) -> str:
    """A rule (its id and family) at the right edge of a row of which `used` cells are taken."""
    name, family = rule
    return " " * max(0, gutter.room - used - cells(name)) + gutter.paint(name, f"{FAMILIES.get(family, 'red')} italic")
