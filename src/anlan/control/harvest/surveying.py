"""All systems of a workspace surveyed and kept: structure, profiles, proposals of elements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from anlan.base.settings import Workspace
from anlan.collection.contract import Contract
from anlan.collection.harvest.source import find_source
from anlan.collection.profile.survey import Surveyed, SurveyOrder, survey
from anlan.control.harvest.deciding import learned_wordings
from anlan.control.harvest.keeping import keep_harvest, keep_profiles
from anlan.control.harvest.models import ItemMeaning
from anlan.standards.binding import ElementProposer
from anlan.standards.objects import load_objects


@dataclass(frozen=True)
class KeptSurvey:
    """One system as kept: its numbers, how many items have a proposal or an element, changes, and why it failed."""

    system: str
    tables: int = 0
    items: int = 0
    profiled: int = 0
    proposed: int = 0
    accepted: int = 0
    differences: int = 0
    unread: int = 0
    failure: str = ""


def survey_workspace(
    workspace: Workspace,
    contracts: Sequence[Contract],
    day: date,
    *,
    most_rows: int,
    with_profile: bool = True,
    processes: int = 2,
    progress: Callable[[str, int, int], None] | None = None,
) -> list[KeptSurvey]:
    """Harvest, profile and keep the systems of the contracts; proposals are made while the next systems are read.

    **Rows**: one a system, in the order of the contracts. What could not be reached is not kept: its last harvest
    stays. Raises: SettingMissing.
    """
    sources = [find_source(one.system, workspace.root, workspace, contracts) for one in contracts]
    order = SurveyOrder(workspace.root, workspace.pool, day, most_rows, with_profile)
    proposer = ElementProposer.of(load_objects(), day, learned_wordings())
    kept: dict[str, KeptSurvey] = {}
    for found in survey(sources, order, processes):
        kept[found.harvest.system] = _kept(found, day, proposer)
        if progress is not None:
            progress("采集、剖析与建议", len(kept), len(sources))
    return [kept[one.system] for one in contracts]


def _kept(found: Surveyed, day: date, proposer: ElementProposer) -> KeptSurvey:
    system = found.harvest.system
    if found.failure:
        return KeptSurvey(system, unread=len(found.harvest.unread), failure=found.failure)
    differences = keep_harvest(found.harvest, day, proposer, found.values())
    keep_profiles(found.profile.tables, day)
    states = list(ItemMeaning.objects.filter(system=system).values_list("state", flat=True))
    return KeptSurvey(
        system,
        len(found.harvest.tables),
        len(found.harvest.items),
        len(found.profile.tables),
        states.count(ItemMeaning.State.OPEN),
        states.count(ItemMeaning.State.ACCEPTED),
        len(differences),
        len(found.harvest.unread) + len(found.profile.unread),
    )
