"""``anlan catalogue log|receipt|receipts|verify``: the verifiable log, taken away and verified without the platform."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from anlan.cli.catalogue_place import open_catalogue
from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json


def add_to(app: typer.Typer) -> None:
    """Add the commands of the log to the noun."""
    for command in (log, receipt, receipts, verify):
        app.command()(command)


def log(
    out: Annotated[Path, typer.Option("--out", help="输出文件（JSON 行）")],
    workspace: WorkspaceOption = None,
) -> None:
    """导出可验证日志，含全部条目、签名的树头与公钥。

    示例：anlan catalogue log --out catalogue-log.jsonl
    """
    place, _ = open_catalogue(workspace)
    from anlan.control.catalogue.log import VerifiableLog

    output.print(f"导出 {VerifiableLog(place).export(out)} 条到 {out}")


def receipt(
    index: Annotated[int, typer.Argument(help="日志条目的序号，从 0 开始")],
    workspace: WorkspaceOption = None,
) -> None:
    """打印一条日志的回执：条目、包含证明与签名的树头，可交给城市目录链。

    示例：anlan catalogue receipt 0
    """
    place, _ = open_catalogue(workspace)
    from anlan.control.catalogue.log import VerifiableLog

    print_json(VerifiableLog(place).receipt(index))


def receipts(
    out: Annotated[Path, typer.Option("--out", help="输出文件（JSON 行，一行一张回执）")],
    first: Annotated[int, typer.Option("--from", help="第一条的序号")] = 0,
    last: Annotated[int | None, typer.Option("--to", help="最后一条的序号；省略为最新一条")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """成批导出一段日志的回执，交给城市目录链；每张回执可单独验证。

    示例：anlan catalogue receipts --from 0 --to 99 --out receipts.jsonl
    """
    place, _ = open_catalogue(workspace)
    from anlan.control.catalogue.log import VerifiableLog

    count = 0
    with out.open("w", encoding="utf-8") as file:
        for one in VerifiableLog(place).receipts(first, last):
            file.write(json.dumps(one, ensure_ascii=False) + "\n")
            count += 1
    output.print(f"导出 {count} 张回执到 {out}")


def verify(
    file: Annotated[Path, typer.Argument(help="日志导出文件")],
    key: Annotated[str, typer.Option("--key", help="已持有的公钥（base64）；省略时只验证内部一致")] = "",
    as_json: JsonOption = False,
) -> None:
    """离线验证日志导出：任何一条被改动、删除或调序都会被发现。

    示例：anlan catalogue verify catalogue-log.jsonl
    """
    import base64

    from anlan.base.log_export import verify_log

    report = verify_log(file, base64.b64decode(key) if key else None)
    if as_json:
        print_json(report.__dict__ | {"valid": True})
    else:
        output.print(f"可信：{report.entries} 条，{report.heads} 个树头，根 {report.root}")
