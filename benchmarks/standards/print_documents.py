"""What printing the nine standards costs, document by document; prints JSON."""

from __future__ import annotations

import json
import os
import resource
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from anlan.reports.standards_annex_table import Contents
from anlan.reports.standards_document import write_standard_pdf
from anlan.reports.standards_sheet import sheet_of
from anlan.reports.standards_word import write_standard_word
from anlan.standards.documents import load_documents
from anlan.standards.objects import load_objects
from anlan.standards.registry import load_registry

DAY, BUREAU = date(2026, 11, 22), "北京市人力资源和社会保障局"


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    made = work()
    return round(time.process_time() - start, 2), made


def main() -> None:
    """Every document once, in one process: the typesetter remembers what it has set, so a second time would be free."""
    wall, load = time.perf_counter(), os.getloadavg()[0]
    told: dict[str, Any] = {"import_cpu": round(time.process_time(), 2), "load_average": round(load, 1)}
    told["load_cpu"], (registry, objects) = _timed(lambda: (load_registry(), load_objects()))
    contents = Contents(registry, objects, DAY)
    documents = []
    for document in load_documents(registry, objects, DAY):
        sheet_cpu, sheet = _timed(partial(sheet_of, document, contents, BUREAU))
        word_cpu, word = _timed(partial(write_standard_word, sheet))
        pdf_cpu, pdf = _timed(partial(write_standard_pdf, sheet))
        rows = sum(len(table.rows) for annex in sheet.annexes for table in annex.tables)
        costs = {"sheet_cpu": sheet_cpu, "word_cpu": word_cpu, "pdf_cpu": pdf_cpu}
        facts = {"id": document.identifier, "annex_rows": rows, "word_bytes": len(word), "pdf_bytes": len(pdf)}
        documents.append(facts | costs)
    told |= {"wall": round(time.perf_counter() - wall, 2), "cpu": round(time.process_time(), 2)}
    told |= {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "documents": documents}
    print(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
