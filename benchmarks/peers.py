"""Run one contender over texts and print its CPU seconds: `python benchmarks/peers.py NAME TEXTS.json`.

It runs in an environment that holds the contender alone, so it imports nothing of beritaclean.
"""

from __future__ import annotations

import html
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

REQUIREMENTS = {
    "ftfy": ["ftfy==6.3.1"],
    "clean-text": ["clean-text"],
    "jusText": ["justext", "lxml_html_clean"],
    "trafilatura": ["trafilatura", "lxml_html_clean"],
    "boilerpy3": ["boilerpy3"],
    "datatrove C4": ["datatrove", "nltk", "spacy", "tldextract", "fasteners", "orjson", "regex", "numpy"],
}


def _page(text: str) -> str:
    paragraphs = "\n".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip())
    return f"<html><body><article>{paragraphs}</article></body></html>"


def contender(name: str) -> tuple[Callable[[str], Any], Callable[[str], Any]]:
    """What makes a contender's input from a text (untimed), and what is timed."""
    if name == "floor":
        return str.encode, lambda data: "\n".join(data.decode().split("\n")).encode()
    if name == "ftfy":
        import ftfy

        return str, ftfy.fix_text
    if name == "clean-text":
        from cleantext import clean

        return str, lambda text: clean(text, lower=False, no_line_breaks=False, to_ascii=False)
    if name == "jusText":
        import justext

        words = justext.get_stoplist("Indonesian")
        return _page, lambda page: justext.justext(page, words)
    if name == "trafilatura":
        import trafilatura

        return _page, trafilatura.extract
    if name == "boilerpy3":
        from boilerpy3.extractors import ArticleExtractor

        return _page, ArticleExtractor().get_content
    if name == "datatrove C4":
        from datatrove.data import Document
        from datatrove.pipeline.filters import C4QualityFilter

        c4 = C4QualityFilter(filter_no_terminal_punct=False)
        return lambda text: Document(text=text, id="x"), c4.filter
    raise SystemExit(f"no contender is called {name}")


def main() -> None:
    """Print the CPU seconds of one run over the texts."""
    name, path = sys.argv[1:]
    texts = json.loads(Path(path).read_text(encoding="utf-8"))
    prepare, run = contender(name)
    inputs = [prepare(text) for text in texts]
    run(prepare(texts[0]))  # what is loaded at the first call is no part of the speed
    start = time.process_time()
    for item in inputs:
        run(item)
    print(time.process_time() - start)


if __name__ == "__main__":
    main()
