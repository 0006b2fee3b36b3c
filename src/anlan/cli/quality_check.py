"""``anlan quality check`` and ``kinds``: a file against a rules file, and what a rules file may say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli.terminal import JsonOption, output, print_json, print_table

if TYPE_CHECKING:
    from anlan.quality.check_file import FileCheck
    from anlan.quality.judge import RuleResult


def check(
    file: Annotated[Path, typer.Argument(help="要检查的文件：csv（UTF-8、UTF-16 或 GB18030）、xlsx、jsonl、parquet")],
    rules: Annotated[Path, typer.Option("--rules", help="规则文件（YAML）")],
    as_of: Annotated[str, typer.Option("--as-of", help="按哪一天判断时效与未来日期（YYYY-MM-DD）；省略时为今天")] = "",
    samples: Annotated[int, typer.Option("--samples", min=0, help="每条规则列出的不合格行数")] = 5,
    json: JsonOption = False,
) -> None:
    """按规则文件检查一个文件：每条规则的检查数、不合格数、合格率与不合格行（已脱敏），并按 GB/T 36344 评分。

    退出码：0 为查完且没有阻断规则不合格（其余规则不合格见结果）；1 为有阻断规则不合格，或文件、规则有误（错误写到标准
    错误，规则有误时逐条列出行号）；2 为命令写错。

    示例：anlan quality check 参保单位.csv --rules 规则.yml --json
    """
    from anlan.engine.duck import connect
    from anlan.quality.check_file import check_file
    from anlan.quality.rule_file import read_rule_file
    from anlan.standards.registry import load_registry

    rule_file = read_rule_file(rules)
    connection = connect()
    try:
        found = check_file(connection, file, rule_file, rules.parent, load_registry(), day_of(as_of), samples)
    finally:
        connection.close()
    if json:
        print_json({"file": str(file), "rows": found.rows, **_as_dict(found)})
    else:
        _print(found)
    if found.blocks:
        raise typer.Exit(1)


def kinds(json: JsonOption = False) -> None:
    """列出规则的类别：各属哪个维度、需要几列、有哪些选项，以及可用的校验。

    示例：anlan quality kinds
    """
    from anlan.quality.rule import KINDS
    from anlan.quality.validators import VALIDATORS

    rows = [
        {
            "kind": kind.name,
            "label": kind.label,
            "dimension": kind.dimension,
            "indicator": kind.indicator,
            "columns": list(kind.columns),
            "options": list(kind.options),
            "needs": [list(group) for group in kind.needs],
        }
        for kind in KINDS.values()
    ]
    validators = [{"name": one.name, "label": one.label, "source": one.source} for one in VALIDATORS.values()]
    if json:
        print_json({"kinds": rows, "validators": validators})
        return
    shown = [[r["kind"], r["label"], r["dimension"], r["indicator"], "、".join(_options(r))] for r in rows]
    print_table("规则类别（* 为必填选项，/ 为至少一项）", ["类别", "名称", "维度", "指标", "选项"], shown)
    print_table("校验", ["名称", "说明", "依据"], [list(one.values()) for one in validators])


def day_of(text: str) -> Any:
    """The day of an option, or today. Raises: SettingInvalid."""
    from datetime import date

    from anlan.base.clock import SystemClock
    from anlan.base.errors import SettingInvalid

    if not text:
        return SystemClock().today()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SettingInvalid(name="--as-of", place="命令行", reason="应形如 2026-11-22") from error


def _options(row: dict[str, Any]) -> list[str]:
    needed = ["*" + "/".join(group) for group in row["needs"]]
    known = {name for group in row["needs"] for name in group}
    return [*needed, *(name for name in row["options"] if name not in known)]


def result_dict(result: RuleResult) -> dict[str, Any]:
    """One rule's result as plain values."""
    rule = result.rule
    return {
        "id": rule.id,
        "label": rule.title,
        "kind": rule.kind,
        "columns": list(rule.columns),
        "dimension": rule.dimension_id,
        "indicator": rule.indicator,
        "severity": rule.severity,
        "blocks": rule.blocks,
        "source": rule.source,
        "checked": result.checked,
        "failed": result.failed,
        "pass_ratio": result.pass_ratio,
        "broken": result.is_broken,
        "detail": dict(result.detail),
    }


def score_dict(score: Any) -> dict[str, Any]:
    """A score as plain values."""
    return {
        "total": score.total,
        "dimensions": dict(score.dimensions),
        "indicators": [{**vars(one), "ratio": one.ratio} for one in score.indicators],
        "losses": [vars(loss) for loss in score.losses],
    }


def _as_dict(found: FileCheck) -> dict[str, Any]:
    rules = [{**result_dict(r), "samples": list(found.samples.get(r.rule.id, []))} for r in found.results]
    return {"blocked": found.blocks, "rules": rules, "scores": score_dict(found.score)}


def _print(found: FileCheck) -> None:
    rows = [
        [
            r.rule.title,
            r.rule.dimension_id,
            f"{r.checked:,}",
            f"{r.failed:,}",
            "—" if r.pass_ratio is None else f"{r.pass_ratio:.2%}",
            "阻断" if r.blocks else "不合格" if r.is_broken else "合格",
        ]
        for r in found.results
    ]
    print_table(f"{found.rows:,} 行，{len(rows)} 条规则", ["规则", "维度", "检查", "不合格", "合格率", "结论"], rows)
    for result in found.results:
        for sample in found.samples.get(result.rule.id, []):
            place = "、".join(f"{name} {value}" for name, value in sample.items() if name not in ("row", "value"))
            output.print(f"  {result.rule.title}：第 {sample['row']} 行 {place} 值 {sample['value']}", markup=False)
    total = found.score.total
    output.print(f"得分 {'—' if total is None else f'{total:.2f}'}" + ("，有阻断规则不合格" if found.blocks else ""))
