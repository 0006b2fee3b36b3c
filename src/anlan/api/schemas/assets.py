"""Data assets: grades along lineage, retention, destructions with plan, proof and certificate."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema


class GradedColumn(Schema):
    """A node of the lineage with the grade declared of it and the one that it carries."""

    node: str
    kind: str
    kind_label: str
    label: str
    declared: str
    effective: str
    is_conflict: bool
    is_waiting: bool
    origin: str
    path: list[str]
    lowered_by: str


class GradedPage(Schema):
    total: int
    page: int
    size: int
    conflicts: int
    rows: list[GradedColumn]


class GradeRequest(Schema):
    """How a conflict should end; a second person approves."""

    node: str
    grade: Literal["L1", "L2", "L3", "L4"]
    reason: str


class GradeProposal(Schema):
    number: int
    node: str
    grade: str


class RetentionRow(Schema):
    """The loads of a system in one retention class, and what is due of them."""

    system: str
    label: str
    class_id: str
    class_label: str
    years: int
    basis: str
    confidence: str
    note: str
    action: str
    action_label: str
    agreement: str
    loads: int
    rows: int
    due_loads: int
    next_due: date


class PlannedTable(Schema):
    table: str
    label: str
    how: Literal["erase", "empty", "drop"]
    how_label: str
    condition: str
    rows: int


class PlannedBytes(Schema):
    count: int
    bytes: int


class PlannedControl(Schema):
    label: str
    rows: int
    how: str


class AffectedNodes(Schema):
    columns: int
    indicators: list[str]
    reports: list[str]


class DestructionPlan(Schema):
    """Everything concerned, what stays on purpose and what nobody here can reach."""

    loads: list[str]
    load_rows: int
    tables: list[PlannedTable]
    versions: int
    releases: list[int]
    serving: list[str]
    raw_files: PlannedBytes
    delivered: list[str]
    control: list[PlannedControl]
    affected: AffectedNodes
    kept: list[str]
    unreachable: list[str]


class DestructionScope(Schema):
    system: str
    before: date | None = None


class DestructionRequest(DestructionScope):
    basis: str
    requested_on: date | None = None
    is_return: bool = False


class DestructionRow(Schema):
    number: int
    system: str
    label: str
    before: date | None
    is_return: bool
    basis: str
    requested_on: date
    due: date
    is_overdue: bool
    state: str
    state_label: str
    stage: str
    author: str
    submitted_at: datetime
    reviewer: str
    decided_at: datetime | None
    refusal: str
    message: str
    finished_at: datetime | None
    log_index: int | None


class StageRow(Schema):
    name: str
    label: str
    is_done: bool


class CertificateFile(Schema):
    format: Literal["docx", "pdf"]
    size: int
    sha256: str
    sm3: str


class DestructionDetail(DestructionRow):
    """A destruction with its plan, its stages, its proof and its certificate; the proof grows stage by stage."""

    plan: DestructionPlan
    stages: list[StageRow]
    proof: dict[str, Any] = Field(default_factory=dict)
    files: list[CertificateFile]


class RunDestruction(Schema):
    rebuild: bool = True


class ReceiptRequest(Schema):
    receipt: str


class SignedLogHead(Schema):
    size: int
    root: str
    at: str
    signature: str


class VerifiedCertificate(Schema):
    """What the certificate proves, checked now."""

    number: int
    label: str
    index: int
    finished_at: datetime
    head: SignedLogHead
    key: str
    destroyed: int
    rows_left: int


class DestroyableSystem(Schema):
    system: str
    label: str


class TableModelRow(Schema):
    """A table of the pool: layer, domain, grain in words, key, what it is made from."""

    table: str
    label: str
    layer: Literal["raw", "core", "out"]
    layer_label: str
    domain: str
    domain_label: str
    grain: str
    key: list[str]
    made_from: list[str]
    grade: str
    is_declared: bool
    is_held: bool


class ModelElement(Schema):
    name: str
    label: str
    type: str
    unit: str
    code_set: str
    element: str
    grade: str
    is_key: bool
    is_carried: bool
    physical_type: str


class PhysicalTable(Schema):
    version: int
    partitioned_by: list[str]
    files: int
    rows: int


class TableModelDetail(TableModelRow):
    elements: list[ModelElement]
    physical: PhysicalTable | None


class AssetsLifecycle(Schema):
    """What is due, and every destruction; ``systems`` are those of which data lie in the pool."""

    retention: list[RetentionRow]
    destructions: list[DestructionRow]
    systems: list[DestroyableSystem]
