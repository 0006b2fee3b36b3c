"""What a written credit code is worth beside a written name: agreement, repair with evidence, or a conflict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from anlan.base.identifiers import is_valid_uscc
from anlan.base.text import normalise_name
from anlan.entities.answers import Candidate, Query, Resolution
from anlan.entities.forms import split_form
from anlan.entities.keys import exact_key

if TYPE_CHECKING:
    from anlan.entities.resolver import Resolver

_LIKE = 0.6
"""Two names that share this much of their characters are one name written badly when the codes agree as well."""


def clean_code(code: str) -> str:
    """A credit code as written, in normal form: half-width, no spaces or hyphens, capitals."""
    return normalise_name(code).replace("-", "")


def reconcile(answer: Resolution, query: Query, resolver: Resolver) -> Resolution:
    """The answer to a name after looking at the code written beside it; a conflict is ambiguous with both sides."""
    settled = CodeJudge(resolver).decide(query.name, clean_code(query.uscc), "", answer)
    return replace(settled, status="ambiguous") if settled.status == "conflict" else settled


class CodeJudge:
    """Weighs a code, a unit number's code and the answer to a name against each other."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def decide(self, name: str, code: str, by_number: str, named: Resolution) -> Resolution:
        """One answer from the code, the code of the unit number (empty where unknown) and the answer to the name."""
        registered = self.registered_name(code)
        if registered:
            return self._of_registered(name, code, registered, by_number, named)
        if code:
            return self._of_unregistered(name, code, by_number, named)
        if by_number:
            return self._of_number(name, by_number, named)
        return _by_name(named)

    def agreed(self, code: str, registered: str) -> Resolution:
        """The answer where code and name say the same."""
        return _resolved(code, registered, 1.0, "code", "代码在登记库中，名称相符")

    def registered_name(self, code: str) -> str:
        """The name registered under a code, empty where there is none."""
        row = self._resolver.row_of_code(code) if code else None
        return self._resolver.index.names[row] if row is not None else ""

    def _of_registered(self, name: str, code: str, registered: str, by_number: str, named: Resolution) -> Resolution:
        if not normalise_name(name):
            return _resolved(code, registered, 0.99, "code", "代码在登记库中，未给名称")
        if self._agrees(name, code, registered, named):
            return self.agreed(code, registered)
        if by_number == code:
            return _resolved(code, registered, 0.9, "code", "代码与单位编号一致，名称不符")
        if named.uscc and named.uscc == by_number:
            return _resolved(named.uscc, named.registered_name, 0.9, "name", "名称与单位编号一致，代码属于另一企业")
        return self._conflict(code, "代码与名称指向不同企业", named)

    def _of_unregistered(self, name: str, code: str, by_number: str, named: Resolution) -> Resolution:
        repaired = self._repaired(code, by_number, named)
        if repaired is not None:
            return repaired
        if not is_valid_uscc(code):
            if by_number:
                return self._of_number(name, by_number, named)
            return _weaker(_by_name(named), "代码无效且与登记代码不相近，按名称判断")
        if named.status == "resolved" and named.uscc == by_number:
            return _resolved(named.uscc, named.registered_name, 0.9, "name", "名称与单位编号一致，代码不在登记库")
        if named.status == "resolved":
            return self._conflict("", "代码有效但不在登记库，名称属于另一代码的企业", named)
        return Resolution("unknown", "", "", 0.0, "code", ("代码有效但不在登记库", *named.reasons), named.candidates)

    def _repaired(self, code: str, by_number: str, named: Resolution) -> Resolution | None:
        """The one enterprise whose name agrees and whose code differs by one character or transposition."""
        meant = ({candidate.uscc for candidate in named.candidates} | {named.uscc, by_number}) - {""}
        near = sorted(uscc for uscc in meant if OSA.distance(code, uscc, score_cutoff=1) <= 1)
        if len(near) != 1:
            return None
        validity = "校验有误" if not is_valid_uscc(code) else "不在登记库"
        reason = f"代码 {code} {validity}，与登记代码 {near[0]} 相差一位，名称相符"
        return _resolved(near[0], self.registered_name(near[0]), 0.97, "repaired", reason)

    def _of_number(self, name: str, uscc: str, named: Resolution) -> Resolution:
        registered = self.registered_name(uscc)
        if not normalise_name(name) or self._agrees(name, uscc, registered, named):
            return _resolved(uscc, registered, 0.98, "number", "单位编号对应该代码，名称相符或未给")
        return self._conflict(uscc, "单位编号与名称指向不同企业", named)

    def _agrees(self, name: str, uscc: str, registered: str, named: Resolution) -> bool:
        if named.status == "resolved" and named.method not in ("repaired_name", "core"):
            return named.uscc == uscc
        if uscc == named.uscc or any(candidate.uscc == uscc for candidate in named.candidates):
            return True
        written, own = exact_key(name), exact_key(registered)
        whole = OSA.normalized_similarity(written, own)
        bare = OSA.normalized_similarity(split_form(written)[0], split_form(own)[0])
        return bool(max(whole, bare) >= _LIKE)

    def _conflict(self, code: str, reason: str, named: Resolution) -> Resolution:
        candidates = [Candidate(code, self.registered_name(code), 0.5, "按代码")] if code else []
        if named.uscc and named.uscc != code:
            candidates.append(Candidate(named.uscc, named.registered_name, 0.5, "按名称"))
        return Resolution("conflict", "", "", 0.0, "code", (reason,), (*candidates, *named.candidates))


def _resolved(uscc: str, name: str, score: float, method: str, reason: str) -> Resolution:
    return Resolution("resolved", uscc, name, score, method, (reason,))


def _by_name(named: Resolution) -> Resolution:
    return replace(named, method="name") if named.method == "exact" else named


def _weaker(answer: Resolution, reason: str) -> Resolution:
    return replace(answer, score=min(answer.score, 0.9), reasons=(reason, *answer.reasons))
