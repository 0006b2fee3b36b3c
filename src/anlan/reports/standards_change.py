"""The change sheet of a revised standard (变更单): what changes, whom it touches, what fails, who decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from anlan.reports.printed_sheet import Part, PrintedSheet
from anlan.reports.standards_annex_table import AnnexTable, Cells, build_table
from anlan.standards.objects import KINDS
from anlan.standards.revision import CHANGES

LAYERS = {"raw": "贴源层", "core": "明细层"}
# A sheet is read by people; what is longer is listed in the console and in the ledger's copy of the facts.
MOST_LINES = 60


def change_sheet(facts: Mapping[str, Any], bureau: str) -> PrintedSheet:
    """The sheet of an approved revision. ``facts`` are its fields with ``impact``, as the control floor stores them."""
    impact = facts["impact"]
    parts = (
        _decision(facts),
        _changes(impact),
        _items(impact),
        _rows(impact),
        _conversions(impact),
        _consequences(impact),
    )
    return PrintedSheet("数据标准变更单", facts["number"], bureau, facts["decided_at"], parts)


def _columns(*columns: tuple[str, str, int]) -> list[dict[str, Any]]:
    return [{"field": field, "label": label, "width": width} for field, label, width in columns]


def _decision(facts: Mapping[str, Any]) -> Part:
    local = facts["decided_at"]
    rows = [
        ("对象", f"{KINDS[facts['kind']]} {facts['identifier']} {facts['name']}"),
        (
            "版本",
            f"第 {facts['base_version']} 版 → 第 {facts['version']} 版" if facts["base_version"] else "新增，第 1 版",
        ),
        ("生效日期", facts["effective_from"].isoformat()),
        ("修订理由", facts["note"]),
        ("提出人", facts["author"]),
        ("审批人", facts["reviewer"]),
        ("审批时间", f"{local:%Y-%m-%d %H:%M}"),
        ("审批意见", facts["reason"] or "同意"),
    ]
    cells = [{"name": name, "value": value} for name, value in rows]
    table = build_table("1.1", "变更事项", _columns(("name", "事项", 30), ("value", "内容", 135)), cells)
    return Part("变更事项", (), (table,))


def _changes(impact: Mapping[str, Any]) -> Part:
    tables: list[AnnexTable] = []
    sentences: list[str] = []
    if impact["fields"]:
        columns = _columns(("label", "属性", 30), ("before", "原值", 67), ("after", "新值", 68))
        tables.append(_table("2.1", "属性的变化", columns, impact["fields"], sentences))
    if impact["crosswalk"]:
        columns = _columns(
            ("kind", "变化", 18), ("code", "原代码", 24), ("label", "原名称", 50), ("new_code", "新代码", 24),
            ("new_label", "新名称", 49),
        )  # fmt: skip
        rows = [{**line, "kind": CHANGES[line["change"]]} for line in impact["crosswalk"]]
        tables.append(_table(f"2.{len(tables) + 1}", "新旧代码对照", columns, rows, sentences))
    return Part("新旧对照", tuple(sentences), tuple(tables))


def _table(
    number: str, caption: str, columns: Sequence[Mapping[str, Any]], rows: Iterable[Mapping[str, Any]], said: list[str]
) -> AnnexTable:
    printed: list[Cells] = [{key: _cell(value) for key, value in row.items()} for row in rows]
    if len(printed) > MOST_LINES:
        said.append(f"表 {number} 共 {len(printed)} 行，印出前 {MOST_LINES} 行；全部见修订工作台。")
    return build_table(number, caption, columns, printed[:MOST_LINES])


def _cell(value: Any) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return "" if value is None else str(value)


def _items(impact: Mapping[str, Any]) -> Part:
    lines = [
        {"system": one["label"], "origin": "标准库登记" if one["origin"] == "pack" else "数据契约", **item}
        for one in impact["systems"]
        for item in one["items"]
    ]
    if not lines:
        return Part("受影响的系统与信息项", ("没有系统的信息项绑定到本对象。",), ())
    said = [f"涉及 {len(impact['systems'])} 个系统的 {len(lines)} 个信息项。"]
    columns = _columns(
        ("system", "系统", 40), ("origin", "依据", 24), ("table", "表", 38), ("code", "代码", 24), ("name", "名称", 39)
    )
    return Part("受影响的系统与信息项", *_closed(said, _table("3.1", "受影响的信息项", columns, lines, said)))


def _closed(said: list[str], *tables: AnnexTable) -> tuple[tuple[str, ...], tuple[AnnexTable, ...]]:
    return tuple(said), tables


def _rows(impact: Mapping[str, Any]) -> Part:
    if not impact["places"]:
        return Part("资源池数据", ("资源池中没有按本对象填写的数据。",), ())
    said = [
        f"按新标准试算贴源层 {impact['rows']:,} 行：新增不合格 {impact['failing']:,} 行，"
        f"转换 {impact['converted']:,} 行；"
        "不合格的行在装载时暂存待处理，明细层已有的行在重放装载包时按新标准转换。"
    ]
    lines = [{**one, "layer": LAYERS[one["layer"]], "place": one["item"] or one["column"]} for one in impact["places"]]
    columns = _columns(
        ("layer", "层", 16), ("label", "表", 43), ("place", "项", 30), ("rows", "行数", 18),
        ("failing_newly", "新增不合格", 22), ("converted", "转换", 17), ("mended", "转为合格", 19),
    )  # fmt: skip
    return Part("资源池数据", *_closed(said, _table("4.1", "试算结果", columns, lines, said)))


def _conversions(impact: Mapping[str, Any]) -> Part:
    lines = [
        {
            "label": one["label"],
            **value,
            "after": value["after"] if not value["reason"] else f"—（{value['reason']}）",
        }
        for one in impact["places"]
        if one["layer"] == "raw"
        for value in one["values"]
    ]
    if not lines:
        return Part("取值的转换", ("没有取值因本次变更而改变或不合格。",), ())
    said: list[str] = []
    columns = _columns(
        ("label", "表", 46), ("received", "来源取值", 38), ("before", "现行标准", 27), ("after", "新标准", 36),
        ("rows", "行数", 18),
    )  # fmt: skip
    return Part("取值的转换", *_closed(said, _table("5.1", "取值的转换（个人信息已脱敏）", columns, lines, said)))


def _consequences(impact: Mapping[str, Any]) -> Part:
    tables: list[AnnexTable] = []
    said: list[str] = []
    if impact["clauses"]:
        columns = _columns(
            ("document", "文件", 30), ("number", "条款", 15), ("text", "内容", 75), ("why", "不符之处", 45)
        )
        tables.append(_table("6.1", "变更后不再成立的条款", columns, impact["clauses"], said))
    if impact["indicators"]:
        columns = _columns(("id", "指标", 20), ("name", "名称", 100), ("codes", "引用的代码", 45))
        tables.append(_table(f"6.{len(tables) + 1}", "计算中引用被变更代码的指标", columns, impact["indicators"], said))
    if not tables:
        said.append("没有条款因本次变更而不再成立，也没有指标引用被变更的代码。")
    return Part("条款与指标", tuple(said), tuple(tables))
