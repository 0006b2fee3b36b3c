"""``anlan quality suggest``: rules and wrong cells of a table that nobody has described."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli.terminal import JsonOption, output, print_json, print_table

if TYPE_CHECKING:
    from anlan.quality.suggest.judge import WrongCell
    from anlan.quality.suggest.proposals import Proposal
    from anlan.quality.suggest.table import Table

_SHOWN_CELLS = 20
_SHOWN_RULES = 40
_PERSONAL = ("resident_id", "mobile")


def suggest(
    file: Annotated[Path, typer.Argument(help="CSV（UTF-8、GB18030）或 Excel 文件，第一行为表头")],
    out: Annotated[
        Path | None,
        typer.Option(help="把可疑单元格写成 CSV：row,column,value,reason,score；row 从表头下第一行起，自 0 计"),
    ] = None,
    rules: Annotated[
        Path | None, typer.Option(help="把建议的规则写成 YAML，可供 anlan quality check --rules 使用")
    ] = None,
    sheet: Annotated[str, typer.Option(help="Excel 的工作表；省略时取第一张有内容的")] = "",
    threshold: Annotated[float, typer.Option(min=0.05, max=0.99, help="把握达到多少才列为可疑")] = 0.5,
    json: JsonOption = False,
) -> None:
    """为一张没有说明的表建议质量规则，并标出可能有误的单元格；不需要任何标注。

    示例：anlan quality suggest 参保人员.csv --out 可疑.csv --rules 建议规则.yml
    """
    from anlan.quality.suggest.proposals import propose
    from anlan.quality.suggest.reading import read_table
    from anlan.quality.suggest.suggestion import suggest as suggest_for

    table = read_table(file, sheet)
    found = suggest_for(table, threshold)
    proposals = propose(table, found, file.stem)
    if out is not None:
        _write_cells(out, found.cells)
    if rules is not None:
        _write_rules(rules, file.name, file.stem, proposals)
    if json:
        print_json(_summary(table, found.cells, proposals))
    else:
        personal = {c.name for c, kind in zip(table.columns, found.kinds, strict=True) if kind.name in _PERSONAL}
        _print(table, found.cells, proposals, personal)
        for label, path in (("可疑单元格", out), ("建议的规则", rules)):
            if path is not None:
                output.print(f"{label}已写入 {path}", markup=False)


def _write_cells(path: Path, cells: Sequence[WrongCell]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["row", "column", "value", "reason", "score"])
        writer.writerows([cell.row, cell.column, cell.value, cell.reason, cell.score] for cell in cells)


def _write_rules(path: Path, source: str, table: str, proposals: Sequence[Proposal]) -> None:
    from anlan.quality.rule_file import write_rules

    head = f"# 由 {source} 推断的规则，请逐条确认后使用；source 写明支持与例外的行数。\n"
    path.write_text(head + write_rules([entry.rule for entry in proposals], table), encoding="utf-8")


def _notes(table: Table) -> list[str]:
    notes = list(table.notes)
    if table.renamed:
        notes.append(f"表头有空名或重名，已改称：{'、'.join(table.renamed)}")
    if table.short_rows:
        notes.append(f"{len(table.short_rows)} 行的字段少于表头，缺的按空值处理并列为可疑")
    if table.long_rows:
        notes.append(f"{len(table.long_rows)} 行的字段多于表头，多出的未分析，末列列为可疑")
    return notes


def _summary(table: Table, cells: Sequence[WrongCell], proposals: Sequence[Proposal]) -> dict[str, Any]:
    return {
        "rows": table.row_count,
        "columns": [column.name for column in table.columns],
        "notes": _notes(table),
        "rules": [
            {**entry.rule.as_dict(), "support": entry.support, "exceptions": entry.exceptions} for entry in proposals
        ],
        "cells": [
            {"row": cell.row, "column": cell.column, "value": cell.value, "reason": cell.reason, "score": cell.score}
            for cell in cells
        ],
    }


def _print(table: Table, cells: Sequence[WrongCell], proposals: Sequence[Proposal], personal: set[str]) -> None:
    output.print(
        f"{table.row_count} 行，{len(table.columns)} 列；可疑单元格 {len(cells)} 个，建议规则 {len(proposals)} 条。"
    )
    for note in _notes(table):
        output.print(f"注意：{note}", markup=False)
    shown = [[p.rule.id, p.rule.title, p.support, p.exceptions] for p in proposals[:_SHOWN_RULES]]
    if shown:
        print_table("建议的规则", ["编号", "规则", "支持行数", "例外行数"], shown)
    counts = Counter(cell.column for cell in cells)
    if counts:
        print_table("各列可疑单元格", ["列", "数量"], [[name, count] for name, count in counts.most_common()])
        surest = sorted(cells, key=lambda cell: -cell.score)[:_SHOWN_CELLS]
        rows = [[cell.row, cell.column, *_spoken(cell, personal), f"{cell.score:.2f}"] for cell in surest]
        print_table(f"把握最大的 {len(rows)} 个", ["行", "列", "值", "理由", "把握"], rows)


def _spoken(cell: WrongCell, personal: set[str]) -> tuple[str, str]:
    """Value and reason as a screen may show them: not where the column holds numbers of persons."""
    return ("***", "个人信息，见 --out 写出的文件") if cell.column in personal else (cell.value[:30], cell.reason)
