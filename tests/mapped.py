"""A workspace of one source whose values are no codes, for tests of standardisation's decisions."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import yaml

from anlan.base.settings import Workspace, create_workspace
from bureau import CASE_HEADER, NOW, case_row, case_table, write_csv

CORE = "core_labour__arbitration_case"
ITEM = ("labour", "cases", "争议类型")


def make_place(folder: Path) -> Workspace:
    """The workspace with its contract and one file, nothing loaded yet."""
    workspace = create_workspace(folder, {"clock.today": "2026-11-22"}, {"labour": "file:in"})
    body = {"system": "labour", "label": "仲裁", "source_class": "internal", "connection": "labour", "kind": "csv"}
    contract = workspace.sources / "labour" / "contract.yml"
    contract.parent.mkdir(parents=True)
    table = case_table(location="*.csv")
    contract.write_text(yaml.safe_dump({**body, "tables": [table]}, allow_unicode=True), encoding="utf-8")
    rows = [
        case_row(1),
        case_row(2, 争议类型="讨要工资"),
        case_row(3, 争议类型="讨要工资"),
        case_row(4, 争议类型="解除合同"),
    ]
    write_csv(workspace.root / "in" / "a.csv", CASE_HEADER, rows)
    return workspace


def run(workspace: Workspace, days: int = 0) -> None:
    """Collect and standardise as the main job does."""
    from anlan.base.clock import Week
    from anlan.control import job_steps

    now = NOW + timedelta(days=days)
    work = job_steps.Work.open(workspace, now, [Week.of(now.date())])
    job_steps.collect(work, lambda label, done, total: None)
    job_steps.standardise(work, lambda label, done, total: None)
