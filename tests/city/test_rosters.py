"""Rosters of persons: the same for the same seed, real check digits, the same person the same number."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from anlan.base.identifiers import is_valid_resident_id
from anlan_city.rosters import ROSTERS, write_rosters


def _rows(root: Path, name: str) -> list[dict[str, str]]:
    with (root / "city" / "rosters" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_rosters_speak_of_the_same_people_and_are_the_same_each_time(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        write_rosters(np.random.default_rng(5), tmp_path / folder, 0.002)
    held = []
    for name in ROSTERS:
        rows = _rows(tmp_path / "a", name)
        assert rows == _rows(tmp_path / "b", name)
        numbers = [row["证件号码"] for row in rows if row["证件号码"]]
        assert sum(map(is_valid_resident_id, numbers)) / len(numbers) > 0.95
        assert len(set(numbers)) < len(numbers)
        held.append(set(numbers))
    assert held[0] & held[1]
    assert "person:" in (tmp_path / "a" / "master.yml").read_text(encoding="utf-8")
