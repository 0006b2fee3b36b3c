"""Measure collection: SQLite read in two ways; 24 months of contributions from source to core, then one more month.

Run: ``PYTHONPATH=src python benchmarks/collection/measure.py OUT.json [ROWS]``
"""

from __future__ import annotations

import json
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from anlan.base.clock import CHINA
from anlan.base.settings import Workspace, create_workspace
from anlan.collection.collect import collect, standardise
from anlan.collection.contract import parse_contract
from anlan.collection.database import SqliteDatabase
from anlan.pool.pool import Pool
from anlan.standards.registry import load_registry

NOW = datetime(2026, 11, 22, 20, tzinfo=CHINA)
PERSONS, EMPLOYERS = 170_000, 8_000
COLUMNS = (
    "AAC001 INTEGER, AAB001 TEXT, AAE003 INTEGER, AAE180 NUMERIC(10,2), P INTEGER, U INTEGER, I INTEGER, AAE036 TEXT"
)
CONTRACT = {
    "system": "social",
    "label": "社保",
    "source_class": "internal",
    "connection": "social",
    "kind": "database",
    "tables": [
        {
            "name": "AC43_MONTH",
            "core": "core_social__contribution_month",
            "employer": {"number": "AAB001"},
            "known_at": "AAE036",
            "load": {"mode": "incremental", "cursor": "AAE036"},
            "items": {
                "AAC001": {"column": "person_id", "required": True},
                "AAE003": {"column": "month", "required": True},
                "AAE180": {"column": "base_yuan"},
                "P": {"column": "is_paid_pension"},
                "U": {"column": "is_paid_unemployment"},
                "I": {"column": "is_paid_injury"},
            },
        }
    ],
}


def rows(first: int, count: int) -> Iterator[tuple[object, ...]]:
    """Rows by rule: person, employer, month, base, three flags, day of registration."""
    for number in range(first, first + count):
        person, month = number % PERSONS, number // PERSONS
        year, of_year = 2024 + month // 12, month % 12 + 1
        day = f"{year}-{of_year:02d}-{15 + person % 13:02d}"
        yield 10**7 + person, str(person % EMPLOYERS), year * 100 + of_year, 5000.5 + person % 90, 1, 1, 0, day


def insert(path: Path, first: int, count: int) -> None:
    """Add rows to the source."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE IF NOT EXISTS AC43_MONTH ({COLUMNS})")
        connection.executemany("INSERT INTO AC43_MONTH VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows(first, count))


def read_stdlib(path: Path) -> int:
    """Read all rows with the standard library into Arrow batches."""
    count = 0
    with closing(sqlite3.connect(path)) as connection:
        cursor = connection.execute("SELECT * FROM AC43_MONTH")
        while some := cursor.fetchmany(65_536):
            count += pa.record_batch([pa.array(c) for c in zip(*some, strict=True)], names=list("abcdefgh")).num_rows
    return count


def read_adbc(path: Path) -> int:
    """Read all rows as collection does."""
    return sum(batch.num_rows for batch in SqliteDatabase(path).read("AC43_MONTH", "").reader())


def main() -> None:
    """Run everything once and write the figures."""
    total = int(sys.argv[2]) if len(sys.argv) > 2 else 25 * PERSONS
    figures: dict[str, Any] = {"rows": total}

    def measured(name: str, work: Callable[[], Any]) -> Any:
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        spent = {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}
        figures[name] = {**{key: round(value, 2) for key, value in spent.items()}, "peak_mb_so_far": peak}
        return result

    with tempfile.TemporaryDirectory() as folder:
        workspace: Workspace = create_workspace(Path(folder), {}, {"social": "sqlite:///social.sqlite3"})
        path, registry, pool = Path(folder) / "social.sqlite3", load_registry(), Pool(Path(folder) / "pool")
        contracts = [parse_contract(CONTRACT, registry)]
        insert(path, 0, total - PERSONS)
        measured("read SQLite by ADBC batches", lambda: read_adbc(path))
        measured("first load: source to raw", lambda: collect(workspace, contracts, pool, registry, NOW))
        measured("first load: raw to core", lambda: standardise(contracts, pool, registry, NOW))
        insert(path, total - PERSONS, PERSONS)
        measured("next month: source to raw", lambda: collect(workspace, contracts, pool, registry, NOW))
        done = measured("next month: raw to core", lambda: standardise(contracts, pool, registry, NOW))
        figures["next month rows"] = [(one.row_count, one.core_count, one.same_count) for one in done.loads]
        measured("read SQLite by the standard library", lambda: read_stdlib(path))
        size = sum(file.stat().st_size for file in pool.root.rglob("*.parquet"))
        figures["pool_mb"] = round(size / 1e6, 1)
    Path(sys.argv[1]).write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
