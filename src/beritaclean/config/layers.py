"""Settings from several places, laid one over the other: the narrower one wins, and `extend-` adds."""

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from beritaclean.config.keys import DEFAULTS, EXTEND, FILE, RUN

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Layer(NamedTuple):
    """What is said in one table of a file, or on the command line.

    `places` says for each setting where that is ("beritaclean.toml:3"). A layer with an `outlet` holds for that
    outlet's texts; one with a `glob` for the files that it matches, below `folder`.
    """

    values: Mapping[str, Any]
    places: Mapping[str, str]
    outlet: str | None = None
    folder: str = ""
    glob: str | None = None

    @property
    def plain(self) -> bool:
        """Whether the layer holds for all files and outlets."""
        return self.outlet is None and self.glob is None

    def holds_for(self, path: str) -> bool:
        """Whether the layer's glob matches a file, given by its absolute path; globs are those of .gitignore."""
        top = self.folder.rstrip(os.sep) + os.sep
        return self.glob is not None and path.startswith(top) and _spec(self.glob).match_file(path[len(top) :])


@cache
def _spec(glob: str) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines([glob])


class Setting(NamedTuple):
    """A value and where it is said."""

    value: Any
    place: str


_NONE: Mapping[str, Mapping[str, Setting]] = {}


class Settings(NamedTuple):
    """The settings that hold for a file; `outlets` has the choice of rules for single outlets' texts."""

    values: Mapping[str, Setting]
    outlets: Mapping[str, Mapping[str, Setting]] = _NONE

    def get(self, name: str) -> Any:
        """The value of a setting; for one that is not said, its default (() for lists, None for most)."""
        if name in self.values:
            return self.values[name].value
        return DEFAULTS.get(name, () if f"{EXTEND}{name}" in _LISTS else None)

    def place_of(self, value: str) -> str | None:
        """Where the text `value` is said, alone, in a list, or as an outlet of its own; None: nowhere."""
        for settings in (self.values, *self.outlets.values()):
            for setting in settings.values():
                if value == setting.value or (isinstance(setting.value, tuple) and value in setting.value):
                    return setting.place
        return next((setting.place for setting in self.outlets.get(value, {}).values()), None)


_LISTS = {f"{EXTEND}{name}" for kinds in (FILE, RUN) for name, kind in kinds.items() if kind == "a list of texts"}


def merged(layers: Iterable[Layer]) -> dict[str, Setting]:
    """The settings of layers that hold for all, or the same files and outlets; later ones win."""
    found: dict[str, Setting] = {}
    for layer in layers:
        for name in sorted(layer.values, key=lambda name: name.startswith(EXTEND)):
            value, place = layer.values[name], layer.places[name]
            if name in _LISTS:
                name = name.removeprefix(EXTEND)
                before = found.get(name) or Setting(("all",) if name == "select" else (), "")
                value = tuple(dict.fromkeys((*before.value, *value)))
                place = ", ".join(dict.fromkeys(filter(None, (before.place, place))))
            found[name] = Setting(tuple(value) if isinstance(value, (list, tuple)) else value, place)
    return found


def settled(layers: Iterable[Layer], path: str | None, last: Layer) -> Settings:
    """The settings for the file at the absolute `path` (None: for text without a name).

    The layers that hold for all come first, then those for the path, then those for an outlet, and `last`, what
    the command line says, over all of them.
    """
    layers = tuple(layers)
    wide = [layer for layer in layers if layer.plain]
    wide += [layer for layer in layers if layer.glob is not None and path is not None and layer.holds_for(path)]
    outlets: dict[str, Mapping[str, Setting]] = {}
    for name in dict.fromkeys(_outlets(layers)):
        own = [layer for layer in layers if layer.outlet == name]
        outlets[name] = {
            key: setting for key, setting in merged([*wide, *own, last]).items() if key in ("select", "ignore")
        }
    return Settings(merged([*wide, last]), outlets)


def _outlets(layers: Iterable[Layer]) -> Iterator[str]:
    return (layer.outlet for layer in layers if layer.outlet is not None)
