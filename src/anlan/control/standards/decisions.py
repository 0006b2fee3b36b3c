"""Revisions of standards in the approval inbox."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from anlan.control.access import Permission
from anlan.control.approvals import Change, Decision, Dossier
from anlan.control.place import workspace
from anlan.control.standards.life import RevisionState, StandardsLife, revision_numbered
from anlan.control.standards.models import Revision
from anlan.standards.objects import KINDS
from anlan.standards.revision import CHANGES


class RevisionDecisions:
    """Revisions: a new version of a data element, code set or other object of the standards."""

    kind = "standard"
    label = "数据标准修订"
    permission = Permission.STANDARDS_APPROVE

    def waiting(self) -> list[Decision]:
        """What waits, oldest first."""
        return [_decision(one) for one in Revision.objects.filter(state=Revision.State.REVIEW).order_by("changed_at")]

    def dossier(self, number: int) -> Dossier:
        """What the revision changes and touches, as found when it was submitted. Raises: RevisionUnknown."""
        revision = revision_numbered(number)
        if revision.state != Revision.State.REVIEW:
            state = Revision.State(revision.state).label
            raise RevisionState(number=number, state=state, step="审批")
        impact = revision.impact
        changes = [Change(f["label"], f["before"], f["after"]) for f in impact["fields"]]
        changes += [
            Change(
                f"代码（{CHANGES[c['change']]}）", *(f"{c[f'{side}code']} {c[f'{side}label']}" for side in ("", "new_"))
            )
            for c in impact["crosswalk"]
        ]
        items = sum(one["count"] for one in impact["systems"])
        facts = {
            "对象": f"{KINDS[revision.kind]} {revision.identifier}",
            "修订理由": revision.note or "（未写明）",
            "受影响的信息项": f"{len(impact['systems'])} 个系统 {items} 项",
            "试算": f"{impact['rows']:,} 行中转换 {impact['converted']:,} 行、新增不合格 {impact['failing']:,} 行",
        }
        warnings = [f"{c['document']} {c['number']} 将不再成立：{c['why']}" for c in impact["clauses"]]
        warnings += [f"{one['name']} {one['id']} 的计算引用代码 {one['codes']}" for one in impact["indicators"]]
        return Dossier(_decision(revision), facts, changes, warnings, f"/standards/revisions/{number}")

    def approve(self, numbers: Sequence[int], username: str) -> int:
        """Approve all or none, from today on; returns how many."""
        life = StandardsLife(workspace())
        with transaction.atomic():
            for number in numbers:
                life.approve(number, username)
        return len(numbers)

    def refuse(self, number: int, username: str, reason: str) -> None:
        """Send one back with a reason."""
        StandardsLife(workspace()).refuse(number, username, reason)


def _decision(revision: Revision) -> Decision:
    verb = "修订" if revision.base_version else "新增"
    return Decision(
        RevisionDecisions.kind,
        revision.pk,
        f"{revision.kind}/{revision.identifier}",
        f"{verb}{KINDS[revision.kind]}：{revision.body['name']}",
        "",
        revision.author,
        revision.changed_at,
        revision.note or f"第 {revision.base_version} 版 → 第 {revision.base_version + 1} 版",
    )
