"""Another bureau's list of resources put before a reviewer: what is loaded is compared, nothing is published."""

from __future__ import annotations

from pathlib import Path

import pytest

from anlan.base.settings import Workspace
from anlan_city.city import CONTRACTS
from anlan_city.exchange import LIST, RESOURCES
from anlan_city.stores import write_csv


@pytest.fixture
def place(database: Workspace, tmp_path: Path) -> Workspace:
    target = tmp_path / "sources" / "tax" / "contract.yml"
    target.parent.mkdir(parents=True)
    target.write_text((CONTRACTS / "tax.yml").read_text("utf-8"), "utf-8")
    rows = [(number, *resource) for number, resource in enumerate(RESOURCES, start=1)]
    write_csv(tmp_path / "in" / "目录清单.csv", LIST, rows, "gb18030")
    return Workspace(tmp_path, database.values, {"tax": "file:in"})


def test_a_list_waits_for_its_reviewer(place: Workspace) -> None:
    from anlan.control.catalogue.exchange_mounting import mount_list
    from anlan.control.catalogue.life import CatalogueLife, in_review, published_entries
    from anlan.control.catalogue.log import VerifiableLog

    before = {version.name for version in in_review()}
    was_published = len(published_entries())
    done = mount_list(place, "tax", "甲")
    assert (done.listed, done.items, done.bound, done.submitted, done.differences) == (5, 29, 2, 3, ())
    new = [version for version in in_review() if version.name not in before]
    assert {version.name for version in new} == {"纳税信用评价结果", "政务服务事项清单", "专精特新企业名单"}
    assert {version.body["source_class"] for version in new} == {"bureau"}
    assert len(published_entries()) == was_published
    again = mount_list(place, "tax", "甲")
    assert (again.submitted, again.waiting, again.unchanged) == (0, 3, 0)
    CatalogueLife(VerifiableLog(place)).approve(new, "乙")
    assert {entry.responsible_party for entry in published_entries()} >= {"市经济和信息化局", "市政务服务管理局"}
    again = mount_list(place, "tax", "甲")
    assert (again.submitted, again.waiting, again.unchanged) == (0, 0, 3)


def test_a_system_without_a_list_says_so(place: Workspace) -> None:
    from anlan.control.catalogue.exchange_mounting import ResourceListMissing, mount_list

    (place.root / "in" / "目录清单.csv").unlink()
    with pytest.raises(ResourceListMissing, match="没有 目录清单"):
        mount_list(place, "tax", "甲")
    with pytest.raises(ResourceListMissing, match="没有这个来源系统"):
        mount_list(place, "none", "甲", Path("x"))
