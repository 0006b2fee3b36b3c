"""What is asked of the resolver and what it answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["resolved", "ambiguous", "unknown", "conflict"]


@dataclass(frozen=True, slots=True)
class Query:
    """A name as written, with whatever else the source said about the enterprise."""

    name: str
    district: str = ""
    address: str = ""
    industry_code: str = ""
    uscc: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A registered enterprise that may be meant, with how well it fits (0 to 1) and why."""

    uscc: str
    name: str
    score: float
    reason: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The candidate as JSON shows it."""
        return {"uscc": self.uscc, "name": self.name, "score": round(self.score, 3), "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer: a code with evidence, or the candidates, or nothing; ``score`` 0 to 1.

    ``method`` is exact, former_name, short_name, brand, group_name, variant, core, branch, repaired_name, code,
    repaired_code, context or empty. ``status`` is ``conflict`` only where a code was given that contradicts the name.
    """

    status: Status
    uscc: str = ""
    registered_name: str = ""
    score: float = 0.0
    method: str = ""
    reasons: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

    def evidence(self) -> dict[str, Any]:
        """Why, as JSON: method, reasons in Chinese, candidates where the answer is not certain."""
        found: dict[str, Any] = {"method": self.method, "reasons": list(self.reasons)}
        if self.candidates:
            found["candidates"] = [candidate.as_dict() for candidate in self.candidates]
        return found | dict(self.facts)

    def evidence_text(self) -> str:
        """The evidence as one line of JSON."""
        return json.dumps(self.evidence(), ensure_ascii=False, separators=(",", ":"))


def unknown(*reasons: str, candidates: tuple[Candidate, ...] = ()) -> Resolution:
    """The answer that no registered enterprise is known to be meant."""
    return Resolution("unknown", reasons=reasons, candidates=candidates)
