"""Grades that travel with lineage: the highest of the origins, lowered only by a declared de-identification."""

from __future__ import annotations

import re

import pytest

from anlan.base.errors import Findings
from anlan.risk.registry import read_registry
from anlan.standards.grades import GradeRules, Lowering, effective_grades, grade_rules, read_grade_rules

CHAIN = [("a.id", "b.id"), ("b.id", "c.count"), ("a.plain", "c.count"), ("c.count", "d.rate")]
NONE = GradeRules({}, ())


def test_the_highest_grade_of_the_origins_is_carried_all_the_way() -> None:
    found = effective_grades(CHAIN, {"a.id": "L4"}, NONE)
    assert {node: one.effective for node, one in found.items()} == {
        "a.id": "L4", "a.plain": "L2", "b.id": "L4", "c.count": "L4", "d.rate": "L4",
    }  # fmt: skip
    assert found["d.rate"].path == ("c.count", "b.id", "a.id")
    assert found["d.rate"].origin == "a.id"
    assert not found["a.id"].is_conflict and found["d.rate"].is_conflict


def test_a_declared_aggregation_lowers_what_it_makes_and_what_is_made_of_that() -> None:
    counted = Lowering("count", ("c.count",), "aggregation", "L2", "人数", 10)
    found = effective_grades(CHAIN, {"a.id": "L4"}, GradeRules({}, (counted,)))
    assert (found["b.id"].effective, found["c.count"].effective, found["d.rate"].effective) == ("L4", "L2", "L2")
    assert found["c.count"].lowered_by is counted and "至少 10 人" in counted.text


def test_a_lowering_never_goes_below_what_is_declared_of_the_node_itself() -> None:
    masked = Lowering("mask", ("c.*",), "masking", "L1", "脱敏")
    found = effective_grades(CHAIN, {"a.id": "L4", "c.count": "L3"}, GradeRules({}, (masked,)))
    assert found["c.count"].effective == "L3"


def test_a_circle_of_columns_ends() -> None:
    found = effective_grades([("a", "b"), ("b", "a"), ("s", "a")], {"s": "L3"}, NONE)
    assert {one.effective for one in found.values()} == {"L3"}


def test_everything_wrong_with_the_rules_is_said_at_once() -> None:
    body = {"declared": {"x": "L9"}, "lowered": [{"id": "r", "nodes": ["x"], "kind": "magic", "to": "L2"}]}
    with pytest.raises(Findings) as raised:
        grade_rules(body, "rules.yml")
    assert len(raised.value.items) == 3


def test_an_aggregation_of_at_least_so_many_persons_is_held_by_the_sql_of_its_indicator() -> None:
    sql = {one.id: one.query for one in read_registry().indicators}
    checked = 0
    for lowering in read_grade_rules().lowered:
        for node in lowering.nodes if lowering.minimum else ():
            limits = [int(number) for number in re.findall(r"staff_\d >= (\d+)", sql[node])]
            assert limits and max(limits) >= lowering.minimum, node
            checked += 1
    assert checked
