"""The shipped rules as one file that loads at once: no TOML is read, no pattern compiled or taken apart.

It holds what `rulebook` and `literals` make of the rule files, under a key made of their content, so it is never
stale. A wheel brings the file along; in a checkout it is kept in the user's own cache folder, and where that cannot be
written, or is open to others, the rules load without it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import astuple, fields
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from beritaclean import rulebook
from beritaclean.needs import Hit, Need, mask, remember
from beritaclean.rule import Rule, Scope
from beritaclean.rulebook import Outlet, Rulebook
from beritaclean.ways import known_needs, parts_of
from beritaclean.words import rules_folder

NAME = "compact.json"
_BUNDLED = True
"""Whether the file that a wheel brings is looked at; tests of the cache look the other way."""

_CODE = ("literals", "needs", "parts", "compact", "rulebook", "rule", "ways")
"""The modules whose change makes a kept file stale."""

_RULE_FIELDS = [field.name for field in fields(Rule)]
_NEED_FIELDS = [field.name for field in fields(Need)]
_SETS = ("first", "last", "chars")


def load(extra: Iterable[Path] = ()) -> Rulebook:
    """The same as `rulebook.load`, from the compact file where there are no other rules. Raises RuleError, OSError."""
    paths = tuple(extra)
    if paths:
        return rulebook.load(paths)
    key = content_key()
    for place in _places(key):
        if (found := _read(place, key)) is not None:
            return found
    book = rulebook.load()
    _write(_cache(key), dump(book, key))
    return book


def content_key() -> str:
    """What the rules and the code that reads them are known by."""
    digest = sha256()
    folder = rules_folder()
    code = [Path(__file__).with_name(f"{name}.py") for name in _CODE]
    for path in [*sorted(folder.rglob("*.toml")), *sorted(folder.rglob("*.txt")), *code]:
        digest.update(f"\0{path.name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def dump(book: Rulebook, key: str) -> str:
    """The rulebook and what its patterns need, as JSON."""
    patterns = {rule.pattern: rule.scope is Scope.LINE for rule in book.rules if rule.trusted}
    patterns |= {sign: False for outlet in book.outlets for sign in outlet.signs}
    needs: dict[str, Any] = {}
    masks: dict[str, int] = {}
    for pattern, by_branch in patterns.items():
        whole, branches = parts_of(pattern, by_branch)
        needs[pattern] = [_plain(whole), [_plain(branch) for branch in branches]]
        for one in (whole, *branches):
            sets = {getattr(one, name) for name in _SETS} | {of for hit in one.hits for of in (hit.fill, hit.after)}
            masks |= {of: mask(of) for of in sets if of}
    return json.dumps(
        {
            "key": key,
            "rules": [[getattr(rule, name) for name in _RULE_FIELDS] for rule in book.rules],
            "regions": [[getattr(rule, name) for name in _RULE_FIELDS] for rule in book.regions],
            "outlets": [astuple(outlet) for outlet in book.outlets],
            "needs": needs,
            "masks": masks,
        },
        ensure_ascii=False,
        default=_dated,
    )


def _dated(value: Any) -> Any:
    """TOML has dates, JSON has not."""
    return {"date": value.isoformat()}


def _rule(values: list[Any]) -> Rule:
    given = dict(zip(_RULE_FIELDS, map(_tupled, values), strict=True))
    given["scope"] = Scope(given["scope"])
    dates = {key: value for key, value in given["audited"].items() if isinstance(value, dict)}
    given["audited"].update({key: date.fromisoformat(value["date"]) for key, value in dates.items()})
    return Rule(**given)


def _plain(one: Need) -> list[Any]:
    values: list[Any] = [getattr(one, name) for name in _NEED_FIELDS]
    values[_NEED_FIELDS.index("hits")] = [[getattr(hit, field.name) for field in fields(Hit)] for hit in one.hits]
    return [sorted(value) if isinstance(value, frozenset) else value for value in values]


def _need(values: list[Any]) -> Need:
    given = dict(zip(_NEED_FIELDS, values, strict=True))
    given |= {"hits": tuple(Hit(*hit) for hit in given["hits"]), "tails": frozenset(given["tails"])}
    return Need(**given)


def _read(path: Path, key: str) -> Rulebook | None:
    """The rulebook of a compact file; None where there is none for these rules."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(data, dict) or data.get("key") != key:
        return None
    try:
        book = Rulebook(
            tuple(map(_rule, data["rules"])),
            tuple(Outlet(*map(_tupled, outlet)) for outlet in data["outlets"]),
            tuple(map(_rule, data["regions"])),
        )
        remember(data["masks"])
        known_needs(data["needs"], _need)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None  # not written by this code
    return book


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _places(key: str) -> list[Path]:
    bundled, cache = rules_folder() / NAME, _cache(key)
    return [*([bundled] if _BUNDLED else []), *([cache] if _is_mine(cache) else [])]


def _cache(key: str) -> Path:
    if sys.platform == "win32":
        root = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        root = "~/Library/Caches"
    else:
        root = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(os.path.expanduser(root)) / "beritaclean" / f"rules-{key[:32]}.json"


def _is_mine(path: Path) -> bool:
    """Whether a file and its folder belong to the user alone."""
    if not hasattr(os, "getuid"):
        return True  # on Windows the folder is inside the user's profile
    try:
        stats = [path.parent.stat(), path.stat()]
    except OSError:
        return False
    return all(stat.st_uid == os.getuid() and not stat.st_mode & 0o022 for stat in stats)


def _write(path: Path, text: str) -> None:
    """Keep the compact form for the next start, if that can be done; whole or not at all."""
    if not path.is_absolute():
        return  # no home folder is known
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, path)
        for old in path.parent.glob("rules-*.json"):
            if old != path:
                old.unlink(missing_ok=True)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
