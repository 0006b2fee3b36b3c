"""Rules handed in for approval: tried on the pool, decided by another person in the approval inbox, then in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from anlan.control.access import Permission
from anlan.control.approvals import Change, Decision, Dossier
from anlan.control.quality.errors import RuleProposalWrong
from anlan.control.quality.models import RuleProposal, WrittenRule
from anlan.control.quality.rules import free_to_write, try_rule, write_rule
from anlan.control.standards.current import standards_now
from anlan.quality.rule import KINDS

_SHOWN = 50
_NAMES = {
    "kind": "类别", "table": "数据表", "column": "列", "columns": "列", "label": "名称", "dimension": "维度",
    "severity": "程度", "blocks": "阻断发布", "where": "只对满足条件的行", "source": "依据",
    "expression": "行条件", "query": "查询语句",
}  # fmt: skip


def propose(body: Mapping[str, Any], author: str, day: date, replaces: str = "") -> RuleProposal:
    """Hand in a new rule, or another text of the one that ``replaces`` names, after it ran once over the pool.

    A rule without an identifier is given one. Raises: RulesInvalid, RuleCannotRun, RuleTaken, RuleUnknown,
    RuleProposalWrong where one of that identifier waits already.
    """
    wanted = dict(body) if body.get("id") or replaces else {**body, "id": _free_identifier(str(body.get("kind", "")))}
    result, _ = try_rule(wanted, day)
    known = free_to_write(result.rule, replaces)
    identifier = known.identifier if known else result.rule.id
    if RuleProposal.objects.filter(identifier=identifier, state=RuleProposal.State.REVIEW).exists():
        raise RuleProposalWrong(reason=f"规则 {identifier} 已有一份待审批")
    return RuleProposal.objects.create(
        identifier=identifier,
        table_name=result.rule.table,
        label=result.rule.label[:200],
        body={**wanted, "id": identifier},
        is_change=known is not None,
        checked=result.checked,
        failed=result.failed,
        author=author,
        submitted_at=timezone.now(),
    )


def _free_identifier(kind: str) -> str:
    taken = {*WrittenRule.objects.values_list("identifier", flat=True)}
    taken |= {*RuleProposal.objects.values_list("identifier", flat=True)}
    return next(name for number in range(1, len(taken) + 2) if (name := f"written-{kind}-{number}") not in taken)


def shown(one: RuleProposal) -> dict[str, Any]:
    """A proposal as the console shows it."""
    return {
        "number": one.pk,
        "id": one.identifier,
        "table": one.table_name,
        "label": one.label,
        "is_change": one.is_change,
        "checked": one.checked,
        "failed": one.failed,
        "author": one.author,
        "submitted_at": one.submitted_at,
        "state": one.state,
        "state_label": RuleProposal.State(one.state).label,
        "reviewer": one.reviewer,
        "refusal": one.refusal,
    }


def latest() -> list[dict[str, Any]]:
    """The newest proposals, those that wait first."""
    rows = list(RuleProposal.objects.all()[:_SHOWN])
    return [shown(one) for one in sorted(rows, key=lambda one: one.state != RuleProposal.State.REVIEW)]


class RuleDecisions:
    """Rules that people wrote, in the approval inbox."""

    kind = "quality_rule"
    label = "质量规则"
    permission = Permission.QUALITY_MANAGE

    def waiting(self) -> list[Decision]:
        """Proposals in review, oldest first."""
        return [_decision(one) for one in RuleProposal.objects.filter(state=RuleProposal.State.REVIEW).order_by("pk")]

    def dossier(self, number: int) -> Dossier:
        """The rule field by field beside the one in force, with what its trial found. Raises: RuleProposalWrong."""
        one = _in_review(number)
        table = standards_now().registry.tables.get(one.table_name)
        facts = {
            "数据表": f"{table.label}（{one.table_name}）" if table else one.table_name,
            "标识": one.identifier,
            "试运行": f"检查 {one.checked:,} 行，不合格 {one.failed:,} 行",
        }
        warnings = ["不合格时阻断发布"] if one.body.get("blocks") else []
        warnings += [f"现在就有 {one.failed:,} 行不合格"] if one.failed else []
        return Dossier(_decision(one), facts, _changes(one), warnings, "/quality/rules")

    def approve(self, numbers: Sequence[int], username: str) -> int:
        """Put all or none in force; each runs over the pool once more. Raises: RuleProposalWrong, RuleCannotRun."""
        with transaction.atomic():
            for number in numbers:
                one = _by_another(number, username)
                replaces = one.identifier if one.is_change else ""
                write_rule(one.body, one.author, standards_now().day, replaces)
                _decide(one, RuleProposal.State.APPROVED, username)
        return len(numbers)

    def refuse(self, number: int, username: str, reason: str) -> None:
        """Send one back with a reason. Raises: RuleProposalWrong."""
        if not reason.strip():
            raise RuleProposalWrong(reason="退回须写理由")
        _decide(_by_another(number, username), RuleProposal.State.REFUSED, username, reason.strip())


def _in_review(number: int) -> RuleProposal:
    one = RuleProposal.objects.filter(pk=number, state=RuleProposal.State.REVIEW).first()
    if one is None:
        raise RuleProposalWrong(reason=f"没有待审批的第 {number} 号规则")
    return one


def _by_another(number: int, username: str) -> RuleProposal:
    one = _in_review(number)
    if one.author == username:
        raise RuleProposalWrong(reason="提交人不能审批自己的规则（四眼）")
    return one


def _decide(one: RuleProposal, state: RuleProposal.State, username: str, refusal: str = "") -> None:
    one.state, one.reviewer, one.decided_at, one.refusal = state, username, timezone.now(), refusal
    one.save()


def _changes(one: RuleProposal) -> list[Change]:
    known = WrittenRule.objects.filter(identifier=one.identifier).first()
    before = known.body if known else {}
    fields = [name for name in {**before, **one.body} if name != "id" and before.get(name) != one.body.get(name)]
    return [Change(_NAMES.get(name, name), _text(name, before), _text(name, one.body)) for name in fields]


def _text(name: str, body: Mapping[str, Any]) -> str:
    value = body.get(name)
    if name == "kind":
        return KINDS[str(value)].label if value in KINDS else ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _decision(one: RuleProposal) -> Decision:
    what = "改动规则" if one.is_change else "新规则"
    summary = f"{what}：试运行检查 {one.checked:,} 行，不合格 {one.failed:,} 行"
    return Decision(
        RuleDecisions.kind, one.pk, one.identifier, one.label, "", one.author, one.submitted_at, summary
    )  # fmt: skip
