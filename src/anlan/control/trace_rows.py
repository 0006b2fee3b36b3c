"""From an evidence to the core rows behind it, and from a core row to the raw row it was made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from anlan.base.errors import AnlanError
from anlan.collection.contract import raw_table_name
from anlan.control.masking import is_masked, shown
from anlan.control.record_columns import columns_of, described, row_shown, standards
from anlan.pool.loads import LoadMissing, LoadPackage, Loads
from anlan.pool.pool import Pool
from anlan.pool.release import Release
from anlan.standards.registry import Column

LINK = "core_entity__employer_link"
EVENT_ARTICLE = "core_signal__event_article"
ARTICLE = "core_signal__article"
EVENT = "core_signal__event"
INDICATOR_WEEK = "out_risk__indicator_week"
_ARTICLE_COLUMNS = (
    Column("title", "标题", "text"),
    Column("sentence", "句子", "text"),
    Column("trigger", "触发词", "text"),
    Column("source_name", "来源", "text"),
    Column("published_date", "发布日期", "date"),
    Column("url", "地址", "text"),
    Column("known_at", "知悉日期", "date"),
)


class RowUnknown(AnlanError):
    """No raw row lies at that position."""

    code = "row-unknown"
    status = 404
    message = "没有表 {table} 装载包 {load_id} 的第 {row_no} 行"
    hint = "从证据或搁置数据页面进入；装载包清单见“来源”页。"


@dataclass(frozen=True)
class Behind:
    """The rows behind an evidence: which relation, its label, the columns shown and a query for it."""

    label: str
    columns: Sequence[Column]
    tables: Sequence[str]
    sql: str
    values: Sequence[Any]


def _behind(trace: Mapping[str, Any], held: frozenset[str]) -> Behind:
    table, condition, uscc = trace["table"], trace["filter"], trace["uscc"]
    if table == EVENT_ARTICLE:
        # A statement has no load of its own; its article does.
        sql = (
            f"SELECT s.*, a.title, a.source_name, a.url, a.load_id, a.row_no FROM "
            f"(SELECT * FROM {EVENT_ARTICLE} WHERE {condition}) AS s JOIN {ARTICLE} AS a USING (article_id) "
            f"WHERE s.event_id IN (SELECT event_id FROM {EVENT} WHERE uscc = ?)"
        )
        return Behind("事件中的语句", _ARTICLE_COLUMNS, [EVENT_ARTICLE, ARTICLE, EVENT], sql, [uscc])
    declared = standards().table(table)
    columns = columns_of(declared)
    if not declared.employer:
        return Behind(declared.label, columns, [table], f"SELECT * FROM {table} WHERE uscc = ? AND {condition}", [uscc])
    keys = f"SELECT employer_key FROM {LINK} WHERE uscc = ? AND status = 'resolved'"
    sql = f"SELECT * FROM {table} WHERE employer_key IN ({keys}) AND {condition}"
    return Behind(declared.label, columns, [table, *({LINK} & held)], sql, [uscc])


def _fetched(connection: duckdb.DuckDBPyConnection, sql: str, values: Sequence[Any]) -> list[dict[str, Any]]:
    cursor = connection.execute(sql, list(values))
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


class TraceRows:
    """Source rows of one release of the pool."""

    def __init__(self, pool: Pool, release: Release) -> None:
        self.pool = pool
        self.release = release
        self.loads = Loads(pool.root)

    def page(self, trace: Mapping[str, Any], page: int, size: int) -> dict[str, Any]:
        """A page of the rows behind a trace, the last learned first, each with the place of its raw row."""
        behind = _behind(trace, frozenset(self.release.tables))
        with self.pool.reading(self.release, behind.tables) as connection:
            [counted] = _fetched(connection, f"SELECT count(*) AS n FROM ({behind.sql})", behind.values)
            order = "ORDER BY known_at DESC, load_id, row_no LIMIT ? OFFSET ?"
            rows = _fetched(
                connection, f"SELECT * FROM ({behind.sql}) {order}", [*behind.values, size, (page - 1) * size]
            )
        packages = {load_id: self._package(load_id) for load_id in {row["load_id"] for row in rows}}
        return {
            "table": trace["table"],
            "label": behind.label,
            "columns": described(behind.columns),
            "total": counted["n"],
            "page": page,
            "size": size,
            "rows": [_placed(row, behind.columns, packages[row["load_id"]]) for row in rows],
            "release": self.release.number,
        }

    def indicator_points(self, uscc: str, week: str) -> list[dict[str, Any]]:
        """The employer's rows of ``out_risk__indicator_week`` up to a week, by indicator and week."""
        if INDICATOR_WEEK not in self.release.tables:
            return []
        sql = f"SELECT * FROM {INDICATOR_WEEK} WHERE uscc = ? AND week <= ? ORDER BY indicator_id, week"
        with self.pool.reading(self.release, [INDICATOR_WEEK]) as connection:
            return _fetched(connection, sql, [uscc, week])

    def holds(self, trace: Mapping[str, Any], load_id: str, row_no: int) -> bool:
        """Whether a row is one of those behind a trace."""
        behind = _behind(trace, frozenset(self.release.tables))
        sql = f"SELECT 1 AS found FROM ({behind.sql}) WHERE load_id = ? AND row_no = ? LIMIT 1"
        with self.pool.reading(self.release, behind.tables) as connection:
            return bool(_fetched(connection, sql, [*behind.values, load_id, row_no]))

    def raw_row(self, table: str, load_id: str, row_no: int, columns: Mapping[str, Column]) -> dict[str, Any]:
        """One row as received, masked by the columns its items fill. Raises: RowUnknown."""
        if not table.startswith("raw_") or table not in self.release.tables:
            raise RowUnknown(table=table, load_id=load_id, row_no=row_no)
        query = self.pool.select(table, self.release, {"load_id": load_id})
        with self.pool.reading(self.release, [table]) as connection:
            rows = _fetched(connection, f"SELECT * FROM ({query}) WHERE row_no = ? LIMIT 1", [row_no])
        if not rows:
            raise RowUnknown(table=table, load_id=load_id, row_no=row_no)
        package = self._package(load_id)
        return {
            "table": table,
            "load_id": load_id,
            "row_no": row_no,
            "load": load_described(package) if package else None,
            "fields": [_field(name, value, columns.get(name)) for name, value in rows[0].items()],
        }

    def _package(self, load_id: str) -> LoadPackage | None:
        try:
            return self.loads.get(load_id)
        except LoadMissing:
            return None


def _placed(row: Mapping[str, Any], columns: Sequence[Column], package: LoadPackage | None) -> dict[str, Any]:
    return {
        "load_id": row["load_id"] or "",
        "row_no": row["row_no"] or 0,
        "source_system": row.get("source_system") or (package.system if package else ""),
        "raw_table": raw_table_name(package.system, package.table) if package else None,
        "file_name": package.file_name or None if package else None,
        "known_at": row["known_at"],
        "values": row_shown(dict(row), columns),
    }


def _field(name: str, value: Any, column: Column | None) -> dict[str, Any]:
    text = None if value is None else str(value)
    return {
        "name": name,
        "label": column.label if column else name,
        "value": None if text is None else str(shown(text, column)),
        "grade": column.grade if column else "L2",
        "is_masked": is_masked(text, column),
    }


def load_described(package: LoadPackage) -> dict[str, Any]:
    """A load package as the interface declares it."""
    return {
        "load_id": package.load_id,
        "source_system": package.system,
        "table": package.table,
        "file_name": package.file_name or None,
        "sha256": package.sha256 or None,
        "received_at": package.started,
        "row_count": package.row_count,
        "set_aside_count": package.set_aside_count,
    }
