"""Real workers with the real DBOS: killed, doubled, out of luck; each job ends once and each row is loaded once."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from anlan.base.settings import Workspace, create_workspace
from anlan.pool.loads import Loads, LoadState
from anlan.pool.pool import Pool
from released import CONTRACT

ROWS = 120_000
SYSTEM = "hotline_12345"
PATIENCE = 120

pytestmark = pytest.mark.slow


def bureau(root: Path, systems: int = 1, rows: int = 200, **settings: Any) -> Workspace:
    """A workspace whose sources are folders with one CSV file each."""
    names = [SYSTEM, *(f"hotline_{number}" for number in range(2, systems + 1))]
    connections = {f"hotline_{name}": f"file:files/{name}" for name in names}
    workspace = create_workspace(root, {"clock.today": "2026-11-22", "jobs.min_memory_mb": 1, **settings}, connections)
    for name in names:
        contract = workspace.sources / name / "contract.yml"
        contract.parent.mkdir(parents=True)
        text = CONTRACT.replace(f"system: {SYSTEM}", f"system: {name}")
        contract.write_text(text.replace("connection: hotline", f"connection: hotline_{name}"), encoding="utf-8")
        (root / "files" / name).mkdir(parents=True)
        lines = [
            f"{name}-{n},2026-{1 + n % 10:02d}-{1 + n % 28:02d},欠薪{n},北京第{n % 90}有限公司" for n in range(rows)
        ]
        (root / "files" / name / "t.csv").write_text(
            "工单编号,受理日期,诉求内容,单位\n" + "\n".join(lines) + "\n", encoding="utf-8"
        )
    return workspace


def anlan(workspace: Workspace, *words: str, **settings: Any) -> Any:
    """What a command says in JSON."""
    command = [sys.executable, "-m", "anlan.cli.main", *words, "--workspace", str(workspace.root), "--json"]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE, check=False, env=environment(settings)
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def environment(settings: dict[str, Any]) -> dict[str, str]:
    """The environment with settings on top."""
    return {**os.environ, **{f"ANLAN_{name.upper()}": str(value) for name, value in settings.items()}}


Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts workers, and ends those that are still there."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(workspace: Workspace, *words: str, **settings: Any) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "anlan.cli.main", "jobs", "work", "--workspace", str(workspace.root), *words]
        with (tmp_path / "worker.log").open("ab") as log:
            started.append(subprocess.Popen(command, stdout=log, stderr=log, env=environment(settings)))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.wait()


def to_the_end(start: Start, workspace: Workspace, **settings: Any) -> None:
    """A worker that runs everything that is open."""
    assert start(workspace, "--until-idle", **settings).wait(PATIENCE) == 0


def jobs(workspace: Workspace) -> list[dict[str, Any]]:
    """The jobs as another process sees them, oldest first."""
    with closing(sqlite3.connect(workspace.root / "control.sqlite3", timeout=20)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute("SELECT * FROM jobs_job ORDER BY id")]


def wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"never saw {what}"
        time.sleep(0.004)


def kill(process: subprocess.Popen[bytes]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def rows_of(workspace: Workspace, table: str) -> tuple[int, int]:
    """How many rows a table has, and how many different tickets."""
    pool = Pool(workspace.pool)
    with pool.reading(tables=[table]) as connection:
        key = "ticket_id" if table.startswith("core") else '"工单编号"'
        found = connection.execute(f"SELECT count(*), count(DISTINCT {key}) FROM {table}").fetchone()
    assert found is not None
    return int(found[0]), int(found[1])


def reached(workspace: Workspace, state: LoadState) -> Callable[[], bool]:
    """Whether a load has come so far."""
    return lambda: any((workspace.pool / "loads" / state.value).glob("*.json"))


@pytest.mark.parametrize("state", [LoadState.NEW, LoadState.EXTRACTED])
def test_a_killed_worker_leaves_a_job_that_ends_once_with_each_row_once(
    tmp_path: Path, start: Start, state: LoadState
) -> None:
    workspace = bureau(tmp_path / "w", rows=ROWS)
    anlan(workspace, "jobs", "start", "collect", SYSTEM)
    worker = start(workspace)
    wait_until(reached(workspace, state), state.value)
    assert worker.poll() is None
    kill(worker)
    (cut_off,) = jobs(workspace)
    assert cut_off["state"] == "running"
    to_the_end(start, workspace)
    (job,) = jobs(workspace)
    assert (job["state"], job["attempt"]) == ("done", 1)
    # Once the load is extracted its step may have ended: a worker killed between two steps cut none off.
    assert job["interrupted"] in ({1} if state is LoadState.NEW else {0, 1})
    assert rows_of(workspace, f"raw_{SYSTEM}__ticket") == (ROWS, ROWS)
    assert rows_of(workspace, "core_hotline__ticket") == (ROWS, ROWS)
    (load,) = Loads(workspace.pool).all()
    assert (load.state, load.row_count, load.core_count) == (LoadState.LOADED, ROWS, ROWS)
    before = jobs(workspace)
    to_the_end(start, workspace)
    assert jobs(workspace) == before


def test_a_living_worker_finishes_what_a_dead_one_left(tmp_path: Path, start: Start) -> None:
    workspace = bureau(tmp_path / "w", rows=ROWS)
    anlan(workspace, "jobs", "start", "collect", SYSTEM)
    first = start(workspace)
    wait_until(reached(workspace, LoadState.NEW), "a load")
    second = start(workspace)
    wait_until((workspace.root / "jobs" / "worker-2.lock").exists, "the second worker")
    kill(first)
    wait_until(lambda: jobs(workspace)[0]["state"] == "done", "the end of the job")
    (job,) = jobs(workspace)
    assert job["worker"] in ("worker-1", "worker-2")
    assert rows_of(workspace, "core_hotline__ticket") == (ROWS, ROWS)
    second.terminate()
    assert second.wait(PATIENCE) == 0


def test_two_workers_run_each_occurrence_once(tmp_path: Path, start: Start) -> None:
    workspace = bureau(tmp_path / "w", systems=4)
    for row in anlan(workspace, "schedule", "list"):
        if row["kind"] != "collect":
            anlan(workspace, "schedule", "pause", row["name"])
    workers = [start(workspace, clock_today="2026-11-23") for _ in range(2)]
    wait_until(lambda: [job["state"] for job in jobs(workspace)] == ["done"] * 4, "four jobs done")
    time.sleep(3)
    for worker in workers:
        worker.terminate()
        assert worker.wait(PATIENCE) == 0
    found = jobs(workspace)
    assert len({(job["schedule_id"], job["planned_at"]) for job in found}) == 4 == len(found)
    assert all((job["attempt"], job["interrupted"]) == (1, 0) for job in found)
    loads = Loads(workspace.pool).all()
    assert sorted(load.system for load in loads) == sorted({load.system for load in loads})
    assert rows_of(workspace, "core_hotline__ticket") == (800, 800)
    to_the_end(start, workspace, clock_today="2026-11-23")
    assert jobs(workspace) == found


def test_a_source_out_of_reach_is_tried_again_and_one_that_changed_is_not(tmp_path: Path, start: Start) -> None:
    workspace = bureau(tmp_path / "w", systems=2)
    (workspace.sources / SYSTEM / "contract.yml").write_text(
        CONTRACT.replace("kind: csv", "kind: api").replace('location: "*.csv"', "location: tickets"), encoding="utf-8"
    )
    secrets = workspace.root / "secrets.toml"
    secrets.write_text(secrets.read_text() + 'hotline = "http://127.0.0.1:9"\n', encoding="utf-8")
    # What a person dropped there is no table of tickets: reading it again will not change that.
    (workspace.root / "files" / "hotline_2" / "t.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    for system in (SYSTEM, "hotline_2"):
        anlan(workspace, "jobs", "start", "collect", system)
    to_the_end(start, workspace, jobs_retry_limit=2, jobs_retry_wait_seconds=0.2)
    unreachable, changed = jobs(workspace)
    assert (unreachable["state"], unreachable["attempt"], unreachable["retries"]) == ("failed", 3, 2)
    assert unreachable["code"] == "source-unreachable"
    assert unreachable["hint"]
    assert (changed["state"], changed["attempt"], changed["code"]) == ("failed", 1, "file-unreadable")


def test_a_crash_does_not_end_like_a_failure(tmp_path: Path, start: Start) -> None:
    workspace = bureau(tmp_path / "w")
    broken = workspace.pool / "loads" / "new" / "000001-20261122-hotline_12345-TICKET.json"
    broken.parent.mkdir(parents=True)
    broken.write_text("{", encoding="utf-8")
    anlan(workspace, "jobs", "start", "collect", SYSTEM)
    to_the_end(start, workspace)
    (job,) = jobs(workspace)
    assert (job["state"], job["code"], job["attempt"]) == ("crashed", "job-crashed", 1)
    broken.unlink()
    anlan(workspace, "jobs", "retry", "1")
    to_the_end(start, workspace)
    (job,) = jobs(workspace)
    assert (job["state"], job["attempt"]) == ("done", 2)


def test_a_job_that_kills_its_worker_is_given_up(tmp_path: Path, start: Start) -> None:
    workspace = bureau(tmp_path / "w", rows=ROWS)
    anlan(workspace, "jobs", "start", "collect", SYSTEM)
    worker = start(workspace)
    wait_until(reached(workspace, LoadState.NEW), "a load")
    kill(worker)
    to_the_end(start, workspace, jobs_crash_limit=0)
    (job,) = jobs(workspace)
    assert (job["state"], job["code"]) == ("crashed", "job-crashed")
    shown = anlan(workspace, "jobs", "show", "1")
    assert [one["code"] for one in shown["incidents"]] == ["job-crashed"]


def test_a_running_job_stops_where_a_person_asks(tmp_path: Path, start: Start) -> None:
    workspace = bureau(tmp_path / "w", rows=10 * ROWS)
    anlan(workspace, "jobs", "start", "collect", SYSTEM)
    start(workspace)
    wait_until(reached(workspace, LoadState.NEW), "a load")
    asked = anlan(workspace, "jobs", "cancel", "1")
    assert asked["is_cancel_asked"]
    wait_until(lambda: jobs(workspace)[0]["state"] == "cancelled", "the job cancelled")
    anlan(workspace, "jobs", "retry", "1")
    wait_until(lambda: jobs(workspace)[0]["state"] == "done", "the job done")
    assert rows_of(workspace, "core_hotline__ticket") == (10 * ROWS, 10 * ROWS)


def test_a_contract_that_cannot_be_read_is_an_incident_and_no_end_of_the_worker(tmp_path: Path, start: Start) -> None:
    workspace = bureau(tmp_path / "w", systems=2)
    (workspace.sources / SYSTEM / "contract.yml").write_text("system: 坏\n", encoding="utf-8")
    anlan(workspace, "jobs", "start", "health")
    to_the_end(start, workspace)
    (job,) = jobs(workspace)
    assert (job["state"], job["code"]) == ("failed", "check-failed")
    with closing(sqlite3.connect(workspace.root / "control.sqlite3")) as connection:
        told = connection.execute("SELECT subject, code FROM control_incident WHERE step = 'schedule'").fetchall()
    assert told == [("作业调度", "check-failed")]


def test_the_worker_of_the_console_stops_with_it(tmp_path: Path) -> None:
    workspace = bureau(tmp_path / "w")
    command = [sys.executable, "-m", "anlan.cli.main", "jobs", "work", "--follow", "--workspace", str(workspace.root)]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until((workspace.root / "jobs" / "worker-1.lock").exists, "the worker")
    assert worker.stdin is not None
    worker.stdin.close()
    assert worker.wait(PATIENCE) == 0


@pytest.fixture
def empty_database(postgresql_url: str) -> Iterator[str]:
    """The address of a new PostgreSQL database."""
    name = "anlan_jobs_worker"
    with psycopg.connect(postgresql_url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
        yield postgresql_url.rpartition("/")[0] + f"/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.postgresql
def test_on_postgresql_the_job_system_lives_in_the_control_database(
    tmp_path: Path, start: Start, empty_database: str
) -> None:
    workspace = bureau(tmp_path / "w", rows=ROWS, **{"control.database": empty_database})
    anlan(workspace, "jobs", "start", "collect", SYSTEM)
    worker = start(workspace)
    wait_until(reached(workspace, LoadState.NEW), "a load")
    kill(worker)
    to_the_end(start, workspace)
    (job,) = anlan(workspace, "jobs", "list")["rows"]
    assert (job["state"], job["interrupted"]) == ("done", 1)
    assert rows_of(workspace, "core_hotline__ticket") == (ROWS, ROWS)
    assert not (workspace.root / "jobs.sqlite3").exists()
    with psycopg.connect(empty_database) as connection:
        found = connection.execute("SELECT workflow_uuid, status FROM dbos.workflow_status").fetchall()
    assert found == [("job-1-1", "SUCCESS")]
