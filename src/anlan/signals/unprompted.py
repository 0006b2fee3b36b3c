"""Learning to say a type by the words alone, in short texts where no rule of that type fires."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from anlan.base.risk_types import RiskType
from anlan.signals.features import BUCKETS
from anlan.signals.model import LinearModel, Unprompted
from anlan.signals.training import Labelled, Prepared, fold_of, rarity_of, scaled

_LEAST_RIGHT, _PRECISION = 5, 0.85
_STEPS = np.arange(-0.6, 2.01, 0.1)
_STRENGTH = 10.0

Margins = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]


def with_unprompted(model: LinearModel, rows: Sequence[Labelled], prepared: Prepared, *, folds: int = 5) -> LinearModel:
    """The model with weights of the words alone, as strict for each type as cross-validation asks for.

    A type that is not right in 85 % of the texts that it would flag, by a judge that has not seen them, stays silent.
    """
    places = np.array([fold_of(row.text, folds) for row in rows])
    weights = np.zeros((len(model.kinds), BUCKETS), dtype=np.float32)
    bias: dict[RiskType, float] = {}
    for number, kind in enumerate(model.kinds):
        truth = np.array([kind in labels for labels in prepared.labels])
        silent = np.array([kind not in groups for groups in prepared.groups])
        least = _least(_out_of_fold(prepared.matrix, truth, places)[silent], truth[silent])
        if least is None:
            continue
        judge = _judge(scaled(prepared.matrix, model.rarity), truth)
        weights[number] = judge.coef_[0]
        bias[kind] = float(judge.intercept_[0]) - least
    return replace(model, unprompted=Unprompted(weights, bias))


def _judge(words: sparse.csr_matrix, truth: Truth) -> LogisticRegression:
    judge = LogisticRegression(C=_STRENGTH, solver="liblinear", random_state=0, class_weight="balanced")
    return judge.fit(words, truth)


def _out_of_fold(matrix: sparse.csr_matrix, truth: Truth, places: npt.NDArray[np.int64]) -> Margins:
    margins = np.full(truth.size, -np.inf)
    for number in np.unique(places):
        seen, held = places != number, places == number
        if not 0 < truth[seen].sum() < seen.sum():
            continue
        rarity = rarity_of(matrix[seen])
        judge = _judge(scaled(matrix[seen], rarity), truth[seen])
        margins[held] = judge.decision_function(scaled(matrix[held], rarity))
    return margins


def _least(margins: Margins, truth: Truth) -> float | None:
    """The lowest margin from which on the flagged are right often enough; None where no margin is."""
    for least in _STEPS:
        flagged = margins >= least
        right = int((flagged & truth).sum())
        if right >= _LEAST_RIGHT and right >= _PRECISION * flagged.sum():
            return float(least)
    return None
