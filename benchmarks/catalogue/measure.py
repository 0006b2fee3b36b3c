"""Measures the catalogue: import and publication, search, proofs in a long log, offline verification.

    python benchmarks/catalogue/measure.py --out benchmarks/catalogue/result.json

Everything is made by rule in a temporary workspace; the product's own functions and command do the work.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from anlan.base.settings import Workspace, create_workspace, open_workspace
from anlan.standards.catalogue import CatalogueEntry, CatalogueItem, catalogue_classes

ENTRIES, ITEMS_EACH = 1_000, 10
SEARCH_ENTRIES = 10_000
LOG_ENTRIES = 1_000_000
# Words of the field, drawn at random; the items are made by rule and mean nothing.
SUBJECTS = ("单位", "个人", "缴费", "待遇", "合同", "案件", "证书", "岗位", "补贴", "档案", "登记", "账户")
PROPERTIES = ("编号", "名称", "日期", "金额", "状态", "类型", "基数", "比例", "机构", "原因", "期限", "次数", "地址")
QUALIFIERS = ("首次", "本期", "累计", "历史", "核定", "实际", "应缴", "变更", "申报", "审批", "最近", "年度")
# The command itself, which then says its own peak memory (a child's usage would count its parent's pages).
VERIFY = """
import sys
from anlan.cli.main import main
sys.argv = ["anlan", "catalogue", "verify", sys.argv[1], "--json"]
try:
    main()
finally:
    status = open("/proc/self/status").read()
    print(status.split("VmHWM:")[1].split()[0], file=sys.stderr)
"""
QUERIES = (
    "缴费",
    "基数",
    "累计缴费",
    "待遇金额",
    "合同期限",
    "jfjs",
    "ljje",
    "AAB0012",
    "310203",
    "item 77",
    "证书 编号",
    "无此项",
)


class Timings:
    """Milliseconds of repeated acts, by the wall and of this process's own CPU (others work on the machine)."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.cpu: list[float] = []

    def of(self, act: Callable[[], object]) -> None:
        """Do it and remember how long it took."""
        wall, cpu = time.perf_counter(), time.process_time()
        act()
        self.wall.append((time.perf_counter() - wall) * 1000)
        self.cpu.append((time.process_time() - cpu) * 1000)

    def told(self, name: str) -> dict[str, float]:
        """Median and 95th percentile of both."""
        return {
            f"{name}_{kind}p{share}_ms": round(statistics.quantiles(values, n=20)[place], 2)
            for kind, values in (("", self.wall), ("cpu_", self.cpu))
            for share, place in ((50, 9), (95, 18))
        }


def entries(count: int, seed: int) -> Iterator[CatalogueEntry]:
    """Entries whose items have names like those of the field."""
    draw, classes = random.Random(seed), catalogue_classes()
    for number in range(count):
        one = classes[number % len(classes)]
        items = tuple(
            CatalogueItem(
                f"AAB{number % 1000:03d}{place}",
                draw.choice(QUALIFIERS) + draw.choice(SUBJECTS) + draw.choice(PROPERTIES),
                f"item {number * ITEMS_EACH + place}",
                "VARCHAR",
                "40",
                share_condition="按职责申请",
                definition=draw.choice(SUBJECTS) + "的" + draw.choice(PROPERTIES),
            )
            for place in range(ITEMS_EACH)
        )
        yield CatalogueEntry(
            one.code,
            one.path,
            f"{draw.choice(QUALIFIERS)}{draw.choice(SUBJECTS)}信息{number}",
            english=f"resource {number}",
            description="每个对象一行",
            share_condition="按职责申请",
            responsible_party=f"第{number % 40}处",
            items=items,
        )


def measure_import(folder: Path) -> dict[str, Any]:
    """Seconds from an Excel file with 10,000 items to published and logged."""
    from anlan.control.catalogue.catalogue_files import import_file
    from anlan.control.catalogue.decisions import EntryDecisions
    from anlan.control.catalogue.log import VerifiableLog
    from anlan.control.catalogue.models import EntryVersion
    from anlan.control.place import workspace
    from anlan.standards.catalogue_workbook import write_workbook

    path = folder / "catalogue.xlsx"
    write_workbook(path, entries(ENTRIES, 1))
    content = path.read_bytes()
    start = time.perf_counter()
    done = import_file(path.name, content, "author")
    submitted = time.perf_counter() - start
    desk = EntryDecisions()
    desk.approve([one.number for one in desk.waiting()], "reviewer")
    total = time.perf_counter() - start
    assert EntryVersion.objects.filter(state="published").count() == ENTRIES
    return {
        "entries": done["submitted"],
        "items": done["items"],
        "submit_s": round(submitted, 2),
        "total_s": round(total, 2),
        "log_entries": VerifiableLog(workspace()).size,
        "limit_s": 20,
    }


def measure_search() -> dict[str, Any]:
    """Milliseconds of searches over 100,000 published items, through the snapshot that the API and console use."""
    from anlan.control.catalogue.decisions import EntryDecisions, catalogue_life
    from anlan.control.catalogue.published import CatalogueQuery, published

    catalogue_life().submit(entries(SEARCH_ENTRIES - ENTRIES, 2), "author")
    desk = EntryDecisions()
    desk.approve([one.number for one in desk.waiting()], "reviewer")
    start = time.perf_counter()
    rows = len(published().index.rows)
    built = time.perf_counter() - start
    hits, pages = Timings(), Timings()
    for _ in range(20):
        for query in QUERIES:
            hits.of(partial(published().index.search, query, 20))
            pages.of(partial(published().page, CatalogueQuery(q=query), 1, 50))
    return {
        "rows": rows,
        "build_s": round(built, 2),
        **hits.told("search"),
        **pages.told("list_with_facets"),
        "limit_p95_ms": 50,
    }


def measure_log(folder: Path, count: int) -> dict[str, Any]:
    """Milliseconds of an inclusion proof in a log of a million entries, and seconds of its offline verification."""
    from anlan.control.catalogue.log import VerifiableLog
    from anlan.control.place import workspace

    log = VerifiableLog(workspace())
    start = time.perf_counter()
    while (size := log.size) < count:
        batch = min(50_000, count - size)
        log.append({"kind": "publish", "resource_code": f"310101/{n % 1_000_000:06d}", "version": 1, "name": f"资源{n}"}
                   for n in range(size, size + batch))  # fmt: skip
    appended = time.perf_counter() - start
    draw, proofs = random.Random(3), Timings()
    for _ in range(500):
        proofs.of(partial(log.prove_inclusion, draw.randrange(count)))
    path = folder / "log.jsonl"
    start = time.perf_counter()
    log.export(path)
    exported = time.perf_counter() - start
    start = time.perf_counter()
    answer = subprocess.run([sys.executable, "-c", VERIFY, str(path)], capture_output=True, text=True, check=True)
    verified = time.perf_counter() - start
    assert json.loads(answer.stdout)["entries"] == count
    return {
        "entries": count,
        "append_s": round(appended, 1),
        **proofs.told("proof"),
        "proof_limit_ms": 10,
        "export_s": round(exported, 1),
        "export_mb": round(path.stat().st_size / 1e6),
        "verify_s": round(verified, 1),
        "verify_limit_s": 60,
        "verify_peak_mb": int(answer.stderr) // 1024,
    }


def place_in(folder: Path) -> Workspace:
    """A fresh workspace with Django configured for it."""
    from anlan.control.settings import configure, migrate

    create_workspace(folder / "w", {}, {})
    place = open_workspace(folder / "w")
    configure(place)
    migrate()
    return place


def main() -> None:
    """Run the measurements one after another and write them down."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--entries", type=int, default=LOG_ENTRIES, help="length of the log")
    parser.add_argument(
        "--parts", nargs="*", default=["import", "search", "log"], help="import, search (after it), log"
    )
    asked = parser.parse_args()
    out = asked.out
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place_in(folder)
        result: dict[str, Any] = json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}
        result["machine"] = (
            f"{platform.machine()}, 2 vCPU Xeon, shared while measured; Python {platform.python_version()}"
        )
        if "import" in asked.parts:
            result["import"] = measure_import(folder)
        if "search" in asked.parts:
            result["search"] = measure_search()
        if "log" in asked.parts:
            result["log"] = measure_log(folder, asked.entries)
    out.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
