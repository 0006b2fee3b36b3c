"""Collecting: every table of every contract → raw rows and load packages, source by source.

A source that fails becomes an incident and a failed package; the others load. Sources that are waited for over the
network load beside those that are read from files and databases; results stand in the order of the contracts. Every
step can be repeated: a load that was cut off is finished under its own id by the next run and replaces what it may have
written before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import duckdb
import pyarrow as pa

from anlan.base.clock import CHINA
from anlan.base.errors import AnlanError, SettingMissing
from anlan.base.settings import Workspace
from anlan.collection.again import batch_name, clear_again, day_of
from anlan.collection.contract import Contract, TableContract
from anlan.collection.core_tables import ensure_core_tables
from anlan.collection.deletions import keep_deletions
from anlan.collection.exchange.load import load_exchange
from anlan.collection.exchange.survey import survey
from anlan.collection.harvest.live import DatabaseMissing
from anlan.collection.health import bounds_incidents, history_incidents, silence_incidents
from anlan.collection.incident import Incident, from_error
from anlan.collection.landing import Landing, Progress
from anlan.collection.lanes import Job, in_lanes
from anlan.collection.load_database import load_database
from anlan.collection.load_files import load_files, parse_file
from anlan.collection.load_remote import load_api, load_feed, parse_remote
from anlan.collection.mapping import BatchMapping, Load
from anlan.collection.new_tables import look_for_new_tables
from anlan.collection.set_aside import ensure_set_aside
from anlan.collection.source_errors import ConnectionInvalid, SourceUnexpected, SourceUnreachable
from anlan.collection.standardise import Standardised, standardise_loads
from anlan.collection.workbench import Workshop, duck_workbench
from anlan.pool.delta import duck_type
from anlan.pool.loads import LoadPackage, Loads, LoadState
from anlan.pool.pool import Pool
from anlan.standards.registry import Registry

_BATCH_ROWS = 5_000_000
_LARGE_ROWS = 500_000
_AT_ONCE = 2
_REMOTE = ("api", "feed")
_UNEXPECTED = (OSError, ValueError, LookupError, AttributeError, TypeError, pa.ArrowException, duckdb.Error)
_FAILURES = (AnlanError, *_UNEXPECTED)
_LOADERS = {
    "database": load_database,
    "csv": load_files,
    "jsonl": load_files,
    "excel": load_files,
    "api": load_api,
    "feed": load_feed,
}


class ReplayImpossible(AnlanError):
    """A load that cannot be replayed from what is kept."""

    code = "replay-impossible"
    status = 409
    message = "装载包 {load_id} 不能重放：{reason}"
    hint = "确认契约仍包含该表，或等待下一次装载。"


@dataclass(frozen=True)
class CollectResult:
    """What a step of collection did: packages touched, incidents, and findings set aside."""

    loads: tuple[LoadPackage, ...]
    incidents: tuple[Incident, ...]
    set_aside_count: int

    @property
    def row_count(self) -> int:
        """Rows that came down into the raw layer."""
        return sum(one.row_count for one in self.loads if one.state is not LoadState.UNCHANGED)


def silent(label: str, done: int, total: int) -> None:
    """Progress nobody watches."""


def collect(
    workspace: Workspace,
    contracts: Sequence[Contract],
    pool: Pool,
    registry: Registry,
    now: datetime,
    progress: Progress = silent,
) -> CollectResult:
    """Load what is new of every source into the raw layer.

    ``progress`` is told the label of a table, how many tables are done and how many there are. Failures of single
    sources are incidents of the result; nothing is raised for them.
    """
    ensure_set_aside(pool)
    landing = Landing.open(workspace, registry, pool, now)
    work = [(contract, table) for contract in contracts for table in contract.tables]
    # Begun before anything is read, so that the numbers of loads do not depend on which lane is faster.
    for contract, table in work:
        if contract.kind in _REMOTE:
            landing.begin(table)
    done = Counter[str]()

    def told(label: str) -> None:
        progress(label, done.total(), len(work))
        done[label] += 1

    surveyed = [incident for contract in contracts for incident in _survey(landing.alone(), contract)]
    lanes: dict[bool, list[Job[Landing]]] = {}
    for number, (contract, table) in enumerate(work):
        job = Job(number, f"{contract.label} {table.label}", partial(_load, landing.alone(), contract, table))
        lanes.setdefault(contract.kind in _REMOTE, []).append(job)
    landings = in_lanes(list(lanes.values()), len(lanes), told)
    unpromised = [_new_tables(landing.alone(), contract) for contract in contracts]
    progress("采集完成", len(work), len(work))
    ordered = [*(landings[number] for number in range(len(work))), *unpromised]
    landed = tuple(package for one in ordered for package in one.landed)
    incidents = tuple(incident for one in ordered for incident in one.incidents)
    return CollectResult(landed, (*surveyed, *incidents), sum(one.set_aside_count for one in landed))


def _survey(landing: Landing, contract: Contract) -> list[Incident]:
    try:
        return survey(landing, contract)
    except SettingMissing:
        return []  # told by each of the tables
    except _FAILURES as error:
        return [from_error(_sayable(error, contract.label), contract.system, "")]


def _new_tables(landing: Landing, contract: Contract) -> Landing:
    """What became of tables that nobody promised; a source that does not answer is told by its tables already."""
    try:
        landing.incidents += look_for_new_tables(landing, contract)
    except (SourceUnreachable, SettingMissing, DatabaseMissing, ConnectionInvalid):
        pass
    except _FAILURES as error:
        landing.incidents.append(from_error(_sayable(error, contract.label), contract.system, ""))
    return landing


def _load(landing: Landing, contract: Contract, table: TableContract) -> Landing:
    try:
        load = load_exchange if contract.exchange is not None else _LOADERS[contract.kind]
        load(landing, contract, table)
    except _FAILURES as error:
        landing.fail(table, None, _sayable(error, table.label))
    for package in landing.landed:
        landing.incidents += bounds_incidents(table, package)
        landing.incidents += history_incidents(table, package, landing.of_table(table))
    return landing


def _sayable(error: Exception, place: str) -> AnlanError:
    """The failure as it may be told: the message of one nobody expected may hold values of the row that broke."""
    return error if isinstance(error, AnlanError) else SourceUnexpected(place=place, kind=type(error).__name__)


def standardise(
    contracts: Sequence[Contract],
    pool: Pool,
    registry: Registry,
    now: datetime,
    progress: Progress = silent,
    only_theirs: bool = False,
    workshop: Workshop = duck_workbench,
) -> CollectResult:
    """Bring every extracted load into the core layer, oldest first; also those an earlier run left behind.

    ``only_theirs`` leaves alone what systems without a contract here loaded: another job may be at it.
    Loads that were there before and are to be made again come first, in their own batches. Core tables without rows
    exist afterwards too. A load whose table the contracts no longer name is an incident, and so is a table that is
    late or silent on the business day.
    """
    ensure_set_aside(pool)
    ensure_core_tables(pool, registry)
    loads = Loads(pool.root)
    done: list[LoadPackage] = []
    incidents: list[Incident] = []
    systems = {contract.system for contract in contracts}
    waiting = [one for one in loads.all() if one.state is LoadState.EXTRACTED]
    waiting = [one for one in waiting if not only_theirs or one.system in systems]
    clear_again(pool, contracts, waiting)
    batches = _batches(waiting)

    def standardised(packages: Sequence[LoadPackage], number: int) -> list[LoadPackage] | Incident:
        first = packages[0]
        try:
            batch = first.batch or batch_name(now, number)
            return _standardise_batch(contracts, pool, registry, loads, packages, batch, workshop)
        except _FAILURES as error:
            return from_error(_sayable(error, f"{first.system} {first.table}"), first.system, first.table)

    for found in _side_by_side(contracts, batches, standardised, progress):
        if isinstance(found, Incident):
            incidents.append(found)
        else:
            done += found
    progress("标准化完成", len(batches), len(batches))
    incidents += silence_incidents(contracts, loads.all(), now.astimezone(CHINA).date())
    return CollectResult(tuple(done), tuple(incidents), sum(one.set_aside_count for one in done))


def _side_by_side(
    contracts: Sequence[Contract],
    batches: Sequence[Sequence[LoadPackage]],
    act: Callable[[Sequence[LoadPackage], int], list[LoadPackage] | Incident],
    progress: Progress,
) -> list[list[LoadPackage] | Incident]:
    """What becomes of the batches, in their order: those of one core table one after another, small ones two at a time.

    A large batch has the machine's memory and threads for itself.
    """
    core = {(table.system, table.name): table.core for contract in contracts for table in contract.tables}
    lanes: dict[str, list[Job[list[LoadPackage] | Incident]]] = {}
    sizes: Counter[str] = Counter()
    for number, packages in enumerate(batches):
        first = packages[0]
        name = core.get((first.system, first.table), "")
        job = Job(number, f"{first.system} {first.table}", partial(act, packages, number))
        lanes.setdefault(name, []).append(job)
        sizes[name] = max(sizes[name], sum(one.row_count for one in packages))
    begun = Counter[str]()

    def told(label: str) -> None:
        progress(label, begun.total(), len(batches))
        begun[label] += 1

    found = in_lanes([jobs for name, jobs in lanes.items() if sizes[name] > _LARGE_ROWS], 1, told)
    found |= in_lanes([jobs for name, jobs in lanes.items() if sizes[name] <= _LARGE_ROWS], _AT_ONCE, told)
    return [found[number] for number in range(len(batches))]


def _batches(waiting: Iterable[LoadPackage]) -> list[list[LoadPackage]]:
    """Loads of one table together, so that many small files cost one pass; not more rows than memory holds."""
    batches: dict[tuple[str, str, str, int], list[LoadPackage]] = {}
    rows: Counter[tuple[str, str, str]] = Counter()
    for one in sorted(waiting, key=lambda one: (one.batch == "", one.batch, one.load_id)):
        table = (one.batch, one.system, one.table)
        batches.setdefault((*table, rows[table] // _BATCH_ROWS), []).append(one)
        rows[table] += one.row_count
    return list(batches.values())


def _standardise_batch(
    contracts: Sequence[Contract],
    pool: Pool,
    registry: Registry,
    loads: Loads,
    packages: Sequence[LoadPackage],
    batch: str,
    workshop: Workshop = duck_workbench,
) -> list[LoadPackage]:
    _, table = _find(contracts, packages[0])
    schema = pool.schema(table.raw_table)
    assert schema is not None
    mapping = BatchMapping(
        contract=table,
        core=registry.table(table.core),
        registry=registry,
        loads=[Load(one.load_id, one.started.astimezone(CHINA).date(), one.file_name) for one in packages],
        kinds={field.name: duck_type(field.type) for field in schema},
        today=day_of(batch),
    )
    results = standardise_loads(pool, mapping, workshop)
    if table.tracks_deletions:
        mine = [one for one in loads.all(table.system) if one.table == table.name]
        keep_deletions(
            pool, mapping, [Load(one.load_id, one.started.astimezone(CHINA).date()) for one in mine], workshop
        )
    return [_finished(loads, one, results[one.load_id], batch) for one in packages]


def _finished(loads: Loads, package: LoadPackage, result: Standardised, batch: str) -> LoadPackage:
    return loads.save(
        package,
        LoadState.LOADED,
        batch=batch,
        core_count=result.core_count,
        same_count=result.same_count,
        set_aside_count=package.set_aside_count + result.set_aside_count,
        known_from=result.known_from.isoformat() if result.known_from else "",
        known_to=result.known_to.isoformat() if result.known_to else "",
    )


def replay(
    workspace: Workspace, contracts: Sequence[Contract], pool: Pool, registry: Registry, load_id: str, now: datetime
) -> LoadPackage:
    """One load made again from its archived bytes (a database's from its raw rows), through to the core layer.

    Contracts may have changed since; rows that later loads replaced stay replaced. Raises: LoadMissing,
    ReplayImpossible, ArchiveMissing, and what reading the bytes raises.
    """
    landing = Landing.open(workspace, registry, pool, now)
    package = landing.loads.get(load_id)
    contract, table = _find(contracts, package)
    if package.state is LoadState.UNCHANGED:
        raise ReplayImpossible(load_id=load_id, reason="内容与前一次装载相同，没有写入行")
    if package.sha256:
        data = landing.archive.read(package.sha256)
        parse = parse_file if contract.kind in ("csv", "excel", "jsonl") else parse_remote
        package = landing.land_parsed(table, [(package, parse(landing, contract, table, package, data))])[0]
    elif package.state in (LoadState.NEW, LoadState.FAILED):
        raise ReplayImpossible(load_id=load_id, reason="没有留下行")
    elif package.state is not LoadState.EXTRACTED:
        package = landing.loads.save(package, LoadState.EXTRACTED, set_aside_count=0)
    return _standardise_batch(contracts, pool, registry, landing.loads, [package], batch_name(now, 0))[0]


def _find(contracts: Sequence[Contract], package: LoadPackage) -> tuple[Contract, TableContract]:
    for contract in contracts:
        table = contract.table(package.table)
        if contract.system == package.system and table is not None:
            return contract, table
    raise ReplayImpossible(load_id=package.load_id, reason=f"契约中没有 {package.system} 的 {package.table}")
