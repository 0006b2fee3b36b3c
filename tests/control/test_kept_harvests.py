"""Kept harvests: structure changes over time, proposals accepted and refused, and that both are remembered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from anlan.base.settings import Workspace
from anlan.collection.harvest.ddl import harvest_script
from anlan.collection.harvest.drift import structure_differences
from anlan.collection.harvest.items import Harvest
from anlan.standards.binding import ElementProposer
from anlan.standards.objects import ObjectRegistry, RegisteredObject

NOW = datetime(2026, 11, 3, tzinfo=UTC)
SCRIPT = """
CREATE TABLE AC01 (C1 varchar(50) COMMENT '姓名', C2 varchar(18) COMMENT '纳税人', C3 int COMMENT '显示顺序');
CREATE TABLE AB01 (C1 varchar(100) COMMENT '单位名称');
"""


def harvest(script: str = SCRIPT) -> Harvest:
    return harvest_script(script, "mysql", "tax")


def registry() -> ObjectRegistry:
    names = {"XA001": "姓名", "XA002": "户主姓名", "XA003": "单位名称", "XA004": "扣缴义务单位"}
    return ObjectRegistry(
        RegisteredObject("data_element", f"DE-{code}", name, body={"code": code, "data_type": "字符型"})
        for code, name in names.items()
    )


def proposer(learned: list[tuple[str, str]] | None = None) -> ElementProposer:
    return ElementProposer.of(registry(), date(2026, 11, 3), learned or ())


def test_structure_differences() -> None:
    old = harvest().items
    later = "CREATE TABLE AC01 (C1 varchar(80) COMMENT '姓名', C4 date); CREATE TABLE AD01 (X int);"
    found = {
        (d.change, d.table, d.column, d.aspect, d.before, d.after)
        for d in structure_differences(old, harvest(later).items)
    }
    assert found == {
        ("removed", "AB01", "", "", "", ""),
        ("added", "AD01", "", "", "", ""),
        ("removed", "AC01", "C2", "", "", ""),
        ("removed", "AC01", "C3", "", "", ""),
        ("added", "AC01", "C4", "", "", ""),
        ("changed", "AC01", "C1", "length", "50", "80"),
    }


def test_the_same_structure_is_kept_once_and_a_change_is_kept_apart(database: Workspace) -> None:
    from anlan.control.harvest.keeping import keep_harvest
    from anlan.control.harvest.models import KeptHarvest
    from anlan.control.harvest.views import differences_of, systems

    assert keep_harvest(harvest(), date(2026, 11, 1), proposer()) == []
    assert keep_harvest(harvest(), date(2026, 11, 2), proposer()) == []
    assert KeptHarvest.objects.count() == 1 and KeptHarvest.objects.get().last_seen == date(2026, 11, 2)
    changed = harvest(SCRIPT.replace("varchar(50)", "varchar(60)"))
    assert len(keep_harvest(changed, date(2026, 11, 3), proposer())) == 1
    assert differences_of("tax")[0]["after"] == "60" and differences_of("tax")[0]["aspect_label"] == "长度"
    assert systems()[0] | {"first_seen": 0, "last_seen": 0} == {
        "system": "tax", "label": "tax", "tables": 2, "items": 4, "rows": None, "unread": 0, "accepted": 0, "open": 2,
        "first_seen": 0, "last_seen": 0, "differences": 1,
    }  # fmt: skip


def test_refused_is_remembered_and_the_next_comes_forward(database: Workspace) -> None:
    from anlan.control.harvest.deciding import item_at, refuse, refused_elements, row_of
    from anlan.control.harvest.keeping import keep_harvest

    keep_harvest(harvest(), date(2026, 11, 1), proposer())
    one = refuse(item_at("tax.AC01.C1"), "甲", NOW, reason="另有所指")
    assert one.refused == ["DE-XA001"] and row_of(one)["proposals"][0]["element"] == "DE-XA002"
    assert refused_elements() == {"tax.AC01.C1": frozenset({"DE-XA001"})}
    keep_harvest(harvest(), date(2026, 11, 2), proposer())
    assert "DE-XA001" not in {p["element"] for p in item_at("tax.AC01.C1").proposals}


def test_accepted_is_kept_and_teaches(database: Workspace) -> None:
    from anlan.control.harvest.deciding import ElementNotProposed, accept, item_at, learned_wordings, refuse, waiting
    from anlan.control.harvest.keeping import keep_harvest

    keep_harvest(harvest(), date(2026, 11, 1), proposer())
    accept(item_at("tax.AC01.C2"), "甲", NOW, "DE-XA004")
    assert learned_wordings() == [("DE-XA004", "纳税人")]
    keep_harvest(harvest(), date(2026, 11, 2), proposer(learned_wordings()))
    assert item_at("tax.AC01.C2").state == "accepted" and item_at("tax.AC01.C2").element == "DE-XA004"
    other = replace(harvest().items[1], system="other")
    keep_harvest(Harvest("other", items=[other]), date(2026, 11, 2), proposer(learned_wordings()))
    assert item_at("other.AC01.C2").proposals[0]["element"] == "DE-XA004"
    assert {one.column for one in waiting("tax", "open")} == {"C1"}
    with pytest.raises(ElementNotProposed):
        accept(item_at("tax.AC01.C3"), "甲", NOW)
    taken_back = refuse(item_at("tax.AC01.C2"), "乙", NOW)
    assert taken_back.element == "" and taken_back.state in ("open", "none")


def test_an_item_that_went_is_gone_and_comes_back_bound(database: Workspace) -> None:
    from anlan.control.harvest.deciding import ItemUnknown, accept, item_at, waiting
    from anlan.control.harvest.keeping import keep_harvest

    keep_harvest(harvest(), date(2026, 11, 1), proposer())
    accept(item_at("tax.AB01.C1"), "甲", NOW)
    keep_harvest(harvest(SCRIPT.split("CREATE TABLE AB01")[0]), date(2026, 11, 2), proposer())
    assert "AB01" not in {one.table for one in waiting("tax")}
    keep_harvest(harvest(), date(2026, 11, 3), proposer())
    assert item_at("tax.AB01.C1").state == "accepted"
    with pytest.raises(ItemUnknown):
        item_at("tax.AB01.C9")


def test_many_are_accepted_at_once_and_stay_when_harvested_again(database: Workspace) -> None:
    from anlan.control.harvest.deciding import accept_all, learned_wordings, waiting
    from anlan.control.harvest.keeping import keep_harvest
    from anlan.control.harvest.models import Decision, ItemMeaning

    keep_harvest(harvest(), date(2026, 11, 1), proposer())
    chosen = list(waiting("tax", "open"))
    keys = {one.column + one.table: one.pk for one in chosen}
    assert accept_all(chosen, "甲", NOW) == len(chosen) == Decision.objects.count()
    assert ("DE-XA001", "姓名") in learned_wordings()
    keep_harvest(harvest(), date(2026, 11, 2), proposer())
    again = list(waiting("tax", "accepted"))
    assert {one.column + one.table: one.pk for one in again} == keys
    assert ItemMeaning.objects.count() == 4


def test_a_survey_keeps_every_system_and_tells_which_could_not_be_reached(database: Workspace) -> None:
    import sqlite3

    from anlan.base.risk_types import SourceClass
    from anlan.collection.contract import Contract, StructurePromise
    from anlan.control.harvest.surveying import survey_workspace
    from anlan.control.harvest.views import profile_of, structure

    place = database
    with sqlite3.connect(place.root / "titles.sqlite3") as made:
        made.execute("CREATE TABLE ZC01 ( -- 职称申报\n AAC003 VARCHAR(50), -- 姓名\n XB VARCHAR(1) -- 性别\n)")
        made.executemany("INSERT INTO ZC01 VALUES (?, ?)", [("王芳", "2"), ("李强", "1")] * 20)
    (place.root / "scripts").mkdir()
    script = "create table KS01 (AAC003 varchar2(50));\ncomment on column KS01.AAC003 is '姓名';\n"
    (place.root / "scripts" / "a.sql").write_bytes(script.encode("gb18030"))
    urls = {"titles": "sqlite:///titles.sqlite3", "exams": "file:scripts", "gone": "sqlite:///gone.sqlite3"}
    place = replace(place, connections=urls)
    contracts = [
        Contract(name, name, SourceClass.INTERNAL, "", name, kind, (), StructurePromise(dialect="oracle"))
        for name, kind in (("titles", "database"), ("exams", "ddl"), ("gone", "database"))
    ]
    titles, exams, gone = survey_workspace(place, contracts, date(2026, 11, 3), most_rows=1000, processes=1)
    assert (titles.tables, titles.items, titles.profiled, titles.failure) == (1, 2, 1, "")
    assert (exams.items, exams.profiled, exams.unread) == (1, 0, 1)
    assert "gone.sqlite3" in gone.failure
    assert structure("titles")["tables"][0]["comment"] == "职称申报"
    assert {column["column"] for column in profile_of("titles", "ZC01")["columns"]} == {"AAC003", "XB"}
    second = survey_workspace(place, contracts[:2], date(2026, 11, 4), most_rows=1000, processes=2)
    assert [one.differences for one in second] == [0, 0]
