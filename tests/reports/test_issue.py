"""Issuing from a workspace: the newest release and week, clear errors before there is any."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from anlan.base.clock import CHINA
from anlan.base.settings import Workspace, create_workspace
from anlan.cli.report import app
from anlan.pool.pool import Pool
from anlan.reports.issue import NothingPublished, issue_from_workspace, masthead_of, snapshot_of

from .fixture import WEEK, Plan, release

NOW = datetime(2026, 11, 22, 20, tzinfo=CHINA)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return create_workspace(tmp_path / "place", {"bureau.city": "北京市"}, {})


def _publish(workspace: Workspace, plan: Plan) -> Pool:
    pool, connection = Pool(workspace.pool), release(plan)
    for (table,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall():
        pool.write_query(connection, table, f"SELECT * FROM {table}")
    pool.release("test", NOW)
    return pool


def test_nothing_published_says_what_to_do(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(NothingPublished) as caught:
        issue_from_workspace(workspace, None, tmp_path)
    assert "anlan run" in caught.value.advice


def test_command_writes_the_newest_week_of_the_newest_release(workspace: Workspace, tmp_path: Path) -> None:
    pool = _publish(workspace, Plan(alerts=6, weeks_before=1, employers=12))
    out = tmp_path / "out"
    answer = CliRunner().invoke(app, ["weekly", "--workspace", str(workspace.root), "--out", str(out), "--json"])
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.output)
    latest = pool.latest()
    assert latest is not None
    assert (told["week"], told["release"], told["digest"]) == (str(WEEK), 1, snapshot_of(latest).digest)
    assert {path.suffix for path in out.iterdir()} == {".docx", ".pdf", ".xlsx", ".json"}


def test_an_older_release_still_gives_its_own_report(workspace: Workspace) -> None:
    pool = _publish(workspace, Plan(alerts=2, weeks_before=0, employers=4))
    first = pool.latest()
    _publish(workspace, Plan(alerts=3, weeks_before=0, employers=4))
    second = pool.latest()
    assert first is not None and second is not None
    assert snapshot_of(pool.get_release(1)) == snapshot_of(first) != snapshot_of(second)


def test_city_stands_before_the_bureau_once(workspace: Workspace) -> None:
    assert masthead_of(workspace).bureau == "北京市人力资源和社会保障局"
    named = Workspace(workspace.root, {"bureau.name": "北京市人社局", "bureau.city": "北京市"}, {})
    assert masthead_of(named).bureau == "北京市人社局"
