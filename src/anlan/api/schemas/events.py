"""Events with their articles, corrections, and mentions nobody is registered for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from anlan.api.schemas.shared import Choice, RiskCode

CorrectionKindCode = Literal["wrong_employer", "wrong_type", "not_a_risk"]


class EventCorrection(Schema):
    """What an analyst said is right about an event; stands until the next run reads the articles again."""

    kind: CorrectionKindCode
    label: str
    by: str
    at: datetime
    is_risk: bool = Field(description="更正后是否仍是风险")
    right_uscc: str | None
    right_name: str | None
    right_type: RiskCode | None
    remark: str = Field(description="分析员的说明")
    note: str


class Event(Schema):
    event_id: str
    risk_type_code: RiskCode
    uscc: str | None
    name: str | None
    mention: str
    link_status: str
    first_date: date | None
    last_date: date | None
    known_at: date | None
    article_count: int
    group_count: int
    source_count: int
    media_count: int
    netizen_count: int
    read_count: int | None
    repost_count: int | None
    people_count: int | None
    money_yuan: float | None
    district_code: str | None
    is_negated: bool
    is_rumour: bool
    is_denied: bool
    sentiment_ratio: float | None
    score: float | None
    correction: EventCorrection | None = Field(description="上次运行之后的更正")


class EventPage(Schema):
    week: str | None
    total: int
    page: int
    size: int
    rows: list[Event]
    types: list[Choice]


class Sentence(Schema):
    """A sentence with its trigger; the offsets are characters of the sentence."""

    risk_type_code: RiskCode
    sentence: str
    trigger: str
    trigger_start: int
    trigger_end: int
    is_negated: bool
    is_rumour: bool


class Article(Schema):
    article_id: str
    group_id: str | None
    is_copy: bool
    source_name: str | None
    source_kind_code: str | None
    url: str | None
    title: str
    published_date: date | None
    known_at: date | None
    load_id: str | None
    row_no: int | None
    sentences: list[Sentence]


class ArticleGroup(Schema):
    """Near-duplicates folded below the article that came first."""

    group_id: str
    first: Article
    copies: list[Article]


class EventDetail(Schema):
    event: Event
    groups: list[ArticleGroup]


class CorrectionRequest(Schema):
    kind: CorrectionKindCode
    right_uscc: str | None = Field(default=None, max_length=30, description="企业不对时必填")
    right_type: RiskCode | None = Field(default=None, description="类型不对时必填")
    note: str = Field(default="", max_length=500)


class StoredCorrection(Schema):
    """One correction of what a group of near-duplicate articles was read to say."""

    id: int
    kind: CorrectionKindCode
    label: str
    risk_type_code: RiskCode
    employer: str = Field(description="原来识别的企业：信用代码，未关联时为提及的名称")
    employer_name: str | None = None
    sentence: str
    right_uscc: str | None
    right_name: str | None = None
    right_type: RiskCode | None
    note: str
    by: str
    at: datetime
    labels: list[str] = Field(description="作为训练材料时的标签；空表示不是风险")
    is_material: bool = Field(description="能否放行为训练材料")
    released_by: str | None
    released_at: datetime | None


class CorrectionPage(Schema):
    total: int
    page: int
    size: int
    rows: list[StoredCorrection]


class Enterprise(Schema):
    """An enterprise of the register, as far as choosing one needs."""

    uscc: str
    name: str
    district_code: str | None
    status_code: str | None


class UnlinkedMention(Schema):
    """A mention that no registered enterprise answers to, with its events."""

    mention: str
    status: str
    event_count: int
    article_count: int
    last_date: date | None
    types: list[RiskCode]
    event_ids: list[str]
    sentence: str
    candidates: list[Enterprise] = Field(description="名称有歧义时，登记库中可能的企业")


class MentionPage(Schema):
    total: int
    page: int
    size: int
    rows: list[UnlinkedMention]
