"""Excel data dictionaries as people send them: one sheet a table or all in one, merged table names, titles above.

A dictionary is known by its header: a column that names fields, beside one that gives their meaning or type. The table
is named by a column of its own (written once and merged, or left empty below), by a title line
(``表名：AC01 个人基本信息``), or by the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine

from anlan.base.errors import AnlanError
from anlan.collection.harvest.encodings import repaired
from anlan.collection.harvest.items import Harvest, HarvestedItem, HarvestedTable, Unread
from anlan.collection.harvest.native_types import native_type
from anlan.collection.parsed import plain_name
from anlan.collection.source_errors import FileUnreadable

# What each concept is called in dictionaries; a heading is compared without white space, width, case and remarks.
_HEADINGS = {
    "column": """字段名 字段 字段名称 字段代码 字段编码 字段英文名 字段英文名称 列名 列英文名 英文名 英文名称 英文字段名
    指标项代码 指标代码 数据项代码 项目代码 代码 column columnname column_name field fieldname field_name name 物理名
    数据项英文名 标识符 code 字段标识 信息项代码 信息项英文名称""",
    "comment": """字段中文名 字段中文名称 字段描述 字段说明 字段含义 字段注释 中文名 中文名称 中文字段名 中文含义
    含义 描述 说明 注释 备注 列说明 列描述 指标项名称 指标名称 数据项名称 数据项 项目名称 信息项名称 名称 comment
    comments description label column_comment remark 中文说明 逻辑名""",
    "type": """类型 数据类型 字段类型 列类型 type datatype data_type 数据格式 类型长度 类型及长度 数据类型及长度
    字段类型及长度""",
    "length": "长度 字段长度 数据长度 length len size 最大长度 精度 宽度",
    "scale": "小数位 小数位数 小数 scale 小数点",
    "nullable": """可空 是否可空 允许空 允许为空 是否为空 可为空 能否为空 空值 是否允许为空 null nullable 允许空值
    可否为空""",
    "required": "必填 是否必填 非空 是否非空 不能为空 notnull required 必输 是否必输 必选 约束 强制 强制的 mandatory",
    "key": "主键 是否主键 pk key primarykey primary_key 键 主外键 索引 主键标识 主要的 主要 主码 primary",
    "table": """表名 表英文名 数据表 表 所属表 表代码 表英文名称 table tablename table_name 表物理名 数据表名
    物理表名""",
    "table_comment": """表中文名 表说明 表注释 表描述 表中文名称 表含义 table_comment tablecomment 表名称 数据表名称
    表备注 中文表名""",
}
_CONCEPTS = [(concept, frozenset(words.split())) for concept, words in _HEADINGS.items()]
_REMARK = re.compile(r"[(（\[【].*?[)）\]】]|[*＊:：]")
_YES = frozenset(
    {"y", "yes", "true", "t", "1", "是", "√", "✓", "pk", "pri", "p", "主键", "必填", "非空", "m", "notnull", "必选"}
)
_TITLE = re.compile(
    r"^(?:[\d.、一二三四五六七八九十()（）]*\s*)?(?:数据)?(?:表\s*名\s*称?|表|table)?\s*[:：]?\s*(?P<a>[A-Za-z][\w$.]*)"
    r"(?:\s*[(（:：\-—、\s]\s*(?P<b>[^()（）]*[\u4e00-\u9fff][^()（）]*)[)）]?)?\s*$",
    re.I,
)
_CHINESE_TITLE = re.compile(
    r"^(?:[\d.、]*\s*)?(?:表\s*名\s*[:：]?\s*)?(?P<b>[\u4e00-\u9fff][^()（）]*?)\s*[(（:：\-—\s]\s*(?P<a>[A-Za-z][\w$.]*)\s*[)）]?\s*$"
)
_LABELLED = {
    "表名": "a", "表英文名": "a", "英文表名": "a", "数据表": "a", "表代码": "a", "物理表名": "a",
    "表中文名": "b", "中文表名": "b", "表说明": "b", "表描述": "b", "表注释": "b", "表名称": "b", "中文名": "b",
    "说明": "b", "描述": "b", "表含义": "b",
}  # fmt: skip
_NAME = re.compile(r"^[A-Za-z_\u4e00-\u9fff][\w$#\u4e00-\u9fff/（）()-]*$")
_FEWEST = 2


class DictionaryMissing(AnlanError):
    """A workbook in which no sheet looks like a data dictionary."""

    code = "dictionary-missing"
    status = 422
    message = "{file} 中没有找到数据字典的表头"
    hint = "表头需有字段名一列，以及中文名、类型、长度中的至少一列；若文件是数据而不是字典，去掉 --dictionary。"


@dataclass
class _Reader:
    """Walks down one sheet: the header in force, the table in force."""

    harvest: Harvest
    sheet: str
    header: dict[str, int]
    table: str = ""
    comment: str = ""


def is_dictionary(path: Path) -> bool:
    """Whether a workbook holds a sheet with a dictionary's header. Raises: FileUnreadable."""
    return any(any(_header(row) for row in rows[:30]) for _, rows in _sheets(path))


def harvest_dictionary(path: Path, system: str = "") -> Harvest:
    """The items that a workbook's dictionary lists. Raises: FileUnreadable, DictionaryMissing."""
    harvest = Harvest(system or path.stem)
    is_found = False
    for sheet, rows in _sheets(path):
        is_found = _read_sheet(harvest, sheet, rows) or is_found
    if not is_found:
        raise DictionaryMissing(file=path.name)
    return harvest


def _sheets(path: Path) -> list[tuple[str, list[list[str]]]]:
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
    except (python_calamine.CalamineError, python_calamine.PasswordError, OSError) as error:
        advice = "请在 Excel 中去掉密码并另存为 xlsx 后重试。"
        raise FileUnreadable(file=path.name, reason="不是 Excel 文件，或文件有密码", action=advice) from error
    found = []
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
            # A name merged over the rows of its table stands beside each of them; titles across columns stay one.
            if left == right:
                for row in range(top, min(bottom, len(rows) - 1) + 1):
                    rows[row][left] = rows[top][left]
        found.append((name, rows))
    return found


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return repaired(str(cell).strip())


def _header(row: Sequence[str]) -> dict[str, int]:
    """Concept -> column of a row that is a dictionary's header; empty for any other row."""
    found: dict[str, int] = {}
    for position, cell in enumerate(row):
        plain = plain_name(_REMARK.sub("", cell)).lower()
        concept = next((name for name, words in _CONCEPTS if plain in words), "")
        if concept and concept not in found:
            found[concept] = position
    if "column" not in found and "comment" in found and {"type", "length"} & found.keys():
        found["column"] = found["comment"]
    has_meaning = {"comment", "type", "length"} & found.keys()
    return found if "column" in found and has_meaning and len(found) >= _FEWEST else {}


def _read_sheet(harvest: Harvest, sheet: str, rows: list[list[str]]) -> bool:
    reader: _Reader | None = None
    titles: list[list[str]] = []
    blank = True
    for number, row in enumerate(rows, start=1):
        filled = [cell for cell in row if cell]
        if header := _header(row):
            reader = reader or _Reader(harvest, sheet, header)
            reader.header = header
            _name_table(reader, titles)
            titles = []
        elif not filled:
            blank = True
            continue
        elif reader is None or titles or (blank and len(filled) <= _FEWEST + 1 and _is_title(filled)):
            titles.append(filled)
        else:
            _read_row(reader, row, filled, number)
        blank = False
    if reader is None and any(any(row) for row in rows):
        harvest.unread.append(Unread(f"工作表“{sheet}”", "没有数据字典的表头", " ".join(rows[0])[:80]))
    return reader is not None


def _is_title(filled: Sequence[str]) -> bool:
    first = plain_name(filled[0])
    return bool(_TITLE.match(filled[0]) or _CHINESE_TITLE.match(filled[0])) or first.rstrip(":") in _LABELLED


def _name_table(reader: _Reader, titles: list[list[str]]) -> None:
    """Take the table's name from the lines above its header, nearest first, else from the sheet."""
    if "table" in reader.header:
        return
    name = comment = ""
    for filled in titles:
        for position, cell in enumerate(filled):
            label, _, rest = cell.replace("：", ":").partition(":")
            kind = _LABELLED.get(plain_name(label))
            value = rest.strip() or (filled[position + 1] if not rest and position + 1 < len(filled) else "")
            if kind and value and not (_match(value)[1] and _match(value)[0]):
                name, comment = (value, comment) if kind == "a" else (name, value)
            else:
                found = _match(rest.strip() if kind else cell)
                name, comment = found[0] or name, found[1] or comment
    sheet = _match(reader.sheet)
    reader.table = name or sheet[0] or reader.sheet
    reader.comment = comment or (sheet[1] if not name else "") or (reader.sheet if reader.sheet != reader.table else "")


def _match(text: str) -> tuple[str, str]:
    found = _TITLE.match(text) or _CHINESE_TITLE.match(text)
    return (found["a"] or "", (found["b"] or "").strip()) if found else ("", "")


def _read_row(reader: _Reader, row: Sequence[str], filled: Sequence[str], number: int) -> None:
    value = {concept: row[place] if place < len(row) else "" for concept, place in reader.header.items()}
    if value.get("table"):
        named = _match(value["table"])
        reader.table = named[0] if named[1] else value["table"]
        reader.comment = value.get("table_comment") or named[1]
    elif value.get("table_comment"):
        reader.comment = value["table_comment"]
    column = value["column"]
    if not column or not _NAME.match(column.replace(" ", "")):
        if len(filled) > 1 or not column:
            text = " ".join(filled)[:80]
            reader.harvest.unread.append(Unread(f"工作表“{reader.sheet}”第 {number} 行", "没有字段名", text))
        return
    kind, length = _type_of(value)
    harvest = reader.harvest
    if not harvest.tables or harvest.tables[-1].name != reader.table:
        harvest.tables.append(HarvestedTable(harvest.system, reader.table, reader.comment))
    is_key = plain_name(value.get("key", "")).lower() in _YES
    harvest.items.append(
        HarvestedItem(
            system=harvest.system,
            table=reader.table,
            table_comment=reader.comment,
            column=column.strip(),
            column_comment=value.get("comment", ""),
            type=kind,
            length=length,
            nullable=_is_nullable(value) and not is_key,
            primary_key=is_key,
        )
    )


def _type_of(value: dict[str, str]) -> tuple[str, str]:
    declared = value.get("type", "")
    kind, length = native_type(declared.replace("（", "(").replace("）", ")").replace("，", ","), "dictionary")
    said = value.get("length", "").replace("，", ",").replace(" ", "")
    length = said or length
    scale = value.get("scale", "")
    if scale and scale != "0" and length and "," not in length:
        length = f"{length},{scale}"
    return kind, length


def _is_nullable(value: dict[str, str]) -> bool:
    said = plain_name(value.get("nullable", "")).lower()
    if said:
        return said not in ("n", "no", "false", "f", "0", "否", "×", "notnull", "不可空", "非空", "不能为空", "不允许")
    required = plain_name(value.get("required", "")).lower()
    return required not in _YES
