"""Kill the main job at random points again and again: nothing lost, nothing doubled, no half-published read.

Run: ``PYTHONPATH=src python benchmarks/kills/measure.py OUT.json [KILLS] [SEED]``

Each round brings new rows to two sources (a SQLite table and a CSV folder), starts the job, draws a step and kills the
job with SIGKILL at a random moment of the time that the step took in the last whole run: drawn evenly over the time of
a run, nine in ten kills would meet the longest step. Between kill and next start, and all the while beside the job,
a reader in a process of its own reads the newest release: every row that it names must be there, and its two tables
must belong to the same round. Every tenth round the job runs to its end, and the pool is compared with the sources.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from anlan.base.settings import Workspace, create_workspace
from anlan.pool.pool import Pool

STOPS, TICKETS = "core_social__stop", "core_hotline__ticket"
ROWS_A_ROUND = 40
REGISTER_ROWS = 2_000
FINISH_EVERY = 10
AIMED_AT = ("collect", "standardise", "check_quality", "link", "judge", "publish")
SHORTEST_S = 0.05
READER = """
import json, sys, time
from pathlib import Path
from anlan.pool.pool import Pool
pool, keys, reads, torn = Pool(Path(sys.argv[1])), {key!r}, 0, []
while not Path(sys.argv[2]).exists():
    release = pool.latest()
    if release is not None:
        with pool.reading(release, [t for t in ('{stops}', '{tickets}') if t in release.tables]) as c:
            for table in ('{stops}', '{tickets}'):
                if table in release.tables:
                    counted = 'SELECT count(*), count(DISTINCT ' + keys[table] + ') FROM ' + table
                    ((rows, ids),) = c.execute(counted).fetchall()
                    if rows != ids or rows != release.tables[table].rows:
                        torn.append([release.number, table, rows, ids, release.tables[table].rows])
        reads += 1
    time.sleep(0.02)
print(json.dumps({{'reads': reads, 'torn': torn}}))
"""
KEY = {STOPS: "stop_id", TICKETS: "ticket_id"}


def contract(system: str, **facts: Any) -> str:
    """A source contract as YAML text."""
    return yaml.safe_dump({"system": system, "label": system, "owner": "测量", **facts}, allow_unicode=True)


def build(root: Path) -> Workspace:
    """A workspace with a register, a table of stops and a folder of tickets, all by rule."""
    links = {"social": "sqlite:///social.sqlite3", "hotline": "file:tickets", "register": "file:register"}
    workspace = create_workspace(root, {"clock.today": "2026-11-22"}, links)
    stops = {
        "name": "STOP", "label": "停保", "location": "STOP", "core": STOPS, "employer": {"name": "AAB004"},
        "known_at": "AAE036", "load": {"mode": "incremental", "cursor": "AAE036", "overlap_days": 40},
        "items": {"AAZ002": {"column": "stop_id", "required": True}, "AAC001": {"column": "person_id"},
                  "AAE035": {"column": "stop_date"}, "AAE160": {"column": "reason_code"}},
    }  # fmt: skip
    tickets = {
        "name": "tickets", "label": "工单", "location": "*.csv", "core": TICKETS, "employer": {"name": "单位"},
        "items": {"编号": {"column": "ticket_id", "required": True}, "日期": {"column": "created_date"},
                  "内容": {"column": "content_text"}},
    }  # fmt: skip
    register = {
        "name": "enterprise", "label": "企业", "location": "*.csv", "core": "core_registry__enterprise",
        "employer": {"code": "代码", "name": "名称"},
        "items": {"代码": {"column": "uscc", "required": True}, "名称": {"column": "name"}},
    }  # fmt: skip
    for system, kind, table, source_class in (
        ("social", "database", stops, "internal"),
        ("hotline", "csv", tickets, "bureau"),
        ("register", "csv", register, "bureau"),
    ):
        place = workspace.sources / system / "contract.yml"
        place.parent.mkdir(parents=True)
        text = contract(system, source_class=source_class, connection=system, kind=kind, tables=[table])
        place.write_text(text, encoding="utf-8")
    (root / "tickets").mkdir()
    (root / "register").mkdir()
    lines = [f"{_code(number)},北京第{number}有限公司" for number in range(REGISTER_ROWS)]
    (root / "register" / "all.csv").write_text("代码,名称\n" + "\n".join(lines) + "\n", encoding="utf-8")
    with closing(sqlite3.connect(root / "social.sqlite3")) as connection, connection:
        connection.execute(
            "CREATE TABLE STOP (AAZ002 TEXT, AAC001 TEXT, AAB004 TEXT, AAE035 TEXT, AAE160 TEXT, AAE036 TEXT)"
        )
    return workspace


def _code(number: int) -> str:
    """A well-formed credit code with its check digit (GB 32100-2015)."""
    digits, weights = "0123456789ABCDEFGHJKLMNPQRTUWXY", [pow(3, place, 31) for place in range(17)]
    body = f"91110105{number:08d}X"
    total = sum(digits.index(sign) * weight for sign, weight in zip(body, weights, strict=True))
    return body + digits[(31 - total % 31) % 31]


def arrive(root: Path, number: int) -> None:
    """The rows of one round at both sources."""
    day = f"2026-11-{1 + number % 21:02d}"
    ids = range(number * ROWS_A_ROUND, (number + 1) * ROWS_A_ROUND)
    with closing(sqlite3.connect(root / "social.sqlite3")) as connection, connection:
        rows = [(f"S{n}", f"P{n}", f"北京第{n % REGISTER_ROWS}有限公司", day, "6301", day) for n in ids]
        connection.executemany("INSERT INTO STOP VALUES (?, ?, ?, ?, ?, ?)", rows)
    lines = [f"T{n},{day},欠薪{n},北京第{n % REGISTER_ROWS}有限公司" for n in ids]
    place = root / "tickets" / f"{number:04d}.csv"
    place.with_suffix(".part").write_text("编号,日期,内容,单位\n" + "\n".join(lines) + "\n", encoding="utf-8")
    place.with_suffix(".part").rename(place)


def job(workspace: Workspace) -> subprocess.Popen[bytes]:
    """The main job as its user starts it."""
    words = ["-m", "anlan.cli.main", "run", "--workspace", str(workspace.root), "--weeks", "2", "--json"]
    return subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for(workspace: Workspace, process: subprocess.Popen[bytes], step: str, before: int) -> None:
    """Return when a run later than ``before`` has begun the step, or has ended."""
    asked = "SELECT 1 FROM control_runstep WHERE name = ? AND run_id > ? AND started_at IS NOT NULL"
    while process.poll() is None:
        with closing(sqlite3.connect(workspace.root / "control.sqlite3")) as connection:
            if connection.execute(asked, (step, before)).fetchone():
                return
        time.sleep(0.01)


def newest_run(workspace: Workspace) -> int:
    """The number of the newest run."""
    with closing(sqlite3.connect(workspace.root / "control.sqlite3")) as connection:
        return int(connection.execute("SELECT max(id) FROM control_run").fetchone()[0])


def seconds_of(workspace: Workspace) -> dict[str, float]:
    """How long each step of the newest run took."""
    asked = "SELECT name, started_at, ended_at FROM control_runstep WHERE ended_at IS NOT NULL AND run_id = ?"
    newest = newest_run(workspace)
    with closing(sqlite3.connect(workspace.root / "control.sqlite3")) as connection:
        rows = connection.execute(asked, (newest,)).fetchall()
    spans = {name: datetime.fromisoformat(ended) - datetime.fromisoformat(begun) for name, begun, ended in rows}
    return {name: span.total_seconds() for name, span in spans.items()}


def step_of(workspace: Workspace) -> str:
    """The step that the newest run was in."""
    with closing(sqlite3.connect(workspace.root / "control.sqlite3")) as connection:
        try:
            rows = connection.execute(
                "SELECT name FROM control_runstep WHERE state = 'running' ORDER BY id DESC LIMIT 1"
            ).fetchall()
        except sqlite3.OperationalError:
            return "before the first step"
    return str(rows[0][0]) if rows else "between steps"


def compare(workspace: Workspace, rounds: int) -> dict[str, int]:
    """Rows lost and doubled in the newest release after a run that ended."""
    pool, wanted = Pool(workspace.pool), set(range(rounds * ROWS_A_ROUND))
    found = {"lost": 0, "doubled": 0}
    with pool.reading(pool.latest(), [STOPS, TICKETS]) as connection:
        for table, letter in ((STOPS, "S"), (TICKETS, "T")):
            held = Counter(
                int(one.removeprefix(letter))
                for (one,) in connection.execute(f"SELECT {KEY[table]} FROM {table}").fetchall()
            )
            found["lost"] += len(wanted - held.keys())
            found["doubled"] += sum(count - 1 for count in held.values())
    return found


def main() -> None:
    """Rounds of kills with a reader beside them."""
    out, kills = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200
    draw = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 20261122)
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    workspace = build(folder / "w")
    arrive(workspace.root, 0)
    begun = time.perf_counter()
    assert job(workspace).wait() == 0
    lengths, steps_last = [time.perf_counter() - begun], seconds_of(workspace)
    stop, script = folder / "stop", READER.format(stops=STOPS, tickets=TICKETS, key=KEY)
    reader = subprocess.Popen([sys.executable, "-c", script, str(workspace.pool), str(stop)], stdout=subprocess.PIPE)
    steps: Counter[str] = Counter()
    checks = {"lost": 0, "doubled": 0}
    done, number = 0, 0
    result: dict[str, Any] = {}
    while done < kills:
        number += 1
        arrive(workspace.root, number)
        before = newest_run(workspace)
        process = job(workspace)
        step = draw.choice(AIMED_AT)
        wait_for(workspace, process, step, before)
        time.sleep(draw.uniform(0, max(steps_last.get(step, 0), SHORTEST_S)))
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            steps[step_of(workspace)] += 1
            done += 1
        assert reader.poll() is None, "the reader beside the job has died"
        if done and done % FINISH_EVERY == 0 and process.returncode != 0:
            begun = time.perf_counter()
            assert job(workspace).wait() == 0, "the run after a kill did not end well"
            lengths.append(time.perf_counter() - begun)
            steps_last = seconds_of(workspace)
            for name, count in compare(workspace, number + 1).items():
                checks[name] += count
            print(done, dict(steps), checks, flush=True)
            result = {
                "kills": done,
                "rounds": number,
                "rows": 2 * (number + 1) * ROWS_A_ROUND,
                "killed in": dict(steps.most_common()),
                "rows lost": checks["lost"],
                "rows doubled": checks["doubled"],
                "median seconds of a whole run": round(statistics.median(lengths), 1),
                "load average": round(os.getloadavg()[0], 1),
            }
            out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    stop.touch()
    read = json.loads(reader.communicate()[0])
    result |= {"reads beside the job": read["reads"], "half-published reads": len(read["torn"])}
    out.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
