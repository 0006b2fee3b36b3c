"""The analyst's corrections of events, the training material they become, and the queue of unlinked mentions."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from anlan.api.guard import Needs, SignedRequest, address_of, desk_of
from anlan.api.ledger import Paging
from anlan.api.schemas.events import (
    CorrectionPage,
    CorrectionRequest,
    Enterprise,
    EventDetail,
    MentionPage,
    StoredCorrection,
)
from anlan.base.risk_types import RiskType
from anlan.control import audit, exports
from anlan.control.access import Permission
from anlan.control.corrections import StoredCorrections, material_lines, released_material
from anlan.control.event_corrections import Wish
from anlan.signals import CorrectionKind

router = Router(tags=["corrections"])
_MAY = Permission.EVENTS_CORRECT


@router.post("/events/{event_id}/corrections", response=EventDetail, auth=Needs(_MAY), summary="更正事件，立即生效")
def correct(request: SignedRequest, event_id: str, wanted: CorrectionRequest) -> Any:
    right_type = RiskType(wanted.right_type) if wanted.right_type else None
    wish = Wish(CorrectionKind(wanted.kind), (wanted.right_uscc or "").strip().upper() or None, right_type, wanted.note)
    event = desk_of(request).correct(event_id, wish)
    right = wish.right_type.value if wish.right_type else wish.right_uscc or ""
    audit.record(
        request.auth.username,
        audit.Action.CORRECTED,
        event_id,
        " ".join((wish.kind.label, right)).strip(),
        address_of(request),
    )
    return event


@router.get("/corrections", response=CorrectionPage, auth=Needs(_MAY), summary="更正记录")
def corrections(request: SignedRequest, paging: Query[Paging], released: bool | None = None) -> Any:
    return desk_of(request).corrections(paging.page, paging.size, released)


@router.get(
    "/corrections/training",
    auth=Needs(_MAY),
    summary="下载已放行的训练材料（JSONL）",
    openapi_extra={"responses": {200: exports.OPENAPI_FILE}},
)
def training(request: SignedRequest) -> HttpResponse:
    material = released_material()
    audit.record(request.auth.username, audit.Action.EXPORTED, "训练材料", f"{len(material)} 句", address_of(request))
    return exports.download("训练材料.jsonl", "application/x-ndjson", material_lines(material).encode())


@router.post("/corrections/{number}/release", response=StoredCorrection, auth=Needs(_MAY), summary="放行为训练材料")
def release(request: SignedRequest, number: int) -> Any:
    released = StoredCorrections().release(number, request.auth.username)
    audit.record(request.auth.username, audit.Action.RELEASED, str(number), address=address_of(request))
    return released


@router.get("/mentions/unlinked", response=MentionPage, auth=Needs(_MAY), summary="待关联的企业提及")
def unlinked(request: SignedRequest, paging: Query[Paging]) -> Any:
    return desk_of(request).unlinked_mentions(paging.page, paging.size)


@router.get("/enterprises", response=list[Enterprise], auth=Needs(_MAY), summary="按名称或信用代码查找登记企业")
def enterprises(request: SignedRequest, q: str) -> Any:
    return desk_of(request).enterprises(q)
