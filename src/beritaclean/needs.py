"""What is true of every match of a pattern: its literals, its width, how it begins and ends."""

from collections.abc import Mapping
from functools import cache, reduce
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from beritaclean import codes
from beritaclean.codes import V1

if TYPE_CHECKING:
    import regex

_COMMON = {
    **dict(zip("aniertkusgdmp", (159, 74, 64, 64, 46, 42, 39, 37, 33, 33, 33, 32, 25), strict=True)),
    **dict.fromkeys("bhloyjcw", 18),
    **dict.fromkeys(" ", 132),
    **dict.fromkeys('().,-"/\n:', 8),
    **dict.fromkeys("ASKPMBDITJN", 3),
    **dict.fromkeys("CEFGHLORUVWY0123456789", 2),
}
"""How often a character stands in Indonesian news, in thousandths."""
_RARE = 0.2


# Without the future import, which would have each annotation of these tuples parsed when a run starts.


class Hit(NamedTuple):
    """A literal, and how many characters of the match stand before it; `wraps`: line ends may be among them.

    `fill` are the characters that can stand there, `after` those that can stand right behind the literal (members of a
    set in regex syntax; None: any).
    """

    text: str
    least: int
    most: float
    wraps: bool
    fill: str | None = None
    after: str | None = None


class Need(NamedTuple):
    """What holds of every match of a pattern.

    - `hits`: one of these stands in or right after the match (empty: not known).
    - `least`, `most`: its width in characters; `wraps`: it can hold a line end.
    - `first`: its first character; `last`: the last one that is no blank; `chars`: all of them; as members of a set in
      regex syntax (None: not known).
    - `anchored`: it begins where a line does; `opening`: where the text does.
    - `closing`: only blanks stand between its end and its line's; `final`: and the text's.
    - `echo`: so many characters of the line that it begins with open the next filled line, too.
    - `tails`: it ends with one of these texts (empty: not known).
    - `signs`: it holds each of these characters, which are neither letters, digits nor blanks.
    - `blind`: wherever the pattern matches in a text that ends with a line end, it matches without that, too;
      `steady`: it never looks back from where it is.
    """

    hits: tuple[Hit, ...] = ()
    least: int = 0
    most: float = inf
    wraps: bool = True
    first: str | None = None
    anchored: bool = False
    opening: bool = False
    last: str | None = None
    closing: bool = False
    final: bool = False
    echo: int = 0
    chars: str | None = None
    tails: frozenset[str] = frozenset()
    signs: str = ""
    blind: bool = False
    steady: bool = False


def commonness(text: str) -> float:
    """Roughly how often a literal stands in a text, per character: words are likelier than their letters tell."""
    text = text.replace("\n", "") or "\n"  # a line end comes with what stands beside it
    alone = reduce(lambda chance, char: chance * _COMMON.get(char, _RARE) / 1000, text, 1.0)
    return max(alone, 2e-3 * 0.6 ** len(text) * (1.0 if text.islower() else 0.2)) if len(text) > 1 else alone


@cache
def members(of: str) -> "regex.Pattern[str]":
    """The set of `Need.first` or `Need.last`, compiled."""
    return codes.compiled(f"[{of}]", V1)


@cache
def backwards(of: str) -> "regex.Pattern[str]":
    """The longest run of members of a set that ends at a place."""
    return codes.compiled(f"(?r)[{of}]*", V1)


@cache
def has(of: str | None, char: str) -> bool:
    """Whether a character is in such a set; where nothing is known it may be."""
    if not of:
        return True
    if not char.isascii():
        return members(of).match(char) is not None
    return char != "" and bool(mask(of) >> ord(char) & 1)


def mask(of: str) -> int:
    """The characters of ASCII in such a set, as bits."""
    if of not in _MASKS:
        found = members(of).findall(_ASCII)
        _MASKS[of] = sum(1 << ord(char) for char in found)
    return _MASKS[of]


def recall(masks: Mapping[str, int]) -> None:
    """Take over masks that were computed before, so that no set need be compiled."""
    _MASKS.update(masks)


_ASCII = "".join(map(chr, range(128)))
_MASKS: dict[str, int] = {}
