"""Loading files of a folder: every file not seen before, by its bytes, is a load."""

from __future__ import annotations

from pathlib import Path

from anlan.base.errors import AnlanError
from anlan.collection.contract import Contract, TableContract
from anlan.collection.csv_file import parse_csv
from anlan.collection.excel_file import parse_excel
from anlan.collection.landing import Landing
from anlan.collection.parsed import Parsed
from anlan.collection.source_errors import SourceEmpty, SourceUnreachable
from anlan.pool.loads import LoadPackage

_PARSERS = {"csv": parse_csv, "excel": parse_excel}
_HIDDEN = (".", "~$")


def load_files(landing: Landing, contract: Contract, table: TableContract) -> None:
    """Load the new files of one table, by name; a file that cannot be read is an incident and the next one loads.

    Raises: SourceUnreachable, SourceEmpty.
    """
    folder = landing.workspace.root / landing.url(contract).removeprefix("file:")
    if not folder.is_dir():
        raise SourceUnreachable(place=contract.label, reason=f"文件夹 {folder.name} 不存在")
    paths = [path for path in sorted(folder.glob(table.location)) if _is_offered(path)]
    if not paths:
        raise SourceEmpty(place=f"{contract.label} {table.location}")
    for path in paths:
        _load_file(landing, contract, table, path)


def _is_offered(path: Path) -> bool:
    # Lock files of office programs lie beside the file that a person has open.
    return path.is_file() and not path.name.startswith(_HIDDEN)


def _load_file(landing: Landing, contract: Contract, table: TableContract, path: Path) -> None:
    package = None
    try:
        data = path.read_bytes()
        sha256 = landing.archive.store(data)
        if landing.is_seen(table, sha256):
            return
        package = landing.begin(table, file_name=path.name, sha256=sha256, content_hash=sha256)
        landing.land_parsed(table, package, parse_file(landing, contract, table, package, data))
    except AnlanError as error:
        landing.fail(table, package, error)
    except OSError as error:
        unreachable = SourceUnreachable(place=path.name, reason=error.strerror or str(error))
        landing.fail(table, package, unreachable)


def parse_file(landing: Landing, contract: Contract, table: TableContract, package: LoadPackage, data: bytes) -> Parsed:
    """The rows of a file's bytes. Raises: FileUnreadable, SourceEmpty."""
    return _PARSERS[contract.kind](data, package.file_name, table.format, table.named_items)
