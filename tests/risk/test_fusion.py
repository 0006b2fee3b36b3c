"""Properties of fusion: two keys, caps, hard triggers, rumours and monotonicity, on made-up evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from anlan.base.risk_types import Level, RiskType, SourceClass
from anlan.risk.course import Course
from anlan.risk.evidence import Evidence, RowsBehind, Stance, number_text
from anlan.risk.fusion import CONTRADICTED, SUPPORTED, WAITING, Setting, event_level, judge_type, rumour_state
from anlan.risk.registry import read_registry

RULES = read_registry().fusion
DAY = date(2026, 11, 22)
SETTING = Setting(DAY, 100, "110105")
LAYOFF = RiskType.LAYOFF
LEVELS = st.sampled_from([Level.YELLOW, Level.ORANGE, Level.RED])


def piece(
    source: str = "A1", level: Level = Level.RED, klass: SourceClass = SourceClass.INTERNAL, **facts: object
) -> Evidence:
    base = Evidence(
        source=source, is_event=False, group=source[0], stance=Stance.SUPPORTING, level=level, source_class=klass,
        source_system="x", weights={LAYOFF: 40.0}, text="…", data_date=DAY,
    )  # fmt: skip
    return replace(base, **facts)  # type: ignore[arg-type]


def claim(level: Level = Level.ORANGE, first: date = DAY) -> Evidence:
    third = SourceClass.THIRD_PARTY
    return piece("E1", level, third, is_event=True, group="G", first_date=first, weights={LAYOFF: 34.0})


@st.composite
def pieces(draw: st.DrawFn) -> list[Evidence]:
    count = draw(st.integers(0, 8))
    return [
        piece(
            f"{draw(st.sampled_from('ABCDEFGH'))}{index}",
            draw(LEVELS),
            draw(st.sampled_from(list(SourceClass))),
            weights={draw(st.sampled_from(list(RiskType))): draw(st.floats(1, 60))},
        )
        for index in range(count)
    ]


@given(pieces(), st.sampled_from(list(RiskType)), st.integers(0, 100_000))
def test_orange_needs_two_classes(evidence: list[Evidence], kind: RiskType, staff: int) -> None:
    verdict = judge_type(kind, evidence, replace(SETTING, staff=staff), 0.0, RULES)
    assert 0 <= verdict.score <= 100
    assert verdict.level <= verdict.uncapped_level
    if verdict.level >= Level.ORANGE:
        assert len({one.source_class for one in evidence}) >= 2
        assert verdict.status == "confirmed"
    assert RULES.limits_on(DAY).level(verdict.score) == verdict.level


@given(pieces(), LEVELS)
def test_more_evidence_never_lowers_the_score(evidence: list[Evidence], level: Level) -> None:
    before = judge_type(LAYOFF, evidence, SETTING, 0.0, RULES)
    after = judge_type(LAYOFF, [*evidence, piece("B9", level)], SETTING, 0.0, RULES)
    assert after.uncapped_score >= before.uncapped_score


def test_groups_are_capped_so_that_correlated_indicators_do_not_pile_up() -> None:
    many = [piece(f"A{index}") for index in range(10)]
    verdict = judge_type(LAYOFF, many, SETTING, 0.0, RULES)
    assert verdict.parts[0].points == RULES.group_cap


def test_authoritative_hard_trigger_alone_stands_at_orange_unverified() -> None:
    court = piece("F7", klass=SourceClass.BUREAU, hard_level=Level.RED, is_authoritative=True)
    verdict = judge_type(LAYOFF, [court], SETTING, 0.0, RULES)
    assert (verdict.level, verdict.uncapped_level, verdict.status) == (Level.ORANGE, Level.RED, "unverified")
    confirmed = judge_type(LAYOFF, [court, piece("A1")], SETTING, 0.0, RULES)
    assert (confirmed.level, confirmed.status) == (Level.RED, "confirmed")


def test_other_hard_trigger_alone_stays_yellow() -> None:
    verdict = judge_type(LAYOFF, [piece("A10", hard_level=Level.RED)], SETTING, 0.0, RULES)
    assert (verdict.level, verdict.uncapped_level) == (Level.YELLOW, Level.RED)


def test_explained_departures_hold_the_type_at_yellow() -> None:
    moved = piece("X1", Level.RED, stance=Stance.CONTRADICTING, is_key=False)
    evidence = [piece("A1"), piece("D9", klass=SourceClass.BUREAU), piece("A4")]
    assert judge_type(LAYOFF, evidence, SETTING, 0.0, RULES).level >= Level.ORANGE
    held = judge_type(LAYOFF, [*evidence, moved], SETTING, 0.0, RULES)
    assert held.level <= Level.YELLOW
    assert "反向证据可解释" in held.caps or held.uncapped_level <= Level.YELLOW


def test_rumour_waits_for_the_lag_then_is_contradicted_or_supported() -> None:
    early, late = date(2026, 11, 10), date(2026, 9, 1)
    assert rumour_state([claim(first=early)], LAYOFF, SETTING, RULES) == WAITING
    quiet = replace(SETTING, quiet=frozenset({"A1"}), quiet_dates={"A1": date(2026, 10, 31)})
    assert rumour_state([claim(first=late)], LAYOFF, quiet, RULES) == CONTRADICTED
    assert rumour_state([claim(first=late)], LAYOFF, SETTING, RULES) == WAITING
    assert rumour_state([claim(first=late), piece("A1", Level.YELLOW)], LAYOFF, quiet, RULES) == SUPPORTED


def test_contradicted_rumour_stays_at_yellow_and_unverified() -> None:
    quiet = replace(SETTING, quiet=frozenset({"A1"}), quiet_dates={"A1": date(2026, 10, 31)})
    other = piece("F1", klass=SourceClass.BUREAU, weights={LAYOFF: 50.0})
    verdict = judge_type(LAYOFF, [claim(Level.RED, date(2026, 9, 1)), other], quiet, 90.0, RULES)
    assert (verdict.level, verdict.status) == (Level.YELLOW, "unverified")


def test_event_level_counts_independent_sources() -> None:
    assert event_level(1, False, False, RULES) is Level.YELLOW
    assert event_level(2, False, False, RULES) is Level.ORANGE
    assert event_level(9, False, False, RULES) is Level.RED
    assert event_level(9, True, False, RULES) is Level.YELLOW


def test_falling_score_is_smoothed_and_rising_one_is_not() -> None:
    fallen = judge_type(LAYOFF, [], SETTING, 80.0, RULES)
    assert fallen.uncapped_score == round(80 * RULES.smoothing, 1)
    risen = judge_type(LAYOFF, [piece("A1")], SETTING, 0.0, RULES)
    assert risen.uncapped_score == judge_type(LAYOFF, [piece("A1")], SETTING, 10.0, RULES).uncapped_score


def test_alert_that_returns_within_thirty_days_keeps_its_first_day() -> None:
    course = Course()
    week = [judge_type(LAYOFF, [piece("A1"), piece("A2")], SETTING, 0.0, RULES)]
    assert course.enter(week, date(2026, 9, 6), RULES) == ("new", Level.NONE, date(2026, 9, 6))
    assert course.enter(week, date(2026, 9, 13), RULES)[0] == "same"
    assert course.enter([], date(2026, 9, 20), RULES)[:2] == ("closed", week[0].level)
    change, _, first = course.enter(week, date(2026, 10, 4), RULES)
    assert (change, first) == ("raised", date(2026, 9, 6))
    course.enter([], date(2026, 10, 11), RULES)
    assert course.enter(week, date(2026, 11, 22), RULES)[0] == "new"


def test_size_factor_is_one_at_the_reference_and_grows() -> None:
    assert RULES.size_factor(RULES.size_staff) == 1
    assert RULES.size_factor(10) < 1 < RULES.size_factor(5000) <= RULES.size_most


def test_trace_fills_days_and_months() -> None:
    template = "month IN ('{month_before}', '{month}') AND x >= DATE '{start}'"
    trace = RowsBehind("core_x", template, "U", DAY, date(2026, 1, 31), 30).filled()
    assert trace["filter"].startswith("month IN ('2025-12', '2026-01') AND x >= DATE '2026-10-24'")
    assert trace["filter"].endswith("known_at <= DATE '2026-11-22'")


def test_numbers_read_as_people_write_them() -> None:
    assert [number_text(value) for value in (20.0, 33.333, 0.125, 1234.5)] == ["20", "33.3", "0.12", "1234"]
