"""Bytes to text: by byte order mark, as strict UTF-8, or else as Windows-1252 and with a warning."""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import NamedTuple


class DecodeError(ValueError):
    """The bytes cannot be read as text in the encoding asked for; the message says where and what to do."""


class BinaryError(DecodeError):
    """The bytes are no text at all; the message names what they look like."""


class Decoded(NamedTuple):
    """A text, the encoding it was read in, and what the reader should be told about that (or None)."""

    text: str
    encoding: str
    warning: str | None = None


_MAGICS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (.doc, .xls, .ppt)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x28\xb5\x2f\xfd", "Zstandard data"),
    (b"\x04\x22\x4d\x18", "LZ4 data"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"ARROW1\x00\x00", "an Arrow file"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"\x7fELF", "an ELF program"),
    (b"\xca\xfe\xba\xbe", "a Java class or a macOS program"),
    (b"\x00asm", "a WebAssembly module"),
    (b"OggS\x00", "Ogg audio or video"),
    (b"fLaC\x00", "FLAC audio"),
)
_OFFICE = ((b"word/", "a Word document"), (b"xl/", "an Excel workbook"), (b"ppt/", "a PowerPoint deck"))
# UTF-32 before UTF-16: the little-endian mark of one starts with that of the other.
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


# Windows-1252 leaves 81, 8D, 8F, 90 and 9D undefined. They become U+0081 and so on, as in browsers: nothing
# is lost, and repair needs them to undo mojibake. (ftfy's "sloppy" codec also turns 1A into U+FFFD.)
@cache
def _cp1252() -> str:
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))


_ESCAPED = "[\udc80-\udcff]"
_NEWLINE = r"\r\n?|\n"


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Read `data` as text.

    A byte order mark is dropped and never part of the text. Without `encoding`, bytes that are not strict
    UTF-8 are read as Windows-1252; where most of what is beyond ASCII is good UTF-8 (a file cut inside a
    character, or pasted together), the bad bytes alone are. Both come with a warning. `Decoded.encoding` is
    a Python codec's name; "utf-8-sig" tells that there was a mark.

    Args:
        data: a whole file or record. encoding: name of a text encoding to use instead, strictly.

    Raises:
        BinaryError: for data that is no text: a known kind of file, or NULs outside UTF-16 and UTF-32.
        DecodeError: for bytes that the encoding or the byte order mark forbids, and for unknown encodings.

    >>> decode(b"\\x93Beras naik\\x94").warning
    'not UTF-8 (byte 0x93 at offset 0, line 1): read as Windows-1252; give --encoding if that is wrong'
    """
    kind = _kind(data)
    if kind:
        raise BinaryError(f"looks like {kind}, not text")
    if encoding is not None:
        return _strictly(data, _known(encoding), "give another --encoding, or none")
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strictly(data, name, "its byte order mark is wrong or the file is cut; give --encoding")
    nul = data.find(0)
    if nul >= 0:
        raise BinaryError(
            f"looks like binary data, not text (NUL at offset {nul}); for UTF-16 without a byte order mark "
            "give --encoding utf-16-le or utf-16-be"
        )
    marked = data.startswith(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _fallback(data, error.start, marked)
    return Decoded(text.removeprefix("\ufeff"), "utf-8-sig" if marked else "utf-8")


def _fallback(data: bytes, first: int, marked: bool) -> Decoded:
    where = f"byte 0x{data[first]:02X} at offset {first}, line {_line(data, first, 'utf-8')}"
    text = data.decode("utf-8", "surrogateescape")
    bad = len(re.findall(_ESCAPED, text))
    good = sum(not char.isascii() for char in text) - bad
    if marked or good > bad:
        count = "1 byte is" if bad == 1 else f"{bad} bytes are"
        mended = re.sub(_ESCAPED, lambda match: _cp1252()[ord(match[0]) - 0xDC00], text)
        warning = f"{count} not UTF-8 ({where}): read as Windows-1252; give --encoding if that is wrong"
        return Decoded(mended.removeprefix("\ufeff"), "utf-8-sig" if marked else "utf-8", warning)
    text = codecs.charmap_decode(data, "strict", _cp1252())[0]
    warning = f"not UTF-8 ({where}): read as Windows-1252; give --encoding if that is wrong"
    return Decoded(text, "windows-1252", warning)


def _strictly(data: bytes, encoding: str, advice: str) -> Decoded:
    if 0 in data and not encoding.startswith(("utf-16", "utf-32")):
        raise BinaryError(f"looks like binary data, not text (NUL at offset {data.find(0)})")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        at = error.start
        where = f"byte 0x{data[at]:02X} at offset {at}, line {_line(data, at, encoding)}"
        raise DecodeError(f"not {encoding} ({where}: {error.reason}); {advice}") from error
    except UnicodeError as error:  # punycode, idna and "undefined" may raise the plain kind, without a place
        raise DecodeError(f"not {encoding} ({error}); {advice}") from error
    return Decoded(text.removeprefix("\ufeff"), encoding)


def _known(encoding: str) -> str:
    """The codec's own name; utf-8-sig is read as utf-8, whose offsets count the mark's bytes too."""
    try:
        name = codecs.lookup(encoding).name
        b"x".decode(name, "ignore")  # lookup knows codecs such as hex, which give no text
    except UnicodeError:
        return name
    except (LookupError, ValueError) as error:
        raise DecodeError(
            f"unknown text encoding {encoding!r}; try utf-8, utf-16, windows-1252 or iso-8859-1"
        ) from error
    return "utf-8" if name == "utf-8-sig" else name


def _line(data: bytes, offset: int, encoding: str) -> int:
    """The line, from 1, of the byte at `offset`."""
    try:
        before = data[:offset].decode(encoding, "ignore")
    except UnicodeError:  # idna and punycode may fail all the same
        return data.count(b"\n", 0, offset) + 1
    return len(re.findall(_NEWLINE, before)) + 1


def _kind(data: bytes) -> str | None:
    """What `data` is by its first bytes, with its article, or None."""
    for magic, kind in _MAGICS:
        if data.startswith(magic):
            return kind
    if data.startswith(b"PK\x03\x04"):
        inside = (kind for part, kind in _OFFICE if part in data)
        return next(inside, "a ZIP archive")
    if data.startswith(b"RIFF") and data[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "a WebP image" if data[8:12] == b"WEBP" else "audio or video"
    if data.startswith((b"ID3\x02", b"ID3\x03", b"ID3\x04")):
        return "MP3 audio"
    if data[4:8] == b"ftyp" and data[:1] == b"\x00":
        return "MP4 video or an AVIF or HEIC image"
    if data.startswith(b"PAR1") and data[4:].endswith(b"PAR1"):
        return "a Parquet file"
    if data.startswith(b"BZh") and data[4:10] == b"1AY&SY":
        return "bzip2 data"
    if data.startswith(b"MZ") and b"This program" in data[:512]:
        return "a Windows program"
    return None
