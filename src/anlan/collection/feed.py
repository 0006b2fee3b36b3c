"""A feed of news: its entries, the pages they link to, and the article text in each page.

What is archived is a manifest: the feed's bytes and each page's bytes by hash, so that a load can be read again with
better rules years later.
"""

from __future__ import annotations

import calendar
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import feedparser
import httpx
import pyarrow as pa
import trafilatura

from anlan.base.clock import CHINA
from anlan.collection.contract import TableContract
from anlan.collection.incident import SetAside
from anlan.collection.paged_api import Pause, fetch
from anlan.collection.parsed import FILE_NAME, ROW_NO, Parsed
from anlan.collection.source_errors import SourceEmpty, SourceLost, SourceMalformed, SourceUnreachable
from anlan.pool.archive import Archive
from anlan.pool.delta import quoted
from anlan.pool.pool import Pool

FIXED_ITEMS = ("id", "link", "title", "author", "source", "category", "published", "body", "html_sha256")
_IDENTITY = ("title", "author", "source", "published", "summary")
_MOST_FAILURES = 5
# A page's copyright year is not its date: trafilatura must not search for one beyond the page's metadata.
_DATES: dict[str, Any] = {"extensive_search": False, "original_date": True}


@dataclass(frozen=True)
class Fetched:
    """What was received of a feed: the manifest to archive, entries in all, and how many only repeated another."""

    manifest: bytes
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


def fetch_feed(client: httpx.Client, path: str, archive: Archive, seen: Collection[str], pause: Pause) -> Fetched:
    """A feed and the pages of its new entries, archived. Raises: SourceUnreachable, SourceMalformed, SourceEmpty.

    Entries that repeat another in title, source, time and summary are counted and not fetched again. After several
    pages in a row that cannot be had the feed counts as lost. Raises: SourceLost.
    """
    data = fetch(client, path, {}, pause)
    entries = _entries(data, path)
    if not entries:
        raise SourceEmpty(place=path)
    distinct = {tuple(entry[name] for name in _IDENTITY): entry for entry in reversed(entries)}
    new = [entry for entry in reversed(distinct.values()) if entry["link"] not in seen]
    pages = _fetch_pages(client, [entry["link"] for entry in new], archive, pause)
    manifest = {"feed": archive.store(data), "pages": pages}
    text = json.dumps(manifest, ensure_ascii=False, sort_keys=True).encode()
    return Fetched(text, len(new), len(entries), len(entries) - len(distinct))


def parse_feed(data: bytes, archive: Archive, place: str) -> Parsed:
    """The articles of an archived manifest; a page without readable text keeps the entry's summary and is a finding.

    Raises: ArchiveMissing, SourceMalformed.
    """
    manifest = json.loads(data)
    pages: Mapping[str, str] = manifest["pages"]
    rows: list[dict[str, str]] = []
    aside: list[SetAside] = []
    taken: set[str] = set()
    for entry in _entries(archive.read(manifest["feed"]), place):
        link = entry["link"]
        if link not in pages or link in taken:
            continue
        taken.add(link)
        number = len(rows) + 1
        body = article_text(archive.read(pages[link])) if pages[link] else ""
        if not body:
            reason = "article-empty" if pages[link] else "article-unavailable"
            aside.append(SetAside(number, "body", reason, "", link, False))
        rows.append({**entry, "body": body or entry["summary"], "html_sha256": pages[link]})
    return Parsed(_table(rows), aside)


def article_text(page: bytes) -> str:
    """The article's text in a page, without menus, comments and side columns; empty where there is none."""
    text = trafilatura.extract(page, include_comments=False, favor_precision=True, date_extraction_params=_DATES)
    return text or ""


def _entries(data: bytes, place: str) -> list[dict[str, str]]:
    parsed = feedparser.parse(data)
    if not parsed.entries and (parsed.bozo or not parsed.version):
        reason = str(parsed.get("bozo_exception", "没有 RSS 或 Atom 的结构"))[:100]
        raise SourceMalformed(place=place, reason=f"不是完整的 RSS（{reason}）")
    return [_entry(entry) for entry in parsed.entries]


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


def _fetch_pages(client: httpx.Client, links: Collection[str], archive: Archive, pause: Pause) -> dict[str, str]:
    pages: dict[str, str] = {}
    failures = 0
    for link in links:
        try:
            pages[link] = archive.store(_fetch_page(client, link, pause))
            failures = 0
        except SourceUnreachable as error:
            pages[link] = ""
            failures += 1
            if failures == _MOST_FAILURES:
                raise SourceLost(place=str(client.base_url), reason=error.text) from error
    return pages


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
