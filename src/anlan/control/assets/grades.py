"""Grades of a workspace along its lineage: every column with what it carries, conflicts, and decisions on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from anlan.base.errors import AnlanError
from anlan.collection.contract import Contract
from anlan.control.assets.models import GradeDecision
from anlan.control.lineage.graph import LineageGraph, lineage_graph
from anlan.control.lineage.nodes import LineageNode, item_id
from anlan.standards.grades import Graded, GradeRules, Lowering, effective_grades, read_grade_rules
from anlan.standards.registry import GRADES, Column, Registry

State = GradeDecision.State


class GradeNodeUnknown(AnlanError):
    """A column that the lineage does not hold, or that has no conflict to decide."""

    code = "grade-node-unknown"
    status = 404
    message = "{node} 没有待定的分级冲突"
    hint = "运行 `anlan assets grades --conflicts` 查看待定的字段；写成 表.字段 或指标编号。"


class GradeDecisionWrong(AnlanError):
    """A decision that cannot be kept: no reason, an unknown grade, one's own, or decided already."""

    code = "grade-decision-wrong"
    status = 409
    message = "分级决定不能保存：{reason}"
    hint = "写明理由；提出与审批须是两个人；已办结的决定请重新提出。"


@dataclass(frozen=True)
class GradedNode:
    """A node of the lineage with its grade and the decision that waits for it, if one does."""

    node: LineageNode
    graded: Graded
    is_waiting: bool


def _declared(contracts: Sequence[Contract], registry: Registry) -> Iterator[tuple[str, str]]:
    for core in registry.tables.values():
        yield from ((f"{core.name}.{column.name}", column.grade) for column in core.columns.values())
    for contract in contracts:
        for table in contract.tables:
            core_columns = registry.table(table.core).columns if table.core else {}
            for name, item in table.items.items():
                filled = core_columns.get(item.column)
                grade = item.grade or (filled.grade if filled else "")
                # A raw column is the item as received: it is declared with it.
                yield from ((item_id(table, name), grade), (f"{table.raw_table}.{name}", grade))


def grade_rules_in_force() -> GradeRules:
    """What the pack declares, with the approved decisions on top."""
    rules = read_grade_rules()
    declared, lowered = dict(rules.declared), list(rules.lowered)
    for one in GradeDecision.objects.filter(state=State.APPROVED).order_by("id"):
        if one.grade >= one.before:
            declared[one.node] = one.grade
        else:
            lowered.insert(0, Lowering(f"decision-{one.pk}", (one.node,), "derivation", one.grade, one.reason))
    return GradeRules(declared, tuple(lowered))


def graded_of(graph: LineageGraph, contracts: Sequence[Contract], registry: Registry) -> dict[str, Graded]:
    """Every node of the graph with its grade under the rules in force; conditions on rows carry no values."""
    edges = ((edge.source, edge.target) for edge in graph.edges if not edge.is_condition)
    return effective_grades(edges, dict(_declared(contracts, registry)), grade_rules_in_force(), graph.nodes)


def graded_nodes(contracts: Sequence[Contract], registry: Registry) -> list[GradedNode]:
    """Every node, the gravest conflicts first. Raises: LineageUnreadable."""
    graph = lineage_graph(contracts, registry)
    waiting = set(GradeDecision.objects.filter(state=State.REVIEW).values_list("node", flat=True))
    found = [
        GradedNode(graph.nodes[name], graded, name in waiting)
        for name, graded in graded_of(graph, contracts, registry).items()
    ]
    return sorted(found, key=lambda one: (not one.graded.is_conflict, one.node.kind, one.node.id))


def node_row(one: GradedNode) -> dict[str, Any]:
    """A node as screens and commands show it."""
    graded = one.graded
    return {
        "node": one.node.id,
        "kind": one.node.kind.value,
        "kind_label": one.node.kind.label,
        "label": one.node.label,
        "declared": graded.declared,
        "effective": graded.effective,
        "is_conflict": graded.is_conflict,
        "is_waiting": one.is_waiting,
        "origin": graded.origin if graded.path else "",
        "path": list(graded.path),
        "lowered_by": graded.lowered_by.text if graded.lowered_by else "",
    }


def propose(
    node: str, grade: str, reason: str, username: str, contracts: Sequence[Contract], registry: Registry
) -> GradeDecision:
    """Ask for a conflict to be settled by a grade; a second person approves.

    Raises: GradeNodeUnknown, GradeDecisionWrong.
    """
    if grade not in GRADES or not reason.strip():
        raise GradeDecisionWrong(reason="须写 L1–L4 之一和理由")
    graded = graded_of(lineage_graph(contracts, registry), contracts, registry).get(node)
    if graded is None or not graded.is_conflict:
        raise GradeNodeUnknown(node=node)
    if GradeDecision.objects.filter(node=node, state=State.REVIEW).exists():
        raise GradeDecisionWrong(reason=f"{node} 已有待审批的决定")
    return GradeDecision.objects.create(
        node=node, grade=grade, before=graded.effective, reason=reason.strip(), state=State.REVIEW,
        author=username, submitted_at=timezone.now(),
    )  # fmt: skip


def decide(number: int, username: str, refusal: str = "") -> GradeDecision:
    """Approve a decision, or refuse it with a reason; never one's own. Raises: GradeDecisionWrong."""
    one = GradeDecision.objects.filter(pk=number, state=State.REVIEW).first()
    if one is None:
        raise GradeDecisionWrong(reason=f"没有待审批的第 {number} 号决定")
    if one.author == username:
        raise GradeDecisionWrong(reason="不能审批自己提出的决定")
    one.state, one.reviewer, one.decided_at = (State.REFUSED if refusal else State.APPROVED), username, timezone.now()
    one.refusal = refusal
    one.save()
    return one


_known: list[tuple[Sequence[Contract], dict[tuple[str, str], str]]] = []


def item_grades(contracts: Sequence[Contract]) -> dict[tuple[str, str], str]:
    """Core table and column → the highest grade declared of the source items that fill it; kept for the same list."""
    if not _known or _known[0][0] is not contracts:
        found: dict[tuple[str, str], str] = {}
        for table in (table for contract in contracts for table in contract.tables):
            for item in table.items.values():
                if item.column and item.grade > found.get((table.core, item.column), ""):
                    found[table.core, item.column] = item.grade
        _known[:] = [(contracts, found)]
    return _known[0][1]


def raised(table: str, columns: Iterable[Column], contracts: Sequence[Contract]) -> list[Column]:
    """Core columns with the grade they carry: that of their source items where theirs is higher.

    Core columns are made of source items only, so that no graph is needed to show a page. What two people decided of a
    column holds here too.
    """
    grades = {name: grade for (core, name), grade in item_grades(contracts).items() if core == table}
    columns = list(columns)
    if not any(grades.get(column.name, "") > column.grade for column in columns):
        return columns
    decided = GradeDecision.objects.filter(state=State.APPROVED, node__startswith=f"{table}.").order_by("id")
    grades |= {one.node.removeprefix(f"{table}."): one.grade for one in decided}
    return [replace(one, grade=max(one.grade, grades.get(one.name, ""))) for one in columns]
