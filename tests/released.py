"""A released workspace made by rules: two weeks, five employers in two districts, evidence with rows, an event."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from anlan.base.clock import CHINA, Week
from anlan.base.identifiers import uscc_check_character
from anlan.base.settings import Workspace, create_workspace
from anlan.collection.core_tables import ensure_core_tables
from anlan.collection.set_aside import _SET_ASIDE_SCHEMA, SET_ASIDE
from anlan.control.place import open_pool
from anlan.control.serving_tables import SERVED
from anlan.entities.link_employers import LINK_SCHEMA
from anlan.pool import serving
from anlan.pool.loads import Loads, LoadState
from anlan.pool.pool import Pool
from anlan.risk.out_tables import ALERT, EVIDENCE
from anlan.risk.tag_pack import read_tags, tag_of
from anlan.risk.tagging import EMPLOYER_TAG
from anlan.risk.tagging import SCHEMA as TAG_SCHEMA
from anlan.signals.articles import ARTICLE_SCHEMA
from anlan.signals.events import EVENT_ARTICLE_SCHEMA, EVENT_SCHEMA
from anlan.standards.registry import load_registry

DAY = date(2026, 11, 22)
WEEK = Week.of(DAY)
MOMENT = datetime(2026, 11, 22, 20, tzinfo=CHINA)
MOBILE, RESIDENT = "13812345678", "110105199003071234"
LOAD = "000001-20261122-hotline_12345-TICKET"
CONTRACT = """
system: hotline_12345
label: 12345热线
source_class: bureau
owner: 市民热线服务中心
connection: hotline
kind: csv
tables:
  - name: TICKET
    label: 工单
    location: "*.csv"
    core: core_hotline__ticket
    category: 劳动关系/用工备案与风险管理
    duty: 接诉即办
    update_cycle: "2"
    known_at: 受理日期
    expected: {cycle: daily, within_days: 3}
    employer: {name: 单位}
    items:
      工单编号: {label: 工单编号, column: ticket_id, required: true}
      受理日期: {label: 受理日期, column: created_date}
      诉求内容: {label: 诉求内容, column: content_text}
      单位: {label: 单位名称}
"""


def uscc_of(number: int) -> str:
    """A valid credit code, unlike for each employer."""
    first = f"91110105MA{number:07d}"
    return first + uscc_check_character(first)


EMPLOYERS = (
    (uscc_of(1), "北京远信机械有限公司", "110105", "C3411", 120, 4),
    (uscc_of(2), "北京和顺餐饮有限公司", "110105", "H6210", 60, 3),
    (uscc_of(3), "北京通达物流有限公司", "110105", "G5431", 300, 2),
    (uscc_of(4), "北京智汇软件有限公司", "110108", "I6513", 80, 3),
    (uscc_of(5), "北京嘉业地产有限公司", "110108", "K7010", 45, 1),
)
REDDEST = EMPLOYERS[0][0]
ELSEWHERE = EMPLOYERS[3][0]
EVIDENCE_ID, EVENT_EVIDENCE_ID, MISSING_ID, ELSEWHERE_EVIDENCE_ID = "e-ticket", "e-event", "e-missing", "e-elsewhere"


def build(root: Path) -> Workspace:
    """The workspace with one release and its serving copy."""
    workspace = create_workspace(root, {"clock.today": DAY.isoformat()}, {"hotline": "file:none"})
    contract = workspace.sources / "hotline_12345" / "contract.yml"
    contract.parent.mkdir(parents=True)
    contract.write_text(CONTRACT, encoding="utf-8")
    pool = open_pool(workspace)
    ensure_core_tables(pool, load_registry())
    _write_core(pool)
    _write_signals(pool)
    _write_risk(pool)
    _write_tags(pool)
    release = pool.release("测试", MOMENT)
    serving.build(pool, release, SERVED, workspace.serving)
    return workspace


def _table(schema: pa.Schema, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema=schema)


def _write_core(pool: Pool) -> None:
    text = f"联系人：王小明，电话{MOBILE}，身份证{RESIDENT}，反映单位欠薪三个月"
    tickets = [_ticket(n, f"k{1 if n <= 3 else 4}", text, EMPLOYERS[0 if n <= 3 else 3][1]) for n in range(1, 6)]
    schema = pool.schema("core_hotline__ticket")
    assert schema is not None
    pool.write("core_hotline__ticket", _table(schema, tickets), partition={"load_id": LOAD})
    raw = [
        {"工单编号": row["ticket_id"], "受理日期": "20261120", "诉求内容": text, "单位": row["employer_name"]}
        | {"load_id": LOAD, "row_no": row["row_no"]}
        for row in tickets
    ]
    pool.write("raw_hotline_12345__ticket", pa.Table.from_pylist(raw), partition={"load_id": LOAD})
    package = Loads(pool.root).begin("hotline_12345", "TICKET", MOMENT, file_name="tickets.csv", row_count=5)
    assert package.load_id == LOAD
    Loads(pool.root).save(package, LoadState.LOADED)
    registered = pool.schema("core_registry__enterprise")
    assert registered is not None
    rows = [
        {"uscc": uscc, "name": name, "district_code": district, "industry_code": industry, "status_code": "1"}
        | {"legal_representative": "张大山", "registered_date": date(2015, 3, 1), "capital_yuan": 5e6}
        | {"load_id": "000002", "row_no": n, "source_system": "registry", "known_at": date(2026, 1, 1)}
        for n, (uscc, name, district, industry, _, _) in enumerate(EMPLOYERS, 1)
    ]
    pool.write("core_registry__enterprise", _table(registered, rows), partition={"load_id": "000002"})
    links = [
        {"employer_key": f"k{n}", "employer_name": name, "uscc": uscc, "status": "resolved", "method": "name"}
        for n, (uscc, name, *_) in enumerate(EMPLOYERS, 1)
    ]
    pool.write("core_entity__employer_link", _table(LINK_SCHEMA, links))
    finding = {"source_system": "hotline_12345", "table_name": "TICKET", "load_id": LOAD, "stage": "standardised"}
    finding |= {"row_no": 6, "file_name": "tickets.csv", "column_name": "created_date", "drops_row": False}
    finding |= {"reason_code": "date-unreadable", "reason": "日期无法识别", "value": "明天", "found_date": DAY}
    partition = {"load_id": LOAD, "stage": "standardised"}
    pool.write(SET_ASIDE, _table(_SET_ASIDE_SCHEMA, [finding]), partition=partition)


def _ticket(number: int, key: str, text: str, employer: str) -> dict[str, Any]:
    return {
        "ticket_id": f"T{number}",
        "created_date": date(2026, 11, 20),
        "topic_code": "01",
        "content_text": text,
        "employer_key": key,
        "employer_name": employer,
        "load_id": LOAD,
        "row_no": number,
        "source_system": "hotline_12345",
        "known_at": date(2026, 11, 20),
    }


def _write_signals(pool: Pool) -> None:
    day = date(2026, 11, 19)
    sentence, trigger = "远信机械拖欠员工工资三个月", "拖欠员工工资"
    title = "远信机械欠薪"
    articles = [
        {"article_id": f"a{n}", "group_id": "a1", "is_copy": n > 1, "source_name": "晚报", "source_kind_code": "1"}
        | {"url": f"http://127.0.0.1/{n}.html", "title": title, "published_date": day, "known_at": day, "types": ["R2"]}
        | {"load_id": "000003", "row_no": n}
        for n in (1, 2)
    ]
    pool.write("core_signal__article", _table(ARTICLE_SCHEMA, articles))
    event = {
        "event_id": "ev1",
        "risk_type_code": "R2",
        "uscc": REDDEST,
        "mention": "远信机械",
        "link_status": "resolved",
    }
    event |= {"first_date": day, "last_date": day, "known_at": day, "article_count": 2, "group_count": 1}
    event |= {"source_count": 1, "media_count": 2, "netizen_count": 0, "is_negated": False, "is_rumour": False}
    event |= {"is_denied": False, "score": 0.9}
    unknown = {**event, "event_id": "ev2", "uscc": None, "mention": "新开食府", "link_status": "unknown"}
    unsure = {**unknown, "event_id": "ev3", "mention": "北京智汇", "link_status": "ambiguous", "article_count": 1}
    pool.write("core_signal__event", _table(EVENT_SCHEMA, [event, unknown, unsure]))
    offset = len(title) + 1
    start = offset + sentence.index(trigger)
    said = [
        {"event_id": "ev1", "article_id": f"a{n}", "risk_type_code": "R2", "sentence": sentence, "trigger": trigger}
        | {"group_id": "a1", "mention": "远信机械"}
        | {"sentence_start": offset, "start": start, "end": start + len(trigger), "is_negated": False}
        | {"is_rumour": False, "is_denied": False, "published_date": day, "known_at": day}
        for n in (1, 2)
    ]
    said += [
        {**said[0], "event_id": f"ev{n}", "article_id": f"b{n}", "group_id": f"b{n}", "mention": mention}
        | {"sentence": f"{mention}拖欠员工工资三个月"}
        for n, mention in ((2, "新开食府"), (3, "北京智汇"))
    ]
    pool.write("core_signal__event_article", _table(EVENT_ARTICLE_SCHEMA, said))


def _write_risk(pool: Pool) -> None:
    weeks = [WEEK.shift(-1), WEEK]
    pool.write(
        "out_risk__week",
        pa.Table.from_pylist([{"week": str(w), "start_date": w.start, "end_date": w.end} for w in weeks]),
    )
    names = ("uscc", "name", "district_code", "industry_code", "staff_count")
    held = [{"week": str(w), **dict(zip(names, one, strict=False))} for w in weeks for one in EMPLOYERS]
    pool.write("out_risk__employer_week", pa.Table.from_pylist(held))
    pool.write("out_risk__alert", _table(ALERT, [_alert(w, one) for w in weeks for one in EMPLOYERS]))
    pool.write("out_risk__evidence", _table(EVIDENCE, _evidence()))
    points = [
        {"week": str(w), "uscc": REDDEST, "indicator_id": "B1", "value": 2.5, "level": 4, "points": 26.0}
        | {"state": "observed", "data_date": w.end}
        for w in weeks
    ]
    pool.write("out_risk__indicator_week", pa.Table.from_pylist(points))
    state = {"source_system": "hotline_12345", "label": "12345热线", "source_class": "bureau", "state": "on_time"}
    state |= {"last_known_at": date(2026, 11, 20), "row_count": 5, "expected_text": "每日更新"}
    pool.write("out_risk__source_week", pa.Table.from_pylist([{"week": str(w), **state} for w in weeks]))


def _write_tags(pool: Pool) -> None:
    """One employer with many staff; two with complaints, in two districts."""
    declared = read_tags()
    carried = [
        (REDDEST, "complaint_heat", 3.0),
        (ELSEWHERE, "complaint_heat", 2.0),
        (EMPLOYERS[2][0], "large_employer", 300.0),
    ]
    rows = [
        {"uscc": uscc, "tag_code": code, "value": value, "reason": tag_of(code, declared).reason(value, None)}
        | {"data_date": date(2026, 11, 20), "as_of": DAY}
        for uscc, code, value in carried
    ]
    pool.write(EMPLOYER_TAG, _table(TAG_SCHEMA, rows))


def _alert(week: Week, one: tuple[str, str, str, str, int, int]) -> dict[str, Any]:
    uscc, name, district, industry, staff, level = one
    parts = [{"label": "B组", "points": 26.0}]
    verdict = {"type": "R2", "level": ("none", "blue", "yellow", "orange", "red")[level], "score": level * 20.0}
    return {
        "week": str(week),
        "uscc": uscc,
        "name": name,
        "district_code": district,
        "industry_code": industry,
        "staff_count": staff,
        "types": ["R2", "R4"] if level == 4 else ["R2"],
        "main_type": "R2",
        "level": level,
        "uncapped_level": level,
        "score": level * 20.0,
        "status": "confirmed" if level > 2 else "unverified",
        "rumour_state": "none",
        "is_hard": level == 4,
        "key_classes": ["internal", "bureau"],
        "change": "new" if week == WEEK else "same",
        "previous_level": level,
        "first_seen": week.start,
        "clears_when": "欠薪结清",
        "summary": "欠薪三个月",
        "explanation": json.dumps({"types": [{**verdict, "parts": parts, "caps": []}]}),
    }


def _evidence() -> list[dict[str, Any]]:
    base = {"week": str(WEEK), "uscc": REDDEST, "risk_type_code": "R2", "source_system": "hotline_12345"}
    base |= {"source_class": "bureau", "level": 4, "points": 26.0, "data_date": date(2026, 11, 20)}
    ticket = {"table": "core_hotline__ticket", "uscc": REDDEST, "filter": "topic_code = '01'"}
    said = {"table": "core_signal__event_article", "uscc": REDDEST, "filter": "published_date >= DATE '2026-11-01'"}
    elsewhere = {**ticket, "uscc": ELSEWHERE}
    return [
        base
        | {"evidence_id": EVIDENCE_ID, "indicator_id": "D8", "stance": "supporting", "text": "3件欠薪工单"}
        | {"row_count": 3, "trace": json.dumps(ticket)},
        base
        | {"evidence_id": EVENT_EVIDENCE_ID, "event_id": "ev1", "stance": "supporting", "text": "2篇报道"}
        | {"row_count": 2, "trace": json.dumps(said)},
        base
        | {"evidence_id": MISSING_ID, "indicator_id": "B1", "stance": "missing", "text": "监察无案件"}
        | {"points": 0.0, "trace": "{}"},
        base
        | {"evidence_id": ELSEWHERE_EVIDENCE_ID, "uscc": ELSEWHERE, "indicator_id": "D8", "stance": "supporting"}
        | {"text": "2件欠薪工单", "row_count": 2, "trace": json.dumps(elsewhere)},
    ]
