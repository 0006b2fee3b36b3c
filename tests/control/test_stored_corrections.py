"""Corrections outside the console: the command that lists them, and the bureau's own model in the main job."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from anlan.base.clock import CHINA
from anlan.base.errors import InputMissing
from anlan.base.risk_types import RiskType
from anlan.base.settings import Workspace, create_workspace
from anlan.signals import Correction, CorrectionKind

MADE = Correction(
    "g1",
    RiskType.WAGE_ARREARS,
    "远信机械",
    CorrectionKind.WRONG_TYPE,
    "analyst",
    datetime(2026, 11, 22, 9, tzinfo=CHINA),
    "工人讨薪，电话13812345678",
    right_type=RiskType.COLLECTIVE_INCIDENT,
    also=(RiskType.WAGE_ARREARS,),
)


def test_the_command_lists_corrections_and_writes_the_released(database: Workspace, tmp_path: Path) -> None:
    from anlan.cli.signals import app
    from anlan.control.corrections import StoredCorrections

    store = StoredCorrections()
    first, second = store.add_all([MADE, replace(MADE, group_id="g2")])
    assert store.all()[0] == MADE
    store.release(first, "analyst")
    place = ["--workspace", str(database.root), "--json"]
    listed = json.loads(CliRunner().invoke(app, ["corrections", *place]).stdout)
    # The same sentence, corrected in the same act, is released with it.
    assert [(row["id"], row["released_by"]) for row in listed] == [(second, "analyst"), (first, "analyst")]
    out = tmp_path / "released.jsonl"
    CliRunner().invoke(app, ["corrections", "--training", str(out), *place])
    [line] = out.read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == {"text": "工人讨薪，电话138****5678", "labels": ["欠薪降薪", "群体事件"]}


def test_a_model_that_the_settings_name_has_to_be_there(tmp_path: Path) -> None:
    from anlan.control.job_steps import detector_of

    detector_of(create_workspace(tmp_path / "a", {}, {}))
    with pytest.raises(InputMissing):
        detector_of(create_workspace(tmp_path / "b", {"signals.model": "models/own.npz"}, {}))
