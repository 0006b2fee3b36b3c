"""``anlan catalogue truth|mounts|duties|subscribe|…``: whether the catalogue is true, and who is told of changes."""

from __future__ import annotations

from typing import Annotated

import typer

from anlan.cli.catalogue_place import SubmitterOption, UserOption, open_catalogue, person_with, submitter
from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table


def add_to(app: typer.Typer) -> None:
    """Add the commands to the noun."""
    for command in (truth, mounts, duties, duty, subscribe, unsubscribe, notices):
        app.command()(command)


CodeArgument = Annotated[str, typer.Argument(help="资源代码")]


def truth(
    party: Annotated[str, typer.Option("--party", help="只列某一责任方")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """把已发布条目承诺的信息项、数据量、更新频率与实际到达核对，按责任方列出不符的条目。

    主作业每次运行都会核对；本命令立即再核对一次。

    示例：anlan catalogue truth --workspace demo-workspace
    """
    place, _ = open_catalogue(workspace)
    from anlan.control.catalogue.nightly import check_catalogue
    from anlan.control.catalogue.truth import findings

    check_catalogue(place, place.clock().today())
    found = findings(party)
    if as_json:
        print_json(found)
        return
    header = ["责任方", "资源代码", "资源名称", "方面", "承诺", "实际", "始于"]
    keys = ("responsible_party", "resource_code", "name", "aspect_label", "promise", "fact", "since")
    print_table(
        f"核对 {found['entries']} 个条目，{found['untrue']} 个与实际不符",
        header,
        [[str(row[key]) for key in keys] for row in found["rows"]],
    )


def mounts(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """各部门已发布条目的挂接率。挂接目标不存在的不计入。

    示例：anlan catalogue mounts
    """
    open_catalogue(workspace)
    from anlan.control.catalogue.decisions import mounting
    from anlan.control.catalogue.published import published

    rates = mounting().rates((row.party, row.mounts) for row in published().rows.values())
    if as_json:
        print_json([vars(one) | {"rate": one.rate} for one in rates])
        return
    rows = [
        [one.department, one.entries, one.mounted, f"{one.rate:.1%}" if one.rate is not None else "—"] for one in rates
    ]
    total, mounted = sum(one.entries for one in rates), sum(one.mounted for one in rates)
    print_table(f"已发布 {total} 个，挂接 {mounted} 个", ["部门", "条目", "已挂接", "挂接率"], rows)


def duties(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """职责目录 → 数据目录 → 库表：各部门的职责及其下的数据条目与挂接数。

    示例：anlan catalogue duties
    """
    open_catalogue(workspace)
    from anlan.control.catalogue.published import published

    found = published().levels()
    if as_json:
        print_json(found)
        return
    rows = [
        [one["department"], duty["code"] or "—", duty["name"] or "（未注明职责）", duty["entries"], duty["mounts"]]
        for one in found
        for duty in one["duties"]
    ]
    print_table(f"{len(found)} 个部门", ["部门", "职责代码", "职责事项", "数据条目", "挂接"], rows)


def duty(
    name: Annotated[str, typer.Argument(help="职责事项")],
    department: Annotated[str, typer.Option("--department", help="部门")],
    basis: Annotated[str, typer.Option("--basis", help="依据：三定规定、法律法规")] = "",
    user: SubmitterOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """提出一项部门职责，由另一人审核后进入职责目录。

    示例：anlan catalogue duty 社会保险登记 --department 社会保险基金管理中心 --basis 社会保险法第八条
    """
    place, _ = open_catalogue(workspace)
    from anlan.control.catalogue.duties import DutyLife, WantedDuty
    from anlan.control.catalogue.log import VerifiableLog

    made = DutyLife(VerifiableLog(place)).propose([WantedDuty(department, name, basis)], submitter(user))
    output.print(f"已提交审核：{made[0].code} {name}" if made else f"{department}已有职责“{name}”")


def subscribe(code: CodeArgument, user: UserOption, workspace: WorkspaceOption = None) -> None:
    """订阅一个资源：变更或撤销时收到通知。

    示例：ANLAN_PASSWORD=… anlan catalogue subscribe 310101/000001 --user analyst
    """
    open_catalogue(workspace)
    from anlan.control.catalogue import subscriptions

    subscriptions.subscribe(code, person_with(user, "catalogue.read"))
    output.print(f"已订阅 {code}。")


def unsubscribe(code: CodeArgument, user: UserOption, workspace: WorkspaceOption = None) -> None:
    """退订一个资源。

    示例：ANLAN_PASSWORD=… anlan catalogue unsubscribe 310101/000001 --user analyst
    """
    open_catalogue(workspace)
    from anlan.control.catalogue import subscriptions

    subscriptions.unsubscribe(code, person_with(user, "catalogue.read"))
    output.print(f"已退订 {code}。")


def notices(user: UserOption, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """我的通知：订阅的资源有了变更、提交的条目被退回。

    示例：ANLAN_PASSWORD=… anlan catalogue notices --user analyst
    """
    open_catalogue(workspace)
    from anlan.control.catalogue import subscriptions

    found = subscriptions.notices(person_with(user, "catalogue.read"))
    if as_json:
        print_json(found)
        return
    rows = [
        [one["at"].isoformat(timespec="minutes"), "" if one["is_read"] else "新", one["text"]] for one in found["rows"]
    ]
    print_table(f"通知 {len(rows)} 条，未读 {found['unread']} 条", ["时间", "状态", "内容"], rows)
