"""Persons made by the benchmark's rules, and how well a list of pairs finds them."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "benchmarks" / "linkage"))
import make_persons


def make(folder: Path, count: int, seed: int = 3) -> tuple[Path, dict[str, str]]:
    """A file of persons and the truth about it."""
    make_persons.write(count, folder, seed)
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        truth = {row["id"]: row["person"] for row in csv.DictReader(file)}
    return folder / "persons.csv", truth


def read_pairs(path: Path) -> list[tuple[str, str, float]]:
    """The rows of a pairs file."""
    with path.open(encoding="utf-8") as file:
        return [(row["id_a"], row["id_b"], float(row["probability"])) for row in csv.DictReader(file)]


def f1(pairs: list[tuple[str, str, float]], truth: dict[str, str]) -> float:
    """Pairwise F1 of pairs against the truth."""
    right = sum(truth[a] == truth[b] for a, b, _ in pairs)
    asked = sum(n * (n - 1) // 2 for n in Counter(truth.values()).values())
    return 2 * right / (len(pairs) + asked)
