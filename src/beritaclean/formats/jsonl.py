"""JSON lines: one object a line, of which only the bytes of the clean value are written anew."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import IO, NamedTuple

from beritaclean.formats import MOST, Chunk, Fields, FormatError, Hands, Record, RecordError, too_large

LOOKED_AT = 100
"""Records in which the field of the text is looked for."""

_BLANKS = re.compile(r"[ \t\r\n]*")
_BOM = "\ufeff"
# Numbers stay as they are spelled: nobody asks for their value, and one may be too long for Python.
_DECODER = json.JSONDecoder(parse_int=lambda _: 0, parse_float=lambda _: 0.0, strict=False)


class Member(NamedTuple):
    """A key, its value and the offsets of the two in the line: where the key ends, the value starts and ends."""

    key: str
    value: object
    after_key: int
    start: int
    end: int


def chunks(stream: IO[bytes], size: int, most: int = MOST) -> Iterator[Chunk]:
    """The lines of a stream in chunks of about `size` bytes. Raises FormatError for a line of more than `most`."""
    first, end = 1, 0
    while data := stream.read(size):
        if not data.endswith(b"\n"):
            data += stream.readline(most + 1)
        if len(data) > most:
            for number, line in enumerate(BytesIO(data), first):
                if len(line.rstrip(b"\r\n")) > most:
                    raise FormatError(too_large(f"record {number}", most))
        if not end and data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise FormatError("UTF-16: JSON lines are UTF-8, convert them first")
        end += len(data)
        yield Chunk(data, first, end)
        first += data.count(b"\n")


def names(chunk: Chunk, encoding: str | None) -> dict[str, bool]:
    """The names of the fields in the first good records of a chunk, and whether one of them holds text there."""
    found: dict[str, bool] = {}
    good = 0
    for line in BytesIO(chunk.data):
        try:
            members = list(_members(*_decoded(line, encoding)))
        except RecordError:
            continue
        for member in members:
            found[member.key] = found.get(member.key, False) or isinstance(member.value, str)
        good += 1
        if good == LOOKED_AT:
            break
    return found


def rewrite(chunk: Chunk, fields: Fields, encoding: str | None, hands: Hands) -> bytes:
    """The chunk with its texts cleaned; all other bytes stay."""
    out: list[bytes] = []
    for number, line in enumerate(BytesIO(chunk.data), chunk.first):
        if not line.strip():
            out.append(line)
            continue
        try:
            out.append(_rewritten(line, number, fields, encoding, hands))
        except RecordError as error:
            if hands.broken(number, str(error)):
                out.append(line)
    return b"".join(out)


def _rewritten(data: bytes, number: int, fields: Fields, encoding: str | None, hands: Hands) -> bytes:
    line, at = _decoded(data, encoding)
    members = list(_members(line, at))
    closing = _blank(line, members[-1].end) if members else 0
    if members and line[closing + 1 :].strip():
        raise RecordError(f"not JSON (more than one value, column {closing + 2})")
    text = _find(line, members, fields.text or "")
    if text is None:
        raise RecordError(f"no field {fields.text!r}")
    if text.value is None:
        return data
    if not isinstance(text.value, str):
        raise RecordError(f"field {fields.text!r} is not text")
    others = [
        _string(_find(line, members, name)) if name else None for name in (fields.url, fields.outlet, fields.title)
    ]
    clean = hands.clean(Record(number, text.value, *others))
    into = text if fields.into in (None, fields.text) else _find(line, members, fields.into or "")
    if into is None:
        last, dumped = members[-1].end, _dumped(clean, line, text)
        row = f"{line[:last]},{_gap(line, members)}{json.dumps(fields.into)}{line[text.after_key : text.start]}{dumped}"
        row += line[last:]
    elif clean == into.value:
        return data
    else:
        row = f"{line[: into.start]}{_dumped(clean, line, text)}{line[into.end :]}"
    try:
        return row.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        raise RecordError("the record cannot be written in its encoding") from None


def _decoded(data: bytes, encoding: str | None) -> tuple[str, int]:
    """A line as text, and where its object starts."""
    try:
        line = data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        raise RecordError(
            f"not {encoding or 'UTF-8'} (byte 0x{data[error.start]:02X} at offset {error.start})"
        ) from None
    return line, 1 if line.startswith(_BOM) else 0


def _members(line: str, at: int) -> Iterator[Member]:
    """The members of the object at `at`, to its closing brace; outside an object inside it: to the line's end."""
    at = _blank(line, at)
    if line[at : at + 1] != "{":
        raise RecordError("not a JSON object")
    at = _blank(line, at + 1)
    try:
        while line[at] != "}":
            key, after_key = _DECODER.raw_decode(line, at)
            colon = _blank(line, after_key)
            if not isinstance(key, str) or line[colon] != ":":
                raise RecordError(f"not JSON (column {colon + 1})")
            start = _blank(line, colon + 1)
            value, end = _DECODER.raw_decode(line, start)
            yield Member(key, value, after_key, start, end)
            at = _blank(line, end)
            if line[at] == ",":
                at = _blank(line, at + 1)
                if line[at] != '"':
                    raise RecordError(f"not JSON (column {at + 1})")
            elif line[at] != "}":
                raise RecordError(f"not JSON (column {at + 1})")
    except IndexError:
        raise RecordError("not JSON (the line is cut off)") from None
    except json.JSONDecodeError as error:
        raise RecordError(f"not JSON ({error.msg}, column {error.colno})") from None
    except RecursionError:
        raise RecordError("not JSON that can be read: nested too deeply") from None


def _blank(line: str, at: int) -> int:
    if line[at : at + 1] > " ":  # as most often
        return at
    if line[at : at + 1] == " " and line[at + 1 : at + 2] > " ":
        return at + 1
    match = _BLANKS.match(line, at)
    return match.end() if match else at


def _gap(line: str, members: list[Member]) -> str:
    """The blanks that the record has after its commas."""
    if not members[1:]:
        return " "
    comma = line.index(",", members[0].end) + 1
    return line[comma : _blank(line, comma)]


def _find(line: str, members: list[Member], name: str) -> Member | None:
    """The member called `name`, the last one of two, or the one at the end of a path (`article.body`)."""
    for member in reversed(members):
        if member.key == name:
            return member
    first, dot, rest = name.partition(".")
    if dot:
        for member in reversed(members):
            if member.key == first and isinstance(member.value, dict):
                return _find(line, list(_members(line, member.start)), rest)
    return None


def _string(member: Member | None) -> str | None:
    return member.value if member and isinstance(member.value, str) and member.value else None


def _dumped(text: str, line: str, like: Member) -> str:
    """`text` as a JSON string, with the escapes that the record's own strings have."""
    raw = line[like.start : like.end]
    escaped = "\\u" in line and line.isascii()
    if not escaped:
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:  # a lone surrogate, which only an escape can write
            escaped = True
    dumped = encode_basestring_ascii(text) if escaped else encode_basestring(text)
    return dumped.replace("/", "\\/") if "\\/" in raw else dumped
