"""The annexes of a printed standard: tables filled from the registry, one annex a kind of registered thing.

Which columns an annex shows and what it says stands in ``templates/standards/wording.yml``; here is only where its rows
come from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from anlan.reports.standards_annex_table import Annex, AnnexTable, Cells, Contents, build_table, wording
from anlan.reports.standards_code_annex import code_set_details, code_set_rows
from anlan.standards.catalogue import catalogue_classes
from anlan.standards.documents import POINT_KINDS, Document
from anlan.standards.objects import RegisteredObject
from anlan.standards.registry import EMPLOYER_COLUMNS, ROW_COLUMNS, CoreTable

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def own_name(document: Document) -> str:
    """What the document calls itself (本文件, 本办法 or 本标准), as its scope begins."""
    return document.scope[:3]


def annexes_of(document: Document, contents: Contents) -> tuple[Annex, ...]:
    """The document's annexes in order, and behind them the one that tells each clause's source and point."""
    kinds = (*document.annexes, "clause")
    return tuple(_annex(kind, letter, document, contents) for kind, letter in zip(kinds, LETTERS, strict=False))


def _annex(kind: str, letter: str, document: Document, contents: Contents) -> Annex:
    told = wording()["annexes"][kind]
    rows = _clause_rows(document) if kind == "clause" else _ROWS.get(kind, _object_rows(kind))(contents)
    main = build_table(f"{letter}.1", told["title"], told["columns"], rows)
    details, further = _DETAILS[kind](letter, told, contents) if kind in _DETAILS else ((), ())
    lead = told["lead"].format(
        count=len(rows), table=main.number, self=own_name(document), codes=len({row.get("code") for row in rows})
    )
    tables = (main, *details)
    return Annex(letter, kind, told["nature"], told["title"], (lead, *further), tables, told.get("landscape", False))


def _object_rows(kind: str) -> Callable[[Contents], list[Cells]]:
    return lambda contents: [_object_cells(entry) for entry in contents.of_kind(kind)]


def _object_cells(entry: RegisteredObject) -> Cells:
    scopes = wording()["scopes"]
    body = {key: _joined(value, scopes) for key, value in entry.body.items()}
    return {"id": entry.identifier, "name": entry.name} | body


def _joined(value: Any, labels: Mapping[str, str]) -> str:
    return "、".join(labels.get(part, part) for part in value) if isinstance(value, list) else str(value)


def _clause_rows(document: Document) -> list[Cells]:
    return [
        {
            "number": clause.number,
            "source": clause.source,
            "kind": POINT_KINDS[clause.point.kind] if clause.point else "",
            "point": clause.point.label if clause.point else clause.why,
        }
        for clause in document.clauses
    ]


def _class_rows(_: Contents) -> list[Cells]:
    return [{"domain": c.domain, "code": c.code, "name": c.name, "english": c.english} for c in catalogue_classes()]


def _systems(entry: RegisteredObject) -> str:
    labels = wording()["systems"]
    return "、".join(labels.get(system, system) for system in entry.body.get("systems", "").split())


def _element_rows(contents: Contents) -> list[Cells]:
    status, mark = wording()["element_status"], wording()["doubtful"]
    return [
        {
            **_object_cells(entry),
            "format": entry.body.get("format", "") + (mark if entry.body.get("format_status") == "inferred" else ""),
            "systems": _systems(entry),
            "status": status[entry.body["status"]],
        }
        for entry in contents.objects.of_kind("data_element", contents.day)
    ]


def _conflict_rows(contents: Contents) -> list[Cells]:
    elements = contents.objects.of_kind("data_element", contents.day)
    found = [entry for entry in elements if entry.body["status"] == "conflict"]
    return [
        {"code": e.body["code"], "id": e.identifier, "name": e.name, "systems": _systems(e)}
        for e in sorted(found, key=lambda entry: (entry.body["code"], entry.identifier))
    ]


def _table_name(table: CoreTable) -> str:
    return table.label + (wording()["annexes"]["core_table"]["employer_mark"] if table.employer else "")


def _core_rows(contents: Contents) -> list[Cells]:
    return [
        {"id": t.name, "name": _table_name(t), "size": str(len(t.columns)), "key": "、".join(t.key)}
        for t in contents.registry.tables.values()
    ]


def _core_details(
    letter: str, told: Mapping[str, Any], contents: Contents
) -> tuple[tuple[AnnexTable, ...], tuple[str, ...]]:
    tables = tuple(
        _columns_table(f"{letter}.{place}", table, told)
        for place, table in enumerate(contents.registry.tables.values(), 2)
    )
    note = told["row_note"].format(row="、".join(ROW_COLUMNS), employer="、".join(EMPLOYER_COLUMNS))
    return tables, (note,)


def _columns_table(number: str, table: CoreTable, told: Mapping[str, Any]) -> AnnexTable:
    types, notes = wording()["column_types"], wording()["column_notes"]
    rows = [
        {
            "name": column.name,
            "label": column.label + (f"（{notes.get(column.note, column.note)}）" if column.note else ""),
            "type": types[column.type],
            "unit": column.unit,
            "item": column.item,
            "grade": column.grade,
            "code_set": column.code_set,
        }
        for column in table.columns.values()
    ]
    caption = told["detail"].format(id=table.name, name=_table_name(table))
    return build_table(number, caption, told["detail_columns"], rows)


_ROWS: Mapping[str, Callable[[Contents], list[Cells]]] = {
    "catalogue_class": _class_rows,
    "code_set": code_set_rows,
    "core_table": _core_rows,
    "data_element": _element_rows,
    "conflict": _conflict_rows,
}
_DETAILS: Mapping[str, Callable[..., tuple[tuple[AnnexTable, ...], tuple[str, ...]]]] = {
    "code_set": code_set_details,
    "core_table": _core_details,
}
