"""Read the real text stream against the whole register and draw events for a person to judge.

Usage: python benchmarks/real/detect.py REGISTRY WORK   (REGISTRY: 3.0 million names or its prepared file)
Writes counts.json and, for the draw, drawn.csv beside this file where none is there yet: twenty (text, type, employer)
at random among the linked ones, to be judged in the column `judgement`.
"""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from build import articles  # noqa: E402


def main() -> None:
    """Detect, count, draw."""
    registry, work = sys.argv[1], Path(sys.argv[2])
    work.mkdir(parents=True, exist_ok=True)
    texts = {row[0]: row for row in articles()}
    source = work / "in.jsonl"
    lines = (
        json.dumps({"id": r[0], "title": r[4], "text": r[5], "published": r[6]}, ensure_ascii=False)
        for r in texts.values()
    )
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = work / "out.jsonl"
    started = time.perf_counter()
    command = ["anlan", "signals", "detect", str(source), "--registry", registry, "--out", str(found)]
    subprocess.run([str(Path(sys.executable).parent / command[0]), *command[1:]], check=True)
    seconds = time.perf_counter() - started
    counts: dict[str, Counter[str]] = {"types": Counter(), "types_linked": Counter(), "mentions": Counter()}
    pairs = []
    for line in found.read_text(encoding="utf-8").splitlines():
        read = json.loads(line)
        linked = [e for e in read["employers"] if e["status"] == "resolved"]
        counts["mentions"].update(e["status"] for e in read["employers"])
        for category in read["categories"]:
            counts["types"][category["type"]] += 1
            counts["types_linked"][category["type"]] += bool(linked)
            pairs += [(read["id"], category, employer) for employer in linked]
    result = {"texts": len(texts), "seconds": round(seconds, 1), **{k: dict(v) for k, v in counts.items()}}
    (HERE / "counts.json").write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    random.Random(2026).shuffle(pairs)
    with (work / "drawn.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(["id", "type", "trigger", "mention", "uscc", "name", "text"])
        for identifier, category, employer in pairs[:20]:
            facts = [identifier, category["type"], category["trigger"], employer["mention"], employer["uscc"]]
            writer.writerow([*facts, employer["name"], texts[identifier][5]])
    print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
