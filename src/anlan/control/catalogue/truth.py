"""Entries that are true: what each published entry promises, held against what has arrived; nightly, by party."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from anlan.collection.contract import TableContract
from anlan.collection.health import last_known
from anlan.control.catalogue.models import TruthCheck, TruthFinding
from anlan.control.catalogue.mounting import Mounting, MountState
from anlan.pool.loads import LoadPackage, LoadState
from anlan.pool.pool import Pool
from anlan.standards.catalogue import UPDATE_CYCLES, CatalogueEntry

CYCLE_DAYS = {"1": 1, "2": 1, "3": 7, "4": 31, "5": 92, "6": 184, "7": 366}
"""Update cycle of an entry → the most days between two arrivals; 不定期 and 不更新 promise no day."""
ASPECTS = {"mount": "挂接", "items": "信息项", "volume": "数据量", "cycle": "更新频率"}


@dataclass(frozen=True)
class Untruth:
    """One promise of an entry that does not hold: whose entry, in which aspect, what was promised, what is so."""

    resource_code: str
    name: str
    responsible_party: str
    aspect: str
    promise: str
    fact: str


Broken = tuple[str, str, str]
"""Aspect, promise, fact."""


def untrue_entries(
    entries: Iterable[CatalogueEntry], mounting: Mounting, pool: Pool, packages: Sequence[LoadPackage], day: date
) -> list[Untruth]:
    """Every promise that does not hold on a day, by responsible party.

    An entry is held against what its mounts name: its items against the columns that arrived, its volume against the
    rows of the last load, its update cycle against the day up to which the data is known. An entry mounted nowhere is
    one too.
    """
    by_table: dict[tuple[str, str], list[LoadPackage]] = {}
    for package in packages:
        by_table.setdefault((package.system, package.table), []).append(package)
    found = []
    for entry in entries:
        for aspect, promise, fact in _broken(entry, mounting, pool, by_table, day):
            found.append(Untruth(entry.resource_code, entry.name, entry.responsible_party, aspect, promise, fact))
    return sorted(found, key=lambda untruth: (untruth.responsible_party, untruth.resource_code))


def _broken(
    entry: CatalogueEntry,
    mounting: Mounting,
    pool: Pool,
    by_table: dict[tuple[str, str], list[LoadPackage]],
    day: date,
) -> list[Broken]:
    if not entry.mounts:
        return [("mount", "已编目的资源应挂接", "没有挂接")]
    found: list[Broken] = []
    for mount in entry.mounts:
        check = mounting.check(mount)
        table = mounting.table_of(mount)
        if check.state is MountState.MISSING:
            found.append(("mount", f"挂接到 {mount.target}", check.reason))
        elif table is not None:
            found += _held(entry, table, pool, by_table.get((table.system, table.name), []), day)
        elif check.state is MountState.FOUND:
            found += _lacking(entry, pool, mount.target)
    return found


def _held(
    entry: CatalogueEntry, table: TableContract, pool: Pool, attempts: Sequence[LoadPackage], day: date
) -> list[Broken]:
    brought = [p for p in attempts if p.state in (LoadState.LOADED, LoadState.EXTRACTED) and p.row_count]
    if not brought:
        return [("cycle", "应有数据到达", "从未到达")]
    return _lacking(entry, pool, table.raw_table) + _volume(entry, brought[-1]) + _late(entry, table, attempts, day)


def _lacking(entry: CatalogueEntry, pool: Pool, name: str) -> list[Broken]:
    schema = pool.schema(name)
    arrived = set(schema.names) if schema is not None else set()
    lacking = [item.code for item in entry.items if item.code not in arrived]
    more = f" 等 {len(lacking)} 项" if len(lacking) > 10 else ""
    return (
        [("items", f"登记 {len(entry.items)} 个信息项", f"未到达：{'、'.join(lacking[:10])}{more}")] if lacking else []
    )


def _volume(entry: CatalogueEntry, last: LoadPackage) -> list[Broken]:
    rows, low, high = last.row_count, entry.rows_min, entry.rows_max
    # What an incremental load adds after the first may be little: it is held to the upper bound only.
    if low is not None and rows < low and not last.cursor_from:
        return [("volume", f"每次不少于 {low:,} 行", f"最近一次 {rows:,} 行")]
    if high is not None and rows > high:
        return [("volume", f"每次不多于 {high:,} 行", f"最近一次 {rows:,} 行")]
    return []


def _late(entry: CatalogueEntry, table: TableContract, attempts: Sequence[LoadPackage], day: date) -> list[Broken]:
    cycle = UPDATE_CYCLES[entry.update_cycle]
    if attempts[-1].state is LoadState.FAILED:
        return [("cycle", f"{cycle}更新", "最近一次装载失败")]
    if entry.update_cycle not in CYCLE_DAYS:
        return []
    known = last_known(table, attempts, day)
    if known is None:
        return [("cycle", f"{cycle}更新", "到达的数据没有可知的日期")]
    allowed, age = CYCLE_DAYS[entry.update_cycle] + table.expected.within_days, (day - known).days
    if age <= allowed:
        return []
    promise = f"{cycle}更新" + (f"，{table.expected.within_days} 天内到达" if table.expected.within_days else "")
    return [("cycle", promise, f"数据截至 {known}，已 {age} 天没有更新")]


def record_check(entries: int, found: Sequence[Untruth], day: date) -> TruthCheck:
    """Keep the findings of a check in place of those before; a promise broken already keeps its first day."""
    untrue = len({one.resource_code for one in found})
    with transaction.atomic():
        since = {(f.resource_code, f.aspect, f.promise): f.since for f in TruthFinding.objects.all()}
        TruthFinding.objects.all().delete()
        TruthFinding.objects.bulk_create(
            TruthFinding(
                resource_code=one.resource_code,
                name=one.name,
                responsible_party=one.responsible_party,
                aspect=one.aspect,
                promise=one.promise,
                fact=one.fact,
                since=min(day, since.get((one.resource_code, one.aspect, one.promise), day)),
            )
            for one in found
        )
        return TruthCheck.objects.create(day=day, at=timezone.now(), entries=entries, untrue=untrue)


def findings(party: str = "", resource_code: str = "") -> dict[str, Any]:
    """The last check and its findings by responsible party; of one party or resource where given."""
    check = TruthCheck.objects.first()
    chosen = TruthFinding.objects.all()
    parties = Counter(chosen.values_list("responsible_party", flat=True))
    if party:
        chosen = chosen.filter(responsible_party=party)
    if resource_code:
        chosen = chosen.filter(resource_code=resource_code)
    fields = ("resource_code", "name", "responsible_party", "aspect", "promise", "fact", "since")
    rows = [{name: getattr(one, name) for name in fields} | {"aspect_label": ASPECTS[one.aspect]} for one in chosen]
    return {
        "checked_day": check.day if check else None,
        "checked_at": check.at if check else None,
        "entries": check.entries if check else 0,
        "untrue": check.untrue if check else 0,
        "parties": [{"value": name, "label": name or "未写明责任方", "count": n} for name, n in parties.most_common()],
        "rows": rows,
    }
