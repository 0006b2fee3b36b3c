"""The verifiable log of the catalogue: its entries, the signed head, the proof of one entry."""

from __future__ import annotations

from ninja import Schema


class LogHead(Schema):
    """A signed statement of how large the log is and what its root is (hexadecimal)."""

    size: int
    root: str
    at: str
    signature: str


class LogRow(Schema):
    index: int
    kind: str
    kind_label: str
    code: str
    version: int | None
    name: str
    by: str
    at: str
    reason: str


class LogPage(Schema):
    total: int
    page: int
    size: int
    hash: str
    key: str
    head: LogHead
    rows: list[LogRow]


class LogGrowth(Schema):
    """The proof that the log of ``second`` entries extends that of ``first``."""

    first: int
    second: int
    path: list[str]
    holds: bool


class LogProof(LogRow):
    """A receipt and whether it holds, as the server finds; the browser computes the path again."""

    payload: str
    hash: str
    path: list[str]
    head: LogHead
    key: str
    leaf: str
    inclusion_holds: bool
    signature_holds: bool
    consistency: LogGrowth | None
