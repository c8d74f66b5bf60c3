"""What a corpus repeats, for people (a table), for programs (JSON), and as a rule file to fill in (TOML)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from beritaclean.candidates import Candidate

COVERED = 0.9
"""What rules take in this share of its prints is no candidate for a rule file."""

LONGEST = 60
"""Characters of a phrase that a table shows."""

WIDTH = 130
"""Characters of the widest row of a table."""

_HEAD = """\
# Candidates for rules: what many of the texts print. None of them is a rule yet.
#
#   1. Delete what the journalist wrote, and what is not worth a rule. `family` is a guess: correct it.
#   2. Fill in `keeps`: a text that looks like it and is content, such as the same words in a sentence.
#   3. beritaclean rules check FILE
#   4. beritaclean --dry-run --rules FILE FOLDER, and read what it takes.
#
# The rules hold for all texts that are cleaned with this file. `name` and `domains` (rules/README.md) tie them to one
# outlet.
"""


def as_toml(candidates: Sequence[Candidate], documents: Mapping[str, int], complaints: Mapping[str, str]) -> str:
    """The candidates as a rule file, those left out that rules take already; `complaints` are by id."""
    rows = [_HEAD]
    outlet = None
    for candidate in candidates:
        if candidate.covered >= COVERED:
            continue
        if candidate.outlet != outlet:
            outlet = candidate.outlet
            rows.append(f"# ---- {_line(outlet or 'outlet unknown')}: {documents[outlet]:,} texts\n")
        rows.append(_rule(candidate, complaints.get(candidate.id)))
    left_out = sum(candidate.covered >= COVERED for candidate in candidates)
    if left_out:
        rows.append(f"# Left out: {left_out} more, which rules take already.\n")
    return "\n".join(rows)


def _rule(candidate: Candidate, complaint: str | None) -> str:
    places = ", ".join(f"{count} {place}" for place, count in candidate.places.items() if count)
    rows = [
        f"# in {candidate.documents:,} texts ({candidate.share:.0%}): {places}; "
        f"rules take {candidate.covered:.0%} of them",
        *(
            f"#   {_line(before)[-40:]} [{_line(text)[:120]}] {_line(after)[:40]}"
            for before, text, after in candidate.examples
        ),
    ]
    if complaint:
        rows.append(f"# to mend: {_line(complaint)}")
    rows += [
        "[[rule]]",
        f"id = {_string(candidate.id)}",
        f"family = {_string(candidate.family)}",
        f"scope = {_string(candidate.scope)}",
        f"pattern = {_literal(candidate.pattern)}",
        *([f"until = {_string(candidate.until)}"] if candidate.until != "match" else []),
        *([f"when = {_table(candidate.when)}"] if candidate.when else []),
        *([f"triggers = {_list(candidate.triggers)}"] if candidate.triggers else []),
        f"shapes = {_list(candidate.shapes)}",
        f"reason = {_string(f'the outlet prints it in {candidate.share:.0%} of its texts')}",
        f"removes = {_list(candidate.removes)}",
        "keeps = []  # to fill in",
        "",
    ]
    return "\n".join(rows)


def _line(text: str) -> str:
    """A text on one line, without what a comment or a terminal may not hold."""
    return "".join(char if char.isprintable() else " " for char in text.replace("\n", "⏎"))


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _literal(text: str) -> str:
    return _string(text) if "'''" in text or not text.isprintable() or text.endswith("'") else f"'''{text}'''"


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_string, texts))}]"


def _table(values: Mapping[str, object]) -> str:
    return "{ " + ", ".join(f"{key} = {_string(str(value))}" for key, value in values.items()) + " }"


def as_json(candidates: Sequence[Candidate], documents: Mapping[str, int]) -> str:
    """The candidates as a JSON object, all of them, with the numbers of texts by outlet."""
    rows = [
        {
            "outlet": each.outlet or None,
            "id": each.id,
            "phrase": each.text,
            "documents": each.documents,
            "share": round(each.share, 4),
            "covered": round(each.covered, 4),
            "score": round(each.score, 4),
            "places": dict(each.places),
            "family": each.family,
            "scope": each.scope,
            "pattern": each.pattern,
            "until": each.until,
            "when": dict(each.when),
            "examples": [dict(zip(("before", "text", "after"), example, strict=True)) for example in each.examples],
        }
        for each in candidates
    ]
    found = {"texts": dict(sorted(documents.items())), "candidates": rows}
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def table(candidates: Sequence[Candidate]) -> str:
    """The candidates as a table: what, in how many texts, where, and whether rules take it already."""
    several = len({candidate.outlet for candidate in candidates}) > 1
    grid = Table(box=None, pad_edge=False)
    for name in (*(["outlet"] if several else []), "texts", "share", "top", "body", "end", "covered", "phrase"):
        grid.add_column(name, justify="left" if name in ("outlet", "phrase") else "right", no_wrap=True)
    for each in candidates:
        cells = [
            *([each.outlet] if several else []),
            f"{each.documents:,}",
            f"{each.share:.0%}",
            *(str(each.places[place] or "") for place in ("top", "body", "end")),
            f"{each.covered:.0%}",
            each.text if len(each.text) <= LONGEST else f"{each.text[: LONGEST - 1]}…",
        ]
        grid.add_row(*(Text(_line(cell)) for cell in cells))
    console = Console(width=WIDTH, color_system=None, markup=False, highlight=False, emoji=False)
    with console.capture() as capture:
        console.print(grid)
    return "".join(f"{row.rstrip()}\n" for row in capture.get().splitlines())
