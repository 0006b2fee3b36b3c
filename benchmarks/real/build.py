"""A workspace over real data: Beijing's enterprises as registration, real news and sentences as the text stream.

Usage: python benchmarks/real/build.py WORKSPACE
Reads the folder of ANLAN_REFERENCE_DATA (default ../shared/data); what is written there stays outside the project.
Sentences of the labelled sets have no date: they are given the last week's, and no label is used.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import yaml
import zstandard

from anlan.base.settings import create_workspace

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = Path(os.environ.get("ANLAN_REFERENCE_DATA", ROOT.parent / "shared" / "data"))
LAST_DAY = date(2026, 11, 22)
DISTRICTS = {
    "东城": "110101", "西城": "110102", "朝阳": "110105", "丰台": "110106", "石景山": "110107", "海淀": "110108",
    "门头沟": "110109", "房山": "110111", "通州": "110112", "顺义": "110113", "昌平": "110114", "大兴": "110115",
    "怀柔": "110116", "平谷": "110117", "密云": "110118", "延庆": "110119",
}  # fmt: skip
REGISTRY_HEADER = ["名称", "信用代码", "成立日期", "企业类型", "注册资本(万元)", "经营范围", "区县", "地址", "更新日期"]
ARTICLE_HEADER = ["编号", "来源", "类别", "地址", "标题", "正文", "发布日期"]


def enterprises() -> Iterator[list[str]]:
    """Beijing's enterprises as the registration would deliver them."""
    packed = (REFERENCE / "companies/beijing_full.tsv.zst").open("rb")
    lines = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(packed), encoding="utf-8")
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        capital = re.match(r"([\d.]+)\(万元人民币\)", row["capital"] or "")
        kind = "" if row["ent_type"] == "N/A" else row["ent_type"]
        district = DISTRICTS.get(row["city"], "")
        facts = [row["name"], row["uscc"], row["reg_date"], kind, capital[1] if capital else "", row["scope"]]
        yield [*facts, district, row["address"], "2019-05-01"]


def articles() -> Iterator[list[str]]:
    """News items with their dates, then the sentences of three labelled sets without their labels."""
    with gzip.open(REFERENCE / "news/items.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            item = json.loads(line)
            day = _day(item["published"]) or item["date"]
            source = re.sub(r"^www\.", "", re.sub(r"https?://([^/]+)/.*", r"\1", item["link"]))
            yield [f"news-{number}", source, "1", item["link"], item["title"], item["summary"] or item["title"], day]
    for name, number, text in sentences():
        yield [f"{name}-{number}", name, "1", "", text[:60], text, str(LAST_DAY - timedelta(days=number % 7))]


def _day(text: str) -> str:
    """The ISO date of a feed's time, which is written after ISO 8601 or RFC 822; empty where it is neither."""
    if re.match(r"\d{4}-\d\d-\d\d", text or ""):
        return text[:10]
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (TypeError, ValueError):
        return ""


def sentences() -> Iterator[tuple[str, int, str]]:
    """Texts of the labelled sets: name of the set, number, text."""
    with (REFERENCE / "events/duee_train_types.jsonl").open(encoding="utf-8") as lines:
        yield from (("duee", number, json.loads(line)["text1"]) for number, line in enumerate(lines))
    with (REFERENCE / "events/ccks2019.csv").open(encoding="utf-8-sig", newline="") as rows:
        yield from (("ccks2019", number, row["text"]) for number, row in enumerate(csv.DictReader(rows)))
    with (REFERENCE / "events/wage_keyword_unlabelled.jsonl").open(encoding="utf-8") as lines:
        yield from (("wage", number, json.loads(line)["text"]) for number, line in enumerate(lines))


def _table(name: str, core: str, location: str, known: str, items: dict[str, dict[str, object]]) -> dict[str, object]:
    return {
        "name": name,
        "label": name,
        "english": name,
        "description": "real data for measurement",
        "category": "劳动关系/用工备案与风险管理",
        "location": location,
        "format": {"encoding": "utf-8", "delimiter": ","},
        "core": core,
        "load": {"mode": "full"},
        "known_at": known,
        "expected": {"cycle": "daily", "within_days": 400, "rows_min": 1},
        "share_type": "2",
        "open_type": "3",
        "update_cycle": "2",
        "drift": {"table": "freeze", "columns": "evolve", "types": "discard_value"},
        "items": items,
    }


def _item(label: str, column: str, required: bool = False, **more: str) -> dict[str, object]:
    return {"label": label, "type": "C(20000)", "column": column, "required": required, **more}


REGISTRY_ITEMS: dict[str, dict[str, object]] = {
    "名称": _item("企业名称", "name", True),
    "信用代码": _item("统一社会信用代码", "uscc", True),
    "成立日期": _item("成立日期", "registered_date"),
    "企业类型": _item("企业类型", "kind_code"),
    "注册资本(万元)": _item("注册资本", "capital_yuan", unit="万元"),
    "经营范围": _item("经营范围", "scope"),
    "区县": _item("行政区划代码", "district_code"),
    "地址": _item("注册地址", "registered_address"),
    "更新日期": {"label": "更新日期", "type": "D"},
}
ARTICLE_ITEMS: dict[str, dict[str, object]] = {
    "编号": _item("文章编号", "article_id", True),
    "来源": _item("来源", "source_name"),
    "类别": _item("来源类别", "source_kind_code"),
    "地址": _item("地址", "url"),
    "标题": _item("标题", "title", True),
    "正文": _item("正文", "body_text"),
    "发布日期": _item("发布日期", "published_date", True),
}


def _source(root: Path, system: str, label: str, source_class: str, table: dict[str, object]) -> None:
    folder = root / "sources" / system
    folder.mkdir(parents=True, exist_ok=True)
    head = {"system": system, "label": label, "source_class": source_class, "owner": label, "connection": system}
    contract = {**head, "kind": "csv", "tables": [table]}
    (folder / "contract.yml").write_text(yaml.safe_dump(contract, allow_unicode=True, sort_keys=False), "utf-8")


def _write(path: Path, header: list[str], rows: Iterator[list[str]]) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(header)
        count = 0
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def main() -> None:
    """Write data, contracts and settings below the workspace."""
    root = Path(sys.argv[1])
    firms = _write(root / "real/registry/enterprises.csv", REGISTRY_HEADER, enterprises())
    texts = _write(root / "real/texts/articles.csv", ARTICLE_HEADER, articles())
    connections = {"business_registration": "file:real/registry", "opinion": "file:real/texts"}
    create_workspace(root, {"clock.today": LAST_DAY.isoformat(), "bureau.city": "北京市"}, connections)
    registry = _table("enterprise", "core_registry__enterprise", "*.csv", "更新日期", REGISTRY_ITEMS)
    stream = _table("article", "core_opinion__article", "*.csv", "发布日期", ARTICLE_ITEMS)
    _source(root, "business_registration", "企业登记", "bureau", registry)
    _source(root, "opinion", "新闻舆情", "third_party", stream)
    print(f"{firms} enterprises, {texts} texts")


if __name__ == "__main__":
    main()
