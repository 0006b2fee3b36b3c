"""Offline files and reconciliations as the console shows them: layouts proposed, corrected, kept; what was compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anlan.base.errors import AnlanError
from anlan.collection.offline import words
from anlan.collection.offline.layout import Layout, ReadTable
from anlan.collection.offline.layout_file import FOLDER, remember, remembered
from anlan.collection.offline.proposal import around, corrected, tables_of
from anlan.collection.reconcile import ledger
from anlan.control.place import open_pool, workspace
from anlan.control.source_view import contracts, system_labels

_CELLS = 40
_LINES = 5000


class LayoutNotInFile(AnlanError):
    """The file holds no table of that header any more."""

    code = "layout-not-in-file"
    status = 422
    message = "文件中没有版式为 {fingerprint} 的表"
    hint = "重新上传文件，在提议的表中选一个，或改正表头所在的行。"


def layouts() -> list[dict[str, Any]]:
    """The layouts that were agreed to, with the source tables read by each."""
    known = _known()
    users: dict[str, list[str]] = {}
    for contract in contracts(workspace()):
        for table in contract.tables:
            if wanted := table.format.get("layout"):
                users.setdefault(str(wanted), []).append(f"{contract.label} {table.label}")
    return [{**one.as_dict(), "used_by": users.get(key, [])} for key, one in sorted(known.items())]


def _known() -> dict[str, Layout]:
    return remembered(workspace().root / FOLDER)


def look(data: bytes, file_name: str, header: str, sheet: str) -> dict[str, Any]:
    """The tables of a file, each with its layout and the rows about its header; nothing is kept.

    Raises: FileUnreadable, SourceEmpty, HeaderRowsInvalid.
    """
    tables = tables_of(data, file_name, _known(), header, sheet)
    return {"file": file_name, "tables": [{**one.as_dict(), "grid": _grid(one)} for one in tables]}


def _grid(table: ReadTable) -> list[dict[str, Any]]:
    first, height = table.found.first, table.found.height
    header = set(table.sheet.numbers[first : first + height])
    reasons = {row.number: row.reason for row in table.rows}
    return [
        {
            "number": number,
            "cells": [words.cell_text(cell) for cell in cells[:_CELLS]],
            "kind": "header" if number in header else reasons.get(number, "outside") or "data",
        }
        for number, cells in around(table.sheet, first, first + height - 1)
    ]


def keep(
    data: bytes,
    file_name: str,
    header: str,
    sheet: str,
    fingerprint: str,
    names: Sequence[str],
    units: Sequence[str],
    date_order: str,
) -> dict[str, Any]:
    """Keep the layout of one table of a file as corrected: files with this header are read by it from now on.

    Raises: LayoutNotInFile, Findings, FileUnreadable, SourceEmpty, HeaderRowsInvalid.
    """
    tables = tables_of(data, file_name, _known(), header, sheet)
    found = next((one.layout for one in tables if one.layout.fingerprint == fingerprint), None)
    if found is None:
        raise LayoutNotInFile(fingerprint=fingerprint)
    layout = corrected(found, names, units, date_order, file_name)
    remember(workspace().root / FOLDER, [layout])
    return layout.as_dict()


def reconciliations(system: str, page: int, size: int) -> dict[str, Any]:
    """A page of what was compared, the newest first; those that differ carry the keys that differ."""
    pool = open_pool(workspace())
    found = ledger.by_table(ledger.read(pool, ledger.LEDGER, system or None, _LINES))
    labels = system_labels(workspace())
    rows = [{**row, "label": labels.get(row["source_system"], row["source_system"])} for row in found]
    shown = rows[(page - 1) * size : page * size]
    return {"total": len(rows), "page": page, "size": size, "rows": shown}


def differing_keys(run_no: int, system: str, table: str, stage: str) -> list[dict[str, Any]]:
    """The kept keys on which two sides differed in a run, masked where they are personal."""
    rows = ledger.read(open_pool(workspace()), ledger.KEYS, system, _LINES)
    wanted = (run_no, table, stage)
    return [row for row in rows if (row["run_no"], row["table_name"], row["stage"]) == wanted]
