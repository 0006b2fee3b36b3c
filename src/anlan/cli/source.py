"""``anlan source``: what sources promise, what they brought, what was set aside, and loading them alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.cli.source_health import health
from anlan.cli.source_offline import layout, read_offline
from anlan.cli.source_reconcile import reconcile
from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table, progress_bars, workspace_of

if TYPE_CHECKING:
    from anlan.collection.collect import CollectResult
    from anlan.collection.contract import Contract
    from anlan.collection.incident import Incident
    from anlan.pool.loads import LoadPackage
    from anlan.pool.pool import Pool
    from anlan.standards.registry import Registry

app = typer.Typer(help="来源系统：契约、装载、搁置与重放。", no_args_is_help=True, rich_markup_mode=None)
app.command("health")(health)
app.command("layout")(layout)
app.command("read-offline")(read_offline)
app.command("reconcile")(reconcile)

_STATES = {"on_time": "按时", "late": "迟到", "silent": "静默", "failed": "失败"}


class SourceUnknown(AnlanError):
    """A source system that no contract names."""

    code = "source-unknown"
    status = 404
    message = "没有来源系统 {system}"
    hint = "运行 `anlan source list` 查看已登记的来源；契约位于 sources/<系统>/contract.yml。"


@app.command("list")
def list_sources(workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """列出来源系统：约定、按时与否、最近装载、行数与搁置数。

    示例：anlan source list --workspace demo-workspace
    """
    from anlan.base.clock import Week
    from anlan.collection.health import source_states
    from anlan.pool.loads import Loads

    place = workspace_of(workspace)
    _, contracts, pool = open_sources(place)
    loads = Loads(pool.root).all()
    week = Week.of(place.clock().today())
    rows: list[dict[str, Any]] = []
    for state in source_states(contracts, loads, [week]):
        mine = [one for one in loads if one.system == state.source_system]
        rows.append(
            {
                "system": state.source_system,
                "label": state.label,
                "source_class": state.source_class,
                "state": state.state.value,
                "expected": state.expected_text,
                "last_known_at": state.last_known_at,
                "last_load_id": mine[-1].load_id if mine else None,
                "row_count": sum(one.core_count for one in mine),
                "set_aside_count": sum(one.set_aside_count for one in mine),
            }
        )
    if json:
        print_json(rows)
        return
    shown = [{**row, "state": _STATES[row["state"]]} for row in rows]
    columns = ("系统", "名称", "状态", "约定", "数据截至", "行数", "搁置")
    keys = ("system", "label", "state", "expected", "last_known_at", "row_count", "set_aside_count")
    print_table("来源系统", columns, [[row[key] for key in keys] for row in shown])


@app.command()
def check(workspace: WorkspaceOption = None) -> None:
    """检查全部来源契约；有问题时逐条列出，退出码为 1。

    示例：anlan source check --workspace demo-workspace
    """
    _, contracts, _ = open_sources(workspace_of(workspace))
    tables = sum(len(contract.tables) for contract in contracts)
    output.print(f"{len(contracts)} 份契约、{tables} 张表，没有问题。")


@app.command()
def load(
    system: Annotated[str | None, typer.Argument(help="来源系统；省略时装载全部")] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """装载来源的新数据并入明细层（不研判、不发布）。

    示例：anlan source load social_insurance --workspace demo-workspace
    """
    from anlan.collection.collect import collect, standardise
    from anlan.collection.exchange.receipt import acknowledge
    from anlan.control.run_lock import run_lock

    place = workspace_of(workspace)
    registry, contracts, pool = open_sources(place)
    chosen = [contract for contract in contracts if system in (None, contract.system)]
    if not chosen:
        raise SourceUnknown(system=system)
    now = place.clock().now()
    # A job on the same source, or the main job, must not bring the same rows at the same time.
    with run_lock(place), progress_bars() as progress:
        collected = collect(place, chosen, pool, registry, now, progress)
        standardised = standardise(chosen, pool, registry, now, progress, only_theirs=system is not None)
        answered = acknowledge(place, chosen, pool, now)
    _print_results(collected, standardised, answered, json)


def _print_results(collected: CollectResult, standardised: CollectResult, answered: list[Incident], json: bool) -> None:
    incidents = [*collected.incidents, *standardised.incidents, *answered]
    latest = {one.load_id: one for one in [*collected.loads, *standardised.loads]}
    if json:
        listed = [{"kind": i.kind, "system": i.system, "table": i.table, "message": i.message} for i in incidents]
        print_json({"loads": [one.as_dict() for one in latest.values()], "incidents": listed})
        return
    columns = ("装载包", "状态", "贴源行", "明细行", "已有", "搁置")
    rows = [
        (one.load_id, one.state.label, one.row_count, one.core_count, one.same_count, one.set_aside_count)
        for one in latest.values()
    ]
    print_table("装载", columns, rows)
    for incident in incidents:
        output.print(f"[bold]异常[/] {incident.message}\n     {incident.hint}")


@app.command()
def loads(
    system: Annotated[str | None, typer.Argument(help="来源系统；省略时列出全部")] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """列出装载包：从何处、何时、多少行、到哪一步。

    示例：anlan source loads hotline_12345 --workspace demo-workspace
    """
    from anlan.pool.loads import Loads

    found = Loads(workspace_of(workspace).pool).all(system)
    if json:
        print_json([one.as_dict() for one in found])
        return
    columns = ("装载包", "开始", "文件", "状态", "贴源行", "明细行", "搁置", "数据截至")
    rows = [
        (one.load_id, f"{one.started:%Y-%m-%d %H:%M}", one.file_name, one.state.label, *_counts(one), one.known_to)
        for one in found
    ]
    print_table("装载包", columns, rows)


def _counts(one: LoadPackage) -> tuple[int, int, int]:
    return one.row_count, one.core_count, one.set_aside_count


@app.command("set-aside")
def set_aside(
    system: Annotated[str | None, typer.Argument(help="来源系统；省略时列出全部")] = None,
    workspace: WorkspaceOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多列出多少条")] = 50,
    json: JsonOption = False,
) -> None:
    """列出被搁置的行与值：位置、原因与（按分级脱敏的）原值。

    示例：anlan source set-aside court --limit 20 --workspace demo-workspace
    """
    from anlan.collection.set_aside import SET_ASIDE, ensure_set_aside

    _, _, pool = open_sources(workspace_of(workspace))
    ensure_set_aside(pool)
    condition, values = ("WHERE source_system = ?", [system]) if system else ("", [])
    with pool.reading(tables=[SET_ASIDE]) as connection:
        query = f"SELECT * EXCLUDE (stage) FROM {SET_ASIDE} {condition} ORDER BY load_id DESC, row_no LIMIT {limit}"
        connection.execute(query, values)
        names = [column[0] for column in connection.description or ()]
        rows: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in connection.fetchall()]
    if json:
        print_json(rows)
        return
    columns = ("系统", "表", "装载包", "位置", "项目", "原因", "原值", "整行")
    keys = ("source_system", "table_name", "load_id", "row_no", "column_name", "reason", "value", "drops_row")
    shown = [{**row, "drops_row": "是" if row["drops_row"] else "否"} for row in rows]
    print_table("搁置", columns, [[row[key] for key in keys] for row in shown])


@app.command()
def replay(
    load_id: Annotated[str, typer.Argument(help="装载包编号")],
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """用归档的原始字节重放一个装载包（契约修正之后使用）。

    示例：anlan source replay 000012-20261122-court-hearing --workspace demo-workspace
    """
    from anlan.collection.collect import replay as replay_load

    place = workspace_of(workspace)
    registry, contracts, pool = open_sources(place)
    package = replay_load(place, contracts, pool, registry, load_id, place.clock().now())
    if json:
        print_json(package.as_dict())
        return
    output.print(f"{package.load_id} 已重放：明细层 {package.core_count:,} 行，搁置 {package.set_aside_count:,} 条。")


def open_sources(place: Workspace) -> tuple[Registry, list[Contract], Pool]:
    """A workspace's standards, contracts and pool."""
    from anlan.cli.standards_place import standards_of
    from anlan.pool.pool import Pool

    registry = standards_of(place).registry
    from anlan.control.standardise.effective import effective_contracts

    pool = Pool(place.pool, place.get("engine.threads"), place.get("engine.memory_limit"))
    return registry, effective_contracts(place, registry), pool
