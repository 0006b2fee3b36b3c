"""The ledger 台账: the list of a week, its export, and the overview."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from anlan.api.guard import Needs, SignedRequest, address_of, desk_of
from anlan.api.schemas.ledger import LedgerPage, Overview, WeekItem
from anlan.control import audit, exports
from anlan.control.access import Permission
from anlan.control.ledger_view import LedgerQuery

router = Router(tags=["ledger"])

SortKey = Literal["-level", "level", "-score", "score", "name", "-name", "staff_count", "-staff_count", "first_seen"]


class LedgerFilters(Schema):
    """What the list is narrowed to; a field given twice means either."""

    week: str | None = Field(default=None, description="ISO 周，如 2026-W47；省略为最新一周")
    level: list[int] = Field(default=[], description="预警级别 0—4")
    type: list[str] = Field(default=[], description="风险类型 R1—R6")
    district: list[str] = []
    industry: list[str] = []
    status: list[str] = []
    change: list[str] = []
    q: str = Field(default="", max_length=100, description="企业名称或统一社会信用代码的一部分")
    sort: SortKey = "-level"

    def query(self) -> LedgerQuery:
        """The same filters as the desk understands them."""
        return LedgerQuery(
            week=self.week,
            level=tuple(self.level),
            type=tuple(self.type),
            district=tuple(self.district),
            industry=tuple(self.industry),
            status=tuple(self.status),
            change=tuple(self.change),
            q=self.q,
            sort=self.sort,
        )


class Paging(Schema):
    page: int = Field(default=1, ge=1)
    size: int = Field(default=50, ge=1, le=200)


@router.get("/weeks", response=list[WeekItem], auth=Needs(Permission.LEDGER_READ), summary="有清单的各周")
def weeks(request: SignedRequest) -> Any:
    return desk_of(request).weeks()


@router.get("/ledger", response=LedgerPage, auth=Needs(Permission.LEDGER_READ), summary="风险台账")
def ledger(request: SignedRequest, filters: Query[LedgerFilters], paging: Query[Paging]) -> Any:
    return desk_of(request).ledger(filters.query(), paging.page, paging.size)


@router.get("/ledger/overview", response=Overview, auth=Needs(Permission.LEDGER_READ), summary="台账概览")
def ledger_overview(request: SignedRequest, week: str | None = None) -> Any:
    return desk_of(request).overview(week)


@router.get(
    "/ledger/export",
    auth=Needs(Permission.LEDGER_EXPORT),
    summary="导出台账",
    openapi_extra={"responses": {200: exports.OPENAPI_FILE}},
)
def ledger_export(
    request: SignedRequest, filters: Query[LedgerFilters], format: Literal["xlsx", "json"] = "xlsx"
) -> HttpResponse:
    page = desk_of(request).ledger_rows(filters.query())
    name, media_type, content = exports.ledger_file(page, format)
    detail = f"{len(page['rows'])} 行，筛选：{page['filters'] or '无'}"
    audit.record(request.auth.username, audit.Action.EXPORTED, name, detail, address_of(request))
    return exports.download(name, media_type, content)
