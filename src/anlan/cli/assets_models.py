"""``anlan assets models``: every table with its layer, domain, grain and key; the grain checked against the pool."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli.assets_open import open_assets
from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table

if TYPE_CHECKING:
    from anlan.collection.contract import Contract
    from anlan.control.standards.current import Current
    from anlan.pool.pool import Pool

GRAIN_BROKEN = 3


def models(
    table: Annotated[str, typer.Option("--table", help="只看一张表：概念、字段与物理存放")] = "",
    check: Annotated[
        bool, typer.Option("--check", help="在资源池中核对声明的粒度：主键是否唯一；不唯一时退出码 3")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", help="把全部表与字段写成 Excel")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出各层的表：业务域、粒度、主键、由何而来；或看一张表、核对粒度、导出 Excel。

    示例：anlan assets models --check
    """
    place, registry, contracts = open_assets(workspace)
    from anlan.control.assets import table_models
    from anlan.control.place import open_pool
    from anlan.control.standards.current import standards_on

    pool, standards = open_pool(place), standards_on(place.clock().today())
    if check:
        _check(table_models.check_grains(pool, contracts, registry), as_json)
    elif out is not None:
        _export(pool, contracts, standards, out, place.clock().now())
    elif table:
        _one(table_models.model_detail(pool, contracts, standards, table), as_json)
    else:
        _list(table_models.model_rows(pool, contracts, standards), as_json)


def _check(rows: list[dict[str, Any]], as_json: bool) -> None:
    broken = [row for row in rows if not row["holds"]]
    if as_json:
        print_json(rows)
    else:
        shown = [[r["table"], r["grain"], "、".join(r["key"]), f"{r['rows']:,}", r["problem"] or "唯一"] for r in rows]
        print_table(f"{len(rows)} 张表，{len(broken)} 张的粒度不成立", ("表", "粒度", "主键", "行数", "核对"), shown)
    if broken:
        raise typer.Exit(GRAIN_BROKEN)


def _list(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(rows)
        return
    shown = [
        [
            r["layer_label"],
            r["domain_label"],
            r["table"],
            r["label"],
            r["grain"] or "未声明",
            "、".join(r["key"]),
            r["grade"],
        ]
        for r in rows
    ]
    print_table(f"{len(rows)} 张表", ("层", "业务域", "表", "名称", "粒度", "主键", "最高分级"), shown)


def _one(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    output.print(
        f"{found['table']} {found['label']}（{found['layer_label']}，{found['domain_label']}）：{found['grain']}"
    )
    output.print(f"由 {'、'.join(found['made_from']) or '来源'} 而来")
    if found["physical"]:
        lies = found["physical"]
        by = "、".join(lies["partitioned_by"]) or "不分区"
        output.print(f"物理：第 {lies['version']} 版，{lies['rows']:,} 行，{lies['files']} 个文件，按 {by}")
    shown = [
        [e["name"], e["label"], e["type"], e["unit"], e["code_set"], e["element"], e["grade"],
         "是" if e["is_key"] else "", e["physical_type"]]
        for e in found["elements"]
    ]  # fmt: skip
    print_table("字段", ("字段", "名称", "类型", "单位", "代码集", "数据元", "分级", "主键", "物理类型"), shown)


def _export(pool: Pool, contracts: list[Contract], standards: Current, out: Path, now: Any) -> None:
    from anlan.control.assets import table_models
    from anlan.reports.table_models import write_models

    rows = table_models.model_rows(pool, contracts, standards)
    details = [
        table_models.model_detail(pool, contracts, standards, row["table"]) for row in rows if row["is_declared"]
    ]
    elements = [{**element, "table": one["table"]} for one in details for element in one["elements"]]
    out.write_bytes(write_models(rows, elements, now))
    output.print(f"已写出 {len(rows)} 张表、{len(elements)} 个字段：{out}")
