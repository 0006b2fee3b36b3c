"""The revision workbench: drafts, what they touch, decisions, change sheets."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from anlan.api.guard import Needs, SignedRequest, address_of
from anlan.api.ledger import Paging
from anlan.api.schemas.standards import (
    ApprovalRequest,
    ReasonRequest,
    Revision,
    RevisionPage,
    RevisionRequest,
)
from anlan.control import audit, exports
from anlan.control.access import Permission
from anlan.control.place import workspace
from anlan.control.standards import revision_view
from anlan.control.standards.life import StandardsLife, proposal, revision_numbered
from anlan.control.standards.sheet import sheet_file
from anlan.standards.objects import RegisteredObject

router = Router(tags=["standards"])
_READ, _DRAFT, _APPROVE = (
    Needs(Permission.STANDARDS_READ),
    Needs(Permission.STANDARDS_DRAFT),
    Needs(Permission.STANDARDS_APPROVE),
)


def _proposed(wanted: RevisionRequest) -> RegisteredObject:
    changes: dict[str, Any] = dict(wanted.fields)
    given = {"name": wanted.name, "values": wanted.values, "mappings": wanted.mappings}
    return proposal(wanted.kind, wanted.id, changes | {key: value for key, value in given.items() if value is not None})


def _detail(number: int) -> Any:
    return revision_view.detail(workspace(), number)


def _noted(request: SignedRequest, action: audit.Action, number: int, what: str) -> None:
    audit.record(request.auth.username, action, f"标准修订 {number}", what, address_of(request))


@router.get("", response=RevisionPage, auth=_READ, summary="修订")
def standard_revisions(request: SignedRequest, paging: Query[Paging], state: str = "") -> Any:
    return revision_view.revisions(state, paging.page, paging.size)


@router.post("", response=Revision, auth=_DRAFT, summary="起草修订")
def draft_revision(request: SignedRequest, wanted: RevisionRequest) -> Any:
    return _detail(StandardsLife(workspace()).draft(_proposed(wanted), request.auth.username, wanted.note).pk)


@router.get("/{number}", response=Revision, auth=_READ, summary="一项修订及其影响")
def standard_revision(request: SignedRequest, number: int) -> Any:
    return _detail(number)


@router.put("/{number}", response=Revision, auth=_DRAFT, summary="修改草稿")
def edit_revision(request: SignedRequest, number: int, wanted: RevisionRequest) -> Any:
    StandardsLife(workspace()).edit(number, _proposed(wanted), request.auth.username, wanted.note)
    return _detail(number)


@router.post("/{number}/submit", response=Revision, auth=_DRAFT, summary="提交审核")
def submit_revision(request: SignedRequest, number: int) -> Any:
    StandardsLife(workspace()).submit(number, request.auth.username)
    _noted(request, audit.Action.SUBMITTED, number, "提交")
    return _detail(number)


@router.post("/{number}/withdraw", response=Revision, auth=_DRAFT, summary="撤回")
def withdraw_revision(request: SignedRequest, number: int) -> Any:
    StandardsLife(workspace()).withdraw(number, request.auth.username)
    _noted(request, audit.Action.SUBMITTED, number, "撤回")
    return _detail(number)


@router.post("/{number}/approve", response=Revision, auth=_APPROVE, summary="批准：生效并印制变更单")
def approve_revision(request: SignedRequest, number: int, wanted: ApprovalRequest) -> Any:
    StandardsLife(workspace()).approve(number, request.auth.username, wanted.effective_from, wanted.reason)
    _noted(request, audit.Action.DECIDED, number, "批准")
    return _detail(number)


@router.post("/{number}/refuse", response=Revision, auth=_APPROVE, summary="退回并写明理由")
def refuse_revision(request: SignedRequest, number: int, wanted: ReasonRequest) -> Any:
    StandardsLife(workspace()).refuse(number, request.auth.username, wanted.reason)
    _noted(request, audit.Action.DECIDED, number, "退回")
    return _detail(number)


@router.get(
    "/{number}/sheet/{format}",
    auth=_READ,
    summary="下载变更单（Word、PDF）",
    openapi_extra={"responses": {200: exports.OPENAPI_FILE}},
)
def change_sheet(request: SignedRequest, number: int, format: str) -> HttpResponse:
    name, media, content = sheet_file(workspace(), revision_numbered(number), format)
    audit.record(request.auth.username, audit.Action.EXPORTED, name, address=address_of(request))
    return exports.download(name, media, content)
