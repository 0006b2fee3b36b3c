"""``anlan catalogue authorise|authorisations|revoke``: who may use a published resource, for what, until when."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anlan.cli.catalogue_place import UserOption, open_catalogue, person_with, reviewer
from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table

if TYPE_CHECKING:
    from anlan.control.catalogue.authorisations import AuthorisationLife

authorise = typer.Typer(help="数据授权：申请、批准、退回。", no_args_is_help=True)

NumberArgument = Annotated[str, typer.Argument(help="授权代码")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the noun."""
    app.add_typer(authorise, name="authorise")
    app.command()(authorisations)
    app.command()(revoke)


def _life(workspace: Path | None) -> AuthorisationLife:
    open_catalogue(workspace)
    from anlan.control.catalogue.authorisation_decisions import authorisation_life

    return authorisation_life()


def _number(code: str) -> int:
    from anlan.control.catalogue.authorisations import AuthorisationUnknown
    from anlan.control.catalogue.models import Authorisation

    found = Authorisation.objects.filter(code=code).first()
    if found is None:
        raise AuthorisationUnknown(code=code)
    return int(found.pk)


@authorise.command("request")
def request_authorisation(
    code: Annotated[str, typer.Argument(help="资源代码")],
    department: Annotated[str, typer.Option("--department", help="申请部门")],
    purpose: Annotated[str, typer.Option("--purpose", help="用途")],
    until: Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="有效期至")],
    user: UserOption,
    basis: Annotated[str, typer.Option("--basis", help="依据或满足的条件；有条件共享时必填")] = "",
    item: Annotated[
        list[str] | None, typer.Option("--item", help="信息项代码，可重复；省略时为全部可共享的信息项")
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """替部门申请使用一个已发布的资源。有条件共享的由另一人批准；无条件共享的即时生效并上链；不予共享的不受理。

    示例：ANLAN_PASSWORD=… anlan catalogue authorise request 310101/000001 --user analyst --department 就业促进处
    --purpose 失业预警 --basis 按职责申请 --until 2027-06-30
    """
    life = _life(workspace)
    from anlan.control.catalogue.authorisations import State, WantedAuthorisation

    wanted = WantedAuthorisation(code, department, purpose, until.date(), basis, tuple(item or ()))
    made = life.request(wanted, person_with(user, "catalogue.read"))
    told = "无条件共享，已生效" if made.state == State.GRANTED else "已提交审核"
    output.print(f"{told}：{made.code} {made.name}，{len(made.items)} 个信息项，至 {made.until}")


@authorise.command("approve")
def approve_authorisation(
    codes: Annotated[list[str], typer.Argument(help="授权代码，可多个")],
    user: UserOption,
    workspace: WorkspaceOption = None,
) -> None:
    """批准授权申请。申请人不能批准自己的申请。

    示例：ANLAN_PASSWORD=… anlan catalogue authorise approve A000001 --user data
    """
    life = _life(workspace)
    person = reviewer(user)
    output.print(f"批准 {life.approve([_number(code) for code in codes], person)} 件授权。")


@authorise.command("refuse")
def refuse_authorisation(
    code: NumberArgument,
    user: UserOption,
    reason: Annotated[str, typer.Option("--reason", help="理由")],
    workspace: WorkspaceOption = None,
) -> None:
    """退回授权申请，写明理由。

    示例：ANLAN_PASSWORD=… anlan catalogue authorise refuse A000001 --user data --reason "用途与职责不符"
    """
    life = _life(workspace)
    person = reviewer(user)
    life.refuse(_number(code), person, reason)
    output.print(f"已退回 {code}。")


def authorisations(
    code: Annotated[str, typer.Option("--code", help="只列某一资源的")] = "",
    all_states: Annotated[bool, typer.Option("--all", help="也列申请、退回、到期与收回的")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出业务日期当天有效的授权：谁、用来做什么、到哪天；信息项、依据与审批经过见 --json。

    示例：anlan catalogue authorisations --code 310101/000001 --all
    """
    place, _ = open_catalogue(workspace)
    from anlan.control.catalogue import authorisation_decisions as view

    found = view.authorisations(place.clock().today(), None, code, all_states)
    if as_json:
        print_json(found)
        return
    header = ["授权代码", "资源代码", "申请部门", "用途", "有效期至", "状态"]
    keys = ("code", "resource_code", "department", "purpose", "until", "state_label")
    rows = [[row[key] for key in keys] for row in found["rows"]]
    print_table(f"{found['day']} 有效 {found['in_force']} 件", header, rows)


def revoke(
    code: NumberArgument,
    user: UserOption,
    reason: Annotated[str, typer.Option("--reason", help="理由")],
    workspace: WorkspaceOption = None,
) -> None:
    """收回一件有效的授权，写明理由；上链并告知申请人。

    示例：ANLAN_PASSWORD=… anlan catalogue revoke A000001 --user data --reason "用途已完成"
    """
    life = _life(workspace)
    ended = life.revoke(code, reviewer(user), reason)
    output.print(f"已收回 {ended.code}：{ended.department}不再使用{ended.name}。")
