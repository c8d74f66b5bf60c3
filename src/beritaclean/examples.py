"""Every rule's own proof: what it says it removes and keeps, in the shapes of real text."""

from __future__ import annotations

from collections.abc import Iterator

from beritaclean import engine
from beritaclean.document import View
from beritaclean.engine import whole_lines
from beritaclean.rule import Rule
from beritaclean.tidy import tidied, tidy

BEFORE = "Petugas membersihkan selokan di kampung itu sejak pagi hari, kata lurah setempat."
AFTER = "Menurut dia, pekerjaan itu akan selesai dalam dua pekan jika hujan tidak turun lagi."


def only(rule: Rule, text: str) -> str:
    """`text` after one rule alone, to its fixed point."""
    view = View(text)
    for _ in range(8):
        marks = engine.mark(view.text, (rule,))
        if not marks:
            break
        cut = engine.cut(view.text, whole_lines(view.text, marks))
        view = View(tidied(cut).text)
    return tidy(view.text)


def frames(rule: Rule) -> Iterator[tuple[str, str, str]]:
    """(shape, text before, text after) for each shape the rule holds in; page ends need no text there."""
    after = "" if rule.scope == "tail" or rule.when.get("position") == "end" else AFTER
    before = "" if rule.scope == "head" or rule.when.get("position") == "top" else BEFORE
    if rule.until == "last paragraph" or rule.when.get("before") == "text end":
        after = ""
    if "dateline" in (rule.when.get("below"), rule.when.get("before")):
        after = f"TRIBUNMURIA.COM, KUDUS - {AFTER}"
    starts_line = rule.when.get("after") == "line start"
    for shape in rule.shapes:
        gap = {"line": "\n\n", "inline": " ", "glued": ""}[shape]
        yield shape, before and before + ("\n\n" if starts_line else gap), after and gap + after


def complaints(rule: Rule) -> Iterator[str]:
    """What is wrong with a rule's proof, in one line each; nothing where all holds."""
    for example in rule.removes:
        for shape, before, after in frames(rule):
            shaped = example.replace("\n", " ") if rule.scope == "repeat" and shape != "line" else example
            text = f"{before}{shaped}{after}"
            left = only(rule, text)
            if rule.scope == "repeat":
                wanted = tidy(before + example.split("\n")[0] + after)
            else:
                joint = " " if shape != "line" and before and after and not before.endswith("\n") else ""
                wanted = tidy(f"{before.strip(' ')}{joint}{after.strip(' ')}")
            if left != wanted:
                yield f"{rule.id}: does not remove {example!r} ({shape}): {left!r} is left, not {wanted!r}"
        if rule.triggers and not any(trigger in example.lower() for trigger in rule.triggers):
            yield f"{rule.id}: no trigger stands in {example!r}"
    if not rule.keeps:
        yield f"{rule.id}: a candidate: fill in `keeps` with what looks like {rule.removes[0]!r} and is content"
    for example in rule.keeps:
        for text in (example, f"{BEFORE}\n\n{example}\n\n{AFTER}"):
            if only(rule, text) != tidy(text):
                yield f"{rule.id}: does not keep {example!r}: {only(rule, text)!r} is left"
