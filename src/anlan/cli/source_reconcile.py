"""``anlan source reconcile``: the source against the pool, and the ledger of what was found."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from anlan.base.errors import AnlanError
from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table, workspace_of

_STATES = {"equal": "相符", "differs": "不符", "failed": "未能对账"}
_KINDS = {"missing": "池中缺少", "extra": "来源没有", "repeated": "行数不同", "changed": "值不同"}
_STAGES = {"source-raw": "来源→贴源层", "raw-core": "贴源层→明细层"}


class ReconciliationDiffers(AnlanError):
    """Source and pool do not hold the same."""

    code = "reconciliation-differs"
    status = 409
    message = "{count} 项对账不符：{tables}"
    hint = "运行 `anlan source reconcile 系统 --list --keys` 查看是哪些主键、在哪里；重新装载或与来源单位核对。"


def reconcile(
    system: Annotated[str | None, typer.Argument(help="来源系统；省略时对全部来源")] = None,
    listed: Annotated[bool, typer.Option("--list", help="不对账，只列出对账台账")] = False,
    keys: Annotated[bool, typer.Option("--keys", help="列出不符的主键")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多列出多少条")] = 200,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """对账：来源与数据池逐表比行数、主键数、数值合计与按主键的散列，记入台账；不符时退出码为 1。

    示例：anlan source reconcile social_insurance --keys --workspace demo-workspace
    示例：anlan source reconcile --list --workspace demo-workspace
    """
    from anlan.cli.source import SourceUnknown, open_sources
    from anlan.collection.reconcile.ledger import KEYS, LEDGER, key_rows, ledger_rows, read
    from anlan.collection.reconcile.run import reconcile as run

    place = workspace_of(workspace)
    registry, contracts, pool = open_sources(place)
    chosen = [contract for contract in contracts if system in (None, contract.system)]
    if not chosen:
        raise SourceUnknown(system=system)
    now = place.clock().now()
    entries = [] if listed else run(place, chosen, pool, registry, now)
    if listed:
        rows = read(pool, KEYS if keys else LEDGER, system, limit)
    else:
        rows = (key_rows if keys else ledger_rows)(entries, now)[:limit]
    if json:
        print_json(rows)
    else:
        _print_keys(rows) if keys else _print_ledger(rows)
    wrong = [one for one in entries if one.state != "equal"]
    if wrong:
        tables = "、".join(f"{one.system} {one.table}（{_STAGES[one.stage]}，{_STATES[one.state]}）" for one in wrong)
        raise ReconciliationDiffers(count=len(wrong), tables=tables)
    if listed and not rows and not json:
        output.print("台账中没有记录。")


def _print_ledger(rows: list[dict[str, Any]]) -> None:
    """One line a table and stage; ``--json`` has every measure."""
    from anlan.collection.reconcile.ledger import by_table

    shown = [
        (
            one["reconciled_at"][:16],
            f"{one['source_system']} {one['table_name']}",
            _STAGES[one["stage"]],
            *(None if one[name] is None else f"{one[name]:,}" for name in ("left_rows", "right_rows", "differing")),
            "、".join(one["sums"]) or None,
            _STATES[one["state"]] + (f"：{one['note']}" if one["note"] else ""),
        )
        for one in by_table(rows)
    ]
    print_table("对账台账", ("时间", "表", "两侧", "左行数", "右行数", "不符主键", "合计不符的项", "结果"), shown)


def _print_keys(rows: list[dict[str, Any]]) -> None:
    columns = ("系统", "表", "两侧", "主键", "情形", "不同的项", "左侧位置", "右侧位置")
    names = ("source_system", "table_name", "stage", "key", "kind", "columns", "left_place", "right_place")
    shown = [{**row, "kind": _KINDS[row["kind"]], "stage": _STAGES[row["stage"]]} for row in rows]
    print_table("不符的主键", columns, [[row[name] for name in names] for row in shown])
