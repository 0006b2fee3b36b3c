"""The standards over HTTP: what is registered, how it is enforced, and a revision from draft to signed sheet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from control_fixtures import ROLES

ClientOf = Callable[[str], Client]


@pytest.fixture(autouse=True)
def fresh_labels() -> Iterator[None]:
    from anlan.control.standards.current import registry_at_a_glance

    registry_at_a_glance.forget()
    yield
    registry_at_a_glance.forget()


class Visitor:
    """A person's client that sends its token along."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.token = str(client.get("/api/v1/session").json()["csrf_token"])

    def get(self, path: str) -> Any:
        answer = self.client.get(f"/api/v1/standards{path}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def send(self, verb: str, path: str, body: Any = None, status: int = 200) -> Any:
        answer = self.client.generic(
            verb,
            f"/api/v1/standards{path}",
            json.dumps(body or {}),
            content_type="application/json",
            headers={"X-CSRFToken": self.token},
        )
        assert answer.status_code == status, answer.content
        return answer.json()


@pytest.fixture
def reader(client_of: ClientOf) -> Visitor:
    return Visitor(client_of("leader"))


@pytest.fixture
def drafter(client_of: ClientOf) -> Visitor:
    return Visitor(client_of("data_admin"))


@pytest.fixture
def approver(client_of: ClientOf) -> Visitor:
    from django.contrib.auth.models import User

    from anlan.control import people

    people.add("second", "数据管理员乙", "data_admin", "", "correct-horse-9")
    client = client_of("")
    client.force_login(User.objects.get(username="second"))
    return Visitor(client)


def test_elements_are_found_counted_and_narrowed(reader: Visitor) -> None:
    whole = reader.get("/elements?size=1")
    assert whole["total"] >= 1000
    assert sum(choice["count"] for choice in whole["facets"]["representation"]) == whole["total"]
    some = reader.get("/elements?q=单位名称&representation=名称")
    assert 0 < some["total"] < whole["total"]
    assert {row["representation"] for row in some["rows"]} == {"名称"}
    assert len(some["facets"]["representation"]) >= 1
    both = reader.get("/elements?status=conflict&size=200")
    assert both["total"] == next(c["count"] for c in whole["facets"]["status"] if c["value"] == "conflict")


def test_an_element_shows_all_its_attributes_items_and_conflicts(reader: Visitor) -> None:
    element = reader.get("/elements/DE-AAE160-1")
    labels = [attribute["label"] for attribute in element["attributes"]]
    for wanted in (
        "对象类",
        "特性",
        "表示",
        "数据类型",
        "表示格式",
        "值域",
        "提交机构",
        "状态",
        "来源",
        "可信程度",
        "定义",
    ):
        assert wanted in labels
    assert [other["id"] for other in element["conflicts"]] == ["DE-AAE160-2"]
    assert {system["label"] for system in element["bound"]} >= {"社区就业查询"}
    assert reader.client.get("/api/v1/standards/elements/DE-NONE").status_code == 404


def test_code_sets_conflicts_and_other_objects_are_there(reader: Visitor) -> None:
    sets = {row["id"]: row for row in reader.get("/code-sets")}
    assert sets["GBT4754"]["count"] == len(reader.get("/code-sets/GBT4754")["values"])
    assert [row["id"] for row in reader.get("/code-sets?q=藏族")] == ["GBT3304"]
    assert len(reader.get("/conflicts")) == 59
    counts = {row["kind"]: row["count"] for row in reader.get("")}
    for kind in ("term", "data_grade", "data_domain", "role", "quality_dimension", "naming_rule", "service_rule"):
        assert len(reader.get(f"/objects/{kind}")) == counts[kind] > 0


def test_documents_tell_of_each_clause_what_enforces_it(reader: Visitor) -> None:
    listed = reader.get("/documents")
    assert len(listed["documents"]) == 9 and listed["broken"] == 0
    assert listed["enforced"] + len(listed["idle"]) == listed["clauses"]
    assert listed["share"] == round(listed["enforced"] / listed["clauses"], 4)
    document = reader.get("/documents/data-code")
    clauses = [clause for chapter in document["chapters"] for clause in chapter["clauses"]]
    assert len(clauses) == document["clauses"]
    assert all(clause["source"] and (clause["point"] or clause["why"]) for clause in clauses)
    assert reader.client.get("/api/v1/standards/documents/none").status_code == 404


def test_a_revision_goes_from_draft_to_the_signed_sheet(drafter: Visitor, approver: Visitor, reader: Visitor) -> None:
    values = {line["code"]: line["label"] for line in reader.get("/code-sets/HOTLINE_TOPIC")["values"]}
    values.pop("06")
    body = {"kind": "code_set", "id": "HOTLINE_TOPIC", "note": "并入其他", "values": values, "mappings": {"06": "99"}}
    made = drafter.send("POST", "/revisions", body)
    number = made["number"]
    assert made["problems"] == [] and made["impact"]["crosswalk"][0]["new_code"] == "99"
    assert drafter.send("POST", f"/revisions/{number}/submit")["state"] == "review"
    own = drafter.send("POST", f"/revisions/{number}/approve", {}, 403)
    assert own["code"] == "standards-four-eyes"
    approver.send("POST", f"/revisions/{number}/refuse", {"reason": ""}, 422)
    done = approver.send("POST", f"/revisions/{number}/approve", {"reason": "同意"})
    assert (done["state"], done["version"]) == ("approved", 2)
    fact = json.loads(done["log"]["payload"])
    for file in done["files"]:
        content = reader.client.get(f"/api/v1/standards/revisions/{number}/sheet/{file['format']}").content
        assert hashlib.sha256(content).hexdigest() == file["sha256"] == fact["sheet"][file["format"]]
    after = reader.get("/code-sets/HOTLINE_TOPIC")
    assert after["retired"] == [{"code": "06", "label": "老板失联", "new_code": "99"}]
    assert [version["version"] for version in after["versions"]] == [2, 1]
    labels = reader.client.get("/api/v1/labels").json()["sets"]["HOTLINE_TOPIC"]
    assert labels["06"] == "老板失联（已停用）"


def test_a_faulty_draft_is_kept_with_its_faults_and_not_submitted(drafter: Visitor) -> None:
    body = {"kind": "data_element", "id": "DE-AAB004", "fields": {"format": "varchar"}}
    made = drafter.send("POST", "/revisions", body)
    assert any("无法识别" in problem for problem in made["problems"])
    assert drafter.send("POST", f"/revisions/{made['number']}/submit", {}, 422)["errors"]
    body["fields"] = {"format": "c..120"}
    assert drafter.send("PUT", f"/revisions/{made['number']}", body)["problems"] == []
    assert drafter.send("POST", f"/revisions/{made['number']}/withdraw")["state"] == "withdrawn"
    assert drafter.get("/revisions?state=withdrawn")["total"] == 1


def test_a_revision_waits_in_the_inbox_and_is_approved_there(drafter: Visitor, approver: Visitor) -> None:
    body = {"kind": "term", "id": "item", "fields": {"definition": "经修订的定义"}, "note": "用语统一"}
    number = drafter.send("POST", "/revisions", body)["number"]
    drafter.send("POST", f"/revisions/{number}/submit")
    from anlan.control.standards.decisions import RevisionDecisions

    inbox = RevisionDecisions()
    assert [one.number for one in inbox.waiting()] == [number]
    assert inbox.dossier(number).changes[0].after == "经修订的定义"
    assert inbox.approve([number], "second") == 1
    assert approver.get(f"/revisions/{number}")["version"] == 2


def test_no_role_may_both_read_nothing_and_decide() -> None:
    from anlan.control.access import ROLES as DECLARED
    from anlan.control.access import Permission

    may = {name: DECLARED[name].permissions for name in ROLES}
    assert [name for name, rights in may.items() if Permission.STANDARDS_APPROVE in rights] == ["data_admin"]
    assert Permission.STANDARDS_APPROVE not in may["admin"]
