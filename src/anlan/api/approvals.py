"""The approval inbox: list, one decision with its differences, approve one or many, refuse with a reason."""

from __future__ import annotations

from typing import Any

from ninja import Router

from anlan.api.guard import Needs, SignedRequest, address_of
from anlan.api.schemas.approvals import ApproveRequest, Decided, DecisionDossier, Refusal, WaitingDecision
from anlan.control import approvals, audit

router = Router(tags=["approvals"])


@router.get("", response=list[WaitingDecision], auth=Needs(), summary="待办审批：本人可审批的与本人提交的")
def waiting_decisions(request: SignedRequest) -> Any:
    return approvals.inbox(request.auth)


@router.get("/{kind}/{int:number}", response=DecisionDossier, auth=Needs(), summary="一件待办的事实与逐字段差异")
def decision_dossier(request: SignedRequest, kind: str, number: int) -> Any:
    return approvals.dossier(kind, number, request.auth)


@router.post("/{kind}/approve", response=Decided, auth=Needs(), summary="批准一件或多件")
def approve_decisions(request: SignedRequest, kind: str, wanted: ApproveRequest) -> Any:
    count = approvals.kind_named(kind, request.auth).approve(wanted.numbers, request.auth.username)
    audit.record(request.auth.username, audit.Action.DECIDED, kind, f"批准 {count} 件", address_of(request))
    return {"count": count}


@router.post("/{kind}/{int:number}/refuse", response=Decided, auth=Needs(), summary="退回，写明理由")
def refuse_decision(request: SignedRequest, kind: str, number: int, wanted: Refusal) -> Any:
    approvals.kind_named(kind, request.auth).refuse(number, request.auth.username, wanted.reason)
    audit.record(request.auth.username, audit.Action.DECIDED, kind, f"退回第 {number} 号", address_of(request))
    return {"count": 1}
