"""Standardisation over HTTP: a value is mapped by two persons, taken back, and every correction is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from anlan.base.settings import Workspace
from anlan.pool.loads import Loads
from mapped import CORE, make_place, run

BASE = "/api/v1/standardise"
VALUE = {"system": "labour", "table": "cases", "item": "争议类型", "value": "讨要工资", "code": "01"}


@pytest.fixture
def place(database: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    from anlan.control import place as current

    workspace = make_place(tmp_path / "w")
    monkeypatch.setattr(current, "_current", [workspace])
    run(workspace)
    return workspace


@pytest.fixture
def second(database: Workspace) -> Any:
    """A second person with the rights of the first."""
    from django.contrib.auth.models import User
    from django.test import Client

    from anlan.control import people

    people.add("reviewer", "复核甲", "data_admin", "", "correct-horse-9")
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="reviewer"))
    return client


def post(client: Any, address: str, body: dict[str, Any] | None = None) -> Any:
    token = {"HTTP_X_CSRFTOKEN": client.get("/api/v1/session").json()["csrf_token"]}
    return client.post(f"{BASE}{address}", body or {}, "application/json", **token)


def test_a_value_is_mapped_by_two_persons_and_taken_back(
    place: Workspace, client_of: Callable[[str], Any], second: Any
) -> None:
    client = client_of("data_admin")
    rows = client.get(f"{BASE}/unmapped").json()
    assert [(row["value"], row["count"], row["state"]) for row in rows] == [
        ("讨要工资", 2, "open"),
        ("解除合同", 1, "open"),
    ]
    submitted = post(client, "/decisions/code", VALUE).json()
    number = submitted["number"]
    assert (submitted["state"], submitted["count"]) == ("review", 2)
    own = post(client, f"/decisions/{number}/approve")
    assert (own.status_code, own.json()["code"]) == (403, "own-conversion-decision")
    approved = post(second, f"/decisions/{number}/approve").json()
    assert (approved["state"], approved["is_pending"]) == ("in_force", True)
    run(place, days=1)
    assert [row["value"] for row in client.get(f"{BASE}/unmapped").json()] == ["解除合同"]
    counted = client.get(f"{BASE}/corrections?table=labour.cases").json()
    assert [row["count"] for row in counted if row["conversion"] == "code-reviewed"] == [2]
    ended = post(client, f"/decisions/{number}/end", {"reason": "应为其他"}).json()
    assert (ended["state"], ended["ended_by"]) == ("ended", "data_admin")
    assert [row["number"] for row in client.get(f"{BASE}/decisions?state=ended").json()] == [number]


def test_a_row_is_explained_down_to_its_declaration(place: Workspace, client_of: Callable[[str], Any]) -> None:
    client = client_of("data_admin")
    (load,) = Loads(place.pool).all()
    (found,) = client.get(f"{BASE}/rows/{CORE}/{load.load_id}/2").json()
    assert (found["original"], found["result"], found["declared_by_label"]) == ("1.5", "15000.0", "来源契约")
    assert client.get(f"{BASE}/rows/{CORE}/{load.load_id}/99").json()["code"] == "raw-row-missing"
    assert [one["core"] for one in client.get(f"{BASE}/tables").json()] == [CORE]


def test_a_conversion_without_a_reason_is_not_switched_off(place: Workspace, client_of: Callable[[str], Any]) -> None:
    client = client_of("data_admin")
    body = {"system": "labour", "table": "cases", "item": "争议金额(万元)", "conversion": "unit", "note": " "}
    assert post(client, "/decisions/switch", body).json()["code"] == "conversion-reason-missing"
    assert post(client, "/decisions/switch", {**body, "note": "已改为元"}).json()["kind"] == "switch"
