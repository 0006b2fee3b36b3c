"""A few failing rows of a run that kept them, masked, with the key that names each."""

from __future__ import annotations

from typing import Any

import duckdb

from anlan.pool.delta import quoted
from anlan.quality.judge import FAILING
from anlan.quality.relation import Relation


def sample_rows(connection: duckdb.DuckDBPyConnection, relation: Relation, most: int) -> list[dict[str, Any]]:
    """The first failing rows of each rule: ``rule_no``, ``row`` (the relation's own number), key columns, ``value``."""
    first = f"SELECT *, row_number() OVER (PARTITION BY rule_no ORDER BY r) AS n FROM {FAILING}"
    keys = "".join(f", {relation.shown(name)} AS {quoted('key_' + name)}" for name in relation.key)
    rows = f"SELECT {relation.row} AS r{keys} FROM {relation.source}"
    listed = "".join(f", d.{quoted('key_' + name)}" for name in relation.key)
    query = f"SELECT f.rule_no, f.r, f.value{listed} FROM ({first}) f JOIN ({rows}) d USING (r) "
    query += f"WHERE f.n <= {most} ORDER BY f.rule_no, f.r"
    return [
        {"rule_no": number, "row": row, **dict(zip(relation.key, key, strict=True)), "value": value}
        for number, row, value, *key in connection.execute(query).fetchall()
    ]
