"""What bytes are read as, what is refused, and what the messages say."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from beritaclean.decode import BinaryError, Decoded, DecodeError, decode

QUICK = settings(max_examples=200, deadline=None)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
@QUICK
def test_utf8_and_marked_texts_come_back(text: str) -> None:
    data = text.encode()
    try:
        assert decode(data) == Decoded(text, "utf-8")
    except BinaryError:
        assert text.startswith(("%PDF-", "{\\rtf", "GIF8"))
    assert decode(b"\xef\xbb\xbf" + data) == Decoded(text, "utf-8-sig")
    assert decode(text.encode("utf-16")) == Decoded(text, "utf-16")
    assert decode(b"\xfe\xff" + text.encode("utf-16-be")) == Decoded(text, "utf-16")
    assert decode(text.encode("utf-32")) == Decoded(text, "utf-32")
    assert decode(b"\0\0\xfe\xff" + text.encode("utf-32-be")) == Decoded(text, "utf-32")


@given(st.binary())
@QUICK
def test_any_bytes_give_text_or_a_decode_error(data: bytes) -> None:
    try:
        decoded = decode(data)
    except DecodeError as error:
        assert str(error)
    else:
        assert decoded.text.isascii() or decoded.warning or data.decode(decoded.encoding) == decoded.text


@given(st.binary(min_size=1))
@QUICK
def test_the_fallback_loses_no_byte(data: bytes) -> None:
    data = data.replace(b"\0", b"x") + b"\x81"
    assume(not data.startswith((b"\xff\xfe", b"\xfe\xff")))  # a mark of UTF-16 is believed, or named as wrong
    try:
        decoded = decode(data)
    except BinaryError:
        return
    if decoded.encoding == "windows-1252":
        assert len(decoded.text) == len(data)
        assert len({decode(bytes([byte, 0x81])).text for byte in range(1, 256)}) == 255


def test_empty_input_is_an_empty_text() -> None:
    assert decode(b"") == Decoded("", "utf-8")
    assert decode(b"\xef\xbb\xbf") == Decoded("", "utf-8-sig")
    assert decode(b"", "latin-1") == Decoded("", "iso8859-1")
    assert decode(b"\xff\xfe") == Decoded("", "utf-16")


def test_windows_1252_comes_with_a_warning_that_names_the_place() -> None:
    decoded = decode(b"Baris satu\r\nkata \x93dia\x94\n")
    assert decoded.text == "Baris satu\r\nkata “dia”\n"
    assert decoded.encoding == "windows-1252"
    assert decoded.warning == (
        "not UTF-8 (byte 0x93 at offset 17, line 2): read as Windows-1252; give --encoding if that is wrong"
    )


def test_undefined_bytes_become_the_c1_controls_that_browsers_read() -> None:
    assert decode(b"\x81\x8d\x8f\x90\x9d\x1a").text == "\x81\x8d\x8f\x90\x9d\x1a"


def test_in_a_text_that_is_mostly_utf8_only_bad_bytes_are_reread() -> None:
    cut = "“Harga ‘beras’ naik”, katanya…".encode()[:-1]
    decoded = decode(cut)
    assert decoded.text == "“Harga ‘beras’ naik”, katanya" + b"\xe2\x80".decode("cp1252")
    assert decoded.encoding == "utf-8"
    assert decoded.warning == (
        "2 bytes are not UTF-8 (byte 0xE2 at offset 37, line 1): read as Windows-1252; give --encoding if that is wrong"
    )
    assert decode(b"\xef\xbb\xbfkata\x94").text == "kata”"


def test_an_encoding_given_is_strict() -> None:
    assert decode(b"caf\xe9", "cp1252") == Decoded("café", "cp1252")
    assert decode("kata".encode("utf-16-le"), "UTF-16-LE") == Decoded("kata", "utf-16-le")
    assert decode(b"\xef\xbb\xbfkata", "utf-8") == Decoded("kata", "utf-8")
    with pytest.raises(DecodeError, match=r"^not utf-8 \(byte 0x93 at offset 8, line 2: .*give another"):
        decode(b"\xef\xbb\xbfsatu\n\x93dua", "utf-8-sig")
    with pytest.raises(DecodeError, match=r"^not cp1252 \(byte 0x81 at offset 2, line 2: "):
        decode(b"a\n\x81", "windows-1252")
    with pytest.raises(DecodeError, match=r"^not utf-16 \(byte 0x62 at offset 6, line 2: .*byte order mark"):
        decode("a\nb".encode("utf-16")[:-1])


@pytest.mark.parametrize("name", ["utf-9", "", "hex", "rot13", "base64", "a\0b"])
def test_unknown_encodings_are_refused(name: str) -> None:
    for data in (b"", b"kata"):
        with pytest.raises(DecodeError, match="unknown text encoding"):
            decode(data, name)


@pytest.mark.parametrize("name", ["undefined", "idna", "punycode"])
def test_odd_codecs_fail_as_decode_errors(name: str) -> None:
    with pytest.raises(DecodeError, match="give another --encoding"):
        decode(b"xn--\xff.\xe9", name)


def _zip(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "isi")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG image"),
        (b"GIF89a\x01\0", "a GIF image"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "a WebP image"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "audio or video"),
        (b"%PDF-1.7\n", "a PDF document"),
        (_zip("a.txt"), "a ZIP archive"),
        (_zip("xl/workbook.xml"), "an Excel workbook"),
        (_zip("word/document.xml"), "a Word document"),
        (gzip.compress(b"kata"), "gzip data"),
        (b"\x28\xb5\x2f\xfd\x04", "Zstandard data"),
        (b"PAR1\x15\x04PAR1", "a Parquet file"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\x7fELF\x02", "an ELF program"),
        (b"MZ\x90\0" + b"\0" * 60 + b"This program cannot be run", "a Windows program"),
        (b"BZh91AY&SY", "bzip2 data"),
        (b"ID3\x03\0", "MP3 audio"),
        (b"\0\0\0\x18ftypmp42", "MP4 video or an AVIF or HEIC image"),
    ],
)
@pytest.mark.parametrize("encoding", [None, "latin-1"])
def test_binaries_are_refused_by_name(data: bytes, kind: str, encoding: str | None) -> None:
    with pytest.raises(BinaryError) as caught:
        decode(data, encoding)
    assert str(caught.value) == f"looks like {kind}, not text"


def test_nuls_are_refused_and_utf16_is_suggested() -> None:
    with pytest.raises(BinaryError, match=r"NUL at offset 1\); for UTF-16 .* utf-16-le"):
        decode("kata".encode("utf-16-le"))
    with pytest.raises(BinaryError, match="NUL at offset 4"):
        decode(b"kata\0", "utf-8")


def test_texts_that_only_begin_like_a_binary_are_text() -> None:
    for text in ("PAR1 adalah", "PK Liverpool", "BZh", "ID3 itu", "MZ naik", "RIFF", "GIF89 ok", "II * MM"):
        assert decode(text.encode()).text == text
