"""``anlan assets certificate``: whether a certificate of destruction is the one that the verifiable log holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from anlan.cli.assets_open import open_assets
from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json

app = typer.Typer(help="销毁证书：核验。", no_args_is_help=True)


@app.callback()
def root() -> None:
    """销毁证书：核验。"""


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="证书文件（docx 或 pdf）")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """核验证书：文件的散列在可验证日志中、日志的包含证明与签名成立、清单与原文未改、数据仍检索不到。

    示例：anlan assets certificate verify 销毁证书-1.pdf
    """
    place, _, _ = open_assets(workspace)
    from anlan.control.assets.certificates import verify as verified
    from anlan.control.place import open_pool

    found = verified(place, open_pool(place), file)
    if as_json:
        print_json(found)
        return
    output.print(f"证书可信：第 {found['number']} 号销毁单（{found['label']}），日志第 {found['index']} 条")
    output.print(f"包含证明成立，签名成立；公钥 {found['key']}")
    output.print(f"销毁的 {found['destroyed']:,} 个文件都不在原处，按来源检索 {found['rows_left']} 行")
