"""Denied, rumoured or said outright: what stands in the sentences around decides how a statement is meant."""

from __future__ import annotations

import pytest

from anlan.base.risk_types import RiskType
from anlan.signals import Detector

DETECTOR = Detector()
DENIED = [
    "近日有自媒体发文称恒川纺织公司大规模裁员三千人。该公司今日发布声明，表示上述内容与实际不符，公司招聘仍在进行。",
    "“公司要倒闭了”“老板跑路”等说法在业主群里流传。澜泰置业董事长当晚现身直播间，指出这些都是谣言。",
    "针对员工集体罢工的传言，远澄物流相关负责人告诉记者，生产秩序一切如常，没有员工停工。",
    "网上一段视频称某电子厂工人因欠薪围堵大门，警方通报：该视频系三年前外地旧视频，发布者已被行政处罚。",
    "有投资者在互动平台提问公司是否拖欠员工工资，公司回复：公司不存在拖欠职工薪酬的情形。",
    "市场传言公司拟申请破产重整。公司澄清公告称，公司及控股股东均无此计划。",
    "对于所谓“裁员40%”，该公司公关部回应称消息严重失实，已委托律师取证。",
    "微博网友爆料某连锁餐饮品牌欠薪三个月，品牌方很快回应：工资已于15日全额发放，爆料人并非本公司员工。",
    "网传亿达商场明日起永久停业，商场方面表示，这是对局部装修通知的误读，商场照常开放。",
    "关于我公司“巨额亏损、资金链断裂”的报道，纯属无稽之谈，我公司保留追究法律责任的权利。",
    "朋友圈流传的“县医院护士集体罢工”聊天截图系伪造，请广大网民不信谣、不传谣。",
    "公司董秘在电话会上表示，从来没有降薪的想法，也不会裁员。",
]
RUMOURED = [
    "网曝晨屿科技本周裁员过半，截至发稿，公司尚未就此作出回应。",
    "据传望川传媒的老板已经跑路，消息未获官方证实。",
    "脉脉上有认证员工发帖称部门要裁掉三分之一，具体情况有待公司说明。",
    "有自称内部员工的网友透露，公司拖欠工资两个月。记者多次拨打公司电话，无人接听，上述说法暂无法核实。",
    "坊间流传该厂即将关停，厂方未予置评。",
    "一则“某平台骑手集体罢工”的消息在群里刷屏，目前真假难辨。",
    "业内传出消息，称锐擎汽车去年亏损超过20亿元，该公司拒绝评论。",
    "听说隔壁厂子快倒闭了，也不知是真是假。",
    "网友爆料称公司拖欠工资，当地人社局表示正在核实。",
]
OUTRIGHT = [
    "法院裁定受理宏业钢构公司破产清算申请，此前公司曾否认资金链断裂。",
    "员工称公司拖欠工资三个月，公司负责人承认欠薪属实，称将在月底前发放。",
    "人社局通报：经查，安盛劳务公司拖欠86名农民工工资142万元，已责令限期支付。",
    "公司今日宣布裁员两成。此前公司一直称没有裁员计划。",
    "工人聚集在厂门口讨薪，现场民警正在维持秩序。",
    "公司公告称，预计全年净亏损3亿元，公司正在核实对外担保情况。",
]


@pytest.mark.parametrize("text", DENIED)
def test_what_is_denied_in_any_sentence_around_is_not_asserted(text: str) -> None:
    detection = DETECTOR.detect(text)
    assert detection.types == frozenset()
    assert all(item.negated for item in detection.categories)


@pytest.mark.parametrize("text", RUMOURED)
def test_what_nobody_has_confirmed_is_a_rumour(text: str) -> None:
    told = [
        item
        for item in DETECTOR.detect(text).categories
        if not item.negated and item.type is not RiskType.PUBLIC_OPINION
    ]
    assert told
    assert all(item.rumour for item in told)


@pytest.mark.parametrize("text", OUTRIGHT)
def test_an_old_denial_does_not_deny_what_happened_since(text: str) -> None:
    detection = DETECTOR.detect(text)
    assert detection.types
    assert not any(item.rumour for item in detection.categories if not item.negated)
