"""Read the real text stream into events against a whole register and draw twenty of them for a person to judge.

Usage: python benchmarks/real/events.py REGISTRY WORK [SEED]   (REGISTRY: 3.0 million names or its prepared file)
Writes events.json beside this file (counts by type) and drawn_events.csv into WORK: twenty events of registered
enterprises, at random by the seed, with the sentences they rest on. The judgements are committed as events_judged.csv.
"""

from __future__ import annotations

import csv
import json
import random
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa

from anlan.base.risk_types import RiskType
from anlan.cli.entities import open_resolver
from anlan.entities.mentions import MentionFinder
from anlan.signals import Detector, Events, build_events, read_articles

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from build import LAST_DAY, articles  # noqa: E402


def stream() -> pa.Table:
    """The stream as the pool would hold it: each text once, the headline sets without a made-up title."""
    rows = []
    for number, (identifier, source, kind, url, title, body, day) in enumerate(articles()):
        rows.append(
            {
                "article_id": identifier, "source_name": source, "source_kind_code": kind, "url": url,
                "title": title if identifier.startswith("news") else "", "body_text": body,
                "published_date": date.fromisoformat(day) if day else None, "known_at": LAST_DAY,
                "repost_count": 0, "read_count": 0, "load_id": "L1", "row_no": number,
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows)


def counted(events: Events) -> dict[str, object]:
    """Events by type and by what became of the employer."""
    rows = events.events.to_pylist()
    by_type: dict[str, Counter[str]] = {kind.label: Counter() for kind in RiskType}
    for row in rows:
        by_type[RiskType(row["risk_type_code"]).label].update(["events", row["link_status"]])
    firms = len({row["uscc"] for row in rows if row["uscc"]})
    return {"events": len(rows), "enterprises": firms, "by_type": {kind: dict(held) for kind, held in by_type.items()}}


def draw(events: Events, work: Path, seed: int) -> None:
    """Twenty events of registered enterprises with the sentences that they rest on."""
    linked = [row for row in events.events.to_pylist() if row["uscc"] and not row["is_negated"]]
    told: dict[str, list[str]] = {}
    for row in events.event_articles.to_pylist():
        told.setdefault(row["event_id"], []).append(f"{row['article_id']}[{row['trigger']}] {row['sentence']}")
    chosen = random.Random(seed).sample(sorted(linked, key=lambda row: row["event_id"]), 20)
    with (work / "drawn_events.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["event_id", "type", "uscc", "mention", "rumour", "sentences"])
        for row in chosen:
            facts = [row["event_id"], RiskType(row["risk_type_code"]).label, row["uscc"], row["mention"]]
            writer.writerow([*facts, row["is_rumour"], "\n".join(told[row["event_id"]][:3])])


def main() -> None:
    """Read, count, draw."""
    registry, work = Path(sys.argv[1]), Path(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 2027
    work.mkdir(parents=True, exist_ok=True)
    finder = MentionFinder(open_resolver(registry))
    started = time.perf_counter()
    table = stream()
    reading = read_articles(table, Detector(), finder)
    events = build_events(reading)
    result = {"texts": table.num_rows, "seconds": round(time.perf_counter() - started, 1), "seed": seed}
    result |= {"texts_with_a_type": sum(bool(types) for types in reading.articles.column("types").to_pylist())}
    result |= counted(events)
    (HERE / "events.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draw(events, work, seed)
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
