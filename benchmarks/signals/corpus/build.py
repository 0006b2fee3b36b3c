"""Make train.jsonl and test.jsonl from texts.tsv and the released labels; report the agreement of the two passes."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
TYPES = {"L": "裁员减员", "W": "欠薪降薪", "C": "破产倒闭", "I": "群体事件", "D": "严重亏损", "O": "重大舆情"}


def read_pass(name: str) -> dict[str, set[str]]:
    """Labels of one annotation pass: text id to letters."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["id"]: set(filter(None, row["labels"].split(","))) for row in rows}


def kappa(first: list[bool], second: list[bool]) -> float:
    """Cohen's kappa of two binary annotations."""
    n = len(first)
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / n
    p, q = sum(first) / n, sum(second) / n
    expected = p * q + (1 - p) * (1 - q)
    return 1.0 if expected == 1 else (observed - expected) / (1 - expected)


def agreement() -> list[tuple[str, int, int, float]]:
    """Per type: how many texts each pass labelled, and kappa; on bare types (negation and rumour apart)."""
    a, b = read_pass("pass_a.tsv"), read_pass("pass_b.tsv")
    ids = sorted(a)
    rows = []
    for letter, label in TYPES.items():
        first = [any(item[0] == letter for item in a[key]) for key in ids]
        second = [any(item[0] == letter for item in b[key]) for key in ids]
        rows.append((label, sum(first), sum(second), kappa(first, second)))
    return rows


def in_test(identifier: str) -> bool:
    """One text in four is held out, by a hash of its id that never changes."""
    return hashlib.sha256(identifier.encode()).digest()[0] % 4 == 0


def record(identifier: str, kind: str, text: str, given: list[str]) -> str:
    """One line of train.jsonl or test.jsonl."""
    fields = {
        "id": identifier,
        "text": text,
        "labels": [TYPES[item[0]] for item in given],
        "negated": [TYPES[item[0]] for item in given if item.endswith("!")],
        "rumour": [TYPES[item[0]] for item in given if item.endswith("?")],
        "kind": kind,
        "source": "anlan",
    }
    return json.dumps(fields, ensure_ascii=False)


def more() -> list[str]:
    """The lines of the texts that were labelled in one pass."""
    labels = read_pass("more.tsv")
    with (HERE / "more.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [record(row["id"], row["kind"], row["text"], sorted(labels[row["id"]])) for row in rows]


def main() -> None:
    """Write both parts and agreement.json."""
    labels = read_pass("released.tsv")
    parts: dict[bool, list[str]] = {False: [], True: []}
    kinds: Counter[str] = Counter()
    with (HERE / "texts.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            line = record(row["id"], row["kind"], row["text"], sorted(labels[row["id"]]))
            parts[in_test(row["id"])].append(line)
            kinds[row["kind"]] += 1
    parts[False] += more()
    (HERE / "train.jsonl").write_text("\n".join(parts[False]) + "\n", encoding="utf-8")
    (HERE / "test.jsonl").write_text("\n".join(parts[True]) + "\n", encoding="utf-8")
    if (HERE / "pass_b.tsv").exists():
        rows = [{"type": t, "pass_a": a, "pass_b": b, "kappa": round(k, 3)} for t, a, b, k in agreement()]
        text = json.dumps({"texts": len(labels), "kinds": kinds, "agreement": rows}, ensure_ascii=False, indent=2)
        (HERE / "agreement.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
