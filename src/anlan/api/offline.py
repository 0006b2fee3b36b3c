"""Offline files over HTTP: layouts proposed, shown, corrected once and kept; and the ledger of reconciliations."""

from __future__ import annotations

from typing import Any

from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from anlan.api.guard import Needs, SignedRequest, address_of
from anlan.api.ledger import Paging
from anlan.api.schemas.offline import (
    DifferingKey,
    FoundTables,
    KeepWanted,
    KeptLayout,
    LookWanted,
    ReconciliationPage,
)
from anlan.control import audit, offline_view
from anlan.control.access import Permission

router = Router(tags=["offline"])
_READ, _KEEP = Needs(Permission.SOURCES_READ), Needs(Permission.CATALOGUE_SUBMIT)


@router.get("/offline/layouts", response=list[KeptLayout], auth=_READ, summary="已确认的离线文件版式")
def kept_layouts(request: SignedRequest) -> Any:
    return offline_view.layouts()


@router.post("/offline/look", response=FoundTables, auth=_KEEP, summary="提议一个文件的版式；不保存")
def look_at_file(request: SignedRequest, file: File[UploadedFile], wanted: Form[LookWanted]) -> Any:
    return offline_view.look(file.read(), file.name or "", wanted.header, wanted.sheet)


@router.post("/offline/layouts", response=KeptLayout, auth=_KEEP, summary="确认一个版式，以后照此读取")
def keep_layout(request: SignedRequest, file: File[UploadedFile], wanted: Form[KeepWanted]) -> Any:
    name = file.name or ""
    kept = offline_view.keep(
        file.read(),
        name,
        wanted.header,
        wanted.sheet,
        wanted.fingerprint,
        wanted.names,
        wanted.units,
        wanted.date_order,
    )
    detail = f"{name}，{len(kept['columns'])} 列"
    audit.record(
        request.auth.username, audit.Action.SUBMITTED, f"版式 {kept['fingerprint']}", detail, address_of(request)
    )
    return kept


@router.get("/reconciliations", response=ReconciliationPage, auth=_READ, summary="对账台账")
def reconciliations(request: SignedRequest, paging: Query[Paging], system: str = "") -> Any:
    return offline_view.reconciliations(system, paging.page, paging.size)


@router.get(
    "/reconciliations/{int:run_no}/{system}/{table}/{stage}",
    response=list[DifferingKey],
    auth=Needs(Permission.SET_ASIDE_READ),
    summary="一次对账中不符的主键",
)
def reconciliation_keys(request: SignedRequest, run_no: int, system: str, table: str, stage: str) -> Any:
    return offline_view.differing_keys(run_no, system, table, stage)
