"""Events of a week, and one event with its articles, sentences and folded near-duplicates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from anlan.base.clock import Week
from anlan.base.errors import AnlanError
from anlan.control.event_corrections import EventCorrections
from anlan.control.label_sets import label
from anlan.control.masking import mask_text
from anlan.control.serving_copy import Row, ServingCopy
from anlan.signals import Correction

_FLAGS = ("is_negated", "is_rumour", "is_denied")
_NEWEST = "FROM out_risk__employer_week AS w WHERE w.uscc = e.uscc ORDER BY w.week DESC LIMIT 1"
# An event that an analyst moved is found under what it was read to say and under what is right.
_NAMED = (
    "WITH moved AS MATERIALIZED (SELECT value ->> 0 AS event_id, value ->> 1 AS type, value ->> 2 AS uscc "
    "FROM json_each(?)) "
    f"SELECT e.*, (SELECT w.name {_NEWEST}) AS name, m.type AS right_type, m.uscc AS right_uscc, "
    f"coalesce((SELECT w.district_code {_NEWEST}), e.district_code) AS place "
    "FROM core_signal__event AS e LEFT JOIN moved AS m USING (event_id)"
)


class EventUnknown(AnlanError):
    """No event has that id."""

    code = "event-unknown"
    status = 404
    message = "没有编号为 {event_id} 的事件"
    hint = "事件可能因更正而改变编号；从事件列表重新进入。"


@dataclass(frozen=True)
class EventQuery:
    """What the list of events is narrowed to; a week shows what happened in its four weeks up to its end."""

    week: str | None = None
    type: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    uscc: str | None = None
    q: str = ""


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" for _ in values)


def _event(row: Row) -> Row:
    flags = {name: bool(row[name]) for name in _FLAGS}
    shown = {name: value for name, value in row.items() if name not in ("place", "right_type", "right_uscc")}
    return {**shown, **flags, "district_code": row.get("place") or row["district_code"]}


class EventView:
    """The events in one serving copy, limited to a district where one is given, with the analysts' corrections."""

    def __init__(self, copy: ServingCopy, district: str | None, corrections: Sequence[Correction] = ()) -> None:
        self.copy = copy
        self.district = district
        self.corrections = EventCorrections(copy, corrections)

    def page(self, query: EventQuery, page: int, size: int) -> Row:
        """A page of events, the latest first, with counts by type."""
        head = {"week": query.week, "page": page, "size": size}
        if not self.copy.has("core_signal__event", "out_risk__employer_week"):
            return {**head, "total": 0, "rows": [], "types": []}
        where, values = self._where(query)
        order = "ORDER BY last_date DESC, article_count DESC, event_id LIMIT ? OFFSET ?"
        values = [self.corrections.moved(), *values]
        rows = self.copy.rows(f"SELECT * FROM ({_NAMED}) WHERE {where} {order}", [*values, size, (page - 1) * size])
        counts = self.copy.rows(
            f"SELECT coalesce(right_type, risk_type_code) AS value, count(*) AS count FROM ({_NAMED}) WHERE {where} "
            "GROUP BY 1 ORDER BY 1",
            values,
        )
        types = [{**row, "label": label("risk_type", row["value"])} for row in counts]
        total = sum(row["count"] for row in counts)
        return {**head, "total": total, "rows": [self._marked(row) for row in rows], "types": types}

    def _marked(self, row: Row) -> Row:
        return {**_event(row), "correction": self.corrections.described(row["event_id"])}

    def _where(self, query: EventQuery) -> tuple[str, list[Any]]:
        parts: list[tuple[str, Sequence[Any]]] = [("true", [])]
        if query.week:
            week = Week.parse(query.week)
            parts.append(("known_at <= ? AND last_date >= ?", [week.end.isoformat(), week.shift(-3).start.isoformat()]))
        if query.type:
            parts.append((f"coalesce(right_type, risk_type_code) IN ({_marks(query.type)})", query.type))
        districts = query.district if self.district is None else (self.district,)
        if districts:
            parts.append((f"substr(place, 1, 6) IN ({_marks(districts)})", districts))
        if query.uscc:
            parts.append(("(uscc = ? OR right_uscc = ?)", [query.uscc, query.uscc]))
        if query.q.strip():
            sought = query.q.strip()
            parts.append(("(instr(mention, ?) > 0 OR instr(coalesce(name, ''), ?) > 0)", [sought, sought]))
        return " AND ".join(sql for sql, _ in parts), [value for _, values in parts for value in values]

    def district_of(self, event_id: str) -> str | None:
        """The district an event belongs to. Raises: EventUnknown."""
        return str(self._found(event_id)["district_code"] or "") or None

    def _found(self, event_id: str) -> Row:
        row = None
        if self.copy.has("core_signal__event", "out_risk__employer_week"):
            moved = self.corrections.moved()
            row = self.copy.one(f"SELECT * FROM ({_NAMED}) WHERE event_id = ?", [moved, event_id])
        if row is None:
            raise EventUnknown(event_id=event_id)
        return self._marked(row)

    def detail(self, event_id: str) -> Row:
        """One event with its articles, the first of each group of near-duplicates before its copies.

        Raises: EventUnknown.
        """
        event = self._found(event_id)
        sentences: dict[str, list[Row]] = {}
        for row in self.copy.rows("SELECT * FROM core_signal__event_article WHERE event_id = ?", [event_id]):
            sentences.setdefault(row["article_id"], []).append(_sentence(row))
        articles = self.copy.rows(
            "SELECT * FROM core_signal__article WHERE article_id IN "
            "(SELECT article_id FROM core_signal__event_article WHERE event_id = ?) "
            "ORDER BY published_date, article_id",
            [event_id],
        )
        return {"event": event, "groups": _groups(articles, sentences)}


def _sentence(row: Row) -> Row:
    offset = row.get("sentence_start") or 0
    start = max(0, row["start"] - offset)
    flags = {name: bool(row[name]) for name in ("is_negated", "is_rumour")}
    kept = {name: row[name] for name in ("risk_type_code", "trigger")}
    # Masking keeps every character's place, so that the offsets still hold.
    sentence = mask_text(row["sentence"] or "")
    return {**kept, **flags, "sentence": sentence, "trigger_start": start, "trigger_end": start + len(row["trigger"])}


def _groups(articles: Sequence[Row], sentences: Mapping[str, list[Row]]) -> list[Row]:
    by_group: dict[str, list[Row]] = {}
    for row in articles:
        described = {**row, "is_copy": bool(row["is_copy"]), "sentences": sentences.get(row["article_id"], [])}
        by_group.setdefault(row["group_id"] or row["article_id"], []).append(described)
    return [{"group_id": group, "first": found[0], "copies": found[1:]} for group, found in by_group.items()]
