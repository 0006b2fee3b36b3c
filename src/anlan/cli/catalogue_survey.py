"""``anlan catalogue survey``: every system of the workspace harvested, profiled and kept, with proposals."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table, progress_bars

if TYPE_CHECKING:
    from anlan.base.settings import Workspace
    from anlan.control.harvest.surveying import KeptSurvey

ROWS = 200_000


def add_to(app: typer.Typer) -> None:
    """Add the command to the noun."""
    app.command()(survey)


def survey(
    systems: Annotated[list[str] | None, typer.Argument(help="来源系统名；省略时为全部", show_default=False)] = None,
    rows: Annotated[int, typer.Option("--rows", min=1, help="每张表最多剖析的行数，超过时只看前面的行并注明")] = ROWS,
    profile: Annotated[bool, typer.Option("--profile/--no-profile", help="是否剖析数据")] = True,
    processes: Annotated[int, typer.Option("--processes", min=1, help="同时读取的系统数")] = 2,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """采集工作区的全部来源系统：结构、剖析、数据元建议，一次保存。

    连不上的系统列出原因，其余照常；上次保存的结构不动。

    示例：anlan catalogue survey --workspace demo-workspace

    示例：anlan catalogue survey work_injury graduates --no-profile
    """
    from anlan.cli.catalogue_proposals import opened

    found = survey_and_keep(opened(workspace), systems or [], rows, profile, processes)
    if as_json:
        print_json([asdict(one) for one in found])
    else:
        header = ["系统", "表", "指标项", "已剖析", "待确认", "已绑定", "结构变化", "未读出", "失败原因"]
        print_table(f"{len(found)} 个系统", header, [list(asdict(one).values()) for one in found])
        output.print(summary(found))
    if any(one.failure for one in found):
        raise typer.Exit(1)


def survey_and_keep(
    place: Workspace, systems: list[str], rows: int = ROWS, profile: bool = True, processes: int = 2
) -> list[KeptSurvey]:
    """The survey of the systems named, or of all, with progress at the terminal. Raises: HarvestSourceUnknown."""
    from anlan.collection.contract import read_contracts
    from anlan.collection.harvest.source import HarvestSourceUnknown
    from anlan.control.harvest.surveying import survey_workspace
    from anlan.standards.registry import load_registry

    contracts = read_contracts(place.sources, load_registry())
    unknown = set(systems) - {one.system for one in contracts}
    if unknown:
        raise HarvestSourceUnknown(source="、".join(sorted(unknown)))
    wanted = [one for one in contracts if not systems or one.system in systems]
    with progress_bars() as progress:
        return survey_workspace(
            place, wanted, place.clock().today(), most_rows=rows, with_profile=profile, processes=processes,
            progress=progress,
        )  # fmt: skip


def summary(found: list[KeptSurvey]) -> str:
    """The survey in a line."""
    tables, items = sum(one.tables for one in found), sum(one.items for one in found)
    proposed = sum(one.proposed for one in found)
    return f"采集目录：{len(found)} 个系统、{tables:,} 张表、{items:,} 个指标项，{proposed:,} 项有待确认的数据元建议"
