"""A person register of twenty columns with known dirt, as Parquet: the table of the quality benchmark."""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb

DISTRICTS = " ".join(f"1101{n:02d}" for n in (1, 2, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19))


def _pick(values: str, salt: int) -> str:
    listed = values.split()
    return f"([{', '.join(repr(v) for v in listed)}])[1 + (hash(i, {salt}) % {len(listed)})::INTEGER]"


def _number(salt: int, below: int) -> str:
    return f"(hash(i, {salt}) % {below})::BIGINT"


def _dirty(value: str, salt: int, wrong: str, share: float) -> str:
    """The value, or in a share of rows something wrong, or nothing."""
    dice = f"(hash(i, {salt}, 'dirt') % 1000000)"
    limit = int(share * 1_000_000)
    return f"CASE WHEN {dice} < {limit} THEN {wrong} WHEN {dice} < {limit * 1.2:.0f} THEN NULL ELSE {value} END"


def query(rows: int, seed: int, distinct: bool) -> str:
    """The SELECT that makes the table; ``distinct`` makes every text column all but unique."""
    span = "i" if distinct else f"{_number(21, max(rows // 40, 1))}"
    name = "chr(19968 + (hash(i, 3) % 400)::INTEGER) || chr(19968 + (hash(i, 4) % 6000)::INTEGER) || "
    name += "chr(19968 + (hash(i, 5) % 6000)::INTEGER)"
    birth = "DATE '1950-01-01' + (hash(i, 6) % 20000)::INTEGER"
    start = "DATE '2015-01-01' + (hash(i, 7) % 3500)::INTEGER"
    weights = [pow(3, k, 31) for k in range(17)]
    first = f"('91110' || lpad(({span} % 1000000000000)::VARCHAR, 12, '0'))"
    total = " + ".join(f"{w} * (ascii(u[{k}]) - 48)" for k, w in enumerate(weights, 1))
    uscc = f"u || '0123456789ABCDEFGHJKLMNPQRTUWXY'[((31 - ({total}) % 31) % 31 + 1)::INTEGER]"
    suffix = " || '-' || i" if distinct else ""
    columns = {
        "person_id": "lpad(i::VARCHAR, 12, '0')",
        "resident_id": _dirty(
            f"{_pick(DISTRICTS, 1)} || strftime({birth}, '%Y%m%d') || lpad({_number(2, 10000)}::VARCHAR, 4, '0')",
            2,
            "'11010119900101' || 'AB' || (i % 90 + 10)",
            0.004,
        ),
        "name": _dirty(name, 3, "'*' || (i % 7)", 0.003),
        "sex_code": _dirty(_pick("1 2", 8), 8, "'9x'", 0.002),
        "birth_date": _dirty(birth, 6, "DATE '1799-01-01'", 0.002),
        "mobile": _dirty(
            "'1' || (3 + hash(i, 9) % 7) || lpad((hash(i, 10) % 1000000000)::VARCHAR, 9, '0')",
            9,
            "'010-' || (hash(i, 10) % 100000000)",
            0.01,
        ),
        "email": _dirty(
            "'u' || (hash(i, 11) % 9000000) || '@example.' || " + _pick("cn com org", 12), 11, "'无' || i", 0.01
        ),
        "uscc": _dirty(uscc, 13, "replace(u, '9', 'I') || 'Z'", 0.004),
        "employer_name": _dirty(
            f"'北京' || chr(19968 + ({span} % 5000)::INTEGER) || chr(19968 + ({span} // 7 % 5000)"
            f"::INTEGER) || '科技有限公司'{suffix}",
            14,
            "' '",
            0.002,
        ),
        "district_code": _dirty(_pick(DISTRICTS, 15), 15, "'999999'", 0.002),
        "industry_code": _dirty(f"lpad(({_number(16, 1382)})::VARCHAR, 4, '0'){suffix}", 16, "'X'", 0.002),
        "insurance_code": _dirty(_pick("110 120 170 210 310 390 410 510", 17), 17, "'000'", 0.001),
        "start_date": _dirty(start, 7, "DATE '2099-01-01'", 0.001),
        "end_date": f"CASE WHEN hash(i, 18) % 10 < 7 THEN NULL ELSE {start} + (hash(i, 19) % 900)::INTEGER - 5 END",
        "month": _dirty(f"strftime({start}, '%Y-%m')", 20, "strftime(DATE '2024-01-01', '%Y/%m')", 0.003),
        "base_yuan": _dirty("6000 + (hash(i, 22) % 3000000) / 100.0", 22, "-1.0", 0.003),
        "rate": _dirty("(hash(i, 23) % 4 + 8) / 100.0", 23, "1.6", 0.001),
        "paid_yuan": "round((6000 + (hash(i, 22) % 3000000) / 100.0) * ((hash(i, 23) % 4 + 8) / 100.0), 2)"
        " + CASE WHEN hash(i, 24) % 500 = 0 THEN 3 ELSE 0 END",
        "bank_card": _dirty(
            "'622848' || lpad((hash(i, 25) % 10000000000000)::VARCHAR, 13, '0')", 25, "'6228 48' || i", 0.005
        ),
        "staff_count": _dirty(_number(26, 5000), 26, "-3", 0.001),
    }
    body = ",\n  ".join(f"{expression} AS {name}" for name, expression in columns.items())
    return f"SELECT {body} FROM (SELECT range + {seed * 1_000_003} AS i, {first} AS u FROM range({rows}))"


def main() -> None:
    """Write the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--rows", type=int, default=10_000_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--distinct", action="store_true", help="every text column all but unique")
    given = arguments.parse_args()
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        sql = query(given.rows, given.seed, given.distinct)
        connection.execute(f"COPY ({sql}) TO '{given.out}' (FORMAT parquet, COMPRESSION zstd)")


if __name__ == "__main__":
    main()
