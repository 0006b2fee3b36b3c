"""The data resource structure tree as values and as files that people open."""

from __future__ import annotations

import io
from datetime import datetime

import openpyxl
import pytest
from docx import Document

from anlan.base.clock import CHINA
from anlan.reports.resource_tree import (
    ResourceTree,
    TreeItem,
    write_tree_excel,
    write_tree_pdf,
    write_tree_word,
)

MADE = datetime(2026, 11, 22, 20, tzinfo=CHINA)


def item(system: str, table: str, code: str, name: str, core: str = "", **facts: object) -> TreeItem:
    given = {
        "domain": "社会保障",
        "category": "养老保险",
        "type": "C(20)",
        "affected_count": 2,
        "indicators": ("A1",),
    } | facts
    return TreeItem(system=system, table=table, code=code, name=name, core=core, **given)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def tree() -> ResourceTree:
    return ResourceTree(
        "某市人力资源和社会保障局",
        MADE,
        (
            item("社保", "缴费", "AAC001", "个人编号", "core_social__contribution_month.person_id"),
            item("社保", "缴费", "AAE003", "费款所属期", "core_social__contribution_month.month"),
            item("社保", "停保", "AAC001", "个人编号", "core_social__stop.person_id"),
            item("税务", "申报", "month", "所属月份", "core_tax__headcount_month.month", indicators=()),
            item("税务", "申报", "id", "个人编号", "", type="N(8)", domain="用工", category="税务"),
        ),
    )


def test_items_of_one_name_that_differ(tree: ResourceTree) -> None:
    (found,) = tree.same_name
    assert found.subject == "个人编号"
    assert found.places == ("社保/缴费/AAC001", "社保/停保/AAC001", "税务/申报/id")


def test_one_meaning_under_two_names(tree: ResourceTree) -> None:
    (found,) = tree.same_meaning
    assert (found.subject, found.places) == ("month", ("社保/缴费/AAE003", "税务/申报/month"))
    assert "费款所属期" in found.reason


def test_the_workbook_holds_every_item_and_folds(tree: ResourceTree) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_tree_excel(tree)))
    assert book.sheetnames == ["数据资源结构树", "同名异义", "同义异名"]
    sheet = book["数据资源结构树"]
    codes = [row[4].value for row in sheet.iter_rows(min_row=2) if row[4].value]
    assert codes == [one.code for one in tree.items]
    assert {sheet.row_dimensions[row].outlineLevel for row in range(2, sheet.max_row + 1)} == {0, 1}


def test_word_has_a_table_for_each_table_of_a_system(tree: ResourceTree) -> None:
    document = Document(io.BytesIO(write_tree_word(tree)))
    assert len(document.tables) == 1 + 4 + 2
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "养老保险 / 社保 / 停保" in text


def test_the_same_tree_gives_the_same_bytes(tree: ResourceTree) -> None:
    assert write_tree_pdf(tree) == write_tree_pdf(tree)
    assert write_tree_pdf(tree)[:5] == b"%PDF-"
    assert write_tree_word(tree) == write_tree_word(tree)
    assert write_tree_excel(tree) == write_tree_excel(tree)


def named(name: str, system: str = "甲", code: str = "C1", element: str = "", kind: str = "text") -> TreeItem:
    return TreeItem("域", "目录", system, "表", code, name, kind, "", 0, (), element=element)


def test_remarks_and_sides_of_a_change_are_no_other_name() -> None:
    names = ("缴费基数", "变更前缴费基数", "变更后缴费基数", "缴费基数（必填）", "缴费基数，见代码表")
    tree = ResourceTree("局", MADE, tuple(named(name, code=f"C{n}", element="DE-1") for n, name in enumerate(names)))
    assert tree.same_meaning == ()
    apart = ResourceTree("局", MADE, (named("缴费基数", element="DE-1"), named("缴费工资", "乙", element="DE-1")))
    assert [one.subject for one in apart.same_meaning] == ["DE-1"]


def test_an_item_that_nobody_bound_differs_from_no_bound_one() -> None:
    bound, unbound = named("编号", element="DE-1"), named("编号", "乙", kind="number")
    assert ResourceTree("局", MADE, (bound, unbound)).same_name == ()
    assert len(ResourceTree("局", MADE, (bound, named("编号", "乙", element="DE-2"), unbound)).same_name) == 1


def test_many_places_are_told_in_short() -> None:
    items = [named("编号", code=f"C{n}", element=f"DE-{n % 2}") for n in range(9)]
    [one] = ResourceTree("局", MADE, tuple(items)).same_name
    assert len(one.places) == 9
    assert one.told == ("甲/表/C0、表/C1、表/C2 等 9 处",)
