"""Data assets over HTTP: grades, what is due, a destruction asked for and decided by two people."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("database")
BASE = "/api/v1"


def _post(client: Client, path: str, body: Any) -> Any:
    client.get(f"{BASE}/session")
    token = client.cookies["anlan_csrf"].value
    return client.post(
        f"{BASE}{path}", json.dumps(body), content_type="application/json", headers={"X-CSRFToken": token}
    )  # fmt: skip


def test_grades_say_where_they_come_from(client_of: Callable[[str], Client]) -> None:
    page = client_of("analyst").get(f"{BASE}/assets/grades", {"q": "B5"}).json()
    [row] = [row for row in page["rows"] if row["node"] == "B5"]
    assert row["effective"] == "L2" and "至少 10 人" in row["lowered_by"] and page["conflicts"] == 0
    assert (
        _post(client_of("analyst"), "/assets/grades", {"node": "B5", "grade": "L1", "reason": "x"}).status_code == 403
    )
    refused = _post(client_of("data_admin"), "/assets/grades", {"node": "B5", "grade": "L1", "reason": "x"})
    assert refused.status_code == 404 and refused.json()["code"] == "grade-node-unknown"


def test_a_destruction_is_planned_asked_for_and_never_approved_by_its_author(
    client_of: Callable[[str], Client],
) -> None:
    client = client_of("data_admin")
    life = client.get(f"{BASE}/assets/lifecycle").json()
    assert life["systems"] == [{"system": "hotline_12345", "label": "12345热线"}]
    assert life["retention"][0]["class_label"] == "外委办局共享数据"
    plan = _post(client, "/assets/destructions/plan", {"system": "hotline_12345"}).json()
    assert {"core_hotline__ticket", "out_risk__alert"} <= {table["table"] for table in plan["tables"]}
    empty = _post(client, "/assets/destructions", {"system": "hotline_12345", "basis": " "})
    assert empty.status_code == 422
    made = _post(client, "/assets/destructions", {"system": "hotline_12345", "basis": "保密协议"}).json()
    assert (made["state"], made["due"]) == ("review", "2026-11-27")
    assert [stage["is_done"] for stage in made["stages"]] == [False] * 7
    number = made["number"]
    [waiting] = [one for one in client.get(f"{BASE}/approvals").json() if one["kind"] == "destruction"]
    assert waiting["is_own"]
    own = _post(client, "/approvals/destruction/approve", {"numbers": [number]})
    assert own.status_code == 409
    early = _post(client, f"/assets/destructions/{number}/run", {})
    assert early.status_code == 409 and early.json()["code"] == "destruction-state-wrong"
    assert client.get(f"{BASE}/assets/destructions/{number}/certificate").status_code == 404
    assert client.get(f"{BASE}/assets/destructions/{number}/package").status_code == 409


def test_only_who_may_sees_and_only_data_managers_ask(client_of: Callable[[str], Client]) -> None:
    assert client_of("handler").get(f"{BASE}/assets/lifecycle").status_code == 403
    assert client_of("auditor").get(f"{BASE}/assets/lifecycle").status_code == 200
    asked = _post(client_of("auditor"), "/assets/destructions", {"system": "hotline_12345", "basis": "x"})
    assert asked.status_code == 403
