"""Source systems with their state, and rows set aside with their reasons."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router

from anlan.api.guard import Needs, SignedRequest, address_of, desk_of
from anlan.api.ledger import Paging
from anlan.api.schemas.runs import SetAsidePage, Source
from anlan.control import audit
from anlan.control.access import Permission

router = Router(tags=["sources"])


@router.get("/sources", response=list[Source], auth=Needs(Permission.SOURCES_READ), summary="来源系统")
def sources(request: SignedRequest) -> Any:
    return desk_of(request).sources()


@router.get("/set-aside", response=SetAsidePage, auth=Needs(Permission.SET_ASIDE_READ), summary="搁置的数据行")
def set_aside(request: SignedRequest, paging: Query[Paging], source: str | None = None) -> Any:
    page = desk_of(request).set_aside(source, paging.page, paging.size)
    audit.record(request.auth.username, audit.Action.SET_ASIDE, source or "", address=address_of(request))
    return page
