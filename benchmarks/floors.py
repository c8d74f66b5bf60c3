"""Score the cleaner on the labelled articles against benchmarks/floors.toml: `python benchmarks/floors.py SHARED`."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from unittest import mock


def main() -> int:
    """Print each measure beside its floor; return 1 where one lies below."""
    shared = Path(sys.argv[1])
    sys.path.insert(0, str(shared / "tools"))
    from goldlib import Score, load, score_doc

    from beritaclean import Cleaner, dumps

    cleaner, below = Cleaner(), 0
    floors = tomllib.loads(Path(__file__).with_name("floors.toml").read_text(encoding="utf-8"))
    for name, floor in floors.items():
        total = Score()
        folder, profiles = floor.pop("folder", name), floor.pop("profiles", True)
        with mock.patch.object(dumps, "outlets", dumps.outlets if profiles else tuple):
            for doc in load(shared / "gold" / folder):
                total += score_doc(doc, cleaner.clean(doc.raw).text)[0]
        measures = {
            "kept": total.content_kept,
            "removed": total.boilerplate_removed,
            "f1": total.f1,
            "intact": total.intact / total.docs,
            "perfect": total.perfect / total.docs,
            "invented": total.invented,
        }
        for measure, least in floor.items():
            value = measures[measure]
            bad = value > least if measure == "invented" else value < least
            below += bad
            print(f"{name:18} {measure:9} {value:8.4f}  floor {least}{'  BELOW' if bad else ''}")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
