"""``anlan settings``: every setting with its value, where it comes from, its default and its meaning."""

from __future__ import annotations

import os
from typing import Any

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
