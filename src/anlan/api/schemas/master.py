"""Master data: pairs that wait for a person, judgements, entities with their golden record."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

VerdictCode = Literal["same", "different", "unsure"]
SubjectCode = Literal["person", "employer"]


class WaterfallPart(Schema):
    """What one field says about a pair: how its values agree, and how much that weighs (log2)."""

    column: str
    agreement: str
    weight: float = Field(description="正数支持同一主体，负数反对；每加一，可能性翻一倍")
    left: str | None
    right: str | None


class WaitingPair(Schema):
    """Two records that a person should look at."""

    id: int
    left: str
    right: str
    probability: float
    reason: str
    weight: float
    parts: list[WaterfallPart]


class WaitingPage(Schema):
    """A page of the review queue, the likeliest first."""

    total: int
    page: int
    size: int
    rows: list[WaitingPair]


class VerdictRequest(Schema):
    """What a person says of a pair."""

    verdict: VerdictCode
    note: str = Field("", max_length=300)


class Judged(Schema):
    """A judgement kept or taken back, and how many pairs wait still."""

    judgement: int
    verdict: VerdictCode | None
    left: int


class StoredJudgement(Schema):
    """A judgement with who made it and, where it was undone, who undid it."""

    id: int
    left: str
    right: str
    verdict: VerdictCode
    label: str
    by: str
    at: datetime
    note: str
    undone_by: str | None
    undone_at: datetime | None


class JudgementPage(Schema):
    """A page of judgements, the newest first."""

    total: int
    page: int
    size: int
    rows: list[StoredJudgement]


class GoldenRecord(Schema):
    """The record that stands for an entity; personal values are masked."""

    entity_id: str
    values: dict[str, str | None]
    record_count: int
    system_count: int
    known_at: str


class EntityPage(Schema):
    """A page of golden records."""

    total: int
    page: int
    size: int
    rows: list[GoldenRecord]


class SurvivingValue(Schema):
    """A value of the golden record: where it comes from, which rule chose it, how many records agree."""

    column: str
    value: str | None
    system: str
    record: str
    rule: str
    agreeing: int
    differing: int


class EntityRecord(Schema):
    """A record of a source system that belongs to the entity."""

    record: str
    system: str
    known_at: str
    values: dict[str, str | None]


class IdentifierChange(Schema):
    """What the entity's identifier went through."""

    label: str
    entity: str
    other: str | None
    records: int
    at: datetime
    is_from: bool


class EntityDetail(Schema):
    """An entity: golden record, its records, and the trail of its identifier."""

    entity_id: str
    asked_as: str | None = Field(description="以旧标识查询时的旧标识")
    values: list[SurvivingValue]
    records: list[EntityRecord]
    trail: list[IdentifierChange]
