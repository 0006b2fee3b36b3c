"""The exchange directory of the tax office on the city's big-data platform: batches with control files and flags."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SM3, Hash

from anlan_city.stores import write_csv

LIST = ("序号", "资源代码", "资源名称", "资源摘要", "提供方", "更新周期", "共享类型", "共享条件", "信息项")
RESOURCES = (
    (
        "3301/000217",
        "企业所得税年度财务指标",
        "企业所得税汇算清缴的年度财务指标",
        "市税务局",
        "每月",
        "有条件共享",
        "用于劳动关系风险监测",
        "统一社会信用代码、纳税人名称、年度、营业收入、净利润、资产总额、负债总额、申报日期",
    ),
    (
        "3301/000218",
        "个人所得税申报人数",
        "扣缴义务人每月全员全额申报的人数",
        "市税务局",
        "每月",
        "有条件共享",
        "用于劳动关系风险监测",
        "统一社会信用代码、纳税人名称、税款所属期、个税申报人数、申报日期",
    ),
    (
        "3301/000231",
        "纳税信用评价结果",
        "企业年度纳税信用级别",
        "市税务局",
        "每年",
        "无条件共享",
        "",
        "统一社会信用代码、纳税人名称、评价年度、纳税信用级别",
    ),
    (
        "3307/000045",
        "政务服务事项清单",
        "人社领域政务服务事项及办理要素",
        "市政务服务管理局",
        "实时",
        "无条件共享",
        "",
        "事项编码、事项名称、事项类型、实施主体、法定办结时限、承诺办结时限、是否一网通办",
    ),
    (
        "3311/000102",
        "专精特新企业名单",
        "市级以上专精特新中小企业",
        "市经济和信息化局",
        "每季度",
        "有条件共享",
        "用于惠企政策匹配",
        "统一社会信用代码、企业名称、认定级别、认定批次、有效期至",
    ),
)
"""What the platform's list offers: code, name, summary, provider, cycle, share type, condition, items."""
_BATCH = "SW{:04d}"
_PERIOD = re.compile(r"_(\d{4})(?:年)?(?:(\d{2})月)?")


def write_exchange(folder: Path) -> None:
    """Announce the files of a folder as batches in the order of their months, and lay the list of resources beside.

    Yearly figures come with the batch of their year, those of the running year with the newest.
    """
    batches: dict[tuple[int, int], list[Path]] = defaultdict(list)
    for path in sorted(folder.glob("个税申报人数_*.csv")):
        batches[_period(path)].append(path)
    for path in sorted(folder.glob("年度财务指标_*.csv")):
        batches[_period(path) if _period(path) in batches else max(batches)].append(path)
    for number, (_, paths) in enumerate(sorted(batches.items()), start=1):
        _announce(folder, _BATCH.format(number), paths)
    rows = [(number, *resource) for number, resource in enumerate(RESOURCES, start=1)]
    write_csv(folder / "目录清单.csv", LIST, rows, "gb18030")


def _period(path: Path) -> tuple[int, int]:
    found = _PERIOD.search(path.stem)
    assert found is not None
    return int(found[1]), int(found[2] or 0)


def _announce(folder: Path, batch: str, paths: list[Path]) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("批次号", "批次类型", "文件名", "记录数", "SM3"))
    for path in paths:
        data = path.read_bytes()
        digest = Hash(SM3())
        digest.update(data)
        writer.writerow((batch, "增量", path.name, data.count(b"\n") - 1, digest.finalize().hex()))
    (folder / f"{batch}.ctl").write_bytes(out.getvalue().encode("gb18030"))
    (folder / f"{batch}.ok").touch()
