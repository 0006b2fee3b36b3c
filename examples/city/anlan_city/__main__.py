"""``python -m anlan_city build FOLDER`` makes a city; ``python -m anlan_city serve FOLDER`` keeps its services up."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from threading import Event

from anlan.base.settings import create_workspace
from anlan_city.city import LAST_DAY, SEED, build
from anlan_city.server import PORT, serve


def main(arguments: list[str] | None = None) -> int:
    """Run one of the two commands; returns the exit code."""
    parser = argparse.ArgumentParser(prog="anlan_city", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    maker = commands.add_parser("build", help="build a city below a workspace folder")
    maker.add_argument("folder", type=Path)
    maker.add_argument("--scale", type=float, default=0.01)
    maker.add_argument("--seed", type=int, default=SEED)
    maker.add_argument("--end", type=date.fromisoformat, default=LAST_DAY)
    maker.add_argument("--postgresql")
    maker.add_argument("--mariadb")
    server = commands.add_parser("serve", help="serve the city of a workspace folder on loopback")
    server.add_argument("folder", type=Path)
    server.add_argument("--port", type=int, default=PORT)
    chosen = parser.parse_args(arguments)
    return _build(chosen) if chosen.command == "build" else _serve(chosen)


def _build(chosen: argparse.Namespace) -> int:
    city = build(
        chosen.folder,
        scale=chosen.scale,
        seed=chosen.seed,
        end=chosen.end,
        postgresql_url=chosen.postgresql,
        mariadb_url=chosen.mariadb,
        progress=_print_progress,
    )
    create_workspace(chosen.folder, city.settings, city.connections)
    sys.stdout.write(f"{city.folder}\n")
    return 0


def _print_progress(label: str, done: int, total: int) -> None:
    sys.stderr.write(f"{label} {done}/{total}\n")


def _serve(chosen: argparse.Namespace) -> int:
    folder = chosen.folder / "city" if (chosen.folder / "city").is_dir() else chosen.folder
    with serve(folder, chosen.port) as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        try:
            Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
