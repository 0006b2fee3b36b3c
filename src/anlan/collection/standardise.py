"""Raw → core, one load at a time: findings set aside, repetitions recognised, the core partition replaced.

Repetition is judged by the core table's key (with ``known_at`` where the table keeps versions), within the load and
against what other loads of the same system brought. A row that is there already counts as the same; a newer row
replaces an older one of the same key and keeps the day on which the bureau first learned of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from anlan.collection import reading
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
    """One load on its way into the core layer.

    Its connection holds ``parsed`` (values and reasons), ``written`` (the partition as first written, so that rows are
    read and understood once), ``left_out`` (row numbers that repeat others) and ``findings``.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, pool: Pool, mapping: LoadMapping, raw: str) -> None:
        self.connection, self.pool, self.mapping = connection, pool, mapping
        self.core = mapping.core
        self.partition = {"load_id": mapping.load_id}
        reading.prepare(connection)
        connection.execute(f"CREATE VIEW parsed AS {mapping.parsed(raw)}")

    def finish(self) -> Standardised:
        """Write the core partition, older partitions that lost rows, and the findings."""
        self._find_unfit()
        self._write_fit()
        repeated = self._leave_out_repetitions()
        same = self._compare_with_others()
        if repeated or same is not None:
            self._write(self.core.name, self._kept_query(), self.partition)
        if same is not None:
            self._rewrite_superseded()
        findings = self._write_findings()
        final = self.pool.select(self.core.name, partition=self.partition)
        count, first, last = self._row(f"SELECT count(*), min(known_at), max(known_at) FROM ({final})")
        return Standardised(count, same or 0, findings, first, last)

    def _write(self, table: str, query: str, partition: dict[str, str]) -> None:
        facts = {"load_id": self.mapping.load_id, "source": self.mapping.contract.raw_table}
        self.pool.write_query(self.connection, table, query, partition=partition, metadata=facts)

    def _find_unfit(self) -> None:
        suspects = f"SELECT * FROM parsed WHERE {self.mapping.is_suspect()}"
        self.connection.execute(f"CREATE TEMP TABLE suspects AS {suspects}")
        columns = "row_no, column_name, reason_code, value, drops_row"
        found = self.mapping.findings("suspects") or "SELECT 0::BIGINT, '', '', '', false WHERE false"
        self.connection.execute(f"CREATE TEMP TABLE findings AS SELECT * FROM ({found}) AS f({columns})")

    def _write_fit(self) -> None:
        fit = f"SELECT {self.mapping.core_columns()} FROM parsed"
        if self._count("SELECT count(*) FROM findings WHERE drops_row"):
            fit += f" WHERE NOT coalesce({self.mapping.is_dropped()}, false)"
        self._write(self.core.name, fit, self.partition)
        self.connection.execute(f"CREATE VIEW written AS {self.pool.select(self.core.name, partition=self.partition)}")

    def _leave_out_repetitions(self) -> int:
        identity = ", ".join(quoted(name) for name in [*self.core.key, *self._version])
        content = ", ".join(quoted(name) for name in self._content)
        self.connection.execute("CREATE TEMP TABLE left_out (row_no BIGINT, reason_code VARCHAR)")
        self.connection.execute(
            f"CREATE TEMP TABLE repeated AS SELECT h FROM (SELECT hash({identity}) AS h FROM written)"
            " GROUP BY h HAVING count(*) > 1"
        )
        if not self._count("SELECT count(*) FROM repeated"):
            return 0
        self.connection.execute(
            "INSERT INTO left_out SELECT row_no, CASE WHEN same > 1 THEN 'duplicate' ELSE 'superseded' END FROM ("
            f"SELECT row_no, row_number() OVER (PARTITION BY {identity} ORDER BY known_at DESC, row_no DESC) AS place,"
            f" row_number() OVER (PARTITION BY {content}, known_at ORDER BY row_no DESC) AS same"
            f" FROM written WHERE hash({identity}) IN (SELECT h FROM repeated)) WHERE place > 1"
        )
        self.connection.execute("INSERT INTO findings SELECT row_no, '', reason_code, '', true FROM left_out")
        return self._count("SELECT count(*) FROM left_out")

    @property
    def _content(self) -> list[str]:
        return [*self.core.columns, *(EMPLOYER_COLUMNS if self.core.employer else ())]

    @property
    def _version(self) -> list[str]:
        return ["known_at"] if self.core.keeps_versions else []

    def _compare_with_others(self) -> int | None:
        """How many rows the core layer holds already; None where no other load of the system is there to compare."""
        others = (
            f"SELECT * FROM {quoted(self.core.name)} WHERE load_id <> {literal(self.mapping.load_id)}"
            f" AND source_system = {literal(self.mapping.contract.system)}"
        )
        if not self._count(f"SELECT count(*) FROM (SELECT 1 FROM ({others}) LIMIT 1)"):
            return None
        keys = " AND ".join(f"k.{quoted(name)} = o.{quoted(name)}" for name in self.core.key)
        mine, theirs = (", ".join(f"{side}.{quoted(name)}" for name in self._content) for side in "ko")
        # Against a row of a table that keeps versions stands the newest version known no later than the row.
        versions = " AND o.known_at <= k.known_at" if self.core.keeps_versions else ""
        same_place = "o.known_at = k.known_at" if self.core.keeps_versions else "true"
        self.connection.execute(
            f"CREATE TEMP TABLE met AS SELECT *, is_same OR (is_later AND is_same_place) AS is_known FROM ("
            f"SELECT k.row_no, o.load_id AS other_load, o.row_no AS other_row, o.known_at AS other_known_at,"
            f" ({mine}) IS NOT DISTINCT FROM ({theirs}) AS is_same, {same_place} AS is_same_place,"
            f" o.load_id > {literal(self.mapping.load_id)} AS is_later"
            f" FROM written k JOIN ({others}) o ON {keys}{versions}"
            f" WHERE k.row_no NOT IN (SELECT row_no FROM left_out)"
            f" QUALIFY row_number() OVER (PARTITION BY k.row_no ORDER BY o.known_at DESC, o.load_id DESC) = 1)"
        )
        return self._count("SELECT count(*) FROM met WHERE is_known")

    def _kept_query(self) -> str:
        kept = "SELECT * FROM written WHERE row_no NOT IN (SELECT row_no FROM left_out)"
        if not self._count("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'met'"):
            return kept
        first_known = "least(k.known_at, coalesce(m.other_known_at, k.known_at))"
        known = "k.known_at" if self.core.keeps_versions else first_known
        return (
            f"SELECT k.* REPLACE ({known} AS known_at) FROM ({kept}) k LEFT JOIN met m ON k.row_no = m.row_no"
            " WHERE NOT coalesce(m.is_known, false)"
        )

    def _rewrite_superseded(self) -> None:
        """Take rows that this load replaced out of the partitions of earlier loads."""
        gone = "SELECT other_load, other_row FROM met WHERE NOT is_known AND is_same_place"
        loads = self.connection.execute(f"SELECT DISTINCT other_load FROM ({gone}) ORDER BY 1").fetchall()
        for (load_id,) in loads:
            rows = f"SELECT other_row FROM ({gone}) WHERE other_load = {literal(load_id)}"
            current = self.pool.select(self.core.name, partition={"load_id": load_id})
            self._write(self.core.name, f"SELECT * FROM ({current}) WHERE row_no NOT IN ({rows})", {"load_id": load_id})

    def _write_findings(self) -> int:
        words = " ".join(f"WHEN {literal(code)} THEN {literal(text)}" for code, text in REASONS.items())
        mapping, contract = self.mapping, self.mapping.contract
        query = (
            f"SELECT {literal(contract.system)} AS source_system, {literal(contract.name)} AS table_name,"
            f" {literal(mapping.load_id)} AS load_id, {literal(STANDARDISED)} AS stage, row_no,"
            f" {literal(mapping.file_name)} AS file_name, column_name, reason_code,"
            f" CASE reason_code {words} END AS reason, value, drops_row, DATE '{mapping.today}' AS found_date"
            " FROM findings"
        )
        partition = {"load_id": mapping.load_id, "stage": STANDARDISED}
        count = self._count("SELECT count(*) FROM findings")
        if count or partition in self.pool.partitions(SET_ASIDE):
            self._write(SET_ASIDE, query, partition)
        return count

    def _count(self, query: str) -> int:
        return int(self._row(query)[0])

    def _row(self, query: str) -> tuple[int, date | None, date | None]:
        # fetchall, because a result that was not read to its end keeps the connection busy.
        (found,) = self.connection.execute(query).fetchall()
        return found
