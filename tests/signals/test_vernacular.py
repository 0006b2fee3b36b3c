"""How people say it among themselves, and the same words in another sense."""

from __future__ import annotations

import pytest

from anlan.signals import Detector

DETECTOR = Detector()
SAID = [
    ("裁员减员", "我们组今天又毕业了五个，HR说是组织优化。"),
    ("裁员减员", "公司开始向社会输送人才了，隔壁部门一半工位空了。"),
    ("裁员减员", "通知下来了，研发中心优化30%，N+1。"),
    ("裁员减员", "大厂人到中年，还是没躲过这一轮优化，名单里有两百人。"),
    ("裁员减员", "年底人员盘点，运营线被端了，四十个人当天交工牌走人。"),
    ("裁员减员", "hr挨个约谈，今天就签离职协议，说是结构性调整。"),
    ("破产倒闭", "老板连夜跑路，预付卡里还有三千块没花。"),
    ("破产倒闭", "健身房一夜之间关门跑路，教练工资也没发。"),
    ("破产倒闭", "楼下那家早教机构人去楼空，电话关机。"),
    ("破产倒闭", "开了十年的小厂，上个月彻底撑不住，机器都卖了。"),
    ("欠薪降薪", "老赖老板欠着三个月工资，开着新车到处晃。"),
    ("欠薪降薪", "工资说好十五号发，拖到月底一分没见。"),
    ("欠薪降薪", "工地干了半年，包工头一直不给结账，过年怎么回家。"),
    ("欠薪降薪", "公司通知从本月起全员薪资打七折，不同意就走人。"),
    ("欠薪降薪", "我们社保断缴四个月，底薪也砍了一半。"),
    ("欠薪降薪", "年终奖说没就没，绩效也扣光了。"),
    ("群体事件", "几十个保洁堵在物业门口要说法，要讨回血汗钱。"),
    ("群体事件", "外卖站点骑手集体关掉接单，要求恢复单价。"),
]
OTHERWISE = [
    "软件更新优化了三成内存占用。",
    "2026届毕业生集体合影。",
    "市人社局召开优化营商环境座谈会。",
    "高校毕业两百人进入央企工作。",
    "老赖被执行人名单公布，涉及民间借贷。",
    "小偷连夜跑路被抓。",
    "我们向西部输送人才，帮扶教育。",
    "夏天健身房打七折。",
    "晨光股份有限公司公告称，公司董事赵某失联。",
    "某银行回应分行高管卷款潜逃。",
    "化工厂在停产检维修作业中发生爆鸣。",
]


@pytest.mark.parametrize(("label", "text"), SAID)
def test_the_vernacular_is_understood(label: str, text: str) -> None:
    assert label in {kind.label for kind in DETECTOR.detect(text).types}


@pytest.mark.parametrize("text", OTHERWISE)
def test_the_same_words_in_another_sense_say_nothing(text: str) -> None:
    assert DETECTOR.detect(text).types == frozenset()
