"""Fixtures of collection's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from anlan.base.settings import create_workspace
from anlan.pool.pool import Pool
from anlan.standards.registry import Registry, load_registry
from bureau import Bureau

# The tables that the tests fill; making all core tables for each test would be most of its time.
TABLES = ("core_labour__arbitration_case", "core_social__contribution_month", "core_opinion__article")


@pytest.fixture(scope="session")
def registry() -> Registry:
    whole = load_registry()
    return Registry({name: whole.table(name) for name in TABLES}, whole.code_sets)


@pytest.fixture
def bureau(tmp_path: Path, registry: Registry) -> Bureau:
    workspace = create_workspace(tmp_path / "w", {"collection.timeout_seconds": 2.0}, {})
    return Bureau(workspace, registry, Pool(workspace.pool))


Answer = tuple[int, bytes]
Route = Callable[[dict[str, str]], Answer]


@pytest.fixture
def site() -> Iterator[tuple[str, dict[str, Route]]]:
    """A server on loopback and its routes: path → what it answers to the query."""
    routes: dict[str, Route] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            route = routes.get(parts.path, lambda query: (404, b""))
            status, body = route({name: values[-1] for name, values in parse_qs(parts.query).items()})
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", routes
    server.shutdown()
    server.server_close()
