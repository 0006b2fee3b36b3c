"""A DDL script as a harvest: the tables it leaves behind, and everything in it that was not read, with its line."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from sqlglot.errors import SqlglotError

from anlan.base.errors import AnlanError, InputMissing
from anlan.collection.harvest.ddl_statements import Structure, is_structural
from anlan.collection.harvest.ddl_table import TableDraft
from anlan.collection.harvest.encodings import decode_script
from anlan.collection.harvest.items import Harvest, HarvestedItem, HarvestedTable, Unread
from anlan.collection.harvest.native_types import FAMILIES, native_type
from anlan.collection.harvest.script import Statement, statements, without_version_marks

DIALECTS = tuple(FAMILIES)
_DEFAULT_SCHEMAS = frozenset({"public", "dbo", "main"})
_KIND = re.compile(
    r"\s*(CREATE\s+(?:OR\s+REPLACE\s+)?(?:(?!TABLE|VIEW|INDEX|FUNCTION|PROCEDURE|TRIGGER|SEQUENCE|TYPE)\S+\s+){0,6}?"
    r"(?:TABLE|VIEW|INDEX|FUNCTION|PROCEDURE|TRIGGER|SEQUENCE|TYPE|\S+)|(?:ALTER|DROP|COMMENT\s+ON)\s+\S+|\\\w+|@|[A-Za-z_/]+)",
    re.I,
)
_VERBS = frozenset(
    [
        "ALTER",
        "ANALYZE",
        "ANALYSE",
        "BEGIN",
        "CALL",
        "CHANGE",
        "COMMENT",
        "COMMIT",
        "COPY",
        "CREATE",
        "DECLARE",
        "DELETE",
        "DELIMITER",
        "DO",
        "DROP",
        "END",
        "EXEC",
        "EXECUTE",
        "EXIT",
        "EXPLAIN",
        "GO",
        "GRANT",
        "INSERT",
        "LOCK",
        "MERGE",
        "PRAGMA",
        "PROMPT",
        "QUIT",
        "REINDEX",
        "REM",
        "REMARK",
        "RENAME",
        "REPLACE",
        "RESET",
        "REVOKE",
        "ROLLBACK",
        "SAVEPOINT",
        "SECURITY",
        "SELECT",
        "SET",
        "SHOW",
        "SOURCE",
        "SPOOL",
        "START",
        "TRUNCATE",
        "UNLOCK",
        "UPDATE",
        "USE",
        "VACUUM",
        "VALUES",
        "WHENEVER",
        "WITH",
        "CONN",
        "CONNECT",
        "DISCONNECT",
        "COLUMN",
        "OPTIMIZE",
        "FLUSH",
        "ATTACH",
        "DETACH",
        "/",
        "@",
        "CHECKPOINT",
        "REFRESH",
        "DISCARD",
        "NOTIFY",
        "LISTEN",
        "PURGE",
        "AUDIT",
    ]
)


class DialectUnknown(AnlanError):
    """A dialect in which scripts cannot be read."""

    code = "ddl-dialect-unknown"
    status = 422
    message = "不认识的脚本方言 {dialect}"
    hint = "可用的方言：{known}。"


def harvest_ddl(path: Path, dialect: str, system: str = "", encoding: str = "") -> Harvest:
    """The tables and items a script leaves behind when it has run. Raises: InputMissing, DialectUnknown."""
    if not path.is_file():
        raise InputMissing(path=path)
    text, broken = decode_script(path.read_bytes(), encoding)
    harvest = harvest_script(text, dialect, system or path.stem)
    harvest.unread += [Unread(f"第 {line} 行", "含有无法识别的字节，已用 � 代替") for line in broken[:1000]]
    return harvest


def harvest_script(text: str, dialect: str, system: str) -> Harvest:
    """The tables and items of a script's text. Raises: DialectUnknown."""
    if dialect not in FAMILIES:
        raise DialectUnknown(dialect=dialect, known="、".join(DIALECTS))
    structure = Structure(dialect)
    passed: Counter[str] = Counter()
    unread: list[Unread] = []
    for statement in statements(without_version_marks(text, dialect), FAMILIES[dialect]):
        place = f"第 {statement.line} 行"
        kind = _kind(statement.text)
        if is_structural(statement.text):
            try:
                structure.apply(statement.text, place)
            except (SqlglotError, StopIteration, IndexError) as error:
                structure.unread.append(Unread(place, f"语句无法识别：{_first_line(error)}", statement.text[:80]))
        elif kind.split(" ")[0] in _VERBS or kind.startswith("\\"):
            passed[kind] += 1
        else:
            unread.append(Unread(place, "不是 SQL 语句", " ".join(statement.text.split())[:80]))
        if statement.is_open and (is_structural(statement.text) or not _is_rows(statement)):
            unread.append(Unread(place, "引号或注释没有闭合，按到下一个语句结束符读取", statement.text[:80]))
    if structure.partitions:
        passed["CREATE TABLE … PARTITION OF"] = len(structure.partitions)
    harvest = Harvest(system, unread=structure.unread + unread, passed_over=passed)
    _take(harvest, list(structure.tables.values()), dialect)
    harvest.repair()
    return harvest


def _is_rows(statement: Statement) -> bool:
    return statement.text[:20].upper().startswith(("INSERT", "REPLACE", "UPDATE", "COPY"))


def _kind(text: str) -> str:
    match = _KIND.match(text[:400])
    if match is None:
        return "?"
    words = match[1].upper().split()
    return " ".join([words[0], words[-1]] if words[0] == "CREATE" else words)


def _take(harvest: Harvest, tables: list[TableDraft], dialect: str) -> None:
    has_several = _has_several_schemas(tables, dialect)
    for table in tables:
        name = table_name(table.name, has_several)
        comment = table.comment.strip()
        harvest.tables.append(HarvestedTable(harvest.system, name, comment))
        key = {column.lower() for column in table.key}
        for column in table.columns.values():
            kind, length = native_type(column.type, dialect)
            is_key = column.name.lower() in key
            harvest.items.append(
                HarvestedItem(
                    system=harvest.system,
                    table=name,
                    table_comment=comment,
                    column=column.name,
                    column_comment=(column.comment or column.remark).strip(),
                    type=kind,
                    length=length,
                    nullable=column.nullable and not is_key,
                    primary_key=is_key,
                )
            )


def _has_several_schemas(tables: list[TableDraft], dialect: str) -> bool:
    """Whether tables lie in more than one schema; PostgreSQL puts a table without one into ``public``."""
    schemas = {table.name[-2].lower() if len(table.name) > 1 else "" for table in tables}
    if FAMILIES[dialect] == "postgres":
        return len({schema or "public" for schema in schemas}) > 1
    return len(schemas - {""}) > 1


def table_name(parts: tuple[str, ...], has_several_schemas: bool) -> str:
    """A table's name; its schema stands before it only where there are several and it is not the default one."""
    schema = parts[-2] if len(parts) > 1 else ""
    is_named = has_several_schemas and schema and schema.lower() not in _DEFAULT_SCHEMAS
    return f"{schema}.{parts[-1]}" if is_named else parts[-1]


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:120] if lines else type(error).__name__
