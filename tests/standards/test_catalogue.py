"""Entries, codes, differences, the workbook with its cells, the exports and search."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import openpyxl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from anlan.base.errors import Findings, InputUnreadable
from anlan.standards.catalogue import (
    CODE_SHAPE,
    CatalogueEntry,
    CatalogueItem,
    CodeBook,
    Mount,
    catalogue_classes,
    check_entry,
    differences,
)
from anlan.standards.catalogue_export import to_dcat, to_json, to_odcs
from anlan.standards.catalogue_workbook import read_workbook, write_workbook
from anlan.standards.search import SearchIndex, SearchRow, pinyin_initials

CLASSES = catalogue_classes()


def _entry(number: int = 1) -> CatalogueEntry:
    found = CLASSES[number % len(CLASSES)]
    return CatalogueEntry(
        found.code,
        found.path,
        f"参保单位信息{number}",
        english="insured employers",
        description="每个参保单位一行",
        share_condition="按职责申请",
        responsible_party="养老保险处",
        rows_min=10,
        items=(
            CatalogueItem("AAB001", "单位编号", data_type="NUMBER", length="16", share_condition="按职责申请"),
            CatalogueItem("AAB004", "单位名称", share_type="3", legal_basis="社会保险法第九十二条"),
        ),
        mounts=(Mount("table", "AB01", "social_insurance"),),
    )


def test_the_nineteen_classes_of_the_contract_have_codes_of_six_digits() -> None:
    assert len(CLASSES) == 19
    assert len({c.code for c in CLASSES}) == 19
    assert all(len(c.code) == 6 and c.code.isdigit() for c in CLASSES)
    assert {c.domain for c in CLASSES} == {"社会保障", "就业创业", "人事人才", "劳动关系"}


def test_a_complete_entry_has_no_findings() -> None:
    assert check_entry(_entry(), CLASSES) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"class_code": "999999"}, "类别代码"),
        ({"class_name": "社会保障/就业援助"}, "类别名称"),
        ({"name": " "}, "资源名称"),
        ({"responsible_party": ""}, "责任方"),
        ({"update_cycle": "10"}, "更新频率"),
        ({"share_condition": ""}, "共享条件"),
        ({"share_type": "3"}, "不予共享依据"),
        ({"open_type": "2"}, "开放条件"),
        ({"grade": "L5"}, "数据分级"),
        ({"items": ()}, "信息项"),
        ({"mounts": (Mount("pigeon", "x"),)}, "挂接"),
    ],
)
def test_each_rule_is_found_at_its_place(change: dict[str, object], place: str) -> None:
    assert place in [finding.place for finding in check_entry(replace(_entry(), **change), CLASSES)]


def test_items_are_checked_one_by_one() -> None:
    items = (CatalogueItem("A", "甲", share_condition="x"), CatalogueItem("A", "", share_type="3", grade="L9"))
    places = [str(finding) for finding in check_entry(replace(_entry(), items=items), CLASSES)]
    assert [part for part in places if part.startswith("信息项 2（A）")] == places
    assert len(places) == 4


@given(st.lists(st.integers(0, 18), max_size=60))
def test_codes_follow_the_rule_and_never_repeat(picks: list[int]) -> None:
    book = CodeBook()
    codes = [book.allot(replace(_entry(n), resource_code="")).resource_code for n in picks]
    assert len(set(codes)) == len(codes)
    assert all(CODE_SHAPE.fullmatch(code) for code in codes)
    kept = book.allot(replace(_entry(), resource_code="310101/000009"))
    assert kept.resource_code == "310101/000009"


def test_differences_name_fields_and_items() -> None:
    before = _entry()
    items = (replace(before.items[0], length="20"), CatalogueItem("AAB022", "行业", share_condition="x"))
    after = replace(before, update_cycle="2", items=items)
    assert [d.place for d in differences(before, after)] == [
        "更新频率",
        "信息项 AAB001 长度",
        "信息项 AAB004",
        "信息项 AAB022",
    ]
    assert differences(before, before) == []


def test_workbook_comes_back_as_it_went(tmp_path: Path) -> None:
    entries = [replace(_entry(n), resource_code=f"310101/{n:06d}") for n in range(25)]
    write_workbook(tmp_path / "catalogue.xlsx", entries)
    assert read_workbook(tmp_path / "catalogue.xlsx", CLASSES) == entries


def test_every_error_of_a_workbook_is_told_with_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "wrong.xlsx"
    write_workbook(path, [_entry(1), _entry(2)])
    book = openpyxl.load_workbook(path)
    resources, items = book["资源"], book["信息项"]
    column = {cell.value: cell.column_letter for cell in resources[1]}
    resources[f"{column['更新频率']}2"] = "每旬"
    resources[f"{column['责任方']}3"] = ""
    resources[f"{column['最少行数']}3"] = "很多"
    items["A5"] = "77"
    items["B2"] = ""
    book.save(path)
    with pytest.raises(Findings) as raised:
        read_workbook(path, CLASSES)
    told = "\n".join(raised.value.items)
    for place in (
        f"资源!{column['更新频率']}2",
        f"资源!{column['责任方']}3",
        f"资源!{column['最少行数']}3",
        "信息项!A5",
        "信息项!B2",
    ):
        assert place in told


def test_html_renamed_to_excel_is_refused_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.xls"
    path.write_text("<html><table><tr><td>资源</td></tr></table></html>", encoding="utf-8")
    with pytest.raises(InputUnreadable) as raised:
        read_workbook(path, CLASSES)
    assert "另存为" in raised.value.advice


def test_json_export_holds_everything() -> None:
    body = json.loads(to_json([_entry()]))
    assert CatalogueEntry.from_dict(body["entries"][0]) == _entry()


@pytest.mark.reference
def test_odcs_contracts_are_valid(reference_data: Path) -> None:
    schema = json.loads((reference_data / "conformance/odcs-v3.1.0.schema.json").read_text(encoding="utf-8"))
    for contract in yaml.safe_load_all(to_odcs([_entry(n) for n in range(19)])):
        jsonschema.validate(contract, schema)


@pytest.mark.slow
@pytest.mark.reference
def test_dcat_passes_the_public_shapes(reference_data: Path) -> None:
    pyshacl = pytest.importorskip("pyshacl")
    import rdflib

    entries = [CodeBook().allot(_entry(n)) for n in range(19)]
    text = to_dcat(entries, publisher="人力资源和社会保障局", base="http://anlan.local", issued=date(2026, 11, 22))
    shapes = rdflib.Graph().parse(reference_data / "conformance/dcat-ap-3.0.1-shacl.ttl")
    graph = rdflib.Graph().parse(data=text, format="turtle")
    conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes)
    assert conforms, report


ROWS = [
    SearchRow("1", "养老保险缴费基数", "AAE180", "contribution base"),
    SearchRow("2", "单位编号", "AAB001", "employer number"),
    SearchRow("3", "缴费基数", "BAE180", "base"),
]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("缴费基数", ["3", "1"]),
        ("dwbh", ["2"]),
        ("aab001", ["2"]),
        ("contribution", ["1"]),
        ("养老 基数", ["1"]),
        ("险缴", ["1"]),
        ("没有", []),
        ("a.b", []),
    ],
)
def test_search_finds_by_any_form(query: str, expected: list[str]) -> None:
    total, rows = SearchIndex(ROWS).search(query)
    assert [row.identifier for row in rows] == expected
    assert total == len(expected)


@given(st.text(alphabet="养老保险缴费单位编号abAB01", min_size=1, max_size=4))
def test_search_agrees_with_looking_at_every_row(query: str) -> None:
    total, rows = SearchIndex(ROWS).search(query)
    plain = {
        row.identifier
        for row in ROWS
        if any(query.lower() in form.lower() for form in (row.name, row.code, row.english, pinyin_initials(row.name)))
    }
    assert {row.identifier for row in rows} == plain
    assert total == len(plain)
