"""Loading from an HTTP source: a paged API or a feed; what was received is archived before it is understood."""

from __future__ import annotations

import time

from anlan.base.errors import AnlanError
from anlan.collection import feed, paged_api
from anlan.collection.contract import Contract, TableContract
from anlan.collection.incident import Incident, Severity
from anlan.collection.landing import Landing
from anlan.collection.parsed import Parsed
from anlan.pool.archive import sha256_of
from anlan.pool.loads import LoadPackage, LoadState

_FEW = 20


def load_api(landing: Landing, contract: Contract, table: TableContract) -> None:
    """Load one path of a paged API: all of it, or what became known since the last load."""
    before = landing.succeeded(table)
    since = next((one.known_to for one in reversed(before) if one.known_to), "") if table.mode == "incremental" else ""
    package = landing.begin(table, cursor_from=since)
    try:
        with paged_api.open_client(landing.url(contract), _timeout(landing)) as client:
            data = paged_api.fetch_pages(client, table.location, table.format, since)
        _land(landing, contract, table, package, data)
    except AnlanError as error:
        landing.fail(table, package, error)


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
    landing.land_parsed(table, [(kept, parse_remote(landing, contract, table, kept, data))])


def parse_remote(
    landing: Landing, contract: Contract, table: TableContract, package: LoadPackage, data: bytes
) -> Parsed:
    """The rows of archived bytes of an API or a feed. Raises: SourceMalformed."""
    if contract.kind == "feed":
        return feed.parse_feed(data, table.label)
    return paged_api.parse_pages(data, table.label, table.format, table.named_items)
