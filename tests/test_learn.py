"""What `beritaclean learn` finds in a corpus, what it passes over, and the candidates as rules."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from beritaclean import Cleaner, RuleError
from beritaclean.candidates import Candidate
from beritaclean.learn import Evidence, Sketch, Text
from beritaclean.rulebook import load, read

PLACES = ("Kudus", "Jepara", "Pati", "Rembang", "Blora", "Grobogan", "Demak", "Kendal", "Batang", "Tegal")
GOODS = ("cabai", "beras", "gula", "bawang", "jagung", "kedelai", "telur", "ikan", "garam", "kelapa")
PEOPLE = ("Siti Aminah", "Joko Purnomo", "Bagus Prakoso", "Rina Dewi", "Wulandari", "Rudi Hartanto", "Retno Astuti")
VERBS = ("naik", "turun", "bertahan", "melonjak", "merosot", "kembali", "berubah", "pulih", "goyah", "tetap")


def story(at: int) -> list[str]:
    """Three paragraphs that no other article has."""
    place, good, verb = PLACES[at % 10], GOODS[(at * 3 + 1) % 10], VERBS[(at * 7 + at // 10) % 10]
    other = GOODS[(at * 3 + 2 + at // 10) % 10]
    words = [VERBS[(at * step + step) % 10] for step in range(2, 9)]
    return [
        f"Pasokan {good} di {place} {verb} pada musim ke-{at} setelah petani {words[0]} dan pedagang {words[1]} harga.",
        f"Stok {other} {words[2]} sejak pekan {at}, sementara gudang {place} {words[3]} karena truk {words[4]} lambat.",
        f"Rapat di {place} {words[5]} tentang {good} dan {other}, lalu warga nomor {at * 13} {words[6]} ke rumah.",
    ]


def headline(at: int) -> str:
    return f"{GOODS[at % 10].title()} {VERBS[at * 3 % 10].title()} di {PLACES[at * 7 % 10]}, Warga {VERBS[at % 7].title()} Lagi"


def article(at: int) -> str:
    one, two, three = story(at)
    return (
        f"• Sebar Luaskan\n{one}\n\nKabar Lain: {headline(at)}\n\n{two}\n\n{three}\n\n"
        f"Juru Warta: {PEOPLE[at % 7]}\n{'DAPATKAN' if at % 3 else 'Dapatkan'} kabar hangat nomor {at * 17} di kanal kami\n"
    )


ARTICLES = [article(at) for at in range(20)]


def learned(texts: list[str], least: int = 5, most: int = 1_000_000, outlet: str = "") -> list[Candidate]:
    sketch = Sketch(most)
    given = [Text(text, outlet) for text in texts]
    for text in given:
        sketch.add(text)
    evidence = Evidence(sketch.frequent(least))
    for text in given:
        evidence.add(text, evidence.wanted(text))
    return evidence.candidates(sketch.documents, least)


def phrases(texts: list[str], least: int = 5) -> dict[str, int]:
    return {each.text: each.documents for each in learned(texts, least)}


def test_finds_what_the_articles_share() -> None:
    found = phrases(ARTICLES)
    assert found == {
        "• Sebar Luaskan": 20,
        "Kabar Lain:": 20,
        "Juru Warta: <name>": 20,
        "DAPATKAN kabar hangat nomor <digits> di kanal kami": 20,
    } or found == {
        "• Sebar Luaskan": 20,
        "Kabar Lain:": 20,
        "Juru Warta: <name>": 20,
        "Dapatkan kabar hangat nomor <digits> di kanal kami": 20,
    }


def test_patterns_vary_where_the_data_do() -> None:
    patterns = {each.text.split()[0].strip(":").lower(): each for each in learned(ARTICLES)}
    follow, byline, link = (patterns[key] for key in ("dapatkan", "juru", "kabar"))
    assert follow.pattern == r"(?i:Dapatkan) kabar hangat nomor \d+ di kanal kami"
    assert byline.pattern.startswith(r"Juru Warta: \p{Lu}") and byline.when == {"position": "end"}
    assert (link.until, link.scope, link.family) == ("headline", "span", "teaser")
    assert patterns["•"].pattern == r"• Sebar Luaskan" and patterns["•"].when == {"position": "top"}
    assert follow.places == {"top": 0, "body": 0, "end": 20}


def test_escapes_what_patterns_use() -> None:
    texts = [text + "\nUntung (100%) + bonus [lihat] a.b?\n" for text in ARTICLES]
    bonus = next(each for each in learned(texts) if "bonus" in each.text)
    assert bonus.pattern == r"Untung \(100%\) \+ bonus \[lihat\] a\.b\?"


def test_an_article_that_is_printed_again_counts_once() -> None:
    again = [f"{ARTICLES[0]}\nBaris nomor {at} yang lain\n" for at in range(8)]
    assert phrases(ARTICLES + again) == phrases(ARTICLES)
    sketch = Sketch()
    for text in ARTICLES + again:
        sketch.add(Text(text))
    assert (sketch.documents[""], sketch.doubled) == (20, 8)


def test_a_paragraph_of_two_versions_of_an_article_is_no_candidate() -> None:
    """Only its own surroundings repeat, although each version has sentences that are longer."""
    shared = "\n".join(story(99)[:2])
    versions = [
        f"{shared}\nAlinea panjang tambahan untuk versi {at} yang {'sangat ' * (9 + at)}berbeda dari versi lain itu.\n"
        for at in range(10)
    ]
    assert phrases(ARTICLES + versions) == phrases(ARTICLES)


def test_prose_ranks_below_furniture() -> None:
    refrain = "Semua warga sudah pulang dan jalan kembali dibuka untuk umum, kata dia."
    texts = [
        text.replace("\n\nKabar", f"\n\n{refrain}\n\nKabar") if at % 2 else text for at, text in enumerate(ARTICLES)
    ]
    ranked = [each.text for each in learned(texts)]
    assert ranked[-1] == refrain and len(ranked) == 5


def test_tables_and_dates_are_no_candidates() -> None:
    rows = "\n".join(("1", "12/3/2031", "3-1", "17.30"))
    assert phrases([text + rows for text in ARTICLES]) == phrases(ARTICLES)


def test_pieces_of_sentences_that_links_broke_are_none_or_the_last() -> None:
    broken = "\n\nPetugas dari\nJateng Utara\n, kata camat {}, sudah tiba di sana.\n\nKabar"
    texts = [text.replace("\n\nKabar", broken.format(at)) for at, text in enumerate(ARTICLES)]
    ranked = [each.text for each in learned(texts)]
    assert ranked[-1] == "Petugas dari" and sorted(ranked[:-1]) == sorted(phrases(ARTICLES))


def test_flattened_texts() -> None:
    found = {each.text: each for each in learned([" ".join(text.split()) for text in ARTICLES])}
    assert found["Kabar Lain:"].shapes == ("inline",)


def test_prompts_in_capitals_inside_flattened_texts() -> None:
    texts = [f"{story(at)[0]} GULIR UNTUK LANJUT {' '.join(story(at)[1:])}" for at in range(20)]
    (prompt,) = learned(texts)
    assert (prompt.pattern, prompt.scope, prompt.until) == ("GULIR UNTUK LANJUT", "span", "match")


def test_memory_is_bounded_and_the_error_told() -> None:
    sketch = Sketch(most=60)
    for text in ARTICLES:
        sketch.add(Text(text))
    assert len(sketch._counts) <= 60
    assert 0 < sketch.lost < 20
    assert phrases(ARTICLES) == {each.text: each.documents for each in learned(ARTICLES, most=60)}


def test_outlets_are_told_apart() -> None:
    sketch, texts = Sketch(), [Text(text, f"outlet{at % 2}.com") for at, text in enumerate(ARTICLES)]
    for text in texts:
        sketch.add(text)
    evidence = Evidence(sketch.frequent(5))
    for text in texts:
        evidence.add(text, evidence.wanted(text))
    found = evidence.candidates(sketch.documents, 5)
    assert Counter(each.outlet for each in found) == {"outlet0.com": 4, "outlet1.com": 4}
    assert {each.share for each in found} == {1.0}
    assert len({each.id for each in found}) == 8


def run(*arguments: str | Path, cwd: Path, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "beritaclean", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, cwd=cwd, input=data)


@pytest.fixture(scope="module")
def muria(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("learn")
    (folder / "muria").mkdir()
    for at, text in enumerate(ARTICLES):
        (folder / "muria" / f"{at:02}.txt").write_text(text, encoding="utf-8")
    rows = [{"isi": text, "url": f"https://www.kabarmuria.com/{at}"} for at, text in enumerate(ARTICLES)]
    (folder / "muria.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    table = "isi\n" + "".join('"{}"\n'.format(text.replace('"', '""')) for text in ARTICLES)
    (folder / "muria.csv").write_text(table, encoding="utf-8")
    return folder


def test_same_bytes_each_time(muria: Path) -> None:
    first = run("learn", "muria", cwd=muria)
    assert first.returncode == 0 and b"20 texts; 4 candidates" in first.stderr
    assert run("learn", "muria", cwd=muria).stdout == first.stdout
    assert b"Juru Warta: <name>" in first.stderr
    quiet = run("learn", "muria", "-q", "-o", "calon.toml", cwd=muria)
    assert (quiet.stdout, quiet.stderr) == (b"", b"")
    assert (muria / "calon.toml").read_bytes() == first.stdout


def test_formats_agree(muria: Path) -> None:
    def counted(*arguments: str) -> list[tuple[str, int]]:
        done = run("learn", *arguments, "--format", "json", "-q", cwd=muria)
        return sorted((each["phrase"].lower(), each["documents"]) for each in json.loads(done.stdout)["candidates"])

    assert counted("muria") == counted("muria.jsonl", "--field", "isi") == counted("muria.csv")
    assert len(counted("muria")) == 4


def test_outlets_of_records(muria: Path) -> None:
    options = ("learn", "muria.jsonl", "--url-field", "url", "--format", "json")
    found = json.loads(run(*options, cwd=muria).stdout)
    assert found["texts"] == {"kabarmuria.com": 20}
    assert {each["outlet"] for each in found["candidates"]} == {"kabarmuria.com"}
    assert json.loads(run(*options, "--outlet", "kabarmuria.com", cwd=muria).stdout) == found
    assert json.loads(run(*options, "--outlet", "viva", cwd=muria).stdout) == {"texts": {}, "candidates": []}


def test_table_limit_and_least(muria: Path) -> None:
    table = run("learn", "muria", "--format", "table", "--limit", "2", "-q", cwd=muria).stdout.decode()
    assert len(table.splitlines()) == 3
    assert (
        json.loads(run("learn", "muria", "--min-documents", "21", "--format", "json", cwd=muria).stdout)["candidates"]
        == []
    )


def test_what_rules_take_already_is_said_and_left_out(muria: Path, tmp_path: Path) -> None:
    for at in range(20):
        (tmp_path / f"{at}.txt").write_text(f"{ARTICLES[at]}\nADVERTISEMENT\n{story(at + 50)[0]}\n", encoding="utf-8")
    found = json.loads(run("learn", tmp_path, "--format", "json", cwd=muria).stdout)["candidates"]
    assert {each["phrase"]: each["covered"] for each in found}["ADVERTISEMENT"] == 1
    toml = run("learn", tmp_path, cwd=muria).stdout.decode()
    assert 'id = "advertisement"' not in toml and "Left out: 1" in toml


def test_candidates_are_refused_until_they_are_finished(muria: Path, tmp_path: Path) -> None:
    file = tmp_path / "calon.toml"
    file.write_bytes(run("learn", "muria", cwd=muria).stdout)
    with pytest.raises(RuleError, match=r"calon\.toml: unfinished candidates .*juru-warta.*fill in `keeps`"):
        load([file])
    with pytest.raises(RuleError, match="unfinished"):
        Cleaner(rules=[file])
    done = run("--rules", file, cwd=muria)
    assert done.returncode == 2 and b"kabar-lain" in done.stderr
    checked = run("rules", "check", file, cwd=muria)
    assert checked.returncode == 1 and b"4 rules, 4 complaints" in checked.stdout
    assert b"calon/juru-warta: a candidate: fill in `keeps` with what looks like" in checked.stderr

    lines = file.read_text(encoding="utf-8").replace("keeps = []", 'keeps = ["Kabar itu hangat, kata juru bicara."]')
    file.write_text(lines, encoding="utf-8")
    checked = run("rules", "check", file, cwd=muria)
    assert (checked.returncode, checked.stdout) == (0, b"4 rules, 0 complaints\n")
    cleaner = Cleaner(rules=[file])
    for at, text in enumerate(ARTICLES):
        assert cleaner.clean(text).text == "\n\n".join(story(at)) + "\n"


def test_one_unfinished_candidate_is_named_alone(tmp_path: Path) -> None:
    file = tmp_path / "satu.toml"
    rule = (
        '[[rule]]\nid = "promo"\nfamily = "ad"\nscope = "line"\npattern = "PROMO"\nreason = "x"\nremoves = ["PROMO"]\n'
    )
    file.write_text(f"{rule}keeps = []\n", encoding="utf-8")
    with pytest.raises(RuleError, match="unfinished candidate promo:"):
        read(file)
    assert [rule.keeps for rule in read(file, unfinished=True)[0]] == [()]
    file.write_text(rule, encoding="utf-8")
    with pytest.raises(RuleError, match="keeps needs at least 1"):
        read(file, unfinished=True)


def test_broken_sources_are_told_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    (tmp_path / "b.jsonl").write_text('{"isi": "Hujan."}\n{"isi"\n', encoding="utf-8")
    done = run("learn", ".", cwd=tmp_path)
    said = done.stderr.decode()
    assert done.returncode == 3
    assert said.count("a.txt") == 1 and said.count("record 2") == 1 and said.count("'isi'") == 1


def test_odd_characters_make_no_bad_file(tmp_path: Path) -> None:
    for at in range(9):
        line = "Dapat''' \"kutip\" \\ dan \x7f tanda\u2028 aneh"
        (tmp_path / f"{at}.txt").write_text(f"{story(at)[0]}\n{story(at)[1]}\n{line}\n", encoding="utf-8")
    done = run("learn", tmp_path, "-o", "calon.toml", cwd=tmp_path)
    assert done.returncode == 0
    (rule,), _ = read(tmp_path / "calon.toml", unfinished=True)
    assert "aneh" in rule.pattern
