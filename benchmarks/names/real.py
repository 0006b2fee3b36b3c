"""Measures the resolver and the mention finder on the real register (reference data, read in place, never copied).

Run: ``python benchmarks/names/real.py FOLDER`` where FOLDER holds all.idx and odd.idx (README.md says how
they are made); writes real.json.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from noise_reporting import ReportingNoise

from anlan.entities.answers import Query, Resolution
from anlan.entities.keys import exact_key, hash_key
from anlan.entities.mentions import MentionFinder
from anlan.entities.registry import SetAside, read_entries
from anlan.entities.resolver import Resolver

HERE = Path(__file__).parent
REFERENCE = Path(os.environ.get("ANLAN_REFERENCE_DATA", HERE.parents[2] / "shared" / "data"))
SEED = 31_337
CLEAN, NOISY, ABSENT = 200_000, 10_000, 10_000


def _timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """The result, seconds on the clock and seconds of processor time."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - wall, time.process_time() - cpu


def _memory_mb() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 // 1_000_000


def clean_names(resolver: Resolver) -> dict[str, Any]:
    """Registered names as they are: rate and what they get."""
    index = resolver.index
    rows = random.Random(SEED).sample(range(len(index)), CLEAN)
    asked = [(Query(index.names[row]), index.usccs[row]) for row in rows]

    def answer() -> list[Resolution]:
        return [
            found
            for at in range(0, CLEAN, 2000)
            for found in resolver.resolve_many([q for q, _ in asked[at : at + 2000]])
        ]

    answers, wall, cpu = _timed(answer)
    wrong = sum(
        found.status == "resolved" and found.uscc != uscc for found, (_, uscc) in zip(answers, asked, strict=True)
    )
    return {
        "names": CLEAN,
        "per_second": round(CLEAN / wall),
        "per_cpu_second": round(CLEAN / cpu),
        "wrong": wrong,
        "status": Counter(found.status for found in answers),
    }


def noisy_names(resolver: Resolver) -> dict[str, Any]:
    """Misspelt names (noise_reporting.py): rate, best candidate, links right and wrong, by kind of noise."""
    index, noise = resolver.index, ReportingNoise(SEED)
    rows = random.Random(SEED + 1).sample(range(len(index)), NOISY)
    asked = [(*noise.make(index.names[row]), index.usccs[row]) for row in rows]
    resolver.resolve("北京安澜技术有限公思")
    answers, wall, cpu = _timed(lambda: resolver.resolve_many([Query(written) for _, written, _ in asked]))
    kinds: Counter[str] = Counter()
    top = linked = wrong = 0
    for (operator, _, uscc), found in zip(asked, answers, strict=True):
        best = found.uscc or (found.candidates[0].uscc if found.candidates else "")
        top += best == uscc
        linked += found.uscc == uscc
        wrong += found.status == "resolved" and found.uscc != uscc
        word = "wrong" if found.uscc and found.uscc != uscc else "linked" if found.uscc else found.status
        kinds[f"{operator.split('+')[0]} {word}"] += 1
    return {
        "names": NOISY,
        "per_second": round(NOISY / wall),
        "per_cpu_second": round(NOISY / cpu),
        "top_1": round(top / NOISY, 4),
        "linked_right": round(linked / NOISY, 4),
        "false_links": round(wrong / NOISY, 5),
        "kinds": dict(sorted(kinds.items())),
    }


def absent_names(resolver: Resolver) -> dict[str, Any]:
    """Names of the years that the register lacks: nearly all must come back unlinked.

    A branch whose head office is registered is linked to the head office on purpose and counted apart.
    """
    names = [entry.name for entry in read_entries(REFERENCE / "companies/ids_even_years.tsv.zst", SetAside())]
    chosen = random.Random(SEED + 2).sample(names, 2 * ABSENT)
    absent = [name for name in chosen if not resolver.index.exact.find(hash_key(exact_key(name)))][:ABSENT]
    answers = resolver.resolve_many([Query(name) for name in absent])
    methods = Counter(f"{found.status} {found.method}".strip() for found in answers)
    heads = methods["resolved branch"]
    false = sum(found.status == "resolved" for found in answers) - heads
    return {
        "names": ABSENT,
        "false_links": round(false / ABSENT, 5),
        "head_office_links": round(heads / ABSENT, 4),
        "unknown": round(sum(found.status == "unknown" for found in answers) / ABSENT, 4),
        "methods": methods,
    }


def subjects(finder: MentionFinder, held_out: bool) -> dict[str, Any]:
    """Whether the labelled company of a text is among its mentions, exactly as labelled (ccks2019.csv)."""
    with (REFERENCE / "events/ccks2019.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["subject"] not in ("", "NaN")]
    rows = [row for row in rows if (int(hashlib.sha256(row["text"].encode()).hexdigest(), 16) % 10 >= 4) == held_out]
    found = [[mention.mention for mention in finder.subjects(row["text"], 3)] for row in rows]
    hits = sum(row["subject"] in names for row, names in zip(rows, found, strict=True))
    by_type: dict[str, list[int]] = {}
    for row, names in zip(rows, found, strict=True):
        by_type.setdefault(row["event_type"], []).append(row["subject"] in names)
    return {
        "texts": len(rows),
        "found": round(hits / len(rows), 4),
        "mentions_per_text": round(sum(map(len, found)) / len(rows), 3),
        "by_type": {kind: round(sum(right) / len(right), 3) for kind, right in sorted(by_type.items())},
    }


def main() -> None:
    """Measure everything once and write real.json."""
    folder = Path(sys.argv[1])
    result: dict[str, Any] = {"load": list(os.getloadavg())}
    started = time.perf_counter()
    resolver = Resolver.load(folder / "all.idx")
    finder = MentionFinder(resolver)
    resolver.resolve("北京安澜技术有限公思")
    result["start_seconds"] = round(time.perf_counter() - started, 2)
    result["registered"] = len(resolver.index)
    result["clean"] = clean_names(resolver)
    result["noisy"] = noisy_names(resolver)
    result["subjects_held_out"] = subjects(finder, True)
    result["subjects_studied"] = subjects(finder, False)
    result["resident_mb"] = _memory_mb()
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
    del resolver, finder
    result["absent"] = absent_names(Resolver.load(folder / "odd.idx"))
    (HERE / "real.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
