"""Articles built from real shapes: rules' own examples, lines of the samples, and damage of every kind."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from conftest import ROOT
from hypothesis import strategies as st

from beritaclean.rulebook import load

BOOK = load()
OUTLETS: list[str | None] = [None, *sorted({outlet.key for outlet in BOOK.outlets})]
EXAMPLES: list[str] = [example for rule in BOOK.rules for example in (*rule.removes, *rule.keeps)]
PROSE = [
    "Petugas menutup jalan itu sejak pagi hari, kata camat di lokasi kepada wartawan.",
    '"Kami menunggu laporan dari warga," ujar Kepala Desa Sukamulya, Slamet Raharjo, Senin (3/2/2031).',
    "Hujan turun sejak dini hari.Air naik hingga selutut orang dewasa, lalu surut pada siang hari.",
    "VIVA – Harga beras turun di Kudus, kata pedagang itu, dan pembeli datang lagi.",
    "KOMPAS.com - Nelayan di pesisir utara tidak melaut selama tiga hari karena gelombang tinggi.",
    "Harga Cabai Naik Tajam di Pasar Kliwon Menjelang Hari Raya",
    "Kudus",
]
GAPS = ["\n", "\n\n", " ", "", "  ", "\n \n", "\t", ".", ")", "\r\n", "\n\n\n\n", "\xa0"]

ODD_CHARS = [
    *["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\xad", "\u2063", "\u180e"],  # zero width
    *["\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2069", "\u061c"],  # bidi
    *["\ud800", "\udfff", "\ud83d\ude00", "\udc80"],  # surrogates, alone and as a pair
    *["😀", "👩\u200d🚀", "𝐁𝐞𝐫𝐢𝐭𝐚", "𠀀", "\U0010ffff", "🇮🇩"],  # astral
    *["\x00", "\x1b[31m", "\x1b]0;", "\x07", "\x0b", "\x0c", "\x1c", "\x1f", "\x7f", "\x85", "\x9d"],  # controls
    *["\u2028", "\u2029", "\r", "\u3000", "\u202f", "\xa0"],  # other breaks and blanks
    *["ﬁ", "ſ", "K", "ß", "İ", "ı", "ŉ", "ẞ", "Å", "Ω"],  # letters that fold or compose
    *["e\u0301", "\u0301", "a" + "\u0323\u0307" * 9, "ا\u064e", "א", "क\u094d\u200dष", "ﷺ"],
    *["&nbsp;", "&amp;amp;lt;", "&#8203;", "&#x1F600;", "&#0;", "&#xD800;", "&#99999999;", "&shy;"],
    *["Â", "â€œ", "â€\x9d", "Ã©", "Ã‚Â", "Â\xa0", "ï»¿"],
]

MOJIBAKE: list[Callable[[str], str]] = [
    lambda text: text.encode("utf-8", "surrogatepass").decode("latin-1"),
    lambda text: text.encode("utf-8", "surrogatepass").decode("cp1252", "replace"),
    lambda text: text.encode("cp1252", "replace").decode("utf-8", "surrogateescape"),
    lambda text: text.encode("utf-8", "surrogatepass").decode("latin-1").encode("utf-8").decode("latin-1"),
    lambda text: text.encode("utf-16-le", "surrogatepass").decode("latin-1"),
    lambda text: text.replace(" ", "\xa0"),
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace("\n", " "),
    lambda text: text.replace("\n", ""),
    str.upper,
    str.lower,
    str.swapcase,
    lambda text: text[::-1],
    lambda text: f"\u202e{text}\u202c",
    lambda text: "\u200b".join(text),
    lambda text: text.replace("a", "а"),  # a Cyrillic letter that looks the same
]


@cache
def sample_lines() -> list[str]:
    """The filled lines of all samples."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "samples").rglob("*.txt"))]
    return sorted({line for text in texts for line in text.split("\n") if line.strip()})


def own_parts(outlet: str | None) -> list[str]:
    """The examples of an outlet's own rules."""
    return [example for rule in BOOK.rules if rule.outlet == outlet for example in rule.removes]


def parts(outlet: str | None = None) -> st.SearchStrategy[str]:
    """Pieces of an article: examples of all families and scopes, the outlet's own ones, prose, samples, odd text."""
    own = own_parts(outlet) or PROSE
    return st.one_of(
        st.sampled_from(EXAMPLES),
        st.sampled_from(own),
        st.sampled_from(PROSE),
        st.sampled_from(sample_lines()),
        st.lists(st.sampled_from(ODD_CHARS), min_size=1, max_size=4).map("".join),
        st.builds(lambda text, at: text[at:], st.sampled_from(EXAMPLES), st.integers(1, 40)),
        st.builds(lambda text, at: text[:-at], st.sampled_from(EXAMPLES), st.integers(1, 40)),
        st.builds(
            lambda char, count: char * count, st.sampled_from([*"a A.\n(“-", "Aa ", "kata "]), st.integers(1, 300)
        ),
        st.text(max_size=20),
    )


@st.composite
def articles(draw: st.DrawFn) -> tuple[str, str | None]:
    """A text and the outlet it is given (None: the text tells)."""
    outlet = draw(st.sampled_from(OUTLETS))
    pieces = draw(st.lists(st.tuples(parts(outlet), st.sampled_from(GAPS)), max_size=9))
    damage = draw(st.lists(st.tuples(st.integers(0, 8), st.sampled_from(MOJIBAKE)), max_size=2))
    rows = [piece + gap for piece, gap in pieces]
    for at, damaged in damage:
        if at < len(rows):
            rows[at] = damaged(rows[at])
        elif rows:
            rows = [damaged("".join(rows))]
    odd = draw(st.lists(st.tuples(st.integers(0, 2000), st.sampled_from(ODD_CHARS)), max_size=4))
    text = "".join(rows)
    for at, char in odd:
        place = at % (len(text) + 1)
        text = text[:place] + char + text[place:]
    return text, outlet


def damaged_bytes() -> st.SearchStrategy[bytes]:
    """An article in one encoding, or in two of them, one behind the other."""
    codecs = st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1", "utf-8-sig", "utf-7"])
    one = st.builds(lambda pair, codec: pair[0].encode(codec, "replace"), articles(), codecs)
    return st.one_of(one, st.builds(bytes.__add__, one, one))
