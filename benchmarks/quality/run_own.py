"""The benchmark's rules by Anlan: counts, seconds and peak memory as JSON; ``--keep`` also keeps the failing rows."""

from __future__ import annotations

import argparse
import json
import resource
import time
from datetime import date
from types import MappingProxyType
from typing import Any

from rules import rules

from anlan.engine.duck import connect
from anlan.quality.judge import FAILING, judge
from anlan.quality.relation import parquet_relation
from anlan.quality.rule import Rule
from anlan.standards.registry import load_registry


def as_rule(body: dict[str, Any]) -> Rule:
    """The rule as the product knows it."""
    columns = tuple(body["columns"]) if "columns" in body else (body["column"],)
    options = {k: v for k, v in body.items() if k not in ("id", "kind", "column", "columns")}
    if body["column" if "column" in body else "id"].endswith("_date") and body["kind"] == "range":
        options = {k: date.fromisoformat(v) for k, v in options.items()}
    return Rule(body["id"], body["kind"], columns, options=MappingProxyType(options))


def main() -> None:
    """Run once."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("table")
    arguments.add_argument("--keep", action="store_true")
    arguments.add_argument("--trace", action="store_true")
    given = arguments.parse_args()
    standards = load_registry()
    connection = connect(2, "1000MB")
    began = time.perf_counter()
    last: list[Any] = [time.process_time(), ""]

    def told(label: str, done: int, total: int) -> None:
        now = time.process_time()
        if given.trace:
            print(f"{now - last[0]:6.2f} {last[1]}")
        last[:] = [now, label]

    relation = parquet_relation(connection, "data", [given.table])
    results = judge(
        connection, relation, [as_rule(body) for body in rules()], standards, date(2026, 11, 22),
        keep_failing=given.keep, progress=told,
    )  # fmt: skip
    kept = 0
    if given.keep:
        [[kept]] = connection.execute(f"SELECT count(*) FROM {FAILING}").fetchall()
    seconds = time.perf_counter() - began
    cpu = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "seconds": round(seconds, 2),
                "cpu_seconds": round(cpu.ru_utime + cpu.ru_stime, 2),
                "peak_mb": cpu.ru_maxrss // 1024,
                "kept": kept,
                "failed": {r.rule.id: r.failed for r in results},
            }
        )
    )


if __name__ == "__main__":
    main()
