"""Interfaces as platforms offer them: signed requests, four ways of paging, and requests to slow down."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from anlan.base.errors import Findings
from anlan.collection.contract import parse_contract
from anlan.collection.paged_api import fetch_pages, open_client, parse_pages
from anlan.collection.source_errors import SourceMalformed, SourceThrottled, SourceUnreachable
from bureau import CASE_HEADER, NOW, Bureau, case_row, case_table

CORE = "core_labour__arbitration_case"
SECRET = "s3cr3t-of-the-platform"
Answer = tuple[int, dict[str, str], bytes]


class Platform(ThreadingHTTPServer):
    """A data-sharing platform on loopback: ``answer`` is asked with method, path, parameters and headers."""

    daemon_threads = True

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.answer: Callable[[str, dict[str, str], dict[str, str]], Answer] = lambda path, query, heads: (404, {}, b"")
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Platform
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query, heads = dict(parse_qsl(parts.query)), {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append((parts.path, query, heads))
        status, more, body = self.server.answer(parts.path, query, heads)
        self.send_response(status)
        for name, value in {**more, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def platform() -> Iterator[Platform]:
    server = Platform()
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


ROWS = [dict(zip(CASE_HEADER, case_row(number), strict=True)) for number in range(1, 6)]


def page_of(query: dict[str, str]) -> bytes:
    page, size = int(query["page"]), int(query["size"])
    body = {"total": len(ROWS), "rows": ROWS[(page - 1) * size : page * size]}
    return json.dumps(body, ensure_ascii=False).encode()


def digest(algorithm: str, text: str) -> bytes:
    """The signature as the platform computes it, by the standard library alone."""
    name = algorithm.removeprefix("hmac-")
    if algorithm.startswith("hmac-"):
        return hmac.new(SECRET.encode(), text.encode(), name).digest()
    return hashlib.new(name, text.encode()).digest()


def guarded(platform: Platform, algorithm: str, text: str, place: str, encoding: str) -> None:
    """Answer only what is signed as agreed, in time, and with a nonce never seen."""
    seen: set[str] = set()

    def answer(path: str, query: dict[str, str], heads: dict[str, str]) -> Answer:
        told = query if place == "query" else heads
        key, at, nonce = (told.get(name, "") for name in ("x-app-key", "x-timestamp", "x-nonce"))
        signed = {name: value for name, value in query.items() if name != "x-signature"}
        listed = "&".join(f"{quote(n, safe='-_.~')}={quote(v, safe='-_.~')}" for n, v in sorted(signed.items()))
        facts = {"method": "GET", "path": path, "query": listed, "key": key, "timestamp": at, "nonce": nonce}
        wanted = digest(algorithm, text.format(**facts, secret=SECRET))
        shown = wanted.hex() if encoding == "hex" else base64.b64encode(wanted).decode()
        fresh = nonce not in seen and key == "hrss" and abs(int(at) - NOW.timestamp()) < 300
        seen.add(nonce)
        if told.get("x-signature") != shown or not fresh:
            return 403, {}, b""
        return 200, {}, page_of(query)

    platform.answer = answer


DEFAULT = "{method}\n{path}\n{query}\n{key}\n{timestamp}\n{nonce}"


@pytest.mark.parametrize(
    ("algorithm", "text", "place", "encoding"),
    [
        ("hmac-sha256", DEFAULT, "header", "hex"),
        ("hmac-sm3", DEFAULT, "header", "base64"),
        ("sm3", "{query}{secret}{timestamp}", "query", "hex"),
        ("sha256", "{key}{timestamp}{nonce}{secret}", "header", "hex"),
    ],
)
def test_signed_pages_come_down_and_the_secret_stays(
    bureau: Bureau,
    platform: Platform,
    caplog: pytest.LogCaptureFixture,
    algorithm: str,
    text: str,
    place: str,
    encoding: str,
) -> None:
    guarded(platform, algorithm, text, place, encoding)
    names = {name: f"x-{word}" for name, word in (("key", "app-key"), ("timestamp", "timestamp"), ("nonce", "nonce"))}
    signature = {"key": "hrss", "secret": "platform_secret", "algorithm": algorithm, "text": text, "place": place,
                 "encoding": encoding, "names": {**names, "signature": "x-signature"}}  # fmt: skip
    bureau.connect("labour", platform.url)
    table = case_table(location="案件/cases", format={"page_size": 2})
    bureau.promise(system="labour", kind="api", tables=[table], signature=signature)
    missing, _ = bureau.run()
    assert [one.kind for one in missing.incidents] == ["setting-missing"] and not platform.asked
    bureau.connect("platform_secret", SECRET + "x")
    with caplog.at_level(logging.DEBUG):
        refused, _ = bureau.run()
        assert [one.kind for one in refused.incidents] == ["source-unreachable"] and "403" in refused.incidents[
            0
        ].message
        bureau.connect("platform_secret", SECRET)
        collected, _ = bureau.run()
    assert collected.incidents == () and len(bureau.rows(CORE)) == 5
    kept = b"".join(path.read_bytes() for path in bureau.workspace.root.rglob("*") if path.is_file())
    said = caplog.text + repr([*refused.incidents, *bureau.loads(), *bureau.contracts]) + repr(platform.asked)
    assert SECRET not in said and SECRET.encode() not in kept


def test_a_repeated_request_is_signed_anew(bureau: Bureau, platform: Platform) -> None:
    guarded(platform, "hmac-sha256", DEFAULT, "header", "hex")
    inner, failures = platform.answer, [500, 503]
    platform.answer = lambda *given: (failures.pop(), {}, b"") if failures else inner(*given)
    bureau.connect("labour", platform.url)
    bureau.connect("platform_secret", SECRET)
    signature = {"key": "hrss", "secret": "platform_secret"}
    bureau.promise(system="labour", kind="api", tables=[case_table(location="cases")], signature=signature)
    collected, _ = bureau.run()
    assert collected.incidents == () and len(bureau.rows(CORE)) == 5
    nonces = [heads["x-nonce"] for _, _, heads in platform.asked]
    assert len(nonces) == len(set(nonces)) == 3


def test_a_signed_request_follows_nobody_elsewhere(bureau: Bureau, platform: Platform) -> None:
    platform.answer = lambda path, query, heads: (302, {"Location": "http://127.0.0.1:9/x"}, b"")
    bureau.connect("labour", platform.url)
    bureau.connect("platform_secret", SECRET)
    signature = {"key": "hrss", "secret": "platform_secret"}
    bureau.promise(system="labour", kind="api", tables=[case_table(location="cases")], signature=signature)
    collected, _ = bureau.run()
    assert "HTTP 302" in collected.incidents[0].message and len(platform.asked) == 1


def paged(platform: Platform, options: dict[str, Any], slept: list[float] | None = None) -> list[str]:
    pauses = [] if slept is None else slept
    with open_client(platform.url, 2.0) as client:
        data = fetch_pages(client, "cases", options, "", pauses.append)
    return [str(row["案号"]) for row in parse_pages(data, "cases", options, set(CASE_HEADER)).table.to_pylist()]


ALL = [f"京仲{number}号" for number in range(1, 6)]


def test_pages_by_offset_from_an_answer_with_a_frame(platform: Platform) -> None:
    def answer(path: str, query: dict[str, str], heads: dict[str, str]) -> Answer:
        start, size = int(query["start"]), int(query["limit"])
        data = {"records": ROWS[start : start + size], "count": str(len(ROWS))}
        return 200, {}, json.dumps({"code": 0, "data": data if query["dept"] == "01" else None}).encode()

    platform.answer = answer
    options = {"paging": "offset", "offset": "start", "size": "limit", "page_size": 2, "rows": "data.records",
               "total": "data.count", "success": {"code": ["0", "200"]}, "parameters": {"dept": "01"}}  # fmt: skip
    assert paged(platform, options) == ALL
    with pytest.raises(SourceMalformed, match="不是成功"):
        paged(platform, options | {"success": {"code": 1}})


def test_pages_by_number_from_zero(platform: Platform) -> None:
    platform.answer = lambda path, query, heads: (200, {}, page_of({**query, "page": str(int(query["page"]) + 1)}))
    assert paged(platform, {"first_page": 0, "page_size": 2}) == ALL


def test_pages_by_cursor(platform: Platform) -> None:
    def answer(path: str, query: dict[str, str], heads: dict[str, str]) -> Answer:
        start = int(query.get("after", "c0")[1:])
        more = f"c{start + 2}" if start + 2 < len(ROWS) else None
        return 200, {}, json.dumps({"rows": ROWS[start : start + 2], "meta": {"next": more}}).encode()

    platform.answer = answer
    options = {"paging": "cursor", "cursor": "after", "next": "meta.next", "page_size": 2}
    assert paged(platform, options) == ALL
    assert [query.get("after") for _, query, _ in platform.asked] == [None, "c2", "c4"]
    platform.answer = lambda path, query, heads: (200, {}, b'{"rows": [], "meta": {"next": "c1"}}')
    with pytest.raises(SourceMalformed, match="完全相同"):
        paged(platform, options)


def test_pages_by_link_stay_at_their_source(platform: Platform) -> None:
    elsewhere = "http://198.51.100.7/cases"

    def answer(path: str, query: dict[str, str], heads: dict[str, str]) -> Answer:
        start = int(query.get("p", 0))
        more = f"/cases?p={start + 2}" if start + 2 < len(ROWS) else ""
        return 200, {}, json.dumps({"rows": ROWS[start : start + 2], "total": 5, "next": more}).encode()

    platform.answer = answer
    options = {"paging": "link", "next": "next"}
    assert paged(platform, options) == ALL
    platform.answer = lambda path, query, heads: (200, {}, json.dumps({"rows": ROWS, "next": elsewhere}).encode())
    with pytest.raises(SourceMalformed, match="别的主机"):
        paged(platform, options)
    platform.answer = lambda path, query, heads: (200, {}, b'{"rows": [], "total": 3, "next": ""}')
    with pytest.raises(SourceMalformed, match="声明共 3 行"):
        paged(platform, options)


def test_a_source_that_asks_for_patience_gets_it_within_limits(platform: Platform) -> None:
    waits = [
        {"Retry-After": "7"},
        {"Retry-After": "Sun, 22 Nov 2026 12:00:30 GMT", "Date": "Sun, 22 Nov 2026 12:00:00 GMT"},
        {},
    ]
    first = iter(waits)

    def answer(path: str, query: dict[str, str], heads: dict[str, str]) -> Answer:
        wait = next(first, None)
        return (200, {}, page_of(query)) if wait is None else (429, wait, b"")

    platform.answer = answer
    slept: list[float] = []
    # http.server sends a Date of its own first; the pause is then by the clock of the server that says so.
    assert paged(platform, {}, slept) == ALL
    assert slept[0] == 7 and slept[2] == 5 and len(slept) == 3
    platform.answer = lambda path, query, heads: (429, {"Retry-After": "3600"}, b"")
    with pytest.raises(SourceThrottled, match="3600 秒") as caught:
        paged(platform, {})
    assert caught.value.retry
    platform.answer = lambda path, query, heads: (429, {"Retry-After": "0"}, b"")
    with pytest.raises((SourceThrottled, SourceUnreachable)):
        paged(platform, {}, slept)


def test_what_a_contract_says_wrong_is_named(bureau: Bureau, tmp_path: Path) -> None:
    base = {"system": "labour", "label": "仲裁", "source_class": "bureau", "connection": "labour"}
    signature = {"algorithm": "md5", "place": "body", "names": {"app": "x"}, "text": "{query}{word}", "else": 1}
    options = {"paging": "cursor", "sort": 1, "success": "0"}
    with pytest.raises(Findings) as error:
        body = {**base, "kind": "api", "tables": [case_table(location="x", format=options)], "signature": signature}
        parse_contract(body, bureau.registry)
    text = str(error.value.items)
    for part in (
        "else",
        "缺少 key",
        "缺少 secret",
        "md5",
        "body",
        "names",
        "word",
        "不带密钥",
        "重放",
        "sort",
        "next",
        "success",
    ):
        assert part in text, part
    with pytest.raises(Findings, match="只用于 api"):
        body = {**base, "kind": "csv", "tables": [case_table(location="x")], "signature": {"key": "a", "secret": "b"}}
        parse_contract(body, bureau.registry)
