"""Employer references of every source, however they name the employer, to one unified social credit code each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
from rapidfuzz.distance import OSA

from anlan.base.identifiers import is_valid_uscc
from anlan.base.text import normalise_name
from anlan.entities.answers import Candidate, Query, Resolution
from anlan.entities.keys import exact_key
from anlan.entities.registry import Alias, Entry
from anlan.entities.resolver import Resolver

LINK_SCHEMA = pa.schema(
    [
        ("employer_key", pa.string()),
        ("employer_code", pa.string()),
        ("employer_number", pa.string()),
        ("employer_name", pa.string()),
        ("uscc", pa.string()),
        ("status", pa.string()),
        ("method", pa.string()),
        ("score", pa.float64()),
        ("evidence", pa.string()),
        ("registered_name", pa.string()),
        ("candidates", pa.string()),
    ]
)
_LIKE = 0.6
"""Two names that share this much of their characters are one name written badly when the codes agree as well."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One distinct way in which the sources refer to an employer."""

    key: str
    code: str
    number: str
    name: str


def entries_of(registry: pa.Table) -> list[Entry]:
    """The register's entries; the row learned last counts, names that earlier rows carried become former names."""
    wanted = ("uscc", "name", "former_names", "short_name", "district_code", "registered_address", "industry_code",
              "head_uscc", "known_at")  # fmt: skip
    columns = {name: registry.column(name).to_pylist() for name in wanted if name in registry.column_names}
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    rows.sort(key=lambda row: str(row.get("known_at") or ""))
    latest: dict[str, Entry] = {}
    for row in rows:
        uscc, name = (row["uscc"] or "").strip().upper(), (row["name"] or "").strip()
        if uscc and name:
            latest[uscc] = _entry(row, uscc, name, latest.get(uscc))
    return list(latest.values())


def _entry(row: dict[str, Any], uscc: str, name: str, earlier: Entry | None) -> Entry:
    former = {part.strip() for part in (row.get("former_names") or "").split("、")}
    if earlier is not None:
        former |= {earlier.name, *earlier.former_names}
    return Entry(
        uscc,
        name,
        tuple(sorted(former - {"", name})),
        tuple(filter(None, [(row.get("short_name") or "").strip()])),
        "",
        row.get("district_code") or "",
        row.get("registered_address") or "",
        row.get("industry_code") or "",
        row.get("head_uscc") or "",
    )


class EmployerLinker:
    """Decides one reference at a time; holds the register, its codes and the social-insurance unit numbers."""

    def __init__(self, resolver: Resolver, units: Iterable[tuple[str, str, str]]) -> None:
        self.resolver = resolver
        self._names: dict[str, str] = {
            resolver.index.usccs[row]: resolver.index.names[row] for row in range(len(resolver.index))
        }
        self._units = self._unit_codes(list(units))

    def _unit_codes(self, units: list[tuple[str, str, str]]) -> dict[str, str]:
        """Unit number to code: the unit's own code where registered, else what its name resolves to."""
        answers = self.resolver.resolve_many([Query(name) for _, _, name in units])
        found: dict[str, str] = {}
        for (number, code, _), answer in zip(units, answers, strict=True):
            code = clean_code(code)
            uscc = code if code in self._names else answer.uscc
            if number and uscc:
                found[number] = uscc
        return found

    def link(self, references: Sequence[Reference]) -> list[Resolution]:
        """The answers, in order."""
        distinct = list({reference.name for reference in references})
        named = dict(zip(distinct, self.resolver.resolve_many([Query(name) for name in distinct]), strict=True))
        return [self._decide(reference, named[reference.name]) for reference in references]

    def _decide(self, reference: Reference, named: Resolution) -> Resolution:
        code, by_number = clean_code(reference.code), self._units.get(reference.number, "")
        if code in self._names:
            return self._of_registered_code(reference.name, code, by_number, named)
        if code:
            return self._of_unregistered_code(reference.name, code, by_number, named)
        if by_number:
            return self._of_number(reference.name, by_number, named)
        return replace(named, method=_name_method(named))

    def _of_registered_code(self, name: str, code: str, by_number: str, named: Resolution) -> Resolution:
        registered = self._names[code]
        if not normalise_name(name):
            return _resolved(code, registered, 0.99, "code", "代码在登记库中，未给名称")
        if self._agrees(name, code, named):
            return _resolved(code, registered, 1.0, "code", "代码在登记库中，名称相符")
        if by_number == code:
            return _resolved(code, registered, 0.9, "code", "代码与单位编号一致，名称不符")
        if named.uscc and named.uscc == by_number:
            return _resolved(named.uscc, named.registered_name, 0.9, "name", "名称与单位编号一致，代码属于另一企业")
        return self._conflict(code, "代码与名称指向不同企业", named)

    def _of_unregistered_code(self, name: str, code: str, by_number: str, named: Resolution) -> Resolution:
        repaired = self._repaired(code, by_number, named)
        if repaired is not None:
            return repaired
        if is_valid_uscc(code):
            if named.status == "resolved" and named.uscc == by_number:
                return _resolved(named.uscc, named.registered_name, 0.9, "name", "名称与单位编号一致，代码不在登记库")
            if named.status == "resolved":
                return self._conflict("", "代码有效但不在登记库，名称属于另一代码的企业", named)
            return replace(named, status="unknown", uscc="", method="code", reasons=("代码有效但不在登记库",))
        if by_number:
            return self._of_number(name, by_number, named)
        if named.status == "resolved":
            reasons = ("代码无效且与登记代码不相近，按名称认定", *named.reasons)
            return replace(named, method=_name_method(named), score=min(named.score, 0.9), reasons=reasons)
        return replace(named, reasons=("代码无效", *named.reasons))

    def _repaired(self, code: str, by_number: str, named: Resolution) -> Resolution | None:
        """The one enterprise whose name agrees and whose code differs by one character or transposition."""
        meant = {candidate.uscc for candidate in named.candidates} | {named.uscc, by_number} - {""}
        near = [uscc for uscc in meant if uscc in self._names and OSA.distance(code, uscc, score_cutoff=1) <= 1]
        if len(near) != 1:
            return None
        reason = f"代码校验不符，与登记代码 {near[0]} 相差一位，名称相符"
        return _resolved(near[0], self._names[near[0]], 0.97, "repaired", reason)

    def _of_number(self, name: str, uscc: str, named: Resolution) -> Resolution:
        if not normalise_name(name) or self._agrees(name, uscc, named):
            return _resolved(uscc, self._names[uscc], 0.98, "number", "单位编号对应该代码，名称相符或未给")
        return self._conflict(uscc, "单位编号与名称指向不同企业", named)

    def _agrees(self, name: str, uscc: str, named: Resolution) -> bool:
        if named.status == "resolved" and named.method != "repaired_name":
            return named.uscc == uscc
        if uscc == named.uscc or any(candidate.uscc == uscc for candidate in named.candidates):
            return True
        return OSA.normalized_similarity(exact_key(name), exact_key(self._names[uscc])) >= _LIKE

    def _conflict(self, code: str, reason: str, named: Resolution) -> Resolution:
        candidates = [Candidate(code, self._names[code], 0.5, "按代码")] if code else []
        if named.uscc and named.uscc != code:
            candidates.append(Candidate(named.uscc, named.registered_name, 0.5, "按名称"))
        return Resolution("conflict", "", "", 0.0, "code", (reason,), tuple(candidates) + named.candidates)


def clean_code(code: str) -> str:
    """A credit code as written, in normal form: half-width, no spaces, capitals."""
    return normalise_name(code).replace("-", "")


def _resolved(uscc: str, name: str, score: float, method: str, reason: str) -> Resolution:
    return Resolution("resolved", uscc, name, score, method, (reason,))


def _name_method(named: Resolution) -> str:
    return "name" if named.method == "exact" else named.method


def _as_row(reference: Reference, answer: Resolution) -> dict[str, Any]:
    candidates = [candidate.as_dict() for candidate in answer.candidates] if answer.status != "resolved" else []
    return {
        "employer_key": reference.key,
        "employer_code": reference.code or None,
        "employer_number": reference.number or None,
        "employer_name": reference.name or None,
        "uscc": answer.uscc if answer.status == "resolved" else None,
        "status": answer.status,
        "method": answer.method or "none",
        "score": round(answer.score, 4),
        "evidence": answer.evidence_text(),
        "registered_name": answer.registered_name or None,
        "candidates": json.dumps(candidates, ensure_ascii=False),
    }


def link_employers(
    references: pa.Table, registry: pa.Table, units: pa.Table, aliases: Iterable[Alias] = ()
) -> pa.Table:
    """The table ``core_entity__employer_link`` for the distinct references of all core tables.

    **Rows**: one per employer_key, in the order given; none is left out: what cannot be linked is unknown, ambiguous
    or a conflict with its candidates. ``registry`` is core_registry__enterprise, ``units`` core_social__employer.
    """
    linker = EmployerLinker(Resolver.build(entries_of(registry), aliases), _unit_rows(units))
    columns = ("employer_key", "employer_code", "employer_number", "employer_name")
    cells = (references.column(name).to_pylist() for name in columns)
    asked = [Reference(*((cell or "").strip() for cell in row)) for row in zip(*cells, strict=True)]
    answers = linker.link(asked) if asked else []
    rows = [_as_row(reference, answer) for reference, answer in zip(asked, answers, strict=True)]
    return pa.Table.from_pylist(rows, schema=LINK_SCHEMA)


def _unit_rows(units: pa.Table) -> list[tuple[str, str, str]]:
    cells = (units.column(name).to_pylist() for name in ("unit_number", "uscc", "name"))
    return [(number or "", uscc or "", name or "") for number, uscc, name in zip(*cells, strict=True)]



