"""What a server's own catalogue says of its columns, where the inspector of SQLAlchemy says less or something else."""

from __future__ import annotations

import re

import sqlalchemy
from sqlalchemy.engine import Connection

from anlan.collection.harvest.native_types import FAMILIES

_POSTGRES = frozenset({"postgresql", "postgres"})
_COMPUTED = re.compile(r"\s*\bGENERATED ALWAYS$", re.I)
# Type and comment of a column as the server's catalogue has them.
Said = tuple[str | None, str]


def said_columns(connection: Connection, dialect: str, schema: str | None) -> dict[tuple[str, str], Said]:
    """Type and comment of the columns of a schema in the server's own words, where its catalogue is known here."""
    if FAMILIES.get(dialect) == "mysql":
        return _mysql_columns(connection)
    if dialect == "sqlite":
        return _sqlite_columns(connection)
    return _postgres_columns(connection, schema) if dialect in _POSTGRES else {}


def _sqlite_columns(connection: Connection) -> dict[tuple[str, str], Said]:
    query = sqlalchemy.text(
        "SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table'"
    )
    # A column may have no type; one that is computed says so among the words of its type.
    said = ((row[0], row[1], _COMPUTED.sub("", str(row[2]))) for row in connection.execute(query))
    return {(table, column): (kind, "") for table, column, kind in said}


def _sqlite_parts(connection: Connection) -> frozenset[str]:
    """Tables that an index over text brings along: their rows are those of other tables."""
    query = sqlalchemy.text("SELECT name FROM pragma_table_list WHERE type IN ('shadow', 'virtual')")
    return frozenset(row[0] for row in connection.execute(query))


def _postgres_columns(connection: Connection, schema: str | None) -> dict[tuple[str, str], Said]:
    query = sqlalchemy.text(
        "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_catalog.pg_attribute a"
        " JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = :schema AND a.attnum > 0 AND NOT a.attisdropped"
    )
    return {(row[0], row[1]): (str(row[2]), "") for row in connection.execute(query, {"schema": schema})}


def parts_of_others(connection: Connection, dialect: str, schema: str | None) -> frozenset[str]:
    """What the server lists as tables although other tables hold its rows."""
    if dialect == "sqlite":
        return _sqlite_parts(connection)
    return _postgres_parts(connection, schema) if dialect in _POSTGRES else frozenset()


def _postgres_parts(connection: Connection, schema: str | None) -> frozenset[str]:
    """The partitions of a schema: their columns and rows are those of the table that they are parts of."""
    query = sqlalchemy.text(
        "SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = :schema AND c.relispartition AND c.relkind IN ('r', 'p')"
    )
    return frozenset(row[0] for row in connection.execute(query, {"schema": schema}))


def _mysql_columns(connection: Connection) -> dict[tuple[str, str], Said]:
    """Type and comment of every column as the server's catalogue has them.

    The inspector reads them from the printed definition, where a default such as ``b'0'`` hides the comment.
    """
    query = sqlalchemy.text(
        "SELECT table_name, column_name, column_type, column_comment FROM information_schema.columns"
        " WHERE table_schema = DATABASE()"
    )
    return {(row[0], row[1]): (str(row[2]), row[3] or "") for row in connection.execute(query)}
