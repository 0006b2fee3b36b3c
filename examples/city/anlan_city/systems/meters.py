"""第三方月度数据: power and water by meter (CSV in GB18030), posted vacancies (CSV in UTF-8 with a byte-order mark)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from anlan_city.months import iso
from anlan_city.reference import Habits, Scribe
from anlan_city.stage import Stage
from anlan_city.stores import write_csv
from anlan_city.words import trades
from anlan_city.workforce import Month

Floats = NDArray[np.float64]

METERED_SHARE = 0.68
"""Employers with a meter of their own; the rest share their building's."""
DIP_SHARE = 0.012
"""Meter-months with an ordinary dip to 30-70 per cent: works, holidays, a broken meter."""
ESTIMATED_SHARE = 0.004
"""Meter-months read late and left empty."""
METERS = ["户号", "户名", "统一社会信用代码", "用量月份", "用电量(千瓦时)", "用水量(吨)", "抄表日期"]
POSTS = ["企业名称", "统一社会信用代码", "月份", "在招岗位数", "采集日期"]
UTILITY_HABITS = Habits(code_missing=0.2, name_untidy=0.05, name_former=0.02)
PLATFORM_HABITS = Habits(code_missing=0.45, name_untidy=0.05, name_short=0.0, name_slip=0.0)
_SEASON = np.array([1.12, 1.05, 0.95, 0.88, 0.9, 1.08, 1.22, 1.2, 1.0, 0.88, 0.98, 1.1])


def monthly_factor(stage: Stage, measure: str, month: int) -> Floats:
    """Per employer: what planted swings leave of the usual measure in a month."""
    start, following = stage.calendar.month_start(month), stage.calendar.month_start(month + 1)
    factor = np.ones(len(stage.firms))
    for swing in stage.swings:
        if swing.measure == measure and swing.day < following and swing.until >= start:
            after = (following - max(start, swing.day)) / (following - start)
            factor[swing.firm] *= 1 - (1 - swing.factor) * after
    return factor


class Utilities:
    """Writes power and water month by month."""

    def __init__(self, rng: Generator, stage: Stage, folder: Path) -> None:
        self.rng, self.stage, self.folder = rng, stage, folder
        count = len(stage.firms)
        metered = rng.random(count) < METERED_SHARE
        metered[[swing.firm for swing in stage.swings if swing.measure == "power"]] = True
        self.metered = np.flatnonzero(metered)
        power = np.array([trade.power for trade in trades()])[stage.firms.trade]
        self.usual = power * np.maximum(1.5, stage.firms.size.astype(float)) ** 0.92 * rng.lognormal(0, 0.35, count)
        self.water = rng.lognormal(-4.4, 0.5, count)
        scribe = Scribe(rng, stage.firms, UTILITY_HABITS)
        self.customers = {int(firm): scribe.write(int(firm)) for firm in self.metered}

    def take(self, month: Month) -> None:
        """Write what the meters showed for one month; the running month is not read yet."""
        calendar, rng = self.stage.calendar, self.rng
        if month.index >= 24:
            return
        count = len(self.stage.firms)
        season = _SEASON[calendar.month_of_year(month.index) - 1]
        power = self.usual * season * rng.lognormal(0, 0.07, count) * monthly_factor(self.stage, "power", month.index)
        dips = rng.random(count) < DIP_SHARE
        power = np.where(dips, power * rng.uniform(0.3, 0.7, count), power)
        water = power * self.water * rng.lognormal(0, 0.08, count)
        read = calendar.month_start(month.index + 1) + rng.integers(2, 8, count)
        empty = rng.random(count) < ESTIMATED_SHARE
        code = calendar.month_code(month.index)
        rows = [
            self._row(firm, code, "" if empty[firm] else f"{power[firm]:.1f}", f"{water[firm]:.1f}", int(read[firm]))
            for firm in self.metered.tolist()
            if read[firm] <= calendar.today
        ]
        write_csv(self.folder / f"用电用水_{calendar.file_label(month.index)}.csv", METERS, rows, "gb18030")

    def finish(self) -> None:
        """Nothing is left to write."""

    def _row(self, firm: int, month: int, power: str, water: str, read: int) -> list[Any]:
        code, name = self.customers[firm]
        return [f"{1_100_000_000 + firm * 7}", name, code, str(month), power, water, iso(read)]


class Recruitment:
    """Writes posted vacancies month by month."""

    def __init__(self, rng: Generator, stage: Stage, folder: Path) -> None:
        self.rng, self.stage, self.folder = rng, stage, folder
        count = len(stage.firms)
        posting = (rng.random(count) < 0.2) | ((stage.firms.size >= 15) & (rng.random(count) < 0.75))
        posting[[swing.firm for swing in stage.swings if swing.measure == "vacancy"]] = True
        self.posting = np.flatnonzero(posting)
        self.usual = np.maximum(1.2, stage.firms.size * rng.lognormal(np.log(0.07), 0.5, count))
        swinging = [swing.firm for swing in stage.swings if swing.measure == "vacancy"]
        self.usual[swinging] = np.maximum(self.usual[swinging], 7)
        scribe = Scribe(rng, stage.firms, PLATFORM_HABITS)
        self.posters = {int(firm): scribe.write(int(firm)) for firm in self.posting}

    def take(self, month: Month) -> None:
        """Write the vacancies open in one month; the running month is not counted yet."""
        calendar, rng = self.stage.calendar, self.rng
        if month.index >= 24:
            return
        count = len(self.stage.firms)
        spring = 1.25 if calendar.month_of_year(month.index) in (3, 4, 9) else 1.0
        mean = self.usual * spring * rng.lognormal(0, 0.12, count) * monthly_factor(self.stage, "vacancy", month.index)
        vacancies = rng.poisson(mean)
        taken = calendar.month_start(month.index + 1) + rng.integers(0, 3, count)
        code = calendar.month_code(month.index)
        label = f"{code // 100}年{code % 100}月"
        rows = []
        for firm in self.posting.tolist():
            written, name = self.posters[firm]
            rows.append([name, written, label, int(vacancies[firm]), iso(int(taken[firm]))])
        write_csv(self.folder / f"招聘岗位_{calendar.file_label(month.index)}.csv", POSTS, rows, "utf-8-sig")

    def finish(self) -> None:
        """Nothing is left to write."""
