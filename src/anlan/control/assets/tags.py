"""Tags of employers in use: how many carry each, what another limit would change, why an employer carries its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from anlan.base.clock import CHINA
from anlan.base.errors import AnlanError
from anlan.control.trace_rows import TraceRows
from anlan.pool.pool import Pool
from anlan.pool.release import Release, read_release, readable
from anlan.risk.tag_pack import KINDS, Tag, read_tags, tag_of
from anlan.risk.tagging import EMPLOYER_TAG, carriers, know, read_by
from anlan.standards.registry import load_registry

REGISTER = "core_registry__enterprise"
SHOWN = 20
_LOOKED_BACK = 30


class TagsNotPublished(AnlanError):
    """No release holds tags yet."""

    code = "tags-not-published"
    status = 409
    message = "还没有发布过单位标签"
    hint = "运行 `anlan run`，主作业会标注并发布。"


def release_of(pool: Pool) -> Release:
    """The latest release. Raises: TagsNotPublished where there is none."""
    release = pool.latest()
    if release is None:
        raise TagsNotPublished
    return release


def tag_rows(pool: Pool) -> list[dict[str, Any]]:
    """Every declared tag with its definition and, where the latest release holds tags, how many employers carry it."""
    counts, as_of = _counts(pool)
    return [
        {**described(tag), "count": None if counts is None else counts.get(tag.code, 0), "as_of": as_of}
        for tag in read_tags()
    ]


def _counts(pool: Pool) -> tuple[dict[str, int] | None, date | None]:
    release = pool.latest()
    if release is None or EMPLOYER_TAG not in release.tables:
        return None, None
    with pool.reading(release, [EMPLOYER_TAG]) as connection:
        sql = f"SELECT tag_code, count(*), max(as_of) FROM {EMPLOYER_TAG} GROUP BY tag_code"
        rows = connection.execute(sql).fetchall()
    return {row[0]: row[1] for row in rows}, max((row[2] for row in rows), default=None)


def described(tag: Tag) -> dict[str, Any]:
    """A declared tag: what it means, its limits and what it reads."""
    labels = load_registry().tables
    return {
        "code": tag.code,
        "label": tag.label,
        "kind": tag.kind,
        "kind_label": KINDS[tag.kind],
        "definition": tag.filled(tag.definition),
        "limits": tag.limits(),
        "tables": [{"table": table, "label": labels[table].label} for table in tag.tables],
        "valid_from": tag.valid_from,
        "source": tag.source,
    }


def preview(pool: Pool, code: str, limits: Mapping[str, str]) -> dict[str, Any]:
    """How many employers would carry a tag with other limits, and who joins or leaves against the latest release.

    Computed over the rows of that release as of the day of its tags, so that the limits alone make the difference;
    nothing is written. Raises: TagUnknown, TagLimitInvalid, TagsNotPublished, TagFailed.
    """
    tag = tag_of(code, read_tags()).with_limits(limits)
    release = release_of(pool)
    before = _carried(pool, release, tag.code)
    day = _day_of(pool, release)
    with pool.reading(release, [name for name in read_by([tag]) if name in release.tables]) as connection:
        know(connection, [tag], day)
        after = {row["uscc"]: row["reason"] for row in carriers(connection, tag, day)}
    joining, leaving = sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
    return {
        "code": tag.code,
        "label": tag.label,
        "definition": tag.filled(tag.definition),
        "limits": tag.limits(),
        "release": release.number,
        "as_of": day,
        "before": len(before),
        "after": len(after),
        "joining": len(joining),
        "leaving": len(leaving),
        "joining_shown": _named(pool, release, {uscc: after[uscc] for uscc in joining[:SHOWN]}),
        "leaving_shown": _named(pool, release, {uscc: before[uscc] for uscc in leaving[:SHOWN]}),
    }


def _carried(pool: Pool, release: Release, code: str) -> dict[str, str]:
    if EMPLOYER_TAG not in release.tables:
        return {}
    with pool.reading(release, [EMPLOYER_TAG]) as connection:
        return dict(
            connection.execute(f"SELECT uscc, reason FROM {EMPLOYER_TAG} WHERE tag_code = ?", [code]).fetchall()
        )


def _day_of(pool: Pool, release: Release) -> date:
    """The day of the release's tags; that of the release itself where it holds none."""
    if EMPLOYER_TAG in release.tables:
        with pool.reading(release, [EMPLOYER_TAG]) as connection:
            [[day]] = connection.execute(f"SELECT max(as_of) FROM {EMPLOYER_TAG}").fetchall()
        if day is not None:
            return date.fromisoformat(str(day))
    return release.created.astimezone(CHINA).date()


def _named(pool: Pool, release: Release, reasons: Mapping[str, str]) -> list[dict[str, Any]]:
    names: dict[str, str] = {}
    if REGISTER in release.tables and reasons:
        with pool.reading(release, [REGISTER]) as connection:
            sql = f"SELECT uscc, arg_max(name, known_at) FROM {REGISTER} WHERE list_contains(?, uscc) GROUP BY uscc"
            names = dict(connection.execute(sql, [list(reasons)]).fetchall())
    return [{"uscc": uscc, "name": names.get(uscc, uscc), "reason": reason} for uscc, reason in reasons.items()]


def tags_of(pool: Pool, uscc: str, shown: int = 5) -> list[dict[str, Any]]:
    """The tags of an employer in the latest release: rule, figures, dates and the rows behind, masked by their grade.

    Raises: TagsNotPublished.
    """
    release, declared = release_of(pool), read_tags()
    if EMPLOYER_TAG not in release.tables:
        raise TagsNotPublished
    with pool.reading(release, [EMPLOYER_TAG]) as connection:
        sql = f"SELECT tag_code, value, reason, data_date, as_of FROM {EMPLOYER_TAG} WHERE uscc = ? ORDER BY tag_code"
        rows = connection.execute(sql, [uscc]).fetchall()
    order = {tag.code: place for place, tag in enumerate(declared)}
    carried = [(tag_of(row[0], declared), *row[1:]) for row in rows if row[0] in order]
    trace = TraceRows(pool, release)
    return [
        carried_tag(tag, value, reason, data_date, as_of)
        | {"behind": trace.page(tag.rows_behind(uscc, as_of, data_date), 1, shown)}
        for tag, value, reason, data_date, as_of in sorted(carried, key=lambda one: order[one[0].code])
    ]


def carried_tag(tag: Tag, value: float | None, reason: str, data_date: date, as_of: date) -> dict[str, Any]:
    """A tag that an employer carries: what it means, its limits, and the figures by which it is carried."""
    return {
        "code": tag.code,
        "label": tag.label,
        "kind_label": KINDS[tag.kind],
        "definition": tag.filled(tag.definition),
        "limits": tag.limits(),
        "value": value,
        "unit": tag.unit,
        "reason": reason,
        "data_date": data_date,
        "as_of": as_of,
        "source": tag.source,
    }


@dataclass(frozen=True)
class TagDay:
    """Who carried which tag on a day: the employers by tag."""

    as_of: date
    carriers: Mapping[str, frozenset[str]]


def day_before(pool: Pool, as_of: date) -> TagDay | None:
    """The newest tags that were published of an earlier day; None where there are none among the latest releases."""
    for number in reversed(readable(pool.releases_folder)[-_LOOKED_BACK:]):
        release = read_release(pool.releases_folder, number)
        found = _tag_day(pool, release) if EMPLOYER_TAG in release.tables else None
        if found is not None and found.as_of < as_of:
            return found
    return None


def _tag_day(pool: Pool, release: Release) -> TagDay | None:
    with pool.reading(release, [EMPLOYER_TAG]) as connection:
        sql = f"SELECT tag_code, list(uscc), max(as_of) FROM {EMPLOYER_TAG} GROUP BY tag_code"
        rows = connection.execute(sql).fetchall()
    if not rows:
        return None
    return TagDay(max(row[2] for row in rows), {code: frozenset(usccs) for code, usccs, _ in rows})
