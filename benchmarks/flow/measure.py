"""One month of contributions from PostgreSQL to core: load, standardise, check; rows a second, memory, rows reconciled.

Run: ``PYTHONPATH=src python benchmarks/flow/measure.py OUT.json [--rows N] [--next ROWS] [--server URL]``

The steps are those of the main job, called as it calls them, in a process of their own whose memory (children included)
is sampled. ``--next`` loads that many rows of a month before, unmeasured, so that the measured month comes by its
cursor.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi

from anlan.base.settings import Workspace, create_workspace, open_workspace
from anlan.pool.pool import Pool

DATABASE, TABLE, CORE = "anlan_flow", "AC43_MONTH", "core_social__contribution_month"
RAW = "raw_social_insurance__ac43_month"
MARK = "figures: "
CONTRACT = """
system: social_insurance
label: 社会保险信息系统
source_class: internal
owner: 社会保险基金管理中心
connection: social_insurance
kind: database
tables:
  - name: AC43_MONTH
    label: 月度缴费明细
    location: AC43_MONTH
    core: core_social__contribution_month
    load: {mode: incremental, cursor: AAE036}
    known_at: AAE036
    expected: {cycle: monthly, within_days: 60, rows_min: 100, rows_max: 1000000000}
    drift: {table: freeze, columns: evolve, types: discard_value}
    employer: {number: AAB001}
    items:
      AAB001: {label: 单位编号, type: "NUMBER(16)", required: true}
      AAC001: {label: 个人编号, type: "NUMBER(16)", column: person_id, required: true, grade: L3}
      AAE003: {label: 对应费款所属期, type: "NUMBER(6)", column: month, required: true}
      AAE180: {label: 缴费基数, type: "NUMBER(10,2)", column: base_yuan, unit: 元, grade: L3}
      AAE140_110: {label: 职工养老保险到账标志, type: "NUMBER(1)", column: is_paid_pension}
      AAE140_210: {label: 失业保险到账标志, type: "NUMBER(1)", column: is_paid_unemployment}
      AAE140_410: {label: 工伤保险到账标志, type: "NUMBER(1)", column: is_paid_injury}
      AAE036: {label: 经办时间, type: "NUMBER(14)"}
"""
CREATE = f"""CREATE UNLOGGED TABLE "{TABLE}" ("AAB001" bigint, "AAC001" bigint, "AAE003" integer,
  "AAE180" numeric(10,2), "AAE140_110" smallint, "AAE140_210" smallint, "AAE140_410" smallint, "AAE036" bigint)"""
# Of a thousand rows: 1 without a person, 1 of a month 13, 1 with a flag 7, 1 without and 1 with an impossible time,
# 1 repeated exactly, 1 corrected by a later row of the same key (both are kept, as versions).
FILL = """INSERT INTO "{table}" SELECT 100000 + p * 7919 % 400000, CASE WHEN k <> 1 THEN 10000000 + p END,
    CASE WHEN k = 2 THEN {month} / 100 * 100 + 13 ELSE {month} END,
    5000 + (p * 37 % 2900000) / 100.0 + CASE WHEN k = 13 THEN 10 ELSE 0 END,
    CASE WHEN k = 3 THEN 7 WHEN p % 97 = 0 THEN 0 ELSE 1 END, 1, CASE WHEN p % 89 = 0 THEN 0 ELSE 1 END,
    CASE k WHEN 5 THEN NULL WHEN 6 THEN {month}::bigint * 100000000 + 99000000
      ELSE {month}::bigint * 100000000 + (1 + p % 18 + CASE WHEN k = 13 THEN 1 ELSE 0 END) * 1000000 + 93000 END
  FROM (SELECT n, n % 1000 AS k, CASE WHEN n % 1000 IN (11, 13) THEN n - 1 ELSE n END AS p
    FROM generate_series({first}::bigint, {last}::bigint) AS n) AS r"""
DROPS = {1: "required-missing", 2: "month-unreadable", 6: "date-unreadable", 11: "duplicate"}
KEEPS = {3: "flag-unreadable"}


def execute(url: str, *statements: str) -> None:
    """Run statements, each in a transaction of its own."""
    with adbc_driver_postgresql.dbapi.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def fill(url: str, month: int, first: int, rows: int) -> None:
    """Add a month of rows by rule."""
    statement = FILL.format(table=TABLE, month=month, first=first, last=first + rows - 1)
    execute(url, statement, f'ANALYZE "{TABLE}"')


def of_kind(kind: int, rows: int) -> int:
    """How many of the rows 1 … ``rows`` are of a kind of dirt."""
    return (rows - kind) // 1000 + 1 if rows >= kind else 0


def expected(rows: int) -> dict[str, int]:
    """What the rule says must be set aside, by reason, and must reach core."""
    reasons = {reason: of_kind(kind, rows) for kind, reason in (DROPS | KEEPS).items()}
    return {**reasons, "core": rows - sum(of_kind(kind, rows) for kind in DROPS)}


def run(root: Path, is_rehearsal: bool) -> None:
    """The steps of the main job over the workspace, as a process of its own; figures on standard output."""
    from anlan.control.settings import configure, migrate

    place = open_workspace(root)
    configure(place)
    migrate()
    from anlan.base.clock import Week
    from anlan.control import job_steps
    from anlan.control.quality.nightly import check_quality

    now = place.clock().now()
    work = job_steps.Work.open(place, now, [Week.of(now.date())])
    figures: dict[str, Any] = {"stages": {}}
    steps = {"load": job_steps.collect, "standardise": job_steps.standardise, "check": check_quality}
    for name, step in steps.items():
        forget_peak()
        wall, cpu = time.perf_counter(), time.process_time()
        result = step(work, lambda label, done, total: None)
        spent = {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}
        figures["stages"][name] = {key: round(value, 2) for key, value in spent.items()} | {"peak_mb": own_peak_mb()}
        grave = [note.message for note in result.notes if note.severity == "error"]
        if grave:
            raise SystemExit(f"{name}: {grave}")
        if is_rehearsal and name == "standardise":
            return
    print(MARK + json.dumps(figures, ensure_ascii=False))


def held(root: Path) -> dict[str, Any]:
    """What lies in the pool of the newest load: rows of raw and core, and what was set aside by reason."""
    figures: dict[str, Any] = {}
    with Pool(root / "pool").reading(tables=[CORE, RAW, "raw_quality__set_aside"]) as connection:
        last = f"load_id = (SELECT max(load_id) FROM {RAW})"
        raw = f"SELECT count(*), count(DISTINCT row_no), max(row_no) FROM {RAW} WHERE {last}"
        figures["raw"] = list(connection.execute(raw).fetchall()[0])
        core = f"SELECT count(*), count(DISTINCT row_no) FROM {CORE} WHERE {last}"
        figures["core"] = list(connection.execute(core).fetchall()[0])
        aside = f"SELECT reason_code, count(*) FROM raw_quality__set_aside WHERE {last} GROUP BY 1 ORDER BY 1"
        figures["set_aside"] = dict(connection.execute(aside).fetchall())
    return figures


def forget_peak() -> None:
    """Let the kernel count this process's peak from now on."""
    Path("/proc/self/clear_refs").write_text("5")


def own_peak_mb() -> int:
    """The most that this process held since ``forget_peak``, in MB."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return round(int(found[1]) * 1024 / 1e6) if found else 0


def memory_mb(root: int) -> float:
    """What a process and its descendants hold now, in MB."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents[int(path.parent.name)] = (int(fields[1]), int(fields[21]))
    tree = {root}
    for _ in range(4):
        tree |= {pid for pid, (parent, _) in parents.items() if parent in tree}
    return sum(parents[pid][1] for pid in tree if pid in parents) * os.sysconf("SC_PAGE_SIZE") / 1e6


def measured(root: Path) -> dict[str, Any]:
    """Run the steps in a process of their own and watch its memory."""
    command = [sys.executable, __file__, "--run", str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, memory_mb(process.pid))
            time.sleep(0.05)
        output = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise SystemExit(f"the run failed: {output}")
    figures: dict[str, Any] = json.loads(output.split(MARK, 1)[1])
    # Counted here, by another process, so that the peak is the job's.
    return {**figures, **held(root), "peak_mb": round(peak), "load_average": [round(one, 1) for one in os.getloadavg()]}


def workspace(root: Path, url: str) -> Workspace:
    """A workspace with the one contract."""
    made = create_workspace(root, {"clock.today": "2026-11-22"}, {"social_insurance": url})
    folder = made.sources / "social_insurance"
    folder.mkdir(parents=True)
    (folder / "contract.yml").write_text(CONTRACT, encoding="utf-8")
    return made


def reconciled(figures: dict[str, Any], rows: int) -> None:
    """Stop if a row was lost, doubled or judged otherwise than the rule says."""
    wanted = expected(rows)
    core = wanted.pop("core")
    problems = [
        f"{name}: {found} instead of {right}"
        for name, found, right in (
            ("raw", figures["raw"], [rows] * 3),
            ("core", figures["core"], [core, core]),
            ("set aside", figures["set_aside"], {name: count for name, count in wanted.items() if count}),
        )
        if found != right
    ]
    if problems:
        raise SystemExit("; ".join(problems))


def main() -> None:
    """Fill the source, run, reconcile, and write the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("out", nargs="?")
    parser.add_argument("--rows", type=int, default=17_000_000)
    parser.add_argument("--next", type=int, default=0, metavar="ROWS")
    parser.add_argument("--server", default="postgresql://root@127.0.0.1:5432")
    parser.add_argument("--run", type=Path)
    parser.add_argument("--rehearse", type=Path)
    asked = parser.parse_args()
    if asked.run or asked.rehearse:
        run(asked.run or asked.rehearse, bool(asked.rehearse))
        return
    url = f"{asked.server}/{DATABASE}"
    execute(f"{asked.server}/postgres", f"DROP DATABASE IF EXISTS {DATABASE}", f"CREATE DATABASE {DATABASE}")
    try:
        execute(url, CREATE)
        with tempfile.TemporaryDirectory() as folder:
            root = workspace(Path(folder), url).root
            if asked.next:
                fill(url, 202609, 100_000_001, asked.next)
                subprocess.run([sys.executable, __file__, "--rehearse", str(root)], check=True)
            fill(url, 202610, 1, asked.rows)
            figures = measured(root)
            size = sum(file.stat().st_size for file in (root / "pool").rglob("*.parquet"))
    finally:
        execute(f"{asked.server}/postgres", f"DROP DATABASE IF EXISTS {DATABASE}")
    if not asked.next:
        reconciled(figures, asked.rows)
    seconds = sum(stage["wall_s"] for stage in figures["stages"].values())
    for stage in figures["stages"].values():
        stage["rows_a_second"] = round(asked.rows / stage["wall_s"])
    total = {"rows": asked.rows, "seconds": round(seconds, 1), "rows_a_second": round(asked.rows / seconds)}
    text = json.dumps({**total, **figures, "pool_mb": round(size / 1e6)}, ensure_ascii=False, indent=1)
    print(text)
    if asked.out:
        Path(asked.out).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
