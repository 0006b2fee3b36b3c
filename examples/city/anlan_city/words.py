"""The word lists of the city, read once: places, trades and the characters names are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from anlan.base.yaml_text import load_yaml

PACK = Path(__file__).parent / "pack"


@dataclass(frozen=True)
class Place:
    """A district with its code, names, share of employers, streets and roads."""

    code: str
    name: str
    short: str
    weight: float
    streets: tuple[str, ...]
    roads: tuple[str, ...]


@dataclass(frozen=True)
class Trade:
    """An industry class with the words its companies are called by, its pay and its use of power."""

    code: str
    name: str
    words: tuple[str, ...]
    weight: float
    pay: float
    power: float
    scope: str
    season: str


def read_pack(name: str) -> Any:
    """The parsed YAML file of that name in the pack folder."""
    return load_yaml((PACK / name).read_text(encoding="utf-8"))


@cache
def places() -> tuple[Place, ...]:
    """The sixteen districts and the development area."""
    return tuple(
        Place(code, row["name"], row["short"], row["weight"], tuple(row["streets"]), tuple(row["roads"]))
        for code, row in read_pack("places.yml").items()
    )


@cache
def trades() -> tuple[Trade, ...]:
    """The trades of the city's employers."""
    return tuple(
        Trade(
            row["code"],
            row["name"],
            tuple(row["words"]),
            row["weight"],
            row["pay"],
            row["power"],
            row["scope"],
            row.get("season", "none"),
        )
        for row in read_pack("trades.yml")
    )


@cache
def words() -> dict[str, Any]:
    """Characters and words of brands, persons' names and legal forms."""
    loaded: dict[str, Any] = read_pack("words.yml")
    return loaded
