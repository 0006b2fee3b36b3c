"""Planning and back-pressure over a real control database: occurrences become jobs once, and waiting has a reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from anlan.base.clock import CHINA
from anlan.base.settings import Workspace
from anlan.control.jobs.rule import RuleInvalid
from anlan.control.run_lock import run_lock

if TYPE_CHECKING:
    from anlan.control.jobs import admission, asking, attempt, planning
    from anlan.control.jobs.errors import JobNotEnded, JobNotOpen, JobQueueFull, JobTargetUnknown
    from anlan.control.jobs.models import Job, Schedule
    from anlan.control.models import Incident

COLLECT = "collect.hotline_12345.2"


@pytest.fixture(autouse=True)
def opened(database: Workspace) -> None:
    """What needs Django is imported once it is set up; the process has one Django, and not for this module first."""
    from anlan.control import models
    from anlan.control.jobs import admission, asking, attempt, errors, planning
    from anlan.control.jobs import models as mine

    globals().update(admission=admission, asking=asking, attempt=attempt, planning=planning, Incident=models.Incident)
    globals().update(vars(errors), Job=mine.Job, Schedule=mine.Schedule)


def on(workspace: Workspace, day: str, **settings: Any) -> Workspace:
    """The workspace on another business day (20:00 in China), with other settings."""
    values = {
        **workspace.values,
        "clock.today": day,
        **{name.replace("__", "."): one for name, one in settings.items()},
    }
    return Workspace(workspace.root, values, workspace.connections)


@pytest.fixture
def planned(database: Workspace) -> Workspace:
    """Schedules as of Sunday 2026-11-22, 20:00; only the collection and the check of the catalogue are not paused."""
    planning.sync_schedules(on(database, "2026-11-22"))
    Schedule.objects.exclude(name__in=[COLLECT, "truth.daily"]).update(is_paused=True)
    return database


def test_schedules_follow_the_update_cycle_until_a_person_moves_them(planned: Workspace) -> None:
    assert Schedule.objects.get(name=COLLECT).rule == "每日 02:00"
    planning.set_schedule(planned, COLLECT, "每周一 05:00", "", "data")
    planning.sync_schedules(planned)
    moved = Schedule.objects.get(name=COLLECT)
    assert (moved.rule, moved.origin, moved.changed_by) == ("每周一 05:00", "person", "data")
    with pytest.raises(RuleInvalid):
        planning.set_schedule(planned, COLLECT, "有空的时候", "", "data")


def test_a_due_occurrence_becomes_one_job(planned: Workspace) -> None:
    assert planning.plan_due(on(planned, "2026-11-22")) == []
    made = planning.plan_due(on(planned, "2026-11-23"))
    job = next(one for one in made if one.kind == "collect")
    assert job.planned_at == datetime(2026, 11, 23, 2, tzinfo=CHINA)
    assert job.missed_count == 0
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)
    assert planning.plan_due(on(planned, "2026-11-23")) == []


def test_an_occurrence_has_one_job_even_if_two_plan_it(planned: Workspace) -> None:
    job = next(one for one in planning.plan_due(on(planned, "2026-11-23")) if one.kind == "collect")
    with pytest.raises(IntegrityError), transaction.atomic():
        asking.create(planned, "collect", job.target, job.label, "", job.schedule, job.planned_at)
    # A planner that read the schedule before the other moved it on.
    stale = Schedule.objects.get(name=COLLECT)
    stale.considered_until = datetime(2026, 11, 22, 20, tzinfo=CHINA)
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)
    now = datetime(2026, 11, 23, 20, tzinfo=CHINA)
    assert planning._occur(planned, stale, [datetime(2026, 11, 23, 2, tzinfo=CHINA)], now) is None


def test_missed_occurrences_run_once_or_are_said_to_be_missed(planned: Workspace) -> None:
    made = {job.kind: job for job in planning.plan_due(on(planned, "2026-12-02"))}
    assert (made["collect"].state, made["collect"].missed_count) == ("waiting", 9)
    assert made["collect"].planned_at == datetime(2026, 12, 2, 2, tzinfo=CHINA)
    assert (made["truth"].state, made["truth"].missed_count) == ("missed", 10)
    assert "10 个时刻" in made["truth"].message
    assert len(made) == 2


def test_nothing_piles_up_behind_a_job_that_is_open(planned: Workspace) -> None:
    planning.plan_due(on(planned, "2026-11-23"))
    planning.plan_due(on(planned, "2026-11-24"))
    assert Job.objects.filter(schedule__name=COLLECT).count() == 1
    Job.objects.update(state=Job.State.DONE)
    planning.plan_due(on(planned, "2026-11-25"))
    newest = Job.objects.filter(schedule__name=COLLECT).first()
    assert newest is not None
    assert newest.missed_count == 1


def test_what_fell_due_in_a_pause_is_not_made_up(planned: Workspace) -> None:
    planning.pause(planned, COLLECT, "data", is_paused=True)
    assert not any(job.kind == "collect" for job in planning.plan_due(on(planned, "2026-11-25")))
    planning.pause(on(planned, "2026-11-25"), COLLECT, "data", is_paused=False)
    assert not any(job.kind == "collect" for job in planning.plan_due(on(planned, "2026-11-25")))
    assert any(job.kind == "collect" for job in planning.plan_due(on(planned, "2026-11-26")))


def test_a_missing_year_is_an_incident_and_no_guess(planned: Workspace) -> None:
    planning.set_schedule(on(planned, "2026-12-30"), COLLECT, "每个工作日 02:00", "", "data")
    for _ in range(2):
        planning.plan_due(on(planned, "2027-01-05"))
    assert not Job.objects.filter(schedule__name=COLLECT).exists()
    (incident,) = Incident.objects.filter(code="calendar-year-missing")
    assert "2027" in incident.message
    (planned.root / "calendar.yml").write_text(
        "2027: {source: 通知, holidays: [[2027-01-01, 2027-01-03]]}", encoding="utf-8"
    )
    try:
        planning.plan_due(on(planned, "2027-01-05"))
    finally:
        (planned.root / "calendar.yml").unlink()
    assert Job.objects.get(schedule__name=COLLECT).planned_at == datetime(2027, 1, 5, 2, tzinfo=CHINA)
    assert Schedule.objects.get(name=COLLECT).trouble == ""


def test_one_that_waits_stands_for_both_who_ask(database: Workspace) -> None:
    (first,) = asking.ask(database, "truth", "", "data")
    (second,) = asking.ask(database, "truth", "", "admin")
    assert first.pk == second.pk
    with pytest.raises(JobTargetUnknown):
        asking.ask(database, "collect", "nothing", "data")


def test_the_queue_is_bounded(database: Workspace) -> None:
    small = on(database, "2026-11-22", jobs__queue_limit=1)
    asking.ask(small, "truth", "", "data")
    with pytest.raises(JobQueueFull):
        asking.ask(small, "health", "", "data")


def reasons(workspace: Workspace) -> dict[str, str]:
    """Kind → what its jobs wait for, after a look at who may start; those that may wait for nothing."""
    free = {job.pk for job in admission.admissible(workspace)}
    waiting = Job.objects.filter(state=Job.State.WAITING)
    return {job.kind: "" if job.pk in free else job.waits_for for job in waiting}


def test_a_source_with_a_job_in_flight_gets_no_second(database: Workspace) -> None:
    wide = on(database, "2026-11-22", jobs__concurrency=9)
    (first,) = asking.ask(wide, "collect", "hotline_12345", "data")
    Job.objects.filter(pk=first.pk).update(state=Job.State.RUNNING)
    asking.ask(wide, "collect", "hotline_12345", "data")
    asking.ask(wide, "harvest", "hotline_12345", "data")
    asking.ask(wide, "truth", "", "data")
    found = reasons(wide)
    assert str(first.pk) in found["collect"]
    assert str(first.pk) in found["harvest"]
    assert found["truth"] == ""


def test_the_main_job_is_alone_and_nobody_slips_in_before_it(database: Workspace) -> None:
    wide = on(database, "2026-11-22", jobs__concurrency=9)
    (busy,) = asking.ask(wide, "truth", "", "data")
    Job.objects.filter(pk=busy.pk).update(state=Job.State.RUNNING)
    (main,) = asking.ask(wide, "main", "", "data")
    asking.ask(wide, "collect", "hotline_12345", "data")
    found = reasons(wide)
    assert found["main"].startswith("需独占资源池")
    assert str(main.pk) in found["collect"]
    Job.objects.filter(pk=busy.pk).update(state=Job.State.DONE)
    found = reasons(wide)
    assert found["main"] == ""
    assert "独占资源池" in found["collect"]


def test_a_run_outside_the_worker_is_waited_for(database: Workspace) -> None:
    asking.ask(database, "collect", "hotline_12345", "data")
    with run_lock(database):
        assert "命令行" in reasons(database)["collect"]
    assert reasons(database)["collect"] == ""


def test_jobs_in_total_disk_and_memory_have_bounds(database: Workspace) -> None:
    asking.ask(database, "health", "", "data")
    assert "磁盘剩余" in reasons(on(database, "2026-11-22", jobs__min_disk_mb=10**9))["health"]
    assert "可用内存" in reasons(on(database, "2026-11-22", jobs__min_memory_mb=10**9))["health"]
    (other,) = asking.ask(database, "truth", "", "data")
    Job.objects.filter(pk=other.pk).update(state=Job.State.RUNNING)
    assert "上限 1 个" in reasons(on(database, "2026-11-22", jobs__concurrency=1))["health"]


def failed_end(retry: bool) -> attempt.Ended:
    """How a step ends that failed."""
    failure = {"code": "source-lost", "severity": "error", "subject": "热线", "message": "断了", "hint": "重试"}
    return {"state": "failed", "failure": failure, "retry": retry, "notes": [failure]}


def test_a_failure_that_may_pass_waits_longer_each_time_and_ends(database: Workspace) -> None:
    patient = on(database, "2026-11-22", jobs__retry_limit=2, jobs__retry_wait_seconds=100)
    (job,) = asking.ask(patient, "collect", "hotline_12345", "data")
    waits = []
    for number in (1, 2, 3):
        Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
        attempt.settle(patient, job.pk, number, [failed_end(retry=True)])
        job.refresh_from_db()
        waits.append((job.not_before - timezone.now()) / timedelta(seconds=1))
    assert (job.state, job.attempt, job.retries, job.code) == ("failed", 3, 2, "source-lost")
    assert 90 < waits[0] <= 100
    assert 390 < waits[1] <= 400
    assert Incident.objects.filter(step=f"job:{job.pk}").count() == 1


def test_a_failure_that_will_not_pass_is_not_retried(database: Workspace) -> None:
    (job,) = asking.ask(database, "collect", "hotline_12345", "data")
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
    attempt.settle(database, job.pk, 1, [failed_end(retry=False)])
    attempt.settle(database, job.pk, 1, [failed_end(retry=False)])
    job.refresh_from_db()
    assert (job.state, job.retries, job.hint) == ("failed", 0, "重试")
    assert Incident.objects.filter(step=f"job:{job.pk}").count() == 1


def test_a_person_cancels_and_retries(database: Workspace) -> None:
    (job,) = asking.ask(database, "truth", "", "data")
    with pytest.raises(JobNotEnded):
        asking.retry(database, job.pk)
    assert asking.cancel(job.pk).state == "cancelled"
    with pytest.raises(JobNotOpen):
        asking.cancel(job.pk)
    again = asking.retry(database, job.pk)
    assert (again.state, again.attempt) == ("waiting", 2)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
    assert asking.cancel(job.pk).is_cancel_asked
