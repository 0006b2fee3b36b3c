"""What a column holds, by its name and its values: so that a file can be linked without a configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from anlan.base.identifiers import is_valid_resident_id, is_valid_uscc
from anlan.entities.linkage.kinds import NOTHING
from anlan.entities.linkage.settings import Column

_IGNORED = re.compile(
    r"(^|_)(system|source|src|load|loaded|updated?|created?|modified|remark|note|memo|batch|cluster|entity)(_|$)"
    r"|来源|备注|批次|更新|创建|导入|录入|经办|序号",
    re.IGNORECASE,
)
_NAMED: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("credit_code", r"uscc|credit_?code|信用代码"),
        ("id_number", r"id_?(card|num|no)|cert(ificate)?_?(no|num)|resident_?id|identity|soc_?sec|ssn|national_?id"
                      r"|nino|passport|身份证|证件号|社会保障号|社保号"),
        ("date", r"(^|_)(dob|birth\w*|bday)|date|出生|生日|日期"),
        ("phone", r"phone|mobile|tel(?!l)|cell|电话|手机|联系方式"),
        ("given_name", r"given|first_?name|fore_?name|^fname"),
        ("surname", r"sur_?name|last_?name|family_?name|^lname|^姓$"),
        ("organisation", r"company|employer|enterprise|org(anisation|anization)?|firm|unit_?name|单位|企业|公司|机构"),
        ("name", r"(^|_)(full_?)?name$|姓名|^名称$|^xm$"),
        ("code", r"post_?code|zip|sex|gender|state|district|province|city_?code|性别|邮编|民族|区划|code$|代码$"),
        ("address", r"addr|street(?!_?(no|num))|residence|domicile|地址|住址|户籍地|居住地"),
    )
)  # fmt: skip
_IDENTIFIER = re.compile(r"(^|_)(rec(ord)?_?)?id$|^(unique_?)?id$|^uid$|_id$|编号$|标识|^key$|^record", re.IGNORECASE)
_PLAIN_IDENTIFIER = re.compile(r"(rec(ord)?_?|row_?|unique_?)?(id|no)|uid|key|编号|标识", re.IGNORECASE)
_CHINESE_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}")
_ORGANISATION = re.compile(r"(公司|厂|店|中心|学校|医院|银行|合作社|集团|部|所|局|院)$")
_DATE = re.compile(r"(18|19|20)\d{2}[-/.年]?\d{1,2}[-/.月]?\d{1,2}日?( \d{2}:\d{2}(:\d{2})?)?")
_MOBILE = re.compile(r"(\+?86)?1[3-9]\d{9}")


@dataclass(frozen=True)
class ColumnProfile:
    """A column's name, some of its values, how many are filled, and how many different ones there are."""

    name: str
    values: Sequence[str]
    filled: int
    distinct: int


def find_identifier(profiles: Sequence[ColumnProfile], rows: int) -> str:
    """The column that names every record: one so called that does, else one so called that should; else none.

    A column that should and does not is named too, so that its doubled or empty values are told instead of passed over.
    """
    named = [profile for profile in profiles if _IDENTIFIER.search(profile.name)]
    unique = [profile.name for profile in named if profile.filled == rows and profile.distinct == rows]
    plain = [profile.name for profile in named if _PLAIN_IDENTIFIER.fullmatch(profile.name)]
    first = [profile.name for profile in profiles[:1] if profile.filled == profile.distinct == rows]
    return (unique or plain or first or [""])[0]


def classify(profiles: Iterable[ColumnProfile], id_column: str, subject: str) -> tuple[Column, ...]:
    """The columns worth comparing, each with its kind; those that say nothing about who it is are left out."""
    found = []
    for profile in profiles:
        if profile.name == id_column or _IGNORED.search(profile.name) or profile.distinct < 2:
            continue
        kind = _kind_of(profile, subject)
        if kind:
            found.append(Column(profile.name, kind))
    return tuple(found)


def _kind_of(profile: ColumnProfile, subject: str) -> str:
    values = [value.strip() for value in profile.values if value and value.strip().lower() not in NOTHING]
    if not values:
        return ""
    by_value = _by_value(values)
    if by_value in ("id_number", "credit_code"):
        return by_value
    by_name = next((kind for kind, pattern in _NAMED if pattern.search(profile.name)), "")
    if by_name == "name" and (subject == "employer" or _share(values, _ORGANISATION.search) > 0.5):
        return "organisation"
    if by_name == "date" and _share(values, _DATE.fullmatch) < 0.5:
        by_name = ""
    if by_name == "code" and profile.distinct > 0.5 * profile.filled and by_value:
        by_name = ""
    return by_name or by_value or _by_shape(profile, values)


def _by_value(values: Sequence[str]) -> str:
    if _share(values, lambda value: is_valid_resident_id(re.sub(r"\W", "", value))) > 0.4:
        return "id_number"
    if _share(values, lambda value: is_valid_uscc(value.upper())) > 0.4:
        return "credit_code"
    if _share(values, lambda value: _MOBILE.fullmatch(re.sub(r"[\s-]", "", value))) > 0.6:
        return "phone"
    if _share(values, _DATE.fullmatch) > 0.7:
        return "date"
    if _share(values, _ORGANISATION.search) > 0.6 and _share(values, lambda value: len(value) > 4) > 0.6:
        return "organisation"
    return ""


def _by_shape(profile: ColumnProfile, values: Sequence[str]) -> str:
    if profile.distinct <= max(50, profile.filled * 0.005):
        return "code"
    if _share(values, lambda value: re.fullmatch(r"[\w-]{1,8}", value, re.ASCII) and re.search(r"\d", value)) > 0.7:
        return "code"
    digits = _share(values, lambda value: bool(re.fullmatch(r"[\dXx-]{6,}", value)))
    if digits > 0.7:
        return "id_number"
    if _share(values, _CHINESE_NAME.fullmatch) > 0.8:
        return "name"
    if _share(values, lambda value: len(value) >= 8 and re.search(r"[\u4e00-\u9fff].*\d", value)) > 0.5:
        return "address"
    return "text" if _share(values, lambda value: len(value) <= 60) > 0.7 else ""


def _share(values: Sequence[str], holds: object) -> float:
    return sum(bool(holds(value)) for value in values) / len(values)  # type: ignore[operator]
