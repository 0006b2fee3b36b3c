"""Background jobs, the schedules that make them, and whether the sources are well."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router

from anlan.api.guard import Needs, SignedRequest, address_of
from anlan.api.ledger import Paging
from anlan.api.schemas.jobs import (
    BackgroundJob,
    BackgroundJobDetail,
    BackgroundJobPage,
    JobRequest,
    JobSchedule,
    JobStanding,
    JobState,
    ScheduleChange,
    SourceTableHealth,
)
from anlan.control import audit
from anlan.control.access import Permission
from anlan.control.jobs import asking, planning, source_health, views
from anlan.control.place import workspace

router = Router(tags=["jobs"])
_READ, _ACT = Needs(Permission.RUNS_READ), Needs(Permission.RUNS_START)


def _noted(request: SignedRequest, subject: str, detail: str) -> None:
    audit.record(request.auth.username, audit.Action.JOB, subject, detail, address_of(request))


@router.get("/jobs", response=BackgroundJobPage, auth=_READ, summary="后台作业")
def background_jobs(
    request: SignedRequest, paging: Query[Paging], state: JobState | None = None, open: bool = False, schedule: str = ""
) -> Any:
    return views.jobs(paging.page, paging.size, "open" if open else state or "", schedule=schedule)


@router.post("/jobs", response=list[BackgroundJob], auth=_ACT, summary="发起后台作业")
def ask_job(request: SignedRequest, wanted: JobRequest) -> Any:
    made = [views.brief(job) for job in asking.ask(workspace(), wanted.kind, wanted.target, request.auth.username)]
    for row in made:
        _noted(request, str(row["id"]), f"发起 {row['label']}")
    return made


@router.get("/jobs/standing", response=JobStanding, auth=_READ, summary="作业进程与队列的状况")
def job_standing(request: SignedRequest) -> Any:
    return views.standing(workspace())


@router.get("/jobs/{number}", response=BackgroundJobDetail, auth=_READ, summary="一个后台作业")
def background_job(request: SignedRequest, number: int) -> Any:
    return views.job_view(number)


@router.post("/jobs/{number}/retry", response=BackgroundJob, auth=_ACT, summary="重试一个作业")
def retry_job(request: SignedRequest, number: int) -> Any:
    row = views.brief(asking.retry(workspace(), number))
    _noted(request, str(number), f"重试 {row['label']}")
    return row


@router.post("/jobs/{number}/cancel", response=BackgroundJob, auth=_ACT, summary="取消一个作业")
def cancel_job(request: SignedRequest, number: int) -> Any:
    row = views.brief(asking.cancel(number))
    _noted(request, str(number), f"取消 {row['label']}")
    return row


@router.get("/schedules", response=list[JobSchedule], auth=_READ, summary="作业计划")
def job_schedules(request: SignedRequest) -> Any:
    return views.schedules(workspace())


@router.put("/schedules/{name}", response=JobSchedule, auth=_ACT, summary="改变计划的时间")
def change_schedule(request: SignedRequest, name: str, wanted: ScheduleChange) -> Any:
    planning.set_schedule(workspace(), name, wanted.rule, wanted.missed, request.auth.username)
    _noted(request, name, f"时间改为 {wanted.rule}")
    return views.schedule_view(workspace(), name)


@router.post("/schedules/{name}/pause", response=JobSchedule, auth=_ACT, summary="暂停计划")
def pause_schedule(request: SignedRequest, name: str) -> Any:
    return _let(request, name, is_paused=True)


@router.post("/schedules/{name}/resume", response=JobSchedule, auth=_ACT, summary="恢复计划")
def resume_schedule(request: SignedRequest, name: str) -> Any:
    return _let(request, name, is_paused=False)


def _let(request: SignedRequest, name: str, is_paused: bool) -> Any:
    planning.pause(workspace(), name, request.auth.username, is_paused)
    _noted(request, name, "暂停" if is_paused else "恢复")
    return views.schedule_view(workspace(), name)


@router.get(
    "/sources/health", response=list[SourceTableHealth], auth=Needs(Permission.SOURCES_READ), summary="来源健康"
)
def source_table_health(request: SignedRequest) -> Any:
    return source_health.source_health(workspace())
