"""A small bureau for the tests of collection: one workspace, contracts by rule, sources made on the spot."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from anlan.base.clock import CHINA
from anlan.base.settings import Workspace
from anlan.collection.collect import CollectResult, collect, standardise
from anlan.collection.contract import Contract, parse_contract
from anlan.collection.exchange.receipt import acknowledge
from anlan.collection.workbench import Workshop, duck_workbench
from anlan.pool.loads import LoadPackage, Loads
from anlan.pool.pool import Pool
from anlan.standards.registry import Registry

NOW = datetime(2026, 11, 22, 20, tzinfo=CHINA)
KILLED_RUN = Path(__file__).parent / "collection/killed_run.py"
CODES = ["91110000MA01234567", "91110105MA7654321X"]


@dataclass
class Bureau:
    """A workspace with its pool, and how a run over it goes."""

    workspace: Workspace
    registry: Registry
    pool: Pool
    contracts: list[Contract] = field(default_factory=list)
    workshop: Workshop = duck_workbench

    def promise(self, **body: Any) -> Contract:
        """Add a contract."""
        base = {"label": body["system"], "source_class": "internal", "connection": body["system"]}
        self.contracts.append(parse_contract({**base, **body}, self.registry))
        return self.contracts[-1]

    def connect(self, name: str, url: str) -> None:
        """Give a connection its address."""
        known = {**self.workspace.connections, name: url}
        self.workspace = Workspace(self.workspace.root, self.workspace.values, known)

    def collect(self, now: datetime = NOW) -> CollectResult:
        return collect(self.workspace, self.contracts, self.pool, self.registry, now)

    def standardise(self, now: datetime = NOW) -> CollectResult:
        return standardise(self.contracts, self.pool, self.registry, now, workshop=self.workshop)

    def run(self, now: datetime = NOW) -> tuple[CollectResult, CollectResult]:
        done = self.collect(now), self.standardise(now)
        assert acknowledge(self.workspace, self.contracts, self.pool, now) == []
        return done

    def rows(self, table: str) -> list[dict[str, Any]]:
        return self.pool.read(table).sort_by([("load_id", "ascending"), ("row_no", "ascending")]).to_pylist()

    def set_aside(self) -> list[tuple[int, str, str]]:
        found = self.pool.read("raw_quality__set_aside").to_pylist()
        return sorted((row["row_no"], row["column_name"], row["reason_code"]) for row in found)

    def loads(self) -> list[LoadPackage]:
        return Loads(self.pool.root).all()


CASE_ITEMS = {
    "案号": {"label": "案号", "column": "case_id", "required": True},
    "立案日期": {"label": "立案日期", "column": "filed_date", "required": True},
    "申请人数": {"label": "申请人数", "column": "people_count"},
    "争议类型": {"label": "争议类型", "column": "claim_code", "codes": {"欠薪": "01"}},
    "争议金额(万元)": {"label": "争议金额", "column": "claim_yuan", "unit": "万元"},
}


def case_table(**more: Any) -> dict[str, Any]:
    """The table of an arbitration contract: ``core_labour__arbitration_case``."""
    return {
        "name": "cases",
        "label": "仲裁案件",
        "core": "core_labour__arbitration_case",
        "items": CASE_ITEMS,
        "employer": {"code": "信用代码", "name": "单位名称"},
        "known_at": "立案日期",
        **more,
    }


CASE_HEADER = ("案号", "信用代码", "单位名称", "立案日期", "申请人数", "争议类型", "争议金额(万元)")


def case_row(number: int, **changes: Any) -> list[Any]:
    """A good row of the arbitration table, with changes by item."""
    values = [f"京仲{number}号", CODES[number % 2], "北京甲科技有限公司", "2026-11-03", number, "01", "1.5"]
    return [changes.get(name, value) for name, value in zip(CASE_HEADER, values, strict=True)]


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], encoding: str = "gb18030") -> None:
    """A CSV file without quoting, as many systems write it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [",".join(map(str, row)) for row in [header, *rows]]
    path.write_bytes("\r\n".join([*lines, ""]).encode(encoding))


def write_sqlite(path: Path, table: str, columns: str, rows: Iterable[Sequence[object]]) -> None:
    """Add rows to a table of a SQLite file, made where it is not there."""
    rows = list(rows)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE IF NOT EXISTS {table} ({columns})")
        if rows:
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' for _ in rows[0])})", rows)


def promise_on_disk(bureau: Bureau, system: str, kind: str, url: str, exchange: object = None, **more: object) -> None:
    """A contract on disk, for another process, and in this one."""
    secrets = bureau.workspace.root / "secrets.toml"
    secrets.write_text(f'[connections]\n{system} = "{url}"\n', encoding="utf-8")
    bureau.connect(system, url)
    body = {"system": system, "label": "仲裁", "source_class": "internal", "connection": system, "kind": kind}
    body["tables"] = [case_table(**more)]
    body |= {"exchange": exchange} if exchange else {}
    folder = bureau.workspace.sources / system
    folder.mkdir(parents=True)
    (folder / "contract.yml").write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    bureau.promise(**body)


def run_and_kill(bureau: Bureau, moment: str) -> None:
    """A run in another process, killed at a moment."""
    command = [sys.executable, str(KILLED_RUN), str(bureau.workspace.root), moment]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == moment
        process.send_signal(signal.SIGKILL)
        assert process.wait(30) == -signal.SIGKILL
