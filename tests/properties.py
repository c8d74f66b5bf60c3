"""What holds for every text: nothing raised, nothing invented, stable, accounted for, the same on every way."""

from __future__ import annotations

from itertools import pairwise

import regex

from beritaclean import Cleaned, Cleaner, Document, engine, outlets
from beritaclean.engine import Mark, cut
from beritaclean.rejoin import rejoined
from beritaclean.repair import repair, repair_ungated
from beritaclean.rulebook import load
from beritaclean.tidy import tidied

_RULE = load().rules[0]
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")


def account_replays(cleaned: Cleaned) -> bool:
    """Source minus removals is the remainder, and that, rejoined where it is a page, and tidied, is the text."""
    at, parts = 0, []
    for removal in cleaned.removals:
        assert removal.text == cleaned.source[removal.start : removal.end]
        assert removal.start >= at, "removals are in order and do not overlap"
        parts.append(cleaned.source[at : removal.start])
        at = removal.end
        line = cleaned.source.split("\n")[removal.line - 1]
        assert line[removal.column - 1 :].startswith(removal.text.split("\n")[0])
    remainder = "".join(parts) + cleaned.source[at:]
    marks = [Mark(r.start, r.end, _RULE) for r in cleaned.removals]
    view = cut(cleaned.source, marks)
    joins = cleaned.page.joins if cleaned.page else ()
    return remainder == cleaned.remainder == view.text and tidied(rejoined(view, joins)).text == cleaned.text


def invents_nothing(cleaned: Cleaned) -> bool:
    """Every character of the text but blanks, and every word as a whole, stands in the source, in the same order."""
    source = iter("".join(cleaned.source.split()))
    if not all(char in source for char in "".join(cleaned.text.split())):
        return False
    at = 0
    for word in _WORD.findall(cleaned.text):
        found = cleaned.source.find(word, at)
        if found < 0:
            return False
        at = found + len(word)
    return True


def check_cleaning(cleaner: Cleaner, document: Document, *, stable: bool = True) -> Cleaned:
    """Clean and assert all that holds for every document; `stable` asks for a second pass, which changes nothing."""
    cleaned = cleaner.clean(document)
    assert account_replays(cleaned), "the account does not replay"
    assert invents_nothing(cleaned), "a word is invented"
    assert all(first.end <= second.start for first, second in pairwise(cleaned.removals))
    cleaned.text.encode("utf-8")
    if stable:
        again = Document(cleaned.text, url=document.url, outlet=document.outlet, title=document.title)
        assert cleaner.clean(again).text == cleaned.text, "a second pass changes the text"
    return cleaned


def check_plan(cleaner: Cleaner, text: str, outlet: str | None) -> None:
    """The compiled plan marks what the engine marks, and sees the same outlet."""
    book, plans = cleaner.rulebook, cleaner.plans
    assert plans.mark(text, outlet, text) == engine.mark(text, book.for_outlet(outlet), text), "plan and engine differ"
    assert plans.shown(text) == outlets.by_signs(text, book), "signs differ"


def check_repair(text: str) -> None:
    """The gate changes nothing, and a second repair neither."""
    mended = repair(text)
    assert mended == repair_ungated(text), "the gate changes something"
    assert repair(mended) == mended, "a second repair changes the text"
    mended.encode("utf-8")
