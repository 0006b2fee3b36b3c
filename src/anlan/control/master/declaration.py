"""``master.yml`` of a workspace: which systems speak of persons and employers, and whose word counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from anlan.base.errors import AnlanError
from anlan.base.settings import Workspace
from anlan.base.yaml_text import load_yaml
from anlan.entities.linkage.problems import LinkageConfigInvalid
from anlan.entities.linkage.settings import LinkageConfig, parse_config
from anlan.entities.linkage.survivorship import Rule, Survivorship, parse_rule

FILE = "master.yml"
SUBJECTS = {"person": "人员", "employer": "单位"}
_LINKAGE = ("columns", "blocking", "thresholds", "cluster_limit", "pairs_per_record")


class MasterUndeclared(AnlanError):
    """The workspace does not say where its master data come from."""

    code = "master-undeclared"
    status = 404
    message = "{place} 没有声明{label}主数据的来源"
    hint = "在工作区写 master.yml：每个来源写 system、table 或 file、id 与 columns；示例见指南“主数据”一页。"


@dataclass(frozen=True)
class Source:
    """A system that holds records: its table in the pool or file in the workspace, and what its items mean."""

    system: str
    label: str
    table: str
    file: str
    id_item: str
    known_at_item: str
    items: Mapping[str, str]


@dataclass(frozen=True)
class Declaration:
    """A subject of master data: its sources, how they are linked, and which values survive."""

    subject: str
    sources: tuple[Source, ...]
    columns: tuple[str, ...]
    linkage: LinkageConfig
    survivorship: Survivorship

    @property
    def golden_table(self) -> str:
        """The pool table of golden records."""
        return f"core_entity__{self.subject}"

    @property
    def record_table(self) -> str:
        """The pool table that says which record belongs to which entity."""
        return f"core_entity__{self.subject}_record"

    def label_of(self, system: str) -> str:
        """A system's name for people."""
        return next((source.label for source in self.sources if source.system == system), system)


def read_declaration(workspace: Workspace, subject: str) -> Declaration:
    """What ``master.yml`` says of a subject. Raises: MasterUndeclared, LinkageConfigInvalid."""
    path = workspace.root / FILE
    content: Any = {}
    if path.is_file():
        try:
            content = load_yaml(path.read_text(encoding="utf-8")) or {}
        except yaml.YAMLError as error:
            raise _invalid(f"不是合法的 YAML：{str(error).splitlines()[0]}", "改正缩进与冒号。") from error
    declared = content.get(subject) if isinstance(content, Mapping) else None
    if not isinstance(declared, Mapping) or not declared.get("sources"):
        raise MasterUndeclared(place=path.name, label=SUBJECTS.get(subject, subject))
    sources = tuple(_source(one) for one in declared["sources"])
    doubled = {one.system for one in sources if sum(other.system == one.system for other in sources) > 1}
    if doubled:
        raise _invalid(f"来源 {sorted(doubled)[0]} 写了两次", "每个来源一段；同一系统的两张表用不同的 system 名。")
    columns = tuple(dict.fromkeys(name for source in sources for name in source.items))
    linkage = {"kind": subject, "id": "record_key", **{key: declared[key] for key in _LINKAGE if key in declared}}
    linkage["ignore"] = ["system", "known_at", "record_id"]
    rules = {str(name): parse_rule(str(rule), FILE) for name, rule in (declared.get("survivorship") or {}).items()}
    unknown = sorted(set(rules) - set(columns) - {"default"})
    if unknown:
        raise _invalid(f"survivorship 中的 {unknown[0]} 不是任何来源的列", f"可用的列：{'、'.join(columns)}。")
    default = rules.pop("default", Rule.MAJORITY)
    trusted = [str(system) for system in declared.get("trusted") or ()]
    return Declaration(subject, sources, columns, parse_config(linkage, FILE), Survivorship(rules, trusted, default))


def _source(content: Any) -> Source:
    if not isinstance(content, Mapping):
        raise _invalid("sources 的每一项须是键值对", "写明 system、table 或 file、id、columns。")
    for name in ("system", "id", "columns"):
        if not content.get(name):
            raise _invalid(f"来源 {content.get('system', '（未命名）')} 缺少 {name}", "补上该项。")
    if bool(content.get("table")) == bool(content.get("file")):
        raise _invalid(f"来源 {content['system']} 须写 table 或 file 之一", "table 是资源池中的表，file 是 CSV 文件。")
    return Source(
        str(content["system"]),
        str(content.get("label") or content["system"]),
        str(content.get("table") or ""),
        str(content.get("file") or ""),
        str(content["id"]),
        str(content.get("known_at") or ""),
        {str(name): str(item) for name, item in content["columns"].items()},
    )


def _invalid(reason: str, action: str) -> LinkageConfigInvalid:
    return LinkageConfigInvalid(place=FILE, reason=reason, action=action)
