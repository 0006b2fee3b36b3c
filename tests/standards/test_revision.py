"""Revising a standard: crosswalk, faults of a draft, the registry of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest

from anlan.standards.formats import read_format
from anlan.standards.in_force import element_meant, elements_by_code, registry_in_force
from anlan.standards.objects import (
    ObjectRegistry,
    RegisteredObject,
    compare,
    export_objects,
    import_objects,
    load_objects,
)
from anlan.standards.registry import load_registry
from anlan.standards.revision import check_draft, crosswalk, field_changes

DAY, LATER, LAST = date(2026, 11, 22), date(2026, 12, 1), date(2027, 1, 1)


@pytest.fixture(scope="module")
def objects() -> ObjectRegistry:
    return load_objects()


def changed(entry: RegisteredObject, **body: object) -> RegisteredObject:
    return replace(entry, body=MappingProxyType({**entry.body, **body}))


def stop_reasons(objects: ObjectRegistry) -> RegisteredObject:
    """AAE160 with one code merged into another, one dropped, one renamed, one new."""
    entry = objects.get("code_set", "AAE160", DAY)
    values = dict(entry.body["values"])
    del values["6306"], values["6303"]
    values |= {"6399": "其他原因中断", "6310": "灵活就业"}
    return changed(entry, values=values, mappings={"6306": "6399"})


def test_the_crosswalk_tells_each_code_by_what_becomes_of_it(objects: ObjectRegistry) -> None:
    lines = crosswalk(objects.get("code_set", "AAE160", DAY), stop_reasons(objects))
    assert [(c.change, c.code, c.new_code) for c in lines] == [
        ("removed", "6303", ""),
        ("mapped", "6306", "6399"),
        ("renamed", "6399", "6399"),
        ("added", "", "6310"),
    ]


def test_an_approved_code_set_is_the_one_of_its_day(objects: ObjectRegistry) -> None:
    after = objects.approve(stop_reasons(objects), LATER)
    base = load_registry()
    before, then = (registry_in_force(base, after, day).code_set("AAE160") for day in (DAY, LATER))
    assert "6306" in before.values and before.former == {}
    assert "6306" not in then.values and then.values["6310"] == "灵活就业"
    assert then.former["6306"] == "6399" and then.former["人员失踪"] == "6399"
    assert then.former["其他原因中断缴费"] == "6399"
    assert "6303" not in then.former
    assert then.labels["6303"] == "人员参军（已停用）"


def test_a_chain_of_revisions_leads_to_the_code_in_force(objects: ObjectRegistry) -> None:
    first = objects.approve(stop_reasons(objects), LATER)
    entry = first.get("code_set", "AAE160", LATER)
    values = {code: label for code, label in entry.body["values"].items() if code != "6399"}
    second = first.approve(changed(entry, values=values, mappings={"6399": "6307"}), LAST)
    assert registry_in_force(load_registry(), second, LAST).code_set("AAE160").former["6306"] == "6307"
    assert [v.version for v in second.versions("code_set", "AAE160")] == [1, 2, 3]


def test_two_revisions_of_one_day_leave_the_later(objects: ObjectRegistry) -> None:
    entry = objects.get("term", "item", DAY)
    twice = objects.with_versions([(replace(entry, name="甲"), LATER), (replace(entry, name="乙"), LATER)])
    assert twice.get("term", "item", LATER).name == "乙"
    assert twice.get("term", "item", DAY).name == entry.name


def test_a_column_follows_what_a_revision_changed_of_its_element(objects: ObjectRegistry) -> None:
    entry = objects.get("data_element", "DE-AAB004", DAY)
    revised = replace(changed(entry, format="c..200"), name="用人单位名称")
    registry = registry_in_force(load_registry(), objects.approve(revised, LATER), LATER)
    column = registry.table("core_social__employer").columns["name"]
    assert (column.label, column.format) == ("用人单位名称", "c..200")
    untouched = registry.table("core_social__employer").columns["unit_number"]
    assert untouched == load_registry().table("core_social__employer").columns["unit_number"]


def test_the_pack_itself_changes_no_column_and_no_code(objects: ObjectRegistry) -> None:
    base = load_registry()
    registry = registry_in_force(base, objects, DAY)
    assert registry.tables == base.tables
    assert {name: dict(registry.code_sets[name].values) for name in base.code_sets} == {
        name: dict(code_set.values) for name, code_set in base.code_sets.items()
    }


@pytest.mark.parametrize(
    ("kind", "identifier", "body", "fault"),
    [
        ("code_set", "AAE160", {"mappings": {"6306": "6399"}}, "仍在新版中"),
        ("code_set", "AAE160", {"mappings": {"1234": "6399"}}, "不在现行版本中"),
        ("code_set", "AAE160", {"values": {"6399": " "}}, "没有名称"),
        ("code_set", "AAE160", {"values": {}}, "缺少代码"),
        ("code_set", "GBT4754", {"values": {"A": "农业", "ZZ": "新"}}, "没有写明层级"),
        ("code_set", "AAE160", {}, "没有区别"),
        ("data_element", "DE-AAB004", {"format": "varchar(100)"}, "无法识别"),
        ("data_element", "DE-AAB004", {"value_domain": "NONE"}, "不是已登记的代码集"),
        ("data_element", "DE-AAB004", {"unit": "万元"}, "计量单位不能变更"),
        ("data_element", "DE-AAB004", {"code": "AAB009"}, "代码不能变更"),
        ("data_element", "DE-AAB004", {"definition": ""}, "缺少定义"),
        ("naming_rule", "item-code", {"pattern": "["}, "无法识别"),
        ("quality_dimension", "consistency", {"indicators": ["9999"]}, "没有指标 9999"),
        ("division", "110101", {}, "不在此处修订"),
    ],
)
def test_a_faulty_draft_is_told_its_faults(
    objects: ObjectRegistry, kind: str, identifier: str, body: dict[str, object], fault: str
) -> None:
    draft = changed(objects.get(kind, identifier, DAY), **body)
    assert any(fault in problem for problem in check_draft(draft, objects, DAY))


def test_a_sound_draft_has_no_faults(objects: ObjectRegistry) -> None:
    assert check_draft(stop_reasons(objects), objects, DAY) == []
    fresh = RegisteredObject(
        "code_set", "NEW", "新代码集", source="本局", body=MappingProxyType({"values": {"1": "甲"}})
    )
    assert check_draft(fresh, objects, DAY) == []


def test_a_new_element_may_not_take_a_code_that_is_used(objects: ObjectRegistry) -> None:
    entry = replace(objects.get("data_element", "DE-AAB004", DAY), identifier="DE-AAB004-9")
    assert any("不另设" in problem for problem in check_draft(entry, objects, DAY))


def test_field_changes_name_the_field(objects: ObjectRegistry) -> None:
    entry = objects.get("data_element", "DE-AAB004", DAY)
    (change,) = field_changes(entry, changed(entry, format="c..200"))
    assert (change.label, change.before, change.after) == ("表示格式", "c..100", "c..200")


def test_an_item_of_a_code_with_several_meanings_is_bound_by_its_label(objects: ObjectRegistry) -> None:
    elements = elements_by_code(objects.of_kind("data_element", DAY))
    found = element_meant("AAE003", "费款所属期", elements)
    assert found is not None and found.identifier == "DE-AAE003-1"
    assert element_meant("AAE003", "别的意思", elements) is None
    assert element_meant("XXX999", "没有", elements) is None


@pytest.mark.parametrize(
    ("notation", "good", "bad"),
    [
        ("c..4", ["", "甲乙丙丁"], ["甲乙丙丁戊"]),
        ("n6", ["110101"], ["11010", "1101011", "11010a"]),
        ("n..6,2", ["1234.56", "-12", "0"], ["12345.67", "1.234", "x"]),
        ("an18", ["91110000000000000X"], ["911", "9111000000000000甲X"]),
        ("d8", ["20260101", "2026-01-01"], []),
    ],
)
def test_a_format_knows_its_values(notation: str, good: list[str], bad: list[str]) -> None:
    form = read_format(notation)
    assert form is not None
    assert [value for value in good if not form.fits(value)] == []
    assert [value for value in bad if form.fits(value)] == []


def test_every_format_of_the_pack_is_readable_and_every_element_has_all_attributes(objects: ObjectRegistry) -> None:
    elements = objects.of_kind("data_element", DAY)
    assert [e.identifier for e in elements if read_format(e.body["format"]) is None] == []
    needed = ("object_class", "property", "representation", "data_type", "format", "definition", "submitter", "status")
    assert [f"{e.identifier} {name}" for e in elements for name in needed if not e.body.get(name)] == []
    assert [e.identifier for e in elements if len(e.body["object_class"]) < 2] == []
    assert any(e.body.get("synonyms") for e in elements)


def test_what_was_revised_survives_export_and_import(objects: ObjectRegistry, tmp_path) -> None:  # type: ignore[no-untyped-def]
    after = objects.approve(stop_reasons(objects), LATER)
    export_objects(after, tmp_path)
    read = ObjectRegistry(import_objects(tmp_path))
    assert read.get("code_set", "AAE160", LATER).as_dict() == after.get("code_set", "AAE160", LATER).as_dict()


def test_industries_have_every_level_and_each_code_its_parent(objects: ObjectRegistry) -> None:
    body = objects.get("code_set", "GBT4754", DAY).body
    counts = [sum(level == wanted for level in body["levels"].values()) for wanted in "1234"]
    assert counts[:3] == [20, 97, 473] and counts[3] >= 1380
    lengths = {"1": 1, "2": 3, "3": 4, "4": 5}
    assert [c for c, level in body["levels"].items() if len(c) != lengths[level]] == []
    assert [
        c
        for c, level in body["levels"].items()
        if level > "1" and c[: lengths[str(int(level) - 1)]] not in body["levels"]
    ] == []


def test_a_code_list_bears_a_name_and_no_bare_code(objects: ObjectRegistry) -> None:
    named = {entry.identifier: entry.name for entry in objects.of_kind("code_set", DAY)}
    assert [identifier for identifier, name in named.items() if identifier == name] == []


def test_a_new_version_is_compared_code_by_code_with_the_one_before(objects: ObjectRegistry) -> None:
    found = compare(objects, objects.approve(stop_reasons(objects), LATER))
    told = {(d.change, d.field): (d.before, d.after) for d in found}
    assert told["changed", "values.6306"] == ("人员失踪", None)
    assert told["changed", "values.6310"] == (None, "灵活就业")
    assert told["changed", "mappings.6306"] == (None, "6399")
    assert told["added", "version"] == (None, 2)
