"""The reference texts as measured here: labels by source, split by the hash of the normalised text."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from anlan.base.risk_types import RiskType

HERE = Path(__file__).parent
DATA = Path(os.environ.get("ANLAN_REFERENCE_DATA", HERE.parents[1].parent / "shared/data"))
LAYOFF, WAGE, CLOSURE, COLLECTIVE, LOSS, OPINION = RiskType
_DUEE = {"组织关系-裁员": LAYOFF, "组织行为-罢工": COLLECTIVE, "组织行为-游行": COLLECTIVE}
_CCKS = {"业绩下滑": LOSS, "歇业停业": CLOSURE, "失联跑路": CLOSURE}


@dataclass(frozen=True)
class Text:
    """A text, what its source says of it, and the types that could not be decided."""

    text: str
    labels: frozenset[RiskType]
    uncertain: frozenset[RiskType]
    half: str


def normalised(text: str) -> str:
    """NFKC, white space to single spaces: what must not tell the sources apart."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()


def digest(text: str) -> str:
    """How a text is named in the label files, which hold no text."""
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _half(key: str) -> str:
    return "test" if int(hashlib.sha256(key.encode()).hexdigest(), 16) % 2 else "dev"


def duee() -> list[Text]:
    """DuEE sentences: 裁员 and 罢工, 游行 as labelled by its makers; all other types are negatives."""
    rows = map(json.loads, (DATA / "events/duee_train_types.jsonl").open(encoding="utf-8"))
    return [
        Text(
            row["text1"],
            frozenset(_DUEE[label] for label in row["label"] if label in _DUEE),
            frozenset(),
            _half("D" + normalised(row["text1"])),
        )
        for row in rows
    ]


def _ccks_rows() -> Iterator[tuple[str, str]]:
    with (DATA / "events/ccks2019.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["text"], row["event_type"]


def ccks_gold() -> list[Text]:
    """CCKS 2019 as labelled: one type a row, although most texts are two or three headlines in one."""
    held: dict[str, tuple[str, set[RiskType]]] = {}
    for text, kind in _ccks_rows():
        entry = held.setdefault(normalised(text), (text, set()))
        if kind in _CCKS:
            entry[1].add(_CCKS[kind])
    return [Text(text, frozenset(kinds), frozenset(), _half("C" + key)) for key, (text, kinds) in held.items()]


def ccks_read_again() -> list[Text]:
    """A sample of CCKS 2019 read again by eye for loss and closure, every statement of a text counted."""
    with (HERE / "labels/ccks2019_reread.csv").open(encoding="utf-8", newline="") as file:
        labels = {row["text_sha256_20"]: row for row in csv.DictReader(file)}
    found = []
    for text in {normalised(text): text for text, _ in _ccks_rows()}.values():
        row = labels.get(digest(normalised(text)))
        if row is not None:
            found.append(Text(text, _kinds(row["labels"]), _kinds(row["uncertain"]), row["half"]))
    return found


def _kinds(cell: str) -> frozenset[RiskType]:
    return frozenset(RiskType.from_label(label) for label in cell.split("|") if label)


def fewfc() -> list[Text]:
    """FewFC financial sentences: lawsuits, pledges, holdings; none of the types by design."""
    rows = map(json.loads, (DATA / "events/fewfc_train.json").open(encoding="utf-8"))
    return [Text(row["content"], frozenset(), frozenset(), _half("F" + normalised(row["content"]))) for row in rows]


def news() -> list[tuple[str, bool]]:
    """News items, title and summary, and whether the reader found an event of any type in those that were flagged."""
    with (HERE / "labels/news_items.csv").open(encoding="utf-8", newline="") as file:
        verdicts = {row["text_sha256_20"]: row["verdict"] for row in csv.DictReader(file)}
    with gzip.open(DATA / "news/items.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    texts = [f"{row['title'] or ''}\n{row['summary'] or ''}" for row in rows]
    return [(text, verdicts.get(digest(text)) == "event") for text in texts]


def corpus(part: str) -> list[Text]:
    """The open corpus that the project wrote: ``train`` or ``test``."""
    rows = map(json.loads, (HERE / f"corpus/{part}.jsonl").open(encoding="utf-8"))
    return [
        Text(
            row["text"],
            frozenset(RiskType.from_label(label) for label in row["labels"] if label not in row["negated"]),
            frozenset(),
            part,
        )
        for row in rows
    ]
