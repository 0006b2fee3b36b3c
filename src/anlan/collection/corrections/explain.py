"""Corrections as people ask for them: the values of one row, and how often each conversion changed each column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import duckdb

from anlan.base.clock import CHINA
from anlan.base.errors import AnlanError
from anlan.collection import reading
from anlan.collection.again import batch_of, day_of
from anlan.collection.change_rows import living_rows
from anlan.collection.contract import Contract, TableContract
from anlan.collection.corrections.classify import ColumnCorrections
from anlan.collection.corrections.decisions import Decisions, with_decisions
from anlan.collection.corrections.declared import REVIEW, conversions, declaration
from anlan.collection.incident import REASONS, masked
from anlan.collection.mapping import BatchMapping, Load
from anlan.pool.delta import duck_type
from anlan.pool.loads import LoadPackage, Loads, LoadState
from anlan.pool.pool import Pool
from anlan.standards.registry import Registry


class RowMissing(AnlanError):
    """A raw row that the pool does not hold, or of a table that no contract maps."""

    code = "raw-row-missing"
    status = 404
    message = "贴源层没有 {place} 这一行"
    hint = "行的写法是 装载包:行号，例如 000001-20261122-social_insurance-AB01:2；`anlan source loads` 列出装载包。"


@dataclass(frozen=True)
class Correction:
    """One value that is not as it was received: where, what it was and is, by which conversion, on whose word."""

    item: str
    column: str
    label: str
    original: str
    result: str
    conversion: str
    conversion_label: str
    declared_by: str
    declaration: str
    since: date | None
    why: str = ""


@dataclass(frozen=True)
class CorrectionCount:
    """How many values of a column one conversion changed, with an example."""

    system: str
    table: str
    item: str
    column: str
    label: str
    conversion: str
    conversion_label: str
    can_revert: bool
    count: int
    load_id: str
    row_no: int
    original: str
    result: str


@dataclass(frozen=True)
class Corrector:
    """Explains the corrections of a pool by the contracts as written and the decisions of people laid over them."""

    pool: Pool
    contracts: Sequence[Contract]
    registry: Registry
    decisions: Decisions

    def row(self, core: str, load_id: str, row_no: int) -> list[Correction]:
        """Every value of a raw row that differs from its original. Raises: RowMissing, LoadMissing."""
        package = Loads(self.pool.root).get(load_id)
        table = self._table(package.system, package.table)
        if table is None or core not in (table.core, table.raw_table):
            raise RowMissing(place=f"{core} {load_id}:{row_no}")
        mapping = self.mapping(table, [package])
        raw = self.pool.select(table.raw_table, partition={"load_id": load_id})
        one = f"SELECT * FROM ({raw}) WHERE row_no = {int(row_no)}"
        with self.pool.reading(tables=[]) as connection:
            reading.prepare(connection)
            if not connection.execute(f"SELECT 1 FROM ({one})").fetchall():
                raise RowMissing(place=f"{core} {load_id}:{row_no}")
            found = [self._changed(connection, table, mapping, name, one) for name in mapping.fillings]
        return [correction for correction in found if correction is not None]

    def _changed(
        self, connection: duckdb.DuckDBPyConnection, table: TableContract, mapping: BatchMapping, name: str, raw: str
    ) -> Correction | None:
        columns = self._of_column(table, mapping, name)
        query = f"SELECT original, result, conversion, why FROM ({columns.rows(raw)}) WHERE conversion IS NOT NULL"
        rows = connection.execute(query).fetchall()
        if not rows:
            return None
        original, result, conversion, why = rows[0]
        filling, declared = columns.filling, conversions()[conversion]
        personal = is_personal(columns)
        since, by = declared.since, declared.declared_by
        agreed = self.decisions.codes_of(table.system, table.name, filling.item.name).get(str(original))
        if by == REVIEW and agreed is not None:
            since = agreed.since
        shown = masked(original or "", personal), masked(result or "", personal)
        words = declaration(conversion, filling.item, filling.column, *shown)
        return Correction(
            filling.item.name,
            name,
            filling.column.label,
            *shown,
            conversion,
            declared.label,
            by,
            words,
            since,
            REASONS.get(why or "", ""),
        )

    def counts(self, table: TableContract) -> list[CorrectionCount]:
        """How often each conversion changed each column of a table's rows that came to core.

        **Rows**: one a column and conversion, in the order of the columns, the most frequent first.
        """
        loads = Loads(self.pool.root).all(table.system, table.name)
        loaded = [one for one in loads if one.state is LoadState.LOADED]
        if not loaded or self.pool.version(table.raw_table) is None:
            return []
        mapping = self.mapping(table, loaded)
        raw = self.pool.select(table.raw_table, partition={"load_id": [one.load_id for one in loaded]})
        living = living_rows(raw, table, mapping.core)
        with self.pool.reading(tables=[]) as connection:
            reading.prepare(connection)
            return [
                count for name in mapping.fillings for count in self._counted(connection, table, mapping, name, living)
            ]

    def _counted(
        self, connection: duckdb.DuckDBPyConnection, table: TableContract, mapping: BatchMapping, name: str, raw: str
    ) -> list[CorrectionCount]:
        columns = self._of_column(table, mapping, name)
        example = "arg_min({'load': load_id, 'row': row_no, 'from': original, 'to': result}, (load_id, row_no))"
        query = (
            f"SELECT conversion, count(*), {example} FROM ({columns.rows(raw)}) WHERE conversion IS NOT NULL"
            " GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        filling, personal = columns.filling, is_personal(columns)
        found = []
        for conversion, count, seen in connection.execute(query).fetchall():
            declared = conversions()[conversion]
            found.append(
                CorrectionCount(
                    system=table.system,
                    table=table.name,
                    item=filling.item.name,
                    column=name,
                    label=filling.column.label,
                    conversion=conversion,
                    conversion_label=declared.label,
                    can_revert=declared.switch,
                    count=count,
                    load_id=seen["load"],
                    row_no=seen["row"],
                    original=masked(seen["from"] or "", personal),
                    result=masked(seen["to"] or "", personal),
                )
            )
        return found

    def _of_column(self, table: TableContract, mapping: BatchMapping, name: str) -> ColumnCorrections:
        item = mapping.fillings[name].item
        return ColumnCorrections(mapping, name, self.decisions.codes_of(table.system, table.name, item.name))

    def _table(self, system: str, name: str) -> TableContract | None:
        return next((one.table(name) for one in self.contracts if one.system == system), None)

    def mapping(self, table: TableContract, loads: Sequence[LoadPackage]) -> BatchMapping:
        """The mapping of a table's loads as standardisation applied it, decisions laid over the contract."""
        decided = with_decisions([_alone(contract, table) for contract in self.contracts], self.decisions)
        followed = next(one for contract in decided for one in contract.tables if one.system == table.system)
        schema = self.pool.schema(table.raw_table)
        return BatchMapping(
            contract=followed,
            core=self.registry.table(table.core),
            registry=self.registry,
            loads=[Load(one.load_id, one.started.astimezone(CHINA).date(), one.file_name) for one in loads],
            kinds={field.name: duck_type(field.type) for field in schema or ()},
            today=max(day_of(batch_of(one)) for one in loads),
        )


def _alone(contract: Contract, table: TableContract) -> Contract:
    """The contract with that table only."""
    return replace(contract, tables=(table,) if contract.system == table.system else ())


def is_personal(columns: ColumnCorrections) -> bool:
    """Whether the values of a column must not be shown."""
    return columns.filling.column.is_personal or columns.filling.item.grade >= "L3"
