"""``anlan quality``: the dimensions, checking a file or the pool against rules, and the rules the standards imply."""

from __future__ import annotations

import typer

from anlan.cli.quality_check import check, kinds
from anlan.cli.quality_pool import derive, run, scores
from anlan.cli.quality_rework import app as rework
from anlan.cli.quality_suggest import suggest
from anlan.cli.terminal import JsonOption, print_json, print_table

app = typer.Typer(help="数据质量：维度、规则、检查与评分。", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def dimensions(json: JsonOption = False) -> None:
    """列出合同规定的八个质量维度，以及它们对应的 GB/T 36344 指标与公式。

    示例：anlan quality dimensions
    """
    from anlan.base.clock import SystemClock
    from anlan.standards.objects import load_objects

    day = SystemClock().today()
    objects = load_objects()
    names = objects.get("code_set", "DQ_GBT36344", day).body["values"]
    rows = [
        {
            "id": dimension.identifier,
            "label": dimension.name,
            "indicators": [{"code": code, "label": names[code]} for code in dimension.body["indicators"]],
            "formula": dimension.body["formula"],
        }
        for dimension in objects.of_kind("quality_dimension", day)
    ]
    if json:
        print_json(rows)
        return
    shown = [
        [r["id"], r["label"], "、".join(f"{i['code']} {i['label']}" for i in r["indicators"]), r["formula"]]
        for r in rows
    ]
    print_table("质量维度", ["标识", "维度", "GB/T 36344 指标", "计算"], shown)


app.command("check")(check)
app.command("kinds")(kinds)
app.command("derive")(derive)
app.command("run")(run)
app.command("scores")(scores)
app.command("suggest")(suggest)
app.add_typer(rework, name="rework")
