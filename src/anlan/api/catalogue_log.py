"""The verifiable log of the catalogue: its entries, the proof of each, and the export that verifies offline."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from anlan.api.guard import Needs, SignedRequest, address_of
from anlan.api.ledger import Paging
from anlan.api.schemas.catalogue_log import LogPage, LogProof
from anlan.control import audit, exports
from anlan.control.access import Permission
from anlan.control.catalogue import catalogue_files, log_view
from anlan.control.catalogue.decisions import code_of
from anlan.control.catalogue.log import VerifiableLog
from anlan.control.place import workspace

router = Router(tags=["catalogue"])
READ = Needs(Permission.CATALOGUE_READ)


@router.get("/log", response=LogPage, auth=READ, summary="可验证日志，最新在前")
def catalogue_log(request: SignedRequest, paging: Query[Paging], code: str = "") -> Any:
    return log_view.log_page(VerifiableLog(workspace()), paging.page, paging.size, code_of(code))


@router.get(
    "/log/export",
    auth=READ,
    summary="导出日志，用 anlan catalogue verify 离线验证",
    openapi_extra={"responses": {200: exports.OPENAPI_FILE}},
)
def catalogue_log_export(request: SignedRequest) -> HttpResponse:
    name, media_type, content = catalogue_files.log_file()
    audit.record(request.auth.username, audit.Action.EXPORTED, name, address=address_of(request))
    return exports.download(name, media_type, content)


@router.get("/log/{int:index}", response=LogProof, auth=READ, summary="一条日志的回执：包含证明、树头签名、一致性")
def catalogue_log_proof(request: SignedRequest, index: int) -> Any:
    return log_view.proof_of(VerifiableLog(workspace()), index)
