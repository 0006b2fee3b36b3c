"""Tables that no contract names and that were not there before: told, and loaded as received where agreed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pyarrow as pa
import yaml

from anlan.base.errors import AnlanError
from anlan.collection.contract import Contract, TableContract
from anlan.collection.database import open_database
from anlan.collection.harvest.files import SUFFIXES, read_tables, series_name
from anlan.collection.harvest.live import table_names
from anlan.collection.incident import Incident, Severity
from anlan.collection.landing import Landing, spool_path
from anlan.collection.load_files import matching
from anlan.collection.parsed import FILE_NAME, ROW_NO
from anlan.collection.raw_rows import CHANGE_KIND, LOAD_ID, RawWriter
from anlan.collection.spool import spool, unspool
from anlan.pool.atomic import write_bytes, write_json
from anlan.pool.loads import LoadState
from anlan.standards.registry import CoreTable

PROPOSED = "proposed"
_OWN = (ROW_NO, FILE_NAME, LOAD_ID, CHANGE_KIND)


@dataclass(frozen=True)
class NewTable:
    """A table that appeared: its name, where it is, and how its rows are read."""

    name: str
    location: str
    read: Callable[[], pa.RecordBatchReader]


def look_for_new_tables(landing: Landing, contract: Contract) -> list[Incident]:
    """Tell of tables that appeared since the first look, by the contract's word; what is there at first is known.

    ``evolve`` loads them as received (raw layer only) and proposes a contract entry, ``freeze`` loads nothing and tells
    until a person decides, ``discard_row`` and ``discard_value`` count their rows and tell once.
    """
    if not contract.tables or contract.kind not in ("database", "csv", "excel", "jsonl") or contract.exchange:
        return []
    path = landing.pool.root / "loads" / "structures" / f"{contract.system}.json"
    offered = _offered(landing, contract)
    if not path.is_file():
        write_json(path, {"known": sorted(offered), "told": []})
        return []
    kept = json.loads(path.read_text(encoding="utf-8"))
    named = {place for table in contract.tables for place in (table.name.lower(), table.location.lower())}
    wanted = {name: one for name, one in offered.items() if name not in kept["known"] and name.lower() not in named}
    new = {name: one for name, one in wanted.items() if not _is_ignored(contract, name)}
    word = contract.new_tables
    found: list[Incident] = []
    for name, one in sorted(new.items()):
        if word == "evolve":
            found += _load(landing, contract, one)
        elif word == "freeze":
            found.append(
                _told(contract, name, "没有装载", "确认后在契约的 tables 中登记；不需要的写进 drift.ignored。")
            )
        elif name not in kept["told"]:
            rows = _count(one)
            found.append(_told(contract, name, f"其 {rows:,} 行按契约不要", "需要时在契约的 tables 中登记。"))
            kept["told"].append(name)
    write_json(path, kept)
    return found


def _is_ignored(contract: Contract, name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in contract.ignored)


def _told(contract: Contract, name: str, what: str, hint: str) -> Incident:
    text = f"{contract.label}：来源多出契约没有约定的表 {name}，{what}"
    return Incident("source-drift", contract.system, name, Severity.WARNING, text, hint)


def _offered(landing: Landing, contract: Contract) -> Mapping[str, NewTable]:
    url = landing.url(contract)
    if contract.kind != "database":
        return _of_files(landing.workspace.root / url.removeprefix("file:"), contract)
    base = landing.workspace.root
    return {name: NewTable(name, name, _database_reader(url, base, name)) for name in table_names(url, base)}


def _database_reader(url: str, base: Path, name: str) -> Callable[[], pa.RecordBatchReader]:
    # Nobody promised anything of these rows: as text they all fit.
    return lambda: open_database(url, base).read(name, "", as_text=True).reader()


def _of_files(folder: Path, contract: Contract) -> dict[str, NewTable]:
    """The files that no table's location asks for, those of one series as one table."""
    if not folder.is_dir():
        return {}
    claimed = {path for table in contract.tables for path in matching(folder, table.location)}
    series: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()):
        is_data = path.is_file() and path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~$"))
        if is_data and path not in claimed and not _is_ignored(contract, path.name):
            series.setdefault(series_name(path.stem), []).append(path)
    return {
        name: NewTable(name, f"{name}*{paths[0].suffix}", _file_reader(folder, paths)) for name, paths in series.items()
    }


def _file_reader(folder: Path, paths: Sequence[Path]) -> Callable[[], pa.RecordBatchReader]:
    def read() -> pa.RecordBatchReader:
        tables, _ = read_tables(folder, paths)
        return pa.concat_tables([one.rows for one in tables], promote_options="permissive").to_reader()

    return read


def _count(one: NewTable) -> int:
    return sum(batch.num_rows for batch in one.read())


def _load(landing: Landing, contract: Contract, one: NewTable) -> list[Incident]:
    """The rows as received in a raw table of their own, with a contract entry proposed; unchanged, nothing is told."""
    table = TableContract(contract.system, _identifier(one.name), one.name, one.location, "", {})
    package = landing.begin(table)
    path = spool_path(landing.pool, package)
    try:
        # Never the hash of a load that went on to core: once the table is agreed to, its rows come again.
        content_hash = "raw:" + spool(_renamed(one.read()), path)
        if landing.is_unchanged(table, content_hash):
            landing.finish(package, LoadState.UNCHANGED, content_hash=content_hash)
            return []
        rows = unspool(path)
        schema, count = rows.schema, sum(batch.num_rows for batch in unspool(path))
        RawWriter(landing.pool, table, CoreTable("", "", "", (), {})).write(rows, [package.load_id])
    except AnlanError as error:
        landing.fail(table, package, error)
        return list(landing.incidents[-1:])
    finally:
        path.unlink(missing_ok=True)
    landing.finish(package, LoadState.LOADED, content_hash=content_hash, row_count=count, message="仅在贴源层")
    draft = _propose(landing, contract, table, schema)
    what = f"{count:,} 行已按原样装入贴源层 {table.raw_table}，没有进入明细层"
    return [_told(contract, one.name, what, f"契约草案在 {draft}；补全 core 与 column 后并入契约的 tables。")]


def _identifier(name: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9_]", "_", name)
    is_plain = name.isascii() and plain[:1].isalpha()
    return plain if is_plain else f"table_{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _renamed(reader: pa.RecordBatchReader) -> pa.RecordBatchReader:
    """The rows with their position; a column that is called like one of the raw layer's own gets a number."""
    has_position = reader.schema.names[-1:] == [ROW_NO]
    body = reader.schema.names[:-1] if has_position else reader.schema.names
    names = [*(f"{name}#2" if name.lower() in _OWN else name for name in body), ROW_NO]
    kinds = [reader.schema.field(at).type for at in range(len(body))]
    schema = pa.schema([*zip(names, kinds, strict=False), (ROW_NO, pa.int64())])

    def batches() -> Iterator[pa.RecordBatch]:
        seen = 0
        for batch in reader:
            place = pa.array(range(seen + 1, seen + batch.num_rows + 1), pa.int64())
            seen += batch.num_rows
            yield pa.RecordBatch.from_arrays([*batch.columns[: len(body)], place], schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


def _propose(landing: Landing, contract: Contract, table: TableContract, schema: pa.Schema) -> str:
    """Lay a contract entry to be completed beside the contract; where it lies, relative to the workspace."""
    items = {name: {"label": name, "type": str(schema.field(name).type)} for name in schema.names if name != ROW_NO}
    entry = {
        "name": table.name,
        "label": table.label,
        "location": table.location,
        "core": "",
        "load": {"mode": "full"},
        "items": items,
    }
    place = Path("sources") / contract.system / PROPOSED / f"{table.name}.yml"
    text = "# 草案：写明 core，在 items 中补 column、required，再并入 contract.yml 的 tables。\n"
    write_bytes(landing.workspace.root / place, (text + yaml.safe_dump([entry], allow_unicode=True)).encode())
    return str(place)
