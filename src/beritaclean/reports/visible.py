"""Text as it can safely be shown: whatever a terminal would obey is spelled out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from beritaclean.lazy import Lazy

if TYPE_CHECKING:
    import regex

# Control characters; marks that turn the order of letters; breaks that are no "\n"; what is not seen; surrogates.
_ORDERS = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff\U000e0000-\U000e007f"
)
_SHOWN = Lazy(f"[{_ORDERS}]")
_PRINTED = Lazy(f"[{_ORDERS}\t\n]")
_ONE_LINE = Lazy(f"[{_ORDERS}\t\n\\\\]")
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t", "\\": r"\\"}


def visible(text: str) -> str:
    r"""`text` with its control characters, bidirectional marks and invisible characters written as Python does.

    Line ends and tabs stay. A byte that is no UTF-8 (a surrogate of `surrogateescape`) becomes "\xHH".

    >>> visible("\x1b[31mmerah\u202e")
    '\\x1b[31mmerah\\u202e'
    """
    return text if text.isascii() and text.isprintable() else _SHOWN.sub(_spelled, text)


def one_line(text: str) -> str:
    r"""The same in one line: "\n", tabs and backslashes are written so as well, and nothing is ambiguous.

    >>> one_line("Foto:\n\tAntara")
    'Foto:\\n\\tAntara'
    """
    return _ONE_LINE.sub(_spelled, text)


def printable(text: str) -> str:
    r"""A message, or the name of a file or field in it, in one line; backslashes stay as they are.

    >>> printable("a\x1b[31m\nb")
    'a\\x1b[31m\\nb'
    """
    return _PRINTED.sub(_spelled, text)


def _spelled(match: regex.Match[str]) -> str:
    char = match[0]
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x100:
        return _SHORT.get(char) or f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
