"""Data models of the pool: every table with its layer, domain, grain in words, key, and what it is made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType
from typing import Any

from anlan.base.errors import Findings
from anlan.base.yaml_text import load_yaml
from anlan.standards.registry import GRADES, PACK, Registry

FILE = "table_models.yml"
LAYERS = {"raw": "贴源层", "core": "明细层", "out": "发布层"}
_EMPLOYER_TABLES = "employer-tables"
_KNOWN = {"label", "domain", "grain", "key", "made_from", "provenance", "grades"}


@dataclass(frozen=True)
class TableModel:
    """One table of the pool. ``provenance`` names the column that tells a row's source or load; empty where none does.

    ``made_from`` are tables or patterns of tables; a table that a source fills has none.
    """

    name: str
    label: str
    domain: str
    grain: str
    key: tuple[str, ...]
    made_from: tuple[str, ...] = ()
    provenance: str = ""
    grades: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def layer(self) -> str:
        """raw, core or out."""
        return self.name.partition("_")[0]

    @property
    def is_derived(self) -> bool:
        """Whether its rows are worked out of other tables and cannot be told apart by source."""
        return not self.provenance and bool(self.made_from)


def read_models(registry: Registry, pack: Path = PACK) -> dict[str, TableModel]:
    """Every declared table by name: the core tables of the registry and what steps make after them.

    Raises: Findings that list everything wrong with the file.
    """
    body: dict[str, Any] = load_yaml((pack / FILE).read_text(encoding="utf-8"))
    problems: list[str] = []
    found = {core.name: _core(core.name, registry) for core in registry.tables.values()}
    employers = tuple(core.name for core in registry.tables.values() if core.employer)
    for name, facts in body.items():
        found[name] = _declared(name, facts, employers, problems)
    if problems:
        raise Findings(FILE, problems)
    return found


def _core(name: str, registry: Registry) -> TableModel:
    core = registry.table(name)
    key = (*core.key, "known_at") if core.keeps_versions else core.key
    grades = {column.name: column.grade for column in core.columns.values() if column.grade > "L2"}
    domain = name.removeprefix("core_").partition("__")[0]
    return TableModel(name, core.label, domain, core.grain, key, (), "load_id", grades)


def _declared(name: str, facts: Mapping[str, Any], employers: Sequence[str], problems: list[str]) -> TableModel:
    problems += [f"{name}：没有“{one}”这一项" for one in sorted(set(facts) - _KNOWN)]
    problems += [f"{name}：缺少 {one}" for one in ("label", "domain", "grain", "key") if not facts.get(one)]
    grades = {str(column): str(grade) for column, grade in (facts.get("grades") or {}).items()}
    problems += [
        f"{name}.{column} 的分级 {grade} 不在 L1–L4 中" for column, grade in grades.items() if grade not in GRADES
    ]
    made_from = tuple(
        table for one in facts.get("made_from") or () for table in (employers if one == _EMPLOYER_TABLES else (one,))
    )
    return TableModel(
        name, str(facts.get("label")), str(facts.get("domain")), str(facts.get("grain")),
        tuple(facts.get("key") or ()), made_from, str(facts.get("provenance") or ""), grades,
    )  # fmt: skip


def raw_model(name: str, label: str, domain: str) -> TableModel:
    """The model of a source's raw table: one row per load and position, whatever the source."""
    return TableModel(name, label, domain, "每个装载包的每个位置一行", ("load_id", "row_no"), (), "load_id")


def affected_tables(models: Mapping[str, TableModel], changed: Iterable[str], held: Iterable[str]) -> list[str]:
    """Derived tables, among those held, into which values of the changed tables go, over any number of steps.

    A table of the pool that nobody declared may be made of anything: it is among them.
    """
    reached, tables = set(changed), sorted(held)
    undeclared = {name for name in tables if name not in models and not name.startswith("raw_")}
    while True:
        more = {
            name
            for name in tables
            if name not in reached
            and (model := models.get(name)) is not None
            and model.is_derived
            and any(fnmatchcase(source, pattern) for pattern in model.made_from for source in reached)
        }
        if not more:
            return sorted((reached - set(changed)) | undeclared)
        reached |= more
