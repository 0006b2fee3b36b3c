"""One reading of a relation for all rules that proofs can clear; what they set aside goes on to SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from anlan.pool.delta import quoted
from anlan.quality.batches import Batch, each_batch
from anlan.quality.digits import FIXED_CHECKS
from anlan.quality.languages import Language
from anlan.quality.predicates import Test
from anlan.quality.proofs import (
    AcrossProof,
    BoundsProof,
    Proof,
    ShapeProof,
    bounds_fit,
    can_bound,
    compared,
    computed,
    known_places,
)
from anlan.quality.relation import Relation
from anlan.quality.shapes import Mask, Recogniser
from anlan.quality.walks import shapes_of

ASIDE = "__quality_aside"
_MOST_ASIDE = 0.3
_MOST_TUPLES = 200_000
_LEARNT = 1000


@dataclass
class KnownProof(Proof):
    """Columns of few values: combinations that the sample showed are judged by SQL once, and counted by number."""

    known: tuple[pa.Array, ...] = ()
    keeps: bool = False
    _clear: Mask = field(default_factory=lambda: np.zeros(0, np.bool_), init=False)
    _seen: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: np.zeros(0, np.int64), init=False)
    _verdicts: np.ndarray[Any, np.dtype[np.int64]] = field(default_factory=lambda: np.zeros(0, np.int64), init=False)

    def learn(self, values: pa.Table, verdicts: np.ndarray[Any, np.dtype[np.bool_]]) -> None:
        """Take what SQL says of combinations of values: for each of them and each test whether it speaks, and fails."""
        size = int(np.prod([len(one) + 2 for one in self.known]))
        self._clear, self._seen = np.zeros(size, np.bool_), np.zeros(size, np.int64)
        self._verdicts = np.zeros((size, len(self.tests) * 2), np.int64)
        places = self._places(_arrays(values.select(self.columns)))
        self._verdicts[places] = verdicts
        self._clear[places] = ~verdicts[:, 1::2].any(axis=1) if self.keeps else True

    def look(self, batch: Batch) -> Mask:
        """Count the combinations, and say which rows have one that is unknown or wanted."""
        places = self._places({name: batch.columns[name] for name in self.columns})
        counts = np.bincount(places, minlength=len(self._seen))
        with self._lock:
            self._seen += counts
        return np.asarray(~self._clear[places])

    def settle(self) -> None:
        """Turn what was counted into totals."""
        counted = (self._seen * self._clear) @ self._verdicts
        self.totals = counted.reshape(len(self.tests), 2)

    def _places(self, arrays: dict[str, pa.Array]) -> np.ndarray[Any, np.dtype[np.int64]]:
        places: Any = 0
        for name, known in zip(self.columns, self.known, strict=True):
            places = places * (len(known) + 2) + known_places(arrays[name], known)
        return np.asarray(places)


@dataclass(frozen=True)
class Sample:
    """Some rows of the relation, in the connection under a name and as Arrow."""

    name: str
    rows: pa.Table


def proofs_for(
    connection: duckdb.DuckDBPyConnection,
    relation: Relation,
    tests: Sequence[Test],
    sample: Sample,
    few: set[str],
    broken: set[str],
    keeps: bool,
) -> list[Proof]:
    """The proofs that are worth their reading, as the sample shows."""
    kinds = {field.name: field.type for field in sample.rows.schema}
    made: list[Proof] = []
    columns = list(dict.fromkeys(test.columns[0] for test in tests if len(test.columns) == 1))
    for column in columns:
        own = [test for test in tests if test.columns == (column,)]
        made += _of_column(connection, relation, column, own, sample, column in few, broken, keeps)
    for test in tests:
        if len(test.columns) > 1:
            made += _of_several(connection, test, sample, kinds, few, keeps)
    batch = Batch(np.zeros(len(sample.rows), np.uint64), _arrays(sample.rows))
    return [proof for proof in made if _is_worth(proof, batch)]


def _is_worth(proof: Proof, batch: Batch) -> bool:
    aside = proof.look(batch)
    proof.totals[:] = 0
    if isinstance(proof, KnownProof):
        proof._seen[:] = 0
        return True
    return bool(np.count_nonzero(aside) <= _MOST_ASIDE * max(len(aside), 1))


def _arrays(rows: pa.Table) -> dict[str, pa.Array]:
    chunks = {name: rows.column(name).combine_chunks() for name in rows.column_names}
    return {n: pa.concat_arrays(one.chunks) if isinstance(one, pa.ChunkedArray) else one for n, one in chunks.items()}


def _of_column(
    connection: duckdb.DuckDBPyConnection,
    relation: Relation,
    column: str,
    tests: Sequence[Test],
    sample: Sample,
    is_few: bool,
    broken: set[str],
    keeps: bool,
) -> list[Proof]:
    kind = sample.rows.schema.field(column).type
    plain = [test for test in tests if not test.rule.where and test.rule.id not in broken]
    if pa.types.is_string(kind):
        if is_few:
            return _known(connection, (column,), tests, sample, keeps)
        provable = [test for test in plain if test.enough is not None or _checks(test)]
        return _shaped(connection, relation, column, provable, sample, keeps) if provable else []
    if not can_bound(kind):
        return []
    bounded = [test for test in plain if test.interval is not None and bounds_fit(kind, *test.interval)]
    if not bounded:
        return []
    least = max((test.interval[0] for test in bounded if test.interval and test.interval[0] is not None), default=None)
    most = min((test.interval[1] for test in bounded if test.interval and test.interval[1] is not None), default=None)
    on_null, wanted = _on_null(connection, relation, column, bounded, keeps)
    return [BoundsProof((column,), tuple(bounded), on_null, wanted, least=least, most=most)]


def _shaped(
    connection: duckdb.DuckDBPyConnection,
    relation: Relation,
    column: str,
    tests: Sequence[Test],
    sample: Sample,
    keeps: bool,
) -> list[Proof]:
    lengths, languages = _split(tests)
    texts = sample.rows.column(column).drop_null()
    step = max(len(texts) // _LEARNT, 1)
    shapes = shapes_of(texts.to_pylist()[::step], languages, lengths)
    if not shapes:
        return []
    checks = tuple(dict.fromkeys(FIXED_CHECKS[name] for test in tests if (name := _checks(test))))
    on_null, wanted = _on_null(connection, relation, column, tests, keeps)
    return [ShapeProof((column,), tuple(tests), on_null, wanted, Recogniser(shapes, checks))]


def _checks(test: Test) -> str:
    """The check digits that a test asks for beside its form, by name; empty for none that are reckoned here."""
    name = str(test.rule.options.get("validator", ""))
    return name if test.form is not None and name in FIXED_CHECKS else ""


def _split(tests: Sequence[Test]) -> tuple[tuple[int, int | None], list[Language]]:
    """Bounds of length, and the languages beside them: counting characters in an automaton would unroll its loops."""
    least, most, languages = 0, None, []
    for test in tests:
        if test.rule.kind == "length":
            exact = test.rule.options.get("equals")
            least = max(least, test.rule.options.get("min", 0) if exact is None else exact)
            top = test.rule.options.get("max") if exact is None else exact
            most = top if most is None else most if top is None else min(most, top)
        else:
            language = test.enough or test.form
            if language is not None:
                languages.append(language)
    return (least, most), languages


def _on_null(
    connection: duckdb.DuckDBPyConnection, relation: Relation, column: str, tests: Sequence[Test], keeps: bool
) -> tuple[tuple[tuple[bool, bool], ...], bool]:
    """What each test makes of a missing value, and whether rows with one are wanted."""
    parts = ", ".join(f"coalesce({one}, false)" for test in tests for one in (test.applies, test.fails))
    missing = f"SELECT CAST(NULL AS {relation.types[column]}) AS {quoted(column)}"
    [values] = connection.execute(f"SELECT {parts} FROM ({missing})").fetchall()
    found = tuple((bool(values[at]), bool(values[at + 1])) for at in range(0, len(values), 2))
    return found, keeps and any(fails for _, fails in found)


def _known(
    connection: duckdb.DuckDBPyConnection, columns: tuple[str, ...], tests: Sequence[Test], sample: Sample, keeps: bool
) -> list[Proof]:
    known = tuple(sample.rows.column(name).drop_null().unique() for name in columns)
    if np.prod([len(one) + 2 for one in known]) > _MOST_TUPLES:
        return []
    names = ", ".join(map(quoted, columns))
    verdicts = ", ".join(f"coalesce({one}, false) AS v{n}" for n, one in enumerate(_both(tests)))
    query = f"SELECT {names}, {verdicts} FROM (SELECT DISTINCT {names} FROM {sample.name})"
    found = connection.sql(query).to_arrow_table()
    proof = KnownProof(columns, tuple(tests), known=known, keeps=keeps)
    matrix = [found.column(f"v{n}").to_numpy() for n in range(2 * len(tests))]
    proof.learn(found, np.array(matrix, np.bool_).T)
    return [proof]


def _both(tests: Sequence[Test]) -> list[str]:
    return [one for test in tests for one in (test.applies, test.fails)]


def _of_several(
    connection: duckdb.DuckDBPyConnection,
    test: Test,
    sample: Sample,
    kinds: dict[str, pa.DataType],
    few: set[str],
    keeps: bool,
) -> list[Proof]:
    rule = test.rule
    holds = None
    if rule.kind == "compare" and not rule.where:
        holds = compared(*_of_compare(test), kinds)
    elif rule.kind == "computation" and not rule.where:
        slack, relative = (float(rule.options.get(name, 0)) for name in ("tolerance", "relative"))
        holds = computed(rule.column, str(rule.options["equals"]), slack, relative, kinds)
    if holds is not None:
        return [AcrossProof(test.columns, (test,), holds=holds)]
    if all(name in few and pa.types.is_string(kinds[name]) for name in test.columns):
        return _known(connection, test.columns, [test], sample, keeps)
    return []


def _of_compare(test: Test) -> tuple[str, str, str]:
    first, second = test.rule.columns
    return first, str(test.rule.options["operator"]), second


def scan(connection: duckdb.DuckDBPyConnection, relation: Relation, proofs: Sequence[Proof], threads: int = 2) -> None:
    """Read the relation once; rows that a proof sets aside are left in a table ``ASIDE_n`` of ``r`` and its columns."""
    columns = list(dict.fromkeys(name for proof in proofs for name in proof.columns))
    coded = [name for proof in proofs if isinstance(proof, KnownProof) for name in proof.columns]
    for number, proof in enumerate(proofs):
        listed = ", ".join(f"{quoted(name)} {relation.types[name]}" for name in proof.columns)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {ASIDE}_{number} (r UBIGINT, {listed})")

    def work(batch: Batch) -> list[pa.Table | None]:
        return [_aside(proof, batch) for proof in proofs]

    waiting: list[list[pa.Table]] = [[] for _ in proofs]
    for found in each_batch(connection, relation, columns, coded, work, threads):
        for number, rows in enumerate(found):
            if rows is not None:
                waiting[number].append(rows)
                if sum(map(len, waiting[number])) > 100_000:
                    _write(connection, number, waiting[number])
    for number, rows in enumerate(waiting):
        _write(connection, number, rows)
    for proof in proofs:
        if isinstance(proof, KnownProof):
            proof.settle()


def _aside(proof: Proof, batch: Batch) -> pa.Table | None:
    rows = np.flatnonzero(proof.look(batch))
    if not len(rows):
        return None
    taken = {name: batch.columns[name].take(pa.array(rows)) for name in proof.columns}
    plain = [one.dictionary_decode() if pa.types.is_dictionary(one.type) else one for one in taken.values()]
    return pa.table([pa.array(batch.rows[rows]), *plain], names=["__batch_row", *taken])


def _write(connection: duckdb.DuckDBPyConnection, number: int, rows: list[pa.Table]) -> None:
    if rows:
        connection.register("__quality_found", pa.concat_tables(rows))
        connection.execute(f"INSERT INTO {ASIDE}_{number} SELECT * FROM __quality_found")
        connection.unregister("__quality_found")
        rows.clear()
