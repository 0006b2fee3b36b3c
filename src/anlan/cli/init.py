"""``anlan init``: an empty workspace with an example contract."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLE = """\
# 来源契约示例：把本文件夹改名为系统名，按实际填写后删去每行行首的“# ”。格式说明见 docs/architecture.md。
#
# system: social_insurance            # 系统名：英文小写
# label: 社会保险信息系统
# source_class: internal              # internal 人社内部 | bureau 外委办局 | third_party 第三方
# owner: 社会保险基金管理中心
# connection: social_insurance        # secrets.toml 中 [connections] 的名称
# kind: database                      # database | csv | excel | api | feed
# tables:
#   - name: AC43_MONTH
#     label: 月度缴费明细
#     english: monthly contributions
#     description: 每人每月一行
#     category: 社会保障/养老保险
#     location: AC43_MONTH            # 数据库为表名；csv、excel 为文件名通配；api、feed 为路径
#     core: core_social__contribution_month
#     load: {mode: incremental, cursor: AAE036}
#     known_at: AAE036
#     expected: {cycle: monthly, within_days: 10, rows_min: 1000, rows_max: 10000000}
#     share_type: "2"
#     open_type: "3"
#     update_cycle: "4"
#     drift: {table: freeze, columns: evolve, types: discard_value}
#     employer: {code: AAB005, number: AAB001, name: AAB004}
#     items:
#       AAC001: {label: 个人编号, type: "NUMBER(16)", column: person_id, required: true}
#       AAE003: {label: 对应费款所属期, type: "NUMBER(6)", column: month, required: true}
#       AAE180: {label: 缴费基数, type: "NUMBER(16,2)", column: base_yuan}
#       AAE036: {label: 经办日期, type: DATE}
"""


def command(folder: Annotated[Path, typer.Argument(metavar="DIR", help="新工作区文件夹")]) -> None:
    """新建工作区：设置、密钥文件与一份带注释的来源契约示例；已有文件不改动。

    示例：anlan init /srv/anlan
    """
    from anlan.base.settings import create_workspace
    from anlan.control.settings import configure, migrate

    workspace = create_workspace(folder, {}, {})
    example = workspace.sources / "example" / "contract.yml.example"
    if not example.exists():
        example.parent.mkdir(parents=True, exist_ok=True)
        example.write_text(EXAMPLE, encoding="utf-8")
    configure(workspace)
    migrate()
    typer.echo(f"工作区已就绪：{workspace.root}")
    typer.echo("下一步：")
    typer.echo(f"  1. 在 {workspace.root / 'secrets.toml'} 填写连接")
    typer.echo(f"  2. 参照 {example} 为每个来源系统编写 sources/<系统>/contract.yml")
    typer.echo(f"  3. anlan person add <用户名> --role admin --workspace {folder}")
    typer.echo(f"  4. anlan run --workspace {folder}，然后 anlan serve --workspace {folder}")
