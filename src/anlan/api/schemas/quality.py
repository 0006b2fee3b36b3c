"""What the data-quality area of the HTTP interface declares."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

Scope = Literal["resource", "system", "department"]
ReworkState = Literal["issued", "answered", "closed"]
RowState = Literal["open", "corrected", "contested", "fixed", "exempted"]


class KindChoice(Schema):
    """A kind of rule and what it asks for."""

    kind: str
    label: str
    dimension: str
    columns: list[int] = Field(description="最少与最多的列数")
    options: dict[str, str]
    needs: list[list[str]] = Field(description="每组至少填一项")


class TableChoice(Schema):
    """A table that a rule can be written for, with its columns."""

    name: str
    label: str
    columns: list[dict[str, str]]


class RuleForm(Schema):
    """What the form of a rule offers."""

    kinds: list[KindChoice]
    dimensions: list[dict[str, str]]
    validators: list[dict[str, str]]
    code_sets: list[dict[str, str]]
    tables: list[TableChoice]


class RuleRow(Schema):
    """One rule in force or switched off, with its newest result."""

    id: str
    table: str
    table_label: str
    label: str
    kind: str
    kind_label: str
    dimension: str
    columns: list[str]
    severity: str
    blocks: bool
    source: str
    derived: bool
    is_active: bool = True
    author: str = ""
    body: dict[str, Any] | None = None
    checked: int | None = None
    failed: int | None = None
    pass_ratio: float | None = None
    broken: bool | None = None


class ProposedRule(Schema):
    """A rule handed in for approval, with what its trial found and what became of it."""

    number: int
    id: str
    table: str
    label: str
    is_change: bool
    checked: int
    failed: int
    author: str
    submitted_at: datetime
    state: Literal["review", "approved", "refused"]
    state_label: str
    reviewer: str
    refusal: str


class RuleRequest(Schema):
    """A rule as a person writes it; the fields depend on its kind."""

    body: dict[str, Any]
    replaces: str = ""


class Trial(Schema):
    """What a rule would find now."""

    checked: int
    failed: int
    pass_ratio: float | None
    blocks: bool
    rows: list[dict[str, Any]]


class QualityFinding(Schema):
    """One failing row of a rule, masked."""

    table_name: str
    rule_id: str
    rule_label: str
    dimension: str
    severity: str
    column_name: str
    source_system: str | None
    source_label: str | None
    load_id: str | None
    row_no: int | None
    row_key: str
    value: str | None
    found_date: date


class FindingPage(Schema):
    """A page of findings."""

    total: int
    page: int
    size: int
    rows: list[QualityFinding]


class QualityIndicator(Schema):
    """An indicator of GB/T 36344 with A, B and A / B."""

    dimension: str
    indicator: str
    passed: int
    checked: int
    ratio: float


class QualityLoss(Schema):
    """Points that one rule lost."""

    table: str
    table_label: str
    rule_id: str
    rule_label: str
    dimension: str
    indicator: str
    failed: int
    points: float


class ScoreEntry(Schema):
    """The score of a resource, system or department; name is empty for the whole."""

    name: str
    label: str
    tables: list[str]
    total: float | None
    dimensions: dict[str, float]
    indicators: list[QualityIndicator]
    losses: list[QualityLoss]


class Scores(Schema):
    """Scores of a day, and the days there are."""

    day: str
    days: list[str]
    scope: Scope
    entries: list[ScoreEntry]


class QualityDay(Schema):
    """The score of a day."""

    day: str
    total: float
    dimensions: dict[str, float]


class QualitySeries(Schema):
    """One measure over time."""

    table: str
    column: str
    measure: str
    points: list[dict[str, Any]]


class QualityAnomaly(Schema):
    """A measure whose newest value is unlike its history."""

    table: str
    column: str
    name: str
    day: date
    value: float
    expected: float
    score: float
    reason: str


class Trends(Schema):
    """The score over time, series of measures, and what is strange."""

    scores: list[QualityDay]
    series: list[QualitySeries]
    anomalies: list[QualityAnomaly]


class ReworkOrder(Schema):
    """One rework order with its counts and its clock."""

    number: int
    table_name: str
    rule_id: str
    rule_label: str
    dimension: str
    source_system: str
    owner: str
    state: ReworkState
    state_label: str
    due: date
    days_left: int
    is_late: bool
    issued_by: str
    issued_at: datetime
    checked_at: datetime | None
    closed_at: datetime | None
    row_count: int
    settled_count: int
    counts: dict[str, int]


class ReworkRow(Schema):
    """One row of an order."""

    position: int
    source_system: str
    load_id: str
    row_no: int | None
    row_key: str
    value: str
    state: RowState
    state_label: str
    note: str
    answered_by: str
    decided_by: str
    decision: str
    failed_checks: int


class ReworkDetail(ReworkOrder):
    """An order with a page of its rows."""

    page: int
    size: int
    rows: list[ReworkRow]


class IssueRequest(Schema):
    """Hand the findings of a rule to the units that own them."""

    table: str
    rule_id: str
    days: int = Field(default=15, ge=1, le=365)


class AnswerItem(Schema):
    """What the unit says of a row."""

    position: int
    action: Literal["更正", "申辩"]
    note: str = ""


class AnswerRequest(Schema):
    """Answers to rows of an order."""

    answers: list[AnswerItem]


class DecisionRequest(Schema):
    """A decision on an objection."""

    position: int
    upheld: bool
    reason: str
