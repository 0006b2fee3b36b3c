"""What each step of the main job does: the floors below are called here, and only here, in the order of the job."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from anlan.base.clock import CHINA, Week
from anlan.base.errors import AnlanError, SettingInvalid
from anlan.base.settings import SETTINGS_FILE, Workspace
from anlan.collection import collect as collecting
from anlan.collection.contract import Contract, read_contracts
from anlan.collection.deletions import DELETION
from anlan.collection.exchange.receipt import acknowledge
from anlan.collection.incident import Incident
from anlan.collection.spark_workbench import spark_workshop
from anlan.collection.workbench import Workshop, duck_workbench
from anlan.control.corrections import StoredCorrections
from anlan.control.learned_names import learned_names
from anlan.control.place import open_pool
from anlan.control.run_records import Note
from anlan.control.serving_tables import SERVED
from anlan.control.source_states import put_source_states
from anlan.control.standardise.effective import decided, keep_applied, mark_decided, not_yet_applied
from anlan.control.standards.current import standards_on
from anlan.engine.spark import SparkRelations, spark_session
from anlan.entities.link_employers import entries_of, link_employers
from anlan.entities.mentions import MentionFinder
from anlan.entities.resolver import Resolver
from anlan.pool import serving
from anlan.pool.pool import SCRATCH, Pool
from anlan.pool.release import Release
from anlan.risk import headcount, out_tables, read_registry
from anlan.risk import judge as judge_weeks
from anlan.risk.tag_pack import read_tags
from anlan.risk.tagging import EMPLOYER_TAG, read_by, tag_employers
from anlan.signals import Correction, Detector, build_events, read_articles
from anlan.standards.registry import EMPLOYER_COLUMNS, Registry

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Progress = Callable[[str, int, int], None]

LINK_TABLE = "core_entity__employer_link"
REGISTER = "core_registry__enterprise"
REGISTER_NAMES = (
    "uscc",
    "name",
    "former_names",
    "short_name",
    "district_code",
    "registered_address",
    "industry_code",
    "head_uscc",
    "known_at",
)
UNITS = "core_social__employer"
ARTICLES = "core_opinion__article"


class NoSources(AnlanError):
    """The workspace has no source contract."""

    code = "no-sources"
    status = 409
    message = "{folder} 中没有来源契约"
    hint = "为每个来源系统编写 sources/<系统>/contract.yml（`anlan init` 附有示例），或运行 `anlan demo`。"


@dataclass(frozen=True)
class StepResult:
    """What a step produced: rows and their unit, incidents, and a word for the run page."""

    rows: int
    unit: str = "行"
    notes: Sequence[Note] = ()
    message: str = ""


@dataclass
class Work:
    """What the steps share: workspace, pool, standards, the weeks to judge and, at the end, the release.

    ``corrections`` are the analysts', as the run found them: steps in a thread of their own ask no database.
    """

    workspace: Workspace
    pool: Pool
    standards: Registry
    now: datetime
    weeks: Sequence[Week]
    before: Release | None
    contracts: Sequence[Contract] = ()
    failed_systems: frozenset[str] = frozenset()
    release: int | None = None
    corrections: Sequence[Correction] = ()

    @classmethod
    def open(cls, workspace: Workspace, now: datetime, weeks: Sequence[Week]) -> Work:
        """The work of one run."""
        pool = open_pool(workspace)
        standards = standards_on(now.astimezone(CHINA).date()).registry
        corrections = StoredCorrections().all()
        return cls(workspace, pool, standards, now, weeks, pool.latest(), corrections=corrections)

    def read(self, table: str, columns: Sequence[str]) -> pa.Table:
        """The current rows of a table; without any where the table was never written."""
        if self.pool.version(table) is None:
            return pa.table({name: pa.array([], pa.string()) for name in columns})
        return self.pool.read(table)


def collect(work: Work, progress: Progress) -> StepResult:
    """Bring what is new of every source into the raw layer; a source that fails is an incident, the others load."""
    found = read_contracts(work.workspace.sources, work.standards)
    # Systems of which only the structure is harvested bring nothing to this job.
    work.contracts = decided([contract for contract in found if contract.tables])
    if not work.contracts:
        raise NoSources(folder=work.workspace.sources)
    result = collecting.collect(work.workspace, work.contracts, work.pool, work.standards, work.now, progress)
    work.failed_systems = frozenset(one.system for one in result.incidents if one.severity == "error")
    message = f"{len(work.contracts)} 个来源，{len(result.loads)} 个装载包，搁置 {result.set_aside_count:,} 条"
    return StepResult(result.row_count, "行", _notes(work, result.incidents), message)


def standardise(work: Work, progress: Progress) -> StepResult:
    """Bring every load that is not in the core layer yet into it, and make again what new decisions change."""
    waiting = not_yet_applied()
    again = mark_decided(work.pool, work.contracts, waiting)
    result = collecting.standardise(
        work.contracts, work.pool, work.standards, work.now, progress, workshop=workshop_of(work)
    )
    keep_applied(waiting, work.now)
    rows = sum(load.core_count for load in result.loads)
    message = f"{len(result.loads)} 个装载包入明细层，搁置 {result.set_aside_count:,} 条"
    message += f"；{len(waiting)} 条标准化决定，重做 {again} 个装载包" if waiting else ""
    answered = acknowledge(work.workspace, work.contracts, work.pool, work.now)
    return StepResult(rows, "行", _notes(work, [*result.incidents, *answered]), message)


def _notes(work: Work, incidents: Sequence[Incident]) -> list[Note]:
    labels = {contract.system: contract.label for contract in work.contracts}
    return [
        Note(
            one.kind,
            one.severity.value,
            f"{labels.get(one.system, one.system)} {one.table}".strip(),
            one.message,
            one.hint,
        )
        for one in incidents
    ]


def link(work: Work, progress: Progress) -> StepResult:
    """Give every distinct employer reference of the core tables a credit code, or say why not."""
    progress("汇总企业引用", 0, 2)
    references = _references(work)
    progress("逐一关联", 1, 2)
    register = work.read(REGISTER, REGISTER_NAMES)
    units = work.read(UNITS, ("unit_number", "uscc", "name"))
    links = link_employers(references, register, units, learned_names(work.corrections))
    work.pool.write(LINK_TABLE, links)
    progress("完成", 2, 2)
    resolved = links.column("status").to_pylist().count("resolved")
    return StepResult(links.num_rows, "个引用", message=f"{resolved:,} 个引用关联到统一社会信用代码")


def _references(work: Work) -> pa.Table:
    held = set(work.pool.tables())
    tables = [table.name for table in work.standards.tables.values() if table.employer and table.name in held]
    listed = ", ".join(EMPLOYER_COLUMNS)
    if not tables:
        return pa.table({name: pa.array([], pa.string()) for name in EMPLOYER_COLUMNS})
    union = " UNION ALL ".join(f"SELECT DISTINCT {listed} FROM {table}" for table in tables)
    # One reference has one key; any_value drops spellings that the key itself does not tell apart.
    values = ", ".join(f"min({name}) AS {name}" for name in EMPLOYER_COLUMNS[1:])
    query = f"SELECT employer_key, {values} FROM ({union}) WHERE employer_key IS NOT NULL GROUP BY 1 ORDER BY 1"
    with work.pool.reading(tables=tables) as connection:
        return connection.sql(query).to_arrow_table()


def count_heads(work: Work, progress: Progress) -> StepResult:
    """Bring the employers' head-counts up to date, for the months of which anything changed."""
    months = headcount.count_heads(work.pool, progress)
    span = f"{months[0]} 至 {months[-1]}" if months else "没有变化的月份"
    return StepResult(len(months), "个月", message=span)


def read_news(work: Work, progress: Progress) -> StepResult:
    """Read the articles into events, linked to the register's enterprises and corrected by the analysts."""
    articles = work.read(ARTICLES, ())
    progress("准备企业名称", 0, 3)
    register = work.read(REGISTER, REGISTER_NAMES)
    finder = MentionFinder(Resolver.build(entries_of(register), learned_names(work.corrections)))
    progress("阅读文章", 1, 3)
    reading = read_articles(articles, detector_of(work.workspace), finder)
    progress("归并事件", 2, 3)
    events = build_events(reading, work.corrections)
    work.pool.write("core_signal__article", reading.articles)
    work.pool.write("core_signal__event", events.events)
    work.pool.write("core_signal__event_article", events.event_articles)
    progress("完成", 3, 3)
    return StepResult(articles.num_rows, "篇文章", message=f"归并为 {events.events.num_rows:,} 个事件")


def detector_of(workspace: Workspace) -> Detector:
    """The detector with the bureau's own model where ``signals.model`` names one. Raises: InputMissing."""
    model = str(workspace.get("signals.model"))
    return Detector.with_model(workspace.root / model if model else None)


def judge(work: Work, progress: Progress) -> StepResult:
    """Judge every week of the window from what was known by its end."""
    # Only what the judgement reads: its own tables of the last run would stand in the way of the new ones.
    with work.pool.reading(tables=[name for name in work.pool.tables() if _is_judged(name)]) as connection:
        with spark_of(work) as spark:
            put_source_states(spark or connection, work.contracts, work.failed_systems)
            judge_weeks(connection, read_registry(), work.weeks, progress, spark)
        for name in out_tables.NAMES:
            work.pool.write_query(connection, name, f"SELECT * FROM {name}")
        newest = str(work.weeks[-1])
        [[rows]] = connection.execute("SELECT count(*) FROM out_risk__alert").fetchall()
        standing = "SELECT count(*) FROM out_risk__alert WHERE week = ? AND level > 0"
        [[alerts]] = connection.execute(standing, [newest]).fetchall()
    return StepResult(rows, "条预警", message=f"{newest} 有 {alerts:,} 家企业在预警名单")


def tag(work: Work, progress: Progress) -> StepResult:
    """Tag every employer from what was known by the day of the run."""
    tags = read_tags()
    progress("标注单位标签", 0, 1)
    held = set(work.pool.tables())
    with work.pool.reading(tables=[name for name in read_by(tags) if name in held]) as connection:
        rows = tag_employers(connection, tags, work.now.astimezone(CHINA).date())
    work.pool.write(EMPLOYER_TAG, rows)
    progress("标注单位标签", 1, 1)
    employers = len(set(rows.column("uscc").to_pylist()))
    return StepResult(rows.num_rows, "个标签", message=f"{len(tags)} 种标签，{employers:,} 家单位")


def _is_judged(table: str) -> bool:
    """Whether the judgement reads a table: the core layer, and which of its rows their sources no longer have."""
    return table.startswith("core_") or table == DELETION


def workshop_of(work: Work) -> Workshop:
    """Where standardisation works: the engine that ``engine.name`` says. Raises: SettingInvalid, SparkMissing."""
    place = _spark_place(work)
    return duck_workbench if place is None else spark_workshop(*place)


@contextmanager
def spark_of(work: Work) -> Iterator[SparkRelations | None]:
    """The core tables on Spark where ``engine.name`` says so, else None; what it computed on the way is deleted.

    Raises: SettingInvalid, SparkMissing.
    """
    place = _spark_place(work)
    if place is None:
        yield None
        return
    session, folder = place
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        relations = SparkRelations(session, Path(scratch))
        for table in work.pool.tables():
            if _is_judged(table):
                relations.attach(table, *work.pool.files(table))
        yield relations


def _spark_place(work: Work) -> tuple[SparkSession, Path] | None:
    """The Spark session and the folder for what it computes on the way; None where ``engine.name`` is duckdb."""
    settings = work.workspace
    name = settings.get("engine.name")
    if name == "duckdb":
        return None
    if name != "spark":
        place = str(settings.root / SETTINGS_FILE)
        raise SettingInvalid(name="engine.name", place=place, reason="只支持 duckdb 与 spark")
    session = spark_session(settings.get("engine.spark_master"), settings.get("engine.spark_memory"))
    folder = Path(settings.get("engine.spark_scratch") or work.pool.root / SCRATCH)
    folder.mkdir(parents=True, exist_ok=True)
    return session, folder


def publish(work: Work, progress: Progress) -> StepResult:
    """Name one version of every table as a release and rebuild the serving copy from it."""
    progress("登记发布", 0, 2)
    release = work.pool.release(f"{work.weeks[-1]} 主作业", work.now)
    progress("生成查询副本", 1, 2)
    serving.build(work.pool, release, SERVED, work.workspace.serving)
    work.release = release.number
    progress("完成", 2, 2)
    rows = sum(table.rows for table in release.tables.values())
    return StepResult(
        rows, "行", _emptied(work.before, release), f"第 {release.number} 号发布，{len(release.tables)} 张表"
    )


def _emptied(before: Release | None, after: Release) -> list[Note]:
    """Tables that had rows in the release before and have none now; no findings any more is good news."""
    if before is None:
        return []
    empty = [
        name
        for name, table in before.tables.items()
        if table.rows > 0 and (name not in after.tables or after.tables[name].rows == 0)
        if not name.startswith("raw_quality__")
    ]
    hint = "检查来源与装载记录；确认属实前请勿采用本次结果。"
    return [Note("table-emptied", "error", name, f"表 {name} 上次发布有数据，本次为空", hint) for name in empty]
