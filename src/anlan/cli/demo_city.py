"""The demo city's own web server: up while a demo workspace is read, so that every command finds it alive."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace


class CityMissing(AnlanError):
    """The package of the demo city is not installed."""

    code = "city-missing"
    status = 404
    message = "没有安装示例城市"
    hint = "用完整的发行包安装，或在项目根目录运行 `make demo`。"


def city_package() -> Any:
    """The package of the demo city. Raises: CityMissing."""
    # The city is an example that uses the product; the product names it only here.
    try:
        return import_module("anlan_city")
    except ModuleNotFoundError as error:
        raise CityMissing from error


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@contextmanager
def city_served(place: Workspace) -> Iterator[None]:
    """Serve the city of a demo workspace on loopback while the block runs; other workspaces are left alone.

    The port is the one that the demo wrote, so that articles keep their addresses from run to run; where something else
    listens there, a free one. Connections that still name the written address are led to the port; one that a person
    has changed, in ``secrets.toml`` or by environment, is theirs.
    """
    if not (place.root / "city" / "routes.json").is_file():
        yield
        return
    city = city_package()
    written = f"http://127.0.0.1:{city.server.PORT}"
    variables = [
        variable
        for name, url in place.connections.items()
        if url.rstrip("/") == written and (variable := "ANLAN_CONNECTION_" + name.upper()) not in os.environ
    ]
    port = city.server.PORT if _is_free(city.server.PORT) else 0
    with city.serve(place.root / "city", port) as url:
        os.environ.update(dict.fromkeys(variables, url))
        try:
            yield
        finally:
            for variable in variables:
                del os.environ[variable]
