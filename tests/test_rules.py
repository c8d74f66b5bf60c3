"""Every rule's own proof, and the refusal of bad rule files."""

from __future__ import annotations

from pathlib import Path

import pytest

from beritaclean import RuleError
from beritaclean.examples import complaints
from beritaclean.guards import GUARDS
from beritaclean.reach import REACHES
from beritaclean.rule import FAMILIES, Rule
from beritaclean.rulebook import load, read
from beritaclean.words import rules_folder

RULES = load().rules


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_does_what_its_examples_say(rule: Rule) -> None:
    assert list(complaints(rule)) == []


def test_a_wrong_example_is_a_complaint(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(GOOD.replace("PROMO KAMI", "PROMO MEREKA", 1).replace('keeps = ["', 'keeps = ["PROMO MEREKA", "'))
    (rule,), _ = read(file)
    found = list(complaints(rule))
    assert any("does not remove" in complaint for complaint in found)
    assert any("does not keep" in complaint for complaint in found)


GOOD = """
[[rule]]
id = "promo"
family = "ad"
scope = "line"
pattern = '''PROMO KAMI'''
reason = "a promotion"
shapes = ["line"]
removes = ["PROMO KAMI"]
keeps = ["Promo itu laris."]
"""


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('id = "promo"', 'id = "Promo!"', "small-letters"),
        ('"ad"', '"advert"', "no family is called 'advert'"),
        ('"line"\npattern', '"row"\npattern', "no scope is called 'row'"),
        ("PROMO KAMI'''", "PROMO (KAMI'''", "does not compile"),
        ('reason = "a promotion"', 'because = "x"', "unknown key 'because'"),
        ('removes = ["PROMO KAMI"]', "removes = []", "removes needs at least 1"),
        ('keeps = ["Promo itu laris."]', "", "keeps needs at least 1"),
        ('shapes = ["line"]', 'shapes = ["row"]', "shapes are"),
        ('shapes = ["line"]', 'when = { place = "top" }', "no guard is called 'place'"),
        ('shapes = ["line"]', 'when = { position = "left" }', "guard position: 'left' is none of"),
        ('shapes = ["line"]', 'until = "tomorrow"', "until = 'tomorrow' is unknown"),
        ('scope = "line"', 'scope = "span"', "needs triggers"),
        ("[[rule]]", "[[rule", "not a TOML file"),
    ],
)
def test_bad_file_is_refused_by_file_rule_and_reason(tmp_path: Path, old: str, new: str, reason: str) -> None:
    file = tmp_path / "mine.toml"
    assert old in GOOD
    file.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(RuleError) as error:
        read(file)
    assert reason in str(error.value)
    assert "mine.toml" in str(error.value)


def test_an_id_is_taken_once(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.toml").write_text(GOOD)
    with pytest.raises(RuleError, match="the id is taken"):
        load([tmp_path])


def test_readme_explains_every_word_of_the_format() -> None:
    text = (rules_folder() / "README.md").read_text(encoding="utf-8")
    for word in (*GUARDS, *REACHES, *FAMILIES):
        assert f"`{word}`" in text, word
