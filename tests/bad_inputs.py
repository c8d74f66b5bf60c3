"""Inputs that no one would write: a name, a file's name, its bytes, and what must come of it.

`CLEAN` ends in clean text, `REFUSED` in an error that names the file and leaves it untouched, `PARTLY` in an error that
names the file and the record, the others being cleaned. `EITHER` is what a library may judge either way.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import struct
import zipfile
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

CLEAN, REFUSED, PARTLY, EITHER = "clean", "refused", "partly", "either"
PROSE = "Harga turun di Kudus, kata pedagang itu.\n"
TEXT = f"{PROSE}ADVERTISEMENT\nHarga naik di Solo, kata pedagang lain.\n"


class Bad(NamedTuple):
    """One input."""

    name: str
    file: str
    data: bytes
    expected: str


@cache
def cases() -> tuple[Bad, ...]:
    """All of them."""
    return (
        *_binaries(),
        *_nuls(),
        *_encodings(),
        *_characters(),
        *_sizes(),
        *_jsonl(),
        *_tables(),
        *_packed(),
        *_parquet(),
    )


def _binaries() -> Iterator[Bad]:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "isi")
    magics = {
        "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF",
        "gif": b"GIF89a\x01\0\x01\0",
        "webp": b"RIFF\x24\0\0\0WEBPVP8 ",
        "wav": b"RIFF\x24\0\0\0WAVEfmt ",
        "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        "rtf": b"{\\rtf1 kata}",
        "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "docx": file.getvalue(),
        "gzip": gzip.compress(TEXT.encode()),
        "bzip2": bz2.compress(TEXT.encode()),
        "xz": lzma.compress(TEXT.encode()),
        "zstd": b"\x28\xb5\x2f\xfd\x04\x00",
        "7z": b"7z\xbc\xaf\x27\x1c",
        "rar": b"Rar!\x1a\x07\x00",
        "sqlite": b"SQLite format 3\0",
        "parquet": b"PAR1\x15\x04PAR1",
        "arrow": b"ARROW1\0\0",
        "elf": b"\x7fELF\x02\x01\x01",
        "exe": b"MZ\x90\0" + b"\0" * 60 + b"This program cannot be run",
        "class": b"\xca\xfe\xba\xbe\0\0\0\x34",
        "wasm": b"\0asm\1\0\0\0",
        "ogg": b"OggS\0\2",
        "flac": b"fLaC\0",
        "mp3": b"ID3\x03\0\0",
        "mp4": b"\0\0\0\x18ftypmp42",
        "tiff": b"II*\0\x08\0\0\0",
        "hdf5": b"\x89HDF\r\n\x1a\n",
        "npy": b"\x93NUMPY\1\0",
        "lz4": b"\x04\x22\x4d\x18",
    }
    for name, magic in magics.items():
        yield Bad(f"{name} as text", "a.txt", magic, REFUSED)
        yield Bad(f"{name} as JSON lines", "a.jsonl", magic + b"\1\2\3" * 9, REFUSED)
        yield Bad(f"{name} as gzip", "a.txt.gz", magic, EITHER if name == "gzip" else REFUSED)
        yield Bad(f"{name} as Parquet", "a.parquet", magic * 3, REFUSED)


def _nuls() -> Iterator[Bad]:
    for count in (1, 2, 1000):
        yield Bad(f"{count} NULs", "a.txt", b"\0" * count, REFUSED)
    for at in (0, 1, 20, len(TEXT)):
        yield Bad(f"a NUL at {at}", "a.txt", TEXT[:at].encode() + b"\0" + TEXT[at:].encode(), REFUSED)
    yield Bad("a NUL behind a BOM", "a.txt", b"\xef\xbb\xbf\0kata", REFUSED)
    yield Bad("UTF-16 of a NUL", "a.txt", ("\0" + TEXT).encode("utf-16"), REFUSED)


def _encodings() -> Iterator[Bad]:
    curly = TEXT.replace("Harga", "“Harga” é 😀")
    for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        data = curly.encode(codec)
        yield Bad(f"{codec}, whole", "a.txt", data, CLEAN)
        for cut in range(1, 4):
            broken = REFUSED if codec in ("utf-16", "utf-32") and (codec == "utf-32" or cut % 2) else CLEAN
            yield Bad(f"{codec}, {cut} bytes cut", "a.txt", data[:-cut], broken)
        yield Bad(f"{codec}, twice", "a.txt", data + data, CLEAN if codec != "utf-32" else EITHER)
        yield Bad(f"{codec}, then Windows-1252", "a.txt", data + b"\x93kata\x94\n", EITHER)
    marks = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    marks |= {"utf-32-le": b"\xff\xfe\0\0", "utf-32-be": b"\0\0\xfe\xff"}
    for name, mark in marks.items():
        yield Bad(f"only a mark of {name}", "a.txt", mark, CLEAN)
        for other, second in marks.items():
            yield Bad(f"marks of {name} and {other}", "a.txt", mark + second + b"kata", EITHER)
        for codec in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-8"):
            yield Bad(f"mark of {name}, text in {codec}", "a.txt", mark + TEXT.encode(codec), EITHER)
    for codec in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        yield Bad(f"{codec} without a mark", "a.txt", TEXT.encode(codec), REFUSED)
    for name, data in {
        "a lone continuation byte": b"\x80",
        "a lone lead byte": b"\xc3",
        "an overlong slash": b"\xc0\xaf",
        "an overlong NUL": b"\xc0\x80",
        "a surrogate in UTF-8": b"\xed\xa0\x80",
        "a pair of surrogates in UTF-8": b"\xed\xa0\xbd\xed\xb8\x80",
        "beyond Unicode": b"\xf4\x90\x80\x80",
        "five bytes": b"\xf8\x88\x80\x80\x80",
        "FE and FF inside": b"\xfe\xff",
        "all bytes but NUL": bytes(range(1, 256)),
        "undefined in Windows-1252": b"\x81\x8d\x8f\x90\x9d",
        "Shift JIS": "日本語".encode("shift_jis"),
        "GBK": "中文".encode("gbk"),
        "KOI8-R": "Привет".encode("koi8-r"),
        "EBCDIC": b"".join(bytes([byte]) for byte in "kata".encode("cp500")),
        "UTF-7": "é“kata”".encode("utf-7"),
        "mojibake": "“é”".encode().decode("latin-1").encode(),
        "mojibake of mojibake": "“é”".encode().decode("latin-1").encode().decode("latin-1").encode(),
    }.items():
        yield Bad(name, "a.txt", TEXT.encode() + data + b"\n", CLEAN)
        yield Bad(f"{name}, first", "a.txt", b"kata " + data + b"\n" + TEXT.encode(), CLEAN)
        escaped = json.dumps({"text": TEXT}).encode() + b'\n{"text": "' + data.replace(b'"', b"").replace(b"\\", b"")
        yield Bad(f"{name}, in a record", "a.jsonl", escaped.replace(b"\n\x0b", b"") + b'"}\n', EITHER)


def _characters() -> Iterator[Bad]:
    for code in (*range(1, 9), 0xB, 0xC, *range(0xE, 0x20), 0x7F, *range(0x80, 0xA0)):
        yield Bad(f"the control U+{code:04X}", "a.txt", (PROSE + chr(code) * 9 + "\n" + TEXT).encode(), CLEAN)
    for name, char in {
        "zero-width blanks": "\u200b",
        "joiners": "\u200d",
        "soft hyphens": "\xad",
        "bidi overrides": "\u202e",
        "isolates": "\u2066",
        "marks of the byte order": "\ufeff",
        "line separators": "\u2028",
        "NBSP": "\xa0",
        "ideographic blanks": "\u3000",
        "accents": "\u0301",
        "emoji": "😀",
        "private use": "\ue000",
        "noncharacters": "\uffff",
        "the last character": "\U0010ffff",
        "tags": "\U000e0041",
        "replacement characters": "\ufffd",
        "carriage returns": "\r",
        "tabs": "\t",
        "quotes": '"',
        "stops": ".",
        "ampersands": "&amp;",
        "opening brackets": "(",
        "markup": "[bold red]",
        "escapes": "\x1b[31m",
        "titles of terminals": "\x1b]0;kata\x07",
        "entities of NUL": "&#0;",
        "entities of surrogates": "&#xD800;",
        "entities beyond Unicode": "&#99999999999;",
        "half entities": "&#",
    }.items():
        yield Bad(f"only {name}", "a.txt", (char * 500).encode(), CLEAN)
        yield Bad(f"{name} in every word", "a.txt", TEXT.replace("a", f"a{char}").encode(), CLEAN)


def _sizes() -> Iterator[Bad]:
    yield Bad("empty", "a.txt", b"", CLEAN)
    yield Bad("empty JSON lines", "a.jsonl", b"", CLEAN)
    yield Bad("empty CSV", "a.csv", b"", CLEAN)
    yield Bad("empty Parquet", "a.parquet", b"", REFUSED)
    yield Bad("empty gzip file", "a.txt.gz", b"", EITHER)
    yield Bad("one line end", "a.txt", b"\n", CLEAN)
    yield Bad("one blank", "a.txt", b" ", CLEAN)
    yield Bad("no final line end", "a.txt", TEXT.rstrip().encode(), CLEAN)
    yield Bad("a million blank lines", "a.txt", b"\n" * 1_000_000, CLEAN)
    yield Bad("a million blank lines in a text", "a.txt", TEXT.replace("\n", "\n" * 333_333).encode(), CLEAN)
    yield Bad("a million carriage returns", "a.txt", b"\r" * 1_000_000 + TEXT.encode(), CLEAN)
    yield Bad("a word of 10 MB", "a.txt", b"a" * 10_000_000, CLEAN)
    yield Bad("10,000 characters a word", "a.txt", ("Kata" * 2500 + " ").encode() * 20, CLEAN)
    yield Bad("100,000 stops", "a.txt", b"." * 100_000, CLEAN)
    yield Bad("100,000 markers", "a.txt", b"Baca juga: " * 10_000, CLEAN)
    yield Bad("20,000 lines that are the same", "a.txt", b"ADVERTISEMENT\n" * 20_000, CLEAN)


def _jsonl() -> Iterator[Bad]:
    good = json.dumps({"text": TEXT}).encode()
    for name, line in {
        "cut off": b'{"text": "kata',
        "cut behind a key": b'{"text"',
        "cut behind a colon": b'{"text":',
        "only a brace": b"{",
        "only a closing brace": b"}",
        "an array": b'["text"]',
        "a number": b"5",
        "a text": b'"text"',
        "a word": b"text",
        "two objects": b'{"text": "a"} {"text": "b"}',
        "a comma too many": b'{"text": "a",}',
        "two commas": b'{"text": "a",, "b": 1}',
        "single quotes": b"{'text': 'a'}",
        "a comment": b'{"text": "a"} // b',
        "a bare key": b'{text: "a"}',
        "a bad escape": b'{"text": "\\x"}',
        "half an escape": b'{"text": "\\u12"}',
        "no such field": b'{"body_": "a"}',
        "the field a number": b'{"text": 5}',
        "the field a list": b'{"text": ["a"]}',
        "an empty object": b"{}",
        "deep nesting": b'{"a": ' + b"[" * 100_000,
        "deep nesting, closed": b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b', "text": "a"}',
        "deep objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        "bytes that are not UTF-8": b'{"text": "\xff"}',
        "a key that is a number": b'{5: "a"}',
        "NaN for the text": b'{"text": NaN}',
        "a NUL": b"\0",
        "a lone BOM inside": b"\xef\xbb\xbf",
    }.items():
        yield Bad(f"a record: {name}", "a.jsonl", good + b"\n" + line + b"\n" + good + b"\n", PARTLY)
        yield Bad(f"the last record: {name}", "a.jsonl", good + b"\n" + line, PARTLY)
    for name, line in {
        "null for the text": b'{"text": null}',
        "duplicate keys": b'{"text": "a", "text": "b"}',
        "a huge number": b'{"text": "a", "n": ' + b"9" * 100_000 + b"}",
        "a huge exponent": b'{"text": "a", "n": 1e999999999}',
        "NaN and Infinity": b'{"text": "a", "n": NaN, "m": -Infinity}',
        "a lone surrogate": b'{"text": "a \\ud83d b"}',
        "an escaped NUL": b'{"text": "a\\u0000b"}',
        "a raw tab": b'{"text": "a\tb"}',
        "a blank line": b"   ",
        "a carriage return": b'{"text": "a"}\r',
        "an empty text": b'{"text": ""}',
        "an empty key": b'{"": 1, "text": "a"}',
        "10,000 keys": b'{"text": "a"' + b"".join(b', "k%d": 1' % number for number in range(10_000)) + b"}",
        "an outlet unknown": b'{"text": "a", "outlet": "x"}',
    }.items():
        yield Bad(f"a record: {name}", "a.jsonl", good + b"\n" + line + b"\n" + good + b"\n", CLEAN)
    yield Bad("JSON lines in UTF-16", "a.jsonl", (good.decode() + "\n").encode("utf-16"), REFUSED)
    yield Bad("JSON lines with a BOM", "a.jsonl", b"\xef\xbb\xbf" + good + b"\n", CLEAN)
    yield Bad("JSON lines without the field", "a.jsonl", b'{"n": 1}\n', REFUSED)
    yield Bad("an array over lines", "a.jsonl", b'[\n{"text": "a"},\n{"text": "b"}\n]\n', EITHER)


def _tables() -> Iterator[Bad]:
    head, row = b"id,text,url\n", b'1,"satu\nADVERTISEMENT\n",x\n'
    for name, bad in {
        "a quote left open": b'2,"satu,x\n',
        "text behind a quote": b'2,"satu"dua,x\n',
        "a field too many": b"2,satu,x,y\n",
        "a field too few": b"2,satu\n",
        "bytes that are not UTF-8": b"2,\xff\xfe,x\n",
    }.items():
        yield Bad(f"CSV: {name}", "a.csv", head + row + bad, PARTLY)
        yield Bad(f"TSV: {name}", "a.tsv", (head + row + bad).replace(b",", b"\t"), PARTLY)
    for name, good in {
        "a quote inside": b'2,sa"tu,x\n',
        "doubled quotes": b'2,"sa""tu",x\n',
        "a blank line": b"\n",
        "an empty text": b"2,,x\n",
        "CRLF": b"2,satu,x\r\n",
        "no line end": b"2,satu,x",
        "a NUL": b"2,sa\0tu,x\n",
        "100,000 quotes": b'2,"' + b'""' * 50_000 + b'",x\n',
        "a field of 1 MB": b"2," + b"kata " * 200_000 + b",x\n",
    }.items():
        yield Bad(f"CSV: {name}", "a.csv", head + row + good, CLEAN)
        yield Bad(f"TSV: {name}", "a.tsv", (head + row + good).replace(b",", b"\t"), CLEAN)
    yield Bad("CSV: only a header", "a.csv", head, CLEAN)
    yield Bad("CSV: a header with an open quote", "a.csv", b'id,"text\n1,a\n', REFUSED)
    yield Bad("CSV: no field of text", "a.csv", b"id,n\n1,2\n", REFUSED)
    yield Bad("CSV: a header not in UTF-8", "a.csv", b"id,\xff\n1,2\n", REFUSED)
    yield Bad("CSV in UTF-16", "a.csv", (head + row).decode().encode("utf-16"), REFUSED)
    yield Bad("CSV: the same name twice", "a.csv", b"text,text\na,b\n", CLEAN)
    yield Bad("CSV: with a BOM", "a.csv", b"\xef\xbb\xbf" + head + row, CLEAN)
    yield Bad("CSV: only line ends", "a.csv", b"\n\n\n", REFUSED)


def _packed() -> Iterator[Bad]:
    packers = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}
    for suffix, pack in packers.items():
        whole = pack(TEXT.encode() * 50)
        record = pack((json.dumps({"text": TEXT}) + "\n").encode() * 50)
        yield Bad(f"{suffix}: whole", f"a.txt.{suffix}", whole, CLEAN)
        yield Bad(f"{suffix}: two members", f"a.txt.{suffix}", whole + whole, CLEAN)
        yield Bad(f"{suffix}: an image inside", f"a.txt.{suffix}", pack(b"\x89PNG\r\n\x1a\n\0"), REFUSED)
        yield Bad(f"{suffix}: packed twice", f"a.txt.{suffix}", pack(whole), REFUSED)
        yield Bad(f"{suffix}: no such data", f"a.txt.{suffix}", TEXT.encode(), REFUSED)
        for at in (1, 5, len(whole) // 2, len(whole) - 1):
            yield Bad(f"{suffix}: cut at {at}", f"a.txt.{suffix}", whole[:at], REFUSED)
            damaged = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
            yield Bad(f"{suffix}: damaged at {at}", f"a.txt.{suffix}", damaged, EITHER)
        yield Bad(f"{suffix}: records cut off", f"a.jsonl.{suffix}", record[: len(record) // 2], REFUSED)


def _parquet() -> Iterator[Bad]:
    yield Bad("Parquet: only its marks", "a.parquet", b"PAR1PAR1", REFUSED)
    yield Bad("Parquet: a footer without end", "a.parquet", b"PAR1" + struct.pack("<I", 1 << 31) + b"PAR1", REFUSED)
    yield Bad("Parquet: a text", "a.parquet", TEXT.encode(), REFUSED)
