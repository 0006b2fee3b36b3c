"""The resource catalogue read: tree, list with facets, search, one resource and its tabs, mounting, truth, duties.

A resource code stands in addresses with ``-`` for its slash: ``310101-000001``.
"""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from anlan.api.guard import Needs, SignedRequest, address_of
from anlan.api.ledger import Paging
from anlan.api.schemas.approvals import Decided
from anlan.api.schemas.catalogue import (
    CatalogueDomain,
    CatalogueHits,
    CataloguePage,
    CatalogueVocabulary,
    EntryLineage,
    EntryPage,
    EntryQuality,
    EntryVersionRow,
    TruthFindings,
)
from anlan.api.schemas.catalogue_watch import DepartmentDuties, DutyRequest, MountList, Notices
from anlan.control import audit, exports
from anlan.control.access import Permission, Viewer
from anlan.control.catalogue import catalogue_files, entry_data, entry_view, subscriptions, truth
from anlan.control.catalogue.decisions import code_of, duty_life
from anlan.control.catalogue.duties import WantedDuty
from anlan.control.catalogue.published import CatalogueQuery, published

router = Router(tags=["catalogue"])
READ = Needs(Permission.CATALOGUE_READ)


class CatalogueFilters(Schema):
    """What the list is narrowed to; a field given twice means either."""

    q: str = Field(default="", max_length=100, description="中文任意字词、拼音首字母、代码或英文名")
    domain: list[str] = []
    class_: list[str] = Field(default=[], alias="class", description="类别代码")
    party: list[str] = Field(default=[], description="责任方")
    duty: list[str] = []
    source_class: list[str] = []
    share_type: list[str] = []
    open_type: list[str] = []
    update_cycle: list[str] = []
    grade: list[str] = []

    def query(self) -> CatalogueQuery:
        """The same filters as the published catalogue understands them."""
        chosen = self.dict(exclude={"q"}, by_alias=True)
        return CatalogueQuery({name: tuple(values) for name, values in chosen.items()}, self.q)


def sees_all(viewer: Viewer) -> bool:
    """Whether versions that were not approved are the person's business."""
    return viewer.may(Permission.CATALOGUE_SUBMIT) or viewer.may(Permission.CATALOGUE_REVIEW)


@router.get("/tree", response=list[CatalogueDomain], auth=READ, summary="目录树：四个领域、十九个二级目录")
def catalogue_tree(request: SignedRequest) -> Any:
    return published().tree()


@router.get("/entries", response=CataloguePage, auth=READ, summary="已发布的资源：检索与分面浏览")
def catalogue_entries(request: SignedRequest, filters: Query[CatalogueFilters], paging: Query[Paging]) -> Any:
    return published().page(filters.query(), paging.page, paging.size)


@router.get("/search", response=CatalogueHits, auth=READ, summary="检索资源与信息项")
def catalogue_search(request: SignedRequest, q: str, limit: int = 20) -> Any:
    total, rows = published().index.search(q, min(limit, 200))
    return {"total": total, "rows": rows}


@router.get("/vocabulary", response=CatalogueVocabulary, auth=READ, summary="条目各字段的取值")
def catalogue_vocabulary(request: SignedRequest) -> Any:
    return entry_view.vocabulary()


@router.get("/entries/{code}", response=EntryPage, auth=READ, summary="一个资源：十一项与核心元数据、信息项、挂接")
def catalogue_entry(request: SignedRequest, code: str) -> Any:
    return entry_view.entry_page(code_of(code), request.auth.username, sees_all(request.auth))


@router.get("/entries/{code}/versions", response=list[EntryVersionRow], auth=READ, summary="版本与逐字段差异")
def catalogue_versions(request: SignedRequest, code: str) -> Any:
    return entry_view.versions_of(code_of(code), sees_all(request.auth))


@router.get("/entries/{code}/lineage", response=EntryLineage, auth=READ, summary="血缘：信息项到明细列与指标")
def catalogue_lineage(request: SignedRequest, code: str) -> Any:
    return entry_data.lineage_of(entry_view.shown_version(code_of(code), sees_all(request.auth)))


@router.get("/entries/{code}/quality", response=EntryQuality, auth=READ, summary="质量：装载、搁置与核对")
def catalogue_quality(request: SignedRequest, code: str) -> Any:
    return entry_data.quality_of(entry_view.shown_version(code_of(code), sees_all(request.auth)))


@router.put("/entries/{code}/subscription", response=Notices, auth=READ, summary="订阅变更")
def catalogue_subscribe(request: SignedRequest, code: str) -> Any:
    subscriptions.subscribe(code_of(code), request.auth.username)
    return subscriptions.notices(request.auth.username)


@router.delete("/entries/{code}/subscription", response=Notices, auth=READ, summary="退订")
def catalogue_unsubscribe(request: SignedRequest, code: str) -> Any:
    subscriptions.unsubscribe(code_of(code), request.auth.username)
    return subscriptions.notices(request.auth.username)


@router.get("/notices", response=Notices, auth=READ, summary="本人的通知")
def catalogue_notices(request: SignedRequest) -> Any:
    return subscriptions.notices(request.auth.username)


@router.post("/notices/read", response=Notices, auth=READ, summary="通知全部已读")
def catalogue_notices_read(request: SignedRequest) -> Any:
    subscriptions.mark_read(request.auth.username)
    return subscriptions.notices(request.auth.username)


@router.get("/mounts", response=MountList, auth=READ, summary="挂接与各部门挂接率")
def catalogue_mounts(request: SignedRequest) -> Any:
    return entry_view.mount_list()


@router.get("/truth", response=TruthFindings, auth=READ, summary="与实际不符的条目，按责任方")
def catalogue_truth(request: SignedRequest, party: str = "") -> Any:
    return truth.findings(party)


@router.get("/duties", response=list[DepartmentDuties], auth=READ, summary="职责目录 → 数据目录 → 库表")
def catalogue_duties(request: SignedRequest) -> Any:
    return published().levels()


@router.post("/duties", response=Decided, auth=Needs(Permission.CATALOGUE_SUBMIT), summary="提出一项职责")
def propose_duty(request: SignedRequest, wanted: DutyRequest) -> Any:
    made = duty_life().propose([WantedDuty(wanted.department, wanted.name, wanted.basis)], request.auth.username)
    audit.record(request.auth.username, audit.Action.SUBMITTED, wanted.name, wanted.department, address_of(request))
    return {"count": len(made)}


@router.get(
    "/export",
    auth=READ,
    summary="导出已发布的目录",
    openapi_extra={"responses": {200: exports.OPENAPI_FILE}},
)
def catalogue_export(request: SignedRequest, format: Literal["xlsx", "json", "dcat", "odcs"] = "xlsx") -> HttpResponse:
    name, media_type, content = catalogue_files.export_file(format)
    audit.record(request.auth.username, audit.Action.EXPORTED, name, address=address_of(request))
    return exports.download(name, media_type, content)
