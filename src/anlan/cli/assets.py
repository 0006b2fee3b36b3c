"""``anlan assets``: models, tags, grades along lineage, retention, archive and proven destruction."""

from __future__ import annotations

import typer

from anlan.cli import assets_certificate, assets_destroy, assets_grades, assets_models, assets_retention, assets_tags

app = typer.Typer(help="数据资产：数据模型、标签、分级、保留期限、归档与销毁。", no_args_is_help=True)
app.add_typer(assets_grades.app, name="grades")
app.command("models")(assets_models.models)
app.command("tags")(assets_tags.tags)
app.command("retention")(assets_retention.retention)
app.add_typer(assets_retention.app, name="archive")
app.add_typer(assets_destroy.app, name="destroy")
app.add_typer(assets_certificate.app, name="certificate")


@app.callback()
def root() -> None:
    """数据资产：数据模型、标签、分级、保留期限、归档与销毁。"""
