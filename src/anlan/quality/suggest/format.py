"""Cells whose shape is foreign to their column: the language of a column is learnt from what most rows do."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from anlan.base.text import without_controls
from anlan.quality.suggest.evidence import Evidence, shown, value_evidence
from anlan.quality.suggest.kinds import CHECKED, ColumnKind
from anlan.quality.suggest.shapes import case_of, exact_shape, loose_shape
from anlan.quality.suggest.table import Column, Table

_PROSE = frozenset(" .,'-&()/，。、（）·\"")
_HARD = frozenset("9a汉h")
_DAMAGED = re.compile("\ufffd|锟斤拷|烫烫|Ã[\u0080-\u00bf]|â€")
Doubts = dict[int, tuple[float, str]]


def format_evidence(table: Table, kinds: Sequence[ColumnKind]) -> list[Evidence]:
    """Doubts about shapes, character classes, letter case, check digits, spaces, full-width forms and damaged text."""
    found: list[Evidence] = []
    for column, kind in zip(table.columns, kinds, strict=True):
        codes = np.flatnonzero(~column.missing)
        if column.filled < 8:
            continue
        exact = {int(code): exact_shape(column.values[code].strip()) for code in codes}
        is_open = _is_open(column, exact)
        parts = (
            ("shape", {} if kind.is_date else _shape_doubts(column, exact, kind, is_open)),
            ("shape", _date_doubts(column, exact) if kind.is_date else {}),
            ("kind", _kind_doubts(column, kind, codes)),
            ("character", _class_doubts(column, exact, is_open)),
            ("case", _case_doubts(column, codes)),
            ("check-digit", _check_doubts(column, codes, kind)),
            ("surface", _surface_doubts(column, codes)),
        )
        proven = _proven(column, codes, kind)
        evidence = (value_evidence(name, column, _without(doubts, proven, name)) for name, doubts in parts)
        found.extend(entry for entry in evidence if entry is not None)
    return found


def _weights(column: Column, labels: dict[int, str]) -> dict[str, int]:
    held: dict[str, int] = defaultdict(int)
    for code, label in labels.items():
        held[label] += int(column.counts[code])
    return held


def _is_open(column: Column, exact: dict[int, str]) -> bool:
    """Whether a column holds free text: several words in many rows, and many different values."""
    several = sum(1 for shape in exact.values() if shape.count(" ") >= 1)
    return several >= 0.3 * len(exact) and len(exact) >= 0.02 * column.filled and len(exact) >= 30


def _date_doubts(column: Column, exact: dict[int, str]) -> Doubts:
    """Dates written in another form than most."""
    doubts: Doubts = {}
    for labels, least in (({code: loose_shape(shape) for code, shape in exact.items()}, 0.55), (exact, 0.85)):
        held = _weights(column, labels)
        total = sum(held.values())
        usual = max(held, key=lambda shape: held[shape])
        if held[usual] < least * total:
            continue
        for code, shape in labels.items():
            if shape != usual and code not in doubts:
                score = 0.8 - 0.5 * held[shape] / held[usual]
                doubts[code] = (score, f"日期写法与本列不同：{held[usual] / total:.1%} 的行形如 {usual}")
    return doubts


def _kind_doubts(column: Column, kind: ColumnKind, codes: Iterable[int]) -> Doubts:
    """Texts among numbers."""
    if kind.numbers is None or not kind.is_number or kind.share < 0.8:
        return {}
    score = 0.55 + 0.25 * (kind.share - 0.8) / 0.2
    reason = f"不是数值：本列 {kind.share:.1%} 的行是数值"
    return {int(code): (score, reason) for code in codes if np.isnan(kind.numbers[code])}


@dataclass(frozen=True)
class _Level:
    """How finely shapes are read, from which share a shape counts as usual, and how much the usual ones must cover."""

    is_exact: bool
    usual: float
    coverage: float


_LOOSE, _EXACT = _Level(False, 0.05, 0.8), _Level(True, 0.1, 0.93)


def _shape_doubts(column: Column, exact: dict[int, str], kind: ColumnKind, is_open: bool) -> Doubts:
    """Values whose shape is rare where a few shapes make up nearly all rows."""
    loose = {code: loose_shape(shape) for code, shape in exact.items()}
    if kind.is_number:
        # Sign and fraction are part of a number's value, not of its form; separators and units are form.
        loose = {code: shape.lstrip("-+").replace("9.9", "9") for code, shape in loose.items()}
        return _level_doubts(column, loose, _LOOSE, is_open)
    doubts = _level_doubts(column, loose, _LOOSE, is_open)
    for code, doubt in _level_doubts(column, exact, _EXACT, is_open).items():
        doubts[code] = max(doubt, doubts.get(code, doubt))
    return doubts


def _level_doubts(column: Column, shapes: dict[int, str], level: _Level, is_open: bool) -> Doubts:
    held = _weights(column, shapes)
    total = sum(held.values())
    usual = _usual_shapes(held, level)
    if not usual:
        return {}
    largest = max(usual, key=lambda shape: held[shape])
    coverage = sum(held[shape] for shape in usual) / total
    # A column of plain words has a simple loose shape by nature; only its classes may be judged, not its rhythm.
    plain_words = all(set(shape) <= (_HARD - {"9"}) | _PROSE for shape in usual)
    wordly = set("".join(usual)) | _PROSE if plain_words else set()
    doubts: Doubts = {}
    for code, shape in shapes.items():
        if shape in usual or set(shape) <= wordly:
            continue
        rarity = 1 - held[shape] / (0.06 * total)
        score = coverage * (0.62 + 0.25 * max(rarity, -1.0)) * (0.5 if is_open else 1.0)
        if level.is_exact:
            # Of short numbers another length is hardly another form.
            score *= 0.72 if set(shape) <= set(largest) and len(largest) < 6 else 0.95
        share = held[largest] / total
        form = f"{share:.1%} 的行形如 {largest}，本值形如 {shape[:40]}（9 数字，a 字母，汉 汉字）"
        doubts[code] = (float(score), f"格式与本列不符：{form}")
    return doubts


def _usual_shapes(held: dict[str, int], level: _Level) -> set[str]:
    """The few shapes that make up nearly all rows; none where there is no such set, or nothing in it to hold on to."""
    total = sum(held.values())
    usual = {shape for shape, count in held.items() if count >= level.usual * total}
    if not usual or len(usual) > 4 or sum(held[shape] for shape in usual) < level.coverage * total:
        return set()
    if level.is_exact:
        largest = max(usual, key=lambda shape: held[shape])
        has_form = any("9" in shape or set(shape) - _HARD - _PROSE for shape in usual)
        if not has_form or len(largest) < 3 or held[largest] < 0.9 * total:
            return set()
    return usual


def _class_doubts(column: Column, exact: dict[int, str], is_open: bool) -> Doubts:
    """Values with a kind of character that hardly another row of the column has, or without one that all have."""
    total = sum(int(column.counts[code]) for code in exact)
    held: dict[str, int] = defaultdict(int)
    sets = {code: frozenset(shape) for code, shape in exact.items()}
    for code, classes in sets.items():
        for name in classes:
            held[name] += int(column.counts[code])
    always = {name for name, count in held.items() if count >= 0.985 * total and name not in (" ",)}
    doubts: Doubts = {}
    for code, classes in sets.items():
        best = (0.0, "")
        for name in classes:
            share = held[name] / total
            if share <= 0.02 and held[name] <= max(0.02 * total, 2):
                base = 0.3 if name in _PROSE or (name == "h" and "a" in classes) else 0.75 if name in _HARD else 0.62
                base *= 0.5 if is_open else 1.0
                score = base * (1 - share / 0.04)
                if score > best[0]:
                    best = (score, f"本列 {1 - share:.1%} 的行不含{_class_name(name)}，本值含有")
        for name in always - classes:
            score = 0.4 if is_open else 0.62
            if score > best[0]:
                best = (score, f"本列 {held[name] / total:.1%} 的行含有{_class_name(name)}，本值没有")
        if best[0]:
            doubts[code] = best
    return doubts


def _class_name(name: str) -> str:
    known = {"9": "数字", "a": "字母", "汉": "汉字", "h": "其他文字的字母", " ": "空格"}
    return known.get(name, f"字符{shown(name)}")


def _case_doubts(column: Column, codes: Iterable[int]) -> Doubts:
    """Values in another letter case than nearly all rows, surest where the same text occurs in the usual case."""
    cases = {int(code): case_of(column.values[code]) for code in codes}
    held = _weights(column, cases)
    held.pop("", None)
    total = sum(held.values())
    commonest: dict[str, int] = {}
    for code in cases:
        key = column.values[code].casefold()
        if key not in commonest or column.counts[code] > column.counts[commonest[key]]:
            commonest[key] = code
    doubts: Doubts = {}
    for code, case in cases.items():
        twin = commonest[column.values[code].casefold()]
        if twin != code and column.counts[twin] >= 3 * column.counts[code]:
            doubts[code] = (0.7, f"与{shown(column.values[twin])}（{column.counts[twin]} 行）仅大小写不同")
        elif case in ("upper", "lower") and total and held[case] <= 0.02 * total and len(column.values[code]) >= 3:
            usual = max(held, key=lambda name: held[name])
            if held[usual] >= 0.95 * total:
                doubts[code] = (0.55, f"大小写与本列 {held[usual] / total:.1%} 的行不同")
    return doubts


def _proven(column: Column, codes: Iterable[int], kind: ColumnKind) -> frozenset[int]:
    """The values of a column of checked numbers that pass the check; none of other columns."""
    tests = [is_valid for name, _, is_valid in CHECKED if name == kind.name and name != "mobile"]
    return frozenset(int(code) for code in codes if tests and tests[0](column.values[code].strip()))


def _without(doubts: Doubts, proven: frozenset[int], name: str) -> Doubts:
    """The doubts about form, without numbers whose check digits are right: some of them end with a letter."""
    if not proven or name not in ("shape", "character"):
        return doubts
    return {code: doubt for code, doubt in doubts.items() if code not in proven}


def _check_doubts(column: Column, codes: Iterable[int], kind: ColumnKind) -> Doubts:
    for name, label, is_valid in CHECKED:
        if kind.name == name:
            wrong = (int(code) for code in codes if not is_valid(column.values[code].strip()))
            return dict.fromkeys(wrong, (0.9, f"不是有效的{label}（本列 {kind.share:.1%} 的行有效）"))
    return {}


def _surface_doubts(column: Column, codes: Iterable[int]) -> Doubts:
    """Values with spaces at their edges, invisible characters, full-width forms where others have none, or damage."""
    doubts: Doubts = {}
    wide: dict[int, tuple[float, str]] = {}
    edges: dict[int, tuple[float, str]] = {}
    known = {value: code for code, value in enumerate(column.values)}
    for code in map(int, codes):
        value = column.values[code]
        if _DAMAGED.search(value):
            doubts[code] = (0.9, "含有编码损坏的字符")
        elif value != value.strip():
            edges[code] = (0.75, "首尾有多余的空白")
        elif "  " in value and " ".join(value.split()) in known:
            doubts[code] = (0.7, "中间有多余的空白")
        elif not value.isascii() and without_controls(value) != value:
            doubts[code] = (0.8, "含有看不见的控制字符")
        elif not value.isascii() and (narrow := _narrowed(value)) != value:
            twin = known.get(narrow)
            is_rarer = twin is not None and column.counts[twin] > column.counts[code]
            wide[code] = (0.8 if is_rarer else 0.65, f"含全角字符，应为{shown(narrow)}")
    for group in (edges, wide):
        if sum(int(column.counts[code]) for code in group) <= 0.25 * column.filled:
            doubts.update(group)
    return doubts


def _narrowed(value: str) -> str:
    """Full-width digits and letters made plain; Chinese punctuation stays."""
    return "".join(
        unicodedata.normalize("NFKC", character) if "０" <= character <= "ｚ" and character.isalnum() else character
        for character in value
    )
