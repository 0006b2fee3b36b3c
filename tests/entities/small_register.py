"""A small register made by rule, with every kind of trap the resolver must see."""

from __future__ import annotations

from anlan.base.identifiers import uscc_check_character
from anlan.entities.registry import Alias, Entry


def code(number: int, district: str = "110105") -> str:
    """A valid credit code that belongs to a number."""
    first = f"91{district}MA{number:07d}"
    return first + uscc_check_character(first)


ANLAN = Entry(code(1), "北京安澜数据科技有限公司", ("北京安澜软件开发有限公司",), ("安澜数据",), "北京/朝阳", "110105",
              "北京市朝阳区望京街道10号", "6510")  # fmt: skip
TWIN_EAST = Entry(
    code(2, "110101"), "北京鸿运餐饮管理有限公司", district_code="110101", address="北京市东城区和平里1号"
)
TWIN_WEST = Entry(code(3, "110102"), "北京鸿运餐饮管理有限公司", district_code="110102", address="北京市西城区月坛2号")
BRACKET = Entry(code(4, "120102"), "恒瀚（天津）安全顾问有限公司", place="天津/河东")
HEAD = Entry(code(5, "440300"), "深圳市迅鹰汽车服务有限公司", place="广东/深圳")
BRANCH = Entry(
    code(6, "131102"), "深圳市迅鹰汽车服务有限公司衡水分公司", head_uscc=code(5, "440300"), place="河北/衡水"
)
SHARE = Entry(code(7, "310101"), "上海沐川机电设备股份有限公司", place="上海/黄浦")
THIRD = Entry(code(8, "110106"), "北京通岳建筑第三工程有限公司", place="北京/丰台")
FACTORY = Entry(code(9, "320583"), "昆山四方彩印厂", place="江苏/苏州")
ENTRIES = [ANLAN, TWIN_EAST, TWIN_WEST, BRACKET, HEAD, BRANCH, SHARE, THIRD, FACTORY]
ALIASES = [
    Alias("沐川机电", SHARE.uscc, "brand", "年报", "2020-01-01"),
    Alias("迅鹰集团", HEAD.uscc, "group_name", "官网"),
]


def filler() -> list[Entry]:
    """Names of other enterprises, so that pairs of characters have a use."""
    brands = [a + b for a in "瀚沛琛珈" for b in "霖玥栩"]
    names = [f"杭州{brand}{trade}有限公司" for brand in brands for trade in ("商贸", "物流", "科技")]
    return [Entry(code(100 + number, "330100"), name, place="浙江/杭州") for number, name in enumerate(names)]
