"""``anlan assets destroy``: plan, request, approve and carry out the destruction or return of a source's data."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli.assets_open import open_assets
from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table, progress_bars

if TYPE_CHECKING:
    from anlan.control.assets.models import Destruction

app = typer.Typer(help="销毁与返还：计划、申请、审批、执行、签收。", no_args_is_help=True)

SystemArgument = Annotated[str, typer.Argument(help="来源系统，契约中的 system")]
BeforeOption = Annotated[str, typer.Option("--before", help="只销毁此日之前收到的数据（YYYY-MM-DD）；省略即全部")]
NumberArgument = Annotated[int, typer.Argument(help="销毁单编号")]


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("日期写成 YYYY-MM-DD") from error


@app.command()
def plan(
    system: SystemArgument, before: BeforeOption = "", workspace: WorkspaceOption = None, as_json: JsonOption = False
) -> None:
    """列出销毁会涉及什么：各表的行、历史版本、发布、原始字节、控制库、派生材料，保留什么，够不着什么。不改动数据。

    示例：anlan assets destroy plan utilities
    """
    place, registry, contracts = open_assets(workspace)
    from anlan.control.assets.plans import plan_of
    from anlan.control.assets.scope import scope_of
    from anlan.control.place import open_pool

    scope = scope_of(place, contracts, system, _day(before))
    found = plan_of(place, open_pool(place), scope, contracts, registry)
    if as_json:
        print_json(found)
        return
    print_plan(found)


def print_plan(found: dict[str, Any]) -> None:
    """A plan for a person."""
    rows = [[one["table"], one["label"], one["how_label"], f"{one['rows']:,}"] for one in found["tables"]]
    print_table(f"装载包 {len(found['loads'])} 个，{found['load_rows']:,} 行", ("表", "名称", "处理", "行数"), rows)
    raw = found["raw_files"]
    output.print(f"原始字节 {raw['count']} 个（{raw['bytes']:,} 字节），投递文件 {len(found['delivered'])} 个")
    output.print(
        f"表文件与日志 {found['versions']} 个，发布 {len(found['releases'])} 个，查询副本 {len(found['serving'])} 个"
    )
    for one in found["control"]:
        output.print(f"控制库：{one['label']} {one['rows']:,} 行，{one['how']}")
    affected = found["affected"]
    output.print(f"血缘：影响 {affected['columns']} 个字段，指标 {'、'.join(affected['indicators']) or '无'}")
    for text in found["kept"]:
        output.print(f"保留：{text}")
    for text in found["unreachable"]:
        output.print(f"够不着：{text}")


@app.command()
def request(
    system: SystemArgument,
    basis: Annotated[str, typer.Option("--basis", help="依据：协议条款、书面要求的文号或保留期限")],
    by: Annotated[str, typer.Option("--by", help="申请人")],
    before: BeforeOption = "",
    received: Annotated[str, typer.Option("--received", help="收到书面要求的日期；省略即今天")] = "",
    give_back: Annotated[bool, typer.Option("--return", help="先返还：制作返还包，签收后再销毁")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """申请销毁，附计划，由另一人审批；期限为收到要求后的五个工作日。

    示例：anlan assets destroy request utilities --basis 保密协议第六条 --by zhang
    """
    place, registry, contracts = open_assets(workspace)
    from anlan.control.assets import destructions
    from anlan.control.place import open_pool

    today = place.clock().today()
    one = destructions.request(
        place, open_pool(place), contracts, registry, system, basis, by,
        requested_on=_day(received) or today, before=_day(before), is_return=give_back,
    )  # fmt: skip
    _told(one, today, as_json)


@app.command()
def approve(
    number: NumberArgument,
    by: Annotated[str, typer.Option("--by", help="审批人；不能是申请人")],
    refuse: Annotated[str, typer.Option("--refuse", help="退回，写明理由；省略即批准")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """批准或退回一张销毁单。

    示例：anlan assets destroy approve 1 --by li
    """
    place, _, _ = open_assets(workspace)
    from anlan.control.assets import destructions

    _told(destructions.decide(number, by, refuse or None), place.clock().today(), as_json)


@app.command("run")
def execute(
    number: NumberArgument,
    rebuild: Annotated[
        bool,
        typer.Option("--rebuild/--without-rebuild", help="先由其余来源重算派生表再清除；或整表删除，下次运行再生成"),
    ] = True,
    quiet: Annotated[bool, typer.Option("--quiet", help="不显示进度")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """执行已批准的销毁单，直到出具证书；中断后再次执行即从断点继续。

    示例：anlan assets destroy run 1
    """
    place, registry, contracts = open_assets(workspace)
    from anlan.control.assets.execution import execute as carried_out
    from anlan.control.place import open_pool

    now = place.clock().now()
    with progress_bars() as progress:
        one = carried_out(
            place, open_pool(place), contracts, registry, number, now=now, rebuild=rebuild,
            **({} if quiet else {"progress": lambda label, done, total: progress("销毁", done, total)}),
        )  # fmt: skip
    _told(one, place.clock().today(), as_json)


@app.command("handed-over")
def handed_over(
    number: NumberArgument,
    receipt: Annotated[str, typer.Option("--receipt", help="签收人与日期")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """登记返还包已由对方签收，之后才能继续销毁。

    示例：anlan assets destroy handed-over 1 --receipt "供水集团 王某 2026-11-24"
    """
    place, _, _ = open_assets(workspace)
    from anlan.control.assets.execution import confirm_receipt

    _told(confirm_receipt(number, receipt), place.clock().today(), as_json)


@app.command("list")
def list_destructions(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """列出销毁单：来源、期限、状态、做到哪一步。

    示例：anlan assets destroy list
    """
    place, _, _ = open_assets(workspace)
    from anlan.control.assets.destructions import destructions
    from anlan.control.assets.execution import STAGES

    rows = destructions(place.clock().today())
    if as_json:
        print_json(rows)
        return
    shown = [
        [r["number"], r["label"], r["before"] or "全部", r["due"], "逾期" if r["is_overdue"] else "", r["state_label"],
         STAGES.get(r["stage"], "—"), r["log_index"]]
        for r in rows
    ]  # fmt: skip
    print_table("销毁单", ("编号", "来源", "早于", "期限", "", "状态", "已完成", "日志序号"), shown)


def _told(one: Destruction, today: date, as_json: bool) -> None:
    from anlan.control.assets.destructions import row

    told = row(one, today)
    if as_json:
        print_json({**told, "files": one.files})
        return
    output.print(f"第 {told['number']} 号销毁单：{told['label']}，{told['state_label']}，期限 {told['due']}")
    for file in one.files:
        output.print(f"证书 {Path(file['path'])}  SHA-256 {file['sha256']}")
