"""Where a flattened headline ends: the evidence, one case each; doubt leaves words of the headline and takes none."""

from __future__ import annotations

import pytest

import beritaclean

BEFORE = "Petugas membersihkan selokan di kampung itu sejak pagi hari, kata lurah setempat."

# what decides, the headline, what follows it (glued where it begins with "+")
EXACT = [
    ("a strong opener", "Harga Cabai Rawit Turun di Pasar Kliwon", "Menurut dia, pekerjaan itu selesai dalam dua pekan."),
    ("glue", "Harga Cabai Rawit Turun di Pasar Kliwon", "+Petugas itu mengatakan pekerjaannya akan selesai pekan depan."),
    ("a word that prose writes small", "Wali Kota Kudus Ungkap Kondisi Terkini Pasar", "Petugas datang pada pagi hari dan membersihkan selokan."),
    ("a noun of the sentence's", "Koperasi Muria Gelar Pelatihan Petani Muda", "Pengundian dan pengumuman program itu digelar di balai kota."),
    ("speech", "Rina Kusuma Gandeng Bagus Saputra", "\"Dia berada di ruang itu dan kami pun berbincang lama,\" kata Rina."),
    ("a link of a headline", "Rina Kusuma Muncul Lagi setelah Dikabarkan Menikah", "\"Dia berada di ruang itu dan kami pun berbincang,\" kata Bagus."),
    ("sentence case", "Polisi minta warga waspadai banjir lahar di Kudus", "Petugas itu mengatakan pekerjaannya akan selesai dalam dua pekan."),
    ("sentence case, then speech", "Polisi minta warga waspadai banjir lahar di kudus", "\"Kami sudah siap sejak pagi tadi,\" kata Rina di balai kota."),
    ("sentence case, a question", "Apa saja manfaat lidah buaya bagi rambut?", "Banyak orang memakai lidah buaya untuk merawat rambut mereka."),
    ("sentence case, names in it", "Polisi minta warga jauhi sungai dari Kudus sampai Jepara", "Petugas mengatakan air sungai itu akan naik lagi malam nanti."),
    ("sentence case, a long one", "Lima cara warga kampung merawat sungai yang mulai kotor oleh sampah dari pasar induk", "Warga mengatakan sungai itu akan bersih lagi."),
    ("two headlines", "Inggris Bela Keputusan Soal Pencabutan PembatasanVaksin Buatan Kudus Siap Dipasarkan Akhir Tahun Ini", "+“Tidak akan ada pembatasan lagi,” kata dia."),
]  # fmt: skip


@pytest.mark.parametrize(("why", "headline", "after"), EXACT, ids=[case[0] for case in EXACT])
def test_headline_is_cut_whole(why: str, headline: str, after: str) -> None:
    gap = "" if after.startswith("+") else " "
    text = f"{BEFORE} Baca juga: {headline}{gap}{after.removeprefix('+')}"
    assert beritaclean.clean(text) == f"{BEFORE} {after.removeprefix('+')}\n"


KEPT = [
    ("a subheading that the paragraph takes up", "Sepuluh Orang di Kudus Lebih Kaya dari Semua Penduduk Muria, Bagus: Termasuk Saya", "Sifat Amanah PemimpinSifat amanah seorang pemimpin diuji oleh waktu, kata Rina."),
    ("a date in brackets", "Warga Kudus kaget atap pasar jatuh", "Dia mengatakan kabar itu benar, Senin (27/08), di balai kota."),
    ("a full stop", "Polisi sebut banjir lahar itu akan tiba malam nanti.", "Petugas mengatakan air sungai itu akan naik lagi."),
    ("names on names", "Polisi minta warga jauhi sungai di Muria, Kudus", "Rina mengatakan air sungai itu akan naik lagi malam nanti."),
    ("a name of two words", "Layanan Kesehatan Kudus Tetap Buka Selama Libur 2031", "Sung Bagas pun muncul di balai kota. Sung Bagas tersenyum."),
    ("a question of the article's", "Koperasi Muria Sediakan Layanan Penitipan Kendaraan Gratis Selama Mudik Lebaran", "Bagaimana Modus Penipuannya? Penipu biasanya memakai trik ini untuk menipu warga."),
    ("an opener with 'dengan'", "Pemberian Bonus oleh Koperasi Bukan Kewajiban Hanyalah Hadiah Ruang Untuk Kecewa", "Terkait dengan Bonus Hari Raya (BHR), Muria ingin menegaskan bahwa ini hadiah."),
]  # fmt: skip


@pytest.mark.parametrize(("why", "headline", "after"), KEPT, ids=[case[0] for case in KEPT])
def test_no_word_behind_the_headline_is_lost(why: str, headline: str, after: str) -> None:
    cleaned = beritaclean.clean(f"{BEFORE} Baca juga: {headline} {after}")
    assert after in cleaned
