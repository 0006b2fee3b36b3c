"""What a harvest brings: items and tables in one form whatever they were read from, and what could not be read."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from anlan.base.errors import AnlanError, InputMissing
from anlan.collection.csv_file import detect_encoding
from anlan.collection.harvest.encodings import all_repaired
from anlan.collection.parsed import plain_name

COLUMNS = (
    "system",
    "table",
    "table_comment",
    "column",
    "column_comment",
    "type",
    "length",
    "nullable",
    "primary_key",
)
# What lists made by other tools call the columns; a list of standard items has names, English names and codes.
_OTHER_NAMES = {
    "name": "column_comment",
    "label": "column_comment",
    "comment": "column_comment",
    "code": "column",
    "english": "column",
    "table_name": "table",
    "column_name": "column",
    "data_type": "type",
    "domain": "table_comment",
}
_WORDS = {True: "true", False: "false"}
_TRUE = frozenset({"true", "1", "y", "yes", "t", "是", "√", "pk", "主键"})


class ItemsUnreadable(AnlanError):
    """A file that should list harvested items does not have their columns."""

    code = "items-unreadable"
    status = 422
    message = "{file} 不是指标项清单：缺少列 {missing}"
    hint = (
        "清单的列为 system,table,table_comment,column,column_comment,type,length,nullable,primary_key；"
        "其余可缺，但 column 与 column_comment 至少有一个。"
    )


@dataclass(frozen=True)
class HarvestedItem:
    """One column of one table as its system declares it.

    ``type`` is the system's own name in lower case, without its length; ``length`` is the length, or precision and
    scale as ``10,2``, and empty where the type has none.
    """

    system: str
    table: str
    column: str
    table_comment: str = ""
    column_comment: str = ""
    type: str = ""
    length: str = ""
    nullable: bool = True
    primary_key: bool = False

    @property
    def place(self) -> str:
        """Where the item stands: system, table and column."""
        return ".".join((self.system, self.table, self.column))


@dataclass(frozen=True)
class HarvestedTable:
    """One table of a system; ``rows`` is ``None`` where nobody counted."""

    system: str
    name: str
    comment: str = ""
    rows: int | None = None


@dataclass(frozen=True)
class Unread:
    """Something a harvest could not read, or read only in part: where, why, and how it begins."""

    place: str
    reason: str
    text: str = ""


@dataclass
class Harvest:
    """Everything one harvest found.

    ``passed_over`` counts what holds no structure (statements that load rows, views, grants), by kind.
    """

    system: str
    items: list[HarvestedItem] = field(default_factory=list)
    tables: list[HarvestedTable] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)

    def add(self, other: Harvest) -> None:
        """Take over what another harvest found."""
        self.items += other.items
        self.tables += other.tables
        self.unread += other.unread
        self.passed_over += other.passed_over

    def repair(self) -> None:
        """Put comments right whose bytes were once read with the wrong encoding."""
        said = {item.column_comment for item in self.items} | {table.comment for table in self.tables}
        meant = all_repaired(said | {item.table_comment for item in self.items})
        if all(text == right for text, right in meant.items()):
            return
        self.tables = [replace(table, comment=meant[table.comment]) for table in self.tables]
        self.items = [
            replace(item, table_comment=meant[item.table_comment], column_comment=meant[item.column_comment])
            for item in self.items
        ]

    def as_dict(self) -> dict[str, Any]:
        """The harvest without its items, as plain values."""
        return {
            "system": self.system,
            "items": len(self.items),
            "tables": [asdict(table) for table in self.tables],
            "unread": [asdict(one) for one in self.unread],
            "passed_over": dict(sorted(self.passed_over.items())),
        }


def write_items(path: Path, items: Iterable[HarvestedItem]) -> int:
    """Write items as CSV in UTF-8; returns how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(COLUMNS)
        for item in items:
            values = asdict(item) | {"nullable": _WORDS[item.nullable], "primary_key": _WORDS[item.primary_key]}
            writer.writerow([values[name] for name in COLUMNS])
            count += 1
    return count


def read_items(path: Path) -> list[HarvestedItem]:
    """The items of a CSV in the form of ``write_items``; columns other than the item's own may be missing.

    Raises: InputMissing, ItemsUnreadable.
    """
    if not path.is_file():
        raise InputMissing(path=path)
    data = path.read_bytes()
    encoding = detect_encoding(data)
    text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding, errors="replace")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    names = {plain_name(name).lower(): name for name in rows.fieldnames or ()}
    for other, own in _OTHER_NAMES.items():
        if other in names and own not in names:
            names[own] = names[other]
    if not names.keys() & {"column", "column_comment"}:
        raise ItemsUnreadable(file=path.name, missing="column、column_comment")
    return [_item({key: (row.get(name) or "").strip() for key, name in names.items()}) for row in rows]


def _item(row: dict[str, str]) -> HarvestedItem:
    comment = row.get("column_comment", "")
    if row.get("codelist"):
        comment = f"{comment} {row['codelist']}".strip()
    return HarvestedItem(
        system=row.get("system", ""),
        table=row.get("table", ""),
        column=row.get("column", ""),
        table_comment=row.get("table_comment", ""),
        column_comment=comment,
        type=row.get("type", ""),
        length=row.get("length", ""),
        nullable=row.get("nullable", "true").lower() in (_TRUE | {""}),
        primary_key=row.get("primary_key", "").lower() in _TRUE,
    )


def commented(item: HarvestedItem, comment: str, table_comment: str = "") -> HarvestedItem:
    """The item with comments where the system itself gives none."""
    return replace(
        item,
        column_comment=item.column_comment or comment,
        table_comment=item.table_comment or table_comment,
    )
