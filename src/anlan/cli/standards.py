"""``anlan standards``: what is registered, what conflicts, what differs."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli import standards_revisions
from anlan.cli.terminal import JsonOption, output, print_json, print_table, workspace_of

if TYPE_CHECKING:
    from anlan.control.standards.current import Current

app = typer.Typer(help="数据标准：数据元、代码集、术语、规则的登记与比较。", no_args_is_help=True)

DayOption = Annotated[str, typer.Option("--as-of", help="按哪一天的有效版本（YYYY-MM-DD）；省略时为今天")]
PlaceOption = Annotated[
    Path | None, typer.Option("--workspace", help="工作区；省略时取当前文件夹所在的工作区，没有时只用内置标准")
]


def day_of(text: str, option: str = "--as-of") -> date:
    """The day that an option names; today without one. Raises: SettingInvalid."""
    from anlan.base.clock import SystemClock
    from anlan.base.errors import SettingInvalid

    if not text:
        return SystemClock().today()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SettingInvalid(name=option, place="命令行", reason=str(error)) from error


def _standards(workspace: Path | None, as_of: str) -> Current:
    """The standards of a day: of the workspace with its approved revisions, or the built-in ones outside of any."""
    from anlan.base.settings import SETTINGS_FILE

    here = Path.cwd()
    if workspace is None and not any((folder / SETTINGS_FILE).is_file() for folder in (here, *here.parents)):
        from anlan.control.settings import configure_without_workspace

        configure_without_workspace()
        from anlan.control.standards.current import pack_standards

        return pack_standards(day_of(as_of))
    from anlan.cli.standards_place import standards_of

    place = workspace_of(workspace)
    return standards_of(place, day_of(as_of) if as_of else None)


@app.command("list")
def list_objects(
    kind: Annotated[str, typer.Argument(help="类别，如 data_element、code_set；省略时列出各类数量")] = "",
    as_of: DayOption = "",
    workspace: PlaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出已登记的标准对象，含已批准的修订。

    示例：anlan standards list code_set
    """
    from anlan.standards.objects import KINDS

    current = _standards(workspace, as_of)
    registry, day = current.objects, current.day
    if kind:
        found = registry.of_kind(kind, day)
        if as_json:
            print_json([entry.as_dict() for entry in found])
            return
        rows = [[o.identifier, o.name, o.version, o.confidence, o.source[:40]] for o in found]
        print_table(KINDS.get(kind, kind), ["标识", "名称", "版本", "可信程度", "来源"], rows)
        return
    counts = [[code, label, len(registry.of_kind(code, day))] for code, label in KINDS.items()]
    if as_json:
        print_json([{"kind": code, "label": label, "count": count} for code, label, count in counts])
    else:
        print_table("数据标准", ["类别", "名称", "有效数量"], counts)


@app.command()
def show(
    kind: Annotated[str, typer.Argument(help="类别")],
    identifier: Annotated[str, typer.Argument(help="标识")],
    workspace: PlaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """显示一个标准对象的全部版本。

    示例：anlan standards show data_element DE-AAB004
    """
    from anlan.standards.objects import KINDS, ObjectUnknown

    versions = _standards(workspace, "").objects.versions(kind, identifier)
    if not versions:
        raise ObjectUnknown(day="任何日期都", kind=KINDS.get(kind, kind), identifier=identifier)
    if as_json:
        print_json([entry.as_dict() for entry in versions])
        return
    for entry in versions:
        print_table(f"{entry.name} 第 {entry.version} 版", ["属性", "值"], list(entry.as_dict().items()))


@app.command()
def conflicts(workspace: PlaceOption = None, as_json: JsonOption = False) -> None:
    """列出同一代码在不同系统中含义不同的指标项。

    示例：anlan standards conflicts
    """
    current = _standards(workspace, "")
    meanings: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in current.objects.of_kind("data_element", current.day):
        if entry.body.get("status") == "conflict":
            systems = entry.body.get("systems", "").split()
            meanings[entry.body["code"]].append({"element": entry.identifier, "name": entry.name, "systems": systems})
    if as_json:
        print_json([{"code": code, "meanings": found} for code, found in sorted(meanings.items())])
        return
    rows = [
        [code, "；".join(f"{m['name']}（{'、'.join(m['systems'])}）" for m in f)]
        for code, f in sorted(meanings.items())
    ]
    print_table(f"同码异义 {len(rows)} 项", ["代码", "各系统的含义"], rows)


@app.command()
def check(as_of: DayOption = "", workspace: PlaceOption = None, as_json: JsonOption = False) -> None:
    """核对九项标准文件与平台：有多少条款由平台执行，哪些没有、为什么。

    有条款与平台不符时退出码为 1；写明原因而暂不执行的条款不算不符。

    示例：anlan standards check --json
    """
    from anlan.control.standards_check import check_standards
    from anlan.standards.documents import enforced_share

    current = _standards(workspace, as_of)
    states = check_standards(current.day, current)
    broken = [state for state in states if state.point and not state.enforced]
    if as_json:
        share = round(enforced_share(states), 4)
        print_json({"clauses": len(states), "share": share, "states": [vars(state) for state in states]})
    else:
        output.print(f"条款 {len(states)} 条，平台执行 {enforced_share(states):.1%}，不符 {len(broken)} 条")
        rows = [[s.document, s.number, s.text, s.point or "—", s.why] for s in states if not s.enforced]
        print_table("未执行的条款", ["文件", "条款", "内容", "执行点", "原因"], rows)
    if broken:
        raise typer.Exit(1)


@app.command()
def build(
    out: Annotated[Path, typer.Option("--out", help="输出文件夹")],
    only: Annotated[str, typer.Option("--only", help="只印制一项，如 data-quality；省略时印制全部")] = "",
    as_of: DayOption = "",
    workspace: PlaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """把九项标准文件印制为 Word 与 PDF（GB/T 1.1 体例）；附录取自标准库，同一天的同一标准库印出的文件逐字节相同。

    有工作区时，编制单位取该工作区的设置，附录含已批准的修订。

    示例：anlan standards build --out 标准文件
    """
    from anlan.base.settings import Workspace
    from anlan.reports.issue import masthead_of
    from anlan.reports.standards_document import build_standards

    current = _standards(workspace, as_of)
    place = workspace_of(workspace) if workspace else Workspace(Path.cwd(), {}, {})
    bureau = masthead_of(place).bureau
    printed = build_standards(current.registry, current.objects, current.day, bureau, out, only)
    if as_json:
        print_json([vars(file) for file in printed])
        return
    rows = [[str(f.path), f.clauses, f.annexes, f"{f.bytes:,}", f.sha256[:16]] for f in printed]
    print_table(f"印制 {len(rows)} 个文件", ["文件", "条款", "附录", "字节", "SHA-256（前16位）"], rows)


@app.command()
def export(out: Annotated[Path, typer.Option("--out", help="输出文件夹")], workspace: PlaceOption = None) -> None:
    """把标准库（含已批准的修订）导出为便于在 git 中审阅的文件（每类一个 JSONL）。

    示例：anlan standards export --out standards
    """
    from anlan.standards.objects import export_objects

    for path in export_objects(_standards(workspace, "").objects, out):
        output.print(str(path))


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="旧版文件夹（standards export 的输出）")],
    new: Annotated[Path, typer.Argument(help="新版文件夹")],
    as_json: JsonOption = False,
) -> None:
    """比较两份标准，逐对象、逐字段列出差异。

    示例：anlan standards diff standards-2025 standards-2026
    """
    from anlan.base.errors import InputMissing
    from anlan.standards.objects import compare, import_objects

    for folder in (old, new):
        if not folder.is_dir():
            raise InputMissing(path=folder)
    found = compare(import_objects(old), import_objects(new))
    if as_json:
        print_json([vars(difference) for difference in found])
        return
    words = {"added": "新增", "removed": "删除", "changed": "修改"}
    rows = [[d.kind, d.identifier, words[d.change], d.field, d.before, d.after] for d in found]
    print_table(f"差异 {len(rows)} 处", ["类别", "标识", "变化", "属性", "原值", "新值"], rows)


standards_revisions.register(app)
