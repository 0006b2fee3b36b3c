"""The registry of report kinds: each a folder of ``templates/`` that declares itself in ``kind.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from anlan.base.errors import AnlanError
from anlan.base.yaml_text import load_yaml

TEMPLATES = Path(__file__).parent / "templates"


class ReportKindUnknown(AnlanError):
    """A kind of report that no template folder declares."""

    code = "report-kind-unknown"
    status = 404
    message = "没有报告种类 {kind}；现有：{known}"
    hint = "从现有种类中选择。"


@dataclass(frozen=True)
class ReportKind:
    """One kind of report as declared: names, templates, limits and notes."""

    id: str
    label: str
    title: str
    subject: str
    period: str
    file_name: str
    word: Path
    pdf: Path
    limits: Mapping[str, int]
    notes: tuple[Mapping[str, str], ...]

    def stem(self, period: str) -> str:
        """The file name, without ending, of the issue for a period."""
        return self.file_name.format(period=period)


def _parse(folder: Path, declared: Mapping[str, Any]) -> ReportKind:
    return ReportKind(
        id=declared["id"],
        label=declared["label"],
        title=declared["title"],
        subject=declared["subject"],
        period=declared["period"],
        file_name=declared["file_name"],
        word=folder / declared["word"],
        pdf=folder / declared["pdf"],
        limits=MappingProxyType(dict(declared["limits"])),
        notes=tuple(MappingProxyType(dict(note)) for note in declared["notes"]),
    )


@cache
def report_kinds() -> Mapping[str, ReportKind]:
    """Every declared kind of report, by id."""
    found = {}
    for path in sorted(TEMPLATES.glob("*/kind.yml")):
        kind = _parse(path.parent, load_yaml(path.read_text(encoding="utf-8")))
        found[kind.id] = kind
    return MappingProxyType(found)


def report_kind(name: str) -> ReportKind:
    """The kind of report with that id. Raises: ReportKindUnknown."""
    kinds = report_kinds()
    if name not in kinds:
        raise ReportKindUnknown(kind=name, known="、".join(kinds))
    return kinds[name]
