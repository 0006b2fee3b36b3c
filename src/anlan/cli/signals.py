"""``anlan signals``: news and posts to typed events, training on the bureau's labels, reading the archive again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.base.errors import InputMissing
from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table, workspace_of

if TYPE_CHECKING:
    from anlan.base.risk_types import RiskType
    from anlan.signals.linking import MentionFinder
    from anlan.signals.training import Score

app = typer.Typer(no_args_is_help=True, help="新闻与舆情中的风险事件")
_CHUNK = 1 << 20
_STRENGTH = 10.0


@app.callback()
def root() -> None:
    """新闻与舆情中的风险事件。"""


@app.command("detect")
def detect(
    texts: Annotated[Path, typer.Argument(help="JSONL，每行含 id、text；可另有 title、published、source、url")],
    out: Annotated[Path, typer.Option("--out", help="结果 JSONL，每行对应一行输入，顺序不变")],
    registry: Annotated[
        Path | None,
        typer.Option("--registry", help="企业登记表或 `anlan entities prepare` 的索引；省略时只找企业名称、不作关联"),
    ] = None,
    model: Annotated[
        Path | None, typer.Option("--model", help="`anlan signals train` 生成的模型；省略时用内置模型")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="每篇最多列出的企业数")] = 2,
    json: JsonOption = False,
) -> None:
    """识别每篇文本所说的风险事件、涉及企业、人数、金额、地点与时间；有问题的行写明 error，不会丢失。

    没有识别出事件的文本只在开头 200 字内找企业。

    示例：anlan signals detect news.jsonl --registry registry.tsv --out events.jsonl
    """
    from anlan.signals.detector import Detector
    from anlan.signals.stream import LineReader, answer_stream, encoded

    if not texts.is_file():
        raise InputMissing(path=texts)
    reader = LineReader(Detector.with_model(model), _finder(registry), limit)
    counts = {"lines": 0, "errors": 0, "with_event": 0}
    with texts.open("rb") as source, out.open("wb") as target:
        for answer in answer_stream(iter(partial(source.read, _CHUNK), b""), reader):
            target.write(encoded(answer))
            counts["lines"] += 1
            counts["errors"] += answer["error"] is not None
            counts["with_event"] += bool(answer["categories"])
    if json:
        print_json({"out": str(out), **counts})
        return
    labels = {"lines": "行数", "errors": "有错误的行", "with_event": "识别出事件的行"}
    print_table(f"结果已写入 {out}", ("项目", "数量"), [(label, counts[name]) for name, label in labels.items()])


def _finder(registry: Path | None) -> MentionFinder:
    """The finder of enterprises, linking to a register where one is given."""
    from anlan.entities.mentions import MentionFinder as EnterpriseFinder

    if registry is None:
        from anlan.entities.resolver import Resolver

        return EnterpriseFinder(Resolver.build(()))
    from anlan.cli.entities import open_resolver

    return EnterpriseFinder(open_resolver(registry))


@app.command("train")
def train(
    labelled: Annotated[Path, typer.Argument(help='JSONL，每行 {"text": …, "labels": ["欠薪降薪", …]}')],
    out: Annotated[Path, typer.Option("--out", help="模型文件")],
    folds: Annotated[int, typer.Option("--folds", min=2, max=20, help="交叉验证折数")] = 5,
    json: JsonOption = False,
) -> None:
    """用本单位的标注训练识别模型，并给出交叉验证成绩；同样的标注得到同样的模型。

    示例：anlan signals train labelled.jsonl --out model.npz
    """
    from anlan.signals.labelled import read_labelled
    from anlan.signals.training import cross_validate, fit, prepare

    rows = read_labelled(labelled)
    scores = cross_validate(rows, folds, _STRENGTH)
    about = {"texts": len(rows), "folds": folds, "scores": _as_dict(scores)}
    fit(prepare(rows), gated=False, strength=_STRENGTH, about=about).save(out)
    macro = sum(score.f1 for score in scores.values()) / len(scores)
    if json:
        print_json({"out": str(out), "texts": len(rows), "folds": folds, "types": _as_dict(scores), "macro_f1": macro})
        return
    columns = ("类型", "准确率", "召回率", "F1", "正确", "误报", "漏报")
    print_table(f"模型已写入 {out}；{folds} 折交叉验证", columns, _rows(scores))
    output.print(f"宏平均 F1 {macro:.3f}（{len(rows)} 条标注）")


def _as_dict(scores: dict[RiskType, Score]) -> dict[str, Any]:
    return {
        kind.label: {
            "precision": round(score.precision, 4),
            "recall": round(score.recall, 4),
            "f1": round(score.f1, 4),
            "right": score.right,
            "wrong": score.wrong,
            "missed": score.missed,
        }
        for kind, score in scores.items()
    }


def _rows(scores: dict[RiskType, Score]) -> Iterator[tuple[str, ...]]:
    for kind, score in scores.items():
        figures = (f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f1:.3f}")
        yield (kind.label, *figures, str(score.right), str(score.wrong), str(score.missed))


@app.command("replay")
def replay(workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """用当前的识别规则与模型重读已归档的全部文章，重建事件；发布到台账需再运行一次 `anlan run`。

    示例：anlan signals replay --workspace demo-workspace
    """
    opened = workspace_of(workspace)
    from anlan.control.settings import configure, migrate

    configure(opened)
    migrate()
    from anlan.control.news_replay import replay_news

    result = replay_news(opened)
    if json:
        print_json({"loads": result.loads, "articles": result.articles, "message": result.message})
        return
    output.print(f"重读 {result.loads} 个装载包、{result.articles} 篇文章；{result.message}")


@app.command("corrections")
def corrections(
    training: Annotated[
        Path | None, typer.Option("--training", help="把已放行的更正写成 `anlan signals train` 的训练材料")
    ] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """列出分析员对事件的更正，或写出其中已放行的训练材料。

    示例：anlan signals corrections --training released.jsonl --workspace demo-workspace
    """
    opened = workspace_of(workspace)
    from anlan.control.settings import configure, migrate

    configure(opened)
    migrate()
    from anlan.control.corrections import StoredCorrections, material_lines, released_material

    if training is not None:
        material = released_material()
        training.write_text(material_lines(material), encoding="utf-8")
        if json:
            print_json({"out": str(training), "texts": len(material)})
        else:
            output.print(f"{len(material)} 句已写入 {training}")
        return
    rows = StoredCorrections().every()
    if json:
        print_json(rows)
        return
    columns = ("编号", "更正", "原类型", "原企业", "应为", "放行人", "更正人", "时间")
    print_table(f"{len(rows)} 条更正", columns, [_correction(row) for row in rows])


def _correction(row: dict[str, Any]) -> tuple[str, ...]:
    right = row["right_uscc"] or row["right_type"] or "—"
    released = row["released_by"] or ("待放行" if row["is_material"] else "—")
    when = f"{row['at']:%Y-%m-%d %H:%M}"
    return (str(row["id"]), row["label"], row["risk_type_code"], row["employer"], right, released, row["by"], when)
