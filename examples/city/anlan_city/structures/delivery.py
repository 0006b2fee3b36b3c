"""Delivers made systems as their make says: databases with comments, folders of CSV, scripts, a data dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import xlsxwriter

from anlan_city.stores import Said, Store, write_csv
from anlan_city.structures.tables import MadeTable
from anlan_city.structures.values import Filler, Values

_OWNED = "{owner}.{table}"


def deliver_rows(tables: Sequence[MadeTable], filler: Filler, store: Store) -> None:
    """Create and fill the tables in a database, and close it."""
    for table in tables:
        said = Said(table.comment, table.columns[0].name, {c.name: c.comment for c in table.columns if c.comment})
        store.create(table.name, {column.name: column.type for column in table.columns}, said)
        store.insert(table.name, filler.rows(table))
    store.close()


def deliver_files(tables: Sequence[MadeTable], filler: Filler, folder: Path) -> None:
    """A CSV file in GB18030 a table, named in Chinese; its header is all that is said of the columns."""
    for table in tables:
        rows: list[Values] = filler.rows(table)
        write_csv(folder / f"{table.comment}.csv", header_of(table), zip(*rows, strict=True), "gb18030")


def header_of(table: MadeTable) -> list[str]:
    """The comments as headings, a number behind one that is there already; columns without comment by their name."""
    header: list[str] = []
    for column in table.columns:
        heading = column.comment or column.name
        header.append(
            heading if heading not in header else f"{heading}{sum(h.startswith(heading) for h in header) + 1}"
        )
    return header


def deliver_script(tables: Sequence[MadeTable], system: str, folder: Path) -> None:
    """A DDL script as Oracle exports it, with comments, in GB18030."""
    folder.mkdir(parents=True, exist_ok=True)
    owner = system.split("_")[0].upper()
    text = "\n".join(line for table in tables for line in _script(table, owner))
    (folder / f"{system}_ddl.sql").write_bytes((text + "\n").encode("gb18030"))


def _script(table: MadeTable, owner: str) -> Iterable[str]:
    place = _OWNED.format(owner=owner, table=table.name)
    yield f"create table {place}\n("
    yield ",\n".join(f"  {c.name} {c.type}{' not null' if c.is_key else ''}" for c in table.columns)
    yield ");"
    yield f"comment on table {place} is '{table.comment}';"
    for column in table.columns:
        if column.comment:
            yield f"comment on column {place}.{column.name} is '{column.comment}';"
    yield f"alter table {place} add constraint PK_{table.name} primary key ({table.columns[0].name});"


def deliver_dictionary(tables: Sequence[MadeTable], system: str, folder: Path, day: int) -> None:
    """A data dictionary in Excel, one sheet for all tables, a title line above each."""
    folder.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(folder / "数据字典.xlsx"), {"in_memory": True}) as book:
        book.set_properties({"created": datetime.fromordinal(day), "title": system})
        page, line = book.add_worksheet("数据字典"), 0
        for table in tables:
            page.write(line, 0, f"表名：{table.name}（{table.comment}）")
            page.write_row(line + 1, 0, ["序号", "字段名", "中文名称", "数据类型", "是否主键", "是否必填"])
            for number, column in enumerate(table.columns, start=1):
                key = "是" if column.is_key else ""
                page.write_row(line + 1 + number, 0, [number, column.name, column.comment, column.type, key, key])
            line += len(table.columns) + 3


def write_items(tables: Iterable[MadeTable], path: Path) -> None:
    """What every item really is, for tests and benchmarks: product code never reads it."""
    rows = [
        {
            "system": table.system,
            "table": table.name,
            "table_comment": table.comment,
            "column": column.name,
            "comment": column.comment,
            "comment_kind": column.comment_kind,
            "element": column.element.identifier,
        }
        for table in tables
        for column in table.columns
    ]
    pyarrow.parquet.write_table(pa.Table.from_pylist(rows), path)
