"""What the analysts corrected since the last run, laid over the events of the serving copy."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anlan.base.errors import AnlanError
from anlan.base.risk_types import RiskType
from anlan.control.serving_copy import Row, ServingCopy
from anlan.signals import Correction, CorrectionKind, Corrections, Outcome

REGISTER = "core_registry__enterprise"
TABLES = ("core_signal__event", "core_signal__event_article")
PENDING = "下次运行后重新研判"
_READ = (
    "SELECT a.event_id, a.group_id, coalesce(e.uscc, a.mention) AS employer, e.risk_type_code AS type, "
    "min(a.sentence) AS sentence FROM core_signal__event_article AS a JOIN core_signal__event AS e USING (event_id) "
)
_GROUPED = "GROUP BY a.event_id, a.group_id, employer, type ORDER BY a.event_id, a.group_id, employer"
_AFFECTED = (
    "WHERE a.event_id IN (SELECT event_id FROM core_signal__event_article "
    "WHERE group_id IN (SELECT value FROM json_each(?)))"
)


class EnterpriseUnregistered(AnlanError):
    """The credit code that an analyst named is not in the register."""

    code = "enterprise-unregistered"
    status = 422
    message = "登记库中没有统一社会信用代码为 {uscc} 的企业"
    hint = "核对代码；可在更正窗口按名称查找。登记库尚未收录的企业，待其数据到库后再关联。"


class NothingToCorrect(AnlanError):
    """The event says already what the correction says, or has no article left."""

    code = "nothing-to-correct"
    status = 409
    message = "事件 {event_id} 没有需要这样更正的内容"
    hint = "可能已有人作过同样的更正；刷新页面查看。"


@dataclass(frozen=True)
class Wish:
    """What an analyst says is right."""

    kind: CorrectionKind
    right_uscc: str | None = None
    right_type: RiskType | None = None
    note: str = ""


class EventCorrections:
    """The corrections of a moment as they bear on one serving copy."""

    def __init__(self, copy: ServingCopy, corrections: Sequence[Correction]) -> None:
        self.copy = copy
        self.made = Corrections(corrections, _groups_today(copy, corrections))
        self._marks: dict[str, Outcome] | None = None

    def marks(self) -> dict[str, Outcome]:
        """Event to what became of it, for the events of which every reading was corrected."""
        if self._marks is None:
            self._marks = self._read_marks() if self.made and self.copy.has(*TABLES) else {}
        return self._marks

    def _read_marks(self) -> dict[str, Outcome]:
        by_event: dict[str, list[Outcome | None]] = {}
        for row in self.copy.rows(f"{_READ} {_AFFECTED} {_GROUPED}", [json.dumps(self.made.group_ids)]):
            by_event.setdefault(row["event_id"], []).append(self._outcome(row))
        marks = {}
        for event_id, outcomes in by_event.items():
            found = [one for one in outcomes if one is not None]
            if len(found) == len(outcomes):
                marks[event_id] = max(found, key=lambda one: one.last.made_at)
        return marks

    def _outcome(self, row: Row) -> Outcome | None:
        return self.made.outcome(row["group_id"], RiskType(row["type"]), row["employer"])

    def moved(self) -> str:
        """The marked events as JSON for a query: event, right type and right employer; null where not a risk."""
        return json.dumps(
            [[event_id, one.type.value, one.uscc] for event_id, one in self.marks().items() if one.is_risk]
        )

    def described(self, event_id: str) -> Row | None:
        """How the page marks an event; None where nothing was corrected."""
        found = self.marks().get(event_id)
        if found is None:
            return None
        last = found.last
        return {
            "kind": last.kind.value,
            "label": last.kind.label,
            "by": last.made_by,
            "at": last.made_at,
            "is_risk": found.is_risk,
            "right_uscc": found.uscc,
            "right_name": registered_name(self.copy, found.uscc) if found.uscc else None,
            "right_type": found.type.value if found.is_risk else None,
            "remark": last.note,
            "note": PENDING,
        }

    def make(self, event_id: str, wish: Wish, by: str, at: datetime) -> list[Correction]:
        """The corrections that a wish means: one a group of articles of the event, addressed to what it says now.

        Raises: NothingToCorrect, EnterpriseUnregistered, CorrectionInvalid.
        """
        if wish.right_uscc and registered_name(self.copy, wish.right_uscc) is None:
            raise EnterpriseUnregistered(uscc=wish.right_uscc)
        rows = self.copy.rows(f"{_READ} WHERE a.event_id = ? {_GROUPED}", [event_id])
        made = [one for row in rows if (one := self._make(row, wish, by, at)) is not None]
        if not made:
            raise NothingToCorrect(event_id=event_id)
        return made

    def _make(self, row: Row, wish: Wish, by: str, at: datetime) -> Correction | None:
        found = self._outcome(row)
        kind, employer = RiskType(row["type"]), str(row["employer"])
        if found is not None and found.is_risk:
            kind, employer = found.type, found.uscc or employer
        elif found is not None:
            # Taken out before: the new correction replaces the one that took it out.
            kind, employer = found.last.type, found.last.employer
            if wish.kind is CorrectionKind.NOT_A_RISK:
                return None
        made = Correction(
            row["group_id"],
            kind,
            employer,
            wish.kind,
            by,
            at,
            row["sentence"] or "",
            wish.right_uscc if wish.kind is CorrectionKind.WRONG_EMPLOYER else None,
            wish.right_type if wish.kind is CorrectionKind.WRONG_TYPE else None,
            note=wish.note,
            also=self._also(row),
        )
        return None if (made.right_uscc or made.right_type) in (employer, kind) else made

    def _also(self, row: Row) -> tuple[RiskType, ...]:
        """The other types that stand for the same sentence."""
        others = self.copy.rows(
            f"{_READ} WHERE a.group_id = ? AND a.sentence = ? AND e.risk_type_code <> ? {_GROUPED}",
            [row["group_id"], row["sentence"], row["type"]],
        )
        found = [(RiskType(other["type"]), self._outcome(other)) for other in others]
        return tuple(sorted({one.type if one else kind for kind, one in found if one is None or one.is_risk}))


def _groups_today(copy: ServingCopy, corrections: Sequence[Correction]) -> dict[str, str]:
    """The first article of each corrected group, with the group it belongs to in this copy."""
    if not corrections or not copy.has("core_signal__article"):
        return {}
    wanted = json.dumps(sorted({item.group_id for item in corrections}))
    found = copy.rows(
        "SELECT article_id, group_id FROM core_signal__article WHERE article_id IN (SELECT value FROM json_each(?))",
        [wanted],
    )
    return {row["article_id"]: row["group_id"] for row in found}


def registered_name(copy: ServingCopy, uscc: str) -> str | None:
    """The newest name in the register under a credit code; None where the register does not hold it."""
    if not copy.has(REGISTER):
        return None
    row = copy.one(f"SELECT name FROM {REGISTER} WHERE uscc = ? ORDER BY known_at DESC, row_no DESC LIMIT 1", [uscc])
    return str(row["name"]) if row is not None else None


def enterprises_named(copy: ServingCopy, sought: Sequence[str], each: int) -> dict[str, list[dict[str, Any]]]:
    """Sought text to registered enterprises whose name holds it, the shortest names first, at most ``each``."""
    found: dict[str, list[dict[str, Any]]] = {text: [] for text in sought}
    wanted = [text for text in sought if len(text) >= 2]
    if not wanted or not copy.has(REGISTER):
        return found
    # One pass over the narrow index of names for all of them; in the register a name may come several times.
    holds = " OR ".join("instr(name, ?) > 0" for _ in wanted)
    rows = copy.rows(f"SELECT DISTINCT uscc, name FROM {REGISTER} WHERE {holds} LIMIT 5000", wanted)
    for text in wanted:
        fitting = sorted((row for row in rows if text in row["name"]), key=lambda row: (len(row["name"]), row["name"]))
        found[text] = [_place(copy, row) for row in fitting[:each]]
    return found


def _place(copy: ServingCopy, row: Row) -> Row:
    wanted = f"SELECT district_code, status_code FROM {REGISTER} WHERE uscc = ? ORDER BY known_at DESC LIMIT 1"
    return {**row, **(copy.one(wanted, [row["uscc"]]) or {"district_code": None, "status_code": None})}
