"""What is no enterprise's name, and names that look like it."""

from __future__ import annotations

import pytest

from anlan.entities.mentions import MentionFinder
from anlan.entities.not_names import is_no_name
from anlan.entities.registry import Entry
from anlan.entities.resolver import Resolver

FIRST, SECOND = "91110105MA00000012", "91110108MA00000036"


NO_NAMES = """
该公司 此前该公司 多家企业 一家公司 十余家车企 三家分公司 某科技公司 这家互联网公司 民营企业 物流公司 香港公司
北京 美国 武汉分行 群众 农民工 劳动力 庆祝 宽松政策 AI SUV https <<<< 12 一
"""
NAMES = """
北京安澜数据科技有限公司 三一集团 中国银行 农业银行 北京银行 上海电气集团 红太阳公司 通用汽车 联想 微软 小米集团 京东
兴发集团 辉煌科技 北京大学 IBM *ST凤凰 南玻A 全聚德 OpenAI
"""
NOBODY = ["此前该公司多次拖欠员工工资。", "多家企业拖欠农民工工资。", "一家物流公司拖欠司机工资。"]


@pytest.mark.parametrize("text", [*NO_NAMES.split(), "名" * 61])
def test_no_name(text: str) -> None:
    assert is_no_name(text)


@pytest.mark.parametrize("text", NAMES.split())
def test_a_name(text: str) -> None:
    assert not is_no_name(text)


@pytest.mark.parametrize("text", NOBODY)
def test_a_text_that_names_nobody(text: str) -> None:
    assert MentionFinder(Resolver.build(())).find(text) == []


def test_a_name_does_not_cut_a_word() -> None:
    finder = MentionFinder(Resolver.build(()))
    assert [found.mention for found in finder.find("退市长油(600087)公告巨亏。")][:1] == ["退市长油"]


def test_a_short_name_of_two_employers_is_ambiguous() -> None:
    entries = [
        Entry(FIRST, "北京瀚海精工科技有限公司", (), ("瀚海精工",)),
        Entry(SECOND, "天津瀚海精工机械有限公司", (), ("瀚海精工",)),
    ]
    [found] = MentionFinder(Resolver.build(entries)).subjects("瀚海精工拖欠员工工资。", 1)
    assert (found.mention, found.status, found.uscc) == ("瀚海精工", "ambiguous", None)
    assert {one["uscc"] for one in found.evidence["candidates"]} == {FIRST, SECOND}


def test_a_short_name_that_is_anothers_full_name_is_ambiguous() -> None:
    entries = [Entry(FIRST, "北京瀚海精工科技有限公司", (), ("瀚海精工厂",)), Entry(SECOND, "瀚海精工厂")]
    assert Resolver.build(entries).lookup("瀚海精工厂").status == "ambiguous"


def test_an_unregistered_branch_says_that_the_head_office_is_meant() -> None:
    answer = Resolver.build([Entry(FIRST, "北京瀚海精工科技有限公司")]).resolve("北京瀚海精工科技有限公司天津分公司")
    assert (answer.status, answer.uscc, answer.method) == ("resolved", FIRST, "branch")
    assert answer.reasons == ("“天津分公司”未单独登记，归属所属企业 北京瀚海精工科技有限公司",)
    assert answer.evidence()["branch"] == "天津分公司"
