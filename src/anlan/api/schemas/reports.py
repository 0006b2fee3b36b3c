"""What was issued."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Schema


class ReportFile(Schema):
    format: Literal["docx", "pdf", "xlsx"]
    size: int
    sha256: str
    url: str


class Report(Schema):
    id: int
    kind: Literal["weekly"]
    week: str
    title: str
    release: int | None
    issued_at: datetime
    issued_by: str
    files: list[ReportFile]


class ReportRequest(Schema):
    kind: Literal["weekly"] = "weekly"
    week: str
