"""The account as a unified diff: what `patch` and `git apply` do to a file is what cleaning in place does."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from beritaclean.reports.paint import Paint
from beritaclean.reports.visible import visible

_QUOTED = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\t": r"\t", "\r": r"\r"}


def diff(name: str, before: bytes, after: bytes, *, patch: bool = True) -> str:
    """A unified diff of two files' bytes, "" where they are equal.

    Bytes that are no UTF-8 become surrogates: write the diff with `surrogateescape`. Names are written as git
    writes them, behind `a/` and `b/`. Without `patch`, for what is no file of its own (a record), "=== name" and
    "@@@" stand in place of the lines by which `patch` and git know a diff, so that they pass it over.
    """
    if before == after:
        return ""
    old, new = (data.decode("utf-8", "surrogateescape") for data in (before, after))
    rows = difflib.unified_diff(_lines(old), _lines(new))
    next(rows), next(rows)  # names as difflib writes them
    if not patch:
        return "".join([f"=== {_quoted(name)}\n", *map(_passed_over, rows)])
    a, b = f"a/{name.lstrip('/')}", f"b/{name.lstrip('/')}"
    head = f"diff --git {_quoted(a)} {_quoted(b)}\n--- {_named(a)}\n+++ {_named(b)}\n"
    return head + "".join(row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n" for row in rows)


def _passed_over(row: str) -> str:
    if row.startswith("@@ "):
        return f"@{row.rstrip()}@\n"
    return row if row.endswith("\n") else f"{row}\n"


def _lines(text: str) -> list[str]:
    """The lines as `patch` sees them: parted by "\\n" alone, with their ends."""
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop().removesuffix("\n")
    return [*lines, last] if last else lines


def _quoted(name: str) -> str:
    """A file's name as git writes it: in quotes where it holds a control character, a quote or a backslash."""
    if name.isprintable() and not {'"', "\\"} & set(name):
        return name
    escaped = (
        _QUOTED.get(char) or (f"\\{ord(char):03o}" if ord(char) < 0x20 or char == "\x7f" else char) for char in name
    )
    text = "".join(escaped)
    return f'"{text}"' if text != name else name


def _named(name: str) -> str:
    """A name in a header line: a tab ends one with blanks, which would else end at the first."""
    quoted = _quoted(name)
    return f"{quoted}\t" if " " in quoted and quoted == name else quoted


_HEADS = (("--- ", "bold"), ("+++ ", "bold"), ("diff --git ", "bold"), ("=== ", "bold"))
_BODY = (("@@", "cyan"), ("-", "red"), ("+", "green"))


def painted(text: str, paint: Paint) -> Iterator[str]:
    """The lines of one diff for a terminal: in git's colours, and with control characters spelled out."""
    body = False
    for row in text.split("\n")[:-1]:
        body = body or row.startswith("@@")
        style = next((style for sign, style in (_BODY if body else _HEADS) if row.startswith(sign)), "")
        yield paint(visible(row), style)
