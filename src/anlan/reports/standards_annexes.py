"""The annexes of a printed standard: tables filled from the registry, one annex a kind of registered thing.

Which columns an annex shows and what it says stands in ``templates/standards/wording.yml``; here is only where its rows
come from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

import yaml

from anlan.standards.catalogue import catalogue_classes
from anlan.standards.documents import POINT_KINDS, Document, registry_counts
from anlan.standards.objects import ObjectRegistry, RegisteredObject
from anlan.standards.registry import EMPLOYER_COLUMNS, ROW_COLUMNS, CoreTable, Registry

TEMPLATES = Path(__file__).parent / "templates" / "standards"
NOTHING = "—"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# A table of no more lines is not broken across pages.
SHORT = 12
# Side by side as many pairs of code and name as fit: the longest name, in characters → pairs across.
_ACROSS = ((6, 4), (11, 3), (20, 2))
# Names of code sets end with an English translation; the number of a standard stays.
_ENGLISH_TAIL = re.compile(r" (?!GB)[A-Za-z][\x00-\x7f]*$")
Cells = Mapping[str, str]


@dataclass(frozen=True)
class Column:
    """One column of a printed table: its heading, its share of the width, and where its text stands."""

    label: str
    width: float
    align: str


@dataclass(frozen=True)
class AnnexTable:
    """One table: number and caption, columns, rows as printed; ``across`` rows are set side by side in one line."""

    number: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    across: int = 1
    note: str = ""

    @property
    def lines(self) -> list[tuple[str, ...]]:
        """The rows as they stand on paper: down the first group of columns, then down the next."""
        height = ceil(len(self.rows) / self.across)
        empty = ("",) * len(self.columns)
        padded = [*self.rows, *[empty] * (height * self.across - len(self.rows))]
        return [
            tuple(cell for group in range(self.across) for cell in padded[group * height + place])
            for place in range(height)
        ]


@dataclass(frozen=True)
class Annex:
    """One annex: letter, nature (规范性 or 资料性), title, sentences, tables."""

    letter: str
    kind: str
    nature: str
    title: str
    lead: tuple[str, ...]
    tables: tuple[AnnexTable, ...]
    landscape: bool = False


@cache
def wording() -> Mapping[str, Any]:
    """The declared texts of the printed standards."""
    declared: Mapping[str, Any] = yaml.safe_load((TEMPLATES / "wording.yml").read_text(encoding="utf-8"))
    return declared


@dataclass(frozen=True)
class Contents:
    """What annexes are filled from: the registry, its objects, and the day whose versions count."""

    registry: Registry
    objects: ObjectRegistry
    day: date

    def of_kind(self, kind: str) -> list[RegisteredObject]:
        """Objects of a kind in force, in the order in which they are declared."""
        return [entry for entry in self.objects if entry.kind == kind and entry.in_force(self.day)]

    def count(self, name: str) -> int:
        """As the documents count."""
        return registry_counts(self.registry, self.objects, self.day)(name)


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
    main = _table(f"{letter}.1", told["title"], told["columns"], rows)
    details, further = _DETAILS[kind](letter, told, contents) if kind in _DETAILS else ((), ())
    lead = told["lead"].format(
        count=len(rows), table=main.number, self=own_name(document), codes=len({row.get("code") for row in rows})
    )
    tables = (main, *details)
    return Annex(letter, kind, told["nature"], told["title"], (lead, *further), tables, told.get("landscape", False))


def _table(number: str, caption: str, columns: Sequence[Mapping[str, Any]], rows: Iterable[Cells]) -> AnnexTable:
    heads = tuple(Column(c["label"], c["width"], c.get("align", "left")) for c in columns)
    fields = [(column["field"], column.get("empty", NOTHING)) for column in columns]
    printed = tuple(tuple(row.get(field) or empty for field, empty in fields) for row in rows)
    return AnnexTable(number, caption, heads, printed)


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


def _printed_source(source: str) -> str:
    return next((text for start, text in wording()["sources"].items() if source.startswith(start)), source)


def _set_name(entry: RegisteredObject, names: Mapping[str, str]) -> str:
    """The Chinese name: its own, or for a set named by an item code that of the element with the code."""
    if entry.name == entry.identifier:
        return names.get(entry.identifier, NOTHING)
    return _ENGLISH_TAIL.sub("", entry.name)


def _set_names(contents: Contents) -> dict[str, str]:
    names: dict[str, list[str]] = {}
    for element in contents.objects.of_kind("data_element", contents.day):
        names.setdefault(element.body["code"], []).append(element.name)
    labels = {code: "、".join(found) for code, found in names.items()}
    return {entry.identifier: _set_name(entry, labels) for entry in _code_sets(contents)}


def _code_sets(contents: Contents) -> list[RegisteredObject]:
    return contents.objects.of_kind("code_set", contents.day)


def _code_set_rows(contents: Contents) -> list[Cells]:
    names, sure = _set_names(contents), wording()["confidence"]
    return [
        {
            "id": entry.identifier,
            "name": names[entry.identifier],
            "size": str(len(entry.body["values"])),
            "source": _printed_source(entry.source),
            "confidence": sure[entry.confidence],
        }
        for entry in _code_sets(contents)
    ]


def _code_set_details(
    letter: str, told: Mapping[str, Any], contents: Contents
) -> tuple[tuple[AnnexTable, ...], tuple[str, ...]]:
    names = _set_names(contents)
    tables = tuple(
        _values_table(f"{letter}.{place}", entry, names[entry.identifier], told)
        for place, entry in enumerate(_code_sets(contents), 2)
    )
    return tables, (told["divisions_note"].format(count=contents.count("division")),)


def _values_table(number: str, entry: RegisteredObject, name: str, told: Mapping[str, Any]) -> AnnexTable:
    values, levels = entry.body["values"], entry.body.get("levels", {})
    shown = {code: text for code, text in values.items() if levels.get(code, "0") <= told["printed_level"]}
    doubtful = entry.body.get("doubtful", {})
    mark = wording()["doubtful"]
    rows = [{"code": code, "name": text + (mark if code in doubtful else "")} for code, text in shown.items()]
    base = _table(number, told["detail"].format(id=entry.identifier, name=name), told["detail_columns"], rows)
    notes = [told["doubtful_note"]] if doubtful else []
    if len(shown) < len(values):
        notes.append(_levels_note(entry, len(shown), told))
    longest = max(len(row["name"]) for row in rows)
    across = _pairs(len(rows), next((pairs for length, pairs in _ACROSS if longest <= length), 1))
    return AnnexTable(base.number, base.caption, base.columns, base.rows, across, "\n".join(notes))


def _pairs(rows: int, most: int) -> int:
    """As many groups side by side as the rows fill, so that none stands empty."""
    return ceil(rows / ceil(rows / most))


def _levels_note(entry: RegisteredObject, shown: int, told: Mapping[str, Any]) -> str:
    counts = Counter(entry.body["levels"].values())
    hidden = {level: number for level, number in sorted(counts.items()) if level > told["printed_level"]}
    text: str = told["levels_note"].format(
        level=told["printed_level"],
        shown=shown,
        hidden=sum(hidden.values()),
        levels="、".join(f"{told['level_names'][level]} {number} 个" for level, number in hidden.items()),
        id=entry.identifier,
        source=entry.source,
    )
    return text


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
    return _table(number, caption, told["detail_columns"], rows)


_ROWS: Mapping[str, Callable[[Contents], list[Cells]]] = {
    "catalogue_class": _class_rows,
    "code_set": _code_set_rows,
    "core_table": _core_rows,
    "data_element": _element_rows,
    "conflict": _conflict_rows,
}
_DETAILS: Mapping[str, Callable[..., tuple[tuple[AnnexTable, ...], tuple[str, ...]]]] = {
    "code_set": _code_set_details,
    "core_table": _core_details,
}
