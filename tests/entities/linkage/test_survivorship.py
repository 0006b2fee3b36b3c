"""Which value survives, by rule, with its origin."""

from __future__ import annotations

import pytest

from anlan.entities.linkage.problems import LinkageConfigInvalid
from anlan.entities.linkage.survivorship import Held, Rule, Survivorship, parse_rule

RECORDS = [
    Held("social:1", "social", "2026-01-01", {"name": "张伟", "phone": "13900000001", "address": "人民路1号"}),
    Held(
        "training:7", "training", "2026-06-01", {"name": "张玮", "phone": "13900000002", "address": "人民路1号3幢2-401"}
    ),
    Held("employment:9", "employment", "2026-03-01", {"name": "张伟", "phone": None, "address": ""}),
]


@pytest.mark.parametrize(
    ("rule", "column", "value", "key"),
    [
        (Rule.MAJORITY, "name", "张伟", "social:1"),
        (Rule.LATEST, "phone", "13900000002", "training:7"),
        (Rule.LONGEST, "address", "人民路1号3幢2-401", "training:7"),
        (Rule.SOURCE, "phone", "13900000001", "social:1"),
    ],
)
def test_each_rule_chooses_and_says_where_from(rule: Rule, column: str, value: str, key: str) -> None:
    survivor = Survivorship({column: rule}, ["social"]).golden(RECORDS, [column])[column]
    assert (survivor.value, survivor.key, survivor.rule) == (value, key, rule)


def test_empty_values_never_survive_and_agreement_is_counted() -> None:
    golden = Survivorship({}, []).golden(RECORDS, ["name", "phone", "email"])
    assert "email" not in golden
    assert (golden["name"].agreeing, golden["name"].differing) == (2, 1)


def test_the_order_of_records_changes_nothing() -> None:
    rules = Survivorship({"phone": Rule.LATEST, "address": Rule.LONGEST}, ["training"])
    columns = ["name", "phone", "address"]
    assert rules.golden(RECORDS, columns) == rules.golden(RECORDS[::-1], columns)


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(LinkageConfigInvalid):
        parse_rule("newest", "master.yml")
