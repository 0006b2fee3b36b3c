"""Write runtime.in from pyproject.toml, so that dependencies are declared once."""

import tomllib
from pathlib import Path

HERE = Path(__file__).parent
BUILD = ["editables", "hatchling", "uv"]


def main() -> None:
    """Write ``runtime.in`` and ``bootstrap.in`` beside this file."""
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = ["# Written from pyproject.toml by `make lock`.", *project["dependencies"], *BUILD]
    (HERE / "runtime.in").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (HERE / "bootstrap.in").write_text("uv\n", encoding="utf-8")


if __name__ == "__main__":
    main()
