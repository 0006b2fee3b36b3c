"""Planning: schedules placed by the catalogue's update cycles, and each due occurrence made into one job."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.control.jobs.asking import OPEN, create, has_room
from anlan.control.jobs.calendar import CalendarYearMissing, WorkingCalendar, read_calendar
from anlan.control.jobs.cycles import cycles_of
from anlan.control.jobs.errors import ScheduleUnknown
from anlan.control.jobs.kinds import cycle_label
from anlan.control.jobs.models import Job, Schedule
from anlan.control.jobs.rule import CYCLE_RULES, parse_rule
from anlan.control.models import Incident
from anlan.control.source_view import contracts

FRESH = timedelta(minutes=15)
"""An occurrence that is not older has not been missed: the worker was busy, not away."""
_HORIZON = timedelta(days=400)
_PLATFORM = (
    ("main.nightly", "主作业（每晚）", "main", "每日 01:00", Schedule.Missed.ONCE),
    ("main.weekly", "主作业（每周）", "main", "每周一 05:00", Schedule.Missed.ONCE),
    ("truth.daily", "核对资源目录（每日）", "truth", "每日 06:30", Schedule.Missed.SKIP),
    ("health.daily", "核对来源是否按时（每日）", "health", "每日 08:00", Schedule.Missed.ONCE),
)


@dataclass(frozen=True)
class Placed:
    """A schedule as the contracts or the platform place it."""

    name: str
    label: str
    kind: str
    target: str
    rule: str
    missed: str
    origin: str


def placed(workspace: Workspace) -> Iterator[Placed]:
    """The schedules of the platform, and one for each source system and update cycle of its tables."""
    for name, label, kind, rule, missed in _PLATFORM:
        yield Placed(name, label, kind, "", rule, missed, Schedule.Origin.PLATFORM)
    cycles = cycles_of(workspace)
    for contract in contracts(workspace):
        for cycle in sorted({cycles[contract.system, table.name] for table in contract.tables} & CYCLE_RULES.keys()):
            label = f"采集来源：{contract.label}（{cycle_label(cycle)}）"
            target = f"{contract.system}/{cycle}"
            name = f"collect.{contract.system}.{cycle}"
            yield Placed(
                name, label, "collect", target, CYCLE_RULES[cycle], Schedule.Missed.ONCE, Schedule.Origin.CYCLE
            )


def sync_schedules(workspace: Workspace) -> None:
    """Bring the schedules up to the contracts; what a person set stays, what a contract dropped rests."""
    now, real = workspace.clock().now(), timezone.now()
    wanted = {one.name: one for one in placed(workspace)}
    known = {one.name: one for one in Schedule.objects.all()}
    for name, one in wanted.items():
        if name not in known:
            # What was due before anyone planned is not missed: a new schedule begins now.
            Schedule.objects.get_or_create(
                name=name, defaults={**one.__dict__, "considered_until": now, "changed_at": real}
            )
        elif _differs(known[name], one):
            _follow(known[name], one)
    for name in known.keys() - wanted.keys():
        if not known[name].is_gone and known[name].origin != Schedule.Origin.PERSON:
            Schedule.objects.filter(name=name).update(is_gone=True)


def _differs(schedule: Schedule, one: Placed) -> bool:
    rule = schedule.rule if schedule.origin == Schedule.Origin.PERSON else one.rule
    return (schedule.label, schedule.rule, schedule.is_gone) != (one.label, rule, False)


def _follow(schedule: Schedule, one: Placed) -> None:
    schedule.label, schedule.is_gone = one.label, False
    if schedule.origin != Schedule.Origin.PERSON:
        schedule.rule = one.rule
    schedule.save()


def schedule_named(name: str) -> Schedule:
    """The schedule of that name. Raises: ScheduleUnknown."""
    found = Schedule.objects.filter(name=name).first()
    if found is None:
        raise ScheduleUnknown(name=name)
    return found


def set_schedule(workspace: Workspace, name: str, rule: str, missed: str, person: str) -> Schedule:
    """Place a schedule elsewhere; from now on it is a person's. Raises: ScheduleUnknown, RuleInvalid."""
    parse_rule(rule)
    schedule = schedule_named(name)
    schedule.rule, schedule.missed = rule.strip(), missed or schedule.missed
    schedule.origin, schedule.trouble = Schedule.Origin.PERSON, ""
    return _changed(workspace, schedule, person)


def pause(workspace: Workspace, name: str, person: str, is_paused: bool) -> Schedule:
    """Pause a schedule, or let it go on; what fell due in between is not made up. Raises: ScheduleUnknown."""
    schedule = schedule_named(name)
    schedule.is_paused = is_paused
    return _changed(workspace, schedule, person)


def _changed(workspace: Workspace, schedule: Schedule, person: str) -> Schedule:
    schedule.considered_until = workspace.clock().now()
    schedule.changed_by, schedule.changed_at = person, timezone.now()
    schedule.save()
    return schedule


def next_moments(
    schedule: Schedule, now: datetime, count: int, calendar: WorkingCalendar
) -> tuple[list[datetime], str]:
    """The next moments of a schedule, and why there are no more where a year's holidays are missing."""
    found: list[datetime] = []
    try:
        for moment in parse_rule(schedule.rule).between(now, now + _HORIZON, calendar):
            found.append(moment)
            if len(found) == count:
                break
    except CalendarYearMissing as error:
        return found, error.text
    return found, ""


def plan_due(workspace: Workspace) -> list[Job]:
    """Make a job of every occurrence that fell due; returns what was made, missed occurrences among it."""
    now, calendar = workspace.clock().now(), read_calendar(workspace.root)
    found = [
        _plan(workspace, schedule, now, calendar)
        for schedule in Schedule.objects.filter(is_paused=False, is_gone=False, considered_until__lt=now)
    ]
    return [job for job in found if job is not None]


def _plan(workspace: Workspace, schedule: Schedule, now: datetime, calendar: WorkingCalendar) -> Job | None:
    # While its last job is open nothing piles up behind it: what falls due meanwhile is looked at afterwards.
    if schedule.jobs.filter(state__in=OPEN).exists() or not has_room(workspace):
        return None
    try:
        moments = list(parse_rule(schedule.rule).between(schedule.considered_until, now, calendar))
    except CalendarYearMissing as error:
        _in_trouble(schedule, error)
        return None
    if schedule.trouble:
        Schedule.objects.filter(pk=schedule.pk).update(trouble="")
    return _occur(workspace, schedule, moments, now) if moments else None


def _occur(workspace: Workspace, schedule: Schedule, moments: list[datetime], now: datetime) -> Job | None:
    """One job for the newest of the moments; the unique occurrence keeps a second planner from making another."""
    newest = moments[-1]
    is_missed = now - newest > FRESH and schedule.missed == Schedule.Missed.SKIP
    earlier = len(moments) - 1
    try:
        with transaction.atomic():
            job = create(
                workspace, schedule.kind, schedule.target, schedule.label, "", schedule, newest, earlier + is_missed
            )
            Schedule.objects.filter(pk=schedule.pk).update(considered_until=newest)
    except IntegrityError:
        return None
    return _missed(job, schedule, now) if is_missed else job


def _missed(job: Job, schedule: Schedule, now: datetime) -> Job:
    job.state, job.ended_at = Job.State.MISSED, timezone.now()
    job.message = f"{job.missed_count} 个时刻到点时没有作业进程在运行；按计划的规定不补跑"
    job.hint = "确需补跑时重试本作业；要自动补跑，把计划的错过处理改为“补跑一次”。"
    job.save()
    return job


def _in_trouble(schedule: Schedule, error: CalendarYearMissing) -> None:
    """Say once that a schedule cannot be placed."""
    if Schedule.objects.filter(pk=schedule.pk).exclude(trouble=error.text).update(trouble=error.text):
        tell_trouble(error, schedule.label)


def tell_trouble(error: AnlanError, subject: str) -> None:
    """Keep an incident of planning."""
    Incident.objects.create(
        run=None,
        step="schedule",
        code=error.code,
        severity="error",
        subject=subject[:200],
        message=error.text,
        hint=error.advice,
        happened_at=timezone.now(),
    )
