"""One decorator runs a test on DuckDB and on Spark and compares what it returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from anlan.collection.spark_workbench import spark_workshop
from anlan.collection.workbench import Workshop, duck_workbench
from anlan.engine.relations import Relations
from anlan.engine.spark import SparkRelations, spark_session
from anlan.pool.pool import Pool

Answer = Mapping[str, Sequence[tuple[Any, ...]]]


def both_engines(computed: Callable[[Relations], Answer]) -> Callable[[Pool, Path], None]:
    """A test that takes a ``pool``: its tables are attached to both engines, and both must give the same rows.

    The decorated function gets the engine's relations and returns rows by a name; their order does not matter.
    """

    @pytest.mark.slow
    @wraps(computed)
    def compared(pool: Pool, tmp_path: Path) -> None:
        with pool.reading() as duck:
            expected = computed(duck)
        spark = SparkRelations(spark_session("local[2]", "1g", partitions=2), tmp_path / "scratch")
        for table in pool.tables():
            spark.attach(table, *pool.files(table))
        found = computed(spark)
        assert expected.keys() == found.keys()
        for name, rows in expected.items():
            assert rows, f"{name} is empty: it would compare nothing"
            assert in_order(found[name]) == in_order(rows), name

    # pytest reads the parameters from the signature, which ``wraps`` would take from the decorated function.
    del compared.__wrapped__  # type: ignore[attr-defined]
    return compared


def both_workshops(computed: Callable[[Workshop, Path], Answer]) -> Callable[[Path], None]:
    """A test of standardisation: done on DuckDB and on Spark, each in a folder of its own; both must give the same.

    The decorated function gets a workshop and a folder and returns rows by a name; their order does not matter.
    """

    @pytest.mark.slow
    @wraps(computed)
    def compared(tmp_path: Path) -> None:
        expected = computed(duck_workbench, tmp_path / "duckdb")
        session = spark_session("local[2]", "1g", partitions=2)
        found = computed(spark_workshop(session, tmp_path / "scratch"), tmp_path / "spark")
        assert expected.keys() == found.keys()
        for name, rows in expected.items():
            assert rows, f"{name} is empty: it would compare nothing"
            assert in_order(found[name]) == in_order(rows), name
        assert not [*(tmp_path / "scratch").glob("*")]

    del compared.__wrapped__  # type: ignore[attr-defined]
    return compared


def in_order(rows: Sequence[tuple[Any, ...]]) -> list[tuple[str, ...]]:
    """The rows as comparable texts, numbers rounded, sorted."""
    return sorted(tuple(_text(value) for value in row) for row in rows)


def _text(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int | float) or type(value).__name__ == "Decimal":
        return f"{float(value):.6f}"
    return str(value)


def put(pool: Pool, tables: Mapping[str, pa.Table]) -> Pool:
    """The pool with these tables written."""
    for name, rows in tables.items():
        pool.write(name, rows)
    return pool
