"""The peer: Splink 5 as its documentation has one use it, with its own comparisons, blocking rules and clustering.

python benchmarks/linkage/stock_splink.py persons.csv pairs.csv
"""

from __future__ import annotations

import sys

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

SETTINGS = SettingsCreator(
    link_type="dedupe_only",
    unique_id_column_name="id",
    comparisons=[
        cl.ExactMatch("name").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("id_number", [1, 2]),
        cl.DamerauLevenshteinAtThresholds("birth_date", [1]),
        cl.ExactMatch("sex"),
        cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("address", [0.95, 0.88]),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("id_number"),
        block_on("name", "birth_date"),
        block_on("name", "phone"),
        block_on("birth_date", "phone"),
        block_on("birth_date", "address"),
        block_on("name", "address"),
    ],
    retain_matching_columns=False,
)


def main() -> None:
    """Train, predict, cluster; pairs are those of the clusters."""
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute(
        "CREATE TABLE persons AS SELECT id, nullif(name, '') AS name, nullif(id_number, '') AS id_number, "
        "nullif(replace(birth_date, '-', ''), '') AS birth_date, nullif(sex, '') AS sex, nullif(phone, '') AS phone, "
        "nullif(address, '') AS address FROM read_csv(?, all_varchar = true)",
        [sys.argv[1]],
    )
    api = DuckDBAPI(connection=connection)
    linker = Linker(api.register("persons"), SETTINGS, log_level=None)
    linker.training.estimate_probability_two_random_records_match([block_on("id_number")], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("name", "birth_date"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("id_number"))
    predicted = linker.inference.predict(threshold_match_probability=0.5, warning_mode="never")
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, 0.5)
    name = clusters.physical_name
    connection.execute(
        f"COPY (SELECT a.id AS id_a, b.id AS id_b, 1.0 AS probability FROM {name} a JOIN {name} b "
        "ON a.cluster_id = b.cluster_id AND a.id < b.id) TO '" + sys.argv[2].replace("'", "''") + "' (HEADER)"
    )


if __name__ == "__main__":
    main()
