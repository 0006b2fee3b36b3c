"""Make the pack's data elements and source items from a reference list of HRSS items.

Usage: python deploy/pack/build_elements.py REFERENCE_FOLDER
Reads hrss_items.csv and hrss_code_conflicts.csv (codes, names, types as publicly readable systems write them) and
writes src/anlan/standards/pack/elements.csv and source_items.csv. What the list says is kept as it is said there; what
is worked out from it (object class, property, representation, format) is marked as inferred.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable
from pathlib import Path

PACK = Path(__file__).resolve().parents[2] / "src/anlan/standards/pack"

SYSTEMS = {
    "zhang-qihao/SZXC": "SZXC",
    "xoo1996/huierhr": "LABOUR_MARKET",
    "asengine/ng-sqjyw": "COMMUNITY_EMPLOYMENT",
    "wolf-lea/Mestudy": "SISP",
    "46642239588": "SI_INTERFACE",
    "alviszh/crawler": "INSURANCE_QUERY",
    "cdxibao/Palm": "MOBILE",
    "lgren/test": "ARCHIVES",
    "4891139939": "OPEN_DATA",
    "github:": "SI_INTERFACE",
}
OBJECTS = {
    "个人 person": "个人",
    "单位 employer": "单位",
    "参数 parameter": "参数",
    "业务公用 transaction": "业务",
    "账务/记录 record": "账务记录",
    "机构/银行 organisation": "机构",
    "标识 internal id": "内部标识",
}
REPRESENTATIONS = (
    ("代码", r"代码$|类型$|类别$|状态$|标志$|标识$|性质$|方式$|等级$|性别$|民族$|原因$|级别$|险种"),
    ("日期", r"日期$|时间$|年月$|期$|年度$"),
    ("金额", r"金额|基数|工资|费$|款$|待遇$|补贴$|利息$|滞纳金"),
    ("数量", r"人数|月数|年限|次数|数量|天数|数$|年龄|比例$|率$"),
    ("编号", r"编号|编码$|号码$|号$|证号"),
    ("说明", r"备注|说明|内容|情况|意见|范围|描述"),
    ("名称", r"名称$|姓名$|名$|机构$|单位$|人$|地址$|部门$"),
)
UNITS = (
    ("元", r"金额|基数|工资|利息|滞纳金|补贴|款$|费$"),
    ("人", r"人数"),
    ("月", r"月数"),
    ("年", r"年限|年龄"),
    ("天", r"天数"),
)


def system_of(source: str) -> str:
    """The short name of the system that a source text names."""
    return next((name for key, name in SYSTEMS.items() if key in source), "OTHER")


def _first(rules: Iterable[tuple[str, str]], name: str, otherwise: str) -> str:
    return next((label for label, pattern in rules if re.search(pattern, name)), otherwise)


def format_of(kind: str, length: str, representation: str) -> tuple[str, str]:
    """Data type and GB/T 18391 style format: ``c..50`` characters, ``n16`` numbers, ``d8`` dates."""
    if kind == "DATE" or (kind == "NUMBER" and representation == "日期" and length in ("8", "")):
        return "日期型", "d8"
    if kind == "NUMBER":
        return "数值型", f"n..{length}" if length else "n..18"
    if kind == "BLOB":
        return "二进制", "by"
    if representation == "日期" and not length:
        return "日期型", "d8"
    if representation in ("金额", "数量") and not kind:
        return "数值型", "n..16,2" if representation == "金额" else "n..10"
    return "字符型", f"c..{length}" if length else "c..100"


def _element(item: dict[str, str], identifier: str, name: str, systems: str, conflict: bool) -> dict[str, str]:
    domain = item["domain"].split(" [")[0]
    field, _, object_text = domain.partition(" - ")
    representation = _first(REPRESENTATIONS, name, "名称")
    data_type, form = format_of(item["type"], item["length"], representation)
    object_class = OBJECTS.get(object_text, object_text)
    return {
        "identifier": identifier,
        "code": item["code"],
        "name": name,
        "english": "" if conflict else item["english"],
        "definition": f"{field.split(' ')[0]}业务中{object_class}的{name}",
        "object_class": object_class,
        "property": re.sub(r"(代码|编号|名称|日期|金额|标志|标识)$", "", name) or name,
        "representation": representation,
        "data_type": data_type,
        "format": form,
        "value_domain": item["code"] if item["codelist"] else "",
        "unit": _first(UNITS, name, "") if data_type == "数值型" else "",
        "owner": "national" if item["code"].startswith("A") else "local",
        "systems": systems,
        "status": "conflict" if conflict else "standard",
        "name_status": "confirmed",
        "format_status": "confirmed" if item["length"] and not conflict else "inferred",
        "source": item["source"].split("; codelist")[0],
    }


def _meanings(text: str) -> list[tuple[str, str]]:
    pairs = []
    for part in text.split(" || "):
        source, _, meaning = part.rpartition(": ")
        pairs.append((system_of(source + ":"), meaning.strip()))
    return pairs


def _conflict_only(code: str, meanings: list[tuple[str, str]]) -> dict[str, str]:
    """An item that only the list of conflicts names: its type is not known."""
    facts = {"code": code, "name": meanings[0][1], "domain": "公共 common - 参数 parameter"}
    return facts | {"english": "", "type": "", "length": "", "codelist": "", "source": "hrss_code_conflicts.csv"}


def build(reference: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Elements (one a meaning) and source items (one a system and code) from the reference folder."""
    with (reference / "hrss_items.csv").open(encoding="utf-8-sig", newline="") as lines:
        items = list(csv.DictReader(lines))
    with (reference / "hrss_code_conflicts.csv").open(encoding="utf-8-sig", newline="") as lines:
        conflicts = {row["code"]: _meanings(row["meaning_by_source"]) for row in csv.DictReader(lines)}
    listed = {item["code"] for item in items}
    items += [_conflict_only(code, meanings) for code, meanings in conflicts.items() if code not in listed]
    elements: list[dict[str, str]] = []
    source_items: list[dict[str, str]] = []
    for item in items:
        meanings = conflicts.get(item["code"])
        if meanings is None:
            systems = sorted(
                {system_of(part) for part in item["source"].split(";") if not part.strip().startswith("codelist")}
            )
            meanings = [(system, item["name"]) for system in systems]
        names = list(dict.fromkeys(name for _, name in meanings))
        for number, name in enumerate(names, 1):
            identifier = f"DE-{item['code']}" + (f"-{number}" if len(names) > 1 else "")
            mine = [system for system, meaning in meanings if meaning == name]
            elements.append(_element(item, identifier, name, " ".join(mine), len(names) > 1))
            source_items += [
                {
                    "system": system,
                    "table": "",
                    "code": item["code"],
                    "name": name,
                    "type": item["type"],
                    "length": item["length"],
                    "element": identifier,
                }
                for system in dict.fromkeys(mine)
            ]
    return elements, source_items


def write(path: Path, rows: list[dict[str, str]]) -> None:
    """Write rows as CSV in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Write both files of the pack."""
    elements, source_items = build(Path(sys.argv[1]))
    write(PACK / "elements.csv", elements)
    write(PACK / "source_items.csv", source_items)
    print(f"{len(elements)} data elements, {len(source_items)} source items")


if __name__ == "__main__":
    main()
