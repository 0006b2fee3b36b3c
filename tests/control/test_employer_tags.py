"""Tags in use: counted in the release, tried out with other limits without a write, explained with their rows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.risk.world import World

from anlan.base.settings import Workspace
from anlan.pool.pool import Pool
from anlan.risk.tag_pack import read_tags
from anlan.risk.tagging import EMPLOYER_TAG, read_by, tag_employers
from anlan.standards.models import read_models
from anlan.standards.registry import load_registry

DAY = date(2026, 11, 22)


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    """A release whose tags are of the day: one employer of thirty, one of twenty."""
    world = World()
    world.firm("THIRTY", 30)
    world.firm("TWENTY", 20)
    listing = {"listing_id": "1", "list_code": "3", "listed_date": date(2026, 9, 1), "removed_date": None}
    world.add("core_registry__listing", "TWENTY", date(2026, 9, 3), reason_text="拖欠劳动报酬", **listing)
    held, tags = world.pool(tmp_path / "pool"), read_tags()
    with held.reading(tables=[name for name in read_by(tags) if name in held.tables()]) as connection:
        held.write(EMPLOYER_TAG, tag_employers(connection, tags, DAY))
    held.release("测试", datetime(2026, 11, 22, 12, tzinfo=UTC))
    return held


def test_the_declared_key_and_the_counts_are_those_of_the_release(database: Workspace, pool: Pool) -> None:
    from anlan.control.assets.tags import tag_rows

    assert read_models(load_registry())[EMPLOYER_TAG].key == ("uscc", "tag_code")
    found = {row["code"]: row for row in tag_rows(pool)}
    assert (found["wage_dishonest"]["count"], found["large_employer"]["count"]) == (1, 0)
    assert found["large_employer"]["definition"].startswith("最近到齐的缴费月参保人数不少于300人")
    assert found["wage_dishonest"]["as_of"] == DAY
    assert {row["count"] for row in tag_rows(Pool(pool.root.parent / "empty"))} == {None}, "not counted is not zero"


def test_a_preview_tells_who_joins_and_leaves_and_writes_nothing(database: Workspace, pool: Pool) -> None:
    from anlan.control.assets.tags import preview

    before = {table: pool.version(table) for table in pool.tables()}
    found = preview(pool, "large_employer", {"staff_min": "25"})
    assert (found["before"], found["after"], found["joining"], found["leaving"]) == (0, 1, 1, 0)
    assert found["joining_shown"] == [
        {"uscc": "THIRTY", "name": "北京THIRTY有限公司", "reason": "参保30人，不少于25人"}
    ]
    unchanged = preview(pool, "wage_dishonest", {})
    assert (unchanged["before"], unchanged["after"], unchanged["joining"], unchanged["leaving"]) == (1, 1, 0, 0)
    assert {table: pool.version(table) for table in pool.tables()} == before
    assert pool.latest() == pool.get_release(1)


def test_an_employers_tags_show_their_rows(database: Workspace, pool: Pool) -> None:
    from anlan.control.assets.tags import tags_of

    [found] = tags_of(pool, "TWENTY")
    assert (found["label"], found["reason"]) == ("欠薪失信名单", "在名单中1条（列入日期2026-09-01）")
    assert found["behind"]["total"] == 1
    assert found["behind"]["rows"][0]["values"]["reason_text"] == "拖欠劳动报酬"
    assert tags_of(pool, "NOBODY") == []


def test_without_a_release_it_is_said_what_to_do(database: Workspace, tmp_path: Path) -> None:
    from anlan.control.assets.tags import TagsNotPublished, tags_of

    with pytest.raises(TagsNotPublished) as caught:
        tags_of(Pool(tmp_path / "nothing"), "THIRTY")
    assert "anlan run" in caught.value.hint
