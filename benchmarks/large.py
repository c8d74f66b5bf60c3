"""Clean one large document and print its MB, the CPU seconds and the peak memory in MB.

`python benchmarks/large.py SHAPE TEXTS.json MB`: SHAPE is `line` (all in one line), `lines` (lines of a hundred
characters) or `articles` (one by one, as a measure for the others).
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from beritaclean import Cleaner


def main() -> None:
    """Make the document and clean it."""
    shape, path, size = sys.argv[1], sys.argv[2], float(sys.argv[3])
    articles = json.loads(Path(path).read_text(encoding="utf-8"))
    cleaner = Cleaner()
    for text in articles[:200]:
        cleaner.clean(text)
    documents = articles
    if shape != "articles":
        documents = [_large(articles, shape, int(size * 1e6))]
    start = time.process_time()
    for text in documents:
        cleaner.clean(text)
    seconds = time.process_time() - start
    megabytes = sum(len(text.encode()) for text in documents) / 1e6
    print(megabytes, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _large(articles: list[str], shape: str, size: int) -> str:
    parts: list[str] = []
    left, number = size, 0
    while left > 0:
        words = articles[number % len(articles)].split()
        words.append(f"nomor {number}")
        if shape == "lines":
            text = "\n".join(" ".join(words[at : at + 14]) + f" {number}.{at}" for at in range(0, len(words), 14))
        else:
            text = " ".join(words)
        parts.append(text)
        left -= len(text)
        number += 1
    return ("\n" if shape == "lines" else " ").join(parts)


if __name__ == "__main__":
    main()
