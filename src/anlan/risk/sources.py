"""How fresh each source was in each week, so that silence is never read as zero."""

from __future__ import annotations

from anlan.engine.relations import Relations, columns_of
from anlan.risk.asof import CONTRIBUTION, seen_name
from anlan.risk.registry import IndicatorRegistry

_SIGNALS = {"core_signal__article", "core_signal__event_article"}
_ARRIVAL = (
    "CREATE OR REPLACE TABLE arrival (core_table VARCHAR, source_system VARCHAR, known_at DATE, row_count BIGINT)"
)
_PROMISE = (
    "CREATE OR REPLACE TABLE promise (core_table VARCHAR, source_class VARCHAR, label VARCHAR, within_days INTEGER)"
)
_TABLE_WEEK = """
CREATE OR REPLACE TABLE table_week AS
SELECT w.week, w.end_date, p.core_table, p.label, p.source_class,
  coalesce(any_value(a.source_system), any_value(o.source_system), p.core_table) AS source_system,
  max(a.known_at) AS last_known_at, coalesce(sum(a.row_count), 0) AS row_count,
  CASE
    WHEN max(a.known_at) IS NULL THEN 'silent'
    WHEN date_diff('day', max(a.known_at), least(w.end_date, any_value(h.horizon))) <= p.within_days THEN 'on_time'
    WHEN date_diff('day', max(a.known_at), least(w.end_date, any_value(h.horizon))) <= 3 * p.within_days THEN 'late'
    ELSE 'silent'
  END AS state,
  p.within_days
FROM weeks AS w CROSS JOIN promise AS p
CROSS JOIN (SELECT max(known_at) AS horizon FROM arrival) AS h
LEFT JOIN arrival AS a ON a.core_table = p.core_table AND a.known_at <= w.end_date
LEFT JOIN (SELECT core_table, min(source_system) AS source_system FROM source_table GROUP BY core_table) AS o
  ON o.core_table = p.core_table
GROUP BY w.week, w.end_date, p.core_table, p.label, p.source_class, p.within_days
"""
_SOURCE_WEEK = """
CREATE OR REPLACE TABLE out_risk__source_week AS
SELECT t.week, t.source_system, {label} AS label, {source_class} AS source_class,
  CASE
    WHEN {failed} THEN 'failed'
    WHEN bool_and(t.state = 'silent') THEN 'silent'
    WHEN bool_or(t.state <> 'on_time') THEN 'late'
    ELSE 'on_time'
  END AS state,
  max(t.last_known_at) AS last_known_at, CAST(sum(t.row_count) AS BIGINT) AS row_count,
  {expected} AS expected_text
FROM table_week AS t {join}
GROUP BY t.week, t.source_system
ORDER BY t.week, t.source_system
"""
_OWN = {
    "label": "string_agg(DISTINCT t.label, '、' ORDER BY t.label)",
    "source_class": "min(t.source_class)",
    "failed": "false",
    "expected": "'应在' || min(t.within_days) || '天内有新数据'",
    "join": "",
}
_TOLD = {
    "label": "coalesce(any_value(s.label), string_agg(DISTINCT t.label, '、' ORDER BY t.label))",
    "source_class": "coalesce(any_value(s.source_class), min(t.source_class))",
    "failed": "coalesce(any_value(s.state), '') = 'failed' AND t.week = (SELECT max(week) FROM weeks)",
    "expected": "coalesce(any_value(s.expected_text), '应在' || min(t.within_days) || '天内有新数据')",
    "join": "LEFT JOIN source_state AS s ON s.source_system = t.source_system",
}


def _arrivals_sql(connection: Relations, table: str) -> str | None:
    """Rows by day of arrival; tables the signals step made belong to the system that delivered the articles."""
    if table in _SIGNALS or table == CONTRIBUTION:
        present = columns_of(connection, table)
        if "known_at" not in present:
            return None
        system = "source_system" if "source_system" in present else "'opinion'"
        return f"SELECT '{table}', {system}, TRY_CAST(known_at AS DATE), count(*) FROM {table} GROUP BY ALL"
    return f"SELECT '{table}', source_system, known_at, count(*) FROM {seen_name(table)} GROUP BY ALL"


def watch_sources(connection: Relations, registry: IndicatorRegistry) -> None:
    """Leave ``table_week`` (state of each core table in each week) and ``out_risk__source_week``.

    A relation ``source_state(source_system, label, source_class, state, expected_text)`` in the connection, where there
    is one, names the systems and says which of them failed in the newest week. ``source_table(core_table,
    source_system)`` says whose a core table is before its first row has come.
    """
    connection.execute("CREATE TABLE IF NOT EXISTS source_table (core_table VARCHAR, source_system VARCHAR)")
    connection.execute(_ARRIVAL)
    connection.execute(_PROMISE)
    promises = registry.fusion.sources
    rows = [[table, one.source_class.value, one.label, one.within_days] for table, one in promises.items()]
    connection.executemany("INSERT INTO promise VALUES (?, ?, ?, ?)", rows)
    for table in promises:
        sql = _arrivals_sql(connection, table)
        if sql is not None:
            connection.execute(f"INSERT INTO arrival {sql}")
    connection.execute(_TABLE_WEEK)
    words = _TOLD if columns_of(connection, "source_state") else _OWN
    connection.execute(_SOURCE_WEEK.format(**words))
