"""Standard codes proposed for a source's own words: each with a score and its reason, ambiguity told, not hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from anlan.base.text import normalise_name

_MOST = 5
_LEAST = 0.3
_AFFIXES = (
    "性",
    "类",
    "型",
    "族",
    "级",
    "状态",
    "情况",
    "人员",
    "企业",
    "公司",
    "单位",
    "的",
    "已",
    "案",
    "类型",
    "其他：",
)


@dataclass(frozen=True)
class CodeProposal:
    """A standard code that a source value may mean: how sure (0 to 1), and why."""

    code: str
    label: str
    score: float
    reason: str


def propose_codes(
    value: str,
    codes: Mapping[str, str],
    other_sets: Mapping[str, Mapping[str, str]] | None = None,
    agreed: Mapping[str, str] | None = None,
) -> list[CodeProposal]:
    """The codes that a value may mean, likeliest first; none where nothing speaks for any.

    ``other_sets`` are further code sets, whose codes a system may have used; ``agreed`` says what the value was agreed
    to mean for another item of the same code set.
    """
    found: dict[str, CodeProposal] = {}

    def offer(code: str, score: float, reason: str) -> None:
        if score >= _LEAST and (code not in found or found[code].score < score):
            found[code] = CodeProposal(code, codes[code], round(score, 3), reason)

    if agreed and agreed.get(value) in codes:
        offer(agreed[value], 0.97, "同一代码集在其他项目中已确认为此代码")
    plain = normalise_name(value)
    for code, label in codes.items():
        offer(code, *_by_label(plain, normalise_name(label)))
        offer(code, *_by_code(plain, code))
    for name, values in (other_sets or {}).items():
        if value in values:
            meant = normalise_name(values[value])
            same = [code for code, label in codes.items() if normalise_name(label) == meant]
            for code in same:
                offer(code, 0.6, f"是代码集 {name} 的代码，名称同为“{codes[code]}”")
    ranked = sorted(found.values(), key=lambda one: (-one.score, one.code))
    return _told_apart(ranked[:_MOST])


def _told_apart(ranked: Sequence[CodeProposal]) -> list[CodeProposal]:
    """Proposals of which none leads are marked so: nobody shall take the first for sure."""
    if len(ranked) < 2 or ranked[0].score - ranked[1].score >= 0.05:
        return list(ranked)
    tied = [one for one in ranked if ranked[0].score - one.score < 0.05]
    rest = [one for one in ranked if one not in tied]
    words = "、".join(one.label for one in tied)
    return [
        CodeProposal(one.code, one.label, min(one.score, 0.5), f"{one.reason}；与{words}难分") for one in tied
    ] + rest


def _by_label(value: str, label: str) -> tuple[float, str]:
    if not value or not label:
        return 0.0, ""
    if value == label:
        return 0.99, "与名称相同，只有写法不同"
    if _bare(value) == _bare(label):
        return 0.92, f"去掉“{'、'.join(a for a in _AFFIXES if a in value + label)}”后与名称相同"
    shorter, longer = sorted((value, label), key=len)
    if len(shorter) >= 2 and shorter in longer:
        return 0.6 + 0.3 * len(shorter) / len(longer), "与名称一个包含另一个"
    alike = _similarity(value, label)
    return (0.85 * alike, f"与名称相似 {alike:.0%}") if alike >= 0.4 else (0.0, "")


def _bare(text: str) -> str:
    for affix in _AFFIXES:
        text = text.removesuffix(affix) if len(text) > len(affix) else text
    return text


def _similarity(one: str, other: str) -> float:
    """How alike two texts are, by characters they share in order and by those they share at all."""
    in_order = SequenceMatcher(None, one, other, autojunk=False).ratio()
    shared = len(set(one) & set(other)) / len(set(one) | set(other))
    return (in_order + shared) / 2


def _by_code(value: str, code: str) -> tuple[float, str]:
    digits = value.removesuffix(".0")
    if digits == code:
        return 0.95, "是带小数的代码"
    if digits.isdigit() and code.isdigit() and digits.lstrip("0") == code.lstrip("0") and digits.strip("0"):
        return 0.9, "与代码只差前导零"
    if len(code) >= 4 and digits.isdigit() and code.startswith(digits) and len(digits) >= 2:
        return 0.35, "是代码的前几位"
    return 0.0, ""
