"""The Excel file of a report: every row of the list, comparisons, counts with charts, cards, sources, notes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from anlan.base.clock import Week
from anlan.base.risk_types import Level
from anlan.reports.archive import fixed_zip
from anlan.reports.labels import LEVEL_COLOURS, LEVEL_LETTERS, LEVELS_SHOWN
from anlan.reports.sheet import Book, row_height
from anlan.reports.tables import Row
from anlan.reports.word import card_texts

_PATTERNS = {Level.RED: "wide_upward_diagonal", Level.ORANGE: "light_upward_diagonal", Level.YELLOW: "percent_20"}
LIST_COLUMNS = (
    ("序号", 6, "number", "centre"),
    ("企业名称", 36, "name", "left"),
    ("统一社会信用代码", 22, "uscc", "centre"),
    ("行政区", 10, "district", "centre"),
    ("行业", 11, "industry", "centre"),
    ("职工人数", 9, "staff", "count"),
    ("风险类型", 28, "types", "left"),
    ("主要类型", 10, "main_type", "centre"),
    ("级别", 9, "level_label", "level"),
    ("印证情况", 14, "status_text", "centre"),
    ("得分", 7, "score", "score"),
    ("较上周", 8, "change", "centre"),
    ("首次列入", 12, "first_seen", "centre"),
    ("主要依据", 46, "evidence", "left"),
    ("解除条件", 34, "clears_when", "left"),
    ("处置情况", 10, "disposal", "centre"),
)
_COUNT_WIDTHS = (36, 9, 9, 9, 9, 10, 10, 10, 13, 11)
LIST_GROUPS = (("企业基本情况", 6), ("风险研判", 7), ("依据", 2), ("处置", 1))


def write_excel(context: Row) -> bytes:
    """The report as .xlsx bytes; nothing in them depends on when they are made."""
    buffer = io.BytesIO()
    book = Book(buffer, context)
    made = datetime.combine(Week.parse(context["week"]).end, datetime.min.time())
    book.file.set_properties(
        {
            "title": f"{context['title']} {context['week']}",
            "author": context["bureau"],
            "comments": f"数据发布第{context['release']}号",
            "created": made,
        }
    )
    _list(book)
    _changes(book)
    _counts(book)
    _focus(book)
    _coverage(book)
    _notes(book)
    book.file.close()
    return fixed_zip(buffer.getvalue())


def _list(book: Book) -> None:
    rows = book.context["list"]["all"]
    sheet = book.sheet("监测清单", "劳动用工风险企业清单", [width for _, width, _, _ in LIST_COLUMNS])
    book.groups(sheet, 2, LIST_GROUPS)
    book.heads(sheet, 3, [label for label, _, _, _ in LIST_COLUMNS])
    sheet.set_paper(8)  # sixteen columns want A3
    sheet.freeze_panes(4, 2)
    sheet.repeat_rows(0, 3)
    for place, row in enumerate(rows, 4):
        _list_row(book, sheet, place, row)
    last = 4 + len(rows)
    if not rows:
        sheet.merge_range(4, 0, 4, len(LIST_COLUMNS) - 1, "本期未列出预警企业。", book.style("centre"))
        last = 5
    else:
        sheet.autofilter(3, 0, last - 1, len(LIST_COLUMNS) - 1)
    _list_total(book, sheet, last, rows)
    texts = [f"口径：{note['title']}。{note['text']}" for note in book.context["notes"] if note["title"] in _LIST_NOTES]
    book.notes(sheet, last + 1, len(LIST_COLUMNS) - 1, texts, sum(width for _, width, _, _ in LIST_COLUMNS))


_LIST_NOTES = ("统计口径", "已印证与待核实", "缺失数据", "处置情况")


def _list_row(book: Book, sheet: Any, place: int, row: Row) -> None:
    styles = [style if style != "level" else "centre" for _, _, _, style in LIST_COLUMNS]
    book.cells(sheet, place, [row[key] for _, _, key, _ in LIST_COLUMNS], styles)
    column = [style for _, _, _, style in LIST_COLUMNS].index("level")
    sheet.write_string(place, column, row["level_label"], book.level(row["level"]))
    wrapped = [(row["name"], 36), (row["evidence"], 46), (row["clears_when"], 34), (row["types"], 28)]
    sheet.set_row(place, max(row_height(text, width) for text, width in wrapped))


def _list_total(book: Book, sheet: Any, place: int, rows: Sequence[Row]) -> None:
    values: list[Any] = [""] * len(LIST_COLUMNS)
    values[0], values[1] = "合计", f"{len(rows):,}家"
    values[5] = sum(row["staff"] or 0 for row in rows)
    values[8] = "、".join(f"{row['label'][0]}{row['count']}" for row in book.context["levels"])
    values[9] = f"待核实{book.context['total']['unverified']}"
    styles = ["total_count" if isinstance(value, int) else "total" for value in values]
    book.cells(sheet, place, values, styles)


def _changes(book: Book) -> None:
    heads = ("变化", "企业名称", "统一社会信用代码", "行政区", "行业", "风险类型", "上周级别", "本周级别", "得分")
    widths = (8, 36, 22, 10, 11, 24, 10, 10, 8)
    sheet = book.sheet("与上周比较", "与上周比较", widths)
    book.heads(sheet, 2, heads)
    sheet.freeze_panes(3, 2)
    sheet.repeat_rows(0, 2)
    place = 3
    for change in book.context["changes"] if book.context["has_previous"] else ():
        for row in change["all"]:
            _change_row(book, sheet, place, row)
            place += 1
    if place == 3:
        text = "名单与级别均无变化。" if book.context["has_previous"] else "没有上周结果，不作比较。"
        sheet.merge_range(3, 0, 3, len(heads) - 1, text, book.style("centre"))
        place = 4
    counts = "　".join(f"{change['label']}{change['count']}家" for change in book.context["changes"])
    sheet.merge_range(place, 0, place, len(heads) - 1, f"合计　{counts}", book.style("total"))


def _change_row(book: Book, sheet: Any, place: int, row: Row) -> None:
    values = [row["change"], row["name"], row["uscc"], row["district"], row["industry"], row["types"]]
    book.cells(sheet, place, values, ["centre", "left", "centre", "centre", "centre", "left"])
    before = row["previous_letter"]
    sheet.write_string(place, 6, before + "色" if before != "无" else "—", book.level(LEVEL_LETTERS.index(before)))
    sheet.write_string(place, 7, row["letter"] + "色" if row["level"] else "解除", book.level(row["level"]))
    sheet.write_number(place, 8, row["score"], book.style("score"))
    sheet.set_row(place, max(row_height(row["name"], 36), row_height(row["types"], 24)))


def _counts(book: Book) -> None:
    sheet = book.sheet("级别与趋势", "预警企业级别构成与近期各周", _COUNT_WIDTHS, landscape=False)
    _trend_table(book, sheet, _levels_table(book, sheet, 2) + 1)
    for title, name in (("行政区分布", "by_district"), ("行业分布", "by_industry"), ("类型分布", "by_type")):
        sheet = book.sheet(title, f"预警企业{title}", _COUNT_WIDTHS, landscape=False)
        sheet.fit_to_pages(1, 1)
        _count_table(book, sheet, 2, book.context[name], main=name == "by_type")


def _levels_table(book: Book, sheet: Any, place: int) -> int:
    book.heads(sheet, place, ("级别", "本周", "已印证", "待核实", "上周", "较上周", "职工人数"))
    names = ("label", "count", "confirmed", "unverified", "previous", "delta", "staff")
    for row in book.context["levels"]:
        place += 1
        styles = ["centre", "count", "count", "count", "centre", "centre", "count"]
        book.cells(sheet, place, [row[name] for name in names], styles)
        sheet.write_string(place, 0, row["label"], book.level(row["level"]))
    total = book.context["total"] | {"label": "合计"}
    styles = ["total", *["total_count"] * 3, "total", "total", "total_count"]
    book.cells(sheet, place + 1, [total[name] for name in names], styles)
    return place + 2


def _trend_table(book: Book, sheet: Any, place: int) -> None:
    rows = book.context["trend"]
    book.heads(sheet, place, ("周", "红", "橙", "黄", "蓝", "合计"))
    for number, row in enumerate(rows, place + 1):
        counts = [row["red"], row["orange"], row["yellow"], row["blue"]]
        book.cells(sheet, number, [row["week"], *counts, sum(counts)], ["centre", *["count"] * 5])
    last = place + len(rows)
    if any(row[level.code] for row in rows for level in LEVELS_SHOWN):
        _chart(book, sheet, "column", "近期各周预警企业数量（家）", place + 1, last)


def _count_table(book: Book, sheet: Any, place: int, table: Row, main: bool) -> None:
    heads = (table["label"], "红", "橙", "黄", "蓝", "涉及" if main else "合计", "占比", "较上周", "职工人数")
    book.heads(sheet, place, heads + (("主要类型",) if main else ()))
    styles = ["left", *["count"] * 5, "centre", "centre", "count"] + (["count"] if main else [])
    for number, row in enumerate(table["rows"], place + 1):
        book.cells(sheet, number, _count_values(row, main), styles)
    last = place + len(table["rows"])
    totals = ["total", *["total_count"] * 5, "total", "total", "total_count"] + (["total_count"] if main else [])
    book.cells(sheet, last + 1, _count_values(table["total"] | ({"label": "企业数"} if main else {}), main), totals)
    note = "口径：一家企业可涉及多类，各类“涉及”之和可能大于企业数。" if main else "口径：一家企业只计一次。"
    book.notes(sheet, last + 2, 9, [note], sum(_COUNT_WIDTHS))
    if table["total"]["total"]:
        _chart(book, sheet, "bar", f"各{table['label']}预警企业数量（家）", place + 1, last)


def _count_values(row: Row, main: bool) -> list[Any]:
    names = ("label", "red", "orange", "yellow", "blue", "total", "share", "delta", "staff")
    return [row[name] for name in (*names, "main")[: 10 if main else 9]]


def _chart(book: Book, sheet: Any, kind: str, title: str, first: int, last: int) -> None:
    """A stacked chart over the columns red to blue of a table, below it."""
    chart = book.file.add_chart({"type": kind, "subtype": "stacked"})
    name = sheet.get_name()
    for column, level in enumerate(LEVELS_SHOWN, 1):
        chart.add_series(
            {
                "name": LEVEL_LETTERS[level] + "色",
                "categories": [name, first, 0, last, 0],
                "values": [name, first, column, last, column],
                "gap": 45,
                "data_labels": {"value": True, "num_format": "0;;;", "font": {"size": 8}, "fill": {"color": "white"}},
                **_fill(level),
            }
        )
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": False}})
    chart.set_legend({"position": "top"})
    if kind == "bar":
        # The first row on top; the scale stays below.
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"label_position": "high", "major_gridlines": {"visible": False}})
    else:
        chart.set_y_axis({"major_gridlines": {"visible": False}})
    chart.set_size({"width": 900, "height": 320 if kind == "column" else 140 + 24 * max(last - first + 1, 3)})
    sheet.insert_chart(last + 4, 0, chart)


def _fill(level: Level) -> Row:
    """The level's colour under a pattern of its own, so that printing in grey still tells levels apart."""
    if level not in _PATTERNS:
        return {"fill": {"color": LEVEL_COLOURS[level]}}
    return {"pattern": {"pattern": _PATTERNS[level], "fg_color": "#FFFFFF", "bg_color": LEVEL_COLOURS[level]}}


CARD_ROWS = (
    ("信用代码", "uscc"), ("行政区", "district"), ("行业", "industry"), ("职工人数", "staff_text"),
    ("风险类型", "types"), ("登记状态", "registry_text"), ("成立日期", "registered"), ("注册资本", "capital"),
    ("注册地址", "registered_address"),
    ("经营地址", "actual_address"), ("经营范围", "scope"), ("司法信息", "judicial"), ("失信信息", "dishonesty"),
    ("股权信息", "equity"), ("得分构成", "parts_text"), ("支持依据", "supporting"), ("反向依据", "contradicting"),
    ("缺失依据", "missing"), ("解除条件", "clears_when"), ("本周变化", "changed_text"),
)  # fmt: skip


def _focus(book: Book) -> None:
    sheet = book.sheet("重点企业", "重点企业", (12, 14, 96), landscape=False)
    place = 2
    for card in book.context["focus"]:
        texts = {**card["profile"], **card_texts(card)}
        sheet.write_string(place, 0, f"{card['number']}", book.style("head"))
        sheet.write_string(place, 1, card["level_label"], book.level(card["level"]))
        sheet.write_string(
            place, 2, f"{card['name']}　{card['status_text']}　得分{card['score_text']}", book.style("head")
        )
        sheet.set_row(place, 22)
        for label, key in CARD_ROWS:
            place += 1
            sheet.merge_range(place, 0, place, 1, label, book.style("head"))
            sheet.write_string(place, 2, str(texts[key]), book.style("left"))
            sheet.set_row(place, row_height(str(texts[key]), 96))
        place += 2
    if not book.context["focus"]:
        sheet.merge_range(2, 0, 2, 2, "本期未列出预警企业，无重点企业。", book.style("centre"))


def _coverage(book: Book) -> None:
    heads = ("来源", "类别", "状态", "最近数据", "行数", "约定", "对结果的影响")
    sheet = book.sheet("数据来源", "数据来源到达情况", (30, 12, 9, 13, 12, 26, 36))
    book.heads(sheet, 2, heads)
    sheet.freeze_panes(3, 1)
    rows = book.context["coverage"]["rows"]
    for place, row in enumerate(rows, 3):
        state = "centre" if row["state"] == "on_time" else "absent"
        values = [
            row["label"],
            row["source_class"],
            row["state_label"],
            row["last"],
            row["rows"],
            row["expected"],
            row["meaning"],
        ]
        book.cells(sheet, place, values, ["left", "centre", state, "centre", "count", "left", "left"])
        sheet.set_row(place, max(row_height(row["expected"], 26), row_height(row["meaning"], 36)))
    place = 3 + len(rows)
    counts = "　".join(f"{label}{book.context['coverage']['counts'][state]}个" for state, label in _STATES)
    sheet.merge_range(place, 0, place, 6, f"合计{len(rows)}个　{counts}", book.style("total"))
    book.notes(sheet, place + 1, 6, [book.context["coverage"]["sentence"]], 138)


_STATES = (("on_time", "按时"), ("late", "迟到"), ("silent", "静默"), ("failed", "失败"))


def _notes(book: Book) -> None:
    sheet = book.sheet("编制说明", "编制说明", (22, 110), landscape=False)
    for place, note in enumerate(book.context["notes"], 2):
        sheet.write_string(place, 0, note["title"], book.style("head"))
        sheet.write_string(place, 1, note["text"], book.style("left"))
        sheet.set_row(place, row_height(note["text"], 110))
