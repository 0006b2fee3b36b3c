"""``anlan assets tags``: tags of employers, what another limit would change, and why an employer carries its own."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from anlan.cli.assets_open import open_assets
from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table

_EMPLOYERS = ("统一社会信用代码", "名称", "依据")


def tags(
    preview: Annotated[
        str, typer.Option("--preview", help="试算一个标签：多少单位会有，谁进谁出；不写入任何数据")
    ] = "",
    limits: Annotated[list[str] | None, typer.Option("--set", help="试算时改用的参数，写作 名称=数值，可重复")] = None,
    why: Annotated[str, typer.Option("--why", help="一家单位的标签：规则、数值、日期与背后的记录")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出单位标签及各有多少家；试算改动参数的影响；或说明一家单位为何有这些标签。

    示例：anlan assets tags --preview large_employer --set staff_min=500
    """
    if limits and not preview:
        raise typer.BadParameter("--set 只与 --preview 同用")
    place, _, _ = open_assets(workspace)
    from anlan.control.assets import tags as tagging
    from anlan.control.place import open_pool

    pool = open_pool(place)
    if preview:
        _preview(tagging.preview(pool, preview, _pairs(limits or [])), as_json)
    elif why:
        _why(why, tagging.tags_of(pool, why), as_json)
    else:
        _list(tagging.tag_rows(pool), as_json)


def _pairs(limits: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in limits]
    if any(not sign for _, sign, _ in pairs):
        raise typer.BadParameter("--set 写作 名称=数值，如 staff_min=500")
    return {name.strip(): value.strip() for name, _, value in pairs}


def _list(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(rows)
        return
    shown = [
        [r["code"], r["label"], r["kind_label"], r["definition"], "未发布" if r["count"] is None else f"{r['count']:,}"]
        for r in rows
    ]
    print_table(f"{len(rows)} 种单位标签", ("编码", "标签", "方式", "定义", "单位数"), shown)


def _preview(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    output.print(f"{found['label']}：{found['definition']}")
    output.print(
        f"按第 {found['release']} 号发布、{found['as_of']} 所知试算：{found['before']:,} 家 → {found['after']:,} 家，"
        f"新增 {found['joining']:,} 家，减少 {found['leaving']:,} 家（没有写入）"
    )
    for title, key in (("新增", "joining"), ("减少", "leaving")):
        rows = [[one["uscc"], one["name"], one["reason"]] for one in found[f"{key}_shown"]]
        if rows:
            print_table(f"{title} {found[key]:,} 家，列前 {len(rows)} 家", _EMPLOYERS, rows)


def _why(uscc: str, found: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    output.print(f"{uscc} 有 {len(found)} 个标签")
    for one in found:
        output.print(f"{one['label']}（{one['kind_label']}）：{one['reason']}")
        output.print(
            f"  定义：{one['definition']}；数据截至 {one['data_date']}，{one['as_of']} 标注；依据：{one['source']}"
        )
        behind = one["behind"]
        columns = behind["columns"][:8]
        rows = [
            ["" if row["values"][c["name"]] is None else str(row["values"][c["name"]]) for c in columns]
            for row in behind["rows"]
        ]
        title = f"背后的记录：{behind['label']} 共 {behind['total']:,} 行，列前 {len(rows)} 行"
        print_table(title, [column["label"] for column in columns], rows)
