"""CPU seconds of each part of the weekly report over lists of growing length; prints JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from anlan.reports.excel import write_excel
from anlan.reports.figures import figures
from anlan.reports.kinds import report_kind
from anlan.reports.pdf import write_pdf
from anlan.reports.weekly import Masthead, Snapshot, weekly_context
from anlan.reports.word import write_word
from reports.fixture import WEEK, Plan, release

SIZES = (100, 1_000, 10_000)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    made = work()
    return round(time.process_time() - start, 2), made


def measure(alerts: int) -> dict[str, Any]:
    kind = report_kind("weekly")
    connection = release(Plan(alerts=alerts, employers=alerts * 2, weeks_before=3))
    told: dict[str, Any] = {"alerts": alerts}
    told["context"], context = _timed(
        lambda: weekly_context(connection, WEEK, Snapshot(1, "0" * 64), Masthead("北京市人力资源和社会保障局"))
    )
    told["charts"], charts = _timed(lambda: figures(context))
    for name, work in (
        ("word", lambda: write_word(context, charts, kind.word)),
        ("pdf", lambda: write_pdf(context, charts, kind.pdf)),
        ("excel", lambda: write_excel(context)),
    ):
        told[name], content = _timed(work)
        told[f"{name}_bytes"] = len(content)
    told["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return told


if __name__ == "__main__":
    print(json.dumps([measure(size) for size in SIZES], indent=1))
