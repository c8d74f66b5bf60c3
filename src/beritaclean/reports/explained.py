"""Why each line goes or stays: a verdict a line, all that was asked about one line, or both as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from beritaclean.explain import BLANK, CUT, DROPPED, KEPT, PARTLY, Attempt, Explanation, Told, Verdict
from beritaclean.reports.paint import FAMILIES, Paint, cells, cropped, wrapped
from beritaclean.reports.terminal import Gutter, right
from beritaclean.reports.visible import one_line, visible

_SIGNS = {CUT: "-", PARTLY: "~"}
_VERBS = {CUT: "bold red", PARTLY: "bold yellow", KEPT: "bold green"}


def overview(name: str, told: Explanation, paint: Paint) -> Iterator[str]:
    """All filled lines with their verdicts, for a terminal."""
    yield paint(visible(name), "bold")
    for fact in _document(told):
        yield from _wrapped(visible(fact), paint, 2, "dim")
    gutter = Gutter(len(str(len(told.lines))) + 1, paint)
    for line in told.lines:
        if not line.text.strip():
            continue
        rule, family = _label(line)
        rule = cropped(rule, gutter.room // 2)
        text = cropped(visible(line.text.strip().expandtabs(4)), gutter.room - (cells(rule) + 2 if rule else 0))
        style = FAMILIES.get(family, "") if line.verdict == CUT else ""
        edge = right((rule, family), gutter, cells(text)) if rule else ""
        yield gutter(str(line.number), _SIGNS.get(line.verdict, " "), paint(text, style) + edge, "dim")


def _label(line: Told) -> tuple[str, str]:
    """What is said of a line at its right: the rules that cut it, or those whose guards held it back."""
    if line.removals:
        return ", ".join(dict.fromkeys(removal.rule for removal in line.removals)), line.removals[0].family
    held = _held(line)
    return (f"not {held[0]}" + (f" and {len(held) - 1} more" if len(held) > 1 else ""), "") if held else ("", "")


def _held(line: Told) -> list[str]:
    """The rules whose patterns match on a line that they do not take, and the guards that fail."""
    found: dict[str, None] = {}
    for attempt in line.attempts:
        if attempt.failed:
            found[f"{attempt.rule.id}: {', '.join(verdict.guard for verdict in attempt.failed)}"] = None
    return list(found)


def lines(name: str, told: Explanation) -> Iterator[str]:
    """All filled lines with their verdicts, for grep: `path:line: verdict: rules: text`."""
    for line in told.lines:
        if line.text.strip():
            rules = ", ".join(dict.fromkeys(removal.rule for removal in line.removals))
            said = f"{line.verdict}: {rules}" if rules else line.verdict
            if not rules and (held := _held(line)):
                said += f" (not {'; not '.join(held)})"
            yield f"{one_line(name)}:{line.number}: {said}: {one_line(line.text.strip())}"


def one(name: str, told: Explanation, number: int, paint: Paint) -> Iterator[str]:
    """All that was asked about one line (numbers from 1)."""
    line = told.lines[number - 1]
    yield f"{paint(f'{visible(name)}:{number}', 'bold')}: {paint(line.verdict, _VERBS.get(line.verdict, 'bold'))}"
    yield from _wrapped(visible(line.text.strip().expandtabs(4)) or "(a blank line)", paint, 4, "")
    if line.verdict == PARTLY:
        yield paint("  and what is left of it:", "dim")
        yield from _wrapped(visible(line.left), paint, 4, "")
    yield ""
    for fact in (*_document(told), *_stages(line)):
        yield from _wrapped(visible(fact), paint, 0, "")
    for attempt in sorted(line.attempts, key=lambda it: (not it.won, it.to is None, len(it.failed))):
        yield ""
        yield from _attempt(attempt, told, paint)
    if not line.attempts and line.verdict == KEPT:
        yield "No pattern of a rule in use matches here."
    for other in dict.fromkeys((it.rule.id, it.rule.outlet) for it in line.elsewhere):
        yield f"In a text of {other[1]}, {other[0]} would take it: --outlet {other[1]}"


def _document(told: Explanation) -> Iterator[str]:
    """How the outlet was found, and what the text was taken for."""
    cleaned = told.cleaned
    if told.by == "named":
        yield f"Outlet: {cleaned.outlet}, as given."
    elif told.by == "url":
        yield f"Outlet: {cleaned.outlet}, by the URL."
    elif told.sign:
        sign, there = told.sign, one_line(told.sign.text.strip())
        place = told.line_of(sign.start + len(sign.text) - len(sign.text.lstrip()))
        yield f"Outlet: {cleaned.outlet}, by its sign in line {place}: {_ends(there)}"
    else:
        yield "Outlet: not known; only the rules that hold for all are in use."
    lines, short, furniture = told.asked
    found = told.measures
    share = found.short / found.lines if found.lines else 0.0
    said = f"{found.lines} filled lines, {100 * share:.0f} % of them no prose, {found.furniture} of menus and footers"
    asked = f"a dump of a page has at least {lines}, {100 * short:.0f} % and {furniture}"
    given = ", as given" if told.shape != "auto" else ""
    yield f"Taken for {'a dump of a page' if cleaned.page else 'an article'}{given}: {said} ({asked})."
    if not cleaned.page and told.shape != "article" and told.is_dump:
        yield "No body of an article was found in it, so that it is left as it is but for the rules."


def _ends(text: str) -> str:
    """A text, or its beginning and its end: what tells is mostly there."""
    return text if len(text) <= 84 else f"{text[:40]} … {text[-40:]}"


def _stages(line: Told) -> Iterator[str]:
    """What other stages than the rules did to a line."""
    if line.mended and line.verdict != BLANK:
        yield f"Repair mended its characters; it came in as: {one_line(line.raw)}"
    regions = [removal for removal in line.removals if removal.family == "page" and not line.attempts]
    if line.judged:
        where = "It is outside the article" if regions else "It is inside the article, as far as the page goes"
        yield f"{where}: {line.judged.score:+.1f} in the body's sum, {line.judged.reason}."
    for removal in line.removals:
        if not any(attempt.won and attempt.rule.id == removal.rule for attempt in line.attempts):
            yield f"{removal.rule} [{removal.family}] took it: {removal.reason}."
    if line.copy:
        yield f"Line {line.copy} says the same."
    if line.verdict == DROPPED:
        yield "Tidying dropped it: at most one blank line stands in a row, and none at the text's ends."
    elif line.tidied:
        yield f"Tidying changed its blanks; it is now: {one_line(line.left)}"
    if line.joined:
        yield "The break at its end stood inside a sentence, and was mended."


def _attempt(attempt: Attempt, told: Explanation, paint: Paint) -> Iterator[str]:
    rule = attempt.rule
    style = FAMILIES.get(rule.family, "")
    yield f"{paint(rule.id, f'bold {style}')} [{rule.family}] {_came(attempt)}"
    yield from _wrapped(rule.reason, paint, 2, "dim italic")
    source = told.cleaned.source
    yield from _wrapped(f"matched: {_ends(one_line(source[attempt.start : attempt.end]))}", paint, 2, "")
    for verdict in attempt.guards:
        yield from _wrapped(_guard(verdict), paint, 2, "" if verdict.holds else "red")
    if attempt.taken and attempt.taken[1] != attempt.end:
        reached = one_line(source[max(attempt.end, attempt.taken[0]) : attempt.taken[1]].strip())
        if reached:
            yield from _wrapped(f"until = {rule.until}: reached {_ends(reached)}", paint, 2, "")
    elif not attempt.failed and attempt.taken is None:
        yield f"  until = {rule.until}: nothing that is sure to be reached"


def _came(attempt: Attempt) -> str:
    if attempt.won:
        return "took it" + (f" in pass {attempt.number}" if attempt.number else " before sentences were rejoined")
    if attempt.to:
        return f"lost it to {attempt.to}"
    return "let it stay"


def _guard(verdict: Verdict) -> str:
    value = verdict.value if isinstance(verdict.value, list) else [verdict.value]
    asked = " or ".join("true" if item is True else str(item) for item in value)
    said = f", {verdict.found}" if verdict.found else ""
    return f"{verdict.guard} = {asked}: {'held' if verdict.holds else 'failed'}{visible(said)}"


def _wrapped(text: str, paint: Paint, indent: int, style: str) -> Iterator[str]:
    for start, end in wrapped(text, max(20, paint.width - indent)):
        yield " " * indent + paint(text[start:end], style)


def as_json(path: str, record: int | None, told: Explanation, number: int | None = None) -> str:
    """The explanation as one JSON object; with `number`, of that line alone. Offsets are in characters from 0."""
    cleaned, measures = told.cleaned, told.measures
    chosen = told.lines if number is None else (told.lines[number - 1],)
    row = {
        "path": path,
        **({} if record is None else {"record": record}),
        "outlet": cleaned.outlet,
        "outlet_by": told.by,
        "sign": {"pattern": told.sign.pattern, "start": told.sign.start, "text": told.sign.text} if told.sign else None,
        "shape": "page" if cleaned.page else "article",
        "measures": {"lines": measures.lines, "short": measures.short, "furniture": measures.furniture},
        "lines": [_line(line) for line in chosen],
    }
    return json.dumps(row, ensure_ascii=False)


def _line(line: Told) -> dict[str, Any]:
    return {
        "line": line.number,
        "verdict": line.verdict,
        "raw": line.raw,
        "text": line.text,
        "left": line.left,
        "removals": [{"rule": it.rule, "family": it.family, "reason": it.reason} for it in line.removals],
        "mended": line.mended,
        "tidied": line.tidied,
        "joined": line.joined,
        "copy_of": line.copy,
        "body": {"score": line.judged.score, "reason": line.judged.reason} if line.judged else None,
        "matches": [_match(attempt) for attempt in line.attempts],
        "elsewhere": [{"rule": it.rule.id, "outlet": it.rule.outlet} for it in line.elsewhere],
    }


def _match(attempt: Attempt) -> dict[str, Any]:
    return {
        "rule": attempt.rule.id,
        "family": attempt.rule.family,
        "pass": attempt.number,
        "start": attempt.start,
        "end": attempt.end,
        "taken": attempt.taken,
        "won": attempt.won,
        "lost_to": attempt.to,
        "guards": [
            {"guard": it.guard, "value": it.value, "holds": it.holds, "found": it.found} for it in attempt.guards
        ],
    }
