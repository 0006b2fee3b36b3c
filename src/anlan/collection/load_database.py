"""Loading a table of a database: everything or what is new since the cursor; the same rows again cost nothing."""

from __future__ import annotations

from anlan.base.errors import AnlanError
from anlan.collection.contract import Contract, TableContract
from anlan.collection.database import Database, RowStream, TypesMixed, open_database, where_since
from anlan.collection.landing import Landing, spool_path
from anlan.collection.source_errors import SourceEmpty
from anlan.collection.spool import spool, unspool
from anlan.pool.delta import TableWriteFailed
from anlan.pool.loads import LoadPackage, LoadState


def load_database(landing: Landing, contract: Contract, table: TableContract) -> None:
    """Load one table of a database. Raises: what opening the source raises; later failures are kept as incidents."""
    database = open_database(landing.url(contract), landing.workspace.root)
    since = _cursor(landing, table) if table.mode == "incremental" else ""
    package = landing.begin(table, cursor_from=since, cursor_to=since)
    try:
        try:
            _read(landing, database, table, package, as_text=False)
        except TypesMixed:
            _read(landing, database, table, package, as_text=True)
    except AnlanError as error:
        landing.fail(table, package, error)


def _cursor(landing: Landing, table: TableContract) -> str:
    return next((one.cursor_to for one in reversed(landing.succeeded(table)) if one.cursor_to), "")


def _read(landing: Landing, database: Database, table: TableContract, package: LoadPackage, as_text: bool) -> None:
    stream = database.read(table.location, where_since(table.cursor, package.cursor_from), as_text)
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
        if stream.rows == 0 and table.mode == "full" and landing.succeeded(table):
            raise SourceEmpty(place=table.label)
        if landing.is_unchanged(table, content_hash):
            landing.finish(package, LoadState.UNCHANGED, content_hash=content_hash, row_count=stream.rows)
        else:
            kept = landing.loads.save(package, content_hash=content_hash)
            landing.land(table, kept, unspool(path))
    finally:
        path.unlink(missing_ok=True)
