"""``anlan assets retention`` and ``anlan assets archive``: what is due, and packages that can be read back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from anlan.cli.assets_open import open_assets
from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table

app = typer.Typer(help="归档：制作、核验与读回归档包。", no_args_is_help=True)


def retention(
    due: Annotated[bool, typer.Option("--due", help="只列已到期的")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出各来源数据的保留类别、期限与依据、到期日和到期后的处理。

    示例：anlan assets retention --due
    """
    place, _, contracts = open_assets(workspace)
    from anlan.control.assets.retention import retention_rows

    rows = [r for r in retention_rows(place, contracts, place.clock().today()) if r["due_loads"] or not due]
    if as_json:
        print_json(rows)
        return
    shown = [
        [r["label"], r["class_label"], f"{r['years']} 年", r["loads"], f"{r['rows']:,}", r["due_loads"], r["next_due"],
         r["action_label"], r["basis"]]
        for r in rows
    ]  # fmt: skip
    heads = ("来源", "保留类别", "期限", "装载包", "行数", "已到期", "最早到期", "到期处理", "依据")
    print_table(f"保留期限：{len(rows)} 项", heads, shown)


@app.command()
def make(
    system: Annotated[str, typer.Argument(help="来源系统，契约中的 system")],
    out: Annotated[Path, typer.Option("--out", help="写入的归档包（.zip）")],
    before: Annotated[str, typer.Option("--before", help="只归档此日之前收到的数据（YYYY-MM-DD）；省略即全部")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """把一个来源的装载包（逐包的行与原始字节）写成归档包，附 SHA-256 与 SM3 清单，写完读回核验。

    示例：anlan assets archive make utilities --before 2025-01-01 --out 水电-2024.zip
    """
    place, _, contracts = open_assets(workspace)
    from anlan.control.assets.packages import write_package
    from anlan.control.assets.scope import scope_of
    from anlan.control.place import open_pool

    scope = scope_of(place, contracts, system, date.fromisoformat(before) if before else None)
    report = write_package(place, open_pool(place), scope.loads, scope.label, out, place.clock().now())
    if as_json:
        print_json(vars(report))
        return
    output.print(f"已写入 {out}：{report.loads} 个装载包，{report.files} 个文件，{report.rows:,} 行，读回核验一致")


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="归档包或返还包（.zip）")],
    folder: Annotated[Path | None, typer.Option("--extract", help="核验后解开到此文件夹，并用查询引擎读一遍")] = None,
    as_json: JsonOption = False,
) -> None:
    """逐个核对归档包中文件的散列与行数；不需要工作区。

    示例：anlan assets archive verify 水电-2024.zip
    """
    from anlan.control.assets.packages import extract as unpack
    from anlan.control.assets.packages import verify_package

    report = verify_package(file)
    read = unpack(file, folder) if folder is not None else None
    if as_json:
        print_json({**vars(report), "read_rows": read})
        return
    told = f"，解开后读回 {read:,} 行" if read is not None else ""
    output.print(f"归档包可信：{report.loads} 个装载包，{report.files} 个文件，{report.rows:,} 行{told}")
