"""``anlan catalogue``: import, review, publish, search, export, and the log that proves it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlan.cli import (
    catalogue_authorise,
    catalogue_harvest,
    catalogue_log,
    catalogue_proposals,
    catalogue_survey,
    catalogue_watch,
)
from anlan.cli.catalogue_place import SubmitterOption, UserOption, open_catalogue, reviewer, submitter
from anlan.cli.terminal import JsonOption, WorkspaceOption, output, print_json, print_table

if TYPE_CHECKING:
    from anlan.control.catalogue.models import EntryVersion

app = typer.Typer(help="资源目录：登记、审核、发布、检索、挂接、核对、订阅、导出与可验证日志。", no_args_is_help=True)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="目录工作簿（.xlsx）或目录 JSON（.json）")],
    user: SubmitterOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """导入目录并提交审核。文件有任何错误时逐格指出，且不写入任何内容。

    示例：anlan catalogue import 目录.xlsx --workspace bureau
    """
    from anlan.base.errors import InputMissing

    if not file.is_file():
        raise InputMissing(path=file)
    _, life = open_catalogue(workspace)
    from anlan.control.catalogue.catalogue_files import read_entries

    entries = read_entries(file)
    versions = life.submit(entries, submitter(user))
    items = sum(len(entry.items) for entry in entries)
    result = {
        "read": len(entries),
        "items": items,
        "submitted": len(versions),
        "unchanged": len(entries) - len(versions),
    }
    if as_json:
        print_json(result | {"codes": [version.resource_code for version in versions]})
    else:
        output.print(f"读入 {len(entries)} 个资源、{items} 个信息项。")
        output.print(f"提交审核 {len(versions)} 个，未变 {result['unchanged']} 个。")


@app.command("contracts")
def submit_contracts(
    user: SubmitterOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """由工作区的数据契约生成目录条目并提交审核，不必重复录入。

    示例：anlan catalogue contracts --workspace demo-workspace
    """
    place, _ = open_catalogue(workspace)
    from anlan.control.catalogue.from_contracts import submit_contracts as submit

    done = submit(place, submitter(user))
    output.print(f"契约给出 {done.entries} 个条目，提交审核 {done.submitted} 个；提出职责 {done.duties} 项。")


@app.command()
def mount(
    system: Annotated[str, typer.Argument(help="契约写有 exchange 的来源系统")],
    file: Annotated[
        Path | None, typer.Option("--list", help="目录清单；省略时取契约 exchange.catalogue 最新的一份")
    ] = None,
    user: SubmitterOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """读入外委办局的目录清单：契约已装载的逐项比对，其余登记为挂接条目并提交审核，不直接发布。

    示例：anlan catalogue mount tax --workspace demo-workspace
    """
    place, _ = open_catalogue(workspace)
    from anlan.control.catalogue.exchange_mounting import mount_list

    done = mount_list(place, system, submitter(user), file)
    if as_json:
        print_json(done.__dict__)
        return
    output.print(f"{done.file}：{done.listed} 个资源、{done.items} 个信息项，其中 {done.bound} 个已由契约装载。")
    output.print(f"提交审核 {done.submitted} 个，在审 {done.waiting} 个，未变 {done.unchanged} 个。")
    for line in done.differences:
        output.print(f"[bold]不一致[/] {line}")


@app.command("list")
def list_entries(
    state: Annotated[str, typer.Option("--state", help="review、refused、published、succeeded、withdrawn")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """列出目录条目的版本与状态。

    示例：anlan catalogue list --state review
    """
    open_catalogue(workspace)
    from anlan.control.catalogue.models import EntryVersion

    found = EntryVersion.objects.filter(**({"state": state} if state else {})).order_by("resource_code", "version")
    rows = [_row(version) for version in found]
    if as_json:
        print_json(rows)
    else:
        header = ["资源代码", "版本", "状态", "资源名称", "责任方", "提交人"]
        print_table(
            f"目录条目 {len(rows)} 个",
            header,
            [[r[k] for k in ("code", "version", "state_label", "name", "party", "author")] for r in rows],
        )


def _row(version: EntryVersion) -> dict[str, Any]:
    from anlan.control.catalogue.models import EntryVersion

    return {
        "code": version.resource_code,
        "version": version.version,
        "state": version.state,
        "state_label": EntryVersion.State(version.state).label,
        "name": version.name,
        "party": version.responsible_party,
        "author": version.author,
        "reason": version.reason,
    }


@app.command()
def approve(
    user: UserOption,
    codes: Annotated[list[str] | None, typer.Argument(help="资源代码或职责代码；省略时为全部在审的")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """审核通过并发布职责与条目。提交人不能审核自己提交的内容。

    示例：ANLAN_PASSWORD=… anlan catalogue approve --user data 310101/000001
    """
    _, life = open_catalogue(workspace)
    from anlan.control.catalogue.decisions import DutyDecisions
    from anlan.control.catalogue.life import in_review

    person = reviewer(user)
    duties = DutyDecisions()
    waiting = [one.number for one in duties.waiting() if not codes or one.code in codes]
    versions = [version for version in in_review() if not codes or version.resource_code in codes]
    # Duties first: an entry is published only below a duty that is.
    approved = duties.approve(waiting, person) if waiting else 0
    output.print(f"发布 {approved} 项职责、{life.approve(versions, person)} 个条目。")


@app.command()
def refuse(
    code: Annotated[str, typer.Argument(help="资源代码")],
    user: UserOption,
    reason: Annotated[str, typer.Option("--reason", help="理由")],
    workspace: WorkspaceOption = None,
) -> None:
    """退回在审的条目，写明理由。

    示例：anlan catalogue refuse 310101/000001 --user data --reason "责任方有误"
    """
    _, life = open_catalogue(workspace)
    from anlan.control.catalogue.errors import EntryUnknown
    from anlan.control.catalogue.life import in_review

    person = reviewer(user)
    versions = [version for version in in_review() if version.resource_code == code]
    if not versions:
        raise EntryUnknown(code=code)
    life.refuse(versions[0], person, reason)
    output.print(f"已退回 {code}。")


@app.command()
def withdraw(
    code: Annotated[str, typer.Argument(help="资源代码")],
    user: UserOption,
    reason: Annotated[str, typer.Option("--reason", help="理由")],
    workspace: WorkspaceOption = None,
) -> None:
    """撤销已发布的条目，代码不再使用。

    示例：anlan catalogue withdraw 310101/000001 --user data --reason "系统停用"
    """
    _, life = open_catalogue(workspace)
    life.withdraw(code, reviewer(user), reason)
    output.print(f"已撤销 {code}。")


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="中文任意字词、拼音首字母、代码或英文名")],
    limit: Annotated[int, typer.Option("--limit", help="最多列出几条")] = 20,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """在已发布的资源与信息项中检索。

    示例：anlan catalogue search 缴费基数
    """
    open_catalogue(workspace)
    from anlan.control.catalogue.published import published

    total, rows = published().index.search(query, limit)
    if as_json:
        print_json({"total": total, "rows": [row.__dict__ for row in rows]})
    else:
        print_table(
            f"找到 {total} 项",
            ["位置", "名称", "代码", "英文名"],
            [[r.identifier, r.name, r.code, r.english] for r in rows],
        )


@app.command()
def export(
    out: Annotated[Path, typer.Option("--out", help="输出文件")],
    format: Annotated[str, typer.Option("--format", help="xlsx、json、dcat 或 odcs")] = "xlsx",
    workspace: WorkspaceOption = None,
) -> None:
    """导出已发布的目录：Excel、JSON、DCAT-AP 3.0.1（Turtle）、ODCS 3.1（YAML）。

    示例：anlan catalogue export --format dcat --out catalogue.ttl
    """
    if format not in ("xlsx", "json", "dcat", "odcs"):
        raise typer.BadParameter("只能是 xlsx、json、dcat、odcs", param_hint="--format")
    open_catalogue(workspace)
    from anlan.control.catalogue import catalogue_files

    count, content = catalogue_files.exported(format)
    out.write_bytes(content)
    output.print(f"导出 {count} 个资源到 {out}")


catalogue_harvest.add_to(app)
catalogue_proposals.add_to(app)
catalogue_survey.add_to(app)
catalogue_log.add_to(app)
catalogue_watch.add_to(app)
catalogue_authorise.add_to(app)
