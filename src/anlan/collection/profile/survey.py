"""Many sources harvested and profiled at once, one system a task, in processes of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from anlan.base.errors import AnlanError
from anlan.collection.harvest.items import Harvest, Unread
from anlan.collection.harvest.source import HarvestSource, harvest_source
from anlan.collection.profile.code_lists import CodeSets
from anlan.collection.profile.source_profile import SourceProfile, profile_source
from anlan.collection.profile.table_profile import Profiler
from anlan.pool.pool import Pool
from anlan.standards.objects import load_objects


@dataclass(frozen=True)
class SurveyOrder:
    """What a survey is to do: where relative paths begin, the pool of what was loaded, how many rows of a table."""

    base: Path
    pool: Path
    day: date
    most_rows: int
    with_profile: bool = True


@dataclass(frozen=True)
class Surveyed:
    """What was found of one system; ``failure`` says why it could not be read at all."""

    harvest: Harvest
    profile: SourceProfile = field(default_factory=SourceProfile)
    failure: str = ""

    def values(self) -> dict[str, tuple[str, ...]]:
        """Codes seen in the data, by the item's place ``system.table.column``."""
        return {
            ".".join((table.system, table.table, column.column)): column.values
            for table in self.profile.tables
            for column in table.columns
            if column.values
        }


def survey(sources: Sequence[HarvestSource], order: SurveyOrder, processes: int = 2) -> Iterator[Surveyed]:
    """The systems as they are done, whichever first; with one process in this one, in the order given.

    A system that cannot be reached is told as a failure and does not hold up the others.
    """
    if processes <= 1 or len(sources) <= 1:
        code_sets = _code_sets(order.day)
        yield from (_surveyed(source, order, code_sets) for source in sources)
        return
    # A fork of a process that has run an engine's threads may hang: the workers start afresh.
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, context, _prepare, (order.day,)) as workers:
        for done in as_completed([workers.submit(_prepared, source, order) for source in sources]):
            yield done.result()


_ready: dict[date, CodeSets] = {}


def _prepare(day: date) -> None:
    _ready[day] = _code_sets(day)


def _prepared(source: HarvestSource, order: SurveyOrder) -> Surveyed:
    return _surveyed(source, order, _ready[order.day])


def _code_sets(day: date) -> CodeSets:
    registry = load_objects()
    return CodeSets.of(registry, registry.of_kind("division", day))


def _surveyed(source: HarvestSource, order: SurveyOrder, code_sets: CodeSets) -> Surveyed:
    try:
        harvest = harvest_source(source, order.base)
    except AnlanError as error:
        return Surveyed(Harvest(source.system, unread=[Unread(source.system, error.text)]), failure=error.text)
    if not order.with_profile:
        return Surveyed(harvest)
    with Profiler(code_sets, order.most_rows) as profiler:
        return Surveyed(harvest, profile_source(source, harvest, order.base, profiler, pool=Pool(order.pool)))
