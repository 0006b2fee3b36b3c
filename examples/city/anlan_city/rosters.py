"""Rosters of persons as the job-service and training systems keep them: the same people, written down otherwise."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from anlan_city.systems.labour_contract import person_ids, person_names
from anlan_city.words import words

Ints = NDArray[np.int64]

FIRST_PERSON = 1_100_000_000
PERSONS_AT_FULL_SCALE = 17_250_000
ROSTERS = {"job_seekers": 0.016, "trainees": 0.012}
"""Share of the insured that a roster holds."""
HEADER = ("登记号", "姓名", "证件号码", "出生日期", "性别", "联系电话", "居住地址", "登记日期")
_STREETS = ("人民路", "建设路", "和平街", "学府路", "科技路", "幸福巷", "朝阳路", "滨河路")
_MASTER = Path(__file__).parent / "pack" / "master.yml"


def write_rosters(rng: Generator, workspace_root: Path, scale: float) -> None:
    """Write ``city/rosters/*.csv`` and the declaration of master data, ``master.yml``, of a workspace."""
    folder = workspace_root / "city" / "rosters"
    folder.mkdir(parents=True, exist_ok=True)
    total = max(int(PERSONS_AT_FULL_SCALE * scale), 500)
    for name, share in ROSTERS.items():
        chosen = FIRST_PERSON + rng.choice(total, int(total * share), replace=False).astype(np.int64)
        again = rng.choice(chosen, len(chosen) // 25)
        _write(rng, folder / f"{name}.csv", name[0].upper(), np.concatenate([chosen, again]))
    (workspace_root / "master.yml").write_text(_MASTER.read_text(encoding="utf-8"), encoding="utf-8")


def _write(rng: Generator, path: Path, letter: str, person: Ints) -> None:
    rows = []
    names, numbers = person_names(person), person_ids(person)
    draws = rng.random((len(person), 5))
    days = rng.integers(1, 29, len(person))
    for at, (who, name, number) in enumerate(zip(person.tolist(), names, numbers, strict=True)):
        name_draw, number_draw, day_draw, phone_draw, home_draw = draws[at].tolist()
        born = number[6:14]
        rows.append(
            [
                f"{letter}{at:07d}",
                _misspelt(name, at) if name_draw < 0.04 else name,
                "" if number_draw < 0.15 else number[:5] + number[6] + number[5] + number[7:]
                if number_draw < 0.17 else number,
                f"{born[:4]}-{born[4:6]}-{born[6:]}" if day_draw < 0.5 else born,
                "男" if int(number[16]) % 2 else "女",
                "" if phone_draw < 0.1 else phone_of(who if phone_draw < 0.85 else who + 7_919 * at),
                "" if home_draw < 0.1 else home_of(who if home_draw < 0.85 else who + 104_729 * at),
                f"2026-{1 + at % 10:02d}-{int(days[at]):02d}",
            ]
        )  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows)


def _misspelt(name: str, at: int) -> str:
    given = words()["given"]
    return name[:-1] + str(given[at % len(given)])


def phone_of(seed: int) -> str:
    """The telephone of a person, the same wherever a person is written down."""
    mixed = seed * 2_654_435_761 % 2**32
    return f"13{mixed % 10}{mixed // 10 % 10**8:08d}"


def home_of(seed: int) -> str:
    """The home of a person, the same wherever a person is written down."""
    mixed = seed * 40_503 % 2**32
    street = _STREETS[mixed % len(_STREETS)]
    house, block = 1 + mixed // 8 % 300, 1 + mixed // 2400 % 20
    entrance, flat = 1 + mixed // 48_000 % 6, 101 + mixed // 288_000 % 1800
    return f"{street}{house}号院{block}号楼{entrance}单元{flat}"
