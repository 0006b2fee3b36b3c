"""``anlan catalogue proposals|harvests``: proposals of elements before people, and what kept harvests found changed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anlan.cli.catalogue_place import UserOption, person_with
from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table, workspace_of

if TYPE_CHECKING:
    from anlan.base.settings import Workspace
    from anlan.collection.harvest.items import Harvest
    from anlan.collection.profile.table_profile import TableProfile

proposals = typer.Typer(help="数据元绑定的建议：查看、接受、拒绝。", no_args_is_help=True)

ItemArgument = Annotated[str, typer.Argument(help="指标项：系统.表.字段")]
ElementOption = Annotated[str, typer.Option("--element", help="数据元标识；省略时为首选建议")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the noun."""
    app.add_typer(proposals, name="proposals")
    app.command()(harvests)


def opened(workspace: Path | None) -> Workspace:
    """The workspace with its control database up to date."""
    from anlan.control.settings import configure, migrate

    place = workspace_of(workspace)
    configure(place)
    migrate()
    return place


def keep(place: Workspace, found: Harvest) -> int:
    """Keep a harvest in the workspace, renewing proposals; returns how many differences to the last one it has."""
    opened(place.root)
    from anlan.control.harvest.deciding import learned_wordings
    from anlan.control.harvest.keeping import keep_harvest
    from anlan.standards.binding import ElementProposer
    from anlan.standards.objects import load_objects

    day = place.clock().today()
    proposer = ElementProposer.of(load_objects(), day, learned_wordings())
    return len(keep_harvest(found, day, proposer))


def keep_profiles(place: Workspace, found: list[TableProfile]) -> None:
    """Keep profiles in the workspace."""
    opened(place.root)
    from anlan.control.harvest import keeping

    keeping.keep_profiles(found, place.clock().today())


def remembered(place: Workspace | None) -> tuple[list[tuple[str, str]], dict[str, frozenset[str]]]:
    """Wordings accepted and elements refused in the workspace; nothing where there is none."""
    if place is None:
        return [], {}
    opened(place.root)
    from anlan.control.harvest.deciding import learned_wordings, refused_elements

    return learned_wordings(), refused_elements()


@proposals.command("list")
def list_proposals(
    system: Annotated[str, typer.Option("--system", help="只列某个系统")] = "",
    state: Annotated[str, typer.Option("--state", help="open、accepted、none；省略时为全部")] = "open",
    text: Annotated[str, typer.Option("--text", help="字段、注释或表名中的文字")] = "",
    least: Annotated[float, typer.Option("--least", help="得分至少")] = 0.0,
    limit: Annotated[int, typer.Option("--limit", help="最多列出几条")] = 50,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出指标项与建议的数据元，得分高的在前。

    示例：anlan catalogue proposals list --system employment --least 0.9
    """
    opened(workspace)
    from anlan.control.harvest.deciding import row_of, waiting

    found = waiting(system, state, text, least).order_by("-score", "system", "table", "id")
    rows = [row_of(one) for one in found[:limit]]
    if as_json:
        print_json({"total": found.count(), "rows": rows})
        return
    table = []
    for row in rows:
        first = row["proposals"][0] if row["proposals"] else {}
        element = row["element"] or first.get("element", "")
        place = f"{row['system']}.{row['table']}.{row['column']}"
        shown = [place, row["label"], row["state_label"], element, first.get("name", ""), f"{row['score']:.2f}"]
        table.append([*shown, first.get("reason", "")])
    header = ["指标项", "注释", "状态", "数据元", "名称", "得分", "理由"]
    print_table(f"共 {found.count()} 项", header, table)


@proposals.command("accept")
def accept_proposal(
    user: UserOption,
    item: Annotated[str, typer.Argument(help="指标项：系统.表.字段；用 --least 时省略", show_default=False)] = "",
    element: ElementOption = "",
    system: Annotated[str, typer.Option("--system", help="与 --least 合用：只接受某个系统的")] = "",
    least: Annotated[float, typer.Option("--least", help="接受得分不低于此值的全部首选建议")] = 0.0,
    workspace: WorkspaceOption = None,
) -> None:
    """接受建议，把指标项绑定到数据元；今后同样的写法按此建议。

    示例：ANLAN_PASSWORD=… anlan catalogue proposals accept employment.CC03.CCZ030 --user data

    示例：ANLAN_PASSWORD=… anlan catalogue proposals accept --system employment --least 0.98 --user data
    """
    opened(workspace)
    from anlan.control.harvest.deciding import accept, accept_all, item_at, waiting

    if element and not item:
        raise typer.BadParameter("只能与一个指标项合用", param_hint="--element")
    if bool(item) == bool(least):
        raise typer.BadParameter("给出一个指标项，或用 --least 给出得分，二者取一", param_hint="ITEM")
    person = person_with(user, "catalogue.submit")
    now = datetime.now(tz=UTC)
    if item:
        accept(item_at(item), person, now, element)
    count = 1 if item else accept_all(list(waiting(system, "open", least=least)), person, now)
    output.print(f"接受 {count:,} 项。")


@proposals.command("refuse")
def refuse_proposal(
    item: ItemArgument,
    user: UserOption,
    element: ElementOption = "",
    reason: Annotated[str, typer.Option("--reason", help="理由")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """拒绝建议：此数据元不再为该指标项建议，下一个候选顶上。

    示例：ANLAN_PASSWORD=… anlan catalogue proposals refuse employment.JC20.AAE041 --user data --reason "此处是受理日期"
    """
    opened(workspace)
    from anlan.control.harvest.deciding import item_at, refuse

    one = item_at(item)
    refused = refuse(one, person_with(user, "catalogue.submit"), datetime.now(tz=UTC), element, reason)
    left = [p for p in refused.proposals if p["element"] not in refused.refused]
    output.print(f"已拒绝。{'下一个建议：' + left[0]['element'] + ' ' + left[0]['name'] if left else '没有其他建议。'}")


def harvests(
    system: Annotated[str, typer.Option("--system", help="只看某个系统，并列出逐条差异")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出已保存的采集：每个系统的表、指标项、采集日期与上次以来的结构变化。

    示例：anlan catalogue harvests --system employment
    """
    opened(workspace)
    from anlan.control.harvest.views import differences_of, systems

    rows = systems()
    if as_json:
        print_json({"systems": rows, "differences": differences_of(system) if system else []})
        return
    header = ["系统", "表", "指标项", "已绑定", "待确认", "首次见到", "最近采集", "变化"]
    keys = ("system", "tables", "items", "accepted", "open", "first_seen", "last_seen", "differences")
    print_table(f"{len(rows)} 个系统", header, [[row[key] for key in keys] for row in rows])
    if system:
        changes = {"added": "新增", "removed": "消失", "changed": "改变"}
        print_table(
            "结构变化",
            ["日期", "变化", "表", "字段", "方面", "原来", "现在"],
            [
                [d["day"], changes[d["change"]], d["table"], d["column"], d["aspect_label"], d["before"], d["after"]]
                for d in differences_of(system)
            ],
        )
