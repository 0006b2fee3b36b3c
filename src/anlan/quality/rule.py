"""A quality rule as a value, and the kinds there are: what each needs and which dimension it speaks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

SEVERITIES = ("error", "warning")
DIMENSIONS = (
    "consistency",
    "uniqueness",
    "completeness",
    "timeliness",
    "accuracy",
    "referential",
    "computation",
    "constraint",
)


@dataclass(frozen=True)
class Kind:
    """One kind of rule: its label, the dimension it speaks for, how many columns it takes, and its options.

    ``options`` maps a name to what it may hold; ``needs`` lists groups of options of which one each must be given.
    ``indicator`` is the indicator of GB/T 36344 that its result counts towards.
    """

    name: str
    label: str
    dimension: str
    indicator: str
    columns: tuple[int, int]
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    needs: tuple[tuple[str, ...], ...] = ()
    per_row: bool = True


def _kind(
    name: str,
    label: str,
    dimension: str,
    indicator: str,
    columns: tuple[int, int] = (1, 1),
    needs: tuple[tuple[str, ...], ...] = (),
    per_row: bool = True,
    **options: str,
) -> Kind:
    return Kind(name, label, dimension, indicator, columns, MappingProxyType(options), needs, per_row)


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            _kind("not_null", "不为空", "completeness", "0201"),
            _kind("not_blank", "不为空白", "completeness", "0201"),
            _kind(
                "conditional", "符合条件时必填", "completeness", "0201", needs=(("when",),), when="text", absent="flag"
            ),
            _kind("unique", "唯一", "uniqueness", "0304", (1, 16), per_row=False),
            _kind("pattern", "格式", "accuracy", "0302", needs=(("pattern",),), pattern="text"),
            _kind("validator", "校验", "accuracy", "0301", needs=(("validator",),), validator="text"),
            _kind(
                "date", "日期可信", "accuracy", "0302", format="text", min="value", max="value", may_be_future="flag"
            ),
            _kind("type", "类型", "constraint", "0101", needs=(("type",),), type="text"),
            _kind(
                "length",
                "长度",
                "constraint",
                "0101",
                needs=(("min", "max", "equals"),),
                min="count",
                max="count",
                equals="count",
            ),
            _kind("range", "取值范围", "constraint", "0101", needs=(("min", "max"),), min="value", max="value"),
            _kind(
                "code_set",
                "值域",
                "constraint",
                "0101",
                needs=(("code_set", "values"),),
                code_set="text",
                values="list",
            ),
            _kind("timeliness", "时限", "timeliness", "0502", (2, 2), needs=(("within_days",),), within_days="count"),
            _kind(
                "freshness",
                "更新及时",
                "timeliness",
                "0502",
                needs=(("within_days",),),
                per_row=False,
                within_days="count",
            ),
            _kind("compare", "大小与先后", "constraint", "0104", (2, 2), needs=(("operator",),), operator="text"),
            _kind(
                "computation",
                "计算",
                "computation",
                "0104",
                needs=(("equals",),),
                equals="text",
                tolerance="number",
                relative="number",
            ),
            _kind("expression", "表达式", "constraint", "0104", (0, 16), needs=(("expression",),), expression="text"),
            _kind(
                "referential",
                "引用存在",
                "referential",
                "0402",
                (1, 16),
                needs=(("references",),),
                per_row=False,
                references="text",
                to="list",
            ),
            _kind(
                "consistent",
                "跨表一致",
                "consistency",
                "0401",
                needs=(("references",), ("key",)),
                per_row=False,
                references="text",
                key="list",
                to_key="list",
                to="text",
                tolerance="number",
            ),
            _kind(
                "row_count",
                "行数",
                "completeness",
                "0202",
                (0, 0),
                needs=(("min", "max"),),
                per_row=False,
                min="count",
                max="count",
            ),
            _kind("query", "SQL 查询", "constraint", "0104", (0, 0), needs=(("query",),), per_row=False, query="text"),
        )
    }
)
OPERATORS = ("=", "<>", "<", "<=", ">", ">=")
TYPES = ("integer", "decimal", "date", "timestamp", "flag")


@dataclass(frozen=True)
class Rule:
    """One rule on one table: what must hold, why it matters and where it comes from.

    A value rule judges values that are there; only ``not_null``, ``not_blank`` and ``conditional`` ask for presence.
    ``where`` limits the rows it speaks of (a SQL condition). A rule is broken when more than ``allowed_ratio`` of what
    it checked fails; a broken rule that ``blocks`` keeps the data from publication.
    """

    id: str
    kind: str
    columns: tuple[str, ...] = ()
    table: str = ""
    label: str = ""
    dimension: str = ""
    severity: str = "error"
    blocks: bool = False
    where: str = ""
    allowed_ratio: float = 0.0
    source: str = ""
    derived: bool = False
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def column(self) -> str:
        """The first column; empty for a rule on the table as a whole."""
        return self.columns[0] if self.columns else ""

    @property
    def dimension_id(self) -> str:
        """The dimension it was given, or that of its kind."""
        return self.dimension or KINDS[self.kind].dimension

    @property
    def indicator(self) -> str:
        """The indicator of GB/T 36344 towards which it counts."""
        return KINDS[self.kind].indicator

    @property
    def title(self) -> str:
        """Its label, or kind and columns where it has none."""
        return self.label or f"{'、'.join(self.columns)} {KINDS[self.kind].label}".strip()

    def as_dict(self) -> dict[str, Any]:
        """The rule as plain values, as a rules file holds it."""
        body: dict[str, Any] = {"id": self.id, "kind": self.kind}
        if self.columns:
            body["columns"] = list(self.columns)
        plain = ("table", "label", "dimension", "where", "source")
        body |= {name: getattr(self, name) for name in plain if getattr(self, name)}
        body |= {"severity": self.severity, "blocks": self.blocks}
        if self.allowed_ratio:
            body["allowed_ratio"] = self.allowed_ratio
        return body | dict(self.options)
