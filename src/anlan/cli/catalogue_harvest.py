"""``anlan catalogue harvest``: what tables and items a system holds, from databases, scripts, dictionaries, files."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anlan.cli.terminal import JsonOption, WorkspaceOption, errors, output, print_json, print_table

if TYPE_CHECKING:
    from anlan.base.settings import Workspace
    from anlan.collection.contract import Contract
    from anlan.collection.harvest.items import Harvest
    from anlan.collection.profile.table_profile import ColumnProfile

_SHOWN = 20


def add_to(app: typer.Typer) -> None:
    """Add the commands to the noun."""
    app.command()(harvest)
    app.command()(propose)
    app.command()(profile)


def place_and_contracts(workspace: Path | None) -> tuple[Workspace | None, list[Contract]]:
    """The workspace one stands in with its contracts; neither where there is none and none was asked for."""
    from anlan.base.errors import NotAWorkspace
    from anlan.cli.terminal import workspace_of
    from anlan.collection.contract import read_contracts
    from anlan.standards.registry import load_registry

    try:
        place = workspace_of(workspace)
    except NotAWorkspace:
        if workspace is not None:
            raise
        return None, []
    return place, read_contracts(place.sources, load_registry())


def harvest(
    source: Annotated[
        str, typer.Argument(help="连接地址、来源系统名、文件或文件夹；用 --ddl 时省略", show_default=False)
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", help="指标项清单（CSV）")] = None,
    ddl: Annotated[Path | None, typer.Option("--ddl", help="建表脚本或数据库导出的 SQL 文件")] = None,
    dialect: Annotated[
        str, typer.Option("--dialect", help="脚本方言：mysql、mariadb、oracle、dm8、kingbase、postgres、sqlite")
    ] = "mysql",
    system: Annotated[str, typer.Option("--system", help="系统名；省略时为库名、文件名或来源系统名")] = "",
    encoding: Annotated[str, typer.Option("--encoding", help="脚本的编码；省略时自动识别")] = "",
    dictionary: Annotated[bool, typer.Option("--dictionary", help="工作簿一律按数据字典读取")] = False,
    tables: Annotated[Path | None, typer.Option("--tables", help="表清单（CSV）：注释与行数")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="保存到工作区，更新数据元建议并比对上次的结构")] = False,
    counts: Annotated[bool, typer.Option("--counts/--no-counts", help="是否统计各表行数")] = True,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """采集一个系统的表与指标项：连接数据库、读取建表脚本、Excel 数据字典或数据文件。

    读不出来的内容逐条列出，不会悄悄丢掉。type 为来源自己的类型名（小写、不含长度），length 为长度或“精度,小数位”。

    示例：anlan catalogue harvest mysql://reader@10.1.2.3/employment --out items.csv

    示例：anlan catalogue harvest --ddl 建表.sql --dialect dm8 --system 就业 --out items.csv

    示例：anlan catalogue harvest 数据字典.xlsx --out items.csv
    """
    from anlan.collection.harvest.items import write_items

    if bool(source) == (ddl is not None):
        raise typer.BadParameter("给出来源，或用 --ddl 给出脚本，二者取一", param_hint="SOURCE")
    if ddl is not None:
        from anlan.collection.harvest.ddl import harvest_ddl

        found = harvest_ddl(ddl, dialect, system, encoding)
    else:
        from anlan.collection.harvest.source import find_source, harvest_source

        place, contracts = place_and_contracts(workspace)
        found = harvest_source(
            find_source(source, Path.cwd(), place, contracts), Path.cwd(), system, dictionary, counts
        )
    if out is not None:
        write_items(out, found.items)
    changes = _keep(workspace, found) if keep else None
    if tables is not None:
        _write_tables(tables, found)
    if as_json:
        print_json(found.as_dict() | ({} if out else {"rows": [asdict(item) for item in found.items]}))
    else:
        _show(found, out)
        if changes is not None:
            output.print(f"已保存；与上次相比有 {changes} 处结构变化。")


def _keep(workspace: Path | None, found: Harvest) -> int:
    from anlan.cli import catalogue_proposals
    from anlan.cli.terminal import workspace_of

    return catalogue_proposals.keep(workspace_of(workspace), found)


def _write_tables(path: Path, found: Harvest) -> None:
    import csv

    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(["system", "table", "table_comment", "rows"])
        writer.writerows([t.system, t.name, t.comment, "" if t.rows is None else t.rows] for t in found.tables)


def _show(found: Harvest, out: Path | None) -> None:
    place = f"，写入 {out}" if out else ""
    output.print(f"{found.system}：{len(found.tables)} 张表，{len(found.items)} 个指标项{place}")
    if out is None:
        header = ["表", "字段", "注释", "类型", "长度", "可空", "主键"]
        shown = found.items[:_SHOWN]
        print_table(
            f"前 {len(shown)} 项",
            header,
            [
                [i.table, i.column, i.column_comment, i.type, i.length, "是" if i.nullable else "否",
                 "是" if i.primary_key else ""]
                for i in shown
            ],
        )  # fmt: skip
    if found.passed_over:
        kinds = "、".join(f"{kind} {count}" for kind, count in found.passed_over.most_common())
        output.print(f"不含结构、未读取：{kinds}")
    for one in found.unread[:_SHOWN]:
        errors.print(f"[yellow]未读出[/] {one.place}：{one.reason} {one.text}", highlight=False, markup=True)
    if len(found.unread) > _SHOWN:
        errors.print(f"另有 {len(found.unread) - _SHOWN} 处未读出，用 --json 查看全部。")


def propose(
    items: Annotated[Path, typer.Argument(help="指标项清单（CSV，列同 harvest 的输出）")],
    out: Annotated[Path | None, typer.Option("--out", help="建议清单（CSV）")] = None,
    limit: Annotated[int, typer.Option("--limit", help="每个指标项最多建议几个数据元")] = 5,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """为每个指标项建议受管的数据元，附得分与理由。

    依据名称、注释、字段名、类型、长度、所在表与注释中的代码取值；在工作区中还用已接受的绑定，且不再建议已拒绝的。

    示例：anlan catalogue propose items.csv --out proposals.csv
    """
    import csv

    from anlan.base.clock import SystemClock
    from anlan.cli.catalogue_proposals import remembered
    from anlan.collection.harvest.items import read_items
    from anlan.collection.harvest.meaning import meanings
    from anlan.standards.binding import ElementProposer
    from anlan.standards.objects import load_objects

    found = read_items(items)
    place, _ = place_and_contracts(workspace)
    day = (place.clock() if place else SystemClock()).today()
    learned, refused = remembered(place)
    proposer = ElementProposer.of(load_objects(), day, learned)
    proposals = meanings(found, proposer, limit, refused)
    header = ["system", "table", "column", "rank", "element", "element_name", "score", "reason", "element_code"]
    rows = [
        [item.system, item.table, item.column, rank, p.element, p.name, f"{p.score:.4f}", p.reason, p.code]
        for item, listed in zip(found, proposals, strict=True)
        for rank, p in enumerate(listed, start=1)
    ]
    if out is not None:
        with out.open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines, lineterminator="\n").writerows([header, *rows])
    if as_json:
        print_json([dict(zip(header, row, strict=True)) for row in rows])
        return
    without = sum(not listed for listed in proposals)
    output.print(f"{len(found)} 个指标项，{len(found) - without} 个有建议{f'，写入 {out}' if out else ''}")
    if without:
        errors.print(f"{without} 个指标项没有名称、注释或可比的字段名，无法建议。")
    if out is None:
        shown = [row for row in rows if row[3] == 1][:_SHOWN]
        labels = ["表", "字段", "数据元", "名称", "得分", "理由"]
        print_table("首选建议", labels, [[row[1], row[2], row[4], row[5], row[6], row[7]] for row in shown])


def profile(
    source: Annotated[str, typer.Argument(help="连接地址、来源系统名、文件或文件夹，或数据池的表名")],
    table: Annotated[str, typer.Option("--table", help="只看一张表；省略时为全部")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="输出文件（JSON）")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="保存到工作区，供控制台查看")] = False,
    rows: Annotated[int, typer.Option("--rows", help="每张表最多读取的行数，超过时只看前面的行并注明")] = 1_000_000,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """剖析每一列：完整率、不同值、常见值、形态、取值范围、代码表候选与个人信息分级。

    个人信息按校验码与名称判断，样例与取值一律掩码。接口类来源按已装载的数据剖析。

    示例：anlan catalogue profile social_insurance --table AB01 --workspace demo-workspace

    示例：anlan catalogue profile postgresql://reader@10.1.2.3/hr --out profile.json
    """
    import json

    from anlan.base.clock import SystemClock
    from anlan.collection.harvest.source import find_source, harvest_source
    from anlan.collection.profile.code_lists import CodeSets
    from anlan.collection.profile.source_profile import SourceProfile, profile_pool_table, profile_source
    from anlan.collection.profile.table_profile import Profiler
    from anlan.pool.pool import Pool
    from anlan.standards.objects import load_objects

    place, contracts = place_and_contracts(workspace)
    pool = Pool(place.pool) if place else None
    registry = load_objects()
    day = (place.clock() if place else SystemClock()).today()
    with Profiler(CodeSets.of(registry, registry.of_kind("division", day)), rows) as profiler:
        if pool is not None and source in pool.tables():
            found = SourceProfile([profile_pool_table(pool, source, {}, profiler)])
        else:
            known = find_source(source, Path.cwd(), place, contracts)
            harvested = harvest_source(known, Path.cwd(), with_counts=False)
            found = profile_source(known, harvested, Path.cwd(), profiler, table, pool)
    if keep:
        from anlan.cli.catalogue_proposals import keep_profiles
        from anlan.cli.terminal import workspace_of

        keep_profiles(workspace_of(workspace), found.tables)
    body = {
        "tables": [one.as_dict() for one in found.tables],
        "unread": [asdict(one) for one in found.unread],
    }
    if out is not None:
        out.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if as_json:
        print_json(body)
        return
    for one in found.tables:
        sampled = "（只读了前面这些行）" if one.is_sample else ""
        header = ["字段", "注释", "完整率", "不同值", "最小", "最大", "形态", "代码表", "个人信息"]
        print_table(f"{one.table}：{one.rows_profiled} 行{sampled}", header, [_profile_row(c) for c in one.columns])
    for unread in found.unread[:_SHOWN]:
        errors.print(f"[yellow]未读出[/] {unread.place}：{unread.reason}", highlight=False)


def _profile_row(column: ColumnProfile) -> list[str]:
    lists = "、".join(match.label for match in column.code_sets) or ("取值较少" if column.is_code_list else "")
    personal = column.personal
    return [
        column.column,
        column.comment,
        f"{column.completeness:.1%}",
        f"{'' if column.distinct_is_exact else '约 '}{column.distinct}",
        column.minimum,
        column.maximum,
        " ".join(shape for shape, _ in column.shapes[:2]),
        lists,
        f"{personal.grade} {personal.label}{'' if personal.is_sure else '？'}" if personal else "",
    ]
