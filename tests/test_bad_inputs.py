"""Every bad input, through the command line: clean text, or an error that names the file and leaves it untouched."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from bad_inputs import CLEAN, EITHER, PARTLY, REFUSED, TEXT, Bad, cases
from click.testing import CliRunner

from beritaclean import Cleaner
from beritaclean.cli.clean import clean

CLEANER = Cleaner()
PARTS = 20


def grouped() -> list[tuple[Bad, ...]]:
    return [cases()[part::PARTS] for part in range(PARTS)]


@pytest.fixture(autouse=True)
def one_cleaner(monkeypatch: pytest.MonkeyPatch) -> None:
    """All runs share one, because loading the rules takes longer than the rest."""
    monkeypatch.setattr("beritaclean.cleaner.Cleaner", lambda *given, **named: CLEANER)


@pytest.mark.parametrize("group", grouped(), ids=range(PARTS))
def test_bad_inputs(group: tuple[Bad, ...], tmp_path: Path) -> None:
    for number, bad in enumerate(group):
        folder = tmp_path / str(number)
        folder.mkdir()
        check(bad, folder / bad.file, folder / f"out-{bad.file}")


def check(bad: Bad, source: Path, target: Path) -> None:
    """Clean a copy, then the file in place."""
    source.write_bytes(bad.data)
    before = hashlib.sha256(bad.data).digest()
    arguments = ["-j", "1", str(source)]
    done = CliRunner().invoke(clean, [*arguments, "-o", str(target)])
    said = f"{bad.name}: {done.exit_code} {done.stderr[:300]!r}"
    assert done.exception is None or isinstance(done.exception, SystemExit), f"{said} {done.exception!r}"
    assert "Traceback" not in done.stderr, said
    assert hashlib.sha256(source.read_bytes()).digest() == before, f"{bad.name}: the source is touched"
    wanted = {CLEAN: (0,), REFUSED: (3,), PARTLY: (3,)}.get(bad.expected, (0, 3))
    assert done.exit_code in wanted, said
    if done.exit_code == 3:
        assert source.name in done.stderr, said
    if bad.expected != EITHER:
        assert target.exists() == (bad.expected != REFUSED), said
    if bad.expected == PARTLY:
        assert "record 2" in done.stderr, said
        assert b"ADVERTISEMENT" not in target.read_bytes(), said
    if done.exit_code == 0 and bad.file == "a.txt":
        check_text(bad, target, said)
    if bad.expected == REFUSED:
        done = CliRunner().invoke(clean, [*arguments, "-i"])
        assert done.exit_code == 3, said
        assert hashlib.sha256(source.read_bytes()).digest() == before, f"{bad.name}: it is written in place"
    assert not [path for path in source.parent.iterdir() if path.name.startswith(".") and path.suffix == ".tmp"], said


def check_text(bad: Bad, target: Path, said: str) -> None:
    """What comes out is UTF-8 without controls, and clean: cleaned once more, it stays."""
    text = target.read_bytes().decode("utf-8")
    assert not any(ord(char) < 32 and char not in "\t\n" for char in text), said
    assert "\n\n\n" not in text, said
    if bad.data.startswith(TEXT.encode()):
        assert "ADVERTISEMENT" not in text, said
    if len(bad.data) < 200_000:
        assert CLEANER.clean(text).text == text, said


def test_there_are_enough() -> None:
    assert len({bad.name for bad in cases()}) == len(cases()) >= 300
