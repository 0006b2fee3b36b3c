"""The benchmark's rules by pandera on polars: counts, seconds and peak memory as JSON. Runs in the peers' venv."""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import date
from typing import Any

import pandera.polars as pa
import polars as pl
from rules import rules

OPERATORS = {"<": "lt", "<=": "le", "<>": "ne"}


def check(body: dict[str, Any]) -> pa.Check:
    """The rule as a built-in check, or as one polars expression where pandera has none."""
    kind, name = body["kind"], body["id"]
    if kind == "pattern":
        return pa.Check.str_matches(f"^({body['pattern']})$", name=name)
    if kind == "length":
        return pa.Check.str_length(body["min"], body["max"], name=name)
    if kind == "code_set":
        return pa.Check.isin(body["values"], name=name)
    is_date = body["column"].endswith("_date")
    least, most = (date.fromisoformat(v) if v and is_date else v for v in (body.get("min"), body.get("max")))
    if least is not None and most is not None:
        return pa.Check.in_range(least, most, name=name)
    return pa.Check.ge(least, name=name) if most is None else pa.Check.le(most, name=name)


def across(body: dict[str, Any]) -> pa.Check:
    """A rule across columns as a check of the frame."""
    if body["kind"] == "compare":
        first, second = body["columns"]
        operator = OPERATORS[body["operator"]]
        return pa.Check(
            lambda data: data.lazyframe.select(getattr(pl.col(first), operator)(pl.col(second))), name=body["id"]
        )
    slack = body["tolerance"]
    return pa.Check(
        lambda data: data.lazyframe.select((pl.col("paid_yuan") - pl.col("base_yuan") * pl.col("rate")).abs() <= slack),
        name=body["id"],
    )


def main() -> None:
    """Run once: read the file and validate it lazily, so that every check reports."""
    began = time.perf_counter()
    frame = pl.read_parquet(sys.argv[1])
    loaded = time.perf_counter() - began
    columns: dict[str, list[pa.Check]] = {name: [] for name in frame.columns}
    required = set()
    frame_checks = []
    for body in rules():
        if body["kind"] == "not_null":
            required.add(body["column"])
        elif body["kind"] in ("compare", "computation"):
            frame_checks.append(across(body))
        else:
            columns[body["column"]].append(check(body))
    schema = pa.DataFrameSchema(
        {name: pa.Column(checks=checks, nullable=name not in required) for name, checks in columns.items()},
        checks=frame_checks,
    )
    failed: dict[str, Any] = {}
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        for error in errors.schema_errors:
            name = getattr(error.check, "name", None) or f"{error.schema.name}_present"
            cases = error.failure_cases
            failed[name] = 0 if cases is None else len(cases)
    seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = round(used.ru_utime + used.ru_stime, 2)
    report = {"seconds": round(seconds, 2), "load_seconds": round(loaded, 2), "cpu_seconds": cpu}
    print(json.dumps({**report, "peak_mb": used.ru_maxrss // 1024, "failed": failed}))


if __name__ == "__main__":
    main()
