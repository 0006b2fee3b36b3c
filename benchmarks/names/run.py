"""Answers the cases of the open benchmark and shows what moved against the frozen result.

Run: ``python benchmarks/names/run.py`` to compare, ``--freeze`` to write baseline.csv. Exit code 1 when an answer that
was right is no longer, or a wrong link is new.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

from anlan.entities.answers import Query, Resolution
from anlan.entities.registry import SetAside, read_aliases, read_entries
from anlan.entities.resolver import Resolver

HERE = Path(__file__).parent


def verdict(case: dict[str, str], answer: Resolution) -> str:
    """right, refused (no link where one was due), or wrong (a link that should not be)."""
    if answer.status == "resolved":
        return "right" if answer.uscc == case["expected_uscc"] else "wrong"
    if case["expected_status"] == "resolved":
        return "refused"
    return "right" if answer.status == case["expected_status"] else "refused"


def answers() -> list[dict[str, str]]:
    """One row a case: the case, the answer and the verdict."""
    resolver = Resolver.build(read_entries(HERE / "registry.tsv", SetAside()), read_aliases(HERE / "aliases.csv"))
    with (HERE / "cases.csv").open(encoding="utf-8", newline="") as file:
        cases = list(csv.DictReader(file))
    queries = [Query(case["name"], district=case["district"], uscc=case["uscc"]) for case in cases]
    return [
        {
            "case": case["case"],
            "kind": case["kind"],
            "verdict": verdict(case, answer),
            "status": answer.status,
            "uscc": answer.uscc,
            "method": answer.method,
            "score": f"{answer.score:.3f}",
        }
        for case, answer in zip(cases, resolver.resolve_many(queries), strict=True)
    ]


def main() -> int:
    """Print the counts by kind and every case whose verdict moved."""
    rows = answers()
    counts = Counter((row["kind"], row["verdict"]) for row in rows)
    for kind in dict.fromkeys(row["kind"] for row in rows):
        print(f"{kind:24}" + "".join(f"{word} {counts[kind, word]:4}  " for word in ("right", "refused", "wrong")))
    total = Counter(row["verdict"] for row in rows)
    print(f"{'all':24}" + "".join(f"{word} {total[word]:4}  " for word in ("right", "refused", "wrong")))
    baseline = HERE / "baseline.csv"
    if "--freeze" in sys.argv:
        with baseline.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return 0
    with baseline.open(encoding="utf-8", newline="") as file:
        before = {row["case"]: row for row in csv.DictReader(file)}
    moved = [row for row in rows if before.get(row["case"], {}).get("verdict") != row["verdict"]]
    for row in moved:
        print(
            f"moved: case {row['case']} {row['kind']}: {before.get(row['case'], {}).get('verdict')} -> {row['verdict']}"
        )
    worse = [row for row in moved if row["verdict"] == "wrong" or before.get(row["case"], {}).get("verdict") == "right"]
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
