"""Make the pack's code lists, divisions with their validity, and industries.

Usage: python deploy/pack/build_codes.py REFERENCE_FOLDER CODES_FOLDER
Reads hrss_codelists.csv, gbt4754_2017.csv, and the division history that the development dependency python-stdnum
carries (codes, names and years as listed publicly after GB/T 2260). Codes, names and years are facts.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

PACK = Path(__file__).resolve().parents[2] / "src/anlan/standards/pack"
HISTORY = "GB/T 2260; history after the public listing of division codes"


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _write(name: str, header: list[str], rows: Iterable[list[str]]) -> int:
    rows = list(rows)
    with (PACK / name).open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return len(rows)


def divisions() -> Iterator[list[str]]:
    """Every division: code, name, first and last year of its code (empty where open)."""
    province = ""
    for line in files("stdnum.cn").joinpath("loc.dat").read_text(encoding="utf-8").splitlines():
        head = re.match(r'(\d\d) province="([^"]+)"', line)
        if head:
            province = head[1]
            yield [f"{province}0000", head[2], "", "", HISTORY]
            continue
        county = re.match(r'\s+(\d{4}) county="([^"]+)"', line)
        if county and county[1] != "0000":
            for part in county[2].split(","):
                period = re.match(r"\[(\d*)-(\d*)\](.+)", part)
                first, last, name = period.groups() if period else ("", "", part)
                yield [f"{province}{county[1]}", name, first, last, HISTORY]


def main() -> None:
    """Write code_lists.csv, divisions.csv and industries.csv."""
    reference, codes = Path(sys.argv[1]), Path(sys.argv[2])
    lists = [
        [r["list"], r["list_name"], r["code"], r["name"], r["status"], r["source"]]
        for r in _read(reference / "hrss_codelists.csv")
        if r["list"] not in ("BJ_DISTRICT", "GBT4754_SECTION")
    ]
    industries = [[r["code"], r["name"], r["level"], r["parent"]] for r in _read(codes / "gbt4754_2017.csv")]
    print(_write("code_lists.csv", ["list", "list_name", "code", "name", "status", "source"], lists), "codes")
    print(_write("industries.csv", ["code", "name", "level", "parent"], industries), "industries")
    header = ["code", "name", "first_year", "last_year", "source"]
    print(_write("divisions.csv", header, divisions()), "divisions")


if __name__ == "__main__":
    main()
