"""``kill -9`` in the middle of a run: readers keep the last release, and the next run finishes the work."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from anlan.base.settings import Workspace, create_workspace
from anlan.pool.pool import Pool
from released import CONTRACT

ROWS = 60_000
TABLES = ("core_hotline__ticket", "core_entity__employer_link", "out_risk__alert", "raw_quality__set_aside")
PATIENCE = 180

pytestmark = pytest.mark.slow


def city(root: Path) -> Workspace:
    """A workspace with one CSV source, long enough that every step can be caught in the act."""
    workspace = create_workspace(root, {"clock.today": "2026-11-22"}, {"hotline": "file:files"})
    contract = workspace.sources / "hotline_12345" / "contract.yml"
    contract.parent.mkdir(parents=True)
    contract.write_text(CONTRACT, encoding="utf-8")
    (root / "files").mkdir()
    lines = [f"T{n},2026-{1 + n % 10:02d}-{1 + n % 28:02d},欠薪{n},北京第{n % 900}有限公司" for n in range(ROWS)]
    lines.append("T-坏,不是日期,欠薪,北京甲有限公司")
    text = "工单编号,受理日期,诉求内容,单位\n" + "\n".join(lines) + "\n"
    (root / "files" / "tickets.csv").write_text(text, encoding="utf-8")
    return workspace


def command(workspace: Workspace) -> list[str]:
    """The command line of a run of two weeks."""
    return [sys.executable, "-m", "anlan.cli.main", "run", "--workspace", str(workspace.root), "--weeks", "2", "--json"]


def run(workspace: Workspace) -> dict[str, Any]:
    """What a run to the end says."""
    done = subprocess.run(command(workspace), capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    body: dict[str, Any] = json.loads(done.stdout)
    return body


def states(workspace: Workspace) -> dict[str, str]:
    """Step → state of the newest run, as another process sees it."""
    path = workspace.root / "control.sqlite3"
    if not path.exists():
        return {}
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        try:
            newest = "SELECT max(run_id) FROM control_runstep"
            rows = connection.execute(f"SELECT name, state FROM control_runstep WHERE run_id = ({newest})").fetchall()
        except sqlite3.OperationalError:
            return {}
    return dict(rows)


def killed_during(workspace: Workspace, step: str) -> None:
    """Start a run and kill it the moment the step is running."""
    process = subprocess.Popen(command(workspace), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + PATIENCE
    while states(workspace).get(step) != "running" and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.005)
    assert process.poll() is None, f"the run ended before {step} was seen"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def contents(workspace: Workspace) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of the tables that must not depend on the interruption."""
    pool = Pool(workspace.pool)
    with pool.reading(pool.latest(), TABLES) as connection:
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall() for table in TABLES}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[Any, ...]]]:
    """What a run that nobody kills leaves behind."""
    workspace = city(tmp_path_factory.mktemp("undisturbed") / "w")
    run(workspace)
    return contents(workspace)


@pytest.mark.parametrize("step", ["collect", "standardise", "judge", "publish"])
def test_the_next_run_finishes_what_a_killed_one_left(
    tmp_path: Path, undisturbed: dict[str, list[tuple[Any, ...]]], step: str
) -> None:
    workspace = city(tmp_path / "w")
    killed_during(workspace, step)
    assert run(workspace)["state"] in ("done", "done_with_incidents")
    found = contents(workspace)
    assert len(found["core_hotline__ticket"]) == ROWS
    assert found == undisturbed
    with closing(sqlite3.connect(workspace.root / "control.sqlite3")) as connection:
        assert connection.execute("SELECT state FROM control_run ORDER BY id").fetchall()[0] == ("interrupted",)


def test_readers_keep_the_last_release_while_a_run_dies(tmp_path: Path) -> None:
    workspace = city(tmp_path / "w")
    run(workspace)
    before = contents(workspace)
    (workspace.root / "files" / "more.csv").write_text(
        "工单编号,受理日期,诉求内容,单位\nU1,2026-11-21,欠薪,北京甲有限公司\n", encoding="utf-8"
    )
    killed_during(workspace, "link")
    assert contents(workspace) == before
    run(workspace)
    assert len(contents(workspace)["core_hotline__ticket"]) == ROWS + 1
