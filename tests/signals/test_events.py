"""Articles become events: groups, runs of days, heat, corrections."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from anlan.base.risk_types import RiskType
from anlan.signals import (
    Correction,
    CorrectionKind,
    Detector,
    MemoryCorrections,
    PatternMentionFinder,
    Reading,
    build_events,
    read_articles,
    training_material,
    unlinked,
)
from anlan.signals.corrections import CorrectionInvalid
from anlan.signals.duplicates import group_duplicates

DETECTOR, FINDER = Detector(), PatternMentionFinder()
STORY = "北京星河科技有限公司拖欠三百多名员工工资共计1200万元，员工多次到朝阳区劳动监察部门反映，至今没有结果。"
FIRST = date(2026, 11, 4)


def article(number: int, body: str, day: date = FIRST, **fields: Any) -> dict[str, Any]:
    return {
        "article_id": f"a{number}", "source_name": "晚报", "source_kind_code": "1", "url": "", "title": "",
        "body_text": body, "published_date": day, "repost_count": 5, "read_count": 100, "known_at": day,
        "load_id": "L1", "row_no": number, **fields,
    }  # fmt: skip


def read(*rows: dict[str, Any]) -> Reading:
    return read_articles(pa.Table.from_pylist(list(rows)), DETECTOR, FINDER)


def test_copies_share_a_group_and_count_once_as_evidence() -> None:
    reading = read(
        article(0, STORY),
        article(1, STORY.replace("多次", "一再"), FIRST + timedelta(1), source_kind_code="2", source_name="微博"),
        article(2, "今天天气很好。"),
    )
    assert reading.articles.column("group_id").to_pylist() == ["a0", "a0", "a2"]
    assert reading.articles.column("is_copy").to_pylist() == [False, True, False]
    (event,) = build_events(reading).events.to_pylist()
    assert (event["article_count"], event["group_count"], event["source_count"]) == (2, 1, 2)
    assert (event["media_count"], event["netizen_count"], event["repost_count"]) == (1, 1, 10)
    assert (event["people_count"], event["money_yuan"], event["district_code"]) == (300, 12_000_000.0, "110105")


def test_an_event_goes_on_within_thirty_days_and_a_later_one_is_new() -> None:
    days = [FIRST, FIRST + timedelta(29), FIRST + timedelta(70)]
    reading = read(*(article(number, f"{STORY}（{number}）", day) for number, day in enumerate(days)))
    spans = {(row["first_date"], row["last_date"]) for row in build_events(reading).events.to_pylist()}
    assert spans == {(days[0], days[1]), (days[2], days[2])}


def test_ids_do_not_depend_on_what_else_was_read() -> None:
    alone = build_events(read(article(0, STORY))).events.column("event_id").to_pylist()
    among = build_events(read(article(0, STORY), article(1, "云帆纺织有限公司宣布裁员。"))).events
    assert set(alone) <= set(among.column("event_id").to_pylist())


def test_offsets_point_into_title_and_body() -> None:
    reading = read(article(0, STORY, title="讨薪者说"))
    row = build_events(reading).event_articles.to_pylist()[0]
    text = "讨薪者说\n" + STORY
    assert text[row["start"] : row["end"]] == row["trigger"]
    assert text[row["sentence_start"] :].startswith(row["sentence"])


def test_what_was_not_yet_known_does_not_count() -> None:
    reading = read(article(0, STORY), article(1, STORY, FIRST + timedelta(9)))
    (event,) = build_events(reading, as_of=FIRST).events.to_pylist()
    assert event["article_count"] == 1


def test_a_denied_rumour_is_an_event_that_says_so() -> None:
    body = "网传北京星河科技有限公司大规模裁员，公司回应称消息不实，经营一切正常。"
    (event,) = build_events(read(article(0, body))).events.to_pylist()
    assert (event["is_negated"], event["is_denied"]) == (True, True)
    assert event["score"] < 0.2


def test_future_and_missing_dates_fall_back_to_the_arrival() -> None:
    reading = read(article(0, STORY, date(2030, 1, 1), known_at=FIRST), article(1, "好。", FIRST, published_date=None))
    assert reading.articles.column("published_date").to_pylist() == [FIRST, FIRST]


def test_ten_thousand_copies_are_one_group() -> None:
    groups = group_duplicates([STORY] * 10_000, [FIRST] * 10_000)
    assert {group.first for group in groups} == {0}


def test_a_group_closes_after_seven_days() -> None:
    groups = group_duplicates([STORY, STORY], [FIRST, FIRST + timedelta(8)])
    assert [group.first for group in groups] == [0, 1]


def test_unlinked_mentions_wait_in_a_queue() -> None:
    queue = unlinked(build_events(read(article(0, STORY)))).to_pylist()
    assert queue == [{"mention": "北京星河科技有限公司", "status": "unknown", "events": 1, "articles": 1}]


CORRECTION = Correction(
    group_id="a0",
    type=RiskType.WAGE_ARREARS,
    employer="北京星河科技有限公司",
    kind=CorrectionKind.NOT_A_RISK,
    made_by="analyst",
    made_at=datetime(2026, 11, 5, tzinfo=UTC),
    sentence="旧闻重发。",
)


def test_a_correction_applies_at_once_and_the_latest_wins() -> None:
    reading = read(article(0, STORY))
    assert build_events(reading, [CORRECTION]).events.num_rows == 0
    later = replace(
        CORRECTION,
        kind=CorrectionKind.WRONG_TYPE,
        right_type=RiskType.COLLECTIVE_INCIDENT,
        made_at=CORRECTION.made_at + timedelta(hours=1),
    )
    (event,) = build_events(reading, [CORRECTION, later]).events.to_pylist()
    assert event["risk_type_code"] == "R4"
    moved = replace(CORRECTION, kind=CorrectionKind.WRONG_EMPLOYER, right_uscc="911100000000000000")
    (event,) = build_events(reading, [moved]).events.to_pylist()
    assert (event["uscc"], event["link_status"]) == ("911100000000000000", "resolved")


def test_a_correction_of_what_was_corrected_follows_it_and_can_take_it_back() -> None:
    reading = read(article(0, STORY))
    typed = replace(CORRECTION, kind=CorrectionKind.WRONG_TYPE, right_type=RiskType.COLLECTIVE_INCIDENT)
    hour = timedelta(hours=1)
    moved = replace(
        CORRECTION,
        type=RiskType.COLLECTIVE_INCIDENT,
        kind=CorrectionKind.WRONG_EMPLOYER,
        right_uscc="911100000000000000",
        made_at=typed.made_at + hour,
    )
    (event,) = build_events(reading, [typed, moved]).events.to_pylist()
    assert (event["risk_type_code"], event["uscc"]) == ("R4", "911100000000000000")
    back = replace(typed, type=RiskType.COLLECTIVE_INCIDENT, right_type=CORRECTION.type, made_at=typed.made_at + hour)
    assert build_events(reading, [typed, back]).events.to_pylist() == build_events(reading).events.to_pylist()


def test_a_correction_holds_when_an_earlier_copy_arrives_late() -> None:
    first, copy = article(0, STORY), article(1, STORY)
    assert build_events(read(first), [CORRECTION]).events.num_rows == 0
    # The copy was published the day before and leads the group now.
    early = {**copy, "published_date": FIRST - timedelta(1)}
    reading = read(first, early)
    assert set(reading.articles.column("group_id").to_pylist()) == {"a1"}
    assert build_events(reading, [CORRECTION]).events.num_rows == 0


def test_groups_do_not_depend_on_the_order_in_which_articles_are_read() -> None:
    one, two = article(0, STORY), article(1, STORY)
    two["published_date"] = one["published_date"]
    assert build_events(read(two, one)) == build_events(read(one, two))


def test_the_latest_correction_of_a_sentence_says_all_its_labels() -> None:
    later = replace(CORRECTION, made_at=CORRECTION.made_at + timedelta(hours=1), also=(RiskType.COLLECTIVE_INCIDENT,))
    earlier = replace(CORRECTION, released_by="lead")
    assert training_material([earlier, later]) == []
    released = replace(later, released_by="lead")
    assert training_material([released, earlier]) == [{"text": "旧闻重发。", "labels": ["群体事件"]}]


def test_only_released_corrections_become_training_material() -> None:
    store = MemoryCorrections()
    store.add(CORRECTION)
    store.add(replace(CORRECTION, released_by="lead"))
    assert training_material(store.all()) == [{"text": "旧闻重发。", "labels": []}]


@pytest.mark.parametrize("kind", [CorrectionKind.WRONG_EMPLOYER, CorrectionKind.WRONG_TYPE])
def test_a_correction_needs_the_right_answer(kind: CorrectionKind) -> None:
    with pytest.raises(CorrectionInvalid):
        replace(CORRECTION, kind=kind)


def test_heat_has_its_first_and_its_peak_day_and_the_public_a_mood() -> None:
    netizen = {"source_kind_code": "2", "source_name": "微博"}
    reading = read(
        article(0, STORY),
        article(1, STORY + "大家很愤怒。", FIRST + timedelta(2), **netizen),
        article(2, STORY + "网友纷纷谴责。", FIRST + timedelta(2), **netizen),
        article(
            3, STORY + "此事经各方协调，工资已足额发放，问题妥善解决，员工满意，纷纷点赞感谢。", FIRST + timedelta(3)
        ),
    )
    (event,) = [row for row in build_events(reading).events.to_pylist() if row["risk_type_code"] == "R2"]
    assert (event["first_date"], event["peak_date"]) == (FIRST, FIRST + timedelta(2))
    assert event["last_date"] == FIRST + timedelta(3)
    assert (event["media_count"], event["netizen_count"], event["source_count"]) == (2, 2, 2)
    assert (event["repost_count"], event["read_count"]) == (20, 400)
    moods = reading.articles.column("sentiment_ratio").to_pylist()
    assert moods[2] < 0 < moods[3]
    assert event["sentiment_ratio"] == 0.75
