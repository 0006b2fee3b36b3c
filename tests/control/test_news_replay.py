"""Archived articles are read again by a newer detector, without the source."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from anlan.base.risk_types import RiskType
from anlan.base.settings import Workspace, create_workspace, open_workspace
from anlan.signals.features import BUCKETS
from anlan.signals.model import LinearModel
from released import MOMENT

NEWS = """
system: opinion
label: 新闻舆情
source_class: third_party
connection: opinion
kind: csv
tables:
  - name: article
    label: 文章
    location: "*.csv"
    core: core_opinion__article
    known_at: 发布日期
    items:
      编号: {label: 文章编号, column: article_id, required: true}
      来源: {label: 来源, column: source_name}
      类别: {label: 来源类别, column: source_kind_code}
      标题: {label: 标题, column: title}
      正文: {label: 正文, column: body_text}
      发布日期: {label: 发布日期, column: published_date, type: D}
"""
LINES = [
    "编号,来源,类别,标题,正文,发布日期",
    "a1,晚报,1,讨薪,北京星河机械有限公司拖欠三百名员工工资两个月。,2026-11-18",
    "a2,晚报,1,天气,北京云帆机械有限公司组织员工春游。,2026-11-18",
]


@pytest.fixture
def collected(database: Workspace, tmp_path: Path) -> Workspace:
    """A workspace whose two articles were collected and read, and whose source is gone since."""
    from anlan.control.main_job import run_main_job

    workspace = create_workspace(tmp_path / "w", {"clock.today": "2026-11-22"}, {"opinion": "file:files"})
    contract = workspace.sources / "opinion" / "contract.yml"
    contract.parent.mkdir(parents=True, exist_ok=True)
    contract.write_text(NEWS, encoding="utf-8")
    (workspace.root / "files").mkdir(exist_ok=True)
    (workspace.root / "files" / "news.csv").write_text("\n".join(LINES) + "\n", encoding="utf-8")
    run_main_job(workspace, now=MOMENT, weeks=2)
    shutil.rmtree(workspace.root / "files")
    return workspace


def types_of(workspace: Workspace) -> dict[str, list[str]]:
    from anlan.control.job_steps import Work

    table = Work.open(workspace, MOMENT, ()).read("core_signal__article", ())
    return {row["article_id"]: row["types"] for row in table.to_pylist()}


@pytest.mark.slow
def test_the_archive_is_read_by_the_detector_of_today(collected: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    from anlan.control.news_replay import replay_news

    assert types_of(collected) == {"a1": ["R2"], "a2": []}
    kind = RiskType.PUBLIC_OPINION
    always = LinearModel(
        (kind,), np.zeros((1, BUCKETS), dtype=np.float32), np.ones(BUCKETS, dtype=np.float32),
        {kind: 5.0}, {kind: {}}, False, {},
    )  # fmt: skip
    always.save(collected.root / "own.npz")
    monkeypatch.setenv("ANLAN_SIGNALS_MODEL", "own.npz")
    newer = open_workspace(collected.root)
    result = replay_news(newer)
    assert (result.loads, result.articles) == (1, 2)
    assert types_of(newer) == {"a1": ["R2", "R6"], "a2": ["R6"]}
