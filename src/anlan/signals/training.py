"""Training the judge on labelled texts, and measuring it by cross-validation."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from anlan.base.errors import AnlanError
from anlan.base.risk_types import RiskType
from anlan.signals.detector import combined
from anlan.signals.features import BUCKETS, Buckets, buckets, found, window
from anlan.signals.mixing import LEAST_POSITIVE, RULES_ALONE, mix, unseen
from anlan.signals.model import LinearModel
from anlan.signals.pack_reader import Pack, default_pack
from anlan.signals.rules import Finding, RuleReader
from anlan.signals.text import fold
from anlan.signals.words import WORD_BUCKETS, WordView, counted
from anlan.signals.words import rarity_of as word_rarity
from anlan.signals.words import scaled as scaled_words

_LEAST_POSITIVE = 8


class TooFewLabels(AnlanError):
    """There is not enough to learn from."""

    code = "too-few-labels"
    status = 422
    message = "标注文本不足：{reason}"
    hint = "每个要训练的类型至少需要 8 条正例和 8 条反例；可在控制台更正事件并导出标注，再重新训练。"


@dataclass(frozen=True)
class Labelled:
    """A text and the risk types that it asserts."""

    text: str
    labels: frozenset[RiskType]


@dataclass(frozen=True)
class Score:
    """Counts of one type. F1 is 0 where nothing was right."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of the asserted that was right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """Share of the labelled that was asserted."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 0.0


@dataclass(frozen=True)
class Prepared:
    """Texts as features: one row each; ``groups`` are the findings of each type."""

    matrix: sparse.csr_matrix
    groups: tuple[Mapping[RiskType, Sequence[Finding]], ...]
    labels: tuple[frozenset[RiskType], ...]
    words: sparse.csr_matrix

    def part(self, rows: Sequence[int]) -> Prepared:
        """The texts of these rows."""
        return Prepared(
            self.matrix[rows],
            tuple(self.groups[row] for row in rows),
            tuple(self.labels[row] for row in rows),
            self.words[rows],
        )


def prepare(rows: Sequence[Labelled], pack: Pack | None = None) -> Prepared:
    """The features of labelled texts, read by the rules once."""
    reader = RuleReader(pack or default_pack())
    columns: list[Buckets] = []
    windows: list[str] = []
    groups: list[Mapping[RiskType, Sequence[Finding]]] = []
    for row in rows:
        text = fold(row.text)
        findings = reader.read(text)
        windows.append(window(text, findings))
        columns.append(buckets(windows[-1]))
        by_type: dict[RiskType, list[Finding]] = {}
        for finding in findings:
            by_type.setdefault(finding.type, []).append(finding)
        groups.append(by_type)
    return Prepared(_matrix(columns), tuple(groups), tuple(row.labels for row in rows), counted(windows))


def _matrix(columns: Sequence[Buckets]) -> sparse.csr_matrix:
    ends = np.cumsum([0, *(item.size for item in columns)])
    indices = np.concatenate([*columns, np.zeros(0, dtype=np.int64)])
    data = np.ones(indices.size, dtype=np.float32)
    return sparse.csr_matrix((data, indices, ends), shape=(len(columns), BUCKETS))


def trainable(labels: Iterable[frozenset[RiskType]]) -> list[RiskType]:
    """The types with enough positive and negative texts. Raises: TooFewLabels if there is none."""
    rows = list(labels)
    counts = Counter(kind for row in rows for kind in row)
    kinds = [kind for kind in RiskType if _LEAST_POSITIVE <= counts[kind] <= len(rows) - _LEAST_POSITIVE]
    if not kinds:
        listing = "、".join(f"{kind.label} {counts[kind]} 条" for kind in RiskType)
        raise TooFewLabels(reason=f"共 {len(rows)} 条，{listing}")
    return kinds


def _named_features(prepared: Prepared, kind: RiskType) -> list[Mapping[str, float]]:
    rows = []
    for groups in prepared.groups:
        group = groups.get(kind, ())
        asserted = [finding for finding in group if not finding.negated]
        rows.append(found(group, combined(asserted or group)))
    return rows


def fit(
    prepared: Prepared,
    *,
    gated: bool,
    strength: float,
    about: Mapping[str, Any],
    kinds: Sequence[RiskType] | None = None,
) -> LinearModel:
    """The model of prepared texts. Deterministic. ``strength`` is the inverse of the regularisation.

    A gated model only corrects the rules' scores by words; the other kind learns what to make of each rule, too, may
    speak where no rule did, and weighs the rules' view against that of the words alone, type by type.
    ``kinds`` are the types to learn; by default those with enough labels.

    Raises: TooFewLabels.
    """
    kinds = trainable(prepared.labels) if kinds is None else kinds
    return (_gated if gated else _free)(prepared, kinds, strength, about)


def _gated(prepared: Prepared, kinds: Sequence[RiskType], strength: float, about: Mapping[str, Any]) -> LinearModel:
    rarity = rarity_of(prepared.matrix)
    words = scaled(prepared.matrix, rarity)
    weights = np.zeros((len(kinds), BUCKETS), dtype=np.float32)
    named: dict[RiskType, Mapping[str, float]] = {}
    for row, kind in enumerate(kinds):
        rows = _named_features(prepared, kind)
        target = np.array([kind in labels for labels in prepared.labels])
        kept = [index for index, features in enumerate(rows) if "nothing" not in features]
        offset = np.array([2 * rows[index]["logit"] for index in kept])
        weights[row] = _with_offset(words[kept], target[kept], offset, strength)
        named[kind] = {"logit": 2.0}
    return LinearModel(tuple(kinds), weights, rarity, dict.fromkeys(kinds, 0.0), named, True, about)


def _free(prepared: Prepared, kinds: Sequence[RiskType], strength: float, about: Mapping[str, Any]) -> LinearModel:
    rarity, rarity_words = rarity_of(prepared.matrix), word_rarity(prepared.words)
    near, words = scaled(prepared.matrix, rarity), scaled_words(prepared.words, rarity_words)
    weights = np.zeros((len(kinds), BUCKETS), dtype=np.float32)
    word_weights = np.zeros((len(kinds), WORD_BUCKETS), dtype=np.float32)
    bias: dict[RiskType, float] = {}
    named: dict[RiskType, Mapping[str, float]] = {}
    for row, kind in enumerate(kinds):
        features = _named_features(prepared, kind)
        names = sorted({name for values in features for name in values})
        ruled = sparse.hstack([near, _extra(features, names)], format="csr")
        target = np.array([kind in labels for labels in prepared.labels])
        shares = RULES_ALONE
        if LEAST_POSITIVE <= target.sum() <= target.size - LEAST_POSITIVE:
            shares = mix(_unseen(ruled, target, strength), _unseen(words, target), target)
        by_rules = _by_rules(ruled, target, strength)
        coefficients = shares.rules * by_rules.coef_[0]
        weights[row] = coefficients[:BUCKETS]
        named[kind] = dict(zip(names, map(float, coefficients[BUCKETS:]), strict=True))
        bias[kind] = shares.rules * float(by_rules.intercept_[0]) + shares.offset
        if shares.words:
            by_words = _by_words(words, target)
            word_weights[row] = shares.words * by_words.coef_[0]
            bias[kind] += shares.words * float(by_words.intercept_[0])
    view = WordView(word_weights, rarity_words) if word_weights.any() else None
    return LinearModel(tuple(kinds), weights, rarity, bias, named, False, about, words=view)


def _by_rules(matrix: sparse.csr_matrix, truth: npt.NDArray[np.bool_], strength: float) -> LogisticRegression:
    judge = LogisticRegression(C=strength, solver="liblinear", random_state=0, max_iter=300, intercept_scaling=5.0)
    return judge.fit(matrix, truth)


def _by_words(matrix: sparse.csr_matrix, truth: npt.NDArray[np.bool_]) -> LinearSVC:
    # A missed event costs more than the many texts that are none of it would make it cost.
    return LinearSVC(C=1.0, class_weight={True: 3, False: 1}, random_state=0).fit(matrix, truth)


def _unseen(
    matrix: sparse.csr_matrix, truth: npt.NDArray[np.bool_], strength: float | None = None
) -> npt.NDArray[np.float64]:
    """Margins by one view's judge for texts that it has not seen."""

    def learn(seen: npt.NDArray[np.int64], held: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        judge = (
            _by_words(matrix[seen], truth[seen]) if strength is None else _by_rules(matrix[seen], truth[seen], strength)
        )
        return np.asarray(judge.decision_function(matrix[held]))

    return unseen(learn, truth)


def _with_offset(
    words: sparse.csr_matrix, target: npt.NDArray[np.bool_], offset: npt.NDArray[np.float64], strength: float
) -> npt.NDArray[np.float64]:
    """Word weights that correct a given logit: without a known word the rules' own score stands as it is."""
    if not target.size:
        return np.zeros(words.shape[1])
    signs = np.where(target, 1.0, -1.0)

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        margins = signs * (words @ weights + offset)
        slopes = -signs / (1 + np.exp(np.minimum(margins, 50)))
        value = np.logaddexp(0, -margins).sum() + (weights @ weights) / (2 * strength)
        return float(value), words.T @ slopes + weights / strength

    found = optimize.minimize(loss, np.zeros(words.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return np.asarray(found.x)


def rarity_of(matrix: sparse.csr_matrix) -> npt.NDArray[np.float32]:
    """How telling each bucket is: the fewer texts hold it, the more."""
    seen = np.asarray(matrix.sum(axis=0)).ravel()
    return np.asarray(np.log((1 + matrix.shape[0]) / (1 + seen)) + 1, dtype=np.float16).astype(np.float32)


def scaled(matrix: sparse.csr_matrix, rarity: npt.NDArray[np.float32]) -> sparse.csr_matrix:
    """Rows weighted by rarity, each of length 1."""
    weighted = matrix.multiply(rarity[None, :]).tocsr()
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(lengths, 1e-9)) @ weighted


def _extra(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> sparse.csr_matrix:
    columns = {name: index for index, name in enumerate(names)}
    matrix = np.zeros((len(rows), len(names)), dtype=np.float32)
    for index, features in enumerate(rows):
        for name, value in features.items():
            matrix[index, columns[name]] = value
    return sparse.csr_matrix(matrix)


def judge(model: LinearModel, prepared: Prepared, rows: Iterable[int]) -> list[frozenset[RiskType]]:
    """The types that a detector with this model asserts of prepared texts: not what every finding denies."""
    answers = []
    for index in rows:
        counted_words = (prepared.words[index].indices.astype(np.int64), prepared.words[index].data)
        margins = model.text_margins(prepared.matrix[index].indices.astype(np.int64), counted_words)
        asserted = set()
        for kind in model.kinds:
            group = prepared.groups[index].get(kind, ())
            told = [finding for finding in group if not finding.negated]
            if not told and (group or model.gated):
                continue
            if model.score(kind, margins[kind], found(group, combined(told or group))) >= 0.5:
                asserted.add(kind)
        answers.append(frozenset(asserted))
    return answers


def scores(
    truth: Sequence[frozenset[RiskType]], answers: Sequence[frozenset[RiskType]], kinds: Iterable[RiskType]
) -> dict[RiskType, Score]:
    """Right, wrong and missed of each type."""
    pairs = list(zip(truth, answers, strict=True))
    return {
        kind: Score(
            sum(kind in said and kind in true for true, said in pairs),
            sum(kind in said and kind not in true for true, said in pairs),
            sum(kind not in said and kind in true for true, said in pairs),
        )
        for kind in kinds
    }


def fold_of(text: str, folds: int) -> int:
    """The fold of a text: by the hash of its folded characters without white space, so that copies stay together."""
    plain = "".join(fold(text).split())
    return int.from_bytes(hashlib.sha256(plain.encode("utf-8", "replace")).digest()[:4], "big") % folds


def cross_validate(
    rows: Sequence[Labelled], folds: int, strength: float, *, gated: bool = False
) -> dict[RiskType, Score]:
    """Scores of each trainable type when every text is judged by a model that has not seen it. Raises: TooFewLabels."""
    prepared = prepare(rows)
    kinds = trainable(prepared.labels)
    places = [fold_of(row.text, folds) for row in rows]
    answers: list[frozenset[RiskType]] = [frozenset()] * len(rows)
    for number in range(folds):
        held = [index for index, place in enumerate(places) if place == number]
        seen = [index for index, place in enumerate(places) if place != number]
        if not held or not seen:
            continue
        part = prepared.part(seen)
        learnt = [kind for kind in kinds if 0 < sum(kind in labels for labels in part.labels) < len(seen)]
        model = fit(part, gated=gated, strength=strength, about={}, kinds=learnt)
        for index, answer in zip(held, judge(model, prepared, held), strict=True):
            answers[index] = answer
    return scores([row.labels for row in rows], answers, kinds)
