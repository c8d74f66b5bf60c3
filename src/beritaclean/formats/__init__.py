"""Files of texts and of records: which format a file has, and what the formats share."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

TEXT, JSONL, CSV, TSV, PARQUET = "text", "jsonl", "csv", "tsv", "parquet"
FORMATS = (TEXT, JSONL, CSV, TSV, PARQUET)
TABLES = (CSV, TSV)

_SUFFIXES = {
    ".jsonl": JSONL,
    ".ndjson": JSONL,
    ".csv": CSV,
    ".tsv": TSV,
    ".tab": TSV,
    ".parquet": PARQUET,
    ".pq": PARQUET,
}
PACKINGS = {".gz": "gz", ".bz2": "bz2", ".xz": "xz", ".zst": "zst"}

_UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}

GUESSES = ("text", "isi", "content", "body", "article", "konten", "teks", "artikel", "isi_berita")
"""Names of the field that holds the text, in the order in which they are tried, whatever their case."""

MOST = 100 * 1024 * 1024
"""Bytes of the largest document, be it a text or a record, as it is unpacked; the user may allow more."""


class FormatError(ValueError):
    """A file that cannot be read in its format; the message says what to do."""


class RecordError(ValueError):
    """A record that cannot be read or cleaned; the others can."""


# Without the future import, which would have each annotation of these tuples parsed when a run starts.


class Kind(NamedTuple):
    """The format of a file and the compression around it (a key of the suffix, such as "gz", or None)."""

    format: str
    packing: str | None = None

    @property
    def records(self) -> bool:
        """Whether the file holds records and not one text."""
        return self.format != TEXT


class Fields(NamedTuple):
    """The names of the fields that are read (None: none), and the one that is written (None: the text's own)."""

    text: str | None = None
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    into: str | None = None


class Record(NamedTuple):
    """One record as the cleaner needs it; `number` counts from 1 (in JSON lines: the line)."""

    number: int
    text: str
    url: str | None = None
    outlet: str | None = None
    title: str | None = None


class Chunk(NamedTuple):
    """Whole records of a file, as bytes.

    `first` is the number of the first one; `end` the offset in the unpacked file, in bytes, at which the
    chunk ends (in Parquet: in records); `head` the header of a table, "" elsewhere.
    """

    data: bytes
    first: int
    end: int
    head: bytes = b""


class Hands(NamedTuple):
    """What a format calls while it goes through a chunk.

    `clean` gives a record's clean text and may raise RecordError; `broken` takes the number of a record that
    cannot be cleaned and the reason, and tells whether it is kept. Tables pass empty fields over, unless `empty`.
    """

    clean: Callable[[Record], str]
    broken: Callable[[int, str], bool]
    empty: bool = False


def kind_of(name: str, forced: str | None = None) -> Kind:
    """The kind of the file called `name`, by its suffixes; `forced` is a format to take instead.

    >>> kind_of("berita.JSONL.gz")
    Kind(format='jsonl', packing='gz')
    >>> kind_of("berita.txt")
    Kind(format='text', packing=None)
    """
    name = name.lower()
    packing = next((PACKINGS[suffix] for suffix in PACKINGS if name.endswith(suffix)), None)
    if packing:
        name = name[: name.rindex(".")]
    by_name = next((found for suffix, found in _SUFFIXES.items() if name.endswith(suffix)), TEXT)
    return Kind(forced or by_name, packing)


def chosen(fields: Fields, names: Sequence[str]) -> Fields:
    """`fields` with the text's field filled in, where it is not given, by a good guess among `names`.

    Raises FormatError where no name can be guessed.
    """
    if fields.text:
        return fields
    folded = {name.casefold(): name for name in reversed(names)}
    for guess in GUESSES:
        if guess in folded:
            return fields._replace(text=folded[guess])
    found = ", ".join(names) if names else "none"
    raise FormatError(f"no field looks like the text (fields: {found}); name it with --field")


def too_large(what: str, most: int) -> str:
    """What is said of a document of more than `most` bytes.

    >>> too_large("record 7", 64 * 1024 * 1024)
    'record 7 has more than 64M bytes; --max-document allows more'
    """
    unit = next((unit for unit in "GMK" if most % _UNITS[unit] == 0), "")
    return f"{what} has more than {most // _UNITS.get(unit, 1)}{unit} bytes; --max-document allows more"


def size_of(text: str) -> int:
    """The bytes that a size means: a number, with K, M or G behind it. Raises ValueError.

    >>> size_of("64M")
    67108864
    """
    number, unit = (text[:-1], text[-1].upper()) if text[-1:].upper() in _UNITS else (text, "")
    if not (number.isascii() and number.isdecimal()) or not 0 < int(number[:20]) * _UNITS.get(unit, 1) < 1 << 62:
        raise ValueError("give a size such as 500K, 64M or 2G")
    return int(number) * _UNITS.get(unit, 1)


def fitted(clean: str, original: str) -> str:
    """A clean text as the value of a field: with a line end at its end only if the original has one."""
    return clean if original.endswith("\n") else clean.removesuffix("\n")
