"""The registry: core tables, their columns and the code sets, read once from the pack and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from anlan.base.errors import AnlanError, Findings
from anlan.base.yaml_text import load_yaml

PACK = Path(__file__).parent / "pack"
CORE_TABLES_FILE = "core_tables.yml"
CODE_SET_FILES = ("code_sets.yml", "hrss_codes.yml")
COLUMN_TYPES = frozenset({"text", "code", "date", "month", "timestamp", "integer", "decimal", "flag"})
GRADES = ("L1", "L2", "L3", "L4")
EMPLOYER_COLUMNS = ("employer_key", "employer_code", "employer_number", "employer_name")
ROW_COLUMNS = ("load_id", "row_no", "source_system", "known_at")


class NotRegistered(AnlanError):
    """A name that the standards do not know."""

    code = "not-registered"
    status = 404
    message = "标准库中没有{kind} {name}"
    hint = "检查名称；运行 `anlan standards list` 可查看已登记的内容。"


@dataclass(frozen=True)
class Column:
    """One column of a core table: what it is called, of which type and unit, and how sensitive it is.

    ``element`` names the data element where the item's code has several; ``format`` is the one that a revision of the
    element enforces.
    """

    name: str
    label: str
    type: str
    unit: str = ""
    item: str = ""
    grade: str = "L2"
    code_set: str = ""
    note: str = ""
    may_be_future: bool = False
    format: str = ""
    element: str = ""

    @property
    def is_personal(self) -> bool:
        """Whether the value is masked outside the pool (grade L3 or L4)."""
        return self.grade >= "L3"


@dataclass(frozen=True)
class CoreTable:
    """One table of the core layer: its grain, key and columns."""

    name: str
    label: str
    grain: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]
    employer: bool = False

    @property
    def keeps_versions(self) -> bool:
        """Whether every version of a key stays in the table, told apart by ``known_at``."""
        return "later known_at corrects" in self.grain


@dataclass(frozen=True)
class CodeSet:
    """A closed list of codes with their Chinese labels.

    ``former`` leads codes and labels of earlier versions to the code in force; ``retired`` keeps the labels of codes
    that are no longer in the list, for rows that were written under them.
    """

    name: str
    label: str
    source: str
    values: Mapping[str, str]
    former: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    retired: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def labels(self) -> dict[str, str]:
        """Code → label, codes of earlier versions included."""
        return {**{code: f"{label}（已停用）" for code, label in self.retired.items()}, **self.values}


@dataclass(frozen=True)
class Registry:
    """Everything the standards declare, as one value that no floor can change."""

    tables: Mapping[str, CoreTable]
    code_sets: Mapping[str, CodeSet]

    def table(self, name: str) -> CoreTable:
        """The core table of that name. Raises: NotRegistered."""
        if name not in self.tables:
            raise NotRegistered(kind="核心表", name=name)
        return self.tables[name]

    def code_set(self, name: str) -> CodeSet:
        """The code set of that name. Raises: NotRegistered."""
        if name not in self.code_sets:
            raise NotRegistered(kind="代码集", name=name)
        return self.code_sets[name]

    def codes_of(self, column: Column) -> Mapping[str, str]:
        """Code → label of the column's code set; empty where it names none or the list is not in the pack."""
        found = self.code_sets.get(column.code_set)
        return found.values if found else MappingProxyType({})

    def former_of(self, column: Column) -> Mapping[str, str]:
        """Former code or label → code in force, of the column's code set; empty where nothing was revised."""
        found = self.code_sets.get(column.code_set)
        return found.former if found else MappingProxyType({})

    def labels_of(self, column: Column) -> Mapping[str, str]:
        """Code → label of the column's code set, codes of earlier versions included."""
        found = self.code_sets.get(column.code_set)
        return found.labels if found else MappingProxyType({})


def load_registry(pack: Path = PACK) -> Registry:
    """The registry written in a pack folder. Raises: Findings that list everything wrong with it."""
    problems: list[str] = []
    tables = {name: _core_table(name, body, problems) for name, body in _read(pack / CORE_TABLES_FILE).items()}
    code_sets: dict[str, CodeSet] = {}
    for file_name in CODE_SET_FILES:
        if (pack / file_name).is_file():
            code_sets.update({name: _code_set(name, body) for name, body in _read(pack / file_name).items()})
    if problems:
        raise Findings(f"标准库 {CORE_TABLES_FILE}", problems)
    return Registry(MappingProxyType(tables), MappingProxyType(code_sets))


def _read(path: Path) -> dict[str, Any]:
    return dict(load_yaml(path.read_text(encoding="utf-8")) or {})


def _core_table(name: str, body: Mapping[str, Any], problems: list[str]) -> CoreTable:
    columns = {key: Column(name=key, **fields) for key, fields in body["columns"].items()}
    employer = bool(body.get("employer", False))
    for column in columns.values():
        if column.type not in COLUMN_TYPES:
            problems.append(f"{name}.{column.name} 的类型 {column.type} 不在类型表中")
        if column.grade not in GRADES:
            problems.append(f"{name}.{column.name} 的分级 {column.grade} 不在 L1–L4 中")
    known = columns.keys() | (set(EMPLOYER_COLUMNS) if employer else set())
    problems += [f"{name} 的主键 {key} 不是它的列" for key in body["key"] if key not in known]
    return CoreTable(name, body["label"], body["grain"], tuple(body["key"]), MappingProxyType(columns), employer)


def _code_set(name: str, body: Mapping[str, Any]) -> CodeSet:
    values = {str(code): str(label) for code, label in body["values"].items()}
    return CodeSet(name, body["label"], str(body.get("source", "")), MappingProxyType(values))
