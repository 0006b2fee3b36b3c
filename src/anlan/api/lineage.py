"""Lineage of tables and columns, who is affected, and the data resource structure tree."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpResponse
from ninja import Query, Router

from anlan.api.guard import Needs, SignedRequest, address_of
from anlan.api.ledger import Paging
from anlan.api.schemas.lineage import (
    LikenessPage,
    LineageFiles,
    LineageNodeRow,
    LineagePicture,
    LineageStart,
    ReachedList,
    TreeBranches,
    TreeHits,
    TreeItemDetail,
    TreePlace,
    TreeSummary,
)
from anlan.control import audit, exports
from anlan.control.access import Permission
from anlan.control.lineage import tree_view, views

router = Router(tags=["lineage"])
_READ = Needs(Permission.CATALOGUE_READ)
_FILE = {"responses": {200: exports.OPENAPI_FILE}}


@router.get("/starts", response=list[LineageStart], auth=_READ, summary="血缘：可从哪些明细表看起")
def lineage_starts(request: SignedRequest) -> Any:
    return views.starting_points()


@router.get("/search", response=list[LineageNodeRow], auth=_READ, summary="血缘：按名称或标识查找")
def lineage_search(request: SignedRequest, q: str) -> Any:
    return views.search(q)


@router.get("/picture", response=LineagePicture, auth=_READ, summary="血缘图：一个表或字段的上下游")
def lineage_picture(
    request: SignedRequest, node: str, way: Literal["both", "up", "down"] = "both", depth: int = 3
) -> Any:
    return views.picture(node, way, max(1, min(depth, 20)))


@router.get("/reached", response=ReachedList, auth=_READ, summary="影响到谁，或从哪里来")
def lineage_reached(request: SignedRequest, node: str, upward: bool = False) -> Any:
    return views.reached(node, upward)


@router.get("/reached/export", auth=_READ, summary="导出影响范围或来源清单", openapi_extra=_FILE)
def export_reached(
    request: SignedRequest, node: str, upward: bool = False, format: Literal["xlsx", "json"] = "xlsx"
) -> HttpResponse:
    file = views.reached_file(node, upward, format)
    audit.record(request.auth.username, audit.Action.EXPORTED, node, file[0], address_of(request))
    return exports.download(*file)


@router.get("/columns", response=list[LineageNodeRow], auth=_READ, summary="一张表的信息项或字段")
def lineage_columns(request: SignedRequest, node: str) -> Any:
    return views.columns(node)


@router.get("/files", response=LineageFiles, auth=_READ, summary="填充一张来源表的文件：哈希、工作表、单元格")
def lineage_files(request: SignedRequest, node: str) -> Any:
    return views.files(node)


@router.get("/tree/summary", response=TreeSummary, auth=_READ, summary="数据资源结构树：数量")
def tree_summary(request: SignedRequest) -> Any:
    return tree_view.summary()


@router.get("/tree", response=TreeBranches, auth=_READ, summary="数据资源结构树：下一级")
def tree_branches(request: SignedRequest, at: Query[TreePlace]) -> Any:
    return tree_view.branch(at.place)


@router.get("/tree/search", response=TreeHits, auth=_READ, summary="数据资源结构树：查找信息项")
def tree_search(request: SignedRequest, q: str) -> Any:
    return tree_view.found_items(q)


@router.get("/tree/item", response=TreeItemDetail, auth=_READ, summary="数据资源结构树：一个信息项")
def tree_item(request: SignedRequest, node: str) -> Any:
    return tree_view.item_detail(node)


@router.get("/tree/likenesses", response=LikenessPage, auth=_READ, summary="同名异义或同义异名的信息项")
def tree_likenesses(
    request: SignedRequest, paging: Query[Paging], kind: Literal["same_name", "same_meaning"], q: str = ""
) -> Any:
    return tree_view.likenesses(kind, q, paging.page, paging.size)


@router.get("/tree/export", auth=_READ, summary="导出数据资源结构树", openapi_extra=_FILE)
def export_tree(request: SignedRequest, format: Literal["xlsx", "docx", "pdf"] = "xlsx") -> HttpResponse:
    file = tree_view.tree_file(format)
    audit.record(request.auth.username, audit.Action.EXPORTED, "数据资源结构树", file[0], address_of(request))
    return exports.download(*file)
