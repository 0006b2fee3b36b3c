"""Whether sources keep their promises: rows within bounds, data in time; silence told apart from calm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from anlan.base.clock import CHINA, Week
from anlan.collection.contract import CYCLE_DAYS, Contract, Expected, TableContract
from anlan.collection.incident import Incident, Severity
from anlan.pool.loads import LoadPackage, LoadState

_CYCLE_LABELS = {"daily": "每日", "weekly": "每周", "monthly": "每月", "quarterly": "每季", "yearly": "每年"}
_SILENT_CYCLES = 3
_BROUGHT = (LoadState.LOADED, LoadState.EXTRACTED)
_WHOLE = (*_BROUGHT, LoadState.UNCHANGED)


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
    states = [table_state(table, packages, week.end) for table, packages in tables]
    known = [day for table, packages in tables if (day := last_known(table, packages, week.end))]
    promises = dict.fromkeys(expected_text(table.expected) for table in contract.tables)
    return SourceWeek(
        week=str(week),
        source_system=contract.system,
        label=contract.label,
        source_class=contract.source_class.value,
        state=max(states, key=_GRAVITY.index),
        last_known_at=max(known, default=None),
        row_count=sum(one.core_count for one in mine if one.known_from and one.known_from <= week.end.isoformat()),
        expected_text="；".join(promises),
    )


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


def _out_of_bounds(table: TableContract, package: LoadPackage, what: str) -> Incident:
    place = f"{table.label} {package.file_name}".rstrip()
    message = f"{place}：本次装载{what}"
    hint = "数据已装载；与来源单位核对是否缺失或重复，属正常变化时修改契约的 expected。"
    return Incident("rows-out-of-bounds", table.system, table.name, Severity.WARNING, message, hint)
