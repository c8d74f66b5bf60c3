"""The compact form gives the same rules and patterns, is never stale, and is never another user's."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from pathlib import Path

import pytest
import regex

from beritaclean import Cleaner, codes, compact, index, kept, topics, ways, words
from beritaclean.literals import need
from beritaclean.rule import Scope
from beritaclean.rulebook import load


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.delenv("BERITACLEAN_CACHE", raising=False)
    monkeypatch.setattr(compact, "_BUNDLED", False)
    return tmp_path


@pytest.fixture(scope="module")
def form() -> bytes:
    return compact.dump(load(), compact.listing())


@pytest.fixture
def made(home: Path, form: bytes, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The form, which takes seconds to make, made once."""
    monkeypatch.setattr(compact, "dump", lambda book, files: form)
    return form


def files(home: Path, kind: str = "rules") -> list[Path]:
    return sorted(home.rglob(f"{kind}-*.bin"))


def test_the_compact_form_holds_the_same_rules_and_needs(home: Path, made: bytes) -> None:
    book = load()
    assert compact.load() == book
    assert len(files(home)) == 1
    assert compact.load() == book
    data = kept.unwrapped(made)
    assert data is not None
    ways.recall((book.rules[at] for at in data["trusted"]), data["ways"])
    for at in data["trusted"]:
        rule = book.rules[at]
        assert ways._found.__wrapped__(*ways._key(rule)) == ways.found_out(*ways._key(rule))
    trusted = {rule.id for rule in book.rules if rule.scope is not Scope.REPEAT}
    assert {book.rules[at].id for at in data["trusted"]} == trusted
    known = index.made(book)
    assert index.Index(*data["index"]) == known._replace(leads=())
    assert list(map(bytes, data["leads"].values())) == list(known.leads)


def test_every_pattern_put_together_is_the_one_that_is_compiled(form: bytes) -> None:
    data = kept.unwrapped(form)
    assert data is not None
    rules = load().rules
    assert {rule.pattern for rule in rules} <= {pattern for pattern, _ in data["codes"]}
    for (pattern, flags), known in data["codes"].items():
        lists = {name: entries for name, entries in words.word_lists().items() if f"\\L<{name}>" in pattern}
        made, fresh = codes._assembled(pattern, known, lists), regex.compile(pattern, flags, **lists)
        assert codes.code(made) == known
        # The members of a set stand in the code in an order that differs from one process to the next; all else is
        # the same to the byte.
        mine, its = marshal.loads(known), marshal.loads(codes.code(fresh))
        assert (mine[0], sorted(mine[1]), *mine[2:]) == (its[0], sorted(its[1]), *its[2:]), pattern
        assert (made.flags, made.groups, made.groupindex) == (fresh.flags, fresh.groups, fresh.groupindex)
        assert made.named_lists == fresh.named_lists


def test_patterns_put_together_match_what_compiled_ones_match(form: bytes) -> None:
    data = kept.unwrapped(form)
    assert data is not None
    flags = int(regex.V1 | regex.M)
    for rule in load().rules:
        lists = {name: entries for name, entries in words.word_lists().items() if f"\\L<{name}>" in rule.pattern}
        made = codes._assembled(rule.pattern, data["codes"][rule.pattern, flags], lists)
        fresh = regex.compile(rule.pattern, flags, **lists)
        for text in (*rule.removes, *rule.keeps):
            assert [match.regs for match in made.finditer(text)] == [match.regs for match in fresh.finditer(text)]


def test_code_of_another_version_of_regex_is_not_used() -> None:
    assert not codes.recall("1.0", {("never so compiled", 0): b"no code"})
    assert codes.compiled("never so compiled").fullmatch("never so compiled")


def test_patterns_are_learned_where_the_form_is_another_version_s(home: Path, form: bytes) -> None:
    # As if a wheel had brought a form that an older version of regex made.
    code = """
import sys
from beritaclean import codes, compact, kept
from beritaclean.cleaner import Cleaner
data = kept.read(kept.place("rules")) or kept.unwrapped(sys.stdin.buffer.read())
compact._shipped = lambda files: {**data, "regex": "1.0"}
compact._BUNDLED = True
Cleaner().clean("Baca juga: Harga Cabai Naik\\nHarga turun.\\n")
print(codes.has_fresh())
compact.learn()
"""
    said = [subprocess.run([sys.executable, "-c", code], input=form, capture_output=True).stdout for _ in range(2)]
    assert [one.strip() for one in said] == [b"True", b"False"]
    assert len(files(home, "codes")) == 1


def test_other_files_are_another_listing(home: Path, made: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = home / "rules"
    for name in ("common", "outlets", "pages", "words"):
        (folder / name).mkdir(parents=True)
    rule = folder / "common" / "a.toml"
    rule.write_text("about = 'x'")
    monkeypatch.setattr(compact, "rules_root", lambda: str(folder))
    first, key = compact.listing(), compact.content_key()
    os.utime(rule, (1, 1))
    assert compact.listing() != first
    assert compact.content_key() == key
    rule.write_text("about = 'y'")
    assert compact.content_key() != key


def test_a_shipped_form_counts_for_the_files_it_was_made_of(
    home: Path, made: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = compact.listing()
    now = max(time for _, _, time in files) + 3600 * 10**9
    (home / compact.NAME).write_bytes(made)
    asked = []
    monkeypatch.setattr(compact, "rules_root", lambda: str(home))
    monkeypatch.setattr(compact, "content_key", lambda: asked.append(1) or "another")
    os.utime(home / compact.NAME, ns=(now, now))
    assert compact._shipped([(name, size, now) for name, size, _ in files])
    assert not asked
    # One file is written later, or is longer: their contents are compared.
    assert not compact._shipped([*((name, size, now) for name, size, _ in files[1:]), (*files[0][:2], now + 10**11)])
    assert not compact._shipped([(name, size + (name == "rule"), now) for name, size, _ in files])
    assert len(asked) == 2


def test_a_broken_file_is_written_anew(home: Path, made: bytes) -> None:
    compact.load()
    (file,) = files(home)
    for data in (b"", made[:100], made[:-1], made[:-1] + b"?", b"{}", kept.MAGIC, kept.wrapped({})[:-1]):
        file.write_bytes(data)
        assert compact.load() == load()
        assert file.read_bytes() == made


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows keeps the folder inside the user's profile")
def test_a_file_that_others_can_write_is_not_read(home: Path, made: bytes) -> None:
    compact.load()
    (file,) = files(home)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert kept.read(file)
    file.chmod(0o666)
    assert kept.read(file) is None
    file.chmod(0o600)
    file.parent.chmod(0o777)
    assert kept.read(file) is None


def test_without_a_folder_to_write_to_it_loads_all_the_same(home: Path, made: bytes) -> None:
    (home / "beritaclean").write_text("no folder")
    (home / "Library").write_text("no folder")
    (home / ".cache").write_text("no folder")
    assert compact.load() == load()


def test_nothing_is_kept_where_that_is_switched_off(home: Path, made: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BERITACLEAN_CACHE", "off")
    assert compact.load() == load()
    assert list(home.iterdir()) == []


def test_old_files_go(home: Path, made: bytes) -> None:
    compact.load()
    (file,) = files(home)
    other, recent = file.with_name("rules-0.json"), file.with_name("rules-1.bin")
    other.write_text("old")
    recent.write_text("new")
    os.utime(other, (1, 1))
    file.unlink()
    compact.load()
    assert sorted(home.rglob("rules-*")) == sorted([file, recent])


def test_words_and_pages_are_the_same_when_recalled(form: bytes) -> None:
    data = kept.unwrapped(form)
    assert data is not None
    packed = (data["word_lists"], data["lexicons"], data["pages"])
    names = ("word_lists", "lexicons", "pages")
    functions = ("openers", "closers", "common", "word_lists", "pages")

    def read(name: str) -> object:
        for function in functions:
            getattr(words, function).cache_clear()
        return getattr(words, name)()

    before = list(map(read, names))
    pages = {name: words.page.__wrapped__(name) for name in words.pages()}
    try:
        words._READY.clear()
        from_files = list(map(read, names))
        pages_from_files = {name: words.page.__wrapped__(name) for name in words.pages()}
        words.recall(*packed)
        assert list(map(read, names)) == from_files == before
        assert {name: words.page.__wrapped__(name) for name in words.pages()} == pages_from_files == pages
    finally:
        words.recall(*packed)


def test_a_lexicon_tells_the_same_one_by_one_and_taken_apart() -> None:
    entries = words._entries("common")
    found = words.Lexicon("\n".join(entries))
    asked = [*entries[:40], entries[0][1:], f"{entries[0]}\n{entries[1]}", "\n", "tiada-kata-ini", entries[-1]]
    known = set(entries)
    assert [word in found for word in asked] == [word in known for word in asked]
    assert found._words is None
    assert all(word in found for word in entries)
    assert found._words == known
    assert [word in found for word in asked] == [word in known for word in asked]


def test_fact_words_are_the_literals_of_their_pattern() -> None:
    assert {hit.text for hit in need(topics._FACT_CHECK.pattern, {}).hits} == set(topics.FACT_WORDS)


def test_a_cleaner_works_without_any_form(home: Path, made: bytes) -> None:
    assert Cleaner().clean("Baca juga: Harga Cabai Naik\nHarga turun.\n").text == "Harga turun.\n"
