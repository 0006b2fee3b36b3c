"""Lineage, the resource tree and the overview over HTTP: what they answer, and to whom."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
from django.test import Client

from anlan.base.settings import Workspace

ClientOf = Callable[[str], Client]
ROOT = "/api/v1/lineage"
CORE = "core_hotline__ticket"


@pytest.fixture
def reader(client_of: ClientOf, database: Workspace) -> Client:
    return client_of("analyst")


def _get(client: Client, path: str) -> Any:
    answer = client.get(ROOT + path)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


@pytest.mark.parametrize("path", ["/starts", "/search?q=x", "/tree", "/tree/summary", f"/picture?node={CORE}"])
def test_lineage_is_for_those_who_may_read_the_catalogue(client_of: ClientOf, database: Workspace, path: str) -> None:
    assert client_of("analyst").get(ROOT + path).status_code == 200
    assert client_of("leader").get(ROOT + path).status_code == 403


def test_a_picture_shows_both_sides_by_level(reader: Client) -> None:
    found = _get(reader, f"/picture?node={CORE}&depth=6")
    levels = {node["id"]: node["level"] for node in found["nodes"]}
    assert (found["by"], found["left_out"]) == ("table", 0)
    assert levels["hotline_12345/TICKET"] == "source"
    assert levels["raw_hotline_12345__ticket"] == "raw"
    assert levels["report:weekly"] == "service"
    ends = {end for edge in found["edges"] for end in (edge["source"], edge["target"])}
    assert ends == levels.keys()  # no node without an edge, no edge without its nodes
    above = _get(reader, f"/picture?node={CORE}&way=up&depth=1")
    assert {node["level"] for node in above["nodes"]} <= {"raw", "core"}


def test_steps_are_no_indicators(reader: Client) -> None:
    known = len(json.loads(reader.get("/api/v1/indicators").content))
    starts = _get(reader, "/starts")
    assert 0 < max(one["indicators"] for one in starts) <= known
    assert {one["kind_label"] for one in starts} == {"表"}


def test_a_column_has_its_own_picture(reader: Client) -> None:
    column = _get(reader, f"/columns?node={CORE}")[0]
    assert column["id"] in [one["id"] for one in _get(reader, f"/search?q={column['id']}")]
    found = _get(reader, f"/picture?node={column['id']}&way=up&depth=2")
    assert found["by"] == "column"
    assert any(node["kind"] == "item" for node in found["nodes"])


def test_what_is_not_there_is_said(reader: Client) -> None:
    for path in ("/picture?node=core_nothing", "/reached?node=x.y", "/tree/item?node=a/b/c"):
        answer = reader.get(ROOT + path)
        assert answer.status_code == 404 and json.loads(answer.content)["hint"]


def test_who_is_affected_is_listed_and_taken_away(reader: Client) -> None:
    found = _get(reader, "/reached?node=hotline_12345/TICKET")
    assert found["counts"]["报告"] == 1 and found["rows"][0]["distance"] == 1
    answer = reader.get(f"{ROOT}/reached/export?node=hotline_12345/TICKET&format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None and sheet.max_row == len(found["rows"]) + 2
    taken = json.loads(reader.get(f"{ROOT}/reached/export?node=hotline_12345/TICKET&format=json").content)
    assert taken["rows"] == found["rows"]


def test_the_tree_is_opened_level_by_level(reader: Client) -> None:
    summary = _get(reader, "/tree/summary")
    place: list[str] = []
    for _ in range(4):
        below = _get(reader, "/tree?" + "&".join(f"place={quote(part)}" for part in place))
        if not place:
            assert sum(one["items"] for one in below["branches"]) == summary["items"]
        place.append(below["branches"][0]["name"])
    items = _get(reader, "/tree?" + "&".join(f"place={quote(part)}" for part in place))["items"]
    found = _get(reader, f"/tree/search?q={quote(items[0]['code'])}")
    assert items[0]["node"] in [row["node"] for row in found["rows"]]
    detail = _get(reader, f"/tree/item?node={quote(items[0]['node'])}")
    assert detail["place"] == place


@pytest.mark.parametrize("format", ["xlsx", "docx"])
def test_the_tree_is_taken_away_as_a_file(reader: Client, format: str) -> None:
    answer = reader.get(f"{ROOT}/tree/export?format={format}")
    assert answer.content[:2] == b"PK" and "filename" in answer["Content-Disposition"]


def test_the_overview_counts_what_is_there(client_of: ClientOf, database: Workspace) -> None:
    body = json.loads(client_of("auditor").get("/api/v1/platform").content)
    figures = body["figures"]
    assert figures["elements"] > 1000 and figures["roles"] == 6
    assert figures["persons"] is None  # no golden record was made yet: that is not zero
    assert figures["sources"] == len(json.loads(client_of("admin").get("/api/v1/sources").content))
