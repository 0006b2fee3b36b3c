"""The shape of an annex: its tables, columns and rows as printed, and the declared texts around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

from anlan.base.yaml_text import load_yaml
from anlan.standards.documents import registry_counts
from anlan.standards.objects import ObjectRegistry, RegisteredObject
from anlan.standards.registry import Registry

TEMPLATES = Path(__file__).parent / "templates" / "standards"
NOTHING = "—"
# A table of no more lines is not broken across pages.
SHORT = 12
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
    declared: Mapping[str, Any] = load_yaml((TEMPLATES / "wording.yml").read_text(encoding="utf-8"))
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


def build_table(number: str, caption: str, columns: Sequence[Mapping[str, Any]], rows: Iterable[Cells]) -> AnnexTable:
    """A table of declared columns; a row without a column's value shows what the column declares, or a dash."""
    heads = tuple(Column(c["label"], c["width"], c.get("align", "left")) for c in columns)
    fields = [(column["field"], column.get("empty", NOTHING)) for column in columns]
    printed = tuple(tuple(row.get(field) or empty for field, empty in fields) for row in rows)
    return AnnexTable(number, caption, heads, printed)
