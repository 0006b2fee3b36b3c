"""Loading from an HTTP source: a paged API or a feed; what was received is archived before it is understood."""

from __future__ import annotations

import time
from datetime import timedelta

from anlan.base.errors import AnlanError
from anlan.collection import feed, paged_api
from anlan.collection.api_signature import Signer
from anlan.collection.contract import Contract, TableContract
from anlan.collection.incident import Incident, Severity
from anlan.collection.landing import Landing
from anlan.collection.parsed import Parsed
from anlan.pool.archive import sha256_of
from anlan.pool.loads import LoadPackage, LoadState

_FEW = 20
_SOME = 3
_UNREAD = {
    "article-walled": (
        "bot-wall",
        "被人机验证或访问限制挡住",
        "降低采集频率或与来源单位商定接口；摘要已保留，解除后可重放。",
    ),
    "article-empty": ("template-changed", "读不出正文", "来源页面的样式可能已改变；原始网页已归档，改进识别后可重放。"),
}
"""Reason of a finding → the incident that many of them make."""


def load_api(landing: Landing, contract: Contract, table: TableContract) -> None:
    """Load one path of a paged API: all of it, or what became known since the last load."""
    before = landing.succeeded(table)
    since = next((one.known_to for one in reversed(before) if one.known_to), "") if table.mode == "incremental" else ""
    package = landing.begin(table, cursor_from=since)
    try:
        with paged_api.open_client(landing.url(contract), _timeout(landing), _signer(landing, contract)) as client:
            data = paged_api.fetch_pages(client, table.location, table.format, since)
        _land(landing, contract, table, package, data)
    except AnlanError as error:
        landing.fail(table, package, error)


def _signer(landing: Landing, contract: Contract) -> Signer | None:
    """Who signs the requests to a source. Raises: SettingMissing where its secret is not kept."""
    promise = contract.signature
    if promise is None:
        return None
    secret, begun = landing.workspace.connection(promise.secret), time.monotonic()
    # A load may outlast the minutes that a signature is valid for.
    return Signer(promise, secret, lambda: landing.now + timedelta(seconds=time.monotonic() - begun))


def load_feed(landing: Landing, contract: Contract, table: TableContract) -> None:
    """Load the articles of a feed that were not loaded before, each page's bytes archived.

    A feed most of whose entries repeat one another is an incident: it looks alive and says nothing.
    """
    package = landing.begin(table)
    try:
        with paged_api.open_client(landing.url(contract), _timeout(landing)) as client:
            seen = feed.seen_links(landing.pool, table)
            fetched = feed.fetch_feed(client, table.location, seen, time.sleep)
        if fetched.total_count >= _FEW and fetched.repeated_count * 2 >= fetched.total_count:
            landing.incidents.append(_repeats(table, fetched))
        if fetched.new_count:
            _land(landing, contract, table, package, fetched.bundle)
        else:
            landing.finish(package, LoadState.UNCHANGED, content_hash=sha256_of(fetched.bundle))
    except AnlanError as error:
        landing.fail(table, package, error)


def _repeats(table: TableContract, fetched: feed.Fetched) -> Incident:
    message = f"{table.label}：{fetched.total_count} 条中有 {fetched.repeated_count} 条完全重复"
    hint = "来源可能已停止更新或接口出错；不同的条目已装载，请与来源单位核对。"
    return Incident("feed-repeats", table.system, table.name, Severity.ERROR, message, hint)


def _timeout(landing: Landing) -> float:
    return float(landing.workspace.get("collection.timeout_seconds"))


def _land(landing: Landing, contract: Contract, table: TableContract, package: LoadPackage, data: bytes) -> None:
    content_hash = sha256_of(data)
    if landing.is_unchanged(table, content_hash):
        landing.finish(package, LoadState.UNCHANGED, content_hash=content_hash)
        return
    sha256 = landing.archive.store(data)
    kept = landing.loads.save(package, sha256=sha256, content_hash=content_hash)
    parsed = parse_remote(landing, contract, table, kept, data)
    landing.check_types(table, parsed.table)
    landing.incidents += _unread(table, parsed)
    landing.land_parsed(table, [(kept, parsed)])


def _unread(table: TableContract, parsed: Parsed) -> list[Incident]:
    """The incidents of a load whose articles were mostly not to be had: a wall before them, or a page built anew."""
    found = []
    for reason, (kind, message, hint) in _UNREAD.items():
        count = sum(one.reason == reason for one in parsed.set_aside)
        if count >= _SOME and count * 2 >= parsed.table.num_rows:
            text = f"{table.label}：{parsed.table.num_rows} 篇中有 {count} 篇{message}"
            found.append(Incident(kind, table.system, table.name, Severity.ERROR, text, hint))
    return found


def parse_remote(
    landing: Landing, contract: Contract, table: TableContract, package: LoadPackage, data: bytes
) -> Parsed:
    """The rows of archived bytes of an API or a feed. Raises: SourceMalformed."""
    if contract.kind == "feed":
        return feed.parse_feed(data, table.label)
    return paged_api.parse_pages(data, table.label, table.format, table.named_items)
