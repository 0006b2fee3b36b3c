"""Landing: what every kind of source does with what it read, so that loads begin, finish and fail alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa

from anlan.base.clock import CHINA
from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.collection import reading
from anlan.collection.contract import Contract, TableContract
from anlan.collection.incident import Incident, SetAside, Severity, from_error
from anlan.collection.parsed import Parsed
from anlan.collection.raw_rows import LOAD_ID, RawWriter
from anlan.collection.set_aside import keep_received
from anlan.collection.source_errors import DriftRefused
from anlan.collection.type_drift import changed_items
from anlan.pool.archive import Archive
from anlan.pool.delta import duck_type, quoted
from anlan.pool.loads import LoadPackage, Loads, LoadState
from anlan.pool.pool import Pool
from anlan.standards.registry import Registry

Progress = Callable[[str, int, int], None]
_REUSED = (LoadState.NEW, LoadState.FAILED)


@dataclass
class Landing:
    """What loads of one run share, and how rows come down into the raw layer."""

    workspace: Workspace
    registry: Registry
    pool: Pool
    now: datetime
    archive: Archive
    loads: Loads
    history: list[LoadPackage]
    incidents: list[Incident] = field(default_factory=list)
    landed: list[LoadPackage] = field(default_factory=list)

    @classmethod
    def open(cls, workspace: Workspace, registry: Registry, pool: Pool, now: datetime) -> Landing:
        """The landing of a workspace's pool."""
        loads = Loads(pool.root)
        return cls(workspace, registry, pool, now, Archive(workspace.archive), loads, loads.all())

    def alone(self) -> Landing:
        """The same landing for one table by itself, so that tables may load beside each other."""
        return replace(self, history=list(self.history), incidents=[], landed=[])

    @property
    def today(self) -> date:
        """The business day in China."""
        return self.now.astimezone(CHINA).date()

    def url(self, contract: Contract) -> str:
        """The address of a contract's connection. Raises: SettingMissing."""
        return self.workspace.connection(contract.connection)

    def of_table(self, table: TableContract) -> list[LoadPackage]:
        """Earlier packages of a table, oldest first."""
        return [one for one in self.history if (one.system, one.table) == (table.system, table.name)]

    def succeeded(self, table: TableContract) -> list[LoadPackage]:
        """Earlier packages of a table whose rows came down, oldest first."""
        return [one for one in self.of_table(table) if one.state not in _REUSED]

    def is_seen(self, table: TableContract, sha256: str) -> bool:
        """Whether bytes of that hash were loaded before."""
        return any(one.sha256 == sha256 for one in self.succeeded(table))

    def is_unchanged(self, table: TableContract, content_hash: str) -> bool:
        """Whether the newest load of a table brought the same content."""
        before = self.succeeded(table)
        return bool(before) and before[-1].content_hash == content_hash

    def begin(self, table: TableContract, **facts: Any) -> LoadPackage:
        """A package for a load; one that was begun or failed for the same bytes before goes on under its own id."""
        for one in self.of_table(table):
            if one.state in _REUSED and _is_of_same(one, facts):
                return self._note(self.loads.save(one, LoadState.NEW, started=self.now, message="", **facts))
        return self._note(self.loads.begin(table.system, table.name, self.now, **facts))

    def _note(self, package: LoadPackage) -> LoadPackage:
        self.history = [one for one in self.history if one.load_id != package.load_id] + [package]
        return package

    def land(self, table: TableContract, package: LoadPackage, reader: pa.RecordBatchReader) -> LoadPackage:
        """Write rows into the raw table and keep the package as extracted. Raises: ItemsMissing, DriftRefused."""
        discarded = self._write(table, self._judged(table, reader), [package.load_id])
        facts = self._set_aside_discarded(table, discarded)
        count, cursor = self._measure(table, package.load_id)
        return self.finish(
            package, LoadState.EXTRACTED, row_count=count, cursor_to=cursor or package.cursor_to, **facts
        )

    def land_changes(
        self, table: TableContract, package: LoadPackage, reader: pa.RecordBatchReader, **facts: Any
    ) -> LoadPackage:
        """Write rows that changed, each with its ``change_kind``; ``facts`` say what was read. Raises: as ``land``."""
        discarded = self._write(table, self._judged(table, reader), [package.load_id])
        aside = self._set_aside_discarded(table, discarded)
        return self.finish(package, LoadState.EXTRACTED, **facts, **aside)

    def _judged(self, table: TableContract, reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
        """The same rows, their types judged by the first of them. Raises: DriftRefused."""
        first = next(reader, None)
        if first is None:
            return reader
        self.check_types(table, pa.Table.from_batches([first]))
        return pa.RecordBatchReader.from_batches(reader.schema, chain([first], reader))

    def check_types(self, table: TableContract, rows: pa.Table, file_name: str = "") -> None:
        """Tell of items whose values no longer have their column's type. Raises: DriftRefused where that is frozen."""
        changed = changed_items(rows, table, self.registry, self.today) if rows.num_rows else {}
        if not changed:
            return
        told = "类型改变 " + "、".join(f"{item}（{counts}）" for item, counts in changed.items())
        place = f"{table.label} {file_name}".strip()
        if table.drift.types == "freeze":
            raise DriftRefused(place=place, changes=told)
        act = "整行" if table.drift.types == "discard_row" else "这些值"
        hint = f"贴源层保留原文，读不懂的{act}已搁置；与来源单位核对，必要时修改契约的 items。"
        self.incidents.append(
            Incident("source-drift", table.system, table.name, Severity.WARNING, f"{place}：项目的{told}", hint)
        )

    def _set_aside_discarded(self, table: TableContract, found: Mapping[str, Sequence[SetAside]]) -> dict[str, int]:
        if not found:
            return {}
        keep_received(self.pool, table, found, True, self.today)
        return {"set_aside_count": sum(map(len, found.values()))}

    def land_parsed(self, table: TableContract, parsed: Sequence[tuple[LoadPackage, Parsed]]) -> list[LoadPackage]:
        """Write parsed loads and what their reader set aside in one commit; as ``land``."""
        personal = has_personal_items(table, self.registry)
        found = {package.load_id: one.set_aside for package, one in parsed}
        keep_received(self.pool, table, found, personal, self.today)
        tables = [
            one.table.append_column(LOAD_ID, pa.repeat(pa.scalar(package.load_id), one.table.num_rows))
            for package, one in parsed
        ]
        rows = pa.concat_tables(tables, promote_options="default")
        discarded = self._write(table, rows.to_reader(), list(found))
        if discarded:
            for package, one in parsed:
                one.set_aside += discarded.get(package.load_id, [])
            keep_received(self.pool, table, found, personal, self.today)
        return [self._finish_parsed(package, one) for package, one in parsed]

    def _finish_parsed(self, package: LoadPackage, parsed: Parsed) -> LoadPackage:
        notes, aside = "；".join(parsed.notes), len(parsed.set_aside)
        rows = parsed.table.num_rows
        place = asdict(parsed.place) if parsed.place else {}
        return self.finish(package, LoadState.EXTRACTED, row_count=rows, message=notes, set_aside_count=aside, **place)

    def _write(
        self, table: TableContract, reader: pa.RecordBatchReader, load_ids: Sequence[str]
    ) -> Mapping[str, list[SetAside]]:
        """Write rows; by load the rows that the contract does not want because of items nobody promised."""
        writer = RawWriter(self.pool, table, self.registry.table(table.core))
        writer.write(reader, load_ids)
        self.incidents += writer.incidents
        if writer.discarded_rows:
            self.incidents.append(_discarded(table, writer.discarded_rows))
        return writer.discarded

    def finish(self, package: LoadPackage, state: LoadState, **facts: Any) -> LoadPackage:
        """Keep a package in a state it stays in for this run."""
        kept = self._note(self.loads.save(package, state, **facts))
        self.landed.append(kept)
        return kept

    def fail(self, table: TableContract, package: LoadPackage | None, error: AnlanError) -> None:
        """Report a failure as an incident and, where a package was begun or none is, as a failed package."""
        begun = package or self.begin(table)
        self.finish(begun, LoadState.FAILED, message=error.text)
        self.incidents.append(from_error(error, table.system, table.name))

    def _measure(self, table: TableContract, load_id: str) -> tuple[int, str]:
        """How many rows a load has in the raw table, and the greatest value of its cursor that is not in the future."""
        raw = self.pool.select(table.raw_table, partition={"load_id": load_id})
        cursor = "NULL"
        schema = self.pool.schema(table.raw_table)
        if table.cursor and schema is not None and table.cursor in schema.names:
            item = quoted(table.cursor)
            day = reading.date_sql("cursor_text", "VARCHAR")
            kind = duck_type(schema.field(table.cursor).type)
            raw = f"SELECT *, {reading.text_sql(item, kind)} AS cursor_text FROM ({raw})"
            # A row dated 2099, or one that says 无, must not move the cursor past everything that is still to come.
            dated = f"max(CASE WHEN ({day}) <= DATE '{self.today}' THEN {item} END)"
            cursor = f"CAST(coalesce({dated}, max(CASE WHEN ({day}) IS NULL THEN {item} END)) AS VARCHAR)"
        with self.pool.reading(tables=[]) as connection:
            reading.prepare(connection)
            ((count, cursor_to),) = connection.execute(f"SELECT count(*), {cursor} FROM ({raw})").fetchall()
        return int(count), cursor_to or ""


def _is_of_same(package: LoadPackage, facts: Mapping[str, Any]) -> bool:
    """Whether a package was begun for the same bytes; of a delivery, for the same file of the same batch."""
    if facts.get("delivery") or package.delivery:
        known = (package.delivery, package.file_name)
        return known == (facts.get("delivery"), facts.get("file_name"))
    sha256 = facts.get("sha256", "")
    return not sha256 or package.sha256 in ("", sha256)


def has_personal_items(table: TableContract, registry: Registry) -> bool:
    """Whether rows of a table may hold personal data: an item or its column is graded L3 or above."""
    core = registry.table(table.core)
    graded = (item.grade >= "L3" for item in table.items.values() if item.grade)
    return any(graded) or any(core.columns[name].is_personal for name in table.mapped if name in core.columns)


def spool_path(pool: Pool, package: LoadPackage) -> Path:
    """Where a load's rows are set down before it is decided whether they are written."""
    return pool.root / "loads" / "spool" / f"{package.load_id}.arrow"


def _discarded(table: TableContract, count: int) -> Incident:
    message = f"{table.label}：{count} 行带有契约没有约定的项目，按契约未装载"
    hint = "原始数据保留在来源；需要这些行时修改契约的 drift.columns 后重新装载。"
    return Incident("source-drift", table.system, table.name, Severity.WARNING, message, hint)
