"""Tags: each rule and each place among others against hand-made employers, from what was known on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlglot
import yaml
from sqlglot import exp
from tests.risk.world import World

from anlan.base.errors import Findings
from anlan.engine.duck import connect
from anlan.risk.registry import PACK
from anlan.risk.tag_pack import FILE, Tag, TagLimitInvalid, TagUnknown, read_tags, tag_of
from anlan.risk.tagging import SCHEMA, TagFailed, carriers, know, known_tables, tag_employers
from anlan.standards.registry import load_registry

DAY = date(2026, 11, 22)
TAGS = read_tags()


def tagged(world: World, day: date = DAY, tags: tuple[Tag, ...] = TAGS) -> dict[tuple[str, str], dict[str, object]]:
    """The rows of a world's employers by uscc and tag."""
    connection = connect()
    for table, held in world.arrow().items():
        connection.register("rows", held)
        connection.execute(f"CREATE TABLE {table} AS SELECT * FROM rows")
        connection.unregister("rows")
    rows = tag_employers(connection, tags, day)
    assert rows.schema == SCHEMA
    found = {(row["uscc"], row["tag_code"]): row for row in rows.to_pylist()}
    assert len(found) == rows.num_rows, "the grain is one row per employer and tag"
    return found


def codes(world: World, uscc: str, day: date = DAY) -> set[str]:
    return {tag for one, tag in tagged(world, day) if one == uscc}


@pytest.mark.parametrize("tag", TAGS, ids=lambda tag: tag.code)
def test_a_declared_tag_reads_known_relations_and_fills_its_limits(tag: Tag) -> None:
    query = sqlglot.parse_one(tag.filled(tag.sql, DAY), read="duckdb")
    assert query is not None
    own = {cte.alias for cte in query.find_all(exp.CTE)}
    assert {table.name for table in query.find_all(exp.Table)} - own <= known_tables()
    assert {"uscc", "value", "data_date"} <= {column.alias_or_name for column in query.selects}
    assert "{" not in tag.filled(tag.definition) + tag.filled(tag.sql, DAY)
    assert {*tag.tables, tag.trace.table} <= load_registry().tables.keys()
    assert all("{" + name + "}" in tag.sql for name in tag.params)
    assert all(tag.filled(tag.definition).count(f"{value:g}") for value in tag.params.values())


def test_the_size_of_an_employer_is_a_limit_that_can_be_moved() -> None:
    world = World()
    world.firm("BIG", 300)
    world.firm("SMALL", 299)
    found = tagged(world)
    row = found["BIG", "large_employer"]
    assert (row["value"], row["reason"], row["data_date"]) == (300, "参保300人，不少于300人", date(2026, 10, 31))
    assert ("SMALL", "large_employer") not in found
    moved = tag_of("large_employer", TAGS).with_limits({"staff_min": "299"})
    assert {uscc for uscc, _ in tagged(world, tags=(moved,))} == {"BIG", "SMALL"}


def test_an_employer_that_has_not_reported_the_month_carries_no_tag_of_its_size() -> None:
    world = World()
    for other in range(12):
        world.firm(f"F{other}", 30)
    world.forget("F0", "2026-10", range(30))
    moved = tag_of("large_employer", TAGS).with_limits({"staff_min": "30"})
    assert {uscc for uscc, _ in tagged(world, tags=(moved,))} == {f"F{other}" for other in range(1, 12)}


def test_labour_dispatch_is_read_from_industry_name_or_scope_but_not_where_the_scope_excludes_it() -> None:
    world = World()
    world.firm("BY_INDUSTRY", 1, industry_code="L7263")
    world.firm("BY_NAME", 1, name="北京某某劳务派遣有限公司")
    world.firm("BY_SCOPE", 1, scope="职业介绍；劳务派遣。")
    world.firm("EXCLUDED", 1, scope="人力资源服务（不含职业中介、劳务派遣）；软件开发")
    world.firm("OTHER", 1, scope="软件")
    found = tagged(world)
    assert {uscc for uscc, tag in found if tag == "labour_dispatch"} == {"BY_INDUSTRY", "BY_NAME", "BY_SCOPE"}
    assert "L7263" in str(found["BY_INDUSTRY", "labour_dispatch"]["reason"])


def test_three_months_of_losses_tag_only_where_every_month_lost() -> None:
    world = World()
    for uscc in ("EVERY", "PAUSED", "FEW"):
        world.firm(uscc, 100)
    for month, left in (("2026-08", 98), ("2026-09", 96), ("2026-10", 95)):
        world.forget("EVERY", month, range(left, 100))
    for month, left in (("2026-08", 90), ("2026-09", 90), ("2026-10", 80)):
        world.forget("PAUSED", month, range(left, 100))
    for month, left in (("2026-08", 99), ("2026-09", 98), ("2026-10", 96)):
        world.forget("FEW", month, range(left, 100))
    found = tagged(world)
    assert {uscc for uscc, tag in found if tag == "shrinking"} == {"EVERY"}
    assert found["EVERY", "shrinking"]["reason"] == "三个月合计减少5人（100→98→96→95人）"


def test_a_listing_counts_from_the_day_it_was_known_until_it_is_removed() -> None:
    world = World()
    world.firm("OWES", 1)
    world.firm("CLEARED", 1)
    world.firm("ABNORMAL", 1)
    facts = {"listed_date": date(2026, 9, 1), "removed_date": None, "reason_text": "拖欠"}
    world.add("core_registry__listing", "OWES", date(2026, 9, 3), listing_id="1", list_code="3", **facts)
    world.add("core_registry__listing", "CLEARED", date(2026, 9, 3), listing_id="2", list_code="3", **facts)
    removed = facts | {"removed_date": date(2026, 11, 1)}
    world.add("core_registry__listing", "CLEARED", date(2026, 11, 2), listing_id="2", list_code="3", **removed)
    world.add("core_registry__listing", "ABNORMAL", date(2026, 9, 3), listing_id="3", list_code="1", **facts)
    assert [("wage_dishonest" in codes(world, uscc)) for uscc in ("OWES", "CLEARED", "ABNORMAL")] == [
        True,
        False,
        False,
    ]
    assert "wage_dishonest" in codes(world, "CLEARED", date(2026, 11, 1)), "the removal was not known yet"
    assert "wage_dishonest" not in codes(world, "OWES", date(2026, 9, 2)), "the listing was not known yet"


def test_a_new_employer_and_the_last_credit_grade() -> None:
    world = World()
    world.firm("NEW", 1, registered_date=date(2025, 11, 22))
    world.firm("OLD", 1, registered_date=date(2025, 11, 21))
    for uscc, grades in (("NEW", "CA"), ("OLD", "AC")):
        for year, grade in zip((2024, 2025), grades, strict=True):
            day = date(year + 1, 4, 1)
            world.add("core_labour__credit_grade", uscc, day, year=year, grade_code=grade, assessed_date=day)
    found = tagged(world)
    assert found["NEW", "newly_registered"]["reason"] == "成立365天"
    assert {key for key in found if key[1] in ("newly_registered", "low_credit")} == {
        ("NEW", "newly_registered"), ("OLD", "low_credit"),
    }  # fmt: skip
    assert found["OLD", "low_credit"]["reason"] == "2025年度评价为C级"


def test_the_front_ranks_never_hold_more_than_their_share_even_with_ties() -> None:
    world = World()
    for place in range(39):
        world.firm(f"F{place:02d}", 3)
    world.firm("ONE", 5)
    assert {uscc for uscc, tag in tagged(world) if tag == "headcount_top"} == {"ONE"}
    world.firm("TWO", 4)
    world.firm("TIE", 4)
    assert {uscc for uscc, tag in tagged(world) if tag == "headcount_top"} == {"ONE"}, "3 of 42 are more than 5 %"


def test_a_loss_is_an_outlier_among_its_industry_only_where_there_are_peers_enough() -> None:
    world = World()
    for place in range(30):
        world.firm(f"PEER{place:02d}", 40, industry_code="I6513")
        world.forget(f"PEER{place:02d}", "2026-10", range(39, 39 + place % 2))
    world.firm("OUTLIER", 40, industry_code="I6520")
    world.firm("ALONE", 40, industry_code="C3960")
    for uscc in ("OUTLIER", "ALONE"):
        world.forget(uscc, "2026-10", range(30, 40))
    found = tagged(world)
    assert {uscc for uscc, tag in found if tag == "loss_outlier"} == {"OUTLIER"}
    # Half of the peers lost 2.5 %: the upper quartile plus three times the width is 10 %.
    assert found["OUTLIER", "loss_outlier"]["reason"] == "月减员率25%（减10人；同行业大类65共31家，界限10.0%）"


def test_heat_counts_labour_tickets_of_ninety_days() -> None:
    world = World()

    def ticket(uscc: str, number: int, day: date, topic: str = "01") -> None:
        facts = {"ticket_id": f"{uscc}{number}", "created_date": day, "topic_code": topic, "content_text": ""}
        world.add("core_hotline__ticket", uscc, day, **facts)

    for place in range(20):
        ticket(f"F{place:02d}", 1, date(2026, 11, 1))
    for number in range(3):
        ticket("F00", 10 + number, date(2026, 11, 2))
        ticket("F01", 10 + number, date(2026, 11, 2), "99")
        ticket("F02", 10 + number, date(2026, 8, 24))
    found = tagged(world)
    assert {key for key in found if key[1] == "complaint_heat"} == {("F00", "complaint_heat")}
    assert found["F00", "complaint_heat"]["value"] == 4


def test_a_tag_is_not_given_before_it_is_valid() -> None:
    world = World()
    world.firm("BIG", 300)
    assert "large_employer" in codes(world, "BIG", date(2026, 1, 1))
    assert "large_employer" not in codes(world, "BIG", date(2025, 12, 31))


def test_a_limit_that_is_no_number_or_not_declared_is_refused() -> None:
    tag = tag_of("large_employer", TAGS)
    for limits in ({"staff_min": "1 OR 1=1"}, {"staff_min": "nan"}, {"other": "1"}, {"staff_min": ""}):
        with pytest.raises(TagLimitInvalid):
            tag.with_limits(limits)
    assert tag.with_limits({"staff_min": "12.55"}).filled("{staff_min}") == "12.55"
    with pytest.raises(TagUnknown):
        tag_of("nobody", TAGS)


def test_everything_wrong_with_the_declarations_is_told_at_once(tmp_path: Path) -> None:
    body = yaml.safe_load((PACK / FILE).read_text(encoding="utf-8"))
    body["tags"][0].pop("source")
    body["tags"][1]["kind"] = "guessed"
    body["tags"][2]["colour"] = "red"
    body["tags"].append(dict(body["tags"][3]))
    (tmp_path / FILE).write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    with pytest.raises(Findings) as caught:
        read_tags(tmp_path)
    for told in ("缺少 source", "kind 只能是", "没有“colour”这一项", "wage_dishonest 重复"):
        assert told in str(caught.value.text)


def test_a_tag_whose_sql_fails_is_named() -> None:
    from dataclasses import replace

    world = World()
    world.firm("ONE", 1)
    connection = connect()
    for table, held in world.arrow().items():
        connection.register(table, held)
    broken = replace(tag_of("shrinking", TAGS), sql="SELECT nothing FROM staff_week")
    know(connection, [broken], DAY)
    with pytest.raises(TagFailed, match="shrinking"):
        carriers(connection, broken, DAY)
