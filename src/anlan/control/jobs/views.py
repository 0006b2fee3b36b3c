"""Schedules and jobs as the console and the command line show them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from anlan.base.settings import Workspace
from anlan.control.jobs.admission import shortage_of
from anlan.control.jobs.asking import OPEN, job_numbered
from anlan.control.jobs.calendar import read_calendar
from anlan.control.jobs.kinds import KINDS
from anlan.control.jobs.models import Job, Schedule
from anlan.control.jobs.planning import next_moments, schedule_named, sync_schedules
from anlan.control.jobs.worker import has_worker
from anlan.control.models import Incident

_SHOWN_NEXT = 3


def schedules(workspace: Workspace) -> list[dict[str, Any]]:
    """Every schedule with its next moments and its last job."""
    sync_schedules(workspace)
    now, calendar = workspace.clock().now(), read_calendar(workspace.root)
    rows = []
    for schedule in Schedule.objects.filter(is_gone=False):
        moments, trouble = next_moments(schedule, now, _SHOWN_NEXT, calendar)
        rows.append(_schedule(schedule, [] if schedule.is_paused else moments, trouble))
    return rows


def _schedule(schedule: Schedule, moments: list[Any], trouble: str) -> dict[str, Any]:
    last = schedule.jobs.order_by("-id").first()
    return {
        "name": schedule.name,
        "label": schedule.label,
        "kind": schedule.kind,
        "kind_label": KINDS[schedule.kind].label,
        "target": schedule.target,
        "rule": schedule.rule,
        "origin": schedule.origin,
        "origin_label": Schedule.Origin(schedule.origin).label,
        "missed": schedule.missed,
        "missed_label": Schedule.Missed(schedule.missed).label,
        "is_paused": schedule.is_paused,
        "next": moments,
        "trouble": schedule.trouble or trouble,
        "last_job": brief(last) if last else None,
        "changed_by": schedule.changed_by,
        "changed_at": schedule.changed_at,
    }


def schedule_view(workspace: Workspace, name: str, count: int = _SHOWN_NEXT) -> dict[str, Any]:
    """One schedule with so many next moments. Raises: ScheduleUnknown."""
    schedule = schedule_named(name)
    moments, trouble = next_moments(schedule, workspace.clock().now(), count, read_calendar(workspace.root))
    return _schedule(schedule, moments, trouble)


def brief(job: Job) -> dict[str, Any]:
    """A job in one line."""
    end = job.ended_at or timezone.now()
    return {
        "id": job.pk,
        "kind": job.kind,
        "kind_label": KINDS[job.kind].label,
        "target": job.target,
        "label": job.label,
        "state": job.state,
        "state_label": Job.State(job.state).label,
        "schedule": job.schedule.name if job.schedule else None,
        "planned_at": job.planned_at,
        "missed_count": job.missed_count,
        "attempt": job.attempt,
        "retries": job.retries,
        "interrupted": job.interrupted,
        "asked_by": job.asked_by,
        "asked_at": job.asked_at,
        "started_at": job.started_at,
        "ended_at": job.ended_at,
        "seconds": round((end - job.started_at).total_seconds(), 1) if job.started_at else None,
        "waits_for": job.waits_for,
        "is_cancel_asked": job.is_cancel_asked,
        "current": job.current,
        "done": job.done,
        "total": job.total,
        "rows": job.rows,
        "message": job.message,
        "code": job.code,
        "hint": job.hint,
        "run_id": job.facts.get("run_id"),
    }


def jobs(page: int, size: int, state: str = "", kind: str = "", schedule: str = "") -> dict[str, Any]:
    """A page of jobs, newest first; ``state`` open means those that have not ended."""
    found = Job.objects.select_related("schedule")
    if state:
        found = found.filter(state__in=OPEN) if state == "open" else found.filter(state=state)
    found = found.filter(kind=kind) if kind else found
    found = found.filter(schedule__name=schedule) if schedule else found
    rows = [brief(job) for job in found[(page - 1) * size : page * size]]
    return {"total": found.count(), "page": page, "size": size, "rows": rows}


def job_view(number: int) -> dict[str, Any]:
    """One job with the incidents it met. Raises: JobUnknown."""
    job = job_numbered(number)
    fields = ("code", "severity", "subject", "message", "hint")
    met = Incident.objects.filter(step=f"job:{number}")
    if job.facts.get("run_id"):
        met = Incident.objects.filter(run=job.facts["run_id"])
    return {**brief(job), "incidents": [{name: getattr(one, name) for name in fields} for one in met]}


def standing(workspace: Workspace) -> dict[str, Any]:
    """Whether jobs are being worked on, how many wait and run, and what the machine is short of."""
    return {
        "has_worker": has_worker(workspace),
        "waiting": Job.objects.filter(state__in=(Job.State.WAITING, Job.State.QUEUED)).count(),
        "running": Job.objects.filter(state=Job.State.RUNNING).count(),
        "concurrency": int(workspace.get("jobs.concurrency")),
        "queue_limit": int(workspace.get("jobs.queue_limit")),
        "shortage": shortage_of(workspace),
        "calendar_years": sorted(read_calendar(workspace.root).years),
        "clock_stands": bool(workspace.get("clock.today")),
    }
