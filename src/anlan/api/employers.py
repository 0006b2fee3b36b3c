"""The employer page: profile, indicators over time and the evidence tree."""

from __future__ import annotations

from typing import Any

from ninja import Router

from anlan.api.guard import Needs, SignedRequest, address_of, desk_of
from anlan.api.schemas.employers import Employer, EmployerIndicators
from anlan.api.schemas.evidence import EvidenceTree
from anlan.api.schemas.tags import CarriedTag
from anlan.control import audit
from anlan.control.access import Permission

router = Router(tags=["employers"])


@router.get("/{uscc}", response=Employer, auth=Needs(Permission.LEDGER_READ), summary="企业档案")
def employer(request: SignedRequest, uscc: str, week: str | None = None) -> Any:
    profile = desk_of(request).employer(uscc, week)
    audit.record(request.auth.username, audit.Action.EMPLOYER, uscc, address=address_of(request))
    return profile


@router.get(
    "/{uscc}/indicators",
    response=EmployerIndicators,
    auth=Needs(Permission.LEDGER_READ),
    summary="企业各项指标的走势",
)
def employer_indicators(request: SignedRequest, uscc: str, week: str | None = None) -> Any:
    return desk_of(request).employer_indicators(uscc, week)


@router.get("/{uscc}/evidence", response=EvidenceTree, auth=Needs(Permission.LEDGER_READ), summary="企业的证据树")
def employer_evidence(request: SignedRequest, uscc: str, week: str | None = None) -> Any:
    return desk_of(request).evidence_tree(uscc, week)


@router.get("/{uscc}/tags", response=list[CarriedTag], auth=Needs(Permission.LEDGER_READ), summary="企业的标签")
def employer_tags(request: SignedRequest, uscc: str) -> Any:
    return desk_of(request).employer_tags(uscc)
