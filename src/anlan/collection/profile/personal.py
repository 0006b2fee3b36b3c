"""Which columns hold personal data, how sensitive, and on what evidence: checksums of values beside names of columns.

A checksum alone is strong for resident numbers (a date and a check digit inside), weak for cards (one number in ten
passes) and no proof for telephones (any serial of eleven digits may look like one): there the column's name and comment
decide. Evidence is masked before it leaves this module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from anlan.base.identifiers import is_valid_bank_card, is_valid_mobile, is_valid_resident_id
from anlan.collection.profile.within import hidden, kinds_within

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章"
    "鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉靳路辛管柴祁房屈解简游饶喻靖"
)
_SURNAMES_OF_TWO = frozenset(
    {"欧阳", "诸葛", "司马", "上官", "尉迟", "皇甫", "慕容", "令狐", "夏侯", "长孙", "宇文", "司徒", "司空"}
    | {"东方", "公孙", "轩辕", "端木", "独孤", "南宫", "西门"}
)
_NAME_SHAPE = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,6}·[\u3400-\u9fff]{1,8}")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_ADDRESS = re.compile(r"[省市区县镇乡村].*[路街巷道号弄室栋幢楼组村]|[路街巷弄].*\d+号")
_CARD = re.compile(r"(62|4|5[1-5]|3[47]|9\d)\d{10,18}")
_BETWEEN = re.compile(r"[\s-]+")
_ABROAD = re.compile(r"(?:\+|00)?86(?=1[3-9]\d{9}$)")
_PASSPORT = re.compile(r"[EGDSPH][A-Z]?\d{7,8}")

_FOR = {
    "resident_id": re.compile(
        r"身份证|公民身份|社会保障号|证件号|证件编号|sfz|id_?card|idno|cert_?no|id_?number|identity", re.I
    ),
    "bank_card": re.compile(r"银行|账号|帐号|账户|卡号|bank|card|account|acct", re.I),
    "mobile": re.compile(r"电话|手机|联系方式|移动|phone|mobile|tel|contact|lxdh|sjh", re.I),
    "name": re.compile(
        r"姓名|联系人|法定代表人|法人代表|户主|申请人|投诉人|当事人|负责人|监护人|受益人|经办人|领取人|操作员|审核人"
        r"|real_?name|(person|full|user|emp|contact)_?name|nick_?name|(^|\s)xm(\s|$)",
        re.I,
    ),
    "address": re.compile(r"住址|地址|住所|居住地|户籍地|户口所在|addr|residence", re.I),
    "email": re.compile(r"邮箱|邮件|e-?mail", re.I),
    "birth": re.compile(r"出生日期|出生年月|生日|birth|csrq", re.I),
    "passport": re.compile(r"护照|通行证|passport", re.I),
    "health": re.compile(r"诊断|疾病|病种|病情|病史|伤情|伤残|残疾|医嘱|处方|传染|diagnos|disease|disab", re.I),
    "biometric": re.compile(r"指纹|人脸|虹膜|声纹|finger_?print|face_?(image|data)|biometric", re.I),
    "faith": re.compile(r"宗教|信仰|religion", re.I),
    "password": re.compile(r"密码|口令|password|passwd|pwd", re.I),
}
_AGAINST = re.compile(
    r"年度|年月|年份|日期|时间|金额|数量|次数|比例|流水号|单号|序号|批次|户号|代码|编码|版本|排序|year|month|date|time|amount"
    r"|count|qty|rate|ratio|code|serial|seq|batch|version|sort|(^|_)no$|(^|_)num(ber)?$|timestamp|price|total|money",
    re.I,
)
# What a name that speaks of persons may be about instead: a code, a count, a text, somebody's identifier in the system.
_OTHER_THING = re.compile(
    r"代码|编码|类别|类型|标志|日期|时间|金额|人数|次数|机构|等级|标题|内容|参数|名称|昵称|账号|编号|模版|模板|code|type|date"
    r"|status|title|content|param|nick|(^|[_\s])id$|ID$",
)
_OF_EMPLOYER = re.compile(r"单位|企业|公司|机构|注册|经营|法人单位|company|corp|org|employer|store|register", re.I)


@dataclass(frozen=True)
class PersonalKind:
    """A kind of personal data: its label and grade."""

    label: str
    grade: str


KINDS = {
    "resident_id": PersonalKind("居民身份号码", "L4"),
    "bank_card": PersonalKind("银行账号", "L4"),
    "biometric": PersonalKind("生物识别信息", "L4"),
    "health": PersonalKind("健康信息", "L4"),
    "faith": PersonalKind("宗教信仰", "L4"),
    "password": PersonalKind("口令", "L4"),
    "passport": PersonalKind("护照号码", "L4"),
    "mobile": PersonalKind("电话号码", "L3"),
    "name": PersonalKind("姓名", "L3"),
    "address": PersonalKind("住址", "L3"),
    "email": PersonalKind("电子邮箱", "L3"),
    "birth": PersonalKind("出生日期", "L3"),
}


@dataclass(frozen=True)
class PersonalVerdict:
    """That a column holds personal data: kind, grade, why, whether a person should look again, masked samples."""

    kind: str
    label: str
    grade: str
    reason: str
    is_sure: bool
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Test:
    """How one kind is tested: its values' check and the shares needed with, without and against the column's name."""

    kind: str
    check: Callable[[str], bool]
    said: str
    named: float
    unnamed: float
    fewest: int = 1
    is_ascii: bool = True
    lengths: tuple[int, int] = (1, 200)
    among_its_length: float = 2.0
    """A share of the values of the same length that proves the kind, however few they are."""


def _is_card(value: str) -> bool:
    digits = _BETWEEN.sub("", value)
    return bool(_CARD.fullmatch(digits)) and len(digits) >= 16 and is_valid_bank_card(digits)


def _is_resident(value: str) -> bool:
    return is_valid_resident_id(_BETWEEN.sub("", value))


def _is_mobile(value: str) -> bool:
    return is_valid_mobile(_ABROAD.sub("", _BETWEEN.sub("", value)))


def _is_name(value: str) -> bool:
    return bool(_NAME_SHAPE.fullmatch(value)) and (
        value[0] in _SURNAMES or "·" in value or value[:2] in _SURNAMES_OF_TWO
    )


_TESTS = (
    _Test("resident_id", _is_resident, "校验码与出生日期有效", 0.05, 0.2, lengths=(18, 22), among_its_length=0.5),
    _Test("resident_id", _is_resident, "出生日期有效", 0.3, 0.9, 5, lengths=(15, 15)),
    _Test("bank_card", _is_card, "卡号前缀与校验位有效", 0.3, 0.95, 10, lengths=(16, 23)),
    _Test("mobile", _is_mobile, "符合手机号规则", 0.3, 0.9, 5, lengths=(11, 16)),
    _Test("email", lambda v: "@" in v and bool(_EMAIL.fullmatch(v)), "符合邮箱格式", 0.2, 0.5, lengths=(6, 100)),
    _Test("passport", lambda v: bool(_PASSPORT.fullmatch(v)), "符合护照号格式", 0.3, 2.0, lengths=(8, 10)),
    _Test("name", _is_name, "以常见姓氏开头的短名", 0.3, 0.9, 20, is_ascii=False, lengths=(2, 16)),
    _Test("address", lambda v: bool(_ADDRESS.search(v)), "含道路门牌", 0.3, 0.8, 5, is_ascii=False, lengths=(6, 200)),
)


# What values look like that a column's name promises, whether or not they pass the check of their kind.
_SHAPES = (
    ("resident_id", re.compile(r"\d{17}[\dXx]|\d{15}")),
    ("bank_card", re.compile(r"\d{12,23}|\d{4}([ -]?\d{4}){2,4}[ -]?\d{0,3}")),
    ("mobile", re.compile(r"(\+?86[- ]?)?(\(?0\d{2,3}\)?[- ]?)?\d{7,8}([-转]\d{1,5})?|1\d{10}|1\d{2}([- ]\d{4}){2}")),
)
_FEW = 3
_MOST = 0.5


def personal_verdict(column: str, comment: str, values: Mapping[str, int]) -> PersonalVerdict | None:
    """The verdict on a column, from its name and comment and a counted sample of its values; none where not personal.

    A valid unified social credit code is an organisation's, not a person's.
    """
    name = f"{column} {comment}"
    total = sum(values.values())
    against = bool(_AGAINST.search(comment or column)) or bool(_AGAINST.search(column))
    by_length: dict[tuple[bool, int], list[str]] = {}
    for value in values:
        by_length.setdefault((value.isascii(), len(value)), []).append(value)
    found: list[tuple[float, PersonalVerdict]] = []
    for test in _TESTS:
        hits = [
            value
            for (is_ascii, length), same in by_length.items()
            if is_ascii == test.is_ascii and test.lengths[0] <= length <= test.lengths[1]
            for value in same
            if test.check(value)
        ]
        share = sum(values[value] for value in hits) / total if total else 0.0
        is_named = bool(hits) and bool(_FOR[test.kind].search(name))
        if hits and (
            _is_enough(test, share, len(hits), is_named, name, against) or _is_most_of_length(test, hits, by_length)
        ):
            reason = f"{share:.0%} 的值{test.said}"
            reason += f"，名称“{(comment or column)[:20]}”相符" if is_named else "，名称未提示"
            is_sure = is_named or test.kind == "resident_id"
            found.append((share + is_named, _verdict(test.kind, reason, is_sure, tuple(sorted(hits)[:3]))))
    if found:
        return max(found, key=lambda pair: (pair[0], pair[1].grade))[1]
    return _by_name(column, comment, total) or _by_shape(column, comment, values) or _by_text(values)


def _is_most_of_length(test: _Test, hits: list[str], by_length: Mapping[tuple[bool, int], list[str]]) -> bool:
    """Whether the values that pass are most of those of their length, beside others of other lengths."""
    alike = sum(
        len(by_length[True, length]) for length in {len(value) for value in hits} if (True, length) in by_length
    )
    return len(hits) >= _FEW and 0 < alike * test.among_its_length <= len(hits)


def _is_enough(test: _Test, share: float, hits: int, is_named: bool, name: str, against: bool) -> bool:
    """Whether a share of values that pass a kind's check makes the column one of that kind."""
    if test.kind == "address" and _OF_EMPLOYER.search(name):
        return False
    if is_named:
        return share >= test.named
    if test.kind in ("mobile", "email") and _OF_EMPLOYER.search(name):
        return False
    return share >= test.unnamed and hits >= test.fewest and not _is_spared(test.kind, name, against)


def _is_spared(kind: str, name: str, against: bool) -> bool:
    """Whether the column's name speaks against a kind that its values alone do not prove."""
    if kind == "resident_id":
        return False
    if kind == "name":
        # Short Chinese words of any list (departments, streets) may begin with a surname.
        plain = re.sub(r"^name\b", "", name.strip(), flags=re.I)
        return against or bool(
            re.search(r"名称|单位|部门|类|地区|街道|民族|职务|工种|专业|状态|title|type|dept|name", plain, re.I)
        )
    return against


def _by_name(column: str, comment: str, total: int) -> PersonalVerdict | None:
    """What the name alone says: some kinds are sensitive whatever their values look like, others only without any."""
    always = ("biometric", "health", "faith", "password", "birth")
    without = ("resident_id", "passport", "mobile", "name", "email")
    # A comment says more surely than a column's name what the column is.
    said = comment or column
    for kind in always:
        if _FOR[kind].search(f"{column} {comment}") and (kind == "birth" or not _OTHER_THING.search(said)):
            return _verdict(kind, f"名称“{said[:20]}”提示", False, ())
    for kind in without if total == 0 else ():
        if _FOR[kind].search(said) and not _OTHER_THING.search(said) and not _OF_EMPLOYER.search(said):
            return _verdict(kind, f"名称“{said[:20]}”提示，无值可核", False, ())
    return None


def _by_shape(column: str, comment: str, values: Mapping[str, int]) -> PersonalVerdict | None:
    """What a name says whose values look like it without passing the check: wrong numbers are personal all the same."""
    said = comment or column
    for kind, shape in _SHAPES:
        if not _FOR[kind].search(f"{column} {comment}") or _OTHER_THING.search(said) or _OF_EMPLOYER.search(said):
            continue
        hits = [value for value in values if shape.fullmatch(value)]
        share = sum(values[value] for value in hits) / sum(values.values())
        if share >= _MOST:
            reason = f"{share:.0%} 的值形如{KINDS[kind].label}，未通过校验，名称“{said[:20]}”相符"
            return _verdict(kind, reason, False, tuple(sorted(hits)[:3]))
    return None


def _by_text(values: Mapping[str, int]) -> PersonalVerdict | None:
    """What stands inside longer texts: a remark that names a person's number."""
    within = {value: kinds for value in values if (kinds := kinds_within(value))}
    for kind in ("resident_id", "mobile"):
        hits = [value for value, kinds in within.items() if kind in kinds]
        if len(hits) >= _FEW:
            share = sum(values[value] for value in hits) / sum(values.values())
            return _verdict(kind, f"{share:.0%} 的文字中夹有{KINDS[kind].label}", False, tuple(sorted(hits)[:3]))
    return None


def _verdict(kind: str, reason: str, is_sure: bool, samples: tuple[str, ...]) -> PersonalVerdict:
    entry = KINDS[kind]
    return PersonalVerdict(kind, entry.label, entry.grade, reason, is_sure, tuple(hidden(value) for value in samples))
