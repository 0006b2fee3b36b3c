"""Builds ``templates/weekly/report.docx``: ``python -m anlan.reports.weekly_template``.

The template is an ordinary Word file that a bureau may edit; this module is how the shipped one came to be, and a test
holds the two together.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from anlan.reports.archive import fixed_zip
from anlan.reports.kinds import report_kind
from anlan.reports.word_page import (
    RED,
    add_table,
    all_in_order,
    foot_of_page,
    keep_with_next,
    new_document,
    new_section,
    repeat_row,
    right_tab,
    rule_below,
    shade,
    write,
)

GREY = "F0F0F0"
WIDTH = 156.0


def build() -> bytes:
    """The template as bytes, the same every time."""
    document = new_document()
    _masthead(document)
    _overall(document)
    _changes(document)
    _distribution(document)
    _focus(document)
    _coverage(document)
    _list(document)
    _notes(document)
    all_in_order(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return fixed_zip(buffer.getvalue())


def _paragraph(document: Any, text: str, style: str = "Normal") -> Any:
    return document.add_paragraph(text, style=style)


def _masthead(document: Any) -> None:
    _paragraph(document, "{{ notice }}", "密级说明")
    _paragraph(document, "{{ title }}", "报头").runs[0].font.color.rgb = RED
    _paragraph(document, "{{ issue }}", "报头说明")
    line = _paragraph(document, "{{ bureau }}\t{{ issued }}", "报头说明")
    line.alignment = 0
    right_tab(line, WIDTH)
    rule_below(line, 16, "C8102E")
    _paragraph(document, "", "表注")
    _paragraph(document, "{{ headline }}", "标题")
    _paragraph(document, "", "表注")


def _overall(document: Any) -> None:
    _paragraph(document, "一、总体情况", "Heading 1")
    _each(document, "paragraph in summary", lambda: _paragraph(document, "{{ paragraph }}"))
    _paragraph(document, "表1　预警企业级别构成", "表题")
    _loop_table(
        document,
        (22, 20, 20, 20, 22, 22, 30),
        ("级别", "本周（家）", "已印证", "待核实", "上周（家）", "较上周", "涉及职工（人）"),
        "row in levels",
        ("{% cellbg row.colour %}{{r row.badge }}", "{{ row.count }}", "{{ row.confirmed }}", "{{ row.unverified }}",
         "{{ row.previous }}", "{{ row.delta }}", "{{ row.staff_text }}"),
        total=("合计", "{{ total.count }}", "{{ total.confirmed }}", "{{ total.unverified }}", "{{ total.previous }}",
               "{{ total.delta }}", "{{ total.staff_text }}"),
        whole=True,
    )  # fmt: skip
    _figure(document, "trend", "图1　近{{ trend|length }}周预警企业数量（家）")


def _changes(document: Any) -> None:
    _paragraph(document, "二、与上周比较", "Heading 1")
    _when(document, "change_note", lambda: _paragraph(document, "{{ change_note }}"))

    def block() -> None:
        _paragraph(document, "（{{ change.order }}）{{ change.label }}{{ change.count }}家", "Heading 2")
        _loop_table(
            document,
            (64, 22, 24, 24, 22),
            ("企业名称", "行政区", "行业", "主要类型", "级别变化"),
            "row in change.rows",
            ("{{ row.name }}", "{{ row.district }}", "{{ row.industry }}", "{{ row.main_type }}",
             "{% cellbg row.shade %}{{ row.moved }}"),
            left=(0,),
        )  # fmt: skip
        more = "另有{{ change.more }}家未在此列出，见附件1或同期 Excel 文件“与上周比较”表。"
        _when(document, "change.more", lambda: _paragraph(document, more, "表注"))

    _each(document, "change in shown_changes", block)


def _distribution(document: Any) -> None:
    _paragraph(document, "三、分布情况", "Heading 1")
    _when(document, "not total.count", lambda: _paragraph(document, "本期未列出预警企业，无分布情况。"))

    def block() -> None:
        _spread(document, "（一）按行政区", "by_district", "表2　各行政区预警企业数量（家）")
        _figure(document, "district", "图2　各行政区预警企业数量（家）")
        _spread(document, "（二）按行业", "by_industry", "表3　各行业门类预警企业数量（家）")
        _figure(document, "industry", "图3　各行业门类预警企业数量（家）")
        _spread(document, "（三）按风险类型", "by_type", "表4　各风险类型预警企业数量（家）", main=True)
        note = "一家企业可涉及多类，各类“涉及”之和可能大于企业数；“主要类型”之和等于企业数。"
        _paragraph(document, note, "表注")
        _figure(document, "type", "图4　各风险类型涉及预警企业数量（家）")

    _when(document, "total.count", block)


def _spread(document: Any, heading: str, table: str, caption: str, main: bool = False) -> None:
    _paragraph(document, heading, "Heading 2")
    _paragraph(document, caption, "表题")
    names = (
        "label",
        "red",
        "orange",
        "yellow",
        "blue",
        "total",
        "share",
        "delta",
        "staff_text",
        *(("main",) if main else ()),
    )
    heads = (
        "红",
        "橙",
        "黄",
        "蓝",
        "涉及" if main else "合计",
        "占比",
        "较上周",
        "职工（人）",
        *(("主要类型",) if main else ()),
    )
    widths = (34, 10, 10, 10, 10, 14, 16, 16, 20, 16) if main else (44, 11, 11, 11, 11, 14, 16, 16, 22)
    total = [f"{{{{ {table}.total.{name} }}}}" for name in names]
    total[0] = "企业数" if main else "合计"
    _loop_table(
        document,
        widths,
        (f"{{{{ {table}.label }}}}", *heads),
        f"row in {table}.rows",
        [f"{{{{ row.{name} }}}}" for name in names],
        total=total,
        left=(0,),
        whole=True,
    )


def _focus(document: Any) -> None:
    _paragraph(document, "四、重点企业", "Heading 1")
    _when(document, "not focus", lambda: _paragraph(document, "本期未列出预警企业，无重点企业。"))

    def block() -> None:
        _paragraph(document, "（{{ card.order }}）{{ card.name }}", "Heading 2")
        _card(document)

    _each(document, "card in focus", block)


PAIRS = (
    (("信用代码", "{{ card.uscc }}"), ("行政区", "{{ card.district }}")),
    (("行业", "{{ card.industry }}"), ("职工人数", "{{ card.staff_text }}人")),
    (
        ("登记状态", "{{ card.registry_text }}"),
        ("成立与资本", "{{ card.profile.registered }}　{{ card.profile.capital }}"),
    ),
)
WIDE = (
    ("注册地址", "{{ card.profile.registered_address }}"),
    ("经营地址", "{{ card.profile.actual_address }}"),
    ("经营范围", "{{ card.profile.scope }}"),
    ("司法信息", "{{ card.judicial }}"),
    ("失信信息", "{{ card.dishonesty }}"),
    ("股权信息", "{{ card.equity }}"),
    ("得分构成", "{{ card.parts_text }}"),
    ("支持依据", "{{ card.supporting }}"),
    ("反向依据", "{{ card.contradicting }}"),
    ("缺失依据", "{{ card.missing }}"),
    ("解除条件", "{{ card.clears_when }}"),
    ("本周变化", "{{ card.changed_text }}"),
)


def _card(document: Any) -> None:
    table = add_table(document, (22, 56, 22, 56), 1 + len(PAIRS) + len(WIDE))
    top = table.rows[0].cells
    write(top[0], "{% cellbg card.colour %}{{r card.badge }}", "表格中")
    write(top[1].merge(top[3]), "{{ card.status_text }}　{{ card.types }}　得分{{ card.score_text }}", "表格左")
    repeat_row(table.rows[0])
    for row, pairs in zip(table.rows[1:], PAIRS, strict=False):
        for place, (label, text) in enumerate(pairs):
            _label(row.cells[2 * place], label)
            write(row.cells[2 * place + 1], text, "表格左")
    for row, (label, text) in zip(table.rows[1 + len(PAIRS) :], WIDE, strict=True):
        _label(row.cells[0], label)
        write(row.cells[1].merge(row.cells[3]), text, "表格左")
    keep_with_next(table)


def _label(cell: Any, text: str) -> None:
    write(cell, text, "表格中")
    shade(cell, GREY)


def _coverage(document: Any) -> None:
    _paragraph(document, "五、数据来源到达情况", "Heading 1")
    _paragraph(document, "{{ coverage.sentence }}")

    def block() -> None:
        _paragraph(document, "表5　数据来源到达情况", "表题")
        _loop_table(
            document,
            (30, 16, 12, 20, 16, 38, 24),
            ("来源", "类别", "状态", "最近数据", "行数", "约定", "对结果的影响"),
            "row in coverage.rows",
            ("{{ row.label }}", "{{ row.source_class }}", "{% cellbg row.shade %}{{ row.state_label }}",
             "{{ row.last }}", "{{ row.rows_text }}", "{{ row.expected }}", "{{ row.meaning }}"),
            left=(0, 5, 6),
        )  # fmt: skip

    _when(document, "coverage.rows", block)
    _paragraph(document, "", "表注")
    _paragraph(document, "附件：1．劳动用工风险企业清单").paragraph_format.keep_with_next = True
    _paragraph(document, "　　　2．编制说明")


def _list(document: Any) -> None:
    new_section(document, landscape=True)
    _paragraph(document, "附件1", "密级说明")
    _paragraph(document, "劳动用工风险企业清单", "标题")
    _paragraph(document, "{{ headline }}　·　共{{ list.count }}家　·　数据截至{{ as_of }}", "图题")
    empty = "本期未列出预警企业。未列出不等于没有风险，请结合数据来源到达情况阅读。"
    _when(document, "not list.count", lambda: _paragraph(document, empty))
    _when(
        document,
        "list.count",
        lambda: _loop_table(
            document,
            (9, 43, 40, 15, 17, 12, 21, 13, 40, 15),
            ("序号", "企业名称", "统一社会信用代码", "行政区", "行业", "职工", "风险类型", "级别", "主要依据", "处置"),
            "row in list.rows",
            ("{{ row.number }}", "{{ row.name }}", "{{ row.uscc }}", "{{ row.district }}", "{{ row.industry }}",
             "{{ row.staff_text }}", "{{ row.types_short }}", "{% cellbg row.colour %}{{r row.badge }}",
             "{{ row.evidence }}", "{{ row.disposal }}"),
            left=(1, 8),
            style="清单",
        ),
    )  # fmt: skip
    more = "按级别、得分由高到低列出前{{ list.rows|length }}家，另有{{ list.more }}家见同期 Excel 文件“监测清单”表。"
    _when(document, "list.more", lambda: _paragraph(document, more, "表注"))


def _notes(document: Any) -> None:
    new_section(document, landscape=False)
    _paragraph(document, "附件2", "密级说明")
    _paragraph(document, "编制说明", "标题")
    _each(
        document,
        "note in notes",
        lambda: _paragraph(document, "{{ loop.index }}．{{ note.title }}。{{ note.text }}", "说明"),
    )
    table = add_table(document, (WIDTH,), 4)
    for row, text in zip(
        table.rows, ("{%tr if copies_to %}", "抄送：{{ copies_to }}。", "{%tr endif %}"), strict=False
    ):
        write(row.cells[0], text, "版记")
    write(table.rows[3].cells[0], "{{ bureau }}\t{{ issued }}印发", "版记")
    right_tab(table.rows[3].cells[0].paragraphs[0], WIDTH - 4)
    _colophon_lines(table)
    foot_of_page(table)
    # Word wants a paragraph behind a table that ends a document.
    _paragraph(document, "", "表注")


def _colophon_lines(table: Any) -> None:
    """Lines above, between and below, none at the sides."""
    sides = {"top": 8, "left": 0, "bottom": 8, "right": 0, "insideH": 6, "insideV": 0}
    lines = "".join(
        f'<w:{side} w:val="{"single" if size else "nil"}" w:sz="{size}" w:space="0" w:color="000000"/>'
        for side, size in sides.items()
    )
    table._tbl.tblPr.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>"))


def _each(document: Any, loop: str, block: Any) -> None:
    _paragraph(document, f"{{%p for {loop} %}}")
    block()
    _paragraph(document, "{%p endfor %}")


def _when(document: Any, condition: str, block: Any) -> None:
    _paragraph(document, f"{{%p if {condition} %}}")
    block()
    _paragraph(document, "{%p endif %}")


def _figure(document: Any, name: str, caption: str) -> None:
    def block() -> None:
        _paragraph(document, f"{{{{ charts.{name} }}}}", "图")
        _paragraph(document, caption, "图题")

    _when(document, f"charts.{name}", block)


def _loop_table(
    document: Any,
    widths: Sequence[float],
    heads: Sequence[str],
    loop: str,
    cells: Sequence[str],
    total: Sequence[str] = (),
    left: Sequence[int] = (),
    style: str = "表格",
    whole: bool = False,
) -> None:
    """A table with a repeated head row, rows of the loop and, where given, totals; ``whole`` keeps it on a page."""
    table = add_table(document, widths, 5 if total else 4)
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        write(cell, text, style + "中")
        shade(cell, GREY)
    repeat_row(table.rows[0])
    write(table.rows[1].cells[0], f"{{%tr for {loop} %}}", style + "中")
    for place, (cell, text) in enumerate(zip(table.rows[2].cells, cells, strict=True)):
        write(cell, text, style + ("左" if place in left else "中"))
    write(table.rows[3].cells[0], "{%tr endfor %}", style + "中")
    for cell, text in zip(table.rows[4].cells if total else (), total, strict=True):
        write(cell, text, style + "中")
        shade(cell, GREY)
    if whole:
        keep_with_next(table)


if __name__ == "__main__":
    report_kind("weekly").word.write_bytes(build())
