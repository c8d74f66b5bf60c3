"""Undoes damage to characters before the rules run, line by line, without restyling a word.

In this order, each line by itself, again and again until nothing changes:

1. Line ends: CRLF and lone CR become "\\n". From here on the number of lines is fixed.
2. HTML entities are decoded, also beside a literal "<".
3. Terminal escape sequences go: CSI, OSC (with its hyperlinks), DCS and their kin. Of a sequence that is not
   whole, only the control characters go; what follows stays, as it may be a word.
4. Other breaks (VT, FF, FS to US, U+2028, U+2029, and LF and CR out of entities) become a blank: words stay
   apart, and line numbers agree with grep and editors. NEL (U+0085) is ftfy's: a Windows-1252 ellipsis.
5. ftfy: mojibake, surrogates, other control characters, NFC. Quotes, dashes, ligatures, widths stay.
6. Unicode blanks (NBSP and others, and U+2063, the invisible separator) become a blank. Zero-width
   characters, soft hyphens and C1 controls that ftfy could not read go, but joiners stay between letters of
   scripts that need them and inside emoji. Bidi marks go from lines without right-to-left letters, and "Â"
   goes where it can only be what is left of an NBSP.

A line in which single blanks show more mojibake is mended with single blanks.

`repair_ungated` is that, literally. `repair` gives the same and asks ftfy, which is slow to import and to
run, only for lines that need it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import filterfalse

from beritaclean.codes import V1
from beritaclean.lazy import Lazy

MOST_ROUNDS = 30
"""Rounds after which a line is taken as it is. Each round decodes something and so shortens the line, or is
the last but one; generated text needs up to four, since a run of "&amp;amp;" is one step."""

PIECE = 4000
"""A line longer than this, in characters, is given to ftfy in pieces.

A page in one line may hold mojibake of several kinds, and text that was never damaged: ftfy, which decodes a line as a
whole, mends less of it the longer it is, and takes a time that grows with each repair."""
_BETWEEN = Lazy("[a-z] (?=[a-z])")

_NESTED = r"&(?:(?:amp|AMP|#38|#[xX]26);){2,}"
_ESCAPE = (
    r"\x1b\[[0-?]*(?:[@-~]| q|!p)"
    r"|\x1b\]\d{1,4}(?:;[^\x07\x1b]*)?(?:\x07|\x1b\\)"
    r"|\x1b[PX^_][^\x07\x1b]*\x1b\\"
    r"|\x1b\([B0](?!\w)"
)
_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x1f\u2028\u2029"
_BLANKS = "\xa0\u1680\u202f\u205f\u2063\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_INVISIBLE = "\xad\u200b\u2060\u2061\u2062\u2064\ufeff"
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_C1 = "".join(map(chr, range(0x80, 0xA0)))

_BREAK_TO_BLANK = dict.fromkeys(_BREAKS, " ")
_UNSEEN = dict.fromkeys(_BLANKS, " ") | dict.fromkeys(_INVISIBLE + _C1, "")
_NO_BIDI = dict.fromkeys(_BIDI, "")
_RTL = Lazy(r"[[\p{bc=R}\p{bc=AL}]&&\p{L}]", V1)
_SCRIPTS = "Arab Syrc Nkoo Mong Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Khmr Mymr Java Bali Sund"
_LETTER = "[[" + "".join(r"\p{scx=" + script + "}" for script in _SCRIPTS.split()) + r"]&&[\p{L}\p{M}]]"
_EMOJI = r"\p{Extended_Pictographic}"
_STRAY_JOINER = Lazy(
    rf"(?<={_LETTER})[\u200c\u200d](?={_LETTER})(*SKIP)(*FAIL)"
    rf"|(?<=[{_EMOJI}\ufe0f\U0001f3fb-\U0001f3ff])\u200d(?={_EMOJI})(*SKIP)(*FAIL)"
    r"|[\u200c\u200d]",
    V1,
)
# An NBSP read as Windows-1252 is "Â" and NBSP, which scrapers trim or turn into a blank. ftfy sees it after
# small letters. No language ends a word that has small letters, a number or a sentence with "Â"; but words
# in capitals ("YÂ", "DU'Â" in transliterated Arabic) do, so it stays after capitals, apostrophes, hyphens.
_LONE = Lazy(r"(?<![\p{Lu}\p{Lt}\p{Lo}\p{Lm}\p{M}'’‘`´ʻʼʽʾʿ‐‑-])Â(?= |$)")


def repair(text: str) -> str:
    """`text` with its characters mended: mojibake, entities, odd blanks, control characters, line ends, NFC.

    Repairing twice changes nothing more. The result has as many lines as `text` has by "\\n", CRLF and CR;
    it has no line breaks but "\\n", and no surrogates, so it can be encoded.

    >>> repair("Kata&nbsp;dia: â€œHarga beras naikâ€\\x9d\\r\\nJumat")
    'Kata dia: “Harga beras naik”\\nJumat'
    """
    text = _unix(text)
    cheap = _without_ftfy(text)
    if cheap is not None:
        return cheap
    return "\n".join(map(_gated, text.split("\n")))


def repair_ungated(text: str) -> str:
    """What `repair` means: the same result, with every line sent through ftfy."""
    return "\n".join(map(_mended, _unix(text).split("\n")))


def dropped(text: str) -> list[tuple[int, int]]:
    """The stretches (start, end in characters), one in a line at most, that repairing a text takes away and no more.

    In a repaired text there are none, but a cut may uncover one: the "Â" of "ÂBaca juga: …" is left at a line's end.
    """
    mended = repair(text)
    found: list[tuple[int, int]] = []
    at = 0
    for old, new in zip(text.split("\n"), mended.split("\n"), strict=True) if mended != text else ():
        gone = len(old) - len(new)
        same = next((place for place, (one, two) in enumerate(zip(old, new, strict=False)) if one != two), len(new))
        if gone > 0 and old[same + gone :] == new[same:]:
            found.append((at + same, at + same + gone))
        at += len(old) + 1
    return found


def _gated(line: str) -> str:
    cheap = _without_ftfy(line)
    return _mended(line) if cheap is None else cheap


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _mended(line: str) -> str:
    for _ in range(MOST_ROUNDS):
        before = line
        line = _round(line)
        if line == before:
            # ftfy takes one blank for a byte of mojibake where it leaves a tab or two blanks, and tidying makes one of
            # them: what it would see then is mended now, or cleaning twice would find more to mend.
            tight = " ".join(line.split())
            if tight == line or (line := _round(tight)) == tight:
                return before
    return line


def _round(line: str) -> str:
    unescape, mend = _ftfy()
    line = unescape(re.sub(_NESTED, "&amp;", line))
    # After entities, which can hold line ends, and before ftfy, which loses "À" before one (6.3.1).
    line = _replaced(re.sub(_ESCAPE, "", line), _BREAK_TO_BLANK)
    line = _replaced(mend(line), _UNSEEN)
    if not _RTL.search(line):
        line = _replaced(line, _NO_BIDI)
    line = _STRAY_JOINER.sub("", line)
    return _LONE.sub("", line)


def _replaced(line: str, table: dict[str, str]) -> str:
    """`line` with the characters of `table` replaced: it has few of them, and str.translate takes ten times as long."""
    for char in table.keys() & frozenset(line):
        line = line.replace(char, table[char])
    return line


@cache
def _ftfy() -> tuple[Callable[[str], str], Callable[[str], str]]:
    """ftfy's decoder of entities and its mender, imported on first use: a clean file need not pay for it."""
    from ftfy import TextFixerConfig, fix_text_segment
    from ftfy.fixes import unescape_html

    config = TextFixerConfig(
        unescape_html=False,  # done before
        fix_line_breaks=False,  # a line must stay one
        uncurl_quotes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        normalization="NFC",
        explain=False,
    )

    def mend(line: str) -> str:
        return "".join(fix_text_segment(piece, config) if _odd(piece) else piece for piece in _pieces(line))

    return unescape_html, mend


def _pieces(line: str) -> Iterator[str]:
    """A line in pieces of some `PIECE` characters, parted between two words in small letters."""
    at = 0
    while between := _BETWEEN.search(line, at + PIECE):
        yield line[at : between.end()]
        at = between.end()
    yield line[at:]


# The gate. ftfy mends mojibake only where its BADNESS_RE matches, and each alternative of that has a place
# that only a C1 control, an accented, Greek or Cyrillic letter, or one of its "bad", currency, numeric, law
# or box characters can fill. A text of printable ASCII, _SAFE, _PICTURES and _LIGHT has none of these (ö and its like
# count as letters of emoticons there, which are bad beside a box only). It has no combining mark, control
# character, joiner or right-to-left letter either; so, without an entity, all that can happen is step 6, one
# replacement a character. The tests prove this on BADNESS_RE as parsed, so that a new ftfy cannot break it
# unnoticed.
_PLAIN = bytes(range(0x20, 0x7F)) + b"\t\n"
_PICTURES = ((0x2600, 0x27BF), (0x1D400, 0x1D7FF), (0x1F1E6, 0x1F1FF), (0x1F300, 0x1FAFF))
_SAFE = frozenset("“”‘’„…–—―‐‑•·°©®™«»‹›′″−òóôõöøùúû\ufe0f")
_LIGHT = dict.fromkeys(_BLANKS, " ") | dict.fromkeys(_INVISIBLE + _BIDI, "")
_ENTITY = Lazy(r"&#?[0-9A-Za-z]{1,24};")


def _odd(text: str) -> frozenset[str]:
    """The characters of a text that are neither plain nor safe."""
    odd = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN)
    rest = frozenset(odd.decode("utf-8", "surrogatepass")) - _SAFE if odd else frozenset[str]()
    return frozenset(filterfalse(_is_picture, rest)) if rest else rest


def _is_picture(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in _PICTURES)


def _without_ftfy(text: str) -> str | None:
    """What mending `text` (a line, or many) gives, or None where only ftfy can tell."""
    if chars := _odd(text):
        if not chars <= _LIGHT.keys():
            return None
        for char in chars:
            text = text.replace(char, _LIGHT[char])
    return None if "&" in text and _ENTITY.search(text) else text
