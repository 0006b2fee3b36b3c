"""Data files as a harvest: each file, or each series of files of one layout, is a table; types come from its values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from anlan.base.errors import AnlanError, InputMissing
from anlan.collection.contract import TableContract
from anlan.collection.csv_file import parse_csv
from anlan.collection.excel_file import parse_excel
from anlan.collection.harvest.dictionary import harvest_dictionary, is_dictionary
from anlan.collection.harvest.encodings import decode_script, repaired
from anlan.collection.harvest.file_header import excel_headers, text_header
from anlan.collection.harvest.items import Harvest, HarvestedItem, HarvestedTable, Unread
from anlan.collection.jsonl_file import parse_jsonl
from anlan.collection.parsed import FILE_NAME, ROW_NO, Parsed

EXCEL = frozenset({".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"})
TEXT = frozenset({".csv", ".tsv", ".txt"})
LINES = frozenset({".jsonl", ".ndjson"})
SUFFIXES = EXCEL | TEXT | LINES | {".parquet"}
_SERIES = re.compile(r"[\s_.-]*\(?\d[\d年月日季度上下半_.-]*\)?$")
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,17})", re.ASCII)
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,17})(\.\d+)?", re.ASCII)
_DAY = re.compile(r"(19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?", re.ASCII)
_OWN = frozenset({ROW_NO, FILE_NAME})
_TYPES = {
    "BIGINT": "integer",
    "HUGEINT": "integer",
    "INTEGER": "integer",
    "DOUBLE": "decimal",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamp",
    "BOOLEAN": "boolean",
    "VARCHAR": "text",
}


@dataclass
class FileTable:
    """One table of a folder: its files and their rows in one Arrow table."""

    name: str
    paths: list[Path] = field(default_factory=list)
    parts: list[pa.Table] = field(default_factory=list)

    @property
    def rows(self) -> pa.Table:
        """All rows of all files."""
        return pa.concat_tables(self.parts)


def harvest_files(place: Path, system: str = "", dictionary: bool = False) -> Harvest:
    """The tables and items of a file or of every file below a folder.

    A workbook that holds a data dictionary gives what the dictionary lists. Raises: InputMissing, FileUnreadable.
    """
    name = system or place.stem
    harvest = Harvest(name)
    if not place.exists():
        raise InputMissing(path=place)
    data: list[Path] = []
    for path in offered(place):
        try:
            if path.suffix.lower() in EXCEL and (dictionary or is_dictionary(path)):
                harvest.add(harvest_dictionary(path, name))
            else:
                data.append(path)
        except AnlanError as error:
            _keep_or_raise(harvest, place, path, error)
    tables, unread = read_tables(place, data)
    harvest.unread += unread
    for table in tables:
        _take(harvest, table)
    return harvest


def _keep_or_raise(harvest: Harvest, place: Path, path: Path, error: AnlanError) -> None:
    if place.is_file():
        raise error
    harvest.unread.append(Unread(path.name, error.text))


def offered(place: Path) -> list[Path]:
    """The readable files of a place: the file itself, or all below a folder, by name."""
    if place.is_file():
        return [place]
    found = (path for path in sorted(place.rglob("*")) if path.is_file() and path.suffix.lower() in SUFFIXES)
    return [path for path in found if not path.name.startswith((".", "~$"))]


def series_name(name: str) -> str:
    """The name that the files of one series share: without the period at its end."""
    return _SERIES.sub("", name) or name


def read_tables(
    place: Path, paths: Sequence[Path], agreed: TableContract | None = None
) -> tuple[list[FileTable], list[Unread]]:
    """The tables in files, files of one series with the same columns as one; and what could not be read of them.

    A contract's names say which row is the header; without one the shape of the rows does.
    Raises: FileUnreadable where the only file cannot be read.
    """
    tables: dict[tuple[str, tuple[str, ...]], FileTable] = {}
    unread: list[Unread] = []
    for path in paths:
        try:
            for name, rows, notes in _rows(path, agreed):
                stem = series_name(name)
                kept = FileTable(stem)
                key = (stem, tuple(rows.schema.names))
                tables.setdefault(key, kept).paths.append(path)
                tables[key].parts.append(rows)
                unread += [Unread(path.name, note) for note in notes]
        except (AnlanError, pa.ArrowException, OSError) as error:
            if place.is_file() and isinstance(error, AnlanError):
                raise
            unread.append(Unread(path.name, error.text if isinstance(error, AnlanError) else str(error)[:200]))
    found = list(tables.values())
    for table in found:
        # A name that two layouts share keeps each file's own name.
        if sum(other.name == table.name for other in found) > 1 or len(table.paths) == 1:
            table.name = table.paths[0].stem if table.paths[0].suffix.lower() not in EXCEL else table.name
    return found, unread


def _rows(path: Path, agreed: TableContract | None) -> Iterator[tuple[str, pa.Table, list[str]]]:
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        yield path.stem, pyarrow.parquet.read_table(path), []
        return
    data = path.read_bytes()
    options = dict(agreed.format) if agreed is not None else {}
    names = sorted(agreed.named_items) if agreed is not None else []
    if suffix in EXCEL:
        sheets = [("", names)] if names else excel_headers(data, path.name)
        for sheet, header in sheets:
            parsed = parse_excel(data, path.name, options | ({"sheet": sheet} if sheet else {}), header)
            yield (f"{path.stem}.{sheet}" if len(sheets) > 1 else path.stem), _plain(parsed.table), _aside(parsed)
        return
    text, broken = decode_script(data, str(options.pop("encoding", "") or ""))
    notes = [f"第 {line} 行含有无法识别的字节" for line in broken[:20]]
    clean = text.removeprefix("\ufeff").encode()
    if suffix in LINES:
        parsed = parse_jsonl(clean, path.name, options, names or _json_names(text))
    else:
        delimiter, found = text_header(text, path.name)
        parsed = parse_csv(clean, path.name, {"delimiter": delimiter} | options, names or found)
    yield path.stem, _plain(parsed.table), notes + _aside(parsed)


def _aside(parsed: Parsed) -> list[str]:
    lost = sum(one.drops_row for one in parsed.set_aside)
    return [f"{lost} 行列数不符或无法识别"] if lost else []


def _plain(table: pa.Table) -> pa.Table:
    return table.drop_columns([name for name in table.schema.names if name in _OWN])


def _json_names(text: str) -> list[str]:
    names: dict[str, None] = {}
    for line in text.splitlines()[:1000]:
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, Mapping):
            names |= dict.fromkeys(value)
    return list(names)


def _take(harvest: Harvest, table: FileTable) -> None:
    rows = table.rows
    harvest.tables.append(HarvestedTable(harvest.system, table.name, rows=rows.num_rows))
    for name, (kind, length, has_null) in value_types(rows).items():
        harvest.items.append(
            HarvestedItem(
                system=harvest.system,
                table=table.name,
                column=name,
                column_comment=repaired(name) if not name.isascii() else "",
                type=kind,
                length=length,
                nullable=has_null,
            )
        )


def value_types(rows: pa.Table) -> dict[str, tuple[str, str, bool]]:
    """Type, longest length and whether values are missing, by column, as the values themselves say.

    Text that begins with a zero is a code and stays text, however numeric it looks.
    """
    with duckdb.connect(":memory:") as connection:
        connection.register("harvested", rows)
        kinds = {row[0]: str(row[1]) for row in connection.execute("DESCRIBE harvested").fetchall()}
        return {
            name: _text_type(connection, column) if kind == "VARCHAR" else _plain_type(kind, column)
            for (name, kind), column in zip(kinds.items(), rows.columns, strict=True)
        }


def _plain_type(kind: str, column: pa.ChunkedArray) -> tuple[str, str, bool]:
    return _TYPES.get(kind.partition("(")[0], kind.lower()), "", column.null_count > 0


def _text_type(connection: duckdb.DuckDBPyConnection, column: pa.ChunkedArray) -> tuple[str, str, bool]:
    """Judged on the different values only: the first one that does not fit ends each test."""
    distinct = pc.utf8_trim(pc.unique(column).cast(pa.string()), " ").to_pylist()
    values = [value for value in distinct if value]
    has_gaps = len(values) < len(distinct)
    if all(map(_WHOLE.fullmatch, values)):
        return ("integer" if values else "text"), "", has_gaps
    if all(map(_NUMBER.fullmatch, values)):
        return "decimal", "", has_gaps
    longest = max(map(len, values))
    if _are_days(connection, values):
        return ("date" if longest <= len("2026年12月31日") else "timestamp"), "", has_gaps
    return "text", str(longest), has_gaps


def _are_days(connection: duckdb.DuckDBPyConnection, values: Sequence[str]) -> bool:
    """Whether all values are days or moments, in any shape that people or databases write."""
    others = [value for value in values if not _DAY.fullmatch(value)]
    if not others:
        return True
    query = "SELECT bool_and(TRY_CAST(value AS TIMESTAMP) IS NOT NULL) FROM (SELECT unnest(?) AS value)"
    # One value tells most columns apart before all are tried.
    return all(connection.execute(query, [part]).fetchall()[0][0] for part in (others[:1], others))
