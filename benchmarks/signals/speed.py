"""Measures detecting and linking on texts of 500 characters made from real sentences; writes ``speed.json``.

    python benchmarks/signals/speed.py PREPARED.idx [TEXTS]

Three streams, read in place from ``ANLAN_REFERENCE_DATA``: news cut every 500 characters, sentences of the labelled
sets joined up to 500 characters, and only those of them that tell of an event. One process; start is measured apart.
Every stream is read three times and the median counts.
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import reference as ref

from anlan.entities.mentions import MentionFinder
from anlan.entities.resolver import Resolver
from anlan.signals.detector import Detector
from anlan.signals.stream import LineReader, answer_stream

HERE = Path(__file__).parent
REFERENCE = Path(os.environ.get("ANLAN_REFERENCE_DATA", HERE.parents[2] / "shared" / "data"))
LENGTH, REPEATS, SEED = 500, 3, 2026


def sentences() -> list[str]:
    """The sentences of the three labelled sets, none twice, shuffled."""
    with (REFERENCE / "events/ccks2019.csv").open(encoding="utf-8") as file:
        found = [row["text"] for row in csv.DictReader(file) if row["text"]]
    for name, field in (("fewfc_train.json", "content"), ("duee_train_types.jsonl", "text1")):
        with (REFERENCE / "events" / name).open(encoding="utf-8") as file:
            found += [json.loads(line)[field] for line in file if line.strip()]
    distinct = list(dict.fromkeys(found))
    random.Random(SEED).shuffle(distinct)
    return distinct


def joined(parts: Iterable[str], count: int) -> list[str]:
    """Texts of exactly 500 characters, the parts one behind another."""
    heap = "。".join(parts)
    return [heap[at : at + LENGTH] for at in range(0, len(heap) - LENGTH, LENGTH)][:count]


def measured(texts: Sequence[str], detector: Detector, finder: MentionFinder) -> dict[str, Any]:
    """Texts a second on the clock and of processor time."""
    raw = b"".join(json.dumps({"id": n, "text": text}).encode() + b"\n" for n, text in enumerate(texts))
    walls, cpus = [], []
    for _ in range(REPEATS):
        reader = LineReader(detector, finder, 2)
        wall, cpu = time.perf_counter(), time.process_time()
        answers = list(answer_stream([raw], reader))
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return {
        "texts": len(texts),
        "with_event": sum(bool(answer["categories"]) for answer in answers),
        "employers_a_text": round(sum(len(answer["employers"]) for answer in answers) / len(texts), 2),
        "per_second": round(len(texts) / statistics.median(walls)),
        "per_cpu_second": round(len(texts) / statistics.median(cpus)),
        "fastest_per_second": round(len(texts) / min(walls)),
    }


def main() -> None:
    """Measure the three streams."""
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    load = list(os.getloadavg())
    begun = time.perf_counter()
    detector, finder = Detector(), MentionFinder(Resolver.load(Path(sys.argv[1])))
    detector.detect("某公司欠薪")
    finder.find("某公司欠薪")
    start = time.perf_counter() - begun
    parts = sentences()
    streams = {
        "news": joined((text for text, _ in ref.news()), count),
        "sentences": joined(parts, count),
        "event_sentences": joined((text for text in parts if detector.detect(text).categories), count),
    }
    result: dict[str, Any] = {
        "registered": len(finder.resolver.index),
        "start_seconds": round(start, 2),
        "load_before": load,
        "streams": {name: measured(texts, detector, finder) for name, texts in streams.items()},
    }
    result["load_after"] = list(os.getloadavg())
    result["peak_memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    (HERE / "speed.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
