"""The main job: the steps from the sources to a published list and a checked catalogue, recorded as they happen.

Why no workflow engine: every step is idempotent and the lock is the operating system's, so the next run simply finishes
what a killed one left; DBOS would add two and a half seconds of start and stop and a second database (see docs/adr).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from anlan.base.clock import Week
from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.control import job_steps, run_records
from anlan.control.catalogue.nightly import catalogue_truth
from anlan.control.job_steps import StepResult, Work
from anlan.control.models import Run
from anlan.control.quality.nightly import check_quality
from anlan.control.run_lock import run_lock
from anlan.control.run_records import Note, RunRecord

Observer = Callable[[str, int, int], None]
"""Told the label of what is being done, how much of it is done and how much there is."""


@dataclass(frozen=True)
class JobStep:
    """One step: its name, its label, what does it, whether the job goes on without it, and whether it takes only news.

    A step that takes only what is new may rightly produce nothing; for any other that is an incident. A step that
    needs nothing of those right before it begins ``beside`` one of them, and is waited for in its own place.
    """

    name: str
    label: str
    act: Callable[[Work, Observer], StepResult]
    is_needed: bool = True
    is_incremental: bool = False
    beside: str = ""


STEPS = (
    JobStep("collect", "采集来源", job_steps.collect, is_incremental=True),
    JobStep("standardise", "标准化入明细层", job_steps.standardise, is_incremental=True),
    # What a blocking rule refuses is not published: readers keep the release before.
    JobStep("check_quality", "检查质量", check_quality),
    JobStep("count_heads", "汇总参保人数", job_steps.count_heads, is_incremental=True),
    JobStep("link", "关联企业", job_steps.link),
    # A week without news is worth publishing, marked as such; a week without employers is not.
    JobStep("read_news", "阅读新闻舆情", job_steps.read_news, is_needed=False, beside="check_quality"),
    JobStep("judge", "研判风险", job_steps.judge),
    # Tags describe employers; the list of warnings does not wait for them.
    JobStep("tag", "标注单位标签", job_steps.tag, is_needed=False),
    JobStep("publish", "发布", job_steps.publish),
    # What the catalogue promises falsely is an incident; the list of employers does not wait for it.
    JobStep("catalogue_truth", "核对资源目录", catalogue_truth, is_needed=False),
)


@dataclass(frozen=True)
class RunResult:
    """How a run ended: its number, state, release, the failure that stopped it, incidents and peak memory in MB."""

    run_id: int
    state: str
    release: int | None
    error: AnlanError | None
    incidents: Sequence[Note]
    peak_memory_mb: int
    seconds: float


def nothing(label: str, done: int, total: int) -> None:
    """An observer that does not look."""


def run_main_job(
    workspace: Workspace,
    *,
    now: datetime,
    weeks: int | None = None,
    observer: Observer = nothing,
    started_by: str = "",
    record: int | None = None,
) -> RunResult:
    """Run the main job once; a failing step ends the run as failed, recorded with code, message and hint.

    ``record`` continues the record that the console made when it asked for the run. Raises: RunInProgress.
    """
    with run_lock(workspace):
        run_records.mark_interrupted(keep=record)
        count = weeks or workspace.get("risk.weeks")
        run = _record(record) or run_records.create(now.date(), count, started_by)
        recorded = RunRecord(run, os.getpid(), [(step.name, step.label) for step in STEPS])
        last = Week.of(now.date())
        work = Work.open(workspace, now, [last.shift(back) for back in range(1 - count, 1)])
        return _Job(recorded, work, observer).run()


def _record(number: int | None) -> Run | None:
    return None if number is None else Run.objects.filter(pk=number).first()


@dataclass
class _Job:
    recorded: RunRecord
    work: Work
    observer: Observer

    def run(self) -> RunResult:
        """All steps in order; after a needed step failed the rest is skipped, save what runs beside it already."""
        error: AnlanError | None = None
        notes: list[Note] = []
        ahead: dict[str, Future[StepResult]] = {}
        with ThreadPoolExecutor(1) as threads:
            for step in STEPS:
                if error is not None and step.name not in ahead:
                    self.recorded.end(step.name, "skipped")
                    continue
                for one in STEPS:
                    if one.beside == step.name:
                        self.recorded.start(one.name)
                        ahead[one.name] = threads.submit(one.act, self.work, self._heard(one))
                failure, found = self._step(step, ahead.get(step.name))
                notes += found
                error = error or (failure if step.is_needed else None)
        state = Run.State.DONE if error is None else Run.State.FAILED
        self.recorded.close(state, self.work.release, error.text if error else "")
        return self._result(error, notes)

    def _step(self, step: JobStep, ahead: Future[StepResult] | None) -> tuple[AnlanError | None, list[Note]]:
        """Do a step, or wait for one that was begun ``ahead``; its failure and its incidents."""
        if ahead is None:
            self.recorded.start(step.name)
        before = run_records.rows_of_last_run(step.name)
        failure: AnlanError | None = None
        try:
            result = step.act(self.work, self._progress(step)) if ahead is None else ahead.result()
        except AnlanError as error:
            failure, found = error, [Note.of(error, step.label)]
            self.recorded.end(step.name, "failed", message=error.text)
        except BaseException:
            self.recorded.end(step.name, "failed", message="意外中断，详情见运行日志")
            self.recorded.close(Run.State.FAILED, None, f"{step.label}意外中断，详情见运行日志")
            raise
        else:
            found = [*result.notes, *_vanished(step, result.rows, before)]
            self.recorded.end(step.name, "done", result.rows, result.unit, result.message)
        self.recorded.add(step.name, found)
        return failure, found

    def _heard(self, step: JobStep) -> Observer:
        """Progress of a step in a thread of its own: watched, not recorded, because records have one writer."""
        return lambda current, done, total: self.observer(step.label, done, total)

    def _progress(self, step: JobStep) -> Observer:
        def told(current: str, done: int, total: int) -> None:
            self.recorded.progress(step.name, current, done, total)
            self.observer(step.label, done, total)

        return told

    def _result(self, error: AnlanError | None, notes: list[Note]) -> RunResult:
        run = self.recorded.run
        seconds = (run.ended_at - run.started_at).total_seconds() if run.ended_at else 0.0
        peak = run.peak_memory_mb or 0
        return RunResult(run.pk, run.state, run.release, error, tuple(notes), peak, round(seconds, 1))


def _vanished(step: JobStep, rows: int, before: int) -> list[Note]:
    """A step that produced nothing where it used to produce something is an incident, never a green tick."""
    if step.is_incremental or rows > 0 or before == 0:
        return []
    message = f"“{step.label}”本次没有产出任何行，上次为 {before:,} 行"
    return [Note("step-empty", "error", step.label, message, "检查来源与装载记录；确认属实前请勿采用本次结果。")]
