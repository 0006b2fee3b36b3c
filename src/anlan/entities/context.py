"""Namesakes told apart by district, address or industry, where exactly one of them agrees."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from rapidfuzz.fuzz import partial_ratio

from anlan.base.text import normalise_name
from anlan.entities.answers import Candidate, Query, Resolution
from anlan.entities.forms import place_codes, place_stems

if TYPE_CHECKING:
    from anlan.entities.resolver import Resolver

_SAME_ADDRESS = 80


def settle_by_context(answer: Resolution, query: Query, resolver: Resolver) -> Resolution:
    """The answer resolved to the one candidate that the context agrees with, else unchanged.

    Misspelt candidates are left to a person: context tells namesakes apart, it does not prove a spelling.
    """
    if answer.method == "repaired_name":
        return answer
    scored = [(_agreement(candidate, query, resolver), candidate) for candidate in answer.candidates]
    agreeing = [(reasons, candidate) for reasons, candidate in scored if reasons]
    most = max((len(reasons) for reasons, _ in agreeing), default=0)
    best = [(reasons, candidate) for reasons, candidate in agreeing if len(reasons) == most]
    if len(best) != 1:
        return answer
    reasons, chosen = best[0]
    told = (*answer.reasons, "依据" + "、".join(reasons) + "认定其一")
    others = tuple(candidate for candidate in answer.candidates if candidate is not chosen)
    return Resolution("resolved", chosen.uscc, chosen.name, 0.9, "context", told, others, answer.facts)


def _agreement(candidate: Candidate, query: Query, resolver: Resolver) -> list[str]:
    row = resolver.row_of_code(candidate.uscc)
    if row is None:
        return []
    index = resolver.index
    reasons = []
    code = index.districts[row] or index.usccs[row][2:8]
    known_place = index.place_of(row) + normalise_name(index.addresses[row])
    if query.district and _same_district(query.district.strip(), code, known_place):
        reasons.append("行政区划一致")
    address, written = normalise_name(index.addresses[row]), normalise_name(query.address)
    if address and written and partial_ratio(written, address) >= _SAME_ADDRESS:
        reasons.append("地址相符")
    elif written and not address and _names_place(written, code):
        reasons.append("地址所在地一致")
    industry = index.industries[row].strip()
    asked = query.industry_code.strip()
    if asked and industry and (industry.startswith(asked) or asked.startswith(industry)):
        reasons.append("行业一致")
    return reasons


def _same_district(written: str, code: str, place: str) -> bool:
    if written.isdigit():
        bare = written.rstrip("0") if len(written) == 6 else written
        return len(bare) >= 2 and code.startswith(bare)
    stem = place_stems().get(normalise_name(written), written)
    return any(code.startswith(found) for found in place_codes().get(stem, ())) or stem in place


@cache
def _county_stems() -> dict[str, str]:
    return {code: stem for stem, codes in place_codes().items() for code in codes if len(code) == 6}


def _names_place(address: str, code: str) -> bool:
    """Whether an address names the county or district of a division code."""
    stem = _county_stems().get(code[:6], "")
    return bool(stem) and stem in address
