"""Paragraphs that a flattened line holds twice."""

from __future__ import annotations

import beritaclean

LEAD = "KUDUS, KABARMURIA.com - Pasar Kliwon di Kudus dibuka lagi setelah dua pekan tutup karena banjir."
FIRST = "Pedagang menata dagangan sejak subuh dan pembeli berdatangan dari desa-desa di sekitar kota itu."
SECOND = "Harga cabai turun menjadi dua puluh ribu rupiah, kata Rina, pedagang sayur di lantai dasar."


def test_paragraphs_that_follow_right_on_themselves_are_cut() -> None:
    assert beritaclean.clean(f"{LEAD} {FIRST} {SECOND} {FIRST} {SECOND} Selesai sudah.") == (
        f"{LEAD} {FIRST} {SECOND} Selesai sudah.\n"
    )


def test_the_first_copy_may_stand_behind_a_mark_of_the_page() -> None:
    cleaned = beritaclean.clean(f"{LEAD} Advertisement {FIRST} {SECOND} {FIRST} {SECOND}")
    assert cleaned == f"{LEAD} {FIRST} {SECOND}\n"


def test_the_last_sentence_may_break_off() -> None:
    assert beritaclean.clean(f"{LEAD} {FIRST} {SECOND} {FIRST} {SECOND[:50]}") == f"{LEAD} {FIRST} {SECOND}\n"


def test_a_sentence_said_again_further_on_stays() -> None:
    text = f"{LEAD} {FIRST} {SECOND} Warga senang. {FIRST}\n"
    assert beritaclean.clean(text) == text


def test_a_short_sentence_said_twice_in_a_row_stays() -> None:
    text = f'{LEAD} {FIRST} "Hidup rakyat! Hidup rakyat!" teriak mereka di depan balai kota pada siang itu.\n'
    assert beritaclean.clean(text) == text


def test_a_link_may_break_the_copy_over_lines() -> None:
    whole = f"{FIRST[:-1]} seperti diberitakan Kabarmuria.com, Jumat, 6 September 2031."
    broken = whole.replace(" Kabarmuria", "\nKabarmuria")
    assert beritaclean.clean(f"{whole}\n{SECOND}\n{broken}\n{SECOND}\n") == f"{whole}\n{SECOND}\n"


def test_a_title_that_a_sentence_takes_up_behind_a_link_stays() -> None:
    text = f"JAKARTA, KABARMURIA.com -\nKisah Empat Sahabat Muria\nadalah film baru.\n{FIRST}\nFilm\nKisah Empat Sahabat Muria\nmengikuti kisah mereka.\n"
    assert beritaclean.clean(text) == text
