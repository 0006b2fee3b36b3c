"""Writing what was read from offline files: the common table, and the list of what was set aside."""

from __future__ import annotations

import csv
from dataclasses import astuple, fields
from pathlib import Path

import pyarrow.parquet

from anlan.base.errors import InputUnreadable
from anlan.collection.offline.read import Aside, OfflineRows


def write_rows(result: OfflineRows, path: Path) -> None:
    """Write the common table as CSV (UTF-8) or Parquet, by the file's ending. Raises: InputUnreadable."""
    table = result.table()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".parquet":
        pyarrow.parquet.write_table(table, path)
    elif path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(table.schema.names)
            writer.writerows(result.rows)
    else:
        raise InputUnreadable(path=path, reason="只能写成 csv 或 parquet", action="--out 以 .csv 或 .parquet 结尾。")


def write_aside(result: OfflineRows, path: Path) -> None:
    """Write what was not read as CSV: file, sheet, row, column, reason and value."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([field.name for field in fields(Aside)])
        writer.writerows(astuple(one) for one in result.aside)
