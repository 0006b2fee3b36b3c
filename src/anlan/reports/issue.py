"""Issuing a report: its three files and a manifest that says from which release they came and what they weigh."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

from anlan.base.clock import CHINA, Week
from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.pool.atomic import write_bytes
from anlan.pool.pool import Pool
from anlan.pool.release import Release
from anlan.reports.alerts import NEEDED
from anlan.reports.disposal import DisposalLookup
from anlan.reports.excel import write_excel
from anlan.reports.figures import figures
from anlan.reports.fonts import choose_fonts
from anlan.reports.kinds import report_kind
from anlan.reports.labels import Labels, labels_under
from anlan.reports.pdf import write_pdf
from anlan.reports.profile import LINK
from anlan.reports.tables import Row
from anlan.reports.weekly import Masthead, Snapshot, weekly_context
from anlan.reports.word import write_word
from anlan.standards.registry import Registry

TABLES = (
    *NEEDED,
    LINK,
    "core_registry__enterprise",
    "core_registry__holding",
    "core_registry__listing",
    "core_court__enforcement",
    "core_court__hearing",
    "core_court__bankruptcy",
    "core_tax__arrears",
)


class NothingPublished(AnlanError):
    """A report was asked for before anything was published."""

    code = "nothing-published"
    status = 409
    message = "工作区 {folder} 还没有发布过数据"
    hint = "先运行 `anlan run`。"


def issue_weekly(
    connection: duckdb.DuckDBPyConnection,
    week: Week,
    snapshot: Snapshot,
    masthead: Masthead,
    out_dir: Path,
    labels: Labels | None = None,
    disposals: DisposalLookup | None = None,
) -> list[Path]:
    """The paths of the week's Word, PDF, Excel and manifest, written into ``out_dir``.

    The same release gives the same bytes. Raises: ReleaseIncomplete, WeekNotJudged, TypesettingFailed.
    """
    kind = report_kind("weekly")
    context = weekly_context(connection, week, snapshot, masthead, labels, disposals, kind)
    charts = figures(context)
    files = {
        "docx": write_word(context, charts, kind.word),
        "pdf": write_pdf(context, charts, kind.pdf),
        "xlsx": write_excel(context),
    }
    stem = kind.stem(str(week))
    paths = [out_dir / f"{stem}.{ending}" for ending in files]
    for path, content in zip(paths, files.values(), strict=True):
        write_bytes(path, content)
    manifest = out_dir / f"{stem}.json"
    write_bytes(manifest, _manifest(context, files, stem))
    return [*paths, manifest]


def issue_from_workspace(
    workspace: Workspace,
    week: Week | None,
    out_dir: Path,
    disposals: DisposalLookup | None = None,
    registry_on: Callable[[date], Registry] | None = None,
) -> list[Path]:
    """The same, from the workspace's newest release and settings; without ``week``, its newest week.

    ``registry_on`` gives the standards of a day; codes are labelled by those of the release's day, or by the pack's.

    Raises: NothingPublished, and as ``issue_weekly``.
    """
    pool = Pool(workspace.pool, workspace.get("engine.threads"), workspace.get("engine.memory_limit"))
    release = pool.latest()
    if release is None:
        raise NothingPublished(folder=workspace.root)
    labels = labels_under(registry_on(release.created.astimezone(CHINA).date())) if registry_on else None
    return issue_release(workspace, pool, release, week or _newest(pool, release), out_dir, disposals, labels)


def issue_release(
    workspace: Workspace,
    pool: Pool,
    release: Release,
    week: Week,
    out_dir: Path,
    disposals: DisposalLookup | None = None,
    labels: Labels | None = None,
) -> list[Path]:
    """The same for a given release and week, with the head of the sheet from the workspace's settings."""
    with pool.reading(release, [table for table in TABLES if table in release.tables]) as connection:
        return issue_weekly(connection, week, snapshot_of(release), masthead_of(workspace), out_dir, labels, disposals)


def snapshot_of(release: Release) -> Snapshot:
    """The release's number and the digest over the versions and files of all its tables."""
    named = {name: [table.version, table.rows, *table.files] for name, table in release.tables.items()}
    return Snapshot(release.number, hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest())


def masthead_of(workspace: Workspace) -> Masthead:
    """The sheet's head from the workspace's settings; the city is put before a bureau's name that lacks it."""
    city, name = str(workspace.get("bureau.city")), str(workspace.get("bureau.name"))
    return Masthead(name if name.startswith(city) else city + name)


def _newest(pool: Pool, release: Release) -> Week:
    if "out_risk__week" not in release.tables:
        raise NothingPublished(folder=f"（第{release.number}号发布）")
    with pool.reading(release, ["out_risk__week"]) as connection:
        row = connection.execute("SELECT max(week) FROM out_risk__week").fetchone()
    if row is None or row[0] is None:
        raise NothingPublished(folder=f"（第{release.number}号发布）")
    return Week.parse(row[0])


def _manifest(context: Row, files: dict[str, bytes], stem: str) -> bytes:
    total = context["total"]
    told = {
        "kind": "weekly",
        "title": context["title"],
        "week": context["week"],
        "release": context["release"],
        "digest": context["digest"],
        "counts": {name: total[name] for name in ("count", "grave", "confirmed", "unverified")},
        "fonts": choose_fonts().first(),
        "files": [
            {"name": f"{stem}.{ending}", "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            for ending, content in files.items()
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
