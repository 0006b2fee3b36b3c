"""The record of who looked at which employer, rows and exports, who signed in, and who was refused."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.utils import timezone

from anlan.control.models import AccessRecord


class Action(StrEnum):
    """What is recorded."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_BLOCKED = "sign_in_blocked"
    SIGNED_OUT = "signed_out"
    REFUSED = "refused"
    EMPLOYER = "employer"
    ROWS = "rows"
    SET_ASIDE = "set_aside"
    EXPORTED = "exported"
    ISSUED = "issued"
    CORRECTED = "corrected"
    RELEASED = "released"
    SUBMITTED = "submitted"
    DECIDED = "decided"
    JUDGED = "judged"
    RUN = "run"
    DESTROYED = "destroyed"
    JOB = "job"
    PERSON = "person"

    @property
    def label(self) -> str:
        """The Chinese name shown to the auditor."""
        return _LABELS[self]


_LABELS = {
    Action.SIGNED_IN: "登录",
    Action.SIGN_IN_FAILED: "登录失败",
    Action.SIGN_IN_BLOCKED: "登录被限制",
    Action.SIGNED_OUT: "退出",
    Action.REFUSED: "越权被拒",
    Action.EMPLOYER: "查看企业档案",
    Action.ROWS: "查看来源数据",
    Action.SET_ASIDE: "查看搁置数据",
    Action.EXPORTED: "导出或下载",
    Action.ISSUED: "签发报告",
    Action.CORRECTED: "更正事件",
    Action.RELEASED: "放行训练材料",
    Action.SUBMITTED: "提交审核",
    Action.DECIDED: "审批",
    Action.JUDGED: "判定主数据",
    Action.RUN: "发起运行",
    Action.DESTROYED: "执行销毁",
    Action.JOB: "作业调度",
    Action.PERSON: "人员管理",
}


def record(username: str, action: Action, subject: str, detail: str = "", address: str = "") -> None:
    """Add one record; the control database is the only place that keeps it."""
    AccessRecord.objects.create(
        at=timezone.now(), username=username, action=action, subject=subject[:200], detail=detail, address=address
    )


def records(page: int, size: int, username: str | None, action: str | None) -> dict[str, Any]:
    """A page of records, newest first."""
    found = AccessRecord.objects.all()
    if username:
        found = found.filter(username=username)
    if action:
        found = found.filter(action=action)
    rows = [
        {
            "id": item.pk,
            "at": item.at,
            "username": item.username,
            "action": item.action,
            "action_label": Action(item.action).label,
            "subject": item.subject,
            "detail": item.detail,
            "address": item.address,
        }
        for item in found[(page - 1) * size : page * size]
    ]
    return {"total": found.count(), "page": page, "size": size, "rows": rows}
