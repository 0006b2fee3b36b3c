"""A week's evidence by employer, gathered from the levelled indicators, the events and the states of the sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from anlan.base.clock import Week
from anlan.base.risk_types import Level, RiskType, SourceClass
from anlan.risk.evidence import Evidence, RowsBehind, Stance, number_text
from anlan.risk.fusion import event_level
from anlan.risk.registry import Indicator, IndicatorRegistry


@dataclass(frozen=True)
class Reading:
    """What one indicator says about one employer in one week."""

    value: float
    level: Level
    data_date: date | None


@dataclass(frozen=True)
class Profile:
    """What the list shows about an employer in a week."""

    name: str
    district_code: str
    industry_code: str
    staff_count: int


@dataclass
class WeekFacts:
    """Everything known for judging one week, by employer, and the states of the sources in it."""

    week: Week
    as_of: date
    evidence: dict[str, list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    quiet: dict[str, dict[str, Reading]] = field(default_factory=lambda: defaultdict(dict))
    profiles: dict[str, Profile] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    """State of each core table: ``on_time``, ``late`` or ``silent``."""
    systems: dict[str, str] = field(default_factory=dict)
    """Source system of each core table."""

    def state_of(self, indicator: Indicator) -> str:
        """The gravest state of an indicator's tables."""
        states = {self.states.get(table, "on_time") for table in indicator.tables}
        return next((state for state in ("silent", "late") if state in states), "on_time")

    def system_of(self, indicator: Indicator) -> str:
        """The source system behind an indicator."""
        return self.systems.get(indicator.trace.table, indicator.trace.table)

    def profile(self, uscc: str) -> Profile:
        """The employer's profile; the bare code where no register knows it."""
        return self.profiles.get(uscc, Profile(uscc, "", "", 0))


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, week: Week) -> Iterator[dict[str, Any]]:
    cursor = connection.execute(sql, [str(week)])
    names = [column[0] for column in cursor.description or []]
    for row in cursor.fetchall():
        yield dict(zip(names, row, strict=True))


def _indicator_text(one: Indicator, row: Mapping[str, Any]) -> str:
    text = one.text.replace("{value}", number_text(row["value"]))
    return f"{text}（{row['detail']}）" if row["detail"] else text


def _from_indicator(one: Indicator, row: Mapping[str, Any], facts: WeekFacts) -> Evidence:
    return Evidence(
        source=one.id,
        is_event=False,
        group=one.group,
        stance=Stance(one.stance),
        level=max(Level(row["level"]), Level(row["hard_level"])),
        source_class=one.source_class,
        source_system=facts.system_of(one),
        weights=one.weights,
        text=_indicator_text(one, row),
        value=row["value"],
        data_date=row["data_date"],
        row_count=row["row_count"],
        is_key=one.is_key,
        hard_level=Level(row["hard_level"]),
        is_authoritative=one.hard is not None and one.hard.is_authoritative,
        rows=RowsBehind(
            one.trace.table, one.trace.filter, row["uscc"], row["end_date"], row["data_date"], one.window_days
        ),
    )


def _event_text(kind: RiskType, row: Mapping[str, Any]) -> str:
    words = [f"{row['sources']}家来源{row['groups']}篇报道涉及{kind.label}"]
    if row["is_rumour"]:
        words.append("均为传闻语气")
    if row["is_denied"]:
        words.append("有否认或辟谣")
    return "，".join(words)


def _from_event(row: Mapping[str, Any], registry: IndicatorRegistry) -> Evidence:
    kind = RiskType(row["risk_type_code"])
    rules = registry.fusion
    level = event_level(row["sources"], row["is_rumour"], row["is_denied"], rules)
    stance = Stance.CONTRADICTING if row["is_negated"] else Stance.SUPPORTING
    template = f"event_id = '{row['event_id']}'"
    return Evidence(
        source=row["event_id"],
        is_event=True,
        group="G",
        stance=stance,
        level=Level.NONE if row["is_negated"] else level,
        source_class=SourceClass.THIRD_PARTY,
        source_system="opinion",
        weights={kind: rules.events.weight[kind]},
        text="报道否认相关风险" if row["is_negated"] else _event_text(kind, row),
        value=float(row["groups"]),
        data_date=row["last_date"],
        row_count=row["articles"],
        is_key=level >= Level.ORANGE,
        is_hearsay=row["is_rumour"],
        first_date=row["first_date"],
        rows=RowsBehind("core_signal__event_article", template, row["uscc"], row["end_date"], row["last_date"], 60),
    )


_STATES = "SELECT core_table, source_system, state FROM table_week WHERE week = ?"
_LOUD = """
SELECT l.* FROM indicator_level AS l JOIN indicator_shape AS i ON i.indicator_id = l.indicator_id
WHERE l.week = ? AND (l.level > 0 OR l.hard_level > 0)
QUALIFY sum(i.weight * CASE WHEN l.hard_level > 0 THEN 1 ELSE {share} END) OVER (PARTITION BY l.uscc) >= {least}
  OR l.uscc IN (SELECT uscc FROM event_week WHERE week = l.week) OR l.uscc IN (SELECT uscc FROM standing)
ORDER BY l.uscc, l.indicator_id
"""
_EVENTS = """
SELECT e.*, w.end_date FROM event_week AS e JOIN weeks AS w USING (week) WHERE e.week = ? ORDER BY uscc, event_id
"""
_QUIET = """
SELECT l.uscc, l.indicator_id, l.value, l.data_date FROM indicator_level AS l SEMI JOIN wanted AS w ON w.uscc = l.uscc
WHERE l.week = ? AND l.is_measure AND l.level = 0
"""
_PROFILES = """
SELECT p.uscc, p.name, p.district_code, p.industry_code, s.staff_peak
FROM profile AS p SEMI JOIN wanted AS w ON w.uscc = p.uscc
LEFT JOIN staff_week AS s ON s.week = p.week AND s.uscc = p.uscc
WHERE p.week = ?
"""


def _loud(registry: IndicatorRegistry) -> str:
    """Signs of employers that could come onto the list: they weigh something together, or the news names them."""
    cases = " ".join(f"WHEN l.level = {int(level)} THEN {share}" for level, share in registry.fusion.shares.items())
    return _LOUD.format(share=f"CASE {cases} ELSE 0 END", least=registry.fusion.least_points)


def gather(
    connection: duckdb.DuckDBPyConnection, registry: IndicatorRegistry, week: Week, as_of: date, standing: Iterable[str]
) -> WeekFacts:
    """The facts of a week for every employer with evidence in it and for those whose alert is ``standing``."""
    facts = WeekFacts(week, as_of)
    for row in _rows(connection, _STATES, week):
        facts.states[row["core_table"]] = row["state"]
        facts.systems[row["core_table"]] = row["source_system"]
    connection.register("standing", pa.table({"uscc": pa.array(list(standing), pa.string())}))
    by_id = {one.id: one for one in registry.indicators if facts.state_of(one) != "silent" or one.hard}
    for row in _rows(connection, _loud(registry), week):
        if row["indicator_id"] in by_id:
            facts.evidence[row["uscc"]].append(_from_indicator(by_id[row["indicator_id"]], row, facts))
    connection.unregister("standing")
    for row in _rows(connection, _EVENTS, week):
        facts.evidence[row["uscc"]].append(_from_event(row, registry))
    _add_readings(connection, facts, sorted({*facts.evidence, *standing}))
    return facts


def _add_readings(connection: duckdb.DuckDBPyConnection, facts: WeekFacts, wanted: Sequence[str]) -> None:
    connection.register("wanted", pa.table({"uscc": pa.array(wanted, pa.string())}))
    for row in _rows(connection, _QUIET, facts.week):
        facts.quiet[row["uscc"]][row["indicator_id"]] = Reading(row["value"], Level.NONE, row["data_date"])
    for row in _rows(connection, _PROFILES, facts.week):
        uscc, staff = row["uscc"], int(row["staff_peak"] or 0)
        name, district, industry = row["name"], row["district_code"], row["industry_code"]
        facts.profiles[uscc] = Profile(name or uscc, district or "", industry or "", staff)
    connection.unregister("wanted")
