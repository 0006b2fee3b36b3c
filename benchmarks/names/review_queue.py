"""The queue of unlinked mentions over the real texts: what a person would have to review.

Run: ``python benchmarks/names/review_queue.py PREPARED.idx OUT.csv [COUNT]``: the mentions that stand most often as the
employer of an event without being linked, with one text each, to be judged by eye in the column ``is_firm`` (1, 0, or
``half`` for a firm with wrong ends). The texts are read in place from the reference data and stay out of the project;
``review_queue.json`` keeps the judgements of the mentions.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from anlan.entities.mentions import MentionFinder
from anlan.entities.resolver import Resolver
from anlan.signals.attribution import about
from anlan.signals.detector import Detector
from anlan.signals.linking import settle

REFERENCE = Path(os.environ.get("ANLAN_REFERENCE_DATA", Path(__file__).parents[3] / "shared" / "data"))
_TOGETHER = 64


def texts() -> Iterator[str]:
    """News items with their titles, then the sentences of the three labelled sets."""
    with gzip.open(REFERENCE / "news/items.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            item = json.loads(line)
            yield f"{item['title']}\n{item.get('summary') or ''}"
    with (REFERENCE / "events/ccks2019.csv").open(encoding="utf-8") as file:
        yield from (row["text"] for row in csv.DictReader(file) if row["text"])
    for name, field in (("fewfc_train.json", "content"), ("duee_train_types.jsonl", "text1")):
        with (REFERENCE / "events" / name).open(encoding="utf-8") as file:
            yield from (json.loads(line)[field] for line in file if line.strip())


def main() -> None:
    """Count the unlinked employers of events and write the most frequent ones."""
    detector, finder = Detector(), MentionFinder(Resolver.load(Path(sys.argv[1])))
    told = [(text, found) for text in dict.fromkeys(texts()) if (found := detector.detect(text)).categories]
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for first in range(0, len(told), _TOGETHER):
        part = told[first : first + _TOGETHER]
        for (text, detection), mentions in zip(part, finder.find_many([text for text, _ in part]), strict=True):
            kinds = {category.type for category in detection.categories}
            settled = settle(mentions)
            employers = {
                employer.mention
                for finding in detection.findings
                if finding.type in kinds
                for employer in about(finding, settled, text)
                if employer.uscc is None
            }
            counts.update(employers)
            for employer in employers:
                shown.setdefault(employer, text)
    wanted = int(sys.argv[3]) if len(sys.argv) > 3 else 50
    with Path(sys.argv[2]).open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["mention", "texts", "is_firm", "text"])
        for mention, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:wanted]:
            writer.writerow([mention, count, "", shown[mention]])
    print(json.dumps({"texts_with_event": len(told), "mentions": len(counts), "in_texts": counts.total()}))


if __name__ == "__main__":
    main()
