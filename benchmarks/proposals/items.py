"""The items of the benchmark: read from the reference list, divided by a hash of the code, worded in several ways."""

from __future__ import annotations

import csv
import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from anlan.standards.binding import ItemText
from anlan.standards.binding.wording import pinyin_forms

FOLDS = 10
_AFFIXES = ("信息", "数据", "名", "代码", "值")
_REMARKS = ("（必填）", "，见代码表", "(单位填报)", "：由经办机构维护", "（YYYYMMDD）", " 备用", "【历史数据可空】")
_PREFIXES = ("本次", "当前", "原", "申报", "登记")
# Other words for the same, as other authors write them; kept apart from the words of the pack on purpose.
_OTHER = {
    "单位": "用人单位", "人员": "职工", "日期": "时间", "金额": "数额", "类型": "种类", "编号": "号", "号码": "号",
    "原因": "缘由", "联系电话": "电话", "地址": "所在地", "缴费": "缴纳", "开始": "起始", "终止": "截止",
    "状态": "情况", "姓名": "名字", "名称": "全称", "证件": "身份证件", "培训": "职业培训", "失业保险": "失业险",
    "备注": "说明", "养老保险": "养老险", "机构": "部门", "工资": "薪酬", "标准": "定额", "补贴": "补助",
    "银行": "开户行", "年限": "年数",
}  # fmt: skip


@dataclass(frozen=True)
class Truth:
    """One reference item with its hidden code."""

    code: str
    name: str
    english: str
    type: str
    length: str
    codes: str
    domain: str

    @property
    def fold(self) -> int:
        """Where the item belongs: the first half of the folds is for fitting, the second is held out."""
        return int(hashlib.sha256(self.code.encode()).hexdigest(), 16) % FOLDS

    @property
    def context(self) -> str:
        """Business and object as a table's comment would tell them, in Chinese."""
        return "".join(c for c in self.domain.partition("[")[0] if "\u4e00" <= c <= "\u9fff" or c == " ").strip()


def read_truth(path: Path) -> list[Truth]:
    """The items of a reference list (``code,name,english,type,length,codelist,domain,source``)."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [
            Truth(r["code"], r["name"], r["english"], r["type"], r["length"], r["codelist"], r["domain"])
            for r in csv.DictReader(lines)
        ]


def as_listed(truth: Truth) -> ItemText:
    """Name, type, length and code list, as a harvested item tells them; the code is hidden."""
    comment = f"{truth.name} {truth.codes}".strip()
    return ItemText(system="", column_comment=comment, type=truth.type.lower(), length=truth.length)


def in_its_table(truth: Truth) -> ItemText:
    """As listed, with the comment of a table of its business."""
    return replace(as_listed(truth), table_comment=truth.context)


def name_only(truth: Truth) -> ItemText:
    """Nothing but the name."""
    return ItemText(column_comment=truth.name)


def reworded(truth: Truth) -> ItemText:
    """The name as another author might write it: other words, a word more or a character less."""
    chance = random.Random(truth.code)
    name = truth.name
    for word, other in chance.sample(sorted(_OTHER.items()), len(_OTHER)):
        if word in name and other not in name:
            name = name.replace(word, other, 1)
            break
    edit = chance.random()
    if edit < 0.3:
        name = chance.choice(_PREFIXES) + name
    elif edit < 0.6:
        name += chance.choice(_AFFIXES)
    elif len(name) > 4:
        place = chance.randrange(1, len(name) - 1)
        name = name[:place] + name[place + 1 :]
    return ItemText(column_comment=name, type=truth.type.lower(), length=truth.length, table_comment=truth.context)


def english_column(truth: Truth) -> ItemText:
    """No comment; the column is named in English."""
    column = "_".join(truth.english.replace("/", " ").replace("-", " ").split())
    return ItemText(column=column, type=truth.type.lower(), length=truth.length, table_comment=truth.context)


def pinyin_column(truth: Truth) -> ItemText:
    """No comment; the column is named by the first letters of the Chinese name's reading."""
    return ItemText(
        column=pinyin_forms(truth.name)[1].upper(), type=truth.type.lower(), length=truth.length,
        table_comment=truth.context,
    )  # fmt: skip


def codes_shown(truths: Sequence[Truth]) -> list[ItemText]:
    """As listed, with their codes: only for fitting. One in seven shows a code that means something else elsewhere."""
    shown = []
    for place, truth in enumerate(truths):
        is_foreign = random.Random(truth.code + "shown").random() < 1 / 7
        shown.append(replace(as_listed(truth), column=truths[place - 1].code if is_foreign else truth.code))
    return shown


def with_remark(truth: Truth) -> ItemText:
    """The name followed by a remark, as comments of columns often go on."""
    remark = random.Random(truth.code + "remark").choice(_REMARKS)
    return replace(in_its_table(truth), column_comment=truth.name + remark)


def meaningless_column(truth: Truth) -> ItemText:
    """As listed, the column being numbered through as some tools do."""
    chance = random.Random(truth.code + "numbered")
    column = f"{chance.choice(('COL', 'FIELD', 'F', 'ITEM_', 'C', 'attr', 'HIDDEN'))}{chance.randrange(1, 400)}"
    return replace(as_listed(truth), column=column)


WAYS: dict[str, Callable[[Truth], ItemText]] = {
    "as listed": as_listed,
    "as listed, in a table of its business": in_its_table,
    "name only": name_only,
    "as listed, columns numbered through": meaningless_column,
    "name with a remark": with_remark,
    "reworded": reworded,
    "English column name, no comment": english_column,
    "pinyin initials, no comment": pinyin_column,
}


_SWAPPED = {
    "登记": "注册", "领取": "发放", "核定": "核准", "申请": "申报", "年度": "年份",
    "比例": "比率", "意见": "批示", "结果": "结论", "级别": "等级", "数量": "个数",
    "人数": "人员数", "方式": "办法", "标准": "定额", "终审": "终核", "就业": "上岗",
    "户口": "户籍", "鉴定": "评定", "证书": "证件", "补贴": "补助金", "说明": "备注",
}  # fmt: skip


def reworded_throughout(truth: Truth) -> ItemText:
    """Every word that has another one replaced by it, in two lists: what another bureau calls the same."""
    name = truth.name
    for word, other in {**_OTHER, **_SWAPPED}.items():
        if word in name and other not in name:
            name = name.replace(word, other, 1)
    return replace(in_its_table(truth), column_comment=name)


def shortened(truth: Truth) -> ItemText:
    """A third of the characters left out, as headings of narrow columns are."""
    chance = random.Random(truth.code + "short")
    kept = sorted(chance.sample(range(len(truth.name)), max(2, len(truth.name) - len(truth.name) // 3)))
    return replace(in_its_table(truth), column_comment="".join(truth.name[place] for place in kept[: len(truth.name)]))


def mistyped(truth: Truth) -> ItemText:
    """One character taken for another of the reference's own."""
    chance = random.Random(truth.code + "typed")
    place = chance.randrange(len(truth.name))
    wrong = chance.choice("业务人员日期编号单位登记")
    return replace(in_its_table(truth), column_comment=truth.name[:place] + wrong + truth.name[place + 1 :])


def after_a_change(truth: Truth) -> ItemText:
    """The value after a change, as tables of changes name it."""
    return replace(in_its_table(truth), column_comment=f"变更后{truth.name}", column="VALUE_NEW")


# Never fitted on: what the weights make of wordings that they have not met.
UNFITTED: dict[str, Callable[[Truth], ItemText]] = {
    "reworded throughout": reworded_throughout,
    "a third of the name left out": shortened,
    "one character wrong": mistyped,
    "after a change": after_a_change,
}
