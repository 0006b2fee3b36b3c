"""Data quality over HTTP: rules tried before they are kept, findings, scores, rework; and who may do what."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anlan.base.settings import Workspace

ClientOf = Callable[[str], Client]
TICKET = "core_hotline__ticket"
ROOT = "/api/v1/quality"


def _post(client: Client, path: str, body: dict[str, Any]) -> tuple[int, Any]:
    token = json.loads(client.get("/api/v1/session").content)["csrf_token"]
    answer = client.post(ROOT + path, json.dumps(body), content_type="application/json", headers={"X-CSRFToken": token})
    return answer.status_code, json.loads(answer.content)


def _get(client: Client, path: str) -> tuple[int, Any]:
    answer = client.get(ROOT + path)
    return answer.status_code, json.loads(answer.content)


def _upload_filled(client: Client, number: int) -> None:
    """The package taken away, its second row filled in, and brought back; another file changes nothing."""
    token = json.loads(client.get("/api/v1/session").content)["csrf_token"]
    address, headers = f"{ROOT}/rework/{number}/package", {"X-CSRFToken": token}
    book = openpyxl.load_workbook(io.BytesIO(client.get(address).content))
    sheet = book["问题数据"]
    header = [cell.value for cell in sheet[1]]
    sheet.cell(3, header.index("处理") + 1, "更正")
    filled = io.BytesIO()
    book.save(filled)
    sent = client.post(address, {"file": SimpleUploadedFile("填好.xlsx", filled.getvalue())}, headers=headers)
    assert [row["state"] for row in json.loads(sent.content)["rows"]][:2] == ["contested", "corrected"]
    wrong = client.post(address, {"file": SimpleUploadedFile("别的.xlsx", b"PK nothing")}, headers=headers)
    assert wrong.status_code == 422 and json.loads(wrong.content)["hint"]


@pytest.mark.parametrize("path", ["/rules", "/rules/form", "/findings", "/scores", "/trends", "/rework"])
def test_reading_asks_for_the_permission(client_of: ClientOf, path: str) -> None:
    allowed = {role: _get(client_of(role), path)[0] for role in ("data_admin", "analyst", "handler", "auditor", "")}
    assert allowed == {"data_admin": 200, "analyst": 200, "handler": 403, "auditor": 403, "": 401}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/rules/try", {"body": {}}),
        ("/rules", {"body": {}}),
        ("/rework", {"table": TICKET, "rule_id": "x"}),
        ("/rework/999/decisions", {"position": 1, "upheld": True, "reason": "x"}),
    ],
)
def test_changing_is_for_the_data_administrator(client_of: ClientOf, path: str, body: dict[str, Any]) -> None:
    assert _post(client_of("analyst"), path, body)[0] == 403
    assert _post(client_of("data_admin"), path, body)[0] in (404, 409, 422)


def approve_all(username: str) -> int:
    """What another person does in the approval inbox."""
    from anlan.control.quality.proposals import RuleDecisions

    kind = RuleDecisions()
    return kind.approve([one.number for one in kind.waiting()], username)


def test_a_rule_counts_only_once_another_person_approved_it(client_of: ClientOf, database: Workspace) -> None:
    from anlan.control.quality.errors import RuleProposalWrong
    from anlan.control.quality.proposals import RuleDecisions

    client = client_of("data_admin")
    body = {"kind": "not_null", "table": TICKET, "columns": ["content_text"], "label": "诉求内容必填", "blocks": True}
    code, first = _post(client, "/rules", {"body": body})
    assert code == 200 and first["id"] == "written-not_null-1", "a rule without an identifier is given one"
    code, second = _post(client, "/rules", {"body": {**body, "label": "另一条"}})
    assert code == 200 and second["id"] == "written-not_null-2"
    assert _post(client, "/rules", {"body": {**body, "id": first["id"]}})[0] == 409, "one waits already"
    kind = RuleDecisions()
    dossier = kind.dossier(first["number"])
    assert {change.place: change.after for change in dossier.changes}["阻断发布"] == "是"
    assert dossier.facts["试运行"].startswith("检查 5 行") and "不合格时阻断发布" in dossier.warnings
    for refuse in (
        lambda: kind.approve([first["number"]], "data_admin"),
        lambda: kind.refuse(first["number"], "data_admin", "不需要"),
        lambda: kind.refuse(first["number"], "reviewer", " "),
    ):
        with pytest.raises(RuleProposalWrong):
            refuse()
    kind.refuse(second["number"], "reviewer", "与第一条重复")
    assert kind.approve([first["number"]], "reviewer") == 1
    found = {one["id"]: one for one in _get(client, "/rules/proposals")[1]}
    assert (found[first["id"]]["state"], found[first["id"]]["reviewer"]) == ("approved", "reviewer")
    assert (found[second["id"]]["state"], found[second["id"]]["refusal"]) == ("refused", "与第一条重复")
    code, change = _post(client, "/rules", {"body": {**body, "blocks": False}, "replaces": first["id"]})
    assert code == 200 and change["is_change"]
    assert [(one.place, one.before, one.after) for one in kind.dossier(change["number"]).changes] == [
        ("阻断发布", "是", "否")
    ]
    in_force = {rule["id"]: rule for rule in _get(client, "/rules")[1]}
    assert in_force[first["id"]]["blocks"], "the rule in force stays as it is until the change is approved"
    approve_all("reviewer")
    assert not {rule["id"]: rule for rule in _get(client, "/rules")[1]}[first["id"]]["blocks"]


def test_the_models_of_quality_have_their_migrations(database: Workspace) -> None:
    from django.core.management import call_command

    call_command("makemigrations", "quality", check=True, dry_run=True, verbosity=0)


def test_a_rule_is_tried_kept_run_and_its_findings_reworked(client_of: ClientOf, database: Workspace) -> None:
    from anlan.control.place import open_pool
    from anlan.control.quality.runs import run_quality
    from anlan.control.standards.current import standards_now

    client = client_of("data_admin")
    body = {"id": "no-ticket", "kind": "expression", "table": TICKET, "expression": "length(ticket_id) > 100"}
    code, trial = _post(client, "/rules/try", {"body": body})
    assert code == 200 and trial["failed"] == trial["checked"] > 0 and trial["rows"]
    code, refused = _post(client, "/rules", {"body": {**body, "expression": "getenv('HOME') = 'x'"}})
    assert code == 422 and "getenv" in refused["detail"]
    code, proposed = _post(client, "/rules", {"body": body})
    assert code == 200 and (proposed["state"], proposed["failed"]) == ("review", trial["failed"])
    assert not [rule for rule in _get(client, "/rules")[1] if rule["id"] == "no-ticket"], "it waits for another person"
    approve_all("reviewer")
    assert [rule["author"] for rule in _get(client, "/rules")[1] if rule["id"] == "no-ticket"] == ["data_admin"]
    standards = standards_now()
    run_quality(open_pool(database), standards, [], standards.day, only=[TICKET])
    _, findings = _get(client, f"/findings?rule_id=no-ticket&table={TICKET}")
    assert findings["total"] == trial["failed"]
    assert {row["source_label"] for row in findings["rows"]} == {"12345热线"}
    _, scores = _get(client, "/scores?scope=resource")
    assert scores["entries"][0]["total"] < 100
    assert any(loss["rule_id"] == "no-ticket" for loss in scores["entries"][0]["losses"])
    code, orders = _post(client, "/rework", {"table": TICKET, "rule_id": "no-ticket", "days": 10})
    assert code == 200 and sum(order["row_count"] for order in orders) == trial["failed"]
    number = orders[0]["number"]
    answer = {"answers": [{"position": 1, "action": "申辩", "note": "编号本来就短"}]}
    code, detail = _post(client_of("analyst"), f"/rework/{number}/answers", answer)
    assert code == 200 and detail["rows"][0]["state"] == "contested"
    _upload_filled(client_of("analyst"), number)
    code, detail = _post(client, f"/rework/{number}/decisions", {"position": 1, "upheld": True, "reason": "属实"})
    assert code == 200 and detail["rows"][0]["state"] == "exempted"
