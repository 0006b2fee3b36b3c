"""Decisions about standardisation in the approval inbox."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from anlan.collection.corrections.declared import conversions
from anlan.control.access import Permission
from anlan.control.approvals import Change, Decision, Dossier
from anlan.control.standardise.errors import DecisionUnknown
from anlan.control.standardise.models import ConversionDecision
from anlan.control.standardise.views import decision_life, now


class StandardisingDecisions:
    """Code mappings, and conversions switched off."""

    kind = "conversion"
    label = "标准化更正"
    permission = Permission.STANDARDS_APPROVE

    def waiting(self) -> list[Decision]:
        """What waits, oldest first."""
        found = ConversionDecision.objects.filter(state=ConversionDecision.State.REVIEW).order_by("submitted_at", "pk")
        return [_decision(one) for one in found]

    def dossier(self, number: int) -> Dossier:
        """What would change. Raises: DecisionUnknown."""
        one = ConversionDecision.objects.filter(pk=number, state=ConversionDecision.State.REVIEW).first()
        if one is None:
            raise DecisionUnknown(step="审批", number=number)
        is_code = one.kind == ConversionDecision.Kind.CODE
        facts = {"项目": one.place, "理由": one.note or "（未写明）", "出现次数": f"{one.count:,}"}
        if is_code:
            change = Change(f"来源值 {one.value}", "（不是代码集的代码，搁置）", one.code)
            facts["建议得分"] = f"{one.score:.2f}" if one.score else "（人工选定）"
        else:
            change = Change(conversions()[one.conversion].label, "适用", "停用")
        refused = ConversionDecision.objects.filter(
            system=one.system, table=one.table, item=one.item, value=one.value, conversion=one.conversion
        ).filter(state=ConversionDecision.State.REFUSED)
        warnings = [f"曾退回：{before.subject}（{before.reviewer}：{before.reason}）" for before in refused]
        warnings.append("同意后，下一次运行会按它重新标准化已入明细层的数据；撤销后恢复原状。")
        return Dossier(_decision(one), facts, [change], warnings, "/standardise?tab=decisions")

    def approve(self, numbers: Sequence[int], username: str) -> int:
        """Approve all or none; returns how many."""
        life = decision_life()
        with transaction.atomic():
            for number in numbers:
                life.approve(number, username, now())
        return len(numbers)

    def refuse(self, number: int, username: str, reason: str) -> None:
        """Send one back with a reason."""
        decision_life().refuse(number, username, now(), reason)


def _decision(one: ConversionDecision) -> Decision:
    title = f"{ConversionDecision.Kind(one.kind).label}：{one.subject}"
    return Decision(
        StandardisingDecisions.kind, one.pk, one.place, title, "", one.author, one.submitted_at, one.note or one.place
    )
