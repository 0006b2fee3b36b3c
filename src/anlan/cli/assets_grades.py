"""``anlan assets grades``: what every column really carries, conflicts with what is declared, and decisions on them."""

from __future__ import annotations

from typing import Annotated

import typer

from anlan.cli.assets_open import open_assets
from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table

app = typer.Typer(help="分级：沿血缘计算有效分级、列出冲突、提出与审批决定。", invoke_without_command=True)


@app.callback()
def grades(
    context: typer.Context,
    conflicts: Annotated[bool, typer.Option("--conflicts", help="只列声明分级低于血缘要求的字段")] = False,
    words: Annotated[str, typer.Option("--find", help="只列编号或名称含此词的字段")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出字段的声明分级与沿血缘的有效分级：取来源的最高级，经声明的去标识化处理才降低。

    示例：anlan assets grades --conflicts
    """
    if context.invoked_subcommand:
        return
    _, registry, contracts = open_assets(workspace)
    from anlan.control.assets.grades import graded_nodes, node_row

    rows = [node_row(one) for one in graded_nodes(contracts, registry)]
    rows = [r for r in rows if (r["is_conflict"] or not conflicts) and (words in r["node"] or words in r["label"])]
    if as_json:
        print_json(rows)
        return
    shown = [
        [r["kind_label"], r["node"], r["declared"], r["effective"], r["origin"] or "自身", r["lowered_by"] or "—",
         "待审批" if r["is_waiting"] else "待定" if r["is_conflict"] else ""]
        for r in rows
    ]  # fmt: skip
    waiting = sum(r["is_conflict"] for r in rows)
    print_table(
        f"{len(rows)} 个字段，{waiting} 个冲突", ("类型", "字段", "声明", "有效", "来自", "降级依据", "冲突"), shown
    )


@app.command()
def decide(
    node: Annotated[str, typer.Argument(help="表.字段 或指标编号")],
    grade: Annotated[str, typer.Option("--grade", help="定为 L1–L4；低于血缘要求即为降级")],
    reason: Annotated[str, typer.Option("--reason", help="理由；降级须写明去标识化的办法")],
    by: Annotated[str, typer.Option("--by", help="提出人")] = "cli",
    workspace: WorkspaceOption = None,
) -> None:
    """对一个分级冲突提出决定，由另一人批准后生效。

    示例：anlan assets grades decide profile.legal_representative --grade L3 --reason 含姓名 --by zhang
    """
    _, registry, contracts = open_assets(workspace)
    from anlan.control.assets.grades import propose

    one = propose(node, grade, reason, by, contracts, registry)
    output.print(f"第 {one.pk} 号分级决定待审批：{node} 定为 {grade}（血缘要求 {one.before}）")


@app.command()
def approve(
    number: Annotated[int, typer.Argument(help="决定的编号")],
    by: Annotated[str, typer.Option("--by", help="审批人；不能是提出人")],
    refuse: Annotated[str, typer.Option("--refuse", help="退回，写明理由；省略即批准")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """批准或退回一个分级决定。

    示例：anlan assets grades approve 1 --by li
    """
    open_assets(workspace)
    from anlan.control.assets.grades import decide as settled

    one = settled(number, by, refuse)
    output.print(f"第 {number} 号分级决定：{one.node} {'已退回' if refuse else '定为 ' + one.grade}")
