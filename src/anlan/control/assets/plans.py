"""The plan of a destruction: everything concerned, what must be decided elsewhere, and what nobody here can reach."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from anlan.base.settings import Workspace
from anlan.collection.contract import Contract
from anlan.control.assets.control_rows import concerned_rows
from anlan.control.assets.scope import HOW, Scope, Touched, archived_bytes, delivered_files, touched_tables
from anlan.control.audit import Action
from anlan.control.jobs.calendar import CalendarYearMissing, read_calendar
from anlan.control.lineage.graph import lineage_graph
from anlan.control.lineage.nodes import NodeKind, item_id
from anlan.control.models import AccessRecord, IssuedReport
from anlan.pool import destroy
from anlan.pool.archive import Archive
from anlan.pool.pool import Pool
from anlan.pool.release import readable
from anlan.standards.registry import Registry

WORKING_DAYS = 5
"""The confidentiality agreement: everything returned or destroyed within five working days of the written demand."""
_ONE_DAY = timedelta(days=1)


def due_after(workspace: Workspace, requested: date, days: int = WORKING_DAYS) -> date:
    """The last working day of the term; the day of the demand does not count.

    Of a year whose holidays are not announced every weekday counts: the term can only end earlier by that.
    """
    calendar, day = read_calendar(workspace.root), requested
    while days:
        day += _ONE_DAY
        try:
            days -= calendar.is_working(day)
        except CalendarYearMissing:
            days -= day.weekday() < 5
    return day


def plan_of(
    workspace: Workspace, pool: Pool, scope: Scope, contracts: Sequence[Contract], registry: Registry
) -> dict[str, Any]:
    """The plan as JSON types; nothing is changed. Raises: LineageUnreadable."""
    touched = touched_tables(pool, scope, registry)
    archive = Archive(workspace.archive)
    blobs = [archive.path(sha) for sha in archived_bytes(workspace, scope) if archive.path(sha).is_file()]
    return {
        "loads": [one.load_id for one in scope.loads],
        "load_rows": sum(one.row_count for one in scope.loads),
        "tables": [table_row(one) for one in touched],
        "versions": sum(len(destroy.files_below(pool.folder(one.table))) for one in touched),
        "releases": readable(pool.releases_folder),
        "serving": sorted(path.name for path in workspace.serving.glob("[0-9]*.sqlite3")),
        "raw_files": {"count": len(blobs), "bytes": sum(path.stat().st_size for path in blobs)},
        "delivered": [str(path.relative_to(workspace.root)) for path in delivered_files(workspace, scope)],
        "control": concerned_rows(pool, scope),
        "affected": affected_nodes(scope, contracts, registry),
        "kept": _kept(scope),
        "unreachable": _unreachable(scope),
    }


def table_row(one: Touched) -> dict[str, Any]:
    """A concerned table as JSON types."""
    return {**vars(one), "how_label": HOW[one.how]}


def affected_nodes(scope: Scope, contracts: Sequence[Contract], registry: Registry) -> dict[str, Any]:
    """How many columns, and which indicators and reports, the lineage says come from items of the scope."""
    if scope.contract is None:
        return {"columns": 0, "indicators": [], "reports": []}
    graph = lineage_graph(contracts, registry)
    items = {item_id(table, name) for table in scope.contract.tables for name in table.items}
    reached = {one.node for item in items & graph.nodes.keys() for one in graph.reach(item)}
    return {
        "columns": sum(node.kind is NodeKind.COLUMN for node in reached),
        "indicators": sorted(node.id for node in reached if node.kind is NodeKind.INDICATOR),
        "reports": sorted(node.label for node in reached if node.kind is NodeKind.REPORT),
    }


def _kept(scope: Scope) -> list[str]:
    """What stays on purpose, with why."""
    issued = IssuedReport.objects.count()
    kept = [
        "可验证日志与访问审计：只记何人何时做过什么，不含来源数据；网络安全法第二十一条要求留存不少于六个月",
        "装载记录：只留编号、散列与“已销毁”字样，用来证明收到过什么、已销毁什么",
        "资源目录与结构采集结果：是元数据，不含取值；不再使用的条目请另行撤销",
        "质量规则结果与度量：按日的合格数、总数，不含取值",
    ]
    if issued:
        kept.append(f"已签发的 {issued} 份报告：属公文，按档案规定处置；含该来源派生内容的，请另行决定是否收回")
    return kept


def _unreachable(scope: Scope) -> list[str]:
    """What the platform cannot reach, so that people must."""
    since = min(one.started for one in scope.loads)
    taken = AccessRecord.objects.filter(action=Action.EXPORTED, at__gte=since)
    people = sorted(set(taken.values_list("username", flat=True)))
    found = [
        "平台外的备份、快照与存储介质上被释放的块：平台只能删除文件，介质层面的清除由运维另行出具记录",
        f"来源方自己的系统与其数据库（{scope.label}）",
    ]
    if people:
        found.append(
            f"接入以来导出的 {taken.count()} 个文件，由 {'、'.join(people)} 取走：须逐人书面确认已删除（清单见审计）"
        )
    if scope.contract is not None and scope.is_whole:
        found.append(f"连接配置 {scope.contract.connection}：执行后请从 secrets.toml 删除其地址与口令")
    return found
