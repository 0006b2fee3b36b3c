"""Runs of the main job with their live steps, their incidents, and starting one."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router

from anlan.api.guard import Needs, SignedRequest, address_of
from anlan.api.ledger import Paging
from anlan.api.schemas.runs import IncidentPage, RunDetail, RunPage, RunRequest
from anlan.control import audit, run_records, run_start
from anlan.control.access import Permission
from anlan.control.place import workspace

router = Router(tags=["runs"])


@router.get("/runs", response=RunPage, auth=Needs(Permission.RUNS_READ), summary="运行记录")
def runs(request: SignedRequest, paging: Query[Paging]) -> Any:
    return run_records.runs(paging.page, paging.size)


@router.post("/runs", response=RunDetail, auth=Needs(Permission.RUNS_START), summary="发起一次运行")
def start_run(request: SignedRequest, wanted: RunRequest) -> Any:
    run = run_start.start(workspace(), wanted.weeks, request.auth.username)
    audit.record(request.auth.username, audit.Action.RUN, str(run["id"]), address=address_of(request))
    return run


@router.get("/runs/{run_id}", response=RunDetail, auth=Needs(Permission.RUNS_READ), summary="一次运行")
def run(request: SignedRequest, run_id: int) -> Any:
    return run_records.run(run_id)


@router.get("/incidents", response=IncidentPage, auth=Needs(Permission.RUNS_READ), summary="异常")
def incidents(request: SignedRequest, paging: Query[Paging], run_id: int | None = None) -> Any:
    return run_records.incidents(paging.page, paging.size, run_id)
