"""Every indicator's registry entry is complete, dated, ordered, and reads only declared core tables."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from anlan.base.errors import InputMissing
from anlan.base.risk_types import Level, RiskType, SourceClass
from anlan.engine.steps import in_order, read_steps
from anlan.risk.asof import seen_name
from anlan.risk.registry import GROUPS, Indicator, IndicatorInvalid, IndicatorRegistry, read_registry
from anlan.standards.registry import load_registry

REGISTRY = read_registry()
MADE_AFTER_CORE = {"core_signal__event_article", "core_signal__article"}
MADE_BEFORE_STEPS = {
    "weeks", "contribution_delta", "linked_employer", "article_mention", "article_fact", "event_fact",
    "contribution",
}  # fmt: skip


def each(check: object) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("one", REGISTRY.indicators, ids=lambda one: one.id)


@each("documented")
def test_entry_is_documented(one: Indicator) -> None:
    assert one.label and one.english.isascii() and one.definition and one.unit and one.legal and one.clears
    assert "{value}" in one.text or one.hard or one.id in ("E1", "E2", "B8")
    assert one.direction in ("up", "down")
    assert one.weights and all(points > 0 for points in one.weights.values())
    assert one.window_days > 0 and one.lag_days >= 0


@each("thresholds")
def test_thresholds_are_dated_sourced_and_ordered(one: Indicator) -> None:
    sign = 1 if one.direction == "up" else -1
    assert one.thresholds
    for limits in one.thresholds:
        values = [sign * limit for _, limit in limits.limits]
        assert values and values == sorted(values)
        assert limits.source
        assert limits.effective_to is None or limits.effective_from <= limits.effective_to


@each("sql")
def test_sql_parses_and_reads_known_relations(one: Indicator) -> None:
    tree = sqlglot.parse_one(one.query, read="duckdb")
    assert tree is not None
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    read = {table.name for table in tree.find_all(exp.Table)} - own
    steps = {step.table for step in read_steps(REGISTRY.steps)}
    seen = {seen_name(table) for table in load_registry().tables}
    assert read <= steps | seen | {"weeks"}
    assert {"week", "uscc", "value", "data_date"} <= {column.alias_or_name for column in tree.selects}


@each("sources")
def test_sources_and_trace_exist(one: Indicator) -> None:
    tables = load_registry().tables
    assert set(one.tables) <= set(tables) | MADE_AFTER_CORE
    assert set(one.tables) <= set(REGISTRY.fusion.sources)
    assert one.trace.table in one.tables
    if one.trace.table in tables:
        columns = set(tables[one.trace.table].columns)
        days = ("start", "end", "month", "month_before", "month_2_before", "month_3_before", "month_5_before")
        filled = one.trace.filter.format(**dict.fromkeys(days, "2026-01-01"))
        used = {column.name for column in sqlglot.parse_one(f"SELECT 1 WHERE {filled}").find_all(exp.Column)}
        assert used <= columns


def test_covers_all_groups_types_and_classes() -> None:
    supporting = [one for one in REGISTRY.indicators if one.stance == "supporting"]
    assert len(supporting) >= 45
    assert {one.group for one in supporting} == set(GROUPS)
    for kind in RiskType:
        events = {SourceClass.THIRD_PARTY} if REGISTRY.fusion.events.weight[kind] else set()
        assert {one.source_class for one in REGISTRY.telling(kind)} | events == set(SourceClass)


def test_authoritative_hard_triggers_are_the_three_registers() -> None:
    hard = {one.id: one.hard for one in REGISTRY.indicators if one.hard is not None}
    assert {name for name, trigger in hard.items() if trigger.is_authoritative} == {"A9", "B8", "F7"}
    assert all(trigger.level >= Level.ORANGE and trigger.source for trigger in hard.values())


def test_rumour_rules_name_indicators() -> None:
    ids = {one.id for one in REGISTRY.indicators}
    measures = {one.id for one in REGISTRY.indicators if one.is_measure}
    for rule in REGISTRY.fusion.rumours.values():
        assert set(rule.registers) <= ids
        assert set(rule.measures) <= measures


def test_steps_order_and_read_what_exists() -> None:
    steps = in_order(read_steps(REGISTRY.steps))
    made = MADE_BEFORE_STEPS | {seen_name(table) for table in load_registry().tables}
    for step in steps:
        assert step.inputs <= made, step.table
        made.add(step.table)


def test_small_employers_have_their_own_layoff_rate() -> None:
    day = REGISTRY.indicators[0].thresholds[0].effective_from.replace(year=2026)
    small, large = REGISTRY["A5"].thresholds_on(day, 30), REGISTRY["A5"].thresholds_on(day, 31)
    assert small is not None and small.yellow == 20
    assert large is not None and large.yellow == 5.5


def test_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputMissing):
        read_registry(tmp_path)


@pytest.mark.parametrize("text", ["group: A\nlabel: x\nindicators:\n  - id: A1\n", "indicators: [", "[]"])
def test_broken_entry_names_its_place(tmp_path: Path, text: str) -> None:
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators" / "a.yml").write_text(text, encoding="utf-8")
    with pytest.raises(IndicatorInvalid) as failure:
        read_registry(tmp_path)
    assert "a.yml" in failure.value.text


def test_registry_is_one_value() -> None:
    assert isinstance(REGISTRY, IndicatorRegistry)
    assert REGISTRY["A1"].as_dict()["thresholds"][0]["yellow"] == 20
