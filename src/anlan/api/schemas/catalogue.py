"""The resource catalogue: lists and facets, one resource, drafts, mounting, truth, subscriptions and the log."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from anlan.api.schemas.shared import Choice, RiskCode

VersionState = Literal["review", "refused", "published", "succeeded", "withdrawn"]
MountStateCode = Literal["found", "empty", "missing", "unverifiable"]


class CatalogueClassCount(Schema):
    """A second-level class with how many resources and items it has."""

    code: str
    name: str
    english: str
    entries: int
    items: int


class CatalogueDomain(Schema):
    """A domain with its classes."""

    name: str
    entries: int
    items: int
    classes: list[CatalogueClassCount]


class CatalogueRow(Schema):
    """A published resource in a list; ``matches`` are the items that the words of the search found."""

    code: str
    version: int
    name: str
    english: str
    class_code: str
    class_name: str
    party: str
    duty: str
    source_class: str
    source_system: str
    resource_format: str
    update_cycle: str
    share_type: str
    open_type: str
    grade: str
    item_count: int
    mount_count: int
    decided_at: datetime | None
    matches: list[str]
    match_count: int


class CatalogueFacet(Schema):
    name: str
    choices: list[Choice]


class CataloguePage(Schema):
    total: int
    item_total: int
    page: int
    size: int
    rows: list[CatalogueRow]
    facets: list[CatalogueFacet]


class CatalogueHit(Schema):
    """A resource or an item (``code#item``) found by words."""

    identifier: str
    name: str
    code: str
    english: str


class CatalogueHits(Schema):
    total: int
    rows: list[CatalogueHit]


class Option(Schema):
    value: str
    label: str


class DutyChoice(Schema):
    code: str
    department: str
    name: str


class CatalogueVocabulary(Schema):
    """Code lists of the entry's fields, the classes and the published duties."""

    fields: dict[str, list[Option]]
    classes: list[Option]
    duties: list[DutyChoice]


class ItemBody(Schema):
    """One item (信息项) of a resource."""

    code: str = Field(default="", max_length=100)
    name: str = Field(default="", max_length=200)
    english: str = ""
    data_type: str = ""
    length: str = ""
    element: str = ""
    grade: str = "L2"
    share_type: str = "2"
    share_condition: str = ""
    open_type: str = "3"
    legal_basis: str = ""
    definition: str = ""


class MountBody(Schema):
    """Where the data of a resource is."""

    kind: str
    target: str
    system: str = ""


class EntryBody(Schema):
    """A catalogue entry: the contract's eleven fields, the guide's core metadata, items and mounts."""

    class_code: str = ""
    class_name: str = ""
    name: str = ""
    english: str = ""
    resource_format: str = "03"
    description: str = ""
    source_class: str = "internal"
    source_system: str = ""
    update_cycle: str = "4"
    share_type: str = "2"
    share_condition: str = ""
    share_method: str = ""
    open_type: str = "3"
    open_condition: str = ""
    legal_basis: str = ""
    responsible_party: str = ""
    responsible_code: str = ""
    duty: str = ""
    grade: str = "L2"
    related_codes: list[str] = []
    rows_min: int | None = None
    rows_max: int | None = None
    items: list[ItemBody] = []
    mounts: list[MountBody] = []
    resource_code: str = ""


class MountRow(Schema):
    """A mount with whether its target is there, and how that is known."""

    kind: str
    kind_label: str
    target: str
    system: str
    state: MountStateCode
    state_label: str
    reason: str


class EntryChange(Schema):
    """One field that differs, in words."""

    place: str
    before: str
    after: str


class VersionHead(Schema):
    """Where one version of a resource stands."""

    code: str
    version: int
    state: VersionState
    state_label: str
    name: str
    author: str
    changed_at: datetime
    reviewer: str
    decided_at: datetime | None
    reason: str


class EntryVersionRow(VersionHead):
    """A version with what it changed; ``is_first``: nothing was published before it."""

    changes: list[EntryChange]
    is_first: bool


class EntryPage(VersionHead):
    """A resource as its page shows it; ``pending`` is the version in review, if any."""

    entry: EntryBody
    duty_code: str
    mounts: list[MountRow]
    subscribed: bool
    subscribers: int
    pending: int | None


class LineageIndicator(Schema):
    id: str
    label: str
    types: list[RiskCode]


class LineageTable(Schema):
    """The way of a mounted table: source, raw table, core table, indicators that read it."""

    system: str
    location: str
    raw: str
    raw_version: int | None
    core: str
    core_label: str
    indicators: list[LineageIndicator]


class LineageItem(Schema):
    """The way of one item; ``column`` is empty where no core column takes it."""

    item: str
    name: str
    core: str
    column: str
    column_label: str
    unit: str
    recoded: int = Field(description="换码的代码数")
    roles: list[str]


class EntryLineage(Schema):
    tables: list[LineageTable]
    items: list[LineageItem]


class EntryLoad(Schema):
    load_id: str
    table: str
    file_name: str
    row_count: int
    core_count: int
    set_aside_count: int
    message: str
    started: datetime
    state: str
    state_label: str


class SetAsideReason(Schema):
    column: str
    reason_code: str
    reason: str
    drops_row: bool
    count: int


class TruthFindingRow(Schema):
    """One promise that does not hold."""

    resource_code: str
    name: str
    responsible_party: str
    aspect: Literal["mount", "items", "volume", "cycle"]
    aspect_label: str
    promise: str
    fact: str
    since: date


class TruthFindings(Schema):
    """The last check, its findings, and how many each responsible party has."""

    checked_day: date | None
    checked_at: datetime | None
    entries: int
    untrue: int
    parties: list[Choice]
    rows: list[TruthFindingRow]


class EntryQuality(Schema):
    row_count: int
    core_count: int
    set_aside_count: int
    loads: list[EntryLoad]
    set_aside: list[SetAsideReason]
    findings: TruthFindings


class SubmitResult(Schema):
    """What a submission put into review; ``unchanged`` are as published."""

    read: int
    items: int
    submitted: int
    unchanged: int
    codes: list[str]


class EntryFinding(Schema):
    place: str
    message: str


class DraftHead(Schema):
    id: int
    name: str
    resource_code: str
    changed_at: datetime
    refused_reason: str


class DraftDetail(DraftHead):
    """A draft with what stands in its way and what it changes."""

    entry: EntryBody
    findings: list[EntryFinding]
    changes: list[EntryChange]


class ReasonRequest(Schema):
    reason: str = Field(default="", max_length=500)
