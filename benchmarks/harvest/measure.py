"""How long the harvest of 28 systems with 10,000 items takes, with the profile of their data and proposals.

Usage: .venv/bin/python benchmarks/harvest/measure.py [--postgres URL] [--mysql URL] [--rows N]
       .venv/bin/python benchmarks/harvest/measure.py --workspace FOLDER
The first makes its systems, measures and drops them; the second measures the source systems of a workspace.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from datetime import date
from pathlib import Path

import systems as made

from anlan.base.settings import open_workspace
from anlan.collection.contract import read_contracts
from anlan.collection.harvest.items import Harvest
from anlan.collection.harvest.meaning import meanings
from anlan.collection.harvest.source import HarvestSource, find_source, harvest_source
from anlan.collection.profile.code_lists import CodeSets
from anlan.collection.profile.source_profile import profile_source
from anlan.collection.profile.table_profile import Profiler
from anlan.pool.pool import Pool
from anlan.standards.binding import ElementProposer
from anlan.standards.objects import load_objects
from anlan.standards.registry import load_registry

DAY = date(2026, 11, 22)


def main() -> None:
    """Measure, print and keep the result."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgres", default="postgresql://postgres@127.0.0.1:5432/test")
    parser.add_argument("--mysql", default="mysql://root@127.0.0.1:3306/test")
    parser.add_argument("--rows", type=int, default=made.ROWS)
    parser.add_argument("--systems", type=int, default=made.SYSTEMS, help="only the first of them")
    parser.add_argument("--workspace", type=Path)
    asked = parser.parse_args()
    if asked.workspace:
        place = open_workspace(asked.workspace)
        contracts = read_contracts(place.sources, load_registry())
        sources = [find_source(one.system, place.root, place, contracts) for one in contracts]
        report(measured(sources, Pool(place.pool)), "result_workspace.json")
        return
    systems = made.made_systems(7, asked.rows, asked.systems)
    made.drop(systems, asked.postgres, asked.mysql)
    with tempfile.TemporaryDirectory() as folder:
        try:
            places = made.load(systems, Path(folder), asked.postgres, asked.mysql)
            sources = [find_source(place, Path("/"), None, []) for place in places.values()]
            name = "result.json" if asked.systems == made.SYSTEMS else "result_part.json"
            report(measured(sources, None) | {"rows_a_table": asked.rows}, name)
        finally:
            made.drop(systems, asked.postgres, asked.mysql)


def measured(sources: list[HarvestSource], pool: Pool | None) -> dict[str, object]:
    """Seconds of harvest, profile and proposals, one system after another."""
    begin, processor = time.perf_counter(), time.process_time()
    harvests: list[tuple[HarvestSource, Harvest]] = []
    for source in sources:
        harvests.append((source, harvest_source(source, Path("/"))))
    harvested = time.perf_counter()
    registry = load_objects()
    rows = columns = unread = 0
    with Profiler(CodeSets.of(registry, registry.of_kind("division", DAY))) as profiler:
        for source, harvest in harvests:
            found = profile_source(source, harvest, Path("/"), profiler, pool=pool)
            rows += sum(table.rows_profiled for table in found.tables)
            columns += sum(len(table.columns) for table in found.tables)
            unread += len(found.unread)
    profiled = time.perf_counter()
    proposer = ElementProposer.of(registry, DAY)
    proposals = sum(len(one) > 0 for _, harvest in harvests for one in meanings(harvest.items, proposer))
    return {
        "systems": len(harvests),
        "tables": sum(len(harvest.tables) for _, harvest in harvests),
        "items": sum(len(harvest.items) for _, harvest in harvests),
        "unread": unread + sum(len(harvest.unread) for _, harvest in harvests),
        "rows_profiled": rows,
        "columns_profiled": columns,
        "items_with_proposal": proposals,
        "seconds": {
            "harvest": round(harvested - begin, 1),
            "profile": round(profiled - harvested, 1),
            "harvest and profile": round(profiled - begin, 1),
            "proposals": round(time.perf_counter() - profiled, 1),
            "processor": round(time.process_time() - processor, 1),
        },
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def report(result: dict[str, object], name: str) -> None:
    """Print the result and keep it beside this script."""
    text = json.dumps(result, indent=1, ensure_ascii=False)
    Path(__file__).with_name(name).write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
