"""``anlan report``: issuing reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from anlan.base.clock import Week
from anlan.cli.terminal import JsonOption, WorkspaceOption, print_json, print_table, workspace_of

app = typer.Typer(help="报告：由已发布的数据生成 Word、PDF、Excel。", no_args_is_help=True)


@app.command("weekly")
def weekly(
    workspace: WorkspaceOption = None,
    week: Annotated[str, typer.Option("--week", help="ISO 周，例如 2026-W47；省略时取最近一周")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="输出文件夹；省略时写入工作区的 reports/")] = None,
    as_json: JsonOption = False,
) -> None:
    """生成劳动用工风险企业监测周报（Word、PDF、Excel 与清单文件）；同一发布生成的文件逐字节相同。

    示例：anlan report weekly --week 2026-W47 --out 周报
    """
    from anlan.cli.standards_place import standards_of
    from anlan.reports.issue import issue_from_workspace

    place = workspace_of(workspace)
    chosen = Week.parse(week) if week else None
    folder = out or place.reports
    paths = issue_from_workspace(place, chosen, folder, registry_on=lambda day: standards_of(place, day).registry)
    manifest = json.loads(paths[-1].read_text(encoding="utf-8"))
    if as_json:
        print_json(manifest | {"folder": str(paths[-1].parent)})
        return
    rows = [
        (str(paths[0].parent / file["name"]), f"{file['bytes']:,}", file["sha256"][:16]) for file in manifest["files"]
    ]
    facts = f"数据发布第{manifest['release']}号，预警{manifest['counts']['count']}家"
    title = f"{manifest['title']} {manifest['week']}（{facts}）"
    print_table(title, ("文件", "字节", "SHA-256（前16位）"), rows)


@app.command("kinds")
def kinds(as_json: JsonOption = False) -> None:
    """列出可以生成的报告种类。示例：anlan report kinds"""
    from anlan.reports.kinds import report_kinds

    rows = [(kind.id, kind.label, kind.title, kind.period) for kind in report_kinds().values()]
    if as_json:
        print_json([dict(zip(("id", "label", "title", "period"), row, strict=True)) for row in rows])
        return
    print_table("报告种类", ("种类", "名称", "标题", "周期"), rows)
