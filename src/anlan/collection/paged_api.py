"""A paged JSON API: all its pages as bytes, then as rows of text."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Mapping
from typing import Any

import httpx

from anlan.collection.parsed import Parsed, contract_names, received_text, text_table
from anlan.collection.source_errors import SourceMalformed, SourceUnreachable

ATTEMPTS = 3
_PAUSE_SECONDS = 0.2
_MOST_PAGES = 100_000
_SERVER_FAILURE = 500
_SEPARATOR = b"\x1e"

Pause = Callable[[float], None]


def open_client(base_url: str, timeout_seconds: float) -> httpx.Client:
    """A client of one source; proxies of the environment are not used."""
    return httpx.Client(base_url=base_url, timeout=timeout_seconds, trust_env=False, follow_redirects=True)


def fetch(client: httpx.Client, path: str, parameters: Mapping[str, str], pause: Pause = time.sleep) -> bytes:
    """The bytes of one address, tried again where that may help. Raises: SourceUnreachable."""
    place, reason = f"{client.base_url}{path.lstrip('/')}", ""
    for attempt in range(ATTEMPTS):
        if attempt:
            pause(_PAUSE_SECONDS * 2**attempt)
        try:
            answer = client.get(path, params=dict(parameters))
        except httpx.InvalidURL as error:
            raise SourceUnreachable(place=place, reason=str(error)) from error
        except httpx.HTTPError as error:
            reason = _reason(error)
            continue
        if answer.status_code < _SERVER_FAILURE:
            break
        reason = f"HTTP {answer.status_code}"
    else:
        raise SourceUnreachable(place=place, reason=reason)
    if answer.is_error:
        raise SourceUnreachable(place=place, reason=f"HTTP {answer.status_code}")
    return answer.content


def fetch_pages(
    client: httpx.Client, path: str, options: Mapping[str, Any], since: str, pause: Pause = time.sleep
) -> bytes:
    """All pages as received, between them the separator of RFC 7464; what is archived and can be parsed again.

    ``options`` may rename ``page``, ``size``, ``since``, ``rows`` and ``total`` and set ``page_size``.
    Raises: SourceUnreachable, SourceMalformed.
    """
    pages: list[bytes] = []
    received = 0
    while len(pages) < _MOST_PAGES:
        parameters = {
            str(options.get("page", "page")): str(len(pages) + 1),
            str(options.get("size", "size")): str(options.get("page_size", 500)),
        }
        if since:
            parameters[str(options.get("since", "since"))] = since
        data = fetch(client, path, parameters, pause)
        rows, total = _page(data, path, options)
        if rows and pages and data == pages[-1]:
            raise SourceMalformed(place=path, reason=f"第 {len(pages) + 1} 页与前一页完全相同")
        pages.append(data)
        received += len(rows)
        if received >= total:
            break
        if not rows:
            raise SourceMalformed(place=path, reason=f"声明共 {total} 行，只给出 {received} 行")
    return _SEPARATOR.join(pages)


def parse_pages(data: bytes, place: str, options: Mapping[str, Any], agreed: Collection[str]) -> Parsed:
    """The rows of archived pages as text: numbers keep their digits, nested values are JSON.

    Raises: SourceMalformed.
    """
    rows = [row for page in data.split(_SEPARATOR) for row in _page(page, place, options)[0]]
    keys = list(dict.fromkeys(key for row in rows for key in row))
    values = [[received_text(row.get(key)) for key in keys] for row in rows]
    names = contract_names(keys, agreed) if keys else sorted(agreed)
    return Parsed(text_table(names, values, range(1, len(rows) + 1), ""))


def _page(data: bytes, place: str, options: Mapping[str, Any]) -> tuple[list[dict[str, Any]], int]:
    try:
        body = json.loads(data, parse_float=str, parse_int=str)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise SourceMalformed(place=place, reason=f"不是 JSON（{str(error)[:80]}）") from error
    rows = body.get(options.get("rows", "rows")) if isinstance(body, dict) else None
    total = body.get(options.get("total", "total")) if isinstance(body, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SourceMalformed(place=place, reason="没有行的列表 rows")
    if not (isinstance(total, str) and total.isdigit()):
        raise SourceMalformed(place=place, reason="没有总行数 total")
    return rows, int(total)


def _reason(error: httpx.HTTPError) -> str:
    words = {httpx.ConnectError: "连接被拒绝", httpx.TimeoutException: "超时", httpx.RemoteProtocolError: "连接中断"}
    found = next((word for kind, word in words.items() if isinstance(error, kind)), "")
    return f"{found}（{error}）" if found else str(error)[:200]
