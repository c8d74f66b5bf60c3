"""Full-page dumps: told from articles, the body found, broken sentences put together, the account exact."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import account_replays, invents_nothing

from beritaclean import Cleaner, Document, dumps
from beritaclean.dateline import opens
from beritaclean.document import View
from beritaclean.opening import SHAPES
from beritaclean.rejoin import breaks, rejoined

CLEANER = Cleaner()
PAGES = sorted(path for path in (ROOT / "samples").rglob("halaman-*.txt") if not path.name.endswith(".clean.txt"))
UNCHANGED = sorted((ROOT / "tests" / "unchanged").glob("*.txt"))

PROSE = "Petugas menutup jalan itu sejak pagi, kata camat kepada wartawan di Kudus, Senin."
MENU = ["Home", "News", "Nasional", "Ekonomi", "Bola", "Tekno", "Otomotif", "Lifestyle", "Foto", "Video", "Indeks"]
FOOTER = ["Redaksi", "Tentang Kami", "Kontak Kami", "Pedoman Media Siber", "Karir", "Disclaimer", "Privacy Policy"]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_a_page_is_one_and_its_account_is_exact(path: Path) -> None:
    cleaned = CLEANER.clean(text_of(path))
    assert cleaned.page is not None
    assert account_replays(cleaned)
    assert invents_nothing(cleaned)
    assert CLEANER.clean(cleaned.text).text == cleaned.text
    regions = [removal.rule for removal in cleaned.removals if removal.family == "page"]
    assert regions == ["page/before-body", "page/below-headline", "page/after-body"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_a_page_is_cleaned_alike_without_its_outlets_profile(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dumps, "outlets", tuple)
    wanted = text_of(path.with_name(f"{path.stem}.clean.txt")).split()
    words = CLEANER.clean(text_of(path)).text.split()
    assert [word for word in wanted if word not in words] == []


@pytest.mark.parametrize("gap", ["\n\n", "\n \n", "\n   "])
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_blank_lines_and_indents_change_no_word(path: Path, gap: str) -> None:
    rows = [row.strip() for row in text_of(path).split("\n") if row.strip()]
    words = CLEANER.clean(gap.join(rows)).text.split()
    assert words == text_of(path.with_name(f"{path.stem}.clean.txt")).split()


def test_there_are_pages_of_four_outlets() -> None:
    assert {path.parent.name for path in PAGES} >= {"detik", "kompas", "liputan6", "viva"}


ROWS = {
    "line-up": [f"{number}. Pemain Nomor {number} (Persiku)" for number in range(1, 60)],
    "table": [cell for number in range(1, 25) for cell in (str(number), f"Tim {number}", "10", "7", "-2")],
    "poem": ["Di tepi kali aku duduk", "memandang senja yang jatuh"] * 30,
    "recipe": ["2 sdm gula pasir", "1 butir telur", "200 gram tepung", "garam secukupnya"] * 15,
    "names": [f"Siti Nomor {number}" for number in range(80)],
    "photos": [f"Pemandangan di lereng nomor {number}. (Foto: Budi)" for number in range(50)],
    "chords": ["[Intro]", "C G Am", "Kau datang lagi", "F C G"] * 15,
    "links": [f"Baca juga: Harga Cabai Naik di Pasar Nomor {number}" for number in range(45)],
    "prices": [f"Cabai Rp {number}.000" for number in range(60)],
}


@pytest.mark.parametrize("kind", ROWS)
@pytest.mark.parametrize(
    "tail", [[], ["Tags:", "kudus", "pasar"], ["Berita Terkait", "Harga Beras Turun di Solo", "Terpopuler"]]
)
def test_an_article_with_many_short_lines_is_no_page(kind: str, tail: list[str]) -> None:
    text = "\n".join(["Judul Berita dari Kudus Hari Ini", PROSE, *ROWS[kind], PROSE, *tail])
    assert not dumps.is_dump(text)
    assert CLEANER.clean(text).page is None


@pytest.mark.parametrize("path", UNCHANGED, ids=lambda path: path.stem)
def test_an_article_taken_for_a_page_loses_nothing(path: Path) -> None:
    """Even where the user says that an article is a page: without a line of menus or footers nothing is cut."""
    text = text_of(path)
    cleaned = Cleaner(shape="page").clean(text)
    assert cleaned.removals == ()
    assert cleaned.text.split() == text.split()


def page(*body: str) -> str:
    return "\n".join(
        [*MENU, "Jalan Kudus Ditutup Sejak Pagi", "Senin, 2 Januari 2034 10:00 WIB", *body, *[*FOOTER] * 4]
    )


def test_lists_and_subheadings_of_the_body_stay() -> None:
    body = [
        "KUDUS, Kompas.com - Camat menutup jalan di depan pasar karena selokan dikeruk sejak pagi.",
        "Siapa yang boleh lewat?",
        "Warga sekitar boleh lewat, kata camat, asalkan berjalan kaki dan tidak membawa gerobak.",
        "Jalan yang ditutup:",
        "1. Jalan Kramat",
        "2. Jalan Menur",
        "“Besok dibuka,” kata dia.",
    ]
    cleaned = CLEANER.clean(page(*body))
    assert cleaned.text.split("\n")[:-1] == ["Jalan Kudus Ditutup Sejak Pagi", *body]


def test_a_table_parts_no_article() -> None:
    table = [cell for number in range(1, 30) for cell in (str(number), f"Tim {number}", "3")]
    body = [f"Kudus - {PROSE}", PROSE.replace("menutup", "membuka"), *table, PROSE.replace("pagi", "sore")]
    assert CLEANER.clean(page(*body)).text.split("\n")[1:-1] == body


def test_the_headline_stays_once() -> None:
    text = "Jalan Kudus Ditutup Sejak Pagi\n" + page(f"Kudus - {PROSE}", PROSE.replace("menutup", "membuka"))
    assert CLEANER.clean(text).text.count("Jalan Kudus Ditutup") == 1


def test_shape_overrules() -> None:
    text = text_of(PAGES[0])
    assert Cleaner(shape="article").clean(text).page is None
    short = (
        "Home\nNews\nJalan Kudus Ditutup Sejak Pagi\n2 Januari 2034\nKudus - "
        + PROSE
        + "\nBerita Terkait\nTerpopuler\n"
    )
    assert CLEANER.clean(short).page is None
    cut = Cleaner(shape="page").clean(short)
    assert cut.text == "Jalan Kudus Ditutup Sejak Pagi\nKudus - " + PROSE + "\n"
    assert Cleaner(shape="page").clean(cut.text).text == cut.text
    with pytest.raises(ValueError, match="no shape is called 'dump'"):
        Cleaner(shape="dump")
    assert pickle.loads(pickle.dumps(Cleaner(shape="page"))).shape == "page"


def test_the_regions_can_be_ignored() -> None:
    text = text_of(PAGES[0])
    assert Cleaner(ignore=["page"]).clean(text).page is None
    rules = {removal.rule for removal in Cleaner(ignore=["page/after-body"]).clean(text).removals}
    assert "page/before-body" in rules
    assert "page/after-body" not in rules
    assert {removal.family for removal in Cleaner(select=["page"]).clean(text).removals} == {"page"}


def test_every_line_outside_is_explained() -> None:
    cleaned = CLEANER.clean(text_of(PAGES[0]))
    assert cleaned.page is not None
    why = {judged.line: judged for judged in cleaned.page.judged}
    for removal in cleaned.removals:
        if removal.family == "page":
            for number, line in enumerate(removal.text.split("\n"), removal.line):
                assert not line.strip() or why[number].reason


@pytest.mark.parametrize(
    "wanted",
    [
        ['"Sekali lagi', "rapid test", "dan melakukan", 'screening"', ", kata dia kepada wartawan di Kudus."],
        ["Jakarta", "-", "Ketua panitia menutup acara itu lebih cepat, kata dia."],
        ["VIVA", "– Ketua panitia menutup acara itu lebih cepat, kata dia."],
        ["BOGOR", ", KOMPAS.com", "- Ketua panitia menutup acara itu lebih cepat."],
        ["Liputan6.com, Jakarta", "Ketua panitia menutup acara itu lebih cepat, kata dia."],
        [
            "Petugas yang berjaga sejak pagi itu bertemu",
            "Budi Santoso",
            "pada",
            "Festival",
            "Kudus yang digelar sejak Senin kemarin.",
        ],
        ["Gubernur Jawa Tengah", "Budi Santoso", "menutup acara itu lebih cepat, kata dia."],
        ["Wakil ketua (", "KPK", ") Budi menyatakan acara itu ditutup lebih cepat."],
        ["Pengamat dari", "IDC,", "Budi Santoso, mengatakan acara itu ditutup."],
    ],
)
def test_pieces_of_one_sentence_are_joined(wanted: list[str]) -> None:
    rows = [PROSE, *wanted, PROSE]
    assert breaks(rows) == (False, *[True] * (len(wanted) - 1), False)


@pytest.mark.parametrize(
    "rows",
    [
        [PROSE, "Peran Warga Sangat Penting", PROSE],
        ['"Kami pulang," ujarnya', "Menurut dia, acara itu ditutup lebih cepat."],
        ["Bahan yang dipakai:", "gula pasir", "garam dapur", "telur ayam"],
        ["jembatan kaca", "wonosobo", "wisata alam"],
        ["1. Jalan Kramat", "2. Jalan Menur", "3. Jalan Melati"],
        ["• gula", "• garam"],
        ["Ketua panitia:", '"Kami pulang," kata dia.'],
    ],
)
def test_lines_of_their_own_stay_apart(rows: list[str]) -> None:
    assert not any(breaks(rows))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ketua\nKPK\n, Budi", "Ketua KPK, Budi"),
        ("Ketua (\nKPK\n) Budi", "Ketua (KPK) Budi"),
        ('kata "\nsatu\n" dan\ndua', 'kata "satu" dan dua'),
        ("“\nsatu\n” dan", "“satu” dan"),
        ("di\nKOMPAS.com\n.", "di KOMPAS.com."),
        ("harga\n.id naik", "harga .id naik"),
        ("Jakarta\n-\nKetua", "Jakarta - Ketua"),
    ],
)
def test_blanks_where_pieces_meet(text: str, wanted: str) -> None:
    joins = {place for place, char in enumerate(text) if char == "\n"}
    view = rejoined(View(text), joins)
    assert view.text == wanted
    assert view.origin(len(wanted)) == len(text)
    assert all(view.text[at] == text[view.origin(at)] or text[view.origin(at)] == "\n" for at in range(len(wanted)))


def test_a_name_with_a_dash_is_a_byline() -> None:
    assert opens(["Budi Santoso -", "detikNews"], 0)
    assert not opens(["Budi Santoso -", "detikNews"], 0, named=True)
    assert opens(["Banjar Negara", "-"], 0, named=True)


LINES = st.sampled_from(
    [
        *MENU,
        *FOOTER,
        PROSE,
        PROSE.replace("jalan", "pasar"),
        "VIVA",
        "– Ketua",
        "Jakarta",
        "-",
        "Baca juga:",
        "1",
        "Terpopuler",
    ]
    + [
        "Harga Cabai Naik Tajam di Pasar Kudus",
        ", kata dia.",
        "pada",
        '"',
        "(",
        "2 dari 3 halaman",
        "Perbesar",
        "Foto: Budi",
    ]
    + [
        "Berita Terkait",
        "(abc/def)",
        "Penulis",
        "2 Januari 2034, 10:00 WIB",
        "garam",
        "Reuters",
        "kudus",
        "ADVERTISEMENT",
        "",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=60), st.sampled_from(SHAPES[::2]))
def test_any_page_replays_and_invents_nothing(lines: list[str], shape: str) -> None:
    cleaned = Cleaner(shape=shape).clean("\n".join(lines))
    assert account_replays(cleaned)
    assert invents_nothing(cleaned)


def test_pages_of_the_labelled_sets_are_idempotent() -> None:
    folder = ROOT.parent / "shared" / "gold" / "pages"
    if not folder.exists():
        pytest.skip("the labelled pages are not here")
    for path in sorted(folder.glob("*.gold")):
        rows = text_of(path).split("\n\n", 1)[1].split("\n")
        cleaned = CLEANER.clean(Document("\n".join(row.partition("\t")[2] for row in rows)))
        assert cleaned.page is not None
        assert account_replays(cleaned)
        assert CLEANER.clean(cleaned.text).text == cleaned.text, path.name
