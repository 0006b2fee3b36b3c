"""Employers' head-counts by month, made once from the core rows and made again only for months that changed.

The weekly judgement needs sums, not persons: of 17 million persons and 24 months it reads a few million rows. A month
is computed by itself, so that memory is bounded by the month; which months changed is told by the files that hold them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa

from anlan.engine.relations import Relations
from anlan.pool.delta import literal
from anlan.pool.pool import Pool
from anlan.risk.gone_rows import living, marks_by_month, marks_of

CONTRIBUTION = "core_social__contribution_month"
STOP = "core_social__stop"
DELTA = "core_social__headcount_delta"
EMPLOYER_MONTH = "core_social__employer_month"
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
CHUNK_ROWS = 1_500_000
_STATE = "core_social__headcount_state"
_COUNTED = {"people": "BIGINT", "base_yuan": "DOUBLE", "base_people": "BIGINT"} | dict.fromkeys(
    ("unpaid_pension", "unpaid_unemployment", "unpaid_injury"), "BIGINT"
)

_MEASURES = """
    {sign} * count(*) AS people,
    {sign} * coalesce(sum(base_yuan), 0) AS base_yuan,
    {sign} * count(base_yuan) AS base_people,
    {sign} * count_if(NOT is_paid_pension) AS unpaid_pension,
    {sign} * count_if(NOT is_paid_unemployment) AS unpaid_unemployment,
    {sign} * count_if(NOT is_paid_injury) AS unpaid_injury
"""
_PART = """
SELECT employer_key, person_id, month, TRY_CAST(known_at AS DATE) AS known_at,
  TRY_CAST(base_yuan AS DOUBLE) AS base_yuan, is_paid_pension, is_paid_unemployment, is_paid_injury{place}
FROM {source} WHERE {months}
"""
_PLACE = ", load_id, row_no"
_COUNT = "SELECT employer_key, month, known_at, {measures} FROM ({part}) GROUP BY employer_key, month, known_at"
_GONE = """
SELECT p.employer_key, p.month, p.load_id, p.row_no, greatest(m.gone_on, p.known_at) AS gone_on
FROM ({part}) AS p JOIN ({marks}) AS m ON m.load_id = p.load_id AND m.row_no = p.row_no
"""
# Employers of whose month not everything became known on one day, numbered: their rows carry the number, not the texts.
_SEVERAL_DAYS = """
SELECT employer_key, month, min(known_at) AS began_at, row_number() OVER (ORDER BY employer_key, month) AS number
FROM {counted} {gone} GROUP BY employer_key, month HAVING {several}
"""
_THEIR_ROWS = """
SELECT d.number, d.began_at, p.person_id, p.known_at, p.base_yuan, p.is_paid_pension, p.is_paid_unemployment,
  p.is_paid_injury, {gone_on} AS gone_on
FROM ({part}) AS p JOIN {days} AS d ON d.employer_key = p.employer_key AND d.month = p.month{gone}
"""
_CORRECTED = """
WITH version AS (
  SELECT p.*,
    least(lead(p.known_at) OVER (PARTITION BY p.person_id, p.number ORDER BY p.known_at), gone_on) AS known_until
  FROM {rows} AS p SEMI JOIN (SELECT * FROM {rows} WHERE known_at > began_at OR gone_on IS NOT NULL) AS later
    ON later.person_id = p.person_id AND later.number = p.number
),
replaced AS (
  SELECT number, known_until AS known_at, {measures} FROM version WHERE known_until IS NOT NULL GROUP BY ALL
)
SELECT d.employer_key, d.month, replaced.known_at, {summed}
FROM replaced JOIN {days} AS d USING (number)
"""
_SUMMED = "SELECT employer_key, month, known_at, {sums} FROM {counted} GROUP BY employer_key, month, known_at"
_EMPLOYER_MONTH = """
WITH people AS (
  SELECT employer_key, month, sum(people) AS people FROM {now} GROUP BY employer_key, month
),
before AS (
  SELECT employer_key, following.month, people
  FROM (FROM people UNION ALL SELECT employer_key, month, sum(people) FROM {before} GROUP BY employer_key, month) AS p
  JOIN (VALUES {following}) AS following(earlier, month) ON following.earlier = p.month
),
stopped AS (
  SELECT employer_key, strftime(TRY_CAST(stop_date AS DATE), '%Y-%m') AS month, reason_code,
    count(DISTINCT stop_id) AS people
  FROM {stop} WHERE TRY_CAST(stop_date AS DATE) >= {first} AND TRY_CAST(stop_date AS DATE) < {after} GROUP BY ALL
),
stops AS (
  SELECT employer_key, month, CAST(sum(people) AS BIGINT) AS people,
    list_transform(
      -- sorted afterwards: an ordered aggregate costs four times as much
      list_sort(list({{'order': -people, 'reason_code': reason_code}})),
      lambda one: {{'reason_code': one.reason_code, 'people_count': -one."order"}}
    ) AS reasons
  FROM stopped GROUP BY employer_key, month
)
SELECT employer_key, month, CAST(coalesce(n.people, 0) AS BIGINT) AS people_count,
  CAST(coalesce(n.people, 0) - coalesce(b.people, 0) AS BIGINT) AS change_count,
  coalesce(s.people, 0) AS stop_count, s.reasons AS stop_reasons
FROM people AS n FULL JOIN before AS b USING (employer_key, month) FULL JOIN stops AS s USING (employer_key, month)
WHERE month IN ({months})
"""

Progress = Callable[[str, int, int], None]


def silent(label: str, done: int, total: int) -> None:
    """Progress nobody watches."""


def count_sql(source: str) -> str:
    """The SELECT that sums an employer's month as it became known, over all months of a relation."""
    return _COUNT.format(part=_PART.format(source=source, months="true", place=""), measures=_MEASURES.format(sign="1"))


def put_deltas(relations: Relations, source: str, months: Sequence[str], name: str, marks: str = "") -> None:
    """Leave a table of how each day's news changed the sums of an employer's month.

    **Rows**: employer_key, month, known_at; people and other sums, negative for what a later row of the same person,
    employer and month replaced, and for rows that ``marks`` name, on the day their end became known. Summing those
    known up to a day gives the month as known then. Of two rows of one person the later one came after the first day
    of its employer's month: only such persons, and those with marked rows, are compared.
    """
    listed = ", ".join(map(literal, months))
    part = _PART.format(source=source, months=f"month IN ({listed})", place=_PLACE if marks else "")
    counted = f"{name}_counted"
    relations.execute(
        f"CREATE OR REPLACE TABLE {counted} AS {_COUNT.format(part=part, measures=_MEASURES.format(sign='1'))}"
    )
    days, rows, gone = f"{name}_days", f"{name}_rows", f"{name}_gone"
    some_gone, several, gone_on, join = "", "count(*) > 1", "CAST(NULL AS DATE)", ""
    if marks:
        relations.execute(f"CREATE OR REPLACE TABLE {gone} AS {_GONE.format(part=part, marks=marks)}")
        some_gone = f"LEFT JOIN (SELECT DISTINCT employer_key, month, 1 AS one FROM {gone}) USING (employer_key, month)"
        several = "count(*) > 1 OR max(one) = 1"
        gone_on, join = "g.gone_on", f" LEFT JOIN {gone} AS g ON g.load_id = p.load_id AND g.row_no = p.row_no"
    numbered = _SEVERAL_DAYS.format(counted=counted, gone=some_gone, several=several)
    relations.execute(f"CREATE OR REPLACE TABLE {days} AS {numbered}")
    theirs = _THEIR_ROWS.format(part=part, days=days, gone_on=gone_on, gone=join)
    relations.execute(f"CREATE OR REPLACE TABLE {rows} AS {theirs}")
    corrected = _CORRECTED.format(
        rows=rows, days=days, measures=_MEASURES.format(sign="-1"), summed=", ".join(_COUNTED)
    )
    relations.execute(f"INSERT INTO {counted} {corrected}")
    sums = ", ".join(f"CAST(sum({one}) AS {kind}) AS {one}" for one, kind in _COUNTED.items())
    relations.execute(f"CREATE OR REPLACE TABLE {name} AS {_SUMMED.format(sums=sums, counted=counted)}")
    for table in (counted, days, rows, gone):
        relations.execute(f"DROP TABLE IF EXISTS {table}")


def count_heads(pool: Pool, progress: Progress = silent) -> list[str]:
    """Bring the head-counts of the pool up to date; the months that were computed again.

    ``core_social__headcount_delta`` is read by the judgement; ``core_social__employer_month`` tells by employer and
    month the people, the change against the month before and the stops by reason.
    """
    marks = {table: marks_of(pool, table) for table in (CONTRIBUTION, STOP)}
    rows, wanted = _fingerprints(pool, marks)
    held = _held(pool)
    changed = [month for month in sorted(wanted) if wanted[month] != held.get(month)]
    done = 0
    for months in chunks({month: rows[month] for month in changed}):
        progress(months[0], done, len(changed))
        _count_months(pool, months, marks)
        state = pa.table({"month": months, "fingerprint": [wanted[month] for month in months]})
        pool.write(_STATE, state, partition={"month": months})
        done += len(months)
    progress("完成", len(changed), len(changed))
    return changed


def chunks(rows: Mapping[str, int]) -> list[list[str]]:
    """Months, in their order, so many together that memory stays bounded."""
    found: list[list[str]] = []
    size = CHUNK_ROWS
    for month, count in rows.items():
        if size + count > CHUNK_ROWS:
            found.append([])
            size = 0
        found[-1].append(month)
        size += count
    return found


_NO_STOPS = "SELECT '' AS employer_key, '' AS stop_id, '' AS reason_code, NULL AS stop_date WHERE false"


def _count_months(pool: Pool, months: list[str], marks: Mapping[str, str]) -> None:
    first, after = f"{months[0]}-01", f"{month_after(months[-1])}-01"
    rows = pool.select_between(CONTRIBUTION, "month", months[0], months[-1])
    stops = pool.select_between(STOP, "stop_date", first, after) if pool.version(STOP) is not None else _NO_STOPS
    with pool.reading(tables=[]) as connection:
        put_deltas(connection, f"({rows})", months, "counted_months", marks[CONTRIBUTION])
        pool.write_query(connection, DELTA, "SELECT * FROM counted_months", partition={"month": months})
        earlier = [month_before(month) for month in months if month_before(month) not in months]
        query = _EMPLOYER_MONTH.format(
            now="counted_months",
            before=f"({pool.select(DELTA, partition={'month': earlier})})",
            following=", ".join(f"({literal(month_before(month))}, {literal(month)})" for month in months),
            stop=f"({living(stops, marks[STOP])})",
            months=", ".join(map(literal, months)),
            first=f"DATE {literal(first)}",
            after=f"DATE {literal(after)}",
        )
        pool.write_query(connection, EMPLOYER_MONTH, query, partition={"month": months})


def month_before(month: str) -> str:
    """The month before, ``2025-12`` for ``2026-01``."""
    number = int(month[:4]) * 12 + int(month[5:]) - 2
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def month_after(month: str) -> str:
    """The month after, ``2026-01`` for ``2025-12``."""
    number = int(month[:4]) * 12 + int(month[5:])
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _fingerprints(pool: Pool, marks: Mapping[str, str]) -> tuple[dict[str, int], dict[str, str]]:
    """Rows of each month, and what it was made of: files that may hold rows of it and the month before, its stops.

    Marks of rows that their source no longer has are part of it, so that a later deletion makes its months again.
    """
    if pool.version(CONTRIBUTION) is None:
        return {}, {}
    ranges = pool.file_ranges(CONTRIBUTION, "month")
    stops = pool.file_ranges(STOP, "stop_date") if pool.version(STOP) is not None else {}
    rows = _months_only(pool.value_counts(CONTRIBUTION, "month"))
    gone = marks_by_month(pool, CONTRIBUTION, marks[CONTRIBUTION], "month")
    stopped = marks_by_month(pool, STOP, marks[STOP], "strftime(TRY_CAST(stop_date AS DATE), '%Y-%m')")
    found = {month: [gone.get(month, ""), gone.get(month_before(month), ""), stopped.get(month, "")] for month in rows}
    return rows, {month: _fingerprint(month, ranges, stops, found[month]) for month in rows}


def month_rows(relations: Relations) -> dict[str, int]:
    """How many contribution rows each month has, in the order of the months."""
    counted = relations.execute(f"SELECT month, count(*) FROM {CONTRIBUTION} WHERE month IS NOT NULL GROUP BY month")
    return _months_only({row[0]: row[1] for row in counted.fetchall()})


def _months_only(rows: Mapping[str, int]) -> dict[str, int]:
    return {month: rows[month] for month in sorted(rows) if _MONTH.fullmatch(month)}


def _fingerprint(
    month: str,
    ranges: Mapping[str, tuple[str, str]],
    stops: Mapping[str, tuple[str, str]],
    marks: Sequence[str],
) -> str:
    files = [file for file, (first, last) in ranges.items() if first <= month <= last]
    files += [file for file, (first, last) in ranges.items() if first <= month_before(month) <= last]
    files += [file for file, (first, last) in stops.items() if first[:7] <= month <= last[:7]]
    # Without marks nothing is added: what was counted before there were any stays as it is.
    said = [f"{place}:{mark}" for place, mark in enumerate(marks) if mark]
    return hashlib.sha256("\n".join([*sorted(files), *said]).encode()).hexdigest()


def _held(pool: Pool) -> dict[str, str]:
    if pool.version(_STATE) is None:
        return {}
    rows = pool.read(_STATE).to_pylist()
    return {row["month"]: row["fingerprint"] for row in rows}
