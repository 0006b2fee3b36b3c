"""Data quality: rules, findings, scores, trends."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router

from anlan.api.guard import Needs, SignedRequest, address_of
from anlan.api.ledger import Paging
from anlan.api.schemas.quality import (
    FindingPage,
    ProposedRule,
    RuleForm,
    RuleRequest,
    RuleRow,
    Scope,
    Scores,
    Trends,
    Trial,
)
from anlan.control import audit
from anlan.control.access import Permission
from anlan.control.place import open_pool, workspace
from anlan.control.quality import proposals, rule_view, scores
from anlan.control.quality.rules import contracts_of, set_active, try_rule
from anlan.control.source_view import system_labels
from anlan.control.standards.current import standards_now
from anlan.quality import history
from anlan.quality.anomaly import anomalies

router = Router(tags=["quality"])
_READ, _MANAGE = Needs(Permission.QUALITY_READ), Needs(Permission.QUALITY_MANAGE)


@router.get("/rules", response=list[RuleRow], auth=_READ, summary="质量规则")
def quality_rules(request: SignedRequest, table: str = "", dimension: str = "") -> Any:
    return rule_view.rules(standards_now(), table, dimension)


@router.get("/rules/form", response=RuleForm, auth=_READ, summary="编写规则的选项")
def quality_rule_form(request: SignedRequest) -> Any:
    return rule_view.form(standards_now())


@router.post("/rules/try", response=Trial, auth=_MANAGE, summary="在资源池上试运行一条规则")
def try_quality_rule(request: SignedRequest, wanted: RuleRequest) -> Any:
    result, rows = try_rule(wanted.body, standards_now().day)
    return {
        "checked": result.checked,
        "failed": result.failed,
        "pass_ratio": result.pass_ratio,
        "blocks": result.blocks,
        "rows": [{name: value for name, value in row.items() if name != "rule_no"} for row in rows],
    }


@router.post("/rules", response=ProposedRule, auth=_MANAGE, summary="提交规则（先在资源池上试运行），由另一人审批")
def write_quality_rule(request: SignedRequest, wanted: RuleRequest) -> Any:
    proposed = proposals.propose(wanted.body, request.auth.username, standards_now().day, wanted.replaces)
    what = f"提交审批：试运行 {proposed.checked} 行，不合格 {proposed.failed} 行"
    audit.record(
        request.auth.username, audit.Action.SUBMITTED, f"质量规则 {proposed.identifier}", what, address_of(request)
    )
    return proposals.shown(proposed)


@router.get("/rules/proposals", response=list[ProposedRule], auth=_READ, summary="提交过的规则与审批结果")
def quality_rule_proposals(request: SignedRequest) -> Any:
    return proposals.latest()


@router.post("/rules/{identifier}/{state}", response=list[RuleRow], auth=_MANAGE, summary="启用或停用规则（on、off）")
def switch_quality_rule(request: SignedRequest, identifier: str, state: str) -> Any:
    written = set_active(identifier, state == "on", request.auth.username)
    what = "启用" if written.is_active else "停用"
    audit.record(request.auth.username, audit.Action.SUBMITTED, f"质量规则 {identifier}", what, address_of(request))
    return rule_view.rules(standards_now(), written.table_name)


@router.get("/findings", response=FindingPage, auth=_READ, summary="问题数据（已脱敏）")
def quality_findings(
    request: SignedRequest,
    paging: Query[Paging],
    table: str = "",
    rule_id: str = "",
    dimension: str = "",
    system: str = "",
) -> Any:
    where = {"table_name": table, "rule_id": rule_id, "dimension": dimension, "source_system": system}
    total, rows = history.findings(open_pool(workspace()), where, paging.page, paging.size)
    labels = system_labels(workspace())
    named = [{**row, "source_label": labels.get(row["source_system"] or "", row["source_system"])} for row in rows]
    return {"total": total, "page": paging.page, "size": paging.size, "rows": named}


@router.get("/scores", response=Scores, auth=_READ, summary="得分与扣分原因")
def quality_scores(request: SignedRequest, scope: Scope = "resource", day: str = "") -> Any:
    pool, standards = open_pool(workspace()), standards_now()
    days = history.days(pool)
    wanted = day or (days[-1] if days else "")
    entries = scores.scores_on(pool, standards, contracts_of(standards), wanted, scope)
    return {"day": wanted, "days": days, "scope": scope, "entries": entries}


@router.get("/trends", response=Trends, auth=_READ, summary="得分、度量的历史与异常")
def quality_trends(request: SignedRequest, table: str = "") -> Any:
    pool = open_pool(workspace())
    rows = history.measured(pool, table)
    series: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for name, column, measure, day, value in rows:
        if not measure.startswith("share:") and (table or not column):
            series.setdefault((name, column, measure), []).append({"day": day.isoformat(), "value": value})
    return {
        "scores": scores.trend(pool, [table] if table else ()),
        "series": [{"table": t, "column": c, "measure": m, "points": points} for (t, c, m), points in series.items()],
        "anomalies": [vars(one) for one in anomalies(rows)],
    }
