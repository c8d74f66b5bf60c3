"""The shipped rules as one file that loads at once: no TOML is read, no pattern compiled or taken apart.

It holds what `rulebook`, `ways`, `words` and `regex` make of the rule files, beside a list of these files, so it is
never stale. A wheel brings it along; in a checkout it is kept in the user's own cache folder, and where that is not to
be had, the rules load without it.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from beritaclean import codes, index, kept, needs, rulebook, ways, words
from beritaclean.rule import Rule, Scope
from beritaclean.rulebook import Outlet, Rulebook
from beritaclean.words import rules_root

if TYPE_CHECKING:
    from pathlib import Path

    from beritaclean.needs import Need
    from beritaclean.ways import Found

NAME = "compact.bin"
_BUNDLED = True
"""Whether the file that a wheel brings is looked at; tests of the cache look the other way."""

_HERE = os.path.dirname(__file__)

_CODE = ("codes", "compact", "index", "literals", "needs", "parts", "rule", "rulebook", "ways", "words")
"""The modules whose change makes a kept file stale."""

_SAME_TIME = 10
"""Seconds within which the files of an installation are written: one that was changed later is looked at."""

_SCOPES = {scope.value: scope for scope in Scope}

Listing = list[tuple[str, int, int]]
"""Names, sizes in bytes, times of change in nanoseconds."""

_LEARNING: list[Listing] = []
"""The files of the rules whose patterns are to be kept, because another version of `regex` made the compact file."""


def load(extra: Iterable[Path] = ()) -> Rulebook:
    """The same as `rulebook.load`, from the compact file where there are no other rules. Raises RuleError, OSError."""
    paths = tuple(extra)
    if paths:
        return rulebook.load(paths)
    files = listing()
    data = (_shipped(files) if _BUNDLED else None) or _kept(files)
    if data is not None:
        return _taken(data, files)
    book = rulebook.load()
    kept.write(kept.place("rules"), dump(book, files))
    return book


def listing() -> Listing:
    """The files that the rules are made of, and the modules that read them."""
    found = []
    for folder in ("common", "outlets", "pages", "words"):
        with os.scandir(os.path.join(rules_root(), folder)) as entries:
            for entry in entries:
                if entry.name.endswith((".toml", ".txt")):
                    stat = entry.stat()
                    found.append((f"{folder}/{entry.name}", stat.st_size, stat.st_mtime_ns))
    for name in _CODE:
        stat = os.stat(os.path.join(_HERE, f"{name}.py"))
        found.append((name, stat.st_size, stat.st_mtime_ns))
    return sorted(found)


def content_key() -> str:
    """What the files are known by where their times tell nothing."""
    from hashlib import sha256  # late: it is hardly ever asked for

    digest = sha256()
    for name, _, _ in listing():
        path = os.path.join(*((rules_root(), name) if "/" in name else (_HERE, f"{name}.py")))
        with open(path, "rb") as file:
            digest.update(f"\0{name}\0".encode() + file.read())
    return digest.hexdigest()


def dump(book: Rulebook, files: Listing) -> bytes:
    """All that is known of the rules, for `load` to read."""
    trusted = [at for at, rule in enumerate(book.rules) if rule.trusted and rule.scope is not Scope.REPEAT]
    found = [ways.found_out(rule.pattern, rule.scope, rule.triggers) for rule in map(book.rules.__getitem__, trusted)]
    signs = [sign for outlet in book.outlets for sign in outlet.signs]
    ends = _ends(found, map(ways.needed, signs))
    known = index.made(book)
    _compile(book, signs, ends, {hit.fill for one in found for hit in one.hits if hit.fill})
    data = {
        "files": files,
        "key": content_key(),
        "rules": list(map(_dated, book.rules)),
        "regions": list(map(_dated, book.regions)),
        "outlets": list(book.outlets),
        "trusted": trusted,
        "index": known._replace(leads=()),
        "masks": {of: needs.mask(of) for of in ends},
        "word_lists": dict(words.word_lists()),
        "regex": codes.regex_version(),
    }
    packed: dict[str, Mapping[Any, bytes]] = {
        "ways": dict(enumerate(map(_packed, found))),
        "leads": {place: bytes(known.leads[place]) for place in range(len(known.leads))},
        "lexicons": {name: _packed(lexicon) for name, lexicon in words.lexicons().items()},
        "pages": {name: _packed(dict(words.page(name))) for name in words.pages()},
        "codes": codes.made(),
    }
    return kept.wrapped(_plain(data, {}), packed)


def learn() -> None:
    """Keep the patterns that had to be compiled because the compact file was made with another version of `regex`."""
    if _LEARNING and codes.has_fresh():
        data = {"files": _LEARNING[0], "regex": codes.regex_version()}
        kept.write(kept.place("codes"), kept.wrapped(_plain(data, {}), {"codes": codes.made()}))


def _shipped(files: Listing) -> dict[str, Any] | None:
    """What the wheel brings, if the files are those that it brings."""
    try:
        with open(os.path.join(rules_root(), NAME), "rb") as file:
            data = kept.unwrapped(file.read())
            written = os.fstat(file.fileno()).st_mtime_ns
    except OSError:
        return None
    if data is None:
        return None
    same = [(name, size) for name, size, _ in files] == [(name, size) for name, size, _ in data["files"]]
    timely = all(abs(time - written) <= _SAME_TIME * 10**9 for _, _, time in files)
    return data if (same and timely) or data["key"] == content_key() else None


def _kept(files: Listing) -> dict[str, Any] | None:
    """What an earlier start has kept, if it is of these files and of this version of `regex`."""
    data = kept.read(kept.place("rules"))
    return data if data and data["files"] == files and data["regex"] == codes.regex_version() else None


def _taken(data: dict[str, Any], files: Listing) -> Rulebook:
    """The rulebook of a compact file; what else it holds is handed to those who ask for it."""
    rules = tuple(map(_rule, data["rules"]))
    words.recall(data["word_lists"], data["lexicons"], data["pages"])
    needs.recall(data["masks"])
    ways.recall((rules[at] for at in data["trusted"]), data["ways"])
    if not codes.recall(data["regex"], data["codes"]):
        _LEARNING[:] = [files]
        learned = kept.read(kept.place("codes"))
        if learned and learned["files"] == files:
            codes.recall(learned["regex"], learned["codes"])
    book = Rulebook(rules, tuple(map(Outlet._make, data["outlets"])), tuple(map(_rule, data["regions"])))
    index.recall(data["index"], data["leads"], book)
    return book


def _ends(found: Iterable[Found], signs: Iterable[Need]) -> list[str]:
    """The sets of characters, in regex syntax, that a text's characters may be looked up in."""
    every = [*signs, *(one for way in found for one in (way.need, *way.branches))]
    hits = [hit for one in every for hit in one.hits] + [hit for way in found for hit in way.hits]
    sets = {of for one in every for of in (one.first, one.last)} | {hit.after for hit in hits}
    return sorted(of for of in sets if of)


def _compile(book: Rulebook, signs: Iterable[str], ends: Iterable[str], fills: Iterable[str]) -> None:
    """Compile every pattern there is, also those of the code itself."""
    from importlib import import_module  # late, as all that only the making of the file needs
    from pkgutil import iter_modules

    from beritaclean.lazy import Lazy

    for module in iter_modules([_HERE], "beritaclean."):
        if not module.ispkg and not module.name.endswith("__main__"):
            with suppress(ModuleNotFoundError):  # where a wheel is built, not all libraries are there
                import_module(module.name)
    for pattern in (*(rule.pattern for rule in book.rules), *signs):
        words.compiled(pattern)
    for of in ends:
        needs.members(of)
    for of in fills:
        needs.backwards(of)
    for lazy in Lazy.all:
        codes.compiled(lazy.pattern, lazy.flags)


def _packed(value: Any) -> bytes:
    """What few starts need all of: it is read when asked for."""
    return marshal.dumps(_plain(value, {}), 4)


def _dated(rule: Rule) -> Rule:
    """A rule without dates, which marshal does not know."""
    dates = {key: (value.toordinal(),) for key, value in rule.audited.items() if isinstance(value, date)}
    return rule._replace(audited={**rule.audited, **dates})


def _rule(values: Iterable[Any]) -> Rule:
    name, family, scope, *rest = values
    rule = Rule(name, family, _SCOPES[scope], *rest)
    if rule.audited:
        dates = {key: date.fromordinal(*value) for key, value in rule.audited.items() if isinstance(value, tuple)}
        rule = rule._replace(audited={**rule.audited, **dates})
    return rule


def _plain(value: Any, seen: dict[bytes, Any]) -> Any:
    """The same of marshal's own types, equal parts being one object, which is written once."""
    if isinstance(value, dict):
        return {_plain(key, seen): _plain(item, seen) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, seen) for item in value]
    if isinstance(value, tuple):
        value = tuple([_plain(item, seen) for item in value])
    elif isinstance(value, str):
        value = str(value)
    return seen.setdefault(marshal.dumps(value, 2), value)
