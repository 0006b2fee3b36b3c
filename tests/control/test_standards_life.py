"""A revision from draft to what the product enforces: four eyes, the trial over the pool, the sheet, the log."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from anlan.base.errors import Findings
from anlan.base.log_export import verify_log
from anlan.base.settings import Workspace, create_workspace
from bureau import NOW, Bureau

CONTRACT = """
system: pension
label: 养老保险系统
source_class: internal
owner: 养老处
connection: pension
kind: csv
tables:
  - name: STOP
    label: 停保
    location: "stop*.csv"
    core: core_social__stop
    employer: {code: AAB005}
    items:
      AAZ002: {label: 业务流水号, column: stop_id, required: true}
      AAC001: {label: 个人编号, column: person_id}
      AAE035: {label: 变更日期, column: stop_date}
      AAE160: {label: 变更原因, column: reason_code, codes: {失踪: "6306"}}
      AAC003: {label: 姓名, type: VARCHAR(50)}
      AAB005: {label: 统一社会信用代码}
"""
ROWS = [
    "1,10001,20261101,6306,王小明",
    "2,10002,20261102,失踪,李小红",
    "3,10003,20261103,6303,赵四",
    "4,10004,20261104,6301,欧阳小明明",
]
USCC = "91110000MA01234567"


@pytest.fixture
def bureau(database: Workspace, tmp_path: Path) -> Iterator[Bureau]:
    """A bureau with one source of stops of insurance, whose rows have arrived once."""
    from anlan.control.place import open_pool
    from anlan.control.standards.current import registry_at_a_glance, standards_now

    registry_at_a_glance.forget()
    place = create_workspace(tmp_path / "w", {"clock.today": "2026-11-22"}, {"pension": "file:in"})
    folder = place.sources / "pension"
    folder.mkdir(parents=True)
    (folder / "contract.yml").write_text(CONTRACT, encoding="utf-8")
    made = Bureau(place, standards_now().registry, open_pool(place))
    arrive(made, "stop1.csv", ROWS)
    yield made
    registry_at_a_glance.forget()


def arrive(bureau: Bureau, name: str, rows: list[str]) -> None:
    """Bring a file of stops through to the core layer, under the standards in force."""
    from anlan.collection.contract import read_contracts

    folder = bureau.workspace.root / "in"
    folder.mkdir(exist_ok=True)
    lines = ["AAZ002,AAC001,AAE035,AAE160,AAC003,AAB005", *(f"{row},{USCC}" for row in rows)]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    bureau.contracts = read_contracts(bureau.workspace.sources, bureau.registry)
    collected, standardised = bureau.run(NOW + timedelta(minutes=len(list(folder.iterdir()))))
    assert [i.message for i in collected.incidents if i.severity == "error"] == []
    assert [i.message for i in standardised.incidents if i.severity == "error"] == []


@pytest.fixture
def life(bureau: Bureau) -> Any:
    from anlan.control.standards.life import StandardsLife

    return StandardsLife(bureau.workspace)


def merged() -> Any:
    """A draft of AAE160 with 6306 merged into 6399 and 6303 dropped without successor."""
    from anlan.control.standards.current import standards_now
    from anlan.control.standards.life import proposal

    values = dict(standards_now().registry.code_set("AAE160").values)
    del values["6306"], values["6303"]
    return proposal("code_set", "AAE160", {"values": values, "mappings": {"6306": "6399"}})


def reasons(bureau: Bureau) -> list[tuple[str, str | None]]:
    return [(row["stop_id"], row["reason_code"]) for row in bureau.rows("core_social__stop")]


def test_an_approved_code_set_is_what_the_next_load_is_read_by(life: Any, bureau: Bureau) -> None:
    from anlan.control.standards.current import standards_now

    revision = life.submit(life.draft(merged(), "甲", "国家目录取消该原因").pk, "甲")
    assert "6306" in standards_now().registry.code_set("AAE160").values
    life.approve(revision.pk, "乙")
    bureau.registry = standards_now().registry
    arrive(bureau, "stop2.csv", [f"1{row}" for row in ROWS])
    assert [code for stop, code in reasons(bureau) if len(stop) == 2] == ["6399", "6399", None, "6301"]
    assert [row for row in bureau.set_aside() if row[2] == "code-unknown"] == [(4, "AAE160", "code-unknown")]
    from anlan.control.label_sets import label

    assert label("AAE160", "6306") == "人员失踪（已停用）"


def test_the_trial_says_before_what_the_load_does_after(life: Any) -> None:
    impact = life.submit(life.draft(merged(), "甲").pk, "甲").impact
    (raw,) = [place for place in impact["places"] if place["layer"] == "raw"]
    assert (raw["rows"], raw["failing_newly"], raw["converted"]) == (4, 1, 2)
    assert {v["received"]: (v["before"], v["after"], v["reason"], v["rows"]) for v in raw["values"]} == {
        "6303": ("6303", None, "代码不在代码集中", 1),
        "6306": ("6306", "6399", "", 1),
        "失踪": ("6306", "6399", "", 1),
    }
    (core,) = [place for place in impact["places"] if place["layer"] == "core"]
    assert (core["rows"], core["failing_newly"], core["converted"]) == (4, 1, 2)
    systems = {one["system"]: one for one in impact["systems"]}
    assert [item["code"] for item in systems["pension"]["items"]] == ["AAE160"]
    assert {"COMMUNITY_EMPLOYMENT", "SISP", "SZXC"} <= systems.keys()
    assert [(one["id"], one["codes"]) for one in impact["indicators"]] == [("ended_stop", "6303、6306")]
    assert [(c["change"], c["code"]) for c in impact["crosswalk"]] == [("removed", "6303"), ("mapped", "6306")]


def test_a_clause_that_the_change_breaks_is_named(life: Any) -> None:
    from anlan.control.standards.current import standards_now
    from anlan.control.standards.life import proposal

    values = dict(standards_now().registry.code_set("AAE160").values)
    del values["6301"]
    draft = proposal("code_set", "AAE160", {"values": values, "mappings": {"6301": "6399"}})
    impact = life.submit(life.draft(draft, "甲").pk, "甲").impact
    assert any("AAE160 6301" in clause["why"] for clause in impact["clauses"])


def test_a_stricter_format_is_tried_on_items_that_fill_no_column_and_samples_are_masked(life: Any) -> None:
    from anlan.control.standards.life import proposal

    impact = life.submit(life.draft(proposal("data_element", "DE-AAC003", {"format": "c..3"}), "甲").pk, "甲").impact
    (place,) = [one for one in impact["places"] if one["item"] == "AAC003"]
    assert (place["rows"], place["failing_newly"], place["masked"]) == (4, 1, True)
    assert place["values"][0]["received"] == "欧****"
    assert "欧阳" not in json.dumps(impact, ensure_ascii=False)


def test_an_approved_format_is_enforced_on_the_column(life: Any, bureau: Bureau) -> None:
    from anlan.control.standards.current import standards_now
    from anlan.control.standards.life import proposal

    draft = life.draft(proposal("data_element", "DE-AAC001", {"format": "n..4", "name": "人员编号"}), "甲")
    life.approve(life.submit(draft.pk, "甲").pk, "乙")
    bureau.registry = standards_now().registry
    assert bureau.registry.table("core_social__stop").columns["person_id"].label == "人员编号"
    arrive(bureau, "stop3.csv", ["21,99999,20261105,6301,甲", "22,9999,20261105,6301,乙"])
    assert (2, "AAC001", "format-violated") in bureau.set_aside()
    assert [(r["stop_id"], r["person_id"]) for r in bureau.rows("core_social__stop")][-2:] == [
        ("21", None),
        ("22", "9999"),
    ]


def test_nobody_decides_on_their_own_revision_and_only_once(life: Any) -> None:
    from anlan.control.standards.life import NotTheAuthor, RevisionEyes, RevisionReason, RevisionState

    revision = life.draft(merged(), "甲")
    with pytest.raises(RevisionState):
        life.approve(revision.pk, "乙")
    with pytest.raises(NotTheAuthor):
        life.submit(revision.pk, "乙")
    life.submit(revision.pk, "甲")
    with pytest.raises(RevisionEyes):
        life.approve(revision.pk, "甲")
    with pytest.raises(RevisionReason):
        life.refuse(revision.pk, "乙", " ")
    life.refuse(revision.pk, "乙", "对照不全")
    life.edit(revision.pk, merged(), "甲", "补充")
    life.submit(revision.pk, "甲")
    assert life.approve(revision.pk, "乙").version == 2
    with pytest.raises(RevisionState):
        life.approve(revision.pk, "丙")


def test_a_draft_overtaken_by_another_is_stale(life: Any) -> None:
    from anlan.control.standards.life import RevisionStale

    first, second = life.draft(merged(), "甲"), life.draft(merged(), "丙")
    life.submit(second.pk, "丙")
    life.approve(life.submit(first.pk, "甲").pk, "乙")
    with pytest.raises(RevisionStale):
        life.approve(second.pk, "乙")


def test_a_faulty_draft_is_not_submitted_and_the_faults_are_listed(life: Any) -> None:
    from anlan.control.standards.life import proposal

    draft = life.draft(proposal("code_set", "AAE160", {"mappings": {"6306": "6399"}}), "甲")
    with pytest.raises(Findings, match="仍在新版中"):
        life.submit(draft.pk, "甲")


def test_a_version_takes_effect_on_its_day_and_not_before(life: Any) -> None:
    from anlan.control.standards.current import standards_on, today
    from anlan.control.standards.life import EffectiveDayInvalid

    revision = life.submit(life.draft(merged(), "甲").pk, "甲")
    with pytest.raises(EffectiveDayInvalid):
        life.approve(revision.pk, "乙", today() - timedelta(days=1))
    life.approve(revision.pk, "乙", date(2027, 1, 1))
    assert "6306" in standards_on(date(2026, 12, 31)).registry.code_set("AAE160").values
    assert "6306" not in standards_on(date(2027, 1, 1)).registry.code_set("AAE160").values


def test_the_sheet_is_printed_and_its_hash_stands_in_the_log(life: Any, bureau: Bureau, tmp_path: Path) -> None:
    from anlan.control.catalogue.log import VerifiableLog
    from anlan.control.catalogue.models import LogEntry
    from anlan.control.standards.sheet import SheetMissing, sheet_file

    revision = life.approve(life.submit(life.draft(merged(), "甲", "合并").pk, "甲").pk, "乙", reason="同意合并")
    fact = json.loads(LogEntry.objects.get(index=revision.log_index).payload)
    assert (fact["kind"], fact["by"], fact["author"]) == ("standard-change", "乙", "甲")
    for ending, magic in (("docx", b"PK"), ("pdf", b"%PDF")):
        _, _, content = sheet_file(bureau.workspace, revision, ending)
        assert content.startswith(magic)
        assert hashlib.sha256(content).hexdigest() == fact["sheet"][ending]
    log, exported = VerifiableLog(bureau.workspace), tmp_path / "log.jsonl"
    log.export(exported)
    assert verify_log(exported, log.public_key()).entries == 2
    (bureau.workspace.root / revision.files[0]["path"]).write_bytes(b"other")
    with pytest.raises(SheetMissing):
        sheet_file(bureau.workspace, revision, "docx")


def test_the_same_decision_prints_the_same_bytes(life: Any, bureau: Bureau) -> None:
    from anlan.control.standards.sheet import print_sheet

    revision = life.approve(life.submit(life.draft(merged(), "甲").pk, "甲").pk, "乙")
    assert print_sheet(bureau.workspace, revision) == revision.files


def test_export_holds_the_approved_version_and_its_files_lead_to_the_same_registry(life: Any, tmp_path: Path) -> None:
    from anlan.control.standards.current import objects_now, today
    from anlan.standards.objects import ObjectRegistry, export_objects, import_objects

    life.approve(life.submit(life.draft(merged(), "甲").pk, "甲").pk, "乙")
    export_objects(objects_now(), tmp_path)
    read = ObjectRegistry(import_objects(tmp_path))
    assert read.get("code_set", "AAE160", today()).body["mappings"] == {"6306": "6399"}
    assert [v.version for v in read.versions("code_set", "AAE160")] == [1, 2]


def test_documents_and_check_are_those_of_the_revised_registry(life: Any) -> None:
    from anlan.control.standards.current import standards_now
    from anlan.control.standards.life import proposal
    from anlan.control.standards_check import check_standards
    from anlan.reports.standards_annex_table import Contents
    from anlan.reports.standards_sheet import sheet_of
    from anlan.standards.documents import load_documents

    term = proposal("term", "item", {"definition": "经修订的定义"})
    life.approve(life.submit(life.draft(term, "甲").pk, "甲").pk, "乙")
    life.approve(life.submit(life.draft(merged(), "甲").pk, "甲").pk, "乙")
    now = standards_now()
    documents = load_documents(now.registry, now.objects, now.day)
    codes = next(document for document in documents if document.identifier == "data-code")
    sheet = sheet_of(codes, Contents(now.registry, now.objects, now.day), "某局")
    assert any(one.definition == "经修订的定义" for one in sheet.terms)
    printed = [cell for annex in sheet.annexes for table in annex.tables for row in table.rows for cell in row]
    assert "人员失踪" not in printed
    assert [s.number for s in check_standards(now.day, now) if s.point and not s.enforced] == []


def test_what_is_revised_is_also_found_by_who_made_it(life: Any) -> None:
    from anlan.control.standards.life import revision_numbered
    from anlan.control.standards.models import Revision

    draft = life.draft(replace(merged(), name="停保原因"), "甲", "理由")
    life.withdraw(draft.pk, "甲")
    assert revision_numbered(draft.pk).state == Revision.State.WITHDRAWN
