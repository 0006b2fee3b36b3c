"""What the report says: figures agree with each other, absence is never zero, nothing is known too early."""

from __future__ import annotations

import pytest

from anlan.base.clock import Week
from anlan.reports.alerts import ReleaseIncomplete, WeekNotJudged
from anlan.reports.weekly import weekly_context

from .conftest import MASTHEAD, SNAPSHOT, Issued
from .fixture import LONG_NAME, WEEK, Plan, release, uscc_of


def _context(plan: Plan) -> dict:
    return weekly_context(release(plan), WEEK, SNAPSHOT, MASTHEAD)


def test_figures_of_all_tables_agree(issued: Issued) -> None:
    context = issued.context
    count = context["total"]["count"]
    assert count == 36 == len(context["list"]["all"])
    assert sum(row["count"] for row in context["levels"]) == count
    for table in ("by_district", "by_industry"):
        assert sum(row["total"] for row in context[table]["rows"]) == count == context[table]["total"]["total"]
    assert sum(row["main"] for row in context["by_type"]["rows"]) == count
    assert sum(row["total"] for row in context["by_type"]["rows"]) >= count
    assert context["trend"][-1]["red"] == context["levels"][0]["count"]


def test_list_is_ordered_by_level_then_score(issued: Issued) -> None:
    rows = issued.context["list"]["all"]
    assert rows == sorted(rows, key=lambda row: (-row["level"], -row["score"], -(row["staff"] or -1)))
    assert [row["number"] for row in rows] == list(range(1, 37))


def test_changes_carry_last_weeks_level_and_closed_ones_keep_their_types(issued: Issued) -> None:
    changes = {change["id"]: change for change in issued.context["changes"]}
    assert changes["closed"]["count"] == 3
    assert all(row["main_type"] != "—" and row["previous_letter"] == "黄" for row in changes["closed"]["rows"])
    assert all(row["previous_letter"] == "无" for row in changes["new"]["rows"])
    assert "解除3家" in issued.context["summary"][1]


def test_week_knows_only_what_had_arrived(issued: Issued) -> None:
    second = next(card for card in issued.context["focus"] if card["uscc"] == uscc_of(1))
    assert not any("破99号" in line for line in second["profile"]["judicial"])
    first = next(card for card in issued.context["focus"] if card["uscc"] == uscc_of(0))
    assert any("破15号" in line for line in first["profile"]["judicial"])


def test_natural_person_keeps_only_the_surname(issued: Issued) -> None:
    equity = issued.context["focus"][0]["profile"]["equity"]
    assert "张某 持股40.0%" in equity
    assert not any("张三丰" in line for line in equity)


def test_silent_and_failed_sources_have_no_count_and_are_named(issued: Issued) -> None:
    coverage = issued.context["coverage"]
    failed = next(row for row in coverage["rows"] if row["state"] == "failed")
    assert (failed["rows"], failed["rows_text"], failed["last"]) == (None, "—", "从未到达")
    assert "不代表没有风险" in coverage["sentence"]
    card = issued.context["focus"][0]
    assert any("未见不等于没有" in line for line in card["profile"]["judicial"])


def test_missing_table_reads_as_not_connected() -> None:
    connection = release(Plan(alerts=2, weeks_before=0, employers=4))
    connection.execute("DROP TABLE core_registry__holding")
    connection.execute("DROP TABLE core_registry__enterprise")
    context = weekly_context(connection, WEEK, SNAPSHOT, MASTHEAD)
    profile = context["focus"][0]["profile"]
    assert profile["equity"] == ["来源未接入，未观测"]
    assert profile["status"] == "来源未接入，未观测"


def test_unverified_alert_says_what_one_source_alone_would_give(issued: Issued) -> None:
    waiting = [row for row in issued.context["list"]["all"] if row["unverified"]]
    assert waiting and all(row["level"] == 2 and row["status_text"].startswith("待核实（单类来源达") for row in waiting)
    assert f"待核实{len(waiting)}家，其中单类来源已达橙色及以上{len(waiting)}家" in issued.context["summary"][0]


def test_first_week_compares_with_nothing() -> None:
    context = _context(Plan(alerts=5, weeks_before=0, employers=10))
    assert not context["has_previous"]
    assert all(row["previous"] == row["delta"] == "—" for row in context["levels"])
    assert "没有上周结果" in context["summary"][1]
    assert context["focus"][0]["changed"] == ["没有上周结果，不作比较。"]


def test_week_without_alerts_does_not_say_all_is_well() -> None:
    context = _context(Plan(alerts=0, employers=20, weeks_before=1))
    assert "未列出不等于没有风险" in context["summary"][0]
    assert context["focus"] == [] and context["list"]["count"] == 0


def test_week_without_employers_or_sources() -> None:
    context = _context(Plan(alerts=0, employers=0, sources=False))
    assert "没有可供研判的用人单位数据" in context["summary"][0]
    assert "没有数据来源到达情况的记录" in context["summary"][-1]


def test_list_of_a_document_is_cut_openly() -> None:
    context = _context(Plan(alerts=310, employers=320, weeks_before=0))
    assert (len(context["list"]["rows"]), context["list"]["more"], len(context["list"]["all"])) == (300, 10, 310)


def test_disposals_come_from_the_lookup() -> None:
    class Cases:
        def states(self, week: Week, usccs: object) -> dict[str, str]:
            return {uscc_of(0): "核查中"} if week == WEEK else {}

    connection = release(Plan(alerts=12, employers=12, weeks_before=0))
    rows = weekly_context(connection, WEEK, SNAPSHOT, MASTHEAD, disposals=Cases())["list"]["all"]
    assert rows[0]["disposal"] == "核查中"
    assert {row["disposal"] for row in rows[1:] if row["level"] >= 2} == {"待派发"}
    assert {row["disposal"] for row in rows if row["level"] == 1} == {"—"}


def test_evidence_for_several_types_is_told_once(issued: Issued) -> None:
    for card in issued.context["focus"]:
        texts = [item["text"] for item in card["evidence"]["supporting"]]
        assert len(texts) == len(set(texts))


def test_long_names_are_kept_whole(issued: Issued) -> None:
    assert LONG_NAME in [row["name"] for row in issued.context["list"]["all"]]


def test_week_that_was_not_judged_names_those_that_were() -> None:
    with pytest.raises(WeekNotJudged) as caught:
        weekly_context(release(Plan(alerts=1, employers=2)), Week(2027, 1), SNAPSHOT, MASTHEAD)
    assert "2026-W47" in caught.value.advice


def test_release_without_judgement_names_the_missing_tables() -> None:
    connection = release(Plan(alerts=1, employers=2))
    connection.execute("DROP TABLE out_risk__evidence")
    with pytest.raises(ReleaseIncomplete) as caught:
        weekly_context(connection, WEEK, SNAPSHOT, MASTHEAD)
    assert "out_risk__evidence" in caught.value.text
