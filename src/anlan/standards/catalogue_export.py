"""The catalogue in other people's formats: JSON, DCAT-AP 3.0.1 (Turtle) and ODCS 3.1 data contracts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from anlan.base.errors import InputUnreadable
from anlan.standards.catalogue import (
    FORMATS,
    OPEN_TYPES,
    SHARE_TYPES,
    SOURCE_CLASSES,
    UPDATE_CYCLES,
    CatalogueEntry,
    CatalogueItem,
)

FORMAT_VERSION = "anlan-catalogue/1"

# Frequencies of the EU authority table, which DCAT-AP asks for.
_FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"
_FREQUENCIES = {
    "1": "CONT",
    "2": "DAILY",
    "3": "WEEKLY",
    "4": "MONTHLY",
    "5": "QUARTERLY",
    "6": "ANNUAL_2",
    "7": "ANNUAL",
    "8": "IRREG",
    "9": "NEVER",
}
_RIGHTS = "http://publications.europa.eu/resource/authority/access-right/"
_ACCESS = {"1": "PUBLIC", "2": "RESTRICTED", "3": "NON_PUBLIC"}
_PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def to_json(entries: Iterable[CatalogueEntry]) -> str:
    """The catalogue as the project's own JSON, complete enough to be imported again."""
    body = {"format": FORMAT_VERSION, "entries": [entry.as_dict() for entry in entries]}
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def from_json(path: Path) -> list[CatalogueEntry]:
    """The entries of a file written by `to_json`. Raises: InputUnreadable."""
    action = "请用 `anlan catalogue export --format json` 的输出作为样式。"
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        if body.get("format") != FORMAT_VERSION:
            raise InputUnreadable(path=path, reason=f"格式不是 {FORMAT_VERSION}", action=action)
        return [CatalogueEntry.from_dict(entry) for entry in body["entries"]]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputUnreadable(path=path, reason=str(error), action=action) from error


def _literal(text: str, language: str = "") -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"' + (f"@{language}" if language else "")


def _iri(base: str, *parts: str) -> str:
    return "<" + "/".join([base.rstrip("/"), *(quote(part, safe="") for part in parts)]) + ">"


def _node(subject: str, kind: str, facts: list[tuple[str, str]]) -> str:
    lines = [f"{subject} a {kind}"] + [f"    {predicate} {value}" for predicate, value in facts if value]
    return " ;\n".join(lines) + " .\n"


def to_dcat(entries: Iterable[CatalogueEntry], *, publisher: str, base: str, issued: date) -> str:
    """The catalogue as DCAT-AP 3.0.1 in Turtle: catalogue, data sets, distributions, publishers and concepts.

    ``base`` is the address under which identifiers are minted; an intranet name will do, nothing is fetched from it.
    """
    entries = list(entries)
    organisation = _iri(base, "organisation", publisher)
    day = f'"{issued.isoformat()}"^^xsd:date'
    nodes = [
        _node(
            _iri(base, "catalogue"),
            "dcat:Catalog",
            [
                ("dct:title", _literal(f"{publisher}数据资源目录", "zh")),
                ("dct:description", _literal("由安澜按资源目录登记内容生成", "zh")),
                ("dct:publisher", organisation),
                ("dct:issued", day),
                *(("dcat:dataset", _dataset_iri(base, entry)) for entry in entries),
            ],
        )
    ]
    parties = {publisher} | {entry.responsible_party for entry in entries if entry.responsible_party}
    nodes += [
        _node(_iri(base, "organisation", name), "foaf:Agent", [("foaf:name", _literal(name, "zh"))])
        for name in sorted(parties)
    ]
    for code, name in sorted({(entry.class_code, entry.class_name) for entry in entries}):
        nodes.append(_node(_iri(base, "class", code), "skos:Concept", [("skos:prefLabel", _literal(name, "zh"))]))
    for entry in entries:
        nodes += _dataset(base, entry, publisher)
    used_cycles = sorted({_FREQUENCIES[entry.update_cycle] for entry in entries})
    nodes += [_node(f"<{_FREQUENCY}{code}>", "dct:Frequency", []) for code in used_cycles]
    nodes += [
        _node(f"<{_RIGHTS}{code}>", "dct:RightsStatement", [])
        for code in sorted({_ACCESS[entry.open_type] for entry in entries})
    ]
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in _PREFIXES.items()) + "\n" + "\n".join(nodes)


def _dataset_iri(base: str, entry: CatalogueEntry) -> str:
    return _iri(base, "resource", entry.resource_code or entry.name)


def _dataset(base: str, entry: CatalogueEntry, publisher: str) -> list[str]:
    subject = _dataset_iri(base, entry)
    distribution = _iri(base, "distribution", entry.resource_code or entry.name)
    facts = [
        ("dct:title", _literal(entry.name, "zh")),
        ("dct:title", _literal(entry.english, "en") if entry.english else ""),
        ("dct:description", _literal(entry.description or entry.name, "zh")),
        ("dct:identifier", _literal(entry.resource_code)),
        ("dct:publisher", _iri(base, "organisation", entry.responsible_party or publisher)),
        ("dcat:theme", _iri(base, "class", entry.class_code)),
        ("dct:accrualPeriodicity", f"<{_FREQUENCY}{_FREQUENCIES[entry.update_cycle]}>"),
        ("dct:accessRights", f"<{_RIGHTS}{_ACCESS[entry.open_type]}>"),
        ("dcat:distribution", distribution),
    ]
    facts += [("dcat:keyword", _literal(item.name, "zh")) for item in entry.items]
    access = [
        ("dct:title", _literal(f"{entry.name}（{FORMATS[entry.resource_format]}）", "zh")),
        ("dcat:accessURL", _iri(base, "access", entry.resource_code or entry.name)),
    ]
    return [_node(subject, "dcat:Dataset", facts), _node(distribution, "dcat:Distribution", access)]


_LOGICAL = (
    (r"date|日期", "date"),
    (r"timestamp|时间", "timestamp"),
    (r"int|整", "integer"),
    (r"number|decimal|numeric|float|double|数值|n\d|n\.\.", "number"),
    (r"bool|flag|标志", "boolean"),
)


def _logical_type(item: CatalogueItem) -> str:
    kind = item.data_type.lower()
    return next((logical for pattern, logical in _LOGICAL if re.search(pattern, kind)), "string")


def odcs_contract(entry: CatalogueEntry, version: str, status: str) -> dict[str, Any]:
    """One resource as an ODCS 3.1.0 data contract (a plain dictionary in the schema's order)."""
    properties = [
        {
            "name": item.code,
            "businessName": item.name,
            "description": item.definition or item.name,
            "logicalType": _logical_type(item),
            "physicalType": item.data_type + (f"({item.length})" if item.length else "") or "string",
            "classification": item.grade,
            "customProperties": [
                {"property": "shareType", "value": SHARE_TYPES[item.share_type]},
                {"property": "openType", "value": OPEN_TYPES[item.open_type]},
            ],
        }
        for item in entry.items
    ]
    table = next((mount.target for mount in entry.mounts), entry.name)
    return {
        "version": version,
        "kind": "DataContract",
        "apiVersion": "v3.1.0",
        "id": entry.resource_code or entry.name,
        "name": entry.name,
        "status": status,
        "domain": entry.class_name,
        "description": {"purpose": entry.description, "limitations": entry.share_condition or entry.legal_basis},
        "schema": [{"name": table, "logicalType": "object", "businessName": entry.name, "properties": properties}],
        "team": {"name": entry.responsible_party},
        "slaProperties": [{"property": "frequency", "value": UPDATE_CYCLES[entry.update_cycle]}],
        "customProperties": [
            {"property": "classCode", "value": entry.class_code},
            {"property": "sourceClass", "value": SOURCE_CLASSES[entry.source_class]},
            {"property": "shareType", "value": SHARE_TYPES[entry.share_type]},
        ],
    }


def to_odcs(entries: Iterable[CatalogueEntry], versions: Mapping[str, str] | None = None) -> str:
    """All resources as ODCS 3.1.0 contracts, one YAML document each."""
    known = versions or {}
    contracts = [odcs_contract(entry, known.get(entry.resource_code, "1.0.0"), "active") for entry in entries]
    return yaml.safe_dump_all(contracts, allow_unicode=True, sort_keys=False, width=120)
