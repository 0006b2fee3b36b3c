"""Authorisations over HTTP: a consumer asks, another person decides in the inbox, the list shows what is in force."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from test_catalogue_api import Person, approve_all, submitted

from anlan.base.settings import Workspace


@pytest.fixture
def asked(client_of: Callable[[str], Client], database: Workspace) -> tuple[Person, Person, dict[str, str]]:
    """A reviewer, an analyst, and what the analyst asks for: items of a published resource."""
    from django.contrib.auth.models import User

    from anlan.control import people as everyone

    everyone.add("second", "数据管理员乙", "data_admin", "", "correct-horse-10")
    other = Client(enforce_csrf_checks=True)
    other.force_login(User.objects.get(username="second"))
    code = submitted(Person(client_of("data_admin")))
    reviewer = Person(other)
    approve_all(reviewer)
    until = database.clock().today().replace(year=database.clock().today().year + 1, day=1)
    body = {"resource_code": code, "department": "就业处", "purpose": "失业预警", "until": until.isoformat()}
    return reviewer, Person(client_of("analyst")), body


def listed(person: Person, code: str, more: str = "") -> list[tuple[str, str]]:
    rows = person.call("get", f"/catalogue/authorisations?code={code}{more}")["rows"]
    return [(row["code"], row["state"]) for row in rows]


def test_asked_granted_taken_back(asked: tuple[Person, Person, dict[str, str]]) -> None:
    reviewer, consumer, body = asked
    code = body["resource_code"]
    problem = consumer.call("post", "/catalogue/authorisations", body, status=422)
    assert problem["errors"] == ["依据或满足的条件：有条件共享必须写明"]
    made = consumer.call("post", "/catalogue/authorisations", body | {"basis": "按职责申请"})
    assert (made["state"], made["items"]) == ("review", [{"code": "AAB001", "name": "单位编号"}])
    assert (listed(consumer, code), listed(consumer, code, "&all=true")) == ([], [(made["code"], "review")])

    (waiting,) = [one for one in reviewer.call("get", "/approvals") if one["kind"] == "authorisation"]
    dossier = reviewer.call("get", f"/approvals/authorisation/{waiting['number']}")
    assert {"name": "用途", "value": "失业预警"} in dossier["facts"]
    consumer.call("post", "/approvals/authorisation/approve", {"numbers": [waiting["number"]]}, status=403)
    reviewer.call("post", "/approvals/authorisation/approve", {"numbers": [waiting["number"]]})
    assert listed(consumer, code.replace("/", "-")) == [(made["code"], "granted")]

    ended = reviewer.call("post", f"/catalogue/authorisations/{made['code']}/revoke", {"reason": "用途已完成"})
    assert (ended["state"], ended["ended_by"]) == ("revoked", "second")
    kinds = [row["kind_label"] for row in reviewer.call("get", f"/catalogue/log?code={code}")["rows"]]
    assert kinds[:3] == ["收回授权", "授权", "申请授权"]
    told = [row["text"] for row in consumer.call("get", "/catalogue/notices")["rows"]]
    assert any("被收回：用途已完成" in text for text in told)


def test_a_reviewer_may_not_grant_their_own_request(asked: tuple[Person, Person, dict[str, str]]) -> None:
    reviewer, _, body = asked
    reviewer.call("post", "/catalogue/authorisations", body | {"basis": "按职责申请"})
    (waiting,) = [one for one in reviewer.call("get", "/approvals") if one["kind"] == "authorisation"]
    answer = reviewer.call("post", "/approvals/authorisation/approve", {"numbers": [waiting["number"]]}, status=403)
    assert answer["code"] == "four-eyes"
