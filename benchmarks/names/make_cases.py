"""Makes the open benchmark: a register of names made by rule, and cases with the answer they should get.

Run: ``python benchmarks/names/make_cases.py``; writes registry.tsv, aliases.csv and cases.csv beside this file. The
same seed gives the same files. No name is taken from a real register.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from name_maker import NameMaker
from noise_reporting import ReportingNoise

from anlan.base.identifiers import uscc_check_character

HERE = Path(__file__).parent
SEED = 20261122
REGISTERED = 6_000
PER_KIND = 60
_DISTRICTS = {"北京": "110105", "上海": "310115", "天津": "120103", "重庆": "500105"}


@dataclass(frozen=True)
class Firm:
    """A registered enterprise of the benchmark."""

    name: str
    uscc: str
    district: str
    former: str = ""
    short: str = ""


@dataclass(frozen=True)
class Case:
    """A written name with what a careful reader answers: ``expected`` is resolved, ambiguous or unknown."""

    kind: str
    name: str
    expected: str
    uscc: str = ""
    district: str = ""
    code: str = ""


def _code(number: int, district: str) -> str:
    first = f"91{district}MA{number:07d}"
    return first + uscc_check_character(first)


class CaseMaker:
    """Makes the register first and the cases from it."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.maker = NameMaker(self.random)
        self.noise = ReportingNoise(seed)
        names: dict[str, None] = {}
        while len(names) < REGISTERED:
            names.setdefault(self.maker.full())
        self.firms = [self._firm(number, name) for number, name in enumerate(names)]
        self.twins = [self._twin(firm, number) for number, firm in enumerate(self.firms[:200])]
        heads = [firm for firm in self.firms[200:] if firm.name.endswith("有限公司")][:200]
        self.branches = [
            Firm(
                firm.name + self.random.choice(["朝阳分公司", "第二分公司", "海淀营业部"]),
                _code(800_000 + at, firm.district),
                firm.district,
            )
            for at, firm in enumerate(heads)
        ]
        self.free = self.firms[400:]

    def _firm(self, number: int, name: str) -> Firm:
        district = _DISTRICTS.get(name[:2], self.random.choice(["330106", "440305", "320505", "510107", "420106"]))
        former = self.maker.full() if number % 9 == 0 else ""
        short = self.maker.brand(2, 2) + self.random.choice(["科技", "集团", "股份"]) if number % 11 == 0 else ""
        return Firm(name, _code(number, district), district, former, short)

    def _twin(self, firm: Firm, number: int) -> Firm:
        return Firm(firm.name, _code(900_000 + number, "640104"), "640104")

    def register(self) -> list[Firm]:
        """All registered enterprises."""
        return [*self.firms, *self.twins, *self.branches]

    def cases(self) -> list[Case]:
        """All cases, by kind."""
        taken = {firm.name for firm in self.register()}
        made: list[Case] = []
        for operator, change in self.noise.operators.items():
            made += self._noisy(operator, change, taken)
        made += [Case("exact", firm.name, "resolved", firm.uscc) for firm in self.free[:PER_KIND]]
        formers = [firm for firm in self.free if firm.former][:PER_KIND]
        made += [Case("former_name", firm.former, "resolved", firm.uscc) for firm in formers]
        made += self._short_names()
        made += [Case("namesake", twin.name, "ambiguous") for twin in self.twins[:PER_KIND]]
        made += [Case("namesake_with_district", t.name, "resolved", t.uscc, "640104") for t in self.twins[:PER_KIND]]
        made += [Case("branch", branch.name, "resolved", branch.uscc) for branch in self.branches[:PER_KIND]]
        heads = [firm for firm in self.free if firm.name.endswith("有限公司")][-PER_KIND:]
        made += [Case("branch_of_head", firm.name + "武汉分公司", "resolved", firm.uscc) for firm in heads]
        made += self._codes()
        made += self._absent(taken)
        made += [
            Case("junk", text, "unknown")
            for text in ("", " ", "公司", "有限公司", "无", "不详", "个体", "\u3000", "１２３", "北京")
        ]
        return made

    def _noisy(self, operator: str, change: Callable[[str], str], taken: set[str]) -> list[Case]:
        made: list[Case] = []
        for firm in self.random.sample(self.free, 400):
            written = change(firm.name)
            if written != firm.name and written not in taken and len(made) < PER_KIND:
                made.append(Case(operator, written, "resolved", firm.uscc))
        return made

    def _short_names(self) -> list[Case]:
        owners: dict[str, list[Firm]] = {}
        for firm in self.firms:
            if firm.short:
                owners.setdefault(firm.short, []).append(firm)
        alone = [
            Case("short_name", short, "resolved", firms[0].uscc) for short, firms in owners.items() if len(firms) == 1
        ]
        shared = [Case("short_name_shared", short, "ambiguous") for short, firms in owners.items() if len(firms) > 1]
        return alone[:PER_KIND] + shared[:PER_KIND]

    def _codes(self) -> list[Case]:
        made = []
        for firm, other in zip(self.free[PER_KIND : 2 * PER_KIND], self.free[3 * PER_KIND :], strict=False):
            at = self.random.randrange(8, 17)
            swapped = firm.uscc[:at] + firm.uscc[at + 1] + firm.uscc[at] + firm.uscc[at + 2 :]
            if swapped != firm.uscc:
                made.append(Case("code_swapped", firm.name, "resolved", firm.uscc, code=swapped))
            made.append(Case("code_of_another", firm.name, "ambiguous", code=other.uscc))
        return made

    def _absent(self, taken: set[str]) -> list[Case]:
        clean = [name for name in (self.maker.full() for _ in range(3 * PER_KIND)) if name not in taken]
        made = [Case("absent", name, "unknown") for name in clean]
        for firm in self.free[5 * PER_KIND :]:
            place = next((known for known in _DISTRICTS if firm.name.startswith(known)), "")
            other = self.random.choice(["昆明", "兰州", "海口"]) + firm.name.removeprefix(place).removeprefix("市")
            if place and other not in taken and len(made) < 4 * PER_KIND:
                made.append(Case("absent_other_place", other, "unknown"))
        for firm in self.random.sample(self.free, 3 * PER_KIND):
            at = next((at for at in range(2, 6) if firm.name[at : at + 1] not in "市("), 2)
            other = firm.name[:at] + self.maker.brand(1, 1) + firm.name[at + 1 :]
            if other not in taken:
                made.append(Case("absent_like_a_registered", other, "unknown"))
        return made


def main() -> None:
    """Write the three files."""
    maker = CaseMaker(SEED)
    with (HERE / "registry.tsv").open("w", encoding="utf-8") as file:
        file.write("name\tuscc\tdistrict_code\tformer_names\n")
        file.writelines(f"{firm.name}\t{firm.uscc}\t{firm.district}\t{firm.former}\n" for firm in maker.register())
    with (HERE / "aliases.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["alias", "uscc", "kind", "source"])
        writer.writerows([firm.short, firm.uscc, "short_name", "benchmark"] for firm in maker.firms if firm.short)
    with (HERE / "cases.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["case", "kind", "name", "district", "uscc", "expected_status", "expected_uscc"])
        for number, case in enumerate(maker.cases()):
            writer.writerow([number, case.kind, case.name, case.district, case.code, case.expected, case.uscc])


if __name__ == "__main__":
    main()
