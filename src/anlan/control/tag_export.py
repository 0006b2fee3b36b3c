"""The employers that carry a tag, as an Excel workbook: exactly the rows the list shows."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from anlan.control.exports import XLSX
from anlan.control.label_sets import section

_COLUMNS: tuple[tuple[str, str, int], ...] = (
    ("uscc", "统一社会信用代码", 22),
    ("name", "单位名称", 36),
    ("district", "行政区", 10),
    ("industry", "行业", 22),
    ("staff_count", "职工人数", 10),
    ("value", "数值", 10),
    ("reason", "依据", 50),
    ("data_date", "数据截至", 12),
    ("as_of", "标注日", 12),
)


def tag_file(page: Mapping[str, Any]) -> tuple[str, str, bytes]:
    """Name, media type and content; text stays text, so no cell is ever run as a formula."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("单位标签")
        head = book.add_format({"bold": True, "bg_color": "#E8EDF3", "border": 1})
        note = f"{page['label']}：{page['definition']}；{page['as_of']} 标注，第 {page['release']} 号发布"
        sheet.write_string(0, 0, f"{note}；共 {len(page['rows'])} 家")
        for column, (_, label, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(1, column, label, head)
        for line, row in enumerate(page["rows"], start=2):
            shown = _shown(row, page["labels"])
            for column, (name, _, _) in enumerate(_COLUMNS):
                sheet.write(line, column, shown[name])
        sheet.freeze_panes(2, 2)
        sheet.autofilter(1, 0, len(page["rows"]) + 1, len(_COLUMNS) - 1)
    return f"单位标签-{page['label']}-{page['as_of']}.xlsx", XLSX, buffer.getvalue()


def _shown(row: Mapping[str, Any], labels: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    district, industry = row["district_code"] or "", section(row["industry_code"])
    return {
        **row,
        "district": labels["district"].get(district, district),
        "industry": labels["industry"].get(industry, industry),
    }
