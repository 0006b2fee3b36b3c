"""The analysts' corrections of events, kept in the control database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from anlan.base.errors import AnlanError
from anlan.base.risk_types import RiskType
from anlan.control.masking import mask_text
from anlan.control.models import Correction as Row
from anlan.signals import Correction, CorrectionKind, training_material


class CorrectionUnknown(AnlanError):
    """No correction has that number."""

    code = "correction-unknown"
    status = 404
    message = "没有编号为 {number} 的更正"
    hint = "从更正列表重新进入。"


class CorrectionNoMaterial(AnlanError):
    """A correction that has nothing to teach the detector."""

    code = "correction-no-material"
    status = 409
    message = "第 {number} 号更正不是训练材料"
    hint = "只有“类型不对”和“不是风险”且留有原句的更正用于训练；企业的更正在下次运行时直接生效。"


class StoredCorrections:
    """The store that ``signals`` asks for, on the control database."""

    def add(self, correction: Correction) -> None:
        """Keep one correction."""
        self.add_all([correction])

    def add_all(self, corrections: Iterable[Correction]) -> list[int]:
        """Keep corrections that belong together, all or none; their numbers."""
        return [row.pk for row in Row.objects.bulk_create([_row(one) for one in corrections])]

    def all(self) -> Sequence[Correction]:
        """Every correction in the order made."""
        return [_value(row) for row in Row.objects.order_by("pk")]

    def page(self, page: int, size: int, released: bool | None) -> dict[str, Any]:
        """A page of corrections, the newest first; ``released`` narrows to training material that is or waits."""
        found = Row.objects.order_by("-pk")
        if released is not None:
            found = found.exclude(kind=CorrectionKind.WRONG_EMPLOYER.value).exclude(sentence="")
            found = found.exclude(released_by="") if released else found.filter(released_by="")
        rows = [_described(row) for row in found[(page - 1) * size : page * size]]
        return {"total": found.count(), "page": page, "size": size, "rows": rows}

    def every(self) -> list[dict[str, Any]]:
        """Every correction as its page shows it, the newest first."""
        return [_described(row) for row in Row.objects.order_by("-pk")]

    def release(self, number: int, username: str) -> dict[str, Any]:
        """Let a correction become training material, with the same sentence of the groups corrected along with it.

        Who let it first stays named.

        Raises: CorrectionUnknown, CorrectionNoMaterial.
        """
        row = Row.objects.filter(pk=number).first()
        if row is None:
            raise CorrectionUnknown(number=number)
        if not _value(row).is_material:
            raise CorrectionNoMaterial(number=number)
        act = {"made_at": row.made_at, "made_by": row.made_by, "kind": row.kind, "right_type": row.right_type}
        Row.objects.filter(sentence=row.sentence, released_by="", **act).update(
            released_by=username, released_at=timezone.now()
        )
        row.refresh_from_db()
        return _described(row)


def released_material() -> list[dict[str, object]]:
    """The released training material, numbers of persons masked: ``{"text", "labels"}`` a sentence."""
    return [{**line, "text": mask_text(str(line["text"]))} for line in training_material(StoredCorrections().all())]


def material_lines(material: Iterable[dict[str, object]]) -> str:
    """Training material as JSON lines, as ``anlan signals train`` reads them."""
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in material)


def _row(correction: Correction) -> Row:
    return Row(
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
        note=correction.note,
        also=" ".join(kind.value for kind in correction.also),
    )


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
        row.note,
        tuple(RiskType(code) for code in row.also.split()),
    )


def _described(row: Row) -> dict[str, Any]:
    value = _value(row)
    return {
        "id": row.pk,
        "kind": row.kind,
        "label": value.kind.label,
        "risk_type_code": row.type,
        "employer": row.employer,
        "sentence": mask_text(row.sentence),
        "right_uscc": value.right_uscc,
        "right_type": row.right_type or None,
        "note": row.note,
        "by": row.made_by,
        "at": row.made_at,
        "labels": value.labels,
        "is_material": value.is_material,
        "released_by": value.released_by,
        "released_at": row.released_at,
    }
