"""From an evidence down to its source rows, and from a source row to the row as received."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router

from anlan.api.guard import Needs, SignedRequest, address_of, desk_of
from anlan.api.ledger import Paging
from anlan.api.schemas.evidence import EvidenceRows, RawRow
from anlan.control import audit
from anlan.control.access import Permission

router = Router(tags=["evidence"])


@router.get(
    "/evidence/{evidence_id}/rows",
    response=EvidenceRows,
    auth=Needs(Permission.ROWS_READ),
    summary="证据背后的来源行",
)
def evidence_rows(request: SignedRequest, evidence_id: str, paging: Query[Paging]) -> Any:
    page = desk_of(request).evidence_rows(evidence_id, paging.page, paging.size)
    audit.record(request.auth.username, audit.Action.ROWS, evidence_id, page["table"], address_of(request))
    return page


@router.get(
    "/rows/{table}/{load_id}/{row_no}",
    response=RawRow,
    auth=Needs(Permission.ROWS_READ),
    summary="收到时的原始行",
)
def raw_row(request: SignedRequest, table: str, load_id: str, row_no: int, evidence_id: str | None = None) -> Any:
    """``evidence_id`` names the evidence the row belongs to; people bound to a district must give it."""
    row = desk_of(request).raw_row(table, load_id, row_no, evidence_id)
    audit.record(request.auth.username, audit.Action.ROWS, f"{table}/{load_id}/{row_no}", address=address_of(request))
    return row
