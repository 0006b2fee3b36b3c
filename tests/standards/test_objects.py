"""Versioned, dated objects: the pack, validity, approval, export and comparison."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from anlan.base.errors import Findings
from anlan.standards.objects import (
    KINDS,
    PACK,
    ObjectRegistry,
    ObjectUnknown,
    RegisteredObject,
    compare,
    export_objects,
    import_objects,
    load_objects,
)

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def registry() -> ObjectRegistry:
    return load_objects()


def test_the_pack_holds_what_was_asked_for(registry: ObjectRegistry) -> None:
    assert len(registry.of_kind("data_element", DAY)) >= 1_000
    assert len(registry.of_kind("quality_dimension", DAY)) == 8
    assert {o.identifier for o in registry.of_kind("data_grade", DAY)} == {"L1", "L2", "L3", "L4"}
    assert {o.identifier for o in registry.of_kind("role", DAY)} == {"producer", "manager", "consumer"}
    assert {o.kind for o in registry} == set(KINDS)


def test_every_fact_says_where_it_comes_from(registry: ObjectRegistry) -> None:
    assert [o.identifier for o in registry if not o.source] == []


def test_a_source_item_is_bound_to_an_element_of_its_own_meaning(registry: ObjectRegistry) -> None:
    for item in registry.of_kind("source_item", DAY):
        element = registry.get("data_element", item.body["element"], DAY)
        assert (element.name, element.body["code"]) == (item.name, item.body["code"])


def test_a_code_with_two_meanings_is_kept_apart(registry: ObjectRegistry) -> None:
    found = [o for o in registry.of_kind("data_element", DAY) if o.body["code"] == "AAB026"]
    assert {o.name for o in found} == {"单位申请类别", "开户基本账号"}
    assert {o.body["status"] for o in found} == {"conflict"}
    codes = Counter(o.body["code"] for o in registry.of_kind("data_element", DAY) if o.body["status"] == "conflict")
    assert len(codes) == 59
    assert min(codes.values()) >= 2


def test_industries_have_four_levels(registry: ObjectRegistry) -> None:
    levels = Counter(registry.get("code_set", "GBT4754", DAY).body["levels"].values())
    assert [levels[str(n)] for n in (1, 2, 3, 4)] == [20, 97, 473, 1381]


def test_divisions_answer_for_their_day(registry: ObjectRegistry) -> None:
    assert registry.get("division", "110103", date(2000, 1, 1)).name == "崇文区"
    with pytest.raises(ObjectUnknown):
        registry.get("division", "110103", DAY)


def test_approval_ends_the_version_before(registry: ObjectRegistry) -> None:
    before = registry.get("data_element", "DE-AAB004", DAY)
    draft = replace(before, name="用人单位名称")
    changed = registry.approve(draft, date(2027, 1, 1))
    assert changed.get("data_element", "DE-AAB004", date(2026, 12, 31)).name == "单位名称"
    after = changed.get("data_element", "DE-AAB004", date(2027, 1, 1))
    assert (after.name, after.version) == ("用人单位名称", before.version + 1)
    assert registry.get("data_element", "DE-AAB004", date(2027, 1, 1)).name == "单位名称"


def test_overlapping_versions_are_refused() -> None:
    first = RegisteredObject("term", "x", "甲")
    with pytest.raises(Findings, match="重叠"):
        ObjectRegistry([first, replace(first, version=2, effective_from=date(2020, 1, 1))])
    with pytest.raises(Findings, match="可信程度"):
        ObjectRegistry([replace(first, confidence="sure")])


def test_export_comes_back_and_differences_are_told_by_field(registry: ObjectRegistry, tmp_path: Path) -> None:
    export_objects(registry, tmp_path)
    again = import_objects(tmp_path)
    assert compare(registry, again) == []
    changed = [replace(o, name="改名") if o.identifier == "DE-AAB004" else o for o in again]
    (difference,) = compare(again, changed)
    assert (difference.identifier, difference.field, difference.after) == ("DE-AAB004", "name", "改名")


def test_a_broken_line_is_told_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "term.jsonl").write_text('{"kind": "term"}\nnot json\n', encoding="utf-8")
    with pytest.raises(Findings) as raised:
        import_objects(tmp_path)
    assert [item.split("：")[0] for item in raised.value.items] == ["term.jsonl 第 1 行", "term.jsonl 第 2 行"]


def test_files_of_the_pack_have_no_row_without_a_code() -> None:
    for name, column in (("elements.csv", "code"), ("code_lists.csv", "code"), ("divisions.csv", "code")):
        with (PACK / name).open(encoding="utf-8", newline="") as lines:
            assert [row for row in csv.DictReader(lines) if not row[column]] == []
