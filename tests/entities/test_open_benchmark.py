"""The open benchmark's frozen answers: what was right stays right, and no wrong link is new."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks" / "names"


@pytest.mark.slow
def test_nothing_got_worse() -> None:
    answer = subprocess.run([sys.executable, str(FOLDER / "run.py")], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_every_case_has_a_frozen_answer() -> None:
    with (FOLDER / "cases.csv").open(encoding="utf-8", newline="") as cases, (FOLDER / "baseline.csv").open() as frozen:
        assert [row["case"] for row in csv.DictReader(cases)] == [row["case"] for row in csv.DictReader(frozen)]
