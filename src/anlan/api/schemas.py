"""What the HTTP interface declared once; the console's client is generated from these."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

RiskCode = Literal["R1", "R2", "R3", "R4", "R5", "R6"]
LevelNumber = Literal[0, 1, 2, 3, 4]
AlertStatus = Literal["confirmed", "unverified"]
RumourState = Literal["supported", "contradicted", "waiting", "none"]
Change = Literal["new", "raised", "lowered", "same", "closed"]
Stance = Literal["supporting", "contradicting", "missing"]
PointState = Literal["observed", "stale", "partial", "not_observed", "masked"]
SourceClassCode = Literal["internal", "bureau", "third_party"]
SourceState = Literal["on_time", "late", "silent", "failed"]
RunState = Literal["running", "done", "done_with_incidents", "failed", "interrupted"]
StepState = Literal["waiting", "running", "done", "failed", "skipped"]


class Problem(Schema):
    """An error as RFC 9457 problem details."""

    type: str
    title: str
    code: str
    status: int
    detail: str
    hint: str = Field(description="下一步怎么做")
    retry: bool = Field(description="原样重试是否可能成功")
    id: str = Field(description="报错编号，反馈问题时请引用")


class Credentials(Schema):
    username: str = Field(max_length=150)
    password: str = Field(max_length=200)


class Person(Schema):
    username: str
    name: str
    roles: list[str]
    role_labels: list[str]
    district_code: str | None = Field(description="辖区；空值表示全市")
    permissions: list[str]


class Session(Schema):
    """Who is signed in; ``person`` is null before signing in."""

    person: Person | None
    csrf_token: str = Field(description="修改类请求放入 X-CSRFToken 头")
    business_date: date
    bureau_name: str
    city: str
    version: str


class Choice(Schema):
    """A value of a facet or code set, with its Chinese label and how many rows have it."""

    value: str
    label: str
    count: int


class Alert(Schema):
    """One employer on the list of one week."""

    week: str
    uscc: str
    name: str
    district_code: str | None
    industry_code: str | None
    staff_count: int | None
    types: list[RiskCode]
    main_type: RiskCode | None
    level: LevelNumber
    uncapped_level: LevelNumber
    score: float
    status: AlertStatus
    rumour_state: RumourState
    is_hard: bool
    key_classes: list[SourceClassCode]
    change: Change
    previous_level: LevelNumber | None
    first_seen: str | None
    clears_when: str | None
    summary: str | None


class Facets(Schema):
    level: list[Choice]
    type: list[Choice]
    district: list[Choice]
    industry: list[Choice]
    status: list[Choice]
    change: list[Choice]


class LedgerPage(Schema):
    week: str | None
    release: int | None
    total: int
    page: int
    size: int
    rows: list[Alert]
    facets: Facets


class TrendPoint(Schema):
    """How many employers stood at each level in one week."""

    week: str
    blue: int
    yellow: int
    orange: int
    red: int


class SourceWeek(Schema):
    """Whether a source system was on time as of a week."""

    system: str
    label: str
    source_class: SourceClassCode
    state: SourceState
    last_known_at: date | None
    row_count: int | None
    expected: str | None = Field(description="约定的到数要求")


class Coverage(Schema):
    total: int
    on_time: int
    late: int
    silent: int
    failed: int
    sources: list[SourceWeek]


class Overview(Schema):
    week: str | None
    release: int | None
    total: int
    levels: list[Choice]
    districts: list[Choice]
    types: list[Choice]
    industries: list[Choice]
    changes: list[Choice]
    trend: list[TrendPoint]
    coverage: Coverage


class WeekItem(Schema):
    week: str
    start_date: date
    end_date: date
    alert_count: int


class Column(Schema):
    """A column as the core tables declare it."""

    name: str
    label: str
    type: str
    unit: str | None = None
    grade: str = "L2"
    item: str | None = Field(default=None, description="国家信息项代码")


class Records(Schema):
    """Rows of one table about one employer, with labels and masked by grade."""

    table: str
    label: str
    columns: list[Column]
    rows: list[dict[str, Any]]
    total: int


class RecordGroup(Schema):
    """One section of the employer page."""

    key: Literal["registry", "social", "judicial", "dishonesty", "equity"]
    label: str
    records: list[Records]


class AlertWeek(Schema):
    """An employer's standing in one week."""

    week: str
    level: LevelNumber
    score: float
    types: list[RiskCode]
    status: AlertStatus
    change: Change


class Employer(Schema):
    week: str | None
    uscc: str
    name: str
    former_names: str | None
    district_code: str | None
    industry_code: str | None
    status_code: str | None
    staff_count: int | None
    registered_date: date | None
    capital_yuan: float | None
    registered_address: str | None
    actual_address: str | None
    scope: str | None
    legal_representative: str | None = Field(description="按分级脱敏")
    groups: list[RecordGroup]
    alert: Alert | None
    history: list[AlertWeek]


class Threshold(Schema):
    """From which value an indicator counts at a level, and since when."""

    level: LevelNumber
    value: float | None
    text: str
    from_date: date | None


class Indicator(Schema):
    indicator_id: str
    label: str
    english: str
    group: str
    definition: str
    unit: str | None
    types: list[RiskCode]
    sources: list[str]
    source_class: SourceClassCode | None
    weight: float
    thresholds: list[Threshold]
    legal_source: str | None
    sql: str | None = None


class IndicatorPoint(Schema):
    week: str
    value: float | None
    level: LevelNumber | None
    points: float | None
    state: PointState
    data_date: date | None


class IndicatorSeries(Schema):
    """One indicator of one employer over the weeks."""

    indicator_id: str
    label: str
    group: str
    unit: str | None
    types: list[RiskCode]
    thresholds: list[Threshold]
    points: list[IndicatorPoint]


class EmployerIndicators(Schema):
    uscc: str
    week: str | None
    weeks: list[str]
    series: list[IndicatorSeries]


class Evidence(Schema):
    evidence_id: str
    risk_type_code: RiskCode
    indicator_id: str | None
    event_id: str | None
    stance: Stance
    source_system: str | None
    source_label: str | None
    source_class: SourceClassCode | None
    text: str
    value: float | None
    level: LevelNumber | None
    points: float | None
    data_date: date | None
    row_count: int | None
    has_rows: bool = Field(description="能否追溯到来源行")


class ScorePart(Schema):
    """One bar of the waterfall from zero to the score."""

    label: str
    points: float


class EvidenceBranch(Schema):
    """The evidence of one risk type."""

    type: RiskCode
    label: str
    level: LevelNumber
    score: float | None
    parts: list[ScorePart]
    caps: list[str] = Field(description="压低级别的规则")
    supporting: list[Evidence]
    contradicting: list[Evidence]
    missing: list[Evidence]


class EvidenceTree(Schema):
    week: str | None
    uscc: str
    alert: Alert | None
    branches: list[EvidenceBranch]


class Load(Schema):
    """A load package: one delivery of one source table."""

    load_id: str
    source_system: str
    table: str
    file_name: str | None
    sha256: str | None
    received_at: datetime | None
    row_count: int | None
    set_aside_count: int | None


class SourceRow(Schema):
    """A core row behind an evidence, with the place of its raw row."""

    load_id: str
    row_no: int
    source_system: str
    raw_table: str | None
    file_name: str | None
    known_at: date | None
    values: dict[str, Any]


class EvidenceRows(Schema):
    evidence: Evidence
    table: str
    label: str
    columns: list[Column]
    total: int
    page: int
    size: int
    rows: list[SourceRow]
    release: int | None


class RawField(Schema):
    name: str
    label: str
    value: str | None
    grade: str
    is_masked: bool


class RawRow(Schema):
    """One row as received, masked by grade, with its load package."""

    table: str
    load_id: str
    row_no: int
    load: Load | None
    fields: list[RawField]


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


class ReportFile(Schema):
    format: Literal["docx", "pdf", "xlsx"]
    size: int
    sha256: str
    url: str


class Report(Schema):
    id: int
    kind: Literal["weekly"]
    week: str
    title: str
    release: int | None
    issued_at: datetime
    issued_by: str
    files: list[ReportFile]


class ReportRequest(Schema):
    kind: Literal["weekly"] = "weekly"
    week: str


class RunStep(Schema):
    name: str
    label: str
    state: StepState
    done: int
    total: int
    unit: str
    rows: int | None
    started_at: datetime | None
    ended_at: datetime | None
    message: str
    current: str = Field(description="正在处理的对象")


class Incident(Schema):
    id: int
    run_id: int | None
    step: str
    code: str
    severity: Literal["error", "warning", "info"]
    subject: str
    message: str
    hint: str
    happened_at: datetime


class Run(Schema):
    id: int
    state: RunState
    state_label: str
    business_date: date
    weeks: int
    release: int | None
    started_at: datetime
    ended_at: datetime | None
    seconds: float | None
    peak_memory_mb: int | None
    started_by: str
    incident_count: int
    message: str


class RunDetail(Run):
    steps: list[RunStep]
    incidents: list[Incident]


class RunPage(Schema):
    total: int
    page: int
    size: int
    rows: list[Run]


class RunRequest(Schema):
    weeks: int | None = Field(default=None, ge=1, le=120, description="计算的周数；省略时按设置")


class IncidentPage(Schema):
    total: int
    page: int
    size: int
    rows: list[Incident]


class SourceTable(Schema):
    name: str
    label: str
    core: str | None
    row_count: int
    set_aside_count: int
    last_load_id: str | None
    last_received_at: datetime | None


class Source(Schema):
    system: str
    label: str
    source_class: SourceClassCode
    owner: str
    kind: str
    state: SourceState | None
    last_known_at: date | None
    last_received_at: datetime | None
    row_count: int
    set_aside_count: int
    tables: list[SourceTable]


class SetAsideRow(Schema):
    """One finding about a received row, with the reason in words; the value is masked by grade."""

    source_system: str
    source_label: str
    table: str
    load_id: str
    row_no: int | None
    file_name: str | None
    column: str | None
    reason_code: str
    reason: str
    value: str | None
    drops_row: bool = Field(description="整行未入明细层")
    found_date: date | None


class SetAsidePage(Schema):
    total: int
    page: int
    size: int
    rows: list[SetAsideRow]
    sources: list[Choice]


class AccessRecord(Schema):
    """Who looked at what, took what away, or tried in vain."""

    id: int
    at: datetime
    username: str
    action: str
    action_label: str
    subject: str
    detail: str
    address: str


class AccessPage(Schema):
    total: int
    page: int
    size: int
    rows: list[AccessRecord]


class Labels(Schema):
    """Code to Chinese label, by code set."""

    sets: dict[str, dict[str, str]]


class DistrictMap(Schema):
    """District outlines as GeoJSON: a sketch, not an official map."""

    type: Literal["FeatureCollection"]
    note: str
    source: str
    features: list[dict[str, Any]]
