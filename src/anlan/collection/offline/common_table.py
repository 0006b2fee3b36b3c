"""The common table that files of many layouts are read into: its columns, and which columns of a layout fill them.

A proposal rests on names (the synonyms a person wrote down) and on values (a column of dates can fill a date). It is
proposed only: files are read by mappings that stand in the layout file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from rapidfuzz import fuzz

from anlan.base.errors import Findings
from anlan.collection.offline import words
from anlan.collection.offline.layout import Layout, ReadTable
from anlan.collection.offline.values import fits

KINDS = ("text", "date", "count", "number")
FROM_FILE = ("file_name", "file_stem", "sheet")
_SAMPLE = 200
_LIKENESS = 86.0
_FIT = 0.5
_COLUMN_KEYS = ("name", "kind", "required", "synonyms", "unit", "several", "from")


@dataclass(frozen=True)
class TargetColumn:
    """A column of the common table and by what names files call it, the best name first.

    ``several`` ``first`` takes the first of many dates in a cell; ``origin`` fills the column from the file instead.
    """

    name: str
    kind: str = "text"
    required: bool = False
    synonyms: tuple[str, ...] = ()
    unit: str = ""
    several: str = ""
    origin: str = ""


def parse_targets(body: Any) -> list[TargetColumn]:
    """The columns of a common table as YAML values. Raises: Findings."""
    problems: list[str] = []
    targets = []
    for entry in body if isinstance(body, list) else []:
        if not isinstance(entry, Mapping) or not entry.get("name"):
            problems.append(f"columns 的一项没有 name：{entry}")
            continue
        name = str(entry["name"])
        problems += [f"列 {name} 的 {key} 不认识" for key in entry if key not in _COLUMN_KEYS]
        target = TargetColumn(
            name,
            str(entry.get("kind", "text")),
            bool(entry.get("required", False)),
            tuple(str(word) for word in entry.get("synonyms") or ()),
            str(entry.get("unit", "")),
            str(entry.get("several", "")),
            str(entry.get("from", "")),
        )
        problems += _problems(target)
        targets.append(target)
    names = [target.name for target in targets]
    problems += [f"列 {name} 重复" for name in sorted({name for name in names if names.count(name) > 1})]
    if not targets:
        problems.append("columns 须列出合并表的各列")
    if problems:
        raise Findings("版式文件", problems)
    return targets


def _problems(target: TargetColumn) -> list[str]:
    found = []
    if target.kind not in KINDS:
        found.append(f"列 {target.name} 的 kind {target.kind!r} 须是 {'、'.join(KINDS)} 之一")
    if target.origin and target.origin not in FROM_FILE:
        found.append(f"列 {target.name} 的 from {target.origin!r} 须是 {'、'.join(FROM_FILE)} 之一")
    if target.several not in ("", "first"):
        found.append(f"列 {target.name} 的 several {target.several!r} 只能是 first")
    return found


def with_mapping(table: ReadTable, targets: Sequence[TargetColumn]) -> Layout:
    """The table's layout with the mapping that names and values propose."""
    layout = table.layout
    samples = _samples(table)
    scores = {
        (target.name, at): score
        for target in targets
        if not target.origin
        for at, name in enumerate(layout.names)
        if (score := _score(target, name, samples[at])) > 0
    }
    by_name = {target.name: target for target in targets}
    mapping: dict[str, list[str]] = {}
    taken: set[int] = set()
    for target_name, at in sorted(scores, key=lambda pair: (-scores[pair], pair[1])):
        mine = mapping.get(target_name)
        # Words of several columns can stand in for one another (town, else county); dates and counts cannot.
        stands_in = mine and by_name[target_name].kind == "text" and scores[target_name, at] >= 1
        if at not in taken and (not mine or stands_in):
            mapping.setdefault(target_name, []).append(layout.names[at])
            taken.add(at)
    ordered = {target.name: mapping[target.name] for target in targets if target.name in mapping}
    return replace(layout, mapping=ordered)


def _samples(table: ReadTable) -> list[list[Any]]:
    rows = list(islice((row.cells for row in table.rows if not row.reason), _SAMPLE))
    return [[cells[at] for cells in rows if words.kind_of(cells[at])] for at in range(len(table.layout.names))]


def _score(target: TargetColumn, name: str, sample: Sequence[Any]) -> float:
    """How well a column fills a target: above 1 for a name that is written down, below for one that is only alike."""
    fit = sum(fits(cell, target.kind) for cell in sample) / len(sample) if sample else 0.5
    if fit < _FIT and target.kind != "text":
        return 0.0
    mine = _spoken(name)
    known = [_spoken(word) for word in (target.name, *target.synonyms)]
    if mine in known:
        return 2.0 - known.index(mine) / len(known) + fit / 1000
    likeness = max((fuzz.token_sort_ratio(mine, word) for word in known), default=0.0)
    return likeness / 100 * fit * 0.9 if likeness >= _LIKENESS else 0.0


def _spoken(name: str) -> str:
    """A column name as its words alone: ``TOTAL_LAYOFF_NUMBER`` → total layoff number."""
    text = unicodedata.normalize("NFKC", name)
    text = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text)
    return " ".join(re.sub(r"[^\w%]+|_", " ", text).casefold().split())
