"""``anlan quality derive``, ``run`` and ``scores``: the rules the standards imply, and the pool held against them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli.quality_check import result_dict
from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table, progress_bars, workspace_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from anlan.collection.contract import Contract
    from anlan.control.standards.current import Current
    from anlan.pool.pool import Pool

_TableOption = Annotated[list[str] | None, typer.Option("--table", help="只看这张表；可多次给出")]


def derive(
    table: Annotated[str, typer.Argument(help="明细层的表，如 core_social__employer；或来源系统，取其契约装载的表")],
    out: Annotated[Path | None, typer.Option("--out", help="写成规则文件（YAML）", show_default=False)] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """列出由标准推导的规则：表的主键、类型、代码集、数据元格式，以及来源契约的必填与周期。

    示例：anlan quality derive core_social__employer --out 规则.yml
    """
    pool, standards, contracts = open_quality(workspace)
    from anlan.control.quality.resources import promises
    from anlan.quality.derive import derived_rules
    from anlan.quality.rule_file import write_rules

    mine = [t.core for c in contracts if c.system == table for t in c.tables if t.core] or [table]
    held = {*pool.tables(), *standards.registry.tables}
    rules = []
    for name in dict.fromkeys(mine):
        core = standards.registry.table(name)
        promise = promises(contracts).get(name)
        rules += derived_rules(core, standards.registry, standards.objects, standards.day, promise, held)
    if out is not None:
        out.write_text(write_rules(rules, mine[0]), encoding="utf-8")
    if json:
        print_json([rule.as_dict() for rule in rules])
        return
    rows = [[r.id, r.title, r.dimension_id, "阻断" if r.blocks else r.severity, r.source] for r in rules]
    print_table(f"{table} 推导 {len(rows)} 条规则", ["标识", "规则", "维度", "程度", "依据"], rows)


def run(
    table: _TableOption = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """对资源池的明细层运行全部规则，保存问题行、度量与得分，并复检未办结的整改单。

    有阻断规则不合格时退出码为 1：主作业遇到同样的结果不会发布。

    示例：anlan quality run --workspace demo-workspace
    """
    pool, standards, contracts = open_quality(workspace)
    from anlan.control.quality.runs import run_quality
    from anlan.quality.score import pooled_score, score_of

    for name in table or []:
        standards.registry.table(name)
    with progress_bars() as bars:
        found = run_quality(
            pool, standards, contracts, standards.day, lambda _, done, total: bars("检查质量", done, total), table or ()
        )
    score = pooled_score([score_of(check.results) for check in found.checks])
    if json:
        print_json(
            {
                "day": standards.day,
                "score": score.total,
                "blocked": bool(found.blocking),
                "fixed": found.fixed,
                "tables": [
                    {"table": c.table, "rows": c.rows, "rules": [result_dict(r) for r in c.results]}
                    for c in found.checks
                ],
                "anomalies": [vars(one) for one in found.strange],
                "incidents": [vars(note) for note in found.notes],
            }
        )
    else:
        rows = [
            [c.table, f"{c.rows:,}", len(c.results), sum(r.is_broken for r in c.results), _failed(c.results)]
            for c in found.checks
        ]
        print_table("质量检查", ["表", "行", "规则", "不合格规则", "问题"], rows)
        total = "—" if score.total is None else f"{score.total:.2f}"
        output.print(f"得分 {total}；复检通过 {found.fixed:,} 行；异常 {len(found.strange)} 项")
        for result in found.blocking:
            output.print(f"阻断：{result.rule.table} {result.rule.title}，{result.failed:,} 行", markup=False)
    if found.blocking:
        raise typer.Exit(1)


def scores(
    by: Annotated[str, typer.Option("--by", help="resource（资源）、system（系统）或 department（部门）")] = "resource",
    day: Annotated[str, typer.Option("--day", help="哪一天的结果（YYYY-MM-DD）；省略时为最近一次")] = "",
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """按资源、系统或部门列出得分（GB/T 36344 指标），以及各规则扣掉的分。

    示例：anlan quality scores --by department
    """
    pool, standards, contracts = open_quality(workspace)
    from anlan.base.errors import SettingInvalid
    from anlan.control.quality.scores import SCOPES, scores_on
    from anlan.quality import history

    if by not in SCOPES:
        raise SettingInvalid(name="--by", place="命令行", reason=f"应为 {'、'.join(SCOPES)} 之一")
    known = history.days(pool)
    found = scores_on(pool, standards, contracts, day or (known[-1] if known else ""), by)
    if json:
        print_json(found)
        return
    rows = [
        [
            one["label"],
            "—" if one["total"] is None else f"{one['total']:.2f}",
            "；".join(
                f"{loss['table_label']} {loss['rule_label']} −{loss['points']:.2f}" for loss in one["losses"][:3]
            ),
        ]
        for one in found
    ]
    print_table(f"质量得分（{SCOPES[by]}）", [SCOPES[by], "得分", "主要扣分"], rows)


def _failed(results: Sequence[Any]) -> str:
    return f"{sum(result.failed for result in results):,}"


def open_quality(folder: Path | None) -> tuple[Pool, Current, list[Contract]]:
    from anlan.cli.standards_place import standards_of
    from anlan.collection.contract import read_contracts
    from anlan.control.place import open_pool

    place = workspace_of(folder)
    standards = standards_of(place, place.clock().today())
    return open_pool(place), standards, read_contracts(place.sources, standards.registry)
