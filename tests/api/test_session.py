"""Signing in and out, throttling, problem details, security headers and the console's page."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from control_fixtures import PASSWORD

ClientOf = Callable[[str], Client]
PROBLEM_FIELDS = {"type", "title", "code", "status", "detail", "hint", "retry", "id"}


def sign_in(client: Client, username: str, password: str) -> Any:
    """The answer to credentials sent with a fresh token."""
    token = client.get("/api/v1/session").json()["csrf_token"]
    return client.post(
        "/api/v1/session",
        json.dumps({"username": username, "password": password}),
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )


def test_signing_in_and_out(client_of: ClientOf) -> None:
    client = client_of("")
    before = client.get("/api/v1/session").json()
    assert before["person"] is None and before["business_date"] == "2026-11-22"
    person = sign_in(client, "handler", PASSWORD).json()["person"]
    assert (person["roles"], person["district_code"]) == (["handler"], "110105")
    assert "ledger.read" in person["permissions"] and "reports.read" not in person["permissions"]
    token = client.get("/api/v1/session").json()["csrf_token"]
    assert client.delete("/api/v1/session", headers={"X-CSRFToken": token}).status_code == 200
    assert client.get("/api/v1/ledger").status_code == 401


def test_a_wrong_password_does_not_tell_whether_the_person_exists(client_of: ClientOf) -> None:
    answers = [sign_in(client_of(""), name, "wrong-password").json() for name in ("analyst", "nobody")]
    for answer in answers:
        answer.pop("id")
    assert answers[0] == answers[1]
    assert answers[0]["code"] == "sign-in-failed"


def test_too_many_failures_close_the_door_even_to_the_right_password(client_of: ClientOf) -> None:
    client = client_of("")
    codes = [sign_in(client, "leader", "wrong-password").json()["code"] for _ in range(6)]
    assert codes == ["sign-in-failed"] * 5 + ["sign-in-blocked"]
    blocked = sign_in(client, "leader", PASSWORD)
    assert blocked.status_code == 429 and "admin甲" in blocked.json()["hint"]
    actions = [row["action"] for row in client_of("auditor").get("/api/v1/access-records").json()["rows"]]
    assert actions.count("sign_in_failed") == 5 and actions.count("sign_in_blocked") == 2


def test_the_session_cookie_is_out_of_reach_of_scripts(client_of: ClientOf) -> None:
    client = client_of("")
    sign_in(client, "analyst", PASSWORD)
    cookie = client.cookies["anlan_session"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_signing_in_changes_the_session_key(client_of: ClientOf) -> None:
    client = client_of("leader")
    before = client.cookies["anlan_session"].value
    sign_in(client, "analyst", PASSWORD)
    assert client.cookies["anlan_session"].value != before


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/nothing", "/api/v1/employers/x/y/z"])
def test_unknown_addresses_answer_in_the_one_shape(client_of: ClientOf, path: str) -> None:
    answer = client_of("analyst").get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert set(answer.json()) == PROBLEM_FIELDS


def test_malformed_bodies_answer_in_the_one_shape(client_of: ClientOf) -> None:
    client = client_of("")
    token = client.get("/api/v1/session").json()["csrf_token"]
    for body in ("", "{", "[]", '{"username": 1}', '{"username": "a", "password": null}'):
        answer = client.post("/api/v1/session", body, content_type="application/json", headers={"X-CSRFToken": token})
        assert answer.status_code == 422, answer.content
        assert set(answer.json()) == PROBLEM_FIELDS


def test_errors_never_repeat_what_was_typed(client_of: ClientOf) -> None:
    answer = sign_in(client_of(""), "analyst", "secret-typed-into-the-wrong-field")
    assert "secret-typed" not in answer.content.decode()


def test_unforeseen_errors_are_told_by_id_only(client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    from anlan.control.desk import Desk

    def broken(self: Desk) -> None:
        raise RuntimeError("13812345678")

    monkeypatch.setattr(Desk, "weeks", broken)
    answer = client_of("analyst").get("/api/v1/weeks")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal" and "13812345678" not in answer.content.decode()


def test_every_answer_forbids_foreign_content(client_of: ClientOf) -> None:
    client = client_of("")
    for path in ("/", "/ledger", "/api/v1/session", "/api/health"):
        headers = client.get(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'self'; img-src 'self' data:;")
        assert headers["X-Frame-Options"] == "DENY" and headers["X-Content-Type-Options"] == "nosniff"


def test_any_other_path_is_a_view_of_the_console(
    client_of: ClientOf, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from anlan.api import console_page

    monkeypatch.setattr(console_page, "CONSOLE_FILES", tmp_path)
    assert client_of("").get("/employers/1").status_code == 503
    (tmp_path / "index.html").write_text("<title>安澜</title>", encoding="utf-8")
    answer = client_of("").get("/employers/1?week=2026-W47")
    assert answer.status_code == 200 and "安澜" in answer.content.decode()


def test_lists_take_the_same_number_of_queries_however_long(client_of: ClientOf) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from anlan.control import run_records
    from anlan.control.models import Incident

    client = client_of("analyst")

    def add_run() -> None:
        moment = timezone.now()
        run = run_records.create(moment.date(), 1, "test")
        Incident.objects.create(
            run=run, step="x", code="x", severity="error", subject="", message="", happened_at=moment
        )

    def queries() -> dict[str, int]:
        run_records.mark_interrupted()
        counted = {}
        for path in ("/runs", "/incidents", "/reports"):
            with CaptureQueriesContext(connection) as captured:
                client.get(f"/api/v1{path}")
            counted[path] = len(captured)
        return counted

    add_run()
    before = queries()
    for _ in range(5):
        add_run()
    assert queries() == before
    assert max(before.values()) <= 7, before
