"""Rare values that look like a slip of a frequent one, as whole texts and word by word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from anlan.quality.suggest.derived import explained_codes
from anlan.quality.suggest.evidence import Evidence, shown, value_evidence
from anlan.quality.suggest.kinds import ColumnKind
from anlan.quality.suggest.shapes import exact_shape, without_digits
from anlan.quality.suggest.table import Column, Table

_FREQUENT = 3_000
_RARE = 20_000
_WORD = re.compile(r"[^\W\d_]{4,}")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
Doubts = dict[int, tuple[float, str]]


def typing_evidence(table: Table, kinds: Sequence[ColumnKind]) -> list[Evidence]:
    """Doubts about rare texts close to frequent ones, and about rare words close to frequent words of the column."""
    found: list[Evidence] = []
    for column, kind in zip(table.columns, kinds, strict=True):
        if kind.name in ("number", "date", "uscc", "resident_id", "mobile", "code") or column.filled < 20:
            continue
        evidence = (
            value_evidence("typing", column, _value_doubts(table, column)),
            value_evidence("word", column, _word_doubts(column)),
        )
        found.extend(entry for entry in evidence if entry is not None)
    return found


def _value_doubts(table: Table, column: Column) -> Doubts:
    counts = column.counts
    codes = np.flatnonzero(~column.missing)
    order = codes[np.argsort(-counts[codes], kind="stable")]
    least = max(4, int(0.0005 * column.filled))
    frequent = [int(code) for code in order if counts[code] >= least][:_FREQUENT]
    rare = [int(code) for code in order[::-1] if counts[code] <= max(2, 0.03 * column.filled)][:_RARE]
    rare = [code for code in rare if counts[code] * 4 <= counts[order[0]]]
    if not frequent or not rare:
        return {}
    texts = [column.values[code] for code in frequent]
    crowding = _crowding(texts, [int(counts[code]) for code in frequent])
    doubts: Doubts = {}
    models: dict[int, int] = {}
    for code, best, distance in _nearest([column.values[code] for code in rare], texts):
        value, other = column.values[rare[code]], texts[best]
        target = frequent[best]
        if target == rare[code] or counts[target] < 5 * counts[rare[code]]:
            continue
        score = _slip_score(value, other, distance) * (1 - 0.9 * crowding)
        if counts[rare[code]] > 2 and counts[target] < 20 * counts[rare[code]]:
            score *= 0.75
        if score > 0.2:
            models[rare[code]] = target
            doubts[rare[code]] = (
                score,
                f"疑为{shown(other)}（{counts[target]} 行）的误写，本值只有 {counts[rare[code]]} 行",
            )
    for code in explained_codes(table, column, models):
        del doubts[code]
    return doubts


def _nearest(values: Sequence[str], choices: Sequence[str]) -> list[tuple[int, int, int]]:
    """For each value the position of the nearest choice other than itself, and the distance; far ones are left out."""
    found = []
    for start in range(0, len(values), 500):
        part = values[start : start + 500]
        distances = process.cdist(part, choices, scorer=OSA.distance, score_cutoff=5, dtype=np.int32)
        distances[distances == 0] = 99
        best = distances.argmin(axis=1)
        for row, choice in enumerate(best):
            distance = int(distances[row, choice])
            if distance <= 5:
                found.append((start + row, int(choice), distance))
    return found


def _crowding(texts: Sequence[str], counts: Sequence[int]) -> float:
    """The share of frequent values with another about as frequent one close by: a crowded column proves little."""
    sample = texts[:400]
    if len(sample) < 2:
        return 0.0
    near = 0
    for value, other, distance in _nearest(sample, sample):
        alike = max(counts[value], counts[other]) < 8 * min(counts[value], counts[other])
        near += alike and _slip_score(sample[value], sample[other], distance) > 0.3
    return near / len(sample)


def _slip_score(value: str, other: str, distance: int) -> float:
    """How likely one text is a slip of the other, by length, distance and script; nil where only numbers differ."""
    if without_digits(value) == without_digits(other):
        return 0.0
    longest = max(len(value), len(other))
    if _CHINESE.search(value) or _CHINESE.search(other):
        return _steps(longest, distance, ((3, 1, 0.3), (5, 1, 0.5), (8, 1, 0.62), (12, 2, 0.6)))
    if exact_shape(value).count("9") != exact_shape(other).count("9") and distance == 1 and longest <= 6:
        return 0.35
    if longest <= 2:
        return 0.0
    return _steps(
        longest,
        distance,
        ((3, 1, 0.4), (4, 1, 0.52), (5, 1, 0.68), (6, 1, 0.74), (8, 2, 0.66), (12, 3, 0.62), (18, 4, 0.6)),
    )


def _steps(longest: int, distance: int, steps: Sequence[tuple[int, int, float]]) -> float:
    return max((score for length, most, score in steps if longest >= length and distance <= most), default=0.0)


def _word_doubts(column: Column) -> Doubts:
    """Values with a word that occurs once or twice and is one step from a word of many rows."""
    if len(column.values) > 60_000:
        return {}
    rows_of: dict[str, int] = defaultdict(int)
    spread: dict[str, int] = defaultdict(int)
    words_of: dict[int, list[str]] = {}
    for code in map(int, np.flatnonzero(~column.missing)):
        words = [] if _CHINESE.search(column.values[code]) else _WORD.findall(column.values[code].casefold())
        words_of[code] = words
        for word in set(words):
            rows_of[word] += int(column.counts[code])
            spread[word] += 1
    frequent = [word for word, count in rows_of.items() if count >= max(6, 0.001 * column.filled)][:_FREQUENT]
    rare = [word for word, count in rows_of.items() if count <= 2 and len(word) >= 6][:_RARE]
    if not frequent or not rare:
        return {}
    slips = {}
    for position, choice, distance in _nearest(rare, frequent):
        word, other = rare[position], frequent[choice]
        most = 2 if len(word) >= 10 and word[0] == other[0] else 1
        if distance <= most and not _inflected(word, other) and rows_of[other] >= 8 * rows_of[word]:
            slips[word] = (other, 0.6)
    doubts: Doubts = {}
    for code, words in words_of.items():
        hit = next((word for word in words if word in slips), None)
        if hit is not None:
            other, score = slips[hit]
            doubts[code] = (score, f"词{shown(hit)}疑为{shown(other)}（{rows_of[other]} 行）的误写")
    return doubts


def _inflected(word: str, other: str) -> bool:
    """Whether two words differ in an ending only, such as a plural."""
    stem = min(len(word), len(other)) - 1
    return word[:stem] == other[:stem]
