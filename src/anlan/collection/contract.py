"""Source contracts: what a system promises, read from ``contract.yml`` and checked against the registry."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

from anlan.base.errors import Findings, InputUnreadable
from anlan.base.risk_types import SourceClass
from anlan.base.yaml_text import load_yaml
from anlan.collection.api_signature import SignaturePromise, read_signature
from anlan.collection.exchange.promise import ExchangePromise, read_promise
from anlan.collection.paging import wrong_options
from anlan.standards.registry import Registry

KINDS = ("database", "csv", "excel", "jsonl", "api", "feed")
FILE_KINDS = ("csv", "excel", "jsonl")
STRUCTURE_KINDS = ("ddl", "dictionary")
"""Kinds that hold a structure but no rows: DDL scripts, and data dictionaries in Excel."""
MODES = ("full", "incremental", "snapshot", "changes")
DRIFT_WORDS = ("evolve", "freeze", "discard_row", "discard_value")
CYCLE_DAYS = {"daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92, "yearly": 366}
EMPLOYER_PARTS = ("code", "number", "name")
UNIT_FACTORS = {
    ("元", "元"): 1.0,
    ("角", "元"): 0.1,
    ("百元", "元"): 1e2,
    ("千元", "元"): 1e3,
    ("万元", "元"): 1e4,
    ("百万元", "元"): 1e6,
    ("亿元", "元"): 1e8,
    ("万人", "人"): 1e4,
    ("度", "千瓦时"): 1.0,
    ("kWh", "千瓦时"): 1.0,
    ("万千瓦时", "千瓦时"): 1e4,
    ("兆瓦时", "千瓦时"): 1e3,
    ("吨", "立方米"): 1.0,
    ("m³", "立方米"): 1.0,
    ("万立方米", "立方米"): 1e4,
    ("%", ""): 0.01,
    ("‰", ""): 0.001,
}
"""(unit of the source, unit of the core column) → factor."""
SWITCHABLE = (
    "unit",
    "number-scale",
    "number-percent",
    "date-serial",
    "date-chinese",
    "name-form",
    "code-label",
    "code-former",
    "code-padded",
)
"""Conversions of standardisation that an item may do without."""
_LOAD_KEYS = ("mode", "cursor", "overlap_days", "operation", "sequence")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_TABLE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Item:
    """One source item: its label and type, and the core column it fills, if any.

    ``without`` names conversions of standardisation that do not apply to its values.
    """

    name: str
    label: str
    type: str = ""
    column: str = ""
    required: bool = False
    unit: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    grade: str = ""
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Expected:
    """What a table promises: how often it comes, how many days late it may be, between how many rows a load has."""

    cycle: str = ""
    within_days: int = 0
    rows_min: int | None = None
    rows_max: int | None = None


@dataclass(frozen=True)
class Drift:
    """What happens when a source changes: a new table, other columns, other types."""

    table: str = "freeze"
    columns: str = "evolve"
    types: str = "discard_value"


@dataclass(frozen=True)
class TableContract:
    """What one table, file family, API path or feed of a source promises."""

    system: str
    name: str
    label: str
    location: str
    core: str
    items: Mapping[str, Item]
    mode: str = "full"
    cursor: str = ""
    overlap_days: int = 0
    operation: str = ""
    sequence: str = ""
    known_at: str = ""
    expected: Expected = field(default_factory=Expected)
    drift: Drift = field(default_factory=Drift)
    employer: Mapping[str, str] = field(default_factory=dict)
    format: Mapping[str, Any] = field(default_factory=dict)
    catalogue: Mapping[str, Any] = field(default_factory=dict)

    @property
    def raw_table(self) -> str:
        """The raw table that holds this table's rows as received."""
        return raw_table_name(self.system, self.name)

    @property
    def mapped(self) -> dict[str, Item]:
        """Core column → the item that fills it."""
        return {item.column: item for item in self.items.values() if item.column}

    @property
    def tracks_deletions(self) -> bool:
        """Whether loads of the table say which rows the source no longer has."""
        return self.mode in ("snapshot", "changes")

    @property
    def is_read_whole(self) -> bool:
        """Whether every load reads all the source holds."""
        return self.mode in ("full", "snapshot")

    @property
    def named_items(self) -> set[str]:
        """Every source item the contract speaks of."""
        extra = {
            name
            for name in (self.known_at, self.cursor, self.operation, self.sequence, *self.employer.values())
            if name
        }
        return set(self.items) | extra


@dataclass(frozen=True)
class StructurePromise:
    """What is read of a system's structure beyond the tables that are loaded, and how often.

    ``categories`` are patterns of table names with the catalogue category of each, the first that fits holds;
    ``category`` is that of all other tables.
    """

    cycle: str = "monthly"
    category: str = ""
    categories: Mapping[str, str] = field(default_factory=dict)
    dialect: str = ""
    encoding: str = ""

    def category_of(self, table: str) -> str:
        """The catalogue category of a table, empty where nobody gave one."""
        return next((name for pattern, name in self.categories.items() if fnmatchcase(table, pattern)), self.category)


@dataclass(frozen=True)
class Contract:
    """What one source system promises; without ``tables`` only its structure is harvested and nothing is loaded."""

    system: str
    label: str
    source_class: SourceClass
    owner: str
    connection: str
    kind: str
    tables: tuple[TableContract, ...]
    harvest: StructurePromise | None = None
    exchange: ExchangePromise | None = None
    signature: SignaturePromise | None = None
    new_tables: str = "freeze"
    ignored: tuple[str, ...] = ()

    def table(self, name: str) -> TableContract | None:
        """The table of that name, if the contract has it."""
        return next((table for table in self.tables if table.name == name), None)


def raw_table_name(system: str, table: str) -> str:
    """The raw table of a source table: ``raw_<system>__<table>`` in lower case."""
    return f"raw_{system}__{table}".lower()


def read_contracts(folder: Path, registry: Registry) -> list[Contract]:
    """All contracts below ``sources/``, by system. Raises: Findings of every contract together, InputUnreadable."""
    found, problems = [], []
    for path in sorted(folder.glob("*/contract.yml")):
        try:
            found.append(read_contract(path, registry))
        except Findings as findings:
            problems += [f"{path.parent.name}：{item}" for item in findings.items]
    systems = [contract.system for contract in found]
    problems += [f"系统 {name} 有两份契约" for name in sorted({s for s in systems if systems.count(s) > 1})]
    if problems:
        raise Findings("来源契约", problems)
    return found


def read_contract(path: Path, registry: Registry) -> Contract:
    """The contract in a file. Raises: Findings, InputUnreadable."""
    try:
        body = load_yaml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputUnreadable(path=path, reason=str(error), action="contract.yml 须是 UTF-8 编码的 YAML。") from error
    return parse_contract(body, registry)


def parse_contract(body: Any, registry: Registry) -> Contract:
    """The contract written as YAML values. Raises: Findings that list everything wrong with it."""
    if not isinstance(body, dict):
        raise Findings("来源契约", ["内容不是一组键值"])
    problems: list[str] = []
    promised = ("system", "label", "source_class", "connection", "kind", *(() if body.get("harvest") else ("tables",)))
    problems += [f"缺少 {name}" for name in promised if not body.get(name)]
    harvest = _structure(body, problems)
    system = str(body.get("system", ""))
    if system and not _NAME.fullmatch(system):
        problems.append(f"system {system!r} 须是小写英文标识")
    kinds = KINDS if body.get("tables") else (*KINDS, *STRUCTURE_KINDS)
    if body.get("kind") and body["kind"] not in kinds:
        problems.append(f"kind {body['kind']!r} 须是 {'、'.join(kinds)} 之一")
    source_class = str(body.get("source_class", ""))
    if source_class and source_class not in list(SourceClass):
        problems.append(f"source_class {source_class!r} 须是 {'、'.join(SourceClass)} 之一")
    tables = tuple(_table(system, entry, registry, problems) for entry in body.get("tables") or [])
    if body.get("kind") != "database":
        problems += [f"{one.name}：load.mode {one.mode} 只用于 database" for one in tables if one.tracks_deletions]
    if body.get("kind") != "excel":
        problems += [f"{one.name}：format.layout 只用于 excel" for one in tables if one.format.get("layout")]
    exchange = read_promise(body.get("exchange"), str(body.get("kind", "")), FILE_KINDS, problems)
    signature = read_signature(body.get("signature"), str(body.get("kind", "")), problems)
    problems += [
        f"{one.name}：{text}" for one in tables if body.get("kind") == "api" for text in wrong_options(one.format)
    ]
    new_tables, ignored = _new_tables(body.get("drift") or {}, tables, problems)
    names = [table.name.lower() for table in tables]
    problems += [f"表 {name} 重复" for name in sorted({n for n in names if names.count(n) > 1})]
    if problems:
        raise Findings(f"来源契约 {system or '（未命名）'}", problems)
    return Contract(
        system,
        body["label"],
        SourceClass(source_class),
        str(body.get("owner", "")),
        body["connection"],
        body["kind"],
        tables,
        harvest,
        exchange,
        signature,
        new_tables,
        ignored,
    )


def _new_tables(
    fields: Mapping[str, Any], tables: Sequence[TableContract], problems: list[str]
) -> tuple[str, tuple[str, ...]]:
    """The word for tables that nobody promised, and those a person decided not to want.

    Where the system says none, its tables' common word holds; where they differ, nothing new is taken.
    """
    problems += [f"drift 中没有 {name} 这一项" for name in fields if name not in ("table", "ignored")]
    common = {table.drift.table for table in tables}
    word = str(fields.get("table") or (common.pop() if len(common) == 1 else "freeze"))
    if word not in DRIFT_WORDS:
        problems.append(f"drift.table {word!r} 须是 {'、'.join(DRIFT_WORDS)} 之一")
    return word, tuple(str(name) for name in fields.get("ignored") or ())


def _structure(body: Mapping[str, Any], problems: list[str]) -> StructurePromise | None:
    """The promise of structure; loaded systems need none, and then have no category but those of their tables."""
    fields = body.get("harvest")
    if not fields:
        return None
    if not isinstance(fields, dict):
        problems.append("harvest 须是一组键值")
        return None
    promise: StructurePromise = _known(StructurePromise, fields, "harvest", problems)
    if promise.cycle not in CYCLE_DAYS:
        problems.append(f"harvest.cycle {promise.cycle!r} 须是 {'、'.join(CYCLE_DAYS)} 之一")
    if body.get("kind") == "ddl" and not promise.dialect:
        problems.append("kind ddl 需要 harvest.dialect 指明脚本方言")
    return promise


def _table(system: str, entry: Mapping[str, Any], registry: Registry, problems: list[str]) -> TableContract:
    name = str(entry.get("name", ""))
    found: list[str] = []
    if not _TABLE_NAME.fullmatch(name):
        found.append(f"name {name!r} 须是英文标识")
    load, expected = entry.get("load") or {}, entry.get("expected") or {}
    found += [f"load 中没有 {key} 这一项" for key in load if key not in _LOAD_KEYS]
    items = {str(key): _item(str(key), fields or {}, found) for key, fields in (entry.get("items") or {}).items()}
    table = TableContract(
        system=system,
        name=name,
        label=str(entry.get("label", name)),
        location=str(entry.get("location", name)),
        core=str(entry.get("core", "")),
        items=items,
        mode=str(load.get("mode", "full")),
        cursor=str(load.get("cursor") or ""),
        overlap_days=int(load.get("overlap_days") or 0),
        operation=str(load.get("operation") or ""),
        sequence=str(load.get("sequence") or ""),
        known_at=str(entry.get("known_at") or ""),
        expected=_known(Expected, expected, "expected", found),
        drift=_known(Drift, entry.get("drift") or {}, "drift", found),
        employer={str(part): str(item) for part, item in (entry.get("employer") or {}).items()},
        format=entry.get("format") or {},
        catalogue={key: entry[key] for key in _CATALOGUE if key in entry},
    )
    _check_table(table, registry, found)
    problems += [f"{name or '（未命名表）'}：{problem}" for problem in found]
    return table


_CATALOGUE = (
    "label",
    "english",
    "description",
    "category",
    "duty",
    "duty_basis",
    "resource",
    "share_type",
    "open_type",
    "update_cycle",
)


def _known(kind: type[Any], fields: Mapping[str, Any], place: str, problems: list[str]) -> Any:
    names = set(kind.__dataclass_fields__)
    problems += [f"{place} 中没有 {name} 这一项" for name in fields if name not in names]
    return kind(**{name: value for name, value in fields.items() if name in names})


def _item(name: str, fields: Mapping[str, Any], problems: list[str]) -> Item:
    names = set(Item.__dataclass_fields__) - {"name"}
    problems += [f"项目 {name} 的 {key} 不认识" for key in fields if key not in names]
    known = {key: value for key, value in fields.items() if key in names}
    codes = {str(source): str(target) for source, target in (known.pop("codes", None) or {}).items()}
    without = tuple(str(one) for one in known.pop("without", None) or ())
    problems += [f"项目 {name} 的 without：没有可停用的转换 {one}" for one in without if one not in SWITCHABLE]
    return Item(**{"label": name, **known, "name": name, "codes": codes, "without": without})


def _check_table(table: TableContract, registry: Registry, problems: list[str]) -> None:
    if table.mode == "incremental" and table.overlap_days and not table.cursor:
        problems.append("load.overlap_days 需要 load.cursor")
    if table.mode not in MODES:
        problems.append(f"load.mode {table.mode!r} 须是 {'、'.join(MODES)} 之一")
    if (table.mode == "changes") != bool(table.operation and table.sequence):
        problems.append("load.mode changes 需要 load.operation 与 load.sequence，其他方式不用")
    if table.expected.cycle and table.expected.cycle not in CYCLE_DAYS:
        problems.append(f"expected.cycle {table.expected.cycle!r} 须是 {'、'.join(CYCLE_DAYS)} 之一")
    for part, word in (("table", table.drift.table), ("columns", table.drift.columns), ("types", table.drift.types)):
        if word not in DRIFT_WORDS:
            problems.append(f"drift.{part} {word!r} 须是 {'、'.join(DRIFT_WORDS)} 之一")
    problems += [
        f"employer.{part} 须是 code、number、name 之一" for part in table.employer if part not in EMPLOYER_PARTS
    ]
    if table.core not in registry.tables:
        problems.append(f"core {table.core!r} 不是已登记的明细表")
        return
    _check_mapping(table, registry, problems)


def _check_mapping(table: TableContract, registry: Registry, problems: list[str]) -> None:
    core = registry.table(table.core)
    columns = [item.column for item in table.items.values() if item.column]
    problems += [f"明细表 {core.name} 没有列 {column}" for column in columns if column not in core.columns]
    problems += [f"列 {column} 由两个项目填充" for column in sorted({c for c in columns if columns.count(c) > 1})]
    problems += [f"主键 {key} 没有项目填充" for key in core.key if key != "employer_key" and key not in columns]
    if core.employer and not table.employer:
        problems.append(f"明细表 {core.name} 需要 employer 指明单位")
    for column, item in table.mapped.items():
        declared = core.columns.get(column)
        if declared and item.unit and item.unit != declared.unit and (item.unit, declared.unit) not in UNIT_FACTORS:
            problems.append(f"项目 {item.name} 的单位 {item.unit} 不能换算为 {declared.unit or '无单位'}")
