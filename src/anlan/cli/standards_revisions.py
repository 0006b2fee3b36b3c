"""``anlan standards draft | submit | approve | refuse | withdraw | revisions | revision``: revising the standards."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.base.errors import AnlanError, InputMissing, InputUnreadable
from anlan.cli.catalogue_place import UserOption, person_with
from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table, workspace_of

if TYPE_CHECKING:
    from anlan.base.settings import Workspace
    from anlan.control.standards.life import StandardsLife

NumberArgument = Annotated[int, typer.Argument(help="修订编号，见 `anlan standards revisions`")]
_DRAFT, _APPROVE, _READ = "standards.draft", "standards.approve", "standards.read"


class PairInvalid(AnlanError):
    """An option that is no pair."""

    code = "pair-invalid"
    status = 422
    message = "{option} 的写法有误：{text}"
    hint = "写成“左=右”，例如 --code 6310=灵活就业、--map 6306=6399、--set format=c..200。"


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the noun."""
    for command in (draft, submit, approve, refuse, withdraw, revisions, revision):
        app.command()(command)


def _open(workspace: Path | None) -> tuple[Workspace, StandardsLife]:
    from anlan.cli.standards_place import standards_of

    place = workspace_of(workspace)
    standards_of(place)
    from anlan.control.standards.life import StandardsLife

    return place, StandardsLife(place)


def _pairs(texts: list[str] | None, option: str) -> dict[str, str]:
    pairs = {}
    for text in texts or []:
        left, sign, right = text.partition("=")
        if not sign or not left.strip():
            raise PairInvalid(option=option, text=text)
        pairs[left.strip()] = right.strip()
    return pairs


def draft(
    user: UserOption,
    kind: Annotated[str, typer.Argument(help="类别，如 code_set、data_element；用 --from 时省略")] = "",
    identifier: Annotated[str, typer.Argument(help="标识，如 AAE160、DE-AAB004")] = "",
    set_field: Annotated[list[str] | None, typer.Option("--set", help="属性=新值，可重复；空值表示去掉")] = None,
    code: Annotated[list[str] | None, typer.Option("--code", help="代码=名称：新增或改名，可重复")] = None,
    drop: Annotated[list[str] | None, typer.Option("--drop", help="停用的代码，没有后继，可重复")] = None,
    mapped: Annotated[list[str] | None, typer.Option("--map", help="旧代码=新代码：停用并入，可重复")] = None,
    from_file: Annotated[Path | None, typer.Option("--from", help="改好的 JSONL（`standards export` 的格式）")] = None,
    note: Annotated[str, typer.Option("--note", help="修订理由")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """起草一项修订；草稿不影响现行标准。用 --from 时，文件中与现行标准不同的每个对象各成一项草稿。

    示例：anlan standards draft code_set AAE160 --map 6306=6399 --note "并入其他原因" --user data
    """
    _, life = _open(workspace)
    person = person_with(user, _DRAFT)
    if from_file is not None:
        proposals = _changed(from_file)
    else:
        proposals = [_proposal(kind, identifier, _pairs(set_field, "--set"), _pairs(code, "--code"),
                               drop or [], _pairs(mapped, "--map"))]  # fmt: skip
    for proposed in proposals:
        made = life.draft(proposed, person, note)
        output.print(f"第 {made.pk} 号修订：{proposed.kind} {proposed.identifier}，草稿。")
    if not proposals:
        output.print("文件与现行标准没有区别。")


def _proposal(
    kind: str, identifier: str, fields: dict[str, str], codes: dict[str, str], drop: list[str], mapped: dict[str, str]
) -> Any:
    from anlan.control.standards.current import objects_now
    from anlan.control.standards.life import proposal

    changes: dict[str, Any] = {name: value or None for name, value in fields.items()}
    if kind == "code_set":
        versions = objects_now().versions(kind, identifier)
        values = dict(versions[-1].body["values"]) if versions else {}
        values.update(codes)
        for gone in (*drop, *mapped):
            values.pop(gone, None)
        changes |= {"values": values, "mappings": mapped}
    return proposal(kind, identifier, changes)


def _changed(path: Path) -> list[Any]:
    from anlan.control.standards.current import objects_now
    from anlan.control.standards.life import proposal

    if not path.is_file():
        raise InputMissing(path=path)
    registry, found = objects_now(), []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            wanted = json.loads(line)
            kind, identifier = str(wanted.pop("kind")), str(wanted.pop("id"))
        except (ValueError, KeyError, AttributeError) as error:
            raise InputUnreadable(
                path=path,
                reason=f"第 {number} 行不是标准对象（{error}）",
                action="对照 `anlan standards export` 写出的文件改正这一行。",
            ) from error
        for fixed in ("version", "effective_from", "effective_to"):
            wanted.pop(fixed, None)
        versions = registry.versions(kind, identifier)
        dropped = {name: None for name in (versions[-1].body if versions else {}) if name not in wanted}
        proposed = proposal(kind, identifier, {**dropped, **wanted})
        if not versions or _said(proposed) != _said(versions[-1]):
            found.append(proposed)
    return found


def _said(entry: Any) -> dict[str, Any]:
    fixed = ("version", "effective_from", "effective_to")
    return {name: value for name, value in entry.as_dict().items() if name not in fixed}


def submit(number: NumberArgument, user: UserOption, workspace: WorkspaceOption = None) -> None:
    """提交审核：检查草稿并试算影响；有任何问题时逐条指出，且不提交。

    示例：anlan standards submit 1 --user data
    """
    place, life = _open(workspace)
    life.submit(number, person_with(user, _DRAFT))
    _tell(place, number)


def approve(
    number: NumberArgument,
    user: UserOption,
    effective_from: Annotated[str, typer.Option("--from", help="生效日期（YYYY-MM-DD）；省略时为今天")] = "",
    reason: Annotated[str, typer.Option("--reason", help="审批意见")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """批准修订：成为新版本，印制变更单，哈希写入可验证日志。提出人不能审批自己的修订，系统管理员也不例外。

    示例：ANLAN_PASSWORD=… anlan standards approve 1 --user reviewer --from 2027-01-01
    """
    from anlan.cli.standards import day_of

    place, life = _open(workspace)
    day: date | None = day_of(effective_from, "--from") if effective_from else None
    done = life.approve(number, person_with(user, _APPROVE), day, reason)
    output.print(
        f"第 {number} 号修订已批准：第 {done.version} 版自 {done.effective_from} 生效，日志第 {done.log_index} 条。"
    )
    for file in done.files:
        output.print(f"{place.root / file['path']}　SHA-256 {file['sha256'][:16]}…")


def refuse(
    number: NumberArgument,
    user: UserOption,
    reason: Annotated[str, typer.Option("--reason", help="理由")],
    workspace: WorkspaceOption = None,
) -> None:
    """退回修订，写明理由。

    示例：anlan standards refuse 1 --user reviewer --reason "对照不全"
    """
    _, life = _open(workspace)
    life.refuse(number, person_with(user, _APPROVE), reason)
    output.print(f"已退回第 {number} 号修订。")


def withdraw(number: NumberArgument, user: UserOption, workspace: WorkspaceOption = None) -> None:
    """撤回自己提出、尚未批准的修订。

    示例：anlan standards withdraw 1 --user data
    """
    _, life = _open(workspace)
    life.withdraw(number, person_with(user, _DRAFT))
    output.print(f"已撤回第 {number} 号修订。")


def revisions(
    state: Annotated[str, typer.Option("--state", help="draft、review、refused、approved、withdrawn")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出修订及其状态。

    示例：anlan standards revisions --state review
    """
    _open(workspace)
    from anlan.control.standards.revision_view import revisions as listed

    found = listed(state, 1, 1000)
    if as_json:
        print_json(found["rows"])
        return
    names = ("number", "kind_label", "id", "name", "state_label", "version", "effective_from", "author", "reviewer")
    header = ["编号", "类别", "标识", "名称", "状态", "新版本", "生效日期", "提出人", "审批人"]
    print_table(f"修订 {found['total']} 项", header, [[row[name] or "—" for name in names] for row in found["rows"]])


def revision(number: NumberArgument, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """显示一项修订：新旧对照、受影响的系统与信息项、试算中会不合格与会转换的行、变更单与日志位置。

    示例：anlan standards revision 1
    """
    place, _ = _open(workspace)
    if as_json:
        from anlan.control.standards.revision_view import detail

        print_json(detail(place, number))
        return
    _tell(place, number)


def _tell(place: Workspace, number: int) -> None:
    from anlan.control.standards.revision_view import detail
    from anlan.standards.revision import CHANGES

    told = detail(place, number)
    output.print(f"第 {number} 号修订　{told['kind_label']} {told['id']} {told['name']}　{told['state_label']}")
    for problem in told["problems"]:
        output.print(f"[red]问题[/] {problem}", highlight=False)
    impact = told["impact"]
    if not impact:
        return
    rows = [[f["label"], f["before"], "→", f["after"]] for f in impact["fields"]]
    rows += [[CHANGES[c["change"]], f"{c['code']} {c['label']}", "→", f"{c['new_code']} {c['new_label']}"]
             for c in impact["crosswalk"]]  # fmt: skip
    print_table("新旧对照", ["变化", "原", "", "新"], rows)
    print_table("受影响的系统", ["系统", "依据", "信息项"], [
        [s["label"], "标准库" if s["origin"] == "pack" else "契约", s["count"]] for s in impact["systems"]
    ])  # fmt: skip
    print_table("试算", ["层", "表", "项", "行数", "新增不合格", "转换"], [
        [p["layer"], p["table"], p["item"] or p["column"], p["rows"], p["failing_newly"], p["converted"]]
        for p in impact["places"]
    ])  # fmt: skip
    values = [[v["received"], v["before"], v["after"], v["reason"], v["rows"]]
              for p in impact["places"] if p["layer"] == "raw" for v in p["values"]]  # fmt: skip
    if values:
        print_table("取值的转换", ["来源取值", "现行", "新", "不合格原因", "行数"], values)
    for clause in impact["clauses"]:
        output.print(f"{clause['document']} {clause['number']} 将不再成立：{clause['why']}")
    for one in impact["indicators"]:
        output.print(f"{one['name']} {one['id']} 的计算引用代码 {one['codes']}")
