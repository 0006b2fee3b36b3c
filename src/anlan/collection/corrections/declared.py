"""The conversions that standardisation knows, as declared: what each does, who declares it, since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from anlan.base.yaml_text import load_yaml
from anlan.collection.contract import Item
from anlan.standards.registry import Column

_FILE = Path(__file__).with_name("conversions.yml")
PLATFORM, CONTRACT, STANDARD, REVIEW = "platform", "contract", "standard", "review"
DECLARERS = {PLATFORM: "平台规则", CONTRACT: "来源契约", STANDARD: "数据标准", REVIEW: "复核"}


@dataclass(frozen=True)
class Conversion:
    """One way in which a received value becomes another: its name, who declares it, whether an item may go without."""

    id: str
    label: str
    declared_by: str
    text: str
    since: date | None = None
    switch: bool = False


@cache
def conversions() -> Mapping[str, Conversion]:
    """Every conversion by its id, in the order of the declaration."""
    body = load_yaml(_FILE.read_text(encoding="utf-8"))
    return {name: Conversion(name, **fields) for name, fields in body.items()}


def declaration(conversion: str, item: Item, column: Column, received: str, result: str) -> str:
    """In words what makes a value of an item another one."""
    match conversion:
        case "unit":
            return f"契约声明单位 {item.unit}，标准单位 {column.unit or '1'}"
        case "code-declared" | "code-reviewed":
            return f"{received} → {result}"
        case "code-label" | "code-former" | "code-padded":
            return f"代码集 {column.code_set}"
    return conversions()[conversion].text
