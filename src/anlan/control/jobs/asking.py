"""Asking for jobs, asking that they stop, and asking again after a failure."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from anlan.base.settings import Workspace
from anlan.control.jobs.errors import JobNotEnded, JobNotOpen, JobQueueFull, JobUnknown
from anlan.control.jobs.kinds import kind_named
from anlan.control.jobs.models import Job, Schedule

DUE = "due"
WAITING = (Job.State.WAITING, Job.State.QUEUED)
IN_FLIGHT = (Job.State.QUEUED, Job.State.RUNNING)
OPEN = (Job.State.WAITING, *IN_FLIGHT)
_RETRYABLE = (Job.State.FAILED, Job.State.CRASHED, Job.State.CANCELLED, Job.State.MISSED)


def ask(workspace: Workspace, kind: str, target: str, person: str) -> list[Job]:
    """The jobs asked for: one, or for ``collect`` of ``due`` one for every source that is late.

    A job of the same kind and target that still waits stands for both. Raises: JobKindUnknown, JobTargetUnknown,
    JobQueueFull.
    """
    if kind == "collect" and target == DUE:
        from anlan.control.jobs.source_health import late_systems

        return [_ask(workspace, kind, system, person) for system in late_systems(workspace)]
    return [_ask(workspace, kind, target, person)]


def _ask(workspace: Workspace, kind: str, target: str, person: str) -> Job:
    known = kind_named(kind)
    target = target if known.needs_target else ""
    label = known.label_of(target, workspace)
    with transaction.atomic():
        waiting = Job.objects.filter(kind=kind, target=target, state=Job.State.WAITING).first()
        return waiting or create(workspace, kind, target, label, person)


def has_room(workspace: Workspace) -> bool:
    """Whether one more job may wait."""
    return Job.objects.filter(state__in=WAITING).count() < int(workspace.get("jobs.queue_limit"))


def create(
    workspace: Workspace,
    kind: str,
    target: str,
    label: str,
    person: str,
    schedule: Schedule | None = None,
    planned_at: datetime | None = None,
    missed_count: int = 0,
) -> Job:
    """A job that waits. Raises: JobQueueFull; IntegrityError where the occurrence has a job already."""
    if not has_room(workspace):
        raise JobQueueFull(limit=workspace.get("jobs.queue_limit"))
    now = timezone.now()
    return Job.objects.create(
        kind=kind,
        target=target,
        label=label,
        schedule=schedule,
        planned_at=planned_at,
        missed_count=missed_count,
        asked_by=person,
        asked_at=now,
        not_before=now,
    )


def job_numbered(number: int) -> Job:
    """The job of that number. Raises: JobUnknown."""
    found = Job.objects.filter(pk=number).first()
    if found is None:
        raise JobUnknown(number=number)
    return found


def cancel(number: int) -> Job:
    """Stop a job: at once where it waits, at its next sign of progress where it runs.

    Raises: JobUnknown, JobNotOpen.
    """
    job = job_numbered(number)
    now = timezone.now()
    stopped = Job.objects.filter(pk=number, state=Job.State.WAITING).update(
        state=Job.State.CANCELLED, ended_at=now, waits_for="", message="在等待中取消"
    )
    if not stopped and not Job.objects.filter(pk=number, state__in=IN_FLIGHT).update(is_cancel_asked=True):
        raise JobNotOpen(number=number, state=Job.State(job.state).label)
    return job_numbered(number)


def retry(workspace: Workspace, number: int) -> Job:
    """Let a job that failed, crashed, was cancelled or missed wait again, as a new attempt.

    Raises: JobUnknown, JobNotEnded, JobQueueFull.
    """
    job = job_numbered(number)
    if not has_room(workspace):
        raise JobQueueFull(limit=workspace.get("jobs.queue_limit"))
    again = Job.objects.filter(pk=number, state__in=_RETRYABLE).update(
        state=Job.State.WAITING,
        attempt=job.attempt + 1,
        retries=0,
        interrupted=0,
        not_before=timezone.now(),
        is_cancel_asked=False,
        **_FRESH,
    )
    if not again:
        raise JobNotEnded(number=number, state=Job.State(job.state).label)
    return job_numbered(number)


_FRESH = {
    "started_at": None,
    "ended_at": None,
    "worker": "",
    "current": "",
    "done": 0,
    "total": 0,
    "rows": None,
    "message": "",
    "code": "",
    "hint": "",
    "waits_for": "",
}
"""What a new attempt starts with."""


def wait_again(job: Job, not_before: datetime, reason: str) -> bool:
    """Put a job whose attempt failed back to wait for its next; whether this attempt was still the current one."""
    return bool(
        Job.objects.filter(pk=job.pk, attempt=job.attempt, state__in=IN_FLIGHT).update(
            state=Job.State.WAITING,
            attempt=job.attempt + 1,
            retries=job.retries + 1,
            interrupted=0,
            not_before=not_before,
            **{**_FRESH, "waits_for": reason[:300]},
        )
    )
