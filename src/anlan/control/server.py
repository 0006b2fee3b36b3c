"""Serves the console with granian: prints its address when it answers, stops gracefully."""

from __future__ import annotations

import multiprocessing
import os
import socket
from collections.abc import Callable
from contextlib import closing

from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.control.jobs.companions import companions
from anlan.control.settings import configure, migrate

# The neighbour floor is named, not imported: granian loads it in the worker process.
APPLICATION = "anlan.api.wsgi:application"
_THREADS = 4


class PortTaken(AnlanError):
    """The address is in use or not ours to listen on."""

    code = "port-taken"
    status = 409
    message = "无法监听 {host}:{port}：{reason}"
    hint = "用 --port 换一个端口，或停止占用该端口的程序。"


def check_port(host: str, port: int) -> None:
    """Nothing, where the address is free. Raises: PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(host=host, port=port, reason=error.strerror or "地址不可用") from error


def serve(workspace: Workspace, host: str, port: int, say: Callable[[str], object]) -> None:
    """Serve the console until stopped, with the workers that run its jobs. Raises: PortTaken, SettingInvalid."""
    check_port(host, port)
    configure(workspace)
    migrate()
    os.environ["ANLAN_WORKSPACE"] = str(workspace.root)
    # A forked worker has the dead threads of whatever ran here before, the pool's reader first; one of its own has not.
    multiprocessing.set_start_method("spawn", force=True)

    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workspace.get("serve.workers"),
        blocking_threads=_THREADS,
        log_enabled=True,
        log_level=LogLevels.warning,
        workers_kill_timeout=5,
    )
    shown = f"[{host}]" if ":" in host else host
    server.on_startup(lambda: say(f"控制台：http://{shown}:{port}　（Ctrl+C 停止）"))
    with companions(workspace):
        server.serve()
