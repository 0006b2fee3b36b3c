"""``anlan standardise``: values without a code and their mapping, corrections explained, counted and taken back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.base.errors import AnlanError
from anlan.cli.catalogue_place import UserOption, person_with
from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table, progress_bars, workspace_of

if TYPE_CHECKING:
    from anlan.base.settings import Workspace

app = typer.Typer(help="标准化：代码映射、更正的说明与计数、撤销与重做、地址解析。", no_args_is_help=True)

NumberArgument = Annotated[int, typer.Argument(help="决定编号，见 anlan standardise mappings")]
ReasonOption = Annotated[str, typer.Option("--reason", help="原因，写入日志")]


class PlaceUnreadable(AnlanError):
    """An argument that does not name what it should."""

    code = "place-unreadable"
    status = 422
    message = "“{text}”不是{form}"
    hint = "示例见 `anlan standardise --help` 下各命令的说明。"


def _opened(workspace: Path | None) -> tuple[Workspace, datetime]:
    from anlan.control.settings import configure, migrate

    place = workspace_of(workspace)
    configure(place)
    migrate()
    return place, place.clock().now()


def _item(text: str) -> tuple[str, str, str]:
    parts = text.split(".", 2)
    if len(parts) != 3 or not all(parts):
        raise PlaceUnreadable(text=text, form="系统.表.项目")
    return parts[0], parts[1], parts[2]


@app.command()
def unmapped(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """列出不在代码集中的来源值：次数、建议的代码、得分与理由。

    示例：anlan standardise unmapped --workspace demo-workspace
    """
    _opened(workspace)
    from anlan.control.standardise import views

    rows = views.unmapped()
    if as_json:
        print_json(rows)
        return
    shown = []
    for row in rows:
        first = row["proposals"][0] if row["proposals"] else {}
        place = f"{row['system']}.{row['table']}.{row['item']}"
        proposed = f"{first['code']} {first['label']}（{first['score']:.2f}）" if first else "（无）"
        shown.append([place, row["code_set"], row["value"], f"{row['count']:,}", proposed, first.get("reason", "")])
        shown[-1].append(row["state_label"])
    print_table(f"{len(rows)} 个值待映射", ["项目", "代码集", "来源值", "次数", "建议", "理由", "状态"], shown)


@app.command("map")
def map_value(
    item: Annotated[str, typer.Argument(help="系统.表.项目")],
    value: Annotated[str, typer.Argument(help="来源值")],
    code: Annotated[str, typer.Argument(help="标准代码")],
    user: UserOption,
    note: Annotated[str, typer.Option("--note", help="理由")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """提交一条代码映射，由另一人复核后生效。

    示例：ANLAN_PASSWORD=… anlan standardise map arbitration.cases.争议类型 讨要工资 01 --user data
    """
    _, now = _opened(workspace)
    from anlan.control.standardise.submitting import submit_code

    one = submit_code(_item(item), value, code, person_with(user, "standards.draft"), now, note)
    output.print(f"已提交第 {one.pk} 号：{one.place} {one.subject}。等待另一人复核。")


@app.command()
def mappings(
    state: Annotated[str, typer.Option("--state", help="review、in_force、refused、ended；省略时为全部")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出代码映射与停用转换的决定：版本、生效日、复核人、是否已应用。

    示例：anlan standardise mappings --state review
    """
    _opened(workspace)
    from anlan.control.standardise import views

    rows = views.decisions(state)
    if as_json:
        print_json(rows)
        return
    header = ["编号", "项目", "内容", "版本", "状态", "生效日", "提交人", "复核人", "已应用"]
    shown = [[row["number"], f"{row['system']}.{row['table']}.{row['item']}", *_told(row)] for row in rows]
    print_table(f"{len(rows)} 条决定", header, shown)


def _told(row: dict[str, Any]) -> list[Any]:
    applied = "待下次运行" if row["is_pending"] else ("是" if row["applied_at"] else "")
    names = ("subject", "version", "state_label", "effective_from", "author", "reviewer")
    return [*("" if row[name] is None else row[name] for name in names), applied]


@app.command()
def accept(number: NumberArgument, user: UserOption, workspace: WorkspaceOption = None) -> None:
    """复核同意一条决定；下一次标准化时生效，并重做已入明细层的数据。

    示例：ANLAN_PASSWORD=… anlan standardise accept 3 --user reviewer
    """
    _, now = _opened(workspace)
    from anlan.control.standardise.views import decision_life

    one = decision_life().approve(number, person_with(user, "standards.approve"), now)
    output.print(f"已同意：{one.place} {one.subject}（第 {one.version} 版，自 {one.effective_from} 起）。")


@app.command()
def refuse(number: NumberArgument, user: UserOption, reason: ReasonOption, workspace: WorkspaceOption = None) -> None:
    """退回一条决定；退回的代码不再建议。

    示例：ANLAN_PASSWORD=… anlan standardise refuse 3 --user reviewer --reason "应为其他"
    """
    _, now = _opened(workspace)
    from anlan.control.standardise.views import decision_life

    one = decision_life().refuse(number, person_with(user, "standards.approve"), now, reason)
    output.print(f"已退回：{one.place} {one.subject}。")


@app.command()
def revert(
    user: UserOption,
    reason: ReasonOption,
    number: Annotated[int, typer.Option("--decision", help="撤销这一号决定")] = 0,
    item: Annotated[str, typer.Option("--item", help="系统.表.项目：对它停用一种转换")] = "",
    conversion: Annotated[str, typer.Option("--conversion", help="停用的转换，如 unit、date-serial")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """撤销一条决定（恢复原状），或提请对一个来源项目停用一种转换（由另一人复核）。

    示例：ANLAN_PASSWORD=… anlan standardise revert --decision 3 --reason "映射有误" --user data

    示例：ANLAN_PASSWORD=… anlan standardise revert --item tax.year.收入 --conversion unit --reason "改用元" --user me
    """
    _, now = _opened(workspace)
    from anlan.control.standardise.views import decision_life

    if bool(number) == bool(item and conversion):
        raise typer.BadParameter("给出 --decision，或同时给出 --item 与 --conversion", param_hint="--decision")
    life = decision_life()
    if number:
        one = life.end(number, person_with(user, "standards.approve"), now, reason)
        output.print(f"已撤销：{one.place} {one.subject}。下一次标准化恢复原状。")
        return
    one = life.submit_switch(_item(item), conversion, person_with(user, "standards.draft"), now, reason)
    output.print(f"已提交第 {one.pk} 号：{one.place} {one.subject}。等待另一人复核。")


@app.command()
def apply(workspace: WorkspaceOption = None) -> None:
    """立即应用尚未应用的决定：从贴源层重做有关的明细（下一次运行发布）。

    示例：anlan standardise apply --workspace demo-workspace
    """
    place, now = _opened(workspace)
    from anlan.control.standardise.applying import apply_decisions

    with progress_bars() as progress:
        done = apply_decisions(place, now, progress)
    output.print(f"应用 {done.decisions} 条决定，重做 {done.loads} 个装载包，明细层 {done.rows:,} 行。")


@app.command()
def corrections(
    table: Annotated[str, typer.Argument(help="系统.表；省略时为全部", show_default=False)] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """按列和转换统计标准化更正，每种附一个例子。

    示例：anlan standardise corrections social_insurance.AC43_MONTH
    """
    _opened(workspace)
    from anlan.control.standardise import views

    rows = views.corrections(table)
    if as_json:
        print_json(rows)
        return
    header = ["来源项目", "明细列", "转换", "次数", "原值", "结果", "位置"]
    shown = []
    for row in rows:
        place, seen = f"{row['system']}.{row['table']}.{row['item']}", f"{row['load_id']}:{row['row_no']}"
        told = [row["label"], row["conversion_label"], f"{row['count']:,}", row["original"], row["result"]]
        shown.append([place, *told, seen])
    print_table(f"{sum(row['count'] for row in rows):,} 处更正", header, shown)


@app.command()
def explain(
    table: Annotated[str, typer.Argument(help="明细表，如 core_social__employer")],
    row: Annotated[str, typer.Option("--row", help="装载包:行号")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """说明一行中每个与原值不同的值：原值、结果、转换、依据、自何时起。

    示例：anlan standardise explain core_social__employer --row 000001-20261122-social_insurance-AB01:2
    """
    load_id, _, number = row.rpartition(":")
    if not load_id or not number.isdigit():
        raise PlaceUnreadable(text=row, form="装载包:行号")
    _opened(workspace)
    from anlan.collection.corrections.declared import DECLARERS
    from anlan.control.standardise import views

    rows = views.explained(table, load_id, int(number))
    if as_json:
        print_json(rows)
        return
    header = ["来源项目", "明细列", "原值", "结果", "转换", "依据", "自"]
    shown = []
    for one in rows:
        told = [one["item"], one["label"], one["original"], one["result"] or one["why"], one["conversion_label"]]
        shown.append([*told, f"{DECLARERS[one['declared_by']]}：{one['declaration']}", one["since"] or ""])
    print_table(f"{len(rows)} 处更正", header, shown)


@app.command()
def address(
    text: Annotated[str, typer.Argument(help="地址")],
    code: Annotated[str, typer.Option("--code", help="统一社会信用代码，地址没有说明时按登记机关判断")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """把地址解析到区和街道，附理由与把握；不能确定时不猜。在工作区中运行时，用企业登记信息学得的道路。

    示例：anlan standardise address "北京市丰台区石榴庄西街21号"
    """
    from dataclasses import asdict

    from anlan.base.addresses import read_gazetteer
    from anlan.standards.registry import PACK, load_registry

    gazetteer = read_gazetteer(PACK)
    if workspace is not None:
        gazetteer = gazetteer.learn(_stated_addresses(workspace_of(workspace)))
    place = gazetteer.locate(text, code)
    if as_json:
        print_json(asdict(place))
        return
    states = {"known": "已知", "ambiguous": "不能确定", "elsewhere": "不在北京", "unknown": "不详"}
    district = load_registry().code_set("BJ_DISTRICT").values.get(place.district_code, "")
    row = [states[place.status], district, place.street_name, f"{place.confidence:.2f}", place.reason]
    print_table("", ["结论", "区", "街道", "把握", "理由"], [row])


def _stated_addresses(place: Workspace) -> list[tuple[str, str]]:
    """The registered addresses of the workspace's enterprises whose district is stated."""
    from anlan.pool.pool import Pool

    pool, table = Pool(place.pool), "core_registry__enterprise"
    if pool.version(table) is None:
        return []
    with pool.reading(tables=[table]) as connection:
        query = f"SELECT registered_address, district_code FROM {table} WHERE registered_address || district_code <> ''"
        return list(connection.execute(query).fetchall())
