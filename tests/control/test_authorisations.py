"""Authorisations: asked for by share type, granted by another person, ended on their day, all of it in the log."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from anlan.base.clock import FixedClock
from anlan.base.errors import Findings
from anlan.base.settings import Workspace
from anlan.control.access import ROLES, Viewer
from anlan.standards.catalogue import CatalogueEntry, CatalogueItem, catalogue_classes

if TYPE_CHECKING:
    from anlan.control.catalogue.authorisations import AuthorisationLife, WantedAuthorisation

FIRST = catalogue_classes()[0]
DAY = date(2026, 3, 2)
UNTIL = date(2026, 6, 30)
SECRET = CatalogueItem("AAC002", "社会保障号码", share_type="3", legal_basis="个人信息保护法第二十八条")
ITEMS = (CatalogueItem("AAB001", "单位编号", share_condition="按职责申请"), SECRET)


def _publish(database: Workspace, **changes: Any) -> CatalogueEntry:
    from anlan.control.catalogue.life import CatalogueLife, in_review, published_entries
    from anlan.control.catalogue.log import VerifiableLog

    life = CatalogueLife(VerifiableLog(database))
    entry = CatalogueEntry(
        FIRST.code,
        FIRST.path,
        "参保单位",
        description="每个参保单位一行",
        share_condition="按职责申请",
        responsible_party="养老处",
        items=ITEMS,
    )
    life.submit([replace(entry, **changes)], "甲")
    life.approve(in_review(), "乙")
    return published_entries()[-1]


def _life(database: Workspace, day: date = DAY) -> AuthorisationLife:
    from anlan.control.catalogue.authorisations import AuthorisationLife
    from anlan.control.catalogue.log import VerifiableLog

    return AuthorisationLife(VerifiableLog(database), FixedClock.at(day))


def _wanted(code: str, **changes: Any) -> WantedAuthorisation:
    from anlan.control.catalogue.authorisations import WantedAuthorisation

    return replace(WantedAuthorisation(code, "就业处", "失业预警", UNTIL, "按职责申请"), **changes)


def _logged() -> list[tuple[str, str, str]]:
    from anlan.control.catalogue.models import LogEntry

    facts = [json.loads(entry.payload) for entry in LogEntry.objects.order_by("index")]
    return [(f["kind"], f["authorisation_code"], f["by"]) for f in facts if f["kind"].startswith("authorisation")]


def _in_force(day: date, code: str = "") -> list[str]:
    from anlan.control.catalogue.authorisation_decisions import authorisations

    return [row["code"] for row in authorisations(day, None, code)["rows"]]


def test_another_person_grants_what_is_shared_under_a_condition(database: Workspace) -> None:
    from anlan.control.catalogue.errors import FourEyes
    from anlan.control.catalogue.models import Notice

    code = _publish(database).resource_code
    life = _life(database)
    asked = life.request(_wanted(code), "丙")
    # What is not shared at all is left out where no items are named.
    assert (asked.state, asked.items) == ("review", ["AAB001"])
    assert _in_force(DAY) == []
    with pytest.raises(FourEyes):
        life.approve([asked.pk], "丙")
    assert life.approve([asked.pk], "乙") == 1
    assert _in_force(DAY, code) == ["A000001"]
    assert "已批准" in Notice.objects.get(username="丙").text
    assert _logged() == [("authorisation-submit", "A000001", "丙"), ("authorisation-grant", "A000001", "乙")]


def test_a_condition_must_be_met_in_words_and_all_that_is_missing_is_told(database: Workspace) -> None:
    code = _publish(database).resource_code
    with pytest.raises(Findings) as raised:
        _life(database).request(_wanted(code, basis=" ", purpose="", until=DAY - timedelta(days=1)), "丙")
    assert [text.split("：")[0] for text in raised.value.items] == ["用途", "依据或满足的条件", "有效期"]
    with pytest.raises(Findings, match="没有 XX1"):
        _life(database).request(_wanted(code, items=("XX1",)), "丙")
    assert _logged() == []


def test_one_department_asks_once_at_a_time(database: Workspace) -> None:
    code = _publish(database).resource_code
    life = _life(database)
    first = life.request(_wanted(code), "丙")
    with pytest.raises(Findings, match="A000001 正在审核"):
        life.request(_wanted(code), "丁")
    life.approve([first.pk], "乙")
    assert life.request(_wanted(code, purpose="稳岗返还"), "丁").code == "A000002"


def test_what_is_shared_without_condition_is_in_force_at_once_and_logged(database: Workspace) -> None:
    free = CatalogueItem("AAB004", "单位名称", share_type="1")
    code = _publish(database, share_type="1", share_condition="", items=(*ITEMS, free)).resource_code
    life = _life(database)
    made = life.request(_wanted(code, basis="", items=("AAB004",)), "丙")
    assert made.state == "granted"
    assert _logged() == [("authorisation-grant", "A000001", "丙")]
    # An item with a condition makes the whole request one with a condition.
    assert life.request(_wanted(code, items=("AAB004", "AAB001")), "丙").state == "review"


def test_what_is_not_shared_is_refused_with_its_basis(database: Workspace) -> None:
    from anlan.control.catalogue.authorisations import SharingRefused
    from anlan.control.catalogue.models import Authorisation

    code = _publish(database).resource_code
    with pytest.raises(SharingRefused, match="社会保障号码不予共享，依据：个人信息保护法第二十八条"):
        _life(database).request(_wanted(code, items=("AAB001", "AAC002")), "丙")
    closed = _publish(database, name="欠费名单", share_type="3", share_condition="", legal_basis="保密法")
    with pytest.raises(SharingRefused, match="欠费名单不予共享，依据：保密法"):
        _life(database).request(_wanted(closed.resource_code), "丙")
    assert Authorisation.objects.count() == 0


def test_only_published_resources_are_asked_for(database: Workspace) -> None:
    from anlan.control.catalogue.errors import EntryUnknown

    with pytest.raises(EntryUnknown):
        _life(database).request(_wanted("310101/999999"), "丙")


def test_a_request_is_turned_down_with_a_reason(database: Workspace) -> None:
    from anlan.control.catalogue.authorisations import AuthorisationStateWrong
    from anlan.control.catalogue.errors import ReasonNeeded

    life = _life(database)
    asked = life.request(_wanted(_publish(database).resource_code), "丙")
    with pytest.raises(ReasonNeeded):
        life.refuse(asked.pk, "乙", " ")
    life.refuse(asked.pk, "乙", "用途与职责不符")
    with pytest.raises(AuthorisationStateWrong, match="退回"):
        life.approve([asked.pk], "乙")
    assert _logged()[-1] == ("authorisation-refuse", "A000001", "乙")


def test_an_authorisation_ends_on_its_day_and_the_end_is_logged_once(database: Workspace) -> None:
    from anlan.control.catalogue.authorisation_decisions import authorisations
    from anlan.control.catalogue.authorisations import AuthorisationStateWrong

    asked = _life(database).request(_wanted(_publish(database).resource_code), "丙")
    _life(database).approve([asked.pk], "乙")
    after = UNTIL + timedelta(days=1)
    assert (_in_force(UNTIL), _in_force(after)) == (["A000001"], [])
    # Out of force before the nightly step has come round.
    assert authorisations(after, None, all_states=True)["rows"][0]["state"] == "expired"
    with pytest.raises(AuthorisationStateWrong, match="已到期"):
        _life(database, after).revoke("A000001", "乙", "用途已完成")
    assert [_life(database, day).expire() for day in (UNTIL, after, after)] == [0, 1, 0]
    assert _logged()[-1] == ("authorisation-expire", "A000001", "anlan")


def test_a_request_whose_day_has_passed_is_not_granted(database: Workspace) -> None:
    from anlan.control.catalogue.authorisations import AuthorisationStateWrong

    asked = _life(database).request(_wanted(_publish(database).resource_code), "丙")
    with pytest.raises(AuthorisationStateWrong, match="有效期已过"):
        _life(database, UNTIL + timedelta(days=1)).approve([asked.pk], "乙")


def test_an_authorisation_is_taken_back_with_a_reason(database: Workspace) -> None:
    from anlan.control.catalogue.authorisations import AuthorisationStateWrong, AuthorisationUnknown
    from anlan.control.catalogue.errors import ReasonNeeded

    life = _life(database)
    asked = life.request(_wanted(_publish(database).resource_code), "丙")
    with pytest.raises(AuthorisationStateWrong, match="审核中"):
        life.revoke("A000001", "乙", "用途已完成")
    life.approve([asked.pk], "乙")
    with pytest.raises(ReasonNeeded):
        life.revoke("A000001", "乙", "")
    with pytest.raises(AuthorisationUnknown):
        life.revoke("A000009", "乙", "用途已完成")
    assert life.revoke("A000001", "乙", "用途已完成").reviewer == "乙"
    assert _in_force(DAY) == []
    assert _logged()[-1] == ("authorisation-revoke", "A000001", "乙")


@pytest.mark.parametrize(
    "changes",
    [
        {"share_type": "3", "share_condition": "", "legal_basis": "保密法"},
        {"items": (replace(ITEMS[0], share_type="3", legal_basis="保密法"), SECRET)},
        {"items": (replace(ITEMS[0], code="AAB009"), SECRET)},
    ],
)
def test_a_change_that_shares_less_takes_authorisations_back(database: Workspace, changes: dict[str, Any]) -> None:
    entry = _publish(database)
    asked = _life(database).request(_wanted(entry.resource_code), "丙")
    _life(database).approve([asked.pk], "乙")
    _publish(database, resource_code=entry.resource_code, update_cycle="2")
    assert _in_force(DAY) == ["A000001"]
    _publish(database, resource_code=entry.resource_code, **changes)
    assert _in_force(DAY) == []
    assert _logged()[-1] == ("authorisation-revoke", "A000001", "乙")


def test_a_withdrawn_resource_takes_its_authorisations_with_it(database: Workspace) -> None:
    from anlan.control.catalogue.errors import EntryUnknown
    from anlan.control.catalogue.life import CatalogueLife
    from anlan.control.catalogue.log import VerifiableLog

    code = _publish(database).resource_code
    life = _life(database)
    life.approve([life.request(_wanted(code), "丙").pk], "乙")
    pending = life.request(_wanted(code, department="劳动监察处"), "丙")
    CatalogueLife(VerifiableLog(database)).withdraw(code, "乙", "系统停用")
    assert _in_force(DAY) == []
    with pytest.raises(EntryUnknown):
        life.approve([pending.pk], "乙")


def test_requests_are_seen_by_reviewers_and_whoever_asked(database: Workspace) -> None:
    from anlan.control.catalogue.authorisation_decisions import AuthorisationDecisions, authorisations

    asked = _life(database).request(_wanted(_publish(database).resource_code), "丙")
    seen = {
        name: len(authorisations(DAY, Viewer(name, name, ROLES[role]), all_states=True)["rows"])
        for name, role in (("丙", "analyst"), ("丁", "analyst"), ("乙", "data_admin"))
    }
    assert seen == {"丙": 1, "丁": 0, "乙": 1}
    dossier = AuthorisationDecisions().dossier(asked.pk)
    assert (dossier.facts["信息项"], dossier.facts["共享条件"]) == ("单位编号", "按职责申请")


def test_the_nightly_step_logs_what_expired(database: Workspace) -> None:
    from anlan.control.catalogue.nightly import end_authorisations

    life = _life(database)
    life.approve([life.request(_wanted(_publish(database).resource_code), "丙").pk], "乙")
    assert end_authorisations(database, FixedClock.at(UNTIL + timedelta(days=1))) == 1


def test_migrations_of_the_catalogue_match_its_models(database: Workspace) -> None:
    from django.core.management import call_command

    call_command("makemigrations", "catalogue", check=True, dry_run=True, verbosity=0)
