"""The proposer: searches the elements nearest to an item's wording, weighs what speaks for each, and says why.

Three spaces are searched (names as written, names with words that mean the same made one, Latin letters of column
names against English names and readings); the candidates of all are weighed by a logistic model whose weights lie in
the pack and were fitted on a part of the bindings that no figure is reported on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from anlan.standards.binding.features import FEATURES, Cosines, ItemForms, features, item_forms
from anlan.standards.binding.forms import ElementForms, element_forms
from anlan.standards.binding.reasons import reason_of
from anlan.standards.binding.wording import BINDING_FILE, Words, canonical, is_chinese, label_of, load_words
from anlan.standards.objects import ObjectRegistry

WEIGHTS_FILE = BINDING_FILE.with_name("binding_weights.json")
_PER_SPACE = 16
_CHUNK = 512
_HIGHEST_LOGIT = 500.0
_LEAD = FEATURES.index("lead_over_next")


@dataclass(frozen=True)
class ItemText:
    """What is known of an item when an element is proposed for it."""

    system: str = ""
    table: str = ""
    table_comment: str = ""
    column: str = ""
    column_comment: str = ""
    type: str = ""
    length: str = ""
    values: tuple[str, ...] = field(default=())

    @property
    def said(self) -> str:
        """The wording by which the item is known: its comment, else a Chinese column name."""
        return self.column_comment or (self.column if is_chinese(self.column) else "")


@dataclass(frozen=True)
class Proposal:
    """One element proposed for an item; ``score`` is the model's probability that it is the right one."""

    element: str
    name: str
    score: float
    reason: str
    code: str = ""
    """The code that the element carries in the standard; elements of one code with several meanings share it."""


@dataclass(frozen=True)
class Weights:
    """The logistic model: one weight a feature and the intercept."""

    intercept: float
    values: Mapping[str, float]

    def score(self, rows: np.ndarray) -> np.ndarray:
        """The probability that each row's element is the right one, where at most one of them is.

        Two elements of one name are each as likely as the other, however sure the name alone would be.
        """
        weights = np.array([self.values.get(name, 0.0) for name in FEATURES])
        odds = np.exp(np.minimum(rows @ weights + self.intercept, _HIGHEST_LOGIT))
        result: np.ndarray = odds / (1.0 + odds.sum())
        return result


def load_weights(path: Path = WEIGHTS_FILE) -> Weights:
    """The fitted weights of the pack."""
    body = json.loads(path.read_text(encoding="utf-8"))
    return Weights(float(body["intercept"]), {str(key): float(value) for key, value in body["weights"].items()})


class ElementProposer:
    """Proposes elements for items; immutable once made."""

    def __init__(self, elements: Sequence[ElementForms], words: Words, weights: Weights | None) -> None:
        self.elements = list(elements)
        self.words = words
        self.weights = weights
        self._canonical = [canonical(element.plain, words) for element in self.elements]
        self._rows: list[int] = []
        names: list[str] = []
        canonicals: list[str] = []
        for number, element in enumerate(self.elements):
            for name in dict.fromkeys([element.plain, *(wording.name for wording in element.wordings)]):
                self._rows.append(number)
                names.append(name)
                canonicals.append(canonical(name, words))
        self._names = _Space(names, (1, 3), self._rows, len(self.elements))
        self._canonicals = _Space(canonicals, (1, 3), self._rows, len(self.elements))
        latin = [f"{e.english.lower()} {e.pinyin} {e.initials}" for e in self.elements]
        self._latin = _Space(latin, (2, 5), range(len(self.elements)), len(self.elements), analyzer="char_wb")

    @classmethod
    def of(
        cls,
        registry: ObjectRegistry,
        day: date,
        learned: Iterable[tuple[str, str]] = (),
        without: frozenset[tuple[str, str]] = frozenset(),
        weights: Weights | None = None,
    ) -> ElementProposer:
        """The proposer of the elements in force on a day; see ``element_forms`` for what is learned and left out."""
        words = load_words()
        return cls(element_forms(registry, day, words, learned, without), words, weights or load_weights())

    def propose(
        self, items: Sequence[ItemText], limit: int = 5, refused: Mapping[ItemText, frozenset[str]] | None = None
    ) -> list[list[Proposal]]:
        """For each item the likeliest elements, best first.

        Rows: at most ``limit`` an item; none for an item without any wording. ``refused`` names elements that a person
        refused for an item: they are not proposed again.
        """
        weights = self.weights or load_weights()
        found: list[list[Proposal]] = []
        for item, (forms, numbers, rows) in zip(items, self.weighed(items), strict=True):
            banned = (refused or {}).get(item, frozenset())
            scores = weights.score(rows) if len(numbers) else np.array([])
            order = [
                n for n in np.argsort(-scores, kind="stable") if self.elements[numbers[n]].identifier not in banned
            ]
            found.append([self._proposal(forms, numbers[n], rows[n], float(scores[n])) for n in order[:limit]])
        return found

    def weighed(self, items: Sequence[ItemText]) -> list[tuple[ItemForms, list[int], np.ndarray]]:
        """For each item its forms, the numbers of its candidates and their features; for proposing and for fitting."""
        out: list[tuple[ItemForms, list[int], np.ndarray]] = []
        for start in range(0, len(items), _CHUNK):
            out += self._weighed_chunk(items[start : start + _CHUNK])
        return out

    def _weighed_chunk(self, items: Sequence[ItemText]) -> list[tuple[ItemForms, list[int], np.ndarray]]:
        forms = [self._forms(item) for item in items]
        by_name = self._names.cosines([form.label.name for form in forms])
        by_short = self._names.cosines([form.label.short for form in forms])
        names = np.maximum(by_name, by_short)
        canonicals = self._canonicals.cosines([form.canonical for form in forms])
        latin = self._latin.cosines([f"{form.latin} {form.letters}".strip() for form in forms])
        codes: dict[str, list[int]] = {}
        for number, element in enumerate(self.elements):
            codes.setdefault(element.code.upper(), []).append(number)
        out = []
        for place, form in enumerate(forms):
            chosen = set(codes.get(form.column, ()))
            for space in (names, canonicals, latin):
                best = np.argpartition(-space[place], min(_PER_SPACE, space.shape[1] - 1))[:_PER_SPACE]
                chosen.update(int(number) for number in best if space[place, number] > 0.0)
            numbers = sorted(chosen)
            rows = [
                features(
                    form,
                    self.elements[n],
                    Cosines(float(names[place, n]), float(canonicals[place, n]), float(latin[place, n])),
                    self._canonical[n],
                )
                for n in numbers
            ]
            out.append((form, numbers, _with_lead(np.array(rows).reshape(len(numbers), len(FEATURES)))))
        return out

    def _forms(self, item: ItemText) -> ItemForms:
        label = label_of(item.said, self.words.sides)
        return item_forms(
            item.system, item.table, item.table_comment, item.column, item.said, item.type, item.length, item.values,
            self.words, canonical(label.short or label.name, self.words), label,
        )  # fmt: skip

    def _proposal(self, item: ItemForms, number: int, row: np.ndarray, score: float) -> Proposal:
        element = self.elements[number]
        return Proposal(element.identifier, element.name, round(score, 4), reason_of(item, element, row), element.code)


def _with_lead(rows: np.ndarray) -> np.ndarray:
    """The rows with how far each is ahead of the best other one by wording."""
    if len(rows) == 0:
        return rows
    near = rows[:, FEATURES.index("name_cosine")] + rows[:, FEATURES.index("canonical_cosine")]
    ordered = np.sort(near)
    best, second = ordered[-1], ordered[-2] if len(ordered) > 1 else 0.0
    rows[:, _LEAD] = np.where(near == best, best - second, near - best)
    return rows


class _Space:
    """One space of character n-grams: the wordings of all elements as unit vectors."""

    def __init__(
        self, texts: Sequence[str], grams: tuple[int, int], rows: Iterable[int], width: int, analyzer: Any = "char"
    ) -> None:
        self._vectorizer = TfidfVectorizer(
            analyzer=analyzer, ngram_range=grams, sublinear_tf=True, lowercase=True, dtype=np.float32
        )
        self._matrix = self._vectorizer.fit_transform(texts).T.tocsr()
        self._elements = np.fromiter(rows, dtype=np.int64)
        self._starts = np.flatnonzero(np.r_[True, self._elements[1:] != self._elements[:-1]])
        self._width = width

    def cosines(self, texts: Sequence[str]) -> np.ndarray:
        """For each text and each element the cosine of the nearest of the element's wordings."""
        near = (self._vectorizer.transform(texts) @ self._matrix).toarray()
        result: np.ndarray = np.maximum.reduceat(near, self._starts, axis=1)
        return result
