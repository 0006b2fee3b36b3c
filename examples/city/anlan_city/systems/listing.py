"""企业信用信息公示: lists of abnormal operation, serious violations and unpaid wages, exported as CSV in GB18030."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numpy.random import Generator

from anlan_city.months import iso
from anlan_city.reference import TIDY, Scribe
from anlan_city.stage import Event, Stage
from anlan_city.stores import write_csv

HEADER = ["列入编号", "统一社会信用代码", "企业名称", "名录", "列入日期", "移出日期", "列入原因", "发布日期"]
LISTS = {"1": "经营异常名录", "2": "严重违法失信名单", "3": "拖欠工资失信联合惩戒名单"}


class Listing:
    """Writes one file of all entries."""

    def __init__(self, rng: Generator, stage: Stage, folder: Path) -> None:
        self.stage, self.folder = stage, folder
        self.scribe = Scribe(rng, stage.firms, TIDY)

    def finish(self) -> None:
        """Write the entries, oldest first."""
        events = self.stage.recorded("listing")
        rows = [self._row(event, place) for place, event in enumerate(events)]
        write_csv(self.folder / f"信用名录_{iso(self.stage.today).replace('-', '')}.csv", HEADER, rows, "gb18030")

    def _row(self, event: Event, place: int) -> list[Any]:
        code, name = self.scribe.write(event.firm)
        removed = event.values.get("removed")
        out = iso(removed).replace("-", "/") if removed and removed <= self.stage.today else ""
        listed = iso(event.day).replace("-", "/")
        return [
            f"LR{place + 1:08d}",
            code,
            name,
            LISTS[event.values["list"]],
            listed,
            out,
            event.values["reason"],
            iso(event.known),
        ]
