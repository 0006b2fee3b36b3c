"""Loading a table of a database: everything or what is new since the cursor; the same rows again cost nothing."""

from __future__ import annotations

import re
from datetime import date, timedelta

from anlan.base.errors import AnlanError
from anlan.collection.contract import Contract, TableContract
from anlan.collection.database import Database, RowStream, TypesMixed, open_database, where_since
from anlan.collection.landing import Landing, spool_path
from anlan.collection.load_changes import land_change_rows, land_snapshot, where_after
from anlan.collection.source_errors import SourceEmpty
from anlan.collection.spool import spool, unspool
from anlan.pool.delta import TableWriteFailed
from anlan.pool.loads import LoadPackage, LoadState

_DASHED = re.compile(r"((?:19|20|21)\d\d)-(\d\d)-(\d\d)")
_COMPACT = re.compile(r"((?:19|20|21)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d{7})")


def load_database(landing: Landing, contract: Contract, table: TableContract) -> None:
    """Load one table of a database. Raises: what opening the source raises; later failures are kept as incidents."""
    database = open_database(landing.url(contract), landing.workspace.root)
    reached = "" if table.is_read_whole else _cursor(landing, table)
    since = days_before(reached, table.overlap_days)
    package = landing.begin(table, cursor_from=since, cursor_to=reached)
    try:
        try:
            _read(landing, database, table, package, as_text=False)
        except TypesMixed:
            _read(landing, database, table, package, as_text=True)
    except AnlanError as error:
        landing.fail(table, package, error)


def _cursor(landing: Landing, table: TableContract) -> str:
    return next((one.cursor_to for one in reversed(landing.succeeded(table)) if one.cursor_to), "")


def days_before(cursor: str, days: int) -> str:
    """A cursor that is a date moved back by some days, so that rows written late are met; others stay as they are."""
    for shape, pattern in (("%Y-%m-%d", _DASHED), ("%Y%m%d", _COMPACT)):
        match = pattern.match(cursor)
        day = _day(match) if match and days else None
        if day is not None:
            return (day - timedelta(days=days)).strftime(shape)
    return cursor


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def _read(landing: Landing, database: Database, table: TableContract, package: LoadPackage, as_text: bool) -> None:
    if table.mode == "changes":
        where = where_after(table.sequence, package.cursor_from)
    else:
        where = where_since(table.cursor, package.cursor_from)
    stream = database.read(table.location, where, as_text)
    try:
        # The first load of an incremental table is the large one and has nothing to be compared with.
        if table.mode == "incremental" and not package.cursor_from:
            landing.land(table, package, stream.reader())
        else:
            _land_if_changed(landing, table, package, stream)
    except (OSError, ValueError, TableWriteFailed) as error:
        raise stream.failure or error from error


def _land_if_changed(landing: Landing, table: TableContract, package: LoadPackage, stream: RowStream) -> None:
    path = spool_path(landing.pool, package)
    try:
        content_hash = spool(stream.reader(), path)
        if stream.rows == 0 and table.is_read_whole and landing.succeeded(table):
            raise SourceEmpty(place=table.label)
        if landing.is_unchanged(table, content_hash) or (stream.rows == 0 and table.mode == "changes"):
            landing.finish(package, LoadState.UNCHANGED, content_hash=content_hash, row_count=stream.rows)
            return
        kept = landing.loads.save(package, content_hash=content_hash)
        if table.mode == "snapshot":
            land_snapshot(landing, table, kept, path)
        elif table.mode == "changes":
            land_change_rows(landing, table, kept, path)
        else:
            landing.land(table, kept, unspool(path))
    finally:
        path.unlink(missing_ok=True)
