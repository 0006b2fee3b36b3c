"""``anlan entities master``: master data of persons and employers in the workspace."""

from __future__ import annotations

from typing import Annotated

import typer

from anlan.cli.terminal import JsonOption, WorkspaceOption, errors, print_json, print_table, progress_bars


def master(
    subject: Annotated[str, typer.Argument(help="person（人员）或 employer（单位）")] = "person",
    full: Annotated[bool, typer.Option("--full", help="重新学习权重并比较全部记录；平时只比较新记录")] = False,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """按工作区的 master.yml 汇集各来源记录，归并为主体，更新主数据表与人工复核队列。

    主体标识逐次保持；合并与拆分留痕，旧标识自动指向新标识。人工判定在每次运行时生效。

    示例：anlan entities master person --workspace bureau
    """
    from dataclasses import asdict
    from datetime import UTC, datetime

    from anlan.cli.terminal import workspace_of
    from anlan.control.settings import configure, migrate

    place = workspace_of(workspace)
    configure(place)
    migrate()
    from anlan.control.master.declaration import SUBJECTS
    from anlan.control.master.refresh import refresh

    if subject not in SUBJECTS:
        raise typer.BadParameter("可用：" + "、".join(f"{name}（{label}）" for name, label in SUBJECTS.items()))
    with progress_bars() as progress:
        done = refresh(place, subject, datetime.now(UTC), full, progress)
    if json:
        print_json(asdict(done))
        return
    labels = {
        "records": "来源记录", "entities": "主体", "new_records": "新记录", "merged": "并入其他主体的标识",
        "split": "拆分出的主体", "waiting": "待人工复核",
    }  # fmt: skip
    facts = asdict(done)
    print_table(
        f"{SUBJECTS[subject]}主数据", ("项目", "数量"), [(label, facts[name]) for name, label in labels.items()]
    )
    if done.contradictions:
        errors.print(f"有 {done.contradictions} 对判定互相矛盾，“不同”的判定未生效；请到主数据复核页撤销其中一方")
