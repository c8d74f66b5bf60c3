"""`beritaclean explain`: what it tells is what the cleaner does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from beritaclean import Cleaner, Document
from beritaclean import explain as core
from beritaclean.explain import BLANK, CUT, DROPPED, KEPT, PARTLY, Told
from beritaclean.guards import GUARDS
from beritaclean.measures import _MEASURES
from beritaclean.rule import Scope

CLEANER = Cleaner()
SAMPLES = [path for path in sorted((ROOT / "samples").rglob("*.txt")) if not path.name.endswith(".clean.txt")]
KAPAL = ROOT / "samples" / "viva" / "latihan-kapal-rumah-sakit.txt"
PAGE = ROOT / "samples" / "detik" / "halaman-jembatan-kaca-ditutup.txt"
LEAD = "Harga beras di pasar induk naik lagi sejak awal pekan ini, kata para pedagang di Kudus."


def run(*arguments: str | Path, data: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "beritaclean", "explain", *map(str, arguments)]
    return subprocess.run(
        command, input=data, capture_output=True, cwd=cwd, env={**os.environ, "NO_COLOR": "1"}, encoding="utf-8"
    )


def solid(text: str) -> str:
    return "".join(text.split())


def is_exact(text: str) -> None:
    """What is told of each line agrees with what the cleaner gives, and rules, guards and winners with each other."""
    told = core.explain(CLEANER, Document(text))
    cleaned = CLEANER.clean(text)
    assert told.cleaned == cleaned
    assert solid("".join(line.left for line in told.lines)) == solid(cleaned.text)
    assert [line.number for line in told.lines] == list(range(1, len(told.lines) + 1))
    assert "\n".join(line.text for line in told.lines) == cleaned.source
    won = set()
    for line in told.lines:
        assert (line.verdict in (CUT, PARTLY)) == bool(line.removals)
        assert (line.verdict in (KEPT, PARTLY)) == bool(line.left.strip())
        assert line.verdict != BLANK or not line.left
        for attempt in line.attempts:
            assert not (attempt.failed and attempt.taken and "min_per_document" not in attempt.rule.when)
            assert not (attempt.won and (attempt.failed or attempt.to))
            if attempt.won:
                won.add(attempt.rule.id)
    cut = {removal.rule for removal in cleaned.removals if removal.family != "page"}
    assert cut <= won


@pytest.mark.parametrize("path", SAMPLES[::3], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_samples_are_told_exactly(path: Path) -> None:
    is_exact(path.read_text(encoding="utf-8"))


PIECES = st.sampled_from(
    [
        LEAD,
        "ADVERTISEMENT",
        "Baca Juga",
        "Harga Beras di Solo Turun Lagi Jelang Lebaran",
        "",
        "  ",
        "Ia pulang.Lalu tidur.",
    ]
    + ["Baca juga: Harga Cabai Naik di Kudus", "Kata&nbsp;dia.\r", "Editor: Dian", "(dil/jpnn)"]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(PIECES, max_size=9))
def test_any_text_is_told_exactly(lines: list[str]) -> None:
    is_exact("\n".join(lines))


def test_real_articles_are_told_exactly(corpus: Path) -> None:
    import gzip
    from itertools import islice

    with gzip.open(corpus, "rt", encoding="utf-8") as rows:
        for row in islice(rows, 0, None, 499):
            is_exact(json.loads(row)["text"])


def test_every_guard_says_what_it_finds() -> None:
    assert _MEASURES.keys() == GUARDS.keys()


def line_of(text: str, number: int, **more: str) -> Told:
    return core.explain(CLEANER, Document(text, **more)).lines[number - 1]  # type: ignore[arg-type]


def test_guards_are_told_with_what_they_found() -> None:
    line = line_of(KAPAL.read_text(encoding="utf-8"), 22)
    assert line.verdict == KEPT
    (attempt,) = [each for each in line.attempts if each.rule.id == "viva/headline-alone"]
    found = {verdict.guard: (verdict.holds, verdict.found) for verdict in attempt.guards}
    assert found["min_words"] == (False, "4 words")
    assert found["max_words"] == (True, "4 words")
    assert found["shape"] == (True, "4 words, 100 % in capitals, no stop at the end")
    assert found["unless"] == (False, "it is: heads the next paragraph")
    assert [verdict.guard for verdict in attempt.failed] == ["min_words", "unless"]
    assert (attempt.won, attempt.taken) == (False, None)


def test_who_lost_to_whom_is_told() -> None:
    line = line_of(KAPAL.read_text(encoding="utf-8"), 9)
    found = {attempt.rule.id: (attempt.won, attempt.to, attempt.number) for attempt in line.attempts}
    assert found["viva/headline-alone"] == (True, None, 2)
    assert found["viva/headline-long"] == (False, "viva/headline-alone", 2)


def test_a_count_of_matches_is_a_guard_too(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(
        "[[rule]]\nid='promo'\nfamily='ad'\nscope='line'\npattern='PROMO.*'\nreason='x'\nshapes=['line']\n"
        "when={min_per_document=2}\nremoves=['PROMO KAMI']\nkeeps=['Promo.']\n"
    )
    cleaner = Cleaner(rules=[tmp_path], select=["x/promo"])
    told = core.explain(cleaner, Document(f"PROMO A\n{LEAD}\n"))
    (verdict,) = told.lines[0].attempts[0].guards
    assert (verdict.holds, verdict.found, told.lines[0].verdict) == (False, "1 such in the text", KEPT)
    told = core.explain(cleaner, Document(f"PROMO A\n{LEAD}\nPROMO B\n"))
    assert [line.verdict for line in told.lines[:3]] == [CUT, KEPT, CUT]


def test_other_stages_are_told() -> None:
    text = f"Kata&nbsp;dia, harga naik.Ia lega.\n\n\n{LEAD}\n{LEAD}\n"
    told = core.explain(CLEANER, Document(text)).lines
    assert (told[0].verdict, told[0].mended, told[0].tidied) == (KEPT, True, True)
    assert told[0].left == "Kata dia, harga naik. Ia lega."
    assert [line.verdict for line in told[1:3]] in ([BLANK, DROPPED], [DROPPED, BLANK])
    assert (told[4].verdict, told[4].copy) == (CUT, 4)
    assert [attempt.rule.scope for attempt in told[4].attempts] == [Scope.REPEAT]
    said = run("-:5", data=text).stdout
    assert "Line 4 says the same." in said
    said = run("-:1", data=text).stdout
    assert "Repair mended its characters; it came in as: Kata&nbsp;dia, harga naik.Ia lega.\n" in said
    assert "Tidying changed its blanks; it is now: Kata dia, harga naik. Ia lega.\n" in said


def test_the_title_of_a_record_is_told(tmp_path: Path) -> None:
    row = {
        "isi": f"Harga Beras di Kudus Naik\n{LEAD}",
        "judul": "Harga Beras di Kudus Naik",
        "url": "https://viva.co.id/1",
    }
    (tmp_path / "a.jsonl").write_text(json.dumps({"isi": "Satu."}) + "\n" + json.dumps(row) + "\n", encoding="utf-8")
    options = ("--title-field", "judul", "--url-field", "url")
    said = run("a.jsonl:2:1", *options, cwd=tmp_path).stdout
    assert said.startswith("a.jsonl:2:1: cut\n")
    assert "Outlet: viva, by the URL." in said
    assert "repeat/paragraph-twice [repeat] took it" in said
    shown = json.loads(run("a.jsonl:2", "--json", *options, cwd=tmp_path).stdout)
    assert (shown["path"], shown["record"], shown["outlet"], shown["outlet_by"]) == ("a.jsonl", 2, "viva", "url")
    assert [line["verdict"] for line in shown["lines"]] == ["cut", "kept"]


def test_a_page_is_told_with_scores() -> None:
    said = run(f"{PAGE}:16").stdout
    assert "Taken for a dump of a page: 107 filled lines, 96 % of them no prose, 24 of menus and footers" in said
    assert "It is outside the article: -1.5 in the body's sum, a line of menus and footers." in said
    assert "page/before-body [page] took it" in said
    said = run(f"{PAGE}:59").stdout
    assert "page/link-below-marker [teaser] took it before sentences were rejoined" in said
    said = run(f"{PAGE}:16", "--shape", "article").stdout
    assert "Taken for an article, as given" in said


def test_an_outlet_that_is_not_known_is_hinted_at() -> None:
    text = f"{LEAD}\n\nBikin Geger Markas, Prajurit Muda Ini Hafal Sandi Morse Sejak Sekolah Dasar\n\nPedagang lega karena pembeli kembali datang ke pasar itu, ujarnya.\n"
    line = line_of(text, 3)
    assert line.verdict == KEPT
    assert {attempt.rule.id for attempt in line.elsewhere} >= {"viva/headline-alone"}
    assert "In a text of viva, viva/headline-alone would take it: --outlet viva\n" in run("-:3", data=text).stdout
    told = run("-:3", "--outlet", "viva", data=text).stdout
    assert told.startswith("<stdin>:3: cut\n")
    assert "Outlet: viva, as given." in told
    assert "would take it" not in told


def test_the_whole_file_has_a_verdict_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        f"{LEAD}\nADVERTISEMENT\n\nIa pulang. ADVERTISEMENT Lalu tidur.\n", encoding="utf-8"
    )
    assert run("a.txt", cwd=tmp_path).stdout == (
        f"a.txt:1: kept: {LEAD}\n"
        "a.txt:2: cut: ad/advertisement: ADVERTISEMENT\n"
        "a.txt:4: cut in part: ad/advertisement: Ia pulang. ADVERTISEMENT Lalu tidur.\n"
    )
    assert (
        "22: kept (not byline/name-alone: position, above, below, shape; not viva/headline-alone: min_words"
        in run(KAPAL).stdout
    )
    assert run("a.txt", "--ignore", "ad", cwd=tmp_path).stdout.count(": kept: ") == 3


def test_names_may_hold_colons(tmp_path: Path) -> None:
    for name in ("a:1", "b", "b:2"):
        (tmp_path / name).write_text(f"{LEAD}\nADVERTISEMENT\n{name} ditulis di Solo.\n", encoding="utf-8")
    assert run("a:1", cwd=tmp_path).stdout.startswith(f"a:1:1: kept: {LEAD}\na:1:2: cut")
    assert run("a:1:2", cwd=tmp_path).stdout.startswith("a:1:2: cut\n")
    assert run("b:2", cwd=tmp_path).stdout.count("\n") == 3  # the file of that name, not line 2 of "b"
    assert run("./b:3", cwd=tmp_path).stdout.startswith("./b:3: kept\n    b ditulis")


def test_a_terminal_gets_its_width() -> None:
    from test_preview import terminal

    code, seen = terminal("explain", "--pager", "never", KAPAL, columns=70, NO_COLOR="1")
    rows = seen.split("\n")
    assert code == 0
    assert max(map(len, rows)) <= 70
    assert any(row.startswith("   9 -│ Bikin Geger Markas") and row.endswith("…  viva/headline-alone") for row in rows)
    assert any(row.startswith("  22  │ Dua Ruang") and "  not byline/name-alone: pos" in row for row in rows)
    code, seen = terminal("explain", "--pager", "never", f"{KAPAL}:9", columns=70)
    assert "\x1b[1;35mviva/headline-alone\x1b[0m" in seen


def test_escapes_are_shown_and_not_obeyed() -> None:
    data = "Harga naik di Solo.\nBaca juga: Kisah \u202eMerah שלום Jelang Lebaran Ini\n"
    for arguments in (["-"], ["-:2"], ["-", "--color", "always"]):
        said = run(*arguments, data=data).stdout
        assert "\u202e" not in said
        assert "\\u202e" in said
    assert "\u202e" in json.loads(run("-:2", "--json", data=data).stdout)["lines"][0]["text"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nowhere.txt"], 2, "nowhere.txt: no such file"),
        (["nowhere.txt:3"], 2, "nowhere.txt:3: no such file"),
        (["a.txt:0"], 2, "no line 0"),
        (["a.txt:9"], 2, "no line 9, the last one is 2"),
        (["a.txt:1:2"], 2, "a.txt is one text"),
        (["."], 2, "is a folder"),
        (["a.jsonl"], 2, "holds records: name one"),
        (["a.jsonl:7"], 2, "no record 7 with a text"),
        (["b.png"], 1, "looks like a PNG image"),
        (["a.txt", "--outlet", "kabarburung"], 2, "no outlet is called 'kabarburung'"),
        (["--jsno"], 2, "No such option"),
    ],
)
def test_wrong_usage(arguments: list[str], code: int, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Satu.\n", encoding="utf-8")
    (tmp_path / "a.jsonl").write_text('{"isi": "Satu."}\n', encoding="utf-8")
    (tmp_path / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr
