"""Sample what every rule takes from a corpus, with context, into a file to read; print the tables.

    python benchmarks/audit.py CORPUS.jsonl.gz -n 50 -o audit.txt
    python benchmarks/audit.py CORPUS.jsonl.gz --rule teaser/read-also --rule caption/photo-button

CORPUS is JSONL, one article a line, with `text` and, where known, `id`, `outlet` and `url`. The removals in
the file stand between ⟦ and ⟧, line ends show as ⏎. Count the wrong ones of each rule and write them beside
the rule: `audited = { date = 2031-06-03, read = 50, wrong = 0 }`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from beritaclean import Cleaned, Cleaner, Document

CONTEXT = 70
"""Characters shown before and after a removal."""

SHOWN = 300
"""Characters shown of a removal; of a longer one, both ends."""


@dataclass
class Audit:
    """What the rules took from a corpus: samples and counts."""

    wanted: int
    rules: frozenset[str]
    random: random.Random
    counts: Counter[str] = field(default_factory=Counter)
    families: dict[str, str] = field(default_factory=dict)
    samples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    words: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    halved: list[str] = field(default_factory=list)

    def add(self, record: dict[str, Any], cleaned: Cleaned) -> None:
        """Count one article; each removal has the same chance to be in its rule's sample (reservoir)."""
        before, after = len(cleaned.source.split()), len(cleaned.text.split())
        name, outlet = str(record.get("id", "?")), str(record.get("outlet", "?"))
        row = self.words[outlet]
        row[0], row[1], row[2] = row[0] + 1, row[1] + before, row[2] + before - after
        if before and after * 2 < before:
            self.halved.append(f"{name} ({outlet}): {before} words, {after} left")
        for removal in cleaned.removals:
            self.counts[removal.rule] += 1
            self.families[removal.rule] = removal.family
            if self.rules and removal.rule not in self.rules:
                continue
            kept = self.samples[removal.rule]
            place = len(kept) if len(kept) < self.wanted else self.random.randrange(self.counts[removal.rule])
            if place < self.wanted:
                kept[place : place + 1] = [f"[{name}] {_excerpt(cleaned.source, removal.start, removal.end)}"]

    def write(self, out: TextIO) -> None:
        """The samples, a rule after the other, the most frequent first."""
        for rule, count in self.counts.most_common():
            if rule in self.samples:
                out.write(f"##### {rule}: {count} removals, {len(self.samples[rule])} below\n")
                out.writelines(f"{row}\n" for row in sorted(self.samples[rule]))
                out.write("\n")

    def tables(self, out: TextIO) -> None:
        """Removals by family and rule, words by outlet, the articles that lost more than half."""
        by_family: Counter[str] = Counter()
        for rule, count in self.counts.items():
            by_family[self.families[rule]] += count
        for family, count in by_family.most_common():
            out.write(f"{count:8,} {family}\n")
            for rule, part in self.counts.most_common():
                if self.families[rule] == family:
                    out.write(f"{part:16,} {rule}\n")
        out.write("\noutlet, articles, words, share of words removed\n")
        for outlet, (articles, words, removed) in sorted(self.words.items()):
            out.write(f"{outlet:24} {articles:7,} {words:10,} {removed / max(words, 1):8.2%}\n")
        out.write(f"\narticles that lost more than half of their words: {len(self.halved)}\n")
        out.writelines(f"  {row}\n" for row in self.halved)


def _excerpt(source: str, start: int, end: int) -> str:
    cut = source[start:end]
    if len(cut) > SHOWN:
        cut = f"{cut[: SHOWN // 2]} […{len(cut) - SHOWN} characters…] {cut[-SHOWN // 2 :]}"
    text = f"{source[max(0, start - CONTEXT) : start]}⟦{cut}⟧{source[end : end + CONTEXT]}"
    return text.replace("\n", "⏎")


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The articles of a JSONL file, gzipped or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                record = json.loads(line)
                record["text"]
            except (ValueError, TypeError, KeyError) as error:
                sys.exit(
                    f"{path}, line {number}: no JSON object with a 'text' ({error}); is this a corpus of articles?"
                )
            yield record


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("-n", type=int, default=50, help="removals to show of each rule (50)")
    parser.add_argument("-o", "--output", type=Path, default=Path("audit.txt"), help="the file to read (audit.txt)")
    parser.add_argument(
        "--rule", action="append", default=[], metavar="ID", help="show this rule only; may be repeated"
    )
    parser.add_argument("--every", type=int, default=1, metavar="K", help="take every K-th article (1)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample (1)")
    given = parser.parse_args()
    if not given.corpus.is_file():
        parser.error(f"{given.corpus}: no such file")
    cleaner = Cleaner()
    audit = Audit(given.n, frozenset(given.rule), random.Random(given.seed))
    for number, record in enumerate(records(given.corpus)):
        if number % given.every == 0:
            document = Document(str(record["text"]), name=str(record.get("id", number)), url=record.get("url") or None)
            audit.add(record, cleaner.clean(document))
    with given.output.open("w", encoding="utf-8") as out:
        audit.write(out)
    audit.tables(sys.stdout)
    print(f"\n{given.output}: up to {given.n} removals of each rule")


if __name__ == "__main__":
    main()
