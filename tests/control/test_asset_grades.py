"""Effective grades of a workspace: no open conflict in what is built in, and pages never show below them."""

from __future__ import annotations

from typing import Any

import pytest

from anlan.base.settings import Workspace
from anlan.collection.contract import Contract, parse_contract
from anlan.standards.registry import load_registry

CASE = "core_labour__arbitration_case"


def _contract(grade: str) -> Contract:
    body: dict[str, Any] = {
        "system": "arbitration",
        "label": "仲裁",
        "source_class": "internal",
        "owner": "仲裁院",
        "connection": "arbitration",
        "kind": "csv",
        "tables": [
            {
                "name": "cases",
                "label": "案件",
                "core": CASE,
                "location": "*.csv",
                "employer": {"name": "单位"},
                "items": {
                    "案号": {"label": "案号", "column": "case_id", "grade": grade},
                    "立案日期": {"label": "立案日期", "column": "filed_date"},
                    "单位": {"label": "单位"},
                },
            }
        ],
    }
    return parse_contract(body, load_registry())


def test_the_built_in_steps_and_indicators_leave_no_conflict_open(database: Workspace) -> None:
    from anlan.control.assets.grades import graded_nodes

    nodes = graded_nodes([], load_registry())
    assert [one.node.id for one in nodes if one.graded.is_conflict] == []
    carried = {one.node.id: one.graded for one in nodes}
    assert carried["ended_stop.person_id"].effective == "L3"
    assert carried["B5"].effective == "L2" and carried["B5"].lowered_by is not None


def test_an_item_graded_higher_than_its_column_is_a_conflict_until_two_people_settle_it(database: Workspace) -> None:
    from anlan.control.assets import grades

    registry, contracts, node = load_registry(), [_contract("L4")], f"{CASE}.case_id"
    found = {one.node.id: one.graded for one in grades.graded_nodes(contracts, registry)}
    assert (found[node].declared, found[node].effective, found[node].origin) == (
        "L2",
        "L4",
        "raw_arbitration__cases.案号",
    )
    one = grades.propose(node, "L2", "案号只是编号，不含个人信息", "zhang", contracts, registry)
    with pytest.raises(grades.GradeDecisionWrong):
        grades.decide(one.pk, "zhang")
    grades.decide(one.pk, "li")
    settled = {graded.node.id: graded.graded for graded in grades.graded_nodes(contracts, registry)}[node]
    assert settled.effective == "L2" and not settled.is_conflict
    with pytest.raises(grades.GradeNodeUnknown):
        grades.propose(node, "L2", "再来", "zhang", contracts, registry)


def test_a_page_never_shows_a_column_below_the_grade_of_its_items(
    database: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from anlan.control import source_view
    from anlan.control.record_columns import columns_of, row_shown

    table = load_registry().table(CASE)
    row = {"case_id": "京仲2026第000117号"}
    assert row_shown(row, columns_of(table))["case_id"] == row["case_id"]
    monkeypatch.setattr(source_view, "contracts", lambda place: [_contract("L4")])
    [column] = [one for one in columns_of(table) if one.name == "case_id"]
    assert column.grade == "L4"
    assert "*" in row_shown(row, columns_of(table))["case_id"]
    from anlan.control.assets import grades

    one = grades.propose(f"{CASE}.case_id", "L2", "只是编号", "zhang", [_contract("L4")], load_registry())
    assert "*" in row_shown(row, columns_of(table))["case_id"]
    grades.decide(one.pk, "li")
    assert row_shown(row, columns_of(table))["case_id"] == row["case_id"]
