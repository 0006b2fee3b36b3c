"""Everything published, read on behalf of one person: row scope is applied here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from anlan.base.settings import Workspace
from anlan.control import evidence_view, indicator_view, people, source_view
from anlan.control.access import OutOfScope, Permission, Viewer
from anlan.control.assets import tags as tagging
from anlan.control.corrections import StoredCorrections
from anlan.control.employer_view import EmployerView
from anlan.control.event_corrections import Wish, enterprises_named, registered_name
from anlan.control.event_view import EventQuery, EventView
from anlan.control.label_sets import LabelSets, label_sets
from anlan.control.ledger_view import LedgerQuery, LedgerView
from anlan.control.mention_queue import unlinked_mentions
from anlan.control.place import open_pool, workspace
from anlan.control.serving_copy import Row, ServingCopy
from anlan.control.tag_view import TagQuery, TagView
from anlan.control.trace_rows import TraceRows
from anlan.pool.serving import ServingMissing
from anlan.risk.tagging import EMPLOYER_TAG


@dataclass(frozen=True)
class Desk:
    """What one person may read of the current release. Every method raises ServingMissing before the first run."""

    viewer: Viewer
    place: Workspace

    @classmethod
    def open(cls, viewer: Viewer) -> Desk:
        """The desk of a person in this process's workspace."""
        return cls(viewer, workspace())

    def _copy(self) -> ServingCopy:
        return ServingCopy.current(self.place)

    def _ledger(self) -> LedgerView:
        return LedgerView(self._copy(), self.viewer.district_code)

    def weeks(self) -> list[Row]:
        """The weeks that have a list, newest first."""
        return self._ledger().weeks()

    def ledger(self, query: LedgerQuery, page: int, size: int) -> Row:
        """One page of the ledger with its facets. Raises: WeekInvalid, WeekUnknown."""
        return self._ledger().page(query, page, size)

    def ledger_rows(self, query: LedgerQuery) -> Row:
        """All rows that the ledger's filters show. Raises: WeekInvalid, WeekUnknown."""
        return {**self._ledger().every_row(query), "labels": label_sets()}

    def overview(self, week: str | None) -> Row:
        """Counts, trend and coverage of a week. Raises: WeekInvalid, WeekUnknown."""
        return self._ledger().overview(week)

    def _employer(self, uscc: str, week: str | None) -> EmployerView:
        copy = self._copy()
        view = EmployerView(copy, uscc, LedgerView(copy, None).week(week))
        self._require(view.district())
        return view

    def _require(self, district_code: str | None) -> None:
        wanted = self.viewer.district_code
        if wanted is not None and (district_code or "")[:6] != wanted:
            raise OutOfScope(analysts="、".join(people.names_in_role("analyst")) or "尚未设置")

    def employer(self, uscc: str, week: str | None) -> Row:
        """The employer's profile. Raises: EmployerUnknown, OutOfScope, WeekUnknown."""
        return self._employer(uscc, week).profile()

    def employer_indicators(self, uscc: str, week: str | None) -> Row:
        """The employer's indicators over the weeks. Raises: EmployerUnknown, OutOfScope, WeekUnknown."""
        view = self._employer(uscc, week)
        weeks = sorted(row["week"] for row in LedgerView(view.copy, None).weeks() if row["week"] <= view.week)
        return view.indicators(weeks, self._rows_of(view.copy).indicator_points(uscc, view.week))

    def _tags(self) -> TagView:
        return TagView(self._copy(), self.viewer.district_code)

    def tags(self) -> Row:
        """Every tag with its count and its change against the day before. Raises: TagsNotPublished."""
        view = self._tags()
        as_of = view.as_of()
        return view.summary(tagging.day_before(open_pool(self.place), as_of) if as_of else None)

    def tagged(self, code: str, query: TagQuery, page: int, size: int) -> Row:
        """A page of the employers that carry a tag. Raises: TagUnknown, TagsNotPublished."""
        return self._tags().page(code, query, page, size)

    def tagged_rows(self, code: str, query: TagQuery) -> Row:
        """All employers that the filters show. Raises: TagUnknown, TagsNotPublished."""
        return {**self._tags().every_row(code, query), "labels": label_sets()}

    def employer_tags(self, uscc: str) -> list[Row]:
        """The tags of an employer; none before any were published. Raises: EmployerUnknown, OutOfScope."""
        view = self._employer(uscc, None)
        return TagView(view.copy, None).of_employer(uscc) if view.copy.has(EMPLOYER_TAG) else []

    def tag_why(self, code: str, uscc: str) -> Row:
        """Why an employer carries a tag, with the rows behind for those who may see rows.

        Raises: TagUnknown, TagNotCarried, EmployerUnknown, OutOfScope, TagsNotPublished.
        """
        view = self._employer(uscc, None)
        found, trace = TagView(view.copy, None).why(code, uscc)
        may_see = self.viewer.may(Permission.ROWS_READ)
        behind = self._rows_of(view.copy).page(trace, 1, tagging.SHOWN) if may_see else None
        return {**found, "uscc": uscc, "name": view.name(), "behind": behind}

    def try_tag(self, code: str, limits: Mapping[str, str]) -> Row:
        """What other limits would change; the employers by name only for those who may see employers.

        Raises: TagUnknown, TagLimitInvalid, TagsNotPublished, TagFailed.
        """
        found = tagging.preview(open_pool(self.place), code, limits)
        if self.viewer.may(Permission.LEDGER_READ):
            return {**found, "is_named": True}
        return {**found, "is_named": False, "joining_shown": [], "leaving_shown": []}

    def evidence_tree(self, uscc: str, week: str | None) -> Row:
        """The employer's evidence by risk type. Raises: EmployerUnknown, OutOfScope, WeekUnknown."""
        return evidence_view.tree(self._employer(uscc, week))

    def _traced(self, evidence_id: str) -> tuple[ServingCopy, Row]:
        copy = self._copy()
        row = evidence_view.evidence(copy, evidence_id)
        self._require(EmployerView(copy, row["uscc"], row["week"]).district())
        return copy, row

    def _rows_of(self, copy: ServingCopy) -> TraceRows:
        pool = open_pool(self.place)
        return TraceRows(pool, pool.get_release(copy.release))

    def evidence_rows(self, evidence_id: str, page: int, size: int) -> Row:
        """The source rows behind an evidence. Raises: EvidenceUnknown, OutOfScope."""
        copy, row = self._traced(evidence_id)
        described = evidence_view.described(row, evidence_view.source_labels(copy))
        trace = evidence_view.trace_of(row)
        if not trace:
            empty: dict[str, Any] = {"table": "", "label": "没有来源行", "columns": [], "total": 0, "rows": []}
            return {**empty, "page": page, "size": size, "release": copy.release, "evidence": described}
        return {**self._rows_of(copy).page(trace, page, size), "evidence": described}

    def raw_row(self, table: str, load_id: str, row_no: int, evidence_id: str | None) -> Row:
        """One row as received; a person bound to a district must name an evidence of the district that it belongs to.

        Raises: RowUnknown, EvidenceUnknown, OutOfScope.
        """
        copy = self._copy()
        rows = self._rows_of(copy)
        if self.viewer.district_code is not None:
            self._require_behind(rows, evidence_id, load_id, row_no)
        return rows.raw_row(table, load_id, row_no, source_view.columns_of_raw(self.place, table))

    def _require_behind(self, rows: TraceRows, evidence_id: str | None, load_id: str, row_no: int) -> None:
        if evidence_id is None:
            self._require(None)
            return
        _, row = self._traced(evidence_id)
        trace = evidence_view.trace_of(row)
        if not trace or not rows.holds(trace, load_id, row_no):
            self._require(None)

    def events(self, query: EventQuery, page: int, size: int) -> Row:
        """A page of events. Raises: WeekInvalid."""
        return self._events().page(query, page, size)

    def _events(self) -> EventView:
        return EventView(self._copy(), self.viewer.district_code, StoredCorrections().all())

    def event(self, event_id: str) -> Row:
        """One event with its articles. Raises: EventUnknown, OutOfScope."""
        return self._open_event(event_id).detail(event_id)

    def _open_event(self, event_id: str) -> EventView:
        view = self._events()
        self._require(view.district_of(event_id))
        return view

    def correct(self, event_id: str, wish: Wish) -> Row:
        """Record what is right about an event, one correction a group of its articles; the event as it stands then.

        Raises: EventUnknown, OutOfScope, NothingToCorrect, EnterpriseUnregistered, CorrectionInvalid.
        """
        corrections = self._open_event(event_id).corrections
        now = timezone.now()
        StoredCorrections().add_all(corrections.make(event_id, wish, self.viewer.username, now))
        return self.event(event_id)

    def corrections(self, page: int, size: int, released: bool | None) -> Row:
        """A page of corrections, the newest first, each with the registered names behind its credit codes."""
        found = StoredCorrections().page(page, size, released)
        try:
            copy = self._copy()
        except ServingMissing:
            return found
        rows = [
            {**row, "employer_name": _name(copy, row["employer"]), "right_name": _name(copy, row["right_uscc"])}
            for row in found["rows"]
        ]
        return {**found, "rows": rows}

    def unlinked_mentions(self, page: int, size: int) -> Row:
        """A page of the mentions that wait to be linked."""
        return unlinked_mentions(self._events().corrections, self.viewer.district_code, page, size)

    def enterprises(self, sought: str) -> list[Row]:
        """Registered enterprises under a credit code, or whose name holds a text; at most twelve."""
        copy, text = self._copy(), sought.strip()
        name = registered_name(copy, text.upper())
        found = enterprises_named(copy, [name or text], 12)[name or text]
        return found if name is None else [row for row in found if row["uscc"] == text.upper()]

    def sources(self) -> list[Row]:
        """The source systems; their states are unknown before the first load."""
        return source_view.sources(self.place)

    def set_aside(self, source: str | None, page: int, size: int) -> Row:
        """A page of rows set aside."""
        return source_view.set_aside(self.place, self._copy(), source, page, size)

    def indicators(self) -> list[Row]:
        """The registry of indicators."""
        return indicator_view.indicators()

    def labels(self) -> LabelSets:
        """Code set → code → label."""
        return label_sets()


def _name(copy: ServingCopy, uscc: str | None) -> str | None:
    return registered_name(copy, uscc) if uscc else None
