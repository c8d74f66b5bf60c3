"""Patterns of the code's own, compiled when first used: a start needs few of them, and each takes a millisecond."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from beritaclean import codes

if TYPE_CHECKING:
    import regex

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub")


class Lazy:
    """What `regex.compile` gives, as far as it is used here; `pattern` is its source."""

    __slots__ = ("flags", "pattern", *_METHODS)

    all: ClassVar[list[Lazy]] = []

    findall: Callable[..., list[Any]]
    finditer: Callable[..., Iterator[regex.Match[str]]]
    fullmatch: Callable[..., regex.Match[str] | None]
    match: Callable[..., regex.Match[str] | None]
    search: Callable[..., regex.Match[str] | None]
    split: Callable[..., list[Any]]
    sub: Callable[..., str]

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self.flags = flags
        self.all.append(self)

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = codes.compiled(self.pattern, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
