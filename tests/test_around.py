"""What stands around the tool: recipes, completion, hooks, the image, the README in Indonesian."""

from __future__ import annotations

import csv
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from test_guides import blocks, environment, sh

import beritaclean
from beritaclean.cli import COMMANDS
from beritaclean.cli.completion import SHELLS

SHELL_RECIPES = blocks(ROOT / "docs" / "cookbook.md", "bash")
PYTHON_RECIPES = blocks(ROOT / "docs" / "cookbook.md", "python")


def words(line: str, shell: str = "bash", **more: str) -> list[str]:
    """What is offered for the last word of a line."""
    count = line.count(" ")
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(count), "_BERITACLEAN_COMPLETE": f"{shell}_complete", **more}
    done = subprocess.run(
        [sys.executable, "-m", "beritaclean"], env={**os.environ, **asked}, capture_output=True, check=False
    )
    assert done.stderr == b""
    return done.stdout.decode().splitlines()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("beritaclean ex", ["plain,explain"]),
        ("beritaclean --dry", ["plain,--dry-run"]),
        ("beritaclean a.txt --in-p", ["plain,--in-place"]),
        ("beritaclean --shape p", ["plain,page"]),
        ("beritaclean --ignore byline,ta", ["plain,byline,tags"]),
        ("beritaclean --select viva/photo-b", ["plain,viva/photo-block"]),
        ("beritaclean --outlet viv", ["plain,viva"]),
        ("beritaclean rules ch", ["plain,check"]),
        ("beritaclean explain --jso", ["plain,--json"]),
        ("beritaclean completion f", ["plain,fish"]),
        ("beritaclean xyz", ["file,xyz"]),
        ("beritaclean rules check x", ["file,x"]),
    ],
)
def test_completions(line: str, offered: list[str]) -> None:
    assert words(line) == offered


def test_files_are_offered_beside_commands(tmp_path: Path) -> None:
    (tmp_path / "rumah.txt").touch()
    (tmp_path / "ruang").mkdir()
    assert sh(
        """beritaclean completion bash > lengkap; . ./lengkap
        COMP_WORDS=(beritaclean ru); COMP_CWORD=1; _beritaclean_completion beritaclean; echo ${COMPREPLY[@]}""",
        tmp_path,
    ) == ("rules ruang/ rumah.txt\n")


def test_every_command_is_offered_with_its_help() -> None:
    offered = words("beritaclean ", "zsh")
    for name, said in COMMANDS.items():
        at = offered.index(name)
        assert offered[at - 1 : at + 2] == ["plain", name, said]


@pytest.mark.parametrize("shell", SHELLS)
def test_scripts_for_shells(shell: str, tmp_path: Path) -> None:
    script = sh(f"beritaclean completion {shell}", tmp_path)
    assert "_BERITACLEAN_COMPLETE" in script
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "script").write_text(script, encoding="utf-8")
    flag = "--no-execute" if shell == "fish" else "-n"
    assert subprocess.run([shell, flag, "script"], cwd=tmp_path, check=False).returncode == 0


def test_trafilatura(tmp_path: Path) -> None:
    if importlib.util.find_spec("trafilatura") is None:
        pytest.skip("trafilatura is not installed")
    story = [f"Warga desa ke-{n} menunggu air surut di balai desa sejak pagi, kata kepala desa." for n in range(9)]
    rows = "".join(f"<p>{each}</p>" for each in [*story[:4], "Baca juga: Harga Cabai Rawit Turun di Kudus", *story[4:]])
    (tmp_path / "halaman.html").write_text(f"<html><body><article><h1>Banjir</h1>{rows}</article></body></html>")
    bin = Path(sys.executable).parent
    sh(f'PATH="{bin}:$PATH"; {SHELL_RECIPES[0]}', tmp_path)
    found = (tmp_path / "berita.txt").read_text(encoding="utf-8")
    assert all(each in found for each in story)
    assert "Baca juga" not in found
    assert "Cabai" not in found


def test_the_pipeline_for_scrapy() -> None:
    if importlib.util.find_spec("itemadapter") is None:
        pytest.skip("itemadapter (of Scrapy) is not installed")
    made: dict[str, type] = {}
    exec(PYTHON_RECIPES[0], made)
    item = {"isi": "Harga turun di Kudus.\nADVERTISEMENT\n", "url": "https://viva.co.id/1"}
    assert made["CleanText"]().process_item(item) == {
        "isi": "Harga turun di Kudus.\n",
        "url": "https://viva.co.id/1",
        "dibuang": [{"rule": "ad/advertisement", "text": "ADVERTISEMENT\n"}],
    }


def test_pandas(tmp_path: Path) -> None:
    if importlib.util.find_spec("pandas") is None:
        pytest.skip("pandas is not installed")
    (tmp_path / "berita.csv").write_text('url,isi\nhttps://viva.co.id/1,"Harga turun.\nADVERTISEMENT\n"\n')
    (tmp_path / "script.py").write_text(PYTHON_RECIPES[1], encoding="utf-8")
    subprocess.run([sys.executable, "script.py"], cwd=tmp_path, env=environment(tmp_path), check=True)
    with open(tmp_path / "bersih.csv", encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["bersih"], row["dibuang"]) == ("Harga turun.\n", "1")


def test_hooks_call_what_there_is(tmp_path: Path) -> None:
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    entries = re.findall(r"^  entry: (.*)$", hooks, re.MULTILINE)
    assert len(entries) == hooks.count("- id: ") == 3
    (tmp_path / "a.txt").write_text("Harga turun.\nADVERTISEMENT\n")
    for entry in entries:
        target = str(ROOT / "rules" / "common" / "ad.toml") if "rules" in entry else "a.txt"
        done = subprocess.run(["bash", "-c", f"{entry} {target}"], cwd=tmp_path, env=environment(tmp_path), check=False)
        assert done.returncode == 0
    assert (tmp_path / "a.txt").read_text() == "Harga turun.\n"


def test_the_image_copies_what_a_wheel_is_made_of() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [
        name for line in lines if line.startswith("COPY ") and "--from" not in line for name in line.split()[1:-1]
    ]
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    for name in copied:
        assert (ROOT / name).exists()
        assert f"!{name}" in allowed
    assert {"pyproject.toml", "hatch_build.py", "src", "rules", "README.md", "LICENSE"} == set(copied)


def test_the_readme_in_indonesian_has_the_same_commands() -> None:
    def code(name: str) -> list[str]:
        text = (ROOT / name).read_text(encoding="utf-8")
        rows = [line.split("  #")[0].rstrip() for line in text.splitlines() if line.startswith("    ")]
        return rows + re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)

    assert len(code("README.md")) > 6
    assert code("README.id.md") == code("README.md")


def test_the_version_of_the_hooks_in_the_cookbook() -> None:
    (recipe,) = blocks(ROOT / "docs" / "cookbook.md", "yaml")
    assert f"rev: v{beritaclean.__version__}" in recipe
