"""Phrases that a corpus repeats, ranked, and the rules they could be: patterns that vary only where the data do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import regex

from beritaclean.phrases import BEGIN, END, WHOLE, Part
from beritaclean.shapes import SMALL, ends_sentence, is_listed, is_prose, lower_words, words
from beritaclean.words import cues

ONE_PLACE = 0.95
"""A phrase that stands at one end of the text in this share of its articles is looked for only there."""

ANNOUNCES = 0.6
"""A marker announces headlines where they are this share of what follows it."""

EXPLAINED = 0.8
"""In this share of the articles of a shorter phrase, a longer one stands for it; in fewer, it is one of its cases."""

MOST_RANKED = 1000
"""Phrases of one outlet that are compared with one another, the likeliest ones."""

VARIED = 0.5
"""The surroundings of a phrase must differ in this share of its articles, or it is part of an article printed again."""

ROUND = 20
"""What may follow a marker is as long as the longest seen, rounded up to a multiple of this, in characters."""

_NAME = r"\p{Lu}[\p{L}\p{M}.'’-]*(?:[ .]+\p{Lu}[\p{L}\p{M}.'’-]*){0,4}"
_SLOTS = {"digits": r"\d+(?:[.,:/]\d+)*", "name": _NAME, "code": r"\p{Ll}{2,6}"}
_BLANK = re.compile(r"\s+")


@dataclass(slots=True)
class Seen:
    """What is known of one phrase of an outlet: in how many articles it stands, and how.

    `alone` counts those in which it has a line of its own, `headlines` and `rest` (of its line) what follows a marker
    (`longest`, in characters, and `rests`, how it opens), `above` headlines in the line below; of the `asked` ones the
    rules take it in `covered`; `values` are those of each part, `around` the surroundings, as hashes, and `beside` the
    paragraphs right above and below; `prints` are the phrase alone, `examples` (before, text, after) with what it
    announces.
    """

    outlet: str
    kind: str
    parts: tuple[Part, ...]
    documents: int = 0
    alone: int = 0
    covered: int = 0
    asked: int = 0
    headlines: int = 0
    rest: int = 0
    longest: int = 0
    above: int = 0
    places: Counter[str] = field(default_factory=Counter)
    values: list[Counter[str]] = field(default_factory=list)
    around: set[int] = field(default_factory=set)
    rests: set[str] = field(default_factory=set)
    beside: Counter[int] = field(default_factory=Counter)
    prints: list[str] = field(default_factory=list)
    examples: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that may be boilerplate, and the rule that would take it.

    `share` is that of the outlet's articles (0 to 1), `covered` that of its prints which rules take already;
    `places` counts the articles in which it stands at the "top", in the "body", at the "end"; `examples` are (before,
    text, after).
    """

    outlet: str
    id: str
    text: str
    documents: int
    share: float
    covered: float
    score: float
    places: Mapping[str, int]
    examples: tuple[tuple[str, str, str], ...]
    family: str
    scope: str
    pattern: str
    until: str
    when: Mapping[str, Any]
    shapes: tuple[str, ...]
    triggers: tuple[str, ...]
    removes: tuple[str, ...]


def candidates(found: Iterable[Seen], documents: Mapping[str, int], least: int) -> list[Candidate]:
    """The phrases that at least `least` articles print, by outlet and score; `documents` counts each outlet's."""
    by_outlet: dict[str, list[tuple[float, str, Seen]]] = {}
    for seen in found:
        score = _score(seen, documents[seen.outlet])
        if seen.documents >= least and score > 0:
            by_outlet.setdefault(seen.outlet, []).append((-score, _shown(seen), seen))
    result: list[Candidate] = []
    taken: set[str] = set()
    for outlet in sorted(by_outlet):
        ranked = sorted(by_outlet[outlet], key=lambda each: (*each[:2], each[2].kind))[:MOST_RANKED]
        others = [(_key(other.parts), other) for _, _, other in ranked]
        for score, text, seen in ranked:
            if not _is_explained(seen, others):
                named = outlet if len(by_outlet) > 1 else ""
                result.append(_candidate(seen, text, -score, documents[outlet], _id(seen, named, taken)))
    return result


def _key(parts: Iterable[Part]) -> str:
    return "".join(part.key for part in parts)


def _score(seen: Seen, documents: int) -> float:
    """How likely a phrase is boilerplate; 0 for one that is none.

    What counts is the share of the articles that print it. What speaks against it: a place in the midst of the story,
    length, the looks of a sentence or of a row, surroundings that do not vary.
    """
    text = seen.examples[0][1] if seen.kind != BEGIN else "".join(part.text for part in seen.parts)
    if len(seen.around) < VARIED * min(seen.documents, 32):
        return 0.0
    if seen.kind == BEGIN and not _use(seen):
        return 0.0  # a dateline, or how the outlet begins its sentences
    if seen.kind == BEGIN and len(seen.rests) < VARIED * min(seen.documents, 32):
        return 0.0  # the first words of one headline
    if any(text.count(pair[0]) != text.count(pair[1]) for pair in ("()", "[]", "“”")) or text.count('"') % 2:
        return 0.0  # a piece of something longer, such as speech
    if seen.kind == WHOLE and not any(part.kind == "word" and len(part.text) > 1 for part in seen.parts):
        return 0.0
    count = len(words(text))
    score = seen.documents / documents
    ends = max(seen.places["top"], seen.places["end"]) / seen.documents
    score *= 1.0 if seen.kind == BEGIN else 0.3 + 0.7 * ends
    score *= min(1.0, 12 / count)
    if seen.kind == WHOLE:
        sentence = ends_sentence(text) and lower_words(text) >= 2
        score *= 0.5 if is_prose(text) or sentence else 1.0
        score *= 0.5 if is_listed(text) and count > 3 else 1.0
        together = max(seen.beside.values(), default=0) >= VARIED * seen.documents
        if is_prose(text) and together and seen.places["end"] < seen.documents / 2:
            return 0.0  # versions of one article
        broken = text[0].islower() or (words(text)[-1] in SMALL and not _family(seen.parts))
        score *= 0.2 if broken else 1.0  # a sentence that a link broke
        if count < 2 and not text.isupper() and not _family(seen.parts):
            score *= 0.3  # a place, a heading of a table
    return score


def _use(seen: Seen) -> str:
    """What a marker announces: "headline", "rest" (of its line), or "nothing", being a prompt; "" for no marker."""
    if seen.headlines >= ANNOUNCES * seen.documents:
        return "headline"
    if seen.rest >= ANNOUNCES * seen.documents:
        return "rest"
    letters = "".join(part.text for part in seen.parts)
    return "nothing" if letters.isupper() and ":" not in letters and seen.places["top"] < seen.documents / 5 else ""


def _is_explained(seen: Seen, others: Iterable[tuple[str, Seen]]) -> bool:
    """Whether another phrase says the same better: a longer one as frequent, or a shorter one far more frequent."""
    mine = _key(seen.parts)
    for theirs, other in others:
        if other is seen or seen.kind == END or other.kind == END:
            continue
        if theirs == mine:
            if seen.kind != other.kind and (other.documents, other.kind) > (seen.documents, seen.kind):
                return True
            continue
        stands = theirs.startswith(mine) and other.documents >= EXPLAINED * seen.documents
        a_case = mine.startswith(theirs) and other.kind == BEGIN and seen.documents < EXPLAINED * other.documents
        if stands or a_case:
            return True
    return False


def _candidate(seen: Seen, text: str, score: float, documents: int, name: str) -> Candidate:
    scope, until, when = "line", "match", dict[str, Any]()
    shapes: tuple[str, ...] = ("line",)
    pattern = _pattern(seen)
    inline = seen.alone < seen.documents
    use = _use(seen) if seen.kind == BEGIN else ""
    if use in ("headline", "nothing"):
        scope, until = "span", "headline" if use == "headline" else "match"
        when["after"] = "sentence"
        pattern += r"[ \t]*" if use == "headline" else ""
    elif use == "rest":
        length = -(-min(seen.longest, 200) // ROUND) * ROUND
        pattern += rf"[^\n]{{1,{length}}}"
    elif seen.kind == WHOLE and not inline and seen.above >= ANNOUNCES * seen.documents:
        until = "headline"
    elif seen.kind == END or inline:
        scope = "span"
        when["after" if seen.kind == WHOLE else "before"] = "sentence" if seen.kind == WHOLE else "line end"
    if scope == "span" and seen.kind != END and inline:
        shapes = ("line", "inline") if seen.alone else ("inline",)
    for place in ("top", "end"):
        if seen.places[place] >= ONE_PLACE * seen.documents and until == "match":
            when["position"] = place
    return Candidate(
        outlet=seen.outlet,
        id=name,
        text=text,
        documents=seen.documents,
        share=seen.documents / documents,
        covered=seen.covered / seen.asked if seen.asked else 0.0,
        score=score,
        places={place: seen.places[place] for place in ("top", "body", "end")},
        examples=tuple(seen.examples),
        family="teaser" if until == "headline" else _family(seen.parts) or ("byline" if seen.kind == END else "nav"),
        scope=scope,
        pattern=pattern,
        until=until,
        when=when,
        shapes=shapes,
        triggers=_triggers(seen) if scope == "span" else (),
        removes=tuple(seen.prints if use == "nothing" else [example for _, example, _ in seen.examples[:2]]),
    )


def _pattern(seen: Seen) -> str:
    """The phrase as a pattern: literal, but for what differs in the data."""
    return "".join(_piece(part, values) for part, values in zip(seen.parts, seen.values, strict=True))


def _piece(part: Part, values: Counter[str]) -> str:
    if part.kind in _SLOTS:
        if len(values) == 1:
            return _escaped(part.text)
        plain = part.kind == "digits" and all(value.isdigit() for value in values)
        return r"\d+" if plain else _SLOTS[part.kind]
    if len(values) == 1:
        return _escaped(part.text)
    if part.kind == "gap":
        marks = {value.strip() for value in values}
        if len(marks) == 1 and marks != {""}:
            return rf"[ \t]*{_escaped(part.text.strip())}[ \t]*"
        return r"[ \t]*".join(["", *map(_escaped, _BLANK.sub("", part.text)), ""]) if marks != {""} else r"\s+"
    folded = {value.casefold() for value in values}
    if len(folded) == 1:
        return f"(?i:{_escaped(part.text)})"
    return "(?:" + "|".join(_escaped(value) for value in sorted(values)) + ")"


def _escaped(text: str) -> str:
    return "".join(
        r"\n" if char == "\n" else regex.escape(char, special_only=True, literal_spaces=True) for char in text
    )


def _triggers(seen: Seen) -> tuple[str, ...]:
    """The longest piece that all prints share in small letters."""
    runs = [""]
    for part, values in zip(seen.parts, seen.values, strict=True):
        same = {value.lower() for value in values}
        runs[-1:] = [runs[-1] + part.text.lower()] if len(same) == 1 else [runs[-1], ""]
    longest = max((run.strip() for run in runs), key=len)
    return (longest,)


def _family(parts: Iterable[Part]) -> str:
    found = {part.text.casefold() for part in parts if part.kind in ("word", "name")}
    return next((family for family, tells in cues().items() if found & tells), "")


def _shown(seen: Seen) -> str:
    """The phrase as people read it: "Editor: <name>"."""
    return "".join(
        f"<{part.kind}>" if part.kind in _SLOTS and len(values) > 1 else _BLANK.sub(" ", part.text)
        for part, values in zip(seen.parts, seen.values, strict=True)
    )


def _id(seen: Seen, outlet: str, taken: set[str]) -> str:
    """A name for the rule that is not taken yet."""
    pairs = zip(seen.parts, seen.values, strict=True)
    plain = [part.text for part, values in pairs if part.kind == "word" or (part.kind == "name" and len(values) == 1)]
    plain = plain[:4] or [seen.kind]
    stem = "-".join(filter(None, re.split(r"[^a-z0-9]+", " ".join([outlet, *plain]).lower()))) or "phrase"
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    taken.add(name)
    return name
