"""The offices' web services on loopback: paged JSON, the RSS feed and the articles it links to.

``python -m anlan_city serve FOLDER`` keeps them up; ``serve`` does so inside a ``with`` block.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

PORT = 8765
ROUTES_FILE = "routes.json"
LARGEST_PAGE = 2000


class CityServer(ThreadingHTTPServer):
    """Serves the files of one city's folder."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder.resolve()
        self.routes: Mapping[str, Mapping[str, str]] = json.loads((folder / ROUTES_FILE).read_text(encoding="utf-8"))
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: CityServer
    protocol_version = "HTTP/1.1"
    # Head and body leave in two writes; without this the second waits 40 ms for the reader's acknowledgement.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a page of rows, the feed or an article."""
        parts = urlsplit(self.path)
        path = parts.path.strip("/")
        route = self.server.routes.get(path) or _article(self.server.folder, path)
        if route is None:
            self._send(HTTPStatus.NOT_FOUND, "application/json; charset=utf-8", b'{"error": "not found"}')
        elif route["file"].endswith(".jsonl"):
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            self._send_page(route, query)
        else:
            content = (self.server.folder / route["file"]).read_bytes()
            content = content.replace(b"{base}", self.server.url.encode())
            self._send(HTTPStatus.OK, route["type"], content)

    def _send_page(self, route: Mapping[str, str], query: Mapping[str, str]) -> None:
        try:
            page, size = max(1, int(query.get("page", 1))), min(LARGEST_PAGE, max(1, int(query.get("size", 500))))
        except ValueError:
            self._send(
                HTTPStatus.BAD_REQUEST, "application/json; charset=utf-8", b'{"error": "page and size are numbers"}'
            )
            return
        file = self.server.folder / route["file"]
        rows = _rows(str(file), file.stat().st_mtime_ns)
        since = query.get("since", "")
        if since:
            rows = [row for row in rows if str(row[route["since"]]) >= since[:10]]
        some = rows[(page - 1) * size : page * size]
        answer = {"total": len(rows), "page": page, "size": size, "rows": some}
        self._send(HTTPStatus.OK, "application/json; charset=utf-8", json.dumps(answer, ensure_ascii=False).encode())

    def _send(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: requests may name employers."""


def _article(folder: Path, path: str) -> dict[str, str] | None:
    """The route of an article's page; only numbered pages below ``opinion/articles`` have one."""
    if re.fullmatch(r"opinion/articles/\d{1,9}\.html", path) is None or not (folder / path).is_file():
        return None
    return {"file": path, "type": "text/html"}


@lru_cache(maxsize=16)
def _rows(path: str, changed: int) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


@contextmanager
def serve(folder: Path, port: int = 0) -> Iterator[str]:
    """The base URL of a server for a city's folder, up as long as the block runs; port 0 takes a free one."""
    server = CityServer(folder, port)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
