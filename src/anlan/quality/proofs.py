"""Proofs that rows of a batch pass: by the bytes of a text, by bounds, across columns, or by values judged before.

A proof clears rows, counts what its tests make of the cleared ones, and sets the others aside for SQL, which is exact.
So a proof may be timid, but never wrong.
"""

from __future__ import annotations

import math
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlglot
from sqlglot import exp

from anlan.quality.batches import Batch, present_in
from anlan.quality.predicates import Test
from anlan.quality.shapes import Mask, Recogniser, Texts

_NEAR = 1e-9
Numbers = np.ndarray[Any, np.dtype[Any]]


@dataclass
class Proof(ABC):
    """Tests that rows are cleared of together.

    ``on_null`` says of each test whether it speaks of a missing value, and whether that fails.
    ``keeps_null`` sets missing values aside although they need no judgement, because their rows are wanted.
    """

    columns: tuple[str, ...]
    tests: tuple[Test, ...]
    on_null: tuple[tuple[bool, bool], ...] = ()
    keeps_null: bool = False
    totals: np.ndarray[Any, np.dtype[np.int64]] = field(init=False)
    _lock: Any = field(default_factory=threading.Lock, init=False)

    def __post_init__(self) -> None:
        self.totals = np.zeros((len(self.tests), 2), np.int64)

    @abstractmethod
    def look(self, batch: Batch) -> Mask:
        """Count the rows that are cleared, and say which are not."""

    def _count(self, cleared: int, missing: int) -> None:
        with self._lock:
            self.totals[:, 0] += cleared
            if missing:
                self.totals += np.array(self.on_null, np.int64) * missing


@dataclass
class ValueProof(Proof, ABC):
    """A proof over the values of one column."""

    def look(self, batch: Batch) -> Mask:
        """As of every proof; missing values count as ``on_null`` says."""
        array = batch.columns[self.columns[0]]
        present = batch.present(self.columns[0])
        cleared = self._cleared(batch, present)
        missing = 0 if present is None else len(array) - int(np.count_nonzero(present))
        aside = ~cleared
        if missing and present is not None and not self.keeps_null:
            aside &= present
        self._count(int(np.count_nonzero(cleared)), 0 if self.keeps_null else missing)
        return np.asarray(aside)

    @abstractmethod
    def _cleared(self, batch: Batch, present: Mask | None) -> Mask:
        """Which present values surely pass every test."""


@dataclass
class ShapeProof(ValueProof):
    """A text column whose values are of shapes that pass every test, with check digits where a test asks for them."""

    recogniser: Recogniser = field(default_factory=lambda: Recogniser(()))

    def _cleared(self, batch: Batch, present: Mask | None) -> Mask:
        return self.recogniser.proved(batch.texts(self.columns[0]), present)


@dataclass
class BoundsProof(ValueProof):
    """A column of numbers or days of which every value between two bounds passes."""

    least: Any = None
    most: Any = None

    def _cleared(self, batch: Batch, present: Mask | None) -> Mask:
        array = batch.columns[self.columns[0]]
        values, _ = _values(array)
        good = np.ones(len(values), np.bool_) if present is None else present.copy()
        if self.least is not None:
            good &= values >= _scaled(self.least, array.type, math.ceil)
        if self.most is not None:
            good &= values <= _scaled(self.most, array.type, math.floor)
        return good


@dataclass
class AcrossProof(Proof):
    """A rule on several columns that speaks where all are present, and a reckoning that clears rows of it."""

    holds: Callable[[Batch], Mask] = field(default=lambda batch: np.zeros(0, np.bool_))

    def look(self, batch: Batch) -> Mask:
        """Count the rows that are cleared, and say which are not."""
        speaks = np.ones(len(batch.rows), np.bool_)
        for name in self.columns:
            if (present := batch.present(name)) is not None:
                speaks &= present
        cleared = speaks & self.holds(batch)
        self._count(int(np.count_nonzero(cleared)), 0)
        return np.asarray(speaks & ~cleared)


def can_bound(kind: pa.DataType) -> bool:
    """Whether values of an Arrow type are read as numbers here."""
    is_number = pa.types.is_integer(kind) or pa.types.is_float64(kind) or pa.types.is_date32(kind)
    return bool(is_number or (pa.types.is_decimal128(kind) and kind.precision <= 18))


def bounds_fit(kind: pa.DataType, *bounds: Any) -> bool:
    """Whether bounds can be held against values of an Arrow type: days against days, numbers against numbers."""
    wanted = (date,) if pa.types.is_date32(kind) else (int, float)
    given = [one for one in bounds if one is not None]
    fit = all(isinstance(one, wanted) and not isinstance(one, (bool, datetime)) for one in given)
    return fit and all(isinstance(one, date) or math.isfinite(one) for one in given)


def compared(first: str, operator: str, second: str, kinds: Mapping[str, pa.DataType]) -> Any:
    """What clears rows of a comparison of two columns; None where nothing here does."""
    one, other = kinds[first], kinds[second]
    if pa.types.is_string(one) and pa.types.is_string(other) and operator == "<>":
        return lambda batch: _texts_differ(batch.texts(first), batch.texts(second))
    same = one == other or not any(pa.types.is_date32(k) or pa.types.is_decimal(k) for k in (one, other))
    if not (can_bound(one) and can_bound(other) and same):
        return None
    hold = _OPERATORS[operator]
    return lambda batch: hold(_values(batch.columns[first])[0], _values(batch.columns[second])[0])


def computed(column: str, formula: str, slack: float, relative: float, kinds: Mapping[str, pa.DataType]) -> Any:
    """What clears rows of a computation rule; None for a formula beyond the four operations on numbers."""
    tree = sqlglot.parse_one(formula, read="duckdb")
    used = [one.name for one in tree.find_all(exp.Column)] + [column]
    plain = (exp.Column, exp.Identifier, exp.Literal, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.Paren)
    if not all(isinstance(node, plain) for node in tree.walk()) or any(
        name not in kinds or not can_bound(kinds[name]) or pa.types.is_date32(kinds[name]) for name in used
    ):
        return None

    def hold(batch: Batch) -> Mask:
        arrays = batch.columns
        with np.errstate(all="ignore"):
            value, wanted = _floats(arrays[column]), _reckoned(tree, arrays)
            allowed = np.maximum(slack, relative * np.abs(wanted)) if relative else slack
            # Sums are rounded; what is near the bound is left to the engine.
            near = _NEAR * (np.abs(value) + np.abs(wanted) + 1)
            return np.asarray(np.abs(value - wanted) <= allowed - near)

    return hold


def _reckoned(tree: exp.Expr, arrays: Mapping[str, pa.Array]) -> Any:
    if isinstance(tree, exp.Paren):
        return _reckoned(tree.this, arrays)
    if isinstance(tree, exp.Neg):
        return -_reckoned(tree.this, arrays)
    if isinstance(tree, exp.Column):
        return _floats(arrays[tree.name])
    if isinstance(tree, exp.Literal):
        return float(tree.this)
    left, right = (_reckoned(side, arrays) for side in (tree.this, tree.expression))
    return _OPERATIONS[type(tree)](left, right)


_OPERATIONS: Mapping[Any, Callable[[Any, Any], Any]] = {
    exp.Add: np.add,
    exp.Sub: np.subtract,
    exp.Mul: np.multiply,
    exp.Div: np.divide,
}
_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "=": np.equal,
    "<>": np.not_equal,
}


def _texts_differ(first: Texts, second: Texts) -> Mask:
    """Texts that surely differ: in length, or in the first or the last byte."""
    differ = first.lengths != second.lengths
    both = (first.lengths > 0) & (second.lengths > 0) & ~differ
    rows = np.flatnonzero(both)
    if len(rows):
        begins = first.data[first.starts[rows]] != second.data[second.starts[rows]]
        ends = (side.data[side.starts[rows] + side.lengths[rows] - 1] for side in (first, second))
        differ[rows] = begins | (next(ends) != next(ends))
    return np.asarray(differ)


def _values(array: pa.Array) -> tuple[Numbers, int]:
    """The values as numbers, and how many decimal places of them are written as whole numbers."""
    kind, begin, end = array.type, array.offset, array.offset + len(array)
    buffer = array.buffers()[1]
    if pa.types.is_decimal128(kind):
        return np.frombuffer(buffer, np.int64)[2 * begin : 2 * end : 2], kind.scale
    plain = np.int32 if pa.types.is_date32(kind) else kind.to_pandas_dtype()
    return np.frombuffer(buffer, plain)[begin:end], 0


def _floats(array: pa.Array) -> Numbers:
    values, scale = _values(array)
    return values / 10.0**scale if scale else values.astype(np.float64, copy=False)


def _scaled(bound: Any, kind: pa.DataType, rounded: Callable[[Any], int]) -> Any:
    """A bound in the numbers of `_values`, rounded inwards where those are whole."""
    if isinstance(bound, date):
        return (bound - date(1970, 1, 1)).days
    if pa.types.is_float64(kind):
        return float(bound)
    return rounded(Decimal(repr(bound)).scaleb(kind.scale if pa.types.is_decimal128(kind) else 0))


def known_places(array: pa.Array, known: pa.Array) -> Numbers:
    """The place of each value among known ones; after them one for a missing value, and one for any other."""
    if pa.types.is_dictionary(array.type):
        found = pc.index_in(array.dictionary, value_set=known).fill_null(len(known) + 1)
        table = np.append(found.to_numpy(zero_copy_only=False), len(known)).astype(np.int32)
        return np.asarray(table[array.indices.fill_null(len(array.dictionary)).to_numpy(zero_copy_only=False)])
    places = pc.index_in(array, value_set=known).fill_null(len(known) + 1).to_numpy(zero_copy_only=False)
    there = present_in(array)
    return np.asarray(places if there is None else np.where(there, places, len(known)))
