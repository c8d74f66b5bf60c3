"""beritaclean strips boilerplate from scraped Indonesian news text and tells what it cut and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from beritaclean.cleaner import Cleaned, Cleaner, clean
    from beritaclean.document import Document
    from beritaclean.rule import Removal
    from beritaclean.rulebook import RuleError

__version__ = "0.1.0"

__all__ = ["Cleaned", "Cleaner", "Document", "Removal", "RuleError", "__version__", "clean"]

_HOMES = {"Cleaned": "cleaner", "Cleaner": "cleaner", "clean": "cleaner"} | {
    "Document": "document",
    "Removal": "rule",
    "RuleError": "rulebook",
}


def __getattr__(name: str) -> Any:
    """The public names, imported when first used: `beritaclean --version` needs none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    globals()[name] = value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
