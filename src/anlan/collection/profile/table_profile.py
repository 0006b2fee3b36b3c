"""A table's profile: every column in one scan of its rows, then its few common values and a sample of the rest.

The rows are read once from their source. Up to ``most_rows`` are kept; a longer table is profiled by its first rows,
and the profile says so. Shapes and personal data are judged on a sample drawn evenly from the rows kept.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import duckdb
import pyarrow as pa

from anlan.collection.harvest.encodings import repaired
from anlan.collection.profile.code_lists import CodeListMatch, CodeSets, is_code_list
from anlan.collection.profile.personal import PersonalVerdict, personal_verdict
from anlan.collection.profile.shapes import shapes_of
from anlan.collection.profile.within import hidden, masked_within
from anlan.engine.duck import connect
from anlan.pool.delta import quoted

MOST_ROWS = 1_000_000
_EXACT_ROWS = 200_000
_SAMPLE = 1_000
_SHAPED = 400
_SMALL = 5_000
_TOP = 10
_KEPT = 60
_TOP_DISTINCT = 2_000
_LONGEST_SHOWN = 80
_PROBES = 9
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True)
class ColumnProfile:
    """What one column holds.

    ``completeness`` is the share of rows with a value (blank text is none). ``distinct`` is exact up to 200,000 rows
    and estimated above (``distinct_is_exact``). Values of personal columns are masked everywhere.
    """

    column: str
    comment: str
    rows: int
    filled: int
    completeness: float
    distinct: int
    distinct_is_exact: bool
    is_unique: bool
    minimum: str
    maximum: str
    shortest: int | None
    longest: int | None
    numeric_share: float
    mean: float | None
    top: tuple[tuple[str, int], ...] = ()
    shapes: tuple[tuple[str, float], ...] = ()
    is_code_list: bool = False
    code_sets: tuple[CodeListMatch, ...] = ()
    personal: PersonalVerdict | None = None
    values: tuple[str, ...] = field(default=(), repr=False)

    def as_dict(self) -> dict[str, Any]:
        """The profile as plain values; ``values`` (codes seen, for proposals) stay inside."""
        body = asdict(self)
        del body["values"]
        return body


@dataclass(frozen=True)
class TableProfile:
    """What one table holds; ``is_sample`` says that only the first ``rows_profiled`` rows were read."""

    system: str
    table: str
    rows_profiled: int
    is_sample: bool
    columns: tuple[ColumnProfile, ...]

    def as_dict(self) -> dict[str, Any]:
        """The profile as plain values."""
        return {
            "system": self.system,
            "table": self.table,
            "rows_profiled": self.rows_profiled,
            "is_sample": self.is_sample,
            "columns": [column.as_dict() for column in self.columns],
        }


class Profiler:
    """Profiles tables one after another on one engine; a context manager."""

    def __init__(self, code_sets: CodeSets, most_rows: int = MOST_ROWS) -> None:
        self.code_sets = code_sets
        self.most_rows = most_rows
        self._connection = connect(threads=2, memory_limit="1200MB")
        self._connection.execute("SET preserve_insertion_order = true")

    def __enter__(self) -> Profiler:
        return self

    def __exit__(self, *failure: object) -> None:
        self._connection.close()

    def profile(
        self, system: str, table: str, rows: pa.RecordBatchReader | pa.Table, comments: Mapping[str, str]
    ) -> TableProfile:
        """The profile of a table's rows; ``comments`` by column help to judge personal data and code lists."""
        connection = self._connection
        connection.register("incoming", rows)
        try:
            connection.execute(f"CREATE OR REPLACE TABLE held AS SELECT * FROM incoming LIMIT {self.most_rows + 1}")
        finally:
            connection.unregister("incoming")
        count = int(connection.execute("SELECT count(*) FROM held").fetchall()[0][0])
        is_sample = count > self.most_rows
        if is_sample:
            connection.execute(f"DELETE FROM held WHERE rowid >= {self.most_rows}")
            count = self.most_rows
        kinds = {row[0]: str(row[1]) for row in connection.execute("DESCRIBE held").fetchall()}
        if count <= _SMALL:
            samples = _counted(connection, kinds)
            facts = {name: _facts_of(values) for name, values in samples.items()}
            tops = {name: _commonest(values) for name, values in samples.items()}
        else:
            facts = _facts(connection, kinds, count)
            tops = _tops(connection, [name for name, fact in facts.items() if 0 < fact["distinct"] <= _TOP_DISTINCT])
            samples = _samples(connection, kinds)
        columns = tuple(
            _column(name, comments.get(name, ""), count, facts[name], tops.get(name, []), samples[name], self.code_sets)
            for name in kinds
        )
        return TableProfile(system, table, count, is_sample, columns)


def _text(name: str, kind: str) -> str:
    column = quoted(name)
    return f"nullif(trim({column}), '')" if kind == "VARCHAR" else f"CAST({column} AS VARCHAR)"


def _facts(connection: duckdb.DuckDBPyConnection, kinds: Mapping[str, str], count: int) -> dict[str, Mapping[str, Any]]:
    """All columns' figures in one scan."""
    is_exact = count <= _EXACT_ROWS
    parts: list[str] = []
    for name, kind in kinds.items():
        text = _text(name, kind)
        distinct = f"count(DISTINCT {text})" if is_exact else f"approx_count_distinct({text})"
        is_plain = kind in ("BIGINT", "INTEGER", "DOUBLE", "HUGEINT", "SMALLINT", "FLOAT") or kind.startswith("DECIMAL")
        number = f"CAST({quoted(name)} AS DOUBLE)" if is_plain else f"TRY_CAST({text} AS DOUBLE)"
        number = "NULL::DOUBLE" if kind in ("DATE", "TIMESTAMP", "BOOLEAN", "BLOB") else number
        parts += [
            f"count({text})",
            distinct,
            f"min({number})",
            f"max({number})",
            f"count({number})",
            f"avg({number})",
            f"min({text})",
            f"max({text})",
            f"[min(length({text})), max(length({text}))]",
        ]
    values = connection.execute(f"SELECT {', '.join(parts)} FROM held").fetchall()[0] if parts else ()
    names = ("filled", "distinct", "low", "high", "numbers", "mean", "first", "last", "lengths")
    return {
        name: dict(zip(names, values[_PROBES * place : _PROBES * (place + 1)], strict=True)) | {"is_exact": is_exact}
        for place, name in enumerate(kinds)
    }


def _tops(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
    """The commonest values of columns with few: one grouping for all of them."""
    if not names:
        return {}
    columns = ", ".join(f"nullif(trim(CAST({quoted(name)} AS VARCHAR)), '') AS {quoted(name)}" for name in names)
    query = (
        f"SELECT name, value, total FROM (SELECT name, value, count(*) AS total FROM"
        f" (UNPIVOT (SELECT {columns} FROM held) ON COLUMNS(*) INTO NAME name VALUE value) GROUP BY ALL)"
        f" QUALIFY row_number() OVER (PARTITION BY name ORDER BY total DESC, value) <= {_KEPT}"
        " ORDER BY name, total DESC, value"
    )
    found: dict[str, list[tuple[str, int]]] = {}
    for name, value, total in connection.execute(query).fetchall():
        found.setdefault(name, []).append((value, int(total)))
    return found


def _samples(connection: duckdb.DuckDBPyConnection, kinds: Mapping[str, str]) -> dict[str, Counter[str]]:
    """Counted values of an even sample of the rows, by column."""
    return _counted(connection, kinds, f" USING SAMPLE reservoir({_SAMPLE} ROWS) REPEATABLE (7)")


def _counted(
    connection: duckdb.DuckDBPyConnection, kinds: Mapping[str, str], which: str = ""
) -> dict[str, Counter[str]]:
    """Counted values of the rows, by column."""
    texts = ", ".join(f"{_text(name, kind)} AS {quoted(name)}" for name, kind in kinds.items())
    rows = connection.sql(f"SELECT {texts} FROM held{which}").to_arrow_table()
    found = {}
    for name, column in zip(kinds, rows.columns, strict=True):
        values = Counter(column.to_pylist())
        del values[None]
        found[name] = values
    return found


def _facts_of(values: Counter[str]) -> Mapping[str, Any]:
    """The figures of a column whose values are all counted; a scan of few rows costs more than counting them."""
    numbers: list[tuple[float, int]] = []
    for value, count in values.items():
        if _NUMBER.fullmatch(value):
            numbers.append((float(value), count))
    total = sum(count for _, count in numbers)
    return {
        "filled": values.total(),
        "distinct": len(values),
        "low": min(numbers)[0] if numbers else None,
        "high": max(numbers)[0] if numbers else None,
        "numbers": total,
        "mean": sum(number * count for number, count in numbers) / total if total else None,
        "first": min(values, default=None),
        "last": max(values, default=None),
        "lengths": [min(map(len, values)), max(map(len, values))] if values else None,
        "is_exact": True,
    }


def _commonest(values: Counter[str]) -> list[tuple[str, int]]:
    return heapq.nsmallest(_KEPT, values.items(), key=lambda pair: (-pair[1], pair[0]))


def _thinned(values: Counter[str], most: int) -> Counter[str]:
    """An even part of counted values, where there are more than a judgement needs."""
    step = -(-len(values) // most)
    return values if step <= 1 else Counter(dict(list(values.items())[::step]))


def _column(
    name: str,
    comment: str,
    rows: int,
    fact: Mapping[str, Any],
    top: list[tuple[str, int]],
    sample: Counter[str],
    code_sets: CodeSets,
) -> ColumnProfile:
    filled, distinct = int(fact["filled"]), min(int(fact["distinct"]), int(fact["filled"]))
    shortest, longest = fact["lengths"] or (None, None)
    personal = personal_verdict(name, comment or code_sets.elements.get(name.upper(), ""), _thinned(sample, _SAMPLE))
    is_list = is_code_list(distinct, filled, int(longest or 0)) and personal is None
    shown = _hidden if personal is not None else _plain
    is_number = filled > 0 and fact["numbers"] == filled
    low, high = (
        (_figure(fact["low"]), _figure(fact["high"])) if is_number else (fact["first"] or "", fact["last"] or "")
    )
    return ColumnProfile(
        column=name,
        comment=comment,
        rows=rows,
        filled=filled,
        completeness=round(filled / rows, 6) if rows else 0.0,
        distinct=distinct,
        distinct_is_exact=bool(fact["is_exact"]),
        is_unique=bool(fact["is_exact"]) and distinct == filled == rows > 0,
        minimum=shown(low),
        maximum=shown(high),
        shortest=shortest,
        longest=longest,
        numeric_share=round(fact["numbers"] / filled, 4) if filled else 0.0,
        mean=fact["mean"] if is_number and personal is None else None,
        top=tuple((shown(value), total) for value, total in top[:_TOP]),
        shapes=tuple(shapes_of(_thinned(sample, _SHAPED))),
        is_code_list=is_list,
        code_sets=tuple(code_sets.matches(name, comment, dict(top))) if is_list else (),
        personal=personal,
        values=tuple(value for value, _ in top) if is_list else (),
    )


def _figure(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _plain(value: str) -> str:
    text = masked_within(repaired(value))
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


def _hidden(value: str) -> str:
    return hidden(value) if value else ""
