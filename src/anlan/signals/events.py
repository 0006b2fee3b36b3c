"""Statements become events: one for each employer, risk type and run of days, with its heat over time."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from anlan.signals.articles import Reading, Statement
from anlan.signals.corrections import Correction, corrected
from anlan.signals.text import fold

CONTINUES_WITHIN_DAYS = 30
"""Statements on one employer and type continue an event when no more than so many days lie between them."""
NETIZEN = "2"

EVENT_SCHEMA = pa.schema(
    [
        ("event_id", pa.string()),
        ("risk_type_code", pa.string()),
        ("uscc", pa.string()),
        ("mention", pa.string()),
        ("link_status", pa.string()),
        ("first_date", pa.date32()),
        ("last_date", pa.date32()),
        ("peak_date", pa.date32()),
        ("known_at", pa.date32()),
        ("article_count", pa.int64()),
        ("group_count", pa.int64()),
        ("source_count", pa.int64()),
        ("media_count", pa.int64()),
        ("netizen_count", pa.int64()),
        ("read_count", pa.int64()),
        ("repost_count", pa.int64()),
        ("people_count", pa.int64()),
        ("money_yuan", pa.float64()),
        ("district_code", pa.string()),
        ("event_date", pa.date32()),
        ("is_negated", pa.bool_()),
        ("is_rumour", pa.bool_()),
        ("is_denied", pa.bool_()),
        ("sentiment_ratio", pa.float64()),
        ("score", pa.float64()),
    ]
)

EVENT_ARTICLE_SCHEMA = pa.schema(
    [
        ("event_id", pa.string()),
        ("article_id", pa.string()),
        ("group_id", pa.string()),
        ("risk_type_code", pa.string()),
        ("mention", pa.string()),
        ("sentence", pa.string()),
        ("sentence_start", pa.int64()),
        ("trigger", pa.string()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("score", pa.float64()),
        ("is_negated", pa.bool_()),
        ("is_rumour", pa.bool_()),
        ("is_denied", pa.bool_()),
        ("source_kind_code", pa.string()),
        ("read_count", pa.int64()),
        ("repost_count", pa.int64()),
        ("people_count", pa.int64()),
        ("money_yuan", pa.float64()),
        ("published_date", pa.date32()),
        ("known_at", pa.date32()),
    ]
)


@dataclass(frozen=True)
class Events:
    """The tables ``core_signal__event`` and ``core_signal__event_article``."""

    events: pa.Table
    event_articles: pa.Table


def build_events(reading: Reading, corrections: Sequence[Correction] = (), as_of: date | None = None) -> Events:
    """The events of a reading after the analysts' corrections; with ``as_of`` only from what was known by then.

    **Rows**: one event for each employer (credit code, or the mention while unlinked), type and run of days;
    one event article for each statement. Ids depend only on type, employer and first day.
    """
    known = [item for item in reading.statements if as_of is None or item.known_at <= as_of]
    event_rows: list[dict[str, Any]] = []
    article_rows: list[dict[str, Any]] = []
    for run in _runs(corrected(known, corrections, _groups(reading) if corrections else None)):
        event_id = _event_id(run)
        event_rows.append(_event(event_id, run))
        article_rows.extend(_event_article(event_id, statement) for statement in run)
    return Events(
        pa.Table.from_pylist(event_rows, schema=EVENT_SCHEMA),
        pa.Table.from_pylist(article_rows, schema=EVENT_ARTICLE_SCHEMA),
    )


def _groups(reading: Reading) -> dict[str, str]:
    """Article to its group."""
    ids, groups = (reading.articles.column(name).to_pylist() for name in ("article_id", "group_id"))
    return dict(zip(ids, groups, strict=True))


def employer_of(statement: Statement) -> str:
    """What tells employers apart: the credit code, or the folded mention while unlinked."""
    return statement.uscc or fold(statement.mention).replace(" ", "")


def _runs(statements: Iterable[Statement]) -> Iterator[list[Statement]]:
    by_key: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in statements:
        by_key[(statement.type.value, employer_of(statement))].append(statement)
    for key in sorted(by_key):
        run: list[Statement] = []
        for statement in sorted(by_key[key], key=lambda item: (item.published, item.article_id, item.start)):
            if run and (statement.published - run[-1].published).days > CONTINUES_WITHIN_DAYS:
                yield run
                run = []
            run.append(statement)
        yield run


def _event_id(run: Sequence[Statement]) -> str:
    first = run[0]
    text = f"{first.type.value}|{employer_of(first)}|{first.published.isoformat()}"
    return "E" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:15]


def heat(statements: Iterable[Statement]) -> dict[date, int]:
    """Articles a day, in order of days."""
    return dict(sorted(Counter(item.published for item in statements).items()))


def event_score(statements: Sequence[Statement]) -> float:
    """How sure the event is: independent groups support each other, rumours count half, denied statements a tenth."""
    by_group: dict[str, float] = {}
    for item in statements:
        weight = 0.1 if item.negated else 0.5 if item.rumour else 1.0
        by_group[item.group_id] = max(by_group.get(item.group_id, 0.0), item.score * weight)
    rest = 1.0
    for share in sorted(by_group.values(), reverse=True)[:5]:
        rest *= 1 - share
    return round(1 - rest, 4)


def _largest(values: Iterable[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)


def _event(event_id: str, run: Sequence[Statement]) -> dict[str, Any]:
    asserted = [item for item in run if not item.negated]
    told = asserted or run
    articles = {item.article_id: item for item in run}.values()
    days = heat(articles)
    places = Counter(item.district_code for item in told if item.district_code)
    return {
        "event_id": event_id,
        "risk_type_code": run[0].type.value,
        "uscc": run[0].uscc,
        "mention": Counter(item.mention for item in run).most_common(1)[0][0],
        "link_status": run[0].link_status,
        "first_date": run[0].published,
        "last_date": run[-1].published,
        "peak_date": max(days, key=lambda day: (days[day], -day.toordinal())),
        "known_at": min(item.known_at for item in run),
        "article_count": len(articles),
        "group_count": len({item.group_id for item in run}),
        "source_count": len({item.source_name for item in run if item.source_name}),
        "media_count": sum(item.source_kind_code != NETIZEN for item in articles),
        "netizen_count": sum(item.source_kind_code == NETIZEN for item in articles),
        "read_count": sum(item.read_count for item in articles),
        "repost_count": sum(item.repost_count for item in articles),
        "people_count": _largest(item.people for item in told),
        "money_yuan": _largest(item.money_yuan for item in told),
        "district_code": places.most_common(1)[0][0] if places else None,
        "event_date": min((item.event_date for item in told if item.event_date is not None), default=None),
        "is_negated": not asserted,
        "is_rumour": bool(asserted) and all(item.rumour for item in asserted),
        "is_denied": any(item.denied for item in run),
        "sentiment_ratio": round(sum(item.sentiment < 0 for item in articles) / len(articles), 4),
        "score": event_score(run),
    }


def _event_article(event_id: str, statement: Statement) -> dict[str, Any]:
    copied = ("article_id", "group_id", "mention", "sentence", "sentence_start", "trigger", "start", "end", "score",
              "source_kind_code", "read_count", "repost_count", "money_yuan", "known_at")  # fmt: skip
    return {
        "event_id": event_id,
        "risk_type_code": statement.type.value,
        "is_negated": statement.negated,
        "is_rumour": statement.rumour,
        "is_denied": statement.denied,
        "people_count": statement.people,
        "published_date": statement.published,
        **{name: getattr(statement, name) for name in copied},
    }


def unlinked(events: Events) -> pa.Table:
    """The review queue: events whose employer is not resolved. **Rows**: one for each mention, most articles first."""
    totals: dict[str, dict[str, Any]] = {}
    for row in events.events.to_pylist():
        if row["uscc"] is None:
            held = totals.setdefault(
                row["mention"], {"mention": row["mention"], "status": row["link_status"], "events": 0, "articles": 0}
            )
            held["events"] += 1
            held["articles"] += row["article_count"]
    schema = pa.schema(
        [("mention", pa.string()), ("status", pa.string()), ("events", pa.int64()), ("articles", pa.int64())]
    )
    return pa.Table.from_pylist(
        sorted(totals.values(), key=lambda row: (-row["articles"], row["mention"])), schema=schema
    )
