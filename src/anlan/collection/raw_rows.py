"""Writing a load's rows into its raw table: as received, with drift noticed and handled as the contract says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from anlan.collection.contract import TableContract
from anlan.collection.incident import Incident, SetAside, Severity
from anlan.collection.parsed import FILE_NAME, ROW_NO
from anlan.collection.source_errors import DriftRefused, ItemsMissing
from anlan.pool.pool import Pool
from anlan.standards.registry import CoreTable

LOAD_ID = "load_id"
CHANGE_KIND = "change_kind"
_OWN = {ROW_NO, FILE_NAME, LOAD_ID, CHANGE_KIND}
_EVOLVE, _FREEZE, _DISCARD_VALUE, _DISCARD_ROW = "evolve", "freeze", "discard_value", "discard_row"
_MOST_KEPT = 10_000


@dataclass
class RawWriter:
    """Writes loads of one source table; ``incidents`` collects what it noticed."""

    pool: Pool
    contract: TableContract
    core: CoreTable
    incidents: list[Incident] = field(default_factory=list)
    discarded_rows: int = 0
    discarded: dict[str, list[SetAside]] = field(default_factory=dict)

    def write(self, reader: pa.RecordBatchReader, load_ids: Sequence[str]) -> None:
        """Replace the partitions of loads with the rows of a reader. Raises: ItemsMissing, DriftRefused.

        Rows of several loads say in ``load_id`` to which they belong; rows of one load need not.
        """
        held = self.pool.schema(self.contract.raw_table)
        kept = [name for name in self._kept_items(reader.schema, held) if name != LOAD_ID]
        self._widen(reader.schema, held)
        schema = self._target(reader.schema, kept)
        stream = pa.RecordBatchReader.from_batches(schema, self._conformed(reader, kept, schema, load_ids[0]))
        if len(load_ids) == 1:
            self.pool.write_stream(self.contract.raw_table, stream, {LOAD_ID: load_ids[0]})
        else:
            self.pool.write(self.contract.raw_table, stream, partition={LOAD_ID: list(load_ids)})

    def _kept_items(self, found: pa.Schema, held: pa.Schema | None) -> list[str]:
        agreed, names = self.contract.named_items, [name for name in found.names if name not in _OWN]
        self._check_missing([name for name in agreed if name not in names])
        extra = [name for name in names if name not in agreed]
        word = self.contract.drift.columns
        if extra and word == _FREEZE:
            raise DriftRefused(place=self.contract.label, changes="多出 " + "、".join(extra))
        if word == _DISCARD_VALUE and extra:
            hint = "这些值没有写入贴源层；需要时在契约的 items 中登记后重新装载。"
            self._notice("来源多出项目，按契约不要其值 " + "、".join(extra), hint)
        new = [name for name in extra if held is not None and name not in held.names]
        if new and word == _EVOLVE:
            self._notice("来源多出项目 " + "、".join(new), "需要使用时在契约的 items 中登记。")
        return list(found.names) if word == _EVOLVE else [name for name in found.names if name not in extra]

    def _check_missing(self, missing: Sequence[str]) -> None:
        if not missing:
            return
        items = self.contract.items
        needed = [n for n in missing if n in items and (items[n].required or items[n].column in self.core.key)]
        employer = set(self.contract.employer.values())
        if self.core.employer and employer and employer <= set(missing):
            needed += sorted(employer - set(needed))
        if needed:
            raise ItemsMissing(place=self.contract.label, items="、".join(needed))
        if self.contract.drift.columns == _FREEZE:
            raise DriftRefused(place=self.contract.label, changes="缺少 " + "、".join(missing))
        self._notice("来源缺少项目 " + "、".join(sorted(missing)), "对应的列按缺失处理；与来源单位核对。")

    def _notice(self, message: str, hint: str) -> None:
        contract = self.contract
        message = f"{contract.label}：{message}"
        self.incidents.append(Incident("source-drift", contract.system, contract.name, Severity.WARNING, message, hint))

    def _widen(self, found: pa.Schema, held: pa.Schema | None) -> None:
        """Make text of held columns whose type no longer holds what comes: raw keeps what was received."""
        if held is None:
            return
        changed = [
            name
            for name in found.names
            if name in held.names and name not in _OWN and not _fits(found.field(name).type, held.field(name).type)
        ]
        if changed and self.contract.drift.types == _FREEZE:
            raise DriftRefused(place=self.contract.label, changes="类型改变 " + "、".join(changed))
        if changed:
            self._notice("项目的类型改变 " + "、".join(changed), "贴源层改按文本保存；无法识别的值会被搁置。")
            self.pool.retype(self.contract.raw_table, dict.fromkeys(changed, "VARCHAR"))

    def _target(self, found: pa.Schema, kept: Sequence[str]) -> pa.Schema:
        held = self.pool.schema(self.contract.raw_table)
        types = {name: found.field(name).type for name in kept}
        if held is not None:
            types |= {name: held.field(name).type for name in kept if name in held.names}
        fields = [(name, pa.string() if pa.types.is_string(kind) else _plain(kind)) for name, kind in types.items()]
        return pa.schema([*fields, (LOAD_ID, pa.string())])

    def _conformed(
        self, reader: pa.RecordBatchReader, kept: Sequence[str], schema: pa.Schema, load_id: str
    ) -> Iterator[pa.RecordBatch]:
        extra = [name for name in reader.schema.names if name not in self.contract.named_items | _OWN]
        for batch in reader:
            if extra and self.contract.drift.columns == _DISCARD_ROW:
                batch = self._without_extra(batch, extra, load_id)
            columns = [batch.column(name).cast(schema.field(name).type) for name in kept]
            given = LOAD_ID in batch.schema.names
            columns.append(batch.column(LOAD_ID) if given else pa.repeat(pa.scalar(load_id), batch.num_rows))
            yield pa.RecordBatch.from_arrays(columns, schema=schema)

    def _without_extra(self, batch: pa.RecordBatch, extra: Sequence[str], load_id: str) -> pa.RecordBatch:
        mask = pa.array([True] * batch.num_rows)
        for name in extra:
            mask = pc.and_(mask, _is_absent(batch.column(name)))
        kept = batch.filter(mask)
        if kept.num_rows < batch.num_rows:
            self._keep_discarded(batch.filter(pc.invert(mask)), extra, load_id)
        return kept

    def _keep_discarded(self, rows: pa.RecordBatch, extra: Sequence[str], load_id: str) -> None:
        """Name the rows that stay out, the first of them; what an unknown item says is shown to nobody."""
        listed = rows.slice(0, max(_MOST_KEPT - self.discarded_rows, 0))
        self.discarded_rows += rows.num_rows
        texts = {
            name: listed.column(name).to_pylist() for name in (ROW_NO, FILE_NAME, LOAD_ID) if name in rows.schema.names
        }
        for at in range(listed.num_rows):
            said = {name: values[at] for name, values in texts.items()}
            one = SetAside(
                said.get(ROW_NO) or 0, "", "item-unexpected", "、".join(extra), "", True, said.get(FILE_NAME) or ""
            )
            self.discarded.setdefault(said.get(LOAD_ID) or load_id, []).append(one)


def _is_absent(values: pa.Array) -> pa.Array:
    # Text formats have no way to say nothing but an empty text.
    absent = pc.is_null(values)
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        absent = pc.or_(absent, pc.equal(pc.fill_null(pc.utf8_trim_whitespace(values), ""), ""))
    return absent


def _plain(kind: pa.DataType) -> pa.DataType:
    text = pa.types.is_large_string(kind) or pa.types.is_null(kind) or str(kind) == "string_view"
    return pa.string() if text else kind


def _fits(found: pa.DataType, held: pa.DataType) -> bool:
    found, held = _plain(found), _plain(held)
    if found == held or pa.types.is_string(held):
        return True
    return bool(pa.types.is_integer(found) and pa.types.is_floating(held))
