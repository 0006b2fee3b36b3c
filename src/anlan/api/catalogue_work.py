"""Work on the resource catalogue: drafts, import, submission, duties, withdrawal. Deciding is in the approval inbox."""

from __future__ import annotations

from typing import Any

from ninja import File, Router
from ninja.files import UploadedFile

from anlan.api.guard import Needs, SignedRequest, address_of
from anlan.api.schemas.catalogue import (
    DraftDetail,
    DraftHead,
    EntryBody,
    ReasonRequest,
    SubmitResult,
    VersionHead,
)
from anlan.control import audit
from anlan.control.access import Permission
from anlan.control.catalogue import catalogue_files, entry_view
from anlan.control.catalogue.decisions import catalogue_life, code_of
from anlan.control.catalogue.drafts import Drafts

router = Router(tags=["catalogue"])
SUBMIT = Needs(Permission.CATALOGUE_SUBMIT)


@router.get("/drafts", response=list[DraftHead], auth=SUBMIT, summary="本人的草稿")
def catalogue_drafts(request: SignedRequest) -> Any:
    return Drafts(request.auth.username).all()


@router.post("/drafts", response=DraftDetail, auth=SUBMIT, summary="新建草稿")
def create_draft(request: SignedRequest, body: EntryBody) -> Any:
    return Drafts(request.auth.username).write(body.dict())


@router.get("/drafts/{int:number}", response=DraftDetail, auth=SUBMIT, summary="一份草稿，附未满足的要求与改动")
def catalogue_draft(request: SignedRequest, number: int) -> Any:
    return Drafts(request.auth.username).get(number)


@router.put("/drafts/{int:number}", response=DraftDetail, auth=SUBMIT, summary="保存草稿")
def save_draft(request: SignedRequest, number: int, body: EntryBody) -> Any:
    return Drafts(request.auth.username).write(body.dict(), number)


@router.delete("/drafts/{int:number}", response=list[DraftHead], auth=SUBMIT, summary="删除草稿")
def delete_draft(request: SignedRequest, number: int) -> Any:
    drafts = Drafts(request.auth.username)
    drafts.drop(number)
    return drafts.all()


@router.post("/drafts/{int:number}/submit", response=SubmitResult, auth=SUBMIT, summary="提交审核")
def submit_draft(request: SignedRequest, number: int) -> Any:
    version = Drafts(request.auth.username).submit(number, catalogue_life())
    code = version.resource_code if version else ""
    audit.record(request.auth.username, audit.Action.SUBMITTED, code or "未变", address=address_of(request))
    items = len(version.body["items"]) if version else 0
    return {
        "read": 1,
        "items": items,
        "submitted": int(bool(version)),
        "unchanged": int(not version),
        "codes": [code] * bool(version),
    }


@router.post("/entries/{code}/draft", response=DraftDetail, auth=SUBMIT, summary="变更一个资源，或改正退回的版本")
def draft_of_entry(request: SignedRequest, code: str) -> Any:
    return Drafts(request.auth.username).begin(code_of(code))


@router.post("/import", response=SubmitResult, auth=SUBMIT, summary="导入目录文件并提交审核")
def import_catalogue(request: SignedRequest, file: File[UploadedFile]) -> Any:
    result = catalogue_files.import_file(file.name or "", file.read(), request.auth.username)
    detail = f"{result['submitted']} 个资源"
    audit.record(request.auth.username, audit.Action.SUBMITTED, file.name or "", detail, address_of(request))
    return result


@router.post("/contracts", response=SubmitResult, auth=SUBMIT, summary="由来源契约生成条目并提交审核")
def submit_contract_entries(request: SignedRequest) -> Any:
    result = catalogue_files.submit_from_contracts(request.auth.username)
    detail = f"{result['submitted']} 个资源"
    audit.record(request.auth.username, audit.Action.SUBMITTED, "来源契约", detail, address_of(request))
    return result


@router.post(
    "/entries/{code}/withdraw",
    response=VersionHead,
    auth=Needs(Permission.CATALOGUE_REVIEW),
    summary="撤销资源，代码不再使用",
)
def withdraw_entry(request: SignedRequest, code: str, wanted: ReasonRequest) -> Any:
    version = catalogue_life().withdraw(code_of(code), request.auth.username, wanted.reason)
    audit.record(request.auth.username, audit.Action.DECIDED, version.resource_code, "撤销", address_of(request))
    return entry_view.version_head(version)
