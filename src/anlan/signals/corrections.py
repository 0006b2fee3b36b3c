"""An analyst's correction: wrong firm, wrong type, or not a risk; applied at once and kept as training material."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from anlan.base.errors import AnlanError
from anlan.base.risk_types import RiskType

if TYPE_CHECKING:
    from anlan.signals.articles import Statement


class CorrectionInvalid(AnlanError):
    """A correction that lacks what its kind needs."""

    code = "correction-invalid"
    status = 422
    message = "更正内容不完整：{reason}"
    hint = "更正企业须给出统一社会信用代码，更正类型须给出新的风险类型。"


class CorrectionKind(StrEnum):
    """What the analyst found wrong."""

    WRONG_EMPLOYER = "wrong_employer"
    WRONG_TYPE = "wrong_type"
    NOT_A_RISK = "not_a_risk"

    @property
    def label(self) -> str:
        """The word on the console's button."""
        return {"wrong_employer": "企业不对", "wrong_type": "类型不对", "not_a_risk": "不是风险"}[self.value]


@dataclass(frozen=True)
class Correction:
    """One correction of what an article group was read to say; a later correction of the same statement wins.

    ``group_id`` addresses the article and its near-duplicates; ``type`` and ``employer`` (credit code or mention) what
    was read. ``sentence`` is the text that becomes training material once ``released_by`` names the person who let it.
    """

    group_id: str
    type: RiskType
    employer: str
    kind: CorrectionKind
    made_by: str
    made_at: datetime
    sentence: str = ""
    right_uscc: str | None = None
    right_type: RiskType | None = None
    released_by: str | None = None

    def __post_init__(self) -> None:
        if self.kind is CorrectionKind.WRONG_EMPLOYER and not self.right_uscc:
            raise CorrectionInvalid(reason="缺少正确的统一社会信用代码")
        if self.kind is CorrectionKind.WRONG_TYPE and self.right_type is None:
            raise CorrectionInvalid(reason="缺少正确的风险类型")

    @property
    def labels(self) -> list[str]:
        """The Chinese labels that the sentence has according to the analyst."""
        if self.kind is CorrectionKind.NOT_A_RISK:
            return []
        return [(self.right_type or self.type).label]


class CorrectionStore(Protocol):
    """Where corrections are kept; ``control`` implements it on its database."""

    def add(self, correction: Correction) -> None:
        """Keep one correction."""
        ...

    def all(self) -> Sequence[Correction]:
        """Every correction in the order made."""
        ...


@dataclass
class MemoryCorrections:
    """Corrections kept in memory, for tests and one-off commands."""

    items: list[Correction] = field(default_factory=list)

    def add(self, correction: Correction) -> None:
        """Keep one correction."""
        self.items.append(correction)

    def all(self) -> Sequence[Correction]:
        """Every correction in the order made."""
        return tuple(self.items)


def corrected(statements: Iterable[Statement], corrections: Sequence[Correction]) -> list[Statement]:
    """The statements as the analysts see them: moved to the right firm or type, or taken out."""
    latest = {
        (item.group_id, item.type, item.employer): item for item in sorted(corrections, key=lambda item: item.made_at)
    }
    if not latest:
        return list(statements)
    kept = []
    for statement in statements:
        key = (statement.group_id, statement.type, statement.uscc or statement.mention)
        right = _apply(statement, latest.get(key))
        if right is not None:
            kept.append(right)
    return kept


def _apply(statement: Statement, correction: Correction | None) -> Statement | None:
    if correction is None:
        return statement
    if correction.kind is CorrectionKind.NOT_A_RISK:
        return None
    if correction.kind is CorrectionKind.WRONG_TYPE and correction.right_type is not None:
        return replace(statement, type=correction.right_type)
    return replace(statement, uscc=correction.right_uscc, link_status="resolved")


def training_material(corrections: Iterable[Correction]) -> list[dict[str, object]]:
    """The released corrections as lines for ``anlan signals train``: ``{"text", "labels"}``."""
    return [
        {"text": item.sentence, "labels": item.labels}
        for item in corrections
        if item.released_by and item.sentence and item.kind is not CorrectionKind.WRONG_EMPLOYER
    ]
