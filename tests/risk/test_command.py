"""``anlan risk`` on a released workspace: what people see and what programs read."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from tests.risk.test_judge import LAID_OFF, call, days_from
from tests.risk.world import World
from typer.testing import CliRunner

from anlan.base.clock import CHINA
from anlan.base.errors import AnlanError
from anlan.base.settings import create_workspace
from anlan.cli.risk import app
from anlan.pool.pool import Pool
from anlan.risk.out_tables import NAMES

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("workspace")
    create_workspace(root, {}, {})
    world = World()
    world.firm("STEADY", 900)
    world.firm("LAYOFF", 60)
    world.leave("LAYOFF", range(0, 30), LAID_OFF)
    call(world, "LAYOFF", "02", days_from(LAID_OFF, 6))
    connection = world.judged(6)
    pool = Pool(root / "pool")
    for name in NAMES:
        pool.write_query(connection, name, f"SELECT * FROM {name}")
    pool.release("test", datetime(2026, 11, 22, 20, tzinfo=CHINA))
    return root


def test_list_as_json_has_the_agreed_fields(workspace: Path) -> None:
    done = RUNNER.invoke(app, ["list", "--workspace", str(workspace), "--json"])
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)
    assert rows[0]["uscc"] == "LAYOFF"
    assert rows[0]["level"] in ("orange", "red")
    assert rows[0]["status"] == "confirmed by two keys"
    assert rows[0]["types"][0] == "裁员减员"
    assert {one["stance"] for one in rows[0]["evidence"]} <= {"supporting", "contradicting", "missing"}


def test_list_of_an_earlier_week_and_for_people(workspace: Path) -> None:
    done = RUNNER.invoke(app, ["list", "--workspace", str(workspace), "--week", "2026-W42"])
    assert done.exit_code == 0, done.output
    assert "风险清单" in done.stdout


def test_show_explains_one_employer(workspace: Path) -> None:
    done = RUNNER.invoke(app, ["show", "layoff", "--workspace", str(workspace)])
    assert done.exit_code == 0, done.output
    assert "解除条件" in done.stdout and "来源互证" in done.stdout


def test_week_without_a_list_is_an_error_with_a_hint(workspace: Path) -> None:
    done = RUNNER.invoke(app, ["list", "--workspace", str(workspace), "--week", "2020-W01"])
    assert isinstance(done.exception, AnlanError)
    assert "anlan run" in done.exception.advice


def test_workspace_before_its_first_run_is_an_error(tmp_path: Path) -> None:
    create_workspace(tmp_path, {}, {})
    done = RUNNER.invoke(app, ["list", "--workspace", str(tmp_path)])
    assert isinstance(done.exception, AnlanError)


def test_indicators_are_listed() -> None:
    done = RUNNER.invoke(app, ["indicators", "--json"])
    assert len(json.loads(done.stdout)) >= 45
