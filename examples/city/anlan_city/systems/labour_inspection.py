"""劳动保障监察: monthly Excel files of cases and yearly files of credit grades."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from numpy.random import Generator

from anlan_city.excel import Sheet, write_sheet
from anlan_city.months import iso
from anlan_city.reference import Habits, Scribe
from anlan_city.stage import Event, Stage

MATTER = {
    "01": "拖欠工资",
    "02": "未缴社会保险",
    "03": "违法解除劳动合同",
    "04": "超时加班",
    "05": "未签劳动合同",
    "99": "其他",
}
DECISION = {"0": "办理中", "1": "责令改正", "2": "行政处理", "3": "行政处罚", "4": "撤销立案"}
TYPED_BY_HAND = Habits(
    code_missing=0.12, code_spoiled=0.02, code_untidy=0.03, name_untidy=0.06, name_former=0.01, name_slip=0.01
)
CASES_HEADER = (
    ("序号", ""),
    ("案件编号", ""),
    ("被监察单位", "单位名称"),
    ("被监察单位", "统一社会信用代码"),
    ("案由", ""),
    ("立案日期", ""),
    ("涉及情况", "人数(人)"),
    ("涉及情况", "金额(万元)"),
    ("涉及情况", "欠薪月数"),
    ("处理情况", "处理结果"),
    ("处理情况", "处理日期"),
    ("处理情况", "是否重大违法公布"),
    ("录入日期", ""),
)
GRADES_HEADER = (
    ("序号", ""),
    ("单位", "单位名称"),
    ("单位", "统一社会信用代码"),
    ("评价年度", ""),
    ("守法诚信等级", ""),
    ("评定日期", ""),
)
SMALLEST_GRADED = 25


class LabourInspection:
    """Writes the files."""

    def __init__(self, rng: Generator, stage: Stage, folder: Path) -> None:
        self.rng, self.stage, self.folder = rng, stage, folder
        self.scribe = Scribe(rng, stage.firms, TYPED_BY_HAND)

    def finish(self) -> None:
        """Write one file of cases a month and one of grades a year."""
        calendar = self.stage.calendar
        by_file: dict[str, list[Event]] = defaultdict(list)
        for event in self.stage.recorded("inspection_case"):
            by_file[calendar.file_label(calendar.month_of(event.known))].append(event)
        for label, events in by_file.items():
            self._cases(label, events)
        for year in (self.stage.calendar.end.year - 2, self.stage.calendar.end.year - 1):
            self._grades(year)

    def _cases(self, label: str, events: list[Event]) -> None:
        rows = [self._case(event, place) for place, event in enumerate(events)]
        total = (
            ["合计"] + [""] * 5 + [sum(row[6] for row in rows), round(sum(row[7] or 0 for row in rows), 2)] + [""] * 5
        )
        sheet = Sheet(
            f"{label}劳动保障监察案件情况汇总表",
            CASES_HEADER,
            rows,
            total,
            "填表说明：1.金额为案件涉及的工资及经济补偿，单位万元；2.处理日期空白的为在办案件。",
            self.stage.today,
        )
        write_sheet(self.folder / f"监察案件_{label}.xlsx", sheet)

    def _case(self, event: Event, place: int) -> list[Any]:
        values = event.values
        code, name = self.scribe.write(event.firm, values.get("code_of", -1))
        decided = values.get("decided")
        done = decided if decided is not None and decided <= self.stage.today else None
        decision = values["decision"] if done or decided is None else "0"
        filed = iso(event.day) if place % 3 else iso(event.day).replace("-", ".")
        amount = round(values["amount"] / 10_000, 2) or None
        published = "是" if values.get("published") else "否"
        return [
            place + 1,
            f"JC{iso(event.known).replace('-', '')}{place + 1:05d}",
            name,
            code,
            MATTER[values["matter"]],
            filed,
            values["people"],
            amount,
            values["months"] or None,
            DECISION[decision],
            iso(done) if done else "",
            published,
            iso(event.known),
        ]

    def _grades(self, year: int) -> None:
        firms, rng = self.stage.firms, self.rng
        graded = [firm for firm in range(len(firms)) if firms.size[firm] >= SMALLEST_GRADED]
        draws = rng.random(len(graded)).tolist()
        day = self.stage.calendar.month_start(
            24 - self.stage.calendar.end.month + 4 - 12 * (self.stage.calendar.end.year - 1 - year)
        )
        rows = []
        for place, (firm, draw) in enumerate(zip(graded, draws, strict=True)):
            code, name = self.scribe.write(firm)
            grade = "A" if draw < 0.92 else "B" if draw < 0.99 else "C"
            rows.append([place + 1, name, code, year, f"{grade}级", iso(day + place % 20)])
        sheet = Sheet(
            f"{year}年度用人单位劳动保障守法诚信等级评价结果",
            GRADES_HEADER,
            rows,
            ["合计", f"{len(rows)}户", "", "", "", ""],
            "注：等级有效期三年。",
            self.stage.today,
        )
        write_sheet(self.folder / f"守法诚信等级_{year}.xlsx", sheet)
