"""One attempt of a job: its steps, each of which may run again after a crash, and how the attempt ends."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.control.jobs.asking import IN_FLIGHT, OPEN, wait_again
from anlan.control.jobs.errors import JobCancelled
from anlan.control.jobs.kinds import KINDS, Kind, PoolUse, Progress, StepEnd, Task, failed_with
from anlan.control.jobs.models import Job
from anlan.control.models import Incident
from anlan.control.run_lock import run_lock
from anlan.control.run_records import Note

CRASH_HINT = "查看工作区 logs 中作业进程的日志，把作业编号告诉系统管理员；原因排除后重试，会接着已写入的数据做。"
_WRITE_EVERY_SECONDS = 1.0
_BACKOFF = 4
Ended = dict[str, Any]
"""How a step ended, as plain values: the job system keeps it, so that a finished step is not repeated."""


def run_step(workspace: Workspace, worker: str, number: int, attempt: int, step: str) -> Ended:
    """Do one step of an attempt. An expected failure is a way to end; an unforeseen one is raised to the job system.

    A step that starts again because its process died is counted; too many of them end the job as crashed.
    """
    job = Job.objects.filter(pk=number, attempt=attempt, state__in=OPEN).first()
    if job is None:
        return {"state": str(Job.State.CANCELLED)}
    if _begin(job, worker) > int(workspace.get("jobs.crash_limit")):
        return _crashed(f"作业进程在运行本作业时中断了 {job.interrupted} 次，不再自动接着做")
    return _ended(_act(workspace, job, KINDS[job.kind], step))


def _begin(job: Job, worker: str) -> int:
    """Note that the job runs in this process; how often it was cut off before."""
    if job.state == Job.State.RUNNING and job.worker and job.current:
        job.interrupted += 1
    job.state, job.worker, job.waits_for = Job.State.RUNNING, worker, ""
    job.started_at = job.started_at or timezone.now()
    job.save(update_fields=["state", "worker", "waits_for", "started_at", "interrupted"])
    return job.interrupted


def _act(workspace: Workspace, job: Job, kind: Kind, step: str) -> StepEnd:
    watch = _Watch(job.pk)
    task = Task(workspace, job.target, watch.progress, job.asked_by or f"作业 {job.pk}")
    lock = nullcontext() if kind.pool is PoolUse.NONE or kind.name == "main" else _pool(workspace, kind)
    try:
        watch.progress(kind.label, 0, 0)
        with lock:
            return kind.step(step)(task)
    except AnlanError as error:
        return failed_with(error, job.label)
    finally:
        # Nothing is being worked on between steps: what dies here was not cut off.
        Job.objects.filter(pk=job.pk).update(current="")


@contextmanager
def _pool(workspace: Workspace, kind: Kind) -> Iterator[None]:
    """The pool as the kind uses it; the main job takes the lock itself. Raises: RunInProgress."""
    with run_lock(workspace, shared=kind.pool is PoolUse.SHARED):
        yield


class _Watch:
    """Writes down how far a job is, now and then, and stops it there when a person asked for that."""

    def __init__(self, number: int) -> None:
        self._number, self._written = number, 0.0

    @property
    def progress(self) -> Progress:
        return self._told

    def _told(self, current: str, done: int, total: int) -> None:
        if time.monotonic() - self._written < _WRITE_EVERY_SECONDS:
            return
        self._written = time.monotonic()
        mine = Job.objects.filter(pk=self._number)
        mine.update(current=current[:200] or "…", done=done, total=total)
        if mine.filter(is_cancel_asked=True).exists():
            raise JobCancelled


def _ended(end: StepEnd) -> Ended:
    failure = end.failure
    state = Job.State.DONE if failure is None else Job.State.FAILED
    if failure is not None and failure.code == JobCancelled.code:
        state = Job.State.CANCELLED
    return {
        "state": str(state),
        "rows": end.rows,
        "message": end.message,
        "notes": [note.__dict__ for note in end.notes],
        "failure": failure.__dict__ if failure else None,
        "retry": end.retry,
        "facts": end.facts,
    }


def _crashed(message: str) -> Ended:
    failure = Note("job-crashed", "error", "", message, CRASH_HINT)
    return {"state": str(Job.State.CRASHED), "failure": failure.__dict__}


def settle(workspace: Workspace, number: int, attempt: int, ends: Sequence[Ended]) -> None:
    """End the attempt as its last step ended: for good, or back to wait where the failure may pass.

    Settling twice changes nothing.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=number, attempt=attempt, state__in=IN_FLIGHT).first()
        if job is None:
            return
        last = ends[-1]
        if last["state"] == Job.State.FAILED and last.get("retry") and _wait(workspace, job, last["failure"]):
            return
        _close(job, ends)


def _wait(workspace: Workspace, job: Job, failure: Mapping[str, str]) -> bool:
    """Back to wait, four times as long each time; whether the limit of retries allows it."""
    limit = int(workspace.get("jobs.retry_limit"))
    if job.retries >= limit or job.is_cancel_asked:
        return False
    seconds = float(workspace.get("jobs.retry_wait_seconds")) * _BACKOFF**job.retries
    moment = timezone.now() + timedelta(seconds=seconds)
    reason = f"{failure['message']}——第 {job.retries + 1}/{limit} 次重试，{timezone.localtime(moment):%H:%M:%S} 之后"
    return wait_again(job, moment, reason)


def _close(job: Job, ends: Sequence[Ended]) -> None:
    last = ends[-1]
    notes = [note for end in ends for note in end.get("notes") or ()]
    job.facts = {key: value for end in ends for key, value in (end.get("facts") or {}).items()}
    job.state = last["state"]
    grave = [note for note in notes if note["severity"] != "info"]
    if job.state == Job.State.DONE and (grave or job.facts.get("incidents")):
        job.state = Job.State.DONE_WITH_INCIDENTS
    job.rows = next((end["rows"] for end in reversed(ends) if end.get("rows") is not None), None)
    job.message = "；".join(end["message"] for end in ends if end.get("message"))
    failure = last.get("failure")
    if failure is not None:
        job.message, job.code, job.hint = failure["message"], failure["code"], failure["hint"]
        if failure not in notes and job.state != Job.State.CANCELLED:
            notes.append({**failure, "subject": failure["subject"] or job.label})
    elif grave:
        job.hint = grave[0]["hint"]
    job.ended_at, job.current, job.waits_for = timezone.now(), "", ""
    job.save()
    # A run of the main job keeps its own incidents, the failure that ended it among them.
    record_notes(job, notes if "run_id" not in job.facts else [])


def record_notes(job: Job, notes: Sequence[Mapping[str, str]]) -> None:
    """Keep the incidents of a job where those of runs are kept."""
    moment = timezone.now()
    Incident.objects.bulk_create(
        Incident(
            run=None,
            step=f"job:{job.pk}",
            code=note["code"][:60],
            severity=note["severity"],
            subject=note["subject"][:200],
            message=note["message"],
            hint=note["hint"],
            happened_at=moment,
        )
        for note in notes
    )


def crash(number: int, attempt: int, message: str) -> bool:
    """End an attempt that the job system gave up; whether it was still open."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=number, attempt=attempt, state__in=IN_FLIGHT).first()
        if job is not None:
            _close(job, [_crashed(message)])
    return job is not None
