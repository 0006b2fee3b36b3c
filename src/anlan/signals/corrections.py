"""An analyst's correction: wrong firm, wrong type, or not a risk; applied at once and kept as training material."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    note: str = ""
    also: tuple[RiskType, ...] = ()

    def __post_init__(self) -> None:
        if self.kind is CorrectionKind.WRONG_EMPLOYER and not self.right_uscc:
            raise CorrectionInvalid(reason="缺少正确的统一社会信用代码")
        if self.kind is CorrectionKind.WRONG_TYPE and self.right_type is None:
            raise CorrectionInvalid(reason="缺少正确的风险类型")

    @property
    def labels(self) -> list[str]:
        """The Chinese labels that the sentence has according to the analyst."""
        said = set(self.also)
        if self.kind is not CorrectionKind.NOT_A_RISK:
            said.add(self.right_type or self.type)
        return [kind.label for kind in sorted(said)]

    @property
    def is_material(self) -> bool:
        """Whether the correction teaches the detector anything: the firm is not the detector's to learn."""
        return bool(self.sentence) and self.kind is not CorrectionKind.WRONG_EMPLOYER


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


Key = tuple[str, RiskType, str]


@dataclass(frozen=True)
class Outcome:
    """What became of a reading: where the chain of corrections ends, and the last of them."""

    last: Correction
    type: RiskType
    uscc: str | None
    is_risk: bool


class Corrections:
    """Corrections by what they address, followed from one to the next."""

    def __init__(self, made: Iterable[Correction], group_of: Mapping[str, str] | None = None) -> None:
        """``group_of`` gives the group of an article today.

        A group bears the id of its first article; another becomes the first when an earlier copy arrives late.
        """
        today = group_of or {}
        self._latest: dict[Key, Correction] = {}
        for item in sorted(made, key=lambda item: item.made_at):
            self._latest[(today.get(item.group_id, item.group_id), item.type, item.employer)] = item

    def __bool__(self) -> bool:
        return bool(self._latest)

    @property
    def group_ids(self) -> list[str]:
        """The article groups that any correction addresses."""
        return sorted({group_id for group_id, _, _ in self._latest})

    def outcome(self, group_id: str, type: RiskType, employer: str) -> Outcome | None:
        """What became of a reading; None where it stands, also after a correction that was itself corrected back."""
        start = key = (group_id, type, employer)
        found: Outcome | None = None
        while (item := self._latest.get(key)) is not None:
            # An older correction spoke of another reading that happened to say what this one says now.
            if found is not None and item.made_at <= found.last.made_at:
                break
            uscc = item.right_uscc or (found.uscc if found else None)
            found = Outcome(item, item.right_type or key[1], uscc, item.kind is not CorrectionKind.NOT_A_RISK)
            if not found.is_risk:
                return found
            key = (group_id, found.type, found.uscc or key[2])
        return None if key == start else found


def corrected(
    statements: Iterable[Statement], corrections: Sequence[Correction], group_of: Mapping[str, str] | None = None
) -> list[Statement]:
    """The statements as the analysts see them: moved to the right firm or type, or taken out."""
    made = Corrections(corrections, group_of)
    if not made:
        return list(statements)
    return [right for statement in statements if (right := _corrected(statement, made)) is not None]


def _corrected(statement: Statement, made: Corrections) -> Statement | None:
    found = made.outcome(statement.group_id, statement.type, statement.uscc or statement.mention)
    if found is None:
        return statement
    if not found.is_risk:
        return None
    if found.uscc is None:
        return replace(statement, type=found.type)
    return replace(statement, type=found.type, uscc=found.uscc, link_status="resolved")


def training_material(corrections: Iterable[Correction]) -> list[dict[str, object]]:
    """The released corrections as lines for ``anlan signals train``: ``{"text", "labels"}``.

    **Rows**: one a sentence. A later correction says all that is true of its sentence, so an earlier one is no material
    any more even when only the earlier was released.
    """
    material = [item for item in corrections if item.is_material]
    latest = {item.sentence: item for item in sorted(material, key=lambda item: item.made_at)}
    return [{"text": item.sentence, "labels": item.labels} for item in latest.values() if item.released_by]
