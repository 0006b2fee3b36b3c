"""What is remembered of runs: steps with live progress, incidents, and runs that were cut off."""

from __future__ import annotations

import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone

from anlan.base.errors import AnlanError
from anlan.control.models import Incident, Run, RunStep
from anlan.control.place import workspace
from anlan.control.run_lock import is_running

_WRITE_EVERY_SECONDS = 0.3
# A run asked for from the console has its record before its process has the lock.
_START_GRACE = timedelta(seconds=30)


class RunUnknown(AnlanError):
    """No run has that number."""

    code = "run-unknown"
    status = 404
    message = "没有第 {number} 次运行"
    hint = "从运行记录列表进入。"


class NoRunYet(AnlanError):
    """No run has ended with a release."""

    code = "no-run-yet"
    status = 409
    message = "还没有完成的运行"
    hint = "先执行 `anlan run`，完成后再导出。"


def last_done() -> tuple[int, datetime]:
    """Number and end of the newest run that published. Raises: NoRunYet."""
    run = Run.objects.exclude(ended_at=None).exclude(release=None).order_by("-id").first()
    if run is None or run.ended_at is None:
        raise NoRunYet
    return run.pk, run.ended_at


@dataclass(frozen=True)
class Note:
    """An incident before it is recorded: what, where, how grave, and what to do next."""

    code: str
    severity: str
    subject: str
    message: str
    hint: str

    @classmethod
    def of(cls, error: AnlanError, subject: str) -> Note:
        """The incident that reports a failure."""
        return cls(error.code, "error", subject, error.text, error.advice)


def create(business_date: date, weeks: int, started_by: str) -> Run:
    """The record of a run that is about to start."""
    return Run.objects.create(
        state=Run.State.RUNNING,
        business_date=business_date,
        weeks=weeks,
        started_at=timezone.now(),
        started_by=started_by,
    )


class RunRecord:
    """Writes one run into the control database; progress is written a few times a second at most."""

    def __init__(self, run: Run, process_id: int, steps: Sequence[tuple[str, str]]) -> None:
        self.run = run
        run.process_id = process_id
        run.save()
        self._written = 0.0
        self.steps = {
            name: RunStep.objects.create(run=run, position=position, name=name, label=label)
            for position, (name, label) in enumerate(steps, 1)
        }

    def start(self, name: str) -> None:
        """A step begins."""
        step = self.steps[name]
        step.state, step.started_at = "running", timezone.now()
        step.save()

    def progress(self, name: str, current: str, done: int, total: int) -> None:
        """A step came so far; written only now and then, because each write is a transaction."""
        step = self.steps[name]
        step.current, step.done, step.total = current[:200], done, total
        if time.monotonic() - self._written >= _WRITE_EVERY_SECONDS:
            self._written = time.monotonic()
            step.save()

    def end(self, name: str, state: str, rows: int | None = None, unit: str = "", message: str = "") -> None:
        """A step ended as done, failed or skipped."""
        step = self.steps[name]
        step.state, step.rows, step.message, step.unit = state, rows, message, unit or step.unit
        step.ended_at, step.current = timezone.now(), ""
        if state == "done":
            step.done = step.total = max(step.total, 1)
        step.save()

    def add(self, step: str, notes: Sequence[Note]) -> None:
        """Record incidents of a step."""
        moment = timezone.now()
        Incident.objects.bulk_create(
            Incident(
                run=self.run,
                step=step,
                code=note.code[:60],
                severity=note.severity,
                subject=note.subject[:200],
                message=note.message,
                hint=note.hint,
                happened_at=moment,
            )
            for note in notes
        )

    def close(self, state: str, release: int | None, message: str = "") -> None:
        """The run ended; incidents turn a plain end into one with incidents."""
        has_incidents = self.run.incidents.exclude(severity="info").exists()
        if state == Run.State.DONE and has_incidents:
            state = Run.State.DONE_WITH_INCIDENTS
        self.run.state, self.run.release, self.run.message = state, release, message
        self.run.ended_at, self.run.peak_memory_mb = timezone.now(), peak_memory_mb()
        self.run.save()


def peak_memory_mb() -> int:
    """The most memory this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def mark_interrupted(before: datetime | None = None, keep: int | None = None) -> int:
    """Mark runs that say they are running but whose process is gone; how many. Call only while no run is alive."""
    stale = Run.objects.filter(state=Run.State.RUNNING).exclude(pk=keep)
    if before is not None:
        stale = stale.filter(started_at__lt=before)
    numbers = list(stale.values_list("pk", flat=True))
    RunStep.objects.filter(run__in=numbers, state="running").update(state="failed", message="进程中断")
    RunStep.objects.filter(run__in=numbers, state="waiting").update(state="skipped")
    message = "进程在运行中途结束；已写入的数据完整，下一次运行会接着完成。"
    return Run.objects.filter(pk__in=numbers).update(
        state=Run.State.INTERRUPTED, ended_at=timezone.now(), message=message
    )


def _notice_dead() -> None:
    if Run.objects.filter(state=Run.State.RUNNING).exists() and not is_running(workspace()):
        mark_interrupted(timezone.now() - _START_GRACE)


def _described(run: Run, incident_count: int) -> dict[str, Any]:
    end = run.ended_at or timezone.now()
    return {
        "id": run.pk,
        "state": run.state,
        "state_label": Run.State(run.state).label,
        "business_date": run.business_date,
        "weeks": run.weeks,
        "release": run.release,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "seconds": round((end - run.started_at).total_seconds(), 1),
        "peak_memory_mb": run.peak_memory_mb,
        "started_by": run.started_by,
        "incident_count": incident_count,
        "message": run.message,
    }


def _step(step: RunStep) -> dict[str, Any]:
    fields = ("name", "label", "state", "done", "total", "unit", "rows", "started_at", "ended_at", "message", "current")
    return {field: getattr(step, field) for field in fields}


def _incident(incident: Incident) -> dict[str, Any]:
    fields = ("id", "run_id", "step", "code", "severity", "subject", "message", "hint", "happened_at")
    return {field: getattr(incident, field) for field in fields}


def runs(page: int, size: int) -> dict[str, Any]:
    """A page of runs, newest first."""
    _notice_dead()
    found = list(Run.objects.all()[(page - 1) * size : page * size])
    counted = Incident.objects.filter(run__in=found).values_list("run").annotate(Count("id")).order_by()
    counts: dict[int | None, int] = dict(counted)
    rows = [_described(run, counts.get(run.pk, 0)) for run in found]
    return {"total": Run.objects.count(), "page": page, "size": size, "rows": rows}


def run(number: int) -> dict[str, Any]:
    """One run with its steps and incidents. Raises: RunUnknown."""
    _notice_dead()
    found = Run.objects.filter(pk=number).first()
    if found is None:
        raise RunUnknown(number=number)
    notes = [_incident(incident) for incident in found.incidents.all()]
    return {**_described(found, len(notes)), "steps": [_step(step) for step in found.steps.all()], "incidents": notes}


def incidents(page: int, size: int, run_id: int | None) -> dict[str, Any]:
    """A page of incidents, newest first; of one run where given."""
    found = Incident.objects.all() if run_id is None else Incident.objects.filter(run=run_id)
    rows = [_incident(incident) for incident in found[(page - 1) * size : page * size]]
    return {"total": found.count(), "page": page, "size": size, "rows": rows}


def rows_of_last_run(step: str) -> int:
    """How many rows a step produced the last time it was done; 0 where it never was."""
    last = RunStep.objects.filter(name=step, state="done", rows__isnull=False).order_by("-run_id").first()
    return last.rows or 0 if last else 0
