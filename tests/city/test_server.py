"""The offices' web services: pages, since, feed and articles, and nothing else."""

from __future__ import annotations

import json
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

import anlan_city

from .conftest import SmallCity


def get(url: str) -> bytes:
    with urlopen(url, timeout=5) as answer:
        content: bytes = answer.read()
    return content


def test_pages_cover_all_rows_once(small: SmallCity) -> None:
    with anlan_city.serve(small.city.folder) as url:
        first = json.loads(get(f"{url}/court/hearing?page=1&size=50"))
        pages = -(-first["total"] // 50)
        rows = [
            row
            for page in range(1, pages + 1)
            for row in json.loads(get(f"{url}/court/hearing?page={page}&size=50"))["rows"]
        ]
    stored = (small.city.folder / "court" / "hearing.jsonl").read_text("utf-8").splitlines()
    assert rows == [json.loads(line) for line in stored]


def test_since_leaves_out_what_was_known_before(small: SmallCity) -> None:
    with anlan_city.serve(small.city.folder) as url:
        answer = json.loads(get(f"{url}/hotline/tickets?since=2026-11-01T00:00:00&size=2000"))
    assert answer["rows"]
    assert min(row["sync_time"] for row in answer["rows"]) >= "2026-11-01"


def test_feed_links_to_pages_of_the_same_host(small: SmallCity) -> None:
    with anlan_city.serve(small.city.folder) as url:
        feed = get(f"{url}/opinion/feed").decode()
        assert f"<link>{url}/opinion/articles/1.html</link>" in feed
        assert b"<html" in get(f"{url}/opinion/articles/1.html")


@pytest.mark.parametrize(
    "path", ["truth.parquet", "opinion/articles/../../truth.parquet", "court/enforcement.jsonl", ""]
)
def test_nothing_else_is_served(small: SmallCity, path: str) -> None:
    with anlan_city.serve(small.city.folder) as url, pytest.raises(HTTPError) as raised:
        get(f"{url}/{path}")
    assert raised.value.code == 404


def test_a_page_that_is_no_number_is_refused(small: SmallCity) -> None:
    with anlan_city.serve(small.city.folder) as url, pytest.raises(HTTPError) as raised:
        get(f"{url}/court/hearing?page=x")
    assert raised.value.code == 400
