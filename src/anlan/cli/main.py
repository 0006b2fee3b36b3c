"""``anlan``: assembles the nouns and turns failures into code, message and hint.

Each noun is a module of this package with ``app: typer.Typer``; a command without noun (``anlan run``) is a module with
``command``, a plain function. Modules import what is heavy inside their functions, so that ``--help`` answers at once.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated

import typer

from anlan import __version__
from anlan.base.errors import AnlanError, Findings
from anlan.cli.terminal import errors

_TOLD = 20  # findings that the text of the error names itself
COMMANDS = ("demo", "init", "run", "serve")
NOUNS = (
    "api",
    "assets",
    "catalogue",
    "entities",
    "jobs",
    "lineage",
    "person",
    "quality",
    "report",
    "risk",
    "schedule",
    "settings",
    "signals",
    "source",
    "standardise",
    "standards",
)

app = typer.Typer(
    name="anlan",
    help="安澜：人社数据治理与劳动关系风险预警。每条命令都有 --help 与示例。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="版本号")] = False,
) -> None:
    """安澜：人社数据治理与劳动关系风险预警。每条命令都有 --help 与示例。"""


def _assemble() -> None:
    for name in COMMANDS:
        if find_spec(f"anlan.cli.{name}") is not None:
            app.command(name)(import_module(f"anlan.cli.{name}").command)
    for name in NOUNS:
        if find_spec(f"anlan.cli.{name}") is not None:
            app.add_typer(import_module(f"anlan.cli.{name}").app, name=name)


def main() -> None:
    """The entry point of the ``anlan`` command: exit code 0, 1 with code, message and hint, or 2 for wrong usage."""
    _assemble()
    try:
        app()
    except AnlanError as error:
        if "--json" in sys.argv:
            print(json.dumps(error.as_dict(), ensure_ascii=False), file=sys.stderr)
        else:
            errors.print(f"[bold red]错误[/] [dim]{error.code}[/] {error.text}", highlight=False)
            for item in error.items[_TOLD:] if isinstance(error, Findings) else ():
                errors.print(item, highlight=False, markup=False)
            errors.print(f"[bold]建议[/] {error.advice}", highlight=False)
        sys.exit(1)
    except KeyboardInterrupt:
        errors.print("已中断。")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has gone (`anlan risk list | head`): nothing is left to say.
        sys.stderr.close()
        sys.exit(141)


if __name__ == "__main__":
    main()
