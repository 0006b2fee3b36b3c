"""Authorisations to use published resources: list, request, take back. Deciding is in the approval inbox."""

from __future__ import annotations

from typing import Any

from ninja import Router

from anlan.api.guard import Needs, SignedRequest, address_of
from anlan.api.schemas.catalogue import ReasonRequest
from anlan.api.schemas.catalogue_authorisations import AuthorisationList, AuthorisationRequest, AuthorisationRow
from anlan.control import audit
from anlan.control.access import Permission
from anlan.control.catalogue.authorisation_decisions import authorisation_life, authorisation_row, authorisations
from anlan.control.catalogue.authorisations import WantedAuthorisation
from anlan.control.catalogue.decisions import code_of
from anlan.control.place import workspace

router = Router(tags=["catalogue"])
READ = Needs(Permission.CATALOGUE_READ)


@router.get("/authorisations", response=AuthorisationList, auth=READ, summary="有效的授权；all 含申请与已结束的")
def catalogue_authorisations(request: SignedRequest, code: str = "", all: bool = False) -> Any:
    return authorisations(workspace().clock().today(), request.auth, code_of(code), all)


@router.post("/authorisations", response=AuthorisationRow, auth=READ, summary="申请使用一个资源")
def request_authorisation(request: SignedRequest, wanted: AuthorisationRequest) -> Any:
    asked = wanted.dict() | {"resource_code": code_of(wanted.resource_code), "items": tuple(wanted.items)}
    made = authorisation_life().request(WantedAuthorisation(**asked), request.auth.username)
    audit.record(request.auth.username, audit.Action.SUBMITTED, made.code, made.resource_code, address_of(request))
    return authorisation_row(made, workspace().clock().today())


@router.post(
    "/authorisations/{code}/revoke",
    response=AuthorisationRow,
    auth=Needs(Permission.CATALOGUE_REVIEW),
    summary="收回授权",
)
def revoke_authorisation(request: SignedRequest, code: str, wanted: ReasonRequest) -> Any:
    ended = authorisation_life().revoke(code, request.auth.username, wanted.reason)
    audit.record(request.auth.username, audit.Action.DECIDED, ended.code, "收回授权", address_of(request))
    return authorisation_row(ended, workspace().clock().today())
