"""Show where the time goes: `python benchmarks/profile.py [SHARED] [EVERY]` (every how many articles)."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

from beritaclean import Cleaner


def main() -> None:
    """Profile the cleaning of a part of the corpus, patterns being compiled before."""
    sys.path.remove(str(Path(__file__).parent))  # cProfile imports the other profile.py
    import cProfile
    import pstats

    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared"
    every = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    with gzip.open(shared / "corpus" / "raw.jsonl.gz", "rt", encoding="utf-8") as file:
        texts = [json.loads(row)["text"] for number, row in enumerate(file) if number % every == 0]
    cleaner = Cleaner()
    for text in texts:
        cleaner.clean(text)
    profile = cProfile.Profile()
    profile.enable()
    for text in texts:
        cleaner.clean(text)
    profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(40)


if __name__ == "__main__":
    main()
