"""The employer page: what the registers say as known at the end of a week, its warnings and its indicators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from anlan.base.clock import Week
from anlan.base.errors import AnlanError
from anlan.control.indicator_view import indicator
from anlan.control.ledger_view import alert
from anlan.control.masking import mask_personal
from anlan.control.record_columns import columns_of, described, row_shown, standards
from anlan.control.serving_copy import Row, ServingCopy

LINK = "core_entity__employer_link"
REGISTER = "core_registry__enterprise"
_ROWS_SHOWN = 50
_PROFILE = (
    "former_names",
    "status_code",
    "registered_date",
    "capital_yuan",
    "registered_address",
    "actual_address",
    "scope",
    "district_code",
    "industry_code",
)


class EmployerUnknown(AnlanError):
    """No published table knows the employer."""

    code = "employer-unknown"
    status = 404
    message = "没有统一社会信用代码为 {uscc} 的企业"
    hint = "检查代码；未关联到登记库的企业只出现在事件列表中。"


@dataclass(frozen=True)
class _Listed:
    """A table shown on the page; ``by`` is the column that leads to the employer, the link where it is a reference."""

    group: str
    table: str
    by: str = "employer_key"
    label: str = ""


_LISTED = (
    _Listed("registry", "core_registry__change"),
    _Listed("social", "core_social__employer", "uscc"),
    _Listed("social", "core_labour__credit_grade"),
    _Listed("judicial", "core_court__bankruptcy"),
    _Listed("judicial", "core_court__enforcement"),
    _Listed("judicial", "core_court__hearing"),
    _Listed("dishonesty", "core_registry__listing"),
    _Listed("dishonesty", "core_tax__arrears"),
    _Listed("equity", "core_registry__holding", "uscc", "股东"),
    _Listed("equity", "core_registry__holding", "holder_uscc", "对外投资"),
)
_GROUPS = {"registry": "登记", "social": "参保与诚信", "judicial": "司法", "dishonesty": "失信", "equity": "股权"}


class EmployerView:
    """One employer as of one week, read from the serving copy."""

    def __init__(self, copy: ServingCopy, uscc: str, week: str) -> None:
        self.copy = copy
        self.uscc = uscc
        self.week = week
        self.end = Week.parse(week).end.isoformat()

    def district(self) -> str | None:
        """The district that answers for the employer. Raises: EmployerUnknown."""
        district: str | None = self._head()["district_code"]
        return district

    def name(self) -> str:
        """The employer's name. Raises: EmployerUnknown."""
        return str(self._head()["name"] or self.uscc)

    def _head(self) -> Row:
        """Name, district, industry and staff as of the week; the register where the week does not hold the employer."""
        held = self.copy.one(
            "SELECT * FROM out_risk__employer_week WHERE uscc = ? AND week = ?", [self.uscc, self.week]
        )
        if held is not None:
            return held
        row = self._registered()
        if row is None:
            raise EmployerUnknown(uscc=self.uscc)
        return {**{name: row.get(name) for name in ("name", "district_code", "industry_code")}, "staff_count": None}

    def _registered(self) -> Row | None:
        if not self.copy.has(REGISTER):
            return None
        newest = (
            f"SELECT * FROM {REGISTER} WHERE uscc = ? AND known_at <= ? ORDER BY known_at DESC, row_no DESC LIMIT 1"
        )
        return self.copy.one(newest, [self.uscc, self.end])

    def profile(self) -> Row:
        """Everything the head and the tabs of the page show. Raises: EmployerUnknown."""
        head = self._head()
        register = self._registered() or {}
        facts = {name: register.get(name) for name in _PROFILE}
        representative = register.get("legal_representative")
        return {
            **facts,
            "week": self.week,
            "uscc": self.uscc,
            "name": head["name"] or register.get("name") or self.uscc,
            "district_code": head["district_code"] or facts["district_code"],
            "industry_code": head["industry_code"] or facts["industry_code"],
            "staff_count": head["staff_count"],
            "legal_representative": mask_personal(representative) if representative else None,
            "groups": self._groups(),
            "alert": self.alert(),
            "history": self._history(),
        }

    def alert(self) -> Row | None:
        """The employer's warning of the week, if it stands or has just closed."""
        row = self.copy.one("SELECT * FROM out_risk__alert WHERE uscc = ? AND week = ?", [self.uscc, self.week])
        return alert(row) if row is not None else None

    def _history(self) -> list[Row]:
        wanted = "SELECT * FROM out_risk__alert WHERE uscc = ? AND week <= ? ORDER BY week"
        return [alert(row) for row in self.copy.rows(wanted, [self.uscc, self.week])]

    def _groups(self) -> list[Row]:
        return [
            {"key": key, "label": text, "records": [self._records(one) for one in _LISTED if one.group == key]}
            for key, text in _GROUPS.items()
        ]

    def _records(self, listed: _Listed) -> Row:
        table = standards().table(listed.table)
        columns = columns_of(table)
        rows = self._rows(listed) if self.copy.has(listed.table) else []
        return {
            "table": listed.table,
            "label": listed.label or table.label,
            "columns": described(columns),
            "rows": [row_shown(row, columns) for row in rows[:_ROWS_SHOWN]],
            "total": len(rows),
        }

    def _rows(self, listed: _Listed) -> list[Row]:
        condition = f"{listed.by} = ?"
        if listed.by == "employer_key":
            condition = f"employer_key IN (SELECT employer_key FROM {LINK} WHERE uscc = ? AND status = 'resolved')"
        sql = f"SELECT * FROM {listed.table} WHERE {condition} AND known_at <= ? ORDER BY known_at DESC, row_no"
        return self.copy.rows(sql, [self.uscc, self.end])

    def indicators(self, weeks: Sequence[str], points: Sequence[Row]) -> Row:
        """The indicators that were ever looked at for the employer, as series over the weeks.

        ``points`` are the employer's rows of ``out_risk__indicator_week`` by indicator and week.
        """
        by_indicator: dict[str, list[Row]] = {}
        for row in points:
            by_indicator.setdefault(row["indicator_id"], []).append(row)
        staff = self._head()["staff_count"] or 0
        series = [_series(name, rows, self.week, staff) for name, rows in by_indicator.items()]
        return {"uscc": self.uscc, "week": self.week, "weeks": weeks, "series": series}


def _series(indicator_id: str, points: Sequence[Row], week: str, staff: int) -> dict[str, Any]:
    facts = indicator(indicator_id, Week.parse(week).end, staff)
    kept = ("indicator_id", "label", "group", "unit", "types", "thresholds")
    return {**{name: facts[name] for name in kept}, "points": points}
