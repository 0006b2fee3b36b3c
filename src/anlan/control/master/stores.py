"""Judgements in the control database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from anlan.base.errors import AnlanError
from anlan.control.master.models import Judgement as Row
from anlan.entities.linkage.judgements import Closure, Judgement, Verdict


class JudgementUnknown(AnlanError):
    """No judgement has that number, or it was undone already."""

    code = "judgement-unknown"
    status = 404
    message = "没有编号为 {number} 的有效判定"
    hint = "刷新判定记录；已撤销的判定不能再撤销。"


class StoredJudgements:
    """The store that ``entities`` asks for, for one subject."""

    def __init__(self, subject: str) -> None:
        self._subject = subject

    def all(self) -> Sequence[Judgement]:
        """Every judgement that stands, in the order made."""
        rows = Row.objects.filter(subject=self._subject, undone_at=None)
        return [Judgement(row.left, row.right, Verdict(row.verdict), row.by, row.at, row.note) for row in rows]

    def add(self, judgement: Judgement) -> int:
        """Keep one, if it fits what is known; its number. Raises: JudgementConflict."""
        with transaction.atomic():
            Closure(self.all()).accept(judgement)
            row = Row.objects.create(
                subject=self._subject,
                left=judgement.left,
                right=judgement.right,
                verdict=judgement.verdict.value,
                by=judgement.by,
                at=judgement.at,
                note=judgement.note,
            )
        return int(row.pk)

    def undo(self, number: int, by: str) -> tuple[str, str]:
        """Take a judgement back; its two records. Raises: JudgementUnknown."""
        row = Row.objects.filter(pk=number, subject=self._subject, undone_at=None).first()
        if row is None:
            raise JudgementUnknown(number=number)
        row.undone_by, row.undone_at = by, timezone.now()
        row.save(update_fields=["undone_by", "undone_at"])
        return row.left, row.right

    def page(self, page: int, size: int) -> dict[str, Any]:
        """A page of judgements, the newest first, undone ones marked."""
        found = Row.objects.filter(subject=self._subject).order_by("-pk")
        rows = [
            {
                "id": row.pk,
                "left": row.left,
                "right": row.right,
                "verdict": row.verdict,
                "label": Verdict(row.verdict).label,
                "by": row.by,
                "at": row.at,
                "note": row.note,
                "undone_by": row.undone_by or None,
                "undone_at": row.undone_at,
            }
            for row in found[(page - 1) * size : page * size]
        ]
        return {"total": found.count(), "page": page, "size": size, "rows": rows}


def undone_since(subject: str, moment: datetime) -> bool:
    """Whether a judgement was taken back since a moment: what it joined or parted has to be looked at again."""
    return Row.objects.filter(subject=subject, undone_at__gte=moment).exists()
