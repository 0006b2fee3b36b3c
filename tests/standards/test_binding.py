"""Elements proposed for items: by name, wording, letters, code list, type; refused ones stay away."""

from __future__ import annotations

from datetime import date

import pytest

from anlan.standards.binding import ElementProposer, ItemText
from anlan.standards.binding.wording import canonical, label_of, load_words
from anlan.standards.objects import ObjectRegistry, RegisteredObject, load_objects

DAY = date(2026, 11, 22)


def element(code: str, name: str, **body: str) -> RegisteredObject:
    values = {"code": code, "data_type": "字符型", "format": "c..100", "status": "standard", **body}
    return RegisteredObject("data_element", f"DE-{code}", name, body=values)


@pytest.fixture(scope="module")
def proposer() -> ElementProposer:
    number = {"data_type": "数值型", "format": "n..16,2", "format_status": "confirmed"}
    sex = RegisteredObject("code_set", "SEX", "性别", body={"values": {"1": "男", "2": "女", "9": "未说明"}})
    return ElementProposer.of(
        ObjectRegistry(
            [
                element("XA001", "单位名称", english="employer name", definition="公共业务中单位的单位名称"),
                element(
                    "XA002",
                    "缴费基数",
                    english="contribution base",
                    definition="养老保险业务中个人的缴费基数",
                    **number,
                ),
                element("XA003", "缴费基数", english="contribution base", definition="失业保险业务中单位的缴费基数"),
                element("XA004", "性别", english="gender", value_domain="SEX"),
                element("XA005", "出生日期", english="birth date", data_type="日期型", format="d8"),
                element(
                    "XA006", "失业登记日期", english="unemployment registration date", data_type="日期型", format="d8"
                ),
                sex,
            ]
        ),
        DAY,
    )


def first(proposer: ElementProposer, **known: str) -> str:
    return proposer.propose([ItemText(**known)])[0][0].element


def test_the_name_decides_and_type_and_table_break_ties(proposer: ElementProposer) -> None:
    assert first(proposer, column_comment="单位名称") == "DE-XA001"
    assert first(proposer, column_comment="缴费基数", type="decimal", length="16,2") == "DE-XA002"
    assert first(proposer, column_comment="缴费基数", type="varchar", table_comment="失业保险单位缴费") == "DE-XA003"


def test_other_words_letters_and_code_lists(proposer: ElementProposer) -> None:
    assert first(proposer, column_comment="用人单位全称") == "DE-XA001"
    assert first(proposer, column="SYDJRQ", type="date") == "DE-XA006"
    assert first(proposer, column="birth_dt", type="date") == "DE-XA005"
    assert first(proposer, column="XA004") == "DE-XA004"
    proposals = proposer.propose([ItemText(column_comment="人员性别（1男 2女 9未说明）", type="char", length="1")])[0]
    assert proposals[0].element == "DE-XA004" and "代码取值相符" in proposals[0].reason


def test_reasons_say_what_speaks_against(proposer: ElementProposer) -> None:
    proposal = proposer.propose([ItemText(column_comment="出生日期", type="decimal")])[0][0]
    assert proposal.element == "DE-XA005" and "名称相同" in proposal.reason and "类型不符" in proposal.reason
    assert proposal.code == "XA005"


def test_what_was_refused_is_not_proposed_again(proposer: ElementProposer) -> None:
    item = ItemText(column_comment="单位名称")
    kept = proposer.propose([item], refused={item: frozenset({"DE-XA001"})})[0]
    assert "DE-XA001" not in {proposal.element for proposal in kept}


def test_what_was_accepted_is_a_wording_from_then_on() -> None:
    registry = ObjectRegistry([element("XA001", "单位名称"), element("XA002", "缴费户头"), element("XA003", "户名")])
    learned = ElementProposer.of(registry, DAY, learned=[("DE-XA001", "纳税人")])
    proposal = learned.propose([ItemText(column_comment="纳税人")])[0][0]
    assert proposal.element == "DE-XA001" and "已确认的绑定" in proposal.reason


def test_an_item_without_wording_gets_nothing(proposer: ElementProposer) -> None:
    assert proposer.propose([ItemText(type="varchar")]) == [[]]


def test_comments_are_taken_apart() -> None:
    label = label_of("性别（1男 2女）")
    assert (label.name, label.codes) == ("性别", (("1", "男"), ("2", "女")))
    assert label_of("状态 0=正常;1=停用").name == "状态"
    assert label_of("参保日期（格式：YYYYMMDD）").short == "参保日期"
    assert canonical("用人单位联系方式", load_words()) == "单位电话"


def test_every_element_of_the_pack_is_found_by_its_own_name() -> None:
    registry = load_objects()
    elements = registry.of_kind("data_element", DAY)[::9]
    found = ElementProposer.of(registry, DAY).propose([ItemText(column_comment=e.name) for e in elements])
    named = {e.identifier: e.name for e in registry.of_kind("data_element", DAY)}
    assert all(named[p[0].element] == e.name for e, p in zip(elements, found, strict=True))
