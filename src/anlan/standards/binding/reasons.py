"""Why an element is proposed, in words for the person who accepts or refuses it."""

from __future__ import annotations

import numpy as np

from anlan.standards.binding.features import FEATURES, ItemForms
from anlan.standards.binding.forms import ElementForms

_FAMILIES = {"number": "数值", "date": "日期", "text": "字符", "binary": "二进制"}
_NEAR = 0.5


def reason_of(item: ItemForms, element: ElementForms, row: np.ndarray) -> str:
    """What speaks for the element, strongest first, and what speaks against it."""
    value = dict(zip(FEATURES, (float(number) for number in row), strict=True))
    parts: list[str] = []
    if value["code_same"]:
        parts.append(f"代码 {element.code} 相同")
    if value["name_same"]:
        parts.append("名称相同")
    elif value["short_same"]:
        parts.append(f"名称去掉说明后为“{item.label.short}”，与之相同")
    elif value["wording_same"]:
        systems = {w.system for w in element.wordings if w.name == item.label.name} - {""}
        parts.append(f"{'、'.join(sorted(systems)) or '已确认的绑定'}中用此名称")
    elif value["canonical_same"]:
        parts.append("名称用词不同而同义")
    elif max(value["name_cosine"], value["canonical_cosine"]) >= _NEAR:
        parts.append(f"名称相近 {max(value['name_cosine'], value['canonical_cosine']):.0%}")
    if value["pinyin_same"] or value["initials_same"]:
        parts.append("字段名是其拼音" if value["pinyin_same"] else "字段名是其拼音首字母")
    elif value["latin_cosine"] >= _NEAR:
        parts.append("字段英文名相近")
    if value["codes_share"]:
        parts.append(f"代码取值相符 {value['codes_share']:.0%}")
    if value["type_same"]:
        parts.append(f"类型相符（{_FAMILIES.get(element.family, element.family)}）")
    if value["length_same"] and item.length:
        parts.append(f"长度相同（{item.length[0]}）")
    if value["business"] >= 1.0 or value["context"] >= 1.0:
        said = [element.business] * (value["business"] >= 1.0) + [element.object_class] * (value["context"] >= 1.0)
        parts.append(f"表属{'、'.join(said)}")
    if value["type_differs"]:
        parts.append(f"但类型不符（应为{_FAMILIES.get(element.family, element.family)}）")
    return "；".join(parts) or "仅部分用字相同"
