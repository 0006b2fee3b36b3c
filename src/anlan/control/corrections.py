"""The analysts' corrections of events, kept in the control database."""

from __future__ import annotations

from collections.abc import Sequence

from anlan.base.risk_types import RiskType
from anlan.control.models import Correction as Row
from anlan.signals import Correction, CorrectionKind


class StoredCorrections:
    """The store that ``signals`` asks for, on the control database."""

    def add(self, correction: Correction) -> None:
        """Keep one correction."""
        Row.objects.create(
            group_id=correction.group_id,
            type=correction.type.value,
            employer=correction.employer,
            kind=correction.kind.value,
            made_by=correction.made_by,
            made_at=correction.made_at,
            sentence=correction.sentence,
            right_uscc=correction.right_uscc or "",
            right_type=correction.right_type.value if correction.right_type else "",
            released_by=correction.released_by or "",
        )

    def all(self) -> Sequence[Correction]:
        """Every correction in the order made."""
        return [_value(row) for row in Row.objects.order_by("pk")]


def _value(row: Row) -> Correction:
    return Correction(
        row.group_id,
        RiskType(row.type),
        row.employer,
        CorrectionKind(row.kind),
        row.made_by,
        row.made_at,
        row.sentence,
        row.right_uscc or None,
        RiskType(row.right_type) if row.right_type else None,
        row.released_by or None,
    )
