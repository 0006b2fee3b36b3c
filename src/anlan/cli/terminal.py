"""What commands share at the terminal: the workspace option, tables, JSON and progress bars."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from anlan.base.settings import Workspace, find_workspace, open_workspace

output = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", help="工作区文件夹；省略时使用当前所在的工作区", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出机器可读的 JSON")]


def workspace_of(folder: Path | None) -> Workspace:
    """The workspace given by ``--workspace``, or the one the person stands in. Raises: NotAWorkspace."""
    return open_workspace(folder) if folder is not None else find_workspace(Path.cwd())


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    return str(value)


def print_json(value: Any) -> None:
    """Write a value as indented JSON with Chinese characters as they are."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows as a table for a person; a missing value shows as a dash."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*("—" if value is None else str(value) for value in row))
    output.print(table)


@contextmanager
def progress_bars() -> Iterator[Callable[[str, int, int], None]]:
    """A function ``(label, done, total)`` that keeps one live bar a label on the terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors) as bars:
        known: dict[str, Any] = {}

        def report(label: str, done: int, total: int) -> None:
            if label not in known:
                known[label] = bars.add_task(label, total=total)
            bars.update(known[label], completed=done, total=total)

        yield report
