"""The week's judgement: indicators, evidence, fusion and the tables that everything above reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from anlan.base.clock import Week
from anlan.base.risk_types import Level, RiskType
from anlan.engine.relations import Relations
from anlan.engine.spark import SparkRelations
from anlan.engine.steps import read_steps, run_steps
from anlan.risk import asof, out_tables
from anlan.risk.course import Course
from anlan.risk.evidence import Evidence
from anlan.risk.explain import clears_when, explanation, missing_evidence, quiet_evidence, summary
from anlan.risk.fusion import NO_RUMOUR, UNVERIFIED, Setting, Verdict, judge_type
from anlan.risk.fusion_rules import FusionRules
from anlan.risk.gather import WeekFacts, gather
from anlan.risk.measure import Progress, measure
from anlan.risk.registry import IndicatorRegistry
from anlan.risk.sources import watch_sources

_RUMOUR_RANK = {"contradicted": 3, "waiting": 2, "supported": 1, NO_RUMOUR: 0}


@dataclass
class Lists:
    """The rows of alerts and evidence as they come into being."""

    alerts: list[list[Any]] = field(default_factory=list)
    evidence: list[list[Any]] = field(default_factory=list)


def judge(
    connection: duckdb.DuckDBPyConnection,
    registry: IndicatorRegistry,
    weeks: Sequence[Week],
    progress: Progress,
    spark: SparkRelations | None = None,
) -> None:
    """Leave the ``out_risk__*`` tables for the weeks in the connection, which holds the core and signal tables.

    With ``spark``, the indicators are computed there, over the tables that it holds, and only what was measured comes
    into the connection. Every week is computed only from rows whose ``known_at`` is not after its Sunday. Raises:
    StepInvalid, IndicatorFailed, FusionInvalid, SparkFailed.
    """
    take_measures(spark or connection, registry, weeks, progress)
    if spark is not None:
        spark.hand_over(connection, MEASURED)
    lists = _fuse(connection, registry, sorted(weeks), progress)
    progress("写出结果", 0, 1)
    out_tables.write(connection, lists.alerts, lists.evidence)
    progress("写出结果", 1, 1)


MEASURED = (
    "weeks",
    "arrival",
    "table_week",
    "event_week",
    "staff_week",
    "profile",
    "indicator_level",
    "indicator_shape",
    "indicator_table",
    "out_risk__source_week",
)
"""What fusion and the published tables read of all that was computed."""


def take_measures(relations: Relations, registry: IndicatorRegistry, weeks: Sequence[Week], progress: Progress) -> None:
    """Leave the relations of ``MEASURED`` where the core and signal tables are, on either engine.

    Raises: StepInvalid, IndicatorFailed.
    """
    progress("整理口径", 0, 3)
    asof.put_weeks(relations, weeks)
    asof.see(relations)
    progress("整理口径", 1, 3)
    asof.see_contributions(relations)
    progress("整理口径", 2, 3)
    asof.see_signals(relations)
    watch_sources(relations, registry)
    progress("整理口径", 3, 3)
    run_steps(relations, read_steps(registry.steps), lambda label, done, total: progress("汇总关系", done, total))
    measure(relations, registry, progress)
    asof.forget(relations)


def _fuse(
    connection: duckdb.DuckDBPyConnection, registry: IndicatorRegistry, weeks: Sequence[Week], progress: Progress
) -> Lists:
    """The lists of all weeks, one after the other: each builds on the courses of the week before."""
    [(horizon,)] = connection.execute("SELECT max(known_at) FROM arrival").fetchall()
    lists, courses = Lists(), dict[str, Course]()
    for done, week in enumerate(weeks):
        progress("融合研判", done, len(weeks))
        standing = [uscc for uscc, course in courses.items() if course.scores]
        facts = gather(connection, registry, week, min(week.end, horizon or week.end), standing)
        for uscc in sorted({*facts.evidence, *standing}):
            _judge_employer(registry, uscc, courses.setdefault(uscc, Course()), facts, lists)
    progress("融合研判", len(weeks), len(weeks))
    return lists


def _setting(uscc: str, facts: WeekFacts) -> Setting:
    readings, profile = facts.quiet.get(uscc, {}), facts.profile(uscc)
    dates = {name: one.data_date for name, one in readings.items() if one.data_date is not None}
    return Setting(facts.week.end, profile.staff_count, profile.district_code, frozenset(readings), dates)


def _worth_judging(evidence: Sequence[Evidence], course: Course, rules: FusionRules) -> list[RiskType]:
    """The types that could come onto the list; a lone mild sign, as most employers have, cannot whatever the factors.

    Two keys of the least weight at yellow already give more than the limit here, so no agreement is overlooked.
    """
    points = dict.fromkeys(RiskType, 0.0)
    for one in evidence:
        share = 1.0 if one.hard_level else rules.shares.get(one.level, 0.0)
        for kind, weight in one.weights.items():
            points[kind] += weight * share
    least = rules.least_points
    return [kind for kind in RiskType if points[kind] >= least or course.last_score(kind) >= least]


def _judge_employer(registry: IndicatorRegistry, uscc: str, course: Course, facts: WeekFacts, lists: Lists) -> None:
    evidence = facts.evidence.get(uscc, [])
    kinds = _worth_judging(evidence, course, registry.fusion)
    setting = _setting(uscc, facts)
    verdicts = [judge_type(kind, evidence, setting, course.last_score(kind), registry.fusion) for kind in kinds]
    verdicts = [one for one in verdicts if one.score >= 1]
    had_alert = course.level > Level.NONE
    standing = course.enter(verdicts, facts.as_of, registry.fusion)
    alerts = sorted((one for one in verdicts if one.level), key=lambda one: (-one.level, -one.score, one.kind))
    if alerts:
        ids = {one.kind: _list_evidence(registry, uscc, one.kind, facts, lists) for one in alerts}
        lists.alerts.append(_alert_row(registry, uscc, facts, alerts, standing, ids))
    elif had_alert:
        lists.alerts.append(_closed_row(uscc, facts, standing))


def _list_evidence(
    registry: IndicatorRegistry, uscc: str, kind: RiskType, facts: WeekFacts, lists: Lists
) -> dict[str, list[str]]:
    own = [one for one in facts.evidence.get(uscc, []) if one.speaks_about(kind)]
    own += quiet_evidence(kind, uscc, registry, facts)
    own += missing_evidence(kind, uscc, registry, facts)
    ids: dict[str, list[str]] = {"supporting": [], "contradicting": [], "missing": []}
    for one in own:
        evidence_id = one.identity(str(facts.week), uscc, kind)
        ids[one.stance].append(evidence_id)
        points = registry.fusion.shares.get(one.level, 0.0) * one.weights[kind]
        lists.evidence.append(out_tables.evidence_row(evidence_id, str(facts.week), uscc, kind, one, points))
    return ids


def _shown(uscc: str, facts: WeekFacts) -> list[Any]:
    profile = facts.profile(uscc)
    place = [profile.name, profile.district_code, profile.industry_code, profile.staff_count]
    return [str(facts.week), uscc, *place]


def _closed_row(uscc: str, facts: WeekFacts, standing: tuple[str, Level, date]) -> list[Any]:
    change, previous, first_seen = standing
    summary = "预警已解除：全部指标回到预警线以下。"
    return [
        *_shown(uscc, facts), [], None, 0, 0, 0.0, UNVERIFIED, NO_RUMOUR, False, [], change, int(previous), first_seen,
        "", summary, "{}",
    ]  # fmt: skip


def _alert_row(
    registry: IndicatorRegistry, uscc: str, facts: WeekFacts, alerts: Sequence[Verdict],
    standing: tuple[str, Level, date], ids: dict[RiskType, dict[str, list[str]]],
) -> list[Any]:  # fmt: skip
    change, previous, first_seen = standing
    evidence = facts.evidence.get(uscc, [])
    main = alerts[0]
    rumour = max((one.rumour_state for one in alerts), key=_RUMOUR_RANK.__getitem__)
    return [
        *_shown(uscc, facts),
        [one.kind.value for one in alerts],
        main.kind.value,
        int(main.level),
        max(int(one.uncapped_level) for one in alerts),
        main.score,
        main.status,
        rumour,
        any(one.is_hard for one in alerts),
        sorted(main.keys),
        change,
        int(previous),
        first_seen,
        clears_when(main.kind, evidence, registry),
        summary(alerts, evidence),
        out_tables.as_text(explanation(alerts, ids)),
    ]
