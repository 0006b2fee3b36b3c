"""Employer references of every source, however they name the employer, to one unified social credit code each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from anlan.entities.answers import Query, Resolution
from anlan.entities.credit_codes import CodeJudge, clean_code
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
_OPEN = ("ambiguous", "conflict")


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
    """Decides one reference at a time; holds the register and the social-insurance unit numbers."""

    def __init__(self, resolver: Resolver, units: Iterable[tuple[str, str, str]]) -> None:
        self._resolver = resolver
        self._judge = CodeJudge(resolver)
        self._units = self._unit_codes(list(units))

    def _unit_codes(self, units: list[tuple[str, str, str]]) -> dict[str, str]:
        """Unit number to code, where the unit's own code and name leave no doubt."""
        answers = self._resolver.resolve_many([Query(name) for _, _, name in units])
        found: dict[str, str] = {}
        for (number, code, name), named in zip(units, answers, strict=True):
            settled = self._judge.decide(name, clean_code(code), "", named)
            if number and settled.status == "resolved":
                found[number] = settled.uscc
        return found

    def link(self, references: Sequence[Reference]) -> list[Resolution]:
        """The answers, in order; a name is only looked up where the code does not carry it already."""
        plain = [self._plainly(reference) for reference in references]
        distinct = list({reference.name for reference, found in zip(references, plain, strict=True) if found is None})
        named = dict(zip(distinct, self._resolver.resolve_many([Query(name) for name in distinct]), strict=True))
        return [
            found or self._weighed(reference, named[reference.name])
            for reference, found in zip(references, plain, strict=True)
        ]

    def _plainly(self, reference: Reference) -> Resolution | None:
        """The answer where the code is registered under the very name that was written."""
        code = clean_code(reference.code)
        registered = self._judge.registered_name(code)
        if not registered or exact_key(reference.name) != exact_key(registered):
            return None
        return self._judge.agreed(code, registered)

    def _weighed(self, reference: Reference, named: Resolution) -> Resolution:
        by_number = self._units.get(reference.number, "")
        return self._judge.decide(reference.name, clean_code(reference.code), by_number, named)


def _as_row(reference: Reference, answer: Resolution) -> dict[str, Any]:
    candidates = [candidate.as_dict() for candidate in answer.candidates] if answer.status in _OPEN else []
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
