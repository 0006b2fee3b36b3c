"""Harvested systems, their structure and changes, proposals of elements before people, profiles of tables."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from anlan.api.guard import Needs, SignedRequest, address_of
from anlan.api.ledger import Paging
from anlan.api.schemas.harvest import (
    HarvestedSystem,
    ItemProposals,
    MeaningState,
    ProposalDecision,
    ProposalPage,
    StructureChange,
    SystemStructure,
    TableProfileView,
)
from anlan.control import audit
from anlan.control.access import Permission
from anlan.control.harvest import deciding, views
from anlan.control.harvest.models import ItemMeaning

router = Router(tags=["harvest"])
_READ = Needs(Permission.CATALOGUE_READ)


@router.get("/systems", response=list[HarvestedSystem], auth=_READ, summary="已采集的系统")
def harvested_systems(request: SignedRequest) -> Any:
    return views.systems()


@router.get("/systems/{system}", response=SystemStructure, auth=_READ, summary="一个系统的表与指标项")
def harvested_structure(request: SignedRequest, system: str) -> Any:
    return views.structure(system)


@router.get("/systems/{system}/changes", response=list[StructureChange], auth=_READ, summary="一个系统的结构变化")
def structure_changes(request: SignedRequest, system: str) -> Any:
    return views.differences_of(system)


@router.get("/systems/{system}/tables/{table}/profile", response=TableProfileView, auth=_READ, summary="一张表的剖析")
def table_profile(request: SignedRequest, system: str, table: str) -> Any:
    return views.profile_of(system, table)


@router.get("/proposals", response=ProposalPage, auth=_READ, summary="数据元绑定的建议")
def element_proposals(
    request: SignedRequest,
    paging: Query[Paging],
    system: str = "",
    state: MeaningState | None = "open",
    q: str = "",
    least: float = 0.0,
) -> Any:
    found = deciding.waiting(system, state or "", q.strip(), least).order_by("-score", "system", "table", "id")
    start = (paging.page - 1) * paging.size
    rows = [deciding.row_of(one) for one in found[start : start + paging.size]]
    return {"total": found.count(), "page": paging.page, "size": paging.size, "rows": rows}


@router.post(
    "/proposals/{item}", response=ItemProposals, auth=Needs(Permission.CATALOGUE_SUBMIT), summary="接受或拒绝一项建议"
)
def decide_proposal(request: SignedRequest, item: int, wanted: ProposalDecision) -> Any:
    one = get_object_or_404(ItemMeaning, pk=item)
    person, now = request.auth.username, timezone.now()
    if wanted.action == "accept":
        decided = deciding.accept(one, person, now, wanted.element)
    else:
        decided = deciding.refuse(one, person, now, wanted.element, wanted.reason)
    place = f"{one.system}.{one.table}.{one.column}"
    audit.record(person, audit.Action.DECIDED, place, f"{wanted.action} {wanted.element}", address_of(request))
    return deciding.row_of(decided)
