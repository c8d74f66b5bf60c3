"""Configuration: settings in beritaclean.toml or pyproject.toml, found, read, and laid one over the other."""

from __future__ import annotations


class ConfigError(ValueError):
    """A configuration that cannot be used; the message names the file, the line and what to do."""
