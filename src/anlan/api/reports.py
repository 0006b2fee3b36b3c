"""The report centre: what was issued, and issuing a report."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpResponse
from ninja import Router

from anlan.api.guard import Needs, SignedRequest, address_of
from anlan.api.schemas.reports import Report, ReportRequest
from anlan.control import audit, exports, report_centre
from anlan.control.access import Permission
from anlan.control.place import workspace

router = Router(tags=["reports"])


@router.get("", response=list[Report], auth=Needs(Permission.REPORTS_READ), summary="已签发的报告")
def reports(request: SignedRequest) -> Any:
    return report_centre.issued()


@router.post("", response=Report, auth=Needs(Permission.REPORTS_ISSUE), summary="签发报告")
def issue_report(request: SignedRequest, wanted: ReportRequest) -> Any:
    report = report_centre.issue_weekly(workspace(), wanted.week, request.auth.username)
    audit.record(request.auth.username, audit.Action.ISSUED, report["title"], address=address_of(request))
    return report


@router.get(
    "/{report_id}/{format}",
    auth=Needs(Permission.REPORTS_READ),
    summary="下载报告",
    openapi_extra={"responses": {200: exports.OPENAPI_FILE}},
)
def report_file(request: SignedRequest, report_id: int, format: Literal["docx", "pdf", "xlsx"]) -> HttpResponse:
    name, media_type, content = report_centre.file_of(workspace(), report_id, format)
    audit.record(request.auth.username, audit.Action.EXPORTED, name, address=address_of(request))
    return exports.download(name, media_type, content)
