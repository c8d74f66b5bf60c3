"""The guides in docs/: their commands run and print what they say, their scripts work."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

import pytest
from conftest import ROOT

GUIDES = sorted((ROOT / "docs").glob("*.md"))
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROWS = [
    {"id": f"b{n}", "text": f"Harga {n} turun di Kudus.\nADVERTISEMENT\nPedagang lega.", "url": "https://viva.co.id/1"}
    for n in range(6)
]


def blocks(path: Path, language: str) -> list[str]:
    return [body for name, body in BLOCK.findall(path.read_text(encoding="utf-8")) if name == language]


def environment(folder: Path) -> dict[str, str]:
    """Commands find this beritaclean under its name."""
    bin = folder / ".bin"
    bin.mkdir(exist_ok=True)
    program = bin / "beritaclean"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m beritaclean "$@"\n')
    program.chmod(0o755)
    return {**os.environ, "PATH": f"{bin}:{os.environ['PATH']}", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}


def sh(command: str, folder: Path, **more: str) -> str:
    shell = ["bash", "-c", command]
    done = subprocess.run(
        shell, cwd=folder, env={**environment(folder), **more}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return done.stdout.decode()


def matches(expected: str, found: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, expected.split("..."))), found, re.DOTALL) is not None


def typed(part: str) -> tuple[str, str]:
    """A command, which may go on in lines that start with ">", and what it prints."""
    first, *lines = part.split("\n")
    more = list(takewhile(lambda line: line.startswith(">"), lines))
    return "\n".join([first, *(line[2:] for line in more)]), "\n".join(lines[len(more) :])


@pytest.mark.parametrize("guide", [path for path in GUIDES if blocks(path, "console")], ids=lambda path: path.stem)
def test_commands(guide: Path, tmp_path: Path) -> None:
    for block in blocks(guide, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, expected = typed(part)
            found = sh(command, tmp_path)
            if expected == "...\n":
                continue  # a run that is killed may print anything
            assert matches(expected, found), f"$ {command}\n{found}"


def test_every_guide_is_listed() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for guide in GUIDES:
        assert guide.name == "README.md" or f"({guide.name})" in index


@pytest.fixture
def mentah(tmp_path: Path) -> Path:
    (tmp_path / "mentah").mkdir()
    for n in range(9):
        row = {"isi": f"Berita {n}.\nADVERTISEMENT\nHarga turun."}
        (tmp_path / "mentah" / f"{n}.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    return tmp_path


def cleaned(folder: Path) -> int:
    texts = [path.read_text(encoding="utf-8") for path in (folder / "bersih").glob("[0-9].jsonl")]
    assert all("ADVERTISEMENT" not in text for text in texts)
    return len(texts)


def test_the_slurm_script(mentah: Path) -> None:
    (script,) = blocks(ROOT / "docs" / "clusters.md", "bash")
    for task in range(1, 9):
        sh(script, mentah, SLURM_ARRAY_TASK_ID=str(task), SLURM_CPUS_PER_TASK="1")
        assert cleaned(mentah) == task + 1
    assert len(list(mentah.glob("angka.*.json"))) == 8


def test_the_kubernetes_job(mentah: Path) -> None:
    (manifest,) = blocks(ROOT / "docs" / "clusters.md", "yaml")
    found = re.search(r'command: \["sh", "-c", "(.*)"\]', manifest)
    assert found
    for index in range(8):
        sh(found[1].replace("/data/", f"{mentah}/"), mentah, JOB_COMPLETION_INDEX=str(index))
    assert cleaned(mentah) == 9


ENGINES = dict(
    zip(("datasets", "ray", "pyspark", "datatrove"), blocks(ROOT / "docs" / "engines.md", "python"), strict=True)
)


@pytest.mark.parametrize("engine", ENGINES)
def test_engines(engine: str, tmp_path: Path) -> None:
    if importlib.util.find_spec(engine) is None:
        pytest.skip(f"{engine} is not installed")
    if engine == "pyspark" and not shutil.which("java"):
        pytest.skip("Spark needs Java, which is not installed")
    (tmp_path / "berita.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    (tmp_path / "script.py").write_text(ENGINES[engine], encoding="utf-8")
    settings = {"RAY_AUTH_MODE": "disabled", "HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "1"}
    said = sh(f'"{sys.executable}" script.py', tmp_path, PYSPARK_PYTHON=sys.executable, RAY_num_cpus="2", **settings)
    rows = []
    for path in [tmp_path / "bersih.jsonl", *sorted((tmp_path / "bersih").glob("*"))]:
        if path.suffix == ".parquet":
            import pyarrow.parquet

            rows += pyarrow.parquet.read_table(path).to_pylist()
        elif path.suffix in (".jsonl", ".json"):
            rows += (
                [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
            )
    found = {row["id"]: row["text"] for row in rows}
    assert found == {row["id"]: row["text"].replace("ADVERTISEMENT\n", "") for row in ROWS}, said
