"""One issued report, shared by the tests that only look at it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from anlan.reports.issue import issue_weekly
from anlan.reports.weekly import Masthead, Snapshot, weekly_context

from .fixture import WEEK, Plan, release

SNAPSHOT = Snapshot(12, "0123456789abcdef" * 4)
MASTHEAD = Masthead("北京市人力资源和社会保障局", ("市政府办公厅", "各区人力资源和社会保障局"))


@dataclass(frozen=True)
class Issued:
    """The context of an issue and its files."""

    context: dict[str, Any]
    docx: Path
    pdf: Path
    xlsx: Path
    manifest: Path


def issue(folder: Path, plan: Plan) -> Issued:
    connection = release(plan)
    context = weekly_context(connection, WEEK, SNAPSHOT, MASTHEAD)
    return Issued(context, *issue_weekly(connection, WEEK, SNAPSHOT, MASTHEAD, folder))


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Issued:
    return issue(tmp_path_factory.mktemp("issued"), Plan(alerts=36, weeks_before=3, employers=80))
