"""The resolver on a part of the real register, where the reference data is at hand."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

import pytest

from anlan.entities.answers import Query
from anlan.entities.registry import SetAside, read_entries
from anlan.entities.resolver import Resolver

REFERENCE = Path(os.environ.get("ANLAN_REFERENCE_DATA", Path(__file__).parents[3] / "shared" / "data"))
ODD_YEARS = REFERENCE / "companies/ids_odd_years.tsv.zst"
COUNT = 20_000

pytestmark = [
    pytest.mark.reference,
    pytest.mark.slow,
    pytest.mark.skipif(not ODD_YEARS.is_file(), reason=f"needs the reference data ({ODD_YEARS})"),
]


@pytest.fixture(scope="module")
def real() -> Resolver:
    return Resolver.build(islice(read_entries(ODD_YEARS, SetAside()), COUNT))


def test_registered_names_are_themselves(real: Resolver) -> None:
    names = [real.index.names[row] for row in range(COUNT)]
    answers = real.resolve_many([Query(name) for name in names])
    wrong = [
        name
        for row, (name, answer) in enumerate(zip(names, answers, strict=True))
        if answer.status == "unknown" or (answer.status == "resolved" and answer.uscc != real.index.usccs[row])
    ]
    assert wrong == []


def test_other_names_are_not_linked(real: Resolver) -> None:
    known = {real.index.names[row] for row in range(COUNT)}
    others = [entry.name for entry in islice(read_entries(ODD_YEARS, SetAside()), COUNT, COUNT + 5_000)]
    queries = [Query(name) for name in others if name not in known]
    linked = [answer for answer in real.resolve_many(queries) if answer.status == "resolved"]
    false = [answer for answer in linked if answer.method != "branch"]
    assert len(false) <= 0.005 * len(queries)
