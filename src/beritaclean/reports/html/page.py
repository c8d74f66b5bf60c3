"""Write the page: the template, its style and scripts, the data, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from beritaclean.reports.html.gathering import Gathered, Totals

SCRIPTS = tuple(f"{name}.js" for name in ("data", "text", "lists", "overview", "tip", "filters", "keys", "page"))
"""The page's scripts, in the order in which they stand; each sees what the ones before it define."""

MOST_FAILURES = 100
"""Failures that the page names; all are counted."""

_PLACE = re.compile(r"\{\{(\w+)\}\}")


def page(gathered: Gathered, failures: Sequence[tuple[str, str]], version: str) -> bytes:
    """The page about a run, in UTF-8; `failures` are pairs of a name and a message.

    The same run gives the same bytes: no time stands in it.
    """
    style, scripts = _read("report.css"), [_read(name) for name in SCRIPTS]
    policy = (
        "default-src 'none'; "
        f"script-src {' '.join(map(_hashed, scripts))}; style-src {_hashed(style)}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    listed = gathered.listed()
    parts = {
        "policy": policy,
        "style": style,
        "scripts": "".join(f"<script>{script}</script>\n" for script in scripts),
        "overview": _escaped(json.dumps(_overview(gathered.totals, len(listed), failures, version))),
        "documents": "[\n" + ",\n".join(map(_escaped, listed)) + "\n]",
    }
    return _PLACE.sub(lambda match: parts[match[1]], _read("report.html")).encode("utf-8")


@cache
def _read(name: str) -> str:
    """A file of the page; its line ends are those that a browser sees and hashes."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def _hashed(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _escaped(text: str) -> str:
    """JSON in ASCII in which nothing can end or comment out the element around it."""
    return text.replace("<", "\\u003c")


def _overview(totals: Totals, listed: int, failures: Sequence[tuple[str, str]], version: str) -> Mapping[str, Any]:
    return {
        "version": version,
        "listed": listed,
        "failed": len(failures),
        "failures": failures[:MOST_FAILURES],
        **totals.as_json(),
    }
