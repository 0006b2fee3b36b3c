"""Shapes of standardisation: values without a code, decisions, corrections."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Field, Schema

DecisionState = Literal["review", "in_force", "refused", "ended"]


class ProposedCode(Schema):
    """A standard code that a source value may mean."""

    code: str
    label: str
    score: float
    reason: str


class UnmappedRow(Schema):
    """A source value that is no code of its list, with proposals and where a decision stands."""

    system: str
    table: str
    item: str
    column: str
    code_set: str
    value: str
    count: int
    first_load: str
    proposals: list[ProposedCode]
    refused: list[str]
    state: Literal["open", "review", "in_force"]
    state_label: str
    decision: int | None
    code: str


class CodeWanted(Schema):
    """A code asked for a value."""

    system: str = Field(max_length=100)
    table: str = Field(max_length=200)
    item: str = Field(max_length=200)
    value: str = Field(max_length=200)
    code: str = Field(max_length=60)
    note: str = Field("", max_length=300)


class SwitchWanted(Schema):
    """A conversion that shall no longer apply to an item."""

    system: str = Field(max_length=100)
    table: str = Field(max_length=200)
    item: str = Field(max_length=200)
    conversion: str = Field(max_length=40)
    note: str = Field(max_length=300)


class DecisionReason(Schema):
    """Why a decision is refused or taken back."""

    reason: str = Field(max_length=300)


class ConversionDecisionRow(Schema):
    """A decision about standardisation; ``is_pending``: core does not follow it yet."""

    number: int
    kind: Literal["code", "switch"]
    kind_label: str
    system: str
    table: str
    item: str
    value: str
    code: str
    conversion: str
    subject: str
    version: int
    state: DecisionState
    state_label: str
    count: int
    score: float
    note: str
    author: str
    submitted_at: datetime
    reviewer: str
    decided_at: datetime | None
    effective_from: date | None
    reason: str
    ended_by: str
    ended_at: datetime | None
    applied_at: datetime | None
    undone_at: datetime | None
    is_pending: bool


class SourceTableName(Schema):
    """A source table that fills a core table."""

    system: str
    system_label: str
    table: str
    label: str
    core: str


class CorrectionCountRow(Schema):
    """How often one conversion changed one column, with an example."""

    system: str
    table: str
    item: str
    column: str
    label: str
    conversion: str
    conversion_label: str
    can_revert: bool
    count: int
    load_id: str
    row_no: int
    original: str
    result: str


class CorrectionRow(Schema):
    """One value that is not as it was received."""

    item: str
    column: str
    label: str
    original: str
    result: str
    conversion: str
    conversion_label: str
    declared_by: str
    declared_by_label: str
    declaration: str
    since: date | None
    why: str
