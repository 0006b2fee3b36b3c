"""What a person names as a source — an address, a path or a system of the workspace — and its harvest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.collection.contract import Contract, StructurePromise, TableContract
from anlan.collection.harvest.ddl import harvest_ddl
from anlan.collection.harvest.files import SUFFIXES, FileTable, harvest_files, offered, read_tables, value_types
from anlan.collection.harvest.items import Harvest, HarvestedItem, HarvestedTable, Unread, commented
from anlan.collection.harvest.live import LIVE_SCHEMES, harvest_live
from anlan.collection.parsed import plain_name
from anlan.collection.source_errors import ConnectionInvalid, FileUnreadable

_DATABASES = frozenset({".sqlite", ".sqlite3", ".db", ".db3"})


class HarvestSourceUnknown(AnlanError):
    """Something named as a source that is no address, path or system."""

    code = "harvest-source-unknown"
    status = 404
    message = "找不到来源 {source}"
    hint = (
        "来源可以是连接地址（postgresql://、mysql://、sqlite:///）、文件或文件夹，"
        "或工作区里的来源系统名（`anlan source list`）；建表脚本用 --ddl。"
    )


@dataclass(frozen=True)
class HarvestSource:
    """Where to harvest: a database's address or a place of files, with the system's contract where it has one."""

    system: str
    url: str = ""
    place: Path | None = None
    contract: Contract | None = None


def find_source(source: str, base: Path, workspace: Workspace | None, contracts: Sequence[Contract]) -> HarvestSource:
    """The source that a person named; paths are relative to ``base``. Raises: HarvestSourceUnknown, SettingMissing."""
    if "://" in source:
        return HarvestSource("", url=source)
    contract = next((one for one in contracts if one.system == source), None)
    if contract is not None and workspace is not None:
        return _of_contract(contract, workspace)
    path = base / source
    if path.suffix.lower() in _DATABASES and path.is_file():
        return HarvestSource("", url=f"sqlite:///{path}")
    if path.is_file() and path.suffix.lower() not in SUFFIXES:
        kinds = "、".join(sorted(SUFFIXES))
        raise FileUnreadable(
            file=path.name,
            reason="不是可采集的文件类型",
            action=f"可采集的文件：{kinds}；建表脚本用 --ddl {path.name} --dialect mysql。",
        )
    if path.exists():
        return HarvestSource("", place=path)
    raise HarvestSourceUnknown(source=source)


def _of_contract(contract: Contract, workspace: Workspace) -> HarvestSource:
    url = workspace.connection(contract.connection)
    scheme = urlsplit(url).scheme
    if scheme == "file":
        return HarvestSource(contract.system, place=workspace.root / url.removeprefix("file:"), contract=contract)
    if scheme == "sqlite":
        return HarvestSource(
            contract.system, url=f"sqlite:///{workspace.root / url.removeprefix('sqlite:///')}", contract=contract
        )
    return HarvestSource(contract.system, url=url, contract=contract)


def harvest_source(
    source: HarvestSource, base: Path, system: str = "", dictionary: bool = False, with_counts: bool = True
) -> Harvest:
    """The tables and items of a source; labels of its contract stand in where it has no comments of its own."""
    name = system or source.system
    contract = source.contract
    if source.place is not None and contract is not None and contract.tables:
        harvest = _contract_files(source.place, contract, name)
    elif source.place is not None and contract is not None and contract.kind == "ddl":
        harvest = _scripts(source.place, contract, name)
    elif source.place is not None and contract is not None:
        harvest = harvest_files(source.place, name, contract.kind == "dictionary")
    elif source.place is not None:
        harvest = harvest_files(source.place, name, dictionary)
    elif urlsplit(source.url).scheme.split("+")[0] in LIVE_SCHEMES:
        harvest = harvest_live(source.url, base, name, with_counts)
    elif contract is not None:
        harvest = _declared(contract, name)
    else:
        raise ConnectionInvalid(name=urlsplit(source.url).scheme, reason="不认识的数据库类型")
    return _labelled(harvest, contract) if contract is not None else harvest


def _contract_files(place: Path, contract: Contract, system: str) -> Harvest:
    harvest = Harvest(system)
    for table in contract.tables:
        paths = [path for path in sorted(place.glob(table.location)) if path in set(offered(place))]
        found, unread = read_tables(place, paths, table)
        harvest.unread += unread
        if not found:
            harvest.unread.append(Unread(table.name, f"没有文件 {table.location}"))
            continue
        types = _merged_types(found)
        rows = sum(part.rows.num_rows for part in found)
        harvest.tables.append(HarvestedTable(system, table.name, table.label, rows))
        harvest.items += [
            HarvestedItem(system, table.name, name, table.label, type=kind, length=length, nullable=nullable)
            for name, (kind, length, nullable) in types.items()
        ]
    return harvest


def _scripts(place: Path, contract: Contract, system: str) -> Harvest:
    """The DDL scripts that a system's owner handed over, read as one."""
    harvest, promise = Harvest(system), contract.harvest or StructurePromise()
    for path in sorted(place.glob("*.sql")):
        harvest.add(harvest_ddl(path, promise.dialect, system, promise.encoding))
    if not harvest.tables:
        harvest.unread.append(Unread(place.name, "没有建表脚本（*.sql）"))
    return harvest


def _merged_types(found: Sequence[FileTable]) -> dict[str, tuple[str, str, bool]]:
    """Columns of all layouts of a table; where layouts disagree about a type, it is text."""
    merged: dict[str, tuple[str, str, bool]] = {}
    for table in found:
        for name, (kind, length, nullable) in value_types(table.rows).items():
            old = merged.get(name)
            if old is None:
                merged[name] = (kind, length, nullable)
            else:
                longest = max(int(old[1] or 0), int(length or 0))
                is_same = old[0] == kind
                merged[name] = (kind if is_same else "text", str(longest or ""), old[2] or nullable)
    return merged


def _declared(contract: Contract, system: str) -> Harvest:
    """What the contract of an interface or a feed promises: such a source declares no structure of its own."""
    harvest = Harvest(system)
    for table in contract.tables:
        harvest.tables.append(HarvestedTable(system, table.name, table.label))
        for item in table.items.values():
            kind, _, rest = item.type.partition("(")
            harvest.items.append(
                HarvestedItem(
                    system=system,
                    table=table.name,
                    column=item.name,
                    table_comment=table.label,
                    column_comment=item.label,
                    type=kind.strip().lower(),
                    length=rest.rstrip(")").replace(" ", ""),
                    nullable=not item.required,
                )
            )
    return harvest


def _labelled(harvest: Harvest, contract: Contract) -> Harvest:
    tables = {plain_name(name).lower(): table for table in contract.tables for name in (table.location, table.name)}

    def labelled(item: HarvestedItem) -> HarvestedItem:
        table = tables.get(plain_name(item.table).lower())
        return commented(item, _labels(table).get(plain_name(item.column), ""), table.label) if table else item

    harvest.items = [labelled(item) for item in harvest.items]
    return harvest


def _labels(table: TableContract) -> Mapping[str, str]:
    return {plain_name(item.name): item.label for item in table.items.values()}
