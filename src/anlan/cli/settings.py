"""``anlan settings``: every setting with its value, where it comes from, its default and its meaning."""

from __future__ import annotations

import os
from typing import Annotated, Any

import typer

from anlan.base.settings import DECLARED, Setting, Workspace
from anlan.cli.terminal import JsonOption, WorkspaceOption, print_json, print_table, workspace_of

app = typer.Typer(no_args_is_help=True, help="工作区设置")


@app.callback()
def root() -> None:
    """工作区设置。"""


def _origin(workspace: Workspace, setting: Setting) -> str:
    if setting.variable in os.environ:
        return f"环境变量 {setting.variable}"
    return "anlan.toml" if setting.name in workspace.values else "默认"


def _row(workspace: Workspace, setting: Setting) -> dict[str, Any]:
    return {
        "name": setting.name,
        "value": workspace.get(setting.name),
        "origin": _origin(workspace, setting),
        "default": setting.default,
        "variable": setting.variable,
        "help": setting.help,
    }


@app.command("show")
def show(workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """显示每项设置的当前值、来源、默认值与含义（不显示密钥）。

    示例：anlan settings show --workspace demo-workspace
    """
    place = workspace_of(workspace)
    rows = [_row(place, setting) for setting in DECLARED]
    if json:
        print_json(rows)
        return
    titles = ("设置", "当前值", "来源", "默认值", "含义")
    columns = ("name", "value", "origin", "default", "help")
    print_table(f"设置（{place.root}）", titles, [[row[column] for column in columns] for row in rows])


@app.command("move-control")
def move_control(
    url: Annotated[str, typer.Argument(metavar="URL", help="目标库地址：postgresql://用户@主机:端口/库，须为空库")],
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """把控制库（人员、审批、目录、日志、运行记录等）整体复制到另一个数据库，并逐表核对。

    原控制库只读不改；核对一致后，把设置 control.database 改为新地址即完成扩容。

    示例：anlan settings move-control postgresql://anlan@127.0.0.1:5432/anlan_control
    """
    from anlan.control import move_control as moving
    from anlan.control.settings import configure, migrate

    place = workspace_of(workspace)
    configure(place)
    migrate()
    moved = moving.move_control(place, url)
    if json:
        print_json([{"table": one.table, "rows": one.rows, "digest": one.digest} for one in moved])
        return
    print_table(
        "控制库迁移", ("表", "行数", "校验值"), [[one.table, f"{one.rows:,}", one.digest[:16]] for one in moved]
    )
    typer.echo(f"共 {len(moved)} 张表、{sum(one.rows for one in moved):,} 行，两侧逐行核对一致。")
    typer.echo("下一步：停止控制台与作业，在 anlan.toml 的 [control] 中把 database 改为新地址，再启动。")
