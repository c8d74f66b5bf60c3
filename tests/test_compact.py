"""The compact form gives the same rules, is never stale, and is never another user's."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from beritaclean import compact
from beritaclean.rule import Scope
from beritaclean.rulebook import load
from beritaclean.ways import parts_of


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(compact, "_BUNDLED", False)
    return tmp_path


def kept(home: Path) -> list[Path]:
    return sorted(home.rglob("rules-*.json"))


def test_the_compact_form_holds_the_same_rules_and_needs(home: Path) -> None:
    book = load()
    assert compact.load() == book
    (file,) = kept(home)
    assert compact.load() == book
    data = json.loads(file.read_text(encoding="utf-8"))
    for rule in book.rules:
        whole, branches = data["needs"][rule.pattern]
        found = parts_of.__wrapped__(rule.pattern, rule.scope is Scope.LINE)
        assert (compact._need(whole), tuple(map(compact._need, branches))) == found


def test_other_rules_are_another_key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = home / "rules"
    folder.mkdir()
    (folder / "a.toml").write_text("about = 'x'")
    monkeypatch.setattr(compact, "rules_folder", lambda: folder)
    first = compact.content_key()
    (folder / "a.toml").write_text("about = 'y'")
    assert compact.content_key() != first


def test_a_broken_file_is_written_anew(home: Path) -> None:
    compact.load()
    (file,) = kept(home)
    for text in ("", "{", "[]", json.dumps({"key": compact.content_key()}), json.dumps({"key": "old"})):
        file.write_text(text)
        assert compact.load() == load()


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows keeps the folder inside the user's profile")
def test_a_file_that_others_can_write_is_not_read(home: Path) -> None:
    compact.load()
    (file,) = kept(home)
    assert compact._is_mine(file)
    file.chmod(0o666)
    assert not compact._is_mine(file)
    file.chmod(0o600)
    file.parent.chmod(0o777)
    assert not compact._is_mine(file)


def test_without_a_folder_to_write_to_it_loads_all_the_same(home: Path) -> None:
    (home / "beritaclean").write_text("no folder")
    (home / "Library").write_text("no folder")
    (home / ".cache").write_text("no folder")
    assert compact.load() == load()
