"""Indicators computed for every week at once, then levelled against the limits in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import duckdb

from anlan.base.errors import AnlanError
from anlan.engine.relations import Relations
from anlan.engine.spark import SparkFailed
from anlan.engine.spark_dialect import SqlNotPortable
from anlan.risk.asof import CONTRIBUTION
from anlan.risk.registry import Indicator, IndicatorRegistry

Progress = Callable[[str, int, int], None]

_VALUE = (
    "CREATE OR REPLACE TABLE indicator_value (indicator_id VARCHAR, week VARCHAR, uscc VARCHAR, value DOUBLE, "
    "data_date DATE, row_count BIGINT, detail VARCHAR)"
)
_LIMIT = (
    "CREATE OR REPLACE TABLE indicator_limit (indicator_id VARCHAR, sign INTEGER, is_measure BOOLEAN, "
    "effective_from DATE, effective_to DATE, staff_min BIGINT, staff_max BIGINT, "
    "yellow DOUBLE, orange DOUBLE, red DOUBLE)"
)
_HARD = (
    "CREATE OR REPLACE TABLE indicator_hard "
    "(indicator_id VARCHAR, hard_limit DOUBLE, hard_level INTEGER, staff_min BIGINT)"
)
_SHAPE = (
    "CREATE OR REPLACE TABLE indicator_shape "
    "(indicator_id VARCHAR, is_measure BOOLEAN, needs_report BOOLEAN, weight DOUBLE)"
)
_TABLES = "CREATE OR REPLACE TABLE indicator_table (indicator_id VARCHAR, core_table VARCHAR)"
_ADD_LIMIT = "INSERT INTO indicator_limit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_FOREVER = date(9999, 12, 31)
_ANY_STAFF = 999_999_999
_LEVEL = """
CREATE OR REPLACE TABLE indicator_level AS
WITH sized AS (
  SELECT v.*, w.end_date, coalesce(s.staff_peak, 0) AS staff
  FROM indicator_value AS v JOIN weeks AS w ON w.week = v.week
  LEFT JOIN staff_week AS s ON s.week = v.week AND s.uscc = v.uscc
  WHERE v.value IS NOT NULL AND NOT isnan(v.value)
)
SELECT z.indicator_id, z.week, z.end_date, z.uscc, z.value, z.data_date, z.row_count, z.staff, l.is_measure,
  CASE WHEN l.sign * z.value >= l.sign * coalesce(l.yellow, l.orange, l.red) THEN z.detail END AS detail,
  CASE
    WHEN l.sign * z.value >= l.sign * l.red THEN 4
    WHEN l.sign * z.value >= l.sign * l.orange THEN 3
    WHEN l.sign * z.value >= l.sign * l.yellow THEN 2
    ELSE 0
  END AS level,
  CASE WHEN l.sign * z.value >= l.sign * h.hard_limit AND z.staff >= h.staff_min THEN h.hard_level
    ELSE 0 END AS hard_level
FROM sized AS z
JOIN indicator_limit AS l ON l.indicator_id = z.indicator_id
  AND z.end_date BETWEEN l.effective_from AND l.effective_to AND z.staff BETWEEN l.staff_min AND l.staff_max
LEFT JOIN indicator_hard AS h ON h.indicator_id = z.indicator_id
"""


class IndicatorFailed(AnlanError):
    """An indicator's SQL did not run."""

    code = "indicator-failed"
    message = "指标 {indicator} 计算失败：{reason}"
    hint = "检查 risk/pack/indicators 中该指标的 SQL 与来源表。"


def _measure(connection: Relations, indicator: Indicator) -> None:
    """Append one indicator's rows; ``row_count`` and ``detail`` are optional columns of its SQL."""
    try:
        names = {row[0] for row in connection.execute(f"DESCRIBE {indicator.query}").fetchall()}
        count = "row_count" if "row_count" in names else "NULL"
        detail = "detail" if "detail" in names else "NULL"
        connection.execute(
            f"INSERT INTO indicator_value SELECT ?, week, uscc, value, data_date, {count}, {detail} "
            f"FROM ({indicator.query}) WHERE uscc IS NOT NULL",
            [indicator.id],
        )
    except (duckdb.Error, SqlNotPortable, SparkFailed) as error:
        raise IndicatorFailed(indicator=indicator.id, reason=str(error)) from error


def _put_limits(connection: Relations, indicators: Iterable[Indicator]) -> None:
    connection.execute(_LIMIT)
    connection.execute(_HARD)
    limits, hard = [], []
    for one in indicators:
        sign = 1 if one.direction == "up" else -1
        for limit in one.thresholds:
            until = limit.effective_to or _FOREVER
            staff_max = _ANY_STAFF if limit.staff_max is None else limit.staff_max
            limits.append(
                [one.id, sign, one.is_measure, limit.effective_from, until, limit.staff_min, staff_max,
                 limit.yellow, limit.orange, limit.red]
            )  # fmt: skip
        if one.hard is not None:
            hard.append([one.id, one.hard.at, int(one.hard.level), one.hard.staff_min])
    connection.executemany(_ADD_LIMIT, limits)
    connection.executemany("INSERT INTO indicator_hard VALUES (?, ?, ?, ?)", hard)


def _put_shapes(connection: Relations, indicators: Sequence[Indicator]) -> None:
    connection.execute(_SHAPE)
    connection.execute(_TABLES)
    shapes = [
        [one.id, one.is_measure, one.is_measure and CONTRIBUTION in one.tables, max(one.weights.values())]
        for one in indicators
    ]
    connection.executemany("INSERT INTO indicator_shape VALUES (?, ?, ?, ?)", shapes)
    pairs = [[one.id, table] for one in indicators for table in one.tables]
    connection.executemany("INSERT INTO indicator_table VALUES (?, ?)", pairs)


def measure(connection: Relations, registry: IndicatorRegistry, progress: Progress) -> None:
    """Leave ``indicator_level`` in the connection, from the shared relations that are already there.

    **Rows**: indicator_id, week, uscc; value, level (0, 2, 3 or 4), hard_level, data_date, row_count, detail, staff. An
    indicator gives no row for an employer it cannot tell about.
    """
    connection.execute(_VALUE)
    for done, indicator in enumerate(registry.indicators):
        progress("计算指标", done, len(registry.indicators))
        _measure(connection, indicator)
    _put_limits(connection, registry.indicators)
    _put_shapes(connection, registry.indicators)
    connection.execute(_LEVEL)
    connection.execute("DROP TABLE indicator_value")
    progress("计算指标", len(registry.indicators), len(registry.indicators))
