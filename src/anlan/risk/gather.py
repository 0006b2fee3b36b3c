"""Evidence gathered per employer and week from the levelled indicators, the events and the states of the sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from anlan.base.risk_types import Level, RiskType, SourceClass
from anlan.risk.evidence import Evidence, Stance, number_text, trace_json
from anlan.risk.fusion import event_level
from anlan.risk.registry import Indicator, IndicatorRegistry

Key = tuple[str, str]
"""An employer in a week: week, uscc."""


@dataclass(frozen=True)
class Reading:
    """What one indicator says about one employer in one week."""

    value: float
    level: Level
    data_date: date | None


@dataclass
class Gathered:
    """Everything that is known for judging, by week and employer."""

    evidence: dict[Key, list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    quiet: dict[Key, dict[str, Reading]] = field(default_factory=lambda: defaultdict(dict))
    tables: dict[tuple[str, str], str] = field(default_factory=dict)
    """State of a core table in a week."""
    systems: dict[str, str] = field(default_factory=dict)
    """Source system of a core table."""

    def state_of(self, week: str, indicator: Indicator) -> str:
        """The gravest state of an indicator's tables in a week: ``on_time``, ``late`` or ``silent``."""
        states = {self.tables.get((week, table), "on_time") for table in indicator.tables}
        return next((state for state in ("silent", "late") if state in states), "on_time")


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> Iterator[dict[str, Any]]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or []]
    for row in cursor.fetchall():
        yield dict(zip(names, row, strict=True))


def _indicator_text(one: Indicator, row: Mapping[str, Any]) -> str:
    text = one.text.replace("{value}", number_text(row["value"]))
    return f"{text}（{row['detail']}）" if row["detail"] else text


def _from_indicator(one: Indicator, row: Mapping[str, Any], gathered: Gathered) -> Evidence:
    return Evidence(
        source=one.id,
        is_event=False,
        group=one.group,
        stance=Stance(one.stance),
        level=max(Level(row["level"]), Level(row["hard_level"])),
        source_class=one.source_class,
        source_system=gathered.systems.get(one.trace.table, one.trace.table),
        weights=one.weights,
        text=_indicator_text(one, row),
        value=row["value"],
        data_date=row["data_date"],
        row_count=row["row_count"],
        is_key=one.is_key,
        hard_level=Level(row["hard_level"]),
        is_authoritative=one.hard is not None and one.hard.is_authoritative,
        trace=trace_json(
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
        trace=trace_json("core_signal__event_article", template, row["uscc"], row["end_date"], row["last_date"], 60),
    )


def _put_candidates(connection: duckdb.DuckDBPyConnection, keys: Sequence[Key]) -> None:
    columns = {"week": [week for week, _ in keys], "uscc": [uscc for _, uscc in keys]}
    schema = pa.schema([("week", pa.string()), ("uscc", pa.string())])
    connection.register("candidate_rows", pa.table(columns, schema=schema))
    connection.execute("CREATE OR REPLACE TABLE candidate AS SELECT * FROM candidate_rows")
    connection.unregister("candidate_rows")


def gather(connection: duckdb.DuckDBPyConnection, registry: IndicatorRegistry) -> Gathered:
    """The evidence of all employers in all weeks, with quiet measures and the states of the tables."""
    found = Gathered()
    for row in _rows(connection, "SELECT week, core_table, source_system, state FROM table_week"):
        found.tables[row["week"], row["core_table"]] = row["state"]
        found.systems[row["core_table"]] = row["source_system"]
    by_id = {one.id: one for one in registry.indicators}
    loud = "SELECT * FROM indicator_level WHERE level > 0 OR hard_level > 0 ORDER BY week, uscc, indicator_id"
    for row in _rows(connection, loud):
        one = by_id[row["indicator_id"]]
        if found.state_of(row["week"], one) != "silent" or row["hard_level"]:
            found.evidence[row["week"], row["uscc"]].append(_from_indicator(one, row, found))
    events = "SELECT e.*, w.end_date FROM event_week AS e JOIN weeks AS w USING (week) ORDER BY week, uscc, event_id"
    for row in _rows(connection, events):
        found.evidence[row["week"], row["uscc"]].append(_from_event(row, registry))
    _put_candidates(connection, list(found.evidence))
    quiet = (
        "SELECT l.week, l.uscc, l.indicator_id, l.value, l.data_date FROM indicator_level AS l "
        "SEMI JOIN candidate AS c ON c.week = l.week AND c.uscc = l.uscc WHERE l.is_measure AND l.level = 0"
    )
    for row in _rows(connection, quiet):
        reading = Reading(row["value"], Level.NONE, row["data_date"])
        found.quiet[row["week"], row["uscc"]][row["indicator_id"]] = reading
    return found
