"""The layout file: a common table and the layouts a person has agreed to, as YAML that people read and correct."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from anlan.base.errors import Findings, InputMissing, InputUnreadable
from anlan.base.yaml_text import load_yaml
from anlan.collection.offline.common_table import TargetColumn, parse_targets
from anlan.collection.offline.layout import Layout, fingerprint

FOLDER = "layouts"
"""Where a workspace keeps the layouts a person has agreed to."""
_LAYOUT_KEYS = ("fingerprint", "example", "header", "columns", "date_order", "mapping")


def read_layout_file(path: Path) -> tuple[list[TargetColumn], dict[str, Layout]]:
    """The common table's columns and the layouts by header. Raises: InputMissing, InputUnreadable, Findings."""
    body = _yaml(path)
    targets = parse_targets(body.get("columns"))
    layouts = [parse_layout(entry) for entry in body.get("layouts") or []]
    problems = [
        f"版式 {layout.example or layout.fingerprint} 的 mapping：{problem}"
        for layout in layouts
        for problem in _mapping_problems(layout, [target.name for target in targets])
    ]
    if problems:
        raise Findings("版式文件", problems)
    return targets, {layout.fingerprint: layout for layout in layouts}


def _mapping_problems(layout: Layout, targets: Sequence[str]) -> list[str]:
    unknown = [f"没有目标列 {name}" for name in layout.mapping if name not in targets]
    columns = {column for listed in layout.mapping.values() for column in listed}
    return unknown + [f"表头中没有 {column}" for column in sorted(columns - set(layout.names))]


def write_layout_file(path: Path, columns: Any, layouts: Iterable[Layout]) -> None:
    """Write a layout file: the common table's columns as they were given, and the layouts."""
    body = {**({"columns": columns} if columns else {}), "layouts": [layout.as_dict() for layout in layouts]}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")


def parse_layout(entry: Any) -> Layout:
    """A layout as YAML values. Raises: Findings."""
    if not isinstance(entry, Mapping) or not entry.get("header") or not entry.get("columns"):
        raise Findings("版式文件", ["layouts 的每一项须有 header 与 columns"])
    problems = [f"版式中没有 {key} 这一项" for key in entry if key not in _LAYOUT_KEYS]
    header = tuple(tuple(str(cell) for cell in row) for row in entry["header"])
    columns = [dict(column) for column in entry["columns"]]
    names = [str(column.get("name", "")) for column in columns]
    if len({len(row) for row in header} | {len(names)}) > 1:
        problems.append("header 的每一行须与 columns 一样多")
    if len(set(names)) < len(names) or not all(names):
        problems.append("columns 的 name 不能为空或重复")
    if entry.get("date_order") not in ("", None, "mdy", "dmy"):
        problems.append(f"date_order {entry['date_order']!r} 须是 mdy 或 dmy")
    if problems:
        raise Findings("版式文件", problems)
    return Layout(
        fingerprint(header),
        header,
        tuple(names),
        tuple(str(column.get("unit", "")) for column in columns),
        str(entry.get("date_order") or ""),
        {str(name): [str(column) for column in listed] for name, listed in (entry.get("mapping") or {}).items()},
        str(entry.get("example", "")),
    )


def remembered(folder: Path) -> dict[str, Layout]:
    """The layouts that a workspace keeps, by header. Raises: InputUnreadable, Findings."""
    layouts = [parse_layout(entry) for path in sorted(folder.glob("*.yml")) for entry in _yaml(path)["layouts"]]
    return {layout.fingerprint: layout for layout in layouts}


def remember(folder: Path, layouts: Iterable[Layout]) -> list[Path]:
    """Keep layouts in a workspace, one file a header; one that was kept before is replaced."""
    paths = []
    for layout in layouts:
        path = folder / f"{layout.fingerprint}.yml"
        write_layout_file(path, None, [layout])
        paths.append(path)
    return paths


def _yaml(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise InputMissing(path=path)
    try:
        body = load_yaml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputUnreadable(path=path, reason=str(error), action="版式文件须是 UTF-8 编码的 YAML。") from error
    if not isinstance(body, dict):
        raise InputUnreadable(path=path, reason="内容不是一组键值", action="版式文件须有 columns 与 layouts。")
    return body


def columns_of(path: Path) -> Any:
    """The common table's columns as their file writes them."""
    return _yaml(path).get("columns")
