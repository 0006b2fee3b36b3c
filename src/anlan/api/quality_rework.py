"""The rework loop over HTTP: orders, packages, answers, decisions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from ninja import File, Query, Router, UploadedFile

from anlan.api.guard import Needs, SignedRequest, address_of
from anlan.api.ledger import Paging
from anlan.api.schemas.quality import AnswerRequest, DecisionRequest, IssueRequest, ReworkDetail, ReworkOrder
from anlan.control import audit, exports
from anlan.control.access import Permission
from anlan.control.place import open_pool, workspace
from anlan.control.quality import rework, rework_view
from anlan.control.quality.package import package, read_answers
from anlan.control.quality.rules import contracts_of
from anlan.control.standards.current import standards_now

router = Router(tags=["quality"])
_READ, _MANAGE = Needs(Permission.QUALITY_READ), Needs(Permission.QUALITY_MANAGE)
_ANSWER = Needs(Permission.QUALITY_REWORK)
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ROWS = 200


def _noted(request: SignedRequest, action: audit.Action, number: int, what: str) -> None:
    audit.record(request.auth.username, action, f"整改单 {number}", what, address_of(request))


def _detail(number: int) -> Any:
    return rework_view.order_detail(number, standards_now().day, 1, _ROWS)


@router.get("", response=list[ReworkOrder], auth=_READ, summary="整改单")
def rework_orders(request: SignedRequest, state: str = "", owner: str = "") -> Any:
    return rework_view.orders(standards_now().day, state, owner)


@router.post("", response=list[ReworkOrder], auth=_MANAGE, summary="下发整改")
def issue_rework(request: SignedRequest, wanted: IssueRequest) -> Any:
    standards = standards_now()
    owners = rework_view.owners_of(wanted.table, standards, contracts_of(standards))
    due = standards.day + timedelta(days=wanted.days)
    made = rework.issue(open_pool(workspace()), wanted.table, wanted.rule_id, owners, due, request.auth.username)
    for order in made:
        _noted(request, audit.Action.SUBMITTED, order.pk, "下发")
    return [rework_view.order_row(order, standards.day) for order in made]


@router.get("/{number}", response=ReworkDetail, auth=_READ, summary="一张整改单及其行")
def rework_order(request: SignedRequest, number: int, paging: Query[Paging]) -> Any:
    return rework_view.order_detail(number, standards_now().day, paging.page, paging.size)


@router.get(
    "/{number}/package",
    auth=_ANSWER,
    summary="整改包（Excel，含原值）",
    openapi_extra={"responses": {200: exports.OPENAPI_FILE}},
)
def rework_package(request: SignedRequest, number: int) -> HttpResponse:
    order = rework.order_of(number)
    content = package(open_pool(workspace()), order, standards_now().registry)
    _noted(request, audit.Action.EXPORTED, number, "导出整改包")
    return exports.download(f"整改包-{number}.xlsx", _SHEET, content)


@router.post("/{number}/answers", response=ReworkDetail, auth=_ANSWER, summary="逐行答复")
def answer_rework(request: SignedRequest, number: int, wanted: AnswerRequest) -> Any:
    answers = [rework.Answer(one.position, one.action, one.note) for one in wanted.answers]
    rework.answer(number, answers, request.auth.username)
    _noted(request, audit.Action.SUBMITTED, number, f"答复 {len(answers)} 行")
    return _detail(number)


@router.post("/{number}/package", response=ReworkDetail, auth=_ANSWER, summary="上传填好的整改包")
def upload_rework(request: SignedRequest, number: int, file: File[UploadedFile]) -> Any:
    answers = read_answers(file.read(), file.name or "整改包.xlsx", number)
    rework.answer(number, answers, request.auth.username)
    _noted(request, audit.Action.SUBMITTED, number, f"上传整改包，答复 {len(answers)} 行")
    return _detail(number)


@router.post("/{number}/decisions", response=ReworkDetail, auth=_MANAGE, summary="裁定申辩")
def decide_rework(request: SignedRequest, number: int, wanted: DecisionRequest) -> Any:
    rework.decide(number, wanted.position, wanted.upheld, wanted.reason, request.auth.username)
    _noted(request, audit.Action.DECIDED, number, f"第 {wanted.position} 行申辩{'成立' if wanted.upheld else '不成立'}")
    return _detail(number)
