"""The report centre: issues reports from a release and hands out their files."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone

from anlan.base.clock import Week
from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.control.exports import MEDIA_TYPES
from anlan.control.models import IssuedReport
from anlan.control.place import open_pool
from anlan.control.standards.current import standards_on
from anlan.pool.serving import ServingMissing


class ReportUnknown(AnlanError):
    """No issued report has that number, or it has no file of that format."""

    code = "report-unknown"
    status = 404
    message = "没有第 {number} 号报告的 {format} 文件"
    hint = "从报告中心的列表下载；文件被移走时请重新签发该周报告。"


def _described(report: IssuedReport) -> dict[str, Any]:
    files = [
        {
            "format": file["format"],
            "size": file["size"],
            "sha256": file["sha256"],
            "url": f"/api/v1/reports/{report.pk}/{file['format']}",
        }
        for file in report.files
    ]
    fields = ("kind", "week", "title", "release", "issued_at", "issued_by")
    return {"id": report.pk, **{field: getattr(report, field) for field in fields}, "files": files}


def issued() -> list[dict[str, Any]]:
    """All issued reports, newest first."""
    return [_described(report) for report in IssuedReport.objects.all()]


def issue_weekly(workspace: Workspace, week_text: str, username: str) -> dict[str, Any]:
    """Issue the weekly report from the newest release; the same week and release give the same bytes.

    Raises: WeekInvalid, ServingMissing, WeekNotJudged, ReleaseIncomplete.
    """
    from anlan.reports.issue import issue_from_workspace  # heavy: fonts, Word and PDF

    week = Week.parse(week_text)
    release = open_pool(workspace).latest()
    if release is None:
        raise ServingMissing
    folder = workspace.reports / str(week) / release.name
    made = issue_from_workspace(workspace, week, folder, registry_on=lambda day: standards_on(day).registry)
    files = [
        {
            "format": path.suffix.removeprefix("."),
            "path": str(path.relative_to(workspace.root)),
            "size": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in made
        if path.suffix.removeprefix(".") in MEDIA_TYPES and path.suffix != ".json"
    ]
    title = f"{week.year}年第{week.number}周劳动关系风险监测周报"
    return _described(_kept(str(week), title, release.number, username, files))


@transaction.atomic
def _kept(week: str, title: str, release: int, username: str, files: list[dict[str, Any]]) -> IssuedReport:
    """The record of an issue; issuing the same bytes again gives the record that is there."""
    for known in IssuedReport.objects.filter(kind="weekly", week=week, release=release):
        if known.files == files:
            return known
    return IssuedReport.objects.create(
        kind="weekly",
        week=week,
        title=title,
        release=release,
        issued_at=timezone.now(),
        issued_by=username,
        files=files,
    )


def file_of(workspace: Workspace, number: int, format: str) -> tuple[str, str, bytes]:
    """Name, media type and content of one file of a report. Raises: ReportUnknown."""
    report = IssuedReport.objects.filter(pk=number).first()
    found = next((file for file in report.files if file["format"] == format), None) if report else None
    path = workspace.root / found["path"] if found else None
    if path is None or not path.is_file() or report is None:
        raise ReportUnknown(number=number, format=format)
    return f"{report.title}.{format}", MEDIA_TYPES[format], path.read_bytes()
