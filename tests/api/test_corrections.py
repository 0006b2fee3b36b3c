"""A correction shows at once wherever the event is read, and becomes training material that a person releases."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from released import ELSEWHERE, REDDEST

ClientOf = Callable[[str], Client]


def get(client: Client, path: str) -> Any:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def post(client: Client, path: str, body: Any = None, status: int = 200) -> Any:
    token = client.get("/api/v1/session").json()["csrf_token"]
    answer = client.post(
        f"/api/v1{path}", json.dumps(body or {}), content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert answer.status_code == status, answer.content
    return answer.json()


def event_of(page: Any, event_id: str) -> Any:
    return next((row for row in page["rows"] if row["event_id"] == event_id), None)


def test_an_event_without_correction_says_so(client_of: ClientOf) -> None:
    assert get(client_of("leader"), "/events/ev1")["event"]["correction"] is None


def test_not_a_risk_is_marked_wherever_the_event_is_read(client_of: ClientOf) -> None:
    analyst = client_of("analyst")
    made = post(analyst, "/events/ev1/corrections", {"kind": "not_a_risk", "note": "旧闻"})["event"]["correction"]
    assert (made["label"], made["by"], made["is_risk"], made["remark"]) == ("不是风险", "analyst", False, "旧闻")
    assert made["note"] == "下次运行后重新研判"
    for path in ("/events", f"/events?uscc={REDDEST}"):
        assert event_of(get(client_of("leader"), path), "ev1")["correction"] == made
    assert get(client_of("leader"), "/events/ev1")["event"]["correction"] == made
    assert event_of(get(analyst, "/events"), "ev2")["correction"] is None


def test_another_type_counts_under_that_type(client_of: ClientOf) -> None:
    analyst = client_of("analyst")
    post(analyst, "/events/ev1/corrections", {"kind": "wrong_type", "right_type": "R4"})
    page = get(analyst, "/events?type=R4")
    assert [row["event_id"] for row in page["rows"]] == ["ev1"]
    assert page["rows"][0]["correction"]["right_type"] == "R4"
    assert page["rows"][0]["risk_type_code"] == "R2"
    assert {choice["value"]: choice["count"] for choice in get(analyst, "/events")["types"]} == {"R2": 2, "R4": 1}


def test_another_employer_has_the_event_at_once(client_of: ClientOf) -> None:
    analyst = client_of("analyst")
    post(analyst, "/events/ev1/corrections", {"kind": "wrong_employer", "right_uscc": ELSEWHERE.lower()})
    for uscc in (REDDEST, ELSEWHERE):
        found = event_of(get(analyst, f"/events?uscc={uscc}"), "ev1")
        assert found["correction"]["right_name"] == "北京智汇软件有限公司"


def test_a_second_correction_adds_to_the_first_and_a_third_takes_both_back(client_of: ClientOf) -> None:
    analyst = client_of("analyst")
    post(analyst, "/events/ev1/corrections", {"kind": "wrong_type", "right_type": "R4"})
    both = post(analyst, "/events/ev1/corrections", {"kind": "wrong_employer", "right_uscc": ELSEWHERE})
    mark = both["event"]["correction"]
    assert (mark["right_type"], mark["right_uscc"]) == ("R4", ELSEWHERE)
    post(analyst, "/events/ev1/corrections", {"kind": "wrong_type", "right_type": "R2"})
    back = post(analyst, "/events/ev1/corrections", {"kind": "wrong_employer", "right_uscc": REDDEST})
    assert back["event"]["correction"] is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"kind": "wrong_employer", "right_uscc": "91110105MA0000000X"}, "enterprise-unregistered"),
        ({"kind": "wrong_employer"}, "correction-invalid"),
        ({"kind": "wrong_type"}, "correction-invalid"),
        ({"kind": "wrong_type", "right_type": "R9"}, "request-invalid"),
        ({"kind": "wrong_type", "right_type": "R2"}, "nothing-to-correct"),
        ({"kind": "wrong_employer", "right_uscc": REDDEST}, "nothing-to-correct"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_clearly(client_of: ClientOf, body: Any, code: str) -> None:
    status = 409 if code == "nothing-to-correct" else 422
    problem = post(client_of("analyst"), "/events/ev1/corrections", body, status)
    assert problem["code"] == code and problem["hint"]


def test_correcting_is_recorded(client_of: ClientOf) -> None:
    post(client_of("analyst"), "/events/ev1/corrections", {"kind": "not_a_risk"})
    [record] = get(client_of("auditor"), "/access-records?action=corrected")["rows"]
    assert (record["username"], record["subject"], record["detail"]) == ("analyst", "ev1", "不是风险")


def test_only_what_a_person_released_is_training_material(client_of: ClientOf) -> None:
    analyst = client_of("analyst")
    post(analyst, "/events/ev1/corrections", {"kind": "wrong_type", "right_type": "R4"})
    post(analyst, "/events/ev2/corrections", {"kind": "wrong_employer", "right_uscc": ELSEWHERE})
    assert analyst.get("/api/v1/corrections/training").content == b""
    linked, typed = get(analyst, "/corrections")["rows"]
    assert (linked["is_material"], typed["is_material"], typed["labels"]) == (False, True, ["群体事件"])
    assert [row["id"] for row in get(analyst, "/corrections?released=false")["rows"]] == [typed["id"]]
    released = post(analyst, f"/corrections/{typed['id']}/release")
    assert released["released_by"] == "analyst" and released["released_at"]
    assert post(analyst, f"/corrections/{linked['id']}/release", status=409)["code"] == "correction-no-material"
    assert [row["id"] for row in get(analyst, "/corrections?released=true")["rows"]] == [typed["id"]]
    [line] = analyst.get("/api/v1/corrections/training").content.decode().splitlines()
    assert json.loads(line) == {"text": "远信机械拖欠员工工资三个月", "labels": ["群体事件"]}


def test_unlinked_mentions_wait_until_one_is_linked(client_of: ClientOf) -> None:
    analyst = client_of("analyst")
    queue = get(analyst, "/mentions/unlinked")
    assert [row["mention"] for row in queue["rows"]] == ["新开食府", "北京智汇"]
    unsure = queue["rows"][1]
    assert [one["uscc"] for one in unsure["candidates"]] == [ELSEWHERE]
    assert unsure["sentence"] == "北京智汇拖欠员工工资三个月"
    post(analyst, f"/events/{unsure['event_ids'][0]}/corrections", {"kind": "wrong_employer", "right_uscc": ELSEWHERE})
    assert [row["mention"] for row in get(analyst, "/mentions/unlinked")["rows"]] == ["新开食府"]


def test_an_enterprise_is_found_by_name_and_by_code(client_of: ClientOf) -> None:
    analyst = client_of("analyst")
    [by_name] = get(analyst, "/enterprises?q=远信机械")
    assert by_name == get(analyst, f"/enterprises?q={REDDEST.lower()}")[0]
    assert (by_name["uscc"], by_name["district_code"]) == (REDDEST, "110105")
    assert get(analyst, "/enterprises?q=没有这家") == []
