"""``anlan risk``: the week's risk list, one employer's explanation, and the registry of indicators."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table, workspace_of

if TYPE_CHECKING:
    import duckdb

app = typer.Typer(help="风险清单、企业研判依据与指标。", no_args_is_help=True)

WeekOption = Annotated[
    str | None, typer.Option("--week", help="周，例如 2026-W47；省略时为最新一周", show_default=False)
]
_LEVELS = {"blue": "蓝色", "yellow": "黄色", "orange": "橙色", "red": "红色", "none": "无"}
_STATUSES = {"confirmed by two keys": "两类印证"}
_STANCES = {"supporting": "支持", "contradicting": "反向", "missing": "缺失"}
_LIST_TABLES = ("out_risk__week", "out_risk__alert", "out_risk__evidence")


@contextmanager
def _latest(folder: Path | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published tables of the newest release; nothing but an empty connection before the first."""
    from anlan.engine.duck import connect
    from anlan.pool.pool import Pool

    pool = Pool(workspace_of(folder).pool)
    release = pool.latest()
    if release is None:
        yield connect()
        return
    with pool.reading(release, [name for name in _LIST_TABLES if name in release.tables]) as connection:
        yield connection


def _week_text(week: str | None) -> str | None:
    from anlan.base.clock import Week

    return None if week is None else str(Week.parse(week))


@app.command("list")
def list_risks(workspace: WorkspaceOption = None, week: WeekOption = None, as_json: JsonOption = False) -> None:
    """列出一周的风险企业，级别高的在前。

    示例：anlan risk list --workspace demo --week 2026-W47 --json
    """
    from anlan.risk.listing import risk_list

    with _latest(workspace) as connection:
        rows = risk_list(connection, _week_text(week))
    if as_json:
        print_json(rows)
        return
    columns = ("级别", "分值", "信用代码", "企业", "类型", "状态", "首次出现")
    shown = [
        (_LEVELS[row["level"]], row["score"], row["uscc"], row["name"], "、".join(row["types"][:2]),
         _STATUSES.get(row["status"], row["status"]), row["first_seen"])
        for row in rows
    ]  # fmt: skip
    print_table(f"风险清单（{len(rows)} 家）", columns, shown)


@app.command("show")
def show_risk(
    uscc: Annotated[str, typer.Argument(help="统一社会信用代码")],
    workspace: WorkspaceOption = None,
    week: WeekOption = None,
    as_json: JsonOption = False,
) -> None:
    """说明一家企业为何在清单上：分值构成、支持、反向与缺失的证据、解除条件。

    示例：anlan risk show 91110105MA01234567 --workspace demo
    """
    from anlan.risk.listing import risk_detail

    with _latest(workspace) as connection:
        detail = risk_detail(connection, uscc.strip().upper(), _week_text(week))
    if as_json:
        print_json(detail)
        return
    _print_detail(detail)


def _print_detail(detail: dict[str, Any]) -> None:
    output.print(f"[bold]{detail['name']}[/]  {detail['uscc']}  {detail['week']}")
    output.print(
        f"{_LEVELS[detail['level']]}  {detail['score']} 分  {detail['status']}  首次出现 {detail['first_seen']}"
    )
    output.print(detail["summary"])
    for kind in detail["explanation"].get("types", []):
        parts = "，".join(f"{part['label']} {part['points']:+g}" for part in kind["parts"])
        held = f"；受限：{'、'.join(kind['caps'])}" if kind["caps"] else ""
        output.print(f"· {kind['label']} {kind['score']} 分：{parts}{held}")
    print_table("证据", ("立场", "指标", "内容", "来源", "数据日期", "最高分"), _evidence_rows(detail["evidence"]))
    output.print(f"解除条件：{detail['clears_when']}")


def _evidence_rows(evidence: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """One row a piece of evidence, with its points for the type to which it gives most (they come first)."""
    shown: dict[tuple[str, str], tuple[Any, ...]] = {}
    for one in evidence:
        facts = (one["indicator"], one["text"], one["source_system"], one["data_date"], one["points"])
        shown.setdefault((one["stance"], one["indicator"]), (_STANCES[one["stance"]], *facts))
    return list(shown.values())


@app.command("indicators")
def list_indicators(as_json: JsonOption = False) -> None:
    """列出指标：口径、阈值、来源与依据。

    示例：anlan risk indicators --json
    """
    from anlan.risk.registry import read_registry

    registry = read_registry()
    if as_json:
        print_json([one.as_dict() for one in registry.indicators])
        return
    columns = ("编号", "指标", "组", "风险类型", "来源类别", "单位", "黄/橙/红", "依据")
    rows = []
    for one in registry.indicators:
        limit = one.thresholds[0]
        marks = "/".join("—" if mark is None else f"{mark:g}" for mark in (limit.yellow, limit.orange, limit.red))
        kinds = "、".join(kind.label for kind in one.types)
        group = registry.group_labels[one.group]
        rows.append((one.id, one.label, group, kinds, one.source_class.label, one.unit, marks, one.legal))
    print_table(f"指标（{len(rows)} 项）", columns, rows)
