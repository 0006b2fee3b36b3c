"""Events read from the news, and one event with its articles."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from anlan.api.guard import Needs, SignedRequest, desk_of
from anlan.api.ledger import Paging
from anlan.api.schemas.events import EventDetail, EventPage
from anlan.control.access import Permission
from anlan.control.event_view import EventQuery

router = Router(tags=["events"])


class EventFilters(Schema):
    week: str | None = None
    type: list[str] = []
    district: list[str] = []
    uscc: str | None = None
    q: str = Field(default="", max_length=100)


@router.get("", response=EventPage, auth=Needs(Permission.EVENTS_READ), summary="事件列表")
def events(request: SignedRequest, filters: Query[EventFilters], paging: Query[Paging]) -> Any:
    query = EventQuery(filters.week, tuple(filters.type), tuple(filters.district), filters.uscc, filters.q)
    return desk_of(request).events(query, paging.page, paging.size)


@router.get("/{event_id}", response=EventDetail, auth=Needs(Permission.EVENTS_READ), summary="事件与其文章")
def event(request: SignedRequest, event_id: str) -> Any:
    return desk_of(request).event(event_id)
