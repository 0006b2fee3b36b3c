"""Code to Chinese label for everything the console shows, gathered from where each code is declared."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from anlan.base.risk_types import Level, RiskType, SourceClass
from anlan.base.yaml_text import load_yaml
from anlan.control.access import ROLES
from anlan.control.audit import Action
from anlan.control.models import Run
from anlan.control.standards.current import labels_in_force, registry_at_a_glance
from anlan.reports.kinds import TEMPLATES
from anlan.reports.labels import standard_labels
from anlan.standards.registry import Registry

LabelSets = Mapping[str, Mapping[str, str]]

_OWN: LabelSets = {
    "status": {"confirmed": "双钥确认", "unverified": "待核实"},
    "rumour": {"supported": "有登记佐证", "contradicted": "与登记矛盾", "waiting": "等待滞后期", "none": "—"},
    "change": {"new": "新增", "raised": "升级", "lowered": "降级", "same": "持平", "closed": "解除"},
    "stance": {"supporting": "支持", "contradicting": "反向", "missing": "缺失"},
    "source_state": {"on_time": "按时", "late": "迟到", "silent": "静默", "failed": "失败"},
    "point_state": {
        "observed": "已观测",
        "stale": "过期",
        "partial": "不完整",
        "not_observed": "未观测",
        "masked": "已脱敏",
    },
    "step_state": {"waiting": "等待", "running": "进行中", "done": "完成", "failed": "失败", "skipped": "跳过"},
    "link_status": {"resolved": "已关联", "ambiguous": "重名待定", "unknown": "未关联", "conflict": "信息冲突"},
    "severity": {"error": "错误", "warning": "警告", "info": "提示"},
}


def label_sets() -> LabelSets:
    """Code set → code → label."""
    registry = registry_at_a_glance()
    if not _kept or _kept[0][0] is not registry:
        _kept[:] = [(registry, _sets(registry))]
    return _kept[0][1]


_kept: list[tuple[Registry, LabelSets]] = []


def _sets(registry: Registry) -> LabelSets:
    words = load_yaml((TEMPLATES / "labels.yml").read_text(encoding="utf-8"))
    sets: dict[str, Mapping[str, str]] = {
        **_OWN,
        "risk_type": {kind.value: kind.label for kind in RiskType},
        "level": {str(int(level)): level.label for level in Level},
        "source_class": {kind.value: kind.label for kind in SourceClass},
        "run_state": {state.value: str(state.label) for state in Run.State},
        "role": {role.name: role.label for role in ROLES.values()},
        "action": {action.value: action.label for action in Action},
        "district": dict(words["district"]),
        "industry": dict(words["industry"]),
    }
    return {**sets, **labels_in_force(registry)}


def label(code_set: str, code: str | None) -> str:
    """The label of a code; the code itself where the set does not know it, never nothing."""
    text = code or ""
    return label_sets()[code_set].get(text, text or "未登记")


@cache
def section(industry_code: str | None) -> str:
    """The section letter of an industry code; empty where there is none."""
    return standard_labels().section(industry_code)
