"""The main job on a small made-up city finds what was planted and is not taken in by the traps."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "city"


@pytest.mark.slow
def test_planted_risks_are_found_and_traps_stay_below_orange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARK))
    monkeypatch.setitem(sys.modules, "anlan_city", pytest.importorskip("anlan_city"))
    from measure import build, look, run

    folder = tmp_path / "city"
    build(folder, 0.002, 77)
    job = run(folder)
    assert job["state"] == "done"
    result = look(folder)
    # A small city plants few cases, so that one miss weighs much: the figures proper are in benchmarks/city.
    assert result.recall >= 0.85
    assert result.precision >= 0.85
    loud = result.traps_above_yellow()
    assert (loud["transfer"], loud["rumour"]) == (0, 0)
