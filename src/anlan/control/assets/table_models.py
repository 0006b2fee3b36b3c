"""Data models of a workspace: tables by domain and layer, their elements, how they lie in the pool, grains checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anlan.base.errors import AnlanError
from anlan.collection.contract import Contract
from anlan.control.standards.current import Current
from anlan.pool.delta import quoted
from anlan.pool.pool import Pool
from anlan.standards.models import LAYERS, TableModel, raw_model, read_models
from anlan.standards.registry import EMPLOYER_COLUMNS, Registry

_CARRIED = {
    "load_id": "装载包",
    "row_no": "行号",
    "source_system": "来源系统",
    "known_at": "知悉日期",
    "employer_key": "单位引用",
    "employer_code": "来源信用代码",
    "employer_number": "来源单位编号",
    "employer_name": "来源单位名称",
    "file_name": "文件名",
}


class TableModelMissing(AnlanError):
    """A table that neither a declaration nor the pool knows."""

    code = "table-model-missing"
    status = 404
    message = "没有表 {table} 的数据模型"
    hint = "运行 `anlan assets models` 查看已声明的表。"


def models_of(contracts: Sequence[Contract], registry: Registry) -> dict[str, TableModel]:
    """Every declared table: the core and derived ones, and a raw one for each table of a contract."""
    found = read_models(registry)
    for contract in contracts:
        for table in contract.tables:
            domain = table.core.removeprefix("core_").partition("__")[0] if table.core else ""
            found[table.raw_table] = raw_model(table.raw_table, f"{contract.label}：{table.label}", domain)
    return found


def model_rows(pool: Pool, contracts: Sequence[Contract], standards: Current) -> list[dict[str, Any]]:
    """Every table by layer and domain, declared or only held, with its grain and whether it is there."""
    models, held = models_of(contracts, standards.registry), set(pool.tables())
    domains = _domains(standards)
    rows = [_row(model, domains, model.name in held) for model in models.values()]
    rows += [_undeclared(name) for name in sorted(held - models.keys())]
    order = list(LAYERS)
    return sorted(rows, key=lambda row: (order.index(row["layer"]), row["domain"], row["table"]))


def _domains(standards: Current) -> dict[str, str]:
    return {one.identifier: one.name for one in standards.objects.of_kind("data_domain", standards.day)}


def _row(model: TableModel, domains: dict[str, str], is_held: bool) -> dict[str, Any]:
    return {
        "table": model.name,
        "label": model.label,
        "layer": model.layer,
        "layer_label": LAYERS[model.layer],
        "domain": model.domain,
        "domain_label": domains.get(model.domain, model.domain),
        "grain": model.grain,
        "key": list(model.key),
        "made_from": list(model.made_from),
        "grade": max(model.grades.values(), default="L2"),
        "is_declared": True,
        "is_held": is_held,
    }


def _undeclared(name: str) -> dict[str, Any]:
    row = _row(TableModel(name, name, "", "", ()), {}, True)
    return {**row, "is_declared": False}


def model_detail(pool: Pool, contracts: Sequence[Contract], standards: Current, table: str) -> dict[str, Any]:
    """One table: concept, elements, and how it lies in the pool. Raises: TableModelMissing."""
    model = models_of(contracts, standards.registry).get(table)
    if model is None:
        raise TableModelMissing(table=table)
    return {
        **_row(model, _domains(standards), pool.version(table) is not None),
        "elements": _elements(pool, contracts, standards.registry, model),
        "physical": _physical(pool, table),
    }


def _elements(pool: Pool, contracts: Sequence[Contract], registry: Registry, model: TableModel) -> list[dict[str, Any]]:
    """The columns as declared, then those that the pool holds besides."""
    core = registry.tables.get(model.name)
    items = {
        name: item
        for contract in contracts
        for table in contract.tables
        if table.raw_table == model.name
        for name, item in table.items.items()
    }
    types = _types(pool, model.name)
    found: list[dict[str, Any]] = []
    for name in [*(core.columns if core else ()), *items, *types]:
        if any(one["name"] == name for one in found):
            continue
        column = core.columns.get(name) if core else None
        item = items.get(name)
        found.append(
            {
                "name": name,
                "label": column.label if column else item.label if item else _CARRIED.get(name, ""),
                "type": column.type if column else item.type if item else "",
                "unit": column.unit if column else "",
                "code_set": column.code_set if column else "",
                "element": (column.element or column.item) if column else "",
                "grade": column.grade if column else (item.grade if item else "") or model.grades.get(name, "L2"),
                "is_key": name in model.key,
                "is_carried": column is None and item is None and name in {*_CARRIED, *EMPLOYER_COLUMNS},
                "physical_type": types.get(name, ""),
            }
        )
    return found


def _types(pool: Pool, table: str) -> dict[str, str]:
    if pool.version(table) is None:
        return {}
    return pool.files(table)[0]


def _physical(pool: Pool, table: str) -> dict[str, Any] | None:
    """Version, partitions, files and rows of the current version; None where the table was never written."""
    version = pool.version(table)
    if version is None:
        return None
    partitions = pool.partitions(table)
    columns = sorted({name for one in partitions for name in one})
    _, files = pool.files(table)
    with pool.reading(tables=[table]) as connection:
        rows = int(connection.execute(f"SELECT count(*) FROM {quoted(table)}").fetchall()[0][0])
    return {"version": version, "partitioned_by": columns, "files": len(files), "rows": rows}


def check_grains(pool: Pool, contracts: Sequence[Contract], registry: Registry) -> list[dict[str, Any]]:
    """Every held table with its rows and the distinct values of its declared key; ``holds`` where they are equal.

    A key column that the table lacks, or a table that nobody declared, does not hold.
    """
    models = models_of(contracts, registry)
    return [_checked(pool, name, models.get(name)) for name in pool.tables()]


def _checked(pool: Pool, name: str, model: TableModel | None) -> dict[str, Any]:
    head = {"table": name, "grain": model.grain if model else "", "key": list(model.key) if model else []}
    if model is None:
        return {**head, "rows": 0, "distinct": 0, "holds": False, "problem": "没有声明"}
    missing = [column for column in model.key if column not in pool.files(name)[0]]
    if missing:
        return {**head, "rows": 0, "distinct": 0, "holds": False, "problem": f"主键列 {'、'.join(missing)} 不在表中"}
    with pool.reading(tables=[name]) as connection:
        key = ", ".join(map(quoted, model.key))
        query = f"SELECT coalesce(sum(n), 0), count(*) FROM (SELECT count(*) AS n FROM {quoted(name)} GROUP BY {key})"
        rows, distinct = (int(value) for value in connection.execute(query).fetchall()[0])
    problem = "" if rows == distinct else f"{rows - distinct:,} 行与别的行同一主键"
    return {**head, "rows": rows, "distinct": distinct, "holds": rows == distinct, "problem": problem}
