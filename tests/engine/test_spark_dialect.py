"""Statements of DuckDB's dialect in Spark's: what the transpiler leaves is translated or refused with a reason."""

from __future__ import annotations

from datetime import date

import pytest

from anlan.engine.spark_dialect import SqlNotPortable, bind, parse, spark_sql


def spark(sql: str) -> str:
    return spark_sql(parse(sql))


@pytest.mark.parametrize(
    ("duck", "wanted"),
    [
        ("SELECT month[1:4] FROM t", "SUBSTRING(month, 1, 4)"),
        ("SELECT a // 12 FROM t", "DIV 12"),
        ("SELECT x SIMILAR TO '[A-T]?72.*' FROM t", "x RLIKE '(?d)\\\\A(?:[A-T]?72.*)\\\\z'"),
        ("SELECT arg_max(a, b) FROM t", "CASE WHEN NOT a IS NULL THEN b END"),
        ("WITH p AS MATERIALIZED (SELECT 1 AS a) SELECT a FROM p", "WITH p AS (SELECT"),
        ("SELECT hash(a, b) FROM t", "XXHASH64(a, a IS NULL, b, b IS NULL) & 9223372036854775807"),
        ("SELECT * EXCLUDE (a) FROM t", "EXCEPT (a)"),
        ("SELECT t.* REPLACE (1 AS a) FROM t", "EXCEPT (a), 1 AS a"),
        ("SELECT sum(x) FILTER (y > 1) OVER (PARTITION BY k) FROM t", "SUM(CASE WHEN y > 1 THEN x END) OVER"),
        ("SELECT count(*) FILTER (y > 1) OVER (PARTITION BY k) FROM t", "COUNT(CASE WHEN y > 1 THEN 1 END) OVER"),
    ],
)
def test_translates(duck: str, wanted: str) -> None:
    assert wanted in spark(duck)


def test_qualify_leaves_no_column_behind() -> None:
    text = spark("SELECT * FROM t QUALIFY row_number() OVER (PARTITION BY a ORDER BY b) = 1")
    assert "QUALIFY" not in text
    assert "EXCEPT (_kept)" in text


def test_parameters_become_typed_literals() -> None:
    tree = bind(parse("SELECT a FROM t WHERE d <= ? AND m IN (SELECT unnest(?))"), [date(2026, 11, 22), ["x", "y"]])
    text = spark_sql(tree)
    assert "CAST('2026-11-22' AS DATE)" in text
    assert "ARRAY('x', 'y')" in text
    named = spark_sql(bind(parse("SELECT $who AS who"), {"who": "it's"}))
    assert named == "SELECT 'it\\'s' AS who"


@pytest.mark.parametrize(
    "sql", ["SELECT a[1:n] FROM t", "SELECT regexp_full_match(a, b) FROM t", "SELECT FROM WHERE", ""]
)
def test_refuses_what_has_no_equal(sql: str) -> None:
    with pytest.raises(SqlNotPortable):
        spark(sql)


def test_a_missing_parameter_is_an_error() -> None:
    with pytest.raises(SqlNotPortable):
        bind(parse("SELECT ?, ?"), [1])
