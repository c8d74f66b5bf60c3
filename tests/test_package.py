"""The wheel and the source archive hold what they should and no more."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

pytest.importorskip("build", reason="the dev extra is not installed")
pytest.importorskip("hatchling", reason="the dev extra is not installed")

TOP = {
    ".dockerignore",
    ".pre-commit-hooks.yaml",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Dockerfile",
    "LICENSE",
    "PKG-INFO",
    "README.id.md",
    "README.md",
    "SECURITY.md",
    "hatch_build.py",
    "pyproject.toml",
    ".gitignore",
}
KINDS = {
    "src": {".py", ".typed", ".css", ".html", ".js", ".json"},
    "rules": {".toml", ".md", ".txt"},
    "samples": {".txt", ".md"},
    "tests": {".py", ".txt"},
    "docs": {".md", ".png", ".py"},
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--sdist", "--wheel", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def shipped(folder: str) -> set[str]:
    root = ROOT / folder
    found = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    return {name for name in found if "__pycache__" not in name}


def test_every_file_of_the_wheel_is_expected(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    info = {name for name in names if ".dist-info/" in name}
    assert {name.partition(".dist-info/")[2] for name in info} == {
        "METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE",
    }  # fmt: skip
    expected = {f"beritaclean/{name}" for name in shipped("src/beritaclean")}
    expected |= {f"beritaclean/rules/{name}" for name in shipped("rules")}
    (compact,) = names - info - expected
    assert compact.startswith("beritaclean/rules/") and compact.count("/") == 2
    assert expected <= names
    assert {Path(name).suffix for name in expected} <= KINDS["src"] | KINDS["rules"]


def test_every_file_of_the_source_archive_is_expected(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        names = {member.name.partition("/")[2] for member in file.getmembers() if not member.isdir()}
        assert all(member.isreg() or member.isdir() for member in file.getmembers())
    for name in names:
        first = name.partition("/")[0]
        assert name in TOP or Path(name).suffix in KINDS.get(first, set()), name
    assert {f"src/beritaclean/{name}" for name in shipped("src/beritaclean")} <= names
    assert {f"rules/{name}" for name in shipped("rules")} <= names
