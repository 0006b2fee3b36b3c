"""Values without a code and their mapping, decisions of two persons, corrections counted and explained."""

from __future__ import annotations

from typing import Any

from ninja import Router

from anlan.api.guard import Needs, SignedRequest, address_of
from anlan.api.schemas.standardise import (
    CodeWanted,
    ConversionDecisionRow,
    CorrectionCountRow,
    CorrectionRow,
    DecisionReason,
    DecisionState,
    SourceTableName,
    SwitchWanted,
    UnmappedRow,
)
from anlan.control import audit
from anlan.control.access import Permission
from anlan.control.standardise import views
from anlan.control.standardise.models import ConversionDecision
from anlan.control.standardise.submitting import submit_code

router = Router(tags=["standardise"])
_READ = Needs(Permission.SET_ASIDE_READ)
_SUBMIT = Needs(Permission.STANDARDS_DRAFT)
_DECIDE = Needs(Permission.STANDARDS_APPROVE)


@router.get("/unmapped", response=list[UnmappedRow], auth=_READ, summary="不在代码集中的来源值与建议")
def unmapped_values(request: SignedRequest) -> Any:
    return views.unmapped()


@router.get("/decisions", response=list[ConversionDecisionRow], auth=_READ, summary="代码映射与停用转换的决定")
def conversion_decisions(request: SignedRequest, state: DecisionState | None = None) -> Any:
    return views.decisions(state or "")


@router.post("/decisions/code", response=ConversionDecisionRow, auth=_SUBMIT, summary="提交代码映射")
def submit_code_mapping(request: SignedRequest, wanted: CodeWanted) -> Any:
    place = (wanted.system, wanted.table, wanted.item)
    one = submit_code(place, wanted.value, wanted.code, request.auth.username, views.now(), wanted.note)
    return _kept(request, one, audit.Action.SUBMITTED)


@router.post("/decisions/switch", response=ConversionDecisionRow, auth=_SUBMIT, summary="提请停用转换")
def submit_conversion_switch(request: SignedRequest, wanted: SwitchWanted) -> Any:
    place = (wanted.system, wanted.table, wanted.item)
    life = views.decision_life()
    one = life.submit_switch(place, wanted.conversion, request.auth.username, views.now(), wanted.note)
    return _kept(request, one, audit.Action.SUBMITTED)


@router.post("/decisions/{number}/approve", response=ConversionDecisionRow, auth=_DECIDE, summary="同意一条决定")
def approve_conversion_decision(request: SignedRequest, number: int) -> Any:
    one = views.decision_life().approve(number, request.auth.username, views.now())
    return _kept(request, one, audit.Action.DECIDED)


@router.post("/decisions/{number}/refuse", response=ConversionDecisionRow, auth=_DECIDE, summary="退回一条决定")
def refuse_conversion_decision(request: SignedRequest, number: int, wanted: DecisionReason) -> Any:
    one = views.decision_life().refuse(number, request.auth.username, views.now(), wanted.reason)
    return _kept(request, one, audit.Action.DECIDED)


@router.post("/decisions/{number}/end", response=ConversionDecisionRow, auth=_DECIDE, summary="撤销一条决定")
def end_conversion_decision(request: SignedRequest, number: int, wanted: DecisionReason) -> Any:
    one = views.decision_life().end(number, request.auth.username, views.now(), wanted.reason)
    return _kept(request, one, audit.Action.DECIDED)


@router.get("/tables", response=list[SourceTableName], auth=_READ, summary="来源表")
def standardised_tables(request: SignedRequest) -> Any:
    return views.tables()


@router.get("/corrections", response=list[CorrectionCountRow], auth=_READ, summary="一张来源表的更正计数")
def correction_counts(request: SignedRequest, table: str) -> Any:
    return views.corrections(table)


@router.get("/rows/{core}/{load_id}/{row_no}", response=list[CorrectionRow], auth=_READ, summary="一行的更正说明")
def explained_row(request: SignedRequest, core: str, load_id: str, row_no: int) -> Any:
    return views.explained(core, load_id, row_no)


def _kept(request: SignedRequest, one: ConversionDecision, action: audit.Action) -> dict[str, Any]:
    audit.record(request.auth.username, action, one.place, f"{one.state} {one.subject}"[:200], address_of(request))
    return views.decision_row(one, one.state == ConversionDecision.State.IN_FORCE)
