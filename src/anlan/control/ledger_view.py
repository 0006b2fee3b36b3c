"""The ledger of one week: filtered, faceted, paged; and the counts of the overview."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from anlan.base.clock import Week
from anlan.base.errors import AnlanError
from anlan.control.label_sets import label
from anlan.control.serving_copy import Row, ServingCopy

_LISTS = ("types", "key_classes")
_ORDER = {
    "level": "level {}, score {}, uscc",
    "score": "score {}, uscc",
    "name": "name {}, uscc",
    "staff_count": "staff_count {}, uscc",
    "first_seen": "first_seen {}, uscc",
}
_FACETS = {
    "level": ("level", "level"),
    "district": ("district", "substr(coalesce(district_code, ''), 1, 6)"),
    "industry": ("industry", "section(industry_code)"),
    "status": ("status", "status"),
    "change": ("change", "change"),
}
_TYPE_IN = "EXISTS (SELECT 1 FROM json_each(types) WHERE value IN ({marks}))"
TREND_WEEKS = 26


class WeekUnknown(AnlanError):
    """No list was published for the week."""

    code = "week-unknown"
    status = 404
    message = "没有 {week} 的风险台账"
    hint = "可选的周：{weeks}。需要更早的周时增大设置 risk.weeks 后重新运行。"


@dataclass(frozen=True)
class LedgerQuery:
    """What the ledger is narrowed to; several values of one field mean either."""

    week: str | None = None
    level: tuple[int, ...] = ()
    type: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    change: tuple[str, ...] = ()
    q: str = ""
    sort: str = "-level"

    def chosen(self) -> dict[str, Any]:
        """The filters that are set, for the head of an export."""
        return {name: value for name, value in asdict(self).items() if value and name not in ("week", "sort")}


@dataclass(frozen=True)
class _Where:
    """The conditions of a query by field, so that a facet can leave out its own."""

    parts: Mapping[str, tuple[str, Sequence[Any]]]

    def sql(self, without: str = "") -> tuple[str, list[Any]]:
        kept = [part for name, part in self.parts.items() if name != without]
        return " AND ".join(sql for sql, _ in kept), [value for _, values in kept for value in values]


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" for _ in values)


def _where(query: LedgerQuery, week: str, district: str | None) -> _Where:
    parts: dict[str, tuple[str, Sequence[Any]]] = {"week": ("week = ?", [week])}
    if district is not None:
        parts["scope"] = ("substr(district_code, 1, 6) = ?", [district])
    # Closed warnings are shown when asked for; the list itself is of those that stand.
    if "closed" not in query.change and 0 not in query.level:
        parts["standing"] = ("level > 0 AND change <> 'closed'", [])
    for name, (field, expression) in _FACETS.items():
        values = getattr(query, field)
        if values:
            parts[name] = (f"{expression} IN ({_marks(values)})", values)
    if query.type:
        parts["type"] = (_TYPE_IN.format(marks=_marks(query.type)), query.type)
    if query.q.strip():
        sought = query.q.strip()
        parts["q"] = ("(instr(name, ?) > 0 OR instr(uscc, ?) > 0)", [sought, sought.upper()])
    return _Where(parts)


def alert(row: Row) -> Row:
    """A row of ``out_risk__alert`` with its lists as lists and its flags as flags."""
    lists = {name: json.loads(row[name] or "[]") for name in _LISTS}
    return {**row, **lists, "is_hard": bool(row["is_hard"])}


def _choices(rows: Sequence[Row], code_set: str) -> list[Row]:
    return [
        {"value": str(row["value"] or ""), "label": label(code_set, str(row["value"] or "")), "count": row["count"]}
        for row in rows
    ]


class LedgerView:
    """The ledger in one serving copy, limited to a district where one is given."""

    def __init__(self, copy: ServingCopy, district: str | None) -> None:
        self.copy = copy
        self.district = district

    def weeks(self) -> list[Row]:
        """The weeks that have a list, newest first."""
        scope, values = self._scope()
        standing = f"level > 0 AND change <> 'closed'{scope}"
        counts = f"SELECT week, count(*) AS n FROM out_risk__alert WHERE {standing} GROUP BY week"
        return self.copy.rows(
            "SELECT w.week, start_date, end_date, coalesce(n, 0) AS alert_count FROM out_risk__week AS w "
            f"LEFT JOIN ({counts}) AS c ON c.week = w.week ORDER BY w.week DESC",
            values,
        )

    def week(self, wanted: str | None) -> str:
        """The week asked for, or the newest. Raises: WeekInvalid, WeekUnknown."""
        known = [row["week"] for row in self.copy.rows("SELECT week FROM out_risk__week ORDER BY week DESC")]
        week = str(Week.parse(wanted)) if wanted else (known[0] if known else "")
        if week not in known:
            raise WeekUnknown(week=week or "任何周", weeks="、".join(known[:6]) or "无")
        return week

    def page(self, query: LedgerQuery, page: int, size: int) -> Row:
        """One page of the list with its facets."""
        week = self.week(query.week)
        where = _where(query, week, self.district)
        sql, values = where.sql()
        total = self.copy.count(f"SELECT count(*) FROM out_risk__alert WHERE {sql}", values)
        rows = self._rows(query, sql, values, size, (page - 1) * size)
        head = {"week": week, "release": self.copy.release, "total": total, "page": page, "size": size}
        return {**head, "rows": rows, "facets": self._facets(where)}

    def every_row(self, query: LedgerQuery) -> Row:
        """All rows that the filters show, for an export."""
        week = self.week(query.week)
        sql, values = _where(query, week, self.district).sql()
        rows = self._rows(query, sql, values, -1, 0)
        return {"week": week, "release": self.copy.release, "filters": query.chosen(), "rows": rows}

    def overview(self, wanted: str | None) -> Row:
        """Counts by level, district, type, industry and change, the trend, and how complete the sources were."""
        week = self.week(wanted)
        where = _where(LedgerQuery(), week, self.district)
        sql, values = where.sql()
        facets = self._facets(where)
        # What closed this week is news of the week, though no longer on the list.
        facets["change"] = self._facet(_where(LedgerQuery(change=_CHANGES), week, self.district), "change")
        return {
            "week": week,
            "release": self.copy.release,
            "total": self.copy.count(f"SELECT count(*) FROM out_risk__alert WHERE {sql}", values),
            "levels": facets["level"],
            "districts": facets["district"],
            "types": facets["type"],
            "industries": facets["industry"],
            "changes": facets["change"],
            "trend": self._trend(week),
            "coverage": self.coverage(week),
        }

    def coverage(self, week: str) -> Row:
        """Which sources were on time as of a week."""
        sources = self.copy.rows("SELECT * FROM out_risk__source_week WHERE week = ? ORDER BY source_system", [week])
        states = [row["state"] for row in sources]
        counts = {state: states.count(state) for state in ("on_time", "late", "silent", "failed")}
        described = [{**row, "system": row["source_system"], "expected": row["expected_text"]} for row in sources]
        return {"total": len(sources), **counts, "sources": described}

    def _scope(self) -> tuple[str, list[str]]:
        return ("", []) if self.district is None else (" AND substr(district_code, 1, 6) = ?", [self.district])

    def _rows(self, query: LedgerQuery, sql: str, values: Sequence[Any], limit: int, offset: int) -> list[Row]:
        key = query.sort.removeprefix("-")
        direction = "DESC" if query.sort.startswith("-") else "ASC"
        order = _ORDER[key].replace("{}", direction)
        found = self.copy.rows(
            f"SELECT * FROM out_risk__alert WHERE {sql} ORDER BY {order} LIMIT ? OFFSET ?", [*values, limit, offset]
        )
        return [alert(row) for row in found]

    def _facets(self, where: _Where) -> Row:
        facets = {name: self._facet(where, name) for name in _FACETS}
        sql, values = where.sql("type")
        found = self.copy.rows(
            "SELECT t.value AS value, count(*) AS count FROM out_risk__alert, json_each(types) AS t "
            f"WHERE {sql} GROUP BY 1 ORDER BY 1",
            values,
        )
        return {**facets, "type": _choices(found, "risk_type")}

    def _facet(self, where: _Where, name: str) -> list[Row]:
        sql, values = where.sql(name)
        order = "1 DESC" if name == "level" else "2 DESC, 1"
        found = self.copy.rows(
            f"SELECT {_FACETS[name][1]} AS value, count(*) AS count FROM out_risk__alert "
            f"WHERE {sql} GROUP BY 1 ORDER BY {order}",
            values,
        )
        return _choices(found, name)

    def _trend(self, week: str) -> list[Row]:
        scope, values = self._scope()
        counts = ", ".join(f"sum(level = {n}) AS {name}" for n, name in enumerate(_LEVELS, 1))
        found = self.copy.rows(
            f"SELECT week, {counts} FROM out_risk__alert WHERE week <= ? AND change <> 'closed'{scope} "
            "GROUP BY week ORDER BY week DESC LIMIT ?",
            [week, *values, TREND_WEEKS],
        )
        return found[::-1]


_CHANGES = ("new", "raised", "lowered", "same", "closed")
_LEVELS = ("blue", "yellow", "orange", "red")
