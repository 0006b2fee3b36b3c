"""The hundred row rules of the benchmark, written once and translated for each tool."""

from __future__ import annotations

from typing import Any

from table import DISTRICTS

INSURANCES = ["110", "120", "170", "210", "310", "390", "410", "510"]
COLUMNS = [
    "person_id",
    "resident_id",
    "name",
    "sex_code",
    "birth_date",
    "mobile",
    "email",
    "uscc",
    "employer_name",
    "district_code",
    "industry_code",
    "insurance_code",
    "start_date",
    "month",
    "base_yuan",
    "rate",
    "paid_yuan",
    "bank_card",
    "staff_count",
]
USCC = "[0-9A-HJ-NP-RTUWXY]"
PATTERNS = {
    "person_id": ["[0-9]{12}", "0[0-9]+"],
    "resident_id": ["[0-9]{17}[0-9X]", "[1-6][0-9]{16}[0-9X]", "11[0-9]{4}(19|20)[0-9]{9}[0-9X]"],
    "name": ["[一-鿿]{2,4}", "[^0-9]+"],
    "sex_code": ["[0-9]"],
    "mobile": ["1[3-9][0-9]{9}", "[0-9]+", "[^ ]+"],
    "email": [r"[a-z0-9]+@[a-z]+\.(cn|com|org)", r"[^@]+@[^@]+", "[^ ]+"],
    "uscc": [f"{USCC}{{2}}[0-9]{{6}}{USCC}{{10}}", "9[0-9A-Z]+", "[^a-z]+"],
    "employer_name": ["[一-鿿]+公司", "[^ ]+", "北京.+"],
    "district_code": ["[0-9]{6}", "11[0-9]{4}"],
    "industry_code": ["[0-9]{4}", "[^X]+"],
    "insurance_code": ["[1-5][0-9]0"],
    "month": ["[0-9]{4}-(0[1-9]|1[0-2])", "20[12][0-9]-[0-9]{2}"],
    "bank_card": ["62[0-9]{17}", "[0-9]{12,19}", "[0-9]+"],
}
LENGTHS = {
    "person_id": (12, 12),
    "resident_id": (18, 18),
    "name": (2, 30),
    "sex_code": (1, 1),
    "mobile": (11, 11),
    "email": (5, 60),
    "uscc": (18, 18),
    "employer_name": (4, 100),
    "district_code": (6, 6),
    "industry_code": (4, 4),
    "insurance_code": (3, 3),
    "month": (7, 7),
    "bank_card": (16, 19),
}
RANGES: dict[str, list[tuple[Any, Any]]] = {
    "birth_date": [("1900-01-01", "2026-11-22"), ("1949-10-01", None), (None, "2010-12-31")],
    "start_date": [("2000-01-01", "2026-11-22"), (None, "2030-01-01")],
    "end_date": [("2000-01-01", "2030-12-31"), ("2015-01-01", None)],
    "base_yuan": [(0, None), (None, 40000), (1000, 36000)],
    "rate": [(0, 1), (0.05, 0.2)],
    "paid_yuan": [(0, None), (0, 10000), (None, 4000)],
    "staff_count": [(0, None), (0, 100000), (None, 5000)],
}
VALUES = {
    "sex_code": [["1", "2"], ["0", "1", "2", "9"]],
    "district_code": [DISTRICTS.split(), [*DISTRICTS.split(), "999999"]],
    "insurance_code": [INSURANCES, [*INSURANCES, "000"], INSURANCES[:-1]],
}
CROSS = {
    "start_not_after_end": ("start_date", "<=", "end_date"),
    "born_before_start": ("birth_date", "<", "start_date"),
    "paid_at_most_base": ("paid_yuan", "<=", "base_yuan"),
    "born_before_end": ("birth_date", "<", "end_date"),
    "two_numbers_differ": ("mobile", "<>", "bank_card"),
    "two_ids_differ": ("person_id", "<>", "resident_id"),
    "employer_is_not_the_person": ("name", "<>", "employer_name"),
    "code_is_not_the_id": ("uscc", "<>", "resident_id"),
    "rate_below_base": ("rate", "<", "base_yuan"),
    "rate_below_paid": ("rate", "<", "paid_yuan"),
    "person_is_not_the_card": ("person_id", "<>", "bank_card"),
    "email_is_not_the_name": ("email", "<>", "name"),
}


def rules() -> list[dict[str, Any]]:
    """All rules as plain values: id, kind, column or columns, and what the kind needs."""
    found = [{"id": f"{c}_present", "kind": "not_null", "column": c} for c in COLUMNS]
    for column, patterns in PATTERNS.items():
        found += [
            {"id": f"{column}_pattern_{n}", "kind": "pattern", "column": column, "pattern": p}
            for n, p in enumerate(patterns)
        ]
    for column, (least, most) in LENGTHS.items():
        found.append({"id": f"{column}_length", "kind": "length", "column": column, "min": least, "max": most})
    for column, bounds in RANGES.items():
        for n, (least, most) in enumerate(bounds):
            limits = {k: v for k, v in (("min", least), ("max", most)) if v is not None}
            found.append({"id": f"{column}_range_{n}", "kind": "range", "column": column, **limits})
    for column, lists in VALUES.items():
        found += [
            {"id": f"{column}_values_{n}", "kind": "code_set", "column": column, "values": v}
            for n, v in enumerate(lists)
        ]
    found += [
        {"id": name, "kind": "compare", "columns": [a, b], "operator": operator}
        for name, (a, operator, b) in CROSS.items()
    ]
    formula = {"equals": "base_yuan * rate", "tolerance": 0.011}
    found.append({"id": "paid_is_base_by_rate", "kind": "computation", "column": "paid_yuan", **formula})
    return found


if __name__ == "__main__":
    print(len(rules()))
