"""Files to take away: exactly the rows a list shows, as Excel or JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse

from anlan.base.risk_types import Level, RiskType

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES = {
    "xlsx": XLSX,
    "json": "application/json",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
OPENAPI_FILE = {
    "description": "文件",
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}
_STATUS = {"confirmed": "双钥确认", "unverified": "待核实"}
_RUMOUR = {"supported": "有登记佐证", "contradicted": "与登记矛盾", "waiting": "等待滞后期", "none": "—"}
_CHANGE = {"new": "新增", "raised": "升级", "lowered": "降级", "same": "持平", "closed": "解除"}
_COLUMNS: tuple[tuple[str, str, int], ...] = (
    ("week", "周", 11),
    ("uscc", "统一社会信用代码", 22),
    ("name", "企业名称", 36),
    ("district", "行政区", 10),
    ("industry", "行业", 22),
    ("staff_count", "职工人数", 10),
    ("level", "级别", 8),
    ("score", "得分", 8),
    ("types", "风险类型", 24),
    ("status", "核实状态", 10),
    ("rumour_state", "传闻核验", 12),
    ("change", "较上周", 8),
    ("first_seen", "首次出现", 11),
    ("summary", "主要依据", 60),
    ("clears_when", "解除条件", 40),
)


def _shown(row: Mapping[str, Any], labels: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    district, industry = row.get("district_code") or "", row.get("industry_code") or ""
    return {
        **row,
        "district": labels.get("district", {}).get(district, district),
        "industry": labels.get("industry", {}).get(industry, industry),
        "level": Level(row["level"]).label,
        "types": "、".join(RiskType(code).label for code in row["types"]),
        "status": _STATUS.get(row["status"], row["status"]),
        "rumour_state": _RUMOUR.get(row["rumour_state"], row["rumour_state"]),
        "change": _CHANGE.get(row["change"], row["change"]),
    }


def ledger_workbook(rows: Sequence[Mapping[str, Any]], labels: Mapping[str, Mapping[str, str]], note: str) -> bytes:
    """The rows as an Excel workbook in Chinese; text stays text, so no cell is ever run as a formula."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("风险台账")
        head = book.add_format({"bold": True, "bg_color": "#E8EDF3", "border": 1})
        for column, (_, label, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(1, column, label, head)
        sheet.write_string(0, 0, note)
        for line, row in enumerate(rows, start=2):
            shown = _shown(row, labels)
            for column, (name, _, _) in enumerate(_COLUMNS):
                sheet.write(line, column, shown.get(name))
        sheet.freeze_panes(2, 3)
        sheet.autofilter(1, 0, max(len(rows) + 1, 1), len(_COLUMNS) - 1)
    return buffer.getvalue()


def ledger_file(page: Mapping[str, Any], format: str) -> tuple[str, str, bytes]:
    """Name, media type and content of an exported ledger."""
    name = f"风险台账-{page['week'] or '空'}.{format}"
    if format == "json":
        body = {key: page[key] for key in ("week", "release", "filters", "rows")}
        return name, MEDIA_TYPES["json"], json.dumps(body, ensure_ascii=False, indent=1, default=str).encode()
    chosen = page["filters"] or "无"
    note = f"{page['week']} 风险台账，共 {len(page['rows'])} 行；发布号 {page['release']}；筛选：{chosen}"
    return name, XLSX, ledger_workbook(page["rows"], page["labels"], note)


def download(name: str, media_type: str, content: bytes) -> HttpResponse:
    """The response that a browser saves under a Chinese name."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
