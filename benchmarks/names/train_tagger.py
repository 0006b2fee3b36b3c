"""Trains the tagger of company names on texts written for this project and on FewFC (CC BY-SA 4.0).

Nothing of the texts it is measured on is read here. Names in both are replaced by names made by rule, so that the model
learns surroundings and shape, not a list. Run: ``python benchmarks/names/train_tagger.py OUT.npz [EPOCHS]``.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import sys
from pathlib import Path
from typing import Any

import numpy as np
from name_maker import NameMaker

from anlan.base.text import fold
from anlan.entities.label_paths import BEGIN, INSIDE, LABELS, OUTSIDE, best_labels
from anlan.entities.tagger_features import BUCKETS, features

SEED = 4_211
HERE = Path(__file__).parent
REFERENCE = Path(os.environ.get("ANLAN_REFERENCE_DATA", HERE.parents[2] / "shared" / "data"))
_ROLES = {"sub", "sub-org", "obj", "obj-org", "target-company", "share-org"}
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
)
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文斌志鹏宇浩雪梅海东晓红玉兰"
Piece = tuple[str, bool]
Text = list[Piece]


class TextMaker:
    """Makes labelled texts: lists of pieces, each a company name or not."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.names = NameMaker(self.random)
        lines = (HERE / "corpus" / "sentences.txt").read_text(encoding="utf-8").splitlines()
        self.templates = [line for line in lines if line and not line.startswith("#")]
        self.fewfc = _fewfc()

    def text(self) -> Text:
        """One text of one to three parts, sometimes joined without a mark."""
        if self.random.random() < 0.45:
            return self._renamed(self.random.choice(self.fewfc))
        parts: Text = []
        headline = self.random.random() < 0.6
        pool = [line for line in self.templates if (line[0] == "H") == headline]
        for number in range(self.random.choice([1, 2, 2, 3])):
            if number and headline:
                parts.append((self.random.choice(["", "", "", "", " ", "  "]), False))
            if headline and self.random.random() < 0.25:
                parts += self._cut(self._renamed(self.random.choice(self.fewfc)))
            else:
                parts += self._filled(self.random.choice(pool)[2:])
        return parts

    def _cut(self, text: Text) -> Text:
        """A sentence without its marks, as a headline."""
        return [
            (piece if name else piece.replace("，", " ").replace("。", "").replace(",", " "), name)
            for piece, name in text
        ]

    def _renamed(self, text: Text) -> Text:
        """The text with some of its companies under another name of about the same kind."""
        if self.random.random() < 0.3:
            return text
        changed: dict[str, str] = {}
        out: Text = []
        for piece, name in text:
            if name and piece not in changed:
                full = piece.endswith("公司") and len(piece) > 7
                changed[piece] = (
                    piece if self.random.random() < 0.35 else self.names.full() if full else self.names.short()
                )
            out.append((changed.get(piece, piece) if name else piece, name))
        return out

    def _filled(self, template: str) -> Text:
        slots = {
            "C": self._company(),
            "D": self._company(),
            "P": self._person(),
            "K": self._code(),
            "N": self._number(),
            "L": self.names.place(),
        }
        out: Text = []
        while "{" in template:
            before, _, rest = template.partition("{")
            slot, _, template = rest.partition("}")
            value = self._number() if slot == "N" else slots[slot]
            out += [(before, False), (value, slot in "CD")]
        return [*out, (template, False)]

    def _company(self) -> str:
        return self.names.full() if self.random.random() < 0.25 else self.names.short()

    def _person(self) -> str:
        given = "".join(self.random.choices(_GIVEN, k=self.random.choice([1, 2, 2])))
        return self.random.choice(_SURNAMES) + self.random.choice([given, given, "某", "某某"])

    def _code(self) -> str:
        return f"{self.random.choice([0, 2, 300, 600, 601, 603, 830, 430]):0<3}{self.random.randrange(1000):03}"[:6]

    def _number(self) -> str:
        whole = str(
            self.random.choice(
                [self.random.randrange(1, 10), self.random.randrange(10, 100), self.random.randrange(100, 9999)]
            )
        )
        return whole + (f".{self.random.randrange(1, 99)}" if self.random.random() < 0.3 else "")


def _fewfc() -> list[Text]:
    """The sentences of FewFC split at the companies that take part in an event, every time they are named."""
    texts = []
    for row in _rows():
        words = {item["word"] for event in row["events"] for item in event["mentions"] if item["role"] in _ROLES}
        words = {word for word in words if 2 <= len(word) <= 40 and not word.endswith(("股东", "股权", "公司股份"))}
        texts.append(_split_at(row["content"], sorted(words, key=len, reverse=True)))
    return texts


def _rows() -> list[dict[str, Any]]:
    lines = (REFERENCE / "events/fewfc_train.json").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def _split_at(content: str, words: list[str]) -> Text:
    out: Text = []
    plain, at = "", 0
    while at < len(content):
        word = next((word for word in words if content.startswith(word, at)), None)
        if word is None:
            plain, at = plain + content[at], at + 1
            continue
        out += [(plain, False), (word, True)]
        plain, at = "", at + len(word)
    return [*out, (plain, False)]


def labelled(text: Text) -> tuple[str, list[int]]:
    """The folded text and the label of each character."""
    labels: list[int] = []
    for piece, name in text:
        labels += [BEGIN] + [INSIDE] * (len(piece) - 1) if name and piece else [OUTSIDE] * len(piece)
    return fold("".join(piece for piece, _ in text)), labels


def train(texts: list[tuple[str, list[int]]], epochs: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Averaged structured perceptron: weights a bucket and label, and moves between labels."""
    weights = np.zeros((BUCKETS, LABELS), np.float32)
    sums = np.zeros((BUCKETS, LABELS), np.float64)
    moves, move_sums = np.zeros((LABELS, LABELS), np.float32), np.zeros((LABELS, LABELS))
    table = [np.ascontiguousarray(features(text).T).astype(np.int32) for text, _ in texts]
    order = list(range(len(texts)))
    step = 1
    for epoch in range(epochs):
        random.Random(seed + epoch).shuffle(order)
        wrong = 0
        for number in order:
            rows, truth = table[number], texts[number][1]
            scores = weights[rows].sum(axis=1)
            guess = best_labels(scores.tolist(), moves.tolist())
            step += 1
            if guess == truth:
                continue
            wrong += 1
            for at, (right, given) in enumerate(zip(truth, guess, strict=True)):
                if right != given:
                    np.add.at(weights, (rows[at], right), 1)
                    np.add.at(weights, (rows[at], given), -1)
                    np.add.at(sums, (rows[at], right), step)
                    np.add.at(sums, (rows[at], given), -step)
            for sequence, sign in ((truth, 1), (guess, -1)):
                for a, b in itertools.pairwise(sequence):
                    moves[a, b] += sign
                    move_sums[a, b] += sign * step
        print(f"epoch {epoch + 1}: {wrong} of {len(order)} texts not exact", file=sys.stderr)
    return weights - (sums / step).astype(np.float32), (moves - move_sums / step).astype(np.float32)


def save(path: Path, weights: np.ndarray, moves: np.ndarray) -> None:
    """Write the weights as bytes with one scale."""
    scale = float(np.abs(weights).max()) / 127
    small = np.rint(weights / scale).astype(np.int8)
    np.savez_compressed(path, weights=small, scale=np.float32(scale), moves=moves)


def main() -> None:
    """Make the texts, train, save."""
    maker = TextMaker(SEED)
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 12_000
    texts = [labelled(maker.text()) for _ in range(count)]
    texts = [(text, labels) for text, labels in texts if text]
    weights, moves = train(texts, int(sys.argv[2]) if len(sys.argv) > 2 else 4, SEED)
    save(Path(sys.argv[1]), weights, moves)


if __name__ == "__main__":
    main()
