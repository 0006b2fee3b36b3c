"""Write the reference pages that are derived from the code: `make docs`. A test holds them up to date."""

from __future__ import annotations

import json
import pkgutil
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import typer.main
import yaml

import anlan
from anlan.base.errors import AnlanError
from anlan.base.settings import DECLARED
from anlan.control.settings import configure_without_workspace
from anlan.engine.capability import CAPABILITIES, NOT_TRANSLATED

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
NOTE = "<!-- 由 make docs 生成，请勿手改 -->\n\n"


def _cell(value: object) -> str:
    return str(value if value is not None else "").replace("|", "\\|").replace("\n", " ").strip()


def _table(header: list[str], rows: list[list[object]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def settings_page() -> str:
    """Every setting with its variable, default and help."""
    rows = [[f"`{s.name}`", f"`{s.variable}`", f"`{s.default}`", s.help] for s in DECLARED]
    return (
        NOTE
        + "# 设置\n\n写在工作区的 `anlan.toml`，或用环境变量覆盖。\n\n"
        + _table(["名称", "环境变量", "默认值", "含义"], rows)
    )


def engines_page() -> str:
    """What each engine can do, and the spellings that are not translated."""
    rows: list[list[object]] = [[one.work, one.duckdb.value, one.spark.value, one.why] for one in CAPABILITIES]
    spellings: list[list[object]] = [[spelling, instead] for spelling, instead in NOT_TRANSLATED.items()]
    return (
        NOTE
        + "# 计算引擎能力\n\n默认引擎为 DuckDB；设置 `engine.name` 为 `spark` 后，"
        + "同样的 SQL 经转译在 Apache Spark 上执行。\n\n"
        + _table(["工作", "DuckDB", "Spark", "说明"], rows)
        + "\n## 需改写的写法\n\n"
        + _table(["写法", "改为"], spellings)
    )


def walk_commands(command: Any, path: str = "anlan") -> Iterator[tuple[str, Any]]:
    """Every leaf command of the command line with its full name."""
    children = getattr(command, "commands", None)
    if not children:
        yield path, command
        return
    for name in sorted(children):
        yield from walk_commands(children[name], f"{path} {name}")


def command_tree() -> Any:
    """The assembled command line."""
    main = import_module("anlan.cli.main")
    if not main.app.registered_commands:
        main._assemble()
    return typer.main.get_command(main.app)


def commands_page() -> str:
    """Every command with its help and options."""
    parts = [NOTE, "# 命令\n"]
    for name, command in walk_commands(command_tree()):
        parts.append(f"\n## `{name}`\n\n{(command.help or '').strip()}\n")
        rows: list[list[object]] = []
        for parameter in command.params:
            if parameter.name == "help":
                continue
            label = " / ".join(parameter.opts) if parameter.param_type_name == "option" else parameter.name.upper()
            rows.append([f"`{label}`", getattr(parameter, "help", "") or ""])
        if rows:
            parts.append("\n" + _table(["参数", "含义"], rows))
    return "".join(parts)


def error_classes() -> list[type[AnlanError]]:
    """Every error class of the package, by code."""
    configure_without_workspace()
    for module in pkgutil.walk_packages(anlan.__path__, "anlan."):
        if not re.search(r"\.migrations|\.static|\.wsgi$", module.name):
            import_module(module.name)
    found: dict[str, type[AnlanError]] = {}
    waiting = list(AnlanError.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("anlan."):
            found[kind.code] = kind
    return [found[code] for code in sorted(found)]


def errors_page() -> str:
    """Every error with status, whether to retry, message and hint."""
    rows: list[list[object]] = [
        [f"`{e.code}`", e.status, "是" if e.retry else "否", e.message, e.hint] for e in error_classes()
    ]
    return NOTE + "# 错误\n\n" + _table(["代码", "状态", "可重试", "说明", "建议"], rows)


def core_tables_page() -> str:
    """The core layer's tables and columns."""
    tables = yaml.safe_load((ROOT / "src/anlan/standards/pack/core_tables.yml").read_text(encoding="utf-8"))
    parts = [NOTE, "# 明细层数据字典\n"]
    for name, table in tables.items():
        parts.append(f"\n## {table['label']} `{name}`\n\n{table['grain']}；主键：{', '.join(table['key'])}\n\n")
        rows: list[list[object]] = [
            [
                f"`{column}`",
                c["label"],
                c["type"],
                c.get("unit"),
                c.get("item"),
                c.get("code_set"),
                c.get("grade", "L2"),
            ]
            for column, c in table["columns"].items()
        ]
        parts.append(_table(["字段", "名称", "类型", "单位", "指标项", "代码集", "分级"], rows))
    return "".join(parts)


def api_page() -> str:
    """Every operation of the console's HTTP interface."""
    document = json.loads((ROOT / "console/openapi.json").read_text(encoding="utf-8"))
    rows: list[list[object]] = [
        [f"`{method.upper()} {path}`", operation.get("summary", "")]
        for path, methods in sorted(document["paths"].items())
        for method, operation in methods.items()
    ]
    return NOTE + "# 接口\n\n" + _table(["方法与路径", "说明"], rows)


def indicators_page() -> str:
    """Every risk indicator with its definition and thresholds."""
    parts = [NOTE, "# 风险指标\n"]
    for path in sorted((ROOT / "src/anlan/risk/pack/indicators").glob("*.yml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        for item in document if isinstance(document, list) else document.get("indicators", [document]):
            parts.append(f"\n## {item['id']} {item['label']}\n\n{_cell(item.get('definition'))}\n\n")
            rows: list[list[object]] = [
                [
                    key,
                    item[key]
                    if not isinstance(item[key], (list, dict))
                    else json.dumps(item[key], ensure_ascii=False, default=str),
                ]
                for key in (
                    "english",
                    "unit",
                    "source_class",
                    "tables",
                    "weights",
                    "thresholds",
                    "hard",
                    "legal",
                    "clears",
                )
                if key in item
            ]
            parts.append(_table(["属性", "值"], rows))
    return "".join(parts)


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "engines.md": engines_page,
    "commands.md": commands_page,
    "errors.md": errors_page,
    "core-tables.md": core_tables_page,
    "api.md": api_page,
    "indicators.md": indicators_page,
}


def main() -> None:
    """Write every page."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
