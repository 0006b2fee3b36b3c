"""Wrong cells of real tables, where the reference data lies at hand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from anlan.quality.suggest.reading import read_table
from anlan.quality.suggest.suggestion import suggest


@pytest.mark.reference
@pytest.mark.parametrize("name", ["hospital", "beers"])
def test_most_wrong_cells_of_real_tables_are_found_and_few_others(reference_data: Path, name: str) -> None:
    dirty, clean = (reference_data / "dirty" / f"{name}_{state}.csv" for state in ("dirty", "clean"))
    rows = []
    for path in (dirty, clean):
        with path.open(encoding="utf-8", newline="") as file:
            rows.append(list(csv.reader(file)))
    header = rows[0][0]
    truth = {
        (number, header[place])
        for number, (given, right) in enumerate(zip(rows[0][1:], rows[1][1:], strict=True))
        for place, (value, wanted) in enumerate(zip(given, right, strict=True))
        if value != wanted
    }
    found = {(cell.row, cell.column) for cell in suggest(read_table(dirty)).cells}
    hits = len(truth & found)
    assert 2 * hits / (len(truth) + len(found)) >= 0.9
    assert len(suggest(read_table(clean)).cells) <= 0.01 * len(rows[0]) * len(header)
