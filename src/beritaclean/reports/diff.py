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
    writes them, behind `a/` and `b/`. Without `patch`, git's own line is left out, so that it takes no such file.
    """
    if before == after:
        return ""
    old, new = (data.decode("utf-8", "surrogateescape") for data in (before, after))
    head = (f"a/{name.lstrip('/')}", f"b/{name.lstrip('/')}")
    rows = difflib.unified_diff(_lines(old), _lines(new), n=3)
    next(rows), next(rows)
    first = [f"diff --git {_quoted(head[0])} {_quoted(head[1])}\n"] if patch else []
    first += [f"{sign} {_named(one)}\n" for sign, one in zip(("---", "+++"), head, strict=True)]
    return "".join(first) + "".join(
        row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n" for row in rows
    )


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


_STYLES = (("--- ", "bold"), ("+++ ", "bold"), ("diff --git ", "bold"), ("@@ ", "cyan"), ("-", "red"), ("+", "green"))


def painted(text: str, paint: Paint) -> Iterator[str]:
    """The lines of a diff for a terminal: in git's colours, and with control characters spelled out."""
    body = False
    for row in text.split("\n")[:-1]:
        styles = _STYLES[3:] if body else _STYLES
        body = row.startswith("@@ ") or (body and row[:1] in tuple("-+ \\@"))
        style = next((style for sign, style in styles if row.startswith(sign)), "")
        yield paint(visible(row), style)
