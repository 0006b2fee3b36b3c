"""Raw → core, one load at a time: findings set aside, repetitions recognised, the core partition replaced.

Repetition is judged by the core table's key (with ``known_at`` where the table keeps versions), within the load and
against what other loads of the same system brought. A row that is there already counts as the same; a newer row
replaces an older one of the same key and keeps the day on which the bureau first learned of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from anlan.collection.incident import REASONS
from anlan.collection.mapping import LoadMapping
from anlan.collection.set_aside import SET_ASIDE, STANDARDISED
from anlan.pool.delta import literal, quoted
from anlan.pool.pool import Pool
from anlan.standards.registry import EMPLOYER_COLUMNS


@dataclass(frozen=True)
class Standardised:
    """What became of one load: rows in the core layer, rows it held already, findings, and the span of known_at."""

    core_count: int
    same_count: int
    set_aside_count: int
    known_from: date | None
    known_to: date | None


def standardise_load(pool: Pool, mapping: LoadMapping, raw_table: str) -> Standardised:
    """Bring one load's raw rows into its core table; running it again gives the same tables."""
    with pool.reading(tables=[mapping.core.name]) as connection:
        raw = pool.select(raw_table, partition={"load_id": mapping.load_id})
        run = _Run(connection, pool, mapping, raw)
        return run.finish()


class _Run:
    """One load on its way into the core layer; its connection holds ``parsed``, ``fit``, ``kept`` and ``findings``."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, pool: Pool, mapping: LoadMapping, raw: str) -> None:
        self.connection, self.pool, self.mapping = connection, pool, mapping
        self.core = mapping.core
        self.identity = [*self.core.key, *(["known_at"] if self.core.keeps_versions else [])]
        connection.execute(f"CREATE VIEW parsed AS {mapping.parsed(raw)}")
        self._set_aside_values()
        self._leave_out_repetitions()

    def finish(self) -> Standardised:
        """Write the core partition, older partitions that lost rows, and the findings."""
        same = self._compare_with_core()
        partition = {"load_id": self.mapping.load_id}
        facts = {"load_id": self.mapping.load_id, "source": self.mapping.contract.raw_table}
        query = "SELECT * FROM kept" if same is None else self._kept_query()
        self.pool.write_query(self.connection, self.core.name, query, partition=partition, metadata=facts)
        if same is not None:
            self._rewrite_superseded()
        findings = self._write_findings()
        written = self.pool.select(self.core.name, partition=partition)
        count, first, last = self._row(f"SELECT count(*), min(known_at), max(known_at) FROM ({written})")
        return Standardised(count, same or 0, findings, first, last)

    def _set_aside_values(self) -> None:
        suspects = f"SELECT * FROM parsed WHERE {self.mapping.is_suspect()}"
        self.connection.execute(f"CREATE TEMP TABLE suspects AS {suspects}")
        columns = "row_no, file_name, column_name, reason_code, value, drops_row"
        empty = "SELECT 0::BIGINT, '', '', '', '', false WHERE false"
        found = self.mapping.findings("suspects") or empty
        self.connection.execute(f"CREATE TEMP TABLE findings AS SELECT * FROM ({found}) AS f({columns})")
        kept = f"SELECT {self.mapping.core_columns()}, file_name FROM parsed"
        if self._count("SELECT count(*) FROM findings WHERE drops_row"):
            kept += f" WHERE NOT coalesce({self.mapping.is_dropped()}, false)"
        self.connection.execute(f"CREATE VIEW fit AS {kept}")

    def _leave_out_repetitions(self) -> None:
        identity = ", ".join(quoted(name) for name in self.identity)
        self.connection.execute(
            f"CREATE TEMP TABLE repeated AS SELECT h FROM (SELECT hash({identity}) AS h FROM fit)"
            " GROUP BY h HAVING count(*) > 1"
        )
        left_out = ""
        if self._count("SELECT count(*) FROM repeated"):
            self._judge_repetitions(identity)
            left_out = " WHERE row_no NOT IN (SELECT row_no FROM left_out)"
        self.connection.execute(f"CREATE VIEW kept AS SELECT * EXCLUDE (file_name) FROM fit{left_out}")

    def _judge_repetitions(self, identity: str) -> None:
        content = ", ".join(quoted(name) for name in self._content())
        self.connection.execute(
            f"CREATE TEMP TABLE left_out AS SELECT row_no, file_name,"
            f" CASE WHEN same > 1 THEN 'duplicate' ELSE 'superseded' END AS reason_code FROM ("
            f"SELECT row_no, file_name,"
            f" row_number() OVER (PARTITION BY {identity} ORDER BY known_at DESC, row_no DESC) AS place,"
            f" row_number() OVER (PARTITION BY {content}, known_at ORDER BY row_no DESC) AS same"
            f" FROM fit WHERE hash({identity}) IN (SELECT h FROM repeated)) WHERE place > 1"
        )
        self.connection.execute(
            "INSERT INTO findings SELECT row_no, file_name, '', reason_code, '', true FROM left_out"
        )

    def _content(self) -> list[str]:
        return [*self.core.columns, *(EMPLOYER_COLUMNS if self.core.employer else ())]

    def _compare_with_core(self) -> int | None:
        """How many rows the core layer holds already; None where no other load of the system is there to compare."""
        others = (
            f"SELECT * FROM {quoted(self.core.name)} WHERE load_id <> {literal(self.mapping.load_id)}"
            f" AND source_system = {literal(self.mapping.contract.system)}"
        )
        if not self._count(f"SELECT count(*) FROM ({others} LIMIT 1)"):
            return None
        keys = " AND ".join(f"k.{quoted(name)} = o.{quoted(name)}" for name in self.core.key)
        content = self._content()
        mine, theirs = (", ".join(f"{side}.{quoted(name)}" for name in content) for side in "ko")
        # Against a row of a table that keeps versions stands the newest version known no later than the row.
        versions = " AND o.known_at <= k.known_at" if self.core.keeps_versions else ""
        same_place = "o.known_at = k.known_at" if self.core.keeps_versions else "true"
        self.connection.execute(
            f"CREATE TEMP TABLE met AS SELECT *, is_same OR (is_later AND is_same_place) AS is_known FROM ("
            f"SELECT k.row_no, o.load_id AS other_load, o.row_no AS other_row, o.known_at AS other_known_at,"
            f" ({mine}) IS NOT DISTINCT FROM ({theirs}) AS is_same, {same_place} AS is_same_place,"
            f" o.load_id > {literal(self.mapping.load_id)} AS is_later"
            f" FROM kept k JOIN ({others}) o ON {keys}{versions}"
            f" QUALIFY row_number() OVER (PARTITION BY k.row_no ORDER BY o.known_at DESC, o.load_id DESC) = 1)"
        )
        return self._count("SELECT count(*) FROM met WHERE is_known")

    def _kept_query(self) -> str:
        first_known = "least(k.known_at, coalesce(m.other_known_at, k.known_at))"
        known = "k.known_at" if self.core.keeps_versions else first_known
        return (
            f"SELECT k.* REPLACE ({known} AS known_at) FROM kept k LEFT JOIN met m ON k.row_no = m.row_no"
            " WHERE NOT coalesce(m.is_known, false)"
        )

    def _rewrite_superseded(self) -> None:
        """Take rows that this load replaced out of the partitions of earlier loads."""
        gone = "SELECT other_load, other_row FROM met WHERE NOT is_known AND is_same_place"
        loads = self.connection.execute(f"SELECT DISTINCT other_load FROM ({gone}) ORDER BY 1").fetchall()
        for (load_id,) in loads:
            rows = f"SELECT other_row FROM ({gone}) WHERE other_load = {literal(load_id)}"
            current = self.pool.select(self.core.name, partition={"load_id": load_id})
            query = f"SELECT * FROM ({current}) WHERE row_no NOT IN ({rows})"
            self.pool.write_query(self.connection, self.core.name, query, partition={"load_id": load_id})

    def _write_findings(self) -> int:
        words = " ".join(f"WHEN {literal(code)} THEN {literal(text)}" for code, text in REASONS.items())
        mapping, contract = self.mapping, self.mapping.contract
        query = (
            f"SELECT {literal(contract.system)} AS source_system, {literal(contract.name)} AS table_name,"
            f" {literal(mapping.load_id)} AS load_id, {literal(STANDARDISED)} AS stage, row_no, file_name, column_name,"
            f" reason_code, CASE reason_code {words} END AS reason, value, drops_row,"
            f" DATE '{mapping.today}' AS found_date FROM findings"
        )
        partition = {"load_id": mapping.load_id, "stage": STANDARDISED}
        count = self._count("SELECT count(*) FROM findings")
        if count or partition in self.pool.partitions(SET_ASIDE):
            self.pool.write_query(self.connection, SET_ASIDE, query, partition=partition)
        return count

    def _count(self, query: str) -> int:
        return int(self._row(query)[0])

    def _row(self, query: str) -> tuple[int, date | None, date | None]:
        # fetchall, because a result that was not read to its end keeps the connection busy.
        (found,) = self.connection.execute(query).fetchall()
        return found
