"""The demo city's own web server: up while a demo workspace is read, so that every command finds it alive."""

from __future__ import annotations

import os
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


@contextmanager
def city_served(place: Workspace) -> Iterator[None]:
    """Serve the city of a demo workspace on a free loopback port while the block runs; other workspaces are left alone.

    Connections that still name the address written by the demo are led to that port; one that a person has changed,
    in ``secrets.toml`` or by environment, is theirs.
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
    with city.serve(place.root / "city", 0) as url:
        os.environ.update(dict.fromkeys(variables, url))
        try:
            yield
        finally:
            for variable in variables:
                del os.environ[variable]
