"""``anlan source layout`` and ``read-offline``: tables that arrive as files, each in its sender's own layout."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.base.errors import AnlanError, NotAWorkspace
from anlan.base.settings import Workspace
from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table, workspace_of

if TYPE_CHECKING:
    from anlan.collection.offline.layout import Layout, ReadTable
    from anlan.collection.offline.read import OfflineRows

_STATES = {
    "remembered": "已记住",
    "proposed": "待确认",
    "changed": "表头有变",
    "layout-unknown": "版式未确认",
    "file-unreadable": "无法读取",
    "table-missing": "没有表头",
}


class LayoutUnconfirmed(AnlanError):
    """Files hold tables whose header nobody has agreed to; they were set aside, not guessed at."""

    code = "layout-unconfirmed"
    status = 422
    message = "{count} 张表没有读入：{tables}"
    hint = "其余的表已读入；用 `anlan source layout 文件 --layout 版式文件 --out 新版式文件` 取得提议，核对后再读。"


def layout(
    files: Annotated[list[Path], typer.Argument(help="一个或多个 xlsx、xls、csv 文件")],
    layout_file: Annotated[Path | None, typer.Option("--layout", help="版式文件：合并表的列与已确认的版式")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="把版式（含对照的提议）写成文件，供核对改正")] = None,
    header: Annotated[str, typer.Option("--header", help="改正表头所在的行，如 4 或 4-5")] = "",
    sheet: Annotated[str, typer.Option("--sheet", help="改正的是哪个工作表")] = "",
    keep: Annotated[bool, typer.Option("--keep", help="确认这些版式，记在工作区里")] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """提议文件的版式：有哪些表、在哪里、表头几行、列名与单位、哪些行不是数据；确认一次，下月照读。

    示例：anlan source layout 各区用工情况.xlsx --json
    示例：anlan source layout 报表.xls --sheet 一季度 --header 4-5 --keep --workspace demo-workspace
    """
    from anlan.collection.offline.common_table import with_mapping
    from anlan.collection.offline.layout_file import FOLDER, read_layout_file, remember

    place = _workspace(workspace, needed=keep)
    targets, known = read_layout_file(layout_file) if layout_file else ([], {})
    known = _remembered(place) | known
    read = [(path, table) for path in files for table in _tables(path, known, header, sheet)]
    found: dict[str, Layout] = {}
    for path, table in read:
        one = table.layout if table.state == "remembered" else with_mapping(table, targets)
        found.setdefault(one.fingerprint, _with_example(one, path))
    if out:
        _write(out, layout_file, [*(known if layout_file else {}).values()], found)
    if keep and place:
        remember(place.root / FOLDER, found.values())
    if json:
        shown = [{"file": path.name, **table.as_dict(), **_mapped(found, table)} for path, table in read]
        print_json({"tables": shown, "kept": keep})
        return
    for path, table in read:
        _print_layout(path, table)


def _mapped(found: dict[str, Layout], table: ReadTable) -> dict[str, Any]:
    mapping = found[table.layout.fingerprint].mapping
    return {"mapping": {name: list(columns) for name, columns in mapping.items()}} if mapping else {}


def _with_example(one: Layout, path: Path) -> Layout:
    from dataclasses import replace

    return one if one.example else replace(one, example=path.name)


def _write(out: Path, layout_file: Path | None, before: list[Layout], found: dict[str, Layout]) -> None:
    from anlan.collection.offline.layout_file import columns_of, write_layout_file

    kept = {one.fingerprint: one for one in before} | found
    write_layout_file(out, columns_of(layout_file) if layout_file else None, kept.values())


def _tables(path: Path, known: dict[str, Layout], header: str, sheet: str) -> list[ReadTable]:
    from anlan.base.errors import InputMissing
    from anlan.collection.offline.proposal import tables_of

    if not path.is_file():
        raise InputMissing(path=path)
    return tables_of(path.read_bytes(), path.name, known, header, sheet)


def _print_layout(path: Path, table: ReadTable) -> None:
    facts = table.as_dict()
    rows = "、".join(map(str, facts["header_rows"]))
    state = _STATES[facts["state"]] + (f"：{facts['difference']}" if facts["difference"] else "")
    output.print(
        f"[bold]{path.name}[/] {facts['sheet']} {facts['range']}　表头第 {rows} 行　数据 {facts['row_count']:,} 行　"
        f"{state}　版式 {facts['fingerprint']}"
    )
    print_table("列", ("列", "名称", "单位"), [(one["column"], one["name"], one["unit"]) for one in facts["columns"]])
    for one in facts["total_mismatches"]:
        output.print(f"[bold]合计不符[/] 第 {one['row']} 行 {one['column']}：{one['text']}")
    if facts["skipped"]:
        listed = [(one["row"], one["text"], one["value"]) for one in facts["skipped"]]
        print_table("不是数据的行", ("行", "原因", "内容"), listed)


def read_offline(
    files: Annotated[list[Path], typer.Argument(help="一个或多个 xlsx、xls、csv 文件，版式可以各不相同")],
    layout_file: Annotated[Path, typer.Option("--layout", help="版式文件：合并表的列与已确认的版式")],
    out: Annotated[Path, typer.Option("--out", help="合并成的一张表：.csv 或 .parquet")],
    set_aside: Annotated[Path | None, typer.Option("--set-aside", help="没有读入的行与值写到这个 CSV")] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """把版式各异的文件读成一张表，每行带文件指纹、工作表与单元格位置；没有确认过版式的表不猜，退出码为 1。

    示例：anlan source read-offline 各区/*.xlsx --layout 版式.yml --out 合并.csv --set-aside 搁置.csv
    """
    from anlan.base.errors import InputMissing
    from anlan.collection.offline.layout_file import read_layout_file
    from anlan.collection.offline.read import read_offline as read
    from anlan.collection.offline.write import write_aside, write_rows

    for path in files:
        if not path.is_file():
            raise InputMissing(path=path)
    targets, known = read_layout_file(layout_file)
    result = read(files, targets, _remembered(_workspace(workspace, needed=False)) | known)
    write_rows(result, out)
    if set_aside:
        write_aside(result, set_aside)
    _print_read(result, json)
    if result.unknown:
        tables = "、".join(f"{one['file']}（{one['reason']}）" for one in result.unknown[:10])
        raise LayoutUnconfirmed(count=len(result.unknown), tables=tables)


def _print_read(result: OfflineRows, json: bool) -> None:
    if json:
        print_json({"row_count": len(result.rows), "set_aside": len(result.aside), "tables": result.tables})
        return
    rows = [
        (one["file"], one["sheet"], one.get("range"), _STATES[one["state"]], one["row_count"], one["read"])
        for one in result.tables
    ]
    print_table("读入的表", ("文件", "工作表", "范围", "版式", "数据行", "读入行"), rows)
    output.print(f"共 {len(result.rows):,} 行，搁置 {len(result.aside):,} 条。")


def _workspace(folder: Path | None, needed: bool) -> Workspace | None:
    try:
        return workspace_of(folder)
    except NotAWorkspace:
        if needed or folder is not None:
            raise
        return None


def _remembered(place: Workspace | None) -> dict[str, Layout]:
    from anlan.collection.offline.layout_file import FOLDER, remembered

    return remembered(place.root / FOLDER) if place else {}
