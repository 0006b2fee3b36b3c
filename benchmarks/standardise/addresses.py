"""Measures the address parser on real Beijing addresses beside the district that the register states.

    .venv/bin/python benchmarks/standardise/addresses.py

Roads are learnt from one half of the addresses and tried on the other. "Hidden" takes the district's name out of the
address first, so that only streets, roads and the registration code can tell.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from anlan.base.addresses import Gazetteer, read_gazetteer
from anlan.standards.registry import PACK

HERE = Path(__file__).parent
DATA = Path(os.environ.get("ANLAN_REFERENCE_DATA", HERE.parents[2] / "shared" / "data")) / "companies"


def rows() -> Iterator[tuple[str, str, str]]:
    """Credit code, stated district (short name) and address of every enterprise that has both."""
    text = subprocess.run(["zstd", "-dc", str(DATA / "beijing_full.tsv.zst")], capture_output=True, check=True).stdout
    lines = text.decode().splitlines()
    names = lines[0].split("\t")
    for line in lines[1:]:
        row = dict(zip(names, line.split("\t"), strict=False))
        if row.get("city", "N/A") != "N/A" and row.get("address", "N/A") != "N/A":
            yield row["uscc"], row["city"], row["address"]


def measure(gazetteer: Gazetteer, tried: list[tuple[str, str, str]], hidden: bool) -> dict[str, object]:
    """Shares of right, wrong, ambiguous, unknown and elsewhere answers, by method too."""
    short = {code: name.removesuffix("区") for name, code in gazetteer.districts.items()}
    outcome: Counter[str] = Counter()
    methods: Counter[tuple[str, bool]] = Counter()
    started = time.perf_counter()
    for uscc, stated, address in tried:
        shown = address.replace(f"{stated}区", "").replace(f"{stated}县", "") if hidden else address
        place = gazetteer.locate(shown, uscc)
        if place.status != "known":
            outcome[place.status] += 1
        elif place.district_code == "110400":
            outcome["zone"] += 1
        else:
            right = short[place.district_code] == stated
            outcome["right" if right else "wrong"] += 1
            methods[place.method, right] += 1
            outcome["with_street"] += bool(place.street_code)
    seconds = time.perf_counter() - started
    answered = outcome["right"] + outcome["wrong"]
    by_method = {
        name: {
            "answers": methods[name, True] + methods[name, False],
            "right": round(methods[name, True] / max(1, methods[name, True] + methods[name, False]), 4),
        }
        for name in sorted({name for name, _ in methods})
    }
    return {
        "addresses": len(tried),
        "answered": round(answered / len(tried), 4),
        "right_of_answered": round(outcome["right"] / answered, 4),
        "outcome": dict(outcome),
        "by_method": by_method,
        "addresses_per_second": round(len(tried) / seconds),
    }


def main() -> None:
    """Print the figures and keep them beside this file."""
    plain = read_gazetteer(PACK)
    codes = {name.removesuffix("区"): code for name, code in plain.districts.items()}
    everything = list(rows())
    learnt = [row for row in everything if zlib.crc32(row[0].encode()) % 2 == 0]
    tried = [row for row in everything if zlib.crc32(row[0].encode()) % 2]
    roads = plain.learn((address, codes[stated]) for _, stated, address in learnt)
    result = {
        "as_written": measure(roads, tried, False),
        "hidden": measure(roads, tried, True),
        "hidden_without_learnt_roads": measure(plain, tried, True),
    }
    text = json.dumps(result, ensure_ascii=False, indent=1)
    (HERE / "addresses.json").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
