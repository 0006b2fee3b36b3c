"""``anlan person``: the people who may sign in to the console."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from anlan.cli.terminal import JsonOption, WorkspaceOption, print_json, print_table, workspace_of

app = typer.Typer(no_args_is_help=True, help="控制台人员：新增、列出、重置密码")

RoleOption = Annotated[str, typer.Option("--role", help="data_admin、analyst、handler、leader、auditor 或 admin")]


def _open(folder: Path | None) -> None:
    from anlan.control.settings import configure, migrate

    configure(workspace_of(folder))
    migrate()


def _ask_password(asked: bool) -> str:
    if not asked:
        return ""
    # From the terminal or a pipe, never from an argument: arguments show in the process list.
    return str(typer.prompt("密码", hide_input=True, confirmation_prompt="再输入一次"))


AskOption = Annotated[bool, typer.Option("--ask", help="从终端输入密码；省略时自动生成并显示一次")]


@app.command("add")
def add(
    username: str,
    role: RoleOption,
    name: Annotated[str, typer.Option("--name", help="姓名")] = "",
    district: Annotated[str, typer.Option("--district", help="辖区行政区划代码，仅区级处置员")] = "",
    ask: AskOption = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """新增人员并显示初始密码（只显示一次）。

    示例：anlan person add wangwei --role handler --district 110105 --name 王伟
    """
    _open(workspace)
    from anlan.control import audit, people

    password = people.add(username, name or username, role, district, _ask_password(ask))
    audit.record("命令行", audit.Action.PERSON, username, f"新增，角色 {role} {district}".strip())
    _show(username, password, ask, json)


@app.command("list")
def listing(workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """列出人员、角色与辖区。

    示例：anlan person list
    """
    _open(workspace)
    from anlan.control import people

    everyone = people.everyone()
    if json:
        print_json(everyone)
        return
    columns = ("username", "name", "role_label", "district_code", "last_sign_in")
    titles = ("用户名", "姓名", "角色", "辖区", "最近登录")
    print_table("人员", titles, [[person[column] for column in columns] for person in everyone])


@app.command("reset-password")
def reset_password(
    username: str, ask: AskOption = False, workspace: WorkspaceOption = None, json: JsonOption = False
) -> None:
    """重置密码并解除登录限制。

    示例：anlan person reset-password wangwei
    """
    _open(workspace)
    from anlan.control import audit, people

    password = people.reset_password(username, _ask_password(ask))
    audit.record("命令行", audit.Action.PERSON, username, "重置密码")
    _show(username, password, ask, json)


def _show(username: str, password: str, asked: bool, json: bool) -> None:
    shown = "" if asked else password
    if json:
        print_json({"username": username, "password": shown or None})
    else:
        typer.echo(f"用户 {username}" + (f" 的密码：{shown}" if shown else " 的密码已设置"))
