"""The weights of agreement, learned by Splink from the records themselves, and the pairs weighed with them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from splink import DuckDBAPI, Linker, SettingsCreator
from splink.internals.misc import ascii_uid
from splink.internals.splink_dataframe import SplinkDataFrame

from anlan.entities.linkage.asking import one_row
from anlan.entities.linkage.blocks import Rule
from anlan.entities.linkage.kinds import KINDS
from anlan.entities.linkage.records import Field, Records

Model = dict[str, Any]
"""A Splink settings document with every weight filled in: can be stored, read by Splink, and used again."""

_RANDOM_PAIRS = 600_000
_RANDOM_PAIRS_A_RECORD = 60
_TRAINING_PAIRS = 250_000.0
_SESSIONS = 4
_LEAST_PAIRS = 20
"""With fewer pairs EM learns their quirks; the shares that a kind starts from are the better guess then."""
_LEAST = {"m_probability": 1e-4, "u_probability": 1e-7}
_DIFFERENT_NUMBERS_MOST = 0.01
_ASSUMED = 1e-4

logging.getLogger("splink").setLevel(logging.ERROR)


def comparison_of(item: Field, fields: Sequence[Field]) -> dict[str, Any]:
    """A field's comparison as Splink declares it, with the shares its kind starts from."""
    kind = KINDS[item.kind]
    levels: list[dict[str, Any]] = [
        {"sql_condition": f"{item.alias}_l IS NULL OR {item.alias}_r IS NULL", "label_for_charts": "缺失",
         "is_null_level": True}
    ]  # fmt: skip
    for level in kind.levels:
        declared: dict[str, Any] = {
            "sql_condition": level.condition.format(f=item.alias),
            "label_for_charts": level.label,
            "m_probability": level.match,
            "u_probability": level.other,
        }
        if level.by_frequency:
            declared |= {"tf_adjustment_column": item.alias, "tf_adjustment_weight": 1.0}
        levels.append(declared)
    levels[2:2] = _swapped(item, fields)
    rest = max(1 - sum(level["u_probability"] for level in levels[1:]), 0.01)
    levels.append({"sql_condition": "ELSE", "label_for_charts": "不同", "m_probability": kind.else_match,
                   "u_probability": rest})  # fmt: skip
    return {"output_column_name": item.alias, "comparison_levels": levels, "comparison_description": item.column}


def _swapped(item: Field, fields: Sequence[Field]) -> list[dict[str, Any]]:
    """Given name and surname written in each other's place."""
    other = next((one for one in fields if one.kind == "surname"), None) if item.kind == "given_name" else None
    if other is None:
        return []
    a, b = item.alias, other.alias
    condition = f"{a}_l = {b}_r AND {b}_l = {a}_r"
    return [{"sql_condition": condition, "label_for_charts": "姓与名写反", "m_probability": 0.01,
             "u_probability": 1e-6}]  # fmt: skip


def settings_of(fields: Sequence[Field], prior: float = _ASSUMED) -> Model:
    """The untrained model of the fields."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "rid",
        "probability_two_random_records_match": prior,
        "comparisons": [comparison_of(item, fields) for item in fields],
        "blocking_rules_to_generate_predictions": [],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "max_iterations": 15,
        "em_convergence": 0.001,
    }


def train(records: Records, rules: Sequence[Rule], seed: int = 1) -> Model:
    """A model whose weights are learned: chance agreement from random pairs, agreement of one person's records by EM.

    What the records show no case of keeps the share its kind starts from.
    """
    api = DuckDBAPI(connection=records.connection)
    frame = api.register("records", table_name="splink_records")
    linker = Linker(frame, SettingsCreator(**settings_of(records.fields)), log_level=None, validate_settings=False)
    random_pairs = float(max(100_000, min(_RANDOM_PAIRS, _RANDOM_PAIRS_A_RECORD * records.total)))
    linker.training.estimate_u_using_random_sampling(max_pairs=random_pairs, seed=seed, min_count_per_level=None,
                                                     num_chunks=1)  # fmt: skip
    for fields in _sessions(records, rules):
        condition = " AND ".join(f"l.{item.alias} = r.{item.alias}" for item in fields)
        linker.training.estimate_parameters_using_expectation_maximisation(
            condition, max_pairs=_TRAINING_PAIRS, estimate_without_term_frequencies=True,
            record_sample_proportion=min(1.0, max(0.01, 100_000 / records.total)),
        )  # fmt: skip
    learned = linker.misc.save_model_to_json()
    return _completed(learned, records)


def _sessions(records: Records, rules: Sequence[Rule]) -> list[list[Field]]:
    """The groups of columns that training blocks by: the most telling ones, until every column is free in two."""
    by_name = {item.column: item for item in records.fields}
    groups = [[by_name[name] for name in rule.columns] for rule in rules]
    groups = [group for group in groups if len(group) > 1 or KINDS[group[0].kind].checked]
    free = dict.fromkeys(by_name, 0)
    chosen: list[list[Field]] = []
    for group in groups:
        names = {item.column for item in group}
        # Pairs that agree on everything leave nothing to learn from.
        if len(names) == len(free) or _pairs_of(records, group) < _LEAST_PAIRS:
            continue
        if len(chosen) < _SESSIONS and (not chosen or any(free[name] < 2 for name in free if name not in names)):
            chosen.append(group)
            for name in free:
                free[name] += name not in names
    return chosen


def _pairs_of(records: Records, group: Sequence[Field]) -> int:
    """How many pairs of records agree on every column of a group."""
    keys = ", ".join(item.alias for item in group)
    present = " AND ".join(f"{item.alias} IS NOT NULL" for item in group)
    (pairs,) = one_row(
        records.connection,
        "SELECT coalesce(sum(n * (n - 1) / 2), 0) FROM "
        f"(SELECT count(*) AS n FROM records WHERE {present} GROUP BY {keys})",
    )
    return int(pairs)


def _completed(model: Model, records: Records) -> Model:
    """The model with every share present and within reason."""
    start = settings_of(records.fields)
    for comparison, item, declared in zip(model["comparisons"], records.fields, start["comparisons"], strict=True):
        checked = bool(KINDS[item.kind].checked)
        levels = comparison["comparison_levels"]
        for at, (level, first) in enumerate(zip(levels, declared["comparison_levels"], strict=True)):
            if level.get("is_null_level"):
                continue
            for share, least in _LEAST.items():
                value = level.get(share)
                value = value if isinstance(value, (int, float)) and value > 0 else first[share]
                level[share] = max(float(value), least)
            if checked and at == 1:
                # What two numbers share by chance is not to be seen in samples: almost all that agree are one person.
                level["u_probability"] = min(level["u_probability"], 1 / (50 * max(records.total, 20)))
            if checked and at == 2:
                level["m_probability"] = min(level["m_probability"], _DIFFERENT_NUMBERS_MOST)
    model["probability_two_random_records_match"] = _ASSUMED
    return model


class Weigher:
    """Weighs candidate pairs of records with a trained model."""

    def __init__(self, records: Records, model: Model) -> None:
        self._api = DuckDBAPI(connection=records.connection)
        # Splink carries every column of its input along both sides of a pair.
        records.connection.execute("CREATE OR REPLACE TEMP VIEW compared AS SELECT * EXCLUDE (side, id) FROM records")
        frame = self._api.register("compared", table_name=f"splink_weigh_{ascii_uid(8)}")
        settings = SettingsCreator.from_path_or_dict(model)
        self._linker = Linker(frame, settings, log_level=None, validate_settings=False)

    def weigh(self, pairs: str) -> SplinkDataFrame:
        """Splink's prediction for a table of pairs (``join_key_l``, ``join_key_r``, ``match_key``)."""
        self._linker.table_management.register_blocked_pairs_for_predict(self._api.register(pairs))
        return self._linker.inference.predict(warning_mode="never")
