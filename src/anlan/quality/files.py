"""A file as a relation: CSV (UTF-8, UTF-16, GB18030), JSON lines, Excel and Parquet, every value as it was written."""

from __future__ import annotations

import codecs
import json
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import python_calamine

from anlan.base.errors import InputMissing, InputUnreadable
from anlan.pool.delta import literal, quoted
from anlan.quality.relation import Relation, parquet_relation, table_relation

_TEXT = (".csv", ".tsv", ".txt")
_LINES = (".jsonl", ".ndjson")
_EXCEL = (".xlsx", ".xls", ".xlsm", ".et")
SUFFIXES = (*_TEXT, *_LINES, *_EXCEL, ".parquet")
_DELIMITERS = (",", "\t", ";", "|")
_CHUNK = 1 << 20


def file_relation(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> Relation:
    """The rows of a file under a name in the connection; CSV, JSON lines and Excel as text.

    Raises: InputMissing, InputUnreadable.
    """
    if not path.is_file():
        raise InputMissing(path=path)
    suffix = path.suffix.lower()
    if not path.stat().st_size:
        raise _unreadable(path, "文件是空的")
    if suffix == ".parquet":
        try:
            return parquet_relation(connection, name, [str(path)])
        except duckdb.Error as error:
            raise _unreadable(path, "不是完整的 Parquet 文件") from error
    if suffix in _TEXT:
        _load_csv(connection, name, path)
    elif suffix in _LINES:
        _load_table(connection, name, _json_lines(path))
    elif suffix in _EXCEL:
        _load_excel(connection, name, path)
    else:
        raise _unreadable(path, f"不支持 {suffix or '没有扩展名的'} 文件")
    return table_relation(connection, name, name)


def _unreadable(path: Path, reason: str) -> InputUnreadable:
    return InputUnreadable(path=path, reason=reason, action="提供 csv、xlsx、jsonl 或 parquet 文件，首行为列名。")


def _load_csv(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = path if _is_utf8(path) else _as_utf8(path, Path(folder) / "utf8.csv")
        options = "all_varchar = true, header = true, null_padding = true, sample_size = -1, parallel = false"
        options += f", delim = {literal(_delimiter(source))}, quote = '\"', escape = '\"'"
        query = f"SELECT * FROM read_csv({literal(str(source))}, {options})"
        # Findings name rows by their place in the file.
        connection.execute("SET preserve_insertion_order = true")
        try:
            connection.execute(f"CREATE OR REPLACE TABLE {quoted(name)} AS {query}")
        except duckdb.Error as error:
            raise _unreadable(path, "各行列数或引号不一致，或没有表头") from error
        finally:
            connection.execute("SET preserve_insertion_order = false")


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _delimiter(path: Path) -> str:
    """The separator that occurs most outside quotation marks in the header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = next((line for line in file if line.strip()), "")
    return max(_DELIMITERS, key="".join(first.split('"')[::2]).count)


def _as_utf8(path: Path, target: Path) -> Path:
    with path.open("rb") as file:
        is_wide = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    encoding = "utf-16" if is_wide else "gb18030"
    try:
        with path.open(encoding=encoding, newline="") as source, target.open("w", encoding="utf-8", newline="") as out:
            while chunk := source.read(_CHUNK):
                out.write(chunk)
    except UnicodeError as error:
        raise _unreadable(path, "编码既不是 UTF-8 也不是 GB18030") from error
    return target


def _json_lines(path: Path) -> pa.Table:
    """The objects of a file, one a line, their values as text; what an object does not have is missing."""
    rows: list[dict[str, Any]] = []
    try:
        for number, line in enumerate(path.read_bytes().decode("utf-8-sig").split("\n"), start=1):
            row = json.loads(line, parse_int=str, parse_float=str, parse_constant=str) if line.strip() else {}
            if not isinstance(row, dict):
                raise _unreadable(path, f"第 {number} 行不是 JSON 对象")
            rows += [row] if line.strip() else []
    except json.JSONDecodeError as error:
        raise _unreadable(path, f"第 {number} 行不是 JSON 对象") from error
    except UnicodeDecodeError as error:
        raise _unreadable(path, "编码不是 UTF-8") from error
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not names:
        raise _unreadable(path, "没有一行有列名")
    return pa.table({name: pa.array([_json_text(row.get(name)) for row in rows], pa.string()) for name in names})


def _json_text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _load_excel(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=True)
    except (python_calamine.CalamineError, OSError) as error:
        raise _unreadable(path, "不是可读取的 Excel 工作簿") from error
    if not rows or not any(str(cell).strip() for cell in rows[0]):
        raise _unreadable(path, "第一张工作表没有表头")
    header = _names([str(cell).strip() for cell in rows[0]])
    columns = list(zip(*rows[1:], strict=False)) or [()] * len(header)
    arrays = [pa.array([_text(value) for value in values], pa.string()) for values in columns]
    _load_table(connection, name, pa.Table.from_arrays(arrays, names=header))


def _load_table(connection: duckdb.DuckDBPyConnection, name: str, loaded: pa.Table) -> None:
    connection.register("__quality_loaded", loaded)
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(f"CREATE OR REPLACE TABLE {quoted(name)} AS SELECT * FROM __quality_loaded")
    connection.execute("SET preserve_insertion_order = false")
    connection.unregister("__quality_loaded")


def _names(header: Sequence[str]) -> list[str]:
    names: list[str] = []
    for place, name in enumerate(header, 1):
        plain = name or f"第{place}列"
        names.append(plain if plain not in names else f"{plain}_{place}")
    return names


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
