"""Receipts 回执: what became of a batch, written back into the exchange directory in one step."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from anlan.base.clock import CHINA
from anlan.base.settings import Workspace
from anlan.collection.contract import Contract
from anlan.collection.exchange.deliveries import Deliveries, Delivery, DeliveryState, Part
from anlan.collection.incident import Incident, Severity
from anlan.pool.atomic import write_bytes
from anlan.pool.loads import LoadPackage, Loads, LoadState
from anlan.pool.pool import Pool

HEADER = ("批次号", "文件名", "状态", "应收行数", "入贴源行数", "入明细行数", "搁置条数", "说明", "装载包", "时间")
_DONE = (LoadState.LOADED, LoadState.UNCHANGED)
_REFUSED, _LOADED, _FAILED, _EMPTY, _UNCLAIMED, _WAITING = "拒收", "已装载", "装载失败", "无数据", "未登记", "待装载"


def acknowledge(workspace: Workspace, contracts: Sequence[Contract], pool: Pool, now: datetime) -> list[Incident]:
    """Close the batches whose rows are all in the core layer, and answer those that were loaded, refused or failed.

    A receipt is written again only where it says something else; a directory that cannot be written to is an incident.
    """
    every = Loads(pool.root).all()
    incidents = []
    for contract in contracts:
        if contract.exchange is None:
            continue
        folder = workspace.root / workspace.connection(contract.connection).removeprefix("file:")
        mine = {(one.delivery, one.table, one.file_name): one for one in every if one.system == contract.system}
        answer = _Answer(contract, folder, Deliveries(pool.root, contract.system), mine, now)
        for delivery in answer.kept.all().values():
            try:
                answer.close(delivery)
            except OSError as error:
                incidents.append(_unwritable(contract, delivery, error))
    return incidents


def _unwritable(contract: Contract, delivery: Delivery, error: OSError) -> Incident:
    text = f"{contract.label}：批次 {delivery.batch} 的回执没有写成：{error.strerror or type(error).__name__}"
    hint = "检查交换目录的写权限与空间；数据不受影响，下次运行会再写。"
    return Incident("exchange-receipt-failed", contract.system, "", Severity.WARNING, text, hint)


@dataclass(frozen=True)
class _Answer:
    contract: Contract
    folder: Path
    kept: Deliveries
    packages: Mapping[tuple[str, str, str], LoadPackage]
    now: datetime

    def close(self, delivery: Delivery) -> None:
        """Write the receipt, then remember it: cut off in between, the same receipt is written again."""
        if delivery.state is DeliveryState.LOADED:
            return
        state: DeliveryState = delivery.state
        lines = self._lines(delivery)
        if state is DeliveryState.ACCEPTED and all(line[1] in (_LOADED, _EMPTY, _UNCLAIMED) for line in lines):
            state = DeliveryState.LOADED
        told = state in (DeliveryState.LOADED, DeliveryState.REFUSED) or any(line[1] == _FAILED for line in lines)
        mark = hashlib.sha256(repr((state.value, lines)).encode()).hexdigest()
        if told and mark != delivery.receipt:
            self._write(delivery, lines)
            self.kept.save(delivery, state=state, receipt=mark)

    def _lines(self, delivery: Delivery) -> list[tuple[object, ...]]:
        if delivery.state is DeliveryState.REFUSED:
            return [("", _REFUSED, "", "", "", "", "；".join(delivery.reasons), "")]
        return [self._line(delivery, part) for part in delivery.parts]

    def _line(self, delivery: Delivery, part: Part) -> tuple[object, ...]:
        one = self.packages.get((delivery.batch, part.table, part.name))
        if not part.table:
            return (part.name, _UNCLAIMED, part.rows, "", "", "", "契约中没有登记这张表", "")
        if not part.rows:
            return (part.name, _EMPTY, 0, 0, 0, 0, "", "")
        if one is None:
            return (part.name, _WAITING, part.rows, "", "", "", "", "")
        if one.state is LoadState.FAILED:
            return (part.name, _FAILED, part.rows, "", "", "", one.message, one.load_id)
        state = _LOADED if one.state in _DONE else _WAITING
        counts = (one.row_count, one.core_count + one.same_count, one.set_aside_count)
        return (part.name, state, part.rows, *counts, one.message, one.load_id)

    def _write(self, delivery: Delivery, lines: Sequence[Sequence[object]]) -> None:
        promise = self.contract.exchange
        assert promise is not None
        if not promise.receipt:
            return
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(HEADER)
        when = f"{self.now.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
        writer.writerows([delivery.batch, *line, when] for line in lines)
        encoding = promise.encoding or "utf-8-sig"
        write_bytes(self.folder / promise.receipt_of(delivery.batch), out.getvalue().encode(encoding, "replace"))
