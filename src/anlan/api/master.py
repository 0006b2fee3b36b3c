"""Master data: the review queue with keys, judgements and their undoing, entities with golden record and sources."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import Query, Router

from anlan.api.guard import Needs, SignedRequest, address_of
from anlan.api.ledger import Paging
from anlan.api.schemas.master import (
    EntityDetail,
    EntityPage,
    Judged,
    JudgementPage,
    SubjectCode,
    VerdictRequest,
    WaitingPage,
)
from anlan.control import audit
from anlan.control.access import Permission
from anlan.control.master.review import MasterDesk
from anlan.control.place import workspace
from anlan.entities.linkage.judgements import Verdict

router = Router(tags=["master"])
_MAY = Needs(Permission.MASTER_REVIEW)


@router.get("/{subject}/review", response=WaitingPage, auth=_MAY, summary="待复核的记录对")
def master_review(request: SignedRequest, subject: SubjectCode, paging: Query[Paging]) -> Any:
    return MasterDesk(workspace(), subject).waiting(paging.page, paging.size)


@router.post("/{subject}/review/{number}", response=Judged, auth=_MAY, summary="判定一对记录")
def master_judge(request: SignedRequest, subject: SubjectCode, number: int, wanted: VerdictRequest) -> Any:
    verdict = Verdict(wanted.verdict)
    desk = MasterDesk(workspace(), subject)
    done = desk.judge(number, verdict, request.auth.username, timezone.now(), wanted.note)
    _record(request, str(done["judgement"]), verdict.label)
    return done


@router.get("/{subject}/judgements", response=JudgementPage, auth=_MAY, summary="判定记录")
def master_judgements(request: SignedRequest, subject: SubjectCode, paging: Query[Paging]) -> Any:
    return MasterDesk(workspace(), subject).judgements(paging.page, paging.size)


@router.post("/{subject}/judgements/{number}/undo", response=Judged, auth=_MAY, summary="撤销一个判定")
def master_undo(request: SignedRequest, subject: SubjectCode, number: int) -> Any:
    done = MasterDesk(workspace(), subject).undo(number, request.auth.username)
    _record(request, str(number), "撤销")
    return done


@router.get("/{subject}/entities", response=EntityPage, auth=_MAY, summary="主数据列表")
def master_entities(request: SignedRequest, subject: SubjectCode, paging: Query[Paging], q: str = "") -> Any:
    return MasterDesk(workspace(), subject).entities(q.strip(), paging.page, paging.size)


@router.get("/{subject}/entities/{entity_id}", response=EntityDetail, auth=_MAY, summary="一个主体与它的来源记录")
def master_entity(request: SignedRequest, subject: SubjectCode, entity_id: str) -> Any:
    found = MasterDesk(workspace(), subject).entity(entity_id)
    audit.record(request.auth.username, audit.Action.ROWS, found["entity_id"], "主数据", address_of(request))
    return found


def _record(request: SignedRequest, number: str, detail: str) -> None:
    audit.record(request.auth.username, audit.Action.JUDGED, number, detail, address_of(request))
