"""Configuration: found near the sources, laid one over the other, beaten by the command line, refused by line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from test_cli import CLEAN, RAW, run

from beritaclean import Cleaner, Document, RuleError, toml
from beritaclean.config import ConfigError
from beritaclean.config.files import DEEPEST, read
from beritaclean.config.layers import Layer, merged, settled

KEEPS_AD = 'ignore = ["ad"]\n'
TWO = "Harga turun di Kudus, kata pedagang itu.\nADVERTISEMENT\nBaca juga: Harga Cabai Naik di Pasar Kudus\n"


def write(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def cleaned(*arguments: str | Path, cwd: Path, data: bytes = b"") -> str:
    done = run(*arguments, cwd=cwd, data=data)
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    return done.stdout.decode()


def refused(*arguments: str | Path, cwd: Path) -> str:
    done = run(*arguments, cwd=cwd)
    assert (done.returncode, done.stdout) == (2, b"")
    return done.stderr.decode()


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    root = write(tmp_path, {"beritaclean.toml": KEEPS_AD, "a/x.txt": RAW, "a/b/x.txt": RAW, "a/b/beritaclean.toml": ""})
    assert cleaned("a/x.txt", cwd=root) == RAW
    assert cleaned("a/b/x.txt", cwd=root) == CLEAN
    assert cleaned(cwd=root / "a", data=RAW.encode()) == RAW
    assert run("a", "-o", "out", "-q", cwd=root).returncode == 0
    assert (root / "out" / "x.txt").read_text(encoding="utf-8") == RAW
    assert (root / "out" / "b" / "x.txt").read_text(encoding="utf-8") == CLEAN
    assert not (root / "out" / "b" / "beritaclean.toml").exists()  # no data


def test_a_project_counts_if_it_speaks_of_us(tmp_path: Path) -> None:
    table = f"[tool.beritaclean]\n{KEEPS_AD}"
    root = write(
        tmp_path, {"pyproject.toml": table, "a/pyproject.toml": "# beritaclean is used here\n", "a/x.txt": RAW}
    )
    assert cleaned("a/x.txt", cwd=root) == RAW
    write(root, {"a/pyproject.toml": "[tool.ruff\n"})  # not ours, and not read
    assert cleaned("a/x.txt", cwd=root) == RAW
    write(root, {"beritaclean.toml": 'ignore = ["teaser"]\n'})
    assert cleaned("a/x.txt", cwd=root) == CLEAN


def test_the_command_line_beats_files(tmp_path: Path) -> None:
    root = write(tmp_path, {"beritaclean.toml": KEEPS_AD + '[per-path."*.txt"]\nignore = ["ad"]\n', "x.txt": TWO})
    both = TWO.splitlines(keepends=True)
    assert cleaned("x.txt", cwd=root) == both[0] + both[1]
    assert cleaned("--ignore", "teaser", "x.txt", cwd=root) == both[0] + both[2]
    assert cleaned("--extend-ignore", "teaser", "x.txt", cwd=root) == TWO
    assert cleaned("--isolated", "x.txt", cwd=root) == both[0]


def test_flags_of_a_file_can_be_taken_back(tmp_path: Path) -> None:
    root = write(tmp_path, {"raw/beritaclean.toml": "hidden = true\n", "raw/.x.txt": RAW, "raw/y.txt": RAW})
    for more, names in ((["-q"], {".x.txt", "y.txt"}), (["-q", "--no-hidden"], {"y.txt"})):
        out = tmp_path / f"out{len(names)}"
        assert run("raw", "-o", out, *more, cwd=root).returncode == 0
        assert {path.name for path in out.iterdir()} - {".beritaclean.toml"} == names


def test_settings_of_the_run_and_of_records(tmp_path: Path) -> None:
    settings = 'field = "naskah"\ninto = "bersih"\non-error = "skip"\njobs = 1\nexclude = ["buang.jsonl"]\n'
    rows = json.dumps({"naskah": RAW, "text": RAW}) + "\nrusak\n"
    root = write(tmp_path, {"raw/beritaclean.toml": settings, "raw/a.jsonl": rows, "raw/buang.jsonl": rows})
    done = run("raw", "-o", "out", "-q", cwd=root)
    assert done.returncode == 3 and [path.name for path in (root / "out").glob("*.jsonl")] != []
    (line,) = (root / "out" / "a.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == {"naskah": RAW, "text": RAW, "bersih": CLEAN}
    assert not (root / "out" / "buang.jsonl").exists()


def test_tables_for_paths(tmp_path: Path) -> None:
    tables = '[per-path."lama/**"]\nencoding = "cp1252"\n[per-path."lama/b.txt"]\nignore = ["ad"]\n'
    root = write(tmp_path, {"raw/beritaclean.toml": tables, "raw/a.txt": RAW, "raw/lama/b.txt": RAW})
    (root / "raw" / "lama" / "c.txt").write_bytes("Kata dia, “ayo”.\n".encode("cp1252"))
    assert run("raw", "-o", "out", "-q", "-j", "2", cwd=root).returncode == 0
    assert (root / "out" / "a.txt").read_text(encoding="utf-8") == CLEAN
    assert (root / "out" / "lama" / "b.txt").read_text(encoding="utf-8") == RAW
    assert (root / "out" / "lama" / "c.txt").read_text(encoding="utf-8") == "Kata dia, “ayo”.\n"


def test_tables_for_outlets(tmp_path: Path) -> None:
    rows = "".join(json.dumps({"text": RAW, "url": f"https://{host}/1"}) + "\n" for host in ("viva.co.id", "detik.com"))
    settings = f'url-field = "url"\n[per-outlet.viva]\n{KEEPS_AD}'
    root = write(tmp_path, {"beritaclean.toml": settings, "a.jsonl": rows})
    texts = [json.loads(line)["text"] for line in cleaned("-q", "a.jsonl", cwd=root).splitlines()]
    assert texts == [RAW, CLEAN]
    texts = [json.loads(line)["text"] for line in cleaned("-q", "--ignore", "tags", "a.jsonl", cwd=root).splitlines()]
    assert texts == [CLEAN, CLEAN]


def test_a_cleaner_with_a_choice_for_an_outlet() -> None:
    cleaner = Cleaner(per_outlet={"viva.co.id": ((), ("ad",))})
    assert cleaner.clean(Document(RAW, outlet="viva")).text == RAW
    assert cleaner.clean(Document(RAW)).text == CLEAN
    with pytest.raises(RuleError, match="no outlet is called"):
        Cleaner(per_outlet={"kabarburung": ((), ())})
    with pytest.raises(RuleError, match="did you mean 'byline'"):
        Cleaner(per_outlet={"viva": ((), ("bylin",))})


def test_extends(tmp_path: Path) -> None:
    rule = (
        "[[rule]]\nid='promo'\nfamily='ad'\nscope='line'\npattern='PROMO.*'\nreason='x'\nshapes=['line']\n"
        "removes=['PROMO KAMI']\nkeeps=['Promo.']\n"
    )
    root = write(
        tmp_path,
        {
            "dasar/base.toml": 'rules = ["mine.toml"]\nignore = ["teaser"]\n',
            "dasar/mine.toml": rule,
            "kerja/beritaclean.toml": 'extends = "../dasar/base.toml"\nextend-ignore = ["ad/advertisement"]\n',
            "kerja/x.txt": TWO + "PROMO HARI INI\n",
        },
    )
    assert cleaned("kerja/x.txt", cwd=root) == TWO
    shown = run("--show-config", "kerja/x.txt", cwd=root).stdout.decode()
    assert 'ignore = ["teaser", "ad/advertisement"]  # dasar/base.toml:2, kerja/beritaclean.toml:2\n' in shown, shown


def test_extending_goes_so_far(tmp_path: Path) -> None:
    for number in range(DEEPEST + 1):
        (tmp_path / f"{number}.toml").write_text(f'extends = "{number + 1}.toml"\n')
    (tmp_path / f"{DEEPEST + 1}.toml").write_text("")
    with pytest.raises(ConfigError, match=rf"{DEEPEST - 1}\.toml:1: more than 16 files"):
        read(str(tmp_path / "0.toml"))
    read(str(tmp_path / "2.toml"))
    (tmp_path / "3.toml").write_text('extends = "./1.toml"\n')
    with pytest.raises(ConfigError, match=r"3\.toml:1: files extend each other in a circle: .*1\.toml extends .*"):
        read(str(tmp_path / "1.toml"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('\nignroe = ["ad"]\n', "beritaclean.toml:2: 'ignroe' is no setting; did you mean 'ignore'?"),
        ('url_field = "u"\n', "beritaclean.toml:1: 'url_field' is no setting; did you mean 'url-field'?"),
        ('[per-path."*"]\n\njobs = 3\n', "beritaclean.toml:3: 'jobs' is no setting for this table"),
        ('[per-outlet.viva]\nshape = "page"\n', "beritaclean.toml:2: 'shape' is no setting for this table"),
        ('[per-outlets.viva]\nignore = ["ad"]\n', "did you mean 'per-outlet'?"),
        ('per-path = "x"\n', "beritaclean.toml:1: per-path must be a table of tables"),
        ('[per-path]\n"a/*" = 3\n', "beritaclean.toml:2: write [per-path.'a/*'] and the settings below it"),
        ('ignore = "ad"\n', "beritaclean.toml:1: ignore must be a list of texts, not 'ad'"),
        ("jobs = 0\n", "jobs must be a whole number from 1 on, not 0"),
        ("jobs = true\n", "jobs must be a whole number from 1 on, not True"),
        ("hidden = 1\n", "hidden must be true or false, not 1"),
        ('shape = "dump"\n', "shape must be one of 'auto', 'article', 'page', not 'dump'"),
        ('ignore = [\n"bylin"]\n', "beritaclean.toml:1: no family or rule is called 'bylin': see"),
        ('ignore = ["bylin"]\n', "did you mean 'byline'?"),
        ('outlet = "kabarburung"\n', "beritaclean.toml:1: no outlet is called 'kabarburung'"),
        ('\n[per-outlet.kabarburung]\nignore = ["ad"]\n', "beritaclean.toml:3: no outlet is called 'kabarburung'"),
        ('rules = ["tiada/"]\n', "beritaclean.toml:1: there are no rules at tiada"),
        ('extends = "tiada.toml"\n', "beritaclean.toml:1: there is no file 'tiada.toml' to extend"),
        ('extends = "/etc/passwd"\n', "beritaclean.toml:1: extends must be the path of a .toml file"),
        ('extends = "beritaclean.toml"\n', "files extend each other in a circle: beritaclean.toml extends"),
        ("ignore = [\n", "beritaclean.toml: not a TOML file"),
    ],
)
def test_what_is_wrong_is_named_by_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    root = write(tmp_path, {"beritaclean.toml": text, "x.txt": RAW})
    assert message in refused("x.txt", cwd=root)
    assert cleaned("--isolated", "x.txt", cwd=root) == CLEAN


def test_a_file_by_name(tmp_path: Path) -> None:
    root = write(tmp_path, {"beritaclean.toml": "", "lain/mine.toml": KEEPS_AD, "x.txt": RAW, "pyproject.toml": ""})
    assert cleaned("--config", "lain/mine.toml", "x.txt", cwd=root) == RAW
    assert "choose one" in refused("--config", "lain/mine.toml", "--isolated", "x.txt", cwd=root)
    assert "has no table [tool.beritaclean]" in refused("--config", "pyproject.toml", "x.txt", cwd=root)


def test_shown_settings_are_a_configuration(tmp_path: Path) -> None:
    settings = (
        'ignore = ["ad"]\nhidden = true\n[per-path."*.txt"]\nfield = "a\\"b"\n[per-outlet.viva]\nselect = ["ad"]\n'
    )
    root = write(tmp_path, {"raw/beritaclean.toml": settings, "raw/x.txt": RAW})
    for source in ("raw", "raw/x.txt"):
        shown = cleaned("--show-config", "--jobs", "3", source, cwd=root)
        assert 'ignore = ["ad"]  # raw/beritaclean.toml:1\n' in shown
        assert "jobs = 3  # the command line\n" in shown
        assert 'shape = "auto"  # default\n' in shown
        assert 'select = ["ad"]  # raw/beritaclean.toml:6\n' in shown
        if source == "raw":
            assert '[per-path."*.txt"]  # below raw\nfield = "a\\"b"  # raw/beritaclean.toml:4\n' in shown
        else:
            assert 'field = "a\\"b"  # raw/beritaclean.toml:4\n' in shown and "per-path" not in shown
        (root / "again.toml").write_text(shown, encoding="utf-8")
        again = settled(read(str(root / "again.toml")), None, Layer({}, {}))
        assert again.get("ignore") == ("ad",) and again.outlets["viva"]["select"].value == ("ad",)


def test_changed_settings_redo_what_they_are_about(tmp_path: Path) -> None:
    root = write(tmp_path, {"raw/a.txt": RAW, "raw/b/c.txt": RAW})
    assert run("raw", "-o", "out", "--resume", "-q", cwd=root).returncode == 0
    assert b"2 files of these had been done" in run("raw", "-o", "out", "--resume", cwd=root).stderr
    write(root, {"raw/b/beritaclean.toml": KEEPS_AD})
    assert b"1 file of these had been done" in run("raw", "-o", "out", "--resume", cwd=root).stderr
    assert (root / "out" / "b" / "c.txt").read_text(encoding="utf-8") == RAW
    write(root, {"raw/b/beritaclean.toml": '[per-outlet.viva]\nignore = ["ad"]\n'})
    assert b"1 file of these had been done" in run("raw", "-o", "out", "--resume", cwd=root).stderr
    assert (root / "out" / "b" / "c.txt").read_text(encoding="utf-8") == CLEAN


LISTS = st.lists(st.sampled_from(["ad", "byline", "tags"]), max_size=3)
TABLES = st.fixed_dictionaries({}, optional={"ignore": LISTS, "extend-ignore": LISTS, "outlet": st.just("viva")})


@given(st.lists(TABLES, max_size=5))
def test_later_layers_win_and_lists_grow(tables: list[dict[str, object]]) -> None:
    found = merged(Layer(table, dict.fromkeys(table, str(number))) for number, table in enumerate(tables))
    wanted: set[object] = set()
    for table in tables:
        wanted = set(table["ignore"]) if "ignore" in table else wanted  # type: ignore[call-overload]
        wanted |= set(table.get("extend-ignore", []))  # type: ignore[call-overload]
    assert set(found["ignore"].value if "ignore" in found else ()) == wanted
    assert ("outlet" in found) == any("outlet" in table for table in tables)


def test_adding_to_all_rules_adds_those_that_are_off() -> None:
    layer = Layer({"extend-select": ["dateline"]}, {"extend-select": "x"})
    assert settled([layer], None, Layer({}, {})).get("select") == ("all", "dateline")


def test_lines_of_keys() -> None:
    text = '# a = 1\na = [\n  "b = 2",\n]\n[c."d.e"]\nf = 1\n[tool]\nx.y = {z = 1}\n'
    assert toml.line_of(text, "a") == 2
    assert toml.line_of(text, "c", "d.e", "f") == 6
    assert toml.line_of(text, "c", "d.e") == 5
    assert toml.line_of(text, "tool", "x", "y", "z") == 8
    assert toml.line_of(text, "nothing") == 1


def test_the_guides_examples_are_read(tmp_path: Path) -> None:
    blocks = re.findall(
        r"```toml\n(.*?)```", (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8"), re.DOTALL
    )
    for block in blocks:
        write(tmp_path, {"beritaclean.toml": block, "x.txt": RAW})
        assert cleaned("x.txt", cwd=tmp_path) == CLEAN
    assert blocks


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("[tool.beritaclean]\nshape = 'page'\n", True),
        ("[ tool . \"beritaclean\" ]\nshape = 'page'\n", True),
        ("[tool]\nberitaclean.shape = 'page'\n", True),
        ("[ 'tool' ]\nberitaclean = { shape = 'page' }\n", True),
        ("tool.beritaclean.shape = 'page'\n", True),
        ("tool = { x = 1, beritaclean = { shape = 'page' } }\n", True),
        ("[project]\ndependencies = ['beritaclean']\n[tool.x]\na = 1\n", False),
    ],
)
def test_the_table_of_a_project_is_found_however_it_is_written(tmp_path: Path, text: str, holds: bool) -> None:
    from beritaclean.config import files

    path = tmp_path / "pyproject.toml"
    path.write_text(text, encoding="utf-8")
    assert files._own(str(tmp_path)) == (str(path) if holds else None)
