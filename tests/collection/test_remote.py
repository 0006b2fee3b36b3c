"""APIs and feeds: pages, faults, and feeds that look alive and say nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

import httpx
import pytest

from anlan.collection import paged_api
from anlan.collection.article_texts import article_text
from anlan.collection.feed import page_of
from anlan.collection.paged_api import fetch_pages, open_client, parse_pages
from anlan.collection.source_errors import SourceMalformed, SourceUnreachable
from anlan.pool.archive import Archive
from anlan.pool.loads import LoadState
from bureau import CASE_HEADER, Bureau, case_row, case_table

CORE = "core_labour__arbitration_case"
Route = Callable[[dict[str, str]], tuple[int, bytes]]
Site = tuple[str, dict[str, Route]]


def never(seconds: float) -> None:
    """No pause between attempts."""


def pages_of(rows: list[dict[str, Any]], asked: list[dict[str, str]] | None = None) -> Route:
    """A route that answers pages of these rows, those known since a day where asked."""

    def answer(query: dict[str, str]) -> tuple[int, bytes]:
        if asked is not None:
            asked.append(query)
        found = [row for row in rows if row["立案日期"] >= query.get("since", "")]
        page, size = int(query["page"]), int(query["size"])
        body = {"total": len(found), "page": page, "size": size, "rows": found[(page - 1) * size : page * size]}
        return 200, json.dumps(body, ensure_ascii=False).encode()

    return answer


def case(number: int, **changes: Any) -> dict[str, Any]:
    return dict(zip(CASE_HEADER, case_row(number, **changes), strict=True))


def promise_api(bureau: Bureau, url: str, **more: Any) -> None:
    bureau.connect("labour", url)
    bureau.promise(system="labour", kind="api", tables=[case_table(location="cases", format={"page_size": 2}, **more)])


def test_pages_come_down_and_the_next_load_asks_only_for_what_is_new(bureau: Bureau, site: Site) -> None:
    url, routes = site
    asked: list[dict[str, str]] = []
    rows = [case(number) for number in range(1, 6)]
    routes["/cases"] = pages_of(rows, asked)
    promise_api(bureau, url, load={"mode": "incremental"})
    bureau.run()
    rows.append(case(6, 立案日期="2026-11-20"))
    bureau.run()
    assert [row["case_id"] for row in bureau.rows(CORE)] == [f"京仲{number}号" for number in range(1, 7)]
    assert [query.get("since") for query in asked] == [None] * 3 + ["2026-11-03"] * 3
    first, second = bureau.loads()
    assert (first.core_count, second.core_count, second.same_count) == (5, 1, 5)
    assert b"\x1e" in Archive(bureau.workspace.archive).read(first.sha256)


def test_an_unchanged_answer_costs_nothing(bureau: Bureau, site: Site) -> None:
    url, routes = site
    routes["/cases"] = pages_of([case(1)])
    promise_api(bureau, url)
    bureau.run()
    bureau.run()
    assert [one.state for one in bureau.loads()] == [LoadState.LOADED, LoadState.UNCHANGED]


def test_numbers_keep_their_digits_and_nested_values_are_json() -> None:
    data = b'{"total": 1, "rows": [{"a": 1.10, "b": {"c": [1]}, "d": true, "e": null}]}'
    table = parse_pages(data, "x", {}, set()).table
    assert table.select(["a", "b", "d", "e"]).to_pylist() == [{"a": "1.10", "b": '{"c": ["1"]}', "d": "1", "e": None}]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"<html>", "不是 JSON"),
        (b'{"total": 1, "rows": [', "不是 JSON"),
        (b"[]", "rows"),
        (b'{"rows": []}', "total"),
        (b'{"total": 3, "rows": []}', "声明共 3 行"),
        (b'{"total": 9, "rows": [{"a": 1}]}', "完全相同"),
    ],
)
def test_answers_outside_the_agreement_are_told(site: Site, body: bytes, word: str) -> None:
    url, routes = site
    routes["/cases"] = lambda query: (200, body)
    with open_client(url, 2.0) as client, pytest.raises(SourceMalformed, match=word):
        fetch_pages(client, "cases", {}, "", never)


def test_a_short_illness_is_survived_and_a_dead_source_is_told(site: Site) -> None:
    url, routes = site
    answers = [(503, b""), (500, b""), (200, b'{"total": 0, "rows": []}')]
    routes["/cases"] = lambda query: answers.pop(0)
    with open_client(url, 2.0) as client:
        assert fetch_pages(client, "cases", {}, "", never)
        routes["/cases"] = lambda query: (503, b"")
        with pytest.raises(SourceUnreachable, match="503"):
            fetch_pages(client, "cases", {}, "", never)
    with open_client("http://127.0.0.1:9", 0.5) as client, pytest.raises(SourceUnreachable) as caught:
        fetch_pages(client, "cases", {}, "", never)
    assert caught.value.retry


def test_a_dead_api_leaves_the_other_sources_loading(
    bureau: Bureau, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paged_api, "ATTEMPTS", 1)
    url, routes = site
    routes["/cases"] = pages_of([case(1)])
    bureau.connect("dead", "http://127.0.0.1:9")
    bureau.promise(system="dead", kind="api", tables=[case_table(location="cases")])
    promise_api(bureau, url)
    collected, _ = bureau.run()
    assert [(one.kind, one.system) for one in collected.incidents] == [("source-unreachable", "dead")]
    assert len(bureau.rows(CORE)) == 1


ARTICLE_ITEMS = {
    "id": {"column": "article_id", "required": True},
    "title": {"column": "title"},
    "link": {"column": "url"},
    "body": {"column": "body_text"},
    "author": {"column": "source_name"},
    "published": {"column": "published_date", "required": True},
    "anlan_reads": {"column": "read_count"},
}
SENTENCE = "记者从该公司了解到，公司已拖欠一百二十名员工三个月工资，员工多次到劳动监察大队反映情况，要求公司尽快支付。"


def page(text: str, side: str = "无关侧栏链接标题") -> bytes:
    items = "".join(f"<li><a href='/x{n}'>{side}{n}</a></li>" for n in range(20))
    return (
        f"<html><head><title>t</title></head><body><div class='article'><p>{text}</p><p>{text[::-1]}</p></div>"
        f"<ul class='sidebar'>{items}</ul><footer>Copyright © 2026</footer></body></html>"
    ).encode()


def rss(items: list[tuple[str, str, str]]) -> bytes:
    """A feed of (link, title, day of November)."""
    entries = "".join(
        f"<item><guid>{escape(link)}</guid><link>{escape(link)}</link><title>{title}</title>"
        f"<author>某报</author><anlan:reads>120</anlan:reads><description>摘要</description>"
        f"<pubDate>{day} Nov 2026 18:30:00 GMT</pubDate></item>"
        for link, title, day in items
    )
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:anlan="urn:anlan"><channel><title>f</title>'
    return f"{head}{entries}</channel></rss>".encode()


def promise_feed(bureau: Bureau, url: str) -> None:
    bureau.connect("news", url)
    table = {
        "name": "article",
        "label": "新闻",
        "location": "feed",
        "core": "core_opinion__article",
        "known_at": "published",
        "items": ARTICLE_ITEMS,
    }
    bureau.promise(system="news", kind="feed", tables=[table])


def test_new_articles_are_read_once_and_kept_as_received(bureau: Bureau, site: Site) -> None:
    url, routes = site
    items = [(f"{url}/a1", "拖欠工资", "02")]
    routes["/feed"] = lambda query: (200, rss(items))
    routes["/a1"] = routes["/a2"] = lambda query: (200, page(SENTENCE))
    promise_feed(bureau, url)
    bureau.run()
    bureau.run()
    items.append((f"{url}/a2", "又一篇", "03"))
    bureau.run()
    first, second = bureau.rows("core_opinion__article")
    assert first["title"] == "拖欠工资"
    assert SENTENCE in first["body_text"]
    assert "侧栏" not in first["body_text"]
    assert str(first["published_date"]) == "2026-11-03", "18:30 GMT is the next day in China"
    assert (first["read_count"], first["source_name"], second["title"]) == (120, "某报", "又一篇")
    states = [one.state for one in bureau.loads()]
    assert states == [LoadState.LOADED, LoadState.UNCHANGED, LoadState.LOADED]
    bundle = Archive(bureau.workspace.archive).read(bureau.loads()[0].sha256)
    assert page_of(bundle, f"{url}/a1") == page(SENTENCE)


def test_an_article_that_cannot_be_had_keeps_its_summary_and_is_told(bureau: Bureau, site: Site) -> None:
    url, routes = site
    routes["/feed"] = lambda query: (200, rss([(f"{url}/gone", "没了", "02"), ("http://10.0.0.1/x", "外面", "02")]))
    promise_feed(bureau, url)
    bureau.run()
    assert [row["body_text"] for row in bureau.rows("core_opinion__article")] == ["摘要", "摘要"]
    assert [(column, reason) for _, column, reason in bureau.set_aside()] == [("body", "article-unavailable")] * 2


@pytest.mark.parametrize(
    ("body", "kind"),
    [(rss([]), "source-empty"), (b"", "source-malformed"), (b"<rss><chan", "source-malformed")],
)
def test_an_empty_or_broken_feed_is_an_incident(bureau: Bureau, site: Site, body: bytes, kind: str) -> None:
    url, routes = site
    routes["/feed"] = lambda query: (200, body)
    promise_feed(bureau, url)
    assert [incident.kind for incident in bureau.collect().incidents] == [kind]


@pytest.mark.slow
def test_a_feed_of_ten_thousand_identical_items_is_an_incident_and_one_article(bureau: Bureau, site: Site) -> None:
    url, routes = site
    fetched: list[int] = []
    routes["/feed"] = lambda query: (200, rss([(f"{url}/a1?n={number}", "同一条", "02") for number in range(10_000)]))
    routes["/a1"] = lambda query: (fetched.append(1), (200, page(SENTENCE)))[1]
    promise_feed(bureau, url)
    collected, _ = bureau.run()
    assert [incident.kind for incident in collected.incidents] == ["feed-repeats"]
    assert len(bureau.rows("core_opinion__article")) == len(fetched) == 1


def test_a_source_that_dies_between_its_pages_keeps_nothing_of_the_load(bureau: Bureau, site: Site) -> None:
    url, routes = site
    routes["/feed"] = lambda query: (200, rss([(f"{url}/missing{n}", f"第{n}篇", "02") for n in range(9)]))
    promise_feed(bureau, url)
    collected, _ = bureau.run()
    assert [incident.kind for incident in collected.incidents] == ["source-lost"]
    assert bureau.rows("core_opinion__article") == []
    routes.update({f"/missing{n}": lambda query: (200, page(SENTENCE)) for n in range(9)})
    bureau.run()
    assert len(bureau.rows("core_opinion__article")) == 9
    assert len(bureau.loads()) == 1


def test_a_declared_gb2312_page_is_read() -> None:
    text = f"<html><head><meta charset='gb2312'></head><body><article><p>{SENTENCE}</p></article></body></html>"
    assert SENTENCE in article_text(text.encode("gb18030"))
    assert article_text(b"") == ""


def test_the_environment_gives_no_proxy(monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    url, routes = site
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    routes["/x"] = lambda query: (200, b"ok")
    with open_client(url, 2.0) as client:
        assert isinstance(client, httpx.Client)
        assert paged_api.fetch(client, "x", {}, never) == b"ok"


@pytest.mark.parametrize(
    ("received", "kind", "reason"),
    [
        (
            "<html><body><h1>安全验证</h1><p>请完成验证后继续访问</p></body></html>".encode(),
            "bot-wall",
            "article-walled",
        ),
        (b"<html><body><script>render()</script></body></html>", "template-changed", "article-empty"),
    ],
)
def test_pages_that_are_no_articles_are_an_incident_and_keep_their_summaries(
    bureau: Bureau, site: Site, received: bytes, kind: str, reason: str
) -> None:
    url, routes = site
    routes["/feed"] = lambda query: (200, rss([(f"{url}/p{n}", f"第{n}篇", "02") for n in range(4)]))
    routes.update({f"/p{n}": lambda query: (200, received) for n in range(3)})
    routes["/p3"] = lambda query: (200, page(SENTENCE))
    promise_feed(bureau, url)
    collected, _ = bureau.run()
    assert [incident.kind for incident in collected.incidents] == [kind]
    assert [found for _, _, found in bureau.set_aside()] == [reason] * 3
    assert [row["body_text"] == "摘要" for row in bureau.rows("core_opinion__article")].count(True) == 3


def test_an_article_that_speaks_of_verification_is_an_article(bureau: Bureau, site: Site) -> None:
    url, routes = site
    routes["/feed"] = lambda query: (200, rss([(f"{url}/a1", "验证", "02")]))
    routes["/a1"] = lambda query: (200, page(SENTENCE * 4 + "网站要求用户完成验证。"))
    promise_feed(bureau, url)
    assert not bureau.run()[0].incidents
    assert "完成验证" in bureau.rows("core_opinion__article")[0]["body_text"]
