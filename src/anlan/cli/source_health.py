"""``anlan source health``: whether each source table keeps what it promised."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table


def health(
    late: Annotated[bool, typer.Option("--late", help="只列没有按时的")] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """逐表核对来源：最近成功、应到日期、迟了几天、行数是否在约定与以往的范围内。

    没有按时、失败或行数异常的排在前面；没有数据不等于没有风险。

    示例：anlan source health --late --workspace demo-workspace
    """
    from anlan.cli.jobs import open_jobs

    place = open_jobs(workspace)
    from anlan.control.jobs.source_health import count_well, source_health

    every = source_health(place)
    rows = [row for row in every if not late or row["state"] != "on_time" or row["is_unusual"]]
    if json:
        print_json(rows)
        return
    columns = ("来源表", "状态", "数据截至", "应到", "迟（天）", "最近行数", "约定行数", "以往行数")
    print_table("来源健康", columns, [_line(row) for row in rows])
    output.print(f"{len(every)} 张来源表，{count_well(every)} 张按时。")


def _line(row: dict[str, Any]) -> list[Any]:
    place = f"{row['system_label']} {row['label']}"
    failed = f"，连续失败 {row['failures']} 次" if row["failures"] else ""
    count = None if row["last_rows"] is None else f"{row['last_rows']:,}" + ("（异常）" if row["is_unusual"] else "")
    promised = _span(row["rows_min"], row["rows_max"])
    usual = _span(row["usual_min"], row["usual_max"])
    state = row["state_label"] + failed
    return [place, state, row["last_known"], row["due"], row["days_late"], count, promised, usual]


def _span(low: int | None, high: int | None) -> str | None:
    if low is None and high is None:
        return None
    return f"{'' if low is None else format(low, ',')}–{'' if high is None else format(high, ',')}"
