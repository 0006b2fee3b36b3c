"""The main job: a source that fails, nothing to do, two at once, and a run that was cut off."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from anlan.base.clock import CHINA
from anlan.base.errors import AnlanError, Findings
from anlan.base.settings import Workspace, create_workspace
from released import CONTRACT, MOMENT

DEAD = """
system: court
label: 司法信息共享平台
source_class: bureau
connection: court
kind: api
tables:
  - name: hearing
    label: 立案开庭
    location: court/hearing
    core: core_court__hearing
    employer: {code: uscc}
    items:
      id: {label: 编号, column: record_id, required: true}
"""
Place = Callable[..., Workspace]


@pytest.fixture
def place(database: Workspace, tmp_path: Path) -> Place:
    """Makes a workspace with a CSV source and whatever other contracts are asked for."""

    def make(**contracts: str) -> Workspace:
        connections = {"hotline": "file:files", "court": "http://127.0.0.1:9"}
        workspace = create_workspace(tmp_path / "w", {"clock.today": "2026-11-22"}, connections)
        for system, text in contracts.items():
            path = workspace.sources / system / "contract.yml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        lines = [
            "工单编号,受理日期,诉求内容,单位",
            "T1,2026-11-20,欠薪,北京甲有限公司",
            "T2,不是日期,欠薪,北京甲有限公司",
        ]
        (workspace.root / "files").mkdir(exist_ok=True)
        (workspace.root / "files" / "tickets.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return workspace

    return make


def run(workspace: Workspace, now: datetime = MOMENT, **options: int) -> object:
    """One run of two weeks."""
    from anlan.control.main_job import run_main_job

    return run_main_job(workspace, now=now, weeks=2, **options)


def test_a_dead_source_is_an_incident_and_the_others_load(place: Place) -> None:
    from anlan.control import run_records
    from anlan.control.main_job import STEPS
    from anlan.control.place import open_pool

    workspace = place(hotline_12345=CONTRACT, court=DEAD)
    result = run(workspace)
    assert result.state == "done_with_incidents"
    [note] = [note for note in result.incidents if "司法信息共享平台" in note.subject]
    assert note.severity == "error" and note.hint
    assert open_pool(workspace).read("core_hotline__ticket").num_rows == 1
    assert open_pool(workspace).read("raw_quality__set_aside").num_rows >= 1
    described = run_records.run(result.run_id)
    assert described["state_label"] == "完成但有异常"
    assert [step["state"] for step in described["steps"]] == ["done"] * len(STEPS)
    assert described["release"] == 1 and described["peak_memory_mb"] > 0
    assert any(incident["code"] == note.code for incident in described["incidents"])


@pytest.mark.slow
def test_the_failed_source_shows_as_failed_in_the_newest_week(place: Place) -> None:
    from anlan.control.ledger_view import LedgerView
    from anlan.control.serving_copy import ServingCopy

    workspace = place(hotline_12345=CONTRACT, court=DEAD)
    run(workspace)
    coverage = LedgerView(ServingCopy.current(workspace), None).coverage("2026-W47")
    states = {source["system"]: source["state"] for source in coverage["sources"]}
    assert states["court"] == "failed" and states["hotline_12345"] != "failed"
    before = LedgerView(ServingCopy.current(workspace), None).coverage("2026-W46")
    assert {source["state"] for source in before["sources"] if source["system"] == "court"} == {"silent"}


@pytest.mark.slow
def test_a_second_run_changes_nothing_and_is_no_incident(place: Place) -> None:
    from anlan.control.place import open_pool

    workspace = place(hotline_12345=CONTRACT)
    run(workspace)
    before = open_pool(workspace).read("core_hotline__ticket").to_pylist()
    again = run(workspace)
    assert open_pool(workspace).read("core_hotline__ticket").to_pylist() == before
    assert not [note for note in again.incidents if note.code in ("step-empty", "table-emptied")]
    assert again.release == 2


def test_without_sources_the_run_fails_and_says_what_to_do(place: Place) -> None:
    from anlan.control import run_records
    from anlan.control.main_job import STEPS

    result = run(place())
    assert result.error is not None and result.error.code == "no-sources"
    described = run_records.run(result.run_id)
    assert described["state"] == "failed" and "没有来源契约" in described["message"]
    assert [step["state"] for step in described["steps"]] == ["failed"] + ["skipped"] * (len(STEPS) - 1)
    [incident] = described["incidents"]
    assert "anlan demo" in incident["hint"]


def test_a_broken_contract_names_everything_wrong_with_it(place: Place) -> None:
    result = run(place(hotline_12345=CONTRACT.replace("kind: csv", "kind: telepathy")))
    assert isinstance(result.error, Findings)
    assert "telepathy" in result.error.text


def test_two_runs_at_once_are_refused(place: Place) -> None:
    from anlan.control.run_lock import RunInProgress, is_running, run_lock

    workspace = place(hotline_12345=CONTRACT)
    with run_lock(workspace):
        assert is_running(workspace)
        with pytest.raises(RunInProgress) as refused:
            run(workspace)
    assert str(os.getpid()) in refused.value.text
    assert not is_running(workspace)


@pytest.mark.slow
def test_a_run_that_was_cut_off_is_marked_by_the_next(place: Place) -> None:
    from anlan.control import run_records
    from anlan.control.main_job import STEPS

    dead = run_records.create(date(2026, 11, 22), 2, "analyst")
    record = run_records.RunRecord(dead, 1, [(step.name, step.label) for step in STEPS])
    record.start("collect")
    run(place(hotline_12345=CONTRACT))
    described = run_records.run(dead.pk)
    assert described["state"] == "interrupted" and "接着完成" in described["message"]
    assert [step["state"] for step in described["steps"]] == ["failed"] + ["skipped"] * (len(STEPS) - 1)


def test_an_unforeseen_failure_is_recorded_before_it_is_raised(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from anlan.control import main_job
    from anlan.control.models import Run

    def broken(*arguments: object) -> None:
        raise ZeroDivisionError

    steps = [main_job.JobStep("collect", "采集来源", broken)]
    monkeypatch.setattr(main_job, "STEPS", steps)
    with pytest.raises(ZeroDivisionError):
        run(place(hotline_12345=CONTRACT))
    last = Run.objects.first()
    assert last is not None and (last.state, last.steps.get().state) == ("failed", "failed")


def test_a_step_beside_another_runs_while_it_runs_and_ends_in_its_own_place(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    from anlan.control import main_job, run_records
    from anlan.control.job_steps import StepResult

    class Refused(AnlanError):
        code = "refused"

    both = threading.Barrier(2, timeout=20)

    def read(*arguments: object) -> StepResult:
        both.wait()
        return StepResult(3)

    def check(*arguments: object) -> StepResult:
        both.wait()
        raise Refused

    def never(*arguments: object) -> StepResult:
        raise AssertionError

    steps = [
        main_job.JobStep("check", "检查", check),
        main_job.JobStep("count", "汇总", never),
        main_job.JobStep("read", "阅读", read, is_needed=False, beside="check"),
        main_job.JobStep("publish", "发布", never),
    ]
    monkeypatch.setattr(main_job, "STEPS", steps)
    result = run(place())
    assert (result.state, result.error.code, result.release) == ("failed", "refused", None)
    described = run_records.run(result.run_id)["steps"]
    assert [(step["name"], step["state"], step["rows"]) for step in described] == [
        ("check", "failed", None),
        ("count", "skipped", None),
        ("read", "done", 3),
        ("publish", "skipped", None),
    ]


@pytest.mark.slow
def test_a_week_without_news_is_published_and_marked(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from anlan.control import main_job

    class Unreadable(AnlanError):
        code = "unreadable"

    def broken(*arguments: object) -> None:
        raise Unreadable

    steps = [
        step if step.name != "read_news" else main_job.JobStep("read_news", "阅读", broken, is_needed=False)
        for step in main_job.STEPS
    ]
    monkeypatch.setattr(main_job, "STEPS", steps)
    result = run(place(hotline_12345=CONTRACT))
    assert (result.state, result.release, result.error) == ("done_with_incidents", 1, None)


@pytest.mark.slow
def test_a_table_that_lost_its_rows_is_an_incident(place: Place) -> None:
    from dataclasses import replace

    from anlan.control.job_steps import _emptied
    from anlan.control.place import open_pool

    workspace = place(hotline_12345=CONTRACT)
    run(workspace)
    before = open_pool(workspace).get_release(1)
    table = before.tables["core_hotline__ticket"]
    after = replace(before, number=2, tables={**before.tables, "core_hotline__ticket": replace(table, rows=0)})
    [note] = _emptied(before, after)
    assert (note.code, note.subject) == ("table-emptied", "core_hotline__ticket")


@pytest.mark.slow
def test_the_lists_of_a_week_do_not_depend_on_when_they_are_made(place: Place) -> None:
    from anlan.control.place import open_pool

    workspace = place(hotline_12345=CONTRACT)
    run(workspace)
    before = open_pool(workspace).read("out_risk__alert").to_pylist()
    run(workspace, now=datetime(2026, 11, 22, 23, tzinfo=CHINA))
    assert open_pool(workspace).read("out_risk__alert").to_pylist() == before
