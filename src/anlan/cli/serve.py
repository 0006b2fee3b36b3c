"""``anlan serve``: the console, one process to start and stop."""

from __future__ import annotations

from typing import Annotated

import typer

from anlan.cli.terminal import WorkspaceOption, workspace_of


def command(
    workspace: WorkspaceOption = None,
    host: Annotated[str | None, typer.Option("--host", help="监听地址；省略时按设置 serve.host")] = None,
    port: Annotated[int | None, typer.Option("--port", help="监听端口；省略时按设置 serve.port")] = None,
) -> None:
    """启动控制台，Ctrl+C 停止。

    示例：anlan serve --workspace demo-workspace --port 8000
    """
    from anlan.control.server import serve

    place = workspace_of(workspace)
    serve(place, host or place.get("serve.host"), port or place.get("serve.port"), typer.echo)
