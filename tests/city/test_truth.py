"""What the truth says is in the systems, and the systems' classes make two keys of it."""

from __future__ import annotations

import html
import unicodedata
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from anlan.base.identifiers import is_valid_uscc
from anlan.base.risk_types import RiskType

from .conftest import SmallCity

KINDS = {
    "risk",
    "rumour",
    "transfer",
    "retirement",
    "seasonal",
    "namesake",
    "branch",
    "wrong_code",
    "resolved",
    "minor",
}


def plain(text: object) -> str:
    """A code or name without the slips of writing that the city makes on purpose."""
    bare = "".join(unicodedata.normalize("NFKC", str(text)).upper().split())
    return bare.removeprefix("北京市").removeprefix("北京").replace("(北京)", "")


@pytest.fixture(scope="module")
def named(small: SmallCity) -> dict[str, set[str]]:
    """System → everything by which its rows name an employer; for news, the texts themselves."""
    found: dict[str, set[str]] = {}
    for system in small.systems:
        texts: set[str] = set()
        for table in small.contract(system).get("tables", []):
            items = list((table.get("employer") or {}).values())
            if table["core"] == "core_registry__enterprise":
                items = ["统一社会信用代码"]
            for row in small.rows(system, table):
                texts |= {plain(row[item]) for item in items if row.get(item)}
                if system == "opinion":
                    texts.add(html.unescape(row["body"]))
        found[system] = texts
    return found


@pytest.fixture(scope="module")
def employers(small: SmallCity) -> dict[str, dict[str, Any]]:
    """Credit code → the employer's names and unit number."""
    (table,) = [t for t in small.contract("business_registration")["tables"] if t["name"] == "enterprise"]
    rows = {row["统一社会信用代码"]: row for row in small.rows("business_registration", table)}
    numbers = {}
    by_name = {row["企业名称"]: code for code, row in rows.items()}
    (units,) = [t for t in small.contract("social_insurance")["tables"] if t["name"] == "AB01"]
    for unit in small.rows("social_insurance", units):
        code = unit["AAB005"] if unit["AAB005"] in rows else by_name.get(unit["AAB004"], "")
        numbers[code] = str(unit["AAB001"])
    return {
        code: {"name": row["企业名称"], "short": row["企业简称"] or row["企业名称"], "number": numbers.get(code)}
        for code, row in rows.items()
    }


def test_columns_kinds_and_types(small: SmallCity) -> None:
    columns = ["uscc", "kind", "type", "start_date", "end_date", "sources", "lag_days", "note", "case_id"]
    assert list(small.truth[0]) == columns
    assert {row["kind"] for row in small.truth} == KINDS
    assert {row["type"] for row in small.truth} <= {kind.label for kind in RiskType}


def test_every_risk_type_is_planted_and_traps_are_as_many(small: SmallCity) -> None:
    risks = Counter(row["type"] for row in small.truth if row["kind"] == "risk")
    assert set(risks) == {kind.label for kind in RiskType}
    assert min(risks.values()) >= 3
    assert sum(row["kind"] != "risk" for row in small.truth) >= sum(risks.values())


def test_codes_are_valid_and_an_employer_has_one_case(small: SmallCity) -> None:
    codes = [row["uscc"] for row in small.truth]
    assert all(map(is_valid_uscc, codes))
    assert len(set(codes)) == len(codes)


def test_risks_are_recent_and_ongoing(small: SmallCity, last_day: date) -> None:
    for row in small.truth:
        if row["kind"] == "risk":
            assert last_day - timedelta(days=130) <= row["start_date"] <= last_day
            assert row["end_date"] is None
            assert 0 <= row["lag_days"] <= 60


def test_most_risks_have_two_keys(small: SmallCity) -> None:
    classes = {system: small.contract(system)["source_class"] for system in small.systems}
    risks = [row for row in small.truth if row["kind"] == "risk" and not row["note"].startswith("hard")]
    keys = [len({classes[system] for system in row["sources"].split(",")}) for row in risks]
    assert min(keys) >= 2


def test_each_named_source_has_rows_about_the_employer(
    small: SmallCity, named: dict[str, set[str]], employers: dict[str, dict[str, Any]], last_day: date
) -> None:
    missing, checked = [], 0
    for row in small.truth:
        if row["kind"] != "risk" or row["start_date"] + timedelta(days=row["lag_days"]) > last_day:
            continue
        own = employers[row["uscc"]]
        for system in row["sources"].split(","):
            checked += 1
            words = {plain(word) for word in (row["uscc"], own["name"], own["number"], own["short"])}
            if system == "opinion":
                if not any(own["name"][:4].replace("北京", "") in text for text in named[system]):
                    missing.append((row["case_id"], system))
            elif not words & named[system]:
                missing.append((row["case_id"], system))
    assert checked > 40
    assert len(missing) <= 0.02 * checked, missing


def test_transfers_go_where_the_truth_says(small: SmallCity) -> None:
    moved = [row for row in small.truth if row["kind"] == "transfer"]
    assert moved
    assert all(is_valid_uscc(row["note"].rpartition(" ")[2]) for row in moved)
