"""A name that a person linked resolves from the next run on, with who said so; namesakes stay ambiguous."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from anlan.base.clock import CHINA
from anlan.base.risk_types import RiskType
from anlan.control.learned_names import learned_names
from anlan.entities.mentions import MentionFinder
from anlan.entities.registry import Entry
from anlan.entities.resolver import Resolver
from anlan.signals import Correction, CorrectionKind

FIRST, SECOND = "91110105MA00000012", "91110108MA00000036"
REGISTER = [Entry(FIRST, "北京远信精密机械制造有限公司"), Entry(SECOND, "北京瀚达物流有限公司")]
LINKED = Correction(
    "g1",
    RiskType.WAGE_ARREARS,
    "远信重机",
    CorrectionKind.WRONG_EMPLOYER,
    "analyst",
    datetime(2026, 11, 22, 9, tzinfo=CHINA),
    "远信重机拖欠工资。",
    right_uscc=FIRST,
)
TEXT = "记者获悉，远信重机拖欠工资，远信重机员工集体讨薪。"


def found(*corrections: Correction) -> list[tuple[str, str, str | None]]:
    finder = MentionFinder(Resolver.build(REGISTER, learned_names(corrections)))
    return [(one.mention, one.status, one.uscc) for one in finder.subjects(TEXT, 1)]


def test_a_linked_name_resolves_with_its_source() -> None:
    assert found() == [("远信重机", "unknown", None)]
    assert found(LINKED) == [("远信重机", "resolved", FIRST)]
    evidence = Resolver.build(REGISTER, learned_names([LINKED])).lookup("远信重机").evidence()
    assert (evidence["alias_source"], evidence["alias_period"]) == ("人工关联（analyst）", "2026-11-22 至 今")


def test_a_name_linked_to_two_enterprises_is_ambiguous() -> None:
    assert found(LINKED, replace(LINKED, group_id="g2", right_uscc=SECOND)) == [("远信重机", "ambiguous", None)]


def test_who_corrects_a_link_replaces_it() -> None:
    later = replace(LINKED, employer=FIRST, right_uscc=SECOND, made_at=LINKED.made_at + timedelta(hours=1))
    assert found(LINKED, later) == [("远信重机", "resolved", SECOND)]


def test_no_name_is_learned_from_other_corrections_or_for_what_is_no_name() -> None:
    other = replace(LINKED, kind=CorrectionKind.WRONG_TYPE, right_uscc=None, right_type=RiskType.LAYOFF)
    assert learned_names([other, replace(LINKED, employer="该公司"), replace(LINKED, employer="多家企业")]) == []
