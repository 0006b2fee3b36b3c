"""A paged JSON API: all its pages as bytes, then as rows of text."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from anlan.collection.paging import is_last, parameters_of, read_page
from anlan.collection.parsed import Parsed, contract_names, received_text, text_table
from anlan.collection.source_errors import SourceMalformed, SourceThrottled, SourceUnreachable

ATTEMPTS = 3
_PAUSE_SECONDS = 0.2
_USUAL_WAIT_SECONDS = 5.0
_PATIENCE_SECONDS = 120.0
_MOST_PAGES = 100_000
_SERVER_FAILURE = 500
_SEPARATOR = b"\x1e"

Pause = Callable[[float], None]


def open_client(base_url: str, timeout_seconds: float, signer: httpx.Auth | None = None) -> httpx.Client:
    """A client of one source; proxies of the environment are not used. A signed request follows no redirection."""
    follow = signer is None
    return httpx.Client(
        base_url=base_url, timeout=timeout_seconds, trust_env=False, follow_redirects=follow, auth=signer
    )


def fetch(client: httpx.Client, path: str, parameters: Mapping[str, str], pause: Pause = time.sleep) -> bytes:
    """The bytes of one address, tried again where that may help. Raises: SourceUnreachable, SourceThrottled.

    A source that asks for patience (429, 503 with Retry-After) gets it, within limits.
    """
    place, reason = f"{str(client.base_url).rstrip('/')}/{path.lstrip('/')}".partition("?")[0], ""
    attempt, patience = 0, _PATIENCE_SECONDS
    while attempt < ATTEMPTS:
        try:
            answer = client.get(path, params=dict(parameters) or None)
        except httpx.InvalidURL as error:
            raise SourceUnreachable(place=place, reason=str(error)) from error
        except httpx.HTTPError as error:
            reason = _reason(error)
            attempt += 1
            if attempt < ATTEMPTS:
                pause(_PAUSE_SECONDS * 2**attempt)
            continue
        wait = _asked_to_wait(answer)
        if wait is not None:
            if wait > patience:
                raise SourceThrottled(place=place, seconds=math.ceil(wait))
            patience -= max(wait, _PAUSE_SECONDS)
            pause(max(wait, _PAUSE_SECONDS))
            continue
        if answer.status_code < _SERVER_FAILURE:
            break
        reason = f"HTTP {answer.status_code}"
        attempt += 1
        if attempt < ATTEMPTS:
            pause(_PAUSE_SECONDS * 2**attempt)
    else:
        raise SourceUnreachable(place=place, reason=reason)
    if not answer.is_success:
        raise SourceUnreachable(place=place, reason=f"HTTP {answer.status_code}")
    return answer.content


def _asked_to_wait(answer: httpx.Response) -> float | None:
    """How many seconds a source asks to be left alone; None where it does not ask."""
    said = answer.headers.get("Retry-After", "")
    if answer.status_code != httpx.codes.TOO_MANY_REQUESTS and not (
        said and answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
    ):
        return None
    if said.isdigit():
        return float(said)
    try:
        # A day of the server is compared with the server's own clock.
        until, now = (parsedate_to_datetime(text) for text in (said, answer.headers.get("Date", "")))
        return max((until - now).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return _USUAL_WAIT_SECONDS


def fetch_pages(
    client: httpx.Client, path: str, options: Mapping[str, Any], since: str, pause: Pause = time.sleep
) -> bytes:
    """All pages as received, between them the separator of RFC 7464; what is archived and can be parsed again.

    ``options`` say how one page leads to the next (``paging``: page, offset, cursor, link) and how its parameters and
    members are called; members may lie deeper (``data.records``). Raises: SourceUnreachable, SourceThrottled,
    SourceMalformed.
    """
    pages: list[bytes] = []
    received, address, before = 0, path, None
    while len(pages) < _MOST_PAGES:
        follows_link = before is not None and options.get("paging") == "link"
        parameters = {} if follows_link else parameters_of(options, len(pages), received, before)
        if since and not follows_link:
            parameters[str(options.get("since", "since"))] = since
        data = fetch(client, address, parameters, pause)
        page = read_page(data, path, options)
        if pages and data == pages[-1] and (page.rows or page.next):
            raise SourceMalformed(place=path, reason=f"第 {len(pages) + 1} 页与前一页完全相同")
        pages.append(data)
        received += len(page.rows)
        if is_last(options, page, received):
            if page.total is not None and received < page.total:
                raise SourceMalformed(place=path, reason=f"声明共 {page.total} 行，只给出 {received} 行")
            break
        if not page.rows and page.total is not None:
            raise SourceMalformed(place=path, reason=f"声明共 {page.total} 行，只给出 {received} 行")
        if options.get("paging") == "link":
            address = _own_address(client, page.next, path)
        before = page
    return _SEPARATOR.join(pages)


def _own_address(client: httpx.Client, link: str, place: str) -> str:
    """A link to the next page, which must lead to the same source: its key goes with the request."""
    found = client.base_url.join(link)
    home = client.base_url
    if (found.scheme, found.host, found.port) != (home.scheme, home.host, home.port):
        raise SourceMalformed(place=place, reason="下一页的链接指向别的主机")
    return str(found)


def parse_pages(data: bytes, place: str, options: Mapping[str, Any], agreed: Collection[str]) -> Parsed:
    """The rows of archived pages as text: numbers keep their digits, nested values are JSON.

    Raises: SourceMalformed.
    """
    rows = [row for page in data.split(_SEPARATOR) for row in read_page(page, place, options).rows]
    keys = list(dict.fromkeys(key for row in rows for key in row))
    values = [[received_text(row.get(key)) for key in keys] for row in rows]
    names = contract_names(keys, agreed) if keys else sorted(agreed)
    return Parsed(text_table(names, values, range(1, len(rows) + 1), ""))


def _reason(error: httpx.HTTPError) -> str:
    words = {httpx.ConnectError: "连接被拒绝", httpx.TimeoutException: "超时", httpx.RemoteProtocolError: "连接中断"}
    found = next((word for kind, word in words.items() if isinstance(error, kind)), "")
    return f"{found}（{error}）" if found else str(error)[:200]
