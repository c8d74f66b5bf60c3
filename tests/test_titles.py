"""The index of a corpus' headlines, and the links that it finds in texts."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from beritaclean import Cleaner, Document
from beritaclean.batch.index import write_index
from beritaclean.titles import HEADER, Titles, TitlesError, key

HARBOUR = "Dua Kapal Nelayan Hilang Kontak di Laut Sawu"
CHILI = "Harga Cabai Rawit Turun di Pasar Kliwon, Pedagang Lega"
SOAP = "Santri Pati ubah minyak jelantah menjadi sabun cuci"
COACH = "Pelatih Muria Raya Puji Kiper Muda Asal Jepara"
TRAIN = "Kereta Wisata Ambarawa Tambah Dua Perjalanan Tiap Hari"
TITLES = (HARBOUR, CHILI, SOAP, COACH, TRAIN, "Profil Bupati", "Kami Rindu Ibu")

ONE = "Petugas membersihkan selokan di kampung itu sejak pagi hari, kata lurah setempat."
TWO = "Menurut dia, pekerjaan itu akan selesai dalam dua pekan jika hujan tidak turun lagi."
THREE = "Warga membawa kopi dan singkong rebus untuk para petugas yang bekerja di bawah terik."


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("titles") / "judul.idx"
    assert write_index(path, TITLES) == 5  # the last two are too short to be told
    return path


@pytest.fixture(scope="module")
def cleaner(index: Path) -> Cleaner:
    return Cleaner(titles=index)


def test_the_index_holds_what_was_given(index: Path) -> None:
    titles = Titles(index)
    assert len(titles) == 5
    assert CHILI in titles and CHILI.upper().replace(" ", "") in titles
    assert "Profil Bupati" not in titles and "Harga Cabai Rawit Turun di Pasar Kliwon" not in titles


def test_an_index_does_not_depend_on_order_copies_or_runs(index: Path, tmp_path: Path) -> None:
    other = tmp_path / "lain.idx"
    write_index(other, [*reversed(TITLES), *TITLES], run=2)
    assert other.read_bytes() == index.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lain.idx"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: b"", "not an index"),
        (lambda data: b"PK\x03\x04" + data[4:], "not an index"),
        (lambda data: data[:-3], "cut off"),
        (lambda data: data + b"\0" * 8, "cut off"),
        (lambda data: data[:8] + b"\x09" + data[9:], "version 9"),
    ],
)
def test_another_file_is_refused(index: Path, tmp_path: Path, change: object, said: str) -> None:
    bad = tmp_path / "bad.idx"
    bad.write_bytes(change(index.read_bytes()))  # type: ignore[operator]
    with pytest.raises(TitlesError, match=said):
        Cleaner(titles=bad)
    done = run("--titles", str(bad), data=ONE)
    assert done.returncode == 2 and "bad.idx" in done.stderr.decode()


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    write_index(tmp_path / "kosong.idx", [])
    assert (tmp_path / "kosong.idx").stat().st_size == HEADER.size
    assert Cleaner(titles=tmp_path / "kosong.idx").clean(f"{ONE}\n{HARBOUR}\n{TWO}\n").removals == ()


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE} {HARBOUR}",
        f"{ONE}{HARBOUR}{TWO}",
        f"{ONE} Baca Juga {HARBOUR.replace('Laut ', 'Laut')} {TWO}",
        f"“{HARBOUR}”",
    ],
)
def test_headlines_are_found_whatever_blanks_are_lost(index: Path, text: str) -> None:
    assert [key(text[start:end]) for start, end in Titles(index).find(text)] == [key(HARBOUR)]


SCRAPS = st.text(alphabet="aA1 .:\n“”Ünß-", max_size=60)


@given(before=SCRAPS, after=SCRAPS)
def test_what_is_found_is_a_headline(index: Path, before: str, after: str) -> None:
    titles = Titles(index)
    text = f"{before}{CHILI}{after}"
    for start, end in titles.find(text):
        assert text[start:end] in titles


LINKS = {
    "a line of its own": (f"{ONE}\n{HARBOUR}\n{TWO}\n", f"{ONE}\n{TWO}\n"),
    "a line with a label that no rule knows": (f"{ONE}\n\nKabar Lain: {HARBOUR}\n\n{TWO}\n", f"{ONE}\n\n{TWO}\n"),
    "the last line": (f"{ONE}\n{TWO}\n{HARBOUR}\n", f"{ONE}\n{TWO}\n"),
    "between sentences": (f"{ONE} {HARBOUR} {TWO}\n", f"{ONE} {TWO}\n"),
    "glued to both sentences": (f"{ONE}{CHILI}{TWO}\n", f"{ONE} {TWO}\n"),
    "in sentence case, glued": (f"{ONE}{SOAP}{TWO}\n", f"{ONE} {TWO}\n"),
    "a marker that no rule knows": (f"{ONE} Yuk, simak juga ya: {SOAP} {TWO}\n", f"{ONE} {TWO}\n"),
    "a row of them": (f"{ONE}\n{HARBOUR}{TRAIN}{CHILI}\n{TWO}\n", f"{ONE}\n{TWO}\n"),
    "one more between two": (
        f"{ONE}{HARBOUR}Bupati Blora Resmikan Jembatan Gantung{TRAIN}{TWO}\n",
        f"{ONE} {TWO}\n",
    ),
}


@pytest.mark.parametrize("name", LINKS)
def test_a_link_goes(cleaner: Cleaner, name: str) -> None:
    text, clean = LINKS[name]
    assert cleaner.clean(text).text == clean
    assert Cleaner().clean(text).text != clean  # rules alone do not find it


SENTENCES = {
    "a name opens it": f"{ONE}Baca Juga: {COACH} Co-promotor Rina Dewi tidak melihat hal itu, kata dia kepada wartawan.\n",
    "a subheading stands before it": f"{ONE} Baca juga: {COACH} Bertabur Prestasi Sejak DiniSejak kecil ia berlatih keras.\n",
}


@pytest.mark.parametrize("name", SENTENCES)
def test_a_known_headline_ends_where_it_ends(cleaner: Cleaner, name: str) -> None:
    text = SENTENCES[name]
    rest = text.partition(COACH)[2].strip()
    cleaned = cleaner.clean(text)
    assert cleaned.text == f"{ONE} {rest}\n"
    assert [removal.text.strip() for removal in cleaned.removals] == [
        text[len(ONE) :].partition(COACH)[0].strip() + f" {COACH}"
    ]


KEPT = {
    "the article's own headline": f"{HARBOUR}\n\n{ONE}\n\n{TWO}\n",
    "its own headline, printed again": f"{HARBOUR}\n\n{ONE}\n\n{TWO} {HARBOUR} {THREE}\n",
    "inside a sentence": f"{ONE} Judul {HARBOUR} dipilih redaksi karena pendek, kata penyuntingnya. {TWO}\n",
    "quoted by name": f"{ONE} Laporan lama “{HARBOUR}” dibacakan lagi di depan mereka. {TWO}\n",
    "the words of a sentence": f"{ONE} {SOAP}. {TWO}\n",
    "a sentence that goes on": f"{ONE} {SOAP}, lalu menjualnya di pasar. {TWO}\n",
    "a numbered row": f"{ONE}\n\n1. {HARBOUR}\n\n2. {TRAIN}\n\n{TWO}\n",
    "a heading of a round-up": f"{ONE}\n\n- {HARBOUR}\n{TWO}\n\n- {TRAIN}\n{THREE}\n",
    "a subheading": f"{ONE}\n\n{CHILI}\n\nHarga cabai rawit di Pasar Kliwon turun sejak pekan lalu, dan pedagang lega karenanya.\n",
    "above a numbered list": f"{ONE} {TRAIN} 1. Pagi hari kereta berangkat dari Ambarawa. {TWO}\n",
    "a source": f"{ONE}\n{TWO}\nSumber: {HARBOUR}\n",
    "on a page that checks facts": f"Cek fakta: {ONE}\n[SALAH] : {TWO} hoaks hoaks hoaks\n{HARBOUR}\n{THREE}\n",
}


@pytest.mark.parametrize("name", KEPT)
def test_a_headline_that_is_no_link_stays(cleaner: Cleaner, name: str) -> None:
    assert cleaner.clean(KEPT[name]).text == Cleaner().clean(KEPT[name]).text
    assert HARBOUR in KEPT[name] or any(title in KEPT[name] for title in TITLES)


def test_a_known_title_is_the_articles_own(cleaner: Cleaner) -> None:
    above = "".join(
        f"{ONE} Hari ke-{day}.\n" for day in range(9)
    )  # near the top a copy of the title goes, known or not
    text = f"{above}{HARBOUR}\n{TWO}\n"
    assert cleaner.clean(Document(text, title=HARBOUR)).text == text
    assert cleaner.clean(Document(text, title=TRAIN)).text == f"{above}{TWO}\n"


def test_the_rule_can_be_left_out_and_is_shown(index: Path) -> None:
    text, _ = LINKS["a line of its own"]
    assert Cleaner(titles=index, ignore=["titles/teased-headline"]).clean(text).text == text
    only = Cleaner(titles=index, select=["titles/teased-headline"]).clean(text)
    assert [(each.rule, each.family) for each in only.removals] == [("titles/teased-headline", "teaser")]
    assert b"titles/teased-headline" in run("rules", "list", "--family", "teaser").stdout
    assert b"headline of another article" in run("rules", "show", "titles/teased-headline").stdout


SAMPLES = sorted((ROOT / "samples").glob("*/*.txt"))


def test_promises_hold_on_every_sample(tmp_path: Path) -> None:
    """Cleaning is stable, the account replays, and no word is new, with the samples' own lines as headlines."""
    texts = [path.read_text(encoding="utf-8") for path in SAMPLES if not path.name.endswith(".clean.txt")]
    texts += [text for text, _ in LINKS.values()] + list(SENTENCES.values()) + list(KEPT.values())
    write_index(tmp_path / "judul.idx", (line.strip() for text in texts for line in text.split("\n")))
    cleaner = Cleaner(titles=tmp_path / "judul.idx")
    for text in texts:
        cleaned = cleaner.clean(text)
        assert cleaner.clean(cleaned.text).text == cleaned.text
        left, at = "", 0
        for removal in cleaned.removals:
            assert cleaned.source[removal.start : removal.end] == removal.text and removal.start >= at
            left += cleaned.source[at : removal.start]
            at = removal.end
        assert left + cleaned.source[at:] == cleaned.remainder
        letters = "".join(cleaned.text.split())
        rest = iter("".join(cleaned.source.split()))
        assert all(letter in rest for letter in letters)


def test_a_pickled_cleaner_has_its_titles(cleaner: Cleaner) -> None:
    text, clean = LINKS["between sentences"]
    assert pickle.loads(pickle.dumps(cleaner)).clean(text).text == clean


def test_nothing_is_loaded_without_titles() -> None:
    code = "import sys, beritaclean; beritaclean.clean('Hujan.'); print('beritaclean.titles' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).stdout.strip() == b"False"


def run(*arguments: str, data: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "beritaclean", *arguments]
    return subprocess.run(command, input=data.encode(), capture_output=True, cwd=cwd)


def test_index_and_run_on_a_data_set(tmp_path: Path) -> None:
    rows = [{"isi": f"{ONE}\n{TITLES[at - 1]}\n{TWO}\n", "judul": TITLES[at]} for at in range(1, 5)] * 40
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    done = run("learn", "--titles", "-o", "judul.idx", "a.jsonl", "--title-field", "judul", cwd=tmp_path)
    assert done.returncode == 0 and b"judul.idx: 4 headlines" in done.stderr
    for jobs in ("1", "2"):
        options = ["--titles", "judul.idx", "--field", "isi", "--title-field", "judul", "-q", "--chunk-size", "1"]
        done = run("a.jsonl", "-o", f"{jobs}.jsonl", *options, "--jobs", jobs, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()
    clean = [json.loads(line)["isi"] for line in (tmp_path / "1.jsonl").read_text(encoding="utf-8").splitlines()]
    assert clean[:4] == [rows[0]["isi"], *[f"{ONE}\n{TWO}\n"] * 3]  # the first link's article is not in the corpus


def test_resume_sees_another_index(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    for name in ("a", "b"):
        (tmp_path / "raw" / f"{name}.txt").write_text(f"{ONE}\n{HARBOUR}\n{TWO}\n", encoding="utf-8")
    for titles, expected in ((TRAIN, f"{ONE}\n{HARBOUR}\n{TWO}\n"), (HARBOUR, f"{ONE}\n{TWO}\n")):
        write_index(tmp_path / "judul.idx", [titles])
        assert run("raw", "-o", "out", "-q", "--resume", "--titles", "judul.idx", cwd=tmp_path).returncode == 0
        assert (tmp_path / "out" / "b.txt").read_text(encoding="utf-8") == expected


def test_titles_of_a_folder_are_first_lines(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(f"{HARBOUR}\n\n{ONE}\n", encoding="utf-8")
    (tmp_path / "raw" / "b.txt").write_text(f"{TWO}\n{ONE}\n", encoding="utf-8")
    assert b"name it with -o" in run("learn", "--titles", "raw", cwd=tmp_path).stderr
    assert run("learn", "--titles", "-q", "-o", "judul.idx", "raw", cwd=tmp_path).stderr == b""
    titles = Titles(tmp_path / "judul.idx")
    assert len(titles) == 1 and HARBOUR in titles
