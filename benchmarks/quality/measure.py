"""Anlan, Soda Core and pandera on the same rules and table, turn by turn in one run; verdicts must agree."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SOURCES = HERE.parents[1] / "src"
TOOLS = {
    "anlan": ("own", "run_own.py", []),
    "anlan_keeping_rows": ("own", "run_own.py", ["--keep"]),
    "soda_core": ("peers", "run_soda.py", []),
    "pandera_polars": ("peers", "run_pandera.py", []),
}


def run(python: str, script: str, table: Path, more: list[str]) -> dict[str, Any]:
    """One run in a fresh process. Raises: RuntimeError with what it said."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCES), "PYTHONDONTWRITEBYTECODE": "1", "POLARS_MAX_THREADS": "2"}
    done = subprocess.run(
        [python, str(HERE / script), str(table), *more], capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{script}: {done.stderr[-800:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Measure and write the result."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("table", type=Path)
    arguments.add_argument("--peers", default="python", help="the Python of the peers' virtual environment")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--out", type=Path, required=True)
    given = arguments.parse_args()
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in TOOLS}
    for _ in range(given.rounds):
        for name, (whose, script, more) in TOOLS.items():
            runs[name].append(run(sys.executable if whose == "own" else given.peers, script, given.table, more))
            print(name, {k: v for k, v in runs[name][-1].items() if k != "failed"}, flush=True)
    verdicts = runs["anlan"][0]["failed"]
    for name, found in runs.items():
        for one in found:
            differing = {k: (v, one["failed"].get(k, 0)) for k, v in verdicts.items() if one["failed"].get(k, 0) != v}
            if differing:
                raise SystemExit(f"{name} disagrees: {differing}")
    figures = {
        name: {
            "seconds": statistics.median(one["seconds"] for one in found),
            "cpu_seconds": statistics.median(one["cpu_seconds"] for one in found),
            "peak_mb": max(one["peak_mb"] for one in found),
            "all_seconds": [one["seconds"] for one in found],
        }
        for name, found in runs.items()
    }
    own = figures["anlan"]["seconds"]
    report = {
        "rules": len(verdicts),
        "failed_in_all": sum(verdicts.values()),
        "verdicts_agree": True,
        "load_average": os.getloadavg(),
        "figures": figures,
        "times_faster": {name: round(one["seconds"] / own, 2) for name, one in figures.items() if name != "anlan"},
    }
    given.out.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(report["times_faster"]))


if __name__ == "__main__":
    main()
