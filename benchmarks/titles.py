"""Score the labelled articles with and without the corpus' headlines: `python benchmarks/titles.py SHARED`."""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Make the index of the corpus' titles; print both scores, and how many links are to articles of the corpus."""
    shared = Path(sys.argv[1])
    sys.path.insert(0, str(shared / "tools"))
    from goldlib import Score, load, score_doc

    from beritaclean import Cleaner
    from beritaclean.batch.index import write_index
    from beritaclean.repair import repair

    docs = load(shared / "gold" / "articles")
    with tempfile.TemporaryDirectory() as folder, gzip.open(shared / "corpus" / "raw.jsonl.gz", "rt") as lines:
        index = Path(folder, "titles.idx")
        count = write_index(index, (repair(json.loads(line)["title"] or "") for line in lines))
        print(f"{count:,} headlines, {index.stat().st_size:,} bytes")
        cleaners = {"rules": Cleaner(), "titles": Cleaner(titles=index)}
        titles = cleaners["titles"].titles
        links = [unit.text for doc in docs for unit in doc.units if unit.label == "teaser"]
        print(f"{sum(any(titles.find(text)) for text in links)} of {len(links)} links hold a headline of the corpus")
        for name, cleaner in cleaners.items():
            total = Score()
            for doc in docs:
                total += score_doc(doc, cleaner.clean(doc.raw).text)[0]
            print(
                f"{name:8} kept {total.content_kept:.5f}  removed {total.boilerplate_removed:.5f}  f1 {total.f1:.5f}  "
                f"intact {total.intact / total.docs:.4f}  perfect {total.perfect / total.docs:.4f}  "
                f"links {'/'.join(map(str, total.by_family['teaser']))}"
            )


if __name__ == "__main__":
    main()
