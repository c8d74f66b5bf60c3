"""Read rule files into a rulebook, and refuse a bad one by file, rule and reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from beritaclean import toml
from beritaclean.guards import GUARDS
from beritaclean.lazy import Lazy
from beritaclean.limits import LONGEST_PATTERN, written_out
from beritaclean.reach import REACHES
from beritaclean.rule import FAMILIES, OFF, SHAPES, Rule, Scope
from beritaclean.spelling import nearest
from beritaclean.words import compiled, rules_folder

if TYPE_CHECKING:
    from pathlib import Path

_FILE_KEYS = {"name", "domains", "signs", "rule", "about", "region"}
_RULE_KEYS = {
    *("id", "family", "scope", "pattern", "reason", "removes", "keeps"),
    *("until", "when", "shapes", "triggers", "audited", "dumps"),
}
_REGIONS = ("page.toml", "titles.toml")
# Patterns that call themselves take half a gigabyte before any time limit ends them.
_CALL = Lazy(r"(?<!\\)\(\?(?:R|\d+|&\w+|P>\w+)\)")
_ID = Lazy(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class RuleError(ValueError):
    """A rule file that cannot be used; the message names the file, the rule and what to do."""


class Outlet(NamedTuple):
    """An outlet: its file name as key, its name, its domains, and how its texts show themselves."""

    key: str
    name: str
    domains: tuple[str, ...]
    signs: tuple[str, ...]
    trusted: bool = True


class Rulebook(NamedTuple):
    """All rules, common ones first, and the outlets they may belong to.

    `regions` are what is found by other means than a pattern: what the body finder cuts from dumps of pages, and
    headlines of the corpus.
    """

    rules: tuple[Rule, ...]
    outlets: tuple[Outlet, ...]
    regions: tuple[Rule, ...] = ()

    def for_outlet(self, outlet: str | None) -> tuple[Rule, ...]:
        """The rules for a text of `outlet`: its own ones first, then the common ones."""
        own = tuple(rule for rule in self.rules if rule.outlet and rule.outlet == outlet)
        return own + tuple(rule for rule in self.rules if rule.outlet is None and not rule.dumps)

    @property
    def for_dumps(self) -> tuple[Rule, ...]:
        """The rules for full-page dumps, which run before their sentences are rejoined."""
        return tuple(rule for rule in self.rules if rule.dumps)

    @property
    def teased(self) -> Rule | None:
        """The rule for headlines of the corpus; None where it is not chosen."""
        return next((rule for rule in self.regions if rule.family == "teaser"), None)

    def chosen(self, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Rulebook:
        """The rulebook with the families and rule ids of `select` only, without those of `ignore`.

        A family that is off by itself (dateline) is on when selected by name. Raises RuleError for a
        name that is neither a family nor a rule.
        """
        names = {rule.id for rule in self.rules + self.regions} | set(FAMILIES) | {"all"}
        for name in (*select, *ignore):
            if name not in names:
                raise RuleError(
                    f"no family or rule is called {name!r}: see `beritaclean rules list`{nearest(name, names)}"
                )

        def wanted(rule: Rule) -> bool:
            keys = {rule.id, rule.family, "all"}
            if keys & set(ignore):
                return False
            if rule.family in OFF:
                return bool({rule.id, rule.family} & set(select))
            return not select or bool(keys & set(select)) or set(select) <= OFF

        return Rulebook(tuple(filter(wanted, self.rules)), self.outlets, tuple(filter(wanted, self.regions)))


def load(extra: Iterable[Path] = ()) -> Rulebook:
    """The rules that ship with the package, and those of the files or folders in `extra`.

    Raises RuleError, which names file and rule, and OSError where a file cannot be read.
    """
    rules: list[Rule] = []
    outlets: dict[str, Outlet] = {}
    folder = rules_folder()
    for path in [*sorted((folder / "common").glob("*.toml")), *sorted((folder / "outlets").glob("*.toml"))]:
        _add(path, rules, outlets, trusted=True)
    regions = tuple(rule for name in _REGIONS for rule in _regions(folder / "common" / name))
    for given in extra:
        for path in sorted(given.rglob("*.toml")) if given.is_dir() else [given]:
            _add(path, rules, outlets, trusted=False)
    return Rulebook(tuple(rules), tuple(outlets.values()), regions)


def _add(path: Path, rules: list[Rule], outlets: dict[str, Outlet], *, trusted: bool) -> None:
    found, outlet = read(path, trusted=trusted)
    known = {rule.id for rule in rules}
    for rule in found:
        if rule.id in known:
            raise RuleError(f"{path}: rule {rule.id!r}: the id is taken; choose another one")
        known.add(rule.id)
    rules.extend(found)
    if outlet:
        outlets[outlet.key] = outlet


def read(path: Path, *, trusted: bool = True, unfinished: bool = False) -> tuple[tuple[Rule, ...], Outlet | None]:
    """The rules of one file, and its outlet if it has `domains` or `signs`. Raises RuleError, and OSError.

    A rule with an empty list of `keeps` is a candidate (`beritaclean learn` writes such); only with `unfinished` are
    there any.
    """
    data = _table(path)
    _no_others(data, _FILE_KEYS, f"{path}: ")
    outlet = None
    if "domains" in data or "signs" in data:
        signs = _texts(data, "signs", f"{path}: ", least=0)
        for sign in signs:
            _compiles(sign, f"{path}: sign {sign!r}: ")
        outlet = Outlet(
            path.stem, str(data.get("name", path.stem)), _texts(data, "domains", f"{path}: ", 0), signs, trusted
        )
    tables = data.get("rule", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise RuleError(f"{path}: write [[rule]] with double brackets")
    rules = tuple(_rule(table, path, outlet, number, trusted) for number, table in enumerate(tables, 1))
    if not unfinished and (names := [rule.id.partition("/")[2] for rule in rules if not rule.keeps]):
        raise RuleError(
            f"{path}: unfinished candidate{'s' * (len(names) > 1)} {', '.join(names)}: fill in `keeps` or delete "
            f"what is no rule; `beritaclean rules check {path}` says what is to be done"
        )
    return rules, outlet


def _table(path: Path) -> dict[str, Any]:
    """What a TOML file holds."""
    with path.open("rb") as file:
        raw = file.read(toml.LARGEST + 1)
    try:
        return toml.parsed(raw)
    except toml.TomlError as error:
        raise RuleError(f"{path}: {error}") from None


def _rule(table: Mapping[str, Any], path: Path, outlet: Outlet | None, number: int, trusted: bool) -> Rule:
    name = table.get("id")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise RuleError(f"{path}: rule {number}: give it an id in small-letters-and-hyphens, not {name!r}")
    where = f"{path}: rule {name!r}: "
    _no_others(table, _RULE_KEYS, where)
    for key in ("family", "scope", "reason"):
        if not isinstance(table.get(key), str) or not table[key]:
            raise RuleError(f"{where}{key} is missing")
    if table["family"] not in FAMILIES:
        raise RuleError(f"{where}no family is called {table['family']!r}; choose from {', '.join(FAMILIES)}")
    if table["scope"] not in set(Scope):
        raise RuleError(f"{where}no scope is called {table['scope']!r}; choose from {', '.join(Scope)}")
    pattern = table.get("pattern", "")
    if not isinstance(pattern, str) or not pattern:
        raise RuleError(f"{where}pattern is missing")
    _compiles(pattern, where)
    until = table.get("until", "match")
    if not isinstance(until, str) or until not in REACHES:
        raise RuleError(f"{where}until = {until!r} is unknown; choose from {', '.join(REACHES)}")
    when = table.get("when", {})
    if not isinstance(when, dict):
        raise RuleError(f"{where}when must be a table of guards")
    for guard, value in when.items():
        if guard not in GUARDS:
            raise RuleError(f"{where}no guard is called {guard!r}; choose from {', '.join(GUARDS)}")
        if complaint := GUARDS[guard].complaint(value):
            raise RuleError(f"{where}guard {guard}: {complaint}")
    shapes = _texts(table, "shapes", where, 1) if "shapes" in table else SHAPES
    if set(shapes) - set(SHAPES):
        raise RuleError(f"{where}shapes are {', '.join(SHAPES)}, not {', '.join(shapes)}")
    if not isinstance(table.get("audited", {}), dict):
        raise RuleError(f"{where}audited must be a table")
    triggers = tuple(word.lower() for word in _texts(table, "triggers", where, 0))
    if table["scope"] == Scope.SPAN and not triggers:
        raise RuleError(f"{where}a span rule needs triggers: literals of which each match holds one")
    stem = path.stem
    return Rule(
        id=f"{stem}/{name}",
        family=table["family"],
        scope=Scope(table["scope"]),
        pattern=pattern,
        reason=table["reason"],
        removes=_texts(table, "removes", where, 1),
        keeps=_texts(table, "keeps", where, int("keeps" not in table)),
        outlet=outlet.key if outlet else None,
        until=until,
        when=when,
        shapes=shapes,
        triggers=triggers,
        audited=table.get("audited", {}),
        trusted=trusted,
        dumps=table.get("dumps", False) is True,
    )


def _regions(path: Path) -> tuple[Rule, ...]:
    tables = toml.parsed(path.read_bytes())["region"]
    return tuple(
        Rule(
            f"{path.stem}/{it['id']}",
            it.get("family", "page"),
            Scope.BLOCK,
            it.get("pattern", ""),
            it["reason"],
            (),
            (),
            dumps=True,
        )
        for it in tables
    )


def _no_others(table: Mapping[str, Any], keys: set[str], where: str) -> None:
    if others := sorted(set(table) - keys):
        raise RuleError(f"{where}unknown key {others[0]!r}; known are {', '.join(sorted(keys))}")


def _texts(table: Mapping[str, Any], key: str, where: str, least: int) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise RuleError(f"{where}{key} must be a list of texts")
    if len(value) < least:
        raise RuleError(f"{where}{key} needs at least {least} example: every rule carries its proof")
    return tuple(value)


def _compiles(pattern: str, where: str) -> None:
    if _CALL.search(pattern):
        raise RuleError(f"{where}the pattern calls itself, which can take all memory; write it out")
    if written_out(pattern) > LONGEST_PATTERN:
        raise RuleError(
            f"{where}the pattern is longer than {LONGEST_PATTERN:,} characters, its repetitions written out"
        )
    try:
        compiled(pattern)
    except RecursionError:
        raise RuleError(f"{where}the pattern does not compile: nested too deeply") from None
    except Exception as error:  # the regex module raises most kinds for one pattern or another
        raise RuleError(f"{where}the pattern does not compile: {error or type(error).__name__}") from None
