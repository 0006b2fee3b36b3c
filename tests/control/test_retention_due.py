"""What is due in a workspace, the five working days, and packages that are read back."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from anlan.base.settings import Workspace
from anlan.control.place import open_pool


def test_what_is_due_is_listed_with_its_law_and_an_agreement_that_ends_comes_first(database: Workspace) -> None:
    from anlan.control.assets.retention import retention_rows
    from anlan.control.source_view import contracts

    known = contracts(database)
    [row] = retention_rows(database, known, date(2026, 11, 22))
    assert (row["system"], row["loads"], row["rows"], row["due_loads"]) == ("hotline_12345", 1, 5, 0)
    assert row["next_due"] == date(2029, 11, 22) and "个人信息保护法" in row["basis"]
    own = database.root / "retention.yml"
    own.write_text("agreements:\n  hotline_12345: {agreement: 数据共享协议, ends: 2026-11-20}\n", encoding="utf-8")
    try:
        [row] = retention_rows(database, known, date(2026, 11, 30))
    finally:
        own.unlink()
    assert row["next_due"] == date(2026, 11, 27) and row["due_loads"] == 1 and "2026-11-20" in row["agreement"]


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 20), date(2026, 11, 27)),  # a Friday
        (date(2026, 11, 22), date(2026, 11, 27)),  # a Sunday
        (date(2026, 9, 29), date(2026, 10, 12)),  # National Day lies between, and a Saturday worked instead
        (date(2026, 12, 30), date(2027, 1, 6)),  # the next year's holidays are not announced: weekdays count
    ],
)
def test_five_working_days_are_counted_by_the_announced_calendar(
    released_workspace: Workspace, received: date, due: date
) -> None:
    from anlan.control.assets.plans import due_after

    assert due_after(released_workspace, received) == due


def test_a_package_is_read_back_and_a_changed_byte_is_found(database: Workspace, tmp_path: Path) -> None:
    from anlan.control.assets.packages import PackageBroken, extract, verify_package, write_package
    from anlan.control.assets.scope import NothingToDestroy, scope_of

    now = database.clock().now()
    scope = scope_of(database, [], "hotline_12345", None)
    out = tmp_path / "a.zip"
    report = write_package(database, open_pool(database), scope.loads, "热线", out, now)
    assert (report.loads, report.rows) == (1, 5) and extract(out, tmp_path / "x") == 5
    again = tmp_path / "b.zip"
    write_package(database, open_pool(database), scope.loads, "热线", again, now)
    assert again.read_bytes() == out.read_bytes()
    with zipfile.ZipFile(out) as good, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, content[:-1] + b"?" if name.startswith("rows/") else content)
    with pytest.raises(PackageBroken):
        verify_package(tmp_path / "bad.zip")
    with pytest.raises(NothingToDestroy):
        scope_of(database, [], "hotline_12345", date(2026, 1, 1))
