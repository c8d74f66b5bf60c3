"""Damage the bytes of real articles at random and clean them: `damage.py CORPUS.jsonl[.gz] [--count N]`.

Each article is taken in turn, again and again, with one to eight damages by a generator seeded with `--seed` and the
document's number: bytes flipped, overwritten, deleted, inserted, doubled, moved, the end cut off. Each must either be
refused by a DecodeError, or come out clean: nothing else raised, no word invented, the account exact, a second pass
without change. Exit 1 where one does not; `--keep FOLDER` keeps its bytes. `--part I/N` takes every N-th document.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from properties import check_cleaning

from beritaclean import Cleaner, Document
from beritaclean.decode import DecodeError, decode

ODD = [
    b"\x00",
    b"\xff",
    b"\x80",
    b"\xc3",
    b"\xe2\x80",
    b"\xf0\x9f",
    b"\r",
    b"\n",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\x1b[",
]
ODD += [b"&nbsp;", b"&#", b"\xc2", b"\x85", b"\xe2\x80\x8b", b"\xe2\x80\xae", b"\t", b"  ", b"."]


def damaged(data: bytes, chance: random.Random) -> bytes:
    """`data` with one to eight damages."""
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) + 1)
        width = chance.choice((1, 1, 1, 2, 3, 8, 40))
        kind = chance.randrange(8)
        if kind == 0 and at < len(data):
            data = data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
        elif kind == 1:
            data = data[:at] + bytes(chance.randrange(1, 256) for _ in range(width)) + data[at + width :]
        elif kind == 2:
            data = data[:at] + data[at + width :]
        elif kind == 3:
            data = data[:at] + bytes(chance.randrange(1, 256) for _ in range(width)) + data[at:]
        elif kind == 4:
            data = data[:at] + chance.choice(ODD[chance.randrange(8) > 0 :]) + data[at:]
        elif kind == 5:
            data = data[: at + 20 * width] + data[at:]
        elif kind == 6:
            data = data[:at] + data[at + width : at + 9 * width] + data[at : at + width] + data[at + 9 * width :]
        elif chance.randrange(4) == 0:
            data = data[:at]
    return data


def outcome(cleaner: Cleaner, data: bytes) -> str:
    """What became of the bytes: "refused", "cleaned" or "changed" (a text with removals). Raises AssertionError."""
    try:
        decoded = decode(data)
    except DecodeError:
        return "refused"
    cleaned = check_cleaning(cleaner, Document(decoded.text))
    return "with removals" if cleaned.removals else "without removals"


def main() -> int:
    """Damage, clean, count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", default="1/1")
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    opened = gzip.open if given.corpus.suffix == ".gz" else open
    with opened(given.corpus, "rt", encoding="utf-8") as file:
        texts = [json.loads(row)["text"].encode("utf-8", "surrogatepass") for row in file]
    first, parts = map(int, given.part.split("/"))
    cleaner, counts, began, size = Cleaner(), Counter[str](), time.perf_counter(), 0
    for number in range(first - 1, given.count, parts):
        data = damaged(texts[number % len(texts)], random.Random(f"{given.seed}/{number}"))
        size += len(data)
        try:
            counts[outcome(cleaner, data)] += 1
        except Exception as error:
            counts["WRONG"] += 1
            print(f"document {number}: {type(error).__name__}: {str(error)[:200]}", flush=True)
            if given.keep:
                given.keep.mkdir(parents=True, exist_ok=True)
                (given.keep / f"{number}.bin").write_bytes(data)
    told = ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()))
    taken = time.perf_counter() - began
    print(f"{counts.total():,} documents, {size / 1e6:,.1f} MB in {taken:,.0f} s, seed {given.seed}: {told}")
    return 1 if counts["WRONG"] else 0


if __name__ == "__main__":
    sys.exit(main())
