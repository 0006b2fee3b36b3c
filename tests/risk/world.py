"""A small made-up bureau: core tables with a handful of employers, as the main job leaves them in the connection."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from anlan.base.clock import Week
from anlan.engine.duck import connect
from anlan.pool.pool import Pool
from anlan.risk import judge, read_registry

END = Week.parse("2026-W47")
MONTHS = [f"{year}-{month:02d}" for year in (2025, 2026) for month in range(1, 13)][:22]
_DATES = ("date", "known_at")


class World:
    """Collects rows by core table, then judges them."""

    def __init__(self) -> None:
        self.tables: dict[str, list[dict[str, Any]]] = {}
        self.serial = 0

    def add(self, table: str, employer: str, known: date, **values: Any) -> None:
        """A row about an employer that the bureau learned on a day."""
        self.serial += 1
        carried = {"known_at": known, "source_system": table.split("__")[0], "load_id": "L1", "row_no": self.serial}
        self.tables.setdefault(table, []).append({**values, "employer_key": employer, **carried})

    def firm(self, uscc: str, staff: int, **facts: Any) -> None:
        """A registered employer whose staff pays contributions in every month, known on the 10th of the next."""
        registered = {
            "uscc": uscc, "name": f"北京{uscc}有限公司", "district_code": "110105", "industry_code": "I6513",
            "legal_representative": f"张{uscc}", "registered_address": f"{uscc}号", "capital_yuan": 1e6,
            "scope": "软件", "former_names": None, "head_uscc": None,
        }  # fmt: skip
        self.add("core_registry__enterprise", uscc, date(2024, 1, 1), **(registered | facts))
        for month in MONTHS:
            self.contribute(uscc, month, range(staff))

    def contribute(
        self, uscc: str, month: str, people: Sequence[int] | range, late: int = 0, paid: bool = True
    ) -> None:
        """Contributions of some of an employer's people for a month."""
        first = date(int(month[:4]), int(month[5:]), 28) + timedelta(days=13 + late)
        flags = dict.fromkeys(("is_paid_pension", "is_paid_unemployment", "is_paid_injury"), paid)
        for person in people:
            self.add(
                "core_social__contribution_month", uscc, first, person_id=f"{uscc}-{person}", month=month,
                base_yuan=10000.0, **flags,
            )  # fmt: skip

    def forget(self, uscc: str, month: str, people: Sequence[int] | range) -> None:
        """Take contributions of a month back out of the world."""
        gone = {f"{uscc}-{person}" for person in people}
        table = self.tables["core_social__contribution_month"]
        self.tables["core_social__contribution_month"] = [
            row for row in table if not (row["month"] == month and row["person_id"] in gone)
        ]

    def leave(self, uscc: str, people: range, day: date, reason: str = "6301", to: str | None = None) -> None:
        """Stops of some people, who contribute no more from that month on; ``to`` hires them three days later."""
        for person in people:
            who = f"{uscc}-{person}"
            facts = {"stop_id": f"S{who}{day}", "person_id": who, "stop_date": day, "reason_code": reason}
            self.add("core_social__stop", uscc, day + timedelta(days=3), **facts)
            if to is not None:
                hired = day + timedelta(days=3)
                self.add(
                    "core_employment__hire", to, hired + timedelta(days=2), registration_id=f"H{who}", person_id=who,
                    hire_date=hired,
                )  # fmt: skip
        for month in MONTHS:
            if month >= day.isoformat()[:7]:
                self.forget(uscc, month, people)

    def article(self, event: str, uscc: str, kind: str, day: date, source: str, **facts: Any) -> None:
        """An article about an employer, already read into an event."""
        name = f"{event}-{source}-{day}"
        flags = {"is_negated": False, "is_rumour": False} | facts
        self.add(
            "core_signal__article", uscc, day, article_id=name, group_id=name, source_name=source, source_kind_code="1"
        )
        self.add(
            "core_signal__event_article", uscc, day, event_id=event, article_id=name, published_date=day, **flags
        )  # fmt: skip
        self.add("core_signal__event", uscc, day, event_id=event, uscc=uscc, risk_type_code=kind, people_count=None)

    def known_by(self, day: date) -> World:
        """The world as the bureau knew it on a day."""
        earlier = World()
        for table, rows in self.tables.items():
            earlier.tables[table] = [row for row in rows if row["known_at"] <= day]
        return earlier

    def arrow(self) -> dict[str, pa.Table]:
        """The core tables of the world, each employer linked to itself."""
        keys = sorted({row["employer_key"] for rows in self.tables.values() for row in rows})
        links = [{"employer_key": key, "uscc": key, "status": "resolved"} for key in [*keys, "SOMEBODY"]]
        held = {}
        for table, rows in {**self.tables, "core_entity__employer_link": links}.items():
            events = {row["event_id"]: row for row in rows} if table == "core_signal__event" else None
            if rows:
                held[table] = pa.Table.from_pylist(list(events.values()) if events else rows)
        return held

    def pool(self, folder: Path) -> Pool:
        """A pool that holds the world; columns that are empty throughout are texts."""
        pool = Pool(folder)
        for table, rows in self.arrow().items():
            fields = [field.with_type(pa.string()) if pa.types.is_null(field.type) else field for field in rows.schema]
            pool.write(table, rows.cast(pa.schema(fields)))
        return pool

    def judged(self, weeks: int = 12, end: Week = END) -> duckdb.DuckDBPyConnection:
        """A connection with the out tables of the last weeks."""
        connection = connect()
        for table, held in self.arrow().items():
            connection.register("rows", held)
            connection.execute(f"CREATE TABLE {table} AS SELECT * FROM rows")
            connection.unregister("rows")
        judge(connection, read_registry(), [end.shift(-back) for back in range(weeks)], lambda label, done, total: None)
        return connection


def alert(connection: duckdb.DuckDBPyConnection, uscc: str, week: Week = END) -> dict[str, Any]:
    """The alert row of an employer in a week; empty where there is none."""
    cursor = connection.execute("SELECT * FROM out_risk__alert WHERE uscc = ? AND week = ?", [uscc, str(week)])
    names = [column[0] for column in cursor.description or []]
    rows = cursor.fetchall()
    return dict(zip(names, rows[0], strict=True)) if rows else {}


def evidence(
    connection: duckdb.DuckDBPyConnection, uscc: str, stance: str, week: Week = END
) -> dict[str, dict[str, Any]]:
    """The evidence of a stance by indicator or event id."""
    cursor = connection.execute(
        "SELECT * FROM out_risk__evidence WHERE uscc = ? AND week = ? AND stance = ?", [uscc, str(week), stance]
    )
    names = [column[0] for column in cursor.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row["indicator_id"] or row["event_id"]: row for row in rows}
