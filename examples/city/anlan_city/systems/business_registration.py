"""企业登记: the register of enterprises, its changes and holdings, exported as CSV in GB18030."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any
from zlib import crc32

from numpy.random import Generator

from anlan_city.firms import Firms
from anlan_city.months import iso
from anlan_city.reference import TIDY, Scribe
from anlan_city.stage import Event, Stage
from anlan_city.stores import write_csv
from anlan_city.words import places, trades, words

ENTERPRISES = [
    "统一社会信用代码",
    "企业名称",
    "曾用名",
    "企业简称",
    "企业类型",
    "登记状态",
    "成立日期",
    "注册资本(万元)",
    "行政区划代码",
    "注册地址",
    "实际经营地址",
    "行业代码",
    "经营范围",
    "法定代表人",
    "隶属企业信用代码",
    "更新日期",
]
CHANGES = ["变更编号", "统一社会信用代码", "企业名称", "变更日期", "变更事项", "变更前内容", "变更后内容", "入库日期"]
HOLDINGS = ["统一社会信用代码", "股东信用代码", "股东名称", "持股比例", "更新日期"]
STATUS = {"1": "存续", "2": "吊销", "3": "注销", "4": "迁出", "5": "停业", "6": "清算"}
SHORT_NAME_PERCENT = 55
VERSION_DAYS = 60
CHANGES_FILE = "变更登记_{label}.csv"


class BusinessRegistration:
    """Writes the register's export."""

    def __init__(self, rng: Generator, stage: Stage, folder: Path) -> None:
        self.rng, self.stage, self.folder = rng, stage, folder
        self.firms = stage.firms

    def finish(self) -> None:
        """Write the three kinds of file; the change file of one month ends in the middle of a line."""
        stamp = iso(self.stage.today).replace("-", "")
        write_csv(self.folder / f"企业登记信息_{stamp}.csv", ENTERPRISES, self._enterprises(), "gb18030")
        write_csv(self.folder / f"股权信息_{stamp}.csv", HOLDINGS, self._holdings(), "gb18030")
        calendar = self.stage.calendar
        by_file: dict[str, list[Event]] = defaultdict(list)
        for event in self.stage.recorded("change"):
            by_file[calendar.file_label(calendar.month_of(event.known))].append(event)
        scribe = Scribe(self.rng, self.firms, TIDY)
        for label, events in by_file.items():
            rows = [self._change(scribe, event, place) for place, event in enumerate(events)]
            write_csv(self.folder / CHANGES_FILE.format(label=label), CHANGES, rows, "gb18030")
        if len(by_file) > 3:
            _truncate(self.folder / CHANGES_FILE.format(label=list(by_file)[-3]))

    def _enterprises(self) -> list[list[Any]]:
        status = {event.firm: event for event in self.stage.events["enterprise"]}
        # A registered change is a new version of the enterprise's row; older ones are in the row already.
        changed = {e.firm: e.known for e in self.stage.recorded("change") if e.known > self.stage.today - VERSION_DAYS}
        rows = []
        for firm in range(len(self.firms)):
            short = self.firms.short[firm]
            # Namesakes declare their common short name or none does: the register prefers nobody.
            short = short if crc32(short.encode()) % 100 < SHORT_NAME_PERCENT else ""
            updated = self.firms.registered[firm] + 10
            rows.append(_enterprise(self.firms, firm, short, "1", min(int(updated), self.stage.today)))
            if firm in changed and firm not in status:
                rows.append(_enterprise(self.firms, firm, short, "1", changed[firm]))
            if firm in status:
                event = status[firm]
                rows.append(_enterprise(self.firms, firm, short, event.values["status"], event.known))
        return rows

    def _holdings(self) -> list[list[Any]]:
        firms, rows = self.firms, []
        for firm in range(len(firms)):
            if firms.holder[firm] >= 0:
                holder = int(firms.holder[firm])
                share = round(float(self.rng.choice([1.0, 0.51, 0.6, 0.7, 0.8])), 4)
                day = iso(max(int(firms.registered[firm]), int(firms.registered[holder])))
                rows.append([firms.uscc[firm], firms.uscc[holder], firms.name[holder], share, day])
        return rows

    def _change(self, scribe: Scribe, event: Event, place: int) -> list[Any]:
        code, name = scribe.write(event.firm)
        before, after = self._texts(event)
        number = f"BG{iso(event.known).replace('-', '')}{place:06d}"
        return [number, code, name, iso(event.day), event.values["item"], before, after, iso(event.known)]

    def _texts(self, event: Event) -> tuple[str, str]:
        if "before" in event.values:
            return event.values["before"], event.values["after"]
        return change_texts(self.rng, self.firms, event.firm, event.values["item"])


def change_texts(rng: Generator, firms: Firms, firm: int, item: str) -> tuple[str, str]:
    """What an ordinary change says before and after."""
    if item == "01":
        return firms.former[firm], firms.name[firm]
    if item == "03":
        now = int(firms.capital[firm]) // 10_000
        factor = float(rng.choice([0.5, 0.8, 0.3, 0.9])) if rng.random() < 0.78 else float(rng.choice([1.15, 1.3]))
        return f"{round(now * factor)}万元人民币", f"{now}万元人民币"
    if item == "04":
        here = places()[firms.place[firm]]
        return f"北京市{here.name}{here.roads[0]}{int(rng.integers(1, 200))}号", firms.address[firm]
    if item == "05":
        return trades()[firms.trade[firm]].scope.rpartition("、")[0], trades()[firms.trade[firm]].scope
    return person_name(rng), firms.legal[firm] if item == "02" else person_name(rng)


def person_name(rng: Generator) -> str:
    """An invented person's name."""
    surnames, given = words()["surnames"], words()["given"]
    draw = rng.integers(0, 10_000, 4).tolist()
    second = given[draw[2] % len(given)] if draw[3] % 3 else ""
    return str(surnames[draw[0] % len(surnames)] + given[draw[1] % len(given)] + second)


def _enterprise(firms: Firms, firm: int, short: str, status: str, updated: int) -> list[Any]:
    trade = trades()[firms.trade[firm]]
    kind = "分公司" if firms.head[firm] >= 0 else "股份有限公司" if "股份" in firms.name[firm] else "有限责任公司"
    head = firms.uscc[firms.head[firm]] if firms.head[firm] >= 0 else ""
    capital = "" if head else f"{firms.capital[firm] / 10_000:.2f}"
    return [
        firms.uscc[firm],
        firms.name[firm],
        firms.former[firm],
        short,
        kind,
        STATUS[status],
        iso(firms.registered[firm]),
        capital,
        firms.district_code(firm),
        firms.address[firm],
        firms.actual_address[firm],
        trade.code,
        trade.scope,
        firms.legal[firm],
        head,
        iso(updated),
    ]


def _truncate(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:-21])
