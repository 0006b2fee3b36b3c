"""The standards: data elements, code sets, documents with their clauses, and revisions with what they touch."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from anlan.api.schemas.shared import Choice

RevisionState = Literal["draft", "review", "refused", "approved", "withdrawn"]


class KindCount(Schema):
    """A kind of registered object and how many of it are in force."""

    kind: str
    label: str
    count: int


class Attribute(Schema):
    """One attribute of an object as people read it."""

    field: str
    label: str
    value: str


class FieldChange(Schema):
    """One field before and after a change."""

    field: str
    label: str
    before: str
    after: str


class CodeChange(Schema):
    """One line of the crosswalk old → new."""

    change: Literal["added", "removed", "mapped", "renamed"]
    code: str
    label: str
    new_code: str
    new_label: str


class ObjectVersion(Schema):
    """One version of an object, with what it changed against the one before."""

    version: int
    effective_from: date
    effective_to: date | None
    fields: list[FieldChange]
    codes: list[CodeChange]


class RegisteredThing(Schema):
    """An object of any kind with its attributes."""

    id: str
    name: str
    version: int
    effective_from: date
    attributes: list[Attribute]


class ElementRow(Schema):
    """One data element in a list."""

    id: str
    name: str
    version: int
    items: int = Field(description="登记的来源指标项数")
    systems: list[str]
    code: str
    english: str
    definition: str
    object_class: str
    property: str
    representation: str
    data_type: str
    format: str
    value_domain: str
    unit: str
    status: str
    status_label: str
    owner: str
    format_status: str


class ElementFacets(Schema):
    """The values of each facet with their counts."""

    object_class: list[Choice]
    representation: list[Choice]
    data_type: list[Choice]
    status: list[Choice]
    owner: list[Choice]
    format_status: list[Choice]
    system: list[Choice]


class ElementPage(Schema):
    """A page of data elements."""

    total: int
    page: int
    size: int
    rows: list[ElementRow]
    facets: ElementFacets


class ItemLine(Schema):
    """An item of a system that is bound to an element."""

    table: str
    code: str
    name: str
    type: str
    column: str


class BoundSystem(Schema):
    """The items of one system, as registered in the standards or promised by its contract."""

    system: str
    label: str
    origin: Literal["pack", "contract"]
    items: list[ItemLine]


class StandardColumn(Schema):
    """A core column that follows a standard."""

    table: str
    table_label: str
    column: str
    label: str
    item: str


class Element(ElementRow):
    """One data element with everything that is bound to it."""

    attributes: list[Attribute]
    versions: list[ObjectVersion]
    bound: list[BoundSystem]
    columns: list[StandardColumn]
    conflicts: list[ElementRow]
    revisions: list[int]
    body: dict[str, str] = Field(description="各属性的登记值，起草修订时的起点")


class CodeSetRow(Schema):
    """One code set in a list."""

    id: str
    name: str
    version: int
    effective_from: date
    source: str
    confidence: str
    confidence_label: str
    count: int
    doubtful: int
    first: list[str]
    columns: int
    elements: int


class CodeLine(Schema):
    """One code."""

    code: str
    label: str
    level: str
    doubt: str


class RetiredCode(Schema):
    """A code of an earlier version and the code in force that it became, empty without one."""

    code: str
    label: str
    new_code: str


class NamedElement(Schema):
    """A data element by identifier and name."""

    id: str
    name: str


class CodeSet(CodeSetRow):
    """One code set with its codes, versions and use."""

    values: list[CodeLine]
    retired: list[RetiredCode]
    attributes: list[Attribute]
    versions: list[ObjectVersion]
    used_columns: list[StandardColumn]
    used_elements: list[NamedElement]
    revisions: list[int]


class Meaning(Schema):
    """One meaning of a code, with the systems that use it so."""

    id: str
    name: str
    systems: list[str]


class Conflict(Schema):
    """An item code with several meanings."""

    code: str
    meanings: list[Meaning]


class Figure(Schema):
    """How many clauses there are and how many the platform enforces."""

    clauses: int
    enforced: int
    broken: int
    share: float


class DocumentRow(Figure):
    """One standards document in the list."""

    id: str
    order: int
    title: str
    english: str
    version: str
    scope: str


class IdleClause(Schema):
    """A clause that the platform does not enforce, and why."""

    document: str
    title: str
    number: str
    text: str
    why: str
    broken: bool


class DocumentList(Figure):
    """All documents with the enforcement figure of a day."""

    day: date
    documents: list[DocumentRow]
    idle: list[IdleClause]


class Point(Schema):
    """What enforces a clause, where in the code, and where it can be seen."""

    id: str
    kind: Literal["field", "check", "workflow"]
    kind_label: str
    label: str
    where: str
    see: str


class DocumentClause(Schema):
    """One clause."""

    number: str
    text: str
    source: str
    enforced: bool
    why: str
    point: Point | None


class DocumentChapter(Schema):
    """One chapter."""

    number: int
    title: str
    clauses: list[DocumentClause]


class DocumentTerm(Schema):
    """One term."""

    name: str
    english: str
    definition: str


class StandardDocument(DocumentRow):
    """One document with its clauses."""

    references: list[str]
    terms: list[DocumentTerm]
    chapters: list[DocumentChapter]


class RevisionRequest(Schema):
    """What a draft says: which object, and the fields that are to read otherwise; a null takes a field out."""

    kind: str
    id: str
    note: str = ""
    name: str | None = None
    fields: dict[str, str | None] = {}
    values: dict[str, str] | None = Field(default=None, description="代码集：修订后的全部代码")
    mappings: dict[str, str] | None = Field(default=None, description="代码集：停用的旧代码 → 新代码")


class ReasonRequest(Schema):
    """Why."""

    reason: str = ""


class ApprovalRequest(ReasonRequest):
    """The approval of a revision: from which day on, default today."""

    effective_from: date | None = None


class RevisionRow(Schema):
    """One revision in the list."""

    number: int
    sheet: str
    kind: str
    kind_label: str
    id: str
    name: str
    state: RevisionState
    state_label: str
    base_version: int
    version: int | None
    note: str
    author: str
    changed_at: datetime
    reviewer: str
    decided_at: datetime | None
    reason: str
    effective_from: date | None


class RevisionPage(Schema):
    """A page of revisions."""

    total: int
    page: int
    size: int
    rows: list[RevisionRow]
    states: list[Choice]


class TriedValue(Schema):
    """A distinct value that would be converted or fail; personal values are masked."""

    received: str | None
    before: str | None
    after: str | None
    reason: str
    rows: int


class TriedPlace(Schema):
    """A column of the pool tried against the proposed standard."""

    layer: Literal["raw", "core"]
    table: str
    label: str
    source: str
    item: str
    column: str
    masked: bool
    rows: int
    failing_before: int
    failing: int
    failing_newly: int
    mended: int
    converted: int
    distinct_converted: int
    distinct_failing: int
    values: list[TriedValue]


class AffectedSystem(BoundSystem):
    """A system with its affected items."""

    count: int


class BrokenClause(Schema):
    """A clause that would no longer hold."""

    document: str
    number: str
    text: str
    why: str


class NamingIndicator(Schema):
    """An indicator or step whose computation names a code that would be taken away."""

    id: str
    name: str
    codes: str


class Impact(Schema):
    """Everything that a revision touches."""

    day: date
    fields: list[FieldChange]
    crosswalk: list[CodeChange]
    systems: list[AffectedSystem]
    columns: list[StandardColumn]
    places: list[TriedPlace]
    rows: int
    failing: int
    converted: int
    core_failing: int
    clauses: list[BrokenClause]
    indicators: list[NamingIndicator]


class SheetFile(Schema):
    """A printed change sheet."""

    format: Literal["docx", "pdf"]
    size: int
    sha256: str


class LoggedDecision(Schema):
    """The entry of the verifiable log that holds the decision, with its proof and the signed head."""

    index: int
    payload: str
    hash: str
    path: list[str]
    size: int
    root: str
    signed_at: str
    signature: str
    key: str


class Revision(RevisionRow):
    """One revision with what it touches."""

    body: dict[str, object]
    problems: list[str]
    impact: Impact | None
    files: list[SheetFile]
    log: LoggedDecision | None
