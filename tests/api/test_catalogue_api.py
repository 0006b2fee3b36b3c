"""The catalogue over HTTP: draft, review by another person, change, search, notices, log; nothing unapproved shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.base.merkle import leaf_hash, verify_inclusion
from anlan.base.settings import Workspace
from anlan.standards.catalogue import catalogue_classes
from anlan.standards.catalogue_workbook import write_workbook

CLASS = catalogue_classes()[0]
ITEM = {"code": "AAB001", "name": "单位编号", "share_condition": "按职责申请"}
BODY = {
    "class_code": CLASS.code,
    "name": "参保单位信息",
    "english": "insured units",
    "description": "每个参保单位一行",
    "share_condition": "按职责申请",
    "responsible_party": "基金中心",
    "items": [ITEM],
    "mounts": [{"kind": "table", "target": "AB01", "system": "social_insurance"}],
}


class Person:
    """A signed-in person who talks JSON."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.token = client.get("/api/v1/session").json()["csrf_token"]

    def call(self, verb: str, path: str, body: Any = None, status: int = 200) -> Any:
        more = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer = getattr(self.client, verb)(f"/api/v1{path}", headers={"X-CSRFToken": self.token}, **more)
        assert answer.status_code == status, answer.content.decode()
        return answer.json()


@pytest.fixture
def people(client_of: Callable[[str], Client]) -> Iterator[tuple[Person, Person, Person]]:
    """Two data administrators and an analyst."""
    from django.contrib.auth.models import User

    from anlan.control import people as everyone

    everyone.add("second", "数据管理员乙", "data_admin", "", "correct-horse-10")
    other = Client(enforce_csrf_checks=True)
    other.force_login(User.objects.get(username="second"))
    yield Person(client_of("data_admin")), Person(other), Person(client_of("analyst"))


def submitted(author: Person, **changes: Any) -> str:
    draft = author.call("post", "/catalogue/drafts", {**BODY, **changes})
    return str(author.call("post", f"/catalogue/drafts/{draft['id']}/submit")["codes"][0])


def approve_all(reviewer: Person) -> None:
    for kind in ("duty", "entry"):
        waiting = [one["number"] for one in reviewer.call("get", "/approvals") if one["kind"] == kind]
        if waiting:
            reviewer.call("post", f"/approvals/{kind}/approve", {"numbers": waiting})


def at(code: str) -> str:
    return f"/catalogue/entries/{code.replace('/', '-')}"


def test_a_draft_tells_what_is_missing_and_only_its_author_sees_it(people: tuple[Person, Person, Person]) -> None:
    author, other, _ = people
    draft = author.call("post", "/catalogue/drafts", {"name": "参保单位"})
    assert {"责任方", "信息项", "共享条件"} <= {one["place"] for one in draft["findings"]}
    problem = author.call("post", f"/catalogue/drafts/{draft['id']}/submit", status=422)
    assert any("责任方" in one for one in problem["errors"])
    other.call("get", f"/catalogue/drafts/{draft['id']}", status=404)
    saved = author.call("put", f"/catalogue/drafts/{draft['id']}", BODY)
    assert saved["findings"] == []
    assert author.call("delete", f"/catalogue/drafts/{draft['id']}") == []


def test_refused_corrected_approved_changed(people: tuple[Person, Person, Person]) -> None:
    author, reviewer, reader = people
    code = submitted(author)
    reader.call("get", at(code), status=404)
    assert reader.call("get", "/catalogue/entries")["total"] == 0
    (waiting,) = reviewer.call("get", "/approvals")
    author.call("post", "/approvals/entry/approve", {"numbers": [waiting["number"]]}, status=403)
    reviewer.call("post", f"/approvals/entry/{waiting['number']}/refuse", {"reason": " "}, status=422)
    reviewer.call("post", f"/approvals/entry/{waiting['number']}/refuse", {"reason": "责任方有误"})
    assert "责任方有误" in author.call("get", "/catalogue/notices")["rows"][0]["text"]

    draft = author.call("post", f"{at(code)}/draft")
    assert draft["refused_reason"] == "责任方有误"
    author.call("put", f"/catalogue/drafts/{draft['id']}", draft["entry"] | {"responsible_party": "养老处"})
    author.call("post", f"/catalogue/drafts/{draft['id']}/submit")
    approve_all(reviewer)
    assert reader.call("get", at(code))["entry"]["responsible_party"] == "养老处"

    reader.call("put", f"{at(code)}/subscription")
    draft = author.call("post", f"{at(code)}/draft")
    author.call("put", f"/catalogue/drafts/{draft['id']}", draft["entry"] | {"update_cycle": "2"})
    author.call("post", f"/catalogue/drafts/{draft['id']}/submit")
    (waiting,) = reviewer.call("get", "/approvals")
    dossier = reviewer.call("get", f"/approvals/entry/{waiting['number']}")
    assert dossier["changes"] == [{"place": "更新频率", "before": "每月", "after": "每日"}]
    facts = {one["name"]: one["value"] for one in dossier["facts"]}
    assert facts["挂接"] == "方式：库表；目标：AB01；来源系统：social_insurance"
    assert dossier["warnings"] == ["挂接 AB01：不存在（没有来源系统 social_insurance 的契约）"]
    assert reader.call("get", at(code))["entry"]["update_cycle"] == "4"
    assert reader.call("get", at(code))["pending"] is None
    assert author.call("get", at(code))["pending"] == 3
    approve_all(reviewer)
    states = [(one["version"], one["state"]) for one in reader.call("get", f"{at(code)}/versions")]
    assert states == [(3, "published"), (2, "succeeded")]
    assert reader.call("get", "/catalogue/notices")["unread"] == 1
    assert reader.call("post", "/catalogue/notices/read")["unread"] == 0


def test_an_entry_waits_for_its_duty(people: tuple[Person, Person, Person]) -> None:
    author, reviewer, reader = people
    draft = author.call("post", "/catalogue/drafts", {**BODY, "duty": "社会保险登记"})
    assert [one["place"] for one in draft["findings"]] == ["职责事项"]
    wanted = {"department": "基金中心", "name": "社会保险登记", "basis": "社会保险法"}
    assert author.call("post", "/catalogue/duties", wanted) == {"count": 1}
    assert author.call("post", "/catalogue/duties", wanted) == {"count": 0}
    author.call("post", f"/catalogue/drafts/{draft['id']}/submit")
    entry = next(one for one in reviewer.call("get", "/approvals") if one["kind"] == "entry")
    problem = reviewer.call("post", "/approvals/entry/approve", {"numbers": [entry["number"]]}, status=422)
    assert "尚未批准" in problem["detail"]
    approve_all(reviewer)
    (department,) = reader.call("get", "/catalogue/duties")
    assert department["department"] == "基金中心"
    assert [(d["name"], d["entries"]) for d in department["duties"]] == [("社会保险登记", 1)]


def test_list_facets_search_and_tree(people: tuple[Person, Person, Person]) -> None:
    author, reviewer, reader = people
    submitted(author)
    submitted(
        author,
        name="失业金申领",
        english="claims",
        description="每次申领一行",
        class_code=catalogue_classes()[1].code,
        share_type="1",
    )
    approve_all(reviewer)
    page = reader.call("get", "/catalogue/entries?share_type=1")
    assert [row["name"] for row in page["rows"]] == ["失业金申领"]
    facets = {one["name"]: one["choices"] for one in page["facets"]}
    assert {choice["value"]: choice["count"] for choice in facets["share_type"]} == {"1": 1, "2": 1}
    for words in ("单位信", "cbdw", "insured", "310101/0"):
        assert [row["name"] for row in reader.call("get", f"/catalogue/entries?q={words}")["rows"]] == ["参保单位信息"]
    page = reader.call("get", "/catalogue/entries?q=dwbh")
    assert [(row["matches"], row["match_count"]) for row in page["rows"]] == [(["单位编号"], 1)] * 2
    domain = reader.call("get", "/catalogue/tree")[0]
    assert (domain["name"], domain["entries"], domain["classes"][0]["entries"]) == ("社会保障", 2, 1)
    assert reader.call("get", "/catalogue/search?q=失业金")["total"] == 2


def test_a_wrong_workbook_gives_every_cell_and_changes_nothing(
    people: tuple[Person, Person, Person], tmp_path: Path
) -> None:
    from anlan.control.catalogue.drafts import entry_from
    from anlan.control.catalogue.models import EntryVersion

    author = people[0]
    path = tmp_path / "catalogue.xlsx"

    def upload(*bodies: dict[str, Any]) -> Any:
        write_workbook(path, [entry_from(body) for body in bodies])
        file = SimpleUploadedFile("目录.xlsx", path.read_bytes())
        return author.client.post("/api/v1/catalogue/import", {"file": file}, headers={"X-CSRFToken": author.token})

    wrong = [BODY | {"name": f"资源{n}", "responsible_party": "", "share_condition": ""} for n in range(15)]
    answer = upload(BODY, *wrong)
    assert answer.status_code == 422
    errors = answer.json()["errors"]
    assert len(errors) == 30
    assert all("!" in one for one in errors)
    assert EntryVersion.objects.count() == 0
    assert upload(BODY).json()["submitted"] == 1
    text = SimpleUploadedFile("目录.txt", b"x")
    answer = author.client.post("/api/v1/catalogue/import", {"file": text}, headers={"X-CSRFToken": author.token})
    assert answer.json()["code"] == "input-unreadable"


def test_the_log_proves_each_step(people: tuple[Person, Person, Person]) -> None:
    author, reviewer, reader = people
    code = submitted(author)
    approve_all(reviewer)
    submitted(author, name="别的")
    page = reader.call("get", f"/catalogue/log?code={code}")
    assert [row["kind"] for row in page["rows"]] == ["publish", "submit"]
    proof = reader.call("get", f"/catalogue/log/{page['rows'][0]['index']}")
    assert proof["inclusion_holds"] and proof["signature_holds"] and proof["consistency"]["holds"]
    path = [bytes.fromhex(node) for node in proof["path"]]
    leaf = leaf_hash(proof["payload"].encode())
    root = bytes.fromhex(proof["head"]["root"])
    assert verify_inclusion(leaf, proof["index"], proof["head"]["size"], path, root)
    reader.call("get", "/catalogue/log/999", status=404)


def test_withdrawing_needs_another_person_and_a_reason(people: tuple[Person, Person, Person]) -> None:
    author, reviewer, reader = people
    code = submitted(author)
    approve_all(reviewer)
    author.call("post", f"{at(code)}/withdraw", {"reason": "停用"}, status=403)
    reviewer.call("post", f"{at(code)}/withdraw", {"reason": ""}, status=422)
    assert reviewer.call("post", f"{at(code)}/withdraw", {"reason": "停用"})["state"] == "withdrawn"
    assert reader.call("get", "/catalogue/entries")["total"] == 0
    assert reader.call("get", at(code))["state_label"] == "已撤销"


def test_mounts_quality_and_lineage_of_a_contract(people: tuple[Person, Person, Person], database: Workspace) -> None:
    author, reviewer, reader = people
    assert author.call("post", "/catalogue/contracts")["submitted"] == 1
    approve_all(reviewer)
    (row,) = reader.call("get", "/catalogue/entries")["rows"]
    lineage = reader.call("get", f"{at(row['code'])}/lineage")
    assert {one["item"]: one["column"] for one in lineage["items"]}["工单编号"] == "ticket_id"
    assert "D9" in {one["id"] for one in lineage["tables"][0]["indicators"]}
    quality = reader.call("get", f"{at(row['code'])}/quality")
    assert [one["load_id"] for one in quality["loads"]]
    mounts = reader.call("get", "/catalogue/mounts")
    assert [(one["state"], one["party"]) for one in mounts["rows"]] == [("found", "市民热线服务中心")]
    assert mounts["departments"][0]["rate"] == 1


@pytest.mark.parametrize("format", ["xlsx", "json", "dcat", "odcs"])
def test_exports(people: tuple[Person, Person, Person], format: str) -> None:
    author, reviewer, reader = people
    submitted(author)
    approve_all(reviewer)
    answer = reader.client.get(f"/api/v1/catalogue/export?format={format}")
    assert answer.status_code == 200
    if format != "xlsx":
        assert "参保单位信息" in answer.content.decode()
