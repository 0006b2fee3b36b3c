"""Which enterprise a statement belongs to, in single reports, glued headlines and digests."""

from __future__ import annotations

import pytest

from anlan.base.risk_types import RiskType
from anlan.signals import Detector, PlainMention
from anlan.signals.attribution import about

DETECTOR = Detector()


def employers(text: str, kind: RiskType, *names: str) -> set[str]:
    """The employers of a type's findings in a text that names these."""
    mentions = []
    for name in names:
        start = text.find(name)
        while start >= 0:
            mentions.append(PlainMention(name, start, start + len(name)))
            start = text.find(name, start + 1)
    mentions.sort(key=lambda item: item.start)
    findings = [item for item in DETECTOR.detect(text).findings if item.type is kind and item.score > 0.3]
    assert findings
    return {item.mention for finding in findings for item in about(finding, mentions, text)}


def test_glued_headlines_pair_only_within_a_clause() -> None:
    text = "晨光股份(600001)股东减持三成 高管离职青原重工(000002)子公司将破产清算"
    assert employers(text, RiskType.CLOSURE, "晨光股份", "青原重工") == {"青原重工"}
    text = "晨光股份(600001)重组延期复牌谈及远路公司剩三条路:破产重整、卖资还债青原重工(000002)复牌"
    assert employers(text, RiskType.CLOSURE, "晨光股份", "青原重工") == set()


def test_the_name_before_a_colon_is_the_headline_s_subject() -> None:
    text = "晨光股份(600001)副董事长辞职青原重工(000002):退市已成定局 破产重整前途未卜"
    assert employers(text, RiskType.CLOSURE, "晨光股份", "青原重工") == {"青原重工"}


def test_a_listed_company_that_was_not_recognised_still_stands_between() -> None:
    text = "晨光股份宣布增资，而远路(000002)已经申请破产。公告称进展顺利。"
    assert employers(text, RiskType.CLOSURE, "晨光股份") == set()


@pytest.mark.parametrize("mark", ["\n", "　　", "【公告】"])
def test_a_digest_is_read_item_by_item(mark: str) -> None:
    items = [
        "晚间公告汇总",
        "晨光股份：上半年净利润增长五成。",
        "青原重工：预计全年巨亏三亿元。",
        "市场：有公司申请破产。",
    ]
    text = mark.join(items)
    assert employers(text, RiskType.HEAVY_LOSS, "晨光股份", "青原重工") == {"青原重工"}
    assert employers(text, RiskType.CLOSURE, "晨光股份", "青原重工") == set()


def test_an_ordinary_report_goes_on_about_the_firm_it_named() -> None:
    text = "晨光公司工人反映情况\n记者来到晨光公司。\n厂门紧锁，二百人三个月没有领到工资。\n员工被拖欠工资后投诉。"
    assert employers(text, RiskType.WAGE_ARREARS, "晨光公司") == {"晨光公司"}


def test_who_reports_is_not_who_is_reported() -> None:
    text = "恒信证券研报指出，晨光股份预计全年巨亏三亿元。"
    assert employers(text, RiskType.HEAVY_LOSS, "恒信证券", "晨光股份") == {"晨光股份"}
    text = "晨光股份预计全年亏损，恒信证券分析师认为其净亏损将超过三亿元。"
    assert employers(text, RiskType.HEAVY_LOSS, "恒信证券", "晨光股份") == {"晨光股份"}


def test_enumerated_firms_share_the_statement() -> None:
    text = "晨光公司、青原公司和远路公司拖欠工资，已被人社局立案。"
    names = "晨光公司", "青原公司", "远路公司"
    assert employers(text, RiskType.WAGE_ARREARS, *names) == set(names)
