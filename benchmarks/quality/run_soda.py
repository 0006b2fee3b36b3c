"""The benchmark's rules by Soda Core 4 on DuckDB: counts, seconds and peak memory as JSON. Runs in the peers' venv."""

from __future__ import annotations

import json
import logging
import resource
import sys
import time
from typing import Any

import duckdb
from rules import rules


def check(body: dict[str, Any]) -> dict[str, Any]:
    """The rule as a check of a Soda contract; dates and expressions are failed_rows, which Soda has for them."""
    kind, name = body["kind"], {"qualifier": body["id"]}
    if kind == "not_null":
        return {"missing": name}
    if kind == "pattern":
        return {"invalid": {**name, "valid_format": {"regex": f"^({body['pattern']})$", "name": body["id"]}}}
    if kind == "length":
        return {"invalid": {**name, "valid_min_length": body["min"], "valid_max_length": body["max"]}}
    if kind == "code_set":
        return {"invalid": {**name, "valid_values": body["values"]}}
    limits = {f"valid_{k}": body[k] for k in ("min", "max") if k in body}
    return {"invalid": {**name, **limits}}


def expression(body: dict[str, Any]) -> str:
    """The condition of a failing row, for rules across columns and ranges of dates."""
    if body["kind"] == "compare":
        first, second = body["columns"]
        return f"NOT ({first} {body['operator']} {second})"
    if body["kind"] == "computation":
        return f"abs({body['column']} - ({body['equals']})) > {body['tolerance']}"
    parts = [f"{body['column']} {sign} DATE '{body[k]}'" for k, sign in (("min", "<"), ("max", ">")) if k in body]
    return " OR ".join(parts)


def main() -> None:
    """Run once."""
    logging.basicConfig(level=logging.ERROR)
    from soda_core.common.yaml import ContractYamlSource
    from soda_core.contracts.contract_verification import ContractVerificationSession
    from soda_duckdb.common.data_sources.duckdb_data_source import DuckDBDataSourceImpl

    began = time.perf_counter()
    connection = duckdb.connect()
    connection.execute("SET threads = 2; SET memory_limit = '4GB'; SET enable_progress_bar = false")
    connection.execute(f"CREATE VIEW people AS FROM read_parquet('{sys.argv[1]}')")
    columns: dict[str, list[Any]] = {}
    table: list[Any] = []
    for body in rules():
        is_date = body.get("column", "").endswith("_date") and body["kind"] == "range"
        if body["kind"] in ("compare", "computation") or is_date:
            table.append({"failed_rows": {"qualifier": body["id"], "expression": expression(body)}})
        else:
            columns.setdefault(body["column"], []).append(check(body))
    listed = [{"name": name, "checks": checks} for name, checks in columns.items()]
    # JSON is YAML in which codes such as 0008 stay texts.
    contract = json.dumps({"dataset": "bench/main/people", "columns": listed, "checks": table}, ensure_ascii=False)
    source = DuckDBDataSourceImpl.from_existing_cursor(connection, "bench")
    result = ContractVerificationSession.execute(
        contract_yaml_sources=[ContractYamlSource.from_str(contract)], data_source_impls=[source]
    )
    failed: dict[str, Any] = {}
    for one in result.contract_verification_results:
        for found in one.check_results:
            metrics = found.diagnostic_metric_values or {}
            key = {"missing": "missing_count", "invalid": "invalid_count"}.get(found.check.type, "failed_rows_count")
            if key not in metrics:
                raise SystemExit(f"Soda did not evaluate {found.check.qualifier}")
            failed[found.check.qualifier or found.check.name] = metrics[key]
    seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = round(used.ru_utime + used.ru_stime, 2)
    report = {"seconds": round(seconds, 2), "cpu_seconds": cpu, "peak_mb": used.ru_maxrss // 1024}
    print(json.dumps({**report, "failed": failed}))


if __name__ == "__main__":
    main()
