"""``anlan run``: the main job, from the sources to the published list."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.base.settings import Workspace
from anlan.cli.demo_city import city_served
from anlan.cli.terminal import (
    JsonOption,
    WorkspaceOption,
    errors,
    output,
    print_json,
    print_table,
    progress_bars,
    workspace_of,
)

if TYPE_CHECKING:
    from anlan.control.main_job import RunResult

_LISTED = 20


def command(
    workspace: WorkspaceOption = None,
    weeks: Annotated[int | None, typer.Option("--weeks", min=1, max=120, help="计算的周数（含当前周）")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="不显示进度")] = False,
    record: Annotated[int | None, typer.Option("--record", hidden=True)] = None,
    json: JsonOption = False,
) -> None:
    """运行主作业：采集、标准化、关联企业、阅读新闻、研判、发布。

    有异常时逐条列出；作业失败时退出码为 1。被中断的作业再运行一次即可接着完成。

    示例：anlan run --workspace demo-workspace
    """
    result = run_job(workspace_of(workspace), weeks, quiet=quiet or json, record=record)
    if json:
        print_json(as_dict(result))
    elif result.error is None:
        print_result(result)
    if result.error is not None:
        raise result.error


def run_job(
    workspace: Workspace, weeks: int | None = None, *, quiet: bool = False, record: int | None = None
) -> RunResult:
    """Run the main job with bars on the terminal. Raises: RunInProgress."""
    from anlan.control.settings import configure, migrate

    configure(workspace)
    migrate()
    from anlan.control.main_job import nothing, run_main_job

    with city_served(workspace), nullcontext(nothing) if quiet else progress_bars() as observer:
        return run_main_job(workspace, now=workspace.clock().now(), weeks=weeks, observer=observer, record=record)


def as_dict(result: RunResult) -> dict[str, Any]:
    """The result of a run as JSON types."""
    return {
        "run_id": result.run_id,
        "state": result.state,
        "release": result.release,
        "seconds": result.seconds,
        "peak_memory_mb": result.peak_memory_mb,
        "error": result.error.as_dict() if result.error else None,
        "incidents": [note.__dict__ for note in result.incidents],
    }


def print_result(result: RunResult) -> None:
    """Say how the run ended, and list its incidents, the gravest first."""
    from anlan.control.models import Run

    label = Run.State(result.state).label
    figures = f"用时 {result.seconds:.1f} 秒，内存峰值 {result.peak_memory_mb:,} MB"
    output.print(f"第 {result.run_id} 次运行{label}：第 {result.release} 号发布，{figures}")
    notes = sorted(result.incidents, key=lambda note: ("error", "warning", "info").index(note.severity))
    if notes:
        words = {"error": "错误", "warning": "警告", "info": "提示"}
        rows = [(words[note.severity], note.subject, note.message, note.hint) for note in notes[:_LISTED]]
        print_table(f"异常 {len(notes)} 条", ("级别", "对象", "情况", "建议"), rows)
    if len(notes) > _LISTED:
        errors.print(f"其余 {len(notes) - _LISTED} 条见控制台“运行”页。")
