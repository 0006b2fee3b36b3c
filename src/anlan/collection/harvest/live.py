"""A live database as a harvest, by SQLAlchemy's inspection: schemas, tables, comments, keys and row counts."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.exc import ArgumentError, CompileError, NoSuchModuleError, SAWarning, SQLAlchemyError
from sqlalchemy.types import TypeEngine

from anlan.base.errors import AnlanError
from anlan.collection.harvest.ddl import harvest_script, table_name
from anlan.collection.harvest.items import Harvest, HarvestedItem, HarvestedTable, Unread
from anlan.collection.harvest.native_types import FAMILIES, native_type
from anlan.collection.harvest.server_catalogue import parts_of_others, said_columns
from anlan.collection.source_errors import ConnectionInvalid, SourceUnreachable

# The scheme as people write it -> the dialect's own name with its driver, and the package that brings it.
_DRIVERS = {
    "sqlite": ("sqlite", ""),
    "postgresql": ("postgresql+psycopg", "psycopg"),
    "postgres": ("postgresql+psycopg", "psycopg"),
    "mysql": ("mysql+pymysql", "PyMySQL"),
    "mariadb": ("mysql+pymysql", "PyMySQL"),
    "oracle": ("oracle+oracledb", "oracledb"),
    "dm": ("dm+dmPython", "dmPython 与 dmSQLAlchemy（达梦安装盘 drivers/python）"),
    "dm8": ("dm+dmPython", "dmPython 与 dmSQLAlchemy（达梦安装盘 drivers/python）"),
    "kingbase": ("kingbase+ksycopg2", "ksycopg2 与其 SQLAlchemy 方言（金仓安装盘）"),
}
LIVE_SCHEMES = tuple(_DRIVERS)
_SYSTEM_SCHEMAS = frozenset(
    {"information_schema", "pg_catalog", "pg_toast", "sys", "sys_catalog", "sysaudit", "sysmac", "sys_hm", "perf"}
    | {"xlog_record_read", "dbms_sql", "anon", "src_restrict", "kdb_schedule"}
)


class DriverMissing(AnlanError):
    """A kind of database whose driver is not installed here."""

    code = "harvest-driver-missing"
    status = 501
    message = "未安装 {scheme} 数据库的驱动"
    hint = "安装 {package} 后重试；或请来源单位导出建表脚本，用 --ddl FILE --dialect {scheme} 采集。"


class DatabaseMissing(AnlanError):
    """A connection URL that names no database, or a file that is not there."""

    code = "harvest-database-missing"
    status = 404
    message = "连接没有指向数据库：{reason}"
    hint = "地址的形式为 postgresql://用户@主机:端口/库名、mysql://用户@主机/库名、sqlite:///文件。"


def harvest_live(url: str, base: Path, system: str = "", with_counts: bool = True) -> Harvest:
    """The tables and items of a live database; SQLite paths are relative to ``base``.

    ``with_counts`` also counts every table's rows. Raises: ConnectionInvalid, DriverMissing, DatabaseMissing,
    SourceUnreachable.
    """
    engine, dialect = _engine(url, base)
    name = system or _database_name(engine.url)
    harvest = Harvest(name)
    try:
        with engine.connect() as connection:
            _inspect(harvest, connection, dialect, with_counts)
    except SQLAlchemyError as error:
        # The message of a driver may quote the address with its password; its first line without it will do.
        raise SourceUnreachable(place=name, reason=_reason(error)) from None
    finally:
        engine.dispose()
    harvest.repair()
    return harvest


def table_names(url: str, base: Path) -> list[str]:
    """The names of a live database's tables, written as a harvest writes them. Raises: as ``harvest_live``."""
    engine, dialect = _engine(url, base)
    try:
        with engine.connect() as connection:
            inspector = sqlalchemy.inspect(connection)
            schemas = _schemas(inspector, connection, dialect)
            found = {schema: inspector.get_table_names(schema) for schema in schemas}
            default = inspector.default_schema_name
    except SQLAlchemyError as error:
        raise SourceUnreachable(place=_database_name(engine.url), reason=_reason(error)) from None
    finally:
        engine.dispose()
    held = {schema: names for schema, names in found.items() if names}
    alone = len(held) == 1
    return [
        name if alone or schema in (None, default) else f"{schema}.{name}"
        for schema, names in held.items()
        for name in names
    ]


def _engine(url: str, base: Path) -> tuple[Engine, str]:
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise ConnectionInvalid(name=url.split(":")[0], reason="不是连接地址") from error
    scheme = parts.drivername.split("+")[0]
    if scheme not in _DRIVERS:
        raise ConnectionInvalid(name=scheme, reason="不认识的数据库类型")
    driver, package = _DRIVERS[scheme]
    parts = parts.set(drivername=driver)
    options: dict[str, Any] = {}
    if scheme == "sqlite":
        path = base / (parts.database or "")
        if not path.is_file():
            raise DatabaseMissing(reason=f"没有文件 {path.name or '（空）'}")
        parts = parts.set(database=f"file:{path}", query={"mode": "ro", "uri": "true"})
    elif not parts.database and scheme not in ("dm", "dm8", "oracle"):
        raise DatabaseMissing(reason="地址中没有库名")
    elif scheme in ("mysql", "mariadb"):
        parts = parts.update_query_dict({"charset": "utf8mb4"})
        options["connect_args"] = {"connect_timeout": 10}
    try:
        return sqlalchemy.create_engine(parts, **options), scheme
    except (NoSuchModuleError, ModuleNotFoundError, ImportError) as error:
        raise DriverMissing(scheme=scheme, package=package) from error


def _database_name(url: URL) -> str:
    name = url.database or url.host or ""
    return Path(name.removeprefix("file:")).stem if url.drivername.startswith("sqlite") else name


@dataclass(frozen=True)
class _Schema:
    """One schema to read: its name for the inspector and what stands before its tables' names."""

    connection: Connection
    dialect: str
    name: str | None
    prefix: tuple[str, ...]


def _inspect(harvest: Harvest, connection: Connection, dialect: str, with_counts: bool) -> None:
    inspector = sqlalchemy.inspect(connection)
    schemas = [schema for schema in _schemas(inspector, connection, dialect) if inspector.get_table_names(schema)]
    default = inspector.default_schema_name
    for schema in schemas:
        is_default = schema is None or schema == default
        prefix = () if is_default or len(schemas) == 1 else (str(schema),)
        _take_schema(harvest, inspector, _Schema(connection, dialect, schema, prefix), with_counts)
        views = len(inspector.get_view_names(schema))
        if views:
            harvest.passed_over["VIEW"] += views


def _schemas(inspector: Inspector, connection: Connection, dialect: str) -> list[str | None]:
    """The schemas to read: PostgreSQL and Kingbase hold several, the other systems are read by their default one.

    Where the address sets a search path, the system is what lies there.
    """
    if FAMILIES.get(dialect) != "postgres":
        return [None]
    if "search_path" in str(connection.engine.url.query.get("options", "")):
        return [inspector.default_schema_name]
    return [s for s in inspector.get_schema_names() if s.lower() not in _SYSTEM_SCHEMAS and not s.startswith("pg_")]


def _take_schema(harvest: Harvest, inspector: Inspector, schema: _Schema, with_counts: bool) -> None:
    connection, dialect = schema.connection, schema.dialect
    with warnings.catch_warnings():
        # A type that SQLAlchemy does not know is read from the server's catalogue, or told as unread.
        warnings.simplefilter("ignore", SAWarning)
        columns = inspector.get_multi_columns(schema.name)
    keys = inspector.get_multi_pk_constraint(schema.name)
    comments = dict(inspector.get_multi_table_comment(schema.name)) if inspector.dialect.supports_comments else {}
    said = said_columns(connection, dialect, schema.name)
    parts = parts_of_others(connection, dialect, schema.name)
    if parts:
        harvest.passed_over["PARTITION" if dialect != "sqlite" else "VIRTUAL TABLE"] += len(parts)
    for key in sorted((one for one in columns if one[1] not in parts), key=lambda one: one[1]):
        name = table_name((*schema.prefix, key[1]), bool(schema.prefix))
        above, remarks = _sqlite_remarks(connection, key[1]) if dialect == "sqlite" else ("", {})
        comment = (_text_of(comments.get(key)) or above).strip()
        rows = _count(connection, key, harvest, name) if with_counts else None
        harvest.tables.append(HarvestedTable(harvest.system, name, comment, rows))
        primary = {column.lower() for column in _key_of(keys.get(key))}
        for column in columns[key]:
            declared, remark = said.get((key[1], str(column["name"])), (None, ""))
            remark = remark or column.get("comment") or remarks.get(str(column["name"]), "")
            if declared is None:
                declared = _declared(column["type"], inspector, harvest, f"{name}.{column['name']}")
            kind, length = native_type(declared, dialect)
            is_key = column["name"].lower() in primary
            harvest.items.append(
                HarvestedItem(
                    system=harvest.system,
                    table=name,
                    table_comment=comment,
                    column=column["name"],
                    column_comment=remark.strip(),
                    type=kind,
                    length=length,
                    nullable=bool(column["nullable"]) and not is_key,
                    primary_key=is_key,
                )
            )


def _text_of(comment: Mapping[str, Any] | None) -> str:
    return str(comment.get("text") or "") if comment else ""


def _key_of(constraint: Mapping[str, Any] | None) -> list[str]:
    return list(constraint.get("constrained_columns") or ()) if constraint else []


def _declared(kind: TypeEngine[Any], inspector: Inspector, harvest: Harvest, place: str) -> str:
    try:
        return kind.compile(dialect=inspector.dialect)
    except CompileError:
        # A type that only an extension of the server knows; its item is kept without one.
        harvest.unread.append(Unread(place, "数据库扩展的类型，无法识别"))
        return ""


def _sqlite_remarks(connection: Connection, table: str) -> tuple[str, Mapping[str, str]]:
    """The comments inside a table's own definition, which SQLite keeps as it was written: its own, its columns'."""
    query = sqlalchemy.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
    script = connection.execute(query, {"name": table}).scalar() or ""
    if "--" not in script and "/*" not in script:
        return "", {}
    found = harvest_script(script, "sqlite", "")
    return found.tables[0].comment if found.tables else "", {i.column: i.column_comment for i in found.items}


def _count(connection: Connection, key: tuple[str | None, str], harvest: Harvest, name: str) -> int | None:
    table = sqlalchemy.table(key[1], schema=key[0])
    try:
        return int(connection.execute(sqlalchemy.select(sqlalchemy.func.count()).select_from(table)).scalar_one())
    except SQLAlchemyError as error:
        connection.rollback()
        harvest.unread.append(Unread(name, f"行数无法读取：{_reason(error)}"))
        return None


def _reason(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    lines = str(cause).strip().splitlines()
    return lines[0][:200] if lines else type(cause).__name__
