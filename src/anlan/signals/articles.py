"""Articles as collected become read articles and the statements in them: who, what, where said, how meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from anlan.base.risk_types import RiskType
from anlan.signals.attribution import about
from anlan.signals.detector import Detection, Detector
from anlan.signals.duplicates import Group, group_duplicates
from anlan.signals.linking import Mention, MentionFinder, settle
from anlan.signals.rules import Finding
from anlan.signals.sentiment import sentiment
from anlan.signals.text import fold

ARTICLE_SCHEMA = pa.schema(
    [
        ("article_id", pa.string()),
        ("group_id", pa.string()),
        ("is_copy", pa.bool_()),
        ("source_name", pa.string()),
        ("source_kind_code", pa.string()),
        ("url", pa.string()),
        ("title", pa.string()),
        ("published_date", pa.date32()),
        ("known_at", pa.date32()),
        ("types", pa.list_(pa.string())),
        ("sentiment_ratio", pa.float64()),
        ("load_id", pa.string()),
        ("row_no", pa.int64()),
    ]
)

_DATE_FALLBACK = date(1970, 1, 1)


@dataclass(frozen=True)
class Statement:
    """One article saying of one employer that one thing happened. **Grain**: article, employer, type.

    ``start`` and ``end`` are offsets into the article's reading text, which is its title, a line feed and its body;
    ``sentence_start`` lets a screen place them inside ``sentence``.
    """

    article_id: str
    group_id: str
    type: RiskType
    mention: str
    uscc: str | None
    link_status: str
    sentence: str
    sentence_start: int
    trigger: str
    start: int
    end: int
    score: float
    negated: bool
    rumour: bool
    denied: bool
    people: int | None
    money_yuan: float | None
    district_code: str | None
    event_date: date | None
    published: date
    known_at: date
    source_name: str
    source_kind_code: str
    read_count: int
    repost_count: int
    sentiment: float


@dataclass(frozen=True)
class Reading:
    """What came out of reading: the table ``core_signal__article`` and every statement with an employer."""

    articles: pa.Table
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class _Read:
    detection: Detection
    mentions: Sequence[Mention]
    sentiment: float


def read_articles(articles: pa.Table, detector: Detector, finder: MentionFinder) -> Reading:
    """The reading of ``core_opinion__article``. Identical articles are read once; a missing date is the day of arrival.

    **Rows**: one article row for each given row, in order of the ids; statements only where an employer is named,
    resolved or not.
    """
    # The order of a table's rows is the engine's own; which of the copies of one day leads its group must not be.
    rows = sorted(articles.to_pylist(), key=lambda row: str(row["article_id"]))
    texts = [reading_text(row) for row in rows]
    days = [published_day(row) for row in rows]
    groups = group_duplicates(texts, days)
    cache: dict[tuple[str, date], _Read] = {}
    table_rows: list[dict[str, Any]] = []
    statements: list[Statement] = []
    for row, text, day, group in zip(rows, texts, days, groups, strict=True):
        read = cache.get((text, day))
        if read is None:
            read = cache[(text, day)] = _read(text, day, detector, finder)
        group_id = str(rows[group.first]["article_id"])
        table_rows.append(_article(row, day, group, group_id, read))
        statements.extend(_statements(row, text, day, group_id, read))
    return Reading(pa.Table.from_pylist(table_rows, schema=ARTICLE_SCHEMA), tuple(statements))


def reading_text(row: Mapping[str, Any]) -> str:
    """Title, line feed, body: the text that offsets of a statement count in."""
    title, body = row.get("title") or "", row.get("body_text") or ""
    return f"{title}\n{body}"


def as_day(value: Any) -> date | None:
    """A date of whatever the pool holds: date, timestamp or ISO text; None where there is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def published_day(row: Mapping[str, Any]) -> date:
    """The day of publication, else of arrival. A date after the arrival is a clock gone wrong: the arrival counts."""
    published, known = as_day(row.get("published_date")), as_day(row.get("known_at"))
    if published is not None and known is not None and published > known:
        return known
    return published or known or _DATE_FALLBACK


def _read(text: str, day: date, detector: Detector, finder: MentionFinder) -> _Read:
    detection = detector.detect(text, published=day)
    mentions = settle(finder.find(text)) if detection.categories else ()
    return _Read(detection, mentions, sentiment(fold(text)))


def _article(row: Mapping[str, Any], day: date, group: Group, group_id: str, read: _Read) -> dict[str, Any]:
    kept = ("source_name", "source_kind_code", "url", "title", "load_id", "row_no")
    return {
        "article_id": str(row["article_id"]),
        "group_id": group_id,
        "is_copy": group.is_copy,
        "published_date": day,
        "known_at": as_day(row.get("known_at")) or day,
        "types": sorted(read.detection.types),
        "sentiment_ratio": read.sentiment,
        **{name: row.get(name) for name in kept},
    }


def _statements(row: Mapping[str, Any], text: str, day: date, group_id: str, read: _Read) -> Iterator[Statement]:
    detection = read.detection
    kinds = {category.type: category for category in detection.categories}
    best: dict[tuple[RiskType, str], tuple[Finding, Mention]] = {}
    for finding in detection.findings:
        if finding.type not in kinds or not finding.notable:
            continue
        for mention in about(finding, read.mentions, text):
            key = (finding.type, mention.uscc or mention.mention)
            held = best.get(key)
            if held is None or (finding.negated, -finding.score) < (held[0].negated, -held[0].score):
                best[key] = (finding, mention)
    for (kind, _), (finding, mention) in best.items():
        category = kinds[kind]
        yield Statement(
            str(row["article_id"]), group_id, kind, mention.mention, mention.uscc, mention.status,
            text[finding.sentence_start : finding.sentence_end].strip(), _first_shown(text, finding),
            text[finding.start : finding.end], finding.start, finding.end, category.score,
            category.negated or finding.negated, finding.rumour, finding.denied or category.denied,
            detection.people, detection.money_yuan, detection.district_code, detection.event_date, day,
            as_day(row.get("known_at")) or day, row.get("source_name") or "", str(row.get("source_kind_code") or ""),
            int(row.get("read_count") or 0), int(row.get("repost_count") or 0), read.sentiment,
        )  # fmt: skip


def _first_shown(text: str, finding: Finding) -> int:
    """The offset of the sentence's first character that is not white space."""
    sentence = text[finding.sentence_start : finding.sentence_end]
    return finding.sentence_start + len(sentence) - len(sentence.lstrip())
