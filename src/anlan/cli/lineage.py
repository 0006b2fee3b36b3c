"""``anlan lineage``: where a column comes from, who is affected by it, and the whole as OpenLineage events."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anlan.cli.terminal import JsonOption, WorkspaceOption, print_json, print_table, workspace_of

if TYPE_CHECKING:
    from anlan.control.lineage.held import HeldLineage

app = typer.Typer(help="字段级血缘：来源、受影响方与导出。", no_args_is_help=True)


@app.callback()
def root() -> None:
    """字段级血缘：来源、受影响方与导出。"""


def _held(folder: Path | None) -> HeldLineage:
    from anlan.control.settings import configure, migrate

    configure(workspace_of(folder))
    migrate()
    from anlan.control.lineage.held import held_lineage

    return held_lineage()


@app.command("show")
def show(
    node: Annotated[str, typer.Argument(help="系统/表/信息项、表.字段 或指标编号")],
    upward: Annotated[bool, typer.Option("--up", help="查来源；省略时查受影响方")] = False,
    depth: Annotated[int, typer.Option("--depth", min=1, help="最多几层")] = 20,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出一个字段影响到谁（默认），或它从哪里来（--up），按层级。

    示例：anlan lineage show core_social__stop.reason_code
    """
    reached = _held(workspace).columns.reach(node, upward, depth)
    rows = [
        {"level": one.level, "kind": one.node.kind.value, "node": one.node.id, "label": one.node.label,
         "how": one.edge.how, "is_condition": one.edge.is_condition}
        for one in reached
    ]  # fmt: skip
    if as_json:
        print_json(rows)
        return
    title = f"{node} {'的来源' if upward else '影响到'}：{len(rows)} 个"
    shown = [[one.level, one.node.kind.label, one.node.id, one.node.label, one.edge.how] for one in reached]
    print_table(title, ("层级", "类型", "节点", "名称", "经由"), shown)


@app.command("find")
def find(words: str, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """按编号或名称查找血缘图中的节点。

    示例：anlan lineage find 停保原因
    """
    found = _held(workspace).columns.find(words)
    if as_json:
        print_json([{"node": node.id, "kind": node.kind.value, "label": node.label} for node in found])
        return
    print_table(f"{len(found)} 个节点", ("类型", "节点", "名称"), [[n.kind.label, n.id, n.label] for n in found])


@app.command("origin")
def origin(
    load_id: Annotated[str, typer.Argument(help="装载包编号，见 anlan source loads")],
    row_no: Annotated[int, typer.Argument(min=1, help="行号：明细行的 row_no")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """一行明细数据来自哪个文件：文件名、内容哈希、工作表与单元格。

    示例：anlan lineage origin 000012-20261122-tax_notice-arrears 17
    """
    from dataclasses import asdict

    from anlan.control.lineage.files import row_origin
    from anlan.pool.loads import Loads

    found = row_origin(Loads(workspace_of(workspace).pool).get(load_id), row_no)
    if as_json:
        print_json(asdict(found))
        return
    place = f"{found.sheet}!{found.cells}" if found.cells else f"第 {row_no} 行"
    print_table(
        "来源文件", ("文件", "内容哈希（SHA-256）", "位置", "装载"), [[found.file_name, found.sha256, place, load_id]]
    )


@app.command("export")
def export(
    out: Annotated[Path, typer.Option("--out", help="输出文件：每行一个 OpenLineage 事件（JSON）")],
    workspace: WorkspaceOption = None,
) -> None:
    """把最近一次完成的运行导出为 OpenLineage 事件，含字段级血缘。

    示例：anlan lineage export --out lineage.jsonl
    """
    from anlan.control.lineage.open_lineage import events

    held = _held(workspace)
    from anlan.control.run_records import last_done

    number, ended = last_done()
    found = events(held.columns, held.contracts, number, ended, held.loads)
    lines = [json.dumps(one, ensure_ascii=False) for one in found]
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    typer.echo(f"已写出 {len(lines):,} 个事件：{out}")


@app.command("tree")
def tree(
    out: Annotated[Path, typer.Option("--out", help="输出文件：.xlsx、.docx 或 .pdf")],
    workspace: WorkspaceOption = None,
) -> None:
    """导出数据资源结构树：域、二级目录、系统、表、信息项，附去向、使用它的指标、同名异义与同义异名。

    示例：anlan lineage tree --out 数据资源结构树.xlsx
    """
    from anlan.base.errors import OutputUnsupported
    from anlan.reports import resource_tree as printed

    writers = {
        ".xlsx": printed.write_tree_excel,
        ".docx": printed.write_tree_word,
        ".pdf": printed.write_tree_pdf,
    }
    if out.suffix.lower() not in writers:
        raise OutputUnsupported(name=out.name, kinds="、".join(writers))
    made = _held(workspace).tree
    out.write_bytes(writers[out.suffix.lower()](made))
    typer.echo(f"已写出 {len(made.items):,} 个信息项：{out}")
