"""A feed of news: its entries, the pages they link to, and the article text in each page.

What is archived is one bundle a load: a zip of the feed's bytes and each page's bytes as received, so that it can be
read again with better rules years later.
"""

from __future__ import annotations

import calendar
import io
import json
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import feedparser
import httpx
import pyarrow as pa

from anlan.base.clock import CHINA
from anlan.collection.article_texts import texts_of
from anlan.collection.contract import TableContract
from anlan.collection.incident import SetAside
from anlan.collection.paged_api import Pause, fetch
from anlan.collection.parsed import FILE_NAME, ROW_NO, Parsed
from anlan.collection.source_errors import SourceEmpty, SourceLost, SourceMalformed, SourceUnreachable
from anlan.pool.archive import sha256_of
from anlan.pool.delta import quoted
from anlan.pool.pool import Pool

FIXED_ITEMS = ("id", "link", "title", "author", "source", "category", "published", "body", "html_sha256")
_IDENTITY = ("title", "author", "source", "published", "summary")
_MOST_FAILURES = 5
_AT_ONCE = 16
_PAGES_A_ROUND = 64
_FEED, _INDEX = "feed.xml", "index.json"
# What stands on a page instead of the article where a site takes the collector for a robot.
_WALL = re.compile(
    r"人机验证|安全验证|滑动验证|请输入验证码|完成验证|访问(?:过于|太)频繁|异常访问|拒绝访问|"
    r"just a moment|enable javascript and cookies|verify you are human|access denied|too many requests",
    re.IGNORECASE,
)
_SHORT_PAGE = 400


@dataclass(frozen=True)
class Fetched:
    """What was received of a feed: the bundle to archive, entries in all, and how many only repeated another."""

    bundle: bytes
    new_count: int
    total_count: int
    repeated_count: int


def seen_links(pool: Pool, table: TableContract) -> set[str]:
    """Links of the articles that the raw table holds."""
    schema = pool.schema(table.raw_table)
    if schema is None or "link" not in schema.names:
        return set()
    with pool.reading(tables=[]) as connection:
        rows = connection.execute(f"SELECT DISTINCT {quoted('link')} FROM ({pool.select(table.raw_table)})").fetchall()
    return {row[0] for row in rows}


def fetch_feed(client: httpx.Client, path: str, seen: Collection[str], pause: Pause) -> Fetched:
    """A feed and the pages of its new entries. Raises: SourceUnreachable, SourceMalformed, SourceEmpty, SourceLost.

    Entries that repeat another in title, source, time and summary are counted and not fetched again. After several
    pages in a row that cannot be had the feed counts as lost.
    """
    data = fetch(client, path, {}, pause)
    entries = _entries(data, path)
    if not entries:
        raise SourceEmpty(place=path)
    distinct = {tuple(entry[name] for name in _IDENTITY): entry for entry in reversed(entries)}
    new = [entry for entry in reversed(distinct.values()) if entry["link"] not in seen]
    pages = _fetch_pages(client, [entry["link"] for entry in new], pause)
    return Fetched(_bundle(data, pages), len(new), len(entries), len(entries) - len(distinct))


def parse_feed(data: bytes, place: str) -> Parsed:
    """The articles of an archived bundle; a page without readable text keeps the entry's summary and is a finding.

    Raises: SourceMalformed.
    """
    feed, pages = _unbundle(data)
    entries = {entry["link"]: entry for entry in reversed(_entries(feed, place)) if entry["link"] in pages}
    ordered = list(reversed(entries.values()))
    bodies = texts_of([pages[entry["link"]] for entry in ordered])
    rows: list[dict[str, str]] = []
    aside: list[SetAside] = []
    for number, (entry, body) in enumerate(zip(ordered, bodies, strict=True), start=1):
        page = pages[entry["link"]]
        if reason := _missing(page, body):
            aside.append(SetAside(number, "body", reason, "", entry["link"], False))
            body = ""
        rows.append({**entry, "body": body or entry["summary"], "html_sha256": sha256_of(page) if page else ""})
    return Parsed(_table(rows), aside)


def _missing(page: bytes, body: str) -> str:
    """Why a page gave no article; empty where it gave one."""
    if not page:
        return "article-unavailable"
    if len(body) < _SHORT_PAGE and _WALL.search(body or page[:20_000].decode("utf-8", errors="replace")):
        return "article-walled"
    return "" if body else "article-empty"


def page_of(bundle: bytes, link: str) -> bytes:
    """The bytes of one page of an archived bundle, as received; empty where it could not be had."""
    return _unbundle(bundle)[1].get(link, b"")


def _bundle(feed: bytes, pages: Mapping[str, bytes]) -> bytes:
    """One zip with fixed times, so that the same pages are the same bytes."""
    target = io.BytesIO()
    names = {link: f"pages/{number:06d}.html" for number, link in enumerate(pages, start=1)}
    with zipfile.ZipFile(target, "w") as bundle:
        _put(bundle, _FEED, feed)
        _put(bundle, _INDEX, json.dumps(names, ensure_ascii=False).encode())
        for link, page in pages.items():
            _put(bundle, names[link], page)
    return target.getvalue()


def _put(bundle: zipfile.ZipFile, name: str, data: bytes) -> None:
    bundle.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def _unbundle(data: bytes) -> tuple[bytes, dict[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        names = json.loads(bundle.read(_INDEX))
        return bundle.read(_FEED), {link: bundle.read(name) for link, name in names.items()}


@lru_cache(maxsize=1)
def _entries(data: bytes, place: str) -> tuple[dict[str, str], ...]:
    # Kept once, because a feed that was just fetched is read again as what was archived.
    parsed = feedparser.parse(data)
    if not parsed.entries and (parsed.bozo or not parsed.get("version")):
        reason = str(parsed.get("bozo_exception", "没有 RSS 或 Atom 的结构"))[:100]
        raise SourceMalformed(place=place, reason=f"不是完整的 RSS（{reason}）")
    return tuple(_entry(entry) for entry in parsed.entries)


def _entry(entry: Any) -> dict[str, str]:
    tags = [str(tag.get("term") or "") for tag in entry.get("tags", [])]
    known = {
        "id": str(entry.get("id") or entry.get("link") or ""),
        "link": str(entry.get("link") or ""),
        "title": str(entry.get("title") or ""),
        "author": str(entry.get("author") or ""),
        "source": str((entry.get("source") or {}).get("title") or ""),
        "category": tags[0] if tags else "",
        "published": _published(entry),
        "summary": str(entry.get("summary") or ""),
    }
    extra = {key: value for key, value in entry.items() if isinstance(value, str) and "_" in key}
    return {**{key: value for key, value in extra.items() if not key.endswith("_detail")}, **known}


def _published(entry: Any) -> str:
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    if not moment:
        return str(entry.get("published") or "")
    return datetime.fromtimestamp(calendar.timegm(moment), UTC).astimezone(CHINA).isoformat()


def _fetch_pages(client: httpx.Client, links: Sequence[str], pause: Pause) -> dict[str, bytes]:
    """The pages of some links, a few at a time; a page that cannot be had is empty. Raises: SourceLost."""
    pages: dict[str, bytes] = {}
    lost: list[SourceUnreachable] = []
    with ThreadPoolExecutor(_AT_ONCE) as fetchers:
        for start in range(0, len(links), _PAGES_A_ROUND):
            some = links[start : start + _PAGES_A_ROUND]
            for link, found in zip(some, fetchers.map(lambda link: _try_page(client, link, pause), some), strict=True):
                lost = [] if isinstance(found, bytes) else [*lost, found]
                if len(lost) == _MOST_FAILURES:
                    raise SourceLost(place=str(client.base_url), reason=lost[-1].text)
                pages[link] = found if isinstance(found, bytes) else b""
    return pages


def _try_page(client: httpx.Client, link: str, pause: Pause) -> bytes | SourceUnreachable:
    try:
        return _fetch_page(client, link, pause)
    except SourceUnreachable as error:
        return error


def _fetch_page(client: httpx.Client, link: str, pause: Pause) -> bytes:
    # A feed may name any address; only pages of the source itself are fetched.
    if urlsplit(link).netloc not in ("", client.base_url.netloc.decode()):
        raise SourceUnreachable(place=urlsplit(link).netloc, reason="不在来源的地址范围内")
    return fetch(client, link, {}, pause)


def _table(rows: list[dict[str, str]]) -> pa.Table:
    names = dict.fromkeys([*FIXED_ITEMS, "summary", *(key for row in rows for key in row)])
    columns = {name: pa.array([row.get(name) or None for row in rows], pa.string()) for name in names}
    columns[ROW_NO] = pa.array(range(1, len(rows) + 1), pa.int64())
    columns[FILE_NAME] = pa.array([""] * len(rows), pa.string())
    return pa.table(columns)
