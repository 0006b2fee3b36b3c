"""Which employers carry which tags as of a day, from what was known by then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from anlan.base.clock import Week
from anlan.base.errors import AnlanError
from anlan.collection.deletions import DELETION
from anlan.engine.steps import read_steps, run_steps
from anlan.risk import asof
from anlan.risk.headcount import DELTA
from anlan.risk.registry import STEPS
from anlan.risk.tag_pack import Tag
from anlan.standards.registry import load_registry

EMPLOYER_TAG = "out_risk__employer_tag"
SCHEMA = pa.schema(
    [
        ("uscc", pa.string()), ("tag_code", pa.string()), ("value", pa.float64()), ("reason", pa.string()),
        ("data_date", pa.date32()), ("as_of", pa.date32()),
    ]
)  # fmt: skip
_STEPS = ("headcount_span", "front_month", "staff_week", "profile")
_PROFILE_TABLES = ("core_registry__enterprise", "core_social__employer")
_WEEK = "CREATE OR REPLACE TABLE weeks AS SELECT ? AS week, CAST(? AS DATE) AS start_date, CAST(? AS DATE) AS end_date"


class TagFailed(AnlanError):
    """A tag's SQL did not run."""

    code = "tag-failed"
    message = "标签 {tag} 计算失败：{reason}"
    hint = "检查 risk/pack/tags.yml 中该标签的 SQL 与来源表。"


def read_by(tags: Sequence[Tag]) -> list[str]:
    """The tables of the pool that tagging reads: the head-counts instead of the contributions where there are some."""
    tables = {table for tag in tags for table in tag.tables} | {*_PROFILE_TABLES, DELTA, DELETION}
    return sorted(tables | {"core_entity__employer_link"})


def know(connection: duckdb.DuckDBPyConnection, tags: Sequence[Tag], day: date) -> None:
    """Leave what the tags read in the connection that holds the core tables: what was known on the day, nothing later.

    ``staff_week`` and ``profile`` are those of the day alone, ``known_<domain>__<grain>`` the last known core rows.
    """
    connection.execute(_WEEK, [str(Week.of(day)), day, day])
    tables = {table for tag in tags for table in tag.tables} | set(_PROFILE_TABLES)
    asof.see(connection, tables)
    asof.see_contributions(connection)
    run_steps(connection, [step for step in read_steps(STEPS) if step.table in _STEPS])
    for table in sorted(tables - {asof.CONTRIBUTION}):
        seen = asof.seen_name(table)
        connection.execute(
            f"CREATE OR REPLACE VIEW {seen.replace('seen_', 'known_', 1)} AS SELECT * FROM {seen} "
            f"WHERE uscc IS NOT NULL AND known_at <= DATE '{day}' AND known_until > DATE '{day}'"
        )


def carriers(connection: duckdb.DuckDBPyConnection, tag: Tag, day: date) -> list[dict[str, Any]]:
    """The employers that carry a tag, from what ``know`` left; none before the tag is valid.

    **Rows**: the columns of ``SCHEMA``, ordered by uscc. Raises: TagFailed.
    """
    if day < tag.valid_from:
        return []
    try:
        cursor = connection.execute(f"SELECT * FROM ({tag.filled(tag.sql, day)}) WHERE uscc IS NOT NULL ORDER BY uscc")
        names = [column[0] for column in cursor.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    except duckdb.Error as error:
        raise TagFailed(tag=tag.code, reason=str(error)) from error
    return [_carried(tag, row, day) for row in rows]


def _carried(tag: Tag, row: dict[str, Any], day: date) -> dict[str, Any]:
    value = None if row["value"] is None else float(row["value"])
    reason = tag.reason(value, row.get("detail"))
    return {
        "uscc": row["uscc"], "tag_code": tag.code, "value": value, "reason": reason, "data_date": row["data_date"],
        "as_of": day,
    }  # fmt: skip


def tag_employers(connection: duckdb.DuckDBPyConnection, tags: Sequence[Tag], day: date) -> pa.Table:
    """Every tag of every employer as of a day, in the columns of ``SCHEMA``, by employer and tag. Raises: TagFailed."""
    know(connection, tags, day)
    rows = [row for tag in tags for row in carriers(connection, tag, day)]
    return pa.Table.from_pylist(sorted(rows, key=lambda row: (row["uscc"], row["tag_code"])), SCHEMA)


def known_tables() -> set[str]:
    """The names under which a tag's SQL may read."""
    core = {asof.seen_name(table).replace("seen_", "known_", 1) for table in load_registry().tables}
    return core | {"staff_week", "profile"}
