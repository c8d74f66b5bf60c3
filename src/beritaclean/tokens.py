"""The words of a flattened line, parted where scrapers glued sentences and lines to one another."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import TYPE_CHECKING, NamedTuple

from beritaclean.lazy import Lazy
from beritaclean.shapes import SMALL, core
from beritaclean.words import word_lists

if TYPE_CHECKING:
    import regex

_WORD = Lazy(r"\S+")
_CAPITAL = Lazy(r"\p{Lu}")
_TOKEN = Lazy(
    r"""\S*?(?:\p{Ll}{2,}(?=["“]\p{Lu}|\p{Lu}\p{Ll}+)|\p{Lu}{3,}(?=\p{Lu}\p{Ll}{2,})|\S[)?!”"'’](?=["“]?\p{Lu})|\S[.…](?=["“]?\p{Lu}\p{Ll})|\p{Lu}{2,}(?=["“]\p{Lu})|\d(?=\p{Lu}\p{Ll}{2,})|\p{Ll}{3,}(?=\p{Lu}{2,5}[\s,]))|\S+"""
)

_CLOSING = Lazy(r"""[,.!?]?["”][,.]?$""")


class Token(NamedTuple):
    """A word of a line: its place (offsets in characters), whether it is glued on, the blanks before it."""

    start: int
    end: int
    text: str
    glued: bool
    gap: int

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital or a digit."""
        head = self.text.lstrip("\"'“”‘’(")
        return bool(head) and (head[0].isupper() or head[0].isdigit())

    @property
    def quoted(self) -> bool:
        """Whether a quotation mark opens it."""
        return self.text[0] in "\"“‘'"

    @property
    def small(self) -> bool:
        """A content word written small, which no headline in title case has."""
        letters = core(self.text)
        return len(letters) > 1 and letters.islower() and letters not in SMALL


def tokens(text: str, start: int, limit: int, names: Container[str]) -> list[Token]:
    """The words of `text` from `start` to `limit` (characters); `names` are words with a capital inside."""
    found: list[Token] = []
    last = start
    for match in _matches(text, start, limit):
        glued = bool(found) and match.start() == last
        if glued and _is_one_word(text, last, names):
            first = found.pop()
            found.append(Token(first.start, match.end(), text[first.start : match.end()], first.glued, first.gap))
        else:
            found.append(Token(match.start(), match.end(), match[0], glued, match.start() - last))
        last = match.end()
    return found


def _matches(text: str, start: int, limit: int) -> Iterator[regex.Match[str]]:
    """The matches of _TOKEN. It is slow, and can part only words with a capital behind the first character."""
    for word in _WORD.finditer(text, start, limit):
        if not _CAPITAL.search(text, word.start() + 1, word.end()):
            yield word
            continue
        at = word.start()
        while at < word.end():
            match = _TOKEN.match(text, at, limit)
            assert match is not None, "it matches at every character that is no blank"
            yield match
            at = match.end()


def _is_one_word(text: str, joint: int, names: Container[str]) -> bool:
    """Whether the capital at `joint` stands inside a name ("YouTube"), so that no glue is there."""
    start, end = joint, joint
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    word = text[start:end]
    if core(word) in names and text[joint - 1].isalpha():
        return True
    return any(
        start + at < joint < start + at + len(name) for name in word_lists()["camel"] if (at := word.find(name)) >= 0
    )


def is_speech(tokens: list[Token], at: int) -> bool:
    """Whether token `at` opens a quotation that a comma or a stop closes, as speech does and a title does not."""
    if tokens[at].text[0] not in '"“':
        return False
    for token in tokens[at : at + 60]:
        if _CLOSING.search(token.text):
            return token.text.rstrip('"”')[-1:] in tuple(",.!?") or token.text[-1] in ",."
    return len(tokens) - at > 12
