"""Files of many layouts into one table: how many rows of how many files, what was set aside and why.

    .venv/bin/python benchmarks/offline/measure.py FOLDER [--sample N --seed S]

``--sample`` prints N random rows a file, the line as received beside the row as read, for checking by hand; the result
file holds counts only.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from pathlib import Path

from anlan.collection.offline.common_table import parse_targets, with_mapping
from anlan.collection.offline.layout import Layout, layouts_of
from anlan.collection.offline.layout_file import columns_of
from anlan.collection.offline.read import OfflineRows, read_offline
from anlan.collection.offline.sheets import read_sheets

HERE = Path(__file__).parent


def main() -> None:
    """Read the files of a folder, write the counts, and print the rows to check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    targets = parse_targets(columns_of(HERE / "columns.yml"))
    paths = sorted(options.folder.glob("*.csv"))
    start = time.perf_counter()
    layouts: dict[str, Layout] = {}
    for path in paths:
        for table in layouts_of(read_sheets(path.read_bytes(), path.name), {}):
            layouts.setdefault(table.layout.fingerprint, with_mapping(table, targets))
    proposed = time.perf_counter()
    result = read_offline(paths, targets, layouts)
    done = time.perf_counter()
    facts = {
        "files": len(paths),
        "layouts": len(layouts),
        "rows_found": sum(one["row_count"] for one in result.tables),
        "rows_read": len(result.rows),
        "rows_set_aside": sum(one.drops_row for one in result.aside),
        "values_read": {
            target.name: sum(row[at] is not None for row in result.rows) for at, target in enumerate(targets)
        },
        "values_set_aside": dict(Counter(f"{one.column}: {one.reason}" for one in result.aside if not one.drops_row)),
        "seconds_to_propose": round(proposed - start, 2),
        "seconds_to_read": round(done - proposed, 2),
        "tables": result.tables,
        "mapping": {one.example or one.fingerprint: one.mapping for one in layouts.values()},
    }
    (HERE / "result.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({key: value for key, value in facts.items() if key not in ("tables", "mapping")}, indent=1))
    _print_sample(result, paths, options.sample, options.seed)


def _print_sample(result: OfflineRows, paths: list[Path], count: int, seed: int) -> None:
    chooser = random.Random(seed)
    for path in paths if count else ():
        sheet = read_sheets(path.read_bytes(), path.name)[0]
        lines = dict(zip(sheet.numbers, sheet.rows, strict=True))
        mine = [row for row in result.rows if row[-5] == path.name]
        for row in chooser.sample(mine, min(count, len(mine))):
            print(path.name, row[-1], [cell[:60] for cell in lines[row[-1]] if cell], "\n   →", row[:-6])


if __name__ == "__main__":
    main()
