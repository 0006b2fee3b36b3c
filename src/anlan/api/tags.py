"""Tags of employers over HTTP: the list, who carries one, why, and what other limits would change."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from anlan.api.guard import Needs, SignedRequest, address_of, desk_of
from anlan.api.ledger import Paging
from anlan.api.schemas.tags import TaggedPage, TagList, TagTrial, TagTrialRequest, TagWhy
from anlan.control import audit, exports, tag_export
from anlan.control.access import Permission
from anlan.control.tag_view import TagQuery

router = Router(tags=["tags"])


class TagFilters(Schema):
    """What the employers are narrowed to; a district given twice means either."""

    district: list[str] = []
    q: str = Field(default="", max_length=100, description="单位名称或统一社会信用代码的一部分")

    def query(self) -> TagQuery:
        """The same filters as the desk understands them."""
        return TagQuery(tuple(self.district), self.q)


@router.get("", response=TagList, auth=Needs(Permission.TAGS_READ), summary="单位标签：各有多少家，较前一日")
def tag_list(request: SignedRequest) -> Any:
    return desk_of(request).tags()


@router.get("/{code}/employers", response=TaggedPage, auth=Needs(Permission.LEDGER_READ), summary="有某标签的单位")
def tagged_employers(request: SignedRequest, code: str, filters: Query[TagFilters], paging: Query[Paging]) -> Any:
    return desk_of(request).tagged(code, filters.query(), paging.page, paging.size)


@router.get(
    "/{code}/export",
    auth=Needs(Permission.LEDGER_EXPORT),
    summary="导出有某标签的单位",
    openapi_extra={"responses": {200: exports.OPENAPI_FILE}},
)
def tagged_export(request: SignedRequest, code: str, filters: Query[TagFilters]) -> HttpResponse:
    page = desk_of(request).tagged_rows(code, filters.query())
    name, media_type, content = tag_export.tag_file(page)
    detail = f"{len(page['rows'])} 行，筛选：{'、'.join([*filters.district, filters.q]).strip('、') or '无'}"
    audit.record(request.auth.username, audit.Action.EXPORTED, name, detail, address_of(request))
    return exports.download(name, media_type, content)


@router.get("/{code}/employers/{uscc}", response=TagWhy, auth=Needs(Permission.LEDGER_READ), summary="单位为何有某标签")
def tag_why(request: SignedRequest, code: str, uscc: str) -> Any:
    found = desk_of(request).tag_why(code, uscc)
    audit.record(request.auth.username, audit.Action.EMPLOYER, uscc, f"标签：{found['label']}", address_of(request))
    return found


@router.post("/{code}/preview", response=TagTrial, auth=Needs(Permission.ASSETS_READ), summary="试算标签的参数；不写入")
def try_tag(request: SignedRequest, code: str, wanted: TagTrialRequest) -> Any:
    return desk_of(request).try_tag(code, wanted.limits)
