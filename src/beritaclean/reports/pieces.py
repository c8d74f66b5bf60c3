"""The lines of a source, each in pieces that stay or that a rule takes away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from beritaclean.rule import Removal


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line, and the removal it belongs to (None: it stays)."""

    text: str
    removal: Removal | None = None


def cuts(removals: Sequence[Removal], lines: Sequence[str]) -> dict[int, list[Piece]]:
    """The filled lines (numbers from 1) that removals touch, each in pieces; the pieces together are the line."""
    spans: dict[int, list[tuple[int, int, Removal]]] = {}
    for removal in removals:
        for number in range(removal.line, removal.end_line + 1):
            line = lines[number - 1]
            start = removal.column - 1 if number == removal.line else 0
            end = removal.end_column - 1 if number == removal.end_line else len(line)
            if line[start:end].strip():
                spans.setdefault(number, []).append((start, end, removal))
    return {number: _parted(lines[number - 1], found) for number, found in spans.items()}


def _parted(line: str, spans: Sequence[tuple[int, int, Removal]]) -> list[Piece]:
    pieces = []
    at = 0
    for start, end, removal in spans:
        pieces += [Piece(line[at:start]), Piece(line[start:end], removal)]
        at = end
    return [piece for piece in (*pieces, Piece(line[at:])) if piece.text]


def is_whole(pieces: Sequence[Piece]) -> bool:
    """Whether nothing of a line stays."""
    return all(piece.removal or not piece.text.strip() for piece in pieces)


def windows(pieces: Sequence[Piece], around: int) -> Iterator[list[Piece]]:
    """The pieces of a line, of what stays only `around` characters beside a cut: far cuts come one after the other."""
    row: list[Piece] = []
    last = len(pieces) - 1
    for at, piece in enumerate(pieces):
        if piece.removal:
            row.append(piece)
            continue
        text = piece.text.lstrip() if at == 0 else piece.text.rstrip() if at == last else piece.text
        if at == 0:
            row.append(Piece(_end(text, around)))
        elif at == last:
            row.append(Piece(_start(text, around)))
        elif len(text) <= 2 * around:
            row.append(piece)
        else:
            yield [*row, Piece(_start(text, around))]
            row = [Piece(_end(text, around))]
    yield row


def _start(text: str, most: int) -> str:
    """The first words of a text."""
    if len(text) <= most:
        return text
    blank = text.rfind(" ", most // 2, most)
    return f"{text[: blank if blank >= 0 else most]} …"


def _end(text: str, most: int) -> str:
    """The last words of a text."""
    if len(text) <= most:
        return text
    blank = text.find(" ", len(text) - most, len(text) - most // 2)
    return f"… {text[blank + 1 if blank >= 0 else len(text) - most :]}"
