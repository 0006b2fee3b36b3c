"""Why two records are taken as one, or not: each field's agreement and what it weighs, as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2
from typing import Any

from anlan.entities.linkage.asking import one_row
from anlan.entities.linkage.model import Model, Weigher
from anlan.entities.linkage.records import Records
from anlan.entities.linkage.score import at_level

_SHOWN = 0.05
"""A rarity that weighs less gets no line of its own; it is counted with its field."""


@dataclass(frozen=True, slots=True)
class Part:
    """One bar of the waterfall: a field, how its two values agree, and by how much that speaks for or against.

    ``weight`` is in powers of two: +3 makes it eight times likelier that the two are one, −3 eight times less likely.
    """

    column: str
    agreement: str
    weight: float
    left: str | None = None
    right: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The waterfall of a pair: what is known before looking, each field, and the probability that results."""

    parts: tuple[Part, ...]
    weight: float
    probability: float

    def as_dict(self) -> dict[str, Any]:
        """As JSON: ``parts`` (column, agreement, weight, left, right), ``weight``, ``probability``."""
        parts = [
            {"column": part.column, "agreement": part.agreement, "weight": round(part.weight, 2), "left": part.left,
             "right": part.right} for part in self.parts
        ]  # fmt: skip
        return {"parts": parts, "weight": round(self.weight, 2), "probability": round(self.probability, 6)}


def explain(records: Records, model: Model, prior: float, left: int, right: int) -> Explanation:
    """The waterfall of one pair of records (``rid``). Values are as compared, after cleaning."""
    return explain_pairs(records, model, prior, [(left, right)])[(left, right)]


def explain_pairs(
    records: Records, model: Model, prior: float, pairs: list[tuple[int, int]]
) -> dict[tuple[int, int], Explanation]:
    """The waterfall of each pair."""
    if not pairs:
        return {}
    connection = records.connection
    connection.execute("CREATE OR REPLACE TEMP TABLE asked (join_key_l BIGINT, join_key_r BIGINT, match_key VARCHAR)")
    connection.executemany("INSERT INTO asked VALUES (?, ?, '0')", [[min(pair), max(pair)] for pair in pairs])
    frame = Weigher(records, model).weigh("asked")
    rows = connection.sql(f"SELECT * FROM {frame.physical_name}").to_arrow_table().to_pylist()
    frame.drop_table_from_database_and_remove_from_cache()
    weights = {(row["rid_l"], row["rid_r"]): row for row in rows}
    return {pair: _waterfall(records, model, prior, weights[(min(pair), max(pair))], pair) for pair in pairs}


def _waterfall(
    records: Records, model: Model, prior: float, row: Mapping[str, Any], pair: tuple[int, int]
) -> Explanation:
    parts = [Part("起点", f"随机两条记录为同一主体的概率约为 1/{round(1 / prior):,}", log2(prior / (1 - prior)))]
    connection = records.connection
    for item, comparison in zip(records.fields, model["comparisons"], strict=True):
        sql = f"SELECT {item.alias} FROM records WHERE rid = ?"
        left, right = (one_row(connection, sql, [rid])[0] for rid in pair)
        weight = float(row[f"mw_{item.alias}"])
        rare = float(row.get(f"mw_tf_adj_{item.alias}") or 0.0)
        shown = abs(rare) >= _SHOWN
        agreement = _agreement(comparison, weight, left, right)
        parts.append(Part(item.column, agreement, weight if shown else weight + rare, left, right))
        if shown:
            said = "取值少见，分量加重" if rare > 0 else "取值常见，分量减轻"
            parts.append(Part(item.column, said, rare))
    shift = connection.execute(
        "SELECT shift FROM scored WHERE l = ? AND r = ? AND shift <> 0", [min(pair), max(pair)]
    ).fetchall()
    if shift:
        parts.append(Part("同类校验", "由证件号码已证实的同类记录对修正", float(shift[0][0])))
    weight = sum(part.weight for part in parts)
    return Explanation(tuple(parts), weight, 1 / (1 + 2.0 ** -max(min(weight, 60.0), -60.0)))


def _agreement(comparison: Mapping[str, Any], weight: float, left: str | None, right: str | None) -> str:
    if left is None or right is None:
        return "缺失，不作依据"
    levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
    return str(min(levels, key=lambda level: abs(at_level(level) - weight))["label_for_charts"])
