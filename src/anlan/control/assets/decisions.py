"""Destructions and decisions on grades in the approval inbox."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from anlan.control.access import Permission
from anlan.control.approvals import Change, Decision, Dossier
from anlan.control.assets import destructions, grades
from anlan.control.assets.destructions import DestructionUnknown
from anlan.control.assets.grades import GradeDecisionWrong
from anlan.control.assets.models import Destruction, GradeDecision


class DestructionDecisions:
    """Requests to destroy or hand back the data of a source."""

    kind = "destruction"
    label = "数据销毁"
    permission = Permission.ASSETS_APPROVE

    def waiting(self) -> list[Decision]:
        """Requests in review, oldest first."""
        return [_request(one) for one in Destruction.objects.filter(state=Destruction.State.REVIEW).order_by("pk")]

    def dossier(self, number: int) -> Dossier:
        """The request with its plan. Raises: DestructionUnknown."""
        one = Destruction.objects.filter(pk=number, state=Destruction.State.REVIEW).first()
        if one is None:
            raise DestructionUnknown(number=number)
        plan = one.plan
        facts = {
            "来源": f"{one.label}（{one.system}）",
            "范围": f"{one.before} 之前收到的数据" if one.before else "全部数据及派生材料",
            "依据": one.basis,
            "收到要求": one.requested_on.isoformat(),
            "期限": one.due.isoformat(),
            "装载包": f"{len(plan['loads'])} 个，{plan['load_rows']:,} 行",
            "原始字节": f"{plan['raw_files']['count']} 个文件，{plan['raw_files']['bytes']:,} 字节",
        }
        changes = [Change(t["table"], f"{t['label']}，{t['rows']:,} 行", t["how_label"]) for t in plan["tables"]]
        warnings = ["销毁不可撤销", *plan["unreachable"]]
        return Dossier(_request(one), facts, changes, warnings, f"/assets/lifecycle/{one.pk}")

    def approve(self, numbers: Sequence[int], username: str) -> int:
        """Approve all or none. Raises: DestructionStateWrong."""
        with transaction.atomic():
            return len([destructions.decide(number, username) for number in numbers])

    def refuse(self, number: int, username: str, reason: str) -> None:
        """Send one back with a reason."""
        destructions.decide(number, username, reason)


def _request(one: Destruction) -> Decision:
    what = "返还并销毁" if one.is_return else "销毁"
    summary = f"{what}{len(one.plan['loads'])} 个装载包，涉及 {len(one.plan['tables'])} 张表，期限 {one.due}"
    return Decision(
        DestructionDecisions.kind, one.pk, one.system, f"{one.label}{what}", one.label, one.author,
        one.submitted_at, summary,
    )  # fmt: skip


class GradeDecisions:
    """Conflicts of grades for which somebody proposes an end."""

    kind = "grade"
    label = "数据分级"
    permission = Permission.ASSETS_APPROVE

    def waiting(self) -> list[Decision]:
        """Proposals in review, oldest first."""
        return [_proposal(one) for one in GradeDecision.objects.filter(state=GradeDecision.State.REVIEW).order_by("pk")]

    def dossier(self, number: int) -> Dossier:
        """The proposal beside what lineage asks for. Raises: GradeDecisionWrong."""
        one = GradeDecision.objects.filter(pk=number, state=GradeDecision.State.REVIEW).first()
        if one is None:
            raise GradeDecisionWrong(reason=f"没有待审批的第 {number} 号决定")
        warnings = [f"降级：血缘要求 {one.before}，批准后按 {one.grade} 展示"] if one.grade < one.before else []
        changes = [Change(one.node, f"血缘要求 {one.before}", f"定为 {one.grade}")]
        return Dossier(_proposal(one), {"字段": one.node, "理由": one.reason}, changes, warnings, "/assets/grades")

    def approve(self, numbers: Sequence[int], username: str) -> int:
        """Approve all or none. Raises: GradeDecisionWrong."""
        with transaction.atomic():
            return len([grades.decide(number, username) for number in numbers])

    def refuse(self, number: int, username: str, reason: str) -> None:
        """Send one back with a reason. Raises: GradeDecisionWrong."""
        if not reason.strip():
            raise GradeDecisionWrong(reason="退回须写理由")
        grades.decide(number, username, reason)


def _proposal(one: GradeDecision) -> Decision:
    summary = f"定为 {one.grade}（血缘要求 {one.before}）：{one.reason}"
    return Decision(
        GradeDecisions.kind, one.pk, one.node, f"{one.node} 的分级", "", one.author, one.submitted_at, summary
    )
