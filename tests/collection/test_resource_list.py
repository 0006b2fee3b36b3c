"""Another bureau's list of resources: as people write it, into entries to be reviewed and into differences."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from anlan.base.errors import Findings
from anlan.collection.exchange.resource_list import mountable, read_resource_list
from anlan.standards.catalogue import catalogue_classes, check_entry
from bureau import Bureau, case_table

HEAD = ("序号", "资源代码", "资源名称", "资源摘要", "提供方", "更新周期", "共享类型", "信息项")


def workbook(path: Path, rows: list[tuple[object, ...]], head: tuple[str, ...] = HEAD) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("目录清单")
        sheet.merge_range(0, 0, 0, len(head) - 1, "市政务服务和数据局 政务数据资源目录清单")
        for at, row in enumerate([head, *rows], start=1):
            sheet.write_row(at, 0, row)
    return path


def promised(bureau: Bureau, **more: object) -> None:
    exchange = {"manifest": "*.ctl", "ready": "{name}.ok"}
    table = case_table(location="cases*.csv", share_type="2", update_cycle="4", **more)
    bureau.promise(
        system="paper",
        source_class="bureau",
        owner="市仲裁委",
        kind="csv",
        tables=[table],
        exchange=exchange,
        harvest={"category": "劳动关系/用工备案与风险管理"},
    )


def test_resources_nobody_loads_become_entries_to_review(bureau: Bureau, tmp_path: Path) -> None:
    promised(bureau, resource="330100/000001")
    items = "案号、信用代码、单位名称，立案日期;申请人数；争议类型\n争议金额"
    path = workbook(
        tmp_path / "目录.xlsx",
        [
            (1, "330100/000001", "劳动仲裁案件信息", "摘要", "市仲裁委", "每月", "有条件共享", items),
            (2, "330100/000002", "政务服务事项", "全市事项", "市数据局", "实时", "无条件共享", "事项编码、事项名称"),
            (3, "", "行政处罚", "", "", "按季度更新", "不予共享", "文号"),
        ],
    )
    listed = read_resource_list(path)
    assert [(one.name, len(one.items)) for one in listed] == [
        ("劳动仲裁案件信息", 7),
        ("政务服务事项", 2),
        ("行政处罚", 1),
    ]
    found = mountable(bureau.contracts[0], listed)
    assert (found.bound, found.differences) == (1, ())
    matters, fines = found.entries
    assert (matters.source_class, matters.responsible_party, matters.update_cycle) == ("bureau", "市数据局", "1")
    assert (matters.share_type, matters.related_codes) == ("1", ("330100/000002",))
    assert [(one.kind, one.target) for one in matters.mounts] == [("catalogue", "330100/000002")]
    assert (fines.responsible_party, fines.update_cycle, fines.share_type) == ("市仲裁委", "5", "3")
    assert [check_entry(entry, catalogue_classes()) for entry in found.entries] == [[], []]


def test_one_row_an_item_with_merged_resources(bureau: Bureau, tmp_path: Path) -> None:
    promised(bureau)
    path = tmp_path / "清单.csv"
    path.write_bytes(
        "资源名称,信息项名称,字段名,数据类型,长度\r\n事项,事项编码,SXBM,C,32\r\n,事项名称,SXMC,C,200\r\n窗口,窗口号,CKH,N,4\r\n".encode(
            "gb18030"
        )
    )
    matters, window = mountable(bureau.contracts[0], read_resource_list(path)).entries
    assert [(one.code, one.name, one.data_type, one.length) for one in matters.items] == [
        ("SXBM", "事项编码", "C", "32"),
        ("SXMC", "事项名称", "C", "200"),
    ]
    assert window.name == "窗口"


def test_where_list_and_contract_disagree_is_said(bureau: Bureau, tmp_path: Path) -> None:
    promised(bureau, resource="A1")
    row = (
        1,
        "A1",
        "仲裁",
        "",
        "",
        "每日",
        "无条件共享",
        "案号、信用代码、单位名称、立案日期、申请人数、争议类型、承办人",
    )
    found = mountable(bureau.contracts[0], read_resource_list(workbook(tmp_path / "a.xlsx", [row])))
    assert found.entries == () and found.bound == 1
    assert found.differences == (
        "仲裁：契约有而清单没有的信息项 争议金额",
        "仲裁：清单有而契约没有的信息项 承办人",
        "仲裁：更新周期清单写 每日，契约写 每月",
        "仲裁：共享类型清单写 无条件共享，契约写 有条件共享",
    )
    row = (1, "B1", "别的", "", "", "", "", "一、二")
    found = mountable(bureau.contracts[0], read_resource_list(workbook(tmp_path / "b.xlsx", [row])))
    assert found.differences == ("仲裁案件：契约写的资源代码 A1 不在目录清单中",)


def test_lists_that_cannot_be_used_say_every_row(bureau: Bureau, tmp_path: Path) -> None:
    with pytest.raises(Findings) as error:
        read_resource_list(
            workbook(tmp_path / "a.xlsx", [(1, "", "甲", "", "", "", "", ""), (2, "X", "", "", "", "", "", "项")])
        )
    assert error.value.items == ["第 4 行没有资源名称", "第 3 行 甲：没有信息项"]
    bureau.promise(system="other", kind="csv", tables=[case_table(location="*.csv")])
    listed = read_resource_list(workbook(tmp_path / "b.xlsx", [(1, "", "甲", "", "", "", "", "一、二")]))
    with pytest.raises(Findings, match="归在目录的哪一类"):
        mountable(bureau.contracts[0], listed)
