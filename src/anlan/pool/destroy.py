"""Destruction in the pool: rows taken out of tables, old versions and their traces removed, releases marked.

A Delta table keeps what was deleted: the files of older versions, and in its log the least and greatest value of every
column of every file. ``erase`` makes a version without the rows, which readers of older releases do not notice;
``forget`` then leaves nothing on disk but that version. See docs/adr for the order and why.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import unquote

from deltalake.exceptions import DeltaError

from anlan.base.merkle import HASHES
from anlan.pool import delta
from anlan.pool.pool import Pool
from anlan.pool.release import ReleaseDestroyed, numbers, retire

_CHUNK = 1 << 20
_LOG = "_delta_log"
_GOING = "going"


@dataclass(frozen=True)
class FileFact:
    """A file by its place below the workspace, its size, and the digests of its content; never the content."""

    path: str
    size: int
    sha256: str
    sm3: str

    def as_dict(self) -> dict[str, str | int]:
        """The fact as JSON types."""
        return asdict(self)


def file_fact(root: Path, path: Path) -> FileFact:
    """The fact of a file that is there, read once."""
    data = hashlib.sha256()
    from cryptography.hazmat.primitives import hashes  # here: as heavy as everything else of this module

    sm3 = hashes.Hash(hashes.SM3())
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            data.update(chunk)
            sm3.update(chunk)
    return FileFact(str(path.relative_to(root)), path.stat().st_size, data.hexdigest(), sm3.finalize().hex())


def digests(content: bytes) -> dict[str, str]:
    """SHA-256 and SM3 of bytes in lower-case hexadecimal."""
    return {"sha256": HASHES["sha256"](content).hex(), "sm3": HASHES["sm3"](content).hex()}


def count_rows(pool: Pool, table: str, condition: str) -> int:
    """Rows of the current version of a table under a SQL condition; 0 where it was never written."""
    if pool.version(table) is None:
        return 0
    with pool.reading(tables=[table]) as connection:
        query = f"SELECT count(*) FROM {delta.quoted(table)} WHERE {condition}"
        return int(connection.execute(query).fetchall()[0][0])


def erase(pool: Pool, table: str, condition: str) -> int:
    """A new version of the table without the rows under a SQL condition; how many went. Doing it again changes nothing.

    Files that hold none of them stay as they are. Raises: TableWriteFailed.
    """
    opened = delta.open_table(pool.folder(table))
    if opened is None or not count_rows(pool, table, condition):
        return 0
    try:
        return int(opened.delete(condition)["num_deleted_rows"] or 0)
    except (DeltaError, OSError) as error:
        raise delta.TableWriteFailed(table=table, reason=type(error).__name__) from error


def forgettable(pool: Pool, table: str) -> list[Path]:
    """The files of a table that its current version does not need: older data files and older log entries."""
    folder = pool.folder(table)
    opened = delta.open_table(folder)
    if opened is None:
        return []
    version = opened.version()
    needed = {folder / unquote(path) for path in opened.get_add_actions(flatten=True).column("path").to_pylist()}
    data = [path for path in folder.rglob("*.parquet") if _LOG not in path.parts and path not in needed]
    log = [path for path in (folder / _LOG).iterdir() if path.name[:20].isdigit() and int(path.name[:20]) < version]
    return sorted(data + log)


def settle(pool: Pool, table: str) -> None:
    """Write the current version of a table down as a whole, so that it can be read without the log before it."""
    opened = delta.open_table(pool.folder(table))
    if opened is not None and any(_LOG in path.parts for path in forgettable(pool, table)):
        opened.create_checkpoint()


def files_below(folder: Path) -> list[Path]:
    """Every file below a folder, in order; none where it does not exist."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def drop(pool: Pool, table: str) -> None:
    """Take a table away whole; it is out of sight before its first file goes."""
    folder, going = pool.folder(table), pool.root / _GOING / table
    if folder.is_dir():
        going.parent.mkdir(exist_ok=True)
        folder.rename(going)
    if going.is_dir():
        shutil.rmtree(going)


def remove(paths: Iterable[Path], stop: Path) -> Iterator[Path]:
    """Remove files one by one, and folders that became empty up to ``stop``; yields each path that is gone."""
    for path in paths:
        path.unlink(missing_ok=True)
        yield path
        folder = path.parent
        while folder != stop and stop in folder.parents and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def retire_releases(pool: Pool, keep: int, tables: Iterable[str], reason: str) -> list[int]:
    """Mark every release but one that names one of the tables as destroyed; the numbers that are marked then."""
    concerned = set(tables)
    marked = []
    for number in numbers(pool.releases_folder):
        if number == keep:
            continue
        try:
            if not concerned & pool.get_release(number).tables.keys():
                continue
        except ReleaseDestroyed:
            marked.append(number)
            continue
        retire(pool.releases_folder, number, reason)
        marked.append(number)
    return marked
