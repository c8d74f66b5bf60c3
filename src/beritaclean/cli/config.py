"""The configuration of a run: what files and the command line say, and the cleaners that this asks for."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from beritaclean import __version__
from beritaclean.batch.plan import Manner
from beritaclean.cleaner import Cleaner
from beritaclean.config import ConfigError, files
from beritaclean.config.keys import FILE, RUN, extended
from beritaclean.config.layers import Layer, Setting, Settings, settled
from beritaclean.formats import Fields

if TYPE_CHECKING:
    from pathlib import Path


class Configuration:
    """What the configuration files and the command line say for each file; cleaners are made when asked for.

    `given` are the command's parameters by name, `told` the names of those that the user gave. With `isolated`
    no file is read, with `only` this one and no other. Raises UsageError, as all methods do, for what is wrong.
    """

    def __init__(
        self, given: Mapping[str, Any], told: Sequence[str], *, isolated: bool = False, only: Path | None = None
    ) -> None:
        if isolated and only:
            raise click.UsageError("--config names a file and --isolated reads none: choose one")
        known = {**extended(FILE), **extended(RUN)}
        said = {name.replace("_", "-"): given[name] for name in told}
        values = {name: value for name, value in said.items() if name in known}
        self.told = Layer(values, dict.fromkeys(values, "the command line"))
        self.isolated = isolated
        self.only = os.path.abspath(only) if only else None
        self.cleaners: list[Cleaner] = []
        self.keys: list[Mapping[str, Any]] = []
        self._found: dict[str, str | None] = {}
        self._layers: dict[str | None, tuple[Layer, ...]] = {None: ()}
        self._manners: dict[str, Manner] = {}

    def layers(self, folder: str) -> tuple[Layer, ...]:
        """What the files say that hold in a folder, given by its absolute path."""
        path = self.only
        try:
            if path is None and not self.isolated:
                path = files.find(folder, self._found)
            if path not in self._layers:
                self._layers[path] = files.read(path or "")
        except ConfigError as error:
            raise click.UsageError(str(error)) from None
        return self._layers[path]

    def run(self, sources: Sequence[Path]) -> dict[str, Any]:
        """The settings of the run as parameters by name, from the file that holds in the folder of all sources."""
        settings = settled(self.layers(common(sources)), None, self.told)
        return {name.replace("-", "_"): settings.get(name) for name in RUN}

    def settings(self, path: str | None) -> Settings:
        """The settings for a file (None: for the standard input)."""
        if path is None:
            return settled(self.layers(os.getcwd()), None, self.told)
        path = os.path.abspath(path)
        return settled(self.layers(os.path.dirname(path)), path, self.told)

    def manner(self, path: str | None) -> Manner:
        """How a file (None: the standard input) is cleaned."""
        settings = self.settings(path)
        key = key_of(settings)
        named = repr(key)
        if named not in self._manners:
            made = Manner(len(self.cleaners), settings.get("encoding"), _fields(settings))
            self.cleaners.append(_cleaner(settings))
            self.keys.append(key)
            self._manners[named] = made
        return self._manners[named]

    def fingerprints(self, options: Mapping[str, Any]) -> list[str]:
        """For each manner what its results depend on besides the source: settings, rules, `options`, version."""
        from pathlib import Path

        from beritaclean.batch.manifest import key as digest

        found = []
        for cleaner, key in zip(self.cleaners, self.keys, strict=True):
            titles = cleaner.titles.digest if cleaner.titles else None
            found.append(
                digest(__version__, {**options, **key, "titles": titles}, [Path(path) for path in key["rules"]])
            )
        return found


def key_of(settings: Settings) -> dict[str, Any]:
    """All that the settings say about how a file is cleaned."""
    choices = {
        outlet: {name: setting.value for name, setting in sorted(own.items())}
        for outlet, own in sorted(settings.outlets.items())
    }
    return {**{name: settings.get(name) for name in FILE}, "per-outlet": choices}


def common(sources: Sequence[Path]) -> str:
    """The folder that all sources lie in; for none, and for the standard input, the current one."""
    paths = [os.path.abspath(path) for path in sources if str(path) != "-"]
    folders = [path if os.path.isdir(path) else os.path.dirname(path) for path in paths]
    try:
        return os.path.commonpath(folders) if folders else os.getcwd()
    except ValueError:  # on two drives
        return os.getcwd()


def _fields(settings: Settings) -> Fields:
    return Fields(*(settings.get(name) for name in ("field", "url-field", "outlet-field", "title-field", "into")))


def _cleaner(settings: Settings) -> Cleaner:
    choices = {
        outlet: tuple(own[name].value if name in own else () for name in ("select", "ignore"))
        for outlet, own in settings.outlets.items()
    }
    try:
        return Cleaner(
            settings.get("outlet"),
            select=settings.get("select"),
            ignore=settings.get("ignore"),
            rules=settings.get("rules"),
            shape=settings.get("shape"),
            per_outlet=choices,  # type: ignore[arg-type]
            titles=settings.get("titles"),
        )
    except (ValueError, OSError) as error:  # RuleError, TitlesError
        place = next((each for each in _places(settings, str(error)) if each != "the command line"), None)
        raise click.UsageError(f"{place}: {error}" if place else str(error)) from None


def _places(settings: Settings, message: str) -> list[str]:
    """Where the text that a message quotes first is said."""
    quoted = message.split("'")[1:2]
    return [place for each in quoted if (place := settings.place_of(each))]


def shown(configuration: Configuration, sources: Sequence[Path]) -> str:
    """The settings for each source as TOML, with comments that say where each comes from."""
    from pathlib import Path

    parts = []
    for source in sources or (Path("-"),):
        parts.append(f"# {source if str(source) != '-' else 'the standard input'}\n")
        name = None if str(source) == "-" else str(source)
        folder = bool(name) and source.is_dir()
        settings = configuration.settings(os.path.join(name, "*") if name and folder else name)
        run = settled(configuration.layers(common([source])), None, configuration.told)
        values = {**{key: run.values.get(key) for key in RUN}, **{key: settings.values.get(key) for key in FILE}}
        for key in (*FILE, *RUN):
            value = settings.get(key) if key in FILE else run.get(key)
            if value not in (None, ()):
                parts.append(_line(key, Setting(value, found.place if (found := values[key]) else "default")))
        for outlet, own in settings.outlets.items():
            parts.append(f"\n[per-outlet.{_quoted(outlet)}]\n")
            parts += [_line(key, setting) for key, setting in own.items()]
        if name and folder:
            for layer in configuration.layers(os.path.abspath(name)):
                if layer.glob is not None:
                    parts.append(f"\n[per-path.{_quoted(layer.glob)}]  # below {files.shortened(layer.folder)}\n")
                    parts += [_line(key, Setting(layer.values[key], layer.places[key])) for key in layer.values]
        parts.append("\n")
    return "".join(parts[:-1])


def _line(key: str, setting: Setting) -> str:
    return f"{key} = {_toml(setting.value)}  # {setting.place}\n"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value) if isinstance(value, int) else _quoted(str(value))


def _quoted(text: str) -> str:
    """A text as TOML's basic strings have it; JSON's are among them."""
    from json import dumps

    return dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
