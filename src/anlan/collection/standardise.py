"""Raw → core, the new loads of one table at a time: findings set aside, repetitions recognised, partitions replaced.

Repetition is judged by the core table's key (with ``known_at`` where the table keeps versions), within a load, between
the loads and against what other loads of the same system brought. A row that is there already counts as the same; a
newer row replaces an older one of the same key and keeps the day on which the bureau first learned of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from anlan.collection.change_rows import living_rows
from anlan.collection.incident import REASONS
from anlan.collection.mapping import BatchMapping, by_load
from anlan.collection.set_aside import SET_ASIDE, STANDARDISED
from anlan.collection.workbench import Workbench, Workshop, duck_workbench
from anlan.pool.delta import literal, quoted
from anlan.pool.pool import Pool
from anlan.standards.registry import EMPLOYER_COLUMNS


@dataclass(frozen=True)
class Standardised:
    """What became of one load: rows in the core layer, rows it held already, findings, and the span of known_at."""

    core_count: int = 0
    same_count: int = 0
    set_aside_count: int = 0
    known_from: date | None = None
    known_to: date | None = None


def standardise_loads(
    pool: Pool, mapping: BatchMapping, workshop: Workshop = duck_workbench
) -> dict[str, Standardised]:
    """Bring loads of one table into its core table; what became of each. Running it again gives the same tables."""
    with workshop(pool, [mapping.core.name], mapping.load_ids[0]) as bench:
        return _Run(bench, pool, mapping).finish()


class _Run:
    """Loads on their way into the core layer.

    Raw rows are read and understood once; everything else works on that. The workbench holds ``understood``,
    ``left_out`` (rows that repeat others, with a reason where a person should know) and ``met`` (rows whose key other
    loads brought before).
    """

    def __init__(self, bench: Workbench, pool: Pool, mapping: BatchMapping) -> None:
        self.bench, self.pool, self.mapping = bench, pool, mapping
        self.core = mapping.core
        self.partition: dict[str, Sequence[str]] = {"load_id": mapping.load_ids}
        raw = bench.select(mapping.contract.raw_table, self.partition)
        bench.keep_understood("understood", living_rows(raw, mapping.contract, self.core), mapping.parsed)
        bench.execute(
            "CREATE VIEW fit AS SELECT * EXCLUDE (findings, is_dropped) FROM understood"
            " WHERE NOT coalesce(is_dropped, false)"
        )

    def finish(self) -> dict[str, Standardised]:
        """Write the core partitions, older partitions that lost rows, and the findings."""
        self._leave_out_repetitions()
        has_met = self._compare_with_others()
        self._write(self.core.name, self._kept_query(has_met), self.partition)
        if has_met:
            self._rewrite_superseded()
        self._write_findings()
        return self._results(has_met)

    def _write(self, table: str, query: str, partition: dict[str, Sequence[str]]) -> None:
        facts = {"source": self.mapping.contract.raw_table, "loads": str(len(self.mapping.loads))}
        self.bench.write(table, query, partition, facts)

    def _leave_out_repetitions(self) -> None:
        """Find rows that repeat others of these loads: the newest counts, and keeps when the first became known."""
        key, content = self._listed(self.core.key), self._listed(self._content)
        place = f"{key}, known_at" if self.core.keeps_versions else key
        first = "known_at" if self.core.keeps_versions else f"min(known_at) OVER (PARTITION BY {key})"
        self.bench.keep_repeated("repeated", "fit", key)
        self.bench.execute(
            f"CREATE TEMP TABLE judged AS SELECT load_id, row_no, {first} AS first_known_at, {key}, known_at,"
            f" hash({content}) AS content, row_number() OVER newest AS place,"
            f" first_value(load_id) OVER newest AS newest_load, first_value(hash({content})) OVER newest AS newest"
            f" FROM fit WHERE hash({key}) IN (SELECT h FROM repeated)"
            f" WINDOW newest AS (PARTITION BY {place} ORDER BY load_id DESC, known_at DESC, row_no DESC)"
        )
        self.bench.execute(
            "CREATE TEMP TABLE left_out AS SELECT load_id, row_no, CASE WHEN load_id <> newest_load THEN NULL"
            " WHEN content = newest THEN 'duplicate' ELSE 'superseded' END AS reason_code FROM judged WHERE place > 1"
        )
        if self.core.keeps_versions:
            # A version that says what the version before said, in another load, is no new version.
            self.bench.execute(
                f"INSERT INTO left_out SELECT load_id, row_no, NULL FROM (SELECT load_id, row_no, content,"
                f" lag(content) OVER w AS content_before, lag(load_id) OVER w AS load_before FROM judged"
                f" WHERE place = 1 WINDOW w AS (PARTITION BY {key} ORDER BY known_at, load_id))"
                " WHERE content = content_before AND load_id <> load_before"
            )

    def _listed(self, names: Sequence[str], side: str = "") -> str:
        return ", ".join(f"{side}{quoted(name)}" for name in names)

    @property
    def _content(self) -> list[str]:
        return [*self.core.columns, *(EMPLOYER_COLUMNS if self.core.employer else ())]

    def _compare_with_others(self) -> bool:
        """Whether other loads of the system are there; ``met`` then pairs rows with those that have their key."""
        loads = ", ".join(map(literal, self.mapping.load_ids))
        others = (
            f"SELECT * FROM {quoted(self.core.name)} WHERE load_id NOT IN ({loads})"
            f" AND source_system = {literal(self.mapping.contract.system)}"
        )
        if not self._rows(f"SELECT 1 FROM ({others}) LIMIT 1"):
            return False
        keys = " AND ".join(f"k.{quoted(name)} = o.{quoted(name)}" for name in self.core.key)
        mine, theirs = self._listed(self._content, "k."), self._listed(self._content, "o.")
        # Against a row of a table that keeps versions stands the newest version known no later than the row.
        versions = " AND o.known_at <= k.known_at" if self.core.keeps_versions else ""
        same_place = "o.known_at = k.known_at" if self.core.keeps_versions else "true"
        self.bench.execute(
            f"CREATE TEMP TABLE met AS SELECT *, is_same OR (is_later AND is_same_place) AS is_known FROM ("
            f"SELECT k.load_id, k.row_no, o.load_id AS other_load, o.row_no AS other_row,"
            f" o.known_at AS other_known_at, ({mine}) IS NOT DISTINCT FROM ({theirs}) AS is_same,"
            f" {same_place} AS is_same_place, o.load_id > k.load_id AS is_later"
            f" FROM (SELECT * FROM fit ANTI JOIN left_out USING (load_id, row_no)) k"
            f" JOIN ({others}) o ON {keys}{versions} QUALIFY row_number() OVER"
            " (PARTITION BY k.load_id, k.row_no ORDER BY o.known_at DESC, o.load_id DESC) = 1)"
        )
        return True

    def _kept_query(self, has_met: bool) -> str:
        kept = "SELECT * FROM fit"
        if self._rows("SELECT 1 FROM left_out LIMIT 1"):
            kept = (
                "SELECT f.* REPLACE (coalesce(j.first_known_at, f.known_at) AS known_at)"
                " FROM (SELECT * FROM fit ANTI JOIN left_out USING (load_id, row_no)) f"
                " LEFT JOIN judged j ON f.load_id = j.load_id AND f.row_no = j.row_no"
            )
        if not has_met:
            return kept
        first_known = "least(k.known_at, coalesce(m.other_known_at, k.known_at))"
        known = "k.known_at" if self.core.keeps_versions else first_known
        return (
            f"SELECT k.* REPLACE ({known} AS known_at) FROM ({kept}) k"
            " LEFT JOIN met m ON k.load_id = m.load_id AND k.row_no = m.row_no WHERE NOT coalesce(m.is_known, false)"
        )

    def _rewrite_superseded(self) -> None:
        """Take rows that these loads replaced out of the partitions of earlier loads."""
        gone = "SELECT other_load, other_row FROM met WHERE NOT is_known AND is_same_place"
        for (load_id,) in self._rows(f"SELECT DISTINCT other_load FROM ({gone}) ORDER BY 1"):
            rows = f"SELECT other_row FROM ({gone}) WHERE other_load = {literal(load_id)}"
            current = self.bench.select(self.core.name, {"load_id": load_id})
            query = f"SELECT * FROM ({current}) WHERE row_no NOT IN ({rows})"
            self._write(self.core.name, query, {"load_id": [load_id]})

    def _write_findings(self) -> None:
        self.bench.execute(
            "CREATE TEMP TABLE found AS SELECT load_id, row_no, f.column_name, f.reason_code, f.value, f.drops_row"
            " FROM (SELECT load_id, row_no, unnest(findings) AS f FROM understood WHERE findings IS NOT NULL)"
            " UNION ALL SELECT load_id, row_no, '', reason_code, '', true FROM left_out WHERE reason_code IS NOT NULL"
            if self.mapping.whys
            else "CREATE TEMP TABLE found AS SELECT load_id, row_no, '' AS column_name, reason_code, '' AS value,"
            " true AS drops_row FROM left_out WHERE reason_code IS NOT NULL"
        )
        words = " ".join(f"WHEN {literal(code)} THEN {literal(text)}" for code, text in REASONS.items())
        contract = self.mapping.contract
        files = by_load({load.load_id: literal(load.file_name) for load in self.mapping.loads})
        query = (
            f"SELECT {literal(contract.system)} AS source_system, {literal(contract.name)} AS table_name, load_id,"
            f" {literal(STANDARDISED)} AS stage, row_no, {files} AS file_name, column_name, reason_code,"
            f" CASE reason_code {words} END AS reason, value, drops_row,"
            f" DATE '{self.mapping.today}' AS found_date FROM found"
        )
        held = {p["load_id"] for p in self.pool.partitions(SET_ASIDE) if p["stage"] == STANDARDISED}
        if self._rows("SELECT 1 FROM found LIMIT 1") or held & set(self.mapping.load_ids):
            self._write(SET_ASIDE, query, {"load_id": self.mapping.load_ids, "stage": [STANDARDISED]})

    def _results(self, has_met: bool) -> dict[str, Standardised]:
        written = self.bench.select(self.core.name, self.partition)
        core = self._by_load(f"SELECT load_id, count(*), min(known_at), max(known_at) FROM ({written}) GROUP BY 1")
        met = " UNION ALL SELECT load_id FROM met WHERE is_known" if has_met else ""
        quiet = f"SELECT load_id FROM left_out WHERE reason_code IS NULL{met}"
        same = self._by_load(f"SELECT load_id, count(*) FROM ({quiet}) GROUP BY 1")
        found = self._by_load("SELECT load_id, count(*) FROM found GROUP BY 1")
        results = {}
        for load_id in self.mapping.load_ids:
            count, first, last = core.get(load_id, (0, None, None))
            results[load_id] = Standardised(count, same.get(load_id, (0,))[0], found.get(load_id, (0,))[0], first, last)
        return results

    def _by_load(self, query: str) -> dict[str, tuple[Any, ...]]:
        return {row[0]: row[1:] for row in self._rows(query)}

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        # fetchall, because a result that was not read to its end keeps the connection busy.
        return list(self.bench.execute(query).fetchall())
