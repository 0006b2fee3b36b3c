"""Wrong cells found without labels: precision, recall and F1 on real and on made tables, and on their clean twins.

The comparison in the same run is what is usually done without labels: blanks, and per column the values that are rare
(histogram) or far from the mean (Gaussian), each with its parameter chosen **with** the labels, the best per table.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean, pstdev

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import tables_accounts  # noqa: E402
import tables_held_out  # noqa: E402
import tables_registers  # noqa: E402
from words import Twin  # noqa: E402

from anlan.quality.suggest.kinds import as_number  # noqa: E402
from anlan.quality.suggest.suggestion import suggest  # noqa: E402
from anlan.quality.suggest.table import Table, build_table  # noqa: E402

Cells = set[tuple[int, int]]
SEEDS = (101, 102, 103)


def real(folder: Path) -> Iterator[tuple[str, Twin]]:
    """Dirty and clean twins of the reference data; none where the folder is missing."""
    for name in ("hospital", "beers"):
        rows = []
        for state in ("clean", "dirty"):
            with (folder / f"{name}_{state}.csv").open(encoding="utf-8", newline="") as file:
                rows.append(list(csv.reader(file)))
        yield name, Twin(rows[1][0], rows[0][1:], rows[1][1:])


def wrong_cells(twin: Twin) -> Cells:
    """Where the twins differ."""
    return {
        (row, column)
        for row, (clean, dirty) in enumerate(zip(twin.clean, twin.dirty, strict=True))
        for column, (right, given) in enumerate(zip(clean, dirty, strict=True))
        if right != given
    }


def found_cells(table: Table) -> Cells:
    position = {column.name: column.index for column in table.columns}
    return {(cell.row, position[cell.column]) for cell in suggest(table).cells}


def outlier_cells(table: Table, share: float, deviations: float) -> Cells:
    """Blanks, values rarer than a share of the rows, and numbers farther than some deviations from the mean."""
    cells: Cells = set()
    for column in table.columns:
        numbers = [as_number(value) for value in column.values]
        known = [number for number in numbers if number == number]
        middle, spread = (mean(known), pstdev(known)) if len(known) > 1 else (0.0, 0.0)
        is_rare = len(column.values) < 0.2 * table.row_count
        for code, (value, number) in enumerate(zip(column.values, numbers, strict=True)):
            far = spread > 0 and abs(number - middle) > deviations * spread
            rare = is_rare and column.counts[code] < share * table.row_count
            if not value.strip() or far or rare:
                cells.update((int(row), column.index) for row in column.rows_of(code))
    return cells


def scored(truth: Cells, found: Cells) -> dict[str, float]:
    hits = len(truth & found)
    precision, recall = hits / max(len(found), 1), hits / max(len(truth), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3)}


def measured(twin: Twin) -> dict[str, object]:
    truth = wrong_cells(twin)
    table = build_table(twin.header, twin.dirty)
    start = time.process_time()
    found = found_cells(table)
    seconds = time.process_time() - start
    rivals = [
        scored(truth, outlier_cells(table, share, deviations))["f1"]
        for share in (0.0, 0.0005, 0.001, 0.002, 0.005, 0.01)
        for deviations in (2.5, 3.0, 4.0, 6.0)
    ]
    clean = found_cells(build_table(twin.header, twin.clean))
    return {
        "cells": len(twin.dirty) * len(twin.header),
        "wrong": len(truth),
        "found": len(found),
        **scored(truth, found),
        "outliers_best_f1": max(rivals),
        "marked_in_clean_twin": len(clean),
        "cpu_seconds": round(seconds, 2),
    }


def averaged(parts: Sequence[dict[str, object]]) -> dict[str, object]:
    first = parts[0]
    values = {name: [float(str(part[name])) for part in parts] for name in first}
    return {name: round(mean(numbers), 3) for name, numbers in values.items()} | {"seeds": list(SEEDS)}


def main() -> None:
    result: dict[str, dict[str, object]] = {"real": {}, "tuned_on": {}, "held_out": {}}
    folder = Path(os.environ.get("ANLAN_REFERENCE_DATA", HERE.parents[2] / "shared" / "data")) / "dirty"
    if folder.is_dir():
        result["real"] = {name: measured(twin) for name, twin in real(folder)}
    groups = {"tuned_on": tables_registers.TABLES | tables_accounts.TABLES, "held_out": tables_held_out.TABLES}
    for group, tables in groups.items():
        for name, make in tables.items():
            result[group][name] = averaged([measured(make(seed)) for seed in SEEDS])
    print(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
