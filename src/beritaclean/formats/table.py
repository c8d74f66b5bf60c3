"""CSV and TSV: a header, then records, of which only the bytes of the clean field are written anew."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import IO, NamedTuple

from beritaclean.formats import MOST, TSV, Chunk, Fields, FormatError, Hands, Record, RecordError, too_large

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Cell(NamedTuple):
    """A field: its value, and its place in the record as characters."""

    value: str
    start: int
    end: int
    quoted: bool


# A field is quoted (a quote inside is doubled) or holds no quote at its start; possessive, so that a long text
# costs one step. What follows a closing quote belongs to the field for the purpose of finding its end.
_FIELD = r'(?:"[^"]*+(?:""[^"]*+)*+"[^{d}\n]*+|(?!")[^{d}\n]*+)'


@cache
def _record(delimiter: str) -> re.Pattern[bytes]:
    field = _FIELD.format(d=re.escape(delimiter))
    return re.compile(f"{field}(?:{re.escape(delimiter)}{field})*+\n".encode())


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    d = re.escape(delimiter)
    return re.compile(rf'(?:"(?P<text>[^"]*+(?:""[^"]*+)*+)"(?P<rest>[^{d}\n]*+)|(?P<bare>(?!")[^{d}\n]*+))')


def chunks(stream: IO[bytes], size: int, format: str, most: int = MOST) -> Iterator[Chunk]:
    """The records of a table in chunks of about `size` bytes, each with the header.

    Raises FormatError for a record of more than `most` bytes, as is one whose quote is opened and never closed.
    """
    head = b""
    first, end = 0, 0
    rest = b""
    delimiter = "\t"
    more, want = True, size
    while more:
        new = stream.read(max(want - len(rest), 1))
        more = bool(new)
        data = rest + new
        if not end and not head:
            if data.startswith(_UTF16):
                raise FormatError("UTF-16: convert the table to UTF-8 first")
            if format != TSV:
                delimiter = _delimiter(data)
        if not more and data and not data.endswith(b"\n"):
            # The last record may lack its line end; a quote that is open is told record by record.
            ends = _ends(data + b"\n", delimiter)
            cut, count = len(data), len(ends)
        else:
            ends = _ends(data, delimiter)
            cut, count = (ends[-1], len(ends)) if ends else (0, 0)
            if not more and cut < len(data):
                cut, count = len(data), count + 1
        if len(data) > most:
            places = [0, *ends, len(data)]
            number = next((n for n, at in enumerate(places[1:]) if at - places[n] > most + len("\r\n")), None)
            if number is not None:
                why = " (a quote may be opened and never closed)" if number == len(ends) else ""
                raise FormatError(too_large(f"record {first + number}" if end or number else "the header", most) + why)
        if not cut:
            rest, want = data, min(2 * max(want, len(data)), most + 3)
            continue
        if not head:
            match = _record(delimiter).match(data if data.endswith(b"\n") else data + b"\n")
            if match is None:
                raise FormatError("a quote is opened in the header and never closed")
            head = data[: match.end()]
        end += cut
        yield Chunk(data[:cut], first, end, head)
        first += count
        rest, want = data[cut:], max(size, len(data) - cut + size // 2)


def _ends(data: bytes, delimiter: str) -> list[int]:
    ends: list[int] = []
    at = 0
    match = _record(delimiter).match
    while found := match(data, at):
        at = found.end()
        ends.append(at)
    return ends


def _delimiter(data: bytes) -> str:
    """What parts the names of the header: the most frequent of comma, semicolon, tab and bar."""
    line = re.sub(rb'"[^"]*"', b"", data.partition(b"\n")[0])
    counts = Counter(chr(byte) for byte in line if byte in b",;\t|")
    return max(",;\t|", key=lambda each: counts[each])


def delimiter_of(head: bytes, format: str) -> str:
    """The delimiter of a table with the header `head`."""
    return "\t" if format == TSV else _delimiter(head)


def names(chunk: Chunk, encoding: str | None, format: str) -> list[str]:
    """The names in the header. Raises FormatError for one that is no text."""
    try:
        return [cell.value for cell in _cells(_decoded(chunk.head, encoding), delimiter_of(chunk.head, format))]
    except RecordError as error:
        raise FormatError(f"header: {error}") from None


def rewrite(chunk: Chunk, fields: Fields, encoding: str | None, hands: Hands, format: str) -> bytes:
    """The chunk with its texts cleaned; the bytes of all other fields stay. Record 1 follows the header."""
    delimiter = delimiter_of(chunk.head, format)
    header = names(chunk, encoding, format)
    places = {name: at for at, name in reversed(list(enumerate(header)))}
    for name in (fields.text, fields.url, fields.outlet, fields.title):
        if name and name not in places:
            raise FormatError(f"no field {name!r} (fields: {', '.join(header)})")
    out: list[bytes] = []
    at = 0
    number = chunk.first
    match = _record(delimiter).match
    while at < len(chunk.data):
        found = match(chunk.data, at)
        end = found.end() if found else len(chunk.data)
        data = chunk.data[at:end]
        at = end
        if number == 0:
            out.append(_added(data, fields.into, delimiter) if _adds(fields, places) else data)
        elif not data.strip():
            out.append(data)
        else:
            try:
                row = _rewritten(data, number, header, places, fields, encoding, hands, delimiter)
            except RecordError as error:
                row = (
                    (_added(data, "", delimiter) if _adds(fields, places) else data)
                    if hands.broken(number, str(error))
                    else b""
                )
            out.append(row)
        number += 1
    return b"".join(out)


def _rewritten(
    data: bytes,
    number: int,
    header: list[str],
    places: dict[str, int],
    fields: Fields,
    encoding: str | None,
    hands: Hands,
    delimiter: str,
) -> bytes:
    row = _decoded(data, encoding)
    cells = _cells(row, delimiter)
    if len(cells) != len(header):
        raise RecordError(f"{len(cells)} fields, and the header has {len(header)}")

    def other(name: str | None) -> str | None:
        return cells[places[name]].value or None if name else None

    cell = cells[places[fields.text or ""]]
    clean = cell.value
    if cell.value or hands.empty:
        clean = hands.clean(Record(number, cell.value, other(fields.url), other(fields.outlet), other(fields.title)))
    try:
        if _adds(fields, places):
            return _added(data, clean, delimiter, encoding)
        target = cells[places[fields.into]] if fields.into else cell
        if clean == target.value:
            return data
        lone = not clean and len(cells) == 1  # an empty line would be no record
        new = _quoted(clean, delimiter, always=target.quoted or lone)
        return f"{row[: target.start]}{new}{row[target.end :]}".encode(encoding or "utf-8")
    except UnicodeEncodeError:
        raise RecordError("the record cannot be written in its encoding") from None


def _adds(fields: Fields, places: dict[str, int]) -> bool:
    return fields.into is not None and fields.into not in places


def _added(data: bytes, value: str | None, delimiter: str, encoding: str | None = None) -> bytes:
    """A record with one more field at its end."""
    body = data.rstrip(b"\r\n") if data.endswith(b"\n") else data
    return body + f"{delimiter}{_quoted(value or '', delimiter)}".encode(encoding or "utf-8") + data[len(body) :]


def _quoted(text: str, delimiter: str, *, always: bool = False) -> str:
    if always or any(char in text for char in ('"', "\n", "\r", delimiter)):
        return '"' + text.replace('"', '""') + '"'
    return text


def _decoded(data: bytes, encoding: str | None) -> str:
    try:
        return data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        raise RecordError(
            f"not {encoding or 'UTF-8'} (byte 0x{data[error.start]:02X} at offset {error.start})"
        ) from None


def _cells(row: str, delimiter: str) -> list[Cell]:
    at = 1 if row.startswith("\ufeff") else 0
    stop = len(row) - (2 if row.endswith("\r\n") else 1 if row.endswith("\n") else 0)
    cells: list[Cell] = []
    while True:
        match = _cell(delimiter).match(row, at, stop)
        if match is None:
            raise RecordError("a quote is opened and never closed")
        if match["rest"]:
            raise RecordError(f"text after a closing quote (field {len(cells) + 1})")
        quoted = match["bare"] is None
        value = match["text"].replace('""', '"') if quoted else match["bare"]
        cells.append(Cell(value, at, match.end(), quoted))
        at = match.end()
        if at >= stop:
            return cells
        at += 1
