"""Loading files of a folder: every file not seen before, by its bytes, is a load."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from anlan.base.errors import AnlanError
from anlan.collection.contract import Contract, TableContract
from anlan.collection.csv_file import parse_csv
from anlan.collection.excel_file import parse_excel
from anlan.collection.jsonl_file import parse_jsonl
from anlan.collection.landing import Landing
from anlan.collection.offline.layout_file import FOLDER, remembered
from anlan.collection.parcels import is_parcel, unpack
from anlan.collection.parsed import Parsed
from anlan.collection.remembered_file import parse_remembered, wanted_layouts
from anlan.collection.source_errors import SourceEmpty, SourceUnreachable
from anlan.pool.archive import sha256_of
from anlan.pool.loads import LoadPackage

_PARSERS = {"csv": parse_csv, "excel": parse_excel, "jsonl": parse_jsonl}
_HIDDEN = (".", "~$")
_BATCH_ROWS = 500_000


def load_files(landing: Landing, contract: Contract, table: TableContract) -> None:
    """Load the new files of one table, by name; a file that cannot be read is an incident and the next one loads.

    Raises: SourceUnreachable, SourceEmpty.
    """
    folder = landing.workspace.root / landing.url(contract).removeprefix("file:")
    if not folder.is_dir():
        raise SourceUnreachable(place=contract.label, reason=f"文件夹 {folder.name} 不存在")
    paths = [path for path in matching(folder, table.location) if _is_offered(path)]
    parcels = [path for path in sorted(folder.iterdir()) if _is_offered(path) and is_parcel(path.name)]
    if not paths and not parcels:
        raise SourceEmpty(place=f"{contract.label} {table.location}")
    batch: list[tuple[LoadPackage, Parsed]] = []
    met: set[str] = set()
    for name, data in _offered(landing, table, [*(path for path in paths if path not in parcels), *parcels]):
        # A copy of a file (a (1).csv) is the same delivery, also where both arrive at once.
        if (content := sha256_of(data)) in met:
            continue
        met.add(content)
        parsed = _parse_new(landing, contract, table, name, data)
        if parsed is not None:
            batch.append(parsed)
        if sum(one.table.num_rows for _, one in batch) > _BATCH_ROWS:
            _land(landing, table, batch)
            batch = []
    _land(landing, table, batch)


def matching(folder: Path, location: str) -> list[Path]:
    """The files of a folder that a location asks for, by name; ``.CSV`` is as good as ``.csv``."""
    if "**" in location:
        return sorted(folder.glob(location))
    found = folder.glob("/".join("*" for _ in PurePosixPath(location).parts))
    return sorted(path for path in found if fits(path.relative_to(folder).as_posix(), location))


def fits(name: str, location: str) -> bool:
    """Whether a file's name is one that a location asks for."""
    return PurePosixPath(name.lower()).match(location.lower())


def _is_offered(path: Path) -> bool:
    # Lock files of office programs lie beside the file that a person has open.
    return path.is_file() and not path.name.startswith(_HIDDEN)


def _offered(landing: Landing, table: TableContract, paths: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    """The files of a folder with their bytes; of archives and e-mails the members whose names the table asks for."""
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError as error:
            landing.fail(table, None, SourceUnreachable(place=path.name, reason=error.strerror or str(error)))
            continue
        if not is_parcel(path.name):
            yield path.name, data
            continue
        try:
            members = unpack(path.name, data)
        except AnlanError as error:
            landing.fail(table, landing.begin(table, file_name=path.name, sha256=landing.archive.store(data)), error)
            continue
        yield from ((name, content) for name, content in members if fits(name, table.location))


def _parse_new(
    landing: Landing, contract: Contract, table: TableContract, name: str, data: bytes
) -> tuple[LoadPackage, Parsed] | None:
    package = None
    try:
        sha256 = landing.archive.store(data)
        if landing.is_seen(table, sha256):
            return None
        package = landing.begin(table, file_name=name, sha256=sha256, content_hash=sha256)
        parsed = parse_file(landing, contract, table, package, data)
        landing.check_types(table, parsed.table, name)
        return package, parsed
    except AnlanError as error:
        landing.fail(table, package, error)
    except OSError as error:
        unreachable = SourceUnreachable(place=name, reason=error.strerror or str(error))
        landing.fail(table, package, unreachable)
    return None


def _land(landing: Landing, table: TableContract, batch: Sequence[tuple[LoadPackage, Parsed]]) -> None:
    """Write files with the same items in one commit; a file that lacks some stands alone with its own verdict."""
    by_items: dict[tuple[str, ...], list[tuple[LoadPackage, Parsed]]] = {}
    for package, parsed in batch:
        by_items.setdefault(tuple(parsed.table.schema.names), []).append((package, parsed))
    for same in by_items.values():
        try:
            landing.land_parsed(table, same)
        except AnlanError as error:
            for package, _ in same:
                landing.fail(table, package, error)


def parse_file(landing: Landing, contract: Contract, table: TableContract, package: LoadPackage, data: bytes) -> Parsed:
    """The rows of a file's bytes. Raises: FileUnreadable, SourceEmpty, LayoutUnfit."""
    if contract.kind == "excel" and wanted_layouts(table):
        kept = remembered(landing.workspace.root / FOLDER)
        return parse_remembered(data, package.file_name, table, landing.registry.table(table.core), kept)
    core = landing.registry.table(table.core)
    days = [item.name for column, item in table.mapped.items() if core.columns[column].type == "date"]
    options = {**table.format, "days": [*days, table.known_at]}
    return _PARSERS[contract.kind](data, package.file_name, options, table.named_items)
