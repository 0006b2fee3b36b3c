"""What DuckDB makes of rows, in Spark's workers: the very same SQL where two engines would read a text differently.

How a text is read as a day or a number, which texts a regular expression finds, how a number is written: each engine
has its own ways. A query that speaks of each row by itself is therefore not translated; every worker runs it in DuckDB
over the rows of its share, as they stream past. Spark keeps what it is for: sharing out, joining, sorting, grouping.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from anlan.engine import duck

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

INCOMING = "incoming"
"""The relation of the rows, for the query that reads them."""
_BATCH_ROWS = 10_000
_Work = Callable[[Iterator[pa.Array]], Iterator[pa.Array]]


def read_by_row(frame: DataFrame, query: str, macros: Sequence[str] = ()) -> DataFrame:
    """What a query of DuckDB's dialect over ``INCOMING`` gives: for each row of a frame one row, made of it alone.

    Workers need Python with this process's versions of duckdb and pyarrow. Rows come in any order.
    """
    from pyspark.sql.functions import struct
    from pyspark.sql.pandas.functions import arrow_udf
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    given = to_arrow_schema(frame.schema, timezone=duck.TIME_ZONE)
    wanted = _schema_of(query, given, macros)
    _ship_code()
    schema = from_arrow_schema(wanted, prefer_timestamp_ntz=True)
    made: Any = arrow_udf  # its stub knows no rows of several columns
    work = made(_work(query, tuple(macros), wanted, duckdb.__version__), schema)
    # Spark would call what it takes for repeatable once for each column that is read of it.
    read = work.asNondeterministic()(struct(*(frame[f"`{name}`"] for name in frame.columns)))
    return frame.select(read.alias("read")).select("read.*")


def _schema_of(query: str, given: pa.Schema, macros: Sequence[str]) -> pa.Schema:
    connection = duck.connect(threads=1)
    try:
        for macro in macros:
            connection.execute(macro)
        connection.register(INCOMING, given.empty_table())
        return connection.sql(query).to_arrow_reader(1).schema
    finally:
        connection.close()


@cache
def _ship_code() -> None:
    """Send the code itself along with the work, so that workers need none of this product installed."""
    from pyspark import cloudpickle

    for module in (duck, sys.modules[__name__]):
        register: Any = cloudpickle.register_pickle_by_value
        register(module)


def _work(query: str, macros: Sequence[str], wanted: pa.Schema, version: str) -> _Work:
    def worked(parts: Iterator[pa.Array]) -> Iterator[pa.Array]:
        if duckdb.__version__ != version:
            raise RuntimeError(f"duckdb {duckdb.__version__} on this worker, {version} on the driver")
        batches = map(pa.RecordBatch.from_struct_array, parts)
        first = next(batches, None)
        if first is None:
            return
        connection: Any = duck.connect(threads=1)
        try:
            for macro in macros:
                connection.execute(macro)
            incoming = pa.RecordBatchReader.from_batches(first.schema, chain([first], batches))
            connection.register(INCOMING, incoming)
            for batch in connection.sql(query).to_arrow_reader(_BATCH_ROWS):
                yield batch.cast(wanted).to_struct_array()
        finally:
            connection.close()

    # Spark reads from the annotations what kind of function it is; they must be types, not their names.
    worked.__annotations__ = {"parts": Iterator[pa.Array], "return": Iterator[pa.Array]}
    return worked
