"""Candidate pairs weighed, and the weights set right by what numbers with a check digit prove.

Agreement of birth date, phone, address and surname is not independent within a family; twins agree on all of them.
Where both records carry a number, and it is the same or too different for a typing error, the truth of a pair is as
good as known. How often pairs of the same pattern turned out to be one person there corrects the pattern where numbers
are missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

from anlan.entities.linkage.asking import count_of, one_row
from anlan.entities.linkage.blocks import Rule
from anlan.entities.linkage.kinds import KINDS
from anlan.entities.linkage.model import Model, Weigher
from anlan.entities.linkage.records import Field, Records

_SLICE = 3_000_000
_TRUST = 8.0
"""How many proven pairs weigh as much as the model's own word about a pattern."""
_ROUNDS = 12
_FREQUENT_STEP = 3.0


@dataclass(frozen=True)
class Scored:
    """What became of the candidates: they lie in the table ``scored`` (l, r, probability, weight, found, shift)."""

    candidates: int
    prior: float
    patterns: int


def score(records: Records, model: Model, rules: Sequence[Rule]) -> Scored:
    """Weigh the table ``candidates`` and leave ``scored``: pairs that are not hopeless, with their probability."""
    connection = records.connection
    numbers = [item for item in records.fields if KINDS[item.kind].checked]
    by_number = sum(1 << at for at, rule in enumerate(rules) if rule.by_number)
    _weigh_all(records, model, numbers, by_number)
    prior = _prior(records, model)
    base = log2(prior / (1 - prior)) - _model_prior(model)
    patterns = _shifts(records, base) if numbers else 0
    if not patterns:
        connection.execute("CREATE OR REPLACE TEMP TABLE shifts (pattern UBIGINT, shift DOUBLE)")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE scored AS SELECT l, r, found, w AS weight, coalesce(s.shift, 0) AS shift, "
        f"1 / (1 + pow(2, -greatest(least(w + {base} + coalesce(s.shift, 0), 60), -60))) AS probability "
        "FROM weighed LEFT JOIN shifts s ON weighed.pattern = s.pattern AND weighed.unproven"
    )
    candidates = count_of(connection, "weighed")
    connection.execute("DROP TABLE weighed")
    return Scored(candidates, prior, patterns)


def _model_prior(model: Model) -> float:
    prior = float(model["probability_two_random_records_match"])
    return log2(prior / (1 - prior))


def _weigh_all(records: Records, model: Model, numbers: Sequence[Field], by_number: int) -> None:
    """The table ``weighed``: total weight, pattern of all but the numbers, what the numbers prove."""
    connection = records.connection
    weigher = Weigher(records, model)
    others = [item for item in records.fields if item not in numbers]
    frequent = "".join(
        f", floor(mw_tf_adj_{item.alias} / {_FREQUENT_STEP})" for item in others if item.kind in ("name", "surname")
    )
    pattern = f"hash({', '.join(f'mw_{item.alias}' for item in others) or '0'}{frequent})"
    number_weight = " + ".join(f"mw_{item.alias}" for item in numbers) or "0"
    same = " OR ".join(_at_level(model, item, 1) for item in numbers) or "false"
    differ = " OR ".join(f"{_at_level(model, item, 2)} OR {_at_level(model, item, -1)}" for item in numbers) or "false"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE weighed (l BIGINT, r BIGINT, found BIGINT, w DOUBLE, rest DOUBLE, "
        "pattern UBIGINT, proven TINYINT, unproven BOOLEAN)"
    )
    for start in range(0, count_of(connection, "candidates"), _SLICE):
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE slice AS SELECT l AS join_key_l, r AS join_key_r, "
            f"found::VARCHAR AS match_key FROM candidates WHERE rowid >= {start} AND rowid < {start + _SLICE}"
        )
        frame = weigher.weigh("slice")
        connection.execute(
            f"INSERT INTO weighed SELECT rid_l, rid_r, match_key::BIGINT, match_weight, "
            f"match_weight - ({number_weight}), {pattern}, "
            f"CASE WHEN {same} THEN 1 WHEN {differ} THEN 0 END, NOT ({same} OR {differ}) "
            f"FROM {frame.physical_name}"
        )
        frame.drop_table_from_database_and_remove_from_cache()
    connection.execute(f"UPDATE weighed SET proven = NULL WHERE (found & ~{by_number}::BIGINT) = 0")


def _at_level(model: Model, item: Field, level: int) -> str:
    """SQL that tells by a pair's weight that a field agrees at a level (0 is the null level, -1 is none at all)."""
    comparison = next(one for one in model["comparisons"] if one["output_column_name"] == item.alias)
    return f"abs(mw_{item.alias} - {at_level(comparison['comparison_levels'][level])}) < 1e-9"


def at_level(level: Mapping[str, Any]) -> float:
    """What agreement at a level of a trained model weighs (log2)."""
    return log2(float(level["m_probability"]) / float(level["u_probability"]))


def _prior(records: Records, model: Model) -> float:
    """The share of all pairs that are matches: the one at which the expected matches among the candidates come out."""
    counts = records.counts
    pairs = counts[0] * counts[1] if len(counts) == 2 else counts[0] * (counts[0] - 1) / 2
    pairs = max(pairs, 1)
    start = _model_prior(model)
    prior = min(0.5, records.total / pairs)
    for _ in range(_ROUNDS):
        base = log2(prior / (1 - prior)) - start
        (expected,) = one_row(
            records.connection, f"SELECT sum(1 / (1 + pow(2, -greatest(least(w + {base}, 60), -60)))) FROM weighed"
        )
        expected = max(float(expected or 0), 0.5)
        prior = min(0.5, expected / pairs)
    return prior


def _shifts(records: Records, base: float) -> int:
    """The table ``shifts``: by how much (log2) proven pairs move a pattern; returns how many patterns move."""
    connection = records.connection
    chance = f"1 / (1 + pow(2, -greatest(least(rest + {base}, 40), -40)))"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE shifts AS WITH seen AS (SELECT pattern, count(*) AS n, sum(proven) AS same, "
        f"greatest(least(avg({chance}), 1 - 1e-9), 1e-9) AS said FROM weighed WHERE proven IS NOT NULL "
        f"GROUP BY pattern), told AS (SELECT pattern, said, "
        f"greatest(least((same + {_TRUST} * said) / (n + {_TRUST}), 1 - 1e-6), 1e-6) "
        "AS share FROM seen) SELECT pattern, log2(share / (1 - share)) - log2(said / (1 - said)) AS shift FROM told"
    )
    return count_of(connection, "shifts")
