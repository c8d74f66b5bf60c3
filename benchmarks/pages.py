"""Score full-page dumps by outlet, with the outlet's profile and with it left out: `python benchmarks/pages.py SHARED`.

SHARED/gold/FOLDER (by default `pages`) holds the labelled dumps. With --none, no profile at all is used in the second
table, so that a page's signs can not choose another outlet's.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path
from unittest import mock

from beritaclean import Cleaner, dumps

PROFILES = dumps.outlets()


def without(outlet: str) -> tuple[str, ...]:
    """The profiles but that of `outlet`."""
    return tuple(name for name in PROFILES if name != outlet)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("folder", nargs="?", default="pages")
    parser.add_argument("--none", action="store_true", help="leave all profiles out")
    given = parser.parse_args()
    sys.path.insert(0, str(given.shared / "tools"))
    from goldlib import Score, load, score_doc

    cleaner = Cleaner()
    print(f"{'':24}{'docs':>5}{'kept':>9}{'removed':>9}{'F1':>9}{'intact':>9}{'perfect':>9}{'invented':>9}")
    for title in ("profile", "left out"):
        outlets: dict[str, Score] = defaultdict(Score)
        for doc in load(given.shared / "gold" / given.folder):
            used = PROFILES if title == "profile" else () if given.none else without(doc.outlet)
            with mock.patch.object(dumps, "outlets", return_value=used):
                score = score_doc(doc, cleaner.clean(doc.raw).text)[0]
            outlets[doc.outlet] += score
            outlets["~ all"] += score
        for name, s in sorted(outlets.items()):
            print(
                f"{title:10}{name:14}{s.docs:5}{s.content_kept:9.4f}{s.boilerplate_removed:9.4f}{s.f1:9.4f}"
                f"{s.intact / s.docs:9.3f}{s.perfect / s.docs:9.3f}{s.invented:9}"
            )


if __name__ == "__main__":
    main()
