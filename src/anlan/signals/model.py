"""A linear judge: one row of weights for each risk type, kept as plain numpy arrays, read without pickle."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from math import exp
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.base.errors import InputMissing, InputUnreadable
from anlan.base.risk_types import RiskType
from anlan.signals.features import BUCKETS, Buckets, buckets
from anlan.signals.words import WORD_BUCKETS, Counts, WordView, counts

FORMAT = "anlan-signals-2"
_DEFAULT = "pack/default_model.npz"

Weights = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Unprompted:
    """Weights of the words alone, for short texts in which no rule of a type fires; ``bias`` holds the strictness."""

    weights: Weights
    bias: Mapping[RiskType, float]


@dataclass(frozen=True)
class LinearModel:
    """Weights of the types it knows; a type it does not know is judged by the rules alone.

    ``gated`` says that a type needs a rule's finding, or the stricter judgement of ``unprompted`` in a short text; a
    model trained on a bureau's labels may speak without one.
    """

    kinds: tuple[RiskType, ...]
    weights: Weights
    rarity: Weights
    bias: Mapping[RiskType, float]
    named: Mapping[RiskType, Mapping[str, float]]
    gated: bool
    about: Mapping[str, Any]
    unprompted: Unprompted | None = None
    words: WordView | None = None

    @cached_property
    def _by_bucket(self) -> Weights:
        """A bucket's weights times its rarity, and the rarity's square, side by side: one look into memory for all."""
        beside = np.vstack((self.weights * self.rarity, self.rarity**2)).T
        return np.ascontiguousarray(beside, dtype=np.float32)

    def unprompted_scores(self, found: Buckets) -> dict[RiskType, float]:
        """How likely each type is asserted by the words alone; only types that may be said without a rule."""
        if self.unprompted is None or not found.size:
            return {}
        rarity = self.rarity[found]
        sums = self.unprompted.weights[:, found] @ rarity / float(np.sqrt(rarity @ rarity) or 1.0)
        bias = self.unprompted.bias
        return {
            kind: 1 / (1 + exp(-(float(value) + bias[kind])))
            for kind, value in zip(self.kinds, sums, strict=True)
            if kind in bias
        }

    def margins(self, text: str) -> dict[RiskType, float]:
        """What a folded text says for each type, both views together."""
        return self.text_margins(buckets(text), None if self.words is None else counts(text))

    def text_margins(self, found: Buckets, counted: Counts | None = None) -> dict[RiskType, float]:
        """What the words of a text say for each type: those near the rules' and, where counted, all of them."""
        if not found.size:
            return dict.fromkeys(self.kinds, 0.0)
        told = np.ones(len(found), np.float32) @ self._by_bucket.take(found, axis=0)
        sums = told[:-1] / float(np.sqrt(told[-1]) or 1.0)
        if self.words is not None and counted is not None:
            sums = sums + self.words.margins(counted)
        return {kind: float(value) for kind, value in zip(self.kinds, sums, strict=True)}

    def score(self, kind: RiskType, margin: float, named: Mapping[str, float]) -> float:
        """How likely the type is asserted, 0 to 1, from the words' margin and the named features of the rules."""
        weights = self.named[kind]
        total = margin + self.bias[kind] + sum(weights.get(name, 0.0) * value for name, value in named.items())
        return 1 / (1 + exp(-min(max(total, -30.0), 30.0)))

    def save(self, path: Path) -> None:
        """Write the model; the same model gives the same bytes."""
        meta = {
            "format": FORMAT,
            "kinds": [kind.value for kind in self.kinds],
            "bias": {kind.value: round(value, 6) for kind, value in self.bias.items()},
            "named": {
                kind.value: {name: round(value, 5) for name, value in sorted(values.items())}
                for kind, values in self.named.items()
            },
            "gated": self.gated,
            "about": dict(self.about),
        }
        arrays = {"weights": self.weights.astype(np.float16), "rarity": self.rarity.astype(np.float16)}
        if self.unprompted is not None:
            meta["unprompted"] = {kind.value: round(value, 6) for kind, value in self.unprompted.bias.items()}
            arrays["unprompted"] = self.unprompted.weights.astype(np.float16)
        packed = json.dumps(meta, ensure_ascii=False, sort_keys=True).encode()
        if self.words is not None:
            arrays["words"] = self.words.weights.astype(np.float16)
            arrays["word_rarity"] = self.words.rarity.astype(np.float16)
        buffer = io.BytesIO()
        np.savez_compressed(buffer, meta=np.frombuffer(packed, dtype=np.uint8), **arrays)  # type: ignore[arg-type]
        path.write_bytes(buffer.getvalue())


def load_model(source: Path | bytes) -> LinearModel:
    """The model kept in a file. Raises: InputMissing, InputUnreadable."""
    place = str(source) if isinstance(source, Path) else "内置模型"
    if isinstance(source, Path) and not source.is_file():
        raise InputMissing(path=place)
    try:
        with np.load(source if isinstance(source, Path) else io.BytesIO(source), allow_pickle=False) as arrays:
            meta = json.loads(arrays["meta"].tobytes())
            weights, rarity = arrays["weights"].astype(np.float32), arrays["rarity"].astype(np.float32)
            alone = arrays["unprompted"].astype(np.float32) if "unprompted" in arrays else None
            words = _word_view(arrays)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, EOFError) as error:
        raise _unreadable(place, "不是事件识别模型文件") from error
    if meta.get("format") != FORMAT or weights.shape[1] != BUCKETS:
        raise _unreadable(place, f"模型格式是 {meta.get('format')}，需要 {FORMAT}")
    kinds = tuple(RiskType(code) for code in meta["kinds"])
    bias = {RiskType(code): float(value) for code, value in meta["bias"].items()}
    named = {RiskType(code): dict(values) for code, values in meta["named"].items()}
    unprompted = None
    if alone is not None:
        unprompted = Unprompted(alone, {RiskType(code): float(value) for code, value in meta["unprompted"].items()})
    return LinearModel(kinds, weights, rarity, bias, named, bool(meta["gated"]), meta["about"], unprompted, words)


def _word_view(arrays: Mapping[str, npt.NDArray[np.float16]]) -> WordView | None:
    if "words" not in arrays:
        return None
    view = WordView(arrays["words"].astype(np.float32), arrays["word_rarity"].astype(np.float32))
    if view.weights.shape[1] != WORD_BUCKETS or view.rarity.size != WORD_BUCKETS:
        raise ValueError(view.weights.shape)
    return view


def _unreadable(place: str, reason: str) -> InputUnreadable:
    return InputUnreadable(
        path=place, reason=reason, action="用 `anlan signals train` 重新训练模型，或去掉 --model 使用内置模型。"
    )


@lru_cache(maxsize=1)
def load_default() -> LinearModel | None:
    """The model that comes with Anlan, or None in a source tree where it has not been built."""
    place = resources.files("anlan.signals").joinpath(_DEFAULT)
    return load_model(place.read_bytes()) if place.is_file() else None
