"""Data assets over HTTP: grades along lineage, retention, destructions and their certificates."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpResponse
from ninja import Query, Router

from anlan.api.guard import Needs, SignedRequest, address_of
from anlan.api.ledger import Paging
from anlan.api.schemas.assets import (
    AssetsLifecycle,
    DestructionDetail,
    DestructionPlan,
    DestructionRequest,
    DestructionScope,
    GradedPage,
    GradeProposal,
    GradeRequest,
    ReceiptRequest,
    RunDestruction,
    TableModelDetail,
    TableModelRow,
    VerifiedCertificate,
)
from anlan.control import audit, exports
from anlan.control.access import Permission
from anlan.control.assets import certificates, desk, execution, start
from anlan.control.place import open_pool, workspace

router = Router(tags=["assets"])
_READ, _MANAGE = Needs(Permission.ASSETS_READ), Needs(Permission.ASSETS_MANAGE)


def _noted(request: SignedRequest, action: audit.Action, subject: str, what: str) -> None:
    audit.record(request.auth.username, action, subject, what, address_of(request))


def _detail(number: int) -> Any:
    return desk.destruction(number)


@router.get("/models", response=list[TableModelRow], auth=_READ, summary="各层的表：业务域、粒度、主键")
def table_models(request: SignedRequest) -> Any:
    return desk.models()


@router.get("/models/{table}", response=TableModelDetail, auth=_READ, summary="一张表的概念、字段与物理存放")
def table_model(request: SignedRequest, table: str) -> Any:
    return desk.model(table)


@router.get("/grades", response=GradedPage, auth=_READ, summary="字段的声明分级与沿血缘的有效分级")
def asset_grades(request: SignedRequest, paging: Query[Paging], conflicts: bool = False, q: str = "") -> Any:
    return desk.grades(paging.page, paging.size, conflicts, q)


@router.post("/grades", response=GradeProposal, auth=_MANAGE, summary="对分级冲突提出决定，由另一人批准")
def propose_grade(request: SignedRequest, wanted: GradeRequest) -> Any:
    one = desk.propose_grade(wanted.node, wanted.grade, wanted.reason, request.auth.username)
    _noted(request, audit.Action.SUBMITTED, wanted.node, f"分级定为 {wanted.grade}")
    return {"number": one.pk, "node": one.node, "grade": one.grade}


@router.get("/lifecycle", response=AssetsLifecycle, auth=_READ, summary="保留期限、到期清单与销毁单")
def assets_lifecycle(request: SignedRequest) -> Any:
    return desk.lifecycle()


@router.post("/destructions/plan", response=DestructionPlan, auth=_MANAGE, summary="销毁会涉及什么；不改动数据")
def plan_destruction(request: SignedRequest, wanted: DestructionScope) -> Any:
    return desk.plan(wanted.system, wanted.before)


@router.post("/destructions", response=DestructionDetail, auth=_MANAGE, summary="申请销毁或返还，由另一人审批")
def request_destruction(request: SignedRequest, wanted: DestructionRequest) -> Any:
    one = desk.request(
        wanted.system, wanted.basis, request.auth.username, wanted.requested_on, wanted.before, wanted.is_return
    )
    _noted(request, audit.Action.SUBMITTED, f"第 {one.pk} 号销毁单", wanted.system)
    return _detail(one.pk)


@router.get("/destructions/{int:number}", response=DestructionDetail, auth=_READ, summary="一张销毁单")
def destruction_detail(request: SignedRequest, number: int) -> Any:
    return _detail(number)


@router.post("/destructions/{int:number}/run", response=DestructionDetail, auth=_MANAGE, summary="执行或继续执行")
def run_destruction(request: SignedRequest, number: int, wanted: RunDestruction) -> Any:
    start.start(workspace(), number, wanted.rebuild)
    _noted(request, audit.Action.DESTROYED, f"第 {number} 号销毁单", "执行")
    return _detail(number)


@router.post("/destructions/{int:number}/receipt", response=DestructionDetail, auth=_MANAGE, summary="登记返还包的签收")
def confirm_receipt(request: SignedRequest, number: int, wanted: ReceiptRequest) -> Any:
    execution.confirm_receipt(number, wanted.receipt)
    _noted(request, audit.Action.SUBMITTED, f"第 {number} 号销毁单", "登记签收")
    return _detail(number)


@router.get(
    "/destructions/{int:number}/package",
    auth=_MANAGE,
    summary="返还包（含原值，交来源方）",
    openapi_extra={"responses": {200: exports.OPENAPI_FILE}},
)
def return_package(request: SignedRequest, number: int) -> HttpResponse:
    name, content = desk.return_package(number)
    _noted(request, audit.Action.EXPORTED, f"第 {number} 号销毁单", "返还包")
    return exports.download(name, "application/zip", content)


@router.get(
    "/destructions/{int:number}/certificate/{format}",
    auth=_READ,
    summary="下载销毁证书",
    openapi_extra={"responses": {200: exports.OPENAPI_FILE}},
)
def certificate_file(request: SignedRequest, number: int, format: Literal["docx", "pdf"]) -> HttpResponse:
    name, media_type, content = certificates.certificate_file(workspace(), number, format)
    _noted(request, audit.Action.EXPORTED, name, "销毁证书")
    return exports.download(name, media_type, content)


@router.get("/destructions/{int:number}/certificate", response=VerifiedCertificate, auth=_READ, summary="核验销毁证书")
def verify_certificate(request: SignedRequest, number: int) -> Any:
    return certificates.verify_number(workspace(), open_pool(workspace()), number)
