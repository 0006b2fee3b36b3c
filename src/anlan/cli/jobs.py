"""``anlan jobs``: asking for background jobs, watching them, and the worker that runs them."""

from __future__ import annotations

import getpass
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table, workspace_of

if TYPE_CHECKING:
    from anlan.base.settings import Workspace
    from anlan.control.jobs.worker import Worker

app = typer.Typer(help="后台作业：发起、查看、取消、重试与作业进程。", no_args_is_help=True, rich_markup_mode=None)

_Number = Annotated[int, typer.Argument(help="作业编号")]


def open_jobs(workspace: Path | None) -> Workspace:
    """The workspace with its control database up to date."""
    from anlan.control.settings import configure, migrate

    place = workspace_of(workspace)
    configure(place)
    migrate()
    return place


def person() -> str:
    """Who acts: the account of the machine."""
    return f"cli:{getpass.getuser()}"


@app.command("list")
def list_jobs(
    state: Annotated[str, typer.Option("--state", help="只看此状态：waiting、running、failed……；open 为未结束的")] = "",
    kind: Annotated[str, typer.Option("--kind", help="只看此种类，如 collect、main")] = "",
    count: Annotated[int, typer.Option("--count", min=1, max=500, help="最多列出多少个")] = 30,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """列出作业：状态、进度、在等什么、结果与下一步。

    示例：anlan jobs list --state failed --workspace demo-workspace
    """
    open_jobs(workspace)
    from anlan.control.jobs.views import jobs

    found = jobs(1, count, state, kind)
    if json:
        print_json(found)
        return
    columns = ("编号", "名称", "状态", "计划时刻", "情况")
    print_table(f"作业 {found['total']} 个", columns, [_line(row) for row in found["rows"]])


def _line(row: dict[str, Any]) -> list[Any]:
    return [row["id"], row["label"], row["state_label"], _moment(row["planned_at"]), _told(row)]


def _told(row: dict[str, Any]) -> str:
    if row["state"] == "running":
        share = f" {row['done']}/{row['total']}" if row["total"] else ""
        return f"{row['current']}{share}"
    return str(row["waits_for"] or row["message"])


def _moment(value: Any) -> str | None:
    from anlan.base.clock import CHINA

    return None if value is None else f"{value.astimezone(CHINA):%Y-%m-%d %H:%M}"


@app.command()
def show(number: _Number, workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """查看一个作业：尝试、中断、结果、异常与下一步。

    示例：anlan jobs show 12 --workspace demo-workspace
    """
    open_jobs(workspace)
    from anlan.control.jobs.views import job_view

    row = job_view(number)
    if json:
        print_json(row)
        return
    output.print(f"第 {number} 号作业 {row['label']}：{row['state_label']}")
    facts = {
        "计划": row["schedule"] and f"{row['schedule']}，{_moment(row['planned_at'])}",
        "发起人": row["asked_by"],
        "尝试": f"第 {row['attempt']} 次，自动重试 {row['retries']} 次，中断 {row['interrupted']} 次",
        "情况": _told(row),
        "错误码": row["code"],
        "下一步": row["hint"],
    }
    for name, value in facts.items():
        if value:
            output.print(f"{name}：{value}")
    if row["incidents"]:
        rows = [(one["severity"], one["subject"], one["message"], one["hint"]) for one in row["incidents"]]
        print_table(f"异常 {len(rows)} 条", ("级别", "对象", "情况", "建议"), rows)


@app.command()
def start(
    kind: Annotated[str, typer.Argument(help="种类：collect、main、truth、harvest、quality、health")],
    target: Annotated[str, typer.Argument(help="来源系统；collect 可写 due，表示全部未按时的来源")] = "",
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """发起后台作业，由作业进程运行；同样的作业已在等待时不重复发起。

    示例：anlan jobs start collect social_insurance --workspace demo-workspace

    示例：anlan jobs start collect due --workspace demo-workspace
    """
    place = open_jobs(workspace)
    from anlan.control.jobs.asking import ask
    from anlan.control.jobs.views import brief

    made = [brief(job) for job in ask(place, kind, target, person())]
    if json:
        print_json(made)
        return
    for row in made:
        output.print(f"第 {row['id']} 号作业 {row['label']}：{row['state_label']}")
    if not made:
        output.print("所有来源都按时，没有需要采集的。")


@app.command()
def retry(number: _Number, workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """重试失败、崩溃、已取消或错过的作业；已写入的数据不会重复装载。

    示例：anlan jobs retry 12 --workspace demo-workspace
    """
    place = open_jobs(workspace)
    from anlan.control.jobs.asking import retry as retry_job
    from anlan.control.jobs.views import brief

    _say(brief(retry_job(place, number)), json)


@app.command()
def cancel(number: _Number, workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """取消作业：等待中的立即取消，运行中的在下一处停下，已写入的数据完整。

    示例：anlan jobs cancel 12 --workspace demo-workspace
    """
    open_jobs(workspace)
    from anlan.control.jobs.asking import cancel as cancel_job
    from anlan.control.jobs.views import brief

    _say(brief(cancel_job(number)), json)


def _say(row: dict[str, Any], json: bool) -> None:
    if json:
        print_json(row)
        return
    asked = "，已要求停止" if row["is_cancel_asked"] else ""
    output.print(f"第 {row['id']} 号作业 {row['label']}：{row['state_label']}{asked}")


@app.command()
def work(
    until_idle: Annotated[bool, typer.Option("--until-idle", help="没有未结束的作业时退出")] = False,
    follow: Annotated[bool, typer.Option("--follow", hidden=True)] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """运行作业进程：到点的计划变成作业，逐个运行，Ctrl+C 停止。

    控制台会自带一个作业进程（设置 jobs.workers）；需要更多或不开控制台时用本命令。同时运行几个也不会重复执行。

    示例：anlan jobs work --workspace demo-workspace
    """
    place = open_jobs(workspace)
    from anlan.control.jobs.worker import Worker

    worker = Worker(place, _CityBeside(place))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    if follow:
        threading.Thread(target=_stop_at_end_of_input, args=(worker,), daemon=True).start()
    if not worker.work(until_idle, typer.echo):
        # A job is in the middle of a step: the next worker finishes it, nobody waits for it here.
        sys.stdout.flush()
        os._exit(0)


class _CityBeside:
    """Serves the sources of a demo city for as long as any job runs; other workspaces are left alone."""

    def __init__(self, place: Workspace) -> None:
        self._place, self._jobs, self._lock = place, 0, threading.Lock()
        self._served = ExitStack()

    @contextmanager
    def __call__(self) -> Iterator[None]:
        from anlan.cli.demo_city import city_served

        with self._lock:
            if self._jobs == 0:
                self._served.enter_context(city_served(self._place))
            self._jobs += 1
        try:
            yield
        finally:
            with self._lock:
                self._jobs -= 1
                if self._jobs == 0:
                    self._served.close()


def _stop_at_end_of_input(worker: Worker) -> None:
    while os.read(0, 4096):
        pass
    worker.stop()
