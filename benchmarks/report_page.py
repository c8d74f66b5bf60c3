"""Open the page of `--html` for 2,000 articles in Chromium: `python benchmarks/report_page.py [SHARED] [ARTICLES]`.

Prints its size, the seconds until it is loaded and until the first text is drawn, and those of a search. It needs
playwright (`pip install 'beritaclean[browser]'`) and Chromium.
"""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path

from playwright.sync_api import sync_playwright

SHOWN = "document.querySelector('#panel .text') !== null"


def main() -> None:
    """Make the page and open it."""
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        source, page = Path(folder, "a.jsonl"), Path(folder, "a.html")
        with gzip.open(shared / "corpus" / "raw.jsonl.gz", "rt", encoding="utf-8") as file:
            source.write_text("".join(islice(file, count)), encoding="utf-8")
        command = [sys.executable, "-m", "beritaclean", str(source), "--check", "-q", "--field", "text"]
        subprocess.run([*command, "--html", str(page), "--html-limit", str(count)], check=False)
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        opened = browser.new_page()
        opened.goto(page.as_uri())
        opened.wait_for_function(SHOWN)
        drawn = opened.evaluate("performance.now() / 1000")
        loaded = opened.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd / 1000")
        began = opened.evaluate("performance.now()")
        opened.evaluate("change({ query: 'pemerintah' })")
        search = opened.evaluate("performance.now()") - began
        browser.close()
        print(f"{count} articles, {page.stat().st_size / 1e6:.1f} MB: loaded in {loaded:.2f} s,", end=" ")
        print(f"first text in {drawn:.2f} s, a search in {search:.0f} ms")


if __name__ == "__main__":
    main()
