"""Head-counts of a whole city: 17.25 million persons × 24 months, beside DuckDB merely reading the same columns.

Run: ``PYTHONPATH=src python benchmarks/scale/city.py FOLDER OUT.json [PERSONS]``. FOLDER keeps the generated pool, some
6 GB at full size. Each measurement runs in a process of its own, so that peaks of memory are its own.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from anlan.engine.duck import connect
from anlan.pool.pool import Pool
from anlan.risk import headcount

PERSONS = 17_250_000
MONTHS = [f"{year}-{month:02d}" for year in (2025, 2026) for month in range(1, 13)]
READ = (
    "employer_key", "person_id", "month", "known_at", "base_yuan", "is_paid_pension", "is_paid_unemployment",
    "is_paid_injury",
)  # fmt: skip

# Employers are of very unequal size; a thirtieth of the people change employer in a month; one row in two hundred is
# corrected a month later; an employer's month becomes known on one day, for one in fifty on several.
_EMPLOYER = "CAST(pow(hash(person, {epoch}) % 1000000 / 1000000.0, 2.2) * {employers} AS BIGINT)"
_ROWS = """
WITH people AS (
  SELECT range AS person, hash(range, 'm') % 30 AS turn, (hash(range, 'e') % 30 + {number}) // 30 AS moved
  FROM range({persons})
),
placed AS (SELECT person, {employer} AS employer FROM people WHERE hash(person, {number}, 'gone') % 50 <> 0)
SELECT CAST(10000000000 + person AS VARCHAR) AS person_id,
  'n:' || lpad(CAST(employer AS VARCHAR), 10, '0') AS employer_key,
  '{month}' AS month, {known} AS known_at, CAST(3000 + hash(person, 'b') % 30000 AS DOUBLE) AS base_yuan,
  hash(employer, {number}, 'p') % 200 <> 0 AS is_paid_pension, hash(employer, {number}, 'u') % 200 <> 0
    AS is_paid_unemployment, true AS is_paid_injury,
  'social_insurance' AS source_system, 'L{load:06d}' AS load_id, row_number() OVER () AS row_no
FROM placed {where}
"""
_KNOWN = (
    "DATE '{month}-01' + CAST(40 + hash(employer, 'k') % 5 "
    "+ CASE WHEN hash(employer, 's') % 50 = 0 THEN person % 4 ELSE 0 END AS INTEGER)"
)
_STOPS = """
SELECT 'S{number:03d}' || person AS stop_id, CAST(10000000000 + person AS VARCHAR) AS person_id,
  'n:' || lpad(CAST({employer} AS VARCHAR), 10, '0') AS employer_key, DATE '{month}-15' AS stop_date,
  (['6301', '6302', '6308', '6399'])[1 + CAST(hash(person, 'r') % 4 AS BIGINT)] AS reason_code,
  DATE '{month}-20' AS known_at, 'social_insurance' AS source_system, 'S{number:06d}' AS load_id, person AS row_no
FROM (SELECT range AS person, (hash(range, 'e') % 30 + {number}) // 30 AS moved FROM range({persons}))
WHERE (hash(person, 'e') % 30 + {number}) % 30 = 0
"""


def generate(pool: Pool, persons: int, months: list[str], first: int = 0) -> None:
    """Write the core rows of the months, a load a month, as the main job leaves them."""
    employers = max(persons // 20, 10)
    employer = _EMPLOYER.format(epoch="moved", employers=employers)
    with connect(memory_limit="3GB", spill=str(pool.root / "spill")) as connection:
        for number, month in enumerate(months, start=first):
            facts = {"persons": persons, "number": number, "employer": employer, "month": month}
            for kind, load in (("first", 2 * number), ("corrected", 2 * number + 1)):
                shift = "" if kind == "first" else " + 31"
                where = "" if kind == "first" else f"WHERE hash(person, {number}, 'c') % 200 = 0"
                known = _KNOWN.format(month=month) + shift
                query = _ROWS.format(**facts, known=known, load=load, where=where)
                pool.write_query(connection, headcount.CONTRIBUTION, query, partition={"load_id": f"L{load:06d}"})
            pool.write_query(
                connection, headcount.STOP, _STOPS.format(**facts), partition={"load_id": f"S{number:06d}"}
            )
            print(month, flush=True)


def read_once(pool: Pool) -> dict[str, Any]:
    """DuckDB reading every value of the columns that head-counts need, once."""
    checks = ", ".join(f"count({name}), max({name})" for name in READ)
    with pool.reading(tables=[headcount.CONTRIBUTION]) as connection:
        connection.execute(f"SELECT {checks} FROM {headcount.CONTRIBUTION}").fetchall()
    return {}


def count_all(pool: Pool) -> dict[str, Any]:
    """Head-counts, changes and stop reasons of every month that is not counted yet."""
    months = headcount.count_heads(pool)
    return {"months": len(months)}


def measured(work: Callable[[Pool], dict[str, Any]], folder: Path) -> dict[str, Any]:
    """What the work gave, its wall and CPU seconds and the peak memory of its own process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_alone, (work, folder))


def _alone(work: Callable[[Pool], dict[str, Any]], folder: Path) -> dict[str, Any]:
    start, cpu = time.perf_counter(), time.process_time()
    found = work(Pool(folder / "pool"))
    seconds, used = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {**found, "wall_s": round(seconds, 1), "cpu_s": round(used, 1), "peak_mb": peak}


def main() -> None:
    """Generate once, then read, count, read, and count the next month alone."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    persons = int(sys.argv[3]) if len(sys.argv) > 3 else PERSONS
    pool = Pool(folder / "pool")
    if pool.version(headcount.CONTRIBUTION) is None:
        generate(pool, persons, MONTHS[:-1])
    readings = [measured(read_once, folder)]
    full = measured(count_all, folder)
    readings.append(measured(read_once, folder))
    generate(pool, persons, MONTHS[-1:], first=len(MONTHS) - 1)
    month = measured(count_all, folder)
    readings.append(measured(read_once, folder))
    reading = statistics.median(one["wall_s"] for one in readings)
    result = {
        "persons": persons,
        "months": len(MONTHS),
        "load_average": os.getloadavg()[0],
        "read the columns once": readings,
        "head-counts, changes, stop reasons of all months": full,
        "ratio of wall seconds": round(full["wall_s"] / reading, 2),
        "ratio of CPU seconds": round(full["cpu_s"] / statistics.median(one["cpu_s"] for one in readings), 2),
        "the next month alone": month,
    }
    out.write_text(json.dumps(result, indent=1, ensure_ascii=False), encoding="utf-8")
    print(json.dumps(result, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
