"""How far a type is judged by the rules with their words and how far by the words alone, as its own labels ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

LEAST_POSITIVE = 20
"""With fewer positive texts a choice would follow chance."""
PARTS = 4
_SHARES = ((1.0, 0.0), (0.7, 0.3), (0.3, 0.7), (0.0, 1.0))
_GAIN, _PLATEAU = 0.001, 0.004

Margins = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]
FitAndSay = Callable[[Rows, Rows], Margins]
"""Margins of the second rows by a judge that learned from the first."""


@dataclass(frozen=True)
class Mix:
    """The margin of a type is ``rules`` times one view's, ``words`` times the other's, and ``offset``."""

    rules: float
    words: float
    offset: float


RULES_ALONE = Mix(1.0, 0.0, 0.0)


def unseen(learn: FitAndSay, truth: Truth) -> Margins:
    """The margin of every text by a judge that has not seen it. Deterministic."""
    part = np.random.default_rng(0).permutation(truth.size) % PARTS
    margins = np.zeros(truth.size)
    for number in range(PARTS):
        held = np.flatnonzero(part == number)
        margins[held] = learn(np.flatnonzero(part != number), held)
    return margins


def mix(rules: Margins, words: Margins, truth: Truth) -> Mix:
    """The share of each view with the best F1 on texts that neither had seen, made a probability around its threshold.

    The rules' view is kept unless another share is better.
    """
    best = max(_SHARES, key=lambda share: _f1_of(share, rules, words, truth) + _GAIN * (share == _SHARES[0]))
    center, width = _center(rules, words)
    together = _together(best, rules, words)
    slope, bias = _probability(together, truth)
    threshold = (_expected_best(slope, bias, together) + _seen_best(together, truth)) / 2
    by_rules, by_words = slope * best[0] / width[0], slope * best[1] / width[1]
    return Mix(by_rules, by_words, -by_rules * center[0] - by_words * center[1] - slope * threshold)


def _center(rules: Margins, words: Margins) -> tuple[tuple[float, float], tuple[float, float]]:
    return (
        (float(rules.mean()), float(words.mean())),
        (max(float(rules.std()), 1e-9), max(float(words.std()), 1e-9)),
    )


def _together(share: tuple[float, float], rules: Margins, words: Margins) -> Margins:
    center, width = _center(rules, words)
    return share[0] * (rules - center[0]) / width[0] + share[1] * (words - center[1]) / width[1]


def _f1_of(share: tuple[float, float], rules: Margins, words: Margins, truth: Truth) -> float:
    together = _together(share, rules, words)
    said = together > _seen_best(together, truth)
    return float(2 * (said & truth).sum() / max(1, said.sum() + truth.sum()))


def _probability(margins: Margins, truth: Truth) -> tuple[float, float]:
    """Slope and intercept that make a margin a logit."""
    judge = LogisticRegression(C=1e4).fit(margins[:, None], truth)
    return float(judge.coef_[0, 0]), float(judge.intercept_[0])


def _expected_best(slope: float, bias: float, margins: Margins) -> float:
    """The threshold of the best expected F1: half of that F1, as a probability."""
    likely = np.sort(1 / (1 + np.exp(-(slope * margins + bias))))[::-1]
    expected = 2 * np.cumsum(likely) / (np.arange(1, likely.size + 1) + likely.sum())
    least = min(max(float(expected.max()) / 2, 1e-6), 1 - 1e-6)
    return (float(np.log(least / (1 - least))) - bias) / slope


def _seen_best(margins: Margins, truth: Truth) -> float:
    """The middle of the thresholds whose F1 is next to the best one seen."""
    order = np.argsort(-margins, kind="stable")
    right, sorted_margins = np.cumsum(truth[order]), margins[order]
    score = 2 * right / (np.arange(1, truth.size + 1) + truth.sum())
    good = np.flatnonzero(score >= score.max() - _PLATEAU)
    following = sorted_margins[np.minimum(good + 1, truth.size - 1)]
    return float(((sorted_margins[good] + following) / 2).mean())
