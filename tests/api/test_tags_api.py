"""Tags over HTTP: counted within the district, listed, explained with their rows, tried out, taken away."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from django.test import Client

from anlan.base.clock import CHINA
from anlan.base.settings import Workspace
from anlan.risk.tagging import EMPLOYER_TAG, SCHEMA
from released import DAY, ELSEWHERE, EMPLOYERS, MOBILE, REDDEST

ClientOf = Callable[[str], Client]
LARGE = EMPLOYERS[2][0]


def get(client: Client, path: str, status: int = 200) -> Any:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == status, answer.content
    return answer.json()


def tried(client: Client, code: str, limits: dict[str, str], status: int = 200) -> Any:
    token = get(client, "/session")["csrf_token"]
    answer = client.post(
        f"/api/v1/tags/{code}/preview",
        json.dumps({"limits": limits}),
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert answer.status_code == status, answer.content
    return answer.json()


def test_the_list_counts_whole_city_or_the_own_district(client_of: ClientOf) -> None:
    city = get(client_of("analyst"), "/tags")
    counts = {row["code"]: row["count"] for row in city["rows"]}
    assert (counts["complaint_heat"], counts["large_employer"], counts["shrinking"]) == (2, 1, 0)
    assert (city["as_of"], city["before"], city["employers"]) == (DAY.isoformat(), None, 3)
    assert {row["before"] for row in city["rows"]} == {None}, "nothing to compare with is not no change"
    own = get(client_of("handler"), "/tags")
    assert {row["code"]: row["count"] for row in own["rows"]} == counts | {"complaint_heat": 1}
    assert own["employers"] == 2
    limits = next(row["limits"] for row in city["rows"] if row["code"] == "large_employer")
    assert limits == [{"name": "staff_min", "label": "参保人数不少于（人）", "value": 300.0}]


def test_the_change_is_against_the_newest_earlier_day(client_of: ClientOf, database: Workspace) -> None:
    from anlan.control.assets.tags import TagDay
    from anlan.control.serving_copy import ServingCopy
    from anlan.control.tag_view import TagView

    gone = EMPLOYERS[4][0]
    before = TagDay(date(2026, 11, 21), {"complaint_heat": frozenset({REDDEST, gone})})
    copy = ServingCopy.current(database)

    def row(district: str | None) -> dict[str, Any]:
        found = TagView(copy, district).summary(before)
        assert found["before"] == before.as_of
        return next(one for one in found["rows"] if one["code"] == "complaint_heat")

    assert [row(None)[name] for name in ("count", "before", "joined", "left")] == [2, 2, 1, 1]
    assert [row("110105")[name] for name in ("count", "before", "joined", "left")] == [1, 1, 0, 0]
    assert [row("110108")[name] for name in ("count", "before", "joined", "left")] == [1, 1, 1, 1]


def test_the_day_before_is_found_among_the_releases(tmp_path_factory: pytest.TempPathFactory) -> None:
    from anlan.control.assets.tags import day_before
    from anlan.pool.pool import Pool

    pool = Pool(tmp_path_factory.mktemp("days") / "pool")
    for day in (19, 20, 20, 21):
        rows = [{"uscc": f"{day}", "tag_code": "shrinking", "reason": "", "as_of": date(2026, 11, day)}]
        pool.write(EMPLOYER_TAG, pa.Table.from_pylist(rows, SCHEMA))
        pool.release("测试", datetime(2026, 11, day, 20, tzinfo=CHINA))
    found = day_before(pool, date(2026, 11, 21))
    assert found is not None
    assert (found.as_of, found.carriers) == (date(2026, 11, 20), {"shrinking": frozenset({"20"})})
    assert day_before(pool, date(2026, 11, 19)) is None


def test_employers_of_a_tag_are_those_of_the_district(client_of: ClientOf) -> None:
    city = get(client_of("analyst"), "/tags/complaint_heat/employers")
    assert {row["uscc"] for row in city["rows"]} == {REDDEST, ELSEWHERE}
    assert {one["value"]: one["count"] for one in city["districts"]} == {"110105": 1, "110108": 1}
    narrowed = get(client_of("leader"), "/tags/complaint_heat/employers?district=110108")
    assert [row["uscc"] for row in narrowed["rows"]] == [ELSEWHERE]
    assert get(client_of("leader"), "/tags/complaint_heat/employers?q=远信")["total"] == 1
    assert get(client_of("leader"), "/tags/complaint_heat/employers?q=%27%20OR%201=1")["total"] == 0
    own = get(client_of("handler"), "/tags/complaint_heat/employers?district=110108&district=110105")
    assert [row["uscc"] for row in own["rows"]] == [REDDEST]
    assert [one["value"] for one in own["districts"]] == ["110105"]
    assert get(client_of("analyst"), "/tags/none/employers", 404)["code"] == "tag-unknown"


def test_an_export_holds_what_the_list_shows_and_is_recorded(client_of: ClientOf) -> None:
    answer = client_of("handler").get("/api/v1/tags/complaint_heat/export")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert rows[0][:3] == ("统一社会信用代码", "单位名称", "行政区")
    assert [row[:3] for row in rows[1:]] == [(REDDEST, "北京远信机械有限公司", "朝阳区")]
    assert "共 1 家" in str(sheet["A1"].value)
    [record] = get(client_of("auditor"), "/access-records?action=exported")["rows"]
    assert record["subject"].startswith("单位标签-诉求热度前列") and record["detail"].startswith("1 行")


def test_why_shows_limits_figures_and_masked_rows(client_of: ClientOf) -> None:
    found = get(client_of("handler"), f"/tags/complaint_heat/employers/{REDDEST}")
    assert (found["name"], found["reason"], found["value"]) == ("北京远信机械有限公司", "近90天3件劳动类工单", 3.0)
    assert {one["name"] for one in found["limits"]} == {"days", "share_max", "tickets_min"}
    assert found["behind"]["total"] == 3
    assert MOBILE not in json.dumps(found["behind"], ensure_ascii=False)
    assert get(client_of("leader"), f"/tags/complaint_heat/employers/{REDDEST}")["behind"] is None
    refused = get(client_of("handler"), f"/tags/complaint_heat/employers/{ELSEWHERE}", 403)
    assert refused["code"] == "out-of-scope"
    assert get(client_of("analyst"), f"/tags/shrinking/employers/{REDDEST}", 404)["code"] == "tag-not-carried"


def test_the_employer_page_has_its_tags(client_of: ClientOf) -> None:
    [found] = get(client_of("handler"), f"/employers/{LARGE}/tags")
    assert (found["label"], found["reason"]) == ("规模以上用工", "参保300人，不少于300人")
    assert get(client_of("analyst"), f"/employers/{EMPLOYERS[4][0]}/tags") == []
    assert get(client_of("handler"), f"/employers/{ELSEWHERE}/tags", 403)["code"] == "out-of-scope"


def test_other_limits_are_tried_and_names_stay_with_those_who_may_see_employers(client_of: ClientOf) -> None:
    found = tried(client_of("analyst"), "complaint_heat", {"tickets_min": "1"})
    assert (found["before"], found["is_named"]) == (2, True)
    assert found["leaving"] == len(found["leaving_shown"]) > 0
    counted = tried(client_of("data_admin"), "complaint_heat", {"tickets_min": "1"})
    assert (counted["leaving"], counted["leaving_shown"], counted["is_named"]) == (found["leaving"], [], False)
    assert tried(client_of("analyst"), "complaint_heat", {"tickets_min": "多"}, 422)["code"] == "tag-limit-invalid"
