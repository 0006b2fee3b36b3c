"""What persons judged about pairs of records, and what follows from it.

A yes carries on: if A is B and B is C, then A is C. A no carries on as well: if A is B and B is not C, A is not C.
A new word that contradicts what follows from the earlier ones is refused with the chain that stands against it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from anlan.entities.linkage.problems import JudgementConflict


class Verdict(StrEnum):
    """What a person says of two records."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"

    @property
    def label(self) -> str:
        """The Chinese word for it."""
        return {"same": "是同一主体", "different": "不是同一主体", "unsure": "不确定"}[self.value]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's word on two records, named by their keys."""

    left: str
    right: str
    verdict: Verdict
    by: str
    at: datetime
    note: str = ""


class JudgementStore(Protocol):
    """Where judgements are kept."""

    def all(self) -> Sequence[Judgement]:
        """Every judgement that stands, in the order made."""

    def add(self, judgement: Judgement) -> int:
        """Keep one; its number."""


class MemoryJudgements:
    """Judgements in memory, for tests and one-off work."""

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        self._kept = list(judgements)

    def all(self) -> Sequence[Judgement]:
        """Every judgement, in the order made."""
        return tuple(self._kept)

    def add(self, judgement: Judgement) -> int:
        """Keep one; its number."""
        self._kept.append(judgement)
        return len(self._kept)


class Closure:
    """Everything that follows from a list of judgements; a later word on the same pair replaces the earlier one."""

    def __init__(self, judgements: Iterable[Judgement]) -> None:
        latest: dict[tuple[str, str], Verdict] = {}
        for judgement in judgements:
            latest[_pair(judgement.left, judgement.right)] = judgement.verdict
        self.same = sorted(pair for pair, verdict in latest.items() if verdict is Verdict.SAME)
        self.different = sorted(pair for pair, verdict in latest.items() if verdict is Verdict.DIFFERENT)
        self._latest = latest
        self._friends: dict[str, set[str]] = {}
        for left, right in self.same:
            self._friends.setdefault(left, set()).add(right)
            self._friends.setdefault(right, set()).add(left)

    def says(self, left: str, right: str) -> Verdict | None:
        """What is known of two records, said or implied; None where nothing follows."""
        if self.chain(left, right):
            return Verdict.SAME
        if self.wall(left, right):
            return Verdict.DIFFERENT
        return self._latest.get(_pair(left, right))

    def chain(self, left: str, right: str) -> list[str]:
        """The shortest chain of yeses from one record to the other; empty where there is none."""
        before: dict[str, str] = {left: ""}
        waiting = deque([left])
        while waiting:
            here = waiting.popleft()
            if here == right:
                return _walk(before, here)
            for friend in sorted(self._friends.get(here, ())):
                if friend not in before:
                    before[friend] = here
                    waiting.append(friend)
        return []

    def wall(self, left: str, right: str) -> tuple[str, str] | None:
        """A pair judged different that keeps the two apart, by themselves or by records they are one with."""
        mine, theirs = self._class(left), self._class(right)
        for one, other in self.different:
            if (one in mine and other in theirs) or (one in theirs and other in mine):
                return one, other
        return None

    def contradictions(self) -> list[tuple[str, str]]:
        """Pairs judged different although a chain of yeses joins them."""
        return [(left, right) for left, right in self.different if self.chain(left, right)]

    def accept(self, judgement: Judgement) -> None:
        """Make sure that a new judgement fits. A word on the very same pair may be taken back by a new one.

        Raises: JudgementConflict.
        """
        pair = _pair(judgement.left, judgement.right)
        if judgement.verdict is Verdict.SAME:
            wall = self.wall(*pair)
            if wall is not None and wall != pair:
                raise JudgementConflict(reason="两条记录各自所属的主体中，已有一对被判定为不同")
        if judgement.verdict is Verdict.DIFFERENT:
            chain = self.chain(*pair)
            if len(chain) > 2:
                raise JudgementConflict(reason=f"已有 {len(chain) - 1} 个“同一主体”的判定把两条记录连在一起")

    def _class(self, record: str) -> set[str]:
        seen = {record}
        waiting = [record]
        while waiting:
            for friend in self._friends.get(waiting.pop(), ()):
                if friend not in seen:
                    seen.add(friend)
                    waiting.append(friend)
        return seen


def _pair(left: str, right: str) -> tuple[str, str]:
    return (left, right) if left <= right else (right, left)


def _walk(before: dict[str, str], here: str) -> list[str]:
    way = [here]
    while before[here]:
        here = before[here]
        way.append(here)
    return way[::-1]
