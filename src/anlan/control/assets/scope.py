"""What a destruction concerns: the loads of a system, tables that hold rows of them, and what was made of those."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from anlan.base.clock import CHINA
from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.collection.contract import Contract, raw_table_name
from anlan.control.master.declaration import SUBJECTS, MasterUndeclared, read_declaration
from anlan.pool import destroy
from anlan.pool.delta import literal
from anlan.pool.loads import LoadPackage, Loads
from anlan.pool.pool import Pool
from anlan.standards.models import TableModel, affected_tables, raw_model, read_models
from anlan.standards.registry import Registry

ERASE, EMPTY, DROP = "erase", "empty", "drop"
HOW = {ERASE: "删除其中的行", EMPTY: "清空后由其余来源重算", DROP: "整表删除"}


class NothingToDestroy(AnlanError):
    """No load of that system lies in the pool before the day asked for."""

    code = "nothing-to-destroy"
    status = 404
    message = "资源池中没有{system}{before}的数据"
    hint = "用 `anlan source loads` 查看装载包；系统写契约中的 system。"


@dataclass(frozen=True)
class Scope:
    """The loads of one system, all of them or those begun before a day, and the names it has in the pool."""

    system: str
    label: str
    before: date | None
    loads: tuple[LoadPackage, ...]
    contract: Contract | None
    master_names: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether everything of the system goes, so that nothing of it may come again."""
        return self.before is None

    @property
    def raw_tables(self) -> list[str]:
        """The raw tables into which the loads went."""
        return sorted({raw_table_name(one.system, one.table) for one in self.loads})


@dataclass(frozen=True)
class Touched:
    """A table of the pool that is concerned: what happens to it, to which rows, and how many they are."""

    table: str
    label: str
    how: str
    condition: str
    rows: int


def scope_of(workspace: Workspace, contracts: Sequence[Contract], system: str, before: date | None) -> Scope:
    """The scope over what the pool holds now. Raises: NothingToDestroy."""
    found = [
        one
        for one in Loads(workspace.pool).all(system)
        if before is None or one.started.astimezone(CHINA).date() < before
    ]
    if not found:
        raise NothingToDestroy(system=system, before=f"在 {before} 之前收到" if before else "")
    contract = next((one for one in contracts if one.system == system), None)
    raw = {raw_table_name(one.system, one.table) for one in found}
    names = tuple(sorted(set(_master_names(workspace, raw))))
    return Scope(system, contract.label if contract else system, before, tuple(found), contract, names)


def _master_names(workspace: Workspace, raw_tables: set[str]) -> Iterator[str]:
    """Under which names the master data know the tables."""
    for subject in SUBJECTS:
        try:
            declaration = read_declaration(workspace, subject)
        except MasterUndeclared:
            continue
        yield from (source.system for source in declaration.sources if source.table in raw_tables)


def touched_tables(pool: Pool, scope: Scope, registry: Registry) -> list[Touched]:
    """Every table that holds rows of the scope, then every table into which their values went."""
    models = read_models(registry)
    held = pool.tables()
    direct = [one for one in (_direct(pool, scope, models, table) for table in held) if one is not None]
    derived = [
        Touched(table, models[table].label if table in models else table, EMPTY, "true", _rows(pool, table))
        for table in affected_tables(models, [one.table for one in direct], held)
    ]
    return [*direct, *derived]


def _rows(pool: Pool, table: str) -> int:
    return destroy.count_rows(pool, table, "true")


def _direct(pool: Pool, scope: Scope, models: dict[str, TableModel], table: str) -> Touched | None:
    is_own = table in scope.raw_tables
    model = raw_model(table, f"{scope.label}（贴源）", "") if is_own else models.get(table)
    if model is None or not model.provenance:
        return None
    condition = condition_of(scope, model)
    if not condition:
        return None
    rows = destroy.count_rows(pool, table, condition)
    # A raw table of the whole system goes even where it is empty: its older versions may not be.
    if not rows and not (is_own and scope.is_whole):
        return None
    if is_own and scope.is_whole:
        return Touched(table, model.label, DROP, "true", rows)
    return Touched(table, model.label, ERASE, condition, rows)


def condition_of(scope: Scope, model: TableModel) -> str:
    """The rows of the scope in a table, as a SQL condition; empty where the table cannot hold any."""
    if model.provenance == "load_id":
        listed = ", ".join(literal(one.load_id) for one in scope.loads)
        return f"load_id IN ({listed})"
    if model.provenance == "system":
        listed = ", ".join(map(literal, scope.master_names))
        return f"system IN ({listed})" if listed else ""
    return f"{model.provenance} = {literal(scope.system)}" if scope.is_whole else ""


def delivered_files(workspace: Workspace, scope: Scope) -> list[Path]:
    """The files of the system that lie in its folder inside the workspace, where its connection is such a folder."""
    if scope.contract is None or not scope.is_whole:
        return []
    try:
        address = workspace.connection(scope.contract.connection)
    except AnlanError:
        return []
    folder = (workspace.root / address.removeprefix("file:")).resolve()
    if not address.startswith("file:") or workspace.root not in folder.parents or not folder.is_dir():
        return []
    found = {path for table in scope.contract.tables for path in folder.glob(table.location) if path.is_file()}
    return sorted(found)


def archived_bytes(workspace: Workspace, scope: Scope) -> list[str]:
    """Hashes of the raw bytes that only these loads name: bytes that another load brought too are its own."""
    mine = {one.load_id for one in scope.loads}
    kept = {sha for one in Loads(workspace.pool).all() if one.load_id not in mine for sha in _bytes_of(one)}
    return sorted({sha for one in scope.loads for sha in _bytes_of(one)} - kept)


def _bytes_of(package: LoadPackage) -> set[str]:
    return {sha for sha in (package.sha256, *package.archived) if sha}
