"""Offline files: tables found with their layouts, layouts agreed to; and the ledger of reconciliations."""

from __future__ import annotations

from typing import Literal

from ninja import Schema
from pydantic import Field


class LayoutColumn(Schema):
    name: str
    unit: str = ""


class KeptLayout(Schema):
    """How files with one header are read."""

    fingerprint: str
    example: str
    header: list[list[str]]
    columns: list[LayoutColumn]
    date_order: str
    used_by: list[str] = Field(default=[], description="按此版式读取的来源表")


class FoundColumn(LayoutColumn):
    column: str = Field(description="列号，与 Excel 相同")


class GridRow(Schema):
    """A row of the sheet; ``kind`` is header, data, outside, or why it is no data."""

    number: int
    cells: list[str]
    kind: str


class SkippedRow(Schema):
    row: int
    reason: str
    text: str
    value: str


class TotalMismatch(Schema):
    row: int
    column: str
    text: str


class FoundTable(Schema):
    """A table found in a file: where, how it would be read, and whether somebody agreed to that."""

    sheet: str
    range: str
    header_rows: list[int]
    fingerprint: str
    state: Literal["remembered", "proposed", "changed"]
    difference: str
    columns: list[FoundColumn]
    date_order: str
    date_system: int
    row_count: int
    total_mismatches: list[TotalMismatch]
    skipped: list[SkippedRow]
    grid: list[GridRow]


class FoundTables(Schema):
    file: str
    tables: list[FoundTable]


class LookWanted(Schema):
    """Where a person puts the header, if elsewhere than proposed."""

    header: str = Field(default="", max_length=20, description="表头所在的行，如 4 或 4-5")
    sheet: str = Field(default="", max_length=100)


class KeepWanted(LookWanted):
    """The layout of one table as it shall be kept: a name and a unit for each column, in order."""

    fingerprint: str
    names: list[str]
    units: list[str]
    date_order: Literal["", "mdy", "dmy"] = ""


class Reconciliation(Schema):
    """One table compared at one stage in one run."""

    run_no: int
    reconciled_at: str
    source_system: str
    label: str
    table_name: str
    stage: Literal["source-raw", "raw-core"]
    left_side: str
    right_side: str
    left_rows: int | None
    right_rows: int | None
    differing: int | None
    sums: list[str]
    state: Literal["equal", "differs", "failed"]
    note: str


class ReconciliationPage(Schema):
    total: int
    page: int
    size: int
    rows: list[Reconciliation]


class DifferingKey(Schema):
    """A key on which two sides differ, masked where it is personal."""

    key: str
    kind: Literal["missing", "extra", "repeated", "changed"]
    columns: str
    left_place: str | None
    right_place: str | None
    left_rows: int | None
    right_rows: int | None
