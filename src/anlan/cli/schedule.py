"""``anlan schedule``: when sources are collected and the main job runs, on the working calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli.jobs import open_jobs, person
from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table

if TYPE_CHECKING:
    from datetime import datetime

app = typer.Typer(help="计划：按目录的更新周期与工作日历安排作业。", no_args_is_help=True, rich_markup_mode=None)

_Name = Annotated[str, typer.Argument(help="计划的名称，见 anlan schedule list")]
_WEEKDAYS = "一二三四五六日"


@app.command("list")
def list_schedules(workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """列出计划：时间、由谁设定、下次时刻与上次结果。

    示例：anlan schedule list --workspace demo-workspace
    """
    place = open_jobs(workspace)
    from anlan.control.jobs.views import schedules

    rows = schedules(place)
    if json:
        print_json(rows)
        return
    columns = ("计划", "时间", "下次", "设定", "上次")
    print_table(f"计划 {len(rows)} 个", columns, [_line(row) for row in rows])


def _line(row: dict[str, Any]) -> list[Any]:
    following = "已暂停" if row["is_paused"] else _moment(row["next"][0]) if row["next"] else row["trouble"]
    last = row["last_job"]["state_label"] if row["last_job"] else None
    return [row["name"], row["rule"], following, row["origin_label"], last]


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d} 周{_WEEKDAYS[moment.weekday()]} {moment:%H:%M}"


@app.command("next")
def following(
    name: _Name,
    count: Annotated[int, typer.Option("--count", min=1, max=100, help="列出几个时刻")] = 10,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """列出一个计划接下来的时刻；缺少某年的节假日安排时说明缺哪一年。

    示例：anlan schedule next main.weekly --workspace demo-workspace
    """
    place = open_jobs(workspace)
    from anlan.control.jobs.planning import sync_schedules
    from anlan.control.jobs.views import schedule_view

    sync_schedules(place)
    row = schedule_view(place, name, count)
    if json:
        print_json(row)
        return
    output.print(f"{row['label']}：{row['rule']}" + ("（已暂停）" if row["is_paused"] else ""))
    for moment in row["next"]:
        output.print(_moment(moment))
    if row["trouble"]:
        output.print(f"[yellow]{row['trouble']}[/]")


@app.command("set")
def set_rule(
    name: _Name,
    rule: Annotated[str, typer.Argument(help="时间，如“每月第 3 个工作日 06:00”“每周一 05:00”")],
    missed: Annotated[str, typer.Option("--missed", help="错过的时刻：once 补跑一次，skip 只记为错过")] = "",
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """改变计划的时间或错过时的处理；此后不再随契约的更新周期移动。

    示例：anlan schedule set main.weekly "每周一 05:00" --missed once --workspace demo-workspace
    """
    place = open_jobs(workspace)
    from anlan.control.jobs.planning import set_schedule, sync_schedules

    if missed not in ("", "once", "skip"):
        raise typer.BadParameter("须是 once 或 skip", param_hint="--missed")
    sync_schedules(place)
    set_schedule(place, name, rule, missed, person())
    _say(place, name, json)


@app.command()
def pause(name: _Name, workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """暂停计划；暂停期间到点的时刻不会补跑。

    示例：anlan schedule pause main.nightly --workspace demo-workspace
    """
    _let(name, workspace, json, is_paused=True)


@app.command()
def resume(name: _Name, workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """恢复暂停的计划，从现在起安排。

    示例：anlan schedule resume main.nightly --workspace demo-workspace
    """
    _let(name, workspace, json, is_paused=False)


def _let(name: str, workspace: Any, json: bool, is_paused: bool) -> None:
    place = open_jobs(workspace)
    from anlan.control.jobs.planning import pause as pause_schedule
    from anlan.control.jobs.planning import sync_schedules

    sync_schedules(place)
    pause_schedule(place, name, person(), is_paused)
    _say(place, name, json)


def _say(place: Any, name: str, json: bool) -> None:
    from anlan.control.jobs.views import schedule_view

    row = schedule_view(place, name)
    if json:
        print_json(row)
        return
    following = "已暂停" if row["is_paused"] else "、".join(_moment(one) for one in row["next"]) or row["trouble"]
    output.print(f"{row['label']}：{row['rule']}，错过时{row['missed_label']}。下次：{following}")
