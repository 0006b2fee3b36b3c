"""``anlan quality rework``: failing rows handed to the unit that owns them, its answers, decisions and the re-check."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from anlan.cli.quality_pool import open_quality
from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table, workspace_of

app = typer.Typer(help="整改：下发问题行、导出整改包、登记答复、裁定申辩。", no_args_is_help=True)


@app.command("list")
def list_orders(workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """列出整改单：责任方、期限、各状态行数。

    示例：anlan quality rework list
    """
    open_quality(workspace)
    from anlan.control.quality.rework_view import orders

    rows = orders(workspace_of(workspace).clock().today())
    if json:
        print_json(rows)
        return
    shown = [
        [r["number"], r["owner"], r["rule_label"], r["state_label"], r["due"], r["row_count"], r["settled_count"]]
        for r in rows
    ]
    print_table("整改单", ["编号", "责任方", "规则", "状态", "期限", "行数", "已办结"], shown)


@app.command()
def issue(
    table: Annotated[str, typer.Argument(help="明细层的表")],
    rule: Annotated[str, typer.Argument(help="规则标识")],
    days: Annotated[int, typer.Option("--days", min=1, help="整改期限（日）")] = 15,
    by: Annotated[str, typer.Option("--by", help="下发人")] = "cli",
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """把一条规则的问题行按来源系统下发给责任方；已在未办结整改单中的行不重复下发。

    示例：anlan quality rework issue core_social__employer core_social__employer.uscc.valid --days 15
    """
    pool, standards, contracts = open_quality(workspace)
    from anlan.control.quality import rework
    from anlan.control.quality.rework_view import order_row, owners_of

    due = standards.day + timedelta(days=days)
    made = rework.issue(pool, table, rule, owners_of(table, standards, contracts), due, by)
    if json:
        print_json([order_row(order, standards.day) for order in made])
        return
    for order in made:
        output.print(f"整改单 {order.pk}：{order.owner}，{order.rows.count():,} 行，期限 {order.due}")


@app.command()
def package(
    number: Annotated[int, typer.Argument(help="整改单编号")],
    out: Annotated[Path, typer.Option("--out", help="写入的 Excel 文件")],
    workspace: WorkspaceOption = None,
) -> None:
    """导出整改包（Excel）：问题行的全部字段与待填的“处理”“说明”两列。含原值，交责任方专用。

    示例：anlan quality rework package 1 --out 整改包.xlsx
    """
    pool, standards, _ = open_quality(workspace)
    from anlan.control.quality import rework
    from anlan.control.quality.package import package as written

    out.write_bytes(written(pool, rework.order_of(number), standards.registry))
    output.print(f"已写入 {out}")


@app.command()
def answer(
    number: Annotated[int, typer.Argument(help="整改单编号")],
    file: Annotated[Path, typer.Argument(help="填好的整改包")],
    by: Annotated[str, typer.Option("--by", help="答复人")] = "cli",
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """登记责任方填好的整改包；答复不改变得分，行只在复检通过或申辩成立后办结。

    示例：anlan quality rework answer 1 整改包.xlsx --by zhang
    """
    _, standards, _ = open_quality(workspace)
    from anlan.base.errors import InputMissing
    from anlan.control.quality import rework
    from anlan.control.quality.package import read_answers
    from anlan.control.quality.rework_view import order_row

    if not file.is_file():
        raise InputMissing(path=file)
    order = rework.answer(number, read_answers(file.read_bytes(), file.name, number), by)
    _told(order_row(order, standards.day), json)


@app.command()
def decide(
    number: Annotated[int, typer.Argument(help="整改单编号")],
    position: Annotated[int, typer.Argument(help="行的序号")],
    uphold: Annotated[bool, typer.Option("--uphold/--refuse", help="申辩成立，或不成立")],
    reason: Annotated[str, typer.Option("--reason", help="裁定理由")],
    by: Annotated[str, typer.Option("--by", help="裁定人；不能是申辩人")],
    workspace: WorkspaceOption = None,
) -> None:
    """裁定一行的申辩：成立则办结，不成立则退回整改。

    示例：anlan quality rework decide 1 3 --uphold --reason 单位已注销 --by li
    """
    open_quality(workspace)
    from anlan.control.quality import rework
    from anlan.control.quality.models import ReworkRow

    row = rework.decide(number, position, uphold, reason, by)
    output.print(f"第 {position} 行：{ReworkRow.State(row.state).label}")


def _told(row: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(row)
        return
    output.print(f"整改单 {row['number']}：{row['state_label']}，{row['settled_count']}/{row['row_count']} 行办结")
