"""Draw the pictures in docs/: the page of --html about the invented samples, in a headless Chromium.

python docs/screenshots.py (needs beritaclean[browser] and Chromium; Noto's fonts were installed for the pictures here).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]


def overview(page: Page) -> None:
    """The top of the page."""


def text(page: Page) -> None:
    """A text with a removal that shows its rule."""
    page.select_option("#outlet", "viva")
    card = page.locator(".card").nth(1)
    card.scroll_into_view_if_needed()
    card.evaluate("card => scrollTo({ top: scrollY + card.getBoundingClientRect().top - 160 })")
    struck = card.locator("del[tabindex]").nth(1)
    struck.evaluate("struck => struck.focus({ preventScroll: true })")
    page.wait_for_timeout(300)


def rules(page: Page) -> None:
    """The removals of one rule."""
    page.click("#tab-rules")
    page.evaluate("document.getElementById('results').scrollIntoView()")
    page.locator(".disclose").first.click()


PICTURES = (
    ("html-report.png", (1200, 820), "light", overview),
    ("html-report-dark.png", (1200, 820), "dark", text),
    ("html-report-phone.png", (390, 820), "dark", rules),
)


def main() -> None:
    """Write the page to a temporary folder and take the pictures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        target = Path(folder, "report.html")
        command = [sys.executable, "-m", "beritaclean", "samples", "-n", "-q", "--html", str(target)]
        command += ["--include", "*.txt", "--exclude", "*.clean.txt"]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        browser = started.chromium.launch(executable_path=shutil.which("chromium"))
        for name, (width, height), scheme, prepare in PICTURES:
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.emulate_media(reduced_motion="reduce")
            page.goto(target.as_uri())
            prepare(page)
            page.screenshot(path=ROOT / "docs" / name)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
