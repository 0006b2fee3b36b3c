"""The profile of an employer on a card: registration, addresses, scope, courts, dishonesty and equity.

Only what the bureau had learned by the end of the week is shown. A table that the release lacks is "未接入" and a
source that did not arrive on time is named: an empty place never reads as "nothing there".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from anlan.base.clock import Week
from anlan.reports.labels import NOT_KNOWN, Labels, money_text
from anlan.reports.tables import ReleaseTables, Row

NOT_CONNECTED = "来源未接入，未观测"
LINK = "core_entity__employer_link"


@dataclass(frozen=True)
class ProfileReader:
    """Reads profiles as known at the end of a week; ``late`` maps a source that was not on time to its words."""

    tables: ReleaseTables
    week: Week
    labels: Labels
    most: int
    late: Mapping[str, str] = field(default_factory=dict)

    def read(self, uscc: str) -> Row:
        """The profile of one employer as labelled texts."""
        return {
            **self._registration(uscc),
            "judicial": self._judicial(uscc),
            "dishonesty": self._dishonesty(uscc),
            "equity": self._equity(uscc),
        }

    def _registration(self, uscc: str) -> Row:
        rows = self._known("core_registry__enterprise", "uscc = ?", [uscc], "known_at DESC, load_id DESC, row_no DESC")
        if not rows:
            unknown = NOT_KNOWN if self.tables.has("core_registry__enterprise") else NOT_CONNECTED
            fields = ("status", "registered", "capital", "registered_address", "actual_address", "scope")
            return {"former_names": "", **dict.fromkeys(fields, unknown)}
        row = rows[0]
        return {
            "status": self.labels.code("REGISTRY_STATUS", row["status_code"]),
            "former_names": row["former_names"] or "",
            "registered": _day(row["registered_date"]),
            "capital": money_text(row["capital_yuan"]),
            "registered_address": row["registered_address"] or NOT_KNOWN,
            "actual_address": row["actual_address"] or NOT_KNOWN,
            "scope": row["scope"] or NOT_KNOWN,
        }

    def _judicial(self, uscc: str) -> list[str]:
        enforcement = [
            f"{_day(row['filed_date'])} {self.labels.code('ENFORCEMENT_KIND', row['kind_code'])}"
            f"，{row['case_number'] or '案号未登记'}，标的{money_text(row['amount_yuan'])}"
            for row in self._linked("core_court__enforcement", uscc, "t.kind_code NOT IN ('5', '6')", "filed_date")
        ]
        bankruptcy = [
            f"{_day(row['published_date'])} {self.labels.code('BANKRUPTCY_KIND', row['kind_code'])}"
            f"，{row['case_number'] or '案号未登记'}"
            for row in self._linked("core_court__bankruptcy", uscc, "true", "published_date")
        ]
        hearings = [
            f"{row['last_date']:%Y-%m-%d}止 {self.labels.code('COURT_CAUSE', row['cause_code'])}"
            f"{self.labels.code('COURT_STAGE', row['stage_code'])}{row['count']}件"
            for row in self._hearings(uscc)
        ]
        return self._lines(
            bankruptcy + enforcement + hearings,
            ("core_court__enforcement", "core_court__bankruptcy", "core_court__hearing"),
        )

    def _hearings(self, uscc: str) -> list[Row]:
        if not self.tables.has("core_court__hearing", LINK):
            return []
        sql = f"""
            SELECT t.cause_code, t.stage_code, count(*) AS count, max(t.published_date) AS last_date
            FROM core_court__hearing AS t JOIN {LINK} AS k ON k.employer_key = t.employer_key
            WHERE k.uscc = ? AND t.known_at <= ? AND t.published_date IS NOT NULL
            GROUP BY t.cause_code, t.stage_code ORDER BY count DESC, t.cause_code, t.stage_code"""
        return self.tables.rows(sql, [uscc, self.week.end])

    def _dishonesty(self, uscc: str) -> list[str]:
        listings = [
            f"{_day(row['listed_date'])} 列入{self.labels.code('REGISTRY_LIST', row['list_code'])}"
            + (f"（{row['reason_text']}）" if row["reason_text"] else "")
            + (f"，{_day(row['removed_date'])} 移出" if row["removed_date"] else "")
            for row in self._linked("core_registry__listing", uscc, "true", "listed_date")
        ]
        executed = self._linked("core_court__enforcement", uscc, "t.kind_code = '2'", "filed_date")
        court = [f"{_day(row['filed_date'])} 列为失信被执行人" for row in executed]
        tax = [
            f"{_day(row['published_date'])} 欠税公告（余额{money_text(row['arrears_yuan'])}"
            + ("，非正常户）" if row["is_abnormal_taxpayer"] else "）")
            for row in self._linked("core_tax__arrears", uscc, "true", "published_date")
        ]
        return self._lines(listings + court + tax, ("core_registry__listing", "core_tax__arrears"))

    def _equity(self, uscc: str) -> list[str]:
        holders = [
            _holder(row) + ("" if row["share_ratio"] is None else f" 持股{float(row['share_ratio']):.1%}")
            for row in self._known(
                "core_registry__holding", "uscc = ?", [uscc], "share_ratio DESC NULLS LAST, holder_uscc, holder_name"
            )
        ]
        frozen = [
            f"{_day(row['filed_date'])} {self.labels.code('ENFORCEMENT_KIND', row['kind_code'])}"
            + ("" if row["equity_ratio"] is None else f"（涉及股权{float(row['equity_ratio']):.1%}）")
            for row in self._linked("core_court__enforcement", uscc, "t.kind_code IN ('5', '6')", "filed_date")
        ]
        return self._lines(holders + frozen, ("core_registry__holding",))

    def _known(self, table: str, condition: str, values: list[str], order: str) -> list[Row]:
        if not self.tables.has(table):
            return []
        sql = f"SELECT * FROM {table} WHERE {condition} AND known_at <= ? ORDER BY {order}"
        return self.tables.rows(sql, [*values, self.week.end])

    def _linked(self, table: str, uscc: str, condition: str, day: str) -> list[Row]:
        if not self.tables.has(table, LINK):
            return []
        sql = f"""
            SELECT t.* FROM {table} AS t JOIN {LINK} AS k ON k.employer_key = t.employer_key
            WHERE k.uscc = ? AND t.known_at <= ? AND {condition}
            ORDER BY t.{day} DESC NULLS LAST, t.load_id, t.row_no"""
        return self.tables.rows(sql, [uscc, self.week.end])

    def _lines(self, lines: list[str], sources: tuple[str, ...]) -> list[str]:
        """The lines with what is cut off or could not be seen said in words."""
        shown = lines[: self.most]
        if len(lines) > self.most:
            shown.append(f"另有{len(lines) - self.most}条，见企业档案")
        absent = [table for table in sources if not self.tables.has(table)]
        if len(absent) == len(sources):
            return [NOT_CONNECTED]
        if not shown:
            shown.append(f"截至{_day(self.week.end)}未见记录")
        return shown + self._caveats(sources)

    def _caveats(self, sources: tuple[str, ...]) -> list[str]:
        systems: set[str] = set()
        for table in sources:
            if self.tables.has(table):
                systems.update(
                    row["name"] for row in self.tables.rows(f"SELECT DISTINCT source_system AS name FROM {table}")
                )
        return [self.late[name] for name in sorted(systems & self.late.keys())]


def _holder(row: Row) -> str:
    """The holder's name; a natural person, who has no credit code, keeps only the surname."""
    name = str(row["holder_name"] or "未登记")
    return name if row["holder_uscc"] else name[:1] + "某"


def _day(value: date | None) -> str:
    return str(value)[:10] if value else NOT_KNOWN
