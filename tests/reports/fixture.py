"""A release made by rules: the tables a report reads, with exactly the columns of docs/architecture.md."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import duckdb
import pyarrow as pa

from anlan.base.clock import Week
from anlan.base.risk_types import RiskType

WEEK = Week(2026, 47)
DISTRICTS = ("110105", "110108", "110106", "110101", "110112", "110115", "110114", "110113", "110102", "110119")
INDUSTRIES = ("C3911", "F5191", "I6513", "E4700", "H6210", "L7291", "5431", "K7010", "M7320", "O8111", "R8710")
TYPES = ("R1", "R2", "R3", "R4", "R5", "R6")
LONG_NAME = "北京中关村国际数字经济产业创新发展与人力资源服务外包集团股份有限公司第一分公司（通州运河商务区）"
SOURCES = (
    ("social_insurance", "社会保险信息系统", "internal", "on_time"),
    ("labour_inspection", "劳动保障监察系统", "internal", "on_time"),
    ("arbitration", "劳动人事争议仲裁系统", "internal", "on_time"),
    ("registry", "市场主体登记信息", "bureau", "on_time"),
    ("court", "法院执行与破产信息", "bureau", "late"),
    ("hotline", "12345市民服务热线", "bureau", "on_time"),
    ("utility", "水电用量", "third_party", "silent"),
    ("opinion", "新闻与网络舆情", "third_party", "failed"),
)
TEXTS = {
    "R1": ("A1", "social_insurance", "internal", "近一个月净减员{n}人，占上月参保人数的{p}%"),
    "R2": ("B2", "labour_inspection", "internal", "劳动监察立案，涉及欠薪{n}人"),
    "R3": ("F7", "court", "bureau", "法院公告受理破产清算申请"),
    "R4": ("H1", "hotline", "bureau", "12345工单反映{n}人聚集讨薪"),
    "R5": ("E7", "registry", "bureau", "资产负债率{p}%，连续两年亏损"),
    "R6": ("G1", "opinion", "third_party", "七日内去重后负面信息{n}条"),
}
SCHEMA = """
CREATE TABLE out_risk__week (week VARCHAR, start_date DATE, end_date DATE);
CREATE TABLE out_risk__employer_week (week VARCHAR, uscc VARCHAR, name VARCHAR, district_code VARCHAR,
    industry_code VARCHAR, staff_count BIGINT);
CREATE TABLE out_risk__indicator_week (week VARCHAR, uscc VARCHAR, indicator_id VARCHAR, value DOUBLE, level INTEGER,
    points DOUBLE, state VARCHAR, data_date DATE);
CREATE TABLE out_risk__evidence (evidence_id VARCHAR, week VARCHAR, uscc VARCHAR, risk_type_code VARCHAR,
    indicator_id VARCHAR, event_id VARCHAR, stance VARCHAR, source_system VARCHAR, source_class VARCHAR, text VARCHAR,
    value DOUBLE, level INTEGER, points DOUBLE, data_date DATE, row_count BIGINT, trace VARCHAR);
CREATE TABLE out_risk__alert (week VARCHAR, uscc VARCHAR, name VARCHAR, district_code VARCHAR, industry_code VARCHAR,
    staff_count BIGINT, types VARCHAR[], main_type VARCHAR, level INTEGER, uncapped_level INTEGER, score DOUBLE,
    status VARCHAR, rumour_state VARCHAR, is_hard BOOLEAN, key_classes VARCHAR[], change VARCHAR,
    previous_level INTEGER, first_seen DATE, clears_when VARCHAR, summary VARCHAR, explanation VARCHAR);
CREATE TABLE out_risk__source_week (week VARCHAR, source_system VARCHAR, label VARCHAR, source_class VARCHAR,
    state VARCHAR, last_known_at DATE, row_count BIGINT, expected_text VARCHAR);
CREATE TABLE core_entity__employer_link (employer_key VARCHAR, uscc VARCHAR, status VARCHAR);
CREATE TABLE core_registry__enterprise (uscc VARCHAR, name VARCHAR, former_names VARCHAR, status_code VARCHAR,
    registered_date DATE, capital_yuan DOUBLE, registered_address VARCHAR, actual_address VARCHAR, scope VARCHAR,
    load_id VARCHAR, row_no BIGINT, source_system VARCHAR, known_at DATE);
CREATE TABLE core_registry__holding (uscc VARCHAR, holder_uscc VARCHAR, holder_name VARCHAR, share_ratio DOUBLE,
    load_id VARCHAR, row_no BIGINT, source_system VARCHAR, known_at DATE);
CREATE TABLE core_registry__listing (employer_key VARCHAR, listing_id VARCHAR, list_code VARCHAR, listed_date DATE,
    removed_date DATE, reason_text VARCHAR, load_id VARCHAR, row_no BIGINT, source_system VARCHAR, known_at DATE);
CREATE TABLE core_court__enforcement (employer_key VARCHAR, record_id VARCHAR, case_number VARCHAR, filed_date DATE,
    kind_code VARCHAR, amount_yuan DOUBLE, equity_ratio DOUBLE, load_id VARCHAR, row_no BIGINT, source_system VARCHAR,
    known_at DATE);
CREATE TABLE core_court__bankruptcy (employer_key VARCHAR, notice_id VARCHAR, published_date DATE, kind_code VARCHAR,
    case_number VARCHAR, load_id VARCHAR, row_no BIGINT, source_system VARCHAR, known_at DATE);
"""


@dataclass(frozen=True)
class Plan:
    """How many alerts the week has, how many weeks came before it, and whether there are employers at all."""

    alerts: int = 48
    weeks_before: int = 6
    employers: int = 400
    sources: bool = True
    long_names: bool = True


class Rows(dict[str, list[tuple[Any, ...]]]):
    """Rows by table, inserted at once: one statement a row is a hundred times slower in DuckDB."""

    def add(self, table: str, *values: Any) -> None:
        self.setdefault(table, []).append(values)

    def insert(self, connection: duckdb.DuckDBPyConnection) -> None:
        for table, rows in self.items():
            names = [f"c{place}" for place in range(len(rows[0]))]
            arrow = pa.table([pa.array(list(column)) for column in zip(*rows, strict=True)], names=names)
            connection.register("arrow_rows", arrow)
            connection.execute(f"INSERT INTO {table} SELECT * FROM arrow_rows")
            connection.unregister("arrow_rows")


def release(plan: Plan = Plan()) -> duckdb.DuckDBPyConnection:
    """A connection that shows the tables of a release made after the plan."""
    connection = duckdb.connect(":memory:")
    connection.execute(SCHEMA)
    rows = Rows()
    for back in range(plan.weeks_before, -1, -1):
        _week(rows, WEEK.shift(-back), back, plan)
    _core(rows, plan)
    rows.insert(connection)
    return connection


def uscc_of(number: int) -> str:
    """A code of 18 characters, unlike for each employer (the check character is not computed)."""
    return f"91110105MA{number:07d}X"


def name_of(number: int, plan: Plan) -> str:
    """The employer's name: the third is as long as names get."""
    if plan.long_names and number == 2:
        return LONG_NAME
    return f"北京{'安泰恒远信达昌隆'[number % 8]}{'和顺嘉誉通宝丰源'[number // 8 % 8]}{number}科技有限公司"


def _who(n: int, plan: Plan) -> tuple[str, str, str, str]:
    return uscc_of(n), name_of(n, plan), _pick(DISTRICTS, n), _pick(INDUSTRIES, n)


def _week(rows: Rows, week: Week, back: int, plan: Plan) -> None:
    rows.add("out_risk__week", str(week), week.start, week.end)
    for n in range(plan.employers):
        rows.add("out_risk__employer_week", str(week), *_who(n, plan), 12 + n * 7 % 900)
    if plan.sources:
        _sources(rows, week)
    shown = plan.alerts if back == 0 else plan.alerts * (10 - back) // 10
    left = [plan.employers - 1 - n for n in range(3)] if shown else []
    for n in [*range(shown), *(left if back == 1 else [])]:
        _alert(rows, week, n, back, plan)
    if back == 0 and plan.weeks_before:
        for n in left:
            _closed(rows, week, n, plan)


def _sources(rows: Rows, week: Week) -> None:
    for order, (system, label, source_class, state) in enumerate(SOURCES):
        last = None if state == "failed" else week.end - timedelta(days=order * 3)
        count = 0 if last is None else 1200 * order
        expected = "每周，周末前到达"
        rows.add("out_risk__source_week", str(week), system, label, source_class, state, last, count, expected)


def _alert(rows: Rows, week: Week, n: int, back: int, plan: Plan) -> None:
    score = max(20.5, 96 - n * 70 / max(plan.alerts, 1) - back)
    uncapped = 4 if score >= 80 else 3 if score >= 60 else 2 if score >= 40 else 1
    unverified = n % 5 == 3 and uncapped >= 3
    types = sorted({TYPES[n % 6], TYPES[(n * 5 + 1) % 6]})
    change = "same" if back else ("new", "same", "raised", "same", "lowered", "same")[n % 6]
    level = 2 if unverified else uncapped
    if change == "lowered" and level == 4:
        change = "same"
    previous = {"new": 0, "raised": max(1, level - 1), "lowered": min(4, level + 1), "same": level}[change]
    rows.add(
        "out_risk__alert", str(week), *_who(n, plan), None if n == 7 else 12 + n * 7 % 900, types, types[0], level,
        uncapped, round(score, 2), "unverified" if unverified else "confirmed",
        "waiting" if "R6" in types else "none", n == 0, ["internal"] if unverified else ["internal", "bureau"], change,
        previous, week.shift(-(n % 4)).start, "连续两个月净减员低于20人且欠薪案件结案",
        f"{len(types)}类风险，得分{score:.0f}", _explained(types, score),
    )  # fmt: skip
    _evidence(rows, week, n, types, score, back)


def _explained(types: list[str], score: float) -> str:
    """The explanation in the form of ``anlan.risk.explain``."""
    parts = [{"label": "指标得分", "points": round(score - 6, 1)}, {"label": "规模系数", "points": 6.0}]
    kinds = [{"type": code, "label": RiskType(code).label, "score": round(score, 1), "parts": parts} for code in types]
    return json.dumps({"types": kinds}, ensure_ascii=False)


def _evidence(rows: Rows, week: Week, n: int, types: list[str], score: float, back: int) -> None:
    found: list[tuple[Any, ...]] = []
    for order, code in enumerate(types):
        indicator, system, source_class, text = TEXTS[code]
        points = round(score / len(types) - order, 1)
        said = text.format(n=30 + n, p=12 + n % 60)
        found.append((code, indicator, "supporting", system, source_class, said, 3, points, 12))
    kind = types[0]
    if back == 0 and n % 2 == 0:
        text = "近30日集中失业登记14人"
        found.append((kind, "A6", "supporting", "social_insurance", "internal", text, 2, 6.0, 14))
    text = "用电量较前三个月均值下降不足5%"
    found.append((kind, "E5", "contradicting", "utility", "third_party", text, 0, None, 1))
    text = "法院执行信息本周迟到，失信被执行人未观测"
    found.append((kind, "F1", "missing", "court", "bureau", text, None, None, 0))
    for order, (code, indicator, stance, system, source_class, text, level, points, count) in enumerate(found):
        day = None if stance == "missing" else week.end - timedelta(days=4)
        key = (f"{week}-{n}-{order}", str(week), uscc_of(n), code, indicator, None)
        values = (stance, system, source_class, text, None, level, points, day, count, "{}")
        rows.add("out_risk__evidence", *key, *values)


def _closed(rows: Rows, week: Week, n: int, plan: Plan) -> None:
    rows.add(
        "out_risk__alert", str(week), *_who(n, plan), 40, [], None, 0, 0, 8.0, "confirmed", "none", False, [],
        "closed", 2, week.shift(-5).start, None, "相关指标已回到阈值以下", "{}",
    )  # fmt: skip


def _core(rows: Rows, plan: Plan) -> None:
    known = date(2026, 11, 2)
    scope = "技术开发、技术咨询、技术服务；销售机械设备、五金交电、电子产品；物业管理；劳务派遣；货物进出口。" * 3
    for n in range(min(plan.employers, 6)):
        code, key, former = uscc_of(n), f"k{n}", "北京旧名贸易有限公司" if n == 1 else None
        actual = None if n == 3 else "北京市通州区新华西街60号院2号楼"
        address = "北京市朝阳区建国路88号院3号楼12层1203室"
        rows.add("core_entity__employer_link", key, code, "resolved")
        rows.add(
            "core_registry__enterprise", code, name_of(n, plan), former, "15"[n % 2], date(2012, 5, 6), 5e6, address,
            actual, scope, "L1", n, "registry", known,
        )  # fmt: skip
        holders = [("91110000100000000X", "北京控股投资有限公司", 0.6), (None, "张三丰", 0.4)]
        for row, (holder, name, share) in enumerate(holders):
            rows.add("core_registry__holding", code, holder, name, share, "L1", row, "registry", known)
        for row, kind in enumerate(("1", "2", "3", "5", "1", "1") if n < 3 else ()):
            number, day = f"（2026）京0105执{1000 + row}号", date(2026, 10, 1 + row)
            values = (f"e{n}{row}", number, day, kind, 1.25e6, 0.3, "L1", n * 10 + row, "court", known)
            rows.add("core_court__enforcement", key, *values)
    if plan.employers:
        # The second was learned after the week ended: the week's report must not know it.
        for key, notice, day in (("k0", "15", date(2026, 10, 20)), ("k1", "99", date(2026, 11, 24))):
            number = f"（2026）京01破{notice}号"
            rows.add("core_court__bankruptcy", key, notice, day, "1", number, "L1", 0, "court", day + timedelta(days=1))


def _pick(values: tuple[str, ...], n: int) -> str:
    """Values with a slope: the first are drawn more often than the last."""
    return values[n * n % len(values) if n % 3 else n % 3]
