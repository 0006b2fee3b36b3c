"""Scores: A / B by indicator, points that add up to the hundred; measures: what counts as strange."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anlan.quality.anomaly import anomalies, robust_z
from anlan.quality.judge import RuleResult
from anlan.quality.rule import Rule
from anlan.quality.score import pooled_score, score_of

FIRST = date(2026, 1, 1)


def _result(name: str, kind: str, checked: int, failed: int) -> RuleResult:
    return RuleResult(Rule(name, kind, ("x",), "t"), checked, failed)


def test_points_lost_and_kept_add_up_to_a_hundred() -> None:
    results = [
        _result("a", "not_null", 100, 10),
        _result("b", "row_count", 1, 1),
        _result("c", "validator", 50, 5),
        _result("d", "validator", 150, 0),
        _result("e", "unique", 0, 0),
    ]
    score = score_of(results)
    # Completeness is the mean of 0201 (90 of 100) and 0202 (0 of 1); accuracy 195 of 200; uniqueness was not checked.
    assert score.dimensions == {"completeness": pytest.approx(45.0), "accuracy": pytest.approx(97.5)}
    assert score.total == pytest.approx((45.0 + 97.5) / 2)
    assert score.total + sum(loss.points for loss in score.losses) == pytest.approx(100)
    assert score.losses[0].rule_id == "b"


def test_a_group_is_the_mean_of_its_resources_and_nothing_checked_is_no_score() -> None:
    good, bad = score_of([_result("a", "not_null", 10, 0)]), score_of([_result("b", "not_null", 10, 5)])
    empty = score_of([])
    group = pooled_score([good, bad, empty])
    assert empty.total is None and pooled_score([empty]).total is None
    assert group.total == pytest.approx(75)
    assert [(loss.rule_id, loss.points) for loss in group.losses] == [("b", pytest.approx(25))]


def _series(values: list[float], name: str = "rows") -> list[tuple[str, str, str, date, float]]:
    return [("t", "", name, FIRST + timedelta(days=at), value) for at, value in enumerate(values)]


def test_a_value_unlike_its_history_is_strange() -> None:
    steady = [1000.0, 1010, 990, 1005, 995, 1002, 998, 1001]
    assert anomalies(_series([*steady, 1004])) == []
    [found] = anomalies(_series([*steady, 400]))
    assert found.name == "rows" and found.score < -3.5
    assert robust_z(steady[:3], 400) is None


def test_a_week_on_week_collapse_is_strange_with_little_history() -> None:
    rows = [("t", "", "rows", FIRST, 1000.0), ("t", "", "rows", FIRST + timedelta(days=7), 300.0)]
    [found] = anomalies(rows)
    assert "上周" in found.reason


def test_a_shift_of_codes_is_strange() -> None:
    later = FIRST + timedelta(days=7)
    shares = [("t", "c", "share:1", FIRST, 0.9), ("t", "c", "share:2", FIRST, 0.1)]
    same = [("t", "c", "share:1", later, 0.85), ("t", "c", "share:2", later, 0.15)]
    moved = [("t", "c", "share:1", later, 0.3), ("t", "c", "share:3", later, 0.7)]
    assert anomalies([*shares, *same]) == []
    assert [one.name for one in anomalies([*shares, *moved])] == ["distribution"]
