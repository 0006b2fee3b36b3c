"""Decisions about standardisation: two persons, logged, applied to what is in core, taken back exactly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from anlan.base.settings import Workspace
from anlan.pool.pool import Pool
from bureau import NOW
from mapped import CORE, ITEM, make_place, run


@pytest.fixture
def place(database: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace of its own; decisions lie in the control database of the tests."""
    from anlan.control import place as current

    workspace = make_place(tmp_path / "w")
    monkeypatch.setattr(current, "_current", [workspace])
    run(workspace)
    return workspace


def core(workspace: Workspace) -> list[dict[str, Any]]:
    return Pool(workspace.pool).read(CORE).sort_by("row_no").to_pylist()


def codes(workspace: Workspace) -> list[str | None]:
    return [row["claim_code"] for row in core(workspace)]


def log_kinds() -> list[str]:
    import json

    from anlan.control.catalogue.models import LogEntry

    kinds = [json.loads(one.payload)["kind"] for one in LogEntry.objects.order_by("index")]
    return [kind for kind in kinds if kind.startswith("conversion-")]


def agree(value: str = "讨要工资", code: str = "01") -> int:
    from anlan.control.standardise.submitting import submit_code
    from anlan.control.standardise.views import decision_life

    one = submit_code(ITEM, value, code, "data", NOW)
    decision_life().approve(one.pk, "reviewer", NOW)
    return one.pk


def test_unmapped_values_are_listed_with_counts_and_proposals(place: Workspace) -> None:
    from anlan.control.standardise.views import unmapped

    found = {row["value"]: row for row in unmapped()}
    assert {value: row["count"] for value, row in found.items()} == {"讨要工资": 2, "解除合同": 1}
    assert found["解除合同"]["proposals"][0]["code"] == "02"
    assert found["讨要工资"]["state"] == "open"


def test_a_mapping_reaches_core_and_back(place: Workspace) -> None:
    from anlan.control.standardise.views import decision_life, decisions, unmapped

    before = core(place)
    number = agree()
    assert codes(place) == ["01", None, None, None]
    assert decisions()[0]["is_pending"]
    run(place, days=1)
    assert codes(place) == ["01", "01", "01", None]
    assert [row["value"] for row in unmapped()] == ["解除合同"]
    assert not decisions()[0]["is_pending"] and decisions()[0]["score"] == 0.0
    decision_life().end(number, "reviewer", NOW, "应为其他")
    run(place, days=2)
    assert core(place) == before
    assert log_kinds() == ["conversion-submit", "conversion-approve", "conversion-end"]


def test_what_was_decided_is_applied_at_once_on_demand(place: Workspace) -> None:
    from anlan.control.standardise.applying import apply_decisions

    agree()
    done = apply_decisions(place, NOW, lambda label, done, total: None)
    assert (done.decisions, done.loads, done.rows) == (1, 1, 4)
    assert codes(place) == ["01", "01", "01", None]
    assert apply_decisions(place, NOW, lambda label, done, total: None).decisions == 0


def test_a_conversion_is_switched_off_by_two_persons_and_comes_back(place: Workspace) -> None:
    from anlan.control.standardise.views import decision_life

    before = core(place)
    life = decision_life()
    one = life.submit_switch(("labour", "cases", "争议金额(万元)"), "unit", "data", NOW, "来源已改为元")
    run(place, days=1)
    assert core(place) == before
    life.approve(one.pk, "reviewer", NOW)
    run(place, days=2)
    assert {row["claim_yuan"] for row in core(place)} == {1.5}
    life.end(one.pk, "reviewer", NOW, "仍是万元")
    run(place, days=3)
    assert core(place) == before


def test_nobody_decides_alone_and_refusals_are_remembered(place: Workspace) -> None:
    from anlan.control.standardise.errors import DecisionStands, DecisionUnknown, OwnDecision, ReasonMissing
    from anlan.control.standardise.submitting import submit_code
    from anlan.control.standardise.views import decision_life, unmapped

    life = decision_life()
    one = submit_code(ITEM, "解除合同", "02", "data", NOW)
    with pytest.raises(OwnDecision):
        life.approve(one.pk, "data", NOW)
    with pytest.raises(DecisionStands):
        submit_code(ITEM, "解除合同", "01", "other", NOW)
    with pytest.raises(ReasonMissing):
        life.refuse(one.pk, "reviewer", NOW, " ")
    life.refuse(one.pk, "reviewer", NOW, "来源把终止也写作解除合同")
    with pytest.raises(DecisionUnknown):
        life.approve(one.pk, "reviewer", NOW)
    (row,) = [row for row in unmapped() if row["value"] == "解除合同"]
    assert row["refused"] == ["02"] and all(one["code"] != "02" for one in row["proposals"])


def test_versions_are_counted(place: Workspace) -> None:
    from anlan.control.standardise.views import decision_life, decisions

    decision_life().end(agree(code="99"), "reviewer", NOW, "应为劳动报酬")
    agree()
    assert [(row["code"], row["version"], row["state"]) for row in decisions()] == [
        ("01", 2, "in_force"),
        ("99", 1, "ended"),
    ]


@pytest.mark.parametrize(
    ("item", "value", "code"),
    [
        (("labour", "cases", "案号"), "x", "01"),
        (("labour", "none", "x"), "x", "01"),
        (ITEM, "x", "77"),
        (ITEM, "欠薪", "02"),
    ],
)
def test_what_cannot_be_mapped_is_refused(place: Workspace, item: tuple[str, str, str], value: str, code: str) -> None:
    from anlan.control.standardise.errors import ItemNotMapped
    from anlan.control.standardise.submitting import submit_code

    with pytest.raises(ItemNotMapped):
        submit_code(item, value, code, "data", NOW)


def test_the_inbox_shows_and_decides(place: Workspace) -> None:
    from anlan.control.standardise.decisions import StandardisingDecisions
    from anlan.control.standardise.submitting import submit_code

    inbox = StandardisingDecisions()
    one = submit_code(ITEM, "讨要工资", "01", "data", NOW)
    (waiting,) = inbox.waiting()
    dossier = inbox.dossier(one.pk)
    assert (waiting.number, dossier.changes[0].after, dossier.facts["出现次数"]) == (one.pk, "01", "2")
    assert inbox.approve([one.pk], "reviewer") == 1
    assert inbox.waiting() == []


def test_corrections_are_counted_and_explained(place: Workspace) -> None:
    from anlan.control.standardise import views

    counted = {(row["column"], row["conversion"]): row["count"] for row in views.corrections("labour.cases")}
    assert counted["claim_yuan", "unit"] == 4
    assert counted["claim_code", "set-aside"] == 3
    (load_id,) = {row["load_id"] for row in core(place)}
    assert {one["conversion"] for one in views.explained(CORE, load_id, 2)} == {"unit"}
    with pytest.raises(views.TableUnknown):
        views.corrections("labour.nothing")
