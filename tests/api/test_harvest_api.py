"""Harvests over HTTP: systems, structure, proposals decided by who may, profiles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from anlan.base.settings import Workspace
from anlan.collection.harvest.ddl import harvest_script
from anlan.standards.binding import ElementProposer
from anlan.standards.objects import load_objects

DAY = date(2026, 11, 3)


@pytest.fixture
def kept(database: Workspace) -> None:
    from anlan.control.harvest.keeping import keep_harvest

    script = "CREATE TABLE AC01 (C1 varchar(50) NOT NULL COMMENT '姓名', C2 varchar(18) COMMENT '单位名称')"
    keep_harvest(harvest_script(script, "mysql", "tax"), DAY, ElementProposer.of(load_objects(), DAY))


def test_systems_and_their_structure(kept: None, client_of: Callable[[str], Any]) -> None:
    client = client_of("data_admin")
    (system,) = client.get("/api/v1/harvest/systems").json()
    assert (system["system"], system["items"], system["open"]) == ("tax", 2, 2)
    # No contract names the system, and a script counts no rows: the code stands for the name, and no zero for them.
    assert (system["label"], system["rows"]) == ("tax", None)
    structure = client.get("/api/v1/harvest/systems/tax").json()
    assert [item["column"] for item in structure["tables"][0]["items"]] == ["C1", "C2"]
    assert client.get("/api/v1/harvest/systems/nobody").json()["code"] == "harvest-missing"
    assert client.get("/api/v1/harvest/systems/tax/tables/AC01/profile").status_code == 404


def test_a_proposal_is_refused_then_the_next_accepted(kept: None, client_of: Callable[[str], Any]) -> None:
    client = client_of("data_admin")
    page = client.get("/api/v1/harvest/proposals?q=C1").json()
    item = page["rows"][0]
    first = item["proposals"][0]["element"]
    address = f"/api/v1/harvest/proposals/{item['id']}"
    token = {"HTTP_X_CSRFTOKEN": client.get("/api/v1/session").json()["csrf_token"]}
    refused = client.post(address, {"action": "refuse", "reason": "不是"}, "application/json", **token).json()
    assert refused["refused"] == [first] and all(p["element"] != first for p in refused["proposals"])
    body = {"action": "accept", "element": first}
    accepted = client.post(address, body, "application/json", **token).json()
    assert (accepted["state"], accepted["element"], accepted["refused"]) == ("accepted", first, [])


def test_only_who_keeps_the_catalogue_decides(kept: None, client_of: Callable[[str], Any]) -> None:
    client = client_of("handler")
    token = {"HTTP_X_CSRFTOKEN": client.get("/api/v1/session").json()["csrf_token"]}
    assert (
        client.post("/api/v1/harvest/proposals/1", {"action": "accept"}, "application/json", **token).status_code == 403
    )
