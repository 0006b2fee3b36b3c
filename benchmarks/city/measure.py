"""Builds cities with several seeds, runs the main job on each, and reports how the planted truth was found.

``python benchmarks/city/measure.py --scale 0.01 --seeds 101 102 103 --out benchmarks/city/results``
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
from score import Score, report, score

from anlan.base.settings import create_workspace
from anlan.pool.pool import Pool
from anlan_city import city

DEVELOPMENT_SEEDS = (1, 2, 11, 21)
"""Seeds that were looked at while the limits and weights were set; every other seed is unseen."""


def build(folder: Path, scale: float, seed: int) -> float:
    """A workspace with a city in it; seconds taken."""
    started = time.monotonic()
    built = city.build(folder, scale=scale, seed=seed)
    create_workspace(folder, built.settings, built.connections)
    return time.monotonic() - started


def run(folder: Path) -> dict[str, Any]:
    """The main job on a workspace, in a process of its own; what ``anlan run --json`` says."""
    command = [sys.executable, "-m", "anlan.cli.main", "run", "--workspace", str(folder), "--quiet", "--json"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"anlan run failed: {done.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def look(folder: Path) -> Score:
    """The score of a workspace's newest release against its truth."""
    pool = Pool(folder / "pool")
    connection = pool.connect(pool.latest())
    connection.execute("CREATE TABLE truth AS SELECT * FROM read_parquet(?)", [str(folder / "city" / "truth.parquet")])
    connection.execute("CREATE VIEW weeks AS SELECT * FROM out_risk__week")
    return score(connection)


def figures(result: Score, scale: float, seed: int, facts: dict[str, Any]) -> dict[str, Any]:
    """The figures of one city as they are kept."""
    loud = result.traps_above_yellow()
    return {
        "scale": scale,
        "seed": seed,
        "seen_while_tuning": seed in DEVELOPMENT_SEEDS,
        "planted": len(result.risks),
        "recall": round(result.recall, 4),
        "recall_without_single_class": round(result.recall_of_verifiable, 4),
        "precision_all_weeks": round(result.precision, 4),
        "precision_last_week": round(result.precision_last, 4),
        "orange_employer_weeks": len(result.alerts),
        "false_employers": len(result.false_employers),
        "traps_above_yellow": loud,
        "traps_planted": result.planted_traps,
        "by_type": {
            kind: {"planted": n, "in_time": k, "median_days": d} for kind, (n, k, d) in result.by_type().items()
        },
        **facts,
    }


def measure(scale: float, seed: int, kept: Path | None) -> dict[str, Any]:
    """Build, run and score one city; the misses and false alarms are printed."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = (kept or Path(temporary)) / f"city-{scale}-{seed}"
        seconds = build(folder, scale, seed)
        job = run(folder)
        result = look(folder)
    took = f"main job {job['seconds']} s, {job['peak_memory_mb']} MB"
    print(f"== scale {scale} seed {seed}: built in {seconds:.0f} s, {took}")
    report(result, 40)
    facts = {"job_seconds": job["seconds"], "job_peak_memory_mb": job["peak_memory_mb"]}
    return figures(result, scale, seed, facts)


def main() -> None:
    """Measure every seed and keep the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=0.01)
    parser.add_argument("--seeds", type=int, nargs="+", default=[101, 102, 103])
    parser.add_argument("--out", type=Path, help="folder for the figures")
    parser.add_argument("--keep", type=Path, help="folder in which the workspaces are kept")
    arguments = parser.parse_args()
    rows = [measure(arguments.scale, seed, arguments.keep) for seed in arguments.seeds]
    for name in ("recall", "precision_all_weeks", "precision_last_week"):
        print(
            f"{name}: mean {statistics.mean(row[name] for row in rows):.3f}, least {min(row[name] for row in rows):.3f}"
        )
    if arguments.out is not None:
        arguments.out.mkdir(parents=True, exist_ok=True)
        target = arguments.out / f"scale-{arguments.scale}.json"
        target.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    duckdb.default_connection().execute("SET threads = 2")
    main()
