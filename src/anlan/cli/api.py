"""``anlan api``: the OpenAPI document from which the console's client is generated."""

from __future__ import annotations

import tempfile
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from anlan.base.settings import SETTINGS_FILE, open_workspace

app = typer.Typer(no_args_is_help=True, help="控制台接口")


@app.callback()
def root() -> None:
    """控制台接口。"""


@app.command("schema")
def schema(
    out: Annotated[Path | None, typer.Option("--out", help="写入的文件；省略时输出到屏幕")] = None,
) -> None:
    """导出控制台接口的 OpenAPI 文档（离线、每次相同）。

    示例：anlan api schema --out console/openapi.json
    """
    from anlan.control.settings import configure

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / SETTINGS_FILE).write_text("", encoding="utf-8")
        configure(open_workspace(Path(folder)))
        # api and cli are neighbours that do not import each other; the document is asked for by name.
        text = import_module("anlan.api.document").text()
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
        typer.echo(f"已写入 {out}")
