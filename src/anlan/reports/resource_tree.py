"""The data resource structure tree (数据资源结构树) as Excel, Word and PDF: domain, category, system, table, item."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from itertools import groupby

import xlsxwriter

from anlan.reports.archive import fixed_zip
from anlan.reports.printed_sheet import Part, PrintedSheet, write_sheet_pdf, write_sheet_word
from anlan.reports.standards_annex_table import AnnexTable, Column
from anlan.standards.binding.wording import label_of, load_words

_TOLD = 3
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
_CELL = {**_FONT, "border": 1, "border_color": "#8C8C8C", "text_wrap": True}
_HEADS = ("域", "二级目录", "系统", "表", "信息项", "名称", "类型", "明细层字段", "下游字段数", "使用它的指标")
_WIDTHS = (12, 14, 20, 22, 18, 20, 14, 34, 10, 40)


@dataclass(frozen=True)
class TreeItem:
    """One source item in its place in the tree, with what becomes of it.

    ``node`` is its name in the lineage, ``element`` the data element that it means.
    """

    domain: str
    category: str
    system: str
    table: str
    code: str
    name: str
    type: str
    core: str
    affected_count: int
    indicators: tuple[str, ...]
    node: str = ""
    element: str = ""

    @property
    def plain_name(self) -> str:
        """The name without the remark behind it and the side of a change before it."""
        return label_of(self.name, _sides()).short

    @property
    def meaning(self) -> str:
        """What the item is known to mean: its data element or core column; empty where nobody has said."""
        return self.element or self.core


@cache
def _sides() -> tuple[str, ...]:
    return load_words().sides


@dataclass(frozen=True)
class Likeness:
    """Items to look at together: one name with different meanings, or one meaning under different names."""

    subject: str
    places: tuple[str, ...]
    reason: str

    @property
    def told(self) -> tuple[str, ...]:
        """The places as documents print them: a few of each system, with how many there are."""
        by_system: dict[str, list[str]] = defaultdict(list)
        for place in self.places:
            system, _, rest = place.partition("/")
            by_system[system].append(rest)
        return tuple(
            f"{system}/{'、'.join(found[:_TOLD])}{f' 等 {len(found)} 处' if len(found) > _TOLD else ''}"
            for system, found in by_system.items()
        )


@dataclass(frozen=True)
class ResourceTree:
    """The tree with the two lists of likenesses, as of a day."""

    bureau: str
    made: datetime
    items: tuple[TreeItem, ...]

    @cached_property
    def same_name(self) -> tuple[Likeness, ...]:
        """Items of one name that differ: another data element or core column; where nobody has said, another type."""
        found = []
        for name, items in _by(self.items, lambda item: item.plain_name).items():
            known = sorted({item.meaning for item in items if item.meaning})
            meanings = known or sorted({f"类型 {item.type}" for item in items})
            if name and len(items) > 1 and len(meanings) > 1:
                found.append(Likeness(name, _places(items), "含义不同：" + "、".join(meanings)))
        return tuple(found)

    @cached_property
    def same_meaning(self) -> tuple[Likeness, ...]:
        """Items of one data element, or that fill core columns of one name, under different names."""
        found = []
        meant = [item for item in self.items if item.element or item.core]
        for column, items in _by(meant, lambda item: item.element or item.core.rpartition(".")[2]).items():
            names = sorted({item.plain_name for item in items if item.name})
            if len(names) > 1:
                found.append(Likeness(column, _places(items), "名称不同：" + "、".join(names)))
        return tuple(found)


def _by(items: Sequence[TreeItem], key: Callable[[TreeItem], str]) -> dict[str, list[TreeItem]]:
    found: dict[str, list[TreeItem]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return dict(sorted(found.items()))


def _places(items: Sequence[TreeItem]) -> tuple[str, ...]:
    return tuple(f"{item.system}/{item.table}/{item.code}" for item in items)


def _values(item: TreeItem) -> tuple[str | int, ...]:
    indicators = "、".join(item.indicators)
    place = (item.domain, item.category, item.system, item.table, item.code, item.name, item.type)
    return (*place, item.core, item.affected_count, indicators)


def write_tree_excel(tree: ResourceTree) -> bytes:
    """The tree as a workbook that folds by table, with a sheet for each list of likenesses."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties(
            {"created": tree.made.replace(tzinfo=None), "author": tree.bureau, "title": "数据资源结构树"}
        )
        _tree_sheet(book, tree)
        for name, title, rows in (
            ("同名异义", "名称", tree.same_name),
            ("同义异名", "数据元或明细层字段", tree.same_meaning),
        ):
            _likeness_sheet(book, name, title, rows)
    return fixed_zip(buffer.getvalue())


def _tree_sheet(book: xlsxwriter.Workbook, tree: ResourceTree) -> None:
    head = book.add_format({**_CELL, "bold": True, "align": "center", "bg_color": "#E8ECF2"})
    cell, branch = book.add_format(_CELL), book.add_format({**_CELL, "bold": True, "bg_color": "#F6F8FB"})
    sheet = book.add_worksheet("数据资源结构树")
    for column, (label, width) in enumerate(zip(_HEADS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, label, head)
    row = 1
    for place, items in groupby(tree.items, key=lambda item: (item.domain, item.category, item.system, item.table)):
        listed = list(items)
        for column in range(len(_HEADS)):
            sheet.write_string(row, column, place[column] if column < len(place) else "", branch)
        sheet.write_string(row, 5, f"{len(listed)} 项", branch)
        for item in listed:
            row += 1
            sheet.set_row(row, None, None, {"level": 1})
            for column, value in enumerate(_values(item)):
                sheet.write(row, column, value, cell)
        row += 1
    sheet.autofilter(0, 0, row - 1, len(_HEADS) - 1)
    sheet.freeze_panes(1, 4)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _likeness_sheet(book: xlsxwriter.Workbook, name: str, title: str, rows: Sequence[Likeness]) -> None:
    head = book.add_format({**_CELL, "bold": True, "align": "center", "bg_color": "#E8ECF2"})
    cell = book.add_format(_CELL)
    sheet = book.add_worksheet(name)
    for column, (label, width) in enumerate(((title, 24), ("所在位置", 60), ("说明", 60))):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, label, head)
    for row, one in enumerate(rows, 1):
        for column, text in enumerate((one.subject, "\n".join(one.told), one.reason)):
            sheet.write_string(row, column, text, cell)
    sheet.freeze_panes(1, 1)


def write_tree_word(tree: ResourceTree) -> bytes:
    """The tree as .docx bytes, a chapter a domain and a table a system's table."""
    return write_sheet_word(_sheet(tree))


def write_tree_pdf(tree: ResourceTree) -> bytes:
    """The tree as PDF bytes. Raises: TypesettingFailed."""
    return write_sheet_pdf(_sheet(tree))


def _sheet(tree: ResourceTree) -> PrintedSheet:
    parts = [_counted(tree)]
    for domain, items in groupby(tree.items, key=lambda item: item.domain):
        parts.append(_domain(len(parts) + 1, domain, list(items)))
    parts.append(_likenesses(len(parts) + 1, tree))
    day = f"{tree.made:%Y-%m-%d}"
    return PrintedSheet("数据资源结构树", f"截至 {day}", tree.bureau, tree.made, tuple(parts))


def _counted(tree: ResourceTree) -> Part:
    rows = []
    for (domain, category), items in groupby(tree.items, key=lambda item: (item.domain, item.category)):
        listed = list(items)
        systems, tables = {one.system for one in listed}, {(one.system, one.table) for one in listed}
        used = sum(1 for one in listed if one.indicators)
        rows.append((domain, category, str(len(systems)), str(len(tables)), str(len(listed)), str(used)))
    heads = (("域", 30), ("二级目录", 35), ("系统", 20), ("表", 20), ("信息项", 25), ("被指标使用", 35))
    return Part("总览", (), (_table("1.1", "各域资源数量", heads, rows),))


def _domain(number: int, domain: str, items: Sequence[TreeItem]) -> Part:
    heads = (("信息项", 30), ("名称", 35), ("类型", 24), ("明细层字段", 50), ("指标", 26))
    tables: list[AnnexTable] = []
    for (category, system, table), found in groupby(items, key=lambda item: (item.category, item.system, item.table)):
        rows = [(one.code, one.name, one.type, one.core, "、".join(one.indicators)) for one in found]
        tables.append(_table(f"{number}.{len(tables) + 1}", f"{category} / {system} / {table}", heads, rows))
    return Part(domain, (), tuple(tables))


def _likenesses(number: int, tree: ResourceTree) -> Part:
    heads = (("名称或字段", 35), ("所在位置", 75), ("说明", 55))
    listed = (("同名异义的信息项", tree.same_name), ("同义异名的信息项", tree.same_meaning))
    tables = tuple(
        _table(f"{number}.{place}", caption, heads, [(one.subject, "；".join(one.told), one.reason) for one in found])
        for place, (caption, found) in enumerate(listed, 1)
    )
    return Part("同名异义与同义异名", (), tables)


def _table(number: str, caption: str, heads: Sequence[tuple[str, int]], rows: Sequence[tuple[str, ...]]) -> AnnexTable:
    columns = tuple(Column(label, width, "left") for label, width in heads)
    return AnnexTable(number, caption, columns, tuple(tuple(_breakable(cell or "—") for cell in row) for row in rows))


def _breakable(text: str) -> str:
    """The text with places at which a long identifier may be broken across lines."""
    return text.replace("_", "_\u200b").replace(".", ".\u200b").replace("/", "/\u200b")
