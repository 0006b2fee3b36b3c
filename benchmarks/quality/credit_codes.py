"""The credit-code validator over real codes in the pool's engine: codes a second, and agreement with the Python one."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

from anlan.base.identifiers import is_valid_uscc
from anlan.engine.duck import connect
from anlan.quality.validators import validator_sql


def main() -> None:
    """Read ``ids_*.tsv.zst`` of a folder, judge every code three times, compare all verdicts once."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--out", type=Path, required=True)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder, connect(2, "1000MB") as connection:
        plain = []
        for packed in sorted(given.folder.glob("ids_*.tsv.zst")):
            plain.append(Path(folder) / packed.stem)
            subprocess.run(["zstd", "-dqo", str(plain[-1]), str(packed)], check=True)
        listed = ", ".join(f"'{path}'" for path in plain)
        options = "delim = '\t', header = true, all_varchar = true, quote = ''"
        connection.execute(
            f"CREATE TABLE codes AS SELECT uscc FROM read_csv([{listed}], {options}) WHERE uscc IS NOT NULL"
        )
        verdict = validator_sql("uscc", "uscc")
        seconds, processor = [], []
        for _ in range(3):
            began, busy = time.perf_counter(), time.process_time()
            [[rows, valid]] = connection.execute(f"SELECT count(*), count_if({verdict}) FROM codes").fetchall()
            seconds.append(time.perf_counter() - began)
            processor.append(time.process_time() - busy)
        judged = connection.execute(f"SELECT uscc, {verdict} FROM codes").fetchall()
    differing = sum(is_valid_uscc(code) != found for code, found in judged)
    report = {
        "codes": rows,
        "valid": valid,
        "valid_ratio": round(valid / rows, 4),
        "disagreements_with_python": differing,
        "codes_per_second": round(rows / sorted(seconds)[1]),
        "seconds": [round(one, 2) for one in seconds],
        "codes_per_processor_second": round(rows / sorted(processor)[1]),
        "load_average": os.getloadavg(),
    }
    given.out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(report))


if __name__ == "__main__":
    main()
