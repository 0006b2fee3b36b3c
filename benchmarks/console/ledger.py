"""How long the server takes for the first page of the ledger with 10,000 alerts in the week.

    python benchmarks/console/ledger.py OUT.json

Makes a release with 10,000 alerts a week for 26 weeks in a temporary workspace, then asks the Django application,
without a network, as a signed-in analyst. Wall time of each request, 40 times after one to warm up.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from anlan.base.clock import Week
from anlan.base.settings import Workspace, create_workspace
from anlan.pool import serving
from anlan.pool.pool import Pool
from anlan.risk.out_tables import ALERT

ALERTS, WEEKS, TIMES = 10_000, 26, 40
LAST = Week.of(date(2026, 11, 22))
DISTRICTS = [f"1101{n:02d}" for n in (1, 2, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19)]
PATHS = {
    "first page": "/api/v1/ledger",
    "filtered": "/api/v1/ledger?level=4&level=3&district=110105&type=R2",
    "searched": "/api/v1/ledger?q=机械",
    "last page": "/api/v1/ledger?page=200",
    "overview": "/api/v1/ledger/overview",
    "export xlsx": "/api/v1/ledger/export?format=xlsx",
}


def alert(week: Week, number: int, rng: random.Random) -> dict[str, Any]:
    """One alert of one week, made by rule and seed."""
    level = rng.choices((1, 2, 3, 4), (60, 25, 10, 5))[0]
    types = sorted(rng.sample(["R1", "R2", "R3", "R4", "R5", "R6"], rng.choice((1, 1, 2, 3))))
    return {
        "week": str(week),
        "uscc": f"91110105MA{number:07d}X",
        "name": f"北京示例{number}{rng.choice(('机械', '餐饮', '物流', '软件', '地产'))}有限公司",
        "district_code": rng.choice(DISTRICTS),
        "industry_code": rng.choice("CEFGHIKLMOR") + "1234",
        "staff_count": rng.randint(5, 3000),
        "types": types,
        "main_type": types[0],
        "level": level,
        "uncapped_level": level,
        "score": round(level * 20 + rng.random() * 19, 1),
        "status": rng.choice(("confirmed", "unverified")),
        "rumour_state": "none",
        "is_hard": False,
        "key_classes": ["internal"],
        "change": rng.choice(("new", "raised", "same", "lowered")),
        "previous_level": level,
        "first_seen": week.start,
        "clears_when": "连续两周回到预警线以下",
        "summary": "近一个月净减员比例超过预警线；监察立案；工单集中",
        "explanation": "{}",
    }


def build(root: Path) -> Workspace:
    """A workspace with one release of nothing but weeks and alerts."""
    from anlan.control.serving_tables import SERVED

    workspace = create_workspace(root, {"clock.today": "2026-11-22"}, {})
    pool, rng = Pool(workspace.pool), random.Random(7)
    weeks = [LAST.shift(-back) for back in range(WEEKS)]
    pool.write(
        "out_risk__week",
        pa.Table.from_pylist([{"week": str(w), "start_date": w.start, "end_date": w.end} for w in weeks]),
    )
    rows = [alert(week, number, rng) for week in weeks for number in range(ALERTS)]
    pool.write("out_risk__alert", pa.Table.from_pylist(rows, schema=ALERT))
    state = {"source_system": "a", "label": "甲", "source_class": "internal", "state": "on_time"}
    state |= {"last_known_at": weeks[0].end, "row_count": 1, "expected_text": "每日"}
    pool.write("out_risk__source_week", pa.Table.from_pylist([{"week": str(w), **state} for w in weeks]))
    serving.build(pool, pool.release("benchmark", datetime.now(UTC)), SERVED, workspace.serving)
    return workspace


def measure(workspace: Workspace) -> dict[str, dict[str, float]]:
    """Milliseconds by request: median, 95th percentile, worst; and the kilobytes of the answer."""
    from anlan.control.settings import configure, migrate

    configure(workspace)
    migrate()
    from django.contrib.auth.models import User
    from django.test import Client

    from anlan.control import people

    people.add("analyst", "分析员", "analyst")
    client = Client()
    client.force_login(User.objects.get(username="analyst"))
    found = {}
    for name, path in PATHS.items():
        size = len(client.get(path).content)
        times = []
        for _ in range(TIMES if "export" not in name else 3):
            start = time.perf_counter()
            answer = client.get(path)
            times.append((time.perf_counter() - start) * 1000)
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status_code}")
        times.sort()
        p95 = times[int(len(times) * 0.95) - 1] if len(times) > 3 else times[-1]
        found[name] = {
            "median_ms": round(statistics.median(times), 1),
            "p95_ms": round(p95, 1),
            "worst_ms": round(times[-1], 1),
            "answer_kb": round(size / 1024, 1),
        }
    return found


def main(target: Path) -> None:
    """Build, measure, write."""
    with tempfile.TemporaryDirectory() as folder:
        result = {
            "alerts_a_week": ALERTS,
            "weeks": WEEKS,
            "times": TIMES,
            "requests": measure(build(Path(folder) / "w")),
        }
    target.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
