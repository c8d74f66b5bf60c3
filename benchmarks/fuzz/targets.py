"""What is fuzzed: one function a target, from bytes to nothing, which raises where a promise is broken.

Each takes any bytes. Only documented errors may come out of the code under test (DecodeError, RuleError, FormatError,
RecordError, RunawayPattern); they are caught here. `TARGETS` names the targets, `SEEDS` gives bytes to begin with.
"""

# ruff: noqa: PT017 (a documented error must say something)

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from properties import check_cleaning, check_plan, check_repair  # noqa: E402
from strategies import EXAMPLES, GAPS, MOJIBAKE, ODD_CHARS, OUTLETS, PROSE, sample_lines  # noqa: E402

from beritaclean import Cleaner, Document, RuleError, engine  # noqa: E402
from beritaclean.decode import DecodeError, decode  # noqa: E402
from beritaclean.formats import Fields, FormatError, Hands, Record, RecordError, jsonl, packing, parquet, table  # noqa: E402
from beritaclean.limits import RunawayPattern  # noqa: E402
from beritaclean.repair import repair  # noqa: E402
from beritaclean.rulebook import read  # noqa: E402

CODECS = [None, "utf-8", "utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1", "utf-7", "idna", "punycode", "big5"]
LONGEST = 2000
"""Characters of a building block."""
_CLEANERS: dict[str, Cleaner] = {}


def _cleaner(shape: str = "auto") -> Cleaner:
    if shape not in _CLEANERS:
        _CLEANERS[shape] = Cleaner(shape=shape)
    return _CLEANERS[shape]


@cache
def blocks() -> list[str]:
    """The building blocks of articles, in a fixed order."""
    return [*EXAMPLES, *PROSE, *sample_lines()]


def article(data: bytes) -> tuple[str, str | None]:
    """A text and its outlet, out of `data`: three bytes name a block and the gap behind it."""
    if not data:
        return "", None
    outlet = OUTLETS[data[0] % len(OUTLETS)]
    rows: list[str] = []
    known = blocks()
    at = 1
    while at < len(data):
        code, more = data[at], data[at + 1 : at + 4]
        if code < 0x20 or len(more) < 3:
            rows.append(data[at : at + 8].decode("utf-8", "replace"))
            at += 8
            continue
        number, kind = more[0] << 8 | more[1], more[2]
        piece = known[number % len(known)]
        if code >= 0xF0:
            piece = MOJIBAKE[number % len(MOJIBAKE)](rows.pop() if rows else piece)[
                :LONGEST
            ]  # each time thrice as long
        elif code >= 0xD0:
            piece = ODD_CHARS[number % len(ODD_CHARS)] * (1 + kind // 16 % 3)
        elif code >= 0xC0:
            piece = piece[number % 29 :]
        elif code >= 0xB0:
            piece = piece[: -1 - number % 29]
        rows.append(piece + GAPS[kind % len(GAPS)])
        at += 4
    return "".join(rows), outlet


def fuzz_decode(data: bytes) -> None:
    """Any bytes are text or a DecodeError, with every encoding."""
    encoding = CODECS[data[0] % len(CODECS)] if data else None
    try:
        decoded = decode(data[1:], encoding)
    except DecodeError as error:
        assert str(error)
    else:
        if not (encoding or decoded.warning):
            assert data[1:].decode(decoded.encoding).lstrip("\ufeff") == decoded.text.lstrip("\ufeff")
        check_repair(decoded.text)


def fuzz_repair(data: bytes) -> None:
    """repair == repair_ungated, and it is stable: on raw bytes as text, and on articles."""
    if data and data[0] % 2:
        check_repair(article(data[1:])[0])
    else:
        check_repair(data.decode("utf-8", "surrogatepass" if _passes(data) else "replace"))


def _passes(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def fuzz_plan(data: bytes) -> None:
    """The compiled plan marks what the engine marks."""
    text, outlet = article(data)
    check_plan(_cleaner(), repair(text), outlet)


def fuzz_clean(data: bytes) -> None:
    """Cleaning raises nothing, replays, invents nothing and is stable."""
    text, outlet = article(data[1:])
    kind = data[0] if data else 0
    title = text.partition("\n")[0] if kind & 4 else None
    url = text[:40] if kind & 8 else None
    shape = "page" if kind & 3 == 3 else "auto"
    document = Document(text, outlet=outlet if kind & 1 else None, url=url, title=title)
    check_cleaning(_cleaner(shape), document, stable=shape == "auto")


@cache
def _scratch() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="beritaclean-fuzz-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None))
    return folder / "mine.toml"


def fuzz_rulebook(data: bytes) -> None:
    """Any bytes are rules or a RuleError that names the file; rules that load run, or are named as runaways."""
    path = _scratch()
    path.write_bytes(_odd_rule(data[1:]) if data[:1] < b"\x20" else data)
    try:
        rules, _ = read(path, trusted=False)
    except RuleError as error:
        assert str(path) in str(error)
        return
    for rule in rules[:5]:
        try:
            engine.mark("\n".join((*rule.removes[:2], *PROSE[:2])), (rule,))
        except RunawayPattern as error:
            assert rule.id in str(error)


ODD_VALUES = [
    *("5", "-1", "nan", "inf", "true", "''", "'x'", "[]", "[[]]", "[5]", "['x', 5]", "{}", "{ x = 1 }", "[{}]"),
    *("1" * 5000, "0x" + "f" * 5000, "2034-01-02", "23:59:59", "1e999", r"'\u0000'", r"'\p{Lu}'", "'(?<=a+)b'"),
    *("'(?:a|aa)+$'", "'(a*)*b'", "'(?R)'", "'(?1)'", r"'\L<nama>'", "'(?(1)a|b)'", "'a{99999999}'"),
    *("'(?:a{999}){999}'", "'(?:(?:'", "'[[a&&b]--c]'", r"'\N{DIGIT ONE}'", r"'\X+'", "'(?b)(?:x){e}'", "'[a'", "'('"),
    *("'all'", "'headline'", "'line'", "'tail'", "'head'", "'repeat'", "'span'", "'dateline'", "'page'", "'block'"),
    *("['']", r'["\n"]', "{ position = 5 }", "{ min_words = true }", "{ unless = [[]] }", "{ above = [{}] }"),
    *("{ habit = [] }", "{ position = ['top', 'end'] }", "[" * 400 + "]" * 400, "{ min_words = 99999999999999999999 }"),
]


def _odd_rule(data: bytes) -> bytes:
    """A rule file of which some values are odd: pairs of bytes name a line and what stands there."""
    lines = ODD_RULE.split("\n")
    for line, value in zip(data[::2], data[1::2], strict=False):
        key, equals, _ = lines[line % len(lines)].partition(" = ")
        if equals:
            lines[line % len(lines)] = f"{key} = {ODD_VALUES[value % len(ODD_VALUES)]}"
    return "\n".join(lines).encode()


FIELDS = Fields("teks", "url", None, "judul")


def _shout(record: Record) -> str:
    return record.text.replace("ADVERTISEMENT", "").replace("a", "é\n")


def _records(format: str, data: bytes) -> None:
    """A file of records: all bytes come back where nothing is cleaned, at any size of chunks; the rest is told."""
    size = 1 + data[0] if data else 1
    into = "bersih" if data[:1] > b"\x80" else None
    encoding = None if data[:1] < b"\xf0" else "latin-1"
    data = data[1:]
    for fields, clean in ((FIELDS, lambda record: record.text), (Fields("teks", "url", None, "judul", into), _shout)):
        outs: list[bytes] = []
        for width in (1 << 20, size):
            out = b""
            try:
                for chunk in _chunks(format, data, width):
                    hands = Hands(clean, lambda number, message: bool(message))
                    if format == "jsonl":
                        jsonl.names(chunk, encoding)
                        out += jsonl.rewrite(chunk, fields, encoding, hands)
                    else:
                        table.names(chunk, encoding, format)
                        out += table.rewrite(chunk, fields, encoding, hands, format)
            except (FormatError, RecordError) as error:
                assert str(error)
                outs.append(str(error).encode())
                continue
            outs.append(out)
            if clean is not _shout:
                assert out == data, "bytes change where nothing is cleaned"
        assert outs[0] == outs[1], "the size of chunks matters"


def _chunks(format: str, data: bytes, size: int) -> Iterator[object]:
    return jsonl.chunks(io.BytesIO(data), size) if format == "jsonl" else table.chunks(io.BytesIO(data), size, format)


def fuzz_parquet(data: bytes) -> None:
    """Any bytes are Parquet or a FormatError; what can be read is rewritten and written."""
    fields = Fields("teks", "url", None, "judul", "bersih" if data[:1] > b"\x80" else None)
    parts = io.BytesIO()
    try:
        parquet.names(io.BytesIO(data[1:]))
        for chunk in parquet.chunks(io.BytesIO(data[1:]), 1 + (data[0] if data else 0)):
            parts.write(parquet.rewrite(chunk, fields, None, Hands(_shout, lambda number, message: bool(message))))
        parquet.finish(parts, io.BytesIO(data[1:]), io.BytesIO())
    except (FormatError, RecordError) as error:
        assert str(error)


PACKED = ("gz", "bz2", "xz", "zst")


def fuzz_packing(data: bytes) -> None:
    """Any bytes unpack or give an error that has a message for the user; what is packed comes back."""
    kind = PACKED[data[0] % 4] if data else "gz"
    try:
        with packing.unpacked(io.BytesIO(data[1:]), kind) as stream:
            text = stream.read(1 << 20)
    except Exception as error:
        if packing.complaint(error) is None:
            raise
        text = data[1:]
    with packing.unpacked(io.BytesIO(packing.pack(text, kind)), kind) as stream:
        assert stream.read() == text


TARGETS: dict[str, Callable[[bytes], None]] = {
    "decode": fuzz_decode,
    "repair": fuzz_repair,
    "plan": fuzz_plan,
    "clean": fuzz_clean,
    "rulebook": fuzz_rulebook,
    "jsonl": partial(_records, "jsonl"),
    "csv": partial(_records, "csv"),
    "tsv": partial(_records, "tsv"),
    "parquet": fuzz_parquet,
    "packing": fuzz_packing,
}


def seeds(target: str) -> Iterator[bytes]:
    """Bytes to begin with."""
    if target in ("decode", "repair"):
        for row in [*PROSE, *ODD_CHARS, *(turn(PROSE[0]) for turn in MOJIBAKE)]:
            for codec in ("utf-8", "utf-16", "cp1252"):
                yield b"\0" + row.encode(codec, "replace")
    elif target in ("plan", "clean"):
        count = len(blocks())
        for number in range(0, count, 7):
            picks = [(number + step * 97) % count for step in range(6)]
            yield bytes([number % 256]) + b"".join(bytes([0x40, pick >> 8, pick & 255, pick % 256]) for pick in picks)
    elif target == "rulebook":
        for path in sorted((ROOT / "rules" / "outlets").glob("*.toml")):
            yield path.read_bytes()[:1500]
        yield ODD_RULE.encode()
        yield from (bytes([1, line, value]) for line in range(1, 20, 3) for value in range(0, len(ODD_VALUES), 3))
    elif target == "jsonl":
        yield b'\x05{"teks": "satu ADVERTISEMENT", "url": "x.id", "judul": null}\n{"teks": 5}\n{"a": [1, {}]}\n'
        yield b'\x90{"id": 1, "teks": "k\\u00e1ta \\/ \\ud83d"}\r\n\n\xef\xbb\xbf{"teks": "", "teks": ""}\n[1]\n{"teks'
    elif target in ("csv", "tsv"):
        comma = b"\t" if target == "tsv" else b","
        yield b"\x05" + b'id,teks,url,judul\n1,"satu ""dua""\ntiga",x,y\n2,kata,,\n3,"x"y,1,2\n'.replace(b",", comma)
        yield b"\x90" + b'\xef\xbb\xbfteks;url;judul\r\n"a";b;c\r\n\r\n"tidak tutup;x\n'
    elif target == "parquet":
        yield from (b"\1" + data for data in _parquets())
    elif target == "packing":
        for number, kind in enumerate(PACKED):
            yield bytes([number]) + packing.pack(b"kata " * 20, kind)


def _parquets() -> Iterator[bytes]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    for kind in (pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())):
        texts = pa.array(["satu ADVERTISEMENT", None, "kata " * 5], pa.string()).cast(kind)
        rows = pa.table({"teks": texts, "url": ["https://a.id", None, "x"], "judul": ["a", "b", None]})
        for packed in ("none", "snappy"):
            sink = io.BytesIO()
            pq.write_table(rows, sink, compression=packed, row_group_size=2)
            yield sink.getvalue()


ODD_RULE = r"""
name = "X"
domains = ["x.id"]
signs = ['''^X – ''']
[[rule]]
id = "odd"
family = "ad"
scope = "block"
until = "headline"
pattern = '''^(?P<cut>(?i:iklan)|\L<months>{2,3}+(?=x)|\p{Lu}[[a-z]--[aeiou]]{e<=1})$'''
reason = "x"
shapes = ["line"]
when = { position = "top", unless = ["verse"], min_words = 2, above = ["prose", "none"], blank_around = true }
triggers = ["iklan"]
audited = { date = 2034-01-02, read = 1, wrong = 0 }
removes = ["IKLAN"]
keeps = ["kata"]
"""
