"""The account as a unified diff between the repaired source and the clean text."""

from __future__ import annotations

import difflib

from beritaclean.cleaner import Cleaned


def diff(name: str, cleaned: Cleaned) -> str:
    """A unified diff, "" where nothing changes."""
    lines = difflib.unified_diff(
        cleaned.source.splitlines(keepends=True),
        cleaned.text.splitlines(keepends=True),
        f"{name} (raw)",
        f"{name} (clean)",
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
