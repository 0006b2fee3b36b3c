"""Write runtime.in and dev.in from pyproject.toml, so that dependencies are declared once."""

import tomllib
from pathlib import Path

HERE = Path(__file__).parent
BUILD = ["editables", "hatchling", "uv"]


def main() -> None:
    """Write ``runtime.in``, ``dev.in`` and ``bootstrap.in`` beside this file."""
    declared = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    note = "# Written from pyproject.toml by `make lock`."
    runtime = [note, *declared["project"]["dependencies"], *BUILD]
    (HERE / "runtime.in").write_text("\n".join(runtime) + "\n", encoding="utf-8")
    dev = [note, "-r runtime.in", *declared["dependency-groups"]["dev"]]
    (HERE / "dev.in").write_text("\n".join(dev) + "\n", encoding="utf-8")
    (HERE / "bootstrap.in").write_text("uv\n", encoding="utf-8")


if __name__ == "__main__":
    main()
