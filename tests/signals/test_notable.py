"""What is of a type and yet too slight for an event is said and makes none."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from anlan.signals import Detector, PatternMentionFinder, build_events, read_articles
from anlan.signals.pack_reader import default_pack

SLIGHT = [
    "晨光重工股份有限公司去年净利润降9%，管理层表示满意。",
    "晨光重工股份有限公司第三季度业绩略低于预期。",
    "晨光重工股份有限公司净利润同比下降一成。",
    "晨光重工股份有限公司盈利小幅下滑，仍居行业前列。",
    "国庆群众游行中，晨光重工股份有限公司的花车缓缓驶过。",
]
HEAVY = [
    "晨光重工股份有限公司去年净利润降九成，管理层道歉。",
    "晨光重工股份有限公司第三季度业绩低于预期，净亏损2亿元。",
    "晨光重工股份有限公司净利润同比下降82.5%。",
    "晨光重工股份有限公司营收降9%，净利润腰斩。",
    "晨光重工股份有限公司数百名工人在厂门口游行，要求补发工资。",
]


def events_of(text: str) -> int:
    row = {
        "article_id": "a1", "source_name": "晚报", "source_kind_code": "1", "url": "", "title": "", "body_text": text,
        "published_date": date(2026, 11, 4), "known_at": date(2026, 11, 4), "load_id": "L1", "row_no": 1,
    }  # fmt: skip
    reading = read_articles(pa.Table.from_pylist([row]), Detector(), PatternMentionFinder())
    return build_events(reading).events.num_rows


@pytest.mark.parametrize("text", SLIGHT)
def test_a_slight_fall_or_a_parade_makes_no_event(text: str) -> None:
    assert events_of(text) == 0


@pytest.mark.parametrize("text", HEAVY)
def test_a_heavy_fall_or_a_march_of_workers_does(text: str) -> None:
    assert events_of(text) >= 1


def test_the_pack_says_what_is_not_notable() -> None:
    pack = default_pack()
    assert {rule.id for rule in pack.rules if not rule.notable} == {"loss.small_fall"}
    assert {item.id for item in pack.modalities if not item.notable} == {"ceremony"}
