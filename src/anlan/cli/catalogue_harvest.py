"""``anlan catalogue harvest``: what tables and items a system holds, from databases, scripts, dictionaries, files."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anlan.cli.terminal import JsonOption, WorkspaceOption, errors, output, print_json, print_table

if TYPE_CHECKING:
    from anlan.base.settings import Workspace
    from anlan.collection.contract import Contract
    from anlan.collection.harvest.items import Harvest

_SHOWN = 20


def add_to(app: typer.Typer) -> None:
    """Add the commands to the noun."""
    app.command()(harvest)


def place_and_contracts(workspace: Path | None) -> tuple[Workspace | None, list[Contract]]:
    """The workspace one stands in with its contracts; neither where there is none and none was asked for."""
    from anlan.base.errors import NotAWorkspace
    from anlan.cli.terminal import workspace_of
    from anlan.collection.contract import read_contracts
    from anlan.standards.registry import load_registry

    try:
        place = workspace_of(workspace)
    except NotAWorkspace:
        if workspace is not None:
            raise
        return None, []
    return place, read_contracts(place.sources, load_registry())


def harvest(
    source: Annotated[
        str, typer.Argument(help="连接地址、来源系统名、文件或文件夹；用 --ddl 时省略", show_default=False)
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", help="指标项清单（CSV）")] = None,
    ddl: Annotated[Path | None, typer.Option("--ddl", help="建表脚本或数据库导出的 SQL 文件")] = None,
    dialect: Annotated[
        str, typer.Option("--dialect", help="脚本方言：mysql、mariadb、oracle、dm8、kingbase、postgres、sqlite")
    ] = "mysql",
    system: Annotated[str, typer.Option("--system", help="系统名；省略时为库名、文件名或来源系统名")] = "",
    encoding: Annotated[str, typer.Option("--encoding", help="脚本的编码；省略时自动识别")] = "",
    dictionary: Annotated[bool, typer.Option("--dictionary", help="工作簿一律按数据字典读取")] = False,
    tables: Annotated[Path | None, typer.Option("--tables", help="表清单（CSV）：注释与行数")] = None,
    counts: Annotated[bool, typer.Option("--counts/--no-counts", help="是否统计各表行数")] = True,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """采集一个系统的表与指标项：连接数据库、读取建表脚本、Excel 数据字典或数据文件。

    读不出来的内容逐条列出，不会悄悄丢掉。type 为来源自己的类型名（小写、不含长度），length 为长度或“精度,小数位”。

    示例：anlan catalogue harvest mysql://reader@10.1.2.3/employment --out items.csv

    示例：anlan catalogue harvest --ddl 建表.sql --dialect dm8 --system 就业 --out items.csv

    示例：anlan catalogue harvest 数据字典.xlsx --out items.csv
    """
    from anlan.collection.harvest.items import write_items

    if bool(source) == (ddl is not None):
        raise typer.BadParameter("给出来源，或用 --ddl 给出脚本，二者取一", param_hint="SOURCE")
    if ddl is not None:
        from anlan.collection.harvest.ddl import harvest_ddl

        found = harvest_ddl(ddl, dialect, system, encoding)
    else:
        from anlan.collection.harvest.source import find_source, harvest_source

        place, contracts = place_and_contracts(workspace)
        found = harvest_source(
            find_source(source, Path.cwd(), place, contracts), Path.cwd(), system, dictionary, counts
        )
    if out is not None:
        write_items(out, found.items)
    if tables is not None:
        _write_tables(tables, found)
    if as_json:
        print_json(found.as_dict() | ({} if out else {"rows": [asdict(item) for item in found.items]}))
    else:
        _show(found, out)


def _write_tables(path: Path, found: Harvest) -> None:
    import csv

    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(["system", "table", "table_comment", "rows"])
        writer.writerows([t.system, t.name, t.comment, "" if t.rows is None else t.rows] for t in found.tables)


def _show(found: Harvest, out: Path | None) -> None:
    place = f"，写入 {out}" if out else ""
    output.print(f"{found.system}：{len(found.tables)} 张表，{len(found.items)} 个指标项{place}")
    if out is None:
        header = ["表", "字段", "注释", "类型", "长度", "可空", "主键"]
        shown = found.items[:_SHOWN]
        print_table(
            f"前 {len(shown)} 项",
            header,
            [
                [i.table, i.column, i.column_comment, i.type, i.length, "是" if i.nullable else "否",
                 "是" if i.primary_key else ""]
                for i in shown
            ],
        )  # fmt: skip
    if found.passed_over:
        kinds = "、".join(f"{kind} {count}" for kind, count in found.passed_over.most_common())
        output.print(f"不含结构、未读取：{kinds}")
    for one in found.unread[:_SHOWN]:
        errors.print(f"[yellow]未读出[/] {one.place}：{one.reason} {one.text}", highlight=False, markup=True)
    if len(found.unread) > _SHOWN:
        errors.print(f"另有 {len(found.unread) - _SHOWN} 处未读出，用 --json 查看全部。")
