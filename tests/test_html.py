"""The page of --html: what stands in it, whatever the articles hold, and that a run of any shape gives the same bytes."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from test_cli import RAW, run

from beritaclean.cleaner import Cleaned, Cleaner
from beritaclean.document import Document
from beritaclean.reports.html.gathering import MOST_CHARACTERS, Gathered
from beritaclean.reports.html.page import SCRIPTS, page

HOSTILE = (
    'Harga turun, "><script>document.title = "ran"</script>, kata dia.\n'
    "<!-- <script> Baca juga: </script> -->\n"
    "ADVERTISEMENT </script><img src=x onerror=alert(1)>\n"
    "ADVERTISEMENT\n"
    '<a href="javascript:alert(1)">javascript:alert(1)</a> {{documents}} &lt;b&gt; \u2028 \u2029 \u202e kanan \u200f\n'
    "Ibu 👩‍👩‍👧 tiba \x00 di Solo \ud83d dan pulang \ude00 kemarin, katanya.\n"
)


class Page(HTMLParser):
    """The elements of a page with the text of each, as a parser other than the browser's sees them."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(data.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self.found.append((f"/{tag}", {}, ""))

    def handle_data(self, data: str) -> None:
        tag, attributes, text = self.found[-1] if self.found else ("", {}, "")
        self.found[-1:] = [(tag, attributes, text + data)]

    def all(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        return [(attributes, text) for found, attributes, text in self.found if found == tag]

    def json(self, name: str) -> Any:
        (text,) = (text for attributes, text in self.all("script") if attributes.get("id") == name)
        return json.loads(text)


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def gathered(cleaned: Cleaned, name: str = "a.txt", limit: int = 10) -> Gathered:
    found = Gathered(limit)
    found.add(name, None, cleaned, changed=cleaned.changed)
    return found


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner()


def test_the_policy_lets_in_only_the_pages_own_style_and_scripts(cleaner: Cleaner) -> None:
    found = Page(page(gathered(cleaner.clean(HOSTILE)), [], "1"))
    (policy,) = (meta["content"] for meta, _ in found.all("meta") if "http-equiv" in meta)
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    run_by_browser = [text for attributes, text in found.all("script") if "type" not in attributes]
    assert len(run_by_browser) == len(SCRIPTS)
    assert rules["script-src"].split() == [hashed(text) for text in run_by_browser]
    assert rules["style-src"].split() == [hashed(text) for _, text in found.all("style")]
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert "unsafe" not in policy and "http" not in policy and "data:" not in policy
    assert rules["require-trusted-types-for"] == "'script'"


def test_nothing_in_the_page_leads_out_of_it() -> None:
    found = Page(page(Gathered(1), [], "1"))
    for tag, attributes, _ in found.found:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base")
        assert not any(name.startswith("on") or name in ("src", "style", "action") for name in attributes)
        assert attributes.get("href", "#").startswith("#")
    code = "".join(text for attributes, text in found.all("script") if "type" not in attributes)
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "fetch(",
        "XMLHttp",
        "href",
    ):
        assert word not in code
    assert "url(" not in found.all("style")[0][1] and "@import" not in found.all("style")[0][1]


def test_a_hostile_article_stays_text(cleaner: Cleaner) -> None:
    cleaned = cleaner.clean(HOSTILE)
    plain = Page(page(gathered(cleaner.clean("Hujan turun di Kudus.\n")), [], "1"))
    data = page(gathered(cleaned, "</script><b>.txt"), [("<i>&", "</script>")], "1")
    found = Page(data)
    assert [tag for tag, _, _ in found.found] == [tag for tag, _, _ in plain.found]
    (row,) = found.json("documents")
    assert row["name"] == "</script><b>.txt"
    assert "".join(row["parts"][::3]) == cleaned.remainder
    assert "".join(part for n, part in enumerate(row["parts"]) if n % 3 != 1) == cleaned.source
    assert [tuple(row["parts"][n : n + 2]) for n in range(1, len(row["parts"]), 3)] == [
        (removal.rule, removal.text) for removal in cleaned.removals
    ]
    assert len(cleaned.removals) >= 1
    assert found.json("overview")["failures"] == [["<i>&", "</script>"]]
    assert data.decode("utf-8").count("</script>") == len(found.all("script"))
    (embedded,) = (text for attributes, text in found.all("script") if attributes.get("id") == "documents")
    assert embedded.isascii() and "<" not in embedded and not re.search(r"[\x00-\x09\x0b-\x1f]", embedded)


def test_totals_add_up(cleaner: Cleaner) -> None:
    text = (ROOT / "samples/viva/latihan-kapal-rumah-sakit.txt").read_text(encoding="utf-8")
    cleaned = cleaner.clean(text)
    overview = Page(page(gathered(cleaned), [], "1")).json("overview")
    (outlet,) = overview["outlets"]
    lost = sum(len(removal.text.split()) for removal in cleaned.removals)
    assert lost > 10 and len({removal.family for removal in cleaned.removals}) > 1
    assert outlet["outlet"] == "viva" and outlet["words"] == len(cleaned.source.split())
    assert sum(outlet["families"].values()) == sum(rule["words"] for rule in overview["rules"]) == lost
    assert sum(rule["removals"] for rule in overview["rules"]) == len(cleaned.removals)
    assert {rule["rule"]: rule["reason"] for rule in overview["rules"]} == {
        removal.rule: removal.reason for removal in cleaned.removals
    }


def test_a_very_long_document_is_cut_off_and_the_page_says_so(cleaner: Cleaner) -> None:
    whole = cleaner.clean("Harga turun di Kudus, kata pedagang.\nADVERTISEMENT\n" * 4000)
    (row,) = Page(page(gathered(whole), [], "1")).json("documents")
    shown = "".join(part for n, part in enumerate(row["parts"]) if n % 3 != 1)
    assert shown == whole.source[:MOST_CHARACTERS]
    assert row["left"] == len(whole.source) - MOST_CHARACTERS > 0
    assert len(row["parts"]) % 3 == 1


def test_the_sample_is_the_same_however_the_documents_come(cleaner: Cleaner) -> None:
    cleaned = cleaner.clean(RAW)
    names = [f"{n}.txt" for n in range(300)]

    def pages(sizes: list[int], limit: int) -> bytes:
        total, at = Gathered(limit), 0
        for size in sizes:
            part = Gathered(limit)
            for name in names[at : at + size]:
                part.add(name, None, cleaned, changed=True)
            total.merge(part)
            at += size
            assert len(total.sample) <= 2 * limit and len(part.sample) <= 2 * limit
        assert at == len(names)
        return page(total, [], "1")

    dice = random.Random(5)
    for limit in (1, 7, 40):
        one = pages([300], limit)
        for _ in range(5):
            cuts = sorted(dice.sample(range(1, 300), 9))
            assert pages([b - a for a, b in zip([0, *cuts], [*cuts, 300], strict=True)], limit) == one
        listed = [row["name"] for row in Page(one).json("documents")]
        assert len(listed) == limit and listed == sorted(listed, key=names.index)
        assert Page(one).json("overview")["outlets"][0]["documents"] == 300
    assert [row["name"] for row in Page(pages([300], 300)).json("documents")] == names


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Small texts in folders and a file of records, one of them broken."""
    root = tmp_path / "raw"
    for n in range(40):
        path = root / f"{n % 3}" / f"{n}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Berita {n}. {RAW}", encoding="utf-8")
    rows = [json.dumps({"isi": f"Warta {n}. {RAW}", "url": f"https://viva.co.id/{n}"}) for n in range(120)]
    rows[50] = "rusak"
    (root / "data.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return root


@pytest.mark.parametrize("limit", ["20", "500"])
def test_the_same_bytes_at_any_number_of_jobs(mixed: Path, tmp_path: Path, limit: str) -> None:
    pages = []
    for jobs in ("1", "2", "3"):
        target = tmp_path / "sub" / f"{jobs}.html"
        fields = ("--field", "isi", "--url-field", "url", "--chunk-size", "1")
        done = run(mixed, "-o", tmp_path / "out", "-q", "-j", jobs, *fields, "--html", target, "--html-limit", limit)
        assert done.returncode == 3
        pages.append(target.read_bytes())
        assert [path.name for path in target.parent.iterdir() if path.name.startswith(".")] == []
    assert pages[0] == pages[1] == pages[2]
    found = Page(pages[0])
    overview, documents = found.json("overview"), found.json("documents")
    assert {row["outlet"]: row["documents"] for row in overview["outlets"]} == {"viva": 119, "": 40}
    assert len(documents) == min(int(limit), 159) == overview["listed"]
    assert overview["failed"] == 1 and "1 of 120 records not cleaned" in overview["failures"][0][1]
    if limit == "500":
        assert documents[0]["name"].endswith("data.jsonl") and documents[0]["record"] == 1
        assert [row["record"] for row in documents[:119]] == [n for n in range(1, 121) if n != 51]


@pytest.mark.parametrize("how", [("-n",), ("--check",), ("--diff",), ("-n", "-j", "2"), ("-i",)], ids=" ".join)
def test_with_a_preview_and_in_place(tmp_path: Path, how: tuple[str, ...]) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for name in "ab":
        (raw / f"{name}.txt").write_text(RAW, encoding="utf-8")
    assert run(raw, *how, "--html", tmp_path / "page.html").returncode == (1 if "--check" in how else 0)
    rows = Page((tmp_path / "page.html").read_bytes()).json("documents")
    assert [Path(row["name"]).name for row in rows] == ["a.txt", "b.txt"]
    assert all(row["parts"][1:3] == ["ad/advertisement", "ADVERTISEMENT\n"] for row in rows)


def test_with_a_pipe_and_with_nothing(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    done = run("--html", target, data=RAW.encode())
    assert done.returncode == 0 and b"ADVERTISEMENT" not in done.stdout
    assert [row["name"] for row in Page(target.read_bytes()).json("documents")] == ["<stdin>"]
    (tmp_path / "empty").mkdir()
    assert run(tmp_path / "empty", "-n", "--html", target).returncode == 0
    assert Page(target.read_bytes()).json("documents") == []


def test_a_file_that_is_given_up_is_not_in_the_page(tmp_path: Path) -> None:
    data = tmp_path / "data.jsonl"
    data.write_text(json.dumps({"isi": RAW}) + "\nrusak\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text(RAW, encoding="utf-8")
    target = tmp_path / "page.html"
    done = run(tmp_path, "-n", "-q", "--on-error", "fail", "--exclude", "*.html", "--html", target)
    assert done.returncode == 3
    found = Page(target.read_bytes())
    assert [Path(row["name"]).name for row in found.json("documents")] == ["a.txt"]
    assert sum(row["documents"] for row in found.json("overview")["outlets"]) == 1
    assert found.json("overview")["failed"] == 1


def test_what_cannot_be_written_or_does_not_fit_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(RAW, encoding="utf-8")
    assert run(tmp_path / "a.txt", "--html", tmp_path).returncode == 2
    done = run(tmp_path / "a.txt", "-o", tmp_path / "b.txt", "--html", tmp_path / "a.txt" / "page.html")
    assert done.returncode == 3 and b"cannot write the page" in done.stderr
    done = run(tmp_path, "-o", tmp_path / "out", "--resume", "--html", tmp_path / "page.html")
    assert done.returncode == 2 and b"--resume" in done.stderr
    assert not (tmp_path / "page.html").exists()


def test_an_old_page_stays_whole_until_the_new_one_is(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link = tmp_path / "link.html"
    link.symlink_to(target)
    before = target.stat().st_ino
    assert run("--html", link, data=RAW.encode()).returncode == 0
    assert link.is_symlink() and target.stat().st_mode & 0o777 == 0o640
    assert target.stat().st_ino != before and target.read_bytes().startswith(b"<!doctype html>")


def test_outlets_and_pages_are_told(cleaner: Cleaner) -> None:
    text = (ROOT / "samples/antaranews/halaman-kebun-bibit-bakau.txt").read_text(encoding="utf-8")
    (row,) = Page(page(gathered(cleaner.clean(text)), [], "1")).json("documents")
    assert (row["outlet"], row["page"]) == ("antaranews", True)
    (row,) = Page(page(gathered(cleaner.clean(Document("Hujan.\n", outlet="viva"))), [], "1")).json("documents")
    assert row["outlet"] == "viva" and "page" not in row
