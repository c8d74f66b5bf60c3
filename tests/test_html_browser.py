"""The page of --html in a real browser, without a network: what a reader sees, and that articles stay text."""

from __future__ import annotations

import functools
import http.server
import importlib.util
import itertools
import json
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from test_cli import RAW, run
from test_html import HOSTILE

from beritaclean.reports.html.page import SCRIPTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(importlib.util.find_spec("playwright") is None, reason="playwright is not installed"),
]

MEGABYTES = 25

LONG = " ".join(
    f"Pada pukul {n // 4 + 7}.{n % 4}5 warga RT {n} datang membawa {n + 3} karung beras." for n in range(30)
)
ARTICLE = (
    "Pasar {n} di Kudus ramai sejak pagi.\n\nPedagang beras nomor {n} mengatakan harga turun sejak kemarin.\n"
    f"Baca juga: Harga Cabai Naik di Tiga Kota Jawa Tengah\n\n{LONG}\n\n"
    "ADVERTISEMENT\n\nIa berharap pembeli kembali pekan depan, kata dia.\n"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        arguments = ["--no-sandbox"] if os.name == "posix" and os.getuid() == 0 else []
        opened = started.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pages: a mixed one, a hostile one, a sample, one with 2,000 articles, and one of an empty run."""
    root = tmp_path_factory.mktemp("site")
    rows = [
        {"isi": ARTICLE.format(n=n), "url": f"https://{'viva.co.id' if n % 4 else 'kompas.com'}/{n}"} for n in range(60)
    ]
    rows.append({"isi": "Hujan turun di Solo, kata warga. Tidak ada yang dibuang dari berita ini."})
    write(root / "mixed.html", rows)
    write(root / "hostile.html", [{"isi": HOSTILE}, {"isi": RAW}])
    write(root / "sample.html", rows, "--html-limit", "10")
    write(root / "large.html", [{"isi": ARTICLE.format(n=n) + LONG.replace("RT", f"RW {n}")} for n in range(2000)])
    (root / "empty").mkdir()
    assert run(root / "empty", "-n", "--html", root / "empty.html").returncode == 0
    return root


def write(target: Path, rows: list[dict[str, str]], *more: str) -> None:
    data = target.with_suffix(".jsonl")
    data.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    fields = ("--field", "isi", "--url-field", "url")
    done = run(data, "-o", target.with_suffix(".clean.jsonl"), "-q", *fields, "--html", target, *more)
    assert done.returncode == 0, done.stderr


def wait(page: Page, expression: str) -> None:
    """Wait until an expression is true; playwright's own way would let the page evaluate it, which its policy forbids."""
    for _ in range(500):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(20)
    raise AssertionError(expression)


class Visit:
    """A page that is open, with what it asked for and complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("dialog", lambda dialog: self.said.append(dialog.message))

    def open(self, address: str) -> Page:
        self.page.goto(address)
        wait(self.page, "document.getElementById('count').textContent")
        return self.page


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A window; its address bar and console stay as they should, whatever the test does."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **getattr(request, "param", {})})
    found = Visit(context.new_page())
    yield found
    assert found.said == []
    assert len(found.asked) == 1, found.asked  # the page itself
    context.close()


@pytest.fixture
def page(visit: Visit, site: Path) -> Page:
    return visit.open((site / "mixed.html").as_uri())


def count(page: Page) -> str:
    return page.locator("#count").inner_text()


def focused(page: Page) -> Any:
    return page.evaluate("document.activeElement.textContent")


def wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def cards(page: Page) -> Locator:
    return page.locator("#panel .card")


def test_overview_and_charts(page: Page) -> None:
    assert "120 removals in 61 texts" in page.locator("#lead").inner_text()
    figures = page.locator("#figures div").all_text_contents()
    assert figures == [
        "texts61",
        "of them changed60",
        "words" + figures[2][5:],
        "words removed660",
        "removals120",
        "rules at work2",
    ]
    labels = page.locator("#families .label").all_text_contents()
    assert labels == ["teaser", "ad"]
    assert page.locator("#outlets .label").all_text_contents() == ["viva", "kompas", "not known"]
    widths = [box["width"] for box in map(box_of, page.locator("#families .piece").all())]
    assert widths[0] > 8 * widths[1] > 0  # ten words of each teaser, one of each ad
    assert "kept" in (page.locator("#whole").get_attribute("aria-label") or "")


def box_of(found: Locator) -> dict[str, float]:
    box = found.bounding_box()
    assert box
    return dict(box)


def test_filters_narrow_texts_and_rules(page: Page) -> None:
    assert count(page) == "61 of 61 texts"
    page.select_option("#outlet", "kompas")
    assert count(page) == "15 of 61 texts"
    page.select_option("#family", "ad")
    assert count(page) == "15 of 61 texts"
    cards(page).first.get_by_role("button", name="Whole text").click()
    assert cards(page).first.locator("del.aside").all_text_contents() == [
        "Baca juga: Harga Cabai Naik di Tiga Kota Jawa Tengah"
    ]
    assert cards(page).first.locator("del:not(.aside)").all_text_contents() == ["ADVERTISEMENT"]
    page.click("#tab-rules")
    assert page.locator(".disclose").all_text_contents() == ["ad/advertisement"]
    assert count(page) == "1 rule, 15 removals in the texts listed"
    page.click("#clear")
    assert sorted(page.locator(".disclose").all_text_contents()) == ["ad/advertisement", "teaser/read-also"]
    page.select_option("#rule", "teaser/read-also")
    assert page.locator(".disclose").all_text_contents() == ["teaser/read-also"]
    page.click("#tab-documents")
    assert count(page) == "60 of 61 texts"
    page.click("#clear")
    page.select_option("#outlet", "-")
    assert count(page) == "1 of 61 texts"


def test_a_chart_is_a_filter_and_the_address_remembers_it(page: Page) -> None:
    row = page.locator("#outlets .row", has_text="viva")
    row.click()
    assert row.get_attribute("aria-pressed") == "true" and count(page) == "45 of 61 texts"
    assert page.input_value("#outlet") == "viva" and "outlet=viva" in page.url
    row.click()
    assert count(page) == "61 of 61 texts"
    page.click("#tab-rules")
    page.go_back()
    assert page.get_attribute("#tab-documents", "aria-selected") == "true"
    page.evaluate("location.hash = '#outlet=%3Cscript%3E&view=constructor&sort=__proto__&query=beras'")
    wait(page, "state.query === 'beras'")
    assert count(page) == "60 of 61 texts" and page.input_value("#outlet") == "" and page.input_value("#sort") == "run"


def searched(page: Page, query: str, within: str = "all") -> str:
    page.select_option("#within", within)
    page.fill("#query", query)
    wait(page, f"state.query === {json.dumps(query)}")
    return count(page)


def test_search_in_the_full_text(page: Page) -> None:
    assert searched(page, "beras NOMOR 7") == "1 of 61 texts"
    assert page.locator("#panel mark").all_text_contents() == ["beras nomor 7"]
    assert searched(page, "sejak pagi. pedagang") == "60 of 61 texts"  # over a blank line
    assert searched(page, "cabai naik", "removed") == "60 of 61 texts"
    assert searched(page, "cabai naik", "kept") == "0 of 61 texts"
    assert searched(page, "pekan depan", "removed") == "0 of 61 texts"
    assert "Nothing fits" in page.locator("#panel").inner_text()
    assert searched(page, "(.*", "all") == "0 of 61 texts"
    page.click("#tab-rules")
    assert searched(page, "cabai", "removed") == "1 rule, 60 removals in the texts listed"


def test_a_long_text_is_folded_until_asked_for(page: Page) -> None:
    first = cards(page).first
    assert LONG not in first.text_content() and LONG[:60] in first.text_content()
    first.locator(".fold").first.click()
    assert LONG in first.text_content()
    second = cards(page).nth(1)
    second.get_by_role("button", name="Whole text").click()
    assert second.locator(".fold").count() == 0
    numbers = second.locator(".line").evaluate_all("all => all.map(each => Number(each.dataset.line))")
    assert numbers == list(range(1, len(numbers) + 1))
    second.get_by_role("button", name="Whole text").click()
    assert second.locator(".fold").count() == 1


def test_lists_grow_while_they_are_read(page: Page) -> None:
    assert cards(page).count() < 30
    for _ in range(100):
        page.mouse.wheel(0, 5000)
        page.wait_for_timeout(60)
        if cards(page).count() == 61:
            break
    assert cards(page).count() == 61
    page.click("#tab-rules")
    page.locator(".disclose").first.click()
    excerpts = page.locator(".excerpts li")
    assert excerpts.count() == 20
    page.get_by_role("button", name="Show 20 more of 40").click()
    assert excerpts.count() == 40
    assert "line" in focused(page)  # the focus goes to the first new one


def test_the_rule_shows_on_hover_and_on_focus(page: Page) -> None:
    tip = page.locator("#tip")
    struck = cards(page).first.locator("del").first
    assert not tip.is_visible()
    struck.hover()
    assert "teaser/read-also" in tip.inner_text() and "headline" in tip.inner_text() and "line 4" in tip.inner_text()
    page.mouse.move(2, 2)
    tip.wait_for(state="hidden")
    struck.focus()
    assert tip.is_visible() and struck.get_attribute("aria-describedby") == "tip"
    other = cards(page).first.locator("del").nth(1)
    other.hover()
    assert "ad/advertisement" in tip.inner_text()
    page.mouse.move(2, 2)
    wait(page, "document.getElementById('tip').textContent.startsWith('teaser')")  # it has the focus still
    page.keyboard.press("Escape")
    assert not tip.is_visible() and struck.get_attribute("aria-describedby") is None
    page.mouse.wheel(0, 60)
    wait(page, "scrollY > 0")
    page.wait_for_timeout(200)
    assert not tip.is_visible()


def test_by_keyboard_alone(page: Page) -> None:
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the texts"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "Texts"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "Rules" and page.get_attribute("#tab-rules", "aria-selected") == "true"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("/")
    page.keyboard.type("jk/ beras")  # while one types, letters are letters
    assert page.input_value("#query") == "jk/ beras"
    page.fill("#query", "")
    wait(page, "state.query === ''")
    page.locator("#tab-documents").focus()
    page.keyboard.press("j")
    assert "Baca juga" in focused(page) and page.locator("#tip").is_visible()
    page.keyboard.press("j")
    assert focused(page) == "ADVERTISEMENT"
    page.keyboard.press("k")
    assert "Baca juga" in focused(page)
    for _ in range(125):
        page.keyboard.press("j")
    assert focused(page) == "ADVERTISEMENT" and cards(page).count() == 61  # the list grew on the way
    page.keyboard.press("Enter")
    assert focused(page) == "ad/advertisement" and page.input_value("#rule") == "ad/advertisement"
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    reader = page.locator("#reader")
    assert reader.is_visible() and focused(page) == "ADVERTISEMENT" and page.locator("#tip").is_visible()
    page.keyboard.press("Escape")
    assert reader.is_visible() and not page.locator("#tip").is_visible()
    page.keyboard.press("Escape")
    assert not reader.is_visible() and "record 1" in focused(page)
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.locator("#keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "query"


def test_a_hostile_article_stays_text(visit: Visit, site: Path) -> None:
    page = visit.open((site / "hostile.html").as_uri())
    for view in ("#tab-documents", "#tab-rules"):
        page.click(view)
        for button in page.locator(".disclose, .quiet[aria-pressed=false]:visible").all():
            button.click()
    page.locator(".excerpts .link").first.click()
    text = page.locator("#reader .text").inner_text()
    assert '"><script>document.title = "ran"</script>' in text and "<!-- <script>" in text
    assert 'href="javascript:alert(1)"' in text and "👩‍👩‍👧" in text
    assert page.title() == "What beritaclean cut"
    assert page.locator("img, iframe, a:not(.skip)").count() == 0
    assert page.evaluate("document.scripts.length") == 2 + len(SCRIPTS)


def test_nothing_else_can_run_or_load(visit: Visit, site: Path) -> None:
    page = visit.open((site / "hostile.html").as_uri())
    refused = page.evaluate(
        """async () => {
        const refused = [];
        document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
        const script = document.createElement("script");
        try { script.textContent = "document.title = 'ran'"; } catch { refused.push("trusted types"); }
        const image = new Image();
        image.src = "http://127.0.0.1:9/x.png";
        await fetch("http://127.0.0.1:9/").catch(() => {});
        document.body.setAttribute("style", "color: red");
        try { document.body.insertAdjacentHTML("beforeend", "<b onclick=alert(1)>"); } catch { refused.push("markup"); }
        await new Promise((done) => setTimeout(done, 100));
        return refused;
        }"""
    )
    assert {"trusted types", "markup", "img-src", "connect-src", "style-src-attr"} <= set(refused)
    assert page.title() == "What beritaclean cut"
    visit.said.clear()  # the complaints about what this test tried
    visit.asked[1:] = []


def test_served_by_a_server_it_asks_for_nothing_more(visit: Visit, site: Path) -> None:
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            asked.append(self.path)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        visit.open(f"http://127.0.0.1:{server.server_port}/hostile.html").wait_for_timeout(300)
    finally:
        server.shutdown()
        server.server_close()
    assert asked == ["/hostile.html"]


@pytest.mark.parametrize("visit", [{"viewport": {"width": 360, "height": 740}, "has_touch": True}], indirect=True)
def test_on_a_phone(page: Page) -> None:
    assert not wide(page)
    assert not page.locator("#outlet").is_visible()
    page.tap("#more-filters")
    assert page.get_attribute("#more-filters", "aria-expanded") == "true"
    page.select_option("#outlet", "kompas")
    page.tap("#more-filters")
    assert page.locator("#more-filters").inner_text() == "Filters (1)" and count(page) == "15 of 61 texts"
    struck = cards(page).first.locator("del").first
    struck.tap()
    box = page.locator("#tip").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360
    page.tap("#tab-rules")
    page.locator(".disclose").first.tap()
    assert not wide(page)
    page.locator(".excerpts .link").first.tap()
    box = page.locator("#reader").bounding_box()
    assert box and box["width"] == 360
    assert not wide(page)


def brightness(page: Page, property: str = "backgroundColor") -> float:
    """Of the body's colour, 0 to 1."""
    channels = page.evaluate(f"getComputedStyle(document.body).{property}.match(/[\\d.]+/g).map(Number)")
    return sum(channels[:3]) / 765


@pytest.mark.parametrize("visit", [{"color_scheme": "dark"}], indirect=True)
def test_dark_and_the_switch(page: Page) -> None:
    assert brightness(page) < 0.2 and brightness(page, "color") > 0.7
    page.get_by_label("Light").check(force=True)
    assert brightness(page) > 0.9 and brightness(page, "color") < 0.3
    page.get_by_label("Auto").check(force=True)
    assert brightness(page) < 0.2
    page.emulate_media(color_scheme="light")
    assert brightness(page) > 0.9
    page.get_by_label("Dark").check(force=True)
    assert brightness(page) < 0.2


@pytest.mark.parametrize("visit", [{"reduced_motion": "reduce"}], indirect=True)
def test_without_motion(page: Page) -> None:
    moving = "[...document.querySelectorAll('*')].filter(e => getComputedStyle(e).transitionDuration !== '0s').length"
    assert page.evaluate(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) > 0


def test_names_and_headings_for_those_who_listen(page: Page) -> None:
    assert page.get_attribute("html", "lang") == "en"
    assert page.locator("#panel .text").first.get_attribute("lang") == "id"
    nameless = page.evaluate(
        "[...document.querySelectorAll('button, input, select')].filter(e => !(e.textContent.trim() || e.ariaLabel || "
        "e.labels?.length)).map(e => e.outerHTML)"
    )
    assert nameless == []
    levels = page.locator("h1, h2, h3").evaluate_all("all => all.map(each => Number(each.tagName[1]))")
    assert levels[:2] == [1, 2] and all(b - a <= 1 for a, b in itertools.pairwise(levels))
    assert page.evaluate("new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size") == page.evaluate(
        "document.querySelectorAll('[id]').length"
    )


def test_a_sample_says_that_it_is_one(visit: Visit, site: Path) -> None:
    page = visit.open((site / "sample.html").as_uri())
    assert count(page) == "10 of 10 texts"
    assert "120 removals in 61 texts" in page.locator("#lead").inner_text()
    notice = page.locator("#notice")
    assert notice.is_visible() and "all 61 texts" in notice.inner_text() and "10 texts" in notice.inner_text()
    page.click("#tab-rules")
    assert "60 removals" in cards(page).first.text_content() and "of them below" in cards(page).first.text_content()


def test_an_empty_run(visit: Visit, site: Path) -> None:
    page = visit.open((site / "empty.html").as_uri())
    assert "No text was cleaned" in page.locator("#lead").inner_text()
    assert "nothing to list" in page.locator("#panel").inner_text()
    page.click("#tab-rules")
    assert not page.locator("#notice").is_visible()


def test_two_thousand_articles_are_drawn_as_they_are_needed(visit: Visit, site: Path) -> None:
    # That it opens in less than three seconds is measured by benchmarks/report_page.py.
    assert (site / "large.html").stat().st_size < MEGABYTES * 1e6
    page = visit.open((site / "large.html").as_uri())
    assert count(page) == "2,000 of 2,000 texts" and cards(page).count() < 60
    page.evaluate("change({ query: 'nomor 1999' })")
    assert count(page) == "1 of 2,000 texts"
