"""The registry of standards and its documents: elements, code sets, conflicts, other objects, clauses."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router, Schema

from anlan.api.guard import Needs, SignedRequest
from anlan.api.ledger import Paging
from anlan.api.schemas.standards import (
    CodeSet,
    CodeSetRow,
    Conflict,
    DocumentList,
    Element,
    ElementPage,
    KindCount,
    RegisteredThing,
    StandardDocument,
)
from anlan.control.access import Permission
from anlan.control.place import workspace
from anlan.control.standards import document_view, element_view, object_view
from anlan.control.standards.current import standards_now

router = Router(tags=["standards"])
_READ = Needs(Permission.STANDARDS_READ)


class ElementFilter(Schema):
    """What a list of elements is narrowed to; several values of one filter mean either."""

    q: str = ""
    object_class: list[str] = []
    representation: list[str] = []
    data_type: list[str] = []
    status: list[str] = []
    owner: list[str] = []
    format_status: list[str] = []
    system: list[str] = []


@router.get("", response=list[KindCount], auth=_READ, summary="各类标准对象的有效数量")
def standard_kinds(request: SignedRequest) -> Any:
    return object_view.kinds(standards_now())


@router.get("/elements", response=ElementPage, auth=_READ, summary="数据元")
def standard_elements(request: SignedRequest, wanted: Query[ElementFilter], paging: Query[Paging]) -> Any:
    chosen = {name: tuple(values) for name, values in wanted.dict(exclude={"q"}).items()}
    query = element_view.ElementQuery(wanted.q, **chosen)
    return element_view.elements(standards_now(), query, paging.page, paging.size)


@router.get("/elements/{identifier}", response=Element, auth=_READ, summary="一个数据元及其绑定、版本、冲突")
def standard_element(request: SignedRequest, identifier: str) -> Any:
    return element_view.element(workspace(), standards_now(), identifier)


@router.get("/code-sets", response=list[CodeSetRow], auth=_READ, summary="代码集")
def standard_code_sets(request: SignedRequest, q: str = "") -> Any:
    return object_view.code_sets(standards_now(), q)


@router.get("/code-sets/{identifier}", response=CodeSet, auth=_READ, summary="一个代码集及其版本与新旧对照")
def standard_code_set(request: SignedRequest, identifier: str) -> Any:
    return object_view.code_set(standards_now(), identifier)


@router.get("/conflicts", response=list[Conflict], auth=_READ, summary="同码异义")
def standard_conflicts(request: SignedRequest) -> Any:
    return object_view.conflicts(standards_now())


@router.get("/objects/{kind}", response=list[RegisteredThing], auth=_READ, summary="一类标准对象（术语、分级、角色等）")
def standard_objects(request: SignedRequest, kind: str) -> Any:
    return object_view.objects(standards_now(), kind)


@router.get("/documents", response=DocumentList, auth=_READ, summary="标准文件与条款执行率")
def standard_documents(request: SignedRequest) -> Any:
    return document_view.documents(standards_now())


@router.get("/documents/{identifier}", response=StandardDocument, auth=_READ, summary="一项标准文件的条款")
def standard_document(request: SignedRequest, identifier: str) -> Any:
    return document_view.document(standards_now(), identifier)
