"""One million persons linked from the command line, beside stock Splink on the same records; result as JSON.

    python benchmarks/linkage/measure.py FOLDER [COUNT] > benchmarks/linkage/result.json

``FOLDER`` takes the records made by ``make_persons.py`` (seed 11 for the way of working, 29 is reported).
"""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
REPORTED_SEED = 29


def truth_of(folder: Path) -> dict[str, str]:
    """Record to person."""
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        return {row["id"]: row["person"] for row in csv.DictReader(file)}


def quality(pairs: Path, truth: dict[str, str]) -> dict[str, float]:
    """Pairwise precision, recall and F1 of every row of a pairs file."""
    right = rows = 0
    with pairs.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rows += 1
            right += truth[row["id_a"]] == truth[row["id_b"]]
    asked = sum(n * (n - 1) // 2 for n in Counter(truth.values()).values())
    precision, recall = right / max(rows, 1), right / asked
    f1 = 2 * right / (rows + asked)
    return {"pairs": rows, "precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def timed(command: list[str]) -> dict[str, float]:
    """Seconds on the clock and of processor, and the peak of memory, of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "seconds": round(time.perf_counter() - start, 1),
        "processor_seconds": round(cpu, 1),
        "peak_mb": round(after.ru_maxrss / 1024),
    }


def main() -> None:
    """Make the records, link them both ways, print the result."""
    folder, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    if not (folder / "persons.csv").exists():
        subprocess.run(
            [sys.executable, str(HERE / "make_persons.py"), str(count), str(folder), str(REPORTED_SEED)], check=True
        )
    truth, source = truth_of(folder), str(folder / "persons.csv")
    pairs, clusters = folder / "pairs.csv", folder / "clusters.csv"
    result: dict[str, object] = {"records": len(truth), "persons": len(set(truth.values())), "load": os.getloadavg()[0]}
    anlan = [str(Path(sys.executable).parent / "anlan"), "entities", "link", source, "--out", str(pairs)]
    own = timed([*anlan, "--clusters", str(clusters), "--ids", str(folder / f"ids-{time.time_ns()}")])
    result["anlan"] = own | quality(pairs, truth)
    print(json.dumps(result), file=sys.stderr)
    peer = timed([sys.executable, str(HERE / "stock_splink.py"), source, str(pairs)])
    del peer["peak_mb"]  # the highest of all children so far: it says nothing about the second
    result["stock_splink"] = peer | quality(pairs, truth)
    result["load_after"] = os.getloadavg()[0]
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
