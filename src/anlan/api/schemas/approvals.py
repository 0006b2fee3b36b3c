"""The approval inbox: what waits, of whatever kind, and what somebody needs to decide on it."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema
from pydantic import Field


class WaitingDecision(Schema):
    """One thing that waits for a second person; ``is_own`` marks what the person submitted and others decide."""

    kind: str
    kind_label: str
    number: int
    code: str
    title: str
    party: str
    author: str
    submitted_at: datetime
    summary: str
    is_own: bool


class DecisionFact(Schema):
    name: str
    value: str


class DecisionChange(Schema):
    """One field that would change; ``before`` is empty for what is new."""

    place: str
    before: str
    after: str


class DecisionDossier(Schema):
    """The facts of one decision on one screen."""

    kind: str
    number: int
    code: str
    title: str
    party: str
    author: str
    submitted_at: datetime
    summary: str
    is_own: bool
    facts: list[DecisionFact]
    changes: list[DecisionChange]
    warnings: list[str]
    link: str = Field(description="控制台中查看全文的地址；可为空")


class ApproveRequest(Schema):
    numbers: list[int] = Field(min_length=1, description="同一类待办的编号；全部通过或全部不通过")


class Refusal(Schema):
    reason: str = Field(max_length=500)


class Decided(Schema):
    count: int
