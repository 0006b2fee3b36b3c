"""The kinds of job: what each does, in steps that may be repeated, and what may run beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from anlan.base.clock import CHINA
from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.collection.contract import Contract
from anlan.control.jobs.errors import JobKindUnknown, JobTargetUnknown
from anlan.control.run_records import Note

Progress = Callable[[str, int, int], None]


class PoolUse(StrEnum):
    """How a kind of job uses the pool: not at all, beside others, or alone."""

    NONE = "none"
    SHARED = "shared"
    ALONE = "alone"


@dataclass(frozen=True)
class Task:
    """What a step is given: the workspace, the target, and whom to tell how far it is."""

    workspace: Workspace
    target: str
    progress: Progress
    asked_by: str = ""


@dataclass(frozen=True)
class StepEnd:
    """How a step ended: rows and a word for the job page, incidents, and the failure that ends the attempt."""

    rows: int | None = None
    message: str = ""
    notes: Sequence[Note] = ()
    failure: Note | None = None
    retry: bool = False
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """One kind of job. ``lane`` says what it must not meet: two jobs of one lane never run at once."""

    name: str
    label: str
    steps: tuple[tuple[str, str, Callable[[Task], StepEnd]], ...]
    pool: PoolUse
    needs_target: bool = False

    def lane(self, target: str) -> str:
        """The source system for jobs on a source, else the kind."""
        return f"source:{target.partition('/')[0]}" if self.needs_target else self.name

    def step(self, name: str) -> Callable[[Task], StepEnd]:
        """What the step of that name does."""
        return next(act for known, _, act in self.steps if known == name)

    def label_of(self, target: str, workspace: Workspace) -> str:
        """The kind with its target in words. Raises: JobTargetUnknown."""
        if not self.needs_target:
            return self.label
        contract = contract_of(workspace, target, self.label)
        cycle = target.partition("/")[2]
        return f"{self.label}：{contract.label}" + (f"（{cycle_label(cycle)}）" if cycle else "")


def kind_named(name: str) -> Kind:
    """The kind of that name. Raises: JobKindUnknown."""
    if name not in KINDS:
        listing = "、".join(f"{kind.name}（{kind.label}）" for kind in KINDS.values())
        raise JobKindUnknown(kind=name, kinds=listing)
    return KINDS[name]


def cycle_label(code: str) -> str:
    """The update cycle of that code in words."""
    from anlan.standards.catalogue import UPDATE_CYCLES

    return UPDATE_CYCLES.get(code, code)


def contract_of(workspace: Workspace, target: str, kind: str) -> Contract:
    """The contract of a target ``system`` or ``system/cycle``, with only its tables. Raises: JobTargetUnknown."""
    from anlan.control.jobs.cycles import cycles_of
    from anlan.control.source_view import contracts

    system, _, cycle = target.partition("/")
    contract = next((one for one in contracts(workspace) if one.system == system), None)
    tables = () if contract is None else contract.tables
    # A batch of an exchange directory is judged and loaded whole, whatever the cycles of its tables.
    if cycle and contract is not None and contract.exchange is None:
        cycles = cycles_of(workspace)
        others = [table for table in tables if cycles[contract.system, table.name] != cycle]
        tables = tuple(table for table in tables if table not in others)
        # What other jobs load is no new table to this one.
        contract = replace(contract, ignored=(*contract.ignored, *(one.location for one in others)))
    if contract is None or (cycle and not tables):
        raise JobTargetUnknown(kind=kind, target=target, advice="运行 `anlan source list` 查看已登记的来源系统。")
    return replace(contract, tables=tables)


def _collect(task: Task) -> StepEnd:
    """What is new of a source into the raw layer; a failure that may pass is one to retry."""
    from anlan.collection.collect import collect
    from anlan.control.place import open_pool
    from anlan.control.record_columns import standards

    contract = contract_of(task.workspace, task.target, "采集")
    now = task.workspace.clock().now()
    pool = open_pool(task.workspace)
    result = collect(task.workspace, [contract], pool, standards(), now, task.progress)
    notes = [_note(one, contract) for one in result.incidents]
    failed = [one for one in result.incidents if one.severity == "error"]
    failure = _note(failed[0], contract) if failed else None
    message = f"{len(result.loads)} 个装载包，{result.row_count:,} 行，搁置 {result.set_aside_count:,} 条"
    return StepEnd(result.row_count, message, notes, failure, any(one.retry for one in failed))


def _standardise(task: Task) -> StepEnd:
    """What the source brought into the core layer, also what an earlier job left."""
    from anlan.collection.collect import standardise
    from anlan.collection.exchange.receipt import acknowledge
    from anlan.control.place import open_pool
    from anlan.control.record_columns import standards
    from anlan.control.standardise.effective import decided

    # All tables of the system: a load of another cycle may have been left behind too.
    contract = contract_of(task.workspace, task.target.partition("/")[0], "采集")
    now = task.workspace.clock().now()
    contracts = decided([contract])
    result = standardise(contracts, open_pool(task.workspace), standards(), now, task.progress, only_theirs=True)
    # Tables that are late have their incident from the daily look at the sources, not from every load.
    met = [one for one in result.incidents if one.kind not in ("source-late", "source-silent")]
    met += acknowledge(task.workspace, contracts, open_pool(task.workspace), now)
    notes = [_note(one, contract) for one in met]
    failed = [one for one in met if one.severity == "error"]
    rows = sum(load.core_count for load in result.loads)
    failure = _note(failed[0], contract) if failed else None
    return StepEnd(rows, f"入明细层 {rows:,} 行", notes, failure, any(one.retry for one in failed))


def _note(one: Any, contract: Contract) -> Note:
    subject = f"{contract.label} {one.table}".strip()
    return Note(one.kind, one.severity.value, subject, one.message, one.hint)


def _main(task: Task) -> StepEnd:
    """The main job, recorded as a run; what a killed one left is finished by the next."""
    from anlan.control.main_job import run_main_job

    now = task.workspace.clock().now()
    result = run_main_job(task.workspace, now=now, observer=task.progress, started_by=task.asked_by)
    facts = {"run_id": result.run_id}
    if result.error is not None:
        return StepEnd(failure=Note.of(result.error, "主作业"), retry=result.error.retry, facts=facts)
    message = f"第 {result.run_id} 次运行，第 {result.release} 号发布，异常 {len(result.incidents)} 条"
    # The run keeps its incidents itself; here they only say that the end was not plain.
    facts["incidents"] = len([note for note in result.incidents if note.severity != "info"])
    return StepEnd(message=message, facts=facts)


def _truth(task: Task) -> StepEnd:
    from anlan.control.catalogue.nightly import check_catalogue, end_authorisations, untruth_notes

    task.progress("核对资源目录", 0, 1)
    clock = task.workspace.clock()
    check = check_catalogue(task.workspace, clock.today())
    end_authorisations(task.workspace, clock)
    message = f"核对 {check.entries} 个条目，{check.untrue} 个与实际不符"
    return StepEnd(check.entries, message, untruth_notes())


def _harvest(task: Task) -> StepEnd:
    from anlan.collection.harvest.source import find_source, harvest_source
    from anlan.control.harvest.deciding import learned_wordings
    from anlan.control.harvest.keeping import keep_harvest
    from anlan.control.source_view import contracts
    from anlan.standards.binding import ElementProposer
    from anlan.standards.objects import load_objects

    workspace, day = task.workspace, task.workspace.clock().today()
    contract_of(workspace, task.target, "采集结构")
    task.progress("读取结构", 0, 2)
    source = find_source(task.target, workspace.root, workspace, contracts(workspace))
    found = harvest_source(source, workspace.root, task.target, False, True)
    task.progress("更新数据元建议", 1, 2)
    changes = keep_harvest(found, day, ElementProposer.of(load_objects(), day, learned_wordings()))
    task.progress("完成", 2, 2)
    message = f"{len(found.tables)} 张表，{len(found.items)} 个指标项，结构变化 {len(changes)} 处"
    return StepEnd(len(found.items), message)


def _quality(task: Task) -> StepEnd:
    from anlan.control.place import open_pool
    from anlan.control.quality.runs import run_quality
    from anlan.control.source_view import contracts
    from anlan.control.standards.current import standards_on

    workspace, day = task.workspace, task.workspace.clock().now().astimezone(CHINA).date()
    pool = open_pool(workspace)
    run = run_quality(pool, standards_on(day), contracts(workspace), day, task.progress)
    failed = sum(result.failed for result in run.results)
    blocking = f"，阻断规则不合格 {len(run.blocking)} 条" if run.blocking else ""
    message = f"{len(run.checks)} 张表、{len(run.results)} 条规则，问题 {failed:,} 处{blocking}"
    return StepEnd(len(run.results), message, run.notes)


def _health(task: Task) -> StepEnd:
    from anlan.control.jobs.source_health import count_well, silence_notes, source_health

    task.progress("核对来源", 0, 1)
    rows = source_health(task.workspace)
    message = f"{len(rows)} 张来源表，{count_well(rows)} 张按时"
    return StepEnd(len(rows), message, silence_notes(task.workspace))


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "collect",
            "采集来源",
            (("collect", "采集", _collect), ("standardise", "标准化", _standardise)),
            PoolUse.SHARED,
            needs_target=True,
        ),
        # The main job takes the workspace for itself.
        Kind("main", "主作业", (("main", "主作业", _main),), PoolUse.ALONE),
        Kind("truth", "核对资源目录", (("truth", "核对", _truth),), PoolUse.SHARED),
        Kind("harvest", "采集结构", (("harvest", "采集结构", _harvest),), PoolUse.NONE, needs_target=True),
        Kind("quality", "检查质量", (("quality", "检查质量", _quality),), PoolUse.ALONE),
        Kind("health", "核对来源是否按时", (("health", "核对", _health),), PoolUse.NONE),
    )
}


def failed_with(error: AnlanError, subject: str) -> StepEnd:
    """The end of a step that a failure stopped."""
    return StepEnd(failure=Note.of(error, subject), retry=error.retry)
