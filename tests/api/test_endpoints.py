"""What each endpoint answers for a released workspace."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client

from released import (
    ELSEWHERE,
    ELSEWHERE_EVIDENCE_ID,
    EVENT_EVIDENCE_ID,
    EVIDENCE_ID,
    LOAD,
    MISSING_ID,
    MOBILE,
    REDDEST,
    RESIDENT,
    WEEK,
)

ClientOf = Callable[[str], Client]


def get(client: Client, path: str, status: int = 200) -> Any:
    """The JSON of a GET."""
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == status, answer.content
    return answer.json()


def test_ledger_lists_the_newest_week_gravest_first(client_of: ClientOf) -> None:
    page = get(client_of("analyst"), "/ledger")
    assert page["week"] == str(WEEK)
    assert [row["level"] for row in page["rows"]] == [4, 3, 3, 2, 1]
    assert page["total"] == 5
    assert {choice["value"]: choice["count"] for choice in page["facets"]["district"]} == {"110105": 3, "110108": 2}
    assert page["facets"]["industry"][0]["label"]


@pytest.mark.parametrize(
    ("filters", "total"),
    [
        ("level=3", 2),
        ("level=3&level=4", 3),
        ("type=R4", 1),
        ("district=110108", 2),
        ("industry=C&industry=K", 2),
        ("status=unverified", 2),
        ("change=new&level=4", 1),
        ("q=物流", 1),
        (f"q={REDDEST[:12].lower()}", 5),
        ("q=%27%20OR%201=1", 0),
    ],
)
def test_filters_narrow_the_list(client_of: ClientOf, filters: str, total: int) -> None:
    assert get(client_of("analyst"), f"/ledger?{filters}")["total"] == total


def test_a_facet_leaves_out_its_own_filter(client_of: ClientOf) -> None:
    facets = get(client_of("analyst"), "/ledger?level=4")["facets"]
    assert {choice["value"] for choice in facets["level"]} == {"1", "2", "3", "4"}
    assert {choice["value"] for choice in facets["district"]} == {"110105"}


def test_pages_do_not_overlap_and_cover_everything(client_of: ClientOf) -> None:
    client = client_of("analyst")
    pages = [get(client, f"/ledger?page={n}&size=2")["rows"] for n in (1, 2, 3)]
    assert [len(rows) for rows in pages] == [2, 2, 1]
    assert len({row["uscc"] for rows in pages for row in rows}) == 5


def test_overview_counts_agree_with_the_ledger(client_of: ClientOf) -> None:
    client = client_of("leader")
    overview = get(client, "/ledger/overview")
    assert overview["total"] == sum(choice["count"] for choice in overview["levels"]) == get(client, "/ledger")["total"]
    assert [point["week"] for point in overview["trend"]] == [str(WEEK.shift(-1)), str(WEEK)]
    assert overview["coverage"]["on_time"] == 1


def test_export_holds_exactly_what_the_filters_show(client_of: ClientOf) -> None:
    client = client_of("analyst")
    rows = get(client, "/ledger?district=110105")["rows"]
    exported = json.loads(client.get("/api/v1/ledger/export?district=110105&format=json").content)
    assert [row["uscc"] for row in exported["rows"]] == [row["uscc"] for row in rows]
    answer = client.get("/api/v1/ledger/export?district=110105&format=xlsx")
    assert "attachment" in answer["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cells = list(sheet.iter_rows(min_row=3, values_only=True))
    assert [row[1] for row in cells] == [row["uscc"] for row in rows]
    assert [row[6] for row in cells] == ["红色", "橙色", "黄色"]


def test_exports_are_recorded(client_of: ClientOf) -> None:
    client_of("analyst").get("/api/v1/ledger/export?format=json&level=4")
    [record] = get(client_of("auditor"), "/access-records?action=exported")["rows"]
    assert record["username"] == "analyst"
    assert record["detail"].startswith("1 行")


def test_employer_page_masks_the_representative(client_of: ClientOf) -> None:
    profile = get(client_of("analyst"), f"/employers/{REDDEST}")
    assert profile["name"] == "北京远信机械有限公司"
    assert profile["legal_representative"] == "张**"
    assert profile["alert"]["level"] == 4
    assert [week["week"] for week in profile["history"]] == [str(WEEK.shift(-1)), str(WEEK)]
    assert {group["key"] for group in profile["groups"]} == {"registry", "social", "judicial", "dishonesty", "equity"}


def test_indicators_come_with_their_limits(client_of: ClientOf) -> None:
    body = get(client_of("analyst"), f"/employers/{REDDEST}/indicators")
    [series] = body["series"]
    assert series["indicator_id"] == "B1"
    assert [point["value"] for point in series["points"]] == [2.5, 2.5]
    assert series["thresholds"]


def test_evidence_tree_separates_the_stances(client_of: ClientOf) -> None:
    [branch] = get(client_of("analyst"), f"/employers/{REDDEST}/evidence")["branches"]
    assert (branch["type"], branch["level"]) == ("R2", 4)
    assert {one["evidence_id"] for one in branch["supporting"]} == {EVIDENCE_ID, EVENT_EVIDENCE_ID}
    assert [one["evidence_id"] for one in branch["missing"]] == [MISSING_ID]
    assert branch["missing"][0]["has_rows"] is False
    assert branch["parts"] == [{"label": "B组", "points": 26.0}]


def test_rows_behind_an_evidence_are_the_employers_own_and_masked(client_of: ClientOf) -> None:
    page = get(client_of("analyst"), f"/evidence/{EVIDENCE_ID}/rows")
    assert page["total"] == 3
    first = page["rows"][0]
    assert (first["raw_table"], first["file_name"], first["load_id"]) == (
        "raw_hotline_12345__ticket",
        "tickets.csv",
        LOAD,
    )
    text = first["values"]["content_text"]
    assert MOBILE not in text and RESIDENT not in text and "王小明" not in text
    assert "138****5678" in text and "110105********1234" in text
    assert first["values"]["topic_code"] == "欠薪"


def test_rows_behind_an_event_are_its_sentences(client_of: ClientOf) -> None:
    page = get(client_of("analyst"), f"/evidence/{EVENT_EVIDENCE_ID}/rows")
    assert page["total"] == 2
    assert page["rows"][0]["values"]["trigger"] == "拖欠员工工资"


def test_missing_evidence_has_no_rows(client_of: ClientOf) -> None:
    page = get(client_of("analyst"), f"/evidence/{MISSING_ID}/rows")
    assert (page["total"], page["rows"]) == (0, [])


def test_raw_row_is_masked_and_names_its_load(client_of: ClientOf) -> None:
    row = get(client_of("analyst"), f"/rows/raw_hotline_12345__ticket/{LOAD}/1")
    fields = {field["name"]: field for field in row["fields"]}
    assert fields["诉求内容"]["is_masked"] and MOBILE not in fields["诉求内容"]["value"]
    assert not fields["工单编号"]["is_masked"]
    assert row["load"]["file_name"] == "tickets.csv"


def test_raw_rows_are_only_of_raw_tables(client_of: ClientOf) -> None:
    client = client_of("analyst")
    assert get(client, f"/rows/core_hotline__ticket/{LOAD}/1", 404)["code"] == "row-unknown"
    assert get(client, f"/rows/raw_hotline_12345__ticket/{LOAD}/999", 404)["code"] == "row-unknown"
    assert get(client, "/rows/raw_hotline_12345__ticket/..%2F..%2Fetc/1", 404)


def test_event_marks_the_trigger_and_folds_copies(client_of: ClientOf) -> None:
    client = client_of("analyst")
    [event] = get(client, "/events?type=R2&q=远信")["rows"]
    assert event["name"] == "北京远信机械有限公司"
    detail = get(client, f"/events/{event['event_id']}")
    [group] = detail["groups"]
    assert len(group["copies"]) == 1
    [sentence] = group["first"]["sentences"]
    assert sentence["sentence"][sentence["trigger_start"] : sentence["trigger_end"]] == "拖欠员工工资"


def test_a_handler_sees_only_the_own_district(client_of: ClientOf) -> None:
    client = client_of("handler")
    assert {row["district_code"] for row in get(client, "/ledger")["rows"]} == {"110105"}
    assert get(client, "/ledger?district=110108")["total"] == 0
    assert get(client, "/ledger/overview")["total"] == 3
    assert get(client, "/events")["total"] == 1
    exported = json.loads(client.get("/api/v1/ledger/export?format=json").content)
    assert {row["district_code"] for row in exported["rows"]} == {"110105"}


@pytest.mark.parametrize(
    "path",
    [
        f"/employers/{ELSEWHERE}",
        f"/employers/{ELSEWHERE}/indicators",
        f"/employers/{ELSEWHERE}/evidence",
        f"/evidence/{ELSEWHERE_EVIDENCE_ID}/rows",
        f"/rows/raw_hotline_12345__ticket/{LOAD}/4",
        f"/rows/raw_hotline_12345__ticket/{LOAD}/4?evidence_id={EVIDENCE_ID}",
        f"/rows/raw_hotline_12345__ticket/{LOAD}/4?evidence_id={ELSEWHERE_EVIDENCE_ID}",
    ],
)
def test_a_handler_is_told_why_not(client_of: ClientOf, path: str) -> None:
    problem = get(client_of("handler"), path, 403)
    assert problem["code"] == "out-of-scope"
    assert "analyst甲" in problem["hint"]


def test_a_handler_reaches_raw_rows_through_evidence_of_the_district(client_of: ClientOf) -> None:
    get(client_of("handler"), f"/rows/raw_hotline_12345__ticket/{LOAD}/1?evidence_id={EVIDENCE_ID}")


def test_sources_and_rows_set_aside(client_of: ClientOf) -> None:
    client = client_of("data_admin")
    [source] = get(client, "/sources")
    assert (source["state"], source["row_count"]) == ("on_time", 5)
    assert source["tables"][0]["last_load_id"] == LOAD
    page = get(client, "/set-aside?source=hotline_12345")
    assert page["rows"][0]["reason"] == "日期无法识别"
    assert page["rows"][0]["source_label"] == "12345热线"


def test_registry_map_and_labels(client_of: ClientOf) -> None:
    client = client_of("leader")
    assert len(get(client, "/indicators")) >= 30
    outlines = get(client, "/districts/map")
    assert len(outlines["features"]) == 16 and "非官方" in outlines["note"]
    sets = get(client, "/labels")["sets"]
    assert sets["risk_type"]["R2"] == "欠薪降薪"
    assert sets["district"]["110105"] == "朝阳区"


def test_unknown_things_say_what_to_do(client_of: ClientOf) -> None:
    client = client_of("analyst")
    for path, code in [
        ("/ledger?week=2020-W01", "week-unknown"),
        ("/employers/91110105MA0000000X", "employer-unknown"),
        ("/evidence/none/rows", "evidence-unknown"),
        ("/events/none", "event-unknown"),
    ]:
        problem = get(client, path, 404)
        assert problem["code"] == code and problem["hint"]
    assert get(client, "/ledger?week=2026-99", 422)["code"] == "week-invalid"
    assert get(client, "/ledger?page=0", 422)["code"] == "request-invalid"
    assert get(client, "/ledger?sort=password", 422)["code"] == "request-invalid"
