"""Apache Spark as the engine when one machine is outgrown: the same statements over the same tables."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
from sqlglot import exp

from anlan.base.errors import AnlanError
from anlan.engine import spark_dialect
from anlan.engine.duck import TIME_ZONE
from anlan.engine.spark_rows import read_by_row

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


class SparkMissing(AnlanError):
    """The engine setting names Spark, which is not installed here."""

    code = "engine-spark-missing"
    message = "计算引擎设置为 spark，但未安装 pyspark"
    hint = "安装可选组件：pip install 'anlan[spark]'，并确认有 Java 17；或将 engine.name 改回 duckdb。"


class SparkFailed(AnlanError):
    """A statement that Spark refused or could not finish."""

    code = "engine-spark-failed"
    message = "Spark 未能执行语句：{reason}"
    hint = "检查 engine.spark_master 指向的集群是否可用；语句本身有误时按提示修改。"


def spark_session(master: str = "local[2]", memory: str = "2g", partitions: int = 4) -> SparkSession:
    """The session on a Spark master, started once a process.

    Division by zero and bad casts give NULL, as DuckDB's do; days are those of Shanghai. Raises: SparkMissing.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SparkMissing from error
    builder = SparkSession.builder.appName("anlan").master(master)
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": memory,
        "spark.sql.shuffle.partitions": str(partitions),
        "spark.sql.ansi.enabled": "false",
        "spark.sql.session.timeZone": TIME_ZONE,
        "spark.sql.caseSensitive": "false",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }
    if master.startswith("local"):
        settings |= {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    if master.startswith("local") and "PYSPARK_PYTHON" not in os.environ:
        # Workers of this machine read rows with the libraries of this process, not with whatever the path finds.
        session.sparkContext.pythonExec = sys.executable
    return session


class SparkRows:
    """The rows that a statement gave."""

    def __init__(self, names: Sequence[str] = (), rows: Sequence[tuple[Any, ...]] = ()) -> None:
        self._names, self._rows = list(names), list(rows)

    @property
    def description(self) -> list[tuple[str]] | None:
        """One tuple a column, its name first; None for a statement without rows."""
        return [(name,) for name in self._names] or None

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows."""
        return list(self._rows)


class SparkRelations:
    """Named relations in a Spark session, fed with statements of DuckDB's dialect.

    Understood: ``CREATE [OR REPLACE] [TEMP] TABLE|VIEW … AS``, ``CREATE TABLE (columns)``, ``INSERT INTO``, ``DROP``,
    ``DESCRIBE`` and queries. A table is computed once, when it is made, into Parquet files below ``scratch``, which
    every worker must be able to reach; a view is computed each time that it is read.
    """

    def __init__(self, session: SparkSession, scratch: Path) -> None:
        self.session = session
        self._scratch = scratch
        self._count = 0
        self._made: dict[str, DataFrame] = {}
        self._files: dict[str, list[str]] = {}

    def attach(self, name: str, columns: Mapping[str, str], files: Iterable[str]) -> None:
        """Make Parquet files readable as a relation of exactly these columns (name → DuckDB type).

        Partition columns are read from the files' paths; a column that a file lacks is NULL there.
        """
        listed = list(files)
        if listed:
            # A declared schema spares Spark from opening every file, and gives missing columns as NULL.
            kinds = ", ".join(f"{_name(column)} {spark_type(kind)}" for column, kind in columns.items())
            reader = self.session.read.option("basePath", _common_folder(listed)).schema(kinds)
            frame = reader.parquet(*listed).select(*map(_name, columns))
        else:
            frame = self._empty({column: spark_type(kind) for column, kind in columns.items()})
        self._keep(name, frame)

    def execute(self, sql: str, parameters: Any = None, /) -> SparkRows:
        """Run one statement of DuckDB's dialect. Raises: SqlNotPortable, SparkFailed."""
        return self._guarded(spark_dialect.bind(spark_dialect.parse(sql), parameters))

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> None:
        """Run one INSERT … VALUES for many rows at once."""
        tree = spark_dialect.parse(sql)
        rows = [spark_dialect.bind(tree.expression, list(row)).expressions[0] for row in parameters]
        if rows:
            self._guarded(exp.Insert(this=tree.this, expression=exp.Values(expressions=rows)))

    def view_by_row(self, name: str, rows: str, query: str, macros: Sequence[str] = ()) -> None:
        """Leave a view of what DuckDB makes of the rows of a SELECT, each by itself, in the workers.

        ``query`` is DuckDB's own SQL over ``spark_rows.INCOMING`` and may use the macros that the statements of
        ``macros`` make. Raises: SqlNotPortable for ``rows``, SparkFailed.
        """
        with _failures():
            self._keep(name, read_by_row(self._frame(spark_dialect.parse(rows)), query, macros))

    def keep_by_row(self, name: str, rows: str, query: str, macros: Sequence[str] = ()) -> None:
        """Leave a table of the same, read once. Raises: as ``view_by_row``."""
        self.view_by_row(name, rows, query, macros)
        with _failures():
            read = self._made[name]
            self._keep(name, self.session.read.schema(read.schema).parquet(self._written(name, read)))

    def parquet(self, query: str, folder: Path, by: Sequence[str]) -> pa.Schema:
        """Write what a query gives as Parquet files, in folders ``column=value`` of the columns ``by``; its schema.

        Small parts are written together, a large one in several files. Raises: SqlNotPortable, SparkFailed.
        """
        from pyspark.sql.pandas.types import to_arrow_schema

        with _failures():
            frame = self._frame(spark_dialect.parse(query))
            spread = frame.hint("rebalance", *by)
            spread.write.option("compression", "zstd").partitionBy(*by).parquet(str(folder))
            return to_arrow_schema(frame.schema, timezone="UTC")

    def arrow(self, name: str) -> pa.Table:
        """All rows of a relation as Arrow."""
        self._settle(name)
        return self._made[name].toArrow()

    def hand_over(self, connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
        """Leave relations of these names as tables in a DuckDB connection."""
        for name in names:
            connection.register("handed_over", self.arrow(name))
            connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM handed_over')
            connection.unregister("handed_over")

    def _guarded(self, tree: exp.Expr) -> SparkRows:
        with _failures():
            return self._run(tree)

    def _run(self, tree: exp.Expr) -> SparkRows:
        match tree:
            case exp.Create():
                self._create(tree)
            case exp.Insert():
                self._insert(tree)
            case exp.Drop():
                for table in tree.find_all(exp.Table):
                    self._drop(table.name)
            case exp.Describe():
                frame = self._frame(tree.this)
                return SparkRows(["column_name", "column_type"], [tuple(pair) for pair in frame.dtypes])
            case _ if _asks_for_columns(tree):
                return self._columns(tree)
            case _:
                frame = self._frame(tree)
                return SparkRows(frame.columns, [tuple(row) for row in frame.collect()])
        return SparkRows()

    def _create(self, tree: exp.Create) -> None:
        target, query = tree.this, tree.expression
        if isinstance(target, exp.Schema):
            name = target.this.name
            if tree.args.get("exists") and name in self._made:
                return
            self._keep(name, self._empty({one.name: one.kind.sql(dialect="spark") for one in target.expressions}))
            return
        frame = self._frame(query)
        is_view = str(tree.args.get("kind")).upper() == "VIEW"
        if not is_view:
            frame = self.session.read.schema(frame.schema).parquet(self._written(target.name, frame))
        self._files.pop(target.name, None)
        self._keep(target.name, frame)

    def _insert(self, tree: exp.Insert) -> None:
        target = tree.this
        name = target.this.name if isinstance(target, exp.Schema) else target.name
        held = self._made[name]
        added = self._frame(tree.expression).toDF(*held.columns)
        casts = [f"CAST({_name(column)} AS {kind}) AS {_name(column)}" for column, kind in held.dtypes]
        self._files.setdefault(name, []).append(self._written(name, added.selectExpr(*casts)))

    def _drop(self, name: str) -> None:
        self._files.pop(name, None)
        if self._made.pop(name, None) is not None:
            self.session.catalog.dropTempView(name)

    def _frame(self, query: exp.Expr) -> DataFrame:
        if isinstance(query, exp.Values):
            query = exp.select("*").from_(query)
        for table in query.find_all(exp.Table):
            self._settle(table.name)
        return self.session.sql(spark_dialect.spark_sql(query))

    def _settle(self, name: str) -> None:
        """Rows added to a table become part of it when it is next read: one reading, however many statements added."""
        folders = self._files.pop(name, [])
        if folders:
            held = self._made[name]
            self._keep(name, held.union(self.session.read.schema(held.schema).parquet(*folders)))

    def _written(self, name: str, frame: DataFrame) -> str:
        """The folder that holds a frame's rows from now on.

        Files end the chain of computations, outlive a lost worker, and need no more memory than a block.
        """
        self._count += 1
        folder = str(self._scratch / f"{self._count:05d}-{name}")
        frame.write.parquet(folder)
        return folder

    def _empty(self, kinds: Mapping[str, str]) -> DataFrame:
        columns = ", ".join(f"CAST(NULL AS {kind}) AS {_name(name)}" for name, kind in kinds.items())
        return self.session.sql(f"SELECT {columns} WHERE false")

    def _keep(self, name: str, frame: DataFrame) -> None:
        frame.createOrReplaceTempView(name)
        self._made[name] = frame

    def _columns(self, tree: exp.Expr) -> SparkRows:
        condition = tree.find(exp.EQ)
        wanted = condition.expression.name if condition else ""
        frame = self._made.get(wanted)
        return SparkRows(["column_name"], [(column,) for column in (frame.columns if frame is not None else [])])


@contextmanager
def _failures() -> Iterator[None]:
    """What Spark raises as one of ours. Raises: SparkFailed."""
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        raise SparkFailed(reason=_first_line(str(error))) from error


@cache
def spark_type(kind: str) -> str:
    """Spark's name of a DuckDB type."""
    return exp.DataType.build(kind, dialect="duckdb").sql(dialect="spark")


def _asks_for_columns(tree: exp.Expr) -> bool:
    return any(function.name == "duckdb_columns" for function in tree.find_all(exp.Anonymous))


def _common_folder(files: Sequence[str]) -> str:
    """The table's folder: the part of the path before the first ``column=value``."""
    parts = files[0].split("/")
    cut = next((place for place, part in enumerate(parts) if "=" in part), len(parts) - 1)
    return "/".join(parts[:cut])


def _name(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0][:300] if text.strip() else ""
