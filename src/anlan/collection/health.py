"""Whether sources keep their promises: rows within bounds, data in time; silence told apart from calm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from anlan.base.clock import CHINA, Week
from anlan.collection.contract import CYCLE_DAYS, Contract, Expected, TableContract
from anlan.collection.incident import Incident, Severity
from anlan.pool.loads import LoadPackage, LoadState

_CYCLE_LABELS = {"daily": "每日", "weekly": "每周", "monthly": "每月", "quarterly": "每季", "yearly": "每年"}
_SILENT_CYCLES = 3
_BROUGHT = (LoadState.LOADED, LoadState.EXTRACTED)
_WHOLE = (*_BROUGHT, LoadState.UNCHANGED)


_HISTORY_LOADS = 12
_HISTORY_LEAST = 4
_UNUSUAL = 3
"""A load is unusual beyond three times the most, or below a third of the least, of the loads before it."""


class SourceState(StrEnum):
    """How a source stands on a day; only ``ON_TIME`` is well."""

    ON_TIME = "on_time"
    LATE = "late"
    SILENT = "silent"
    FAILED = "failed"


_GRAVITY = tuple(SourceState)


@dataclass(frozen=True)
class SourceWeek:
    """One source system in one week: its worst table's state, the newest fact known, and what was promised."""

    week: str
    source_system: str
    label: str
    source_class: str
    state: SourceState
    last_known_at: date | None
    row_count: int
    expected_text: str


def source_states(
    contracts: Sequence[Contract], loads: Sequence[LoadPackage], weeks: Iterable[Week]
) -> list[SourceWeek]:
    """The state of every source at the end of each week.

    **Rows**: one per week and source system that promises tables, in that order. A load counts for a week by what it
    made known (``known_from`` to ``known_to``), so that a past week can be judged from loads that came later.
    """
    return [_source_week(contract, loads, week) for week in weeks for contract in contracts if contract.tables]


def _source_week(contract: Contract, loads: Sequence[LoadPackage], week: Week) -> SourceWeek:
    mine = [one for one in loads if one.system == contract.system]
    tables = [(table, [one for one in mine if one.table == table.name]) for table in contract.tables]
    known = [day for table, packages in tables if (day := last_known(table, packages, week.end))]
    promises = dict.fromkeys(expected_text(table.expected) for table in contract.tables)
    return SourceWeek(
        week=str(week),
        source_system=contract.system,
        label=contract.label,
        source_class=contract.source_class.value,
        state=worst_state(tables, week.end),
        last_known_at=max(known, default=None),
        row_count=sum(one.core_count for one in mine if one.known_from and one.known_from <= week.end.isoformat()),
        expected_text="；".join(promises),
    )


def worst_state(tables: Sequence[tuple[TableContract, Sequence[LoadPackage]]], day: date) -> SourceState:
    """The gravest state of some tables, at least one, with their loads on a day."""
    return max((table_state(table, packages, day) for table, packages in tables), key=_GRAVITY.index)


def table_state(table: TableContract, packages: Sequence[LoadPackage], day: date) -> SourceState:
    """How one table stands on a day: failed where its newest attempt by then failed, else by the age of what it knows.

    Late is past the promise; silent is past it by several cycles, or nothing known at all.
    """
    tried = [one for one in packages if one.started.astimezone(CHINA).date() <= day]
    if tried and tried[-1].state is LoadState.FAILED:
        return SourceState.FAILED
    known = last_known(table, packages, day)
    if known is None:
        return SourceState.SILENT
    if not table.expected.cycle:
        return SourceState.ON_TIME
    cycle, age = CYCLE_DAYS[table.expected.cycle], (day - known).days
    if age <= cycle + table.expected.within_days:
        return SourceState.ON_TIME
    return SourceState.LATE if age <= _SILENT_CYCLES * (cycle + table.expected.within_days) else SourceState.SILENT


def last_known(table: TableContract, packages: Iterable[LoadPackage], day: date) -> date | None:
    """The newest day up to which the loads made a table known, not after a day.

    A load that spans the day counts as known up to it. A full load, changed or not, says what holds on its arrival.
    """
    found = []
    for one in packages:
        if one.state in _BROUGHT and one.known_from and one.known_from <= day.isoformat():
            found.append(min(date.fromisoformat(one.known_to), day))
        arrived = one.started.astimezone(CHINA).date()
        if table.is_read_whole and one.state in _WHOLE and one.row_count and arrived <= day:
            found.append(arrived)
    return max(found, default=None)


def expected_text(expected: Expected) -> str:
    """What a table promised, in words."""
    if not expected.cycle:
        return "未约定周期"
    return f"{_CYCLE_LABELS[expected.cycle]}更新，{expected.within_days} 天内到达"


def silence_incidents(contracts: Sequence[Contract], loads: Sequence[LoadPackage], day: date) -> list[Incident]:
    """An incident for each table that is late or silent on a day; failures have theirs already."""
    found = []
    for contract in contracts:
        for table in contract.tables:
            packages = [one for one in loads if (one.system, one.table) == (contract.system, table.name)]
            state = table_state(table, packages, day)
            if state in (SourceState.LATE, SourceState.SILENT):
                found.append(_overdue(contract, table, state, last_known(table, packages, day)))
    return found


def _overdue(contract: Contract, table: TableContract, state: SourceState, known: date | None) -> Incident:
    since = f"最近一次数据截至 {known}" if known else "从未有过数据"
    message = f"{contract.label} {table.label}：{since}（约定{expected_text(table.expected)}）"
    hint = "没有数据不等于没有风险：与来源单位确认是否停止更新；相关指标按缺失处理。"
    severity = Severity.ERROR if state is SourceState.SILENT else Severity.WARNING
    return Incident(f"source-{state.value}", contract.system, table.name, severity, message, hint)


def bounds_incidents(table: TableContract, package: LoadPackage) -> list[Incident]:
    """An incident where a load has fewer or more rows than the contract expects.

    What an incremental load adds after the first may be little, so it is held to the upper bound only.
    """
    expected, count = table.expected, package.row_count
    if package.state is not LoadState.EXTRACTED:
        return []
    low = expected.rows_min if not package.cursor_from else None
    if low is not None and count < low:
        return [_out_of_bounds(table, package, f"只有 {count:,} 行，少于约定的 {low:,} 行")]
    if expected.rows_max is not None and count > expected.rows_max:
        return [_out_of_bounds(table, package, f"有 {count:,} 行，多于约定的 {expected.rows_max:,} 行")]
    return []


@dataclass(frozen=True)
class TableHealth:
    """How one source table stands on a day: what it promised, when it last kept it, and how much it brought.

    **Units**: ``days_late`` counts days past ``due``; bounds and ``last_rows`` count rows of one load.
    """

    system: str
    system_label: str
    owner: str
    table: str
    label: str
    state: SourceState
    expected: str
    last_success: datetime | None
    last_known: date | None
    due: date | None
    days_late: int
    failures: int
    failure: str
    last_rows: int | None
    promised_rows: tuple[int | None, int | None]
    usual_rows: tuple[int, int] | None
    is_unusual: bool


def table_health(contract: Contract, table: TableContract, packages: Sequence[LoadPackage], day: date) -> TableHealth:
    """How a table stands on a day, from its loads, oldest first."""
    good = [one for one in packages if one.state in _WHOLE]
    failed = packages[len(packages) - _failures(packages) :]
    known = last_known(table, packages, day)
    due = _due(table, known)
    last = next((one for one in reversed(good) if one.state in _BROUGHT), None)
    usual = usual_rows(last, packages) if last else None
    return TableHealth(
        system=contract.system,
        system_label=contract.label,
        owner=contract.owner,
        table=table.name,
        label=table.label,
        state=table_state(table, packages, day),
        expected=expected_text(table.expected),
        last_success=good[-1].started if good else None,
        last_known=known,
        due=due,
        days_late=max(0, (day - due).days) if due else 0,
        failures=len(failed),
        failure=failed[-1].message if failed else "",
        last_rows=last.row_count if last else None,
        promised_rows=(table.expected.rows_min, table.expected.rows_max),
        usual_rows=usual,
        is_unusual=bool(last and (_is_unusual(last, usual) or bounds_incidents(table, _as_extracted(last)))),
    )


def _failures(packages: Sequence[LoadPackage]) -> int:
    """How many of the newest attempts failed one after another."""
    newest = enumerate(reversed(packages))
    return next((count for count, one in newest if one.state is not LoadState.FAILED), len(packages))


def _due(table: TableContract, known: date | None) -> date | None:
    """The day by which the promise says that something newer is there."""
    if known is None or not table.expected.cycle:
        return None
    return known + timedelta(days=CYCLE_DAYS[table.expected.cycle] + table.expected.within_days)


def _as_extracted(package: LoadPackage) -> LoadPackage:
    return replace(package, state=LoadState.EXTRACTED)


def usual_rows(package: LoadPackage, packages: Iterable[LoadPackage]) -> tuple[int, int] | None:
    """The rows a load like this one usually has, by the loads before it; None where there are too few to say.

    A first load, which brings everything, is not compared with what comes on top of it.
    """
    alike = [
        one.row_count
        for one in packages
        if one.load_id < package.load_id
        if one.state in _BROUGHT and bool(one.cursor_from) == bool(package.cursor_from)
    ][-_HISTORY_LOADS:]
    if len(alike) < _HISTORY_LEAST:
        return None
    return min(alike) // _UNUSUAL, max(alike) * _UNUSUAL


def _is_unusual(package: LoadPackage, usual: tuple[int, int] | None) -> bool:
    return usual is not None and not usual[0] <= package.row_count <= usual[1]


def history_incidents(table: TableContract, package: LoadPackage, packages: Iterable[LoadPackage]) -> list[Incident]:
    """An incident where a load has far fewer or more rows than its table's own loads before it."""
    usual = usual_rows(package, packages) if package.state is LoadState.EXTRACTED else None
    if usual is None or not _is_unusual(package, usual):
        return []
    place = f"{table.label} {package.file_name}".rstrip()
    message = f"{place}：本次装载 {package.row_count:,} 行，以往的装载在 {usual[0]:,} 至 {usual[1]:,} 行之间"
    hint = "数据已装载；与来源单位核对是否缺失或重复。确属正常变化的，以后的装载会自动放宽。"
    return [Incident("rows-unusual", table.system, table.name, Severity.WARNING, message, hint)]


def _out_of_bounds(table: TableContract, package: LoadPackage, what: str) -> Incident:
    place = f"{table.label} {package.file_name}".rstrip()
    message = f"{place}：本次装载{what}"
    hint = "数据已装载；与来源单位核对是否缺失或重复，属正常变化时修改契约的 expected。"
    return Incident("rows-out-of-bounds", table.system, table.name, Severity.WARNING, message, hint)
