"""``anlan demo``: a made-up city, the main job, the report and the console, by one command."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from typing import Annotated, Any

import typer

from anlan.base.clock import Week
from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace, create_workspace, open_workspace
from anlan.cli.demo_city import city_package
from anlan.cli.run import print_result, run_job
from anlan.cli.terminal import output, print_table, progress_bars

DONE_FILE = "demo.done"
SURE = 0.99
# Only for made-up data on this machine; a real workspace has none of these accounts.
PASSWORD = "anlan-demo-2026"  # noqa: S105
ACCOUNTS = (
    ("analyst", "分析员甲", "analyst", ""),
    ("leader", "领导甲", "leader", ""),
    ("handler", "朝阳处置员", "handler", "110105"),
    ("data", "数据管理员甲", "data_admin", ""),
    ("reviewer", "数据管理员乙", "data_admin", ""),
    ("auditor", "审计员甲", "auditor", ""),
    ("admin", "系统管理员甲", "admin", ""),
)


class DemoInTheWay(AnlanError):
    """The folder holds a workspace that the demo did not make."""

    code = "demo-in-the-way"
    status = 409
    message = "{folder} 已有内容，且不是示例工作区"
    hint = "用 --workspace 换一个文件夹；示例不会覆盖真实的工作区。"


def command(
    workspace: Annotated[Path, typer.Option("--workspace", help="示例工作区文件夹")] = Path("demo-workspace"),
    scale: Annotated[float, typer.Option("--scale", help="规模：1.0 为 2021 年末的北京", min=0.0005, max=1.0)] = 0.01,
    seed: Annotated[int | None, typer.Option("--seed", help="随机种子；相同种子得到相同城市")] = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="只生成，不启动控制台")] = False,
    port: Annotated[int | None, typer.Option("--port", help="控制台端口；默认 8000")] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="删除并重新生成示例工作区")] = False,
) -> None:
    """生成示例城市，运行主作业，签发周报，建立演示账号并启动控制台。

    已生成过的示例直接启动；重新生成加 --rebuild。

    示例：anlan demo --scale 0.01
    """
    if rebuild or not (workspace / DONE_FILE).is_file():
        place = _build(city_package(), workspace, scale, seed)
        _work(place)
    else:
        place = open_workspace(workspace)
        output.print(f"沿用已生成的示例工作区 {place.root}（重新生成：anlan demo --rebuild）")
        _configure(place)
    _summary(place)
    if not no_serve:
        from anlan.control.server import serve

        serve(place, place.get("serve.host"), port or place.get("serve.port"), typer.echo)


def _build(city: Any, folder: Path, scale: float, seed: int | None) -> Workspace:
    if folder.exists() and any(folder.iterdir()):
        if not (folder / "city").is_dir():
            raise DemoInTheWay(folder=folder)
        rmtree(folder)
    chosen = {} if seed is None else {"seed": seed}
    with progress_bars() as progress:
        built = city.build(folder, scale=scale, progress=progress, **chosen)
    create_workspace(folder, built.settings, built.connections)
    output.print(f"示例城市：{built.folder}（全部为虚构数据）")
    return open_workspace(folder)


def _work(place: Workspace) -> None:
    result = run_job(place)
    if result.error is not None:
        raise result.error
    print_result(result)
    _add_accounts()
    _publish_catalogue(place)
    _link_masters(place)
    _survey(place)
    from anlan.control import report_centre

    week = Week.of(place.clock().today())
    report = report_centre.issue_weekly(place, str(week), "analyst")
    output.print(f"周报：{place.reports}（{'、'.join(file['format'] for file in report['files'])}）")
    (place.root / DONE_FILE).write_text(str(week) + "\n", encoding="utf-8")


def _publish_catalogue(place: Workspace) -> None:
    """The contracts' entries submitted by one person, approved by another, and held against what arrived."""
    from anlan.control.catalogue.decisions import DutyDecisions, EntryDecisions
    from anlan.control.catalogue.from_contracts import submit_contracts
    from anlan.control.catalogue.nightly import check_catalogue

    submitted = submit_contracts(place, "data")
    for kind in (DutyDecisions(), EntryDecisions()):
        kind.approve([one.number for one in kind.waiting()], "reviewer")
    check = check_catalogue(place, place.clock().today())
    output.print(
        f"资源目录：由契约登记 {submitted.entries} 个资源、{submitted.duties} 项职责，{check.untrue} 个与实际不符"
    )
    _mount_lists(place)


def _mount_lists(place: Workspace) -> None:
    """What other bureaux' lists offer beyond what is loaded waits for the reviewer."""
    from anlan.control.catalogue.exchange_mounting import mount_list
    from anlan.control.source_view import contracts

    for contract in contracts(place):
        if contract.exchange is not None and contract.exchange.catalogue:
            done = mount_list(place, contract.system, "data")
            output.print(f"挂接：{contract.label}的目录清单 {done.listed} 个资源，{done.submitted} 个待审核")


def _link_masters(place: Workspace) -> None:
    """Persons and employers of every system brought together, with a queue for the reviewer."""
    from anlan.control.master.declaration import SUBJECTS
    from anlan.control.master.refresh import refresh

    for subject, label in SUBJECTS.items():
        done = refresh(place, subject, datetime.now(UTC))
        output.print(
            f"主数据：{label} {done.records:,} 条来源记录归为 {done.entities:,} 个主体，{done.waiting} 对待复核"
        )


def _survey(place: Workspace) -> None:
    """The structure of every system harvested and profiled; what is nearly certain of its meaning is accepted."""
    from anlan.cli.catalogue_survey import summary, survey_and_keep
    from anlan.control.harvest.deciding import accept_all, waiting

    output.print(summary(survey_and_keep(place, [])))
    accepted = accept_all(list(waiting(state="open", least=SURE)), "data", datetime.now(UTC))
    output.print(f"数据元绑定：数据管理员接受得分不低于 {SURE} 的 {accepted:,} 项，其余留待逐项确认")


def _configure(place: Workspace) -> None:
    from anlan.control.settings import configure, migrate

    configure(place)
    migrate()


def _add_accounts() -> None:
    from anlan.control import people

    known = {person["username"] for person in people.everyone()}
    for username, name, role, district in ACCOUNTS:
        if username not in known:
            people.add(username, name, role, district, PASSWORD)


def _summary(place: Workspace) -> None:
    from anlan.control.access import ROLES
    from anlan.control.label_sets import label
    from anlan.control.ledger_view import LedgerView
    from anlan.control.serving_copy import ServingCopy

    overview = LedgerView(ServingCopy.current(place), None).overview(None)
    levels = "，".join(f"{choice['label']} {choice['count']} 家" for choice in overview["levels"])
    output.print(f"{overview['week']} 预警企业 {overview['total']} 家：{levels or '无'}")
    rows = [
        (username, PASSWORD, ROLES[role].label, label("district", district) if district else "全市")
        for username, _, role, district in ACCOUNTS
    ]
    print_table("演示账号（仅用于示例）", ("用户名", "密码", "角色", "范围"), rows)
