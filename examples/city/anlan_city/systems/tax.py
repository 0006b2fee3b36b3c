"""税务: yearly figures and income-tax headcounts as CSV, notices of arrears as Excel with figures in 万元."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator

from anlan_city.excel import Sheet, write_sheet
from anlan_city.months import Calendar, iso
from anlan_city.reference import BY_NAME, TIDY, Scribe
from anlan_city.stage import Event, Stage
from anlan_city.stores import write_csv
from anlan_city.workforce import Month

YEARS = [
    "统一社会信用代码",
    "纳税人名称",
    "年度",
    "营业收入(万元)",
    "净利润(万元)",
    "资产总额(万元)",
    "负债总额(万元)",
    "申报日期",
]
HEADCOUNTS = ["统一社会信用代码", "纳税人名称", "税款所属期", "个税申报人数", "申报日期"]
UNDER_INSURED_SHARE = 0.05
"""Employers that declare income tax for clearly more people than they insure."""
SMALLEST_FILER = 3


class Tax:
    """Writes yearly figures once and headcounts month by month."""

    def __init__(self, rng: Generator, stage: Stage, folder: Path) -> None:
        self.rng, self.stage, self.folder = rng, stage, folder
        self.scribe = Scribe(rng, stage.firms, TIDY)
        count = len(stage.firms)
        more = np.where(
            rng.random(count) < UNDER_INSURED_SHARE, rng.uniform(1.15, 1.9, count), rng.normal(1.0, 0.015, count)
        )
        self.factor = np.clip(more, 0.95, 2.0)
        # A taxpayer is registered once: its slips stay the same every month.
        self.registered = [self.scribe.write(firm) for firm in range(count)]

    def take(self, month: Month) -> None:
        """Write the headcounts declared for one month."""
        if month.index >= 24:
            return
        calendar = self.stage.calendar
        declared = calendar.month_start(month.index + 1) + self.rng.integers(8, 15, len(month.headcount))
        people = np.rint(month.headcount * self.factor).astype(np.int64)
        kept = np.flatnonzero((month.headcount > 0) & (declared <= calendar.today)).tolist()
        code = calendar.month_code(month.index)
        period, days = f"{code // 100}-{code % 100:02d}", {day: iso(day) for day in set(declared.tolist())}
        rows = ([*self.registered[firm], period, int(people[firm]), days[int(declared[firm])]] for firm in kept)
        write_csv(self.folder / f"个税申报人数_{calendar.file_label(month.index)}.csv", HEADCOUNTS, rows, "gb18030")

    def finish(self) -> None:
        """Write one file of figures a year."""
        stage, rng = self.stage, self.rng
        planted = {(event.firm, event.values["year"]): event for event in stage.events["year"]}
        usual = rng.normal(0.06, 0.05, len(stage.firms))
        ratio = rng.beta(5, 4, len(stage.firms))
        for year in range(stage.calendar.end.year - 2, stage.calendar.end.year + 1):
            margin = usual + rng.normal(0, 0.03, len(stage.firms))
            ordinary = [firm for firm in self._filers(year) if (firm, year) not in planted]
            rows = [self._ordinary(firm, year, float(margin[firm]), float(ratio[firm])) for firm in ordinary]
            rows += [self._planted(event) for (_, filed), event in planted.items() if filed == year]
            write_csv(self.folder / f"年度财务指标_{year}.csv", YEARS, rows, "gb18030")

    def _filers(self, year: int) -> list[int]:
        smallest = SMALLEST_FILER if year < self.stage.calendar.end.year else SMALLEST_FILER * 3
        firms = self.stage.firms
        return [int(firm) for firm in np.flatnonzero((firms.size >= smallest) & (firms.head < 0))]

    def _ordinary(self, firm: int, year: int, margin: float, ratio: float) -> list[Any]:
        stage, rng = self.stage, self.rng
        running = year == stage.calendar.end.year
        revenue = float(stage.firms.size[firm] * stage.firms.pay[firm] * 30 * rng.uniform(0.7, 1.4)) * (
            0.75 if running else 1
        )
        assets = revenue * rng.uniform(0.6, 1.4)
        day = _filing_day(rng, stage.calendar, year)
        return self._row(firm, year, revenue, revenue * margin, assets, assets * min(ratio, 0.97), day)

    def _planted(self, event: Event) -> list[Any]:
        values = event.values
        return self._row(
            event.firm,
            values["year"],
            values["revenue"],
            values["profit"],
            values["assets"],
            values["liabilities"],
            event.known,
        )

    def _row(
        self, firm: int, year: int, revenue: float, profit: float, assets: float, debts: float, day: int
    ) -> list[Any]:
        figures = [f"{value / 10_000:,.2f}" for value in (revenue, profit, assets, debts)]
        return [*self.scribe.write(firm), year, *figures, iso(day)]


def _filing_day(rng: Generator, calendar: Calendar, year: int) -> int:
    months_back = (calendar.end.year - year) * 12 + calendar.end.month
    if year == calendar.end.year:
        return calendar.month_start(23 if calendar.end.month > 1 else 0) + int(rng.integers(9, 20))
    return calendar.month_start(24 - months_back + 12 + 5) + int(rng.integers(-20, 25))


class TaxNotice:
    """Writes the notices of arrears, one Excel file a month."""

    def __init__(self, rng: Generator, stage: Stage, folder: Path) -> None:
        self.stage, self.folder = stage, folder
        self.scribe = Scribe(rng, stage.firms, BY_NAME)

    def finish(self) -> None:
        """Write every month's notice with title, unit in the header, total row and footnote."""
        calendar = self.stage.calendar
        by_file: dict[str, list[Event]] = defaultdict(list)
        for event in self.stage.recorded("arrears"):
            by_file[calendar.file_label(calendar.month_of(event.known))].append(event)
        for label, events in by_file.items():
            rows = [self._row(event, place) for place, event in enumerate(events)]
            total = round(sum(row[4] for row in rows), 2)
            write_sheet(
                self.folder / f"欠税公告_{label}.xlsx",
                Sheet(
                    title=f"国家税务总局北京市税务局欠税公告（{label}）",
                    header=(
                        ("序号", ""),
                        ("公告编号", ""),
                        ("纳税人", "名称"),
                        ("纳税人", "统一社会信用代码"),
                        ("欠税情况", "欠税余额(万元)"),
                        ("欠税情况", "是否非正常户"),
                        ("公告日期", ""),
                        ("数据日期", ""),
                    ),
                    rows=rows,
                    total=("合计", "", "", "", total, "", "", ""),
                    footnote="注：欠税余额为公告日前一季度末数据，单位为万元。",
                    day=self.stage.today,
                ),
            )

    def _row(self, event: Event, place: int) -> list[Any]:
        code, name = self.scribe.write(event.firm)
        yuan = round(float(event.values["yuan"]) / 10_000, 2)
        number = f"QS{iso(event.known).replace('-', '')}{place + 1:05d}"
        return [
            place + 1,
            number,
            name,
            code,
            yuan,
            "是" if event.values["abnormal"] else "否",
            iso(event.day),
            iso(event.known),
        ]
